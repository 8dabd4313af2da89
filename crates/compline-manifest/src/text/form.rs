//! How source code is read, as the policy compiles it from a format's declaration.

use std::fmt;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

/// A light notion of a programming language, and what is looked for in texts of it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct TextForm {
    /// What begins a comment, and what ends it: without an end, the end of the line.
    pub comments: Vec<(String, Option<String>)>,
    /// Kinds of strings, each by its quotation marks. The first opens and closes; any other one is closed by any of its kind,
    /// as text processors pair them.
    pub quotes: Vec<Vec<char>>,
    /// In a string, the character after this one stands for itself.
    pub escape: Option<char>,
    /// What puts two values together.
    pub join: Option<String>,
    /// What begins and what ends a block. A variable set in a block has that value for certain in the block only.
    pub blocks: Option<(char, char)>,
    /// What is looked for, each after the one that it looks in.
    pub patterns: Vec<TextPattern>,
    /// What is never shown of a text: the groups called `secret`, in the text as it is written.
    pub secrets: Vec<TextRegex>,
}

/// Something to look for.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct TextPattern {
    /// What it is.
    pub role: TextRole,
    /// The group that it looks in, of a pattern before this one, instead of the whole text.
    pub within: Option<(String, String)>,
    /// The expression.
    pub regex: TextRegex,
    /// Groups that are values: strings, variables, or such put together. The other ones are text as written.
    pub values: Vec<String>,
}

/// What a pattern is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum TextRole {
    /// Sets a variable, `name`, to a `value`.
    Let,
    /// Puts a `value` into a variable, `name`, under a `key`.
    Put,
    /// A thing of this name.
    Match(String),
}

/// A regular expression, compiled when first asked for; two are the same that are written the same.
#[derive(Clone, Deserialize, Serialize)]
pub struct TextRegex {
    source: String,
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
}

impl TextRegex {
    /// Reads an expression.
    ///
    /// # Errors
    /// What is wrong with it: its form, or how large it would become.
    pub fn new(source: &str) -> Result<Self, regex::Error> {
        let compiled = OnceLock::from(Some(build(source)?));
        Ok(Self { source: source.to_owned(), compiled })
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.source
    }

    /// Compiled; nothing only for one that was never read by [`Self::new`].
    pub fn get(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| build(&self.source).ok()).as_ref()
    }

    /// The names of its groups.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.get().into_iter().flat_map(Regex::capture_names).flatten()
    }
}

impl fmt::Debug for TextRegex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

impl PartialEq for TextRegex {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

/// An expression may be anybody's: what it becomes has a limit, in bytes.
fn build(source: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(source).size_limit(4 << 20).build()
}

impl TextForm {
    /// The ranges of a text that are never shown.
    pub fn hidden(&self, text: &str) -> Vec<std::ops::Range<usize>> {
        let groups = self.secrets.iter().filter_map(TextRegex::get).flat_map(|secret| secret.captures_iter(text));
        groups.filter_map(|found| Some(found.name("secret")?.range())).collect()
    }

    /// The patterns of a name.
    pub(crate) fn named<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f TextPattern> {
        self.patterns.iter().filter(move |pattern| matches!(&pattern.role, TextRole::Match(own) if own == name))
    }
}
