//! `compline why`: the evaluation of one rule on one manifest.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use compline::{CheckOptions, Checker, FileStatus, Horizon, report};

use crate::cli::WhyArgs;
use crate::exit::Status;
use crate::session::{Failure, answer, load};

pub(crate) fn run(args: &WhyArgs) -> Status {
    answer(&args.common, |out, options| {
        let stdin = args.path == Path::new("-");
        let read = if stdin {
            let mut bytes = vec![];
            io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
        } else {
            fs::read(&args.path)
        };
        let path = if stdin { "<stdin>".into() } else { args.path.to_string_lossy() };
        let help = if args.path.is_dir() { "; give one file" } else { "" };
        let bytes = read.map_err(|error| Failure::Message(format!("cannot read `{path}`: {error}{help}")))?;
        let policy = load(&args.common.packs)?;
        let checker = Checker::new(
            &policy,
            CheckOptions {
                as_of: args.as_of.clone(),
                known_at: args.known_at,
                jobs: Some(1),
                file_format: args.file_format.clone(),
                horizon: Horizon::All,
            },
        )?;
        let why = checker.why(path.trim_start_matches("./"), &bytes, &args.rule, args.integration.as_deref())?;
        report::why(out, &why, args.common.format.into(), options)?;
        let told = matches!(why.file.status, FileStatus::Checked { .. }) && !why.subjects.is_empty();
        Ok(if told { Status::Success } else { Status::Trouble })
    })
}
