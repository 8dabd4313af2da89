//! One line of an excerpt: control characters made visible, tabs expanded, cut to a width, places kept.

use std::ops::Range;

use compline_diagnostic::Snippet;
use textwrap::core::display_width;

use crate::escape;

/// Columns of a cut line that are kept before its label.
const LEAD: usize = 20;
/// Columns between tab stops.
const TAB: usize = 4;

/// A line of a file, made fit to be shown.
#[derive(Debug)]
pub(super) struct Line {
    /// Where it starts in the file.
    pub(super) start: u32,
    /// Where it ends in the file, its line break not included.
    pub(super) end: u32,
    /// What is shown of it.
    pub(super) text: String,
    /// Its characters, and one past them.
    places: Vec<Place>,
    /// Which of the characters are shown.
    shown: Range<usize>,
    /// Bytes of the mark before them, where something was cut.
    before: usize,
    /// Where it starts in the excerpt's text; for the excerpt to set.
    pub(super) at: usize,
}

/// Where a character stands: in the file, in the line as shown, and in which column.
#[derive(Clone, Copy, Debug)]
struct Place {
    file: u32,
    shown: usize,
    column: usize,
}

/// The lines of a snippet, by the same rule as its file's index: `\n`, `\r\n` or a lone `\r` ends one.
pub(super) fn split(snippet: &Snippet) -> Vec<Line> {
    let mut lines = vec![];
    let mut rest = snippet.text.as_str();
    let mut at = snippet.span.start;
    loop {
        let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let (line, after) = rest.split_at(length);
        lines.push(Line::new(line, at));
        let line_break = if after.starts_with("\r\n") { 2 } else { after.len().min(1) };
        if line_break == 0 {
            return lines;
        }
        at += (length + line_break) as u32;
        rest = after.get(line_break..).unwrap_or_default();
    }
}

impl Line {
    fn new(source: &str, start: u32) -> Self {
        let mut text = String::with_capacity(source.len());
        let mut places = Vec::with_capacity(source.len() + 1);
        let mut column = 0;
        for (at, c) in source.char_indices() {
            let shown = text.len();
            places.push(Place { file: start + at as u32, shown, column });
            match c {
                '\t' => text.extend(std::iter::repeat_n(' ', TAB - column % TAB)),
                // A byte order mark takes no column.
                '\u{feff}' if start == 0 && at == 0 => {}
                c => escape::push(&mut text, c),
            }
            column += display_width(text.get(shown..).unwrap_or_default());
        }
        let end = start + source.len() as u32;
        places.push(Place { file: end, shown: text.len(), column });
        let shown = 0..places.len() - 1;
        Self { start, end, text, places, shown, before: 0, at: 0 }
    }

    fn column(&self, index: usize) -> usize {
        self.places.get(index).map_or(0, |place| place.column)
    }

    /// The index of the character at a place in the file.
    fn index(&self, file: u32) -> usize {
        self.places.partition_point(|place| place.file < file).min(self.places.len() - 1)
    }

    /// Keeps what fits into `room` columns: the beginning, or what surrounds `focus`, a range of the file. A mark stands
    /// for what was cut.
    pub(super) fn cut(&mut self, focus: Option<Range<u32>>, room: usize, mark: &str) {
        let total = self.column(self.places.len() - 1);
        if total <= room {
            return;
        }
        let mark_width = display_width(mark);
        let mut from = 0;
        if let Some(focus) = focus {
            let (start, end) = (self.column(self.index(focus.start)), self.column(self.index(focus.end)));
            if end + mark_width > room {
                let spare = room.saturating_sub(end.saturating_sub(start) + 2 * mark_width);
                // No further right than is needed to show the end of the line.
                let column =
                    start.saturating_sub((spare / 2).clamp(4, LEAD)).min((total + mark_width).saturating_sub(room));
                from = self.places.partition_point(|place| place.column < column);
            }
        }
        let left = self.column(from);
        let mut right = left + room - if from > 0 { mark_width } else { 0 };
        if right < total {
            right -= mark_width;
        }
        let to = self.places.partition_point(|place| place.column <= right).saturating_sub(1).max(from);
        let bytes = |index: usize| self.places.get(index).map_or(0, |place| place.shown);
        let mut text = String::new();
        if from > 0 {
            text.push_str(mark);
        }
        self.before = text.len();
        text.push_str(self.text.get(bytes(from)..bytes(to)).unwrap_or_default());
        if to < self.places.len() - 1 {
            text.push_str(mark);
        }
        self.text = text;
        self.shown = from..to;
    }

    /// Where a label that starts at `file` starts in the text; in what was cut, at the mark that stands for it.
    pub(super) fn shown_start(&self, file: u32) -> usize {
        let index = self.index(file);
        if index < self.shown.start { 0 } else { self.offset(index.min(self.shown.end)) }
    }

    /// Where a label that ends at `file` ends in the text; in what was cut, after the mark that stands for it.
    pub(super) fn shown_end(&self, file: u32) -> usize {
        let index = self.index(file);
        if index > self.shown.end {
            self.text.len()
        } else if index < self.shown.start {
            self.before
        } else {
            self.offset(index)
        }
    }

    /// Where a shown character starts in the text.
    fn offset(&self, index: usize) -> usize {
        let bytes = |index: usize| self.places.get(index).map_or(0, |place| place.shown);
        self.before + bytes(index) - bytes(self.shown.start)
    }
}
