//! `check` for people: every finding with its excerpt, its time line and its sources; a summary.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::Arc;

use compline_diagnostic::Severity;
use compline_engine::finding::{FileReport, Finding, Run, Summary};

use crate::diagnostic::{complaint, excerpts, fields, heading, help, notes, verdict};
use crate::layout::{Fields, count};
use crate::look::{Ink, Look};
use crate::render::{Options, Renderer};
use crate::summary::Account;
use crate::{escape, schedule};

/// Renders `check` for people.
#[derive(Debug)]
pub struct Human {
    look: Look,
    quiet: bool,
    verbose: bool,
    account: Account,
    /// What was told already of a rule's background.
    told: HashSet<(Arc<str>, Vec<u8>)>,
}

impl Human {
    /// With the looks asked for.
    pub fn new(options: Options) -> Self {
        let Options { quiet, verbose, .. } = options;
        Self { look: options.look(), quiet, verbose, account: Account::new(options), told: HashSet::new() }
    }
}

impl Renderer for Human {
    fn begin(&mut self, run: &Run, _: &mut dyn Write) -> io::Result<()> {
        self.account.begin(run);
        Ok(())
    }

    fn file(&mut self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        self.account.file(file);
        file.diagnostics.iter().try_for_each(|located| complaint(out, located, Some(&file.path), self.look))?;
        super::current(file).try_for_each(|finding| self.finding(finding, &file.path, out))
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        summary.packs.iter().try_for_each(|located| complaint(out, located, None, self.look))?;
        if self.quiet { Ok(()) } else { self.account.check(summary, out) }
    }
}

impl Human {
    /// One finding, with a blank line after it.
    fn finding(&mut self, finding: &Finding, path: &str, out: &mut dyn Write) -> io::Result<()> {
        // The state, not the severity for sorting: that one speaks of the next change where nothing is wrong yet.
        let severity = finding.state.at_most.unwrap_or(Severity::Note);
        let ink = Ink::of_state(finding.state);
        let (word, bounds) = verdict(finding.state, severity);
        heading(out, &finding.located, word, bounds.as_deref(), ink, self.look)?;
        excerpts(out, &finding.located, Some(path), ink, self.look)?;
        let fields = fields(self.look);
        waivers(out, finding, fields)?;
        dependencies(out, finding, fields)?;
        when(out, finding, fields)?;
        help(out, &finding.located, self.look)?;
        if finding.usage == "offers" {
            fields.write(out, "usage", "offered to choose from, which is not to say that anyone uses it")?;
        }
        if finding.places > 1 {
            let others = count(u64::from(finding.places) - 1, "more place");
            fields.write(out, "places", &format!("{others} of this file say the same"))?;
        }
        self.background(finding, fields, out)?;
        writeln!(out)
    }

    /// Notes, sources and controls. A hundred findings of one rule have them in common: they are told once.
    fn background(&mut self, finding: &Finding, fields: Fields, out: &mut dyn Write) -> io::Result<()> {
        let mut text = vec![];
        notes(&mut text, &finding.located, self.look)?;
        sources(&mut text, finding, fields)?;
        if self.verbose || text.is_empty() {
            return out.write_all(&text);
        }
        let background = (Arc::clone(&finding.rule), text);
        if self.told.contains(&background) {
            let parts = [
                ("notes", !finding.located.notes.is_empty()),
                ("sources", !finding.sources.is_empty()),
                ("controls", !finding.controls.is_empty()),
            ];
            let parts: Vec<&str> = parts.into_iter().filter(|&(_, there)| there).map(|(name, _)| name).collect();
            return fields.write(
                out,
                "more",
                &format!("{} as above, at an earlier finding of this rule", parts.join(", ")),
            );
        }
        out.write_all(&background.1)?;
        self.told.insert(background);
        Ok(())
    }
}

/// Sources and controls.
fn sources(out: &mut dyn Write, finding: &Finding, fields: Fields) -> io::Result<()> {
    for source in &finding.sources {
        let publisher = source.publisher.as_ref().map(|name| format!(", {}", escape::line(name))).unwrap_or_default();
        fields.write(out, "source", &format!("{}{publisher}", escape::line(&source.title)))?;
        fields.write(out, "", &escape::line(&source.url))?;
    }
    if finding.controls.is_empty() {
        return Ok(());
    }
    let controls: Vec<String> = finding.controls.iter().map(|control| escape::line(control).into_owned()).collect();
    fields.list(out, "control", &controls)
}

