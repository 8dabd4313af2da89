//! How a format reads source code.

use super::{Name, Text};

/// A clause of a format with `syntax text`.
#[derive(Clone, Debug, PartialEq)]
pub enum TextClause {
    /// `comments "//"`, `comments "/*" to "*/"`
    Comments {
        /// What begins a comment.
        open: Text,
        /// What ends it; without it, the end of the line.
        close: Option<Text>,
    },
    /// `strings "\"“”" "'" escape "\\"`
    Strings {
        /// Quotation marks, those of a kind in one text.
        marks: Vec<Text>,
        /// The character after which any other stands for itself.
        escape: Option<Text>,
    },
    /// `joins "+"`: what puts two values together.
    Joins(Text),
    /// `blocks "{" to "}"`
    Blocks(Text, Text),
    /// `let "(?<name>...)(?<value>...)"`: what sets a variable.
    Let(Text),
    /// `put "(?<name>...)(?<key>...)(?<value>...)"`: what puts something into a variable.
    Put(Text),
    /// `secrets "(?<secret>...)"`: what is never shown.
    Secrets(Text),
    /// `match call in other.group "..." values url, body`
    Match {
        /// What a match is called.
        name: Name,
        /// The match and group in which it is looked for, instead of the whole text.
        within: Option<Name>,
        /// The expression.
        regex: Text,
        /// Groups that are values.
        values: Vec<Name>,
    },
}
