//! Lines of a given width: wrapped text, named fields, tables.

use std::io::{self, Write};

use textwrap::core::{Word, display_width};
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::look::{Ink, Look};

/// Text is not squeezed into less than this.
const LEAST: usize = 20;
/// The gap between two columns.
const GAP: usize = 2;

/// The lines of a text, none wider than `width` unless one word is: a URL or a path cut in two is of no use.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    wrap_at(text, width, WordSeparator::AsciiSpace, false)
}

/// The lines of a cell, none wider than `width`: a word that is wider is broken, after punctuation if there is some.
fn wrap_cell(text: &str, width: usize) -> Vec<String> {
    let narrow = |line: String| {
        if display_width(&line) <= width {
            vec![line]
        } else {
            wrap_at(&line, width, WordSeparator::Custom(parts), true)
        }
    };
    wrap(text, width).into_iter().flat_map(narrow).collect()
}

fn wrap_at(text: &str, width: usize, separator: WordSeparator, break_words: bool) -> Vec<String> {
    let options = Options::new(width.max(1))
        .word_separator(separator)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(break_words);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// The pieces that a line may be broken into: after a blank, or after what separates the parts of a name.
fn parts(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let ends = |c: char| matches!(c, ' ' | '/' | '-' | '.' | '_' | ':' | ',');
    Box::new(line.split_inclusive(ends).map(Word::from))
}

/// Parts with commas between them, as many a line as fit; a part is broken only if it is wider than a line.
pub(crate) fn wrap_list(parts: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for (index, part) in parts.iter().enumerate() {
        let comma = if index + 1 < parts.len() { "," } else { "" };
        let part = format!("{part}{comma}");
        match lines.last_mut() {
            Some(line) if display_width(line) + 1 + display_width(&part) <= width => {
                line.push(' ');
                line.push_str(&part);
            }
            _ => lines.extend(wrap(&part, width)),
        }
    }
    lines
}

/// `count` of a thing, in words.
pub(crate) fn count(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// Named fields below each other: `  key       text`, the text wrapped beside its name.
#[derive(Clone, Copy)]
pub(crate) struct Fields {
    look: Look,
    indent: usize,
    key_width: usize,
}

impl Fields {
    pub(crate) const fn new(look: Look, indent: usize, key_width: usize) -> Self {
        Self { look, indent, key_width }
    }

    /// One field; the name may be empty.
    pub(crate) fn write(&self, out: &mut dyn Write, key: &str, text: &str) -> io::Result<()> {
        self.lines(out, key, &wrap(text, self.room()))
    }

    /// One field with a list in it, broken between its parts only.
    pub(crate) fn list(&self, out: &mut dyn Write, key: &str, parts: &[String]) -> io::Result<()> {
        self.lines(out, key, &wrap_list(parts, self.room()))
    }

    fn room(&self) -> usize {
        self.look.width.saturating_sub(self.indent + self.key_width + GAP).max(LEAST)
    }

    fn lines(&self, out: &mut dyn Write, key: &str, lines: &[String]) -> io::Result<()> {
        for (index, line) in lines.iter().enumerate() {
            let key = if index == 0 { key } else { "" };
            let pad = self.key_width.saturating_sub(display_width(key)) + GAP;
            write!(out, "{:indent$}", "", indent = self.indent)?;
            if !key.is_empty() {
                write!(out, "{}", self.look.paint(Ink::Key, key))?;
            }
            writeln!(out, "{:pad$}{line}", "")?;
        }
        Ok(())
    }
}

/// Widths of columns, fixed before rows are written.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    widths: Vec<usize>,
    indent: usize,
}

impl Columns {
    /// Columns wide enough for `rows`, and where that is more than there is room for, the widest made narrower, but
    /// those in `rigid`; nothing if that would leave a column less than it needs to be read.
    pub(crate) fn fit<'r>(
        rows: impl IntoIterator<Item = &'r Vec<String>>,
        indent: usize,
        room: usize,
        least: usize,
        rigid: &[usize],
    ) -> Option<Self> {
        let mut widths: Vec<usize> = vec![];
        for row in rows {
            widths.resize(widths.len().max(row.len()), 0);
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(display_width(cell));
            }
        }
        let room = room.saturating_sub(indent + GAP * widths.len().saturating_sub(1));
        while widths.iter().sum::<usize>() > room {
            let excess = widths.iter().sum::<usize>() - room;
            let mut yielding: Vec<&mut usize> = widths
                .iter_mut()
                .enumerate()
                .filter(|(index, _)| !rigid.contains(index))
                .map(|(_, width)| width)
                .collect();
            let widest = yielding.iter().map(|width| **width).max().unwrap_or(0);
            if widest <= least {
                return None;
            }
            // Narrow every column that is as wide as the widest, down to the next or as far as is needed.
            let next = yielding.iter().map(|width| **width).filter(|&width| width < widest).max().unwrap_or(0);
            let many = yielding.iter().filter(|width| ***width == widest).count();
            let to = next.max(widest - excess.div_ceil(many).min(widest)).max(least);
            yielding.iter_mut().filter(|width| ***width == widest).for_each(|width| **width = to);
        }
        Some(Self { widths, indent })
    }

    /// One row, cells wrapped within their columns.
    pub(crate) fn write(&self, out: &mut dyn Write, row: &[String], look: Look, ink: Option<Ink>) -> io::Result<()> {
        let cells: Vec<Vec<String>> =
            row.iter().zip(&self.widths).map(|(cell, &width)| wrap_cell(cell, width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for index in 0..height {
            let mut line = " ".repeat(self.indent);
            let mut at = self.indent;
            for (cell, &width) in cells.iter().zip(&self.widths) {
                let text = cell.get(index).map_or("", String::as_str);
                let gap = at.saturating_sub(display_width(&line));
                line.extend(std::iter::repeat_n(' ', gap));
                line.push_str(text);
                at += width + GAP;
            }
            let line = line.trim_end();
            match ink {
                Some(ink) => writeln!(out, "{}", look.paint(ink, line))?,
                None => writeln!(out, "{line}")?,
            }
        }
        Ok(())
    }
}

/// Rows as aligned columns where they fit; else the first cell on its own line and the others below it.
pub(crate) fn rows(out: &mut dyn Write, look: Look, indent: usize, rows: &[Vec<String>]) -> io::Result<()> {
    // Never narrower than natural: a column's least is its own width.
    if let Some(columns) = Columns::fit(rows, indent, look.width, usize::MAX, &[]) {
        return rows.iter().try_for_each(|row| columns.write(out, row, look, None));
    }
    let below: Vec<Vec<String>> = rows.iter().map(|row| row.iter().skip(1).cloned().collect()).collect();
    let columns = Columns::fit(&below, indent + 4, look.width, 8, &[]);
    for (row, below) in rows.iter().zip(&below) {
        if let Some(first) = row.first() {
            writeln!(out, "{:indent$}{first}", "")?;
        }
        match &columns {
            Some(columns) => columns.write(out, below, look, None)?,
            None => writeln!(out, "{:indent$}    {}", "", below.join("  "))?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(row: &[&str]) -> Vec<String> {
        row.iter().map(|&cell| cell.to_owned()).collect()
    }

    #[test]
    fn the_widest_columns_give_way_first() {
        let rows = [cells(&["aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbb", "cc"])];
        assert_eq!(Columns::fit(&rows, 0, 80, 4, &[]).unwrap().widths, [20, 10, 2]);
        assert_eq!(Columns::fit(&rows, 0, 30, 4, &[]).unwrap().widths, [14, 10, 2]);
        assert_eq!(Columns::fit(&rows, 0, 20, 4, &[]).unwrap().widths, [7, 7, 2]);
        assert!(Columns::fit(&rows, 0, 10, 4, &[]).is_none());
        assert!(Columns::fit(&rows, 0, 30, usize::MAX, &[]).is_none());
        assert_eq!(Columns::fit(&rows, 0, 30, 4, &[0]).unwrap().widths, [20, 4, 2]);
        assert!(Columns::fit(&rows, 0, 20, 4, &[0]).is_none());
    }

    #[test]
    fn rows_that_do_not_fit_are_split_and_nothing_is_cut() {
        let look = Look { color: false, unicode: false, width: 30 };
        let table = [cells(&["some/long/path/to/a/file.yaml:1:2", "crm", "zoho"])];
        let mut out = vec![];
        rows(&mut out, look, 2, &table).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "  some/long/path/to/a/file.yaml:1:2\n      crm  zoho\n");
    }

    #[test]
    fn cells_are_broken_between_words_if_at_all_possible() {
        assert_eq!(wrap_cell("www.zohoapis.com accounts.zoho.com", 20), ["www.zohoapis.com", "accounts.zoho.com"]);
        assert_eq!(wrap_cell("airbyte/destination-amazon-sqs", 20), ["airbyte/destination-", "amazon-sqs"]);
        assert_eq!(wrap_cell("aaaaaaaaaaaaaaa", 10), ["aaaaaaaaaa", "aaaaa"]);
    }

    #[test]
    fn words_are_not_cut_in_two() {
        assert_eq!(
            wrap("see https://example.com/a/very/long/address now", 12),
            ["see", "https://example.com/a/very/long/address", "now"]
        );
    }
}
