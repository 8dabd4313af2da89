//! What pest expected and what stood there, in the language's own words.

use compline_diagnostic::codes::syntax;
use compline_diagnostic::{Diagnostic, FileId, FileSpan, Span, suggest};

use crate::blocks::words_of;
use crate::grammar::{Failure, Rule};
use crate::habits::{self, Stop, habit};
use crate::lower::Block;
use crate::scan::{Kind, Scan, Token};

/// Where in an item a parse failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In an item without braces.
    Item,
    /// Before the braces.
    Head(Block),
    /// At the very start of a clause.
    ClauseStart(Block),
    /// Inside of a clause, or right after one.
    Clause(Block),
}

/// Marks and words that may be expected, as the message shows them.
#[derive(Default)]
struct Expected {
    phrases: Vec<String>,
    /// Words that a misspelt one may have been meant to be.
    words: Vec<String>,
}

impl Expected {
    fn phrase(&mut self, phrase: &str) {
        if !self.phrases.iter().any(|old| old == phrase) {
            self.phrases.push(phrase.to_owned());
        }
    }

    fn word(&mut self, word: &str) {
        self.phrase(&format!("`{word}`"));
        self.words.push(word.to_owned());
    }

    fn group(&mut self, phrase: &str, words: &[&str]) {
        self.phrase(phrase);
        self.words.extend(words.iter().map(|&word| word.to_owned()));
    }

    fn words(&mut self, words: &[&str]) {
        for word in words {
            self.word(word);
        }
    }

    /// What one rule of the grammar is called.
    fn rule(&mut self, rule: Rule, end: &str) {
        match rule {
            Rule::expr
            | Rule::and_expr
            | Rule::not_expr
            | Rule::comparison
            | Rule::row_expr
            | Rule::row_and
            | Rule::row_not
            | Rule::row_comparison
            | Rule::quantified
            | Rule::happening => self.phrase("a condition"),
            Rule::operand | Rule::primary | Rule::rhs | Rule::called | Rule::reference | Rule::row_name => {
                self.phrase("a value");
            }
            Rule::tail | Rule::row_tail | Rule::operator | Rule::binary => self.group(
                "a comparison such as `is`, `==` or `in`",
                &[
                    "is", "in", "not", "matches", "contains", "covers", "within", "exists", "absent", "from", "before",
                    "after",
                ],
            ),
            Rule::test => self.words(&["exists", "absent"]),
            Rule::dated | Rule::relation => self.words(&["from", "before", "after"]),
            Rule::or_op => self.word("or"),
            Rule::and_op => self.word("and"),
            Rule::not_op => self.word("not"),
            Rule::or_else => self.phrase("`or else`"),
            Rule::point | Rule::shift | Rule::extreme => {
                self.group(
                    "a point in time such as `2021-05-31` or `90 days before authtoken.fails`",
                    &["earliest", "latest"],
                );
            }
            Rule::point_name => self.phrase("a stage or field"),
            Rule::moment | Rule::day | Rule::date | Rule::date_bare => self.phrase("a date such as `2021-05-31`"),
            Rule::length => self.phrase("an amount of time such as `90 days`"),
            Rule::amount | Rule::number => self.phrase("a number"),
            Rule::time => self.phrase("a time of day such as `06:00`"),
            Rule::text
            | Rule::texts
            | Rule::comma_texts
            | Rule::scope_texts
            | Rule::mapping
            | Rule::needing
            | Rule::covering => self.phrase("a text in double quotes"),
            Rule::new_name
            | Rule::mode_name
            | Rule::list_name
            | Rule::names
            | Rule::comma_names
            | Rule::any_name
            | Rule::any_names => {
                self.phrase("a name");
            }
            Rule::word | Rule::field_word => self.phrase("a word"),
            Rule::zone_name => self.phrase("a time zone such as `Asia/Kolkata`"),
            Rule::open | Rule::set | Rule::text_set => self.phrase("`{`"),
            Rule::close => self.phrase("`}`"),
            Rule::close_paren => self.phrase("`)`"),
            Rule::comma => self.phrase("`,`"),
            Rule::define_is => self.phrase("`=`"),
            Rule::dots => self.phrase("`..` and the last day"),
            Rule::EOI => self.phrase(end),
            Rule::when => self.group(
                "a date word such as `from`, `after` or `during`",
                &["from", "after", "during", "not", "unannounced", "never", "withdrawn"],
            ),
            Rule::severity_when => self.words(&["from", "after", "during"]),
            Rule::severity => self.words(&["note", "warning", "error"]),
            Rule::pattern => self.words(&["rollout", "daily"]),
            Rule::selector => self.phrase("a field and its value"),
            Rule::row_where | Rule::rule_where => self.word("where"),
            Rule::row_known | Rule::case_known => self.word("known"),
            Rule::row_sources | Rule::sources => self.word("source"),
            Rule::release_by => self.word("by"),
            Rule::otherwise => self.word("else"),
            Rule::rule_subject | Rule::waive_for => self.word("for"),
            Rule::mode_parent => self.word("is"),
            Rule::known_as => self.phrase("`known as`"),
            Rule::stage_clause | Rule::row | Rule::next_stage => self.phrase("the next row"),
            Rule::each_clause | Rule::field | Rule::follow | Rule::declared_fields | Rule::next_each => {
                self.phrase("the next field");
            }
            Rule::path
            | Rule::paths
            | Rule::recognised
            | Rule::required
            | Rule::asked
            | Rule::filter
            | Rule::filters
            | Rule::path_root
            | Rule::path_here => {
                self.phrase("a path such as `/a/b`");
            }
            Rule::step | Rule::path_of => self.phrase("a key, `*` or `**`"),
            Rule::only => self.phrase("`[`"),
            Rule::relative => self.phrase("`relative to`"),
            Rule::reading | Rule::reading_from => {
                self.group("a path, a text, a word, `key` or `value`", &["key", "value", "capture"]);
            }
            Rule::mapped => self.word("as"),
            Rule::split => self.phrase("`split by`"),
            Rule::filter_test => {
                self.group(
                    "a test such as `exists`, `is` or `in`",
                    &["exists", "absent", "is", "not", "in", "matches"],
                );
            }
            Rule::each_head | Rule::each => self.word("each"),
            Rule::quantifier => self.words(&["any", "all", "no"]),
            Rule::rule_name | Rule::rule_names | Rule::case_rule => self.phrase("a rule"),
            Rule::one_of => self.phrase("`one of`"),
            Rule::k_same => self.group("`same as`", &["same"]),
            Rule::k_splits => self.group("`splits into`", &["splits"]),
            Rule::fix_value => self.phrase("a value"),
            Rule::fix_excess | Rule::fix_remove => self.word("remove"),
            Rule::fix_missing => self.word("add"),
            Rule::fix_replace => self.word("replace"),
            Rule::scopes_api => self.word("api"),
            Rule::scopes_kind => self.word("kind"),
            Rule::waive_target => {
                self.group("a target such as `integration \"billing\"`", &["integration", "connection", "endpoint"]);
            }
            Rule::expectation | Rule::expected => self.group(
                "an expectation such as `clean` or `error RULE`",
                &["clean", "error", "warning", "note", "undetermined", "waived"],
            ),
            Rule::case_at => self.word("at"),
            Rule::case_times => self.phrase("`2 times`"),
            _ => {
                let name = format!("{rule:?}");
                if let Some(keyword) = name.strip_prefix("k_") {
                    self.word(&keyword.replace('_', "-"));
                }
            }
        }
    }
}

