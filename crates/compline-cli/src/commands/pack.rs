//! `compline pack`: a new pack, and pages about packs.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use compline::{PolicyError, report, template, today};

use crate::cli::{Color, DocsArgs, NewArgs, Pack};
use crate::exit::Status;
use crate::output::Output;
use crate::session::{Failure, complain, load};
use crate::terminal::{Stream, plain};

pub(crate) fn run(what: &Pack) -> Status {
    let done = match what {
        Pack::New(args) => new(args),
        Pack::Docs(args) => docs(args),
    };
    match done {
        Ok(()) => Status::Success,
        Err(Failure::Message(message)) => {
            complain(&message);
            Status::Trouble
        }
        Err(Failure::Policy(PolicyError { diagnostics, .. })) => {
            let _ = report::diagnostics(&mut io::stderr().lock(), &diagnostics, &plain(Color::Auto, Stream::Stderr));
            Status::Trouble
        }
    }
}

fn new(args: &NewArgs) -> Result<(), Failure> {
    let files = template(&args.name)?;
    let folder = args.folder.join(&args.name);
    if folder.exists() {
        return Err(Failure::Message(format!("{} is there already", folder.display())));
    }
    fs::create_dir_all(&folder).map_err(|error| unwritten(&folder, &error))?;
    for file in &files {
        write(&folder.join(&file.path), &file.text)?;
    }
    let mut out = Output::open(None)?;
    writeln!(out, "{} is there. Fill it in from the vendor's announcement, then:", folder.display())?;
    for command in ["test", "lint", "fmt --check"] {
        writeln!(out, "  compline {command} {}", folder.display())?;
    }
    Ok(out.finish()?)
}

fn docs(args: &DocsArgs) -> Result<(), Failure> {
    let policy = load(&args.packs)?;
    let as_of = args.as_of.unwrap_or_else(today);
    fs::create_dir_all(&args.folder).map_err(|error| unwritten(&args.folder, &error))?;
    for page in report::pages(&policy.vendors(), &policy.of_no_vendor(), &policy.calendar(), as_of) {
        write(&args.folder.join(&page.name), &page.text)?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| unwritten(path, &error))
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    Failure::Message(format!("cannot write {}: {error}", path.display()))
}
