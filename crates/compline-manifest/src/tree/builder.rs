//! Filling a tree, document by document.

use compline_diagnostic::Span;
use smallvec::SmallVec;

use super::{
    DECODED, Document, INDEXED, INDEXED_FROM, KEY, Kind, MERGES, NONE, Node, NodeId, Style, TAGGED, TWICE, Tree, VALUE,
    View, hash,
};

/// A map or list that is being filled.
#[derive(Clone, Copy, Debug)]
struct Open {
    node: NodeId,
    /// Keys and values, or elements, so far.
    inside: u32,
}

/// Fills a [`Tree`], document by document.
#[derive(Debug)]
pub(crate) struct Builder<'t> {
    pub(crate) tree: &'t mut Tree,
    pub(crate) text: &'t str,
    open: SmallVec<[Open; 16]>,
    /// Just past the last content byte so far.
    pub(crate) last_end: u32,
    /// Nodes and decoded bytes before the document at hand.
    mark: (usize, usize, usize),
    /// Keys that stand twice: the key before, and the key again.
    pub(crate) twice: Vec<(NodeId, NodeId)>,
    /// What `<<` names and cannot be merged.
    pub(crate) unmerged: Vec<NodeId>,
    /// Whether `<<` merges.
    merges: bool,
}

impl<'t> Builder<'t> {
    pub(crate) fn new(tree: &'t mut Tree, text: &'t str, merges: bool) -> Self {
        tree.clear();
        Self {
            tree,
            text,
            open: SmallVec::new(),
            last_end: 0,
            mark: (0, 0, 0),
            twice: vec![],
            unmerged: vec![],
            merges,
        }
    }

    /// Forgets all that was read.
    pub(crate) fn restart(&mut self) {
        self.tree.clear();
        self.open.clear();
        self.last_end = 0;
        self.mark = (0, 0, 0);
        self.twice.clear();
        self.unmerged.clear();
    }

    /// How many maps and lists are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Where the innermost map or list starts.
    pub(crate) fn floor(&self) -> u32 {
        self.open.last().map_or(0, |open| self.tree.nodes[open.node as usize].span.start)
    }

    /// Whether the next node is the value of a key.
    pub(crate) fn at_value(&self) -> bool {
        self.open
            .last()
            .is_some_and(|open| self.tree.nodes[open.node as usize].kind == Kind::Map && open.inside % 2 == 1)
    }

    pub(crate) fn start_document(&mut self) {
        self.open.clear();
        self.mark = (self.tree.nodes.len(), self.tree.decoded.len(), self.tree.index.len());
    }

    /// Ends a document that was read whole.
    pub(crate) fn end_document(&mut self, span: Span) {
        let first = self.mark.0 as u32;
        let root = (self.tree.nodes.len() as u32 > first).then_some(first);
        // A document of which nothing is written is empty; a written `null` is a value.
        let root = root.filter(|&root| self.tree.kind(root) != Kind::Null || !self.tree.span(root).is_empty());
        self.tree.documents.push(Document { root, span, broken: false });
        self.start_document();
    }

    /// Gives up a document: what was read of it is forgotten.
    pub(crate) fn abandon_document(&mut self, span: Span) {
        self.tree.nodes.truncate(self.mark.0);
        self.tree.decoded.truncate(self.mark.1);
        self.tree.index.truncate(self.mark.2);
        self.unmerged.retain(|&value| (value as usize) < self.mark.0);
        self.twice.retain(|&(_, again)| (again as usize) < self.mark.0);
        self.tree.documents.push(Document { root: None, span, broken: true });
        self.start_document();
    }

    fn push(&mut self, kind: Kind, span: Span, a: u32, b: u32, mut flags: u8) -> NodeId {
        let mut order = 0;
        let id = self.tree.nodes.len() as u32;
        let parent = if let Some(open) = self.open.last_mut() {
            if self.tree.nodes[open.node as usize].kind == Kind::Map {
                flags |= if open.inside % 2 == 0 { KEY } else { VALUE };
            }
            order = open.inside;
            open.inside += 1;
            open.node
        } else {
            NONE
        };
        self.tree.nodes.push(Node { span, a, b, parent, next: id + 1, order, kind, flags });
        id
    }

    pub(crate) fn open(&mut self, kind: Kind, start: u32, tagged: bool) -> NodeId {
        let node = self.push(kind, Span::at(start), 0, 0, if tagged { TAGGED } else { 0 });
        self.open.push(Open { node, inside: 0 });
        node
    }

    /// Ends the innermost map or list, at `end` or else with the last thing inside it.
    pub(crate) fn close(&mut self, end: Option<u32>) {
        let Some(open) = self.open.pop() else { return };
        let next = self.tree.nodes.len() as u32;
        let last = self.last_end;
        let node = &mut self.tree.nodes[open.node as usize];
        node.next = next;
        node.span.end = end.unwrap_or(last).max(node.span.start);
        self.last_end = node.span.end;
        if node.kind == Kind::Map {
            node.b = open.inside / 2;
            self.finish_map(open.node);
        } else {
            node.b = open.inside;
        }
    }

