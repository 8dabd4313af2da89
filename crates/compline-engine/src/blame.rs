//! The second pass, for findings only: which values of the manifest made a condition what it is at one moment.

use compline_manifest::schema::{Field, Subject};
use compline_policy::cutoff::{Point, StageRef};
use compline_policy::expr::{Expr, ExprKind, Operand, Quantifier, Test};
use compline_policy::rule::{Rule, SeverityClause, SeverityWhen};
use compline_time::{Tick, Tri};

use crate::eval::{Eval, Seen};
use crate::needed;

/// A value that had a say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cause {
    /// Whose.
    pub(crate) thing: u32,
    /// Which field.
    pub(crate) field: Field,
    /// The element of a list that it is about, among the model's items.
    pub(crate) item: Option<u32>,
    /// Whether it could be told; what could not is why an outcome is unknown.
    pub(crate) known: bool,
    /// What it is to the outcome.
    pub(crate) role: Role,
}

/// What a value is to an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Being what it is.
    Value,
    /// A scope that no operation needs.
    Excess,
    /// An endpoint that needs a scope that is not granted.
    Missing,
    /// An endpoint of which it cannot be told what it needs, and why.
    Open(&'static str),
    /// Scopes of which nothing says for what they are.
    Silent,
}

/// Something besides values that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OpenStage {
    pub(crate) stage: StageRef,
    pub(crate) thing: u32,
}

/// The values that had a say in an outcome at one moment.
#[derive(Debug, Default)]
pub(crate) struct Blame {
    /// In order of discovery: the condition's before the severity's.
    pub(crate) causes: Vec<Cause>,
    /// Stages whose date is not known.
    pub(crate) stages: Vec<OpenStage>,
    /// Whether what is looked at only selects: then one of several that would do is enough to point at.
    selecting: bool,
}

impl Blame {
    pub(crate) fn add(&mut self, cause: Cause) {
        match self
            .causes
            .iter_mut()
            .find(|known| known.thing == cause.thing && known.field == cause.field && known.item == cause.item)
        {
            Some(known) => {
                known.known &= cause.known;
                known.role = known.role.max(cause.role);
            }
            None => self.causes.push(cause),
        }
    }
}

/// Why a rule comes out as it does for a thing at `tick`.
pub(crate) fn blame(eval: &Eval<'_>, rule: &Rule, thing: u32, tick: Tick) -> Blame {
    let mut blame = Blame::default();
    walk(eval, &rule.broken, thing, tick, &mut blame);
    blame.selecting = true;
    walk(eval, &rule.selection, thing, tick, &mut blame);
    blame.selecting = false;
    for clause in &rule.severities {
        severity(eval, clause, thing, tick, &mut blame);
    }
    blame
}

/// Adds what made a condition true, or unknown, at a tick; of a false one, what made it false.
fn walk(eval: &Eval<'_>, expr: &Expr, thing: u32, tick: Tick, blame: &mut Blame) {
    match &expr.kind {
        ExprKind::Const(_) => {}
        ExprKind::And(all) => {
            // True by all of them, unknown by the unknown ones, false by the false ones.
            let value = eval.truth(expr, thing).at(tick);
            for one in all {
                let own = eval.truth(one, thing).at(tick);
                if own == value || (value == Tri::Unknown && own == Tri::True) {
                    walk(eval, one, thing, tick, blame);
                }
            }
        }
        ExprKind::Or(all) => {
            let value = eval.truth(expr, thing).at(tick);
            for one in all {
                if eval.truth(one, thing).at(tick) == value {
                    walk(eval, one, thing, tick, blame);
                }
            }
        }
        ExprKind::Not(inner) => walk(eval, inner, thing, tick, blame),
        ExprKind::Quantified { quantifier, subject, body } => {
            let value = eval.truth(expr, thing).at(tick);
            for inner in eval.model.inside(thing, *subject) {
                let own = eval.truth(body, inner).at(tick);
                let all_count =
                    matches!((quantifier, value), (Quantifier::All, Tri::True) | (Quantifier::Any, Tri::False));
                if all_count || own == value {
                    walk(eval, body, inner, tick, blame);
                    if blame.selecting && (*quantifier, value) == (Quantifier::Any, Tri::True) {
                        break;
                    }
                }
            }
        }
        ExprKind::Outer { subject, body } => {
            let outer = eval.outer(thing, *subject);
            walk(eval, body, outer, tick, blame);
        }
        ExprKind::Test { operand, test: test @ (Test::WithinNeeded | Test::CoversNeeded) } => {
            needed::causes(eval, operand, test, thing, eval.truth(expr, thing).at(tick), blame);
        }
        ExprKind::Test { operand, .. } if operand.field() == Some(Field::ScopeRetired) => {
            let known = eval.truth(expr, thing).at(tick) != Tri::Unknown;
            add_field(eval, thing, Field::Scope, matches!(eval.seen(thing, Field::Scope), Seen::Text(_)), blame);
            let Seen::Text(scope) = eval.seen(thing, Field::Scope) else { return };
            for lattice in eval.lattices(thing).into_iter().flatten() {
                for point in lattice.retired(scope).filter_map(|retired| retired.from.as_ref()) {
                    point_causes(eval, point, thing, known, blame);
                }
            }
            if !known {
                needed::lattice_causes(eval, thing, blame);
            }
        }
        ExprKind::Test { operand, test } => {
            let known = eval.truth(expr, thing).at(tick) != Tri::Unknown;
            if let Test::SameAs(other) = test {
                for field in operand.field().into_iter().chain([*other]) {
                    add_field(eval, thing, field, known || is_told(eval.seen(thing, field)), blame);
                }
                return;
            }
            let of_lattice =
                matches!(test, Test::Within(_) | Test::Covers(_)) || operand.field() == Some(Field::ScopeTier);
            if !known && of_lattice {
                needed::lattice_causes(eval, thing, blame);
            }
            operand_causes(eval, operand, expr, thing, known, blame);
        }
        ExprKind::Dated { operand, point, .. } => {
            let known = eval.truth(expr, thing).at(tick) != Tri::Unknown;
            if let Some(field) = operand.field() {
                let seen = eval.seen(thing, field);
                add_field(eval, thing, field, matches!(seen, Seen::Day(_)), blame);
            }
            point_causes(eval, point, thing, known, blame);
        }
        ExprKind::During(stage) => {
            let known = eval.truth(expr, thing).at(tick) != Tri::Unknown;
            stage_causes(eval, *stage, thing, known, blame);
        }
    }
}

