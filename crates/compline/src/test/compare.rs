//! What a case expects against what came out.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use compline_diagnostic::{Diagnostic, Located, LocatedLabel, codes};
use compline_policy::Policy as Compiled;
use compline_policy::compile::CORE;
use compline_policy::test::{Expectation, Expected, RuleTest, TestCase};

use super::View;
use crate::{Finding, Outcome};

/// What came of a case at one moment.
pub(super) struct Verdict<'f> {
    /// Everything that came out of the rules asked about, in words.
    pub(super) found: Vec<String>,
    /// Expectations, by position in the case, and how many findings each lacks.
    missing: Vec<(usize, u32)>,
    /// Findings that no expectation speaks of.
    surplus: Vec<&'f Finding>,
    /// Findings of the rules named, and those that hold at other times only.
    all: Vec<&'f Finding>,
}

impl Verdict<'_> {
    pub(super) fn passed(&self) -> bool {
        self.missing.is_empty() && self.surplus.is_empty()
    }
}

/// What a finding is called in an expectation.
pub(super) fn expected_word(finding: &Finding) -> &'static str {
    match finding.state.outcome() {
        None => "clean",
        Some(Outcome::Waived) => "waived",
        Some(Outcome::Undetermined) => "undetermined",
        Some(Outcome::Violation) => finding.state.at_most.map_or("clean", crate::Severity::as_str),
    }
}

/// A finding as an expectation would have it: `error zoho/authtoken-calls at "/connections/0/auth/mode"`.
pub(super) fn in_words(finding: &Finding) -> String {
    format!("{} {} at \"{}\"", expected_word(finding), finding.rule, finding.pointer)
}

fn fits(expectation: &Expectation, finding: &Finding) -> bool {
    expectation.rule.as_ref() == Some(&finding.rule)
        && expectation.kind.as_str() == expected_word(finding)
        && expectation.pointer.as_ref().is_none_or(|pointer| *pointer == finding.pointer)
}

/// Compares. `findings` may hold such as are clean at the moment asked about.
///
/// `core` is there for every pack, asked or not: what it says of a manifest is for its own tests, so that a rule more in it
/// breaks no test of another pack.
pub(super) fn compare<'f>(pack: &str, case: &TestCase, findings: &[&'f Finding]) -> Verdict<'f> {
    let named: BTreeSet<&str> = case.expectations.iter().filter_map(|one| one.rule.as_deref()).collect();
    let rest_is_clean = case.expectations.iter().any(|one| one.rule.is_none() && one.kind == Expected::Clean);
    let of_rest = |rule: &str| rest_is_clean && (pack == CORE || rule.split('/').next() != Some(CORE));
    let asked = |finding: &&&Finding| of_rest(&finding.rule) || named.contains(&*finding.rule);
    let all: Vec<&Finding> = findings.iter().filter(asked).copied().collect();
    let mut left: Vec<&Finding> = all.iter().filter(|finding| !finding.state.is_clean()).copied().collect();
    let found = left.iter().map(|finding| in_words(finding)).collect();
    // Those that say where take theirs before those that do not care.
    let mut order: Vec<usize> = (0..case.expectations.len()).collect();
    order.sort_by_key(|index| case.expectations[*index].pointer.is_none());
    let mut missing = vec![];
    for index in order {
        let expectation = &case.expectations[index];
        if expectation.kind == Expected::Clean {
            continue;
        }
        let mut lacking = expectation.times;
        left.retain(|finding| {
            let takes = lacking > 0 && fits(expectation, finding);
            lacking -= u32::from(takes);
            !takes
        });
        if lacking > 0 {
            missing.push((index, lacking));
        }
    }
    missing.sort_unstable();
    Verdict { found, missing, surplus: left, all }
}

