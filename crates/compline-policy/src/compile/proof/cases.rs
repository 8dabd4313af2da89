//! The cases of a proof: everything that can differ from manifest to manifest and from run to run, tried in turn.

use std::cell::Cell;
use std::collections::BTreeMap;

use compline_manifest::schema::{Field, FieldType};
use compline_time::{Axis, Day, Tri};

use super::{Facts, World};
use crate::cutoff::Point;
use crate::expr::{DateRelation, Expr, ExprKind, Operand, Test, Value};

/// The most cases that are tried.
const MOST_CASES: usize = 20_000;
/// The most combinations of dates that are tried for a counterexample.
const MOST_SAMPLES: usize = 2_000;

/// What a question that the case does not decide is supposed to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Supposed {
    Holds,
    Fails,
    /// Of a date, that it is a null: neither from the point on nor before it.
    Neither,
}

/// A question that rows ask of a manifest, in words that are the same wherever it is asked. Whether a date is before a
/// point, and whether it is from it on, is one question.
pub(super) fn question(expr: &Expr) -> String {
    let all = |all: &[Expr]| all.iter().map(|one| format!("({})", question(one))).collect::<Vec<_>>();
    match &expr.kind {
        ExprKind::Const(value) => value.to_string(),
        ExprKind::And(parts) => all(parts).join(" and "),
        ExprKind::Or(parts) => all(parts).join(" or "),
        ExprKind::Not(inner) => format!("not ({})", question(inner)),
        ExprKind::Quantified { quantifier, subject, body } => {
            format!("{quantifier:?} {subject:?} ({})", question(body))
        }
        ExprKind::Outer { subject, body } => format!("of {subject:?} ({})", question(body)),
        ExprKind::Test { operand, test } => format!("{operand:?} {test:?}"),
        ExprKind::Dated { operand, relation: DateRelation::After, point } => format!("{operand:?} after {point:?}"),
        ExprKind::Dated { operand, point, .. } => format!("{operand:?} since {point:?}"),
        ExprKind::During(stage) => format!("during {stage:?}"),
    }
}

/// The questions that a condition is made of and that no value of a field that is tried decides, each with whether it
/// has a third answer.
pub(super) fn open_questions(expr: &Expr, found: &mut BTreeMap<String, bool>) {
    match &expr.kind {
        ExprKind::Const(_) | ExprKind::Test { operand: Operand::Field(_), test: Test::OneOf(_) } => {}
        ExprKind::And(all) | ExprKind::Or(all) => all.iter().for_each(|one| open_questions(one, found)),
        ExprKind::Not(inner) => open_questions(inner, found),
        kind => {
            let third = matches!(kind, ExprKind::Dated { relation: DateRelation::From | DateRelation::Before, .. });
            found.insert(question(expr), third);
        }
    }
}

/// One case.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) axis: Axis,
    pub(super) known_at: Option<Day>,
    /// For each field that matters, its value; nothing stands for any that is not named.
    pub(super) values: Vec<(Field, Option<Value>)>,
    /// What is supposed of questions that nothing else decides.
    supposed_of: Vec<(String, Supposed)>,
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

    /// Whether a row's condition holds, with what is supposed of what the case does not decide.
    pub(super) fn holds(&self, expr: &Expr) -> Tri {
        match &expr.kind {
            ExprKind::And(all) => all.iter().map(|one| self.holds(one)).fold(Tri::True, Tri::and),
            ExprKind::Or(any) => any.iter().map(|one| self.holds(one)).fold(Tri::False, Tri::or),
            ExprKind::Not(inner) => self.holds(inner).not(),
            kind => {
                let decided = self.tri(expr);
                if decided != Tri::Unknown {
                    return decided;
                }
                let asked = question(expr);
                let Some((_, answer)) = self.supposed_of.iter().find(|(known, _)| *known == asked) else {
                    return Tri::Unknown;
                };
                self.supposed.set(true);
                let before = matches!(kind, ExprKind::Dated { relation: DateRelation::Before, .. });
                match answer {
                    Supposed::Holds if !before => Tri::True,
                    Supposed::Fails if before => Tri::True,
                    _ => Tri::False,
                }
            }
        }
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
            cases.push(Case { axis, known_at: *known_at, values: vec![], supposed_of: vec![], dates: None, supposed });
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
    for (question, third) in &facts.questions {
        let answers = [Supposed::Holds, Supposed::Fails, Supposed::Neither];
        let answers = if *third { &answers[..] } else { &answers[..2] };
        if cases.len() * answers.len() > MOST_CASES {
            return None;
        }
        let with = |case: &Case, answer: &Supposed| {
            let mut case = case.clone();
            case.supposed_of.push((question.clone(), *answer));
            case
        };
        cases = answers.iter().flat_map(|answer| cases.iter().map(move |case| with(case, answer))).collect();
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
    let mut all: Vec<Value> = named.to_vec();
    if facts.exact.contains(&field) {
        // Rows take a word in any case, conditions as it is written: a case that none of them has is another value.
        for value in named {
            if let Value::Text(text) = value {
                let swapped = text
                    .chars()
                    .map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() });
                let other = Value::Text(swapped.collect());
                if !all.contains(&other) {
                    all.push(other);
                }
            }
        }
    }
    all.into_iter().map(Some).chain([None]).collect()
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
    use super::*;

    #[test]
    fn texts_are_the_same_in_any_case() {
        assert!(Value::Text("SaaS".into()).selects_as(&Value::Text("saas".into())));
        assert!(!Value::Text("1".into()).selects_as(&Value::Number(1)));
    }
}
