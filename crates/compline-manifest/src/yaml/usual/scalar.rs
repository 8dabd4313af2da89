//! Texts: plain, quoted, and as blocks.

use compline_diagnostic::Span;

use super::{Reader, Root, Unusual, Usual};
use crate::scalar::is_null;
use crate::tree::{NodeId, Style};
use crate::yaml::block_text;

/// A text on one line, not yet in the tree.
#[derive(Clone, Copy)]
pub(super) struct Text {
    /// With its quotes.
    pub(super) span: Span,
    /// The quote, if it has one.
    quote: Option<u8>,
    /// Whether something in it stands for something else.
    escaped: bool,
}

/// What ends a plain text, or may.
const STOPS: [bool; 256] = stops(b"\n\r:#");
/// The same inside brackets.
const STOPS_IN_FLOW: [bool; 256] = stops(b"\n\r:#,[]{}");
/// What no plain text starts with, or only under conditions.
const NO_START: [bool; 256] = stops(b"?:,[]{}#&*!|>'\"%@` \n\r");

const fn stops(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}

impl Reader<'_, '_> {
    /// A plain text: up to a colon, a comment or the end of the line.
    pub(super) fn plain(&mut self) -> Usual<Text> {
        self.plain_until(&STOPS)
    }

    /// A plain text inside brackets.
    pub(super) fn plain_in_flow(&mut self) -> Usual<Text> {
        let text = self.plain_until(&STOPS_IN_FLOW)?;
        let next = self.bytes.get(self.at + 1);
        // `{a:[b]}` and `{a:}`.
        let odd = self.peek() == Some(b':') && next.is_some_and(|next| b",[]{}".contains(next));
        if odd || text.span.is_empty() { Err(Unusual) } else { Ok(text) }
    }

    fn plain_until(&mut self, stops: &[bool; 256]) -> Usual<Text> {
        let start = self.at;
        let first = self.peek().ok_or(Unusual)?;
        let odd_dash = |next: Option<&u8>| next.is_none_or(|&next| stops[next as usize] || next == b' ');
        if NO_START[first as usize] || (first == b'-' && odd_dash(self.bytes.get(start + 1))) {
            return Err(Unusual);
        }
        let flow = stops[b',' as usize];
        let mut at = start + 1;
        while let Some(&byte) = self.bytes.get(at) {
            if stops[byte as usize] {
                let goes_on = match byte {
                    b':' => {
                        let ends = flow && self.bytes.get(at + 1).is_some_and(|next| b",[]{}".contains(next));
                        !ends && !self.is_blank(at + 1)
                    }
                    b'#' => self.bytes[at - 1] != b' ',
                    _ => false,
                };
                if !goes_on {
                    break;
                }
            }
            at += 1;
        }
        self.at = at;
        let mut end = at;
        while self.bytes[end - 1] == b' ' {
            end -= 1;
        }
        Ok(Text { span: Span::new(start as u32, end as u32), quote: None, escaped: false })
    }

    /// A text in quotes on one line.
    pub(super) fn quoted(&mut self) -> Usual<Text> {
        let start = self.at;
        let quote = self.peek().ok_or(Unusual)?;
        let mut escaped = false;
        let mut at = start + 1;
        loop {
            match *self.bytes.get(at).ok_or(Unusual)? {
                b'\n' => return Err(Unusual),
                b'\\' if quote == b'"' => {
                    escaped = true;
                    at += 2;
                }
                b'\'' if quote == b'\'' && self.bytes.get(at + 1) == Some(&b'\'') => {
                    escaped = true;
                    at += 2;
                }
                byte if byte == quote => break,
                _ => at += 1,
            }
        }
        self.at = at + 1;
        Ok(Text { span: Span::new(start as u32, at as u32 + 1), quote: Some(quote), escaped })
    }

