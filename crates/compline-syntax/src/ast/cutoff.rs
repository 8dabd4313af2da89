//! Time lines of what ends, and points in time.

use compline_diagnostic::{Span, Spanned};
use compline_time::{Moment, Shift};

use super::{Expr, Name, Text};

/// A vendor's time line for one thing that ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Cutoff {
    /// Its identifier.
    pub name: Name,
    /// What ends, in words.
    pub title: Option<Text>,
    /// `vendor zoho`, `zone Asia/Kolkata` and so on, in order.
    pub clauses: Vec<CutoffClause>,
    /// Its stages, in order.
    pub stages: Vec<Stage>,
}

/// A header clause of a [`Cutoff`].
#[derive(Clone, Debug, PartialEq)]
pub enum CutoffClause {
    /// `vendor zoho`
    Vendor(Name),
    /// `zone Asia/Kolkata`, `zone UTC`
    Zone(Name),
    /// `source announcement`
    Source(Vec<Name>),
    /// `checked through 2026-11-20`
    CheckedThrough(Spanned<Moment>),
    /// `conflict changelog, blog stands blog because "..."`
    Conflict(Conflict),
}

/// Sources that contradict each other, of which one stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The sources.
    pub sources: Vec<Name>,
    /// The one that stands.
    pub stands: Name,
    /// What they say, and why it is that one.
    pub because: Text,
    /// The whole clause.
    pub span: Span,
}

/// One thing that happens on a cutoff's time line, such as `no-new` or `fails`.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Its name.
    pub name: Name,
    /// What it means, in words.
    pub title: Option<Text>,
    /// Its rows, in order.
    pub rows: Vec<Row>,
    /// `else never`, `else unknown`: what holds where no row speaks of a manifest.
    pub otherwise: Option<Spanned<Otherwise>>,
    /// The whole stage.
    pub span: Span,
}

/// What holds where no row of a stage speaks of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// The stage never comes.
    Never,
    /// Nothing is known.
    Unknown,
}

/// Since when it was known, whom it speaks of, and when the stage comes.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// `known 2021-04-30`
    pub known: Option<Spanned<Moment>>,
    /// `region EU, CN`, `edition saas`; all of them have to fit.
    pub selectors: Vec<Selector>,
    /// `where CONDITION`
    pub condition: Option<Expr>,
    /// When.
    pub when: Spanned<When>,
    /// `source announcement`
    pub sources: Vec<Name>,
    /// The whole row.
    pub span: Span,
}

/// `region EU, CN`
#[derive(Clone, Debug, PartialEq)]
pub struct Selector {
    /// The field.
    pub field: Name,
    /// The values, any of which fits.
    pub values: Vec<SelectorValue>,
}

/// `EU`, or `"2024-10"` where a value does not look like a word.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectorValue {
    /// The value.
    pub name: Name,
    /// Whether it stands in quotes.
    pub quoted: bool,
}

/// When a stage comes.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// `from P`: P is its first moment.
    From(Point),
    /// `after P`: P is the last day before it.
    After(Point),
    /// `during P .. Q [rollout | daily at 00:00, 06:00 for 15 minutes]`: P is the first and Q the last day of it.
    During {
        /// First day.
        from: Point,
        /// Last day.
        through: Point,
        /// How the window is filled.
        pattern: Pattern,
    },
    /// `not before P`
    NotBefore(Point),
    /// `unannounced`: it will come, nobody has said when.
    Unannounced,
    /// `never`
    Never,
    /// `withdrawn`: an announcement was taken back.
    Withdrawn,
}

/// How a `during` window is filled.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// All of it.
    Whole,
    /// It begins somewhere in the window, tenant by tenant, and lasts.
    Rollout,
    /// Every day at these times of day, for so long.
    Daily {
        /// Seconds after midnight.
        at: Vec<Spanned<u32>>,
        /// For how long.
        length: Spanned<Shift>,
    },
}

/// A point in time, perhaps one that depends on the manifest.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// What it is.
    pub kind: PointKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of [`Point`].
#[derive(Clone, Debug, PartialEq)]
pub enum PointKind {
    /// `2021-05-31`, `2021-05`, `2027-H2`, `2021-05-31T18:00Z`
    Moment(Moment),
    /// `90 days before P`, `1 year after P`
    Shifted {
        /// How far.
        by: Shift,
        /// Whether towards the past.
        before: bool,
        /// From where.
        from: Box<Point>,
    },
    /// `earliest of (P, Q)`, `latest of (P, Q)`
    Extreme {
        /// Whether the earliest.
        earliest: bool,
        /// Among these.
        of: Vec<Point>,
    },
    /// `authtoken.fails`, `zoho/authtoken.fails`, `auth.created`, `created`, or, in a severity, bare `known`: which of
    /// these it is, names decide.
    Name(Name),
}
