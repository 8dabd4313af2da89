//! Conditions over one manifest: three-valued, over all time at once.
//!
//! This is the first of two passes: it computes sets of time and nothing else. Which values made a condition hold is
//! worked out afterwards, for findings only (see `blame`).

use compline_manifest::model::{Content, Model};
use compline_manifest::schema::{Field, FieldType};
use compline_policy::Policy;
use compline_policy::cutoff::{Point, Row, Stage, StageRef};
use compline_policy::expr::{DateRelation, Expr, ExprKind, Operand, Order, Quantifier, Test, Value};
use compline_policy::mode::ModeId;
use compline_policy::rule::{SeverityClause, SeverityWhen};
use compline_policy::scope_lattice::ScopeLattice;
use compline_policy::vendor::{RegionId, VendorId};
use compline_time::{Axis, Edge, Tri, Truth, Zone};

use crate::setup::{Setup, a_day_later, when_truth};

/// A value as a condition sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Seen<'m> {
    /// Nothing is there.
    Absent,
    /// A null is there.
    Null,
    /// Something is there that says nothing: of the wrong shape, a template, an unknown word.
    Unknown,
    /// A text, or a word that no pack declares.
    Text(&'m str),
    /// A word of a vocabulary.
    Word(u32),
    /// A number or seconds.
    Number(i64),
    /// True or false.
    Bool(bool),
    /// Days since 1970-01-01.
    Day(i32),
    /// A list: its range among the model's items.
    List(u32, u32),
    /// A secret.
    Secret,
    /// In a trial of values: none of those that rows name.
    Other,
}

/// A value that a trial puts in the place of an unknown one.
pub(crate) type Assumed<'p> = (Field, Option<&'p Value>);

/// Conditions over one manifest.
#[derive(Clone, Copy)]
pub(crate) struct Eval<'a> {
    pub(crate) setup: &'a Setup<'a>,
    pub(crate) model: &'a Model,
    /// The manifest's text.
    pub(crate) text: &'a str,
    /// Values tried in the place of unknown ones.
    pub(crate) assumed: &'a [Assumed<'a>],
}

