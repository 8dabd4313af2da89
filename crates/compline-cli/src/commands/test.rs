//! `compline test`: whether rules do what their tests say.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use compline::report;
use compline::test::{TestOptions, TestReport, run as run_tests, write_report};
use compline::{PackSource, PolicyError};

use crate::cli::TestArgs;
use crate::exit::Status;
use crate::output::Output;
use crate::terminal::{Stream, looks};

/// Folders below which nobody keeps packs.
const LEFT_OUT: [&str; 2] = ["target", "node_modules"];

pub(crate) fn run(args: &TestArgs) -> Status {
    let packs = packs_of(&args.packs);
    let options = TestOptions { filter: args.filter.clone(), coverage: args.coverage, mutate: args.mutate };
    match run_tests(&packs, &options) {
        Ok(found) => match write(args, &found) {
            Ok(()) => status(args, &found),
            Err(error) => complain(&format!("the report cannot be written: {error}")),
        },
        Err(PolicyError { diagnostics, .. }) => {
            let looks = looks(args.color, args.quiet, args.verbose, Stream::Stderr);
            let _ = report::diagnostics(&mut io::stderr().lock(), &diagnostics, &looks);
            Status::Trouble
        }
    }
}

fn write(args: &TestArgs, found: &TestReport) -> io::Result<()> {
    let stream = if args.output.is_some() { Stream::File } else { Stream::Stdout };
    let mut output = Output::open(args.output.as_deref())?;
    let looks = looks(args.color, args.quiet, args.verbose, stream);
    write_report(found, args.format.into(), &looks, &mut output)?;
    output.finish()
}

fn status(args: &TestArgs, found: &TestReport) -> Status {
    let totals = found.totals();
    if totals.broken_tests > 0 {
        complain("some tests could not be run")
    } else if totals.tests == 0 {
        complain(match &args.filter {
            Some(_) if totals.left_out > 0 => "nothing was tested: no test has the filter's text in its name or file",
            _ => "nothing was tested: the packs have no `test`",
        })
    } else if totals.failed_tests > 0 {
        Status::Findings
    } else {
        Status::Success
    }
}

/// Says why there is no verdict.
fn complain(message: &str) -> Status {
    let _ = writeln!(io::stderr(), "error: {}", report::escape::line(message));
    Status::Trouble
}

/// The packs that arguments name; without any, those from the current folder on, or else all that are built in.
pub(super) fn packs_of(arguments: &[String]) -> Vec<PackSource> {
    let mut packs: Vec<PackSource> = vec![];
    for pack in arguments {
        match PackSource::parse(pack) {
            // A folder of packs, not a pack.
            PackSource::Path(path) if path.is_dir() && !path.join("pack.yaml").is_file() => {
                let below = packs_below(&path);
                if below.is_empty() {
                    packs.push(PackSource::Path(path));
                }
                packs.extend(below.into_iter().map(PackSource::Path));
            }
            pack => packs.push(pack),
        }
    }
    if arguments.is_empty() {
        packs.extend(packs_below(Path::new(".")).into_iter().map(PackSource::Path));
        if packs.is_empty() {
            packs.extend(compline::builtin_packs().into_iter().map(PackSource::Builtin));
        }
    }
    packs
}

/// The folders with a `pack.yaml` from a folder on, in order of path.
fn packs_below(folder: &Path) -> Vec<PathBuf> {
    let shown = folder.strip_prefix(".").ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(folder);
    if folder.join("pack.yaml").is_file() {
        return vec![shown.to_owned()];
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return vec![] };
    let mut below: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            entry.file_type().is_ok_and(|kind| kind.is_dir())
                && !name.starts_with('.')
                && !LEFT_OUT.contains(&name.as_str())
        })
        .map(|entry| entry.path())
        .collect();
    below.sort();
    below.iter().flat_map(|folder| packs_below(folder)).collect()
}
