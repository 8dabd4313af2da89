//! `forecast` for people: a section a date, in it a block for each rule and schedule.

use std::io::{self, Write};

use compline_engine::finding::{FileReport, Run, State, Summary};

use super::Entry;
use crate::diagnostic::complaint;
use crate::layout::{rows, wrap_list};
use crate::look::{Ink, Look};
use crate::render::{Options, Renderer};
use crate::summary::Account;
use crate::{escape, schedule};

/// Renders `forecast` for people.
#[derive(Debug)]
pub struct Human {
    look: Look,
    quiet: bool,
    account: Account,
    entries: Vec<Entry>,
    /// Mistakes in files, to be written below the findings.
    trouble: Vec<u8>,
}

impl Human {
    /// With the looks asked for.
    pub fn new(options: Options) -> Self {
        Self {
            look: options.look(),
            quiet: options.quiet,
            account: Account::new(options),
            entries: vec![],
            trouble: vec![],
        }
    }
}

impl Renderer for Human {
    fn begin(&mut self, run: &Run, _: &mut dyn Write) -> io::Result<()> {
        self.account.begin(run);
        Ok(())
    }

    fn file(&mut self, file: &FileReport, _: &mut dyn Write) -> io::Result<()> {
        self.account.file(file);
        self.entries.extend(Entry::of(file));
        let trouble = &mut self.trouble;
        file.diagnostics.iter().try_for_each(|located| complaint(trouble, located, Some(&file.path), self.look))
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        // Of one date the worst first; otherwise as `sort` has it.
        self.entries.sort_by(|a, b| (a.order(), change(a)).cmp(&(b.order(), change(b))));
        for section in self.entries.chunk_by(same_section) {
            self.section(section, out)?;
        }
        if self.entries.is_empty() && !self.quiet {
            writeln!(out, "no rule is broken here at any date\n")?;
        }
        out.write_all(&self.trouble)?;
        summary.packs.iter().try_for_each(|located| complaint(out, located, None, self.look))?;
        if self.quiet {
            return Ok(());
        }
        self.account.forecast(summary, out)
    }
}

/// Sections differ by the date and by what becomes of the finding then.
fn same_section(a: &Entry, b: &Entry) -> bool {
    a.order() == b.order() && change(a) == change(b)
}

/// What becomes of the finding, for sorting.
fn change(entry: &Entry) -> impl Ord + use<> {
    let state = entry.finding.next_change.as_ref().map(|next| next.state);
    state.map(|state| (std::cmp::Reverse(state.at_most), std::cmp::Reverse(state.at_least)))
}

impl Human {
    fn section(&self, entries: &[Entry], out: &mut dyn Write) -> io::Result<()> {
        let Some(first) = entries.first() else { return Ok(()) };
        let (ink, heading) = match &first.finding.next_change {
            Some(next) => (
                Ink::of_state(next.state),
                format!(
                    "{}, {}: {}",
                    escape::line(&next.at.words),
                    schedule::days(next.days),
                    schedule::becomes(next.state)
                ),
            ),
            None if first.finding.state.is_clean() => (Ink::Dim, "over, no change to come".to_owned()),
            None => (Ink::Strong, "in effect, no change to come".to_owned()),
        };
        writeln!(out, "{}", self.look.paint(ink, heading))?;
        let mut left: Vec<&Entry> = entries.iter().collect();
        while let Some(&head) = left.first() {
            let (block, rest): (Vec<&Entry>, Vec<&Entry>) = left.into_iter().partition(|entry| same_block(head, entry));
            self.block(head, &block, out)?;
            left = rest;
        }
        writeln!(out)
    }

    fn block(&self, head: &Entry, block: &[&Entry], out: &mut dyn Write) -> io::Result<()> {
        let rule = escape::line(&head.finding.rule);
        let ink = Ink::of_state(
            block.iter().map(|entry| entry.finding.state).find(|state| !state.is_clean()).unwrap_or(State::CLEAN),
        );
        writeln!(out, "  {}", self.look.paint(ink, rule))?;
        let words = schedule::words(&head.finding.schedule, head.finding.next_change.as_ref());
        for line in wrap_list(&words, self.look.width.saturating_sub(4)) {
            writeln!(out, "    {}", self.look.paint(Ink::Dim, line))?;
        }
        let table: Vec<Vec<String>> =
            block.iter().map(|entry| std::iter::once(entry.place()).chain(entry.words()).collect()).collect();
        rows(out, self.look, 6, &table)
    }
}

/// Blocks differ by the rule and by the schedule.
fn same_block(a: &Entry, b: &Entry) -> bool {
    a.finding.rule == b.finding.rule && a.finding.schedule == b.finding.schedule
}

#[cfg(test)]
mod tests {
    use compline_engine::finding::{NextChange, Step};

    use crate::render::{Format, Options, Report};
    use crate::testing::{checked, clean, render, render_files, story, sure, to_error, when, zoho};
    use compline_diagnostic::Severity::{Error, Warning};

    #[test]
    fn a_section_a_date() {
        insta::assert_snapshot!(render(Report::Forecast, Format::Human, Options::default()));
    }

    #[test]
    fn findings_of_one_rule_and_schedule_share_a_block() {
        let mut file = zoho();
        let calls = file.findings.remove(1);
        let named = |integration: &str, region: Option<&str>| compline_engine::finding::Finding {
            integration: integration.to_owned(),
            region: region.map(str::to_owned),
            ..calls.clone()
        };
        let mut earlier = named("books", Some("IN"));
        earlier.schedule[2].from = Some(when(18_600, "2020-12-04", "4 December 2020"));
        let mut over = named("old", None);
        over.next_change = None;
        over.state = clean();
        over.schedule = vec![
            Step { from: None, state: clean() },
            Step { from: Some(when(1, "2001-01-01", "1 January 2001")), state: sure(Warning) },
            Step { from: Some(when(2, "2002-01-01", "1 January 2002")), state: clean() },
        ];
        let mut ends = named("short-lived", None);
        ends.next_change = Some(NextChange { at: when(18_779, "2021-06-01", "1 June 2021"), state: clean(), days: 22 });
        ends.schedule = vec![
            Step { from: None, state: sure(Error) },
            Step { from: Some(when(18_779, "2021-06-01", "1 June 2021")), state: clean() },
        ];
        assert_eq!(calls.schedule, story());
        assert_eq!(calls.next_change, Some(to_error()));
        file.findings = vec![named("crm-sync", Some("US")), earlier, over, named("desk \u{202e}", Some("EU")), ends];
        insta::assert_snapshot!(render_files(Report::Forecast, Format::Human, Options::default(), vec![file]));
    }

    #[test]
    fn nothing_ever_wrong_is_said() {
        let shown =
            render_files(Report::Forecast, Format::Human, Options::default(), vec![checked("a.yaml", "native")]);
        assert!(shown.starts_with("no rule is broken here at any date\n\nas of"), "{shown}");
    }

    #[test]
    fn what_is_waived_is_seen_and_so_are_waivers_that_are_not_as_they_should_be() {
        insta::assert_snapshot!(crate::testing::render_waived(Report::Forecast, Format::Human));
    }
}
