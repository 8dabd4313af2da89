//! What the tests share: rendering, and the corpus of valid files.

#![allow(dead_code, unreachable_pub, missing_docs)]

use std::fmt::Write as _;

use compline_diagnostic::{Diagnostic, FileId, SourceFile};
use compline_syntax::{Parsed, parse};

pub const FILE: FileId = FileId(7);

pub const CORPUS: &[(&str, &str)] = &[
    ("language", include_str!("../corpus/language.compline")),
    ("timelines", include_str!("../corpus/timelines.compline")),
    ("composition", include_str!("../corpus/composition.compline")),
    ("formats", include_str!("../corpus/formats.compline")),
];

pub fn read(text: &str) -> Parsed {
    parse(text, FILE)
}

/// Diagnostics as text: code, message, line and column, labels, help.
pub fn render(text: &str, errors: &[Diagnostic]) -> String {
    let source = SourceFile::new("test.compline", text);
    let mut out = String::new();
    for error in errors {
        let _ = writeln!(out, "{} [{}] {}", error.severity, error.code, error.message);
        for label in &error.labels {
            assert_eq!(label.at.file, FILE);
            let start = source.position(label.at.span.start);
            let mark = if label.primary { "-->" } else { "and" };
            let written = source.slice(label.at.span).replace('\n', "\\n");
            let _ = writeln!(out, "  {mark} {}:{} `{written}` {}", start.line, start.column, label.message);
        }
        if let Some(help) = &error.help {
            let _ = writeln!(out, "  help: {help}");
        }
    }
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
