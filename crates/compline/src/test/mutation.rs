//! Which small changes to a pack its tests notice.

use std::collections::{BTreeMap, BTreeSet};

use compline_diagnostic::{Diagnostic, Located, codes};
use compline_engine::Horizon;
use compline_policy::Policy as Compiled;
use compline_policy::mutate::{Mutant, mutants};
use compline_policy::test::TestCase;
use compline_report::test::{Killer, Mutation, Survivor};
use compline_time::{AsOf, Day, Tick};
use rayon::prelude::*;

use super::compare::{compare, in_words};
use super::fixtures::Given;
use super::{Ready, View, Views, key, views_of};
use crate::{FileReport, State};

pub(super) fn mutation(policy: &Compiled, pack: &str, tests: &[&Ready<'_>]) -> Mutation {
    let all = mutants(policy, pack);
    let cases = by_view(tests);
    let noticed: Vec<bool> = all.par_iter().map(|mutant| is_noticed(&mutant.apply(policy), &cases)).collect();
    let mut counts: BTreeMap<_, (usize, usize)> = BTreeMap::new();
    for (mutant, noticed) in all.iter().zip(&noticed) {
        let count = counts.entry(mutant.kind).or_default();
        count.0 += usize::from(*noticed);
        count.1 += 1;
    }
    let search = Search::new(policy, tests);
    let survivors = all
        .par_iter()
        .zip(&noticed)
        .filter(|(_, noticed)| !**noticed)
        .map(|(mutant, _)| Survivor {
            kind: mutant.kind.as_str(),
            part: mutant.part.as_str(),
            located: told(policy, mutant),
            killer: search.killer(&mutant.apply(policy)),
        })
        .collect();
    Mutation { counts: counts.into_iter().map(|(kind, (some, all))| (kind.as_str(), some, all)).collect(), survivors }
}

fn told(policy: &Compiled, mutant: &Mutant) -> Located {
    let message = format!("no test notices this change: {}", mutant.what);
    Located::new(Diagnostic::warning(codes::test::SURVIVOR, message).at(mutant.at, ""), &policy.sources)
}

/// The cases by their point of view, so that each has to be set up once.
fn by_view<'t>(tests: &[&'t Ready<'t>]) -> Vec<(View, Vec<(&'t Ready<'t>, &'t TestCase)>)> {
    let mut found: Vec<(View, Vec<_>)> = vec![];
    let mut position: BTreeMap<String, usize> = BTreeMap::new();
    for ready in tests {
        for case in &ready.test.cases {
            for view in views_of(case) {
                let at = *position.entry(key(&view)).or_insert_with(|| {
                    found.push((view.clone(), vec![]));
                    found.len() - 1
                });
                found[at].1.push((*ready, case));
            }
        }
    }
    found
}

