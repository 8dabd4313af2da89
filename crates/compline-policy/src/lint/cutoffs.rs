//! Rows of stages that never stand, and cutoffs that date the same thing.

use compline_diagnostic::{Diagnostic, codes};
use compline_manifest::schema::{Field, Subject};

use super::logic::{follows, never};
use super::rules::broken;
use super::{Lint, bare, severities};
use crate::Policy;
use crate::cutoff::{Cutoff, CutoffId, Point, Row};
use crate::expr::{Expr, ExprKind, Operand, Test, Value};
use crate::rule::{Rule, SeverityWhen};

pub(super) fn lint(policy: &Policy, wanted: &dyn Fn(usize) -> bool, found: &mut Vec<Lint>) {
    for cutoff in policy.cutoffs.iter().filter(|cutoff| wanted(cutoff.pack)) {
        for stage in &cutoff.stages {
            for (index, row) in stage.rows.iter().enumerate() {
                found.extend(never_stands(policy, cutoff, row, &stage.rows[..index]));
            }
        }
    }
    overlapping(policy, wanted, found);
}

/// A row that speaks of nothing, or of nothing of which no row before it speaks that is known as soon.
fn never_stands(policy: &Policy, cutoff: &Cutoff, row: &Row, before: &[Row]) -> Option<Lint> {
    let own = [speaks_of(row), of_the_vendor(policy, cutoff, row)];
    let mut parts: Vec<(&Expr, bool, Subject)> = own.iter().map(|expr| (expr, true, Subject::Connection)).collect();
    if never(policy, &parts) {
        let diagnostic = Diagnostic::warning(codes::lint::ROW_NEVER, "this row speaks of nothing")
            .at(row.at, "its conditions contradict each other")
            .help("correct one of them, or take the row out");
        return Some(Lint { diagnostic, fix: None });
    }
    let stronger: Vec<&Row> = before.iter().filter(|other| other.known == row.known).collect();
    let theirs: Vec<Expr> = stronger.iter().map(|other| speaks_of(other)).collect();
    parts.extend(theirs.iter().map(|expr| (expr, false, Subject::Connection)));
    if stronger.is_empty() || !never(policy, &parts) {
        return None;
    }
    let mut diagnostic = Diagnostic::warning(codes::lint::ROW_NEVER, "this row never stands")
        .at(row.at, "rows that are known as soon and more specific speak of all that it does");
    for other in stronger {
        diagnostic = diagnostic.also(other.at, "wins");
    }
    let help = "take it out; or give it the `known` day of a later announcement, if it is one";
    Some(Lint { diagnostic: diagnostic.help(help), fix: None })
}

/// What a row asks of a manifest, as a condition.
fn speaks_of(row: &Row) -> Expr {
    let at = row.at;
    let selectors = row.selectors.iter().map(|(field, values)| {
        let values = values.iter().map(|value| value.value.clone()).collect();
        Expr { kind: ExprKind::Test { operand: Operand::Field(*field), test: Test::OneOf(values) }, at }
    });
    Expr { kind: ExprKind::And(selectors.chain(row.condition.clone()).collect()), at }
}

/// That a manifest is one of the cutoff's vendor, in one of its regions.
fn of_the_vendor(policy: &Policy, cutoff: &Cutoff, row: &Row) -> Expr {
    let at = row.at;
    let is = |field, values: Vec<Value>| Expr {
        kind: ExprKind::Test { operand: Operand::Field(field), test: Test::OneOf(values) },
        at,
    };
    let mut parts = vec![];
    if let Some(vendor) = cutoff.vendor {
        parts.push(is(Field::Vendor, vec![Value::Word(vendor.0)]));
        let regions = &policy.vendors.get(vendor).regions;
        if !regions.is_empty() {
            parts.push(is(Field::Region, regions.iter().map(|region| Value::Word(region.0)).collect()));
        }
    }
    Expr { kind: ExprKind::And(parts), at }
}

/// Rules that report the same things by different cutoffs of one vendor, neither of which says all that the other does.
fn overlapping(policy: &Policy, wanted: &dyn Fn(usize) -> bool, found: &mut Vec<Lint>) {
    let rules: Vec<(&Rule, Vec<CutoffId>)> = policy
        .rules
        .iter()
        .map(|rule| rule.original.as_deref().unwrap_or(rule))
        .map(|rule| (rule, cutoffs_of(rule)))
        .filter(|(rule, cutoffs)| !cutoffs.is_empty() && !never(policy, &broken(rule)))
        .collect();
    let mut told: Vec<(CutoffId, CutoffId)> = vec![];
    for (index, (rule, cutoffs)) in rules.iter().enumerate() {
        for (other, theirs) in &rules[..index] {
            let pair = cutoffs.iter().zip(theirs).find(|(ours, theirs)| {
                let (ours, theirs) = (policy.cutoff(**ours), policy.cutoff(**theirs));
                ours.id != theirs.id && ours.vendor.is_some() && ours.vendor == theirs.vendor
            });
            let Some((ours, theirs)) = pair.map(|(ours, theirs)| (*ours, *theirs)) else { continue };
            let same = rule.subject == other.subject
                && (wanted(rule.pack) || wanted(other.pack))
                && !told.contains(&(ours, theirs))
                && follows(policy, &broken(rule), &broken(other))
                && follows(policy, &broken(other), &broken(rule))
                && !severities::at_least_as_heavy(policy, rule, other)
                && !severities::at_least_as_heavy(policy, other, rule);
            if same {
                told.push((ours, theirs));
                found.push(overlap(policy, (rule, ours), (other, theirs)));
            }
        }
    }
}

/// The cutoffs by which a rule's severities go, in order of mention.
fn cutoffs_of(rule: &Rule) -> Vec<CutoffId> {
    let mut found = vec![];
    for clause in &rule.severities {
        match &clause.when {
            SeverityWhen::Always => {}
            SeverityWhen::During(stage) => found.push(stage.cutoff),
            SeverityWhen::From(point) | SeverityWhen::After(point) => point.walk(&mut |point| match point {
                Point::Stage(stage) => found.push(stage.cutoff),
                Point::Known(cutoff) => found.push(*cutoff),
                _ => {}
            }),
        }
    }
    found.dedup();
    found
}

fn overlap(policy: &Policy, (rule, ours): (&Rule, CutoffId), (other, theirs): (&Rule, CutoffId)) -> Lint {
    let (one, two) = (policy.cutoff(ours), policy.cutoff(theirs));
    let message = format!("cutoffs `{}` and `{}` date the same thing", bare(&two.id), bare(&one.id));
    let diagnostic = Diagnostic::warning(codes::lint::OVERLAPPING_CUTOFFS, message)
        .at(one.at, "dates what this rule reports")
        .also(rule.at, "by this rule")
        .also(two.at, "dates it too")
        .also(other.at, "by this one")
        .help("put them into one cutoff: `known` and `source` of its rows tell who said what when");
    Lint { diagnostic, fix: None }
}
