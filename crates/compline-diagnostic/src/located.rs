use std::fmt;
use std::sync::Arc;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::{Code, Diagnostic, FileSpan, Position, Severity, SourceFile, Sources, Span};

/// Lines shown above and below a label.
const CONTEXT_LINES: u32 = 1;
/// The most bytes of one line that a snippet keeps on either side of a label: minified files have lines of megabytes.
const LINE_REACH: usize = 160;

/// A piece of a file around labels, enough to show them without the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The file's name, as people are shown it.
    pub path: Arc<str>,
    /// Where the piece stands in the file, in bytes.
    pub span: Span,
    /// The line and column of its first character.
    pub start: Position,
    /// The text.
    pub text: String,
}

/// A label with its file, line and column worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedLabel {
    /// The file's name, as people are shown it.
    pub path: Arc<str>,
    /// The place, for tools: bytes in the file.
    pub span: Span,
    /// Line and column of the first character.
    pub start: Position,
    /// Line and column just past the last character.
    pub end: Position,
    /// What is there; may be empty.
    pub message: String,
    /// Whether this is the cause itself.
    pub primary: bool,
}

/// A [`Diagnostic`] that no longer needs its sources: places have lines and columns, and excerpts come along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// Which kind of complaint; a rule's id for a finding.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// Where: the primary label first.
    pub labels: Vec<LocatedLabel>,
    /// What to do about it.
    pub help: Option<String>,
    /// Further facts, a line each.
    pub notes: Vec<String>,
    /// Excerpts that cover the labels, by file, then by place.
    pub snippets: Vec<Snippet>,
    /// The page that explains it, if there is one.
    pub url: Option<String>,
}

impl Located {
    /// Works out lines, columns and excerpts. A label whose file is not in `sources` is dropped: there is nothing to show.
    pub fn new(diagnostic: Diagnostic, sources: &Sources) -> Self {
        let Diagnostic { code, severity, message, labels, help, notes } = diagnostic;
        Self::from_parts(code, severity, message, labels, help, notes, sources)
    }

    fn from_parts(
        code: Code,
        severity: Severity,
        message: String,
        labels: Vec<crate::Label>,
        help: Option<String>,
        notes: Vec<String>,
        sources: &Sources,
    ) -> Self {
        let mut located = Self {
            code: code.as_str().to_owned(),
            severity,
            message,
            labels: vec![],
            help,
            notes,
            snippets: vec![],
            url: None,
        };
        for label in labels {
            located.push_label(label.at, label.message, label.primary, sources);
        }
        located
    }

    /// Adds a label, and the excerpt it needs.
    pub fn push_label(&mut self, at: FileSpan, message: String, primary: bool, sources: &Sources) {
        let Some(file) = sources.get(at.file) else { return };
        self.labels.push(LocatedLabel {
            path: Arc::clone(file.name()),
            span: at.span,
            start: file.position(at.span.start),
            end: file.position(at.span.end),
            message,
            primary,
        });
        self.add_snippet(file, at.span);
    }

    /// The label that is the cause.
    pub fn primary(&self) -> Option<&LocatedLabel> {
        self.labels.iter().find(|label| label.primary).or_else(|| self.labels.first())
    }

    /// Keeps the lines around `span`, one snippet for what overlaps or touches.
    fn add_snippet(&mut self, file: &SourceFile, span: Span) {
        let mut new = reach(file, span);
        // Merging may bridge to one more snippet, so go on until nothing touches.
        while let Some(at) = self
            .snippets
            .iter()
            .position(|old| old.path == *file.name() && old.span.start <= new.end + 2 && new.start <= old.span.end + 2)
        {
            new = new.to(self.snippets.remove(at).span);
        }
        let snippet = Snippet {
            path: Arc::clone(file.name()),
            span: new,
            start: file.position(new.start),
            text: file.slice(new).to_owned(),
        };
        let at = self.snippets.partition_point(|old| (&old.path, old.span) < (&snippet.path, snippet.span));
        self.snippets.insert(at, snippet);
    }
}

