//! The excerpts of a diagnostic, drawn by miette.
//!
//! miette is given a copy of each snippet that is fit to be shown: control characters made visible, tabs expanded, lines
//! cut to the width around their labels, label texts wrapped. Places move along with the text, line and column numbers
//! stay those of the file.

mod line;

use std::fmt;
use std::ops::Range;

use compline_diagnostic::{Located, LocatedLabel, Position, Snippet};
use miette::{
    GraphicalReportHandler, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};
use textwrap::core::display_width;

use self::line::{Line, split};
use crate::escape;
use crate::layout::wrap;
use crate::look::{Ink, Look};

/// A label over more lines than this is drawn on its first line only.
const MOST_LINES: usize = 4;
/// Lines are cut to this even on a wider terminal: a snippet may not hold more of them.
const WIDEST: usize = 160;
/// Label texts are not squeezed into less than this.
const LEAST_LABEL: usize = 16;

/// The excerpts of a diagnostic: of the file of its cause first, then of others.
pub(crate) fn draw(located: &Located, look: Look, ink: Ink) -> Result<String, fmt::Error> {
    let mut paths: Vec<&str> = located.primary().into_iter().map(|label| &*label.path).collect();
    for label in &located.labels {
        if !paths.contains(&&*label.path) {
            paths.push(&label.path);
        }
    }
    let mut drawn = String::new();
    for path in paths {
        let excerpt = Excerpt::new(located, path, look);
        let inks = excerpt.marks.iter().map(|mark| if mark.primary { ink } else { Ink::Dim });
        let handler = GraphicalReportHandler::new_themed(look.theme(inks))
            .with_links(false)
            .with_width(look.width)
            .without_syntax_highlighting();
        let mut text = String::new();
        handler.render_report(&mut text, &excerpt)?;
        // The first line is miette's own for the message, which is ours to write.
        for line in text.lines().skip(1) {
            drawn.push_str(line.trim_end());
            drawn.push('\n');
        }
    }
    Ok(drawn)
}

/// What is shown of one file.
#[derive(Debug)]
struct Excerpt {
    name: String,
    text: String,
    pieces: Vec<Piece>,
    /// In order of place.
    marks: Vec<Mark>,
}

/// Lines of the file that follow each other.
#[derive(Debug)]
struct Piece {
    /// The number of its first line.
    line: u32,
    /// Whether the cause is in it: what only belongs to it is shown without the lines around it.
    cause: bool,
    /// Where its lines start in the excerpt's text; the last entry is where it ends.
    starts: Vec<usize>,
}

/// A label, in the excerpt's text.
#[derive(Debug)]
struct Mark {
    range: Range<usize>,
    message: String,
    primary: bool,
    start: Position,
}

impl Excerpt {
    fn new(located: &Located, path: &str, look: Look) -> Self {
        let mut snippets: Vec<&Snippet> = located.snippets.iter().filter(|snippet| &*snippet.path == path).collect();
        // The cause first, what belongs to it after; both in order of place.
        let cause = located.primary().map_or(0, |label| label.span.start);
        snippets.sort_by_key(|snippet| !(snippet.span.start <= cause && cause <= snippet.span.end));
        let labels: Vec<&LocatedLabel> = located.labels.iter().filter(|label| &*label.path == path).collect();
        let last = labels.iter().map(|label| label.end.line + 1).max().unwrap_or(1);
        let room = look.width.min(WIDEST).saturating_sub(last.to_string().len() + 4).max(LEAST_LABEL * 2);

        let mut excerpt =
            Self { name: escape::line(path).into_owned(), text: String::new(), pieces: vec![], marks: vec![] };
        for snippet in snippets {
            let mut lines = split(snippet);
            // A text that ends with a line break has an empty last line; only a label makes it worth showing.
            if lines.len() > 1
                && lines.last().is_some_and(|last| {
                    last.start == last.end && !labels.iter().any(|label| label.span.start >= last.start)
                })
            {
                lines.pop();
            }
            let inside =
                |label: &LocatedLabel| snippet.span.start <= label.span.start && label.span.start <= snippet.span.end;
            let labels: Vec<Shown<'_>> =
                labels.iter().filter(|label| inside(label)).map(|label| Shown::new(label, &lines)).collect();
            // Room for the bracket beside a label of several lines.
            let bracket = if labels.iter().any(|label| label.first != label.last) { 4 } else { 0 };
            let mut starts = vec![];
            for (index, line) in lines.iter_mut().enumerate() {
                starts.push(excerpt.text.len());
                line.cut(focus(index, line, &labels), room - bracket, look.ellipsis());
                line.at = excerpt.text.len();
                excerpt.text.push_str(&line.text);
                excerpt.text.push('\n');
            }
            starts.push(excerpt.text.len());
            for label in labels {
                excerpt.mark(&label, &lines, room - bracket);
            }
            let cause = excerpt.pieces.is_empty() && located.primary().is_some_and(|label| &*label.path == path);
            excerpt.pieces.push(Piece { line: snippet.start.line, cause, starts });
        }
        // miette sorts by the start alone, and by an algorithm that need not keep the order of equals.
        excerpt.marks.sort_by_key(|mark| (mark.range.start, mark.range.end));
        excerpt
    }

