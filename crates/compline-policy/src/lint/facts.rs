//! What is certain of a thing when some conditions hold of it, and what of other conditions follows from that.
//!
//! All of it is about conditions that *certainly* hold, so what is absent or not known never makes one true.

use std::collections::BTreeMap;

use compline_manifest::schema::{Field, FieldType, Subject};
use compline_time::{Day, Tri};

use super::logic::Literal;
use crate::Policy;
use crate::cutoff::Point;
use crate::expr::{DateRelation, Expr, ExprKind, Operand, Order, Quantifier, Test, Value};
use crate::mode::ModeId;
use crate::vendor::{RegionId, VendorId};

/// What is certain of one field.
#[derive(Clone, Debug, Default)]
struct About {
    /// It is one of these; nothing stands for no limit.
    one_of: Option<Vec<Value>>,
    /// It is none of these.
    not: Vec<Value>,
    /// Numbers and days: bounds, both included.
    least: Option<i64>,
    most: Option<i64>,
    /// Whether it is there.
    there: Option<bool>,
    /// Whether it is null.
    null: Option<bool>,
}

/// What is certain of a thing.
pub(super) struct Facts<'p> {
    policy: &'p Policy,
    fields: BTreeMap<Field, About>,
    /// Conditions without anything that changes from place to place, and whether they hold.
    others: Vec<(String, bool)>,
}

