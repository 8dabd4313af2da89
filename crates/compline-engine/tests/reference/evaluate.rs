//! Conditions, stages and rules at one tick.

use std::collections::BTreeMap;

use compline_diagnostic::Severity;
use compline_manifest::schema::{Field, FieldType};
use compline_policy::Policy;
use compline_policy::cutoff::{Row, StageRef, When};
use compline_policy::expr::{self, DateRelation, Expr, ExprKind, Operand, Order, Quantifier, Test};
use compline_policy::mode::ModeId;
use compline_policy::rule::{Rule, SeverityClause, SeverityWhen};
use compline_time::{Axis, Day, Shift, Tick, Tri, Zone};

use super::made::{Limit, Made, fits};
use super::manifest::{Thing, Value};
use super::points::{Span, clock, shift};

/// At least, at most.
pub type State = (Option<Severity>, Option<Severity>);

/// What may stand for a stage: one of its rows, or the lack of one.
pub enum Way<'p> {
    Row(&'p Row),
    Never,
    Unknown,
}

/// A point of view, and what is supposed of unknown fields.
pub struct Reference<'p> {
    pub policy: &'p Policy,
    pub made: &'p Made,
    pub axis: Axis,
    pub known_at: Option<Day>,
    pub supposed: BTreeMap<Field, Value>,
    /// The stages in whose zone the severities' dates are, where these are not the rule's own: what is added to a rule
    /// goes by the rule as its own pack has it.
    pub zones: Option<&'p [StageRef]>,
}

pub fn tri(value: bool) -> Tri {
    if value { Tri::True } else { Tri::False }
}

/// Whether something that begins between two ticks has begun.
pub fn has_begun(span: Span, tick: Tick) -> Tri {
    if span.1 != super::points::NEVER && tick >= span.1 {
        Tri::True
    } else if span.0 != super::points::NEVER && tick >= span.0 {
        Tri::Unknown
    } else {
        Tri::False
    }
}

impl<'p> Reference<'p> {
    pub fn was_known(&self, row: &Row) -> bool {
        row.known.is_none_or(|known| self.known_at.is_none_or(|limit| known <= limit))
    }

    /// A field as supposed, where it is not known.
    pub fn supposed(&self, thing: &Thing, field: Field) -> Value {
        match (self.supposed.get(&field), thing.value(field)) {
            (Some(value), _) => value.clone(),
            // Of the vendor and the region, a null says as little as nothing does.
            (None, Value::Null) if matches!(field, Field::Vendor | Field::Region | Field::HostRegion) => Value::Absent,
            (None, value) => value,
        }
    }

    /// A condition at a tick.
    pub fn holds(&self, expr: &Expr, thing: &Thing, tick: Tick) -> Tri {
        match &expr.kind {
            ExprKind::Const(value) => tri(*value),
            ExprKind::And(all) => all.iter().map(|expr| self.holds(expr, thing, tick)).fold(Tri::True, Tri::and),
            ExprKind::Or(any) => any.iter().map(|expr| self.holds(expr, thing, tick)).fold(Tri::False, Tri::or),
            ExprKind::Not(expr) => self.holds(expr, thing, tick).not(),
            ExprKind::Quantified { quantifier, subject, body } => {
                let each = thing.all_of(*subject).into_iter().map(|inner| self.holds(body, inner, tick));
                match quantifier {
                    Quantifier::Any => each.fold(Tri::False, Tri::or),
                    Quantifier::All => each.fold(Tri::True, Tri::and),
                }
            }
            // All that can be asked of the thing around is asked of fields, which the things inside share.
            ExprKind::Outer { body, .. } => self.holds(body, thing, tick),
            ExprKind::Test { operand: Operand::Field(Field::ScopeRetired), test } => match test {
                Test::OneOf(values) if values[..] == [expr::Value::Bool(true)] => self.retired(thing, tick),
                Test::OneOf(values) if values[..] == [expr::Value::Bool(false)] => self.retired(thing, tick).not(),
                Test::Exists => Tri::True,
                _ => panic!("{test:?} is not asked of it"),
            },
            ExprKind::Test { operand, test } => self.passes(operand, test, thing),
            ExprKind::Dated { operand, relation, point } => {
                let day = match self.operand(operand, thing) {
                    Value::Day(day) => Day(day),
                    Value::Null => return Tri::False,
                    _ => return Tri::Unknown,
                };
                let span = match relation {
                    DateRelation::After => self.is_over(point, thing, Axis::Civil, None),
                    _ => self.begins(point, thing, Axis::Civil, None),
                };
                // Every second of the day is on the same side, or else it cannot be told.
                let (first, last) = (has_begun(span, day.start_tick()), has_begun(span, day.next().start_tick() - 1));
                let since = if first == last { first } else { Tri::Unknown };
                if *relation == DateRelation::Before { since.not() } else { since }
            }
            ExprKind::During(stage) => self.stage_holds(*stage, thing, tick),
        }
    }

