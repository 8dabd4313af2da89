//! Where a format's paths lead in a document: through keys, aliases, merge keys and references.

use std::cell::Cell;
use std::ops::ControlFlow;

use smallvec::SmallVec;

use crate::format::{Format, Path, PathStart, Step};
use crate::schema::Subject;
use crate::template::{has_template, is_template};
use crate::tree::{Kind, MAX_HOPS, NONE, NodeId, Style, View};

/// A node as it stands somewhere: an alias or a reference has not been followed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The node.
    pub node: NodeId,
    /// The alias or reference that what the node lies in was reached by; [`NONE`] where there was none.
    holder: NodeId,
    /// The first alias or reference on the way here; [`NONE`] where there was none.
    site: NodeId,
}

impl Place {
    /// A node where it is written.
    pub const fn new(node: NodeId) -> Self {
        Self { node, holder: NONE, site: NONE }
    }

    /// A node inside what stands at `self`; `direct` if it is written inside it.
    fn inside(self, node: NodeId, direct: bool) -> Self {
        let holder = if direct { NONE } else { self.node };
        Self { node, holder, site: if self.site == NONE { holder } else { self.site } }
    }

    /// The alias or reference by which what the node lies in was reached, if it was: the node's parent as seen from here.
    pub fn holder(self) -> Option<NodeId> {
        (self.holder != NONE).then_some(self.holder)
    }

    /// The first alias or reference on the way to the node, if there was one.
    pub fn site(self) -> Option<NodeId> {
        (self.site != NONE).then_some(self.site)
    }
}

/// Why a path leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MissKind {
    /// Nothing is there.
    Absent,
    /// A text stands where the path needs a map, or such.
    WrongShape,
    /// A template stands where the path needs a map, or such.
    Opaque,
    /// A reference leads nowhere in this document.
    Dangling,
}

/// That a path leads nowhere, and how far it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Miss<'p> {
    /// Why.
    pub kind: MissKind,
    /// The last node that is there; what has the wrong shape, or the template or reference.
    pub node: NodeId,
    /// The key that was looked for.
    pub key: Option<&'p str>,
}

/// Follows the paths of one format in one document.
#[derive(Debug)]
pub struct Walk<'t> {
    /// The tree and its text.
    pub view: View<'t>,
    root: NodeId,
    reference_key: Option<&'t str>,
    pub(crate) templates: &'t [(String, String)],
    pub(crate) ignore_case: bool,
    /// The nodes of the integration and the connection that are being read, for paths that name their keys.
    around: Cell<[NodeId; 2]>,
    /// Nodes that may still be visited: aliases let a small file unfold to a huge one.
    budget: Cell<u64>,
}

impl<'t> Walk<'t> {
    /// Follows paths in the document whose topmost node is `root`.
    pub fn new(view: View<'t>, root: NodeId, format: &'t Format) -> Self {
        Self {
            view,
            root,
            reference_key: format.reference_key.as_deref(),
            templates: &format.templates,
            ignore_case: format.ignore_case,
            around: Cell::new([NONE; 2]),
            budget: Cell::new(1_000_000u64.max(64 * view.tree.len() as u64)),
        }
    }

    /// Whether so much was visited that the rest was not.
    pub fn is_exhausted(&self) -> bool {
        self.budget.get() == 0
    }

    /// Leaves the rest unvisited.
    pub(crate) fn exhaust(&self) {
        self.budget.set(0);
    }

    fn spend(&self) -> ControlFlow<()> {
        let left = self.budget.get();
        self.budget.set(left.saturating_sub(1));
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Says that what is read next lies in the thing of this kind that `node` is.
    pub(crate) fn enter(&self, subject: Subject, node: NodeId) {
        let mut around = self.around.get();
        if let Some(slot) = around.get_mut(subject as usize) {
            *slot = node;
            self.around.set(around);
        }
    }

    /// The key of the thing of this kind that is being read.
    fn key_of(&self, subject: Subject) -> Option<&'t str> {
        let node = self.around.get().get(subject as usize).copied().filter(|&node| node != NONE)?;
        self.view.key_text(node)
    }

    /// Whether two texts, one of them the format's, are the same to the format.
    pub(crate) fn same(&self, one: &str, other: &str) -> bool {
        if self.ignore_case { one.eq_ignore_ascii_case(other) } else { one == other }
    }

    /// The topmost node.
    pub const fn root(&self) -> Place {
        Place::new(self.root)
    }