impl<'p> Facts<'p> {
    /// What follows from these conditions; nothing if they contradict each other.
    pub(super) fn of(policy: &'p Policy, literals: &[Literal<'_>]) -> Option<Self> {
        let mut facts = Self { policy, fields: BTreeMap::new(), others: vec![] };
        // What holds first, so that what does not can be held against it.
        for literal in literals.iter().filter(|literal| literal.holds) {
            facts.learn(literal);
        }
        for literal in literals.iter().filter(|literal| !literal.holds) {
            facts.learn(literal);
        }
        facts.narrow();
        let contradicted = facts.fields.values().any(About::is_contradiction)
            || facts.region_is_not_of_the_vendor()
            || facts.tier_is_not_of_the_vendor()
            || literals.iter().any(|literal| facts.tri(literal.expr, literal.of) == from(!literal.holds));
        (!contradicted && !facts.things_inside_contradict(literals)).then_some(facts)
    }

    fn learn(&mut self, literal: &Literal<'_>) {
        self.others.push((key(literal.expr, literal.of), literal.holds));
        let holds = literal.holds;
        match &literal.expr.kind {
            ExprKind::Test { operand: Operand::Field(field), test } if is_single(*field) => {
                let values = self.values_of(test);
                let about = self.fields.entry(*field).or_default();
                match test {
                    Test::Exists => about.there = about.there.or(Some(holds)),
                    Test::Null => {
                        about.null = about.null.or(Some(holds));
                        if holds {
                            about.there = about.there.or(Some(true));
                        }
                    }
                    // A comparison with what is absent is unknown, turned round or not.
                    _ => about.there = about.there.or(Some(true)),
                }
                match test {
                    Test::OneOf(_) | Test::Under(_) if holds => {
                        about.one_of = Some(match about.one_of.take() {
                            None => values,
                            Some(known) => known.into_iter().filter(|value| values.contains(value)).collect(),
                        });
                    }
                    Test::OneOf(_) | Test::Under(_) => about.not.extend(values),
                    Test::Order(order, Value::Number(number)) if holds => about.bound(*order, *number),
                    _ => {}
                }
            }
            ExprKind::Dated { operand: Operand::Field(field), relation, point } => {
                let about = self.fields.entry(*field).or_default();
                about.there = about.there.or(Some(true));
                if let Some(day) = day(point)
                    && holds
                {
                    about.bound(order(*relation), day);
                }
            }
            _ => {}
        }
    }

    /// Takes out of the values what the other facts exclude.
    fn narrow(&mut self) {
        for about in self.fields.values_mut() {
            let About { one_of, not, least, most, .. } = about;
            if let Some(values) = one_of {
                values.retain(|value| {
                    let fits = match value {
                        Value::Number(number) => {
                            least.is_none_or(|least| least <= *number) && most.is_none_or(|most| *number <= most)
                        }
                        _ => true,
                    };
                    fits && !not.contains(value)
                });
            }
        }
    }

    fn values_of(&self, test: &Test) -> Vec<Value> {
        match test {
            Test::OneOf(values) => values.clone(),
            Test::Under(modes) => {
                let all = self.policy.modes.iter().map(|(id, _)| id);
                let below = all.filter(|id| modes.iter().any(|mode: &ModeId| self.policy.modes.is(*id, *mode)));
                below.map(|id| Value::Word(id.0)).collect()
            }
            _ => vec![],
        }
    }

    /// The vendor is known, and none of the regions is one of its.
    fn region_is_not_of_the_vendor(&self) -> bool {
        let words = |field| {
            let values = self.fields.get(&field)?.one_of.as_ref()?;
            let word = |value: &Value| if let Value::Word(id) = value { Some(*id) } else { None };
            values.iter().map(word).collect::<Option<Vec<u32>>>()
        };
        let (Some(vendors), Some(regions)) = (words(Field::Vendor), words(Field::Region)) else { return false };
        vendors.iter().all(|vendor| {
            let of_vendor = &self.policy.vendors.get(VendorId(*vendor)).regions;
            !of_vendor.is_empty() && !regions.iter().any(|region| of_vendor.contains(&RegionId(*region)))
        })
    }

    /// The vendor is known and tells tiers, and none of these is one of them.
    fn tier_is_not_of_the_vendor(&self) -> bool {
        let values = |field| self.fields.get(&field)?.one_of.as_ref();
        let (Some(vendors), Some(tiers)) = (values(Field::Vendor), values(Field::ScopeTier)) else { return false };
        vendors.iter().all(|vendor| {
            let lattices = self.policy.lattices.iter().filter(|scopes| *vendor == Value::Word(scopes.vendor.0));
            let told: Vec<&str> = lattices.flat_map(|scopes| scopes.lattice.tiers()).collect();
            let is_told = |tier: &Value| matches!(tier, Value::Text(tier) if told.contains(&tier.as_str()));
            !told.is_empty() && !tiers.iter().any(is_told)
        })
    }

    /// Of something inside, two things are said that exclude each other.
    fn things_inside_contradict(&self, literals: &[Literal<'_>]) -> bool {
        literals.iter().any(|any| {
            let Some((subject, true, body, holds)) = any.quantified() else { return false };
            // What is said of the thing around it, and not of something of its kind.
            let outer = literals.iter().filter(|other| {
                let field = other.field();
                field.is_some_and(|field| subject != field && subject.is_inside(field))
            });
            let mut parts: Vec<(&Expr, bool, Subject)> = outer.map(|one| (one.expr, one.holds, one.of)).collect();
            parts.push((body, holds, subject));
            for other in literals {
                if other.of == any.of
                    && let Some((same, false, body, holds)) = other.quantified()
                    && same == subject
                {
                    parts.push((body, holds, subject));
                }
            }
            super::logic::never(self.policy, &parts)
        })
    }

    /// What follows for a condition: certainly true, certainly not true, or nothing.
    pub(super) fn tri(&self, expr: &Expr, of: Subject) -> Tri {
        match &expr.kind {
            ExprKind::Const(value) => return from(*value),
            ExprKind::And(all) => return all.iter().map(|one| self.tri(one, of)).fold(Tri::True, Tri::and),
            ExprKind::Or(any) => return any.iter().map(|one| self.tri(one, of)).fold(Tri::False, Tri::or),
            ExprKind::Not(inner) => return self.tri(inner, of).not(),
            ExprKind::Outer { subject, body } => return self.tri(body, *subject),
            ExprKind::Test { operand: Operand::Field(field), test } if is_single(*field) => {
                let found = self.test(*field, test);
                if found != Tri::Unknown {
                    return found;
                }
            }
            ExprKind::Dated { operand: Operand::Field(field), relation, point } => {
                if let (Some(about), Some(day)) = (self.fields.get(field), day(point)) {
                    let found = about.compare(order(*relation), day);
                    if found != Tri::Unknown {
                        return found;
                    }
                }
            }
            _ => {}
        }
        let key = key(expr, of);
        self.others.iter().find(|(known, _)| *known == key).map_or(Tri::Unknown, |(_, holds)| from(*holds))
    }

    fn test(&self, field: Field, test: &Test) -> Tri {
        let Some(about) = self.fields.get(&field) else {
            return match test {
                Test::OneOf(values) if values.is_empty() => Tri::False,
                _ => Tri::Unknown,
            };
        };
        match test {
            Test::OneOf(_) | Test::Under(_) => {
                let values = self.values_of(test);
                if about.null == Some(true) || values.iter().all(|value| about.not.contains(value)) {
                    return Tri::False;
                }
                match &about.one_of {
                    Some(known) if known.iter().all(|value| values.contains(value)) => Tri::True,
                    Some(known) if !known.iter().any(|value| values.contains(value)) => Tri::False,
                    _ => Tri::Unknown,
                }
            }
            Test::Order(order, Value::Number(number)) => about.compare(*order, *number),
            Test::Matches(patterns) if matches!(field.info().ty, FieldType::Text) => {
                let Some(known) = &about.one_of else { return Tri::Unknown };
                let fits = |value: &Value| matches!(value, Value::Text(text) if patterns.iter().any(|pattern| pattern.matches(text)));
                match known.iter().filter(|value| fits(value)).count() {
                    0 => Tri::False,
                    all if all == known.len() => Tri::True,
                    _ => Tri::Unknown,
                }
            }
            Test::Exists if is_as_written(field) => about.there.map_or(Tri::Unknown, from),
            Test::Null if is_as_written(field) => match about.null {
                Some(null) => from(null),
                None if about.one_of.is_some() || about.least.is_some() || about.most.is_some() => Tri::False,
                None => Tri::Unknown,
            },
            _ => Tri::Unknown,
        }
    }
}

