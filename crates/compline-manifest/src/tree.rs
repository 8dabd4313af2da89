//! What a YAML or JSON text says, as a flat arena of small nodes that know their bytes.
//!
//! Nodes lie in the order in which they are written, each before what is inside it; a map has its keys and values in
//! turn. A node owns no text: a scalar is a range of the file, or of one shared buffer where escapes or folds changed it.
//! An alias is a node that names its target, so what is written once is kept once.

mod builder;

use std::fmt::Write as _;
use std::hash::Hasher;

use compline_diagnostic::Span;
use smallvec::SmallVec;

use crate::scalar::{Core, core};

pub(crate) use builder::Builder;

/// A node: its index in the arena.
pub type NodeId = u32;

/// Stands for no node.
pub(crate) const NONE: NodeId = NodeId::MAX;
/// Maps with more entries than this have an index of their keys.
const INDEXED_FROM: u32 = 12;
/// How many merge keys and references a lookup follows before it gives up.
pub(crate) const MAX_HOPS: u32 = 64;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A map (YAML mapping, JSON object).
    Map,
    /// A list (YAML sequence, JSON array).
    List,
    /// A text, a number or a truth value.
    Scalar(Style),
    /// A null, written or left out.
    Null,
    /// An alias, which stands for [`Tree::resolve`] of it.
    Alias,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: its type depends on what it looks like.
    Plain,
    /// In quotes, or tagged as text: always a text.
    Quoted,
    /// As a literal or folded block: always a text.
    Block,
}

/// The text lies in [`Tree::decoded`].
const DECODED: u8 = 1;
/// The node is a key of its parent.
const KEY: u8 = 2;
/// The node is a value of its parent, its key before it.
const VALUE: u8 = 4;
/// The map has a merge key.
const MERGES: u8 = 8;
/// A key stands twice in the map.
const TWICE: u8 = 16;
/// The node has a tag that is not of the core schema.
const TAGGED: u8 = 32;
/// The map has an index.
const INDEXED: u8 = 64;

#[derive(Clone, Copy, Debug)]
struct Node {
    span: Span,
    /// A scalar's text from here, an alias's target, or where a map's index starts.
    a: u32,
    /// A scalar's text up to here, or the number of entries or elements.
    b: u32,
    parent: NodeId,
    /// Just past the last node inside.
    next: NodeId,
    /// How many nodes directly inside the parent come before it.
    order: u32,
    kind: Kind,
    flags: u8,
}

/// One document of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its topmost node; nothing for a document that is empty or broken.
    pub root: Option<NodeId>,
    /// Its bytes.
    pub span: Span,
    /// Whether it could not be read to its end.
    pub broken: bool,
}

/// The nodes of a file. Reading another file into it keeps its memory.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    documents: Vec<Document>,
    decoded: String,
    /// Hashes of keys with the values, sorted within each indexed map by hash, then key, then place.
    index: Vec<(u32, NodeId)>,
}

impl Tree {
    /// A tree of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets everything and keeps the room for it.
    pub fn clear(&mut self) {
        self.nodes.clear();
        self.documents.clear();
        self.decoded.clear();
        self.index.clear();
    }

    /// The tree with its text, which most questions need.
    pub const fn view<'t>(&'t self, text: &'t str) -> View<'t> {
        View { tree: self, text }
    }

    /// The documents, in order, empty and broken ones too. A file of nothing but space and comments may have none.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The topmost node of a document; nothing where it is empty, broken or not there.
    pub fn root(&self, document: usize) -> Option<NodeId> {
        self.documents.get(document).and_then(|document| document.root)
    }

    /// How many nodes there are.
    pub const fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no nodes.
    pub const fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// What a node is.
    pub fn kind(&self, node: NodeId) -> Kind {
        self.nodes[node as usize].kind
    }

    /// The bytes of a node; a quoted scalar's with its quotes, a map's or list's from its first byte to its last.
    pub fn span(&self, node: NodeId) -> Span {
        self.nodes[node as usize].span
    }