    fn operand(&self, operand: &Operand, thing: &Thing) -> Value {
        match operand {
            Operand::Field(field) => self.supposed(thing, *field),
            Operand::OrElse(field, value) => match thing.value(*field) {
                Value::Absent | Value::Null => of_rule(value),
                _ => self.supposed(thing, *field),
            },
            Operand::Count(field) => match thing.value(*field) {
                Value::List(items) => Value::Number(items.len() as i64),
                value @ (Value::Absent | Value::Null) => value,
                _ => Value::Unreadable,
            },
            Operand::CountThings(subject) => Value::Number(thing.all_of(*subject).len() as i64),
        }
    }

    fn passes(&self, operand: &Operand, test: &Test, thing: &Thing) -> Tri {
        let value = match operand {
            Operand::Field(Field::ScopeTier) => self.tier(thing),
            _ => self.operand(operand, thing),
        };
        // What is there, whatever may be supposed of it.
        let there = match operand {
            Operand::Field(Field::ScopeTier) => value.clone(),
            Operand::Field(field) => thing.value(*field),
            _ => value.clone(),
        };
        match (test, &value) {
            (Test::Exists, _) => tri(there != Value::Absent),
            (Test::Null, _) => match there {
                Value::Null => Tri::True,
                Value::Unreadable => Tri::Unknown,
                _ => Tri::False,
            },
            (_, Value::Absent | Value::Unreadable) => Tri::Unknown,
            (_, Value::Null) => Tri::False,
            (Test::OneOf(values), value) => tri(values.iter().any(|one| of_rule(one) == *value)),
            (Test::Under(modes), Value::Word(mode)) => {
                // Up the tree, one parent at a time.
                let mut at = Some(ModeId(*mode));
                let mut found = false;
                while let Some(mode) = at {
                    found |= modes.contains(&mode);
                    at = self.policy.modes.get(mode).parent;
                }
                tri(found)
            }
            (Test::SameAs(other), value) => match self.supposed(thing, *other) {
                Value::Absent | Value::Unreadable => Tri::Unknown,
                Value::Null => Tri::False,
                other => tri(other == *value),
            },
            (Test::Order(order, expr::Value::Number(limit)), Value::Number(number)) => tri(match order {
                Order::Less => number < limit,
                Order::LessOrEqual => number <= limit,
                Order::Greater => number > limit,
                Order::GreaterOrEqual => number >= limit,
            }),
            (Test::Matches(patterns), Value::Text(text)) => tri(patterns.iter().any(|glob| fits(glob.as_str(), text))),
            (Test::Contains(element), Value::List(items)) => items
                .iter()
                .map(|item| item.as_ref().map_or(Tri::Unknown, |item| tri(item == element)))
                .fold(Tri::False, Tri::or),
            (Test::Within(wide), value) => self.within(thing, value, wide),
            (Test::Covers(narrow), value) => self.covers(thing, value, narrow),
            (Test::WithinNeeded, value) => self.within_needed(thing, value),
            (Test::CoversNeeded, _) => self.covers_needed(thing),
            (test, value) => panic!("{test:?} is not asked of {value:?}"),
        }
    }

    /// Whether a row speaks of a thing.
    fn speaks(&self, row: &Row, thing: &Thing) -> Tri {
        let selected = row.selectors.iter().map(|(field, values)| match self.supposed(thing, *field) {
            Value::Absent | Value::Unreadable => Tri::Unknown,
            Value::Null => Tri::False,
            Value::Text(text) => tri(values.iter().any(
                |value| matches!(&value.value, expr::Value::Text(named) if named.to_lowercase() == text.to_lowercase()),
            )),
            value => tri(values.iter().any(|named| of_rule(&named.value) == value)),
        });
        let selected = selected.fold(Tri::True, Tri::and);
        // Conditions of rows do not depend on the moment: no generated one speaks of `during`.
        row.condition.as_ref().map_or(selected, |condition| selected.and(self.holds(condition, thing, 0)))
    }