/// Who signed for it, why and until when; of a waiver that is over, that.
fn waivers(out: &mut dyn Write, finding: &Finding, fields: Fields) -> io::Result<()> {
    for waiver in &finding.waivers {
        let is = waiver.why_not.map(|why| format!("{why}: ")).unwrap_or_default();
        let ticket = waiver.ticket.as_ref().map(|ticket| format!(", {}", escape::line(ticket))).unwrap_or_default();
        let from = waiver.from.as_ref().map(|day| format!("from {} ", escape::line(day))).unwrap_or_default();
        let signed = format!(
            "{is}{from}until {}, approved by {}{ticket}",
            escape::line(&waiver.until_words),
            escape::line(&waiver.approved)
        );
        fields.write(out, "waiver", &signed)?;
        fields.write(out, "", &escape::line(&waiver.because))?;
        fields.write(out, "", &escape::line(&waiver.place))?;
    }
    Ok(())
}

/// What is not known, and what it would decide.
fn dependencies(out: &mut dyn Write, finding: &Finding, fields: Fields) -> io::Result<()> {
    for dependency in &finding.depends_on {
        fields.write(
            out,
            "unknown",
            &format!("{} ({})", escape::line(&dependency.on), escape::line(&dependency.because)),
        )?;
        for decision in &dependency.would_decide {
            fields.write(out, "", &escape::line(decision))?;
        }
    }
    Ok(())
}

/// The schedule and what is next.
fn when(out: &mut dyn Write, finding: &Finding, fields: Fields) -> io::Result<()> {
    let next = finding.next_change.as_ref();
    // A rule that holds at all times has no time line.
    if finding.schedule.len() > 1 {
        fields.list(out, "when", &schedule::words(&finding.schedule, next))?;
    }
    next.map_or(Ok(()), |next| fields.write(out, "next", &schedule::next(finding.state, next)))
}

#[cfg(test)]
mod tests {
    use crate::escape;
    use crate::render::{Format, Options, Report};
    use crate::testing::{render, render_files, zoho};

    #[test]
    fn in_a_log_without_colour_at_80_columns() {
        insta::assert_snapshot!(render(Report::Check, Format::Human, Options::default()));
    }

    #[test]
    fn on_a_terminal() {
        let options = Options { color: true, unicode: true, width: 100, ..Options::default() };
        let shown = render_files(Report::Check, Format::Human, options, vec![zoho()]);
        insta::assert_snapshot!(escape::lines(&shown));
    }

    #[test]
    fn on_a_narrow_terminal_with_names() {
        let options = Options { unicode: true, width: 50, verbose: true, ..Options::default() };
        insta::assert_snapshot!(render(Report::Check, Format::Human, options));
    }

    #[test]
    fn what_findings_of_a_rule_have_in_common_is_told_once() {
        let shown = |verbose| {
            let options = Options { verbose, ..Options::default() };
            render_files(Report::Check, Format::Human, options, vec![zoho(), zoho()])
        };
        let count = |text: &str, part: &str| text.matches(part).count();
        assert_eq!((count(&shown(false), "  source "), count(&shown(false), "  control ")), (1, 1));
        assert_eq!(count(&shown(false), "  more     notes, sources, controls as above"), 1);
        assert_eq!((count(&shown(true), "  source "), count(&shown(true), "  more ")), (2, 0));
        assert_eq!(count(&shown(false), "  help "), 2);
    }

    #[test]
    fn quiet_leaves_the_summary_out() {
        let options = Options { quiet: true, ..Options::default() };
        let quiet = render(Report::Check, Format::Human, options);
        let loud = render(Report::Check, Format::Human, Options::default());
        assert!(loud.starts_with(&quiet) && !quiet.contains("as of"), "{quiet}");
    }

    #[test]
    fn what_is_waived_is_seen_and_so_are_waivers_that_are_not_as_they_should_be() {
        insta::assert_snapshot!(crate::testing::render_waived(Report::Check, Format::Human));
    }
}
