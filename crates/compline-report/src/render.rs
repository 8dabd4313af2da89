//! Which report, in which format, and how it may look.

use std::io::{self, Write};

use compline_engine::finding::{FileReport, Run, Sink, Summary};

use crate::look::Look;
use crate::{check, forecast, inventory};

/// Turns a run into bytes as its results come: [`Self::begin`] once, [`Self::file`] for each file in order,
/// [`Self::end`] once.
pub trait Renderer {
    /// The run starts.
    fn begin(&mut self, run: &Run, out: &mut dyn Write) -> io::Result<()>;
    /// One file is done.
    fn file(&mut self, file: &FileReport, out: &mut dyn Write) -> io::Result<()>;
    /// The run is over.
    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()>;
}

/// What is reported of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// What is wrong at the as-of moment.
    Check,
    /// The same, below each control that it speaks of. In JSON, findings carry their controls anyway.
    CheckByControl,
    /// What changes when. Needs findings of all times.
    Forecast,
    /// The connections as understood.
    Inventory,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: excerpts, words, a summary.
    #[default]
    Human,
    /// For editors and `grep`: one line a finding.
    Short,
    /// For programs: one JSON document with a version.
    Json,
}

/// How an output may look, and how much of it there is.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether to colour; only the human format does.
    pub color: bool,
    /// Whether to draw with characters beyond ASCII. What comes from files is shown as it is either way.
    pub unicode: bool,
    /// The columns there are.
    pub width: usize,
    /// Whether to leave the summary out.
    pub quiet: bool,
    /// Whether to name what a summary otherwise only counts.
    pub verbose: bool,
}

/// As a log wants it: no colour, ASCII, 80 columns.
impl Default for Options {
    fn default() -> Self {
        Self { color: false, unicode: false, width: 80, quiet: false, verbose: false }
    }
}

impl Options {
    pub(crate) const fn look(&self) -> Look {
        // Narrower than this nothing can be laid out; the terminal wraps it then.
        let width = if self.width < 40 { 40 } else { self.width };
        Look { color: self.color, unicode: self.unicode, width }
    }
}

/// The renderer of a report in a format.
pub fn renderer(report: Report, format: Format, options: &Options) -> Box<dyn Renderer> {
    let options = *options;
    match (report, format) {
        (Report::Check, Format::Human) => Box::new(check::Human::new(options)),
        (Report::Check, Format::Short) => Box::new(check::Short::new(options)),
        (Report::CheckByControl, Format::Human | Format::Short) => Box::new(check::Controls::new(options)),
        (Report::Check | Report::CheckByControl, Format::Json) => Box::new(check::Json::default()),
        (Report::Forecast, Format::Human) => Box::new(forecast::Human::new(options)),
        (Report::Forecast, Format::Short) => Box::new(forecast::Short::new(options)),
        (Report::Forecast, Format::Json) => Box::new(forecast::Json::default()),
        (Report::Inventory, Format::Human) => Box::new(inventory::Human::new(options)),
        (Report::Inventory, Format::Short) => Box::new(inventory::Short::new(options)),
        (Report::Inventory, Format::Json) => Box::new(inventory::Json::default()),
    }
}

/// A renderer that writes to somewhere, as a check's sink.
pub struct Stream<W> {
    renderer: Box<dyn Renderer>,
    out: W,
}

impl<W> std::fmt::Debug for Stream<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

impl<W: Write> Stream<W> {
    /// Writes the beginning.
    pub fn begin(mut renderer: Box<dyn Renderer>, mut out: W, run: &Run) -> io::Result<Self> {
        renderer.begin(run, &mut out)?;
        Ok(Self { renderer, out })
    }

    /// Writes the end, and gives the writer back, flushed.
    pub fn end(mut self, summary: &Summary) -> io::Result<W> {
        self.renderer.end(summary, &mut self.out)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Sink for Stream<W> {
    fn file(&mut self, file: FileReport) -> io::Result<()> {
        self.renderer.file(&file, &mut self.out)
    }
}
