//! Exit statuses: the one place that knows them.

use std::process::ExitCode;

use compline::{FileReport, Severity, Summary, codes};

use crate::cli::FailOn;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// 0: it was told, and nothing is wrong enough.
    Success,
    /// 1: it was told, and something is.
    Findings,
    /// 2: it could not be told.
    Trouble,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Success => 0,
            Status::Findings => 1,
            Status::Trouble => 2,
        })
    }
}

/// What a command is run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// To have no finding from this severity on.
    Pass(FailOn),
    /// To have something decided.
    Decide,
    /// To find integrations.
    Find,
}

/// Findings at the as-of moment, counted for the status: by what they are at least, and by whether they may be any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    notes: u64,
    warnings: u64,
    errors: u64,
    /// That may be findings, and may be none.
    possible: u64,
}

impl Tally {
    /// Counts a file's; what is waived does not count.
    pub(crate) fn add(&mut self, file: &FileReport) {
        for finding in file.findings.iter().filter(|finding| !finding.state.waived) {
            match finding.state.at_least {
                Some(Severity::Note) => self.notes += 1,
                Some(Severity::Warning) => self.warnings += 1,
                Some(Severity::Error) => self.errors += 1,
                None if finding.state.is_clean() => {}
                None => self.possible += 1,
            }
        }
    }

    /// With what is to be said of the packs themselves.
    fn with_packs(mut self, summary: &Summary) -> Self {
        for located in &summary.packs {
            match located.severity {
                Severity::Note => self.notes += 1,
                Severity::Warning => self.warnings += 1,
                Severity::Error => self.errors += 1,
            }
        }
        self
    }

    /// How many are a failure.
    const fn from(self, fail_on: FailOn) -> u64 {
        match fail_on {
            FailOn::Error => self.errors,
            FailOn::Warning => self.errors + self.warnings,
            FailOn::Note => self.errors + self.warnings + self.notes,
            FailOn::Undetermined => self.errors + self.warnings + self.notes + self.possible,
        }
    }
}

/// The status of a run, and why it is trouble if it is. Trouble wins over findings: a verdict over half the input is
/// none.
pub(crate) fn reduce(goal: Goal, tally: Tally, summary: &Summary, allow_empty: bool) -> (Status, Option<String>) {
    let [_, _, errors] = summary.diagnostics;
    let trouble = if summary.failed > 0 {
        Some(match summary.files {
            1 => "the file could not be read".to_owned(),
            files => format!("{} of {files} files could not be read", summary.failed),
        })
    } else if errors > 0 {
        Some(format!("the files have {errors} {} in themselves", if errors == 1 { "error" } else { "errors" }))
    } else if allow_empty {
        None
    } else {
        nothing(goal, summary)
    };
    let status = match goal {
        _ if trouble.is_some() => Status::Trouble,
        Goal::Pass(fail_on) if tally.with_packs(summary).from(fail_on) > 0 => Status::Findings,
        _ => Status::Success,
    };
    (status, trouble)
}

