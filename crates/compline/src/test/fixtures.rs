//! The manifests that tests give: from the rule file, from beside it, or from the binary.

use std::path::Path;
use std::sync::Arc;

use compline_diagnostic::{Diagnostic, Located, Severity, codes};
use compline_policy::Policy as Compiled;
use compline_policy::test::{Fixture, RuleTest};

use super::was_checked;
use crate::FileReport;
use crate::builtin;

/// A manifest of a test, read.
#[derive(Clone, Debug)]
pub(super) struct Given {
    /// The path as the test names it.
    pub(super) name: String,
    /// The path as it is shown and as formats are told apart by.
    pub(super) path: String,
    pub(super) text: Arc<str>,
}

/// The manifests of a test, and what is wrong with them.
pub(super) fn read_given(policy: &Compiled, test: &RuleTest) -> (Vec<Given>, Vec<Located>) {
    let (mut given, mut problems) = (vec![], vec![]);
    for fixture in &test.given {
        let path = path_of(policy, fixture);
        match text_of(fixture, &path) {
            Ok(text) => given.push(Given { name: fixture.path.clone(), path, text }),
            Err(why) => {
                let diagnostic = Diagnostic::error(codes::test::FIXTURE, format!("cannot read `{path}`: {why}"))
                    .at(fixture.at, "")
                    .help("a path leads from the folder of the rule file, such as \"fixtures/NAME.yaml\"");
                problems.push(Located::new(diagnostic, &policy.sources));
            }
        }
    }
    (given, problems)
}

/// Where a fixture is: beside the rule file.
fn path_of(policy: &Compiled, fixture: &Fixture) -> String {
    let file = policy.sources.get(fixture.at.file).map(|file| file.name().to_string()).unwrap_or_default();
    match file.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{}", fixture.path),
        None => fixture.path.clone(),
    }
}

fn text_of(fixture: &Fixture, path: &str) -> Result<Arc<str>, String> {
    if let Some(text) = &fixture.text {
        return Ok(Arc::clone(text));
    }
    if let Some(text) = builtin::fixture(path) {
        return Ok(text.into());
    }
    std::fs::read_to_string(Path::new(path)).map(Arc::from).map_err(|error| error.to_string())
}

/// What is wrong with manifests that were read and are none.
pub(super) fn unreadable(policy: &Compiled, test: &RuleTest, reports: &[FileReport]) -> Vec<Located> {
    let mut problems = vec![];
    for (fixture, report) in test.given.iter().zip(reports) {
        let errors: Vec<&Located> =
            report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
        if was_checked(report) && errors.is_empty() {
            continue;
        }
        let mut diagnostic =
            Diagnostic::error(codes::test::FIXTURE, format!("`{}` is not a manifest that can be checked", report.path))
                .at(fixture.at, "");
        for one in &report.diagnostics {
            let place = one.primary().map(|label| format!("line {}: ", label.start.line)).unwrap_or_default();
            diagnostic = diagnostic.note(format!("{place}{}", one.message));
        }
        problems.push(Located::new(diagnostic, &policy.sources));
    }
    problems
}