impl About {
    fn bound(&mut self, order: Order, number: i64) {
        match order {
            Order::Less => self.most = Some(self.most.map_or(number - 1, |most| most.min(number - 1))),
            Order::LessOrEqual => self.most = Some(self.most.map_or(number, |most| most.min(number))),
            Order::Greater => self.least = Some(self.least.map_or(number + 1, |least| least.max(number + 1))),
            Order::GreaterOrEqual => self.least = Some(self.least.map_or(number, |least| least.max(number))),
        }
    }

    fn is_contradiction(&self) -> bool {
        self.one_of.as_ref().is_some_and(Vec::is_empty)
            || matches!((self.least, self.most), (Some(least), Some(most)) if least > most)
    }

    fn compare(&self, order: Order, number: i64) -> Tri {
        let (always, never) = match order {
            Order::Less => (self.most.map(|most| most < number), self.least.map(|least| least >= number)),
            Order::LessOrEqual => (self.most.map(|most| most <= number), self.least.map(|least| least > number)),
            Order::Greater => (self.least.map(|least| least > number), self.most.map(|most| most <= number)),
            Order::GreaterOrEqual => (self.least.map(|least| least >= number), self.most.map(|most| most < number)),
        };
        match (always, never) {
            (Some(true), _) => Tri::True,
            (_, Some(true)) => Tri::False,
            _ => Tri::Unknown,
        }
    }
}

const fn from(value: bool) -> Tri {
    if value { Tri::True } else { Tri::False }
}

/// Fields of one value.
fn is_single(field: Field) -> bool {
    !matches!(field.info().ty, FieldType::Scopes | FieldType::Needs | FieldType::Urls | FieldType::Labels)
}

/// Fields of which what is written is what is compared: nothing is worked out where they are absent.
fn is_as_written(field: Field) -> bool {
    use Field::{AuthCreated, AuthExpires, AuthExpiresIn, AuthLastUsed, AuthStorage, Created, Environment, Owner};
    matches!(
        field,
        AuthCreated | AuthExpires | AuthExpiresIn | AuthLastUsed | AuthStorage | Created | Environment | Owner
    )
}

/// The day that a point is, if it is written as one.
fn day(point: &Point) -> Option<i64> {
    let Point::Moment(moment) = point else { return None };
    Day::parse(&moment.to_string()).ok().map(|day| i64::from(day.0))
}

const fn order(relation: DateRelation) -> Order {
    match relation {
        DateRelation::From => Order::GreaterOrEqual,
        DateRelation::Before => Order::Less,
        DateRelation::After => Order::Greater,
    }
}

/// A condition in a form that is the same wherever it stands; `of` is the kind of thing it is asked of.
fn key(expr: &Expr, of: Subject) -> String {
    let all = |all: &[Expr]| all.iter().map(|one| key(one, of)).collect::<Vec<_>>().join(",");
    match &expr.kind {
        ExprKind::Const(value) => value.to_string(),
        ExprKind::And(parts) => format!("and({})", all(parts)),
        ExprKind::Or(parts) => format!("or({})", all(parts)),
        ExprKind::Not(inner) => format!("not({})", key(inner, of)),
        ExprKind::Quantified { quantifier, subject, body } => {
            let word = if *quantifier == Quantifier::Any { "any" } else { "all" };
            format!("{of:?}:{word} {subject:?}({})", key(body, *subject))
        }
        ExprKind::Outer { subject, body } => key(body, *subject),
        ExprKind::Test { operand: operand @ Operand::CountThings(_), test } => format!("{of:?}:{operand:?} {test:?}"),
        ExprKind::Test { operand, test } => match (operand, test) {
            // What is needed hangs on the thing asked about.
            (_, Test::WithinNeeded | Test::CoversNeeded) => format!("{of:?}:{operand:?} {test:?}"),
            _ => format!("{operand:?} {test:?}"),
        },
        ExprKind::Dated { operand, relation, point } => format!("{operand:?} {relation:?} {point:?}"),
        ExprKind::During(stage) => format!("during {stage:?}"),
    }
}