/// A failure of the strict grammar as a diagnostic. `at` is its offset in the whole text, `end` the token at which the
/// text that was parsed ends.
pub(crate) fn explain(
    scan: &Scan<'_>,
    failure: &Failure,
    at: u32,
    end: usize,
    place: &Place,
    file: FileId,
) -> Diagnostic {
    let index = scan.tokens.partition_point(|token| token.span.end <= at).min(end);
    let token = scan.tokens.get(index);
    let found = token.map_or_else(|| "the end of the file".to_owned(), |token| shown(scan, token));
    let span = token.map_or_else(|| Span::at(scan.tokens.last().map_or(0, |last| last.span.end)), |token| token.span);
    let here = FileSpan::new(file, span);
    let word = token.filter(|token| token.kind == Kind::Word).map(|token| scan.slice(token));
    let mark = token.map_or("", |token| scan.slice(token));

    if let Place::ClauseStart(block) = place {
        if token.is_some_and(|token| token.kind == Kind::Close) {
            return Diagnostic::error(syntax::EXTRA_BRACE, "this `}` closes nothing").at(here, "").help("leave it out");
        }
        return no_clause(block, &found, word, mark == "/").at(here, "");
    }
    if mark == ")" && !failure.expected.contains(&Rule::close_paren) && failure.expected.contains(&Rule::and_op) {
        return Diagnostic::error(syntax::EXPECTED, "this `)` closes nothing").at(here, "").help("leave it out");
    }
    let mut expected = Expected::default();
    let clause_words = if let Place::Clause(block) = place { words_of(block) } else { &[] };
    let starts_clause = |rule: &Rule| {
        let name = format!("{rule:?}");
        name.strip_prefix("k_").is_some_and(|word| clause_words.contains(&word))
    };
    // That any clause may follow is said once, not by naming them all.
    let next_clause = failure.expected.iter().filter(|rule| starts_clause(rule)).count() > 2;
    let end_phrase = match place {
        Place::Item => "the next item",
        Place::Head(_) => "`{`",
        _ => "`}`",
    };
    for &rule in &failure.expected {
        if next_clause && starts_clause(&rule) {
            expected.group("the next clause", clause_words);
        } else {
            expected.rule(rule, end_phrase);
        }
    }
    if expected.phrases.iter().any(|phrase| phrase == "a condition") {
        expected.phrases.retain(|phrase| phrase != "`not`");
    }
    if matches!(place, Place::Clause(Block::Each(_))) && failure.expected.contains(&Rule::reading) {
        // That a field could also be the short head of something inside helps nobody.
        expected.phrases.retain(|phrase| phrase != "`where`" && phrase != "`{`");
    }
    if expected.phrases.is_empty() {
        for rule in &failure.expected {
            match rule {
                Rule::colon => expected.phrase("`:`"),
                Rule::unit => expected.phrase("a unit of time"),
                Rule::open_paren => expected.phrase("`(`"),
                _ => {}
            }
        }
    }
    // Kinds of things first, then words, then what closes or ends.
    expected.phrases.sort_by_key(|phrase| match phrase.as_str() {
        "the next clause" | "the next row" | "the next field" | "the next item" => 2,
        "`{`" if matches!(place, Place::Head(_)) => 3,
        "`}`" => 4,
        word => u8::from(word.starts_with('`')),
    });
    if expected.phrases == ["`{`"]
        && matches!(place, Place::Head(_))
        && token.is_some_and(|token| token.kind == Kind::Open)
    {
        expected.phrases.clear();
    }
    let before = index.checked_sub(1).and_then(|before| scan.tokens.get(before));
    // What is incomplete at the end of its line is shown there, not at what happens to stand on the next.
    let complete = expected.phrases.iter().any(|phrase| phrase.starts_with("the next"));
    let here = match (before, token) {
        (Some(before), Some(token)) if token.line > before.line && !complete => FileSpan::new(file, before.span),
        (Some(before), None) => FileSpan::new(file, before.span),
        _ => here,
    };
    let after = before;
    let after = after.map_or_else(String::new, |before| format!(" after {}", shown(scan, before)));
    let message = match (place, &expected.phrases[..]) {
        (_, []) => format!("{found} does not belong here"),
        (_, phrases) => format!("expected {}{after}, found {found}", join(phrases)),
    };
    let code = match mark {
        ":" => syntax::COLON,
        _ if expected.phrases == ["`{`"] && matches!(place, Place::Head(_)) => syntax::MISSING_BRACE,
        _ => syntax::EXPECTED,
    };
    let stop = Stop { scan, at: index, expected: &failure.expected, place };
    let help = stop
        .help()
        .or_else(|| {
            let word = suggest(word?, expected.words.iter().map(String::as_str))?;
            Some(format!("did you mean `{word}`?"))
        })
        .or_else(|| stop.fallback());
    Diagnostic::error(code, message).at(here, "").maybe_help(help)
}

