//! Checking, as an embedder does it.

use std::io;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use compline_engine::Horizon;
use compline_engine::finding::{FileReport, Run, Sink, Summary};
use compline_engine::why::Why;
use compline_time::{AsOf, Day};

use crate::load::{Policy, PolicyError};

/// How to check.
#[derive(Clone, Debug, Default)]
pub struct CheckOptions {
    /// The moment asked about: a day, compared as a day in each cutoff's own zone, or an instant. Now, where nothing is
    /// said.
    pub as_of: Option<AsOf>,
    /// The day by which announcements were known. All that the packs know, where nothing is said.
    pub known_at: Option<Day>,
    /// How many threads check. One a core, where nothing is said.
    pub jobs: Option<usize>,
    /// The format that every file is taken to be of, such as `native`. Each file's own, where nothing is said.
    pub file_format: Option<String>,
    /// Whether findings that are clean at the as-of moment are wanted too: for a forecast they are.
    pub horizon: Horizon,
}

/// Checks manifests against a policy, from one point of view.
#[derive(Debug)]
pub struct Checker<'p> {
    inner: compline_engine::Checker<'p>,
}

impl<'p> Checker<'p> {
    /// Prepares a check. A clock is read only if `as_of` is left out.
    ///
    /// # Errors
    /// The format to force is none of the policy's.
    pub fn new(policy: &'p Policy, options: CheckOptions) -> Result<Self, PolicyError> {
        let CheckOptions { as_of, known_at, jobs, file_format, horizon } = options;
        let as_of = as_of.unwrap_or_else(|| AsOf::instant(now()));
        let options = compline_engine::CheckOptions { as_of, known_at, jobs, file_format, horizon };
        compline_engine::Checker::new(&policy.inner, options)
            .map(|inner| Self { inner })
            .map_err(|diagnostic| PolicyError::one(*diagnostic))
    }

    /// What makes the check repeatable: versions, digests, the moment asked about.
    pub fn run(&self) -> &Run {
        self.inner.run()
    }

    /// Checks a text. `path` is what the file is called: formats are told apart by it.
    pub fn check_text(&self, path: &str, text: &str) -> FileReport {
        self.inner.check_bytes(path, text.as_bytes()).0
    }

    /// Checks bytes, such as those of a standard input, and hands the report on.
    ///
    /// # Errors
    /// The sink's.
    pub fn check_bytes(&self, path: &str, bytes: &[u8], sink: &mut dyn Sink) -> io::Result<Summary> {
        let (report, summary) = self.inner.check_bytes(path, bytes);
        sink.file(report)?;
        Ok(summary)
    }

    /// Says why a rule, `pack/rule` or `rule` where that is clear, comes out as it does for a manifest: the evaluation as
    /// a tree, for each thing that the rule could speak of; of one integration only, if one is named.
    ///
    /// # Errors
    /// There is no such rule, or no such integration in the manifest.
    pub fn why(&self, path: &str, bytes: &[u8], rule: &str, integration: Option<&str>) -> Result<Why, PolicyError> {
        self.inner.why(path, bytes, rule, integration).map_err(|diagnostic| PolicyError::one(*diagnostic))
    }

    /// Checks files and folders in parallel. Reports come in the order of the paths, a folder's in order of name.
    ///
    /// # Errors
    /// The sink's. What is wrong with a file is part of its report.
    pub fn check_paths(&self, paths: &[PathBuf], sink: &mut dyn Sink) -> io::Result<Summary> {
        self.inner.check_paths(paths, sink)
    }
}

/// Today, in UTC.
pub fn today() -> Day {
    Day::from_tick(now())
}

/// The one place where a clock is read: seconds since 1970.
fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or_default()
}
