//! JSON to tree.

use compline_diagnostic::codes::input;
use compline_diagnostic::{Code, Diagnostic, FileSpan, Span};

use crate::read::{MAX_DEPTH, char_at, shorten, too_deep};
use crate::tree::{Builder, Kind, Style};

/// Reads `text` as one value. With `lenient`, comments and trailing commas are part of the syntax; without it they are
/// reported, once each, and read over.
pub(crate) fn read(builder: &mut Builder<'_>, diagnostics: &mut Vec<Diagnostic>, lenient: bool) {
    let text = builder.text;
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader { text, bytes: text.as_bytes(), at: start, lenient, comment: None, comma: None };
    builder.start_document();
    let result = reader.document(builder);
    let whole = Span::new(start as u32, text.len() as u32);
    let warn = |code: Code, at: Option<Span>, message: &str, label: &str, help: &str| {
        at.map(|at| Diagnostic::warning(code, message).at(FileSpan::manifest(at), label).help(help))
    };
    diagnostics.extend(warn(
        input::JSON_COMMENT,
        reader.comment,
        "JSON has no comments",
        "the first comment",
        "remove it, or name the file `.jsonc`",
    ));
    diagnostics.extend(warn(
        input::JSON_COMMA,
        reader.comma,
        "JSON has no comma after the last element",
        "the first such comma",
        "remove it",
    ));
    match result {
        Ok(()) => builder.end_document(whole),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            builder.abandon_document(whole);
        }
    }
}

type Result<T> = std::result::Result<T, Diagnostic>;

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    lenient: bool,
    /// The first comment, where there should be none.
    comment: Option<Span>,
    /// The first trailing comma, where there should be none.
    comma: Option<Span>,
}

/// An open map or list.
#[derive(Clone, Copy)]
struct Open {
    kind: Kind,
    /// Its bracket, for saying where what is never closed was opened.
    at: usize,
}

