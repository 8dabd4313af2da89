//! What values in source code say: strings, variables, and such put together. What is fixed in them is used, what is
//! not is not known, and stands in the text as `${...}`.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use compline_diagnostic::Span;

use super::form::TextForm;
use super::mask::Mask;
use crate::tree::{Builder, Kind, NONE, NodeId, Style};

/// What stands before and after what is not known. A format that reads source code has it among its templates.
pub const UNKNOWN: (&str, &str) = ("${", "}");
/// The longest text that is put together.
const LONGEST: usize = 2048;
/// The most entries of one map.
const LARGEST: usize = 512;
/// How deep values may lie in each other.
const DEEPEST: usize = 32;

/// A variable set, or something put into one.
#[derive(Debug)]
pub(crate) struct Set {
    /// From where on it counts.
    pub(crate) at: usize,
    /// Which variable.
    pub(crate) name: Range<usize>,
    /// What is put in, under which key; of a variable set, the value.
    pub(crate) key: Range<usize>,
    pub(crate) value: Range<usize>,
    /// The innermost block around it.
    pub(crate) block: Range<usize>,
    /// The node of the value, once there is one.
    pub(crate) node: NodeId,
    /// What the value says, once it was read.
    says: Option<Said>,
}

impl Set {
    pub(crate) fn new(at: usize, name: Range<usize>, key: Range<usize>, value: Range<usize>) -> Self {
        Self { at, name, key, value, block: 0..usize::MAX, node: NONE, says: None }
    }

    /// From where its own value is looked at: it does not see itself.
    pub(crate) const fn seen_from(&self) -> usize {
        self.at.saturating_sub(1)
    }
}

/// What a value says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) text: String,
    /// Where the text stands in the file just so.
    pub(crate) from: Option<usize>,
}

impl Said {
    /// Where a part of the text stands in the file, if it stands there just so.
    pub(crate) fn place(&self, part: &Range<usize>) -> Option<Range<usize>> {
        let from = self.from?;
        Some(from + part.start..from + part.end)
    }
}

/// What a value is.
enum Shape<'v> {
    /// A text, in which what is not known is marked.
    Text(Said),
    /// A variable, by the number of the statement that set it, whose value is a text.
    Variable(usize),
    /// `{ "key": value, ... }`, by what is inside the braces, seen from an offset.
    Map(Range<usize>, usize),
    /// A variable that things were put into: what set it, and what was put into it since.
    Filled(Option<usize>, &'v [usize]),
    /// Elements.
    List(Vec<Range<usize>>),
}

struct Entry {
    key: Said,
    key_at: Range<usize>,
    value: Range<usize>,
    /// From where the value is looked at.
    seen_from: usize,
    node: NodeId,
}

/// The variables of a text.
pub(crate) struct Values<'t> {
    pub(crate) form: &'t TextForm,
    pub(crate) text: &'t str,
    pub(crate) mask: &'t Mask,
    pub(crate) lets: Vec<Set>,
    pub(crate) puts: Vec<Set>,
    /// By name, in order.
    pub(crate) lets_of: HashMap<&'t str, Vec<usize>>,
    pub(crate) puts_of: HashMap<&'t str, Vec<usize>>,
    /// The most nodes that there may be.
    pub(crate) most: usize,
    /// Whether something was left out for being too much.
    pub(crate) over: Cell<bool>,
}

