//! What a pack says to rules of other packs: stricter, looser, and how far.

use compline_diagnostic::{Severity, Span, Spanned};
use compline_time::{Moment, Shift};

use super::{Expr, Name, SeverityWhen, Text};

/// A rule of another pack, made stricter.
#[derive(Clone, Debug, PartialEq)]
pub struct Tighten {
    /// The rule.
    pub rule: Name,
    /// What is added, in order.
    pub clauses: Vec<TightenClause>,
}

/// A clause of a [`Tighten`].
#[derive(Clone, Debug, PartialEq)]
pub enum TightenClause {
    /// `error from 2021-03-01`: must hold whenever the rule's own clause of that severity does.
    Severity {
        /// How severe.
        severity: Spanned<Severity>,
        /// When; always, where nothing is said.
        when: Option<SeverityWhen>,
        /// The whole clause.
        span: Span,
    },
    /// `also where CONDITION`: the rule speaks of these, too.
    Also(Expr),
    /// `forbid CONDITION`: that is broken, too; the span is the keyword's.
    Forbid(Span, Expr),
    /// `require CONDITION`: its opposite is broken, too; the span is the keyword's.
    Require(Span, Expr),
    /// `source handbook`
    Source(Vec<Name>),
    /// `control "..."`
    Control(Vec<Text>),
}

/// An exception, signed for.
#[derive(Clone, Debug, PartialEq)]
pub struct Waive {
    /// The rule; `pack/*` for all rules of a pack.
    pub rule: Name,
    /// `for integration "legacy-*" connection "main"`: names or patterns of what it covers, all of which have to fit.
    pub targets: Vec<(Name, Text)>,
    /// `where CONDITION`
    pub condition: Option<Expr>,
    /// Its clauses, in order.
    pub clauses: Vec<WaiveClause>,
    /// The whole item's head, for pointing at.
    pub span: Span,
}

/// A clause of a [`Waive`].
#[derive(Clone, Debug, PartialEq)]
pub enum WaiveClause {
    /// `from 2021-04-20`: its first day.
    From(Spanned<Moment>),
    /// `until 2021-05-15`: its last day.
    Until(Spanned<Moment>),
    /// `because "..."`
    Because(Text),
    /// `approved "ciso@acme.example"`
    Approved(Text),
    /// `ticket "SEC-1182"`
    Ticket(Text),
}

/// How long waivers of packs that use this one may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// What is limited: `waivers`.
    pub what: Name,
    /// From the first to the last day; nothing for `none`, which forbids them.
    pub to: Option<Spanned<Shift>>,
}