    /// Adds a label; one that marks the same range as another joins it.
    fn mark(&mut self, label: &Shown<'_>, lines: &[Line], room: usize) {
        let (Some(first), Some(last)) = (lines.get(label.first), lines.get(label.last)) else { return };
        let start = first.at + first.shown_start(label.start);
        let end = (last.at + last.shown_end(label.end)).max(start);
        let middle = display_width(self.text.get(first.at..start).unwrap_or_default())
            + display_width(self.text.get(start..end).unwrap_or_default()) / 2;
        let left = if label.first == label.last { middle + 4 } else { 4 };
        let message = wrap(&label.message, room.saturating_sub(left).max(LEAST_LABEL)).join("\n");
        if let Some(same) = self.marks.iter_mut().find(|mark| mark.range == (start..end)) {
            if !message.is_empty() && same.message != message {
                let gap = if same.message.is_empty() { "" } else { "\n" };
                same.message = format!("{}{gap}{message}", same.message);
            }
            same.primary |= label.of.primary;
            return;
        }
        self.marks.push(Mark { range: start..end, message, primary: label.of.primary, start: label.of.start });
    }
}

/// What of a line must be seen: its part of the cause, or else of the first label on it.
fn focus(index: usize, line: &Line, labels: &[Shown<'_>]) -> Option<Range<u32>> {
    let mut on_line = labels.iter().filter(|label| label.first == index || label.last == index);
    let label = on_line.clone().find(|label| label.of.primary).or_else(|| on_line.next())?;
    let start = if label.first == index { label.start } else { line.start };
    let end = if label.last == index { label.end } else { line.end };
    Some(start..end)
}

/// A label, by the lines of its snippet.
struct Shown<'l> {
    of: &'l LocatedLabel,
    /// Index of the line it starts on.
    first: usize,
    /// Index of the line it ends on.
    last: usize,
    /// Its start in the file.
    start: u32,
    /// Its end in the file.
    end: u32,
    message: String,
}

impl<'l> Shown<'l> {
    fn new(of: &'l LocatedLabel, lines: &[Line]) -> Self {
        let line_of = |offset: u32| lines.partition_point(|line| line.start <= offset).saturating_sub(1);
        let first = line_of(of.span.start);
        let mut last = line_of(of.span.end);
        let mut end = of.span.end;
        // A range that ends with a line break ends with the line.
        if last > first && lines.get(last).is_some_and(|line| line.start == end) {
            last -= 1;
            end = lines.get(last).map_or(end, |line| line.end);
        }
        let mut message = escape::line(&of.message).into_owned();
        if last - first >= MOST_LINES {
            let end_line = if of.end.column == 1 { of.end.line.saturating_sub(1) } else { of.end.line };
            let whole = format!("lines {} to {end_line}", of.start.line);
            message = if message.is_empty() { whole } else { format!("{message} ({whole})") };
            last = first;
            end = lines.get(first).map_or(end, |line| line.end);
        }
        Self { of, first, last, start: of.span.start, end, message }
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Excerpt {}

impl miette::Diagnostic for Excerpt {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.marks.iter().map(|mark| {
            let text = (!mark.message.is_empty()).then(|| mark.message.clone());
            let span = SourceSpan::from(mark.range.clone());
            if mark.primary {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })))
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let contains = |piece: &&Piece| {
            piece.starts.first().is_some_and(|&first| first <= start)
                && piece.starts.last().is_some_and(|&last| end < last)
        };
        let piece = self.pieces.iter().find(contains).ok_or(MietteError::OutOfBounds)?;
        let lines = piece.starts.len() - 1;
        let (before, after) = if piece.cause { (before, after) } else { (0, 0) };
        let line_of = |offset: usize| piece.starts.partition_point(|&line| line <= offset).clamp(1, lines) - 1;
        let first = line_of(start).saturating_sub(before);
        let last = (line_of(end) + after).min(lines - 1);
        let range =
            piece.starts.get(first).copied().unwrap_or(start)..piece.starts.get(last + 1).copied().unwrap_or(end);
        // Asked for a label's own range, miette prints the line and column that it is told as the label's.
        let place = self.marks.iter().find(|mark| mark.range == (start..end) && first == line_of(start));
        let place = place.map(|mark| (mark.start.line, mark.start.column));
        let (line, column) = place.unwrap_or((piece.line + first as u32, 1));
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.get(range.clone()).unwrap_or_default().as_bytes(),
            SourceSpan::from(range),
            line as usize - 1,
            column as usize - 1,
            last - first + 1,
        )))
    }
}

