//! Many files, in parallel, in order.
//!
//! A walker runs ahead of the checking threads by a bounded number of paths; files are checked in batches whose reports
//! come out in the order of the paths, whatever the number of threads. Nothing is kept but the batch at hand.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use compline_diagnostic::{Diagnostic, FileSpan, SourceFile, Span, codes};
use compline_manifest::MAX_BYTES;
use ignore::WalkBuilder;
use rayon::prelude::*;

use crate::check::Counts;
use crate::file::{Job, Worker, failed, not_recognised};
use crate::finding::{FileReport, FileStatus, Sink, State, Summary};

/// How many files are checked before their reports are handed on.
const BATCH: usize = 256;

/// A file to check, or why there is none.
struct Input {
    /// As it is opened.
    path: PathBuf,
    /// As people are shown it.
    shown: Arc<str>,
    /// Whether somebody asked for this very file.
    named: bool,
    /// What is wrong with it, if it cannot be read at all.
    problem: Option<String>,
}

/// Checks files and folders; a folder's files in order of name.
pub(crate) fn run(job: &Job<'_>, paths: &[PathBuf], jobs: Option<usize>, sink: &mut dyn Sink) -> io::Result<Summary> {
    let threads = jobs.unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(io::Error::other)?;
    let workers: Vec<Mutex<Worker>> = (0..pool.current_num_threads()).map(|_| Mutex::new(Worker::new(job))).collect();
    let mut summary = Summary { rules: job.setup.policy.rules.len() as u64, ..Summary::default() };
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Input>(4 * BATCH);
        scope.spawn(move || walk(paths, &sender));
        let mut result = Ok(());
        loop {
            let batch: Vec<Input> = next_batch(&receiver);
            if batch.is_empty() {
                break;
            }
            let reports: Vec<FileReport> = pool
                .install(|| batch.par_iter().with_max_len(8).map(|input| check_input(job, &workers, input)).collect());
            for report in reports {
                count(&mut summary, &report);
                result = sink.file(report);
                if result.is_err() {
                    break;
                }
            }
            if result.is_err() {
                break;
            }
        }
        // Lets the walker see that nobody listens any more.
        drop(receiver);
        result
    })?;
    for worker in &workers {
        let worker = worker.lock().unwrap_or_else(PoisonError::into_inner);
        add_counts(&mut summary, &worker);
    }
    finish(
        job,
        &mut summary,
        workers.iter().map(|worker| worker.lock().unwrap_or_else(PoisonError::into_inner).counts.clone()),
    );
    Ok(summary)
}

/// Shows every file of the paths, in order, with its bytes or why they cannot be read.
pub(crate) fn each_file(paths: &[PathBuf], mut f: impl FnMut(&Arc<str>, Result<Vec<u8>, String>)) {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Input>(4 * BATCH);
        scope.spawn(move || walk(paths, &sender));
        for input in &receiver {
            if let Some(problem) = input.problem {
                f(&input.shown, Err(problem));
                continue;
            }
            if is_of_a_pack(&input.path) || !std::fs::metadata(&input.path).is_ok_and(|file| file.is_file()) {
                continue;
            }
            f(&input.shown, std::fs::read(&input.path).map_err(|error| error.to_string()));
        }
    });
}

/// Checks one text that was read by somebody else.
pub(crate) fn run_one(job: &Job<'_>, path: &str, bytes: &[u8]) -> (FileReport, Summary) {
    let mut worker = Worker::new(job);
    let report = worker.check(job, &Arc::from(path), bytes, true);
    let mut summary = Summary { rules: job.setup.policy.rules.len() as u64, ..Summary::default() };
    count(&mut summary, &report);
    add_counts(&mut summary, &worker);
    finish(job, &mut summary, std::iter::once(worker.counts));
    (report, summary)
}

fn add_counts(summary: &mut Summary, worker: &Worker) {
    summary.decided += worker.counts.decided;
    summary.undetermined += worker.counts.undetermined;
    summary.integrations += worker.integrations;
    summary.connections += worker.connections;
    summary.upcoming += worker.upcoming;
}

fn finish(job: &Job<'_>, summary: &mut Summary, counts: impl Iterator<Item = Counts>) {
    let policy = job.setup.policy;
    let total = counts.fold(Counts::new(policy), |mut total, one| {
        total.add(&one);
        total
    });
    let idle = policy.rules.iter().zip(&total.by_rule).filter(|(_, met)| **met == 0);
    summary.idle_rules = idle.map(|(rule, _)| rule.id.to_string()).collect();
    summary.packs = crate::waivers::report(&job.setup, &total);
}

/// Up to a batch of inputs: waits for the first, takes what else is there without waiting for long.
fn next_batch(receiver: &Receiver<Input>) -> Vec<Input> {
    receiver.iter().take(BATCH).collect()
}

