//! Reasoning over what an unknown field could be: each value that can make a difference is tried, and the outcomes are
//! joined. So an unknown region leaves a rule undetermined only where regions really differ.

use compline_manifest::schema::{Field, FieldType};
use compline_policy::Policy;
use compline_policy::cutoff::{CutoffId, Point};
use compline_policy::expr::{Expr, ExprKind, Operand, Test, Value};
use compline_policy::rule::{Rule, SeverityWhen};
use compline_policy::vendor::VendorId;

use crate::eval::{Eval, Seen};

/// The most combinations of values that are tried for one rule and subject.
const MOST_CASES: usize = 64;

/// A field, and values of which each stands for all that the rule cannot tell from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trial {
    pub(crate) field: Field,
    /// The values that conditions and rows name.
    named: Vec<Value>,
    /// Texts to try in another case, too.
    other_case: Vec<String>,
    /// Whether there are others, too.
    others: bool,
}

impl Trial {
    /// Tells apart the texts that conditions compare with exactly, while rows select in any case.
    fn tell_cases_apart(&mut self, values: &[Value]) {
        for value in values {
            if !self.named.contains(value) {
                self.named.push(value.clone());
            }
        }
        for value in &self.named {
            if let Value::Text(text) = value
                && !self.other_case.iter().any(|known| known.eq_ignore_ascii_case(text))
            {
                self.other_case.push(text.clone());
            }
        }
    }
}

/// What is tried in the place of an unknown value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tried {
    /// This value.
    Is(Value),
    /// This text, in another case than those that are tried as they are written.
    OtherCase(String),
    /// None of the others.
    Other,
}

/// One value for each field tried.
pub(crate) type Case = Vec<(Field, Tried)>;

/// What to try for a rule where fields are unknown: the fields that its stages' rows select by or ask about, regions that
/// it names itself, and the vendor.
pub(crate) fn trials(policy: &Policy, rule: &Rule) -> Vec<Trial> {
    let mut found: Vec<Trial> = vec![];
    let mut add = |field: Field, values: &mut dyn Iterator<Item = Value>, others: bool| {
        let at = found.iter().position(|trial| trial.field == field).unwrap_or_else(|| {
            found.push(Trial { field, named: vec![], other_case: vec![], others });
            found.len() - 1
        });
        for value in values {
            if !found[at].named.contains(&value) {
                found[at].named.push(value);
            }
        }
    };
    for vendor in rule.vendors.iter().flatten() {
        add(Field::Vendor, &mut std::iter::once(Value::Word(vendor.0)), true);
    }
    // A field whose value itself enters a date, or is compared with what is not fixed, has too many values to try.
    let mut open: Vec<Field> = vec![];
    let mut conditions: Vec<&Expr> = vec![&rule.selection, &rule.broken];
    for clause in &rule.severities {
        if let SeverityWhen::From(point) | SeverityWhen::After(point) = &clause.when {
            fields_of(point, &mut open);
        }
    }
    for cutoff in cutoffs_of(policy, rule) {
        // Every stage of the cutoff: more values than needed cost little.
        for row in policy.cutoff(cutoff).stages.iter().flat_map(|stage| &stage.rows) {
            for (field, values) in &row.selectors {
                add(*field, &mut values.iter().map(|value| value.value.clone()), true);
            }
            row.when.points().into_iter().for_each(|point| fields_of(point, &mut open));
            conditions.extend(&row.condition);
        }
    }
    for (index, condition) in conditions.iter().enumerate() {
        let of_rule = index < 2;
        condition.walk(&mut |expr| match &expr.kind {
            ExprKind::Test {
                operand: Operand::Field(field) | Operand::OrElse(field, _),
                test: Test::OneOf(values),
            } if (!of_rule && *field != Field::HostRegion) || *field == Field::Region => {
                match field.info().ty {
                    FieldType::Bool => add(*field, &mut [Value::Bool(true), Value::Bool(false)].into_iter(), false),
                    // Its neighbours stand for all the days on either side.
                    FieldType::Date => values.iter().for_each(|value| {
                        if let Value::Day(day) = value {
                            add(*field, &mut (day.saturating_sub(1)..=day.saturating_add(1)).map(Value::Day), false);
                        }
                    }),
                    _ => add(*field, &mut values.iter().cloned(), true),
                }
            }
            ExprKind::Dated { operand: Operand::Field(field), point, .. } => match point {
                // On either side of the day there is nothing else to tell days apart.
                Point::Moment(moment) if moment.is_precise() && !of_rule => {
                    let days = [moment.first_day().previous(), moment.first_day(), moment.last_day().next()];
                    add(*field, &mut days.into_iter().map(|day| Value::Day(day.0)), false);
                }
                point => {
                    open.push(*field);
                    fields_of(point, &mut open);
                }
            },
            ExprKind::Test { operand, test } => {
                let other = if let Test::SameAs(other) = test { Some(*other) } else { None };
                let fields = operand.field().into_iter().chain(other);
                if operand.field() == Some(Field::ScopeRetired) {
                    let retired = policy.lattices.iter().flat_map(|scopes| &scopes.lattice.parts().retired);
                    retired.filter_map(|line| line.from.as_ref()).for_each(|from| fields_of(from, &mut open));
                }
                open.extend(fields.filter(|field| field.info().ty == FieldType::Date));
            }
            _ => {}
        });
    }
    // What conditions ask of a field that is tried has to tell the values tried apart, too.
    for condition in &conditions {
        condition.walk(&mut |expr| {
            let ExprKind::Test { operand: Operand::Field(field) | Operand::OrElse(field, _), test } = &expr.kind else {
                return;
            };
            let (values, other) = match test {
                Test::OneOf(values) => (&values[..], None),
                Test::Matches(_) => (&[][..], None),
                Test::SameAs(other) => (&[][..], Some(*other)),
                _ => return,
            };
            let asked = found.iter_mut().filter(|trial| trial.others);
            for trial in asked.filter(|trial| trial.field == *field || Some(trial.field) == other) {
                trial.tell_cases_apart(values);
            }
        });
    }
    found.retain(|trial| !open.contains(&trial.field));
    found
}