#[cfg(test)]
mod tests {
    use compline_diagnostic::{FileSpan, Severity, Span};

    use super::*;
    use crate::testing::{Files, complain};

    fn shown(text: &str, labels: &[(&str, &str)]) -> String {
        shown_at(80, text, labels)
    }

    fn shown_at(width: usize, text: &str, labels: &[(&str, &str)]) -> String {
        let files = Files::new("m.yaml", text);
        let spans: Vec<_> = labels.iter().map(|&(needle, message)| (files.at(needle), message)).collect();
        drawn(width, &files, &spans)
    }

    fn drawn(width: usize, files: &Files, labels: &[(FileSpan, &str)]) -> String {
        let mut diagnostic = complain(Severity::Error, "m");
        for (index, &(at, message)) in labels.iter().enumerate() {
            diagnostic = if index == 0 { diagnostic.at(at, message) } else { diagnostic.also(at, message) };
        }
        let look = Look { color: false, unicode: false, width };
        let drawn = draw(&files.locate(diagnostic), look, Ink::Error).unwrap();
        assert!(!drawn.contains(|c| c != '\n' && escape::is_control(c)), "{drawn}");
        drawn
    }

    #[test]
    fn the_cause_comes_first_then_its_file_then_others() {
        let files = Files::new("m.yaml", "vendor: zoho\na: 1\nb: 2\nc: 3\nmode: authtoken\n");
        let labels = [
            (files.at("authtoken"), "this mode"),
            (files.at("zoho"), "this vendor"),
            (files.rule("forbid"), "forbidden here"),
        ];
        insta::assert_snapshot!(drawn(80, &files, &labels), @"
          ,-[m.yaml:5:7]
        4 | c: 3
        5 | mode: authtoken
          :       ^^^^|^^^^
          :           `-- this mode
          `----
          ,-[m.yaml:1:9]
        1 | vendor: zoho
          :         ^^|^
          :           `-- this vendor
          `----
          ,-[rules/zoho/authtoken.compline:2:3]
        2 |   forbid
          :   ^^^|^^
          :      `-- forbidden here
          `----
        ");
    }

    #[test]
    fn columns_of_wide_and_multi_byte_characters_are_right() {
        insta::assert_snapshot!(shown("ключ: значение\nname: 日本語 x  # café\n", &[("日本語", "wide"), ("café", "")]), @"
          ,-[m.yaml:2:7]
        1 | ключ: значение
        2 | name: 日本語 x  # café
          :       ^^^|^^      ^^^^
          :          `-- wide
          `----
        ");
    }

    #[test]
    fn carriage_returns_and_byte_order_marks_do_not_show() {
        insta::assert_snapshot!(shown("\u{feff}a: 1\r\nb: 2\r\nc: 3\r\n", &[("a", "first"), ("2\r\n", "with its break")]), @"
          ,-[m.yaml:1:1]
        1 | a: 1
          : |
          : `-- first
        2 | b: 2
          :    |
          :    `-- with its break
        3 | c: 3
          `----
        ");
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line() {
        insta::assert_snapshot!(shown("a: 1\rb: 2\rc: 3\r", &[("2", "here")]), @"
          ,-[m.yaml:2:4]
        1 | a: 1
        2 | b: 2
          :    |
          :    `-- here
        3 | c: 3
          `----
        ");
    }

    #[test]
    fn control_characters_are_made_visible_and_places_move_along() {
        let text = "a: \u{1b}[31m\u{202e}evil\u{9b}2J \"x\"\n\tb: tabbed\n";
        insta::assert_snapshot!(shown(text, &[("x", "after them"), ("tabbed", "a tab\u{7} before")]), @r#"
          ,-[m.yaml:1:19]
        1 | a: \u{1b}[31m\u{202e}evil\u{9b}2J "x"
          :                                    |
          :                                    `-- after them
        2 |     b: tabbed
          :        ^^^|^^
          :           `-- a tab\u{7} before
          `----
        "#);
        assert!(shown("a: \u{1b}\n", &[("\u{1b}", "itself")]).contains("a: \\u{1b}"));
    }

    #[test]
    fn a_long_line_is_cut_around_its_label() {
        let long =
            format!("{{\"x\":\"{}\",\"mode\":\"authtoken\",\"y\":\"{}\"}}\n", "a".repeat(5000), "b".repeat(5000));
        insta::assert_snapshot!(shown(&long, &[("authtoken", "this mode")]), @r#"
          ,-[m.yaml:1:5017]
        1 | ...aaaaaaaaaa","mode":"authtoken","y":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb...
          :                        ^^^^|^^^^
          :                            `-- this mode
          `----
        "#);
        insta::assert_snapshot!(shown(&long, &[("{", "opened here")]), @r#"
          ,-[m.yaml:1:1]
        1 | {"x":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...
          : |
          : `-- opened here
          `----
        "#);
        insta::assert_snapshot!(shown(&format!("v: {}\n", "c".repeat(400)), &[(&"c".repeat(400), "too long")]), @"
          ,-[m.yaml:1:4]
        1 | v: ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc...
          :    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^|^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          :                                        `-- too long
          `----
        ");
    }

    #[test]
    fn a_label_that_was_cut_off_stands_at_the_mark() {
        let long = format!("[first, {}, last]\n", "x".repeat(100));
        insta::assert_snapshot!(shown_at(60, &long, &[("first", "one"), ("last", "two")]), @"
          ,-[m.yaml:1:2]
        1 | [first, xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...
          :  ^^|^^                                              ^|^
          :    |                                                 `-- two
          :    `-- one
          `----
        ");
        insta::assert_snapshot!(shown_at(60, &long, &[("last", "two"), ("first", "one")]), @"
          ,-[m.yaml:1:111]
        1 | ...xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, last]
          : ^|^                                               ^^|^
          :  |                                                  `-- two
          :  `-- one
          `----
        ");
    }

    #[test]
    fn long_label_texts_are_wrapped() {
        let message =
            "looked for here, in the hosts of the endpoints and in the labels of the integration, without success";
        insta::assert_snapshot!(shown("    region: unclear\n", &[("unclear", message)]), @"
          ,-[m.yaml:1:13]
        1 |     region: unclear
          :             ^^^|^^^
          :                `-| looked for here, in the hosts of the endpoints and in
          :                  | the labels of the integration, without success
          `----
        ");
    }

    #[test]
    fn a_label_over_several_lines_has_a_bracket_and_a_very_long_one_only_its_first_line() {
        insta::assert_snapshot!(shown("a:\n  b: 1\n  c: 2\nd: 3\n", &[("b: 1\n  c: 2\n", "these two")]), @"
          ,-[m.yaml:2:3]
        1 |     a:
        2 | ,->   b: 1
        3 | |->   c: 2
          : `---- these two
        4 |     d: 3
          `----
        ");
        let many = (0..40).map(|n| format!("  k{n}: {n}\n")).collect::<Vec<_>>().concat();
        insta::assert_snapshot!(shown(&format!("a:\n{many}"), &[(&many, "this connection")]), @"
          ,-[m.yaml:2:1]
        1 | a:
        2 |   k0: 0
          : ^^^|^^^
          :    `-- this connection (lines 2 to 41)
        3 |   k1: 1
          `----
        ");
    }

    #[test]
    fn labels_of_one_range_join() {
        insta::assert_snapshot!(shown("a: b\n", &[("b", "one"), ("b", "two")]), @"
          ,-[m.yaml:1:4]
        1 | a: b
          :    |
          :    `-| one
          :      | two
          `----
        ");
    }

    #[test]
    fn empty_ranges_and_empty_files_have_a_place() {
        let at = |text: &str, offset: u32| {
            let files = Files::new("m.yaml", text);
            drawn(80, &files, &[(FileSpan::manifest(Span::at(offset)), "here")])
        };
        insta::assert_snapshot!(at("", 0), @"
          ,-[m.yaml:1:1]
        1 |
          : ^
          : `-- here
          `----
        ");
        insta::assert_snapshot!(at("a:\nb: 1\n", 2), @"
          ,-[m.yaml:1:3]
        1 | a:
          :   ^
          :   `-- here
        2 | b: 1
          `----
        ");
        insta::assert_snapshot!(at("a: 1\n", 5), @"
          ,-[m.yaml:2:1]
        1 | a: 1
        2 |
          : ^
          : `-- here
          `----
        ");
    }

    #[test]
    fn whatever_the_text_something_is_drawn() {
        // Every pair of offsets of texts that have it all, at several widths.
        for text in ["a\tb\r\nü\u{200b}日\r\n\n\rx: \u{1b}y", "\u{feff}\n\r\n", "abc", &"日\u{0301}".repeat(60)] {
            let files = Files::new("m.yaml", text);
            let places: Vec<u32> =
                (0..=text.len()).filter(|&at| text.is_char_boundary(at)).map(|at| at as u32).collect();
            for (index, &start) in places.iter().enumerate() {
                for &end in &places[index..] {
                    let whole = FileSpan::manifest(Span::new(start, end));
                    let first = FileSpan::manifest(Span::at(places[index / 2]));
                    for width in [40, 80] {
                        assert!(drawn(width, &files, &[(whole, "x"), (first, "y y y")]).contains("m.yaml:"));
                    }
                }
            }
        }
    }
}