    /// Where a path starts, seen from a place.
    pub fn start(&self, from: Place, path: &Path) -> Option<Place> {
        match path.start {
            PathStart::Here => Some(from),
            PathStart::Root => Some(self.root()),
            PathStart::Up(levels) => self.up(from, levels),
        }
    }

    fn up(&self, from: Place, levels: u32) -> Option<Place> {
        let mut at = from;
        for _ in 0..levels {
            let above = at.holder().or_else(|| self.view.tree.parent(at.node))?;
            at = Place::new(above);
        }
        Some(at)
    }

    /// The first place that a path leads to.
    pub fn first<'p>(&self, from: Place, path: &'p Path) -> Result<Place, Miss<'p>> {
        let Some(start) = self.start(from, path) else {
            return Err(Miss { kind: MissKind::Absent, node: self.root, key: None });
        };
        self.first_of(start, &path.steps)
    }

    /// The first place that some steps lead to.
    pub(crate) fn first_of<'p>(&self, start: Place, steps: &'p [Step]) -> Result<Place, Miss<'p>> {
        if steps.iter().all(|step| matches!(step, Step::Key(_))) {
            let mut at = start;
            for step in steps {
                if let Step::Key(key) = step {
                    at = self.look(at, key)?;
                }
            }
            return Ok(at);
        }
        let mut found = None;
        let mut miss: Option<Miss<'p>> = None;
        let _ = self.steps(start, steps, false, &mut |hit| match hit {
            Ok(place) => {
                found = Some(place);
                ControlFlow::Break(())
            }
            Err(other) => {
                if miss.is_none_or(|miss| miss.kind < other.kind) {
                    miss = Some(other);
                }
                ControlFlow::Continue(())
            }
        });
        found.ok_or_else(|| miss.unwrap_or(Miss { kind: MissKind::Absent, node: start.node, key: None }))
    }

    /// Every place that a path leads to, and everywhere that it fails, in the order of the document.
    pub fn each<'p>(
        &self,
        from: Place,
        path: &'p Path,
        visit: &mut dyn FnMut(Result<Place, Miss<'p>>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        match self.start(from, path) {
            Some(start) => self.steps(start, &path.steps, false, visit),
            None => visit(Err(Miss { kind: MissKind::Absent, node: self.root, key: None })),
        }
    }

    /// Every place that some steps lead to, and everywhere that they fail, in the order of the document.
    pub(crate) fn each_of<'p>(
        &self,
        start: Place,
        steps: &'p [Step],
        visit: &mut dyn FnMut(Result<Place, Miss<'p>>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.steps(start, steps, false, visit)
    }

    fn steps<'p>(
        &self,
        from: Place,
        steps: &'p [Step],
        deep: bool,
        visit: &mut dyn FnMut(Result<Place, Miss<'p>>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut at = from;
        for (index, step) in steps.iter().enumerate() {
            let rest = &steps[index + 1..];
            match step {
                Step::Key(key) => match self.look(at, key) {
                    Ok(place) => at = place,
                    // Below a `**`, most nodes are not what the path is about.
                    Err(miss) if deep && matches!(miss.kind, MissKind::WrongShape | MissKind::Opaque) => {
                        return ControlFlow::Continue(());
                    }
                    Err(miss) => return visit(Err(miss)),
                },
                Step::KeyOf(subject) => {
                    let absent = Miss { kind: MissKind::Absent, node: at.node, key: None };
                    let Some(key) = self.key_of(*subject) else { return visit(Err(absent)) };
                    match self.look(at, key) {
                        Ok(place) => at = place,
                        Err(miss) => return visit(Err(Miss { kind: miss.kind, node: miss.node, key: None })),
                    }
                }
                Step::Only(filters) => {
                    for filter in filters {
                        match self.holds(filter, self.start(at, &filter.path), Some(at)) {
                            Ok(true) => {}
                            Ok(false) => return ControlFlow::Continue(()),
                            Err(miss) => return visit(Err(miss)),
                        }
                    }
                }
                Step::Every => return self.every(at, rest, deep, visit),
                Step::Deep => {
                    for node in self.view.tree.below(at.node) {
                        self.spend()?;
                        if self.is_indirection(node) {
                            continue;
                        }
                        let place = if node == at.node { at } else { Place::new(node) };
                        self.steps(place, rest, true, visit)?;
                    }
                    return ControlFlow::Continue(());
                }
            }
        }
        visit(Ok(at))
    }

    /// Whether a node only says what the map around it has, and is nothing of its own: `<<: *x`, an alias in
    /// `<<: [*x, *y]`, or the text of a reference.
    fn is_indirection(&self, node: NodeId) -> bool {
        let tree = self.view.tree;
        match tree.kind(node) {
            Kind::Alias => {
                let is_merged = |value: NodeId| {
                    let map_and_key = tree.parent(value).zip(tree.key(value));
                    map_and_key.is_some_and(|(map, key)| self.view.is_merge_key(map, key))
                };
                is_merged(node) || tree.parent(node).is_some_and(is_merged)
            }
            Kind::Scalar(_) => self.reference_key.is_some() && self.view.key_text(node) == self.reference_key,
            _ => false,
        }
    }

    /// Every value of a map, merged and referred ones included, or every element of a list.
    fn every<'p>(
        &self,
        from: Place,
        rest: &'p [Step],
        deep: bool,
        visit: &mut dyn FnMut(Result<Place, Miss<'p>>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let tree = self.view.tree;
        let mut hops = MAX_HOPS;
        let node = match self.follow(from.node, &mut hops) {
            Ok(node) => node,
            Err(_) if deep => return ControlFlow::Continue(()),
            Err(miss) => return visit(Err(miss)),
        };
        match tree.kind(node) {
            Kind::List => {
                for child in tree.children(node) {
                    self.spend()?;
                    self.steps(from.inside(child, node == from.node), rest, deep, visit)?;
                }
                ControlFlow::Continue(())
            }
            Kind::Map => self.every_value(from, node, rest, deep, visit),
            Kind::Null | Kind::Alias => visit(Err(Miss { kind: MissKind::Absent, node, key: None })),
            Kind::Scalar(_) if deep => ControlFlow::Continue(()),
            Kind::Scalar(_) => visit(Err(self.no_map(node, None))),
        }
    }

    fn every_value<'p>(
        &self,
        from: Place,
        node: NodeId,
        rest: &'p [Step],
        deep: bool,
        visit: &mut dyn FnMut(Result<Place, Miss<'p>>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let tree = self.view.tree;
        // The map itself, then what a map on the way to it says besides its reference, then what is merged in.
        let mut maps: SmallVec<[NodeId; 4]> = SmallVec::new();
        let mut at = tree.resolve(from.node);
        let mut hops = MAX_HOPS;
        while at != node && tree.kind(at) == Kind::Map && !maps.contains(&at) {
            maps.push(at);
            let Some(Ok(next)) = self.reference(at, &mut hops) else { break };
            at = tree.resolve(next);
        }
        maps.push(node);
        let mut next = 0;
        while next < maps.len() {
            for source in self.view.merged(maps[next]) {
                if !maps.contains(&source) && maps.len() < MAX_HOPS as usize {
                    maps.push(source);
                }
            }
            next += 1;
        }
        for (index, &map) in maps.iter().enumerate() {
            for (key, value) in tree.entries(map) {
                self.spend()?;
                let name = self.view.key_name(key);
                let covered =
                    index > 0 && maps[..index].iter().any(|&before| self.view.get_own(before, name).is_some());
                if covered || self.view.is_merge_key(map, key) || self.reference_key == Some(name) {
                    continue;
                }
                // Of a key that stands twice the last value counts.
                if tree.has_twice(map) && self.view.get_own(map, name) != Some(value) {
                    continue;
                }
                self.steps(from.inside(value, map == from.node), rest, deep, visit)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// The value of a key of what stands at a place, or the element of that index.
    pub fn look<'p>(&self, place: Place, key: &'p str) -> Result<Place, Miss<'p>> {
        let mut hops = MAX_HOPS;
        self.look_within(place, key, &mut hops)
    }

    fn look_within<'p>(&self, place: Place, key: &'p str, hops: &mut u32) -> Result<Place, Miss<'p>> {
        let tree = self.view.tree;
        let mut at = place.node;
        loop {
            let node = tree.resolve(at);
            let absent = Miss { kind: MissKind::Absent, node, key: Some(key) };
            let next = match tree.kind(node) {
                Kind::Map => {
                    if let Some(value) = self.view.get(node, key).or_else(|| self.get_in_any_case(node, key)) {
                        let direct = tree.parent(value) == Some(place.node);
                        return Ok(place.inside(value, direct));
                    }
                    self.reference(node, hops).ok_or(absent)?
                }
                Kind::List => {
                    let index = key.parse::<usize>().ok().and_then(|index| tree.children(node).nth(index));
                    return index.map(|value| place.inside(value, node == place.node)).ok_or(absent);
                }
                Kind::Null | Kind::Alias => return Err(absent),
                Kind::Scalar(_) => self.bare_reference(node, hops).ok_or_else(|| self.no_map(node, Some(key)))?,
            };
            at = next.map_err(|node| Miss { kind: MissKind::Dangling, node, key: Some(key) })?;
        }
    }

    /// The value of a key that stands there in another case, if the format does not tell cases apart.
    fn get_in_any_case(&self, map: NodeId, key: &str) -> Option<NodeId> {
        if !self.ignore_case {
            return None;
        }
        let entries = |map| self.view.tree.entries(map);
        let found = entries(map).find(|&(name, _)| self.view.key_name(name).eq_ignore_ascii_case(key));
        found.map(|(_, value)| value)
    }

    fn no_map<'p>(&self, node: NodeId, key: Option<&'p str>) -> Miss<'p> {
        // A text of which only a part is filled in is a text, and never a map.
        let whole = self.view.text(node).is_some_and(|text| is_template(text, self.templates));
        let kind = if whole || self.view.tree.is_tagged(node) { MissKind::Opaque } else { MissKind::WrongShape };
        Miss { kind, node, key }
    }

    /// Whether what a scalar stands for is not known: it has a template, or a tag of its own.
    pub fn is_opaque(&self, node: NodeId) -> bool {
        self.view.tree.is_tagged(node) || self.view.text(node).is_some_and(|text| has_template(text, self.templates))
    }

    /// What stands at a place once aliases and references are followed.
    pub fn value<'p>(&self, node: NodeId) -> Result<NodeId, Miss<'p>> {
        let mut hops = MAX_HOPS;
        self.follow(node, &mut hops)
    }

    fn follow<'p>(&self, node: NodeId, hops: &mut u32) -> Result<NodeId, Miss<'p>> {
        let mut at = self.view.tree.resolve(node);
        loop {
            let next = match self.view.tree.kind(at) {
                Kind::Map => self.reference(at, hops),
                Kind::Scalar(_) => self.bare_reference(at, hops),
                _ => None,
            };
            match next {
                None => return Ok(at),
                Some(Ok(next)) => at = self.view.tree.resolve(next),
                Some(Err(node)) => return Err(Miss { kind: MissKind::Dangling, node, key: None }),
            }
        }
    }

    /// The node that a map stands for by its reference key; the reference where it leads nowhere in this document.
    fn reference(&self, map: NodeId, hops: &mut u32) -> Option<Result<NodeId, NodeId>> {
        let reference = self.view.get_own(map, self.reference_key?)?;
        let text = self.view.text(reference)?;
        Some(self.named(text, hops).ok_or(reference))
    }

    /// The node that a text such as `#/definitions/x` names, if it is such a text and names one.
    fn bare_reference(&self, scalar: NodeId, hops: &mut u32) -> Option<Result<NodeId, NodeId>> {
        self.reference_key?;
        let plain_or_quoted = matches!(self.view.tree.kind(scalar), Kind::Scalar(Style::Plain | Style::Quoted));
        let text = self.view.text(scalar).filter(|text| plain_or_quoted && text.starts_with("#/"))?;
        self.named(text, hops).map(Ok)
    }

    fn named(&self, reference: &str, hops: &mut u32) -> Option<NodeId> {
        // One budget for the whole lookup, however references lie in each other, so that cycles end.
        *hops = hops.checked_sub(1)?;
        let pointer = reference.strip_prefix('#')?;
        let mut at = self.root();
        if pointer.is_empty() {
            return Some(self.root);
        }
        for segment in pointer.strip_prefix('/')?.split('/') {
            at = if segment.contains(['~', '%']) {
                self.look_within(at, &unescape(segment), hops).ok()?
            } else {
                self.look_within(at, segment, hops).ok()?
            };
        }
        Some(at.node)
    }
}

/// A segment of a JSON pointer in a URI fragment: `~1` is `/`, `~0` is `~`, and `%20` is a space.
fn unescape(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment;
    while let Some(at) = rest.find('%') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let hex = rest.get(at + 1..at + 3).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(hex.unwrap_or(b'%'));
        rest = &rest[at + if hex.is_some() { 3 } else { 1 }..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests;
