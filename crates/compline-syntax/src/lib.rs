//! Rule text to syntax tree: the grammar, the tree with its byte ranges, and recovery from mistakes.
//!
//! [`parse`] never fails as a whole: it returns what could be read and a list of diagnostics. This crate knows the form
//! of the language and nothing of its meaning: names are not looked up, types are not checked.
//!
//! pest gives one error a parse, so the way there has three layers. `scan` turns any text into tokens and mends what is
//! wrong below the grammar. `skeleton` cuts the file into items by braces, keywords and indentation. `recover` parses
//! each item strictly, and an item that fails clause by clause, so that one bad clause leaves its siblings. `lower` makes
//! the tree, `wording` the messages. [`format()`] goes back from what the grammar matched to text in the one layout.

pub mod ast;
mod blocks;
mod format;
mod grammar;
mod habits;
mod lower;
mod recover;
mod scan;
mod skeleton;
mod wording;
mod words;

use compline_diagnostic::{Diagnostic, FileId};

pub use format::format;
pub use words::keywords;

/// What a rule file says, and what is wrong with its form.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// What could be read.
    pub file: ast::File,
    /// What could not, in the order of the text.
    pub errors: Vec<Diagnostic>,
}

/// Reads a rule file. Every span in the result is a byte range of `text`, on character boundaries.
pub fn parse(text: &str, file: FileId) -> Parsed {
    recover::parse(text, file)
}
