//! A document, through a format, to the integration model.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash as _, Hasher as _};
use std::ops::ControlFlow;

use compline_diagnostic::codes::input;
use compline_diagnostic::{Code, Diagnostic, FileSpan, Severity, Span};
use smallvec::SmallVec;

use crate::format::{By, Each, Filter, Follow, Format, Path, PathStart, Step};
use crate::model::{Cell, Content, Model, Origin};
use crate::path::{Miss, MissKind, Place, Walk};
use crate::read::shorten;
use crate::scalar::Core;
use crate::schema::{Field, FieldType, Subject};
use crate::template::templates;
use crate::tree::{Kind, NodeId, QuickHasher, Tree, View};
use crate::values::Base;
use crate::{closed, url};

/// The vocabulary of a policy: modes, vendors and regions, each by its number.
pub trait Words {
    /// The number of a word of [`FieldType::Mode`], [`FieldType::Vendor`] or [`FieldType::Region`].
    fn lookup(&self, ty: FieldType, text: &str) -> Option<u32>;
    /// The words of a type, for saying which one may have been meant.
    fn candidates(&self, ty: FieldType) -> Vec<&str>;
    /// A mode below `mode` that a pack declares for this very text of files.
    fn own_mode(&self, _text: &str, _mode: u32) -> Option<u32> {
        None
    }
    /// What stands between several scopes of a vendor in one text, where its packs say so.
    fn scope_separator(&self, _vendor: u32) -> Option<&str> {
        None
    }
    /// How many fields packs declare for each kind of thing.
    fn declared_fields(&self) -> [usize; 4] {
        [0; 4]
    }
}

/// Reads a document into `model`, whose former content is forgotten. `path` is the file's, with `/` between components;
/// `text` is what `tree` was read from.
pub fn extract<W: Words>(
    format: &Format,
    path: &str,
    text: &str,
    tree: &Tree,
    document: usize,
    words: &W,
    model: &mut Model,
) -> Vec<Diagnostic> {
    model.clear(words.declared_fields());
    let Some(root) = tree.root(document) else { return vec![] };
    let view = tree.view(text);
    let mut extractor = Extractor {
        format,
        path,
        view,
        walk: Walk::new(view, root, format),
        words,
        model,
        diagnostics: vec![],
        told: HashSet::new(),
        base: None,
        connections: Connections::default(),
    };
    let at = At { place: Place::new(root), lenders: SmallVec::new() };
    for each in &format.integrations {
        extractor.each(each, &at, None);
    }
    if format.closed {
        closed::unknown_keys(&extractor.walk, format, &mut extractor.diagnostics);
    }
    if extractor.walk.is_exhausted() {
        let span = view.first_line(tree.span(root));
        extractor.diagnostics.push(
            Diagnostic::error(input::UNFOLDS_TOO_FAR, "the document unfolds to more than is read")
                .at(FileSpan::manifest(span), "of this document only a part was read")
                .help("aliases or references that name what has aliases itself multiply: write them fewer times"),
        );
    }
    let Extractor { model, diagnostics, .. } = extractor;
    model.sites.sort_unstable_by_key(|site| site.cell);
    diagnostics
}

/// The node at hand.
#[derive(Clone, Debug)]
pub(crate) struct At {
    pub(crate) place: Place,
    /// Nodes that lend it the keys that it does not have, the nearest first.
    pub(crate) lenders: SmallVec<[Place; 2]>,
}

pub(crate) struct Extractor<'a, W> {
    pub(crate) format: &'a Format,
    pub(crate) path: &'a str,
    pub(crate) view: View<'a>,
    pub(crate) walk: Walk<'a>,
    pub(crate) words: &'a W,
    pub(crate) model: &'a mut Model,
    diagnostics: Vec<Diagnostic>,
    /// What has been said of which place: things that are read twice are told of once.
    told: HashSet<(&'static str, Span)>,
    /// What the URL that was read last goes on from.
    pub(crate) base: Option<Base>,
    connections: Connections,
}