impl<'a> Eval<'a> {
    pub(crate) fn policy(&self) -> &'a Policy {
        self.setup.policy
    }

    /// A field of a thing, or of what it lies in, to be compared: where it is unknown and values are tried, the value
    /// tried. A null vendor or region says as little as none at all.
    pub(crate) fn seen(&self, thing: u32, field: Field) -> Seen<'a> {
        if let Some((_, value)) = self.assumed.iter().find(|(assumed, _)| *assumed == field) {
            return value.map_or(Seen::Other, seen_value);
        }
        match self.written(thing, field) {
            Seen::Null if matches!(field.info().ty, FieldType::Vendor | FieldType::Region) => Seen::Absent,
            seen => seen,
        }
    }

    /// A field of a thing, or of what it lies in, as it stands there, whatever is tried.
    pub(crate) fn written(&self, thing: u32, field: Field) -> Seen<'a> {
        self.model.cell(thing, field).map_or(Seen::Absent, |cell| self.seen_content(cell.content))
    }

    pub(crate) fn seen_content(&self, content: Content) -> Seen<'a> {
        match content {
            Content::Absent => Seen::Absent,
            Content::Null => Seen::Null,
            Content::WrongShape | Content::Opaque(_) | Content::Unmapped(_) => Seen::Unknown,
            Content::Text(text) => Seen::Text(self.model.text(self.text, text)),
            Content::Word(word) => Seen::Word(word),
            Content::Number(number) => Seen::Number(number),
            Content::Bool(value) => Seen::Bool(value),
            Content::Day(day) => Seen::Day(day),
            Content::List(start, end) => Seen::List(start, end),
            Content::Secret => Seen::Secret,
        }
    }

    /// A condition at no particular time: unknown where it depends on time. `False` means that it never holds.
    pub(crate) fn ever(&self, expr: &Expr, thing: u32) -> Tri {
        match &expr.kind {
            ExprKind::Const(value) => tri(*value),
            ExprKind::And(all) => {
                let mut result = Tri::True;
                for expr in all {
                    result = result.and(self.ever(expr, thing));
                    if result == Tri::False {
                        break;
                    }
                }
                result
            }
            ExprKind::Or(all) => {
                let mut result = Tri::False;
                for expr in all {
                    result = result.or(self.ever(expr, thing));
                    if result == Tri::True {
                        break;
                    }
                }
                result
            }
            ExprKind::Not(inner) => self.ever(inner, thing).not(),
            ExprKind::Test { operand, test } => self.test(operand, test, thing),
            _ => Tri::Unknown,
        }
    }

    /// When a condition holds.
    pub(crate) fn truth(&self, expr: &Expr, thing: u32) -> Truth {
        match &expr.kind {
            ExprKind::Const(value) => Truth::from_bool(*value),
            ExprKind::And(all) => {
                let mut result = Truth::TRUE;
                for expr in all {
                    result = result.and(&self.truth(expr, thing));
                    if result.is_never() {
                        break;
                    }
                }
                result
            }
            ExprKind::Or(all) => {
                let mut result = Truth::FALSE;
                for expr in all {
                    result = result.or(&self.truth(expr, thing));
                    if result.is_always() {
                        break;
                    }
                }
                result
            }
            ExprKind::Not(inner) => self.truth(inner, thing).not(),
            ExprKind::Quantified { quantifier, subject, body } => {
                let inside = self.model.inside(thing, *subject).map(|inner| self.truth(body, inner));
                match quantifier {
                    Quantifier::Any => inside.fold(Truth::FALSE, |all, one| all.or(&one)),
                    Quantifier::All => inside.fold(Truth::TRUE, |all, one| all.and(&one)),
                }
            }
            ExprKind::Outer { subject, body } => {
                let mut outer = thing;
                while self.model.things[outer as usize].subject != *subject
                    && self.model.things[outer as usize].parent != outer
                {
                    outer = self.model.things[outer as usize].parent;
                }
                self.truth(body, outer)
            }
            ExprKind::Test { operand, test } => Truth::from_tri(self.test(operand, test, thing)),
            ExprKind::Dated { operand, relation, point } => {
                Truth::from_tri(self.dated(operand, *relation, point, thing))
            }
            ExprKind::During(stage) => self.stage(*stage, thing, self.setup.axis()),
        }
    }

    /// The value that an operand stands for, lists and counts as numbers.
    fn operand(&self, operand: &'a Operand, thing: u32) -> Seen<'a> {
        match operand {
            Operand::Field(field) => self.seen(thing, *field),
            Operand::OrElse(field, value) => match self.written(thing, *field) {
                Seen::Absent | Seen::Null => seen_value(value),
                _ => self.seen(thing, *field),
            },
            Operand::Count(field) => match self.seen(thing, *field) {
                Seen::List(start, end) => Seen::Number(i64::from(end - start)),
                seen @ (Seen::Absent | Seen::Null) => seen,
                _ => Seen::Unknown,
            },
            Operand::CountThings(subject) => Seen::Number(self.model.inside(thing, *subject).count() as i64),
        }
    }

    /// A test of one value. A comparison with what is absent is unknown; null is a value like no other.
    fn test(&self, operand: &Operand, test: &Test, thing: u32) -> Tri {
        // Whether something is there is known, whatever it may be.
        let written = operand.field().map(|field| self.written(thing, field));
        match test {
            Test::Exists => return tri(written != Some(Seen::Absent)),
            Test::Null => {
                return match written {
                    Some(Seen::Null) => Tri::True,
                    Some(Seen::Unknown) => Tri::Unknown,
                    _ => Tri::False,
                };
            }
            _ => {}
        }
        // The borrow of the operand is as long as the policy's, which outlives the manifest's.
        let seen = self.with_operand(operand, thing);
        if seen == Seen::Null {
            // A null is a value, and no comparison with it holds.
            return Tri::False;
        }
        match test {
            Test::Exists | Test::Null => Tri::Unknown,
            Test::OneOf(values) => one_of(seen, values),
            Test::Under(modes) => match seen {
                Seen::Word(word) => tri(modes.iter().any(|mode| self.policy().modes.is(ModeId(word), *mode))),
                _ => Tri::Unknown,
            },
            Test::SameAs(other) => match (seen, self.seen(thing, *other)) {
                (_, Seen::Null) => Tri::False,
                (Seen::Absent | Seen::Unknown | Seen::Other, _) | (_, Seen::Absent | Seen::Unknown | Seen::Other) => {
                    Tri::Unknown
                }
                (a, b) => tri(a == b),
            },
            Test::Order(order, value) => match (seen, value) {
                (Seen::Number(a), Value::Number(b)) => tri(match order {
                    Order::Less => a < *b,
                    Order::LessOrEqual => a <= *b,
                    Order::Greater => a > *b,
                    Order::GreaterOrEqual => a >= *b,
                }),
                _ => Tri::Unknown,
            },
            Test::Matches(patterns) => self.any_element(seen, |one| {
                let text = match (one, operand.field().map(|field| field.info().ty)) {
                    (Seen::Text(text), _) => text,
                    (Seen::Word(word), Some(FieldType::Vendor)) => &self.policy().vendors.get(VendorId(word)).name,
                    (Seen::Word(word), Some(FieldType::Region)) => self.policy().vendors.region_name(RegionId(word)),
                    (Seen::Null, _) => return Tri::False,
                    _ => return Tri::Unknown,
                };
                tri(patterns.iter().any(|pattern| pattern.matches(text)))
            }),
            Test::Contains(element) => match seen {
                Seen::List(..) => self.any_element(seen, |one| match one {
                    Seen::Text(text) => tri(text == element),
                    Seen::Null => Tri::False,
                    _ => Tri::Unknown,
                }),
                Seen::Null => Tri::False,
                _ => Tri::Unknown,
            },
            Test::Within(wide) => {
                let lattice = self.lattice(thing);
                // Within means that no element is outside.
                self.any_element(seen, |one| match one {
                    Seen::Text(scope) => tri(!wide.iter().any(|wide| covers(lattice, wide, scope))),
                    _ => Tri::Unknown,
                })
                .not()
            }
            Test::Covers(narrow) => {
                let lattice = self.lattice(thing);
                self.any_element(seen, |one| match one {
                    Seen::Text(scope) => tri(covers(lattice, scope, narrow)),
                    _ => Tri::Unknown,
                })
            }
        }
    }

    /// Whether one element of a list, by itself, makes a test of the list what it is: one outside for `within`, one that
    /// fits for the others.
    pub(crate) fn item_decides(&self, expr: &Expr, thing: u32, item: u32) -> bool {
        let ExprKind::Test { test, .. } = &expr.kind else { return false };
        let Some(item) = self.model.items.get(item as usize) else { return false };
        let Seen::Text(text) = self.seen_content(item.content) else { return true };
        match test {
            Test::Within(wide) => {
                let lattice = self.lattice(thing);
                !wide.iter().any(|wide| covers(lattice, wide, text))
            }
            Test::Covers(narrow) => covers(self.lattice(thing), text, narrow),
            Test::Contains(element) => text == element,
            Test::Matches(patterns) => patterns.iter().any(|pattern| pattern.matches(text)),
            _ => false,
        }
    }

    /// Lets a policy's operand live as long as the evaluation: its literals are only looked at.
    fn with_operand<'o>(&self, operand: &'o Operand, thing: u32) -> Seen<'o>
    where
        'a: 'o,
    {
        let eval: Eval<'o> = *self;
        eval.operand(operand, thing)
    }

    /// Whether any element of a list, or a single value, answers yes.
    fn any_element<'o>(&self, seen: Seen<'o>, ask: impl Fn(Seen<'o>) -> Tri) -> Tri
    where
        'a: 'o,
    {
        match seen {
            Seen::List(start, end) => self.model.items[start as usize..end as usize]
                .iter()
                .map(|item| ask(self.seen_content(item.content)))
                .fold(Tri::False, Tri::or),
            Seen::Absent | Seen::Unknown | Seen::Other => Tri::Unknown,
            one => ask(one),
        }
    }

    /// The scopes of the vendor of a thing.
    fn lattice(&self, thing: u32) -> Option<&'a ScopeLattice> {
        match self.seen(thing, Field::Vendor) {
            Seen::Word(vendor) => self.policy().lattice(VendorId(vendor)),
            _ => None,
        }
    }

    /// A date of the manifest against a point: both are civil days, compared on the civil axis whatever the run's.
    fn dated(&self, operand: &Operand, relation: DateRelation, point: &Point, thing: u32) -> Tri {
        let day = match self.with_operand(operand, thing) {
            Seen::Day(day) => day,
            Seen::Null => return Tri::False,
            _ => return Tri::Unknown,
        };
        let edge = match relation {
            DateRelation::After => self.edge_after(point, thing, Axis::Civil, None),
            DateRelation::From | DateRelation::Before => self.edge(point, thing, Axis::Civil, None),
        };
        let day = compline_time::Day(day);
        let since = if day.start_tick() >= edge.latest() {
            Tri::True
        } else if day.next().start_tick() <= edge.earliest() {
            Tri::False
        } else {
            Tri::Unknown
        };
        if relation == DateRelation::Before { since.not() } else { since }
    }

    /// When a severity clause holds.
    pub(crate) fn severity(&self, clause: &SeverityClause, zone: Option<&Zone>, thing: u32) -> Truth {
        if let Some(fixed) = self.setup.severity(clause.index) {
            return fixed.clone();
        }
        let axis = self.setup.axis();
        match &clause.when {
            SeverityWhen::Always => Truth::TRUE,
            SeverityWhen::From(point) => self.edge(point, thing, axis, zone).since(),
            SeverityWhen::After(point) => self.edge_after(point, thing, axis, zone).since(),
            SeverityWhen::During(stage) => self.stage(*stage, thing, axis),
        }
    }

    /// When a point begins, for a thing.
    pub(crate) fn edge(&self, point: &Point, thing: u32, axis: Axis, zone: Option<&Zone>) -> Edge {
        match point {
            Point::Moment(moment) => moment.start(axis, zone),
            Point::Shifted { by, before, from } => {
                // The steps are days of the zone that the inner point is meant in.
                let zone = self.zone_of_point(from).or(zone);
                self.edge(from, thing, axis, zone).shift(*by, *before, axis, zone)
            }
            Point::Extreme { earliest, of } => {
                let edges: Vec<Edge> = of.iter().map(|point| self.edge(point, thing, axis, zone)).collect();
                if *earliest { Edge::earliest_of(&edges) } else { Edge::latest_of(&edges) }
            }
            Point::Field(field) => match self.seen(thing, *field) {
                Seen::Day(day) => Edge::at_civil(compline_time::Day(day).start_tick(), axis, zone),
                _ => Edge::UNKNOWN,
            },
            Point::Stage(stage) => beginning(&self.stage(*stage, thing, axis)),
            Point::Known(cutoff) => {
                let cutoff = self.policy().cutoff(*cutoff);
                cutoff
                    .first_known(self.setup.known_at)
                    .map_or(Edge::NEVER, |day| Edge::at_civil(day.start_tick(), axis, cutoff.zone.as_ref()))
            }
        }
    }

    /// When the day or period of a point is over, for a thing.
    pub(crate) fn edge_after(&self, point: &Point, thing: u32, axis: Axis, zone: Option<&Zone>) -> Edge {
        match point {
            Point::Moment(moment) => moment.end(axis, zone),
            _ => a_day_later(self.edge(point, thing, axis, zone), axis, zone),
        }
    }

    fn zone_of_point(&self, point: &Point) -> Option<&'a Zone> {
        match point {
            Point::Stage(stage) => self.policy().cutoff(stage.cutoff).zone.as_ref(),
            Point::Known(cutoff) => self.policy().cutoff(*cutoff).zone.as_ref(),
            _ => None,
        }
    }

    /// When a stage holds, for a thing.
    pub(crate) fn stage(&self, stage: StageRef, thing: u32, axis: Axis) -> Truth {
        let cutoff = self.policy().cutoff(stage.cutoff);
        let stage = self.policy().stage(stage);
        self.first_row(stage, 0, cutoff.zone.as_ref(), thing, axis)
    }

    /// The first row, from `from` on, that was known and speaks of the thing; where it may or may not, either outcome.
    fn first_row(&self, stage: &Stage, from: usize, zone: Option<&Zone>, thing: u32, axis: Axis) -> Truth {
        for (index, row) in stage.rows.iter().enumerate().skip(from) {
            if !self.setup.is_known(row) {
                continue;
            }
            let speaks = self.selects(row, thing);
            if speaks.is_never() {
                continue;
            }
            let here = self.row(row, zone, thing, axis);
            if speaks.is_always() {
                return here;
            }
            let rest = self.first_row(stage, index + 1, zone, thing, axis);
            if speaks == Truth::UNKNOWN {
                return Truth::either([&here, &rest]);
            }
            return speaks.and(&here).or(&speaks.not().and(&rest));
        }
        // A row that speaks of the thing and was not known yet: nothing had been announced.
        let later = stage.rows.iter().any(|row| !self.setup.is_known(row) && !self.selects(row, thing).is_never());
        if later || stage.otherwise_never { Truth::FALSE } else { Truth::UNKNOWN }
    }

    /// Whether a row speaks of a thing.
    pub(crate) fn selects(&self, row: &Row, thing: u32) -> Truth {
        let mut result = Tri::True;
        for (field, values) in &row.selectors {
            let seen = self.seen(thing, *field);
            let fits = values.iter().map(|value| match (seen, &value.value) {
                // Texts of selectors are words: case does not count.
                (Seen::Text(a), Value::Text(b)) => tri(a.eq_ignore_ascii_case(b)),
                (seen, value) => one_of(seen, std::slice::from_ref(value)),
            });
            result = result.and(fits.fold(Tri::False, Tri::or));
            if result == Tri::False {
                return Truth::FALSE;
            }
        }
        let selected = Truth::from_tri(result);
        match &row.condition {
            None => selected,
            Some(condition) => selected.and(&self.truth(condition, thing)),
        }
    }

    /// When a row's stage holds, for a thing that it speaks of.
    pub(crate) fn row(&self, row: &Row, zone: Option<&Zone>, thing: u32, axis: Axis) -> Truth {
        if let Some(fixed) = self.setup.row(row, axis) {
            return fixed.clone();
        }
        let edge = |point: &Point| Some(self.edge(point, thing, axis, zone));
        let after = |point: &Point| Some(self.edge_after(point, thing, axis, zone));
        when_truth(&row.when, axis, zone, &edge, &after).unwrap_or(Truth::UNKNOWN)
    }
}