fn is_noticed(mutated: &Compiled, cases: &[(View, Vec<(&Ready<'_>, &TestCase)>)]) -> bool {
    cases.iter().any(|(view, cases)| {
        let views = Views::of(mutated, std::iter::once(view.clone()), Horizon::Now);
        cases.iter().any(|(ready, case)| {
            let reports = views.check(view, &ready.given);
            let findings: Vec<_> = reports.iter().flat_map(|report| &report.findings).collect();
            !compare(&ready.test.pack, case, &findings).passed()
        })
    })
}

/// Looks for cases that tell a changed pack from the pack, with the fixtures there are.
struct Search<'p> {
    policy: &'p Compiled,
    given: Vec<&'p Given>,
    /// Days by which announcements were known: all, and about each day on which something became known.
    known: Vec<Option<Day>>,
}

/// A rule, and how it stands over all time.
type Course = (String, String, Vec<(Option<Tick>, State)>);

impl<'p> Search<'p> {
    fn new(policy: &'p Compiled, tests: &[&'p Ready<'_>]) -> Self {
        let mut seen = BTreeSet::new();
        let given = tests
            .iter()
            .flat_map(|ready| &ready.given)
            .filter(|given| seen.insert((&given.path, &given.text)))
            .collect();
        let rows = policy.cutoffs.iter().flat_map(|cutoff| &cutoff.stages).flat_map(|stage| &stage.rows);
        let days: BTreeSet<Day> = rows.filter_map(|row| row.known).flat_map(|day| [day.previous(), day]).collect();
        let known = std::iter::once(None).chain(days.into_iter().rev().map(Some)).collect();
        Self { policy, given, known }
    }

    fn killer(&self, mutated: &Compiled) -> Option<Killer> {
        // All dates at once, from any of them.
        let anywhere = AsOf::Day(Day(0));
        for known in &self.known {
            let view: View = (anywhere.clone(), *known);
            let of = |policy| Views::of(policy, std::iter::once(view.clone()), Horizon::All);
            let (mine, theirs) = (of(self.policy), of(mutated));
            for given in &self.given {
                let one = std::slice::from_ref(*given);
                let (mine, theirs) = (courses(&mine.check(&view, one)), courses(&theirs.check(&view, one)));
                if mine == theirs {
                    continue;
                }
                let mut ticks: BTreeSet<Tick> = BTreeSet::new();
                for (_, _, steps) in mine.iter().chain(&theirs) {
                    ticks.extend(steps.iter().filter_map(|(from, _)| *from));
                }
                let days: BTreeSet<Day> = ticks
                    .into_iter()
                    .map(Day::from_tick)
                    .flat_map(|day| [day.previous(), day])
                    .chain(std::iter::once(Day(0)))
                    .collect();
                if let Some(killer) = days.into_iter().find_map(|day| self.on(mutated, given, day, *known)) {
                    return Some(killer);
                }
            }
        }
        None
    }

    /// What tells the two apart on a day.
    fn on(&self, mutated: &Compiled, given: &Given, day: Day, known: Option<Day>) -> Option<Killer> {
        let view: View = (AsOf::Day(day), known);
        let of = |policy| {
            let reports = Views::of(policy, std::iter::once(view.clone()), Horizon::Now)
                .check(&view, std::slice::from_ref(given));
            let findings = reports.iter().flat_map(|report| &report.findings);
            // What no rule says, such as that the vendor is not known, no case can name.
            let own = findings.filter(|finding| self.policy.rules.iter().any(|rule| rule.id == finding.rule));
            let mut words: Vec<(String, String)> =
                own.map(|finding| (finding.rule.to_string(), in_words(finding))).collect();
            words.sort();
            words
        };
        let (found, changed) = (of(self.policy), of(mutated));
        // A case lists all findings of the rules that it names: all of each rule that makes a difference.
        let of_rule = |words: &[(String, String)], rule: &str| -> Vec<String> {
            words.iter().filter(|(of, _)| of == rule).map(|(_, words)| words.clone()).collect()
        };
        let rules: BTreeSet<&str> = found.iter().chain(&changed).map(|(rule, _)| rule.as_str()).collect();
        let rules: Vec<&str> =
            rules.into_iter().filter(|rule| of_rule(&found, rule) != of_rule(&changed, rule)).collect();
        let words = |of: &[(String, String)]| -> Vec<String> {
            let of_rules = rules.iter().map(|rule| (rule, of_rule(of, rule)));
            of_rules.flat_map(|(rule, words)| counted(rule, words)).collect()
        };
        (!rules.is_empty()).then(|| Killer {
            given: given.name.clone(),
            as_of: day.to_string(),
            known_at: known.map(|day| day.to_string()),
            found: words(&found),
            changed: words(&changed),
        })
    }
}

/// The findings of a rule as expectations: equal ones counted, `clean` where there is none.
fn counted(rule: &str, words: Vec<String>) -> Vec<String> {
    if words.is_empty() {
        return vec![format!("clean {rule}")];
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for one in words {
        *counts.entry(one).or_default() += 1;
    }
    counts.into_iter().map(|(words, times)| if times == 1 { words } else { format!("{words} {times} times") }).collect()
}

fn courses(reports: &[FileReport]) -> Vec<Course> {
    let mut found: Vec<Course> = reports
        .iter()
        .flat_map(|report| &report.findings)
        .map(|finding| {
            let steps = finding.schedule.iter().map(|step| (step.from.as_ref().map(|from| from.tick), step.state));
            (finding.rule.to_string(), finding.pointer.clone(), steps.collect())
        })
        .collect();
    found.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    found
}
