//! What every command that reads manifests does: load rules, read input, write a report, come to a status.

use std::io::{self, Read, Write};
use std::path::Path;

use compline::report::{self, Report};
use compline::{CheckOptions, Checker, FileReport, Horizon, Located, PackSource, Policy, PolicyError, Sink, Summary};

use crate::cli::{Asked, Common};
use crate::exit::{Goal, Status, Tally, reduce};
use crate::output::Output;
use crate::terminal::{Stream, options, plain};

/// The name of standard input, unless it is given one.
const STDIN: &str = "<stdin>";

/// What distinguishes one command from another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job {
    pub(crate) report: Report,
    pub(crate) horizon: Horizon,
    pub(crate) goal: Goal,
}

/// Why a run has no result.
pub(crate) enum Failure {
    /// Said in a line.
    Message(String),
    /// Mistakes in rules, packs or options.
    Policy(PolicyError),
}

impl From<PolicyError> for Failure {
    fn from(error: PolicyError) -> Self {
        Self::Policy(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Message(format!("cannot write to standard output: {error}"))
    }
}

/// The packs asked for; all that are built in where none is.
pub(crate) fn load(packs: &[String]) -> Result<Policy, PolicyError> {
    if packs.is_empty() {
        return Policy::builtin();
    }
    let packs: Vec<PackSource> = packs.iter().map(|pack| PackSource::parse(pack)).collect();
    Policy::load(&packs)
}

/// Answers a question on standard output.
pub(crate) fn answer(
    asked: &Asked,
    write: impl FnOnce(&mut dyn Write, &report::Options) -> Result<Status, Failure>,
) -> Status {
    let tell = |diagnostics: &[Located]| {
        let _ = report::diagnostics(&mut io::stderr().lock(), diagnostics, &plain(asked.color, Stream::Stderr));
    };
    let answered = Output::open(None).map_err(Failure::from).and_then(|mut out| {
        let status = write(&mut out, &plain(asked.color, Stream::Stdout))?;
        out.finish()?;
        Ok(status)
    });
    match answered {
        Ok(status) => status,
        Err(Failure::Message(message)) => {
            complain(&message);
            Status::Trouble
        }
        Err(Failure::Policy(PolicyError { diagnostics, .. })) => {
            tell(&diagnostics);
            Status::Trouble
        }
    }
}

/// Does a job.
pub(crate) fn run(common: &Common, job: Job) -> Status {
    match try_run(common, job) {
        Ok((status, trouble)) => {
            if let Some(trouble) = trouble {
                complain(&trouble);
            }
            status
        }
        Err(Failure::Message(message)) => {
            complain(&message);
            Status::Trouble
        }
        Err(Failure::Policy(PolicyError { diagnostics, .. })) => {
            tell(common, &diagnostics);
            Status::Trouble
        }
    }
}

fn try_run(common: &Common, job: Job) -> Result<(Status, Option<String>), Failure> {
    let stdin = reads_stdin(common).map_err(Failure::Message)?;
    let policy = load(&common.packs)?;
    if !common.quiet {
        tell(common, policy.warnings());
    }
    let checker = Checker::new(&policy, check_options(common, job))?;
    let summary = if stdin {
        let mut bytes = vec![];
        io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::Message(format!("cannot read standard input: {error}")))?;
        let name = common.stdin_filename.as_deref().unwrap_or(STDIN);
        write(common, job, &checker, |sink| checker.check_bytes(name, &bytes, sink))
    } else {
        write(common, job, &checker, |sink| checker.check_paths(&common.paths, sink))
    };
    let (tally, summary) = summary.map_err(|error| {
        let to = common.output.as_ref().map_or("to standard output".into(), |path| path.to_string_lossy());
        Failure::Message(format!("cannot write {to}: {error}"))
    })?;
    Ok(reduce(job.goal, tally, &summary, common.allow_empty))
}

/// Whether the input is standard input; not together with anything else.
fn reads_stdin(common: &Common) -> Result<bool, String> {
    let stdin = common.paths.iter().any(|path| path == Path::new("-"));
    if stdin && common.paths.len() > 1 {
        return Err("`-`, standard input, cannot be read together with other paths".to_owned());
    }
    if !stdin && common.stdin_filename.is_some() {
        return Err("--stdin-filename goes with `-` as the only path".to_owned());
    }
    Ok(stdin)
}

fn check_options(common: &Common, job: Job) -> CheckOptions {
    CheckOptions {
        as_of: common.as_of.clone(),
        known_at: common.known_at,
        jobs: common.jobs,
        file_format: common.file_format.clone(),
        horizon: job.horizon,
    }
}

/// Counts findings for the status on their way to the report.
struct Counting<S> {
    tally: Tally,
    to: S,
}

impl<S: Sink> Sink for Counting<S> {
    fn file(&mut self, file: FileReport) -> io::Result<()> {
        self.tally.add(&file);
        self.to.file(file)
    }
}

/// Runs a check into the report that is asked for.
fn write(
    common: &Common,
    job: Job,
    checker: &Checker<'_>,
    check: impl FnOnce(&mut dyn Sink) -> io::Result<Summary>,
) -> io::Result<(Tally, Summary)> {
    let output = Output::open(common.output.as_deref())?;
    let stream = if common.output.is_some() { Stream::File } else { Stream::Stdout };
    let renderer = report::renderer(job.report, common.format.into(), &options(common, stream));
    let to = report::Stream::begin(renderer, output, checker.run())?;
    let mut counting = Counting { tally: Tally::default(), to };
    let summary = check(&mut counting)?;
    counting.to.end(&summary)?.finish()?;
    Ok((counting.tally, summary))
}

/// Says why there is no verdict. If standard error cannot be written to, the status still says it.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "error: {}", report::escape::line(message));
}

/// Prints mistakes in rules, all of them.
fn tell(common: &Common, diagnostics: &[Located]) {
    let _ = report::diagnostics(&mut io::stderr().lock(), diagnostics, &options(common, Stream::Stderr));
}
