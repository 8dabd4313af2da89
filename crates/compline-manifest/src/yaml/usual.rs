//! YAML as nearly every manifest is written, in one pass over its bytes.
//!
//! Blocks of maps and lists, plain and quoted texts on one line, literal and folded texts, flow lists and maps, comments,
//! anchors and aliases in their usual places. Whatever else occurs anywhere in a file hands the whole of it to the full
//! reader: this one is never wrong, it only gives up. It makes the same nodes with the same bytes, which tests hold it to
//! (see `docs/decisions/0009-a-reader-for-usual-yaml.md`).

mod flow;
mod scalar;

use compline_diagnostic::Span;
use smallvec::SmallVec;

use super::null;
use crate::read::MAX_DEPTH;
use crate::tree::{Builder, Kind, NodeId};

/// Something that is left to the full reader.
struct Unusual;

type Usual<T = ()> = Result<T, Unusual>;

/// A longer key may be one that the full reader refuses.
const LONGEST_KEY: u32 = 1000;
/// Names are looked up one by one.
const MOST_ANCHORS: usize = 64;

/// Reads every document of the text, or none of it and says so.
pub(super) fn read(builder: &mut Builder<'_>) -> bool {
    let text = builder.text;
    if !is_usual(text.as_bytes()) {
        return false;
    }
    let mut reader = Reader {
        builder,
        text,
        bytes: text.as_bytes(),
        at: 0,
        open: SmallVec::new(),
        pending: Pending::Nothing,
        anchor: None,
        anchors: SmallVec::new(),
        document: None,
    };
    let read = reader.stream().is_ok();
    if !read {
        builder.restart();
    }
    read
}

/// Whether all characters are ones that may stand in any text: no tabs, no line ends but `\n` and `\r\n`, no byte order
/// mark, nothing that cannot be printed.
fn is_usual(bytes: &[u8]) -> bool {
    // No early way out, so that many bytes are looked at at once.
    let odd = bytes.iter().fold(false, |odd, &byte| odd | (byte != b'\n' && !(0x20..0x7f).contains(&byte)));
    !odd || bytes.iter().enumerate().all(|(at, &byte)| {
        let next = |offset: usize| bytes.get(at + offset).copied();
        match byte {
            b'\n' | 0x20..0x7f => true,
            b'\r' => next(1) == Some(b'\n'),
            0..0x20 | 0x7f => false,
            // U+0080 to U+009F.
            0xc2 => next(1).is_some_and(|next| next >= 0xa0),
            // U+FEFF, U+FFFE, U+FFFF.
            0xef => !matches!((next(1), next(2)), (Some(0xbb), Some(0xbf)) | (Some(0xbf), Some(0xbe | 0xbf))),
            _ => true,
        }
    })
}

/// A block map or list that is being filled.
#[derive(Clone, Copy)]
struct Open {
    kind: Kind,
    /// The column of its keys or dashes.
    indent: u32,
    /// A list as the value of a key, at the key's own column.
    indentless: bool,
}

/// What was announced, and may follow on a later line.
#[derive(Clone, Copy, PartialEq)]
enum Pending {
    Nothing,
    /// A key's value; if nothing follows, it is left out here.
    Value(u32),
    /// A list's element, the same.
    Element(u32),
    /// Something that has to follow.
    Something,
}

#[derive(Clone, Copy)]
struct Document {
    start: u32,
    /// Whether it has a topmost node, and whether that is a block.
    root: Option<Root>,
}

#[derive(Clone, Copy, PartialEq)]
enum Root {
    Block,
    Other,
}