    /// Puts a text into the tree.
    pub(super) fn push(&mut self, text: Text) -> Usual<NodeId> {
        let span = text.span;
        let Some(quote) = text.quote else {
            let value = &self.bytes[span.range()];
            let node = if value.len() <= 4 && is_null(&self.text[span.range()]) {
                self.builder.null(span, false)
            } else {
                self.builder.scalar(Style::Plain, span, span, false)
            };
            return Ok(node);
        };
        let inner = Span::new(span.start + 1, span.end - 1);
        if !text.escaped {
            return Ok(self.builder.scalar(Style::Quoted, span, inner, false));
        }
        let from = self.builder.decoding().len();
        let mut rest = &self.text[inner.range()];
        while let Some(at) = memchr::memchr(if quote == b'"' { b'\\' } else { b'\'' }, rest.as_bytes()) {
            let into = self.builder.decoding();
            into.push_str(&rest[..at]);
            let escape = rest.as_bytes().get(at + 1).ok_or(Unusual)?;
            let mut len = 2;
            into.push(match (quote, escape) {
                (b'\'', b'\'') => '\'',
                (b'"', b'n') => '\n',
                (b'"', b't') => '\t',
                (b'"', b'r') => '\r',
                (b'"', b'"' | b'\\' | b'/') => *escape as char,
                (b'"', b'u') => {
                    len = 6;
                    let digits =
                        rest.get(at + 2..at + 6).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
                    let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
                    code.and_then(char::from_u32).ok_or(Unusual)?
                }
                _ => return Err(Unusual),
            });
            rest = &rest[at + len..];
        }
        self.builder.decoding().push_str(rest);
        Ok(self.builder.decoded_from(Style::Quoted, span, from, false))
    }

    /// A text as a block, from its `|` or `>`; it leaves off at the start of the line after it.
    pub(super) fn literal_or_folded(&mut self) -> Usual {
        let folded = self.peek() == Some(b'>');
        self.at += 1;
        let chomping = self.peek().filter(|byte| matches!(byte, b'-' | b'+'));
        self.at += usize::from(chomping.is_some());
        self.line_end()?;
        self.line_break()?;
        let parent = self.open.last().ok_or(Unusual)?.indent as usize;
        // Empty lines, then the one whose indentation counts.
        let (mut breaks, mut indent) = (0, parent + 1);
        let column = loop {
            let line = self.at;
            self.spaces();
            let column = self.at - line;
            indent = indent.max(column);
            if !self.is_line_end(self.at) {
                break column;
            }
            self.line_break()?;
            breaks += 1;
        };
        if column < indent {
            return Err(Unusual);
        }
        let start = self.at;
        let from = self.builder.decoding().len();
        let (mut after_break, mut after_indented) = (false, false);
        let line = loop {
            let indented = self.peek() == Some(b' ');
            let into = self.builder.decoding();
            if folded && after_break && !after_indented && !indented {
                if breaks == 0 {
                    into.push(' ');
                }
            } else if after_break {
                into.push('\n');
            }
            (0..breaks).for_each(|_| into.push('\n'));
            (breaks, after_indented) = (0, indented);
            let content = self.at;
            self.skip_line();
            let written = &self.text[content..self.at];
            self.builder.decoding().push_str(written.strip_suffix('\r').unwrap_or(written));
            after_break = self.at < self.bytes.len();
            self.at += usize::from(after_break);
            // Empty lines, and the indentation of the next.
            let line = loop {
                let line = self.at;
                while self.at - line < indent && self.peek() == Some(b' ') {
                    self.at += 1;
                }
                if self.at == self.bytes.len() || !self.is_line_end(self.at) {
                    break line;
                }
                self.line_break()?;
                breaks += 1;
            };
            if self.at - line < indent || self.at == self.bytes.len() {
                break line;
            }
        };
        let into = self.builder.decoding();
        if chomping != Some(b'-') {
            into.push('\n');
        }
        if chomping == Some(b'+') {
            (0..breaks).for_each(|_| into.push('\n'));
        }
        self.place(Root::Other);
        let node = block_text(self.builder, Span::new(start as u32, self.at as u32), from, false);
        self.named(node);
        self.at = line;
        Ok(())
    }

    /// Passes over the line break that has to be here.
    fn line_break(&mut self) -> Usual {
        self.at += match self.peek() {
            Some(b'\n') => 1,
            Some(b'\r') => 2,
            _ => return Err(Unusual),
        };
        Ok(())
    }
}
