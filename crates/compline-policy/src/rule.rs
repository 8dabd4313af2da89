//! Rules as the engine runs them.

use std::sync::Arc;

use compline_diagnostic::{FileSpan, Severity};
use compline_manifest::schema::{Field, Subject};
use serde::{Deserialize, Serialize};

use crate::cutoff::{CutoffId, Point, StageRef};
use crate::expr::Expr;
use crate::policy::SourceId;
use crate::vendor::VendorId;

/// Names a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct RuleId(pub u32);

/// One rule.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Rule {
    /// Its qualified name, `pack/rule`.
    pub id: Arc<str>,
    /// Where its name stands.
    pub at: FileSpan,
    /// What its documentation comment says.
    pub doc: Option<String>,
    /// The pack that declares it, as an index into the policy's packs.
    pub pack: usize,
    /// What it speaks of.
    pub subject: Subject,
    /// Which of them.
    pub selection: Expr,
    /// What must not be so.
    pub broken: Expr,
    /// Whether the selection itself is what must not be: a bare `forbid`.
    pub bare: bool,
    /// How severe it is, and when. The heaviest that holds counts.
    pub severities: Vec<SeverityClause>,
    /// What a finding says.
    pub message: Message,
    /// What to do.
    pub help: Option<Message>,
    /// What it rests on: its own sources, then those of the cutoffs that it speaks of.
    pub sources: Vec<SourceId>,
    /// Controls that it supports.
    pub controls: Vec<Arc<str>>,
    /// Vendors outside of which it cannot apply, if its selection names them.
    pub vendors: Option<Vec<VendorId>>,
    /// Enumerated fields that it depends on: where one of them is unknown, every value it can have is tried.
    pub splits: Vec<Field>,
    /// The stages that it speaks of, in order of mention.
    pub stages: Vec<StageRef>,
    /// Who made it stricter, in order of pack and place. What they added is in the fields above.
    pub tightened: Vec<Tightening>,
    /// The rule as its own pack has it, where others made it stricter.
    pub original: Option<Box<Rule>>,
}

/// A `tighten` item that had a say in a rule.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Tightening {
    /// Whose it is, as an index into the policy's packs.
    pub pack: usize,
    /// Where it stands: the rule's name in it.
    pub at: FileSpan,
    /// What its documentation comment says.
    pub doc: Option<String>,
}

/// How severe a broken rule is, and when.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SeverityClause {
    /// How severe.
    pub severity: Severity,
    /// When.
    pub when: SeverityWhen,
    /// Where it stands.
    pub at: FileSpan,
    /// The cutoff in whose zone its dates are meant.
    pub zone: Option<CutoffId>,
    /// Its number among all severity clauses of the policy, for tables beside it.
    pub index: u32,
}

/// When a severity holds.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub enum SeverityWhen {
    /// Always.
    Always,
    /// From a point on.
    From(Point),
    /// After the day of a point.
    After(Point),
    /// While a stage holds.
    During(StageRef),
}

/// A text with values put in.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Message {
    /// Its pieces, in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a [`Message`].
#[derive(Clone, Debug, Deserialize, Serialize)]
pub enum Piece {
    /// As it is.
    Text(String),
    /// The value of a field.
    Field(Field),
    /// When a stage comes, in words.
    Stage(StageRef),
}