/// When a stage that holds at these times begins.
fn beginning(truth: &Truth) -> Edge {
    let first = |set: &compline_time::TimeSet| {
        if set.starts_inside() { Edge::NO_BEGINNING } else { set.toggles().first().copied().unwrap_or(Edge::NO_TIME) }
    };
    let (earliest, latest) = (first(truth.possible()), first(truth.certain()));
    Edge::spanning(earliest, latest)
}

fn covers(lattice: Option<&ScopeLattice>, wide: &str, narrow: &str) -> bool {
    lattice.map_or(wide == narrow, |lattice| lattice.covers(wide, narrow))
}

const fn tri(value: bool) -> Tri {
    if value { Tri::True } else { Tri::False }
}

/// Whether a value is one of several. What is absent is unknown; null is none of them.
fn one_of(seen: Seen<'_>, values: &[Value]) -> Tri {
    match seen {
        Seen::Absent | Seen::Unknown | Seen::List(..) | Seen::Secret => Tri::Unknown,
        Seen::Null | Seen::Other => Tri::False,
        seen => tri(values.iter().any(|value| seen_value(value) == seen)),
    }
}

/// A value of a rule, seen as one of a manifest.
pub(crate) fn seen_value(value: &Value) -> Seen<'_> {
    match value {
        Value::Text(text) => Seen::Text(text),
        Value::Word(word) => Seen::Word(*word),
        Value::Number(number) => Seen::Number(*number),
        Value::Bool(value) => Seen::Bool(*value),
        Value::Day(day) => Seen::Day(*day),
    }
}