/// What is different, as a diagnostic at the expectations.
pub(super) fn failure(
    policy: &Compiled,
    test: &RuleTest,
    (as_of, known_at): &View,
    case: &TestCase,
    verdict: &Verdict<'_>,
) -> Option<Located> {
    if verdict.passed() {
        return None;
    }
    let mut message = format!("\"{}\" as of {as_of}", test.name);
    if let Some(day) = known_at {
        let _ = write!(message, ", by what was known on {day}");
    }
    let missing: u32 = verdict.missing.iter().map(|(_, lacking)| lacking).sum();
    let mut parts = vec![];
    if missing > 0 {
        parts.push(format!("{missing} expected {} missing", if missing == 1 { "finding is" } else { "findings are" }));
    }
    match verdict.surplus.len() {
        0 => {}
        1 => parts.push("1 finding is not expected".to_owned()),
        number => parts.push(format!("{number} findings are not expected")),
    }
    let mut diagnostic = Diagnostic::error(codes::test::FAILED, format!("{message}: {}", parts.join(", ")));
    let mut places = vec![];
    for (index, lacking) in &verdict.missing {
        let expectation = &case.expectations[*index];
        let what = if expectation.times > 1 { format!("{lacking} of these missing") } else { "this is missing".into() };
        places.push((expectation.at, what));
        diagnostic = diagnostic.note(format!("- {expectation}"));
    }
    for finding in &verdict.surplus {
        let speaks = |one: &&Expectation| one.rule.as_ref() == Some(&finding.rule);
        let rest = |one: &&Expectation| one.rule.is_none();
        let expectation = case.expectations.iter().find(speaks).or_else(|| case.expectations.iter().find(rest));
        if let Some(expectation) = expectation
            && !places.iter().any(|(at, _)| *at == expectation.at)
        {
            places.push((expectation.at, "there is another finding".into()));
        }
        diagnostic = diagnostic.note(format!("+ {}", in_words(finding)));
    }
    for (index, (at, what)) in places.into_iter().enumerate() {
        diagnostic = if index == 0 { diagnostic.at(at, what) } else { diagnostic.also(at, what) };
    }
    let mut located = Located::new(diagnostic, &policy.sources);
    for finding in &verdict.surplus {
        push_place(&mut located, finding);
    }
    let concerned: BTreeSet<&str> = verdict
        .missing
        .iter()
        .filter_map(|(index, _)| case.expectations[*index].rule.as_deref())
        .chain(verdict.surplus.iter().map(|finding| &*finding.rule))
        .collect();
    for finding in verdict.all.iter().filter(|finding| concerned.contains(&*finding.rule)) {
        let line = format!("{} over time: {}", finding.rule, schedule(finding, as_of.range().1));
        if !located.notes.contains(&line) {
            located.notes.push(line);
        }
    }
    for rule in concerned.iter().filter(|rule| !verdict.all.iter().any(|finding| *finding.rule == ***rule)) {
        located.notes.push(format!("{rule} over time: never a finding about these manifests"));
    }
    Some(located)
}

/// A finding's schedule in words; of one with many changes, such as brownouts make, those around the moment asked about.
fn schedule(finding: &Finding, end: i64) -> String {
    const AROUND: usize = 4;
    let steps = &finding.schedule;
    let at = steps.iter().rposition(|step| step.from.as_ref().is_none_or(|from| from.tick < end)).unwrap_or(0);
    let (first, last) = (at.saturating_sub(AROUND), (at + AROUND + 1).min(steps.len()));
    let mut words = compline_report::schedule_words(&steps[first..last], finding.next_change.as_ref());
    if first > 0 {
        words.insert(0, "...".into());
    }
    if last < steps.len() {
        words.push("...".into());
    }
    words.join(", ")
}

/// Points at a finding's place in its manifest.
fn push_place(located: &mut Located, finding: &Finding) {
    let Some(label) = finding.located.primary() else { return };
    let message = format!("{} {}", expected_word(finding), finding.rule);
    located.labels.push(LocatedLabel { message, primary: false, ..label.clone() });
    let snippets = finding.located.snippets.iter().filter(|snippet| {
        snippet.path == label.path && snippet.span.start <= label.span.start && label.span.end <= snippet.span.end
    });
    for snippet in snippets {
        if !located.snippets.contains(snippet) {
            located.snippets.push(snippet.clone());
        }
    }
}