fn check_input(job: &Job<'_>, workers: &[Mutex<Worker>], input: &Input) -> FileReport {
    let fail = |message: String| {
        let diagnostic = Diagnostic::error(codes::input::UNREADABLE, message).at(FileSpan::manifest(Span::at(0)), "");
        failed(&input.shown, &Arc::new(SourceFile::new(Arc::clone(&input.shown), "")), vec![diagnostic])
    };
    if let Some(problem) = &input.problem {
        return fail(format!("cannot be read: {problem}"));
    }
    if !input.named && is_of_a_pack(&input.path) {
        return not_recognised(&input.shown, false, "it is part of a rule pack");
    }
    if job.forced.is_none() && !job.formats.may_be(&input.shown) {
        return not_recognised(&input.shown, input.named, "no format is for files of this name");
    }
    let metadata = match std::fs::metadata(&input.path) {
        Ok(metadata) => metadata,
        Err(error) => return fail(format!("cannot be read: {error}")),
    };
    // A pipe or a device may never end.
    if !metadata.is_file() {
        return not_recognised(&input.shown, input.named, "it is not a regular file");
    }
    if metadata.len() > MAX_BYTES as u64 {
        let source = Arc::new(SourceFile::new(Arc::clone(&input.shown), ""));
        return failed(&input.shown, &source, vec![compline_manifest::too_large(metadata.len())]);
    }
    let bytes = match std::fs::read(&input.path) {
        Ok(bytes) => bytes,
        Err(error) => return fail(format!("cannot be read: {error}")),
    };
    let index = rayon::current_thread_index().unwrap_or(0).min(workers.len() - 1);
    let mut worker = workers[index].lock().unwrap_or_else(PoisonError::into_inner);
    worker.check(job, &input.shown, &bytes, input.named)
}

/// Whether a file is one of our own that may lie beside manifests: a rule file, a pack's manifest, a fixture of its tests.
fn is_of_a_pack(path: &Path) -> bool {
    let is_fixture = || {
        let mut folders = path.ancestors().skip(1).filter(|folder| folder.file_name().is_some_and(|n| n == "fixtures"));
        folders.any(|folder| folder.parent().is_some_and(|pack| pack.join("pack.yaml").is_file()))
    };
    is_fixture()
        || path.extension().is_some_and(|extension| extension == "compline")
        || path.file_name().is_some_and(|name| name == "pack.yaml")
}

/// Sends every file of the paths, in order; a file that two paths lead to, once.
fn walk(paths: &[PathBuf], sender: &SyncSender<Input>) {
    let mut seen: Option<HashSet<PathBuf>> = (paths.len() > 1).then(HashSet::new);
    let mut send = |input: Input| {
        // `./a` and `a` are one path.
        let plain: PathBuf = input.path.components().filter(|part| *part != Component::CurDir).collect();
        let new = seen.as_mut().is_none_or(|seen| seen.insert(plain));
        !new || sender.send(input).is_ok()
    };
    for path in paths {
        let is_folder = match std::fs::metadata(path) {
            Ok(metadata) => metadata.is_dir(),
            Err(error) => {
                let problem = Some(error.to_string());
                if !send(Input { path: path.clone(), shown: shown(path), named: true, problem }) {
                    return;
                }
                continue;
            }
        };
        if !is_folder {
            if !send(Input { path: path.clone(), shown: shown(path), named: true, problem: None }) {
                return;
            }
            continue;
        }
        let walker = WalkBuilder::new(path)
            .hidden(false)
            .filter_entry(|entry| entry.file_name() != ".git")
            .sort_by_file_name(std::cmp::Ord::cmp)
            .build();
        for entry in walker {
            let input = match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => continue,
                Ok(entry) => {
                    let path = entry.into_path();
                    Input { shown: shown(&path), path, named: false, problem: None }
                }
                Err(error) => {
                    let (at, problem) = unreadable(path, &error);
                    Input { shown: shown(&at), path: at, named: true, problem: Some(problem) }
                }
            };
            if !send(input) {
                return;
            }
        }
    }
}

/// Which path could not be walked, and why.
fn unreadable(root: &Path, error: &ignore::Error) -> (PathBuf, String) {
    match error {
        ignore::Error::WithPath { path, err } => (path.clone(), err.to_string()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => unreadable(root, err),
        other => (root.to_owned(), other.to_string()),
    }
}

/// A path as people are shown it: with `/` between components, without a leading `./`; what is not Unicode in it as
/// replacement characters.
fn shown(path: &Path) -> Arc<str> {
    let text = path.to_string_lossy();
    let text = if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace('\\', "/") };
    let text = text.strip_prefix("./").filter(|rest| !rest.is_empty()).unwrap_or(&text);
    Arc::from(text)
}

/// Adds a file to the account.
fn count(summary: &mut Summary, report: &FileReport) {
    summary.files += 1;
    match &report.status {
        FileStatus::Checked { format } => *summary.checked.entry(format.to_string()).or_default() += 1,
        FileStatus::NotRecognised(why) => {
            let by_reason: &mut BTreeMap<String, u64> = &mut summary.not_recognised;
            *by_reason.entry((*why).to_owned()).or_default() += 1;
        }
        FileStatus::Failed => summary.failed += 1,
    }
    for diagnostic in &report.diagnostics {
        summary.diagnostics[diagnostic.severity as usize] += 1;
    }
    for finding in &report.findings {
        let State { at_least, at_most, waived } = finding.state;
        match (at_least, at_most) {
            (_, Some(most)) if waived => summary.waived[most as usize] += 1,
            (Some(least), Some(most)) if least == most => summary.violations[least as usize] += 1,
            (_, Some(most)) => summary.undetermined_by_worst[most as usize] += 1,
            _ => {}
        }
    }
}
