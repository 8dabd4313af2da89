//! `forecast` as lines: `path:line:column: 2021-06-01 becomes error[rule] integration vendor region (note 2020-11-30,
//! warning 2021-03-02, error 2021-06-01)`.

use std::io::{self, Write};

use compline_engine::finding::{FileReport, Finding, Run, Step, Summary};

use super::{Entry, sort};
use crate::diagnostic::short;
use crate::render::{Options, Renderer};
use crate::summary::{Account, files};
use crate::{escape, schedule};

/// Renders `forecast` as lines.
#[derive(Debug)]
pub struct Short {
    quiet: bool,
    account: Account,
    entries: Vec<Entry>,
    /// Mistakes in files, to be written below the findings.
    trouble: Vec<u8>,
}

impl Short {
    /// Quiet or with a last line that sums up.
    pub const fn new(options: Options) -> Self {
        Self { quiet: options.quiet, account: Account::new(options), entries: vec![], trouble: vec![] }
    }
}

impl Renderer for Short {
    fn begin(&mut self, run: &Run, _: &mut dyn Write) -> io::Result<()> {
        self.account.begin(run);
        Ok(())
    }

    fn file(&mut self, file: &FileReport, _: &mut dyn Write) -> io::Result<()> {
        self.account.file(file);
        self.entries.extend(Entry::of(file));
        let trouble = &mut self.trouble;
        file.diagnostics.iter().try_for_each(|located| short(trouble, located, &file.path))
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        sort(&mut self.entries);
        for entry in &self.entries {
            let finding = &entry.finding;
            let when = match &finding.next_change {
                Some(next) => format!("{} becomes {}", escape::line(&next.at.text), schedule::word(next.state)),
                None if finding.state.is_clean() => "over".to_owned(),
                None => format!("in effect {}", schedule::word(finding.state)),
            };
            let (rule, words) = (escape::line(&finding.rule), entry.words().join(" "));
            writeln!(out, "{}: {when}[{rule}] {words} ({})", entry.place(), steps(finding))?;
        }
        out.write_all(&self.trouble)?;
        summary.packs.iter().try_for_each(|located| short(out, located, ""))?;
        if self.quiet {
            return Ok(());
        }
        self.account.left_out(out)?;
        let coming = self.entries.iter().filter(|entry| entry.finding.next_change.is_some()).count();
        let all = self.entries.len();
        writeln!(
            out,
            "{coming} to change, {} that will not; {}; {}",
            all - coming,
            files(summary, "files"),
            self.account.moment()
        )
    }
}

/// The whole schedule, for machines and people alike: `note 2020-11-30, warning 2021-03-02, error 2021-06-01`.
fn steps(finding: &Finding) -> String {
    let part = |step: &Step| match &step.from {
        Some(from) => Some(format!("{} {}", schedule::word(step.state), escape::line(&from.text))),
        None if step.state.is_clean() => None,
        None => Some(schedule::word(step.state).to_owned()),
    };
    finding.schedule.iter().filter_map(part).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use crate::render::{Format, Options, Report};
    use crate::testing::render;

    #[test]
    fn one_line_a_finding_in_order_of_change() {
        insta::assert_snapshot!(render(Report::Forecast, Format::Short, Options::default()));
    }

    #[test]
    fn what_is_waived_is_seen_and_so_are_waivers_that_are_not_as_they_should_be() {
        insta::assert_snapshot!(crate::testing::render_waived(Report::Forecast, Format::Short));
    }
}
