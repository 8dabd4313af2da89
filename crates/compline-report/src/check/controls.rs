//! `check` by control: what is wrong, below each control that it speaks of.

use std::collections::BTreeMap;
use std::io::{self, Write};

use compline_diagnostic::Severity;
use compline_engine::finding::{FileReport, Run, Summary};
use compline_policy::controls::{Meaning, meaning};

use super::short;
use crate::escape;
use crate::look::Ink;
use crate::render::{Options, Renderer};

/// What is filed below findings of rules that support no control.
const NONE: &str = "no control";

/// Renders `check` control by control, one line a finding. A finding stands below each control of its rule.
#[derive(Debug)]
pub struct Controls {
    options: Options,
    rest: short::Short,
    /// By control; what supports none comes last.
    found: BTreeMap<(bool, String), Vec<Line>>,
}

/// How severe a finding is for certain, and its line.
type Line = (Option<Severity>, String);

impl Controls {
    /// Quiet or with a last line that sums up.
    pub const fn new(options: Options) -> Self {
        Self { options, rest: short::Short::new(options), found: BTreeMap::new() }
    }
}

impl Renderer for Controls {
    fn begin(&mut self, run: &Run, out: &mut dyn Write) -> io::Result<()> {
        self.rest.begin(run, out)
    }

    fn file(&mut self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        self.rest.about(file, out)?;
        for finding in super::current(file) {
            let mut line = vec![];
            short::write(&mut line, finding, &file.path)?;
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            // What is waived or cannot be told is listed, and not counted as wrong.
            let counts = finding.state.at_least.filter(|_| !finding.state.waived);
            if finding.controls.is_empty() {
                self.found.entry((true, NONE.to_owned())).or_default().push((counts, line.clone()));
            }
            for control in &finding.controls {
                self.found.entry((false, control.to_string())).or_default().push((counts, line.clone()));
            }
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let look = self.options.look();
        for ((_, control), lines) in &self.found {
            let title = match meaning(control) {
                Meaning::Known(title) => format!(": {title}"),
                Meaning::Own | Meaning::Wrong(..) => String::new(),
            };
            let number = |severity| lines.iter().filter(|(counts, _)| *counts == Some(severity)).count() as u64;
            let counts = [number(Severity::Note), number(Severity::Warning), number(Severity::Error)];
            let counts = crate::summary::by_severity(counts).unwrap_or_else(|| "nothing for certain".to_owned());
            let head = format!("{}{title} ({counts})", escape::line(control));
            writeln!(out, "{}", look.paint(Ink::Strong, head))?;
            lines.iter().try_for_each(|(_, line)| writeln!(out, "  {line}"))?;
            writeln!(out)?;
        }
        self.rest.end(summary, out)
    }
}
