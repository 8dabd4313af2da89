//! `compline fmt`: rule files in the one layout.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use compline::fmt::format;
use compline::report;
use similar::TextDiff;

use crate::cli::FmtArgs;
use crate::exit::Status;
use crate::output::Output;
use crate::terminal::{Stream, plain};

/// The name of standard input.
const STDIN: &str = "<stdin>";

pub(crate) fn run(args: &FmtArgs) -> Status {
    try_run(args).unwrap_or_else(|message| {
        complain(&message);
        Status::Trouble
    })
}

fn try_run(args: &FmtArgs) -> Result<Status, String> {
    if args.paths.iter().any(|path| path == Path::new("-")) {
        return if args.paths.len() > 1 {
            Err("`-`, standard input, cannot be read together with other paths".to_owned())
        } else {
            stdin(args)
        };
    }
    let mut files = vec![];
    for path in &args.paths {
        find(path, true, &mut files)?;
    }
    files.sort();
    files.dedup();
    if files.is_empty() {
        return Err("there is no `*.compline` file".to_owned());
    }
    let mut output = Output::open(None).map_err(|error| told(&error))?;
    let (mut trouble, mut changes) = (false, false);
    for path in &files {
        // A file that cannot be formatted does not keep the others from it.
        match file(args, path, &mut output) {
            Ok(changed) => changes |= changed,
            Err(message) => {
                trouble = true;
                if let Some(message) = message {
                    complain(&message);
                }
            }
        }
    }
    output.finish().map_err(|error| told(&error))?;
    Ok(match (trouble, changes && (args.check || args.diff)) {
        (true, _) => Status::Trouble,
        (_, true) => Status::Findings,
        _ => Status::Success,
    })
}

fn told(error: &io::Error) -> String {
    format!("cannot write to standard output: {error}")
}

/// The rule files at a path; a file that is named is taken whatever it is called.
fn find(path: &Path, named: bool, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let cannot = |error: io::Error| format!("cannot read {}: {error}", path.display());
    if !fs::metadata(path).map_err(cannot)?.is_dir() {
        if named || path.extension().is_some_and(|extension| extension == "compline") {
            files.push(path.to_owned());
        }
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        // Links are not followed: they may lead round in a circle, and what they lead to is somebody else's.
        if !hidden && !entry.file_type().map_err(cannot)?.is_symlink() {
            // `./a` is shown as `a`.
            let below = entry.path();
            find(below.strip_prefix("./").unwrap_or(&below), false, files)?;
        }
    }
    Ok(())
}

/// Formats one file. Gives back whether it changes; an error without a message has been told.
fn file(args: &FmtArgs, path: &Path, output: &mut Output) -> Result<bool, Option<String>> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|error| format!("cannot read {name}: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("cannot read {name}: it is not UTF-8"))?;
    let formatted = formatted(args, &name, &text)?;
    if formatted == text {
        return Ok(false);
    }
    if args.check {
        writeln!(output, "{}", report::escape::line(&name)).map_err(|error| told(&error))?;
    }
    if args.diff {
        diff(output, &name, &text, &formatted).map_err(|error| told(&error))?;
    }
    if !args.check && !args.diff {
        let written = Output::open(Some(path)).and_then(|mut to| {
            to.write_all(formatted.as_bytes())?;
            to.finish()
        });
        written.map_err(|error| format!("cannot write {name}: {error}"))?;
    }
    Ok(true)
}

fn stdin(args: &FmtArgs) -> Result<Status, String> {
    let mut text = String::new();
    io::stdin().lock().read_to_string(&mut text).map_err(|error| format!("cannot read standard input: {error}"))?;
    let formatted = match formatted(args, STDIN, &text) {
        Ok(formatted) => formatted,
        Err(message) => return message.map_or(Ok(Status::Trouble), Err),
    };
    let mut output = Output::open(None).map_err(|error| told(&error))?;
    let changed = formatted != text;
    if args.check && changed {
        writeln!(output, "{STDIN}").map_err(|error| told(&error))?;
    }
    if args.diff {
        diff(&mut output, STDIN, &text, &formatted).map_err(|error| told(&error))?;
    }
    if !args.check && !args.diff {
        output.write_all(formatted.as_bytes()).map_err(|error| told(&error))?;
    }
    output.finish().map_err(|error| told(&error))?;
    Ok(if changed && (args.check || args.diff) { Status::Findings } else { Status::Success })
}

/// A formatted text; its mistakes are told where it has any.
fn formatted(args: &FmtArgs, name: &str, text: &str) -> Result<String, Option<String>> {
    format(name, text).map_err(|errors| {
        let _ = report::diagnostics(&mut io::stderr().lock(), &errors, &plain(args.color, Stream::Stderr));
        None
    })
}

fn diff(output: &mut Output, name: &str, old: &str, new: &str) -> io::Result<()> {
    let diff = TextDiff::from_lines(old, new);
    let name = report::escape::line(name);
    write!(output, "{}", diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")))
}

/// Says why there is no result. If standard error cannot be written to, the status still says it.
fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "error: {}", report::escape::line(message));
}
