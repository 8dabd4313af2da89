//! `test` for continuous integration: JUnit's XML, a suite a pack, a case a test.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{TestReport, TestResult};
use crate::diagnostic::complaint;
use crate::render::Options;

pub(super) fn write(report: &TestReport, out: &mut dyn Write) -> io::Result<()> {
    let mut document = Report::new("compline test");
    for pack in &report.packs {
        let mut suite = TestSuite::new(pack.pack.as_str());
        for test in &pack.tests {
            let mut case = TestCase::new(test.name.as_str(), status(test)?);
            case.set_classname(pack.pack.as_str());
            case.extra.insert("file".into(), test.path.as_str().into());
            case.extra.insert("line".into(), test.line.to_string().into());
            suite.add_test_case(case);
        }
        document.add_test_suite(suite);
    }
    document.serialize(&mut *out).map_err(io::Error::other)?;
    writeln!(out)
}

fn status(test: &TestResult) -> io::Result<TestCaseStatus> {
    let (kind, located) = if test.problems.is_empty() {
        (NonSuccessKind::Failure, test.cases.iter().filter_map(|case| case.failure.as_ref()).collect::<Vec<_>>())
    } else {
        (NonSuccessKind::Error, test.problems.iter().collect())
    };
    let Some(first) = located.first() else { return Ok(TestCaseStatus::success()) };
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(first.code.as_str()).set_message(first.message.as_str());
    let mut text = vec![];
    for located in &located {
        complaint(&mut text, located, Some(&test.path), Options::default().look())?;
    }
    status.set_description(String::from_utf8_lossy(&text).into_owned());
    Ok(status)
}
