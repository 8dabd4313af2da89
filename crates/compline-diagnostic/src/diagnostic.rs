use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Code, FileSpan};

/// How much a complaint matters. The order is by weight: a note is less than a warning, a warning less than an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum Severity {
    /// Worth knowing; nothing breaks.
    Note,
    /// Will break, or is bad practice.
    Warning,
    /// Is broken, or breaks the policy.
    Error,
}

impl Severity {
    /// Every severity, lightest first.
    pub const ALL: [Self; 3] = [Self::Note, Self::Warning, Self::Error];

    /// The word the language and every report use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A place a diagnostic points at, and what is to be seen there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub at: FileSpan,
    /// What is there, in a few words; may be empty.
    pub message: String,
    /// Whether this is the cause itself (one label is) or something that belongs to it.
    pub primary: bool,
}

/// A mistake in a rule, a configuration or a manifest: what, where, and what to do.
///
/// Wording follows the house style: lower case, no full stop at the end, text of the user's in backticks, help apart
/// from the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of complaint.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where: the primary label first.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// Further facts, a line each.
    pub notes: Vec<String>,
}

impl Diagnostic {
    /// An error without a place; add one with [`Self::at`].
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning without a place; add one with [`Self::at`].
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A diagnostic without a place; add one with [`Self::at`].
    pub fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), labels: vec![], help: None, notes: vec![] }
    }

    /// Points at the cause.
    #[must_use]
    pub fn at(mut self, at: FileSpan, message: impl Into<String>) -> Self {
        self.labels.insert(0, Label { at, message: message.into(), primary: true });
        self
    }

    /// Points at something that belongs to it.
    #[must_use]
    pub fn also(mut self, at: FileSpan, message: impl Into<String>) -> Self {
        self.labels.push(Label { at, message: message.into(), primary: false });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, where there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}
