//! Severities that never come, and severities that say nothing beside others of their rule.

use compline_diagnostic::{Diagnostic, codes};

use super::{Lint, logic, take_out};
use crate::Policy;
use crate::compile::proof::{Verdict, World};
use crate::rule::{Rule, SeverityClause};

pub(super) fn lint(policy: &Policy, wanted: &dyn Fn(usize) -> bool, found: &mut Vec<Lint>) {
    for rule in policy.rules.iter().map(|rule| rule.original.as_deref().unwrap_or(rule)) {
        // Of what is never selected, everything can be shown.
        if !wanted(rule.pack) || logic::never(policy, &[(&rule.selection, true, rule.subject)]) {
            continue;
        }
        let mut gone: Vec<u32> = vec![];
        // The last first: of two that say the same, the first one stays.
        for clause in rule.severities.iter().rev() {
            let word = clause.severity.as_str();
            if holds_whenever(policy, rule, &[], clause) {
                gone.push(clause.index);
                let message = format!("the time of this `{word}` of rule `{}` never comes", rule.id);
                let diagnostic = Diagnostic::warning(codes::lint::SEVERITY_NEVER, message)
                    .at(clause.at, "by no announcement, for no manifest")
                    .help("correct the dates, or take the severity out");
                found.push(Lint { diagnostic, fix: None });
                continue;
            }
            let others: Vec<&SeverityClause> = rule
                .severities
                .iter()
                .filter(|other| other.index != clause.index && !gone.contains(&other.index))
                .filter(|other| other.severity >= clause.severity)
                .collect();
            if others.is_empty() || !holds_whenever(policy, rule, &others, clause) {
                continue;
            }
            gone.push(clause.index);
            let message = format!("this `{word}` of rule `{}` says nothing", rule.id);
            let mut diagnostic = Diagnostic::warning(codes::lint::SEVERITY_UNREACHABLE, message)
                .at(clause.at, "whenever it holds, another one does that is no lighter")
                .help("take it out, or correct its severity or its time");
            let alone = others.iter().find(|other| holds_whenever(policy, rule, &[other], clause));
            if let Some(other) = alone {
                diagnostic = diagnostic.also(other.at, "this one");
            }
            found.push(Lint { diagnostic, fix: take_out(policy, clause.at, &format!("this `{word}`")) });
        }
    }
}

/// Whether one of `these` holds whenever `clause` does: shown, not supposed.
fn holds_whenever(policy: &Policy, rule: &Rule, these: &[&SeverityClause], clause: &SeverityClause) -> bool {
    let world = World { cutoffs: &policy.cutoffs, vendors: &policy.vendors, rule };
    matches!(world.contains(these, &[clause]), Verdict::Holds)
}

/// Whether whenever a severity of `rule` holds, `other` is at least as severe.
pub(super) fn at_least_as_heavy(policy: &Policy, rule: &Rule, other: &Rule) -> bool {
    rule.severities.iter().all(|clause| {
        let heavy: Vec<&SeverityClause> =
            other.severities.iter().filter(|other| other.severity >= clause.severity).collect();
        holds_whenever(policy, rule, &heavy, clause)
    })
}
