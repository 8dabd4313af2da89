//! Lists and maps in brackets.

use super::{LONGEST_KEY, Reader, Root, Unusual, Usual};
use crate::read::MAX_DEPTH;
use crate::tree::Kind;

impl Reader<'_, '_> {
    /// A list or a map in brackets, from the one to the other.
    pub(super) fn flow(&mut self) -> Usual {
        let map = self.peek() == Some(b'{');
        let (kind, close) = if map { (Kind::Map, b'}') } else { (Kind::List, b']') };
        if self.builder.depth() >= MAX_DEPTH {
            return Err(Unusual);
        }
        self.place(Root::Other);
        let node = self.builder.open(kind, self.at as u32, false);
        self.named(node);
        self.at += 1;
        loop {
            self.flow_space()?;
            if self.peek() == Some(close) {
                self.at += 1;
                self.builder.close(Some(self.at as u32));
                return Ok(());
            }
            if map {
                self.flow_key()?;
            }
            match self.peek() {
                Some(b'[' | b'{') => self.flow()?,
                _ => self.flow_text()?,
            }
            self.flow_space()?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(byte) if byte == close => {}
                _ => return Err(Unusual),
            }
        }
    }

    /// A key, its colon, and the space up to its value.
    fn flow_key(&mut self) -> Usual {
        let start = self.at;
        self.flow_text()?;
        self.spaces();
        if self.peek() != Some(b':') || (self.at - start) as u32 > LONGEST_KEY {
            return Err(Unusual);
        }
        self.at += 1;
        self.flow_space()
    }

    fn flow_text(&mut self) -> Usual {
        let text = match self.peek() {
            Some(b'"' | b'\'') => self.quoted()?,
            _ => self.plain_in_flow()?,
        };
        self.push(text)?;
        Ok(())
    }

    /// Passes over spaces, line breaks and comments.
    fn flow_space(&mut self) -> Usual {
        loop {
            match self.peek() {
                Some(b' ') => self.at += 1,
                Some(b'\n' | b'\r') => {
                    self.skip_line();
                    self.at += 1;
                    if self.at < self.bytes.len() && self.is_marker() {
                        return Err(Unusual);
                    }
                }
                Some(b'#') if matches!(self.bytes[self.at - 1], b' ' | b'\n') => self.skip_line(),
                _ => return Ok(()),
            }
        }
    }
}