    /// The map or list that a node lies in.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        let parent = self.nodes[node as usize].parent;
        (parent != NONE).then_some(parent)
    }

    /// The key of a map's value.
    pub fn key(&self, node: NodeId) -> Option<NodeId> {
        if self.nodes[node as usize].flags & VALUE == 0 {
            return None;
        }
        let before = node - 1;
        if self.nodes[before as usize].flags & KEY != 0 && self.nodes[before as usize].next == node {
            return Some(before);
        }
        // The key is a map or a list, so the node before is the last inside it.
        let parent = self.parent(node)?;
        self.entries(parent).find(|&(_, value)| value == node).map(|(key, _)| key)
    }

    /// The bytes of a map's value's key.
    pub fn key_span(&self, node: NodeId) -> Option<Span> {
        self.key(node).map(|key| self.span(key))
    }

    /// Whether a node is a key of a map.
    pub fn is_key(&self, node: NodeId) -> bool {
        self.nodes[node as usize].flags & KEY != 0
    }

    /// Whether a node has a tag of its own, such as `!Ref`: then what it stands for is not what is written.
    pub fn is_tagged(&self, node: NodeId) -> bool {
        self.nodes[node as usize].flags & TAGGED != 0
    }

    /// Whether a map has a key that stands twice.
    pub(crate) fn has_twice(&self, map: NodeId) -> bool {
        self.nodes[map as usize].flags & TWICE != 0
    }

    /// The target of an alias; any other node itself.
    pub fn resolve(&self, node: NodeId) -> NodeId {
        let this = &self.nodes[node as usize];
        if this.kind == Kind::Alias { this.a } else { node }
    }

    /// The number of entries of a map or elements of a list.
    pub fn count(&self, node: NodeId) -> u32 {
        let this = &self.nodes[node as usize];
        match this.kind {
            Kind::Map | Kind::List => this.b,
            _ => 0,
        }
    }

    /// The values of a map, merge keys' among them, or the elements of a list, as written.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let map = self.kind(node) == Kind::Map;
        let nodes = self.direct(node);
        nodes.filter(move |&child| !map || self.nodes[child as usize].flags & VALUE != 0)
    }

    /// The keys and values of a map as written, merge keys among them; nothing for other nodes.
    pub fn entries(&self, map: NodeId) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        let end = if self.kind(map) == Kind::Map { self.nodes[map as usize].next } else { map + 1 };
        let mut at = map + 1;
        std::iter::from_fn(move || {
            let (key, value) = (at, self.nodes.get(at as usize).filter(|_| at < end)?.next);
            at = self.nodes.get(value as usize).filter(|_| value < end)?.next;
            Some((key, value))
        })
    }

    /// A node and everything below it that holds or is a value, in the order written; aliases are not followed.
    pub fn below(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.nodes[node as usize].next;
        let mut at = node;
        std::iter::from_fn(move || {
            while at < end {
                let this = at;
                if self.nodes[this as usize].flags & KEY != 0 && this != node {
                    at = self.nodes[this as usize].next;
                    continue;
                }
                at += 1;
                return Some(this);
            }
            None
        })
    }

    fn direct(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let this = &self.nodes[node as usize];
        let end = if matches!(this.kind, Kind::Map | Kind::List) { this.next } else { node + 1 };
        let mut at = node + 1;
        std::iter::from_fn(move || {
            let child = at;
            at = self.nodes.get(child as usize).filter(|_| child < end)?.next;
            Some(child)
        })
    }

    /// Where a scalar's text is: a range of the file, or of the decoded texts.
    pub(crate) fn text_range(&self, node: NodeId) -> (Span, bool) {
        let this = &self.nodes[node as usize];
        (Span::new(this.a, this.b), this.flags & DECODED != 0)
    }
}

/// A tree together with the text it was read from.
#[derive(Clone, Copy, Debug)]
pub struct View<'t> {
    /// The nodes.
    pub tree: &'t Tree,
    /// The whole file.
    pub text: &'t str,
}

