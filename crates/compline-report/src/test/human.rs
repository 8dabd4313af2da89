//! `test` for people: failures with their places, then what is left out, then the sums.

use std::io::{self, Write};

use super::{Coverage, Mutation, PackReport, Survivor, TestReport};
use crate::diagnostic::{complaint, fields};
use crate::escape;
use crate::layout::count;
use crate::look::{Ink, Look};
use crate::render::Options;

pub(super) fn write(report: &TestReport, options: Options, out: &mut dyn Write) -> io::Result<()> {
    let look = options.look();
    for pack in &report.packs {
        for test in &pack.tests {
            let failures = test.cases.iter().filter_map(|case| case.failure.as_ref());
            for located in test.problems.iter().chain(failures) {
                complaint(out, located, Some(&test.path), look)?;
            }
        }
    }
    for pack in &report.packs {
        if let Some(coverage) = &pack.coverage {
            write_coverage(pack, coverage, options, look, out)?;
        }
        if let Some(mutation) = &pack.mutation {
            write_mutation(pack, mutation, options, look, out)?;
        }
    }
    if options.quiet {
        return Ok(());
    }
    for pack in &report.packs {
        write_pack(pack, options, look, out)?;
    }
    let totals = report.totals();
    let failed = totals.failed_tests + totals.broken_tests;
    let (ink, verdict) = if failed == 0 {
        (Ink::Strong, "all passed".to_owned())
    } else {
        let mut parts = vec![];
        if totals.failed_tests > 0 {
            parts.push(format!("{} failed ({})", totals.failed_tests, count(totals.failed_cases, "case")));
        }
        if totals.broken_tests > 0 {
            parts.push(format!("{} could not be run", totals.broken_tests));
        }
        (Ink::Error, parts.join(", "))
    };
    let left_out = match totals.left_out {
        0 => String::new(),
        number => format!(" ({number} left out by the filter)"),
    };
    let sums = format!("{}, {}", count(totals.tests, "test"), count(totals.cases, "case"));
    writeln!(out, "{sums}: {}{left_out}", look.paint(ink, verdict))
}

fn write_pack(pack: &PackReport, options: Options, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let failed = pack.tests.iter().filter(|test| !test.passed()).count();
    let cases: usize = pack.tests.iter().map(|test| test.cases.len()).sum();
    let verdict = if failed == 0 { "passed".to_owned() } else { format!("{failed} failed") };
    let sums = format!("{}, {}", count(pack.tests.len() as u64, "test"), count(cases as u64, "case"));
    writeln!(out, "{}: {sums}, {verdict}", look.paint(Ink::Strong, escape::line(&pack.pack)))?;
    if options.verbose {
        for test in &pack.tests {
            let word = if test.passed() { "passed" } else { "failed" };
            let place = format!("{}:{}", escape::line(&test.path), test.line);
            writeln!(out, "  {word}  {place}  {}", escape::line(&test.name))?;
        }
    }
    Ok(())
}

/// `12 of 14 boundaries` for each kind.
fn sums(counts: &[(&'static str, usize, usize)], plural: &dyn Fn(&str) -> String) -> Vec<String> {
    counts
        .iter()
        .filter(|(_, _, all)| *all > 0)
        .map(|(kind, some, all)| format!("{some} of {all} {}", plural(kind)))
        .collect()
}

fn write_coverage(
    pack: &PackReport,
    coverage: &Coverage,
    _options: Options,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    for gap in &coverage.gaps {
        complaint(out, &gap.located, None, look)?;
    }
    writeln!(out, "{}: coverage", look.paint(Ink::Strong, escape::line(&pack.pack)))?;
    let plural = |kind: &str| match kind {
        "severity" => "severities".to_owned(),
        "boundary" => "boundaries (each asked about just before and at it)".to_owned(),
        "condition" => "conditions (each seen both to hold and not to)".to_owned(),
        other => format!("{other}s"),
    };
    for line in sums(&coverage.counts, &plural) {
        writeln!(out, "  {line}")?;
    }
    writeln!(out)
}

fn write_mutation(
    pack: &PackReport,
    mutation: &Mutation,
    _options: Options,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    for survivor in &mutation.survivors {
        complaint(out, &told(survivor), None, look)?;
    }
    writeln!(out, "{}: changes that some test notices", look.paint(Ink::Strong, escape::line(&pack.pack)))?;
    for line in sums(&mutation.counts, &|kind| format!("of kind `{kind}`")) {
        fields(look).write(out, "", &line)?;
    }
    writeln!(out)
}

/// A survivor with the case that would notice it.
fn told(survivor: &Survivor) -> compline_diagnostic::Located {
    let mut located = survivor.located.clone();
    match &survivor.killer {
        Some(killer) => {
            located.help = Some(format!("a case that would notice it, given \"{}\": {}", killer.given, killer.case()));
            located.notes.push(format!("with the change, that is {}", killer.changed.join(" and ")));
        }
        None => located.help = Some("no fixture tells the two apart at any date: add one that does".into()),
    }
    located
}