fn severity(eval: &Eval<'_>, clause: &SeverityClause, thing: u32, tick: Tick, blame: &mut Blame) {
    let value = eval.severity(clause, eval.policy().zone_of(clause), thing).at(tick);
    if value == Tri::False {
        return;
    }
    let known = value != Tri::Unknown;
    match &clause.when {
        SeverityWhen::Always => {}
        SeverityWhen::From(point) | SeverityWhen::After(point) => point_causes(eval, point, thing, known, blame),
        SeverityWhen::During(stage) => stage_causes(eval, *stage, thing, known, blame),
    }
}

fn point_causes(eval: &Eval<'_>, point: &Point, thing: u32, known: bool, blame: &mut Blame) {
    point.walk(&mut |point| match point {
        Point::Field(field) => {
            let seen = eval.seen(thing, *field);
            add_field(eval, thing, *field, matches!(seen, Seen::Day(_)), blame);
        }
        Point::Stage(stage) => stage_causes(eval, *stage, thing, known, blame),
        _ => {}
    });
}

/// The fields that rows of a stage select by, and what conditions of rows ask, as far as rows that were known go.
fn stage_causes(eval: &Eval<'_>, stage: StageRef, thing: u32, known: bool, blame: &mut Blame) {
    let mut explained = known;
    for row in eval.policy().stage(stage).rows.iter().filter(|row| eval.setup.is_known(row)) {
        let speaks = eval.selects(row, thing);
        for (field, _) in &row.selectors {
            let told = is_told(eval.seen(thing, *field));
            if told && speaks.is_never() {
                continue;
            }
            explained |= !told;
            add_field(eval, thing, *field, told, blame);
        }
        if let Some(condition) = &row.condition {
            condition.walk(&mut |expr| {
                let (ExprKind::Test { operand, .. } | ExprKind::Dated { operand, .. }) = &expr.kind else { return };
                if let Some(field) = operand.field() {
                    let told = is_told(eval.seen(thing, field));
                    explained |= !told;
                    add_field(eval, thing, field, told, blame);
                }
            });
        }
        for point in row.when.points() {
            point.walk(&mut |point| {
                if let Point::Field(field) = point {
                    let told = matches!(eval.seen(thing, *field), Seen::Day(_));
                    explained |= !told;
                    add_field(eval, thing, *field, told, blame);
                }
            });
        }
        if speaks.is_always() {
            break;
        }
    }
    if !explained && !blame.stages.iter().any(|open| open.stage == stage) {
        blame.stages.push(OpenStage { stage, thing });
    }
}

fn add_field(eval: &Eval<'_>, thing: u32, field: Field, known: bool, blame: &mut Blame) {
    let thing = eval.outer(thing, field.info().subject);
    blame.add(Cause { thing, field, item: None, known, role: Role::Value });
}

/// Whether a value says something.
const fn is_told(seen: Seen<'_>) -> bool {
    !matches!(seen, Seen::Absent | Seen::Null | Seen::Unknown)
}

/// The value a test is about; of a list, the very elements that decide it, if single ones do.
fn operand_causes(eval: &Eval<'_>, operand: &Operand, expr: &Expr, thing: u32, known: bool, blame: &mut Blame) {
    let Some(field) = operand.field() else {
        if let Operand::CountThings(subject) = operand {
            for inner in eval.model.inside(thing, *subject) {
                let field = match subject {
                    Subject::Endpoint => Field::Url,
                    Subject::Scope => Field::Scope,
                    Subject::Connection => Field::Connection,
                    Subject::Integration => Field::Integration,
                };
                blame.add(Cause { thing: inner, field, item: None, known, role: Role::Value });
            }
        }
        return;
    };
    let owner = eval.outer(thing, field.info().subject);
    let single = matches!(operand, Operand::Field(_));
    if let (true, Seen::List(start, end)) = (single, eval.seen(thing, field)) {
        let deciding: Vec<u32> = (start..end).filter(|item| eval.item_decides(expr, thing, *item)).collect();
        if !deciding.is_empty() {
            for item in deciding {
                blame.add(Cause { thing: owner, field, item: Some(item), known, role: Role::Value });
            }
            return;
        }
    }
    blame.add(Cause { thing: owner, field, item: None, known, role: Role::Value });
}
