//! The total scanner: any text becomes tokens, and a text of the same length that the grammar can rely on.
//!
//! Mistakes below the level of the grammar are found and mended here: quotation marks that are none of ours, text
//! literals without an end, characters that the language does not use. What the grammar then reads (`Scan::clean`) has
//! comments and strays as spaces and every text literal closed, byte for byte in the same places.

use compline_diagnostic::codes::syntax;
use compline_diagnostic::{Diagnostic, FileId, FileSpan, Span};

use crate::words;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or keyword, dots and slashes included.
    Word,
    /// Something that begins with a digit.
    Number,
    /// A text literal.
    Text,
    /// `{`
    Open,
    /// `}`
    Close,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// Any other character.
    Mark,
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
    /// The line, from 0.
    pub(crate) line: u32,
    /// Bytes before it on its line.
    pub(crate) column: u32,
    /// Bytes before the first token of its line.
    pub(crate) indent: u32,
    /// Whether it is the first on its line.
    pub(crate) first: bool,
}

/// A documentation comment that has its line to itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Doc {
    /// With its `##`.
    pub(crate) span: Span,
    /// The line, from 0.
    pub(crate) line: u32,
}

/// A comment of any kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comment {
    /// With its `#`, to the end of the line.
    pub(crate) span: Span,
    /// Whether it has its line to itself.
    pub(crate) alone: bool,
}

/// A scanned text.
#[derive(Debug)]
pub(crate) struct Scan<'t> {
    pub(crate) text: &'t str,
    /// What the grammar reads.
    pub(crate) clean: String,
    pub(crate) tokens: Vec<Token>,
    pub(crate) docs: Vec<Doc>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) errors: Vec<Diagnostic>,
}

impl<'t> Scan<'t> {
    /// The text of a token.
    pub(crate) fn slice(&self, token: &Token) -> &'t str {
        self.text.get(token.span.range()).unwrap_or_default()
    }

    /// The index of the first token that begins at or after `offset`.
    pub(crate) fn token_at(&self, offset: u32) -> usize {
        self.tokens.partition_point(|token| token.span.start < offset)
    }

    /// Whether the token at `index` is the word `word`.
    pub(crate) fn is_word(&self, index: usize, word: &str) -> bool {
        self.tokens.get(index).is_some_and(|token| token.kind == Kind::Word && self.slice(token) == word)
    }

    /// Whether the token at `index` is one of these words.
    pub(crate) fn is_one_of(&self, index: usize, words: &[&str]) -> bool {
        self.tokens.get(index).is_some_and(|token| token.kind == Kind::Word && words.contains(&self.slice(token)))
    }
}

/// Scans a text.
pub(crate) fn scan(text: &str, file: FileId) -> Scan<'_> {
    let mut scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        clean: text.as_bytes().to_vec(),
        at: 0,
        line: 0,
        line_start: 0,
        first: true,
        file,
        tokens: vec![],
        docs: vec![],
        comments: vec![],
        errors: vec![],
    };
    scanner.run();
    // Only whole characters are overwritten, by ASCII, so this never is lossy.
    let clean = String::from_utf8(scanner.clean).unwrap_or_else(|error| {
        String::from_utf8(error.into_bytes().into_iter().map(|b| if b.is_ascii() { b } else { b' ' }).collect())
            .unwrap_or_default()
    });
    Scan { text, clean, tokens: scanner.tokens, docs: scanner.docs, comments: scanner.comments, errors: scanner.errors }
}

/// How far past its first line a text literal may go, in bytes and lines: what is longer has lost its closing quote.
const LONGEST_TEXT: usize = 4 * 1024;
const MOST_LINES: usize = 50;

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    clean: Vec<u8>,
    at: usize,
    line: u32,
    line_start: usize,
    first: bool,
    file: FileId,
    tokens: Vec<Token>,
    docs: Vec<Doc>,
    comments: Vec<Comment>,
    errors: Vec<Diagnostic>,
}

fn is_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn is_foreign_quote(char: char) -> bool {
    matches!(char, '\'' | '`' | '\u{201c}'..='\u{201f}' | '\u{2018}'..='\u{201b}' | '\u{ab}' | '\u{bb}')
}

