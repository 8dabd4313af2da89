//! Tests of rules.

use compline_diagnostic::{Severity, Span, Spanned};
use compline_time::Moment;

use super::{Name, Text};

/// A test of rules.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleTest {
    /// What it shows.
    pub name: Text,
    /// Its clauses, in order.
    pub clauses: Vec<TestClause>,
}

/// A clause of a [`RuleTest`].
#[derive(Clone, Debug, PartialEq)]
pub enum TestClause {
    /// `given "fixtures/us.yaml"`: a file beside the rule file; with a text block after it, that text under that name.
    Given {
        /// The path.
        path: Text,
        /// The text, where it stands here.
        text: Option<Text>,
    },
    /// `known 2021-04-01 as of 2021-05-10, 2021-05-11 expect error authtoken-calls and clean`
    Case(TestCase),
}

/// What has to come out, asked about certain days.
#[derive(Clone, Debug, PartialEq)]
pub struct TestCase {
    /// `known D`: the day by which announcements were known.
    pub known: Option<Spanned<Moment>>,
    /// `as of D, E`: days or instants.
    pub as_of: Vec<Spanned<Moment>>,
    /// What has to come out on each of them.
    pub expectations: Vec<Expectation>,
    /// The whole case.
    pub span: Span,
}

/// One thing that has to come out.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// What.
    pub kind: Spanned<Expected>,
    /// Of which rule; nothing only for `clean`.
    pub rule: Option<Name>,
    /// `at "/connections/0/auth/mode"`: where, as a JSON pointer.
    pub at: Option<Text>,
    /// `2 times`
    pub times: Option<Spanned<u32>>,
    /// The whole expectation.
    pub span: Span,
}

/// What an [`Expectation`] expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// `clean`: no finding, or with a rule, none of that rule.
    Clean,
    /// `error RULE`, `warning RULE`, `note RULE`: a violation.
    Violation(Severity),
    /// `undetermined RULE`
    Undetermined,
    /// `waived RULE`
    Waived,
}
