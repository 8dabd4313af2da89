//! Rules that can never fire, that say what others say, or that nothing can satisfy together.

use compline_diagnostic::{Diagnostic, codes};
use compline_manifest::schema::Subject;

use super::logic::{culprits, follows, never};
use super::{Lint, severities};
use crate::Policy;
use crate::cutoff::Point;
use crate::expr::Expr;
use crate::rule::{Rule, SeverityWhen};

type Parts<'r> = Vec<(&'r Expr, bool, Subject)>;

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
        for (other, twin) in rules.iter().enumerate().skip(index + 1) {
            if live[other] && (wanted(rule.pack) || wanted(twin.pack)) && contradict(policy, rule, twin) {
                let (at, there) = if wanted(twin.pack) { (twin, rule) } else { (rule, twin) };
                found.push(contradiction(at, there));
            }
        }
    }
}

/// What a rule reports.
fn broken(rule: &Rule) -> Parts<'_> {
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

/// Whether there can be things that both select, that each by itself allows, and of which none satisfies both.
fn contradict(policy: &Policy, one: &Rule, other: &Rule) -> bool {
    // A bare `forbid` forbids what it selects, and demands nothing of it.
    if one.subject != other.subject || one.bare || other.bare || !is_for_good(one) || !is_for_good(other) {
        return false;
    }
    let mut both: Parts<'_> = vec![(&one.selection, true, one.subject), (&other.selection, true, other.subject)];
    if never(policy, &both) {
        return false;
    }
    let with = |more: &[&'_ Rule]| {
        let mut parts = both.clone();
        parts.extend(more.iter().map(|rule| (&rule.broken, false, rule.subject)));
        never(policy, &parts)
    };
    if with(&[one]) || with(&[other]) {
        return false;
    }
    both.extend([(&one.broken, false, one.subject), (&other.broken, false, other.subject)]);
    never(policy, &both)
}

/// Whether the rule holds for good from a date on, whatever a manifest says: two such rules hold together at some date.
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

fn contradiction(rule: &Rule, other: &Rule) -> Lint {
    let what = rule.subject.as_str();
    let message = format!("no {what} that both select can satisfy rule `{}` and rule `{}`", rule.id, other.id);
    let diagnostic = Diagnostic::warning(codes::lint::CONTRADICTION, message)
        .at(rule.broken.at, "demands this")
        .also(other.broken.at, "excludes it")
        .help("correct one of the two, or narrow a `where` so that they speak of different things");
    Lint { diagnostic, fix: None }
}