    /// The rows of which one stands for a thing: one, if all that rows ask is known.
    pub fn ways(&self, stage: StageRef, thing: &Thing) -> Vec<Way<'p>> {
        let stage = self.policy.stage(stage);
        // Each part of a condition counts as a selector does.
        let parts = |condition: &Expr| if let ExprKind::And(all) = &condition.kind { all.len() } else { 1 };
        let weight = |row: &Row| row.selectors.len() + row.condition.as_ref().map_or(0, parts);
        let mut left: Vec<&Row> = stage.rows.iter().filter(|row| self.was_known(row)).collect();
        let mut ways = vec![];
        while !left.is_empty() {
            // The latest word, and of equally late ones the most specific.
            let best = left.iter().map(|row| (row.known, weight(row))).max().unwrap();
            let (now, rest) = left.into_iter().partition(|row| (row.known, weight(row)) == best);
            left = rest;
            let mut certain = false;
            for row in now {
                match self.speaks(row, thing) {
                    Tri::False => continue,
                    Tri::Unknown => {}
                    Tri::True => certain = true,
                }
                ways.push(Way::Row(row));
            }
            if certain {
                return ways;
            }
        }
        // Where a row speaks that was not known yet, nothing had been announced.
        let later = stage.rows.iter().filter(|row| !self.was_known(row)).map(|row| self.speaks(row, thing));
        let later = later.fold(Tri::False, Tri::or);
        if stage.otherwise_never || later != Tri::False {
            ways.push(Way::Never);
        }
        if !stage.otherwise_never && later != Tri::True {
            ways.push(Way::Unknown);
        }
        ways
    }

    fn stage_holds(&self, stage: StageRef, thing: &Thing, tick: Tick) -> Tri {
        let zone = self.policy.cutoff(stage.cutoff).zone.as_ref();
        let ways = self.ways(stage, thing);
        let each = ways.iter().map(|way| match way {
            Way::Row(row) => self.when_holds(&row.when, thing, tick, zone),
            Way::Never => Tri::False,
            Way::Unknown => Tri::Unknown,
        });
        each.reduce(|a, b| if a == b { a } else { Tri::Unknown }).unwrap()
    }

    fn when_holds(&self, when: &When, thing: &Thing, tick: Tick, zone: Option<&Zone>) -> Tri {
        match when {
            When::During(first, last) => {
                let begun = has_begun(self.begins(first, thing, self.axis, zone), tick);
                begun.and(has_begun(self.is_over(last, thing, self.axis, zone), tick).not())
            }
            When::Daily { from, through, at, length } => {
                let windows = (from.0..=through.0).flat_map(|day| at.iter().map(move |at| (Day(day), *at)));
                windows
                    .map(|(day, at)| self.in_window(day.start_tick() + i64::from(at), *length, tick, zone))
                    .fold(Tri::False, Tri::or)
            }
            _ => has_begun(self.when_begins(when, thing, self.axis, zone), tick),
        }
    }

    fn in_window(&self, civil: Tick, length: Shift, tick: Tick, zone: Option<&Zone>) -> Tri {
        let start = clock(civil, self.axis, zone);
        // The end is as far off as the start, on whichever clock.
        let end = match zone {
            None => clock(civil + length.seconds().unwrap(), self.axis, zone),
            Some(_) => shift(start, length, false, self.axis, zone),
        };
        has_begun(start, tick).and(has_begun(end, tick).not())
    }

    /// The zone of a severity's dates: of the cutoff that it names first, or else that the rule does.
    fn severity_zone(&self, when: &SeverityWhen, rule: &Rule) -> Option<&'p Zone> {
        use compline_policy::cutoff::Point;
        let mut named = vec![];
        if let SeverityWhen::From(point) | SeverityWhen::After(point) = when {
            point.walk(&mut |point| match point {
                Point::Stage(stage) => named.push(stage.cutoff),
                Point::Known(cutoff) => named.push(*cutoff),
                _ => {}
            });
        }
        named.extend(self.zones.unwrap_or(&rule.stages).iter().map(|stage| stage.cutoff));
        self.policy.cutoff(*named.first()?).zone.as_ref()
    }

    /// Whether a severity's time has come.
    pub fn clause_holds(&self, rule: &Rule, clause: &SeverityClause, thing: &Thing, tick: Tick) -> Tri {
        let zone = self.severity_zone(&clause.when, rule);
        match &clause.when {
            SeverityWhen::Always => Tri::True,
            SeverityWhen::From(point) => has_begun(self.begins(point, thing, self.axis, zone), tick),
            SeverityWhen::After(point) => has_begun(self.is_over(point, thing, self.axis, zone), tick),
            SeverityWhen::During(stage) => self.stage_holds(*stage, thing, tick),
        }
    }

    /// What a rule comes to for a thing at a tick, with what is supposed.
    fn rule_at(&self, rule: &Rule, thing: &Thing, tick: Tick) -> State {
        let broken = self.holds(&rule.selection, thing, tick).and(self.holds(&rule.broken, thing, tick));
        let (mut least, mut most) = (None, None);
        for clause in &rule.severities {
            let holds = broken.and(self.clause_holds(rule, clause, thing, tick));
            if holds == Tri::True {
                least = least.max(Some(clause.severity));
            }
            if holds != Tri::False {
                most = most.max(Some(clause.severity));
            }
        }
        (least, most)
    }

    /// The same, whatever the fields to try are.
    pub fn rule_over(&mut self, rule: &Rule, thing: &Thing, tick: Tick, tries: &[(Field, Vec<Value>)]) -> State {
        let mut joined: Option<State> = None;
        self.each_case(thing, tries, &mut |reference| {
            let state = reference.rule_at(rule, thing, tick);
            joined = Some(joined.map_or(state, |other| (state.0.min(other.0), state.1.max(other.1))));
        });
        joined.unwrap()
    }

    /// Supposes each combination of values in turn.
    pub fn each_case(&mut self, thing: &Thing, tries: &[(Field, Vec<Value>)], ask: &mut dyn FnMut(&Self)) {
        let Some(((field, values), rest)) = tries.split_first() else { return ask(self) };
        // Where the vendor is supposed, the region is one of its.
        let of_vendor = match (field.info().ty, self.supposed.get(&Field::Vendor)) {
            (FieldType::Region, Some(vendor)) => {
                let supposed = thing.with(Field::Vendor, vendor.clone());
                Some(every_value(self.policy, &supposed, *field, &[]))
            }
            _ => None,
        };
        for value in of_vendor.as_ref().unwrap_or(values) {
            self.supposed.insert(*field, value.clone());
            self.each_case(thing, rest, ask);
        }
        self.supposed.remove(field);
    }

    /// Whether a waiver covers what the rule finds about a thing.
    pub fn is_waived(&self, rule: &Rule, number: usize, thing: &Thing, whole: &Thing, tick: Tick) -> bool {
        let zone = rule.stages.first().and_then(|stage| self.policy.cutoff(stage.cutoff).zone.as_ref());
        self.made.waivers.iter().enumerate().any(|(index, waiver)| {
            let named = |pattern: Option<&str>, field| {
                pattern.is_none_or(|pattern| match thing.value(field) {
                    Value::Text(name) => fits(pattern, &name),
                    _ => false,
                })
            };
            let last = match (self.made.limit, waiver.from) {
                (None, _) => waiver.until,
                (Some(Limit::Days(days)), Some(from)) => waiver.until.min(Day(from.0 + days - 1)),
                (Some(Limit::Days(_)), None) | (Some(Limit::NoneAtAll), _) => return false,
            };
            let begun = waiver.from.is_none_or(|from| tick >= clock(from.start_tick(), self.axis, zone).1);
            let over = tick >= clock(last.next().start_tick(), self.axis, zone).0;
            let condition = self.policy.waivers[index].condition.as_ref();
            // Of all rules, it is asked of the integration.
            let asked = if waiver.rule.is_some() { thing } else { whole };
            waiver.rule.is_none_or(|rule| rule == number)
                && named(waiver.integration, Field::Integration)
                && named(waiver.connection, Field::Connection)
                && begun
                && !over
                && condition.is_none_or(|(_, condition)| self.holds(condition, asked, tick) == Tri::True)
        })
    }
}

