//! Rules that nothing can satisfy together: two or more, always, or at some date only.

use std::collections::BTreeSet;

use compline_diagnostic::{Diagnostic, FileSpan, codes};
use compline_manifest::schema::{Field, FieldType, Subject};

use super::Lint;
use super::logic::never;
use super::rules::Parts;
use crate::Policy;
use crate::compile::proof::{MomentTogether, World};
use crate::cutoff::{Point, StageRef};
use crate::expr::{DateRelation, Expr, ExprKind, Operand, Test};
use crate::rule::{Rule, SeverityClause, SeverityWhen};

/// The most rules that are tried together.
const MOST_RULES: usize = 4;
/// The most groups of rules that are tried.
const MOST_GROUPS: usize = 20_000;

pub(super) fn lint(
    policy: &Policy,
    wanted: &dyn Fn(usize) -> bool,
    rules: &[&Rule],
    live: &[bool],
    found: &mut Vec<Lint>,
) {
    let asks: Vec<BTreeSet<String>> = rules.iter().map(|rule| asked(rule)).collect();
    // Rules that could have a say in one matter: nothing is at odds with what speaks of something else.
    let near = |one: usize, other: usize| {
        let (a, b) = (rules[one], rules[other]);
        let apart = match (&a.vendors, &b.vendors) {
            (Some(ours), Some(theirs)) => !ours.iter().any(|vendor| theirs.contains(vendor)),
            _ => false,
        };
        live[one] && live[other] && a.subject == b.subject && !apart && !asks[one].is_disjoint(&asks[other])
    };
    let neighbours: Vec<Vec<usize>> = (0..rules.len())
        .map(|one| (0..rules.len()).filter(|other| one != *other && near(one, *other)).collect())
        .collect();
    let mut tried = 0;
    let mut told: Vec<Vec<usize>> = vec![];
    // Groups that nothing was found of, to be joined by one more rule.
    let mut groups: Vec<Vec<usize>> = (0..rules.len()).filter(|one| !rules[*one].bare).map(|one| vec![one]).collect();
    for _ in 1..MOST_RULES {
        let mut wider: BTreeSet<Vec<usize>> = BTreeSet::new();
        for group in &groups {
            for more in group.iter().flat_map(|one| &neighbours[*one]).filter(|more| !group.contains(more)) {
                let mut group = group.clone();
                group.push(*more);
                group.sort_unstable();
                wider.insert(group);
            }
        }
        groups.clear();
        for group in wider {
            tried += 1;
            if tried > MOST_GROUPS {
                return;
            }
            if told.iter().any(|known| known.iter().all(|one| group.contains(one))) {
                continue;
            }
            let members: Vec<&Rule> = group.iter().map(|one| rules[*one]).collect();
            if never(policy, &selections(&members)) {
                continue;
            }
            if let Some(moment) = contradict(policy, &members) {
                if members.iter().any(|rule| wanted(rule.pack)) {
                    found.push(contradiction(wanted, &members, moment.as_deref()));
                }
                told.push(group);
            } else {
                groups.push(group);
            }
        }
    }
}

/// The fields that a rule demands something of.
fn asked(rule: &Rule) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    let mut add = |expr: &Expr| {
        if let ExprKind::Test { operand, .. } | ExprKind::Dated { operand, .. } = &expr.kind {
            match operand.field() {
                Some(Field::Vendor) => {}
                Some(field) => {
                    fields.insert(field.info().name.to_owned());
                }
                None => {
                    fields.insert(format!("{operand:?}"));
                }
            }
        }
    };
    rule.broken.walk(&mut add);
    if rule.bare {
        rule.selection.walk(&mut add);
    }
    fields
}

/// What holds of things that all of these speak of. A bare `forbid` forbids what it selects, and demands nothing of it.
fn selections<'r>(rules: &[&'r Rule]) -> Parts<'r> {
    rules.iter().filter(|rule| !rule.bare).map(|rule| (&rule.selection, true, rule.subject)).collect()
}

/// Whether there can be things that these select, of which none satisfies all of them, while without any one of them
/// some do; and when that is, if it is not for good.
#[allow(clippy::option_option, reason = "whether, and then when")]
fn contradict(policy: &Policy, rules: &[&Rule]) -> Option<Option<String>> {
    let mut stages: Vec<StageRef> = vec![];
    for rule in rules {
        for part in [&rule.selection, &rule.broken] {
            part.walk(&mut |expr| {
                if let ExprKind::During(stage) = &expr.kind
                    && !stages.contains(stage)
                {
                    stages.push(*stage);
                }
            });
        }
    }
    let own: Vec<(Expr, Expr)> = rules.iter().map(|rule| (rule.selection.clone(), rule.broken.clone())).collect();
    if stages.is_empty() {
        if !excludes(policy, rules, &own, &[]) {
            return None;
        }
        if rules.iter().all(|rule| is_for_good(rule)) {
            return Some(None);
        }
    } else if rules.len() > 2 {
        // Stages in conditions are looked at in pairs of rules only.
        return None;
    }
    let groups: Vec<Vec<&SeverityClause>> = rules.iter().map(|rule| rule.severities.iter().collect()).collect();
    let world = World { cutoffs: &policy.cutoffs, vendors: &policy.vendors, rule: rules[0] };
    world
        .together(&groups, &stages, &mut |moment| {
            let at = |expr: &Expr| at_moment(expr, moment);
            let own: Vec<(Expr, Expr)> = own.iter().map(|(selection, broken)| (at(selection), at(broken))).collect();
            excludes(policy, rules, &own, &given(moment, rules[0].broken.at))
        })
        .map(Some)
}

