//! The kinds of items and braces, and what the grammar calls their parts.

use crate::grammar::Rule;
use crate::lower::Block;
use crate::words;

/// What the grammar calls the item that a word begins.
pub(crate) fn whole(word: &str) -> Option<Rule> {
    Some(match word {
        "use" => Rule::whole_use,
        "mode" => Rule::whole_mode,
        "define" => Rule::whole_define,
        "vendor" => Rule::whole_vendor,
        "source" => Rule::whole_source,
        "cutoff" => Rule::whole_cutoff,
        "scopes" => Rule::whole_scopes,
        "rule" => Rule::whole_rule,
        "format" => Rule::whole_format,
        "field" => Rule::whole_field,
        "limit" => Rule::whole_limit,
        "release" => Rule::whole_release,
        "operations" => Rule::whole_operations,
        "tighten" => Rule::whole_tighten,
        "waive" => Rule::whole_waive,
        "test" => Rule::whole_test,
        _ => return None,
    })
}

/// The kind of braces an item keyword leads to.
pub(crate) fn block_of(word: &str) -> Option<Block> {
    Some(match word {
        "vendor" => Block::Vendor,
        "source" => Block::Source,
        "cutoff" => Block::Cutoff,
        "scopes" => Block::Scopes,
        "rule" => Block::Rule,
        "format" => Block::Format,
        "operations" => Block::Operations,
        "tighten" => Block::Tighten,
        "waive" => Block::Waive,
        "test" => Block::Test,
        _ => return None,
    })
}

/// The words that begin a clause of a block.
pub(crate) fn words_of(block: &Block) -> &'static [&'static str] {
    match block {
        Block::Vendor => words::VENDOR,
        Block::Source => words::SOURCE,
        Block::Cutoff => words::CUTOFF,
        Block::Stage => words::STAGE,
        Block::Scopes => words::SCOPES,
        Block::Rule => words::RULE,
        Block::Format => words::FORMAT,
        Block::Operations => words::OPERATIONS,
        Block::Tighten => words::TIGHTEN,
        Block::Waive => words::WAIVE,
        Block::Test => words::TEST,
        Block::Each(_) => words::EACH,
    }
}

/// What stands before the brace, and nothing after it.
pub(crate) fn head_rule(block: &Block) -> Rule {
    match block {
        Block::Vendor => Rule::head_vendor,
        Block::Source => Rule::head_source,
        Block::Cutoff => Rule::head_cutoff,
        Block::Stage => Rule::head_stage,
        Block::Scopes => Rule::head_scopes,
        Block::Rule => Rule::head_rule,
        Block::Format => Rule::head_format,
        Block::Operations => Rule::head_operations,
        Block::Tighten => Rule::head_tighten,
        Block::Waive => Rule::head_waive,
        Block::Test => Rule::head_test,
        Block::Each(_) => Rule::head_each,
    }
}

/// What stands before the brace, whatever comes after it.
pub(crate) fn bare_head_rule(block: &Block) -> Rule {
    match block {
        Block::Vendor => Rule::vendor_head,
        Block::Source => Rule::source_head,
        Block::Cutoff => Rule::cutoff_head,
        Block::Stage => Rule::stage_head,
        Block::Scopes => Rule::scopes_head,
        Block::Rule => Rule::rule_head,
        Block::Format => Rule::format_head,
        Block::Operations => Rule::operations_head,
        Block::Tighten => Rule::tighten_head,
        Block::Waive => Rule::waive_head,
        Block::Test => Rule::test_head,
        Block::Each(_) => Rule::each_head,
    }
}

/// One clause, and one clause with nothing unexpected after it.
pub(crate) fn clause_rules(block: &Block) -> (Rule, Rule) {
    match block {
        Block::Vendor => (Rule::vendor_clause, Rule::strict_vendor),
        Block::Source => (Rule::source_clause, Rule::strict_source),
        Block::Cutoff => (Rule::cutoff_clause, Rule::strict_cutoff),
        Block::Stage => (Rule::stage_clause, Rule::strict_stage),
        Block::Scopes => (Rule::scopes_clause, Rule::strict_scopes),
        Block::Rule => (Rule::rule_clause, Rule::strict_rule),
        Block::Format => (Rule::format_clause, Rule::strict_format),
        Block::Operations => (Rule::operations_clause, Rule::strict_operations),
        Block::Tighten => (Rule::tighten_clause, Rule::strict_tighten),
        Block::Waive => (Rule::waive_clause, Rule::strict_waive),
        Block::Test => (Rule::test_clause, Rule::strict_test),
        Block::Each(_) => (Rule::each_clause, Rule::strict_each),
    }
}
