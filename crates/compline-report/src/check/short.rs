//! `check` for editors and `grep`: one line a finding.

use std::io::{self, Write};

use compline_diagnostic::Severity;
use compline_engine::finding::{FileReport, FileStatus, Finding, Run, Summary};

use crate::diagnostic::{place_of, short, verdict};
use crate::render::{Options, Renderer};
use crate::summary::{Account, by_severity, files};
use crate::{escape, schedule};

/// Renders `check` as lines.
#[derive(Debug)]
pub struct Short {
    options: Options,
    account: Account,
}

impl Short {
    /// Quiet or with a last line that sums up.
    pub const fn new(options: Options) -> Self {
        Self { options, account: Account::new(options) }
    }
}

impl Short {
    /// What there is to say of the file itself.
    pub(super) fn about(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        file.diagnostics.iter().try_for_each(|located| short(out, located, &file.path))?;
        match &file.status {
            FileStatus::Failed if file.diagnostics.is_empty() => {
                writeln!(out, "{}: failed: it could not be read", escape::line(&file.path))?;
            }
            FileStatus::NotRecognised(reason) if self.options.verbose => {
                writeln!(out, "{}: not recognised: {reason}", escape::line(&file.path))?;
            }
            _ => {}
        }
        Ok(())
    }
}

impl Renderer for Short {
    fn begin(&mut self, run: &Run, _: &mut dyn Write) -> io::Result<()> {
        self.account.begin(run);
        Ok(())
    }

    fn file(&mut self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        self.about(file, out)?;
        super::current(file).try_for_each(|finding| write(out, finding, &file.path))
    }
    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        summary.packs.iter().try_for_each(|located| short(out, located, ""))?;
        if self.options.quiet {
            return Ok(());
        }
        let findings = by_severity(summary.violations).unwrap_or_else(|| "no findings".to_owned());
        let undetermined: u64 = summary.undetermined_by_worst.iter().sum();
        let waived = match summary.waived.iter().sum::<u64>() {
            0 => String::new(),
            number => format!("{number} waived, "),
        };
        writeln!(
            out,
            "{findings}, {undetermined} undetermined, {waived}{} upcoming; {} decisions; {}; {}",
            summary.upcoming,
            summary.decided,
            files(summary, "files"),
            self.account.moment()
        )
    }
}

/// `path:line:column: warning[rule] message (becomes error 2021-06-01)`
pub(super) fn write(out: &mut dyn Write, finding: &Finding, path: &str) -> io::Result<()> {
    let (word, bounds) = verdict(finding.state, finding.state.at_most.unwrap_or(Severity::Note));
    let mut asides: Vec<String> = bounds.into_iter().collect();
    if finding.usage == "offers" {
        asides.push("offered".to_owned());
    }
    if !finding.depends_on.is_empty() {
        let on: Vec<_> = finding.depends_on.iter().map(|dependency| escape::line(&dependency.on)).collect();
        asides.push(format!("depends on {}", on.join(", ")));
    }
    asides.extend(finding.waivers.iter().map(|waiver| {
        let ticket = waiver.ticket.as_ref().map(|ticket| format!(", {}", escape::line(ticket))).unwrap_or_default();
        let word = waiver.why_not.map_or_else(|| "until".to_owned(), |why| format!("waiver {why}: until"));
        let (approved, because) = (escape::line(&waiver.approved), escape::line(&waiver.because));
        format!("{word} {}, approved by {approved}{ticket}: {because}", escape::line(&waiver.until))
    }));
    if let Some(next) = &finding.next_change {
        asides.push(format!("becomes {} {}", schedule::word(next.state), escape::line(&next.at.text)));
    }
    let asides = if asides.is_empty() { String::new() } else { format!(" ({})", asides.join("; ")) };
    writeln!(
        out,
        "{}: {word}[{}] {}{asides}",
        place_of(&finding.located, path),
        escape::line(&finding.rule),
        escape::line(&finding.located.message)
    )
}

#[cfg(test)]
mod tests {
    use crate::render::{Format, Options, Report};
    use crate::testing::render;

    #[test]
    fn one_line_a_finding() {
        insta::assert_snapshot!(render(Report::Check, Format::Short, Options::default()));
    }

    #[test]
    fn verbose_names_what_was_left_out_and_quiet_does_not_sum_up() {
        let options = Options { verbose: true, quiet: true, ..Options::default() };
        let shown = render(Report::Check, Format::Short, options);
        assert!(shown.contains("\nexamples/README.md: not recognised: no format speaks of it\n"), "{shown}");
        assert!(!shown.contains("as of"), "{shown}");
    }

    #[test]
    fn what_is_only_offered_says_so() {
        let files = crate::testing::Files::new("examples/crm-sync.yaml", crate::testing::MANIFEST);
        let mut finding = crate::testing::authtoken_calls(&files);
        finding.usage = "offers";
        let mut out = vec![];
        super::write(&mut out, &finding, "x.yaml").unwrap();
        assert!(String::from_utf8(out).unwrap().contains(" (offered; becomes error "));
    }

    #[test]
    fn what_is_waived_is_seen_and_so_are_waivers_that_are_not_as_they_should_be() {
        insta::assert_snapshot!(crate::testing::render_waived(Report::Check, Format::Short));
    }
}
