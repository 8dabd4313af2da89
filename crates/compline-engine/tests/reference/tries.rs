//! What a rule can hang on: the fields to try every value of, where they are not known.

use std::collections::BTreeSet;

use compline_manifest::schema::{Field, FieldType};
use compline_policy::Policy;
use compline_policy::cutoff::{Point, StageRef};
use compline_policy::expr::{Expr, ExprKind, Operand, Test};
use compline_policy::rule::{Rule, SeverityWhen};
use compline_time::{Day, Unit};

use super::evaluate::every_value;
use super::manifest::{Thing, Value};

/// All that a rule asks, directly and by way of stages.
#[derive(Default)]
pub struct Reach {
    stages: BTreeSet<StageRef>,
    /// Fields that rows select by, or test.
    rows: BTreeSet<Field>,
    /// Fields that the rule itself tests.
    own: BTreeSet<Field>,
    /// Dates that enter a point, or are compared with one that is no literal: too many values to try.
    open: BTreeSet<Field>,
    /// Dates that the rule itself compares: the language does not promise to try those.
    own_dates: BTreeSet<Field>,
    /// The days that dates are compared with, and their neighbours.
    days: BTreeSet<Day>,
    /// Whether a calendar step of no fixed length is taken.
    pub months: bool,
    /// Whether two fields are compared: what none of the named values is may still be the other field's.
    pub fields_compared: bool,
    /// Whether it is asked what operations need.
    pub needed: bool,
}

impl Reach {
    pub fn of(policy: &Policy, rule: &Rule) -> Self {
        let mut reach = Self::default();
        for expr in [&rule.selection, &rule.broken] {
            reach.condition(policy, expr, true);
        }
        for clause in &rule.severities {
            match &clause.when {
                SeverityWhen::Always => {}
                SeverityWhen::From(point) | SeverityWhen::After(point) => reach.point(policy, point),
                SeverityWhen::During(stage) => reach.stage(policy, *stage),
            }
        }
        reach
    }

    fn stage(&mut self, policy: &Policy, stage: StageRef) {
        if !self.stages.insert(stage) {
            return;
        }
        for row in &policy.stage(stage).rows {
            self.rows.extend(row.selectors.iter().map(|(field, _)| *field));
            row.when.points().into_iter().for_each(|point| self.point(policy, point));
            if let Some(condition) = &row.condition {
                self.condition(policy, condition, false);
            }
        }
    }

    fn point(&mut self, policy: &Policy, point: &Point) {
        point.walk(&mut |point| match point {
            Point::Field(field) => _ = self.open.insert(*field),
            Point::Stage(stage) => self.stage(policy, *stage),
            Point::Shifted { by, .. } => self.months |= matches!(by.unit, Unit::Month | Unit::Year),
            _ => {}
        });
    }

    fn condition(&mut self, policy: &Policy, expr: &Expr, own: bool) {
        expr.walk(&mut |expr| match &expr.kind {
            ExprKind::During(stage) => self.stage(policy, *stage),
            ExprKind::Test { operand, test } => {
                let other = if let Test::SameAs(other) = test { Some(*other) } else { None };
                self.fields_compared |= other.is_some();
                for field in operand.field().into_iter().chain(other) {
                    if own { &mut self.own } else { &mut self.rows }.insert(field);
                    if field == Field::ScopeRetired {
                        let lines = policy.lattices.iter().flat_map(|scopes| &scopes.lattice.parts().retired);
                        lines.filter_map(|line| line.from.as_ref()).for_each(|from| self.point(policy, from));
                    }
                }
                self.needed |= matches!(test, Test::WithinNeeded | Test::CoversNeeded);
            }
            ExprKind::Dated { operand: Operand::Field(field), point, .. } => {
                self.point(policy, point);
                match point {
                    Point::Moment(moment) => {
                        if own { &mut self.own_dates } else { &mut self.rows }.insert(*field);
                        for day in [moment.first_day(), moment.last_day()] {
                            self.days.extend([day.previous(), day, day.next()]);
                        }
                    }
                    _ => _ = self.open.insert(*field),
                }
            }
            _ => {}
        });
    }

    /// The fields to try for a thing, with their values: those that the language promises to try, or all that can be.
    pub fn tries(&self, policy: &Policy, rule: &Rule, thing: &Thing, all: bool) -> Vec<(Field, Vec<Value>)> {
        let mut fields = self.rows.clone();
        if all {
            fields.extend(&self.own);
            fields.extend(&self.own_dates);
        } else {
            fields.extend(self.own.iter().filter(|field| **field == Field::Region));
        }
        // The vendor comes first: the region is one of its.
        if !all && rule.vendors.is_none() {
            fields.remove(&Field::Vendor);
        }
        let days: Vec<Day> = self.days.iter().copied().collect();
        let can_be_tried = |field: &Field| {
            let enumerated = match field.info().ty {
                FieldType::Date => {
                    !self.open.contains(field)
                        && !days.is_empty()
                        && (all || !self.own_dates.contains(field) && !self.own.contains(field))
                }
                FieldType::Bool => *field != Field::ScopeRetired,
                // A host that tells no region need not be in any of the vendor's.
                FieldType::Region => *field != Field::HostRegion,
                FieldType::Vendor | FieldType::Word(_) => true,
                FieldType::Text => matches!(
                    field,
                    Field::Edition
                        | Field::Tenant
                        | Field::Product
                        | Field::Environment
                        | Field::Owner
                        | Field::AuthStorage
                ),
                _ => false,
            };
            enumerated
                && rule.subject.is_inside(field.info().subject)
                && match thing.value(*field) {
                    Value::Absent | Value::Unreadable => true,
                    Value::Null => matches!(field.info().ty, FieldType::Region | FieldType::Vendor),
                    _ => false,
                }
        };
        let mut fields: Vec<Field> = fields.into_iter().filter(can_be_tried).collect();
        fields.sort_by_key(|field| *field != Field::Vendor);
        fields.into_iter().map(|field| (field, every_value(policy, thing, field, &days))).collect()
    }
}