fn of_rule(value: &expr::Value) -> Value {
    match value {
        expr::Value::Text(text) => Value::Text(text.clone()),
        expr::Value::Word(word) => Value::Word(*word),
        expr::Value::Number(number) => Value::Number(*number),
        expr::Value::Bool(value) => Value::Bool(*value),
        expr::Value::Day(day) => Value::Day(*day),
    }
}

/// Every value that a field can have, as far as the policy can tell values apart.
pub fn every_value(policy: &Policy, thing: &Thing, field: Field, days: &[Day]) -> Vec<Value> {
    match field.info().ty {
        FieldType::Bool => vec![Value::Bool(false), Value::Bool(true)],
        FieldType::Vendor => {
            let all = policy.vendors.iter().map(|(vendor, _)| Value::Word(vendor.0));
            all.chain([Value::Text("some other vendor".to_owned())]).collect()
        }
        FieldType::Date => days.iter().map(|day| Value::Day(day.0)).collect(),
        FieldType::Word(words) => (0..words.len() as u32).map(Value::Word).collect(),
        FieldType::Region => {
            let none = Value::Text("some other region".to_owned());
            let all: Vec<Value> = match thing.value(Field::Vendor) {
                Value::Word(vendor) => {
                    let regions = &policy.vendors.iter().nth(vendor as usize).unwrap().1.regions;
                    regions.iter().map(|region| Value::Word(region.0)).collect()
                }
                _ => vec![],
            };
            // A region that is there, and is not known, may be one that the packs do not know.
            if all.is_empty() || thing.value(field) == Value::Unreadable {
                let any = policy.vendors.regions().map(|(region, _)| Value::Word(region.0));
                return if all.is_empty() { any.collect::<Vec<_>>() } else { all }.into_iter().chain([none]).collect();
            }
            all
        }
        // Rows take words in either case, conditions as they are written.
        _ => ["saas", "server", "new", "SAAS", "Saas", "Server", "New", "something-else"]
            .map(|word| Value::Text(word.to_owned()))
            .to_vec(),
    }
}
