//! `test` for programs: `{"format":"compline.test","version":1,...}`.

use std::io::{self, Write};

use serde::Serialize;

use super::{CaseResult, Coverage, Killer, Mutation, PackReport, TestReport, TestResult};
use crate::json::{DiagnosticView, write as write_value};

#[derive(Serialize)]
struct Document<'r> {
    format: &'static str,
    version: u32,
    packs: Vec<PackView<'r>>,
    summary: SummaryView,
}

#[derive(Serialize)]
struct SummaryView {
    tests: u64,
    failed: u64,
    not_run: u64,
    cases: u64,
    failed_cases: u64,
    left_out: u64,
}

#[derive(Serialize)]
struct PackView<'r> {
    pack: &'r str,
    tests: Vec<TestView<'r>>,
    coverage: Option<CoverageView<'r>>,
    mutation: Option<MutationView<'r>>,
}

#[derive(Serialize)]
struct TestView<'r> {
    name: &'r str,
    path: &'r str,
    line: u32,
    passed: bool,
    problems: Vec<DiagnosticView<'r>>,
    cases: Vec<CaseView<'r>>,
}

#[derive(Serialize)]
struct CaseView<'r> {
    as_of: &'r str,
    known_at: Option<&'r str>,
    line: u32,
    expected: &'r [String],
    found: &'r [String],
    failure: Option<DiagnosticView<'r>>,
}

#[derive(Serialize)]
struct CountView {
    kind: &'static str,
    covered: usize,
    all: usize,
}

#[derive(Serialize)]
struct CoverageView<'r> {
    counts: Vec<CountView>,
    gaps: Vec<GapView<'r>>,
}

#[derive(Serialize)]
struct GapView<'r> {
    kind: &'static str,
    #[serde(flatten)]
    diagnostic: DiagnosticView<'r>,
}

#[derive(Serialize)]
struct MutationView<'r> {
    counts: Vec<CountView>,
    survivors: Vec<SurvivorView<'r>>,
}

#[derive(Serialize)]
struct SurvivorView<'r> {
    kind: &'static str,
    part: &'static str,
    #[serde(flatten)]
    diagnostic: DiagnosticView<'r>,
    killed_by: Option<KillerView<'r>>,
}

#[derive(Serialize)]
struct KillerView<'r> {
    given: &'r str,
    as_of: &'r str,
    known_at: Option<&'r str>,
    found: &'r [String],
    changed: &'r [String],
    case: String,
}

pub(super) fn write(report: &TestReport, out: &mut dyn Write) -> io::Result<()> {
    let totals = report.totals();
    let document = Document {
        format: "compline.test",
        version: 1,
        packs: report.packs.iter().map(PackView::new).collect(),
        summary: SummaryView {
            tests: totals.tests,
            failed: totals.failed_tests,
            not_run: totals.broken_tests,
            cases: totals.cases,
            failed_cases: totals.failed_cases,
            left_out: totals.left_out,
        },
    };
    write_value(&document, out)?;
    writeln!(out)
}

impl<'r> PackView<'r> {
    fn new(pack: &'r PackReport) -> Self {
        Self {
            pack: &pack.pack,
            tests: pack.tests.iter().map(TestView::new).collect(),
            coverage: pack.coverage.as_ref().map(CoverageView::new),
            mutation: pack.mutation.as_ref().map(MutationView::new),
        }
    }
}

impl<'r> TestView<'r> {
    fn new(test: &'r TestResult) -> Self {
        Self {
            name: &test.name,
            path: &test.path,
            line: test.line,
            passed: test.passed(),
            problems: test.problems.iter().map(DiagnosticView::new).collect(),
            cases: test.cases.iter().map(CaseView::new).collect(),
        }
    }
}

impl<'r> CaseView<'r> {
    fn new(case: &'r CaseResult) -> Self {
        Self {
            as_of: &case.as_of,
            known_at: case.known_at.as_deref(),
            line: case.line,
            expected: &case.expected,
            found: &case.found,
            failure: case.failure.as_ref().map(DiagnosticView::new),
        }
    }
}

fn counts(counts: &[(&'static str, usize, usize)]) -> Vec<CountView> {
    counts.iter().map(|&(kind, covered, all)| CountView { kind, covered, all }).collect()
}

impl<'r> CoverageView<'r> {
    fn new(coverage: &'r Coverage) -> Self {
        let gap = |gap: &'r super::Gap| GapView { kind: gap.kind, diagnostic: DiagnosticView::new(&gap.located) };
        Self { counts: counts(&coverage.counts), gaps: coverage.gaps.iter().map(gap).collect() }
    }
}

impl<'r> MutationView<'r> {
    fn new(mutation: &'r Mutation) -> Self {
        let killer = |killer: &'r Killer| KillerView {
            given: &killer.given,
            as_of: &killer.as_of,
            known_at: killer.known_at.as_deref(),
            found: &killer.found,
            changed: &killer.changed,
            case: killer.case(),
        };
        let survivor = |survivor: &'r super::Survivor| SurvivorView {
            kind: survivor.kind,
            part: survivor.part,
            diagnostic: DiagnosticView::new(&survivor.located),
            killed_by: survivor.killer.as_ref().map(killer),
        };
        Self { counts: counts(&mutation.counts), survivors: mutation.survivors.iter().map(survivor).collect() }
    }
}
