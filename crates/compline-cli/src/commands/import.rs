//! `compline import`: rule files from what vendors publish.

use std::fs;
use std::io::{self, Write};

use compline::import::{ImportOptions, Reading, openapi};
use compline::{Located, PolicyError, report};

use crate::cli::{Import, OpenapiArgs};
use crate::exit::Status;
use crate::output::Output;
use crate::session::{Failure, complain, load};
use crate::terminal::{Stream, plain};

pub(crate) fn run(what: &Import) -> Status {
    let Import::Openapi(args) = what;
    let tell = |diagnostics: &[Located]| {
        let _ = report::diagnostics(&mut io::stderr().lock(), diagnostics, &plain(args.color, Stream::Stderr));
    };
    match table(args) {
        Ok(left_out) => {
            if !args.quiet {
                tell(&left_out);
            }
            Status::Success
        }
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

/// Writes the table. Gives back what is left out of it.
fn table(args: &OpenapiArgs) -> Result<Vec<Located>, Failure> {
    let policy = load(&args.packs)?;
    let mut files = vec![];
    for path in &args.files {
        let name = path.display().to_string();
        let text =
            fs::read_to_string(path).map_err(|error| Failure::Message(format!("cannot read {name}: {error}")))?;
        files.push((name, text));
    }
    let OpenapiArgs { wide, narrow, at_most, .. } = args;
    let reading = Reading { wide: wide.clone(), narrow: narrow.clone(), at_most: at_most.clone() };
    let options = ImportOptions { vendor: args.vendor.clone(), source: args.source.clone(), reading };
    let imported = openapi(&policy, files, &options)?;
    let written = Output::open(args.output.as_deref()).and_then(|mut to| {
        to.write_all(imported.text.as_bytes())?;
        to.finish()
    });
    match (written, &args.output) {
        (Ok(()), _) => Ok(imported.left_out),
        (Err(error), Some(path)) => Err(Failure::Message(format!("cannot write {}: {error}", path.display()))),
        (Err(error), None) => Err(error.into()),
    }
}
