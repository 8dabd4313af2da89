//! A text to its tree, whichever syntax it is in.

use compline_diagnostic::codes::input;
use compline_diagnostic::{Diagnostic, FileSpan, Span};
use serde::{Deserialize, Serialize};

use crate::text::TextForm;
use crate::tree::{Builder, NodeId, Tree};
use crate::{json, text, toml, xml, yaml};

/// How deep maps and lists may lie in each other.
pub const MAX_DEPTH: usize = 128;
/// The most bytes that a file may have.
pub const MAX_BYTES: usize = 256 << 20;

/// The syntax of a file.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub enum Syntax<'f> {
    /// YAML 1.2, of which a file may hold several documents.
    Yaml,
    /// JSON (RFC 8259). Comments and trailing commas are reported and read over.
    Json,
    /// JSON with `//` and `/* */` comments and trailing commas.
    Jsonc,
    /// TOML 1.1.
    Toml,
    /// XML 1.0: see `docs/language.md` for the maps and lists that are made of it.
    Xml,
    /// Source code, of which a format reads what its patterns find.
    #[serde(skip)]
    Text(&'f TextForm),
}

impl Syntax<'_> {
    /// The syntax that a path's extension names, or else what the text looks like.
    pub fn of(path: &str, text: &str) -> Self {
        Self::of_extension(path).unwrap_or_else(|| Self::of_text(text))
    }

    /// The syntax that a path's extension names.
    pub fn of_extension(path: &str) -> Option<Self> {
        let (_, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
        let known = [
            ("yaml", Self::Yaml),
            ("yml", Self::Yaml),
            ("json", Self::Json),
            ("jsonc", Self::Jsonc),
            ("toml", Self::Toml),
            ("xml", Self::Xml),
        ];
        known.into_iter().find(|(name, _)| extension.eq_ignore_ascii_case(name)).map(|(_, syntax)| syntax)
    }

    /// The syntax that a text looks like: JSON with comments if it starts with a brace or a list of JSON's values, XML if
    /// it starts with a tag, else YAML, which almost any text is.
    pub fn of_text(text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
        let inside = text.get(1..).unwrap_or_default().trim_start();
        let json = match text.as_bytes().first() {
            Some(b'{') => inside.starts_with(['"', '}', '/']),
            Some(b'[') => inside.starts_with(['"', '{', '[', ']']),
            Some(b'<') if inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '?' | '!' | '_')) => {
                return Self::Xml;
            }
            _ => text.starts_with("//") || text.starts_with("/*"),
        };
        if json { Self::Jsonc } else { Self::Yaml }
    }
}

/// Reads `text` into `tree`, whose former content is forgotten. What cannot be read is told of, with labels on
/// [`compline_diagnostic::FileId::MANIFEST`]; whatever can be read is in the tree all the same.
pub fn read(text: &str, syntax: Syntax<'_>, tree: &mut Tree) -> Vec<Diagnostic> {
    let mut diagnostics = vec![];
    if text.len() > MAX_BYTES {
        tree.clear();
        diagnostics.push(too_large(text.len() as u64));
        return diagnostics;
    }
    let mut builder = Builder::new(tree, text, syntax == Syntax::Yaml);
    match syntax {
        Syntax::Yaml => yaml::read(&mut builder, &mut diagnostics),
        Syntax::Json => json::read(&mut builder, &mut diagnostics, false),
        Syntax::Jsonc => json::read(&mut builder, &mut diagnostics, true),
        Syntax::Toml => toml::read(&mut builder, &mut diagnostics),
        Syntax::Xml => xml::read(&mut builder, &mut diagnostics),
        Syntax::Text(form) => text::read(&mut builder, &mut diagnostics, form),
    }
    let twice = std::mem::take(&mut builder.twice);
    for value in std::mem::take(&mut builder.unmerged) {
        diagnostics.push(
            Diagnostic::error(input::WRONG_TYPE, "`<<` takes in a map, or a list of maps, and this is none")
                .at(FileSpan::manifest(builder.tree.span(value)), "not taken in")
                .help("name a map by its alias, as in `<<: *defaults`; quote the key if it is a key like any other"),
        );
    }
    duplicates(tree, text, twice, &mut diagnostics);
    diagnostics
}