/// The nodes of an [`Each`] that are one thing, in the order of the first of each.
#[derive(Default)]
struct Groups<'a> {
    all: Vec<SmallVec<[At; 1]>>,
    by_text: HashMap<&'a str, usize>,
}

impl<'a> Groups<'a> {
    fn add(&mut self, text: Option<&'a str>, at: At) {
        let next = self.all.len();
        let index = text.map_or(next, |text| *self.by_text.entry(text).or_insert(next));
        match self.all.get_mut(index) {
            Some(members) => members.push(at),
            None => self.all.push(SmallVec::from_iter([at])),
        }
    }
}

/// The connections of the integration at hand, by their contents.
#[derive(Default)]
struct Connections {
    /// The first one, whose hash nobody needs until there is a second one.
    first: Option<u32>,
    by_hash: HashMap<u64, SmallVec<[u32; 1]>>,
}

impl<'a, W: Words> Extractor<'a, W> {
    /// Says something, unless it has been said of this place.
    pub(crate) fn tell(&mut self, code: Code, span: Span, label: &str, make: impl FnOnce() -> Diagnostic) {
        if self.told.insert((code.as_str(), span)) {
            self.diagnostics.push(make().at(FileSpan::manifest(span), label));
        }
    }

    /// How much it matters that something of a wrong kind stands in the file: in a file made for Compline it is a
    /// mistake, in any other it may be that the format does not know all that such files may say.
    pub(crate) const fn severity(&self) -> Severity {
        if self.format.closed { Severity::Error } else { Severity::Warning }
    }

