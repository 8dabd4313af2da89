use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::{FileId, FileSpan, Span};

/// A line and a column, both counted from 1. Columns count Unicode scalar values, a byte order mark not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in Unicode scalar values.
    pub column: u32,
}

/// A place for people: a file, a line and a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as people are shown it.
    pub path: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in Unicode scalar values.
    pub column: u32,
}

impl std::fmt::Display for Place {
    /// `path:line:column`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// A text with a name, and a line index that is made when first asked for.
#[derive(Debug, Deserialize, Serialize)]
pub struct SourceFile {
    name: Arc<str>,
    text: Arc<str>,
    #[serde(skip)]
    line_starts: OnceLock<Vec<u32>>,
}

impl SourceFile {
    /// A text to point into. `name` is what people are shown: a path as they gave it.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into(), line_starts: OnceLock::new() }
    }

    /// The name people are shown.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a range; empty where the range does not lie on character boundaries within the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Offsets at which lines start. A line ends at `\n`, `\r\n` or a lone `\r`, as YAML has it.
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
                // The `\r` of a `\r\n` does not end the line: its `\n` does.
                if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                    starts.push(at as u32 + 1);
                }
            }
            starts
        })
    }

    /// How many lines there are; a text that ends in a line break has an empty last line.
    pub fn line_count(&self) -> u32 {
        self.line_starts().len() as u32
    }

    /// The line and column of a byte offset; past the end it is the end.
    pub fn position(&self, offset: u32) -> Position {
        let offset = offset.min(self.text.len() as u32);
        let line = self.line_starts().partition_point(|&start| start <= offset) - 1;
        let start = self.line_starts()[line] as usize;
        let mut before = self.text.get(start..offset as usize).unwrap_or_default();
        if start == 0 {
            before = before.strip_prefix('\u{feff}').unwrap_or(before);
        }
        Position { line: line as u32 + 1, column: before.chars().count() as u32 + 1 }
    }

    /// The bytes of a line (from 1), without its line break; nothing past the last line.
    pub fn line_span(&self, line: u32) -> Option<Span> {
        let index = (line as usize).checked_sub(1)?;
        let start = *self.line_starts().get(index)?;
        let end = self.line_starts().get(index + 1).copied().unwrap_or(self.text.len() as u32);
        let text = self.text.get(start as usize..end as usize)?;
        Some(Span::new(start, start + text.trim_end_matches(['\n', '\r']).len() as u32))
    }
}

/// Texts by [`FileId`]: the rule files of a policy, with room for the one manifest a thread has at hand.
#[derive(Debug, Default, Clone, Deserialize, Serialize)]
pub struct Sources {
    files: Vec<Arc<SourceFile>>,
    manifest: Option<Arc<SourceFile>>,
}

impl Sources {
    /// Adds a text and names it.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        self.files.push(Arc::new(file));
        FileId(self.files.len() as u32 - 1)
    }

    /// The same table, with `manifest` standing for [`FileId::MANIFEST`].
    pub fn with_manifest(&self, manifest: Arc<SourceFile>) -> Self {
        Self { files: self.files.clone(), manifest: Some(manifest) }
    }

    /// The file of an id.
    pub fn get(&self, id: FileId) -> Option<&Arc<SourceFile>> {
        if id == FileId::MANIFEST { self.manifest.as_ref() } else { self.files.get(id.0 as usize) }
    }

    /// The text of a place; empty where there is none.
    pub fn slice(&self, at: FileSpan) -> &str {
        self.get(at.file).map_or("", |file| file.slice(at.span))
    }

    /// Where a place is, for people; nothing where there is no such file.
    pub fn place(&self, at: FileSpan) -> Option<Place> {
        let file = self.get(at.file)?;
        let Position { line, column } = file.position(at.span.start);
        Some(Place { path: Arc::clone(file.name()), line, column })
    }

    /// Every file with its id, in the order added; the manifest is not among them.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Arc<SourceFile>)> {
        self.files.iter().enumerate().map(|(index, file)| (FileId(index as u32), file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_as_yaml_says() {
        let file = SourceFile::new("f", "a: é\r\nb: 😀x\rc\n");
        assert_eq!(file.position(3), Position { line: 1, column: 4 });
        assert_eq!(file.position(7), Position { line: 2, column: 1 });
        assert_eq!(file.position(14), Position { line: 2, column: 5 });
        assert_eq!(file.position(16), Position { line: 3, column: 1 });
        assert_eq!(file.position(999), Position { line: 4, column: 1 });
        assert_eq!(file.slice(file.line_span(2).unwrap()), "b: 😀x");
        assert_eq!(file.line_count(), 4);
        assert_eq!(file.line_span(5), None);
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let file = SourceFile::new("f", "\u{feff}a: b");
        assert_eq!(file.position(3), Position { line: 1, column: 1 });
    }
}