fn duplicates(tree: &Tree, text: &str, mut twice: Vec<(NodeId, NodeId)>, diagnostics: &mut Vec<Diagnostic>) {
    twice.sort_unstable_by_key(|&(_, again)| again);
    let view = tree.view(text);
    for (before, again) in twice {
        let name = view.key_name(again);
        diagnostics.push(
            Diagnostic::error(input::DUPLICATE_KEY, format!("the key `{}` stands twice in one map", shorten(name)))
                .at(FileSpan::manifest(tree.span(again)), "this one counts")
                .also(FileSpan::manifest(tree.span(before)), "this one is lost")
                .help("remove one of them"),
        );
    }
}

/// A text for a message: its first line, cut where it is long.
pub(crate) fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}...", &line[..at]),
        None if line.len() < text.trim_end().len() => format!("{line}..."),
        None => line.to_owned(),
    }
}

/// The length in bytes of the character at an offset; 0 at the end.
pub(crate) fn char_at(text: &str, offset: u32) -> u32 {
    text.get(offset as usize..).and_then(|rest| rest.chars().next()).map_or(0, |c| c.len_utf8() as u32)
}

pub(crate) fn too_deep(at: Span) -> Diagnostic {
    Diagnostic::error(input::TOO_DEEP, format!("maps and lists lie more than {MAX_DEPTH} deep in each other"))
        .at(FileSpan::manifest(at), "one too many")
}

/// The file is larger than [`MAX_BYTES`]; for callers that know a file's size before they read it.
pub fn too_large(bytes: u64) -> Diagnostic {
    let (size, most) = (bytes.div_ceil(1 << 20), MAX_BYTES >> 20);
    Diagnostic::error(input::TOO_LARGE, format!("the file has {size} MiB, and {most} MiB is the most that is read"))
        .help("split the file, or leave it out with an ignore pattern")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_count_before_looks() {
        assert_eq!(Syntax::of("a/b.yaml", "{}"), Syntax::Yaml);
        assert_eq!(Syntax::of("a/b.YML", ""), Syntax::Yaml);
        assert_eq!(Syntax::of("a/b.json", "a: b"), Syntax::Json);
        assert_eq!(Syntax::of("a/b.jsonc", ""), Syntax::Jsonc);
        assert_eq!(Syntax::of("a.json/b", "\u{feff} {\"a\": 1}"), Syntax::Jsonc);
        assert_eq!(Syntax::of("-", "[{}]"), Syntax::Jsonc);
        assert_eq!(Syntax::of("-", "{a: b}"), Syntax::Yaml);
        assert_eq!(Syntax::of("-", "a: b"), Syntax::Yaml);
        assert_eq!(Syntax::of("-", ""), Syntax::Yaml);
        assert_eq!(Syntax::of("-", "é"), Syntax::Yaml);
        assert_eq!(Syntax::of("a/b.TOML", "a: b"), Syntax::Toml);
        assert_eq!(Syntax::of("a/b.xml", ""), Syntax::Xml);
        assert_eq!(Syntax::of("-", "\u{feff}<?xml version=\"1.0\"?><a/>"), Syntax::Xml);
        assert_eq!(Syntax::of("-", "<<: *a"), Syntax::Yaml);
    }

    #[test]
    fn size_has_a_limit() {
        let diagnostic = too_large(MAX_BYTES as u64 + 1);
        assert_eq!(diagnostic.code.as_str(), "input/too-large");
        assert_eq!(diagnostic.message, "the file has 257 MiB, and 256 MiB is the most that is read");
    }

    #[test]
    fn messages_show_the_start_of_long_texts() {
        assert_eq!(shorten("abc"), "abc");
        assert_eq!(shorten("abc\n"), "abc");
        assert_eq!(shorten("abc\ndef"), "abc...");
        assert_eq!(shorten(&"é".repeat(61)), format!("{}...", "é".repeat(60)));
    }
}