impl Values<'_> {
    fn trimmed(&self, range: &Range<usize>) -> Range<usize> {
        let text = &self.mask.code[range.clone()];
        let start = range.start + text.len() - text.trim_start().len();
        start..start + text.trim().len()
    }

    /// What a value says as a text; nothing for a map or list.
    pub(crate) fn says(&self, value: &Range<usize>, from: usize) -> Option<Said> {
        self.text_of(value, from, 0)
    }

    fn text_of(&self, value: &Range<usize>, from: usize, depth: usize) -> Option<Said> {
        match self.shape(value, from, depth) {
            Shape::Text(said) => Some(said),
            Shape::Variable(set) => self.said(set, depth),
            Shape::Map(..) | Shape::Filled(..) | Shape::List(_) => None,
        }
    }

    /// What a variable says once it was set.
    fn said(&self, set: usize, depth: usize) -> Option<Said> {
        let set = &self.lets[set];
        set.says.clone().or_else(|| self.text_of(&set.value, set.seen_from(), depth + 1))
    }

    /// Reads the values that variables are set to, each by those before it.
    pub(crate) fn read_lets(&mut self) {
        for at in 0..self.lets.len() {
            let set = &self.lets[at];
            let says = self.says(&set.value, set.seen_from());
            self.lets[at].says = says;
        }
    }

    /// Something of which nothing is known but how it is written.
    fn unknown(&self, range: &Range<usize>) -> Said {
        let written: String = self.text[range.clone()].chars().filter(|c| !matches!(c, '{' | '}')).take(60).collect();
        let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
        Said { text: format!("{}{written}{}", UNKNOWN.0, UNKNOWN.1), from: None }
    }

    /// A string without its quotation marks and escapes.
    fn string(&self, inner: &Range<usize>) -> Said {
        let written = &self.text[inner.clone()];
        match self.form.escape {
            Some(escape) if written.contains(escape) => {
                let mut text = String::with_capacity(written.len());
                let mut chars = written.chars();
                while let Some(c) = chars.next() {
                    text.push(if c == escape { chars.next().unwrap_or(c) } else { c });
                }
                Said { text, from: None }
            }
            _ => Said { text: written.to_owned(), from: Some(inner.start) },
        }
    }

    /// Seen from `from`, the statement that gave a variable its value; nothing where that is not certain.
    fn variable(&self, name: &str, from: usize) -> Option<Result<usize, ()>> {
        let all = self.lets_of.get(name)?;
        let before = all.partition_point(|&set| self.lets[set].at <= from);
        let last = *all.get(before.checked_sub(1)?)?;
        Some(if self.lets[last].block.contains(&from) { Ok(last) } else { Err(()) })
    }

    /// What was put into a variable since it was last set for certain.
    fn put_into(&self, name: &str, from: usize) -> &[usize] {
        let since = match self.variable(name, from) {
            Some(Ok(set)) => self.lets[set].at,
            _ => 0,
        };
        let all = self.puts_of.get(name).map_or(&[][..], Vec::as_slice);
        let until = all.partition_point(|&put| self.puts[put].at <= from);
        let first = all.partition_point(|&put| self.puts[put].at < since);
        all.get(first..until).unwrap_or_default()
    }

    /// What a value is, seen from `from`.
    fn shape(&self, value: &Range<usize>, from: usize, depth: usize) -> Shape<'_> {
        let value = self.trimmed(value);
        if depth > DEEPEST {
            return Shape::Text(self.unknown(&value));
        }
        let terms = self.split(&value, self.form.join.as_deref());
        if let [term] = terms.as_slice() {
            return self.term(term, from, depth);
        }
        let mut text = String::new();
        for term in &terms {
            let said = match self.term(term, from, depth + 1) {
                Shape::Text(said) => Some(said),
                Shape::Variable(set) => self.said(set, depth + 1),
                Shape::Map(..) | Shape::Filled(..) | Shape::List(_) => None,
            };
            let said = said.filter(|said| text.len() + said.text.len() <= LONGEST);
            text.push_str(&said.unwrap_or_else(|| self.unknown(term)).text);
            if text.len() > 2 * LONGEST {
                return Shape::Text(self.unknown(&value));
            }
        }
        Shape::Text(Said { text, from: None })
    }

    fn term(&self, term: &Range<usize>, from: usize, depth: usize) -> Shape<'_> {
        if let Some(literal) = self.mask.string_at(term.start).filter(|literal| literal.whole == *term) {
            return Shape::Text(self.string(&literal.inner));
        }
        let code = &self.mask.code[term.clone()];
        let enclosed = |open: char, close: char| {
            code.len() > 1 && code.starts_with(open) && code.ends_with(close) && self.closes_at_end(term)
        };
        let inside = term.start + 1..term.end.saturating_sub(1).max(term.start + 1);
        if enclosed('(', ')') {
            return self.shape(&inside, from, depth + 1);
        }
        if enclosed('[', ']') {
            return Shape::List(self.split(&inside, Some(",")));
        }
        if enclosed('{', '}') {
            return Shape::Map(inside, from);
        }
        let number = code.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !code.is_empty();
        if number {
            return Shape::Text(Said { text: code.to_owned(), from: Some(term.start) });
        }
        let name = !code.is_empty() && code.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !name {
            return Shape::Text(self.unknown(term));
        }
        let puts = self.put_into(code, from);
        let set = self.variable(code, from);
        if puts.is_empty() {
            return match set {
                // A text is shared, and shows where it was set; anything else is read again as seen from there.
                Some(Ok(set)) if self.lets[set].says.is_some() => Shape::Variable(set),
                Some(Ok(set)) => self.shape(&self.lets[set].value, self.lets[set].seen_from(), depth + 1),
                _ => Shape::Text(self.unknown(term)),
            };
        }
        Shape::Filled(set.and_then(Result::ok), puts)
    }

    /// The keys of a map, and where their values are. Of a key that stands twice the last value counts.
    fn entries_of(&self, shape: &Shape<'_>, depth: usize) -> Vec<Entry> {
        if depth > DEEPEST {
            return vec![];
        }
        match shape {
            Shape::Map(inside, from) => self.entries(inside, *from, depth),
            Shape::Filled(set, puts) => {
                let mut entries = set.map_or_else(Vec::new, |set| {
                    let set = &self.lets[set];
                    self.entries_of(&self.shape(&set.value, set.seen_from(), depth + 1), depth + 1)
                });
                entries.extend(puts.iter().map(|&put| {
                    let put = &self.puts[put];
                    let from = put.seen_from();
                    let key = self.text_of(&put.key, from, depth + 1).unwrap_or_else(|| self.unknown(&put.key));
                    let (key_at, value) = (put.key.clone(), put.value.clone());
                    Entry { key, key_at, value, seen_from: from, node: put.node }
                }));
                self.last_of_each(entries)
            }
            _ => vec![],
        }
    }

    fn last_of_each(&self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut kept: Vec<Entry> = vec![];
        for entry in entries {
            match places.get(&entry.key.text) {
                Some(&at) => kept[at] = entry,
                None if kept.len() < LARGEST => {
                    places.insert(entry.key.text.clone(), kept.len());
                    kept.push(entry);
                }
                None => self.over.set(true),
            }
        }
        kept
    }

    /// The entries of `{ "key": value, ... }`.
    fn entries(&self, inside: &Range<usize>, from: usize, depth: usize) -> Vec<Entry> {
        let mut entries = vec![];
        for entry in self.split(inside, Some(",")) {
            let parts = self.split(&entry, Some(":"));
            let [key_at, first, ..] = parts.as_slice() else { continue };
            let value = first.start..entry.end;
            // What stands before the colon is the key itself where it is no string.
            let key = match self.mask.string_at(key_at.start) {
                Some(_) => self.text_of(key_at, from, depth + 1).unwrap_or_else(|| self.unknown(key_at)),
                None => Said { text: self.text[key_at.clone()].to_owned(), from: Some(key_at.start) },
            };
            entries.push(Entry { key, key_at: key_at.clone(), value, seen_from: from, node: NONE });
        }
        self.last_of_each(entries)
    }

    /// Whether the bracket with which a term begins is closed by the one with which it ends.
    fn closes_at_end(&self, term: &Range<usize>) -> bool {
        let mut depth = 0_usize;
        for (at, byte) in self.mask.code[term.clone()].bytes().enumerate() {
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return at + 1 == term.len();
            }
        }
        false
    }

    /// The parts of a stretch of code between separators that stand in no brackets, without the space around them.
    fn split(&self, value: &Range<usize>, separator: Option<&str>) -> Vec<Range<usize>> {
        let code = &self.mask.code[value.clone()];
        let (mut parts, mut start, mut depth, mut at) = (vec![], 0, 0_usize, 0);
        let separator = separator.filter(|separator| !separator.is_empty());
        while at < code.len() {
            match code.as_bytes()[at] {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            match separator {
                Some(separator) if depth == 0 && code.as_bytes()[at..].starts_with(separator.as_bytes()) => {
                    parts.push(start..at);
                    at += separator.len();
                    start = at;
                }
                _ => at += 1,
            }
        }
        parts.push(start..code.len());
        let parts = parts.into_iter().map(|part| value.start + part.start..value.start + part.end);
        parts.map(|part| self.trimmed(&part)).filter(|part| !part.is_empty()).collect()
    }

    /// Writes the node of a value.
    pub(crate) fn write(&self, builder: &mut Builder<'_>, value: &Range<usize>, from: usize) -> NodeId {
        let value = self.trimmed(value);
        if builder.tree.len() >= self.most {
            self.over.set(true);
            return write_said(builder, &self.unknown(&value), Span::from(value));
        }
        self.write_shape(builder, self.shape(&value, from, 0), &value, from, 0)
    }

    fn write_shape(
        &self,
        builder: &mut Builder<'_>,
        shape: Shape<'_>,
        at: &Range<usize>,
        from: usize,
        depth: usize,
    ) -> NodeId {
        let span = Span::from(at.clone());
        if depth > DEEPEST || builder.tree.len() >= self.most {
            self.over.set(true);
            return write_said(builder, &self.unknown(at), span);
        }
        match shape {
            Shape::Text(said) => write_said(builder, &said, span),
            Shape::Variable(set) => match (&self.lets[set].says, self.lets[set].node) {
                (Some(said), NONE) => write_said(builder, said, span),
                (_, node) => {
                    let target = builder.tree.resolve(node);
                    builder.alias(span, target)
                }
            },
            Shape::Map(..) | Shape::Filled(..) => {
                let entries = self.entries_of(&shape, depth);
                let node = builder.open(Kind::Map, span.start, false);
                for entry in entries {
                    write_said(builder, &entry.key, Span::from(entry.key_at));
                    if entry.node == NONE {
                        let value = self.trimmed(&entry.value);
                        let shape = self.shape(&value, entry.seen_from, depth + 1);
                        self.write_shape(builder, shape, &value, entry.seen_from, depth + 1);
                    } else {
                        let target = builder.tree.resolve(entry.node);
                        builder.alias(span, target);
                    }
                }
                builder.close(Some(span.end));
                node
            }
            Shape::List(elements) => {
                let node = builder.open(Kind::List, span.start, false);
                for element in elements {
                    let shape = self.shape(&element, from, depth + 1);
                    self.write_shape(builder, shape, &element, from, depth + 1);
                }
                builder.close(Some(span.end));
                node
            }
        }
    }
}

pub(crate) fn write_said(builder: &mut Builder<'_>, said: &Said, span: Span) -> NodeId {
    match said.from {
        Some(start) => {
            let inner = Span::new(start as u32, (start + said.text.len()) as u32);
            builder.scalar(Style::Quoted, span, inner, false)
        }
        None => builder.decoded(Style::Quoted, span, &said.text, false),
    }
}