/// Every cutoff that a rule can hang on: those that it speaks of, and those that their rows speak of.
fn cutoffs_of(policy: &Policy, rule: &Rule) -> Vec<CutoffId> {
    let mut found: Vec<CutoffId> = vec![];
    let mut next: Vec<CutoffId> = rule.stages.iter().map(|stage| stage.cutoff).collect();
    while let Some(cutoff) = next.pop() {
        if found.contains(&cutoff) {
            continue;
        }
        found.push(cutoff);
        let mut during = vec![];
        let mut point = |point: &Point| {
            point.walk(&mut |point| {
                if let Point::Stage(stage) = point {
                    next.push(stage.cutoff);
                }
            });
        };
        for row in policy.cutoff(cutoff).stages.iter().flat_map(|stage| &stage.rows) {
            row.when.points().into_iter().for_each(&mut point);
            if let Some(condition) = &row.condition {
                condition.walk(&mut |expr| match &expr.kind {
                    ExprKind::During(stage) => during.push(stage.cutoff),
                    ExprKind::Dated { point: named, .. } => point(named),
                    _ => {}
                });
            }
        }
        next.extend(during);
    }
    found
}

fn fields_of(point: &Point, into: &mut Vec<Field>) {
    point.walk(&mut |point| {
        if let Point::Field(field) = point {
            into.push(*field);
        }
    });
}

/// The cases to try for a thing: every combination of values of those fields that are unknown, as far as that is few.
pub(crate) fn cases(eval: &Eval<'_>, rule: &Rule, trials: &[Trial], thing: u32) -> Vec<Case> {
    let mut cases: Vec<Case> = vec![];
    for trial in trials {
        let field = trial.field;
        let is_unknown = rule.subject.is_inside(field.info().subject)
            && matches!(eval.seen(thing, field), Seen::Absent | Seen::Unknown);
        if !is_unknown {
            continue;
        }
        let values = values(eval, rule, trial, thing);
        // A field with too many values stays unknown, and so does what hangs on it.
        if cases.is_empty() && values.len() <= MOST_CASES {
            cases = values.into_iter().map(|value| vec![(field, value)]).collect();
        } else if !cases.is_empty() && cases.len() * values.len() <= MOST_CASES {
            let with = |case: &Case, value: &Tried| {
                let mut case = case.clone();
                case.push((field, value.clone()));
                case
            };
            cases = cases.iter().flat_map(|case| values.iter().map(move |value| with(case, value))).collect();
        }
    }
    cases
}

fn values(eval: &Eval<'_>, rule: &Rule, trial: &Trial, thing: u32) -> Vec<Tried> {
    // A region is one of the vendor's, if the packs tell any apart.
    if trial.field.info().ty == FieldType::Region {
        let vendor = match eval.seen(thing, Field::Vendor) {
            Seen::Word(id) => Some(VendorId(id)),
            _ => rule.vendors.as_ref().filter(|vendors| vendors.len() == 1).map(|vendors| vendors[0]),
        };
        let regions = vendor.map(|vendor| &eval.policy().vendors.get(vendor).regions);
        if let Some(regions) = regions.filter(|regions| !regions.is_empty()) {
            // One that is there, and that the packs do not know, may be none of those they do.
            let foreign = eval.seen(thing, Field::Region) == Seen::Unknown;
            let known = regions.iter().map(|region| Tried::Is(Value::Word(region.0)));
            return known.chain(foreign.then_some(Tried::Other)).collect();
        }
    }
    // So is a word one of a fixed list, and a truth value true or false, unless something else is there.
    let foreign = matches!(eval.seen(thing, trial.field), Seen::Unknown).then_some(Tried::Other);
    match trial.field.info().ty {
        FieldType::Word(words) => {
            return (0..words.len() as u32).map(|word| Tried::Is(Value::Word(word))).chain(foreign).collect();
        }
        FieldType::Bool => {
            return [true, false].map(|value| Tried::Is(Value::Bool(value))).into_iter().chain(foreign).collect();
        }
        _ => {}
    }
    let named = trial.named.iter().cloned().map(Tried::Is);
    let other_case = trial.other_case.iter().cloned().map(Tried::OtherCase);
    named.chain(other_case).chain(trial.others.then_some(Tried::Other)).collect()
}