    /// Where a path starts: at the node at hand, or, if that has not the first key, at a lender that has.
    pub(crate) fn start<'p>(&self, at: &At, path: &'p Path) -> Result<Place, Miss<'p>> {
        if at.lenders.is_empty() || path.start != PathStart::Here {
            let root = self.walk.root().node;
            return self.walk.start(at.place, path).ok_or(Miss { kind: MissKind::Absent, node: root, key: None });
        }
        let Some(Step::Key(key)) = path.steps.first() else { return Ok(at.place) };
        if self.walk.look(at.place, key).is_ok() {
            return Ok(at.place);
        }
        Ok(at.lenders.iter().copied().find(|&lender| self.walk.look(lender, key).is_ok()).unwrap_or(at.place))
    }

    /// The first place that a path leads to from the node at hand.
    pub(crate) fn first<'p>(&self, at: &At, path: &'p Path) -> Result<Place, Miss<'p>> {
        self.walk.first_of(self.start(at, path)?, &path.steps)
    }

    /// Reads the things of an [`Each`] that are at or below the node at hand.
    fn each(&mut self, each: &Each, at: &At, parent: Option<u32>) {
        if each.paths.is_empty() {
            self.thing(each, at.clone(), parent);
            return;
        }
        let mut groups = Groups::default();
        for path in &each.paths {
            let mut places: SmallVec<[Place; 8]> = SmallVec::new();
            let mut misses: SmallVec<[Miss<'_>; 2]> = SmallVec::new();
            let mut nulls: SmallVec<[NodeId; 1]> = SmallVec::new();
            match self.start(at, path) {
                Err(miss) => misses.push(miss),
                Ok(start) => {
                    let _ = self.walk.each_of(start, &path.steps, &mut |hit| {
                        match hit {
                            Ok(place) => places.push(place),
                            // In a file made for Compline, a null that somebody wrote where a list belongs is most likely
                            // an oversight; a key with nothing behind it says that there are none.
                            Err(miss) if miss.kind == MissKind::Absent => {
                                let null = miss.key.is_none()
                                    && self.view.kind(miss.node) == Kind::Null
                                    && !self.view.span(miss.node).is_empty();
                                nulls.extend((null && self.format.closed).then_some(miss.node));
                            }
                            Err(miss) => misses.push(miss),
                        }
                        ControlFlow::Continue(())
                    });
                }
            }
            for null in nulls {
                let message = format!("expected a list here, found a null, so no {} is read", each.subject.as_str());
                self.tell(input::WRONG_TYPE, self.view.heading(null), "has nothing", || {
                    Diagnostic::warning(input::WRONG_TYPE, message).help("write `[]` where there are none")
                });
            }
            for miss in misses {
                // Where a format takes all there is, what has another shape is something else.
                let other = match miss.kind {
                    MissKind::WrongShape => !self.format.closed && path.steps.contains(&Step::Every),
                    MissKind::Dangling => path.steps.contains(&Step::Deep) && self.is_elsewhere(miss.node),
                    _ => false,
                };
                if !other {
                    self.tell_miss(miss, each.subject.as_str());
                }
            }
            for place in places {
                let at = At { place, lenders: SmallVec::new() };
                match &each.by {
                    None => self.thing(each, at, parent),
                    Some(by) => {
                        if let Some(at) = self.admit(each, at) {
                            groups.add(self.group(by, &at), at);
                        }
                    }
                }
            }
        }
        for members in groups.all {
            self.read_thing(each, &members, parent);
        }
    }

    /// What says which things of an [`Each`] a node belongs to; nothing where it is one of its own.
    fn group(&self, by: &By, at: &At) -> Option<&'a str> {
        match by {
            By::Key => self.view.key_text(at.place.node),
            By::Path(path) => {
                let node = self.first(at, path).ok().and_then(|place| self.walk.value(place.node).ok())?;
                self.view.text(node).filter(|_| !self.walk.is_opaque(node))
            }
        }
    }

    fn thing(&mut self, each: &Each, at: At, parent: Option<u32>) {
        if let Some(at) = self.admit(each, at) {
            self.read_thing(each, &[at], parent);
        }
    }

    /// The node with what lends to it, if it is one of those that an [`Each`] speaks of.
    fn admit(&mut self, each: &Each, mut at: At) -> Option<At> {
        // What is written once may be named often, but more things than nodes no one means.
        if self.walk.is_exhausted() || self.model.things.len() > 100_000.max(2 * self.view.tree.len()) {
            self.walk.exhaust();
            return None;
        }
        if let Some(follow) = &each.follow {
            self.lend(follow, &mut at);
        }
        self.walk.enter(each.subject, at.place.node);
        let deep = each.paths.iter().any(|path| path.steps.contains(&Step::Deep));
        each.filters.iter().all(|filter| self.holds(filter, &at, each.subject, deep)).then_some(at)
    }

    /// Reads a thing: its fields from the first of its nodes, what lies inside from all of them.
    fn read_thing(&mut self, each: &Each, members: &[At], parent: Option<u32>) {
        let Some(at) = members.first() else { return };
        let before = self.model.mark();
        let span = self.view.heading(at.place.node);
        let thing = self.model.push(each.subject, parent, at.place.node, span);
        if each.subject == Subject::Integration {
            self.connections = Connections::default();
        }
        for reading in &each.fields {
            self.field(reading, at, thing);
        }
        match each.subject {
            Subject::Endpoint => {
                self.lower(thing, Field::Scheme);
                self.lower(thing, Field::Host);
                self.derive_url(thing);
            }
            Subject::Connection => self.scope_things(thing),
            _ => {}
        }
        for inner in &each.inner {
            for at in members {
                self.each(inner, at, Some(thing));
            }
        }
        if each.subject == Subject::Connection {
            if each.inner.iter().any(|inner| inner.subject == Subject::Scope) {
                self.list_scopes(thing);
            }
            if let Some(same) = self.same_connection(thing) {
                self.model.truncate(before);
                self.model.things[same as usize].places += 1;
            }
        }
    }

    /// Adds the nodes that the node at hand names, and those that they name.
    fn lend(&mut self, follow: &Follow, at: &mut At) {
        const MOST: usize = 16;
        at.lenders.clear();
        let mut from = at.place;
        while at.lenders.len() < MOST {
            let Ok(name) = self.walk.first(from, &follow.name) else { return };
            let Ok(node) = self.walk.value(name.node) else { return };
            let Some(text) = self.view.text(node) else { return };
            if self.walk.is_opaque(node) {
                self.tell_miss(Miss { kind: MissKind::Opaque, node, key: None }, "entry");
                return;
            }
            let Some(lender) = self.named(text, &follow.among, from) else {
                let (severity, name) = (self.severity(), shorten(text));
                self.tell(input::DANGLING_REFERENCE, self.view.span(node), "names nothing", || {
                    Diagnostic::new(
                        severity,
                        input::DANGLING_REFERENCE,
                        format!("there is no entry `{name}` in this document"),
                    )
                });
                return;
            };
            if lender.node == at.place.node || at.lenders.iter().any(|other| other.node == lender.node) {
                return;
            }
            at.lenders.push(lender);
            from = lender;
        }
    }

    /// The one of some nodes whose key is `name`.
    fn named(&self, name: &str, among: &Path, from: Place) -> Option<Place> {
        let start = self.walk.start(from, among)?;
        if let Some((Step::Every, above)) = among.steps.split_last()
            && let Ok(map) = self.walk.first_of(start, above)
            && let Ok(found) = self.walk.look(map, name)
        {
            return Some(found);
        }
        let mut found = None;
        let _ = self.walk.each(from, among, &mut |hit| match hit {
            Ok(place) if self.view.key_text(place.node) == Some(name) => {
                found = Some(place);
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        });
        found
    }

    /// Whether a filter holds. One that asks for what is not known yet does not, and that is told.
    fn holds(&mut self, filter: &Filter, at: &At, subject: Subject, deep: bool) -> bool {
        self.decide(filter, at, deep).unwrap_or_else(|miss| {
            self.tell_miss(miss, subject.as_str());
            false
        })
    }

    /// Whether a filter holds, or what it waits for. `deep` says that the node at hand is any node of the document.
    pub(crate) fn decide<'p>(&self, filter: &'p Filter, at: &At, deep: bool) -> Result<bool, Miss<'p>> {
        self.walk.holds(filter, self.start(at, &filter.path).ok(), deep.then_some(at.place))
    }

    /// Says why a path does not lead to where things are.
    pub(crate) fn tell_miss(&mut self, miss: Miss<'_>, wanted: &str) {
        let span = self.view.span(miss.node);
        let severity = self.severity();
        match miss.kind {
            MissKind::Absent => {}
            MissKind::WrongShape => {
                let stands = self.stands(miss.node);
                let expected =
                    miss.key.map_or("a list or a map".to_owned(), |key| format!("a map with the key `{key}`"));
                self.tell(input::WRONG_TYPE, span, "of the wrong shape", || {
                    Diagnostic::new(severity, input::WRONG_TYPE, format!("expected {expected} here, found {stands}"))
                });
            }
            // An alias to nothing has been told of when the file was read.
            MissKind::Opaque
                if self.view.tree.is_tagged(miss.node) && self.view.written(miss.node).starts_with('*') => {}
            MissKind::Opaque => {
                let text = shorten(self.view.written(miss.node));
                self.tell(input::TEMPLATED, span, "filled in later", || {
                    Diagnostic::warning(
                        input::TEMPLATED,
                        format!("what `{text}` stands for is not known, so no {wanted} is read from it"),
                    )
                    .help("check the file after its templates have been filled in")
                });
            }
            MissKind::Dangling => self.tell_dangling(miss.node),
        }
    }

    /// Says that a reference leads nowhere, or out of this document.
    pub(crate) fn tell_dangling(&mut self, reference: NodeId) {
        let Some(text) = self.view.text(reference) else { return };
        let (severity, message) = if self.is_elsewhere(reference) {
            (Severity::Note, format!("`{}` is in another file, which is not read with this one", shorten(text)))
        } else {
            (self.severity(), format!("`{}` leads nowhere in this document, or back to itself", shorten(text)))
        };
        self.tell(
            input::DANGLING_REFERENCE,
            self.view.span(self.view.resolve(reference)),
            "names nothing here",
            || Diagnostic::new(severity, input::DANGLING_REFERENCE, message),
        );
    }

    /// Whether a reference names something in another file.
    fn is_elsewhere(&self, reference: NodeId) -> bool {
        self.view.text(reference).is_some_and(|text| !text.starts_with('#'))
    }

    /// What stands at a node, for a message.
    pub(crate) fn stands(&self, node: NodeId) -> String {
        match (self.view.kind(node), self.view.core(node)) {
            (Kind::Map, _) => "a map".into(),
            (Kind::List, _) => "a list".into(),
            (_, Some(Core::Null)) => "a null".into(),
            (_, Some(Core::Bool(_))) => format!("`{}`", self.view.written(node)),
            (_, Some(Core::Int(_) | Core::Float(_))) => format!("the number `{}`", shorten(self.view.written(node))),
            _ => format!("the text `{}`", shorten(self.view.text(node).unwrap_or_default())),
        }
    }

    /// Makes a thing of each scope in the list of a connection. A scope that stands there several times is one.
    fn scope_things(&mut self, connection: u32) {
        let Some(at) = self.model.cell_index(connection, Field::Scopes) else { return };
        let Content::List(start, end) = self.model.cells[at].content else { return };
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let mut distinct: Vec<(Cell, u32)> = vec![];
        for item in self.model.list(&self.model.cells[at]) {
            let known = match item.content {
                Content::Text(text) => seen.entry(self.model.text(self.view.text, text)).or_insert(distinct.len()),
                _ => &mut distinct.len(),
            };
            match distinct.get_mut(*known) {
                Some((_, places)) => *places += 1,
                None => distinct.push((*item, 1)),
            }
        }
        debug_assert!(distinct.len() <= (end - start) as usize, "no scope comes from nowhere");
        self.model.cells[at].content = Content::List(start, start + distinct.len() as u32);
        for (index, (item, places)) in distinct.into_iter().enumerate() {
            self.model.items[start as usize + index] = item;
            let thing = self.model.push(Subject::Scope, Some(connection), item.node, item.span);
            self.model.things[thing as usize].places = places;
            if let Some(at) = self.model.cell_index(thing, Field::Scope) {
                self.model.cells[at] = item;
            }
        }
    }

    /// Makes the list of a connection's scopes anew from the scopes inside it.
    fn list_scopes(&mut self, connection: u32) {
        let scopes: Vec<u32> = self.model.inside(connection, Subject::Scope).collect();
        let Some(at) = self.model.cell_index(connection, Field::Scopes) else { return };
        let start = self.model.items.len() as u32;
        for scope in scopes {
            let cell = self.model.cell(scope, Field::Scope).copied();
            self.model.items.extend(cell.filter(|cell| cell.content != Content::Absent));
        }
        let end = self.model.items.len() as u32;
        let Some(first) = self.model.items.get(start as usize).copied() else { return };
        self.model.cells[at] = Cell { content: Content::List(start, end), ..first };
    }

    /// Whether a format has given a field something.
    fn is_read(&self, thing: u32, field: Field) -> bool {
        self.model.cell(thing, field).is_some_and(|cell| cell.content != Content::Absent)
    }

    /// Puts a scheme or host that the format reads in lower case.
    fn lower(&mut self, endpoint: u32, field: Field) {
        let Some(&cell) = self.model.cell(endpoint, field) else { return };
        let Content::Text(text) = cell.content else { return };
        let written = self.model.text(self.view.text, text);
        if written.bytes().any(|b| b.is_ascii_uppercase()) {
            let lower = written.to_ascii_lowercase();
            let content = Content::Text(self.model.decode(&lower));
            self.set(endpoint, field, Cell { content, ..cell });
        }
    }

    /// Fills in what the URL of an endpoint says.
    fn derive_url(&mut self, endpoint: u32) {
        let base = self.base.take();
        let Some(&cell) = self.model.cell(endpoint, Field::Url) else { return };
        let (text, opaque) = match cell.content {
            Content::Text(text) => (text, false),
            Content::Opaque(text) => (text, true),
            Content::WrongShape => {
                for field in [Field::Scheme, Field::Host, Field::Path] {
                    self.set(endpoint, field, Cell { origin: Origin::Derived, ..cell });
                }
                return;
            }
            _ => return,
        };
        let whole: Cow<'_, str> = if text.decoded {
            self.model.text("", text).to_owned().into()
        } else {
            let range = text.start as usize..(text.start + text.len) as usize;
            self.view.text.get(range).unwrap_or_default().into()
        };
        let templates = templates(&whole, &self.format.templates);
        let parts = url::split(&whole, &templates);
        // A whole that is opaque for its tag, not for a template, hides its parts as well.
        let hidden = opaque && !parts.is_opaque();
        for (field, part) in [(Field::Scheme, parts.scheme), (Field::Host, parts.host), (Field::Path, parts.path)] {
            let part = if hidden { url::Part::Opaque(0..whole.len()) } else { part };
            let (range, known) = match part {
                // A host beside a relative URL is what the format reads.
                url::Part::Absent if self.is_read(endpoint, field) => continue,
                url::Part::Absent => {
                    self.set(endpoint, field, Cell { content: Content::Absent, origin: Origin::Derived, ..cell });
                    continue;
                }
                url::Part::Known(range) => (range, true),
                url::Part::Opaque(range) => (range, false),
            };
            // What a base says is shown where the base stands.
            let (whole_text, whole_span, node, range) = match &base {
                Some(base) if range.end <= base.len => (base.text, base.span, base.node, range),
                _ => (text, cell.span, cell.node, range),
            };
            let mut part = whole_text;
            part.start += range.start as u32;
            part.len = range.len() as u32;
            let span = if part.decoded { whole_span } else { Span::new(part.start, part.start + part.len) };
            let piece = &whole[range];
            if known && field != Field::Path && piece.bytes().any(|b| b.is_ascii_uppercase()) {
                part = self.model.decode(&piece.to_ascii_lowercase());
            }
            let content = if known { Content::Text(part) } else { Content::Opaque(part) };
            self.set(endpoint, field, Cell { content, span, node, origin: Origin::Derived });
        }
    }

    pub(crate) fn set(&mut self, thing: u32, field: Field, cell: Cell) {
        if let Some(at) = self.model.cell_index(thing, field) {
            self.model.cells[at] = cell;
        }
    }

    /// An earlier connection of the integration that says the same as this one.
    fn same_connection(&mut self, thing: u32) -> Option<u32> {
        const MOST: usize = 16;
        let Some(first) = self.connections.first else {
            self.connections.first = Some(thing);
            return None;
        };
        if self.connections.by_hash.is_empty() {
            let hash = self.hash(first);
            self.connections.by_hash.entry(hash).or_default().push(first);
        }
        let hash = self.hash(thing);
        let text = self.view.text;
        let same = self.connections.by_hash.entry(hash).or_default();
        // Texts that were made to collide are kept as they are.
        let found = same.iter().take(MOST).copied().find(|&earlier| self.model.says_the_same(text, earlier, thing));
        if found.is_none() {
            same.push(thing);
        }
        found
    }

    fn hash(&self, thing: u32) -> u64 {
        let mut hasher = QuickHasher::default();
        self.model.for_each_content(self.view.text, thing, &mut |content| content.hash(&mut hasher));
        hasher.finish()
    }
}

#[cfg(test)]
mod tests;
