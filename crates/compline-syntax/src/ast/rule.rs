//! Rules and named conditions.

use compline_diagnostic::{Severity, Span, Spanned};

use super::{Expr, Name, Point, Text};

/// A named condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// Its name.
    pub name: Name,
    /// The name of its parameter.
    pub parameter: Name,
    /// The kind of subject it speaks of: `integration`, `connection`, `endpoint`, `scope`.
    pub subject: Name,
    /// The condition.
    pub body: Expr,
}

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name.
    pub name: Name,
    /// The kind of subject, after `for`.
    pub subject: Name,
    /// The condition after `where`.
    pub selection: Option<Expr>,
    /// Its clauses, in order.
    pub clauses: Vec<RuleClause>,
}

/// A clause of a [`Rule`].
#[derive(Clone, Debug, PartialEq)]
pub enum RuleClause {
    /// `forbid`, `forbid CONDITION`; the span is the keyword's.
    Forbid(Span, Option<Expr>),
    /// `require CONDITION`; the span is the keyword's.
    Require(Span, Expr),
    /// `warning from 90 days before authtoken.fails`, `error during app-password.brownout`, `error`
    Severity {
        /// How severe.
        severity: Spanned<Severity>,
        /// When; always, where nothing is said.
        when: Option<SeverityWhen>,
        /// The whole clause.
        span: Span,
    },
    /// `message "..."`; `{field}` is replaced, `{{` is a brace.
    Message(Text),
    /// `help "..."`
    Help(Text),
    /// `source announcement`
    Source(Vec<Name>),
    /// `control "NIST SP 800-53 IA-5"`
    Control(Vec<Text>),
    /// `fix remove excess`, `fix unsafe replace auth.mode with oauth2.authorization-code`; the span is the whole clause's.
    Fix {
        /// Whether a person should look before it is applied: `unsafe`.
        is_unsafe: bool,
        /// What to do.
        action: FixAction,
        /// The whole clause.
        span: Span,
    },
}

/// What a fix does to the manifest.
#[derive(Clone, Debug, PartialEq)]
pub enum FixAction {
    /// `remove excess`: scopes that no operation needs.
    RemoveExcess,
    /// `add missing`: scopes that an operation needs.
    AddMissing,
    /// `remove FIELD`
    Remove(Name),
    /// `replace FIELD with "text"`, `replace FIELD with word`
    Replace {
        /// What.
        field: Name,
        /// By what: a literal.
        with: Expr,
    },
}

/// When a severity holds.
#[derive(Clone, Debug, PartialEq)]
pub enum SeverityWhen {
    /// `from P`
    From(Point),
    /// `after P`
    After(Point),
    /// `during authtoken.brownout`
    During(Name),
}
