//! What of a source text is code: comments and the insides of strings are blotted out, byte for byte in the same places.

use std::ops::Range;

use super::form::TextForm;

/// A text in which patterns look.
#[derive(Debug)]
pub(crate) struct Mask {
    /// Comments are spaces; the quotation marks of strings are `"`, what is between them `_`.
    pub(crate) code: String,
    /// The strings, in order.
    pub(crate) strings: Vec<Literal>,
}

/// A string as written.
#[derive(Clone, Debug)]
pub(crate) struct Literal {
    /// With its quotation marks.
    pub(crate) whole: Range<usize>,
    /// Without them.
    pub(crate) inner: Range<usize>,
}

impl Mask {
    pub(crate) fn new(form: &TextForm, text: &str) -> Self {
        let mut code = text.as_bytes().to_vec();
        let mut strings = vec![];
        let starts = starts(form);
        // Up to here, a kind of string is known not to end on this line.
        let mut dead = vec![0; form.quotes.len()];
        let mut at = 0;
        while at < text.len() {
            if !starts[usize::from(text.as_bytes()[at])] {
                at += 1;
                continue;
            }
            let rest = &text[at..];
            if let Some(len) = comment(form, rest) {
                blot(&mut code[at..at + len], b' ');
                at += len;
                continue;
            }
            let quote = rest.chars().next().unwrap_or_default();
            let kind = form.quotes.iter().position(|kind| kind.contains(&quote)).filter(|&kind| dead[kind] <= at);
            if let Some(kind) = kind {
                match end(form, &form.quotes[kind], quote, text, at) {
                    Ok(literal) => {
                        blot(&mut code[literal.whole.clone()], b'_');
                        code[literal.whole.start] = b'"';
                        code[literal.whole.end - 1] = b'"';
                        at = literal.whole.end;
                        strings.push(literal);
                        continue;
                    }
                    Err(line_end) => dead[kind] = line_end,
                }
            }
            at += quote.len_utf8();
        }
        // Only whole characters are overwritten, by ASCII.
        Self { code: String::from_utf8(code).unwrap_or_default(), strings }
    }

    /// The string that starts at an offset.
    pub(crate) fn string_at(&self, offset: usize) -> Option<&Literal> {
        let at = self.strings.partition_point(|literal| literal.whole.start < offset);
        self.strings.get(at).filter(|literal| literal.whole.start == offset)
    }
}

/// Bytes with which a comment or a string may begin.
fn starts(form: &TextForm) -> [bool; 256] {
    let mut starts = [false; 256];
    let comments = form.comments.iter().filter_map(|(open, _)| open.bytes().next());
    let quotes = form.quotes.iter().flatten().filter_map(|quote| quote.to_string().bytes().next());
    for byte in comments.chain(quotes) {
        starts[usize::from(byte)] = true;
    }
    starts
}

/// The length of the comment with which a text begins.
fn comment(form: &TextForm, rest: &str) -> Option<usize> {
    let (open, close) = form.comments.iter().find(|(open, _)| rest.starts_with(open.as_str()))?;
    let inside = &rest.as_bytes()[open.len()..];
    let len = match close {
        None => memchr::memchr2(b'\n', b'\r', inside).unwrap_or(inside.len()),
        Some(close) => memchr::memmem::find(inside, close.as_bytes()).map_or(inside.len(), |at| at + close.len()),
    };
    Some(open.len() + len)
}

/// Where the string that starts at an offset ends; the end of the line where it does not.
fn end(form: &TextForm, kind: &[char], quote: char, text: &str, start: usize) -> Result<Literal, usize> {
    let inner = start + quote.len_utf8();
    let mut chars = text[inner..].char_indices();
    while let Some((at, c)) = chars.next() {
        let at = inner + at;
        if matches!(c, '\n' | '\r') {
            return Err(at);
        }
        if Some(c) == form.escape {
            if !chars.clone().next().is_some_and(|(_, next)| matches!(next, '\n' | '\r')) {
                chars.next();
            }
        } else if c == quote && kind.first() == Some(&quote) || kind.first() != Some(&quote) && kind.contains(&c) {
            return Ok(Literal { whole: start..at + c.len_utf8(), inner: inner..at });
        }
    }
    Err(text.len())
}

fn blot(bytes: &mut [u8], with: u8) {
    for byte in bytes {
        if !matches!(byte, b'\n' | b'\r') {
            *byte = with;
        }
    }
}
