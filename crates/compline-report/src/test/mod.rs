//! `test`: what came of the tests of rules, what they leave out, and which changes they do not notice.

mod human;
mod json;
mod junit;

use std::io::{self, Write};

use compline_diagnostic::Located;

use crate::render::Options;

/// What came of the tests of several packs.
#[derive(Clone, Debug, Default)]
pub struct TestReport {
    /// The packs, in the order given.
    pub packs: Vec<PackReport>,
}

/// What came of the tests of one pack.
#[derive(Clone, Debug, Default)]
pub struct PackReport {
    /// Its name.
    pub pack: String,
    /// Its tests, in order of place.
    pub tests: Vec<TestResult>,
    /// How many tests the filter left out.
    pub left_out: usize,
    /// What the tests exercise, if that was asked for.
    pub coverage: Option<Coverage>,
    /// Which changes they notice, if that was asked for.
    pub mutation: Option<Mutation>,
}

/// What came of one test.
#[derive(Clone, Debug)]
pub struct TestResult {
    /// Its name.
    pub name: String,
    /// The rule file that it stands in.
    pub path: String,
    /// The line of its name, from 1.
    pub line: u32,
    /// Why it could not be run: fixtures that are not there or cannot be read.
    pub problems: Vec<Located>,
    /// Its cases, once for each moment asked about.
    pub cases: Vec<CaseResult>,
}

/// What came of one case at one moment.
#[derive(Clone, Debug)]
pub struct CaseResult {
    /// The day or instant asked about.
    pub as_of: String,
    /// The day by which announcements were known.
    pub known_at: Option<String>,
    /// The line of the case, from 1.
    pub line: u32,
    /// What had to come out.
    pub expected: Vec<String>,
    /// What came out, of the rules that were asked about.
    pub found: Vec<String>,
    /// What is different, if anything is.
    pub failure: Option<Located>,
}

/// What tests exercise.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// For each kind of thing: its name, how many of it are exercised, how many there are.
    pub counts: Vec<(&'static str, usize, usize)>,
    /// What is not exercised, in order of place.
    pub gaps: Vec<Gap>,
}

/// Something that no test exercises.
#[derive(Clone, Debug)]
pub struct Gap {
    /// Its kind: `rule`, `severity`, `row`, `condition`, `boundary`.
    pub kind: &'static str,
    /// What it is, and where.
    pub located: Located,
}

/// Which changes to a pack its tests notice.
#[derive(Clone, Debug, Default)]
pub struct Mutation {
    /// For each kind of change: its name, how many of them some test notices, how many there are.
    pub counts: Vec<(&'static str, usize, usize)>,
    /// Those that no test notices, in order of place.
    pub survivors: Vec<Survivor>,
}

/// A change that no test notices.
#[derive(Clone, Debug)]
pub struct Survivor {
    /// The kind of change.
    pub kind: &'static str,
    /// What of the pack it is in: a cutoff, a rule, a vendor or its scopes.
    pub part: &'static str,
    /// What was changed, and where.
    pub located: Located,
    /// A case that would notice it, if one of the fixtures can make one.
    pub killer: Option<Killer>,
}

/// A case that tells a changed pack from the pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Killer {
    /// The fixture, as its test names it.
    pub given: String,
    /// The day to ask about.
    pub as_of: String,
    /// The day by which announcements are known.
    pub known_at: Option<String>,
    /// What comes out of the pack, as expectations.
    pub found: Vec<String>,
    /// What comes out of the changed pack, as expectations.
    pub changed: Vec<String>,
}

impl Killer {
    /// The case as it would be written in a test.
    pub fn case(&self) -> String {
        let known = self.known_at.as_ref().map(|day| format!("known {day} ")).unwrap_or_default();
        format!("{known}as of {} expect {}", self.as_of, self.found.join(" and "))
    }
}

impl TestResult {
    /// Whether everything came out as expected.
    pub fn passed(&self) -> bool {
        self.problems.is_empty() && self.cases.iter().all(|case| case.failure.is_none())
    }
}

/// Tests, cases and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Tests that were run.
    pub tests: u64,
    /// Tests that failed.
    pub failed_tests: u64,
    /// Tests that could not be run.
    pub broken_tests: u64,
    /// Cases, once for each moment asked about.
    pub cases: u64,
    /// Cases that failed.
    pub failed_cases: u64,
    /// Tests that the filter left out.
    pub left_out: u64,
}

impl TestReport {
    /// The sums over all packs.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for pack in &self.packs {
            totals.left_out += pack.left_out as u64;
            for test in &pack.tests {
                totals.tests += 1;
                totals.cases += test.cases.len() as u64;
                totals.failed_cases += test.cases.iter().filter(|case| case.failure.is_some()).count() as u64;
                totals.broken_tests += u64::from(!test.problems.is_empty());
                totals.failed_tests += u64::from(test.problems.is_empty() && !test.passed());
            }
        }
        totals
    }
}

/// How the report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestFormat {
    /// For people.
    Human,
    /// For programs: one document with a version.
    Json,
    /// For continuous integration: JUnit's XML.
    Junit,
}

/// Writes a report.
///
/// # Errors
/// The writer's.
pub fn write(report: &TestReport, format: TestFormat, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    match format {
        TestFormat::Human => human::write(report, *options, out),
        TestFormat::Json => json::write(report, out),
        TestFormat::Junit => junit::write(report, out),
    }
}