impl std::ops::Deref for View<'_> {
    type Target = Tree;

    fn deref(&self) -> &Tree {
        self.tree
    }
}

impl<'t> View<'t> {
    fn bytes(self, node: NodeId) -> &'t [u8] {
        let (range, decoded) = self.tree.text_range(node);
        let from = if decoded { self.tree.decoded.as_bytes() } else { self.text.as_bytes() };
        from.get(range.range()).unwrap_or_default()
    }

    /// The text of a scalar, as its reader means it; nothing for nulls, maps and lists. Aliases are followed.
    pub fn text(self, node: NodeId) -> Option<&'t str> {
        let node = self.tree.resolve(node);
        matches!(self.tree.kind(node), Kind::Scalar(_)).then(|| self.scalar(node))
    }

    /// The text of a scalar; of other nodes, nothing.
    fn scalar(self, node: NodeId) -> &'t str {
        let (range, decoded) = self.tree.text_range(node);
        let from = if decoded { &self.tree.decoded } else { self.text };
        from.get(range.range()).unwrap_or_default()
    }

    /// The bytes of a node as they stand in the file.
    pub fn written(self, node: NodeId) -> &'t str {
        self.text.get(self.tree.span(node).range()).unwrap_or_default()
    }

    /// What a scalar is by the core schema of YAML 1.2; nothing for maps and lists.
    pub fn core(self, node: NodeId) -> Option<Core> {
        let node = self.tree.resolve(node);
        match self.tree.kind(node) {
            Kind::Null => Some(Core::Null),
            Kind::Scalar(Style::Plain) => Some(core(self.scalar(node))),
            Kind::Scalar(_) => Some(Core::Text),
            Kind::Map | Kind::List | Kind::Alias => None,
        }
    }

    /// The text of a key: of a scalar its text, of a null or a map or a list what is written.
    pub fn key_text(self, node: NodeId) -> Option<&'t str> {
        self.tree.key(node).map(|key| self.key_name(key))
    }

    /// The text of a key node.
    pub fn key_name(self, key: NodeId) -> &'t str {
        let node = self.tree.resolve(key);
        if matches!(self.tree.kind(node), Kind::Scalar(_)) { self.scalar(node) } else { self.written(key) }
    }

    /// The value of a key of a map, of the last of that name; where the map has none, of what its merge keys name.
    /// The value may be an alias; the map may be reached through one.
    pub fn get(self, map: NodeId, key: &str) -> Option<NodeId> {
        let map = self.tree.resolve(map);
        let found = self.get_own(map, key);
        if found.is_some() || self.tree.nodes[map as usize].flags & MERGES == 0 {
            return found;
        }
        let mut visited: SmallVec<[NodeId; 8]> = SmallVec::new();
        self.get_merged(map, key, &mut visited)
    }

    /// Like [`Self::get`], merge keys not followed.
    pub fn get_own(self, map: NodeId, key: &str) -> Option<NodeId> {
        let this = &self.tree.nodes[map as usize];
        if this.kind != Kind::Map {
            return None;
        }
        let key = key.as_bytes();
        if this.flags & INDEXED != 0 {
            let index = &self.tree.index[this.a as usize..];
            let index = &index[..this.b as usize];
            let hash = hash(key);
            let past = index
                .partition_point(|&(other, value)| other < hash || (other == hash && self.name_bytes(value) <= key));
            let value = index.get(past.checked_sub(1)?)?;
            return (value.0 == hash && self.name_bytes(value.1) == key).then_some(value.1);
        }
        let mut found = None;
        for (name, value) in self.tree.entries(map) {
            if self.key_bytes(name) == key {
                found = Some(value);
                if this.flags & TWICE == 0 {
                    break;
                }
            }
        }
        found
    }

    fn get_merged(self, map: NodeId, key: &str, visited: &mut SmallVec<[NodeId; 8]>) -> Option<NodeId> {
        if visited.contains(&map) || visited.len() >= MAX_HOPS as usize {
            return None;
        }
        visited.push(map);
        for source in self.merged(map) {
            let found = self.get_own(source, key).or_else(|| self.get_merged(source, key, visited));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The maps that a map's merge key names, the weightiest first.
    pub fn merged(self, map: NodeId) -> SmallVec<[NodeId; 4]> {
        let mut sources = SmallVec::new();
        if self.tree.nodes[map as usize].flags & MERGES == 0 {
            return sources;
        }
        let Some(value) = self.get_own(map, "<<") else { return sources };
        let value = self.tree.resolve(value);
        match self.tree.kind(value) {
            Kind::Map => sources.push(value),
            Kind::List => {
                let maps = self.tree.direct(value).map(|source| self.tree.resolve(source));
                sources.extend(maps.filter(|&source| self.tree.kind(source) == Kind::Map));
            }
            _ => {}
        }
        sources
    }

    /// Whether a key is a merge key of its map.
    pub fn is_merge_key(self, map: NodeId, key: NodeId) -> bool {
        self.tree.nodes[map as usize].flags & MERGES != 0 && self.key_bytes(key) == b"<<"
    }

    fn key_bytes(self, key: NodeId) -> &'t [u8] {
        let node = self.tree.resolve(key);
        if matches!(self.tree.kind(node), Kind::Scalar(_)) {
            self.bytes(node)
        } else {
            self.text.as_bytes().get(self.tree.span(key).range()).unwrap_or_default()
        }
    }

    fn name_bytes(self, value: NodeId) -> &'t [u8] {
        self.tree.key(value).map_or(&[], |key| self.key_bytes(key))
    }

    /// Where a node is in its document, as a JSON pointer (RFC 6901); a key is where its value is.
    pub fn pointer(self, node: NodeId) -> String {
        let mut chain = vec![];
        let mut at = node;
        while let Some(parent) = self.tree.parent(at) {
            chain.push((parent, at));
            at = parent;
        }
        let mut pointer = String::new();
        for (parent, child) in chain.into_iter().rev() {
            pointer.push('/');
            if self.tree.kind(parent) == Kind::List {
                let _ = write!(pointer, "{}", self.tree.nodes[child as usize].order);
                continue;
            }
            let name = if self.tree.is_key(child) { Some(self.key_name(child)) } else { self.key_text(child) };
            for c in name.unwrap_or_default().chars() {
                match c {
                    '~' => pointer.push_str("~0"),
                    '/' => pointer.push_str("~1"),
                    other => pointer.push(other),
                }
            }
        }
        pointer
    }

    /// What stands for a node where the whole of it would be too much: the key it has, or else its first line.
    pub fn heading(self, node: NodeId) -> Span {
        self.tree.key_span(node).unwrap_or_else(|| self.first_line(self.tree.span(node)))
    }

    /// The first line of a span, cut where it is very long.
    pub fn first_line(self, span: Span) -> Span {
        const LONGEST: usize = 120;
        let text = self.text.get(span.range()).unwrap_or_default();
        let mut len = memchr::memchr2(b'\n', b'\r', text.as_bytes()).unwrap_or(text.len());
        if len > LONGEST {
            len = (0..=LONGEST).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        }
        let line = text.get(..len).unwrap_or_default().trim_end();
        Span::new(span.start, span.start + line.len() as u32)
    }
}

/// A quick hash of a key. Order is by key where hashes agree, so keys made to collide cost nothing.
fn hash(key: &[u8]) -> u32 {
    let mut hasher = QuickHasher::default();
    hasher.write(key);
    (hasher.finish() >> 32) as u32
}

/// A hasher for where nothing is lost if texts are made to collide.
#[derive(Debug, Default)]
pub(crate) struct QuickHasher(u64);

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut state = self.0 ^ bytes.len() as u64;
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            state = (state.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
        self.0 = state;
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests;
