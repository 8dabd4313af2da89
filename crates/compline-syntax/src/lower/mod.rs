//! From what the grammar matched to the syntax tree.
//!
//! A function that gives nothing back has reported why, or [`Lower::clause`] and its like report it for them.

mod clause;
mod composition;
mod expr;
mod format;
mod point;
mod row;
mod test;
mod text;

use compline_diagnostic::codes::syntax;
use compline_diagnostic::{Diagnostic, FileId, FileSpan, Span, Spanned};
use pest::iterators::Pair;

use crate::ast::{Name, Text};
use crate::grammar::Rule;

pub(crate) use clause::{Block, Clause, Head};
pub(crate) use text::{block as block_text, doc_text};

/// What lowering needs to know.
#[derive(Debug)]
pub(crate) struct Lower<'t> {
    /// The whole original text.
    pub(crate) text: &'t str,
    /// Where the text that the grammar read begins in it.
    pub(crate) base: u32,
    pub(crate) file: FileId,
    pub(crate) errors: Vec<Diagnostic>,
}

impl<'t> Lower<'t> {
    /// The bytes of a pair, without the white space that pest takes along when something optional does not follow.
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let start = self.base + pair.as_span().start() as u32;
        Span::new(start, start + pair.as_str().trim_ascii_end().len() as u32)
    }

    fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    fn place(&self, span: Span) -> FileSpan {
        FileSpan::new(self.file, span)
    }

    /// The original text of a pair.
    fn written(&self, pair: &Pair<'_, Rule>) -> &'t str {
        self.slice(self.span(pair))
    }

    /// The parts of a pair; a `:` after a keyword is reported and left out.
    fn parts<'p>(&mut self, pair: Pair<'p, Rule>) -> Vec<Pair<'p, Rule>> {
        let mut parts: Vec<Pair<'p, Rule>> = vec![];
        for part in pair.into_inner() {
            if part.as_rule() == Rule::colon {
                let word = parts.last().map_or("", |last| self.written(last));
                self.errors.push(
                    Diagnostic::error(syntax::COLON, format!("no `:` stands after `{word}`"))
                        .at(self.place(self.span(&part)), "")
                        .help("leave it out: a word and its value have only a space between them"),
                );
            } else {
                parts.push(part);
            }
        }
        parts
    }

    fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Spanned::new(pair.as_str().to_owned(), self.span(pair))
    }

    /// A text literal from its pair.
    fn literal(&mut self, pair: &Pair<'_, Rule>) -> Text {
        let span = self.span(pair);
        Spanned::new(self.unquote(span), span)
    }

    /// Every name in a list.
    fn names(&self, list: Pair<'_, Rule>) -> Vec<Name> {
        list.into_inner().filter(|part| part.as_rule() == Rule::list_name).map(|part| self.name(&part)).collect()
    }

    /// Every name in a list in which any word may stand.
    fn any_names(&self, list: Pair<'_, Rule>) -> Vec<Name> {
        list.into_inner().filter(|part| part.as_rule() == Rule::any_name).map(|part| self.name(&part)).collect()
    }

    /// Every text in a list.
    fn literals(&mut self, list: Pair<'_, Rule>) -> Vec<Text> {
        list.into_inner().filter(|part| part.as_rule() == Rule::text).map(|part| self.literal(&part)).collect()
    }

    /// Runs `lower`, and sees to it that nothing is lost without a word.
    fn or_report<T>(&mut self, span: Span, lower: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.errors.len();
        let lowered = lower(self);
        if lowered.is_none() && self.errors.len() == before {
            self.errors
                .push(Diagnostic::error(syntax::EXPECTED, "this could not be understood").at(self.place(span), ""));
        }
        lowered
    }
}

/// The first part of a kind.
fn find<'p>(parts: &[Pair<'p, Rule>], rule: Rule) -> Option<Pair<'p, Rule>> {
    parts.iter().find(|part| part.as_rule() == rule).cloned()
}

/// Whether there is a part of a kind.
fn has(parts: &[Pair<'_, Rule>], rule: Rule) -> bool {
    parts.iter().any(|part| part.as_rule() == rule)
}
