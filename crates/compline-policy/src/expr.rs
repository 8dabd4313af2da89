//! Conditions as the engine runs them: names resolved, types checked, definitions put in place.

use compline_diagnostic::FileSpan;
use compline_manifest::schema::{Field, FieldType, Subject};
use serde::{Deserialize, Serialize};

use crate::Glob;
use crate::cutoff::{Point, StageRef};
use crate::mode::ModeId;

/// A condition and where it stands.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands in its rule file.
    pub at: FileSpan,
}

/// The kinds of conditions.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub enum ExprKind {
    /// Always or never.
    Const(bool),
    /// All of these.
    And(Vec<Expr>),
    /// Any of these.
    Or(Vec<Expr>),
    /// The opposite.
    Not(Box<Expr>),
    /// Over the things of a kind inside the subject.
    Quantified {
        /// Which.
        quantifier: Quantifier,
        /// The kind.
        subject: Subject,
        /// What is asked of each.
        body: Box<Expr>,
    },
    /// Asked of the thing of this kind that the subject lies in.
    Outer {
        /// The kind.
        subject: Subject,
        /// What is asked.
        body: Box<Expr>,
    },
    /// A test of one value.
    Test {
        /// The value.
        operand: Operand,
        /// What is asked of it.
        test: Test,
    },
    /// A date of the manifest against a point in time.
    Dated {
        /// The date.
        operand: Operand,
        /// How they have to stand.
        relation: DateRelation,
        /// The point.
        point: Point,
    },
    /// The moments at which a stage holds.
    During(StageRef),
}

/// Over the things inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Quantifier {
    /// At least one.
    Any,
    /// Every one; true of none at all.
    All,
}

/// How a date stands to a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum DateRelation {
    /// On it or later.
    From,
    /// Before it.
    Before,
    /// Later than its last day.
    After,
}

/// Something with a value.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub enum Operand {
    /// A field of the subject or of what it lies in.
    Field(Field),
    /// How many elements a list has.
    Count(Field),
    /// How many things of a kind lie inside the subject.
    CountThings(Subject),
    /// The first, or where it is absent or null, the second.
    OrElse(Field, Value),
}

impl Operand {
    /// The field it is read from.
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::Field(field) | Self::Count(field) | Self::OrElse(field, _) => Some(*field),
            Self::CountThings(_) => None,
        }
    }
}

/// What is asked of a value.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub enum Test {
    /// It is one of these.
    OneOf(Vec<Value>),
    /// It is one of these modes, or a kind of one.
    Under(Vec<ModeId>),
    /// It is of the same value as another field.
    SameAs(Field),
    /// It stands in this order to a value.
    Order(Order, Value),
    /// The text fits one of these patterns.
    Matches(Vec<Glob>),
    /// The list has this element.
    Contains(String),
    /// Something is there.
    Exists,
    /// A null is there.
    Null,
    /// Every scope of the value is covered by one of these.
    Within(Vec<String>),
    /// The scopes of the value together cover this one.
    Covers(String),
    /// No scope of the value is excess: each is needed by some operation of the connection.
    WithinNeeded,
    /// No scope is missing: those of the value are enough for every operation of the connection.
    CoversNeeded,
}

/// An order between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Order {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Order {
    /// The least and the greatest of the whole numbers on this side of a bound.
    pub(crate) const fn range(self, bound: i64) -> (i64, i64) {
        match self {
            Self::Less => (i64::MIN, bound.saturating_sub(1)),
            Self::LessOrEqual => (i64::MIN, bound),
            Self::Greater => (bound.saturating_add(1), i64::MAX),
            Self::GreaterOrEqual => (bound, i64::MAX),
        }
    }
}

/// A value of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Value {
    /// A text.
    Text(String),
    /// A word of a vocabulary: a mode, vendor, region or fixed word, by number.
    Word(u32),
    /// A number, or seconds.
    Number(i64),
    /// True or false.
    Bool(bool),
    /// A civil day, as days since 1970-01-01.
    Day(i32),
}

impl Value {
    /// Whether a row that selects by it selects what one does that selects by another. Texts of rows are words: their
    /// case does not count.
    pub(crate) fn selects_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => one.eq_ignore_ascii_case(other),
            (one, other) => one == other,
        }
    }
}

impl Expr {
    /// Calls `f` on this condition and on all those it is made of.
    pub fn walk(&self, f: &mut dyn FnMut(&Expr)) {
        f(self);
        match &self.kind {
            ExprKind::And(all) | ExprKind::Or(all) => all.iter().for_each(|expr| expr.walk(f)),
            ExprKind::Not(expr) | ExprKind::Quantified { body: expr, .. } | ExprKind::Outer { body: expr, .. } => {
                expr.walk(f);
            }
            ExprKind::Const(_) | ExprKind::Test { .. } | ExprKind::Dated { .. } | ExprKind::During(_) => {}
        }
    }

    /// The opposite, without a double negation.
    pub fn negated(self) -> Self {
        let at = self.at;
        match self.kind {
            ExprKind::Not(expr) => *expr,
            ExprKind::Const(value) => Self { kind: ExprKind::Const(!value), at },
            kind => Self { kind: ExprKind::Not(Box::new(Self { kind, at })), at },
        }
    }

    /// How much work it is, roughly: cheaper parts of an `and` are asked first.
    pub fn cost(&self) -> u32 {
        match &self.kind {
            ExprKind::Const(_) => 0,
            ExprKind::Test { operand, test } => {
                let text = matches!(
                    operand.field().map(|field| field.info().ty),
                    Some(FieldType::Scopes | FieldType::Needs | FieldType::Urls | FieldType::Labels)
                );
                match test {
                    Test::OneOf(_) | Test::Under(_) | Test::Exists | Test::Null | Test::Order(..) => {
                        1 + u32::from(text)
                    }
                    Test::SameAs(_) | Test::Contains(_) => 3,
                    Test::Matches(_) => 4,
                    Test::Within(_) | Test::Covers(_) => 20,
                    Test::WithinNeeded | Test::CoversNeeded => 40,
                }
            }
            ExprKind::Dated { .. } | ExprKind::During(_) => 6,
            ExprKind::Not(expr) | ExprKind::Outer { body: expr, .. } => expr.cost(),
            ExprKind::And(all) | ExprKind::Or(all) => all.iter().map(Self::cost).sum(),
            ExprKind::Quantified { body, .. } => 4 + 2 * body.cost(),
        }
    }
}
