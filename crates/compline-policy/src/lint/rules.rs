//! Rules that can never fire, that nothing can satisfy, or that say what others say.

use compline_diagnostic::{Diagnostic, codes};
use compline_manifest::schema::Subject;

use super::logic::{culprits, follows, never};
use super::{Lint, contradictions, severities};
use crate::Policy;
use crate::expr::{Expr, ExprKind};
use crate::rule::Rule;

pub(super) type Parts<'r> = Vec<(&'r Expr, bool, Subject)>;

pub(super) fn lint(policy: &Policy, wanted: &dyn Fn(usize) -> bool, found: &mut Vec<Lint>) {
    // As their own packs have them: that others make rules stricter is what they are for.
    let rules: Vec<&Rule> = policy.rules.iter().map(|rule| rule.original.as_deref().unwrap_or(rule)).collect();
    let live: Vec<bool> = rules.iter().map(|rule| !never(policy, &broken(rule))).collect();
    for (index, rule) in rules.iter().enumerate() {
        if !live[index] {
            if wanted(rule.pack) {
                found.push(never_fires(policy, rule));
            }
            continue;
        }
        if wanted(rule.pack)
            && let Some(lint) = shadowed(policy, &rules, &live, index)
        {
            found.push(lint);
        }
        if wanted(rule.pack) && nothing_satisfies(policy, rule) {
            found.push(never_satisfied(rule));
        }
    }
    contradictions::lint(policy, wanted, &rules, &live, found);
}

/// Whether everything that a rule selects breaks it; a `forbid` may well mean that.
fn nothing_satisfies(policy: &Policy, rule: &Rule) -> bool {
    let requires = matches!(&rule.broken.kind, ExprKind::Not(inner) if inner.at == rule.broken.at);
    requires && never(policy, &[(&rule.selection, true, rule.subject), (&rule.broken, false, rule.subject)])
}

fn never_satisfied(rule: &Rule) -> Lint {
    let what = rule.subject.as_str();
    let message = format!("no {what} that rule `{}` selects can satisfy it", rule.id);
    let diagnostic = Diagnostic::warning(codes::lint::NEVER_SATISFIED, message)
        .at(rule.broken.at, "contradicts itself, or what the rule selects")
        .help("correct the condition; if no such thing may be, write `forbid` alone");
    Lint { diagnostic, fix: None }
}

/// What a rule reports.
pub(super) fn broken(rule: &Rule) -> Parts<'_> {
    vec![(&rule.selection, true, rule.subject), (&rule.broken, true, rule.subject)]
}

fn never_fires(policy: &Policy, rule: &Rule) -> Lint {
    let selection = vec![(&rule.selection, true, rule.subject)];
    let selects_nothing = never(policy, &selection);
    let parts = if selects_nothing { selection } else { broken(rule) };
    let what = if selects_nothing { "selects nothing" } else { "can never be broken" };
    let mut diagnostic = Diagnostic::warning(
        codes::lint::NEVER_FIRES,
        format!("rule `{}` {what}: its conditions contradict each other", rule.id),
    );
    match culprits(policy, &parts) {
        Some((one, other)) if one.at == other.at => diagnostic = diagnostic.at(one.at, "never holds"),
        Some((one, other)) => {
            let (first, second) = if one.at < other.at { (one, other) } else { (other, one) };
            diagnostic = diagnostic.at(second.at, "excludes the other").also(first.at, "one of the two");
        }
        None => diagnostic = diagnostic.at(rule.at, ""),
    }
    Lint { diagnostic: diagnostic.help("correct one of the conditions, or take the rule out"), fix: None }
}

/// Whether `other` reports all that `rule` does, at least as severely.
fn is_covered(policy: &Policy, rule: &Rule, other: &Rule) -> bool {
    rule.subject == other.subject
        && follows(policy, &broken(rule), &broken(other))
        && severities::at_least_as_heavy(policy, rule, other)
}

fn shadowed(policy: &Policy, rules: &[&Rule], live: &[bool], index: usize) -> Option<Lint> {
    let rule = rules[index];
    for (number, other) in rules.iter().enumerate() {
        if number == index || !live[number] || !is_covered(policy, rule, other) {
            continue;
        }
        let twins = is_covered(policy, other, rule);
        // Of two that say the same, the later one is told of.
        if twins && (rule.at < other.at) {
            continue;
        }
        let diagnostic = if twins {
            Diagnostic::warning(
                codes::lint::DUPLICATE_RULE,
                format!("rule `{}` says what `{}` says", rule.id, other.id),
            )
            .help("keep one of them")
        } else {
            let message = format!("whatever rule `{}` reports, `{}` reports as well", rule.id, other.id);
            Diagnostic::warning(codes::lint::SHADOWED_RULE, message)
                .help("take the rule out, narrow the other one's `where`, or make this one heavier")
        };
        return Some(Lint {
            diagnostic: diagnostic.at(rule.at, "adds nothing").also(other.at, "reports the same things"),
            fix: None,
        });
    }
    None
}