/// A character in words, so that people can find one that they cannot see.
fn describe(char: char) -> String {
    let name = match char {
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' => "a curly double quote",
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => "a curly single quote",
        '\'' => "a single quote",
        '`' => "a backtick",
        '\u{ab}' | '\u{bb}' => "an angle quote",
        '\u{a0}' | '\u{202f}' | '\u{2007}' => "a no-break space",
        '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => "an invisible character",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => "a text direction mark",
        '\u{2013}' | '\u{2014}' => "a dash",
        '\u{2212}' => "a minus sign",
        _ if char.is_control() => "a control character",
        _ if char.is_whitespace() => "a special space",
        _ if char.is_ascii() => return format!("`{char}`"),
        _ => "the character",
    };
    let code = u32::from(char);
    // Characters that would disturb the line that names them are given by number alone.
    let shown =
        !(char.is_control() || char.is_whitespace() || name.contains("invisible") || name.contains("direction"));
    if shown { format!("{name} `{char}` (U+{code:04X})") } else { format!("{name} (U+{code:04X})") }
}

impl Scanner<'_> {
    fn run(&mut self) {
        if self.text.starts_with('\u{feff}') {
            self.blank(0, 3);
            self.at = 3;
            self.line_start = 3;
        }
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => self.line_break(1),
                b'\r' => self.line_break(1 + usize::from(self.bytes.get(self.at + 1) == Some(&b'\n'))),
                b' ' | b'\t' => self.at += 1,
                b'#' => self.comment(),
                b'"' => self.text_literal(),
                b'{' => self.token(Kind::Open, 1),
                b'}' => self.token(Kind::Close, 1),
                b'(' => self.token(Kind::OpenParen, 1),
                b')' => self.token(Kind::CloseParen, 1),
                b'=' | b'!' | b'<' | b'>' | b'~' | b'&' | b'|' | b'.' => {
                    // Operators are shown whole.
                    let rest = self.bytes.get(self.at..).unwrap_or_default();
                    let alike = |b: u8| {
                        if byte == b'.' {
                            b == b'.'
                        } else {
                            matches!(b, b'=' | b'!' | b'<' | b'>' | b'~' | b'&' | b'|')
                        }
                    };
                    let len = rest.iter().position(|&b| !alike(b)).unwrap_or(rest.len());
                    self.token(Kind::Mark, len);
                }
                b',' | b'/' | b':' | b'*' | b'$' | b'@' | b'+' | b'-' | b'[' | b']' => self.token(Kind::Mark, 1),
                _ if is_start(byte) => self.word(),
                _ if byte.is_ascii_digit() => self.number(),
                _ => {
                    let char = self.text.get(self.at..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
                    if !(is_foreign_quote(char) && self.foreign_text(char)) {
                        self.stray();
                    }
                }
            }
        }
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn line_break(&mut self, len: usize) {
        self.at += len;
        self.line += 1;
        self.line_start = self.at;
        self.first = true;
    }

    fn blank(&mut self, from: usize, to: usize) {
        if let Some(bytes) = self.clean.get_mut(from..to) {
            bytes.fill(b' ');
        }
    }

    fn put(&mut self, at: usize, byte: u8) {
        if let Some(place) = self.clean.get_mut(at) {
            *place = byte;
        }
    }

    fn place(&self, from: usize, to: usize) -> FileSpan {
        FileSpan::new(self.file, Span::from(from..to))
    }

    /// Takes `len` bytes on this line as a token.
    fn token(&mut self, kind: Kind, len: usize) {
        let span = Span::from(self.at..self.at + len);
        let column = (self.at - self.line_start) as u32;
        let indent = match self.tokens.last() {
            Some(before) if !self.first => before.indent,
            _ => column,
        };
        self.tokens.push(Token { kind, span, line: self.line, column, indent, first: self.first });
        self.first = false;
        self.at += len;
    }

    fn line_end(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        rest.iter().position(|&b| b == b'\n' || b == b'\r').map_or(self.bytes.len(), |n| from + n)
    }

    fn comment(&mut self) {
        let end = self.line_end(self.at);
        if self.first && self.byte(self.at + 1) == b'#' && self.byte(self.at + 2) != b'#' {
            self.docs.push(Doc { span: Span::from(self.at..end), line: self.line });
        }
        self.comments.push(Comment { span: Span::from(self.at..end), alone: self.first });
        self.blank(self.at, end);
        self.at = end;
    }

    fn word(&mut self) {
        let mut end = self.at;
        loop {
            while is_part(self.byte(end)) {
                end += 1;
            }
            let joint = self.byte(end);
            let next = self.byte(end + 1);
            if joint == b'.' && is_part(next) || joint == b'/' && is_start(next) {
                end += 1;
            } else {
                break;
            }
        }
        self.token(Kind::Word, end - self.at);
    }

    /// A number, date or time of day: as much as could belong to one.
    fn number(&mut self) {
        let mut end = self.at;
        loop {
            let byte = self.byte(end);
            let next = self.byte(end + 1);
            if is_part(byte)
                || matches!(byte, b':' | b'.' | b'/') && next.is_ascii_digit()
                || byte == b'+' && next.is_ascii_digit()
            {
                end += 1;
            } else {
                break;
            }
        }
        if self.byte(end) == b'[' {
            let line_end = self.line_end(end);
            if let Some(n) = self.bytes.get(end..line_end).and_then(|rest| rest.iter().position(|&b| b == b']')) {
                end += n + 1;
            }
        }
        self.token(Kind::Number, end - self.at);
    }

    /// `"..."`, over several lines if need be.
    fn text_literal(&mut self) {
        let start = self.at;
        if self.bytes.get(start..).is_some_and(|rest| rest.starts_with(b"\"\"\"")) {
            return self.text_block();
        }
        let line_end = self.line_end(start);
        let closed = self.closing_quote(start, line_end);
        let opener = closed.and_then(|end| self.lost_before(start, end, line_end));
        if let (Some(end), None) = (closed, opener) {
            self.long_token(start, end);
            return;
        }
        let end = opener.unwrap_or_else(|| self.likely_end(start, line_end));
        let error = if end == start + 1 {
            Diagnostic::error(syntax::UNTERMINATED_TEXT, "this `\"` ends a text that does not begin")
                .at(self.place(start, end), "")
                .help("put a `\"` where the text begins")
        } else {
            Diagnostic::error(syntax::UNTERMINATED_TEXT, "this text has no closing `\"`")
                .at(self.place(start, end), "taken to end here")
                .help("close it with `\"`; a `\"` inside of it is written `\\\"`")
        };
        self.errors.push(error);
        self.mend(start, end);
        self.token(Kind::Text, end - start);
    }

    /// Where a literal on one line ended before its own quote was lost, if the one at `end` looks like the next one's: as
    /// in `{ "vault, "kms" }`, it stands after a space, right before a letter, on a line with an odd number of quotes.
    fn lost_before(&self, start: usize, end: usize, line_end: usize) -> Option<usize> {
        let inside = self.text.get(start + 1..end - 1)?;
        let kept = inside.trim_end_matches([' ', '\t', ',']);
        let odd = |line: &str| line.replace("\\\"", "").matches('"').count() % 2 == 1;
        let lost = end < line_end
            && is_part(self.byte(end))
            && inside.ends_with([' ', '\t'])
            && !kept.is_empty()
            && odd(self.text.get(start..line_end)?);
        lost.then_some(start + 1 + kept.len())
    }

    /// Where a literal that nothing closes ends: with its line, but for brackets that it did not open.
    fn likely_end(&self, start: usize, line_end: usize) -> usize {
        let mut inside = self.text.get(start + 1..line_end).unwrap_or_default().trim_end();
        loop {
            let opened = |open: char, close: char| inside.matches(open).count() >= inside.matches(close).count();
            let shorter = match inside.chars().next_back() {
                Some('{') => inside.strip_suffix('{'),
                Some('}') if !opened('{', '}') => inside.strip_suffix('}'),
                Some(')') if !opened('(', ')') => inside.strip_suffix(')'),
                _ => None,
            };
            match shorter {
                Some(shorter) if !shorter.trim_end().is_empty() => inside = shorter.trim_end(),
                _ => return start + 1 + inside.len(),
            }
        }
    }

    /// Three quotes, lines, and three quotes at the start of a line.
    fn text_block(&mut self) {
        let start = self.at;
        let line_end = self.line_end(start);
        let rest = self.text.get(start + 3..line_end).unwrap_or_default();
        if let Some(inside) = rest.find("\"\"\"").or_else(|| (!rest.trim().is_empty()).then_some(rest.trim_end().len()))
        {
            let closed = rest.get(inside..).is_some_and(|rest| rest.starts_with("\"\"\""));
            let end = start + 3 + inside + if closed { 3 } else { 0 };
            self.errors.push(
                Diagnostic::error(syntax::QUOTE, "a text block begins on the line after its `\"\"\"`")
                    .at(self.place(start, end), "")
                    .help("a text on one line has one `\"` on each side"),
            );
            // Without a line break after them, closing quotes further down would open a block of their own.
            let end = if closed { end } else { self.block_end(line_end, start).map_or(end, |(_, end)| end) };
            return self.mended_block(start, end);
        }
        match self.block_end(line_end, start) {
            Some((true, end)) => self.long_token(start, end),
            found => {
                let end = found.map_or(start + 3, |(_, end)| end);
                self.errors.push(
                    Diagnostic::error(syntax::UNTERMINATED_TEXT, "this text block has no closing `\"\"\"`")
                        .at(self.place(start, start + 3), "begins here")
                        .help("close it with `\"\"\"` at the start of a line of its own"),
                );
                self.mended_block(start, end);
            }
        }
    }

    /// Where the text block that `start` opens ends, and whether quotes close it there. One that is indented has lost its
    /// quotes where an item begins.
    fn block_end(&self, line_end: usize, start: usize) -> Option<(bool, usize)> {
        let mut at = line_end;
        let mut indented = None;
        while at < self.bytes.len() {
            at += 1 + usize::from(self.byte(at) == b'\r' && self.byte(at + 1) == b'\n');
            let line = self.text.get(at..self.line_end(at)).unwrap_or_default();
            let inside = line.trim_start_matches([' ', '\t']);
            if inside.starts_with("\"\"\"") {
                return Some((true, at + line.len() - inside.len() + 3));
            }
            if !inside.is_empty() && *indented.get_or_insert(inside.len() < line.len()) && self.item_at(at) {
                break;
            }
            at += line.len();
        }
        let text = self.text.get(start..at.min(self.bytes.len()))?.trim_end();
        Some((false, start + text.len()))
    }

    /// Takes a token over any number of lines.
    fn long_token(&mut self, start: usize, end: usize) {
        let breaks = self.breaks(start, end);
        self.token(Kind::Text, end - start);
        if let Some((count, last)) = breaks {
            self.line += count;
            self.line_start = last;
        }
    }

    /// A text block in which something is wrong, as a plain literal in the clean text.
    fn mended_block(&mut self, start: usize, end: usize) {
        self.mend(start, end);
        self.long_token(start, end);
    }

    /// How many lines break in a range, and where the last of them starts.
    fn breaks(&self, from: usize, to: usize) -> Option<(u32, usize)> {
        let mut found = None;
        let mut at = from;
        while at < to {
            let byte = self.byte(at);
            if byte == b'\n' || byte == b'\r' && self.byte(at + 1) != b'\n' {
                found = Some((found.map_or(0, |(count, _)| count) + 1, at + 1));
            }
            at += 1;
        }
        found
    }

    /// The end of the literal that starts at `start`, if it can be believed.
    ///
    /// On its own line any `"` closes it. On a later line a `"` closes it only if what follows looks like the end of a
    /// literal (a `"` before a letter rather opens the next one), and if no item begins before it.
    fn closing_quote(&self, start: usize, line_end: usize) -> Option<usize> {
        let mut at = start + 1;
        let mut lines = 0;
        while lines < MOST_LINES && at < self.bytes.len().min(line_end + LONGEST_TEXT) {
            match self.byte(at) {
                // Never past a line break: lines are counted, and a backslash at the end of one escapes nothing.
                b'\\' if !matches!(self.byte(at + 1), b'\n' | b'\r') => at += 1,
                b'"' if at < line_end => return Some(at + 1),
                b'"' => {
                    let next = self.byte(at + 1);
                    // A brace before a letter puts a value into a message, which begins there.
                    let ends = match next {
                        b'{' => !is_start(self.byte(at + 2)),
                        _ => matches!(next, 0 | b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' | b')' | b'}' | b'#' | b'/'),
                    };
                    return ends.then_some(at + 1);
                }
                b'\n' if self.item_at(at + 1) => return None,
                b'\n' => lines += 1,
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// Whether an item seems to begin at `at`, the start of a line.
    fn item_at(&self, at: usize) -> bool {
        let line = self.text.get(at..self.line_end(at)).unwrap_or_default();
        let mut parts = line.split_ascii_whitespace();
        let (Some(word), Some(name)) = (parts.next(), parts.next()) else { return false };
        if !line.starts_with(word) || !words::ITEMS.contains(&word) {
            return false;
        }
        match word {
            "rule" => matches!(parts.next(), Some("for" | "where" | "{")),
            "mode" => matches!(parts.next(), Some("is" | "known")) || line.contains('"'),
            "define" => name.contains('('),
            "use" => false,
            _ => line.trim_end().ends_with('{'),
        }
    }

    /// Closes the literal at `start` in the clean text.
    fn mend(&mut self, start: usize, end: usize) {
        if end < start + 2 {
            self.blank(start, end);
            return;
        }
        let last =
            self.text.get(start..end).and_then(|t| t.char_indices().next_back()).map_or(end - 1, |(n, _)| start + n);
        for at in start + 1..end {
            if at >= last || matches!(self.byte(at), b'\\' | b'"') {
                self.put(at, b' ');
            }
        }
        self.put(end - 1, b'"');
    }

    /// A literal between quotation marks that are none of ours: `'...'`, `“...”`, on one line. False where none closes it.
    fn foreign_text(&mut self, quote: char) -> bool {
        let start = self.at;
        let line_end = self.line_end(start);
        let inside = start + quote.len_utf8();
        let closes = |c: char| match quote {
            '\'' | '`' => c == quote,
            '\u{2018}' | '\u{2019}' | '\u{201a}' => matches!(c, '\u{2018}' | '\u{2019}' | '\''),
            '\u{ab}' | '\u{bb}' => matches!(c, '\u{ab}' | '\u{bb}'),
            _ => matches!(c, '\u{201c}' | '\u{201d}' | '"'),
        };
        let rest = self.text.get(inside..line_end).unwrap_or_default();
        let Some((n, close)) = rest.char_indices().find(|&(_, c)| closes(c)) else { return false };
        let end = inside + n + close.len_utf8();
        let content = rest.get(..n).unwrap_or_default().replace('"', "\\\"");
        self.errors.push(
            Diagnostic::error(syntax::QUOTE, format!("{} does not begin a text", describe(quote)))
                .at(self.place(start, end), "")
                .help(format!("texts stand between straight double quotes: `\"{content}\"`")),
        );
        for at in start..end {
            if matches!(self.byte(at), b'\\' | b'"') || at < inside || at >= inside + n {
                self.put(at, b' ');
            }
        }
        self.put(start, b'"');
        self.put(end - 1, b'"');
        self.token(Kind::Text, end - start);
        true
    }

    /// Characters that the language does not use, as many as stand together.
    fn stray(&mut self) {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or_default();
        let Some(first) = rest.chars().next() else {
            self.at = self.bytes.len();
            return;
        };
        let letters = first.is_alphabetic();
        let end = if letters {
            start + rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len())
        } else {
            start + rest.find(|c: char| c != first).unwrap_or(rest.len())
        };
        let error = Diagnostic::error(syntax::CHARACTER, format!("{} does not belong here", describe(first)))
            .at(self.place(start, end), "");
        self.errors.push(match first {
            _ if letters => error
                .help("names are made of the letters a to z, digits, `-` and `_`; other keys go between double quotes"),
            ';' => error.help("clauses and items need nothing between them; leave it out"),
            '%' | '^' | '?' | '\\' => error.help("in a text, between double quotes, it would be allowed"),
            '\u{2013}' | '\u{2014}' | '\u{2212}' => error.help("a hyphen is written `-`"),
            _ => error.help("leave it out, or put it into a text, between double quotes"),
        });
        self.blank(start, end);
        self.at = end;
    }
}