/// Whether, of things of which `given` holds, none satisfies all rules, and some satisfy all but any one. `own` has each
/// rule's selection and what breaks it.
fn excludes(policy: &Policy, rules: &[&Rule], own: &[(Expr, Expr)], given: &[Expr]) -> bool {
    let subject = rules[0].subject;
    let mut base: Parts<'_> = given.iter().map(|expr| (expr, true, Subject::Connection)).collect();
    let selected = rules.iter().zip(own).filter(|(rule, _)| !rule.bare);
    base.extend(selected.map(|(_, (selection, _))| (selection, true, subject)));
    let without = |left_out: Option<usize>| {
        let mut parts = base.clone();
        let demands = rules.iter().zip(own).enumerate().filter(|(index, _)| Some(*index) != left_out);
        parts.extend(
            demands
                .map(|(_, (rule, (selection, broken)))| (if rule.bare { selection } else { broken }, false, subject)),
        );
        never(policy, &parts)
    };
    without(None) && !never(policy, &base) && (0..rules.len()).all(|index| !without(Some(index)))
}

/// A condition at a moment of which it is known which stages hold.
fn at_moment(expr: &Expr, moment: &MomentTogether<'_>) -> Expr {
    let all = |all: &[Expr]| all.iter().map(|one| at_moment(one, moment)).collect();
    let kind = match &expr.kind {
        ExprKind::During(stage) => {
            let known = moment.during.iter().find(|(known, _)| known == stage);
            known.map_or_else(|| expr.kind.clone(), |(_, holds)| ExprKind::Const(*holds))
        }
        ExprKind::And(parts) => ExprKind::And(all(parts)),
        ExprKind::Or(parts) => ExprKind::Or(all(parts)),
        ExprKind::Not(inner) => ExprKind::Not(Box::new(at_moment(inner, moment))),
        ExprKind::Quantified { quantifier, subject, body } => {
            ExprKind::Quantified { quantifier: *quantifier, subject: *subject, body: Box::new(at_moment(body, moment)) }
        }
        ExprKind::Outer { subject, body } => {
            ExprKind::Outer { subject: *subject, body: Box::new(at_moment(body, moment)) }
        }
        kind @ (ExprKind::Const(_) | ExprKind::Test { .. } | ExprKind::Dated { .. }) => kind.clone(),
    };
    Expr { kind, at: expr.at }
}

/// What the moment says of the manifest, as conditions.
fn given(moment: &MomentTogether<'_>, at: FileSpan) -> Vec<Expr> {
    let named = moment.values.iter().filter_map(|(field, value)| {
        let operand = Operand::Field(*field);
        let value = value.clone().filter(|_| !matches!(field.info().ty, FieldType::Scopes | FieldType::Labels))?;
        Some(ExprKind::Test { operand, test: Test::OneOf(vec![value]) })
    });
    let dated = moment.dates.iter().flat_map(|(field, day)| {
        let dated = |relation, day| {
            let text = compline_time::Moment::parse(&format!("{day}")).ok()?;
            Some(ExprKind::Dated { operand: Operand::Field(*field), relation, point: Point::Moment(text) })
        };
        [dated(DateRelation::From, *day), dated(DateRelation::Before, day.next())].into_iter().flatten()
    });
    named.chain(dated).map(|kind| Expr { kind, at }).collect()
}

/// Whether the rule holds for good from a date on, whatever a manifest says: such rules hold together at some date.
fn is_for_good(rule: &Rule) -> bool {
    rule.severities.iter().any(|clause| match &clause.when {
        SeverityWhen::Always => true,
        SeverityWhen::From(point) | SeverityWhen::After(point) => {
            let mut dates_only = true;
            point.walk(&mut |point| {
                dates_only &= !matches!(point, Point::Field(_) | Point::Stage(_) | Point::Known(_));
            });
            dates_only
        }
        SeverityWhen::During(_) => false,
    })
}

fn contradiction(wanted: &dyn Fn(usize) -> bool, rules: &[&Rule], moment: Option<&str>) -> Lint {
    let what = rules[0].subject.as_str();
    let names: Vec<String> = rules.iter().map(|rule| format!("`{}`", rule.id)).collect();
    let all = match names.as_slice() {
        [one, other] => format!("both rules {one} and {other}"),
        [rest @ .., last] => format!("all of rules {} and {last}", rest.join(", ")),
        [] => String::new(),
    };
    let (last, place) = rules
        .iter()
        .enumerate()
        .rev()
        .find(|(_, rule)| wanted(rule.pack))
        .map_or((0, rules[0]), |(index, rule)| (index, *rule));
    let demand = |rule: &Rule| if rule.bare { rule.at } else { rule.broken.at };
    let message = format!("no {what} that they select can satisfy {all}");
    let mut diagnostic = Diagnostic::warning(codes::lint::CONTRADICTION, message).at(demand(place), "demands this");
    for (_, rule) in rules.iter().enumerate().filter(|(index, _)| *index != last) {
        let label = if rules.len() == 2 { "excludes it" } else { "and this" };
        diagnostic = diagnostic.also(demand(rule), label);
    }
    if let Some(moment) = moment {
        diagnostic = diagnostic.note(format!("so it is {moment}"));
    }
    let help = "correct one of them, or narrow a `where` so that they speak of different things";
    Lint { diagnostic: diagnostic.help(help), fix: None }
}
