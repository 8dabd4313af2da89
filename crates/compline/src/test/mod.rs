//! Running the tests of rules.
//!
//! ```
//! use compline::test::{TestOptions, run};
//! use compline::PackSource;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let report = run(&[PackSource::Builtin("zoho".into())], &TestOptions::default())?;
//! assert_eq!(report.totals().failed_cases, 0);
//! # Ok(())
//! # }
//! ```

mod compare;
mod coverage;
mod fixtures;
mod mutation;

use std::collections::BTreeMap;

use compline_diagnostic::Located;
use compline_engine::{CheckOptions, Checker, Horizon};
use compline_policy::Policy as Compiled;
use compline_policy::test::{RuleTest, TestCase};
use compline_report::test::CaseResult;
use compline_time::{AsOf, Day};
use rayon::prelude::*;

use crate::load::{PackSource, Policy, PolicyError};
use crate::{FileReport, FileStatus};
use fixtures::{Given, read_given};

pub use compline_report::test::{
    Coverage, Gap, Killer, Mutation, PackReport, Survivor, TestFormat, TestReport, TestResult, Totals,
    write as write_report,
};

/// How to run tests.
#[derive(Clone, Debug, Default)]
pub struct TestOptions {
    /// Run only tests with this text in their name or in the path of their file. Coverage and mutants are then judged by
    /// these alone.
    pub filter: Option<String>,
    /// Whether to say what the tests exercise.
    pub coverage: bool,
    /// Whether to say which changes to the rules the tests notice.
    pub mutate: bool,
}

/// Runs the tests of packs: of each by its own rules and those that it uses. What comes out is the same at any number of
/// threads.
///
/// # Errors
/// A pack that is not there, and every mistake in it.
pub fn run(packs: &[PackSource], options: &TestOptions) -> Result<TestReport, PolicyError> {
    let mut report = TestReport::default();
    for pack in packs {
        let (policy, name) = Policy::load_with_tests(pack)?;
        report.packs.push(run_pack(&policy.inner, name, options));
    }
    Ok(report)
}

/// A point of view: the moment asked about, and the day by which announcements were known.
type View = (AsOf, Option<Day>);

/// A test with its manifests.
struct Ready<'p> {
    test: &'p RuleTest,
    given: Vec<Given>,
    problems: Vec<Located>,
}

fn run_pack(policy: &Compiled, pack: String, options: &TestOptions) -> PackReport {
    let own = policy.tests.iter().filter(|test| test.pack == pack);
    let path = |test: &RuleTest| policy.sources.get(test.at.file).map(|file| file.name().to_string());
    let wanted = |test: &&RuleTest| {
        let Some(text) = &options.filter else { return true };
        test.name.contains(text.as_str()) || path(test).is_some_and(|path| path.contains(text.as_str()))
    };
    let all = own.clone().count();
    let tests: Vec<Ready<'_>> = own
        .filter(wanted)
        .map(|test| {
            let (given, problems) = read_given(policy, test);
            Ready { test, given, problems }
        })
        .collect();
    let views = Views::new(policy, &tests, Horizon::All);
    let results: Vec<TestResult> = tests.par_iter().map(|ready| run_test(policy, ready, &views)).collect();
    let runnable: Vec<&Ready<'_>> = tests.iter().filter(|ready| ready.problems.is_empty()).collect();
    let passing: Vec<&Ready<'_>> = runnable
        .iter()
        .copied()
        .filter(|ready| results.iter().any(|result| result.name == ready.test.name && result.passed()))
        .collect();
    PackReport {
        coverage: options.coverage.then(|| coverage::coverage(policy, &pack, &runnable, &views)),
        mutation: options.mutate.then(|| mutation::mutation(policy, &pack, &passing)),
        left_out: all - tests.len(),
        tests: results,
        pack,
    }
}

/// A checker for each point of view that tests ask about.
struct Views<'p> {
    checkers: BTreeMap<String, Checker<'p>>,
}

impl<'p> Views<'p> {
    fn new(policy: &'p Compiled, tests: &[Ready<'_>], horizon: Horizon) -> Self {
        let views = tests.iter().flat_map(|ready| &ready.test.cases).flat_map(views_of);
        Self::of(policy, views, horizon)
    }

    fn of(policy: &'p Compiled, views: impl Iterator<Item = View>, horizon: Horizon) -> Self {
        let distinct: BTreeMap<String, View> = views.map(|view| (key(&view), view)).collect();
        let checkers = distinct
            .into_par_iter()
            .filter_map(|(key, (as_of, known_at))| {
                let options = CheckOptions { as_of, known_at, jobs: Some(1), file_format: None, horizon };
                // No format is forced, so there is none that could be unknown.
                Checker::new(policy, options).ok().map(|checker| (key, checker))
            })
            .collect();
        Self { checkers }
    }

    fn get(&self, view: &View) -> Option<&Checker<'p>> {
        self.checkers.get(&key(view))
    }

    /// What checking manifests comes to.
    fn check(&self, view: &View, given: &[Given]) -> Vec<FileReport> {
        let Some(checker) = self.get(view) else { return vec![] };
        given.iter().map(|given| checker.check_bytes(&given.path, given.text.as_bytes()).0).collect()
    }
}

fn key((as_of, known_at): &View) -> String {
    known_at.map_or_else(|| format!("{as_of}/"), |day| format!("{as_of}/{day}"))
}

/// The points of view of a case.
fn views_of(case: &TestCase) -> impl Iterator<Item = View> + '_ {
    case.as_of.iter().map(|as_of| (as_of.clone(), case.known))
}

fn run_test(policy: &Compiled, ready: &Ready<'_>, views: &Views<'_>) -> TestResult {
    let test = ready.test;
    let file = policy.sources.get(test.at.file);
    let line = |span: compline_diagnostic::Span| file.map_or(1, |file| file.position(span.start).line);
    let mut result = TestResult {
        name: test.name.clone(),
        path: file.map(|file| file.name().to_string()).unwrap_or_default(),
        line: line(test.at.span),
        problems: ready.problems.clone(),
        cases: vec![],
    };
    if !result.problems.is_empty() {
        return result;
    }
    for (index, case) in test.cases.iter().enumerate() {
        for view in views_of(case) {
            let reports = views.check(&view, &ready.given);
            if index == 0 && result.cases.is_empty() {
                result.problems = fixtures::unreadable(policy, test, &reports);
                if !result.problems.is_empty() {
                    return result;
                }
            }
            let findings: Vec<_> = reports.iter().flat_map(|report| &report.findings).collect();
            let verdict = compare::compare(&test.pack, case, &findings);
            result.cases.push(CaseResult {
                as_of: view.0.to_string(),
                known_at: view.1.map(|day| day.to_string()),
                line: line(case.at.span),
                expected: case.expectations.iter().map(ToString::to_string).collect(),
                found: verdict.found.clone(),
                failure: compare::failure(policy, test, &view, case, &verdict),
            });
        }
    }
    result
}

/// Whether a file was read as a manifest.
fn was_checked(report: &FileReport) -> bool {
    matches!(report.status, FileStatus::Checked { .. })
}
