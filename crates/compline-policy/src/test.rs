//! Tests of rules as the runner takes them: names resolved, dates read.

use std::fmt;
use std::sync::Arc;

use compline_diagnostic::{FileSpan, Severity};
use compline_time::{AsOf, Day};
use serde::{Deserialize, Serialize};

/// One `test` item.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RuleTest {
    /// What it shows.
    pub name: String,
    /// Where its name stands.
    pub at: FileSpan,
    /// What its documentation comment says.
    pub doc: Option<String>,
    /// The name of the pack that it belongs to.
    pub pack: String,
    /// The manifests that it is about, checked together.
    pub given: Vec<Fixture>,
    /// What is asked, in order.
    pub cases: Vec<TestCase>,
}

/// A manifest of a test.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Fixture {
    /// The path as written: relative to the rule file that it stands in.
    pub path: String,
    /// Its text, where the rule file holds it.
    pub text: Option<Arc<str>>,
    /// Where the path stands.
    pub at: FileSpan,
}

/// What has to come out on certain days.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct TestCase {
    /// The day by which announcements were known.
    pub known: Option<Day>,
    /// The moments asked about.
    pub as_of: Vec<AsOf>,
    /// What has to come out on each of them.
    pub expectations: Vec<Expectation>,
    /// The whole case.
    pub at: FileSpan,
}

/// One thing that has to come out.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Expectation {
    /// What.
    pub kind: Expected,
    /// Of which rule, `pack/rule`; of every rule that the case does not name (those of `core` aside), where there is none.
    pub rule: Option<Arc<str>>,
    /// Where: a JSON pointer.
    pub pointer: Option<String>,
    /// How often.
    pub times: u32,
    /// The whole expectation.
    pub at: FileSpan,
}

/// What an [`Expectation`] expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Expected {
    /// No finding.
    Clean,
    /// A violation of this severity.
    Violation(Severity),
    /// An open outcome.
    Undetermined,
    /// A finding that a waiver covers.
    Waived,
}

impl Expected {
    /// The word of the language.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Violation(severity) => severity.as_str(),
            Self::Undetermined => "undetermined",
            Self::Waived => "waived",
        }
    }
}

impl fmt::Display for Expectation {
    /// As it could have been written: `error zoho/authtoken-calls at "/connections/0/auth/mode" 2 times`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        if let Some(rule) = &self.rule {
            write!(f, " {rule}")?;
        }
        if let Some(pointer) = &self.pointer {
            write!(f, " at \"{pointer}\"")?;
        }
        if self.times != 1 {
            write!(f, " {} times", self.times)?;
        }
        Ok(())
    }
}
