//! Text literals and documentation comments.

use compline_diagnostic::codes::syntax;
use compline_diagnostic::{Diagnostic, Span};

use super::Lower;

const QUOTES: &[char] = &[
    '"', '\'', '`', '\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}',
    '\u{ab}', '\u{bb}',
];

/// What lines of documentation comment say, markers off.
pub(crate) fn doc_text<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    let lines: Vec<&str> = lines
        .map(|line| line.strip_prefix("##").unwrap_or(line))
        .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
        .collect();
    lines.join("\n")
}

/// What a text block says: its lines without the white space that all of them begin with. Nothing where `written` is none.
pub(crate) fn block(written: &str) -> Option<String> {
    let inner = written.strip_prefix("\"\"\"")?;
    let inner = inner.strip_suffix("\"\"\"").unwrap_or(inner);
    let (_, inner) = inner.split_once(['\n', '\r'])?;
    // The line break before it may have had two bytes.
    let first = written.find('\n').is_some_and(|at| written.as_bytes().get(at - 1) == Some(&b'\r'));
    let inner = if first { inner.strip_prefix('\n').unwrap_or(inner) } else { inner };
    let normal = inner.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<&str> = normal.split('\n').collect();
    // The line of the closing quotes.
    if lines.last().is_some_and(|last| last.trim_matches([' ', '\t']).is_empty()) {
        lines.pop();
    }
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let mut filled = lines.iter().filter(|line| !line.trim_matches([' ', '\t']).is_empty());
    let mut common = filled.next().and_then(|line| line.get(..indent(line))).unwrap_or_default();
    for line in filled {
        let shared = common.bytes().zip(line.bytes()).take_while(|(a, b)| a == b).count();
        common = common.get(..shared).unwrap_or_default();
    }
    let mut out = String::with_capacity(normal.len());
    for line in lines {
        out.push_str(line.strip_prefix(common).unwrap_or_default());
        out.push('\n');
    }
    Some(out)
}

impl Lower<'_> {
    /// What the literal at `span` says: quotes off, escapes undone, line breaks folded; of a text block, its lines.
    pub(super) fn unquote(&mut self, span: Span) -> String {
        let written = self.slice(span);
        if let Some(block) = block(written) {
            return block;
        }
        let inner = written.strip_prefix(QUOTES).unwrap_or(written);
        let start = span.start + (written.len() - inner.len()) as u32;
        let inner = inner.strip_suffix(QUOTES).unwrap_or(inner);
        let mut out = String::with_capacity(inner.len());
        // How much of `out` white space folding may not take back.
        let mut solid = 0;
        let mut chars = inner.char_indices().peekable();
        while let Some((at, char)) = chars.next() {
            match char {
                '\n' | '\r' => {
                    let kept = out.trim_end_matches([' ', '\t']).len().max(solid);
                    out.truncate(kept);
                    while chars.next_if(|(_, next)| matches!(next, ' ' | '\t' | '\n' | '\r')).is_some() {}
                    out.push(' ');
                    solid = out.len();
                }
                '\\' => {
                    match chars.next() {
                        Some((_, char @ ('"' | '\\'))) => out.push(char),
                        Some((_, 'n')) => out.push('\n'),
                        Some((_, 't')) => out.push('\t'),
                        Some((_, 'u')) if inner.get(at + 2..).is_some_and(|rest| rest.starts_with('{')) => {
                            let rest = inner.get(at + 3..).unwrap_or_default();
                            let digits = rest.split('}').next().unwrap_or_default();
                            let len = digits.len() + 4;
                            let char = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
                            if let (Some(char), true) = (char, rest.len() > digits.len() && digits.len() <= 6) {
                                out.push(char);
                                while chars.next_if(|(next, _)| *next < at + len).is_some() {}
                            } else {
                                self.bad_escape(
                                    start + at as u32,
                                    "\\u{",
                                    "write `\\u{...}` with one to six hexadecimal digits of a character",
                                );
                            }
                        }
                        Some((_, other)) => {
                            let help = "the escapes are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{...}`; a backslash is written `\\\\`";
                            self.bad_escape(start + at as u32, &format!("\\{other}"), help);
                            out.push(other);
                        }
                        None => {}
                    }
                    solid = out.len();
                }
                _ => out.push(char),
            }
        }
        out
    }

    fn bad_escape(&mut self, at: u32, written: &str, help: &str) {
        let span = Span::new(at, at + written.len() as u32);
        self.errors.push(
            Diagnostic::error(
                syntax::ESCAPE,
                format!("`{}` is no escape", written.escape_debug().to_string().replace("\\\\", "\\")),
            )
            .at(self.place(span), "")
            .help(help),
        );
    }
}
