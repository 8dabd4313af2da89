//! `compline lint`: what rule packs say that nobody can have meant.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};

use compline::lint::{Finding, Fix, FormatFindings, LintOptions, apply, lint, lint_formats};
use compline::{PackSource, PolicyError, report};

use super::test::packs_of;
use crate::cli::LintArgs;
use crate::exit::Status;
use crate::output::Output;
use crate::terminal::{Stream, looks};

pub(crate) fn run(args: &LintArgs) -> Status {
    let packs = packs_of(&args.packs);
    if !args.against.is_empty() {
        return against(args, &packs);
    }
    let options = LintOptions { as_of: args.as_of, max_age: args.max_age };
    let found = lint(&packs, options).and_then(|found| {
        if args.fix { fix(&found).map_or(Ok(None), |()| lint(&packs, options).map(Some)) } else { Ok(Some(found)) }
    });
    match found {
        Ok(Some(found)) => match write(args, &found) {
            Ok(()) if found.is_empty() => Status::Success,
            Ok(()) => Status::Findings,
            Err(error) => complain(&format!("the report cannot be written: {error}")),
        },
        Ok(None) => Status::Trouble,
        Err(PolicyError { diagnostics, .. }) => {
            let looks = looks(args.color, args.quiet, false, Stream::Stderr);
            let _ = report::diagnostics(&mut io::stderr().lock(), &diagnostics, &looks);
            Status::Trouble
        }
    }
}

/// What of the packs' formats makes no difference to some files.
fn against(args: &LintArgs, packs: &[PackSource]) -> Status {
    match lint_formats(packs, &args.against) {
        Ok(FormatFindings { findings, unread }) => {
            let status = match write(args, &findings) {
                Ok(()) if findings.is_empty() => Status::Success,
                Ok(()) => Status::Findings,
                Err(error) => return complain(&format!("the report cannot be written: {error}")),
            };
            let mut unread = unread.iter().map(|(path, why)| complain(&format!("{path} cannot be read: {why}")));
            unread.by_ref().last().unwrap_or(status)
        }
        Err(PolicyError { diagnostics, .. }) => {
            let looks = looks(args.color, args.quiet, false, Stream::Stderr);
            let _ = report::diagnostics(&mut io::stderr().lock(), &diagnostics, &looks);
            Status::Trouble
        }
    }
}

fn write(args: &LintArgs, found: &[Finding]) -> io::Result<()> {
    let mut output = Output::open(None)?;
    report::lint(&mut output, found, args.format.into(), &looks(args.color, args.quiet, false, Stream::Stdout))?;
    output.finish()
}

/// Makes the changes that are sure, file by file; nothing, with the reason told, if one cannot be made.
fn fix(found: &[Finding]) -> Option<()> {
    let mut files: BTreeMap<&str, Vec<&Fix>> = BTreeMap::new();
    for fix in found.iter().filter_map(|finding| finding.fix.as_ref()) {
        files.entry(&fix.path).or_default().push(fix);
    }
    for (path, fixes) in files {
        let written = fs::read_to_string(path).and_then(|text| {
            let (text, made) = apply(&text, fixes);
            if made > 0 { fs::write(path, text) } else { Ok(()) }
        });
        if let Err(error) = written {
            complain(&format!("cannot change {path}: {error}"));
            return None;
        }
    }
    Some(())
}

fn complain(message: &str) -> Status {
    let _ = writeln!(io::stderr(), "error: {}", report::escape::line(message));
    Status::Trouble
}