/// Why the run came to nothing, if it did.
fn nothing(goal: Goal, summary: &Summary) -> Option<String> {
    let nothing = match goal {
        Goal::Pass(_) | Goal::Decide => summary.decided == 0,
        Goal::Find => summary.integrations == 0 && summary.connections == 0,
    };
    if !nothing {
        return None;
    }
    let what = if goal == Goal::Find { "nothing was found" } else { "nothing was decided" };
    let why = if summary.files == 0 {
        "there is no file".to_owned()
    } else if summary.checked.is_empty() {
        match summary.files {
            1 => "no format recognises the file".to_owned(),
            files => format!("no format recognises any of the {files} files"),
        }
    } else if goal == Goal::Find || (summary.integrations == 0 && summary.connections == 0) {
        "there is no integration in the files".to_owned()
    } else if summary.undetermined > 0 {
        "everything depends on something that is not known".to_owned()
    } else {
        match summary.rules {
            1 => "the rule does not speak of these integrations".to_owned(),
            rules => format!("none of the {rules} rules speaks of these integrations"),
        }
    };
    Some(format!("{what}: {why} (--allow-empty accepts that) [{}]", codes::check::NOTHING_DECIDED))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ERROR: Tally = Tally { errors: 1, ..NONE };
    const WARNING: Tally = Tally { warnings: 1, ..NONE };
    const NOTE: Tally = Tally { notes: 1, ..NONE };
    const POSSIBLE: Tally = Tally { possible: 1, ..NONE };
    const NONE: Tally = Tally { notes: 0, warnings: 0, errors: 0, possible: 0 };

    fn decided() -> Summary {
        Summary {
            files: 1,
            checked: [("native".to_owned(), 1)].into(),
            integrations: 1,
            connections: 1,
            rules: 3,
            decided: 1,
            ..Summary::default()
        }
    }

    #[test]
    fn findings_count_from_the_severity_asked_for() {
        use FailOn::{Error, Note, Undetermined, Warning};
        use Status::{Findings, Success};
        for (tally, fail_on, status) in [
            (NONE, Undetermined, Success),
            (POSSIBLE, Note, Success),
            (POSSIBLE, Undetermined, Findings),
            (NOTE, Warning, Success),
            (NOTE, Note, Findings),
            (NOTE, Undetermined, Findings),
            (WARNING, Error, Success),
            (WARNING, Warning, Findings),
            (WARNING, Note, Findings),
            (ERROR, Error, Findings),
            (ERROR, Warning, Findings),
            (ERROR, Note, Findings),
            (ERROR, Undetermined, Findings),
        ] {
            assert_eq!(reduce(Goal::Pass(fail_on), tally, &decided(), false), (status, None), "{tally:?} {fail_on:?}");
        }
    }

    #[test]
    fn what_packs_themselves_have_wrong_counts_as_severe_as_it_is() {
        let about = |severity: Severity| {
            let located = compline::Located {
                code: "waiver/unused".into(),
                severity,
                message: String::new(),
                labels: vec![],
                help: None,
                notes: vec![],
                snippets: vec![],
                url: None,
            };
            Summary { packs: vec![located], ..decided() }
        };
        let status = |fail_on, summary: &Summary| reduce(Goal::Pass(fail_on), NONE, summary, false).0;
        assert_eq!(status(FailOn::Error, &about(Severity::Warning)), Status::Success);
        assert_eq!(status(FailOn::Warning, &about(Severity::Warning)), Status::Findings);
        assert_eq!(status(FailOn::Error, &about(Severity::Error)), Status::Findings);
        assert_eq!(reduce(Goal::Decide, NONE, &about(Severity::Error), false).0, Status::Success);
    }

    #[test]
    fn trouble_wins_over_findings() {
        let failed = Summary { failed: 1, files: 2, ..decided() };
        let mistaken = Summary { diagnostics: [0, 0, 2], ..decided() };
        for goal in [Goal::Pass(FailOn::Error), Goal::Decide, Goal::Find] {
            for allow_empty in [false, true] {
                let (status, why) = reduce(goal, ERROR, &failed, allow_empty);
                assert_eq!((status, why.as_deref()), (Status::Trouble, Some("1 of 2 files could not be read")));
                let (status, why) = reduce(goal, ERROR, &mistaken, allow_empty);
                assert_eq!((status, why.as_deref()), (Status::Trouble, Some("the files have 2 errors in themselves")));
            }
        }
        let warned = Summary { diagnostics: [3, 2, 0], ..decided() };
        assert_eq!(reduce(Goal::Pass(FailOn::Undetermined), NONE, &warned, false), (Status::Success, None));
    }

    #[test]
    fn nothing_decided_is_not_success_unless_accepted() {
        let pass = Goal::Pass(FailOn::Error);
        let empty = Summary::default();
        let unknown = Summary { files: 4, not_recognised: [("why".to_owned(), 4)].into(), ..Summary::default() };
        let bare = Summary { integrations: 0, connections: 0, decided: 0, ..decided() };
        let idle = Summary { decided: 0, ..decided() };
        let open = Summary { decided: 0, undetermined: 2, ..decided() };
        for (goal, summary, why) in [
            (pass, &empty, Some("there is no file")),
            (pass, &unknown, Some("no format recognises any of the 4 files")),
            (pass, &bare, Some("there is no integration in the files")),
            (pass, &idle, Some("none of the 3 rules speaks of these integrations")),
            (pass, &open, Some("everything depends on something that is not known")),
            (Goal::Decide, &idle, Some("none of the 3 rules speaks of these integrations")),
            (Goal::Find, &empty, Some("there is no file")),
            (Goal::Find, &bare, Some("there is no integration in the files")),
            (Goal::Find, &idle, None),
        ] {
            let (status, told) = reduce(goal, NONE, summary, false);
            match why {
                Some(why) => assert!(told.unwrap().contains(why) && status == Status::Trouble, "{goal:?} {summary:?}"),
                None => assert_eq!((status, told), (Status::Success, None)),
            }
            assert_eq!(reduce(goal, NONE, summary, true), (Status::Success, None));
        }
        // What is not decided may still fail the run, if that was asked for.
        assert_eq!(reduce(Goal::Pass(FailOn::Undetermined), POSSIBLE, &open, true).0, Status::Findings);
    }
}
