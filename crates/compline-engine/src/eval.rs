//! Conditions over one manifest: three-valued, over all time at once.
//!
//! This is the first of two passes: it computes sets of time and nothing else. Which values made a condition hold is
//! worked out afterwards, for findings only (see `blame`).

use compline_manifest::model::{Content, Model};
use compline_manifest::schema::{Field, FieldType, Subject};
use compline_policy::cutoff::{Point, Row, Stage, StageRef, When};
use compline_policy::expr::{DateRelation, Expr, ExprKind, Operand, Order, Quantifier, Test, Value};
use compline_policy::mode::ModeId;
use compline_policy::rule::{SeverityClause, SeverityWhen};
use compline_policy::scope_lattice::ScopeLattice;
use compline_policy::vendor::{RegionId, VendorId};
use compline_policy::window::{a_day_later, beginning, when_truth};
use compline_policy::{Glob, Policy};
use compline_time::{Axis, Edge, Tri, Truth, Zone};

use crate::needed;
use crate::setup::Setup;
use crate::trials::Tried;

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
    /// In a trial of values: this text, in another case than conditions name.
    OtherCase(&'m str),
    /// In a trial of values: none of those that rows name.
    Other,
}

/// A value that a trial puts in the place of an unknown one.
pub(crate) type Assumed<'p> = (Field, &'p Tried);

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
            return match value {
                Tried::Is(value) => seen_value(value),
                Tried::OtherCase(text) => Seen::OtherCase(text),
                Tried::Other => Seen::Other,
            };
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
            // Over time.
            ExprKind::Test { operand, .. } if operand.field() == Some(Field::ScopeRetired) => Tri::Unknown,
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
            ExprKind::Outer { subject, body } => self.truth(body, self.outer(thing, *subject)),
            ExprKind::Test { operand, test } if operand.field() == Some(Field::ScopeRetired) => {
                self.retired_test(test, thing)
            }
            ExprKind::Test { operand, test } => Truth::from_tri(self.test(operand, test, thing)),
            ExprKind::Dated { operand, relation, point } => {
                Truth::from_tri(self.dated(operand, *relation, point, thing))
            }
            ExprKind::During(stage) => self.stage(*stage, thing, self.setup.axis()),
        }
    }

    /// The thing of a kind that a thing lies in, or the thing itself.
    pub(crate) fn outer(&self, thing: u32, subject: Subject) -> u32 {
        let mut at = thing;
        while self.model.things[at as usize].subject != subject && self.model.things[at as usize].parent != at {
            at = self.model.things[at as usize].parent;
        }
        at
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
                // In some case or other, they may be the same.
                (Seen::OtherCase(a), Seen::Text(b) | Seen::OtherCase(b)) | (Seen::Text(a), Seen::OtherCase(b))
                    if a.eq_ignore_ascii_case(b) =>
                {
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
                    (Seen::OtherCase(text), _) => {
                        let fits = patterns.iter().any(|pattern| Glob::folding_case(pattern.as_str()).matches(text));
                        return if fits { Tri::Unknown } else { Tri::False };
                    }
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
            Test::Within(wide) => needed::within(self, seen, wide, thing),
            Test::Covers(narrow) => needed::covers(self, seen, narrow, thing),
            Test::WithinNeeded => needed::within_needed(self, thing, operand.field() == Some(Field::Scope)),
            Test::CoversNeeded => needed::covers_needed(self, thing),
        }
    }

    /// Whether one element of a list, by itself, makes a test of the list what it is: one outside for `within`, one that
    /// fits for the others.
    pub(crate) fn item_decides(&self, expr: &Expr, thing: u32, item: u32) -> bool {
        let ExprKind::Test { test, .. } = &expr.kind else { return false };
        let Some(item) = self.model.items.get(item as usize) else { return false };
        let Seen::Text(text) = self.seen_content(item.content) else { return true };
        match test {
            Test::Within(wide) => needed::within(self, Seen::Text(text), wide, thing) == Tri::False,
            Test::Covers(narrow) => needed::covers(self, Seen::Text(text), narrow, thing) == Tri::True,
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

    /// The lattices that may be the one for a thing, by its vendor, API and kind of token: one at least, and nothing
    /// where no pack says anything.
    pub(crate) fn lattices(&self, thing: u32) -> Vec<Option<&'a ScopeLattice>> {
        let vendor = match self.seen(thing, Field::Vendor) {
            Seen::Word(vendor) => vendor,
            // A vendor that no pack knows has no lattice; one that nobody can tell may have any.
            Seen::Text(_) => return vec![None],
            _ => return self.policy().lattices.iter().map(|scopes| Some(&scopes.lattice)).chain([None]).collect(),
        };
        let text = |field| match self.seen(thing, field) {
            Seen::Text(text) => Some(text),
            _ => None,
        };
        self.policy().lattices_for(VendorId(vendor), text(Field::Api), text(Field::TokenKind))
    }

    /// What all the lattices that may be meant agree about.
    pub(crate) fn agreed(&self, thing: u32, ask: impl Fn(Option<&ScopeLattice>) -> Tri) -> Tri {
        let mut answers = self.lattices(thing).into_iter().map(ask);
        let first = answers.next().unwrap_or(Tri::Unknown);
        if answers.all(|answer| answer == first) { first } else { Tri::Unknown }
    }

    /// When a scope is retired, by the lattices that may be meant. A lattice that says nothing of it says that it is not.
    fn retired(&self, thing: u32) -> Truth {
        let Seen::Text(scope) = self.seen(thing, Field::Scope) else { return Truth::UNKNOWN };
        let axis = self.setup.axis();
        let answers: Vec<Truth> = self
            .lattices(thing)
            .into_iter()
            .map(|lattice| {
                let Some(lattice) = lattice else { return Truth::UNKNOWN };
                lattice.retired(scope).fold(Truth::FALSE, |all, retired| {
                    let one = retired.from.as_ref();
                    all.or(&one.map_or(Truth::TRUE, |point| {
                        self.edge(point, thing, axis, zone_of_point(self.policy(), point, None)).since()
                    }))
                })
            })
            .collect();
        Truth::either(&answers)
    }

    /// When a test of whether a scope is retired holds.
    fn retired_test(&self, test: &Test, thing: u32) -> Truth {
        let retired = self.retired(thing);
        match test {
            Test::OneOf(values) => values.iter().fold(Truth::FALSE, |all, value| match value {
                Value::Bool(true) => all.or(&retired),
                Value::Bool(false) => all.or(&retired.not()),
                _ => all,
            }),
            Test::Exists => Truth::TRUE,
            Test::Null => Truth::FALSE,
            _ => Truth::UNKNOWN,
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
                let steps = zone_of_point(self.policy(), from, zone);
                self.edge(from, thing, axis, zone).shift(*by, *before, axis, steps)
            }
            Point::Extreme { earliest, of } => {
                let edges: Vec<Edge> = of.iter().map(|point| self.edge(point, thing, axis, zone)).collect();
                if *earliest { Edge::earliest_of(&edges) } else { Edge::latest_of(&edges) }
            }
            Point::Field(field) => match self.seen(thing, *field) {
                Seen::Day(day) => Edge::at_civil(compline_time::Day(day).start_tick(), axis, zone),
                _ => Edge::UNKNOWN,
            },
            Point::Stage(stage) => self.stage_edge(*stage, thing, axis),
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
            _ => a_day_later(self.edge(point, thing, axis, zone), axis, zone_of_point(self.policy(), point, zone)),
        }
    }

    /// When a stage begins, for a thing.
    fn stage_edge(&self, stage: StageRef, thing: u32, axis: Axis) -> Edge {
        let zone = self.policy().cutoff(stage.cutoff).zone.as_ref();
        // Row by row: of windows that may each be the one, the last to begin has a beginning, and the windows have
        // perhaps no moment in common.
        self.first_edge(self.policy().stage(stage), zone, thing, axis)
            .unwrap_or_else(|| beginning(&self.stage(stage, thing, axis)))
    }

    /// When the row that stands begins; nothing if which one that is depends on time.
    fn first_edge(&self, stage: &Stage, zone: Option<&Zone>, thing: u32, axis: Axis) -> Option<Edge> {
        let mut edges = vec![];
        for row in stage.rows.iter().filter(|row| self.setup.is_known(row)) {
            let speaks = self.selects(row, thing);
            if speaks.is_never() {
                continue;
            }
            edges.push(match &row.when {
                // A window of which the moments are not known begins nevertheless.
                When::Daily { from, at, length, .. } if length.amount > 0 => {
                    let first = at.iter().map(|at| from.start_tick().saturating_add(i64::from(*at)));
                    let starts: Vec<Edge> = first.map(|civil| Edge::at_civil(civil, axis, zone)).collect();
                    Edge::earliest_of(&starts)
                }
                _ => beginning(&self.row(row, zone, thing, axis)),
            });
            if speaks.is_always() {
                return Some(Edge::either(&edges));
            }
            if speaks != Truth::UNKNOWN {
                return None;
            }
        }
        edges.push(beginning(&self.no_row(stage, thing)));
        Some(Edge::either(&edges))
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
        self.no_row(stage, thing)
    }

    /// When a stage holds of which no row that was known speaks of a thing.
    fn no_row(&self, stage: &Stage, thing: u32) -> Truth {
        if stage.otherwise_never {
            return Truth::FALSE;
        }
        // Where a row speaks of the thing that was not known yet, nothing had been announced.
        let later = stage.rows.iter().filter(|row| !self.setup.is_known(row)).map(|row| self.selects(row, thing));
        later.fold(Truth::FALSE, |any, one| any.or(&one)).not().and(&Truth::UNKNOWN)
    }

    /// Whether a row speaks of a thing.
    pub(crate) fn selects(&self, row: &Row, thing: u32) -> Truth {
        let mut result = Tri::True;
        for (field, values) in &row.selectors {
            let seen = self.seen(thing, *field);
            let fits = values.iter().map(|value| match (seen, &value.value) {
                // Texts of selectors are words: case does not count.
                (Seen::Text(a) | Seen::OtherCase(a), Value::Text(b)) => tri(a.eq_ignore_ascii_case(b)),
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

    /// When a row's stage holds, for a thing, if the row stands.
    pub(crate) fn row(&self, row: &Row, zone: Option<&Zone>, thing: u32, axis: Axis) -> Truth {
        if let Some(fixed) = self.setup.row(row, axis) {
            return fixed.clone();
        }
        let edge = |point: &Point| Some(self.edge(point, thing, axis, zone));
        let after = |point: &Point| Some(self.edge_after(point, thing, axis, zone));
        when_truth(&row.when, axis, zone, &edge, &after).unwrap_or(Truth::UNKNOWN)
    }
}

/// The zone that the days of a point are of: a stage's are of its cutoff's, all others of the zone at hand.
pub(crate) fn zone_of_point<'z>(policy: &'z Policy, point: &Point, at_hand: Option<&'z Zone>) -> Option<&'z Zone> {
    match point {
        Point::Stage(stage) => policy.cutoff(stage.cutoff).zone.as_ref(),
        Point::Known(cutoff) => policy.cutoff(*cutoff).zone.as_ref(),
        Point::Shifted { from, .. } => zone_of_point(policy, from, at_hand),
        Point::Moment(_) | Point::Field(_) | Point::Extreme { .. } => at_hand,
    }
}

pub(crate) const fn tri(value: bool) -> Tri {
    if value { Tri::True } else { Tri::False }
}

/// Whether a value is one of several. What is absent is unknown; null is none of them.
fn one_of(seen: Seen<'_>, values: &[Value]) -> Tri {
    match seen {
        Seen::Absent | Seen::Unknown | Seen::List(..) | Seen::Secret => Tri::Unknown,
        Seen::Null | Seen::OtherCase(_) | Seen::Other => Tri::False,
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
