//! What rules and cutoffs rest on, when that was last looked at, and what rules advise.

use compline_diagnostic::{Diagnostic, codes};

use super::{Lint, LintOptions, bare};
use crate::Policy;
use crate::cutoff::Cutoff;

pub(super) fn lint(policy: &Policy, wanted: &dyn Fn(usize) -> bool, options: LintOptions, found: &mut Vec<Lint>) {
    let mut say = |diagnostic: Diagnostic| found.push(Lint { diagnostic, fix: None });
    for rule in policy.rules.iter().map(|rule| rule.original.as_deref().unwrap_or(rule)) {
        if !wanted(rule.pack) {
            continue;
        }
        if rule.help.is_none() {
            let message = format!("rule `{}` does not say what to do", rule.id);
            say(Diagnostic::warning(codes::lint::NO_HELP, message)
                .at(rule.at, "")
                .help("add `help \"...\"`: what a reader has to do, in a sentence or two"));
        }
        if rule.sources.is_empty() && rule.controls.is_empty() {
            let message = format!("rule `{}` does not say what it rests on", rule.id);
            say(Diagnostic::warning(codes::lint::RULE_WITHOUT_SOURCE, message)
                .at(rule.at, "")
                .help("add `source NAME`, or `control \"...\"` for the control that it supports"));
        }
    }
    for cutoff in policy.cutoffs.iter().filter(|cutoff| wanted(cutoff.pack)) {
        let mut rows = cutoff.stages.iter().flat_map(|stage| &stage.rows);
        if cutoff.sources.is_empty()
            && let Some(row) = rows.find(|row| row.sources.is_empty())
        {
            let message = format!("cutoff `{}` does not say where its dates are from", bare(&cutoff.id));
            say(Diagnostic::warning(codes::lint::CUTOFF_WITHOUT_SOURCE, message)
                .at(cutoff.at, "")
                .also(row.at, "nobody can look this up")
                .help("add `source NAME` to the cutoff, or to each of its rows"));
        }
        if let Some(diagnostic) = not_checked(policy, cutoff, options) {
            say(diagnostic);
        }
    }
}

/// What there is to say of how long ago somebody looked for news of a cutoff.
fn not_checked(policy: &Policy, cutoff: &Cutoff, options: LintOptions) -> Option<Diagnostic> {
    let as_of = options.as_of?;
    let vendor = cutoff.vendor.and_then(|vendor| policy.vendors.get(vendor).checked_through);
    let name = bare(&cutoff.id);
    let (message, help) = match cutoff.checked_through.max(vendor) {
        None => (
            format!("cutoff `{name}` does not say through which day it was checked for news"),
            "look for news, and add `checked through DAY`".to_owned(),
        ),
        Some(day) if as_of.0.saturating_sub(day.0) > options.max_age => (
            format!("cutoff `{name}` was last checked for news on {}", day.in_words()),
            format!("that is more than {} days ago: look for news, and move `checked through`", options.max_age),
        ),
        Some(_) => return None,
    };
    Some(Diagnostic::warning(codes::lint::NOT_CHECKED, message).at(cutoff.at, "").help(help))
}