    /// A scalar whose text is `text_range` of the file.
    pub(crate) fn scalar(&mut self, style: Style, span: Span, text_range: Span, tagged: bool) -> NodeId {
        self.last_end = span.end;
        self.push(Kind::Scalar(style), span, text_range.start, text_range.end, if tagged { TAGGED } else { 0 })
    }

    /// A scalar whose text does not stand in the file as it is meant.
    pub(crate) fn decoded(&mut self, style: Style, span: Span, text: &str, tagged: bool) -> NodeId {
        let from = self.tree.decoded.len();
        self.tree.decoded.push_str(text);
        self.decoded_from(style, span, from, tagged)
    }

    /// Where texts are decoded to.
    pub(crate) fn decoding(&mut self) -> &mut String {
        &mut self.tree.decoded
    }

    /// A scalar whose text has been decoded, from an offset on.
    pub(crate) fn decoded_from(&mut self, style: Style, span: Span, from: usize, tagged: bool) -> NodeId {
        self.last_end = span.end;
        let (start, end) = (from as u32, self.tree.decoded.len() as u32);
        self.push(Kind::Scalar(style), span, start, end, DECODED | if tagged { TAGGED } else { 0 })
    }

    pub(crate) fn null(&mut self, span: Span, tagged: bool) -> NodeId {
        self.last_end = self.last_end.max(span.end);
        self.push(Kind::Null, span, span.start, span.end, if tagged { TAGGED } else { 0 })
    }

    pub(crate) fn alias(&mut self, span: Span, target: NodeId) -> NodeId {
        self.last_end = span.end;
        self.push(Kind::Alias, span, target, 0, 0)
    }

    /// Looks for keys that stand twice and for a merge key; indexes the map where it is large.
    fn finish_map(&mut self, map: NodeId) {
        let view = View { tree: self.tree, text: self.text };
        let mut flags = 0;
        let mut twice: SmallVec<[(NodeId, NodeId); 2]> = SmallVec::new();
        if self.tree.nodes[map as usize].b <= INDEXED_FROM {
            let mut names: SmallVec<[(NodeId, &[u8]); INDEXED_FROM as usize]> = SmallVec::new();
            for (key, _) in self.tree.entries(map) {
                let name = view.key_bytes(key);
                if let Some((before, _)) = names.iter().rev().find(|(_, other)| *other == name) {
                    twice.push((*before, key));
                    flags |= TWICE;
                }
                if self.merges && name == b"<<" && self.tree.kind(key) == Kind::Scalar(Style::Plain) {
                    flags |= MERGES;
                }
                names.push((key, name));
            }
        } else {
            let mut index = std::mem::take(&mut self.tree.index);
            let view = View { tree: self.tree, text: self.text };
            let start = index.len();
            for (key, value) in self.tree.entries(map) {
                let name = view.key_bytes(key);
                if self.merges && name == b"<<" && self.tree.kind(key) == Kind::Scalar(Style::Plain) {
                    flags |= MERGES;
                }
                index.push((hash(name), value));
            }
            index[start..].sort_unstable_by(|&(one_hash, one), &(other_hash, other)| {
                one_hash
                    .cmp(&other_hash)
                    .then_with(|| view.name_bytes(one).cmp(view.name_bytes(other)))
                    .then_with(|| one.cmp(&other))
            });
            for pair in index[start..].windows(2) {
                let [(one_hash, one), (other_hash, other)] = [pair[0], pair[1]];
                if one_hash == other_hash && view.name_bytes(one) == view.name_bytes(other) {
                    let keys = self.tree.key(one).zip(self.tree.key(other));
                    twice.extend(keys);
                    flags |= TWICE;
                }
            }
            flags |= INDEXED;
            self.tree.index = index;
            self.tree.nodes[map as usize].a = start as u32;
        }
        self.tree.nodes[map as usize].flags |= flags;
        self.twice.extend(twice);
        if flags & MERGES != 0 {
            self.check_merge(map);
        }
    }

    /// A merge key takes a map, or a list of maps.
    fn check_merge(&mut self, map: NodeId) {
        let view = View { tree: self.tree, text: self.text };
        let Some(value) = view.get_own(map, "<<") else { return };
        let is_map = |node: NodeId| {
            let node = self.tree.resolve(node);
            // What an alias to nothing or a tag stands for is not known.
            self.tree.kind(node) == Kind::Map || self.tree.is_tagged(node)
        };
        let list = self.tree.resolve(value);
        if is_map(value) {
            return;
        }
        let wrong: Vec<NodeId> = match self.tree.kind(list) {
            Kind::List => self.tree.children(list).filter(|&child| !is_map(child)).collect(),
            _ => vec![value],
        };
        self.unmerged.extend(wrong);
    }
}