/// The bytes of the lines around `span`, overlong lines cut.
fn reach(file: &SourceFile, span: Span) -> Span {
    let first = file.position(span.start).line;
    let last = file.position(span.end).line;
    let from = file.line_span(first.saturating_sub(CONTEXT_LINES).max(1)).map_or(span.start, |line| line.start);
    let to = file.line_span((last + CONTEXT_LINES).min(file.line_count())).map_or(span.end, |line| line.end);
    let text = file.text();
    let floor = (span.start as usize).saturating_sub(LINE_REACH * 2);
    let ceiling = (span.end as usize).min(span.start as usize + LINE_REACH * 16) + LINE_REACH * 2;
    let mut start = from as usize;
    if start < floor {
        // Cut at a line start if one is near enough, inside the line otherwise.
        start = file.line_span(first).map_or(floor, |line| line.start as usize).max(floor);
    }
    let mut end = to as usize;
    if end > ceiling {
        end = file.line_span(last).map_or(ceiling, |line| line.end as usize).min(ceiling);
    }
    while !text.is_char_boundary(start) {
        start += 1;
    }
    end = end.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Span::new(start as u32, end as u32)
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Located {}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let base = self.span.start as usize;
        let start = span.offset().checked_sub(base).ok_or(MietteError::OutOfBounds)?;
        let end = (start + span.len()).min(self.text.len());
        if start > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let bytes = self.text.as_bytes();
        let line_start = |at: usize| bytes[..at].iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        // Without context lines, miette wants the span alone: it takes the place that it names from there.
        let mut from = if before == 0 { start } else { line_start(start) };
        for _ in 0..before {
            if from > 0 {
                from = line_start(from - 1);
            }
        }
        let line_end = |at: usize| bytes[at..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |n| at + n + 1);
        // A span that ends in a line break ends with its own line, not with the next one.
        let last = end.max(start + 1).min(bytes.len()).saturating_sub(1).max(start);
        let mut to = if after == 0 { end } else { line_end(last) };
        for _ in 0..after {
            if to < bytes.len() {
                to = line_end(to);
            }
        }
        let line = self.start.line as usize - 1 + memchr::memchr_iter(b'\n', &bytes[..from]).count();
        let in_line = self.text[line_start(from)..from].chars().count();
        let column = if line_start(from) == 0 { self.start.column as usize - 1 + in_line } else { in_line };
        let data = &bytes[from..to];
        let lines = memchr::memchr_iter(b'\n', data).count();
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.to_string(),
            data,
            SourceSpan::from((base + from, to - from)),
            line,
            column,
            lines + 1,
        )))
    }
}

impl SourceCode for Located {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let path = self.primary().map(|label| &label.path);
        let (start, end) = (span.offset() as u32, (span.offset() + span.len()) as u32);
        self.snippets
            .iter()
            .find(|snippet| {
                Some(&snippet.path) == path && snippet.span.start <= start && end.min(start + 1) <= snippet.span.end + 1
            })
            .ok_or(MietteError::OutOfBounds)?
            .read_span(span, before, after)
    }
}

impl miette::Diagnostic for Located {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Note => miette::Severity::Advice,
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.url.as_ref().map(|url| Box::new(url) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.primary().map(|_| self as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let path = &self.primary()?.path;
        Some(Box::new(self.labels.iter().filter(move |label| label.path == *path).map(|label| {
            // An empty range shows as one caret; a long one is cut where its snippet is.
            let len = self
                .snippets
                .iter()
                .find(|s| s.path == *path && s.span.start <= label.span.start && label.span.start <= s.span.end)
                .map_or(label.span.len(), |s| label.span.len().min(s.span.end - label.span.start));
            let span = SourceSpan::from((label.span.start as usize, len as usize));
            let text = (!label.message.is_empty()).then(|| label.message.clone());
            if label.primary {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })))
    }
}

impl Located {
    /// The same diagnostic as seen in its other files, one [`Located`] each with the labels there and nothing else.
    pub fn elsewhere(&self) -> Vec<Self> {
        let mut paths: Vec<&Arc<str>> = vec![];
        let main = self.primary().map(|label| &label.path);
        for label in &self.labels {
            if Some(&label.path) != main && !paths.contains(&&label.path) {
                paths.push(&label.path);
            }
        }
        paths
            .into_iter()
            .map(|path| Self {
                code: String::new(),
                severity: Severity::Note,
                message: String::new(),
                labels: self.labels.iter().filter(|label| label.path == *path).cloned().collect(),
                help: None,
                notes: vec![],
                snippets: self.snippets.iter().filter(|snippet| snippet.path == *path).cloned().collect(),
                url: None,
            })
            .collect()
    }
}
