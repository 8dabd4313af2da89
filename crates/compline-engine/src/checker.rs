//! The entry point: a policy, a point of view, and inputs.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use compline_diagnostic::{Diagnostic, codes, did_you_mean};
use compline_manifest::Formats;
use compline_policy::Policy;
use compline_time::{AsOf, Day, tzdb_version};

use crate::file::{Horizon, Job, Worker};
use crate::finding::{FileReport, PackRef, Run, Sink, Summary};
use crate::probe::{RuleProbe, probe};
use crate::redact::secret_keys;
use crate::runner;
use crate::setup::Setup;
use crate::why::{Question, Why, find_rule};

/// How to check.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    /// The moment asked about.
    pub as_of: AsOf,
    /// The day by which announcements were known; all that the packs know where there is none.
    pub known_at: Option<Day>,
    /// How many threads check; one a core where nothing is said.
    pub jobs: Option<usize>,
    /// The format that every file is taken to be of: `pack/format`, or `format` where that is clear.
    pub file_format: Option<String>,
    /// Which findings are wanted.
    pub horizon: Horizon,
}

/// Checks manifests against a policy, from one point of view.
#[derive(Debug)]
pub struct Checker<'p> {
    job: Job<'p>,
    jobs: Option<usize>,
    run: Run,
}

impl<'p> Checker<'p> {
    /// Prepares a check.
    ///
    /// # Errors
    /// The format to force is unknown.
    pub fn new(policy: &'p Policy, options: CheckOptions) -> Result<Self, Box<Diagnostic>> {
        let forced = options.file_format.as_deref().map(|name| format_index(policy, name)).transpose()?;
        let run = Run {
            compline: env!("CARGO_PKG_VERSION"),
            packs: policy
                .packs
                .iter()
                .map(|pack| PackRef {
                    name: pack.name.clone(),
                    version: pack.version.to_string(),
                    digest: pack.digest.clone(),
                })
                .collect(),
            time_zone_data: tzdb_version().to_owned(),
            as_of: options.as_of.to_string(),
            known_at: options.known_at.map(|day| day.to_string()),
        };
        let job = Job {
            setup: Setup::new(policy, options.as_of, options.known_at),
            secret_keys: secret_keys(policy.formats.iter()).into_iter().map(str::to_owned).collect(),
            formats: Formats::new(policy.formats.clone()),
            forced,
            horizon: options.horizon,
        };
        Ok(Self { job, jobs: options.jobs, run })
    }

    /// What makes the check repeatable.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Checks one file whose bytes are at hand. `path` is what it is called: formats are told apart by it.
    pub fn check_bytes(&self, path: &str, bytes: &[u8]) -> (FileReport, Summary) {
        runner::run_one(&self.job, path, bytes)
    }

    /// What checking a file looks at, for the coverage of tests.
    pub fn probe(&self, path: &str, bytes: &[u8]) -> Vec<RuleProbe> {
        probe(&self.job, path, bytes)
    }

    /// Says why a rule, `pack/rule` or `rule` where that is clear, comes out as it does for the things of a manifest whose
    /// bytes are at hand; of one integration only, if one is named.
    ///
    /// # Errors
    /// There is no such rule, or the manifest was read and has no integration of that name.
    pub fn why(&self, path: &str, bytes: &[u8], rule: &str, integration: Option<&str>) -> Result<Why, Box<Diagnostic>> {
        let policy = self.job.setup.policy;
        let id = find_rule(policy, rule)
            .map_err(|(message, help)| Box::new(Diagnostic::error(codes::check::UNKNOWN_NAME, message).help(help)))?;
        let mut worker = Worker::new(&self.job);
        let named = integration.map(str::to_owned);
        worker.question = Some(Question { rule: id, integration: named, answers: vec![], integrations: vec![] });
        let mut file = worker.check(&self.job, &Arc::from(path), bytes, true);
        file.findings.clear();
        let (answers, integrations) =
            worker.question.map(|question| (question.answers, question.integrations)).unwrap_or_default();
        if let Some(name) = integration.filter(|_| answers.is_empty() && !integrations.is_empty()) {
            let help = did_you_mean(name, integrations.iter().map(String::as_str))
                .unwrap_or_else(|| format!("there are {}", integrations.join(", ")));
            let message = format!("`{path}` has no integration `{name}`");
            return Err(Box::new(Diagnostic::error(codes::check::UNKNOWN_NAME, message).help(help)));
        }
        let rule = policy.rule(id);
        Ok(Why {
            run: self.run.clone(),
            rule: Arc::clone(&rule.id),
            rule_at: policy.sources.place(rule.at),
            file,
            subjects: answers,
        })
    }

    /// Checks files and folders, in parallel; reports come in the order of the paths, a folder's in order of name.
    ///
    /// # Errors
    /// The sink's. What is wrong with a file is part of its report.
    pub fn check_paths(&self, paths: &[PathBuf], sink: &mut dyn Sink) -> io::Result<Summary> {
        runner::run(&self.job, paths, self.jobs, sink)
    }
}

fn format_index(policy: &Policy, name: &str) -> Result<usize, Box<Diagnostic>> {
    let bare = |id: &str| id.rsplit('/').next().map(str::to_owned).unwrap_or_default();
    let found: Vec<usize> = policy
        .formats
        .iter()
        .enumerate()
        .filter(|(_, format)| format.id == name || bare(&format.id) == name)
        .map(|(index, _)| index)
        .collect();
    if let [index] = found.as_slice() {
        return Ok(*index);
    }
    let names: Vec<&str> = policy.formats.iter().map(|format| format.id.as_str()).collect();
    let what = if found.is_empty() { "there is no format" } else { "several packs have a format" };
    Err(Box::new(
        Diagnostic::error(codes::check::UNKNOWN_FORMAT, format!("{what} `{name}`")).help(
            did_you_mean(name, names.iter().copied()).unwrap_or_else(|| format!("there are {}", names.join(", "))),
        ),
    ))
}