/// A word that begins no clause of its block.
fn no_clause(block: &Block, found: &str, word: Option<&str>, comment: bool) -> Diagnostic {
    let words = words_of(block);
    let what = match block {
        Block::Vendor => "clause of a vendor",
        Block::Source => "clause of a source",
        Block::Cutoff => "clause of a cutoff",
        Block::Stage => "row of a stage",
        Block::Scopes => "clause of a scope family",
        Block::Rule => "clause of a rule",
        Block::Format => "clause of a format",
        Block::Operations => "clause of an operation table",
        Block::Tighten => "clause of a `tighten`",
        Block::Waive => "clause of a waiver",
        Block::Test => "clause of a test",
        Block::Each(_) => "field",
    };
    let near = word.and_then(|word| suggest(word, words.iter().copied())).map(|word| format!("did you mean `{word}`?"));
    let habit = || word.and_then(|word| habit(word, &Place::ClauseStart(block.clone()))).map(str::to_owned);
    let comment = comment.then(|| habits::COMMENT.to_owned());
    let help = comment.or_else(habit).or(near).unwrap_or_else(|| match block {
        Block::Stage => habits::ROW.to_owned(),
        Block::Each(_) => "a field is its name and where its value is found, such as `auth.mode /auth/mode`".to_owned(),
        Block::Scopes => format!("clauses are {}, and `\"wide\" covers \"narrow\"`", list(words)),
        Block::Operations => {
            "an operation is `\"GET /path\" needs \"scope\"`; where it stands is said by `source`".to_owned()
        }
        Block::Test => "a test is `given \"file\"` and cases: `as of DAY expect error RULE`".to_owned(),
        _ => format!("clauses are {}", list(words)),
    });
    Diagnostic::error(syntax::CLAUSE, format!("{found} begins no {what}")).help(help)
}

/// A token as messages show it.
pub(crate) fn shown(scan: &Scan<'_>, token: &Token) -> String {
    let written = scan.slice(token);
    let line = written.lines().next().unwrap_or_default();
    let short: String = line.chars().take(40).collect();
    let dots = if short.len() < written.len() { "..." } else { "" };
    if token.kind == Kind::Text { format!("the text `{short}{dots}`") } else { format!("`{short}{dots}`") }
}

/// `a`, `b` or `c`
pub(crate) fn list(words: &[impl AsRef<str>]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{}`", word.as_ref())).collect();
    join(&quoted)
}

/// a, b or c
pub(crate) fn join(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}
