//! `lint`: what there is to say of packs, and how it could be put right.

use std::io::{self, Write};

use compline_policy::lint::{Finding, Fix};
use serde::Serialize;

use crate::diagnostic::{excerpts, fields, heading, help, notes, place, short};
use crate::escape;
use crate::json::{DiagnosticView, Document};
use crate::look::{Ink, Look};
use crate::render::{Format, Options};

/// Writes what lints found.
pub fn lint(out: &mut dyn Write, found: &[Finding], format: Format, options: &Options) -> io::Result<()> {
    match format {
        Format::Human => human(out, found, options),
        Format::Short => found.iter().try_for_each(|finding| short(out, &finding.located, "")),
        Format::Json => json(out, found),
    }
}

fn human(out: &mut dyn Write, found: &[Finding], options: &Options) -> io::Result<()> {
    let look = options.look();
    for Finding { located, fix } in found {
        let ink = Ink::of(located.severity);
        heading(out, located, located.severity.as_str(), None, ink, look)?;
        excerpts(out, located, None, ink, look)?;
        help(out, located, look)?;
        fix.as_ref().map_or(Ok(()), |fix| self::fix(out, fix, look))?;
        notes(out, located, look)?;
        writeln!(out)?;
    }
    if options.quiet {
        return Ok(());
    }
    let fixes = match found.iter().filter(|finding| finding.fix.is_some()).count() {
        0 => String::new(),
        number => format!(", of which --fix puts {number} right"),
    };
    match found.len() {
        0 => writeln!(out, "nothing to complain of"),
        1 => writeln!(out, "1 finding{fixes}"),
        number => writeln!(out, "{number} findings{fixes}"),
    }
}

fn fix(out: &mut dyn Write, fix: &Fix, look: Look) -> io::Result<()> {
    let at = place(&fix.path, fix.start.line, fix.start.column);
    let put =
        if fix.replacement.is_empty() { String::new() } else { format!(": `{}`", escape::line(&fix.replacement)) };
    fields(look).write(out, "fix", &format!("{} at {at}{put}", escape::line(&fix.title)))
}

fn json(out: &mut dyn Write, found: &[Finding]) -> io::Result<()> {
    let mut document = Document::default();
    document.begin_bare("compline.lint", out)?;
    document.begin_list("findings", out)?;
    for finding in found {
        document.element(&FindingView::new(finding), out)?;
    }
    document.end_list(out)?;
    out.write_all(b"\n}\n")
}

#[derive(Serialize)]
struct FindingView<'r> {
    #[serde(flatten)]
    diagnostic: DiagnosticView<'r>,
    fix: Option<FixView<'r>>,
}

/// The bytes from `start` to `end` are to be replaced.
#[derive(Serialize)]
struct FixView<'r> {
    title: &'r str,
    path: &'r str,
    start: u32,
    end: u32,
    replacement: &'r str,
}

impl<'r> FindingView<'r> {
    fn new(finding: &'r Finding) -> Self {
        let fix = |fix: &'r Fix| FixView {
            title: &fix.title,
            path: &fix.path,
            start: fix.span.start,
            end: fix.span.end,
            replacement: &fix.replacement,
        };
        Self { diagnostic: DiagnosticView::new(&finding.located), fix: finding.fix.as_ref().map(fix) }
    }
}
