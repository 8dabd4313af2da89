//! The cases of a proof: everything that can differ from manifest to manifest and from run to run, tried in turn.

use std::cell::Cell;

use compline_manifest::schema::{Field, FieldType};
use compline_time::{Axis, Day, Tri};

use super::{Facts, World};
use crate::cutoff::Point;
use crate::expr::{DateRelation, Expr, ExprKind, Operand, Test, Value};

/// The most cases that are tried.
const MOST_CASES: usize = 20_000;
/// The most combinations of dates that are tried for a counterexample.
const MOST_SAMPLES: usize = 2_000;

/// One case.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) axis: Axis,
    pub(super) known_at: Option<Day>,
    /// For each field that matters, its value; nothing stands for any that is not named.
    pub(super) values: Vec<(Field, Option<Value>)>,
    /// Rows whose condition is supposed to hold.
    holding: Vec<u32>,
    /// Dates of a manifest, where it is one manifest.
    pub(super) dates: Option<Vec<(Field, Day)>>,
    /// Whether something was supposed without the case deciding it.
    pub(super) supposed: Cell<bool>,
}

impl Case {
    /// The value of a field; nothing if the case says nothing of it.
    pub(super) fn value(&self, field: Field) -> Option<&Option<Value>> {
        self.values.iter().find(|(known, _)| *known == field).map(|(_, value)| value)
    }

    pub(super) fn date(&self, field: Field) -> Option<Day> {
        self.dates.iter().flatten().find(|(known, _)| *known == field).map(|(_, day)| *day)
    }

    /// Whether the condition of a row is supposed to hold.
    pub(super) fn suppose(&self, row: u32) -> bool {
        self.supposed.set(true);
        self.holding.contains(&row)
    }

    /// A condition, as far as the case decides it.
    pub(super) fn tri(&self, expr: &Expr) -> Tri {
        let from = |value: bool| if value { Tri::True } else { Tri::False };
        match &expr.kind {
            ExprKind::Const(value) => from(*value),
            ExprKind::And(all) => all.iter().map(|one| self.tri(one)).fold(Tri::True, Tri::and),
            ExprKind::Or(any) => any.iter().map(|one| self.tri(one)).fold(Tri::False, Tri::or),
            ExprKind::Not(inner) => self.tri(inner).not(),
            ExprKind::Test { operand: Operand::Field(field), test: Test::OneOf(values) } => match self.value(*field) {
                None => Tri::Unknown,
                Some(None) => Tri::False,
                Some(Some(value)) => from(values.iter().any(|one| one == value)),
            },
            ExprKind::Dated { operand: Operand::Field(field), relation, point: Point::Moment(moment) }
                if moment.is_precise() =>
            {
                let Some(day) = self.date(*field) else { return Tri::Unknown };
                match relation {
                    DateRelation::From => from(day >= moment.first_day()),
                    DateRelation::Before => from(day < moment.first_day()),
                    DateRelation::After => from(day > moment.last_day()),
                }
            }
            _ => Tri::Unknown,
        }
    }
}

/// Every case; nothing if there are too many.
pub(super) fn cases(world: &World<'_>, facts: &Facts) -> Option<Vec<Case>> {
    // What anybody could ask about, the whole truth first: as of any day on which something was announced, and before.
    let mut known: Vec<Option<Day>> = vec![None];
    known.extend(facts.known.iter().rev().copied().map(Some));
    known.extend(facts.known.first().map(|day| Some(day.previous())));
    let mut cases = vec![];
    for axis in [Axis::Civil, Axis::Instant] {
        for known_at in &known {
            let supposed = Cell::new(false);
            cases.push(Case { axis, known_at: *known_at, values: vec![], holding: vec![], dates: None, supposed });
        }
    }
    for (field, named) in &facts.fields {
        let values = values(world, facts, *field, named);
        if cases.len() * values.len() > MOST_CASES {
            return None;
        }
        cases = cases
            .iter()
            .flat_map(|case| {
                values.iter().map(|value| {
                    let mut case = case.clone();
                    case.values.push((*field, value.clone()));
                    case
                })
            })
            .collect();
    }
    for row in &facts.conditions {
        if cases.len() * 2 > MOST_CASES {
            return None;
        }
        let with = cases.iter().map(|case| {
            let mut case = case.clone();
            case.holding.push(*row);
            case
        });
        cases = with.collect::<Vec<_>>().into_iter().chain(cases.iter().cloned()).collect();
    }
    Some(cases)
}

/// The values that a field can have: those named and any other. A region is one of the vendor's, if that has any.
fn values(world: &World<'_>, facts: &Facts, field: Field, named: &[Value]) -> Vec<Option<Value>> {
    match field.info().ty {
        FieldType::Bool => return vec![Some(Value::Bool(true)), Some(Value::Bool(false))],
        FieldType::Word(words) => return (0..words.len() as u32).map(|word| Some(Value::Word(word))).collect(),
        FieldType::Region => {
            let vendors = facts.cutoffs.iter().map(|id| world.cutoff(*id).vendor);
            let vendors: Option<Vec<_>> = vendors.collect();
            let regions: Vec<_> =
                vendors.into_iter().flatten().flat_map(|vendor| &world.vendors.get(vendor).regions).collect();
            if !regions.is_empty() {
                let mut values: Vec<Option<Value>> = vec![];
                for region in regions {
                    let value = Some(Value::Word(region.0));
                    if !values.contains(&value) {
                        values.push(value);
                    }
                }
                let others = named.iter().filter(|one| !values.contains(&Some((*one).clone())));
                return values.iter().cloned().chain(others.cloned().map(Some)).collect();
            }
        }
        _ => {}
    }
    named.iter().cloned().map(Some).chain([None]).collect()
}

/// Single manifests of a case: with dates on either side of all days that are named, near and far.
pub(super) fn samples(case: &Case, facts: &Facts) -> Vec<Case> {
    let mut days: Vec<Day> = vec![];
    let mut add = |day: Day| {
        if !days.contains(&day) {
            days.push(day);
        }
    };
    for day in &facts.days {
        for step in [0, 1, -1, 45, -45, 400, -400, 4_000, -4_000] {
            add(Day(day.0.saturating_add(step)));
        }
    }
    for text in ["2020-06-15", "2021-03-31", "2024-02-29"] {
        if let Ok(day) = Day::parse(text) {
            add(day);
        }
    }
    let mut samples: Vec<Vec<(Field, Day)>> = vec![vec![]];
    for field in &facts.dates {
        if samples.len() * days.len() > MOST_SAMPLES {
            // Too many to try all: the same day for this one as for the first.
            for dates in &mut samples {
                dates.push((*field, dates[0].1));
            }
            continue;
        }
        let with = |dates: &Vec<(Field, Day)>, day: &Day| {
            let mut dates = dates.clone();
            dates.push((*field, *day));
            dates
        };
        samples = samples.iter().flat_map(|dates| days.iter().map(move |day| with(dates, day))).collect();
    }
    samples.into_iter().map(|dates| Case { dates: Some(dates), supposed: Cell::new(false), ..case.clone() }).collect()
}

/// A value in words.
pub(super) fn value_words(field: Field, value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Word(id) => match field.info().ty {
            FieldType::Word(words) => words.get(*id as usize).copied().unwrap_or_default().to_owned(),
            _ => id.to_string(),
        },
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Day(day) => Day(*day).in_words(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::same;
    use super::*;

    #[test]
    fn texts_are_the_same_in_any_case() {
        assert!(same(&Value::Text("SaaS".into()), &Value::Text("saas".into())));
        assert!(!same(&Value::Text("1".into()), &Value::Number(1)));
    }
}