struct Reader<'t, 'b> {
    builder: &'b mut Builder<'t>,
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// The block maps and lists that are open, outermost first.
    open: SmallVec<[Open; 16]>,
    pending: Pending,
    /// The name of the next node.
    anchor: Option<&'t str>,
    anchors: SmallVec<[(&'t str, NodeId); 4]>,
    document: Option<Document>,
}

impl<'t> Reader<'t, '_> {
    /// Every line that starts anything; lines that go on are read with what they belong to.
    fn stream(&mut self) -> Usual {
        loop {
            let line = self.at;
            self.spaces();
            match self.peek() {
                None => break,
                Some(b'\n') => self.at += 1,
                Some(b'\r') => self.at += 2,
                Some(b'#') => self.skip_line(),
                Some(byte) => {
                    let column = (self.at - line) as u32;
                    if column == 0 && matches!(byte, b'-' | b'.') && self.is_marker() {
                        self.marker(byte)?;
                        continue;
                    }
                    if self.document.is_none() {
                        self.start_document();
                    }
                    self.line(line, column, byte)?;
                }
            }
        }
        self.end_document()
    }

    /// Whether `---` or `...` stands at the start of this line.
    fn is_marker(&self) -> bool {
        let rest = &self.bytes[self.at..];
        (rest.starts_with(b"---") || rest.starts_with(b"...")) && self.is_blank(self.at + 3)
    }

    fn marker(&mut self, byte: u8) -> Usual {
        if byte == b'.' {
            return Err(Unusual);
        }
        self.end_document()?;
        self.start_document();
        self.at += 3;
        self.line_end()
    }

    fn start_document(&mut self) {
        self.builder.start_document();
        self.anchors.clear();
        self.document = Some(Document { start: self.at as u32, root: None });
    }

    /// Ends the document at hand, if there is one; what is next starts here.
    fn end_document(&mut self) -> Usual {
        let Some(Document { start, root }) = self.document.take() else { return Ok(()) };
        while !self.open.is_empty() {
            self.close()?;
        }
        let end = match root {
            None => return Err(Unusual),
            // A block lasts until something else starts.
            Some(Root::Block) => self.at as u32,
            Some(Root::Other) => self.builder.last_end,
        };
        self.builder.end_document(Span::new(start, end));
        Ok(())
    }

    /// A line on which something starts at a column.
    fn line(&mut self, line: usize, column: u32, byte: u8) -> Usual {
        let dash = byte == b'-' && self.is_blank(self.at + 1);
        while let Some(top) = self.open.last() {
            if top.indent > column || (top.indent == column && top.indentless && !dash) {
                self.close()?;
            } else {
                break;
            }
        }
        match self.open.last() {
            None if self.document.is_some_and(|document| document.root.is_some()) => return Err(Unusual),
            Some(top) if top.indent == column => match (top.kind, dash) {
                // A list may be the value of a key at the same column.
                (Kind::Map, true) if self.pending != Pending::Nothing => {}
                (Kind::Map, false) | (Kind::List, true) => self.fill()?,
                _ => return Err(Unusual),
            },
            // A text goes on, or something is at a wrong column.
            Some(_) if self.pending == Pending::Nothing => return Err(Unusual),
            _ => {}
        }
        self.block(line, column)
    }

    /// Elements of lists, each in the one before, and what they start with.
    fn block(&mut self, line: usize, mut column: u32) -> Usual {
        let mut fresh = true;
        while self.peek() == Some(b'-') && self.is_blank(self.at + 1) {
            fresh = false;
            let dash = self.at;
            self.at += 1;
            self.spaces();
            let top = self.open.last();
            if !top.is_some_and(|top| top.kind == Kind::List && top.indent == column) {
                let indentless = top.is_some_and(|top| top.indent == column);
                if indentless && self.peek() == Some(b'#') {
                    return Err(Unusual);
                }
                // The full reader takes the latter to start after its first dash.
                let start = if indentless { self.at } else { dash };
                self.open(Kind::List, start, column, indentless)?;
            }
            if self.is_line_end(self.at) {
                self.pending = Pending::Element(self.at as u32);
                return Ok(());
            }
            if self.peek() == Some(b'#') {
                self.pending = Pending::Something;
                self.skip_line();
                return Ok(());
            }
            column = (self.at - line) as u32;
        }
        let Some(b'"' | b'\'') = self.peek() else {
            if matches!(self.peek(), Some(b'[' | b'{' | b'&' | b'*' | b'|' | b'>')) {
                if self.takes_key(column) {
                    return Err(Unusual);
                }
                return self.value(fresh);
            }
            let text = self.plain()?;
            return self.key_or_text(column, text);
        };
        let text = self.quoted()?;
        self.spaces();
        self.key_or_text(column, text)
    }

    /// Whether only a key can stand at a column.
    fn takes_key(&self, column: u32) -> bool {
        self.open.last().is_some_and(|top| top.kind == Kind::Map && top.indent == column)
    }

    /// A text that is a key if a colon follows.
    fn key_or_text(&mut self, column: u32, text: scalar::Text) -> Usual {
        let colon = self.at;
        if self.peek() != Some(b':') {
            if self.takes_key(column) {
                return Err(Unusual);
            }
            self.scalar(text)?;
            return self.line_end();
        }
        if !self.is_blank(colon + 1) || colon as u32 - text.span.start > LONGEST_KEY {
            return Err(Unusual);
        }
        if !self.takes_key(column) {
            self.open(Kind::Map, text.span.start as usize, column, false)?;
        }
        self.push(text)?;
        self.at += 1;
        self.spaces();
        if self.is_line_end(self.at) || self.peek() == Some(b'#') {
            self.pending = Pending::Value(colon as u32 + 1);
            self.skip_line();
            return Ok(());
        }
        self.value(false)
    }

    /// A value up to the end of its line, or its name, of which the value follows; `fresh` says that nothing stands before
    /// it on its line.
    fn value(&mut self, fresh: bool) -> Usual {
        match self.peek() {
            Some(b'|' | b'>') if !fresh => return self.literal_or_folded(),
            Some(b'&') if !fresh && self.anchor.is_none() && self.anchors.len() < MOST_ANCHORS => {
                self.anchor = Some(self.name()?);
                self.spaces();
                if self.is_line_end(self.at) || self.peek() == Some(b'#') {
                    self.pending = Pending::Something;
                    self.skip_line();
                    return Ok(());
                }
                return self.value(false);
            }
            Some(b'*') if self.anchor.is_none() => {
                let start = self.at as u32;
                let name = self.name()?;
                let known = self.anchors.iter().rev().find(|(known, _)| *known == name);
                let &(_, node) = known.ok_or(Unusual)?;
                self.place(Root::Other);
                self.builder.alias(Span::new(start, self.at as u32), node);
            }
            Some(b'[' | b'{') => self.flow()?,
            Some(b'"' | b'\'') => {
                let text = self.quoted()?;
                self.scalar(text)?;
            }
            _ => {
                let text = self.plain()?;
                self.scalar(text)?;
            }
        }
        self.line_end()
    }

    /// A name after `&` or `*`.
    fn name(&mut self) -> Usual<&'t str> {
        let rest = &self.bytes[self.at + 1..];
        let len = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
        let name = self.text.get(self.at + 1..self.at + 1 + len).ok_or(Unusual)?;
        self.at += 1 + len;
        if name.is_empty() || !self.is_blank(self.at) { Err(Unusual) } else { Ok(name) }
    }