impl Reader<'_> {
    /// The whole text: a value, or nothing but space.
    fn document(&mut self, builder: &mut Builder<'_>) -> Result<()> {
        let mut open: Vec<Open> = vec![];
        self.space()?;
        if self.at == self.bytes.len() {
            return Ok(());
        }
        loop {
            // A value, or the end of an empty map or list.
            self.space()?;
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    if open.len() >= MAX_DEPTH {
                        return Err(too_deep(Span::new(self.at as u32, self.at as u32 + 1)));
                    }
                    let kind = if bracket == b'{' { Kind::Map } else { Kind::List };
                    builder.open(kind, self.at as u32, false);
                    open.push(Open { kind, at: self.at });
                    self.at += 1;
                    self.space()?;
                    match (kind, self.peek()) {
                        (Kind::Map, Some(b'}')) | (Kind::List, Some(b']')) => {}
                        (Kind::Map, _) => {
                            self.key(builder, &open)?;
                            continue;
                        }
                        _ => continue,
                    }
                }
                Some(b'"') => self.string(builder)?,
                _ => self.word(builder, &open)?,
            }
            // What follows a value: closing brackets, then a comma or the end.
            loop {
                self.space()?;
                let Some(&Open { kind, .. }) = open.last() else {
                    if let Some(at) = (self.at < self.bytes.len()).then_some(self.at) {
                        return Err(self.fail(
                            at,
                            "there is more after the end of the JSON value",
                            "the value ended before this",
                        ));
                    }
                    return Ok(());
                };
                let close = if kind == Kind::Map { b'}' } else { b']' };
                match self.peek() {
                    Some(b',') => {
                        let comma = self.at;
                        self.at += 1;
                        self.space()?;
                        if self.peek() == Some(close) {
                            if !self.lenient {
                                self.comma.get_or_insert(Span::new(comma as u32, comma as u32 + 1));
                            }
                            continue;
                        }
                        if kind == Kind::Map {
                            self.key(builder, &open)?;
                        }
                        break;
                    }
                    Some(byte) if byte == close => {
                        self.at += 1;
                        builder.close(Some(self.at as u32));
                        open.pop();
                    }
                    found => return Err(self.missing_comma(found, &open)),
                }
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Passes over space and comments.
    fn space(&mut self) -> Result<()> {
        loop {
            while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
                self.at += 1;
            }
            if self.peek() != Some(b'/') {
                return Ok(());
            }
            let start = self.at;
            match self.bytes.get(self.at + 1) {
                Some(b'/') => {
                    let rest = &self.bytes[self.at..];
                    self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                }
                Some(b'*') => {
                    let Some(len) = memchr::memmem::find(&self.bytes[self.at + 2..], b"*/") else {
                        let at = Span::new(start as u32, start as u32 + 2);
                        return Err(syntax("a comment is never closed").at(FileSpan::manifest(at), "opened here"));
                    };
                    self.at += 2 + len + 2;
                }
                _ => return Ok(()),
            }
            if !self.lenient {
                self.comment.get_or_insert(Span::new(start as u32, self.at as u32));
            }
        }
    }

    /// A key and its colon.
    fn key(&mut self, builder: &mut Builder<'_>, open: &[Open]) -> Result<()> {
        if self.peek() != Some(b'"') {
            return Err(match self.peek() {
                None => self.unclosed(open),
                Some(b',') => self.fail(self.at, "there is a comma too many", "a key was expected here"),
                Some(b'\'') => {
                    let mut diagnostic = self.fail(self.at, "a key is not in double quotes", "a key was expected here");
                    diagnostic.help = Some("JSON only has double quotes".to_owned());
                    diagnostic
                }
                Some(_) => self.fail(self.at, "a key in double quotes is missing", "a key was expected here"),
            });
        }
        self.string(builder)?;
        self.space()?;
        match self.peek() {
            Some(b':') => {
                self.at += 1;
                Ok(())
            }
            None => Err(self.unclosed(open)),
            Some(_) => Err(self.fail(self.at, "a `:` is missing after the key", "expected `:` here")),
        }
    }

    /// A string. Most are slices of the file; those with escapes are decoded.
    fn string(&mut self, builder: &mut Builder<'_>) -> Result<()> {
        let start = self.at;
        let inner = start + 1;
        let mut decoded: Option<String> = None;
        let mut from = inner;
        self.at = inner;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let text = decoded.get_or_insert_default();
                    text.push_str(&self.text[from..self.at]);
                    let c = self.escape()?;
                    decoded.get_or_insert_default().push(c);
                    from = self.at;
                }
                None => {
                    let at = Span::new(start as u32, inner as u32);
                    return Err(syntax("a text is never closed").at(FileSpan::manifest(at), "opened here"));
                }
                Some(b'\n' | b'\r') => {
                    let mut diagnostic = self.fail(start, "a text is not closed on its line", "opened here");
                    diagnostic.help = Some("write `\\n` for a line break within a text".to_owned());
                    return Err(diagnostic);
                }
                Some(byte) if byte < 0x20 => {
                    let name = if byte == b'\t' { "tab".to_owned() } else { format!("control character U+{byte:04X}") };
                    let mut diagnostic =
                        self.fail(self.at, &format!("a {name} stands within a text"), "has to be escaped");
                    diagnostic.help = Some(format!(
                        "write `{}`",
                        if byte == b'\t' { "\\t".to_owned() } else { format!("\\u{byte:04x}") }
                    ));
                    return Err(diagnostic);
                }
                Some(_) => self.at += 1,
            }
        }
        let end = self.at;
        self.at += 1;
        let span = Span::new(start as u32, self.at as u32);
        if let Some(mut text) = decoded {
            text.push_str(&self.text[from..end]);
            builder.decoded(Style::Quoted, span, &text, false);
        } else {
            builder.scalar(Style::Quoted, span, Span::new(inner as u32, end as u32), false);
        }
        Ok(())
    }

    fn escape(&mut self) -> Result<char> {
        let start = self.at;
        let Some(&byte) = self.bytes.get(start + 1) else {
            self.at += 1;
            return Ok('\\');
        };
        self.at += 2;
        Ok(match byte {
            b'"' | b'\\' | b'/' => byte as char,
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(start),
            _ => {
                let mut diagnostic = self.fail_at(
                    start,
                    start + 1 + char_at(self.text, start as u32 + 1) as usize,
                    "an escape that JSON does not have",
                    "not an escape",
                );
                diagnostic.help = Some("write `\\\\` for a backslash".to_owned());
                return Err(diagnostic);
            }
        })
    }

    /// What follows `\u`: four digits, or two escapes that make one character.
    fn unicode(&mut self, start: usize) -> Result<char> {
        let first = self.hex(start)?;
        let code = match first {
            0xd800..=0xdbff if self.bytes[self.at..].starts_with(b"\\u") => {
                let second_at = self.at;
                self.at += 2;
                let second = self.hex(second_at)?;
                if (0xdc00..=0xdfff).contains(&second) {
                    0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                } else {
                    first
                }
            }
            code => code,
        };
        char::from_u32(code).ok_or_else(|| {
            self.fail_at(start, start + 6, "half of a surrogate pair is no character", "its other half is missing")
        })
    }

    fn hex(&mut self, start: usize) -> Result<u32> {
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        self.at += 4;
        code.ok_or_else(|| {
            self.fail_at(start, start + 2, "`\\u` has to be followed by four hexadecimal digits", "here")
        })
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self, builder: &mut Builder<'_>, open: &[Open]) -> Result<()> {
        let start = self.at;
        let len = self.bytes[start..]
            .iter()
            .take_while(|b| {
                !b.is_ascii_whitespace() && !matches!(b, b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"' | b'/')
            })
            .count();
        // Every one of these bytes is ASCII or part of a longer character, so the end is a boundary.
        let word = self.text.get(start..start + len).unwrap_or_default();
        let span = Span::new(start as u32, (start + len) as u32);
        self.at += len;
        match word {
            "null" => {
                builder.null(span, false);
            }
            "true" | "false" => {
                builder.scalar(Style::Plain, span, span, false);
            }
            _ if is_number(word) => {
                builder.scalar(Style::Plain, span, span, false);
            }
            _ => return Err(self.no_value(start, word, open)),
        }
        Ok(())
    }

    fn no_value(&self, start: usize, word: &str, open: &[Open]) -> Diagnostic {
        if start == self.bytes.len() && !open.is_empty() {
            return self.unclosed(open);
        }
        if word.is_empty() {
            let found = self.text[start..].chars().next();
            return match found {
                Some(',') => self.fail(start, "a value is missing before the comma", "a value was expected here"),
                Some(_) => self.fail(start, "a value is missing", "a value was expected here"),
                None => self.fail(start, "a value is missing at the end", "a value was expected here"),
            };
        }
        let mut diagnostic = self.fail_at(
            start,
            start + word.len(),
            &format!("`{}` is not a JSON value", shorten(word)),
            "a value was expected here",
        );
        diagnostic.help = match word {
            "True" | "False" | "TRUE" | "FALSE" => Some(format!("write `{}`", word.to_lowercase())),
            "None" | "Null" | "NULL" | "undefined" => Some("write `null`".to_owned()),
            _ if word.starts_with('\'') => Some("JSON only has double quotes".to_owned()),
            _ if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) => {
                Some("a JSON number looks like `12`, `-0.5` or `1e3`; put anything else in double quotes".to_owned())
            }
            _ => Some("put a text in double quotes".to_owned()),
        };
        diagnostic
    }

    fn missing_comma(&self, found: Option<u8>, open: &[Open]) -> Diagnostic {
        let map = open.last().is_none_or(|open| open.kind == Kind::Map);
        match found {
            None => self.unclosed(open),
            Some(b'}' | b']') => {
                let mut diagnostic =
                    self.fail(self.at, "a bracket is closed by the wrong one", "closes nothing of its kind");
                if let Some(open) = open.last() {
                    let at = Span::new(open.at as u32, open.at as u32 + 1);
                    diagnostic = diagnostic.also(FileSpan::manifest(at), "opened here");
                }
                diagnostic
            }
            Some(_) if map => self.fail(self.at, "a `,` or `}` is missing", "expected `,` or `}` here"),
            Some(_) => self.fail(self.at, "a `,` or `]` is missing", "expected `,` or `]` here"),
        }
    }

    fn unclosed(&self, open: &[Open]) -> Diagnostic {
        let end = self.text.trim_end().len();
        let Some(innermost) = open.last() else { return self.fail(end, "the text ends too early", "here") };
        let bracket = if innermost.kind == Kind::Map { '{' } else { '[' };
        let at = Span::new(innermost.at as u32, innermost.at as u32 + 1);
        syntax(&format!("a `{bracket}` is never closed"))
            .at(FileSpan::manifest(at), "opened here")
            .also(FileSpan::manifest(Span::at(end as u32)), "the text ends here")
    }

    fn fail(&self, at: usize, message: &str, label: &str) -> Diagnostic {
        self.fail_at(at, at + char_at(self.text, at as u32) as usize, message, label)
    }

    fn fail_at(&self, start: usize, end: usize, message: &str, label: &str) -> Diagnostic {
        let mut end = end.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        syntax(message).at(FileSpan::manifest(Span::new(start as u32, end as u32)), label)
    }
}

fn syntax(message: &str) -> Diagnostic {
    Diagnostic::error(input::JSON_SYNTAX, message)
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
fn is_number(word: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = word.strip_prefix('-').unwrap_or(word);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let len = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = &fraction[len..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        return !exponent.is_empty() && digits(exponent) == exponent.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests;
