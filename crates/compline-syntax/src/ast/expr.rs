//! Conditions and operands.

use compline_diagnostic::{Span, Spanned};
use compline_time::{Moment, Shift};

use super::{Name, Point};

/// A condition or an operand.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of [`Expr`].
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `A or B or C`, flat
    Or(Vec<Expr>),
    /// `A and B and C`, flat
    And(Vec<Expr>),
    /// `not A`
    Not(Box<Expr>),
    /// `any connection (A)`, `all endpoint (A)`, `no scope (A)`
    Quantified {
        /// Which quantifier.
        quantifier: Spanned<Quantifier>,
        /// The kind of subject it runs over.
        subject: Name,
        /// What has to hold of it.
        body: Box<Expr>,
    },
    /// `A == B`, `A is B`, `A not in B` and so on
    Binary {
        /// The left side.
        left: Box<Expr>,
        /// The operator, with its place.
        op: Spanned<BinaryOp>,
        /// The right side.
        right: Box<Expr>,
    },
    /// `auth.storage exists`, `owner absent`, `region is null`
    Test {
        /// What is tested.
        operand: Box<Expr>,
        /// For what, with its place.
        test: Spanned<Test>,
    },
    /// `auth.created from authtoken.no-new`: a date of the manifest against a point in time.
    Dated {
        /// The date.
        operand: Box<Expr>,
        /// How they have to stand.
        relation: Spanned<DateRelation>,
        /// The point.
        point: Point,
    },
    /// `during authtoken.fails`: the moments at which the stage holds.
    During(Name),
    /// `static-credential(it)`
    Call {
        /// The defined name.
        name: Name,
        /// What it is asked of: `it`, or a parameter.
        argument: Name,
    },
    /// `count(scopes)`
    Count(Name),
    /// `owner or else "nobody"`
    OrElse(Box<Expr>, Box<Expr>),
    /// A field or a word of a vocabulary: `auth.mode`, `it.auth.mode`, `zoho`, `oauth2.implicit`.
    Name(String),
    /// `"..."`
    Text(String),
    /// `10`
    Number(i64),
    /// `true`, `false`
    Bool(bool),
    /// `2021-05-31`
    Moment(Moment),
    /// `90 days`, `3600 seconds`
    Duration(Shift),
    /// `{ "vault", "kms" }`
    Set(Vec<Expr>),
    /// `needed`, on the right of `within` and `covers`: the scopes that the connection's operations need.
    Needed,
}

/// `any`, `all`, `no`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one.
    Any,
    /// Every one; true of none at all.
    All,
    /// None.
    No,
}

/// Operators between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `is`: the same word or, for modes, that word or one below it.
    Is,
    /// `is not`
    IsNot,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `matches`: a pattern in which `*` stands for any text and `?` for one character.
    Matches,
    /// `not matches`
    NotMatches,
    /// `contains`: a list has the element.
    Contains,
    /// `covers`: by the vendor's scope lattice.
    Covers,
    /// `within`: every scope on the left is covered by some scope on the right.
    Within,
}

/// Tests of one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// `exists`: there is a value, or a null, or something unreadable.
    Exists,
    /// `absent`: there is nothing.
    Absent,
    /// `is null`
    IsNull,
    /// `is not null`
    IsNotNull,
}

/// How a date stands to a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateRelation {
    /// `from P`: on P or later.
    From,
    /// `before P`
    Before,
    /// `after P`: later than P's day.
    After,
}