    fn open(&mut self, kind: Kind, start: usize, indent: u32, indentless: bool) -> Usual {
        if self.builder.depth() >= MAX_DEPTH {
            return Err(Unusual);
        }
        self.place(Root::Block);
        let node = self.builder.open(kind, start as u32, false);
        self.named(node);
        self.open.push(Open { kind, indent, indentless });
        Ok(())
    }

    fn close(&mut self) -> Usual {
        self.fill()?;
        self.builder.close(None);
        self.open.pop();
        Ok(())
    }

    /// Puts a null where nothing followed.
    fn fill(&mut self) -> Usual {
        match std::mem::replace(&mut self.pending, Pending::Nothing) {
            Pending::Nothing => {}
            Pending::Value(at) => {
                self.builder.null(Span::at(at), false);
            }
            Pending::Element(at) => {
                null(self.builder, Span::at(at));
            }
            Pending::Something => return Err(Unusual),
        }
        Ok(())
    }

    /// A text as a value.
    fn scalar(&mut self, text: scalar::Text) -> Usual {
        self.place(Root::Other);
        let node = self.push(text)?;
        self.named(node);
        Ok(())
    }

    /// Takes note that a value stands here.
    fn place(&mut self, root: Root) {
        self.pending = Pending::Nothing;
        if let Some(document) = &mut self.document {
            document.root.get_or_insert(root);
        }
    }

    /// Gives a node the name that stood before it.
    fn named(&mut self, node: NodeId) {
        if let Some(name) = self.anchor.take() {
            self.anchors.push((name, node));
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn spaces(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    fn is_line_end(&self, at: usize) -> bool {
        matches!(self.bytes.get(at), None | Some(b'\n' | b'\r'))
    }

    /// Whether a space, a line break or the end is at an offset.
    fn is_blank(&self, at: usize) -> bool {
        matches!(self.bytes.get(at), None | Some(b' ' | b'\n' | b'\r'))
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    /// What may follow a value on its line: nothing, or a comment.
    fn line_end(&mut self) -> Usual {
        let end = self.at;
        self.spaces();
        match self.peek() {
            None | Some(b'\n' | b'\r') => Ok(()),
            Some(b'#') if self.at > end || self.bytes.get(end.wrapping_sub(1)) == Some(&b' ') => {
                self.skip_line();
                Ok(())
            }
            Some(_) => Err(Unusual),
        }
    }
}

#[cfg(test)]
mod tests;
