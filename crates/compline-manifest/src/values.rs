//! The values of fields: from what stands at a node to the content of a cell.

use std::ops::{ControlFlow, Range};

use compline_diagnostic::codes::input;
use compline_diagnostic::{Diagnostic, Span, did_you_mean};
use smallvec::SmallVec;

use crate::extract::{At, Extractor, Words};
use crate::filter::fits;
use crate::format::{FieldReading, Path, Reading, ReadingFrom, SplitBy};
use crate::model::{Cell, Content, Origin, Site, Str};
use crate::path::{Miss, MissKind, Place};
use crate::read::shorten;
use crate::scalar::{day, whole_number};
use crate::schema::{Field, FieldInfo, FieldType};
use crate::template::{has_template, templates};
use crate::tree::{Kind, NodeId};
use crate::url;

/// The URL that a relative one goes on from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Base {
    /// Its text, as far as the joined one begins with it.
    pub(crate) text: Str,
    /// How many bytes of the joined text that is.
    pub(crate) len: usize,
    pub(crate) span: Span,
    pub(crate) node: NodeId,
}

/// A text to make a content of, and where it comes from.
#[derive(Clone, Copy)]
pub(crate) struct Piece<'a> {
    pub(crate) text: &'a str,
    /// Where the text is kept.
    pub(crate) kept: Str,
    /// The bytes of the file that say so.
    pub(crate) span: Span,
    pub(crate) node: NodeId,
    pub(crate) origin: Origin,
    /// Whether it is not known what the text, or a part of it, will be.
    pub(crate) opaque: bool,
}

impl Piece<'_> {
    /// A part of the text.
    pub(crate) fn part(&self, range: &Range<usize>) -> Str {
        Str { start: self.kept.start + range.start as u32, len: range.len() as u32, decoded: self.kept.decoded }
    }

    /// The bytes of a part of the text: exactly those where the text stands in the file as it is meant.
    pub(crate) fn part_span(&self, range: &Range<usize>) -> Span {
        if self.kept.decoded || self.origin != Origin::Read {
            return self.span;
        }
        let start = self.kept.start + range.start as u32;
        Span::new(start, start + range.len() as u32)
    }

    fn cell(&self, content: Content) -> Cell {
        Cell { content, span: self.span, node: self.node, origin: self.origin }
    }
}

impl<'a, W: Words> Extractor<'a, W> {
    /// Reads a field of a thing: the first reading that leads somewhere counts.
    pub(crate) fn field(&mut self, field: &FieldReading, at: &At, thing: u32) {
        let info = field.field.info();
        let Some(index) = self.model.cell_index(thing, field.field) else { return };
        // Of a thing around this one, what has been read before stays.
        let own = self.model.things[thing as usize].subject == info.subject;
        if !own && self.model.cells[index].content != Content::Absent {
            return;
        }
        let mut nearest: Option<Miss<'_>> = None;
        for reading in &field.readings {
            let decided: Vec<_> = reading.filters.iter().map(|filter| self.decide(filter, at, false)).collect();
            if decided.contains(&Ok(false)) {
                continue;
            }
            let waits = decided.into_iter().find_map(Result::err);
            match self.reading(reading, info, at, thing) {
                // Whether this reading counts will only be seen when a template has been filled in.
                Ok(_) if waits.is_some() => {
                    nearest = waits;
                    break;
                }
                Ok((cell, site)) => {
                    self.model.cells[index] = cell;
                    self.site(index, site);
                    return;
                }
                // Nor whether it leads somewhere.
                Err(Some(miss)) if miss.kind == MissKind::Opaque => {
                    nearest = Some(miss);
                    break;
                }
                Err(Some(miss)) if nearest.is_none_or(|nearest| nearest.kind < miss.kind) => nearest = Some(miss),
                Err(_) => {}
            }
        }
        if let Some(miss) = nearest {
            let cell = self.missing(miss, info, at, thing);
            self.model.cells[index] = cell;
        }
    }

    fn site(&mut self, cell: usize, site: Option<NodeId>) {
        if let Some(node) = site {
            let span = self.view.heading(node);
            self.model.sites.push(Site { cell: cell as u32, node, span });
        }
    }

    /// The cell of a field that no reading leads to.
    fn missing(&mut self, miss: Miss<'_>, info: &FieldInfo, at: &At, thing: u32) -> Cell {
        let (node, span) = (miss.node, self.view.span(miss.node));
        let cell = |content, span| Cell { content, span, node, origin: Origin::Read };
        match miss.kind {
            MissKind::Absent if node == at.place.node => cell(Content::Absent, self.model.things[thing as usize].span),
            MissKind::Absent => cell(Content::Absent, self.view.heading(node)),
            MissKind::WrongShape => {
                self.tell_miss(miss, info.name);
                cell(Content::WrongShape, span)
            }
            MissKind::Opaque | MissKind::Dangling => {
                if miss.kind == MissKind::Dangling {
                    self.tell_dangling(node);
                }
                let text = self.node_text(node);
                cell(Content::Opaque(text), self.view.span(node))
            }
        }
    }

    /// The text of a node, kept: a scalar's as it is meant, any other's as it is written.
    fn node_text(&mut self, node: NodeId) -> Str {
        let node = self.view.resolve(node);
        if !matches!(self.view.kind(node), Kind::Scalar(_)) {
            let span = self.view.span(node);
            return Str { start: span.start, len: span.len(), decoded: false };
        }
        match self.view.text_range(node) {
            (range, false) => Str { start: range.start, len: range.len(), decoded: false },
            (_, true) => self.model.decode(self.view.text(node).unwrap_or_default()),
        }
    }

    /// A cell and the alias or reference it was reached by, or why there is none.
    fn reading<'p>(
        &mut self,
        reading: &'p Reading,
        info: &FieldInfo,
        at: &At,
        thing: u32,
    ) -> Result<(Cell, Option<NodeId>), Option<Miss<'p>>> {
        let node = at.place.node;
        let span = self.model.things[thing as usize].span;
        let mut site = None;
        let piece = match &reading.from {
            ReadingFrom::Paths(paths) if is_list(info.ty) => return self.list(reading, paths, info, at),
            ReadingFrom::Paths(paths) => {
                let mut nearest: Option<Miss<'p>> = None;
                for path in paths {
                    match self.first(at, path) {
                        Ok(place) if !self.has_part(place, reading) => {}
                        Ok(place) => return Ok(self.value(place, reading, info, at)),
                        Err(miss) if nearest.is_none_or(|nearest| nearest.kind < miss.kind) => nearest = Some(miss),
                        Err(_) => {}
                    }
                }
                return Err(nearest);
            }
            ReadingFrom::Value if is_list(info.ty) => return self.list(reading, &[], info, at),
            ReadingFrom::Value if !self.has_part(at.place, reading) => return Err(None),
            ReadingFrom::Value => return Ok(self.value(at.place, reading, info, at)),
            ReadingFrom::Key(path) => {
                let place = self.first(at, path)?;
                site = place.site();
                let node = place.node;
                let key = self.view.key(node).ok_or(None)?;
                let (text, kept) = (self.view.key_name(key), self.node_text(key));
                let opaque = has_template(text, &self.format.templates);
                Piece { text, kept, span: self.view.span(key), node, origin: Origin::Read, opaque }
            }
            ReadingFrom::Capture(name) => {
                let text = self.format.capture(self.path, name).ok_or(None)?;
                let kept = self.model.decode(text);
                Piece { text, kept, span, node, origin: Origin::Derived, opaque: false }
            }
            ReadingFrom::Text(text) => {
                let kept = self.model.decode(text);
                Piece { text, kept, span, node, origin: self.fixed(reading), opaque: false }
            }
            ReadingFrom::Word(word) => {
                let content = word_of(info.ty, *word);
                return Ok((Cell { content, span, node, origin: self.fixed(reading) }, None));
            }
        };
        if is_list(info.ty) {
            let start = self.model.items.len() as u32;
            let separators = self.separators(&reading.split, at);
            self.pieces(&piece, &separators, info.ty);
            return Ok((piece.cell(Content::List(start, self.model.items.len() as u32)), None));
        }
        let piece = self.part_of(piece, reading).ok_or(None)?;
        let content = self.scalar(&piece, reading, info, at);
        Ok((piece.cell(content), site))
    }

    /// What a text says in a field that is no list, behind its base if it is a relative URL and has one.
    fn scalar(&mut self, piece: &Piece<'_>, reading: &Reading, info: &FieldInfo, at: &At) -> Content {
        let own = templates(piece.text, &self.format.templates);
        if reading.base.is_empty() || !url::split(piece.text, &own).is_relative() {
            return self.content(piece, reading, info);
        }
        let mut found = None;
        for path in &reading.base {
            match self.first(at, path).and_then(|place| self.walk.value(place.node)) {
                Ok(node) => {
                    found = Some(node);
                    break;
                }
                Err(Miss { kind: MissKind::Opaque | MissKind::Dangling, .. }) => return Content::Opaque(piece.kept),
                Err(_) => {}
            }
        }
        let Some(node) = found else { return self.content(piece, reading, info) };
        let base = self.piece(node);
        if !matches!(self.view.kind(node), Kind::Scalar(_)) || base.text.contains("||") {
            return Content::Opaque(piece.kept);
        }
        let kept = trim(base.text, 0..base.text.trim_end().trim_end_matches('/').len());
        let (text, span) = (base.part(&kept), base.part_span(&kept));
        self.base = Some(Base { text, len: kept.len(), span, node });
        let mut joined = base.text[kept].to_owned();
        if !piece.text.trim().starts_with(['?', '#']) {
            joined.push('/');
        }
        joined.push_str(piece.text.trim().trim_start_matches('/'));
        let kept = self.model.decode(&joined);
        let opaque = piece.opaque || base.opaque;
        self.content(&Piece { text: &joined, kept, opaque, ..*piece }, reading, info)
    }

    /// Where what a format says by itself comes from: of some of the things that it finds in source code, it stands where
    /// they do.
    fn fixed(&self, reading: &Reading) -> Origin {
        if self.format.text.is_some() && !reading.filters.is_empty() { Origin::Read } else { Origin::Fixed }
    }

    /// The cell of a field that is no list, from what stands at a place.
    fn value(&mut self, place: Place, reading: &Reading, info: &FieldInfo, at: &At) -> (Cell, Option<NodeId>) {
        let node = match self.walk.value(place.node) {
            Ok(node) => node,
            Err(miss) => return (self.dangling(miss.node), place.site()),
        };
        let site = place.site().or_else(|| (node != place.node).then_some(place.node));
        let cell = match self.view.kind(node) {
            Kind::Scalar(_) => {
                let whole = self.piece(node);
                let piece = self.part_of(whole, reading).unwrap_or(whole);
                let content = self.scalar(&piece, reading, info, at);
                piece.cell(content)
            }
            Kind::Null | Kind::Alias => self.cell(node, Content::Null),
            Kind::Map | Kind::List if info.ty == FieldType::Secret => self.cell(node, Content::Secret),
            Kind::Map | Kind::List if self.view.is_tagged(node) => {
                let text = self.node_text(node);
                self.cell(node, Content::Opaque(text))
            }
            Kind::Map | Kind::List => {
                self.wrong_type(node, info);
                self.cell(node, Content::WrongShape)
            }
        };
        (cell, site)
    }

    fn cell(&self, node: NodeId, content: Content) -> Cell {
        Cell { content, span: self.shown(node), node, origin: Origin::Read }
    }

    /// The bytes that show a node: its own, or what stands for it where they are many.
    fn shown(&self, node: NodeId) -> Span {
        let span = self.view.span(node);
        if matches!(self.view.kind(node), Kind::Map | Kind::List) && self.view.first_line(span) != span {
            return self.view.heading(node);
        }
        span
    }

    /// The cell of a value that a reference names and that is not there.
    fn dangling(&mut self, reference: NodeId) -> Cell {
        self.tell_dangling(reference);
        let text = self.node_text(reference);
        self.cell(reference, Content::Opaque(text))
    }

    fn piece(&mut self, node: NodeId) -> Piece<'a> {
        let text = self.view.text(node).unwrap_or_default();
        let kept = self.node_text(node);
        let opaque = self.walk.is_opaque(node);
        Piece { text, kept, span: self.view.span(node), node, origin: Origin::Read, opaque }
    }

    /// What a text says in a field that is no list.
    fn content(&mut self, piece: &Piece<'_>, reading: &Reading, info: &FieldInfo) -> Content {
        let text = piece.text.trim();
        if let Some(mapped) = &reading.mapped {
            // A text that is given goes before a pattern, whichever comes first.
            let given = mapped.iter().find(|(from, _)| self.walk.same(from, text));
            let pattern = || mapped.iter().find(|(from, _)| !piece.opaque && from.contains('*') && fits(from, text));
            return match given.or_else(pattern) {
                Some(&(_, word)) if info.ty == FieldType::Mode && !piece.opaque => {
                    // A pack may know the text as a mode of its own, more exact than the format's.
                    Content::Word(self.words.own_mode(text, word).unwrap_or(word))
                }
                Some(&(_, word)) => word_of(info.ty, word),
                None if piece.opaque => Content::Opaque(piece.kept),
                None => Content::Unmapped(piece.kept),
            };
        }
        match info.ty {
            // What is filled in later is no secret yet; what would stand in for it may be one, so it is not kept.
            FieldType::Secret if piece.opaque => Content::Opaque(Str { len: 0, ..piece.kept }),
            FieldType::Secret if text.is_empty() => Content::Absent,
            FieldType::Secret => Content::Secret,
            FieldType::Url if piece.opaque => {
                let found = templates(piece.text, &self.format.templates);
                // A tag hides all of it.
                if found.is_empty() || url::split(piece.text, &found).is_opaque() {
                    Content::Opaque(piece.kept)
                } else {
                    Content::Text(piece.kept)
                }
            }
            _ if piece.opaque => Content::Opaque(piece.kept),
            FieldType::Date => self.or_wrong_type(piece, info, day(text).map(Content::Day)),
            FieldType::Duration => {
                let seconds = whole_number(text).filter(|&seconds| seconds >= 0);
                self.or_wrong_type(piece, info, seconds.map(Content::Number))
            }
            FieldType::Number => self.or_wrong_type(piece, info, whole_number(text).map(Content::Number)),
            FieldType::Bool => {
                let value = match text {
                    "true" | "True" | "TRUE" => Some(true),
                    "false" | "False" | "FALSE" => Some(false),
                    _ => None,
                };
                self.or_wrong_type(piece, info, value.map(Content::Bool))
            }
            FieldType::Vendor | FieldType::Region => {
                self.words.lookup(info.ty, text).map_or(Content::Text(piece.kept), Content::Word)
            }
            FieldType::Mode => match self.words.lookup(info.ty, text) {
                Some(word) => Content::Word(word),
                None => self.unknown_word(piece, info),
            },
            FieldType::Word(list) => match list.iter().position(|word| word.eq_ignore_ascii_case(text)) {
                Some(word) => Content::Word(word as u32),
                None => self.unknown_word(piece, info),
            },
            FieldType::Text
            | FieldType::Url
            | FieldType::Scopes
            | FieldType::Needs
            | FieldType::Urls
            | FieldType::Labels => Content::Text(piece.kept),
        }
    }

    fn or_wrong_type(&mut self, piece: &Piece<'_>, info: &FieldInfo, content: Option<Content>) -> Content {
        content.unwrap_or_else(|| {
            if piece.origin == Origin::Read {
                self.wrong_type(piece.node, info);
            }
            Content::WrongShape
        })
    }

    /// Says that something cannot be of the field's type.
    fn wrong_type(&mut self, node: NodeId, info: &FieldInfo) {
        let (severity, stands, span) = (self.severity(), self.stands(node), self.shown(node));
        let help = match info.ty {
            FieldType::Date => Some("write a day as `2021-05-31`"),
            FieldType::Duration => Some("write whole seconds, such as `3600`"),
            FieldType::Bool => Some("write `true` or `false`"),
            _ => None,
        };
        self.tell(input::WRONG_TYPE, span, &format!("read as `{}`", info.name), || {
            let message = format!("expected {} here, found {stands}", info.ty.describe());
            Diagnostic::new(severity, input::WRONG_TYPE, message).maybe_help(help.map(str::to_owned))
        });
    }

    /// Says that a word is not of the field's vocabulary.
    fn unknown_word(&mut self, piece: &Piece<'_>, info: &FieldInfo) -> Content {
        let text = piece.text.trim();
        let (what, candidates, closed) = match info.ty {
            FieldType::Word(list) => (format!("a word for `{}`", info.name), list.to_vec(), true),
            ty => (ty.describe().trim_start_matches("an ").to_owned(), self.words.candidates(ty), false),
        };
        let all = || closed.then(|| format!("the words are {}", quoted(candidates.iter().copied())));
        let help = did_you_mean(text, candidates.iter().copied()).or_else(all);
        let message = match info.ty {
            FieldType::Mode => format!("no loaded pack has the {what} `{}`", shorten(text)),
            _ => format!("`{}` is not {what}", shorten(text)),
        };
        self.tell(input::UNKNOWN_WORD, piece.span, "not known", || {
            Diagnostic::warning(input::UNKNOWN_WORD, message).maybe_help(help)
        });
        Content::Unmapped(piece.kept)
    }

    /// The cell of a list field: what stands at all the paths, or at the node at hand if there are none.
    fn list<'p>(
        &mut self,
        reading: &'p Reading,
        paths: &'p [Path],
        info: &FieldInfo,
        at: &At,
    ) -> Result<(Cell, Option<NodeId>), Option<Miss<'p>>> {
        let mut places: SmallVec<[Place; 4]> = SmallVec::new();
        let mut misses: SmallVec<[Miss<'p>; 2]> = SmallVec::new();
        if paths.is_empty() {
            places.push(at.place);
        }
        for path in paths {
            match self.start(at, path) {
                Ok(start) => {
                    let _ = self.walk.each_of(start, &path.steps, &mut |hit| {
                        match hit {
                            Ok(place) => places.push(place),
                            Err(miss) => misses.push(miss),
                        }
                        ControlFlow::Continue(())
                    });
                }
                Err(miss) => misses.push(miss),
            }
        }
        let Some(&first) = places.first() else {
            // Of the worst misses the first: `max_by_key` would give the last.
            return Err(misses.into_iter().rev().max_by_key(|miss| miss.kind));
        };
        let mut separators = self.separators(&reading.split, at);
        if separators.is_empty() && matches!(info.ty, FieldType::Scopes | FieldType::Needs) {
            separators.extend(self.vendor_s_separator());
        }
        if info.ty == FieldType::Needs {
            return Ok(self.alternatives(&places, &separators, info));
        }
        let start = self.model.items.len();
        let mut cell = self.cell(first.node, Content::Absent);
        let mut site = first.site();
        for (index, &place) in places.iter().enumerate() {
            let (whole, node) = match self.walk.value(place.node) {
                Ok(node) => (self.elements(node, &separators, info), node),
                Err(miss) => (Some(self.dangling(miss.node).content), miss.node),
            };
            if index == 0 {
                cell.node = node;
                cell.span = if whole.is_some() { self.shown(node) } else { self.view.span(node) };
                site = site.or_else(|| (node != place.node).then_some(place.node));
            }
            match whole {
                Some(content) if places.len() == 1 => return Ok((Cell { content, ..cell }, site)),
                None | Some(Content::Null) => {}
                Some(content) => {
                    let item = self.cell(node, content);
                    self.model.items.push(item);
                }
            }
        }
        // What a template hides may be further elements.
        for miss in misses {
            let missing = match miss.kind {
                MissKind::Absent => continue,
                MissKind::WrongShape => {
                    self.tell_miss(miss, info.name);
                    self.cell(miss.node, Content::WrongShape)
                }
                MissKind::Opaque | MissKind::Dangling => self.dangling(miss.node),
            };
            self.model.items.push(missing);
        }
        cell.content = Content::List(start as u32, self.model.items.len() as u32);
        Ok((cell, site))
    }

    /// The cell of a list of alternatives, each of which stands at a place and is a list itself.
    fn alternatives(&mut self, places: &[Place], separators: &[&str], info: &FieldInfo) -> (Cell, Option<NodeId>) {
        let mut alternatives: SmallVec<[Cell; 4]> = SmallVec::new();
        for place in places {
            let start = self.model.items.len() as u32;
            let (whole, node) = match self.walk.value(place.node) {
                Ok(node) => (self.elements(node, separators, info), node),
                Err(miss) => (Some(self.dangling(miss.node).content), miss.node),
            };
            let content = match whole {
                Some(Content::Null) | None => Content::List(start, self.model.items.len() as u32),
                Some(content) => content,
            };
            alternatives.push(self.cell(node, content));
        }
        let start = self.model.items.len() as u32;
        let first = alternatives.first().copied();
        self.model.items.extend(alternatives);
        let content = Content::List(start, self.model.items.len() as u32);
        let node = first.map_or(0, |cell| cell.node);
        (Cell { content, ..first.unwrap_or_else(|| self.cell(node, content)) }, places.first().and_then(|at| at.site()))
    }

    /// Adds the elements that a node has for a list field; gives a content where the node as a whole is none.
    fn elements(&mut self, node: NodeId, separators: &[&str], info: &FieldInfo) -> Option<Content> {
        if self.view.is_tagged(node) {
            return Some(Content::Opaque(self.node_text(node)));
        }
        let tree = self.view.tree;
        match self.view.kind(node) {
            Kind::Null | Kind::Alias => return Some(Content::Null),
            Kind::Scalar(_) => {
                let piece = self.piece(node);
                let found = templates(piece.text, &self.format.templates);
                let whole = piece.text.trim();
                // Nobody can tell how many elements one template will be.
                if matches!(found.as_slice(), [one] if piece.text[one.clone()].trim() == whole) {
                    return Some(Content::Opaque(piece.kept));
                }
                self.pieces(&piece, separators, info.ty);
            }
            Kind::List => {
                for child in tree.children(node) {
                    self.element(child, separators, info);
                }
            }
            Kind::Map if info.ty == FieldType::Labels => {
                for child in tree.children(node) {
                    self.element(child, separators, info);
                }
            }
            // A map from scope to what it means, as OpenAPI has it.
            Kind::Map if matches!(info.ty, FieldType::Scopes | FieldType::Needs) && !self.format.closed => {
                for (key, value) in tree.entries(node) {
                    if self.view.is_merge_key(node, key) {
                        continue;
                    }
                    let (text, kept) = (self.view.key_name(key), self.node_text(key));
                    let span = self.view.span(key);
                    let piece = Piece { text, kept, span, node: value, origin: Origin::Read, opaque: false };
                    self.pieces(&piece, &[], info.ty);
                }
            }
            Kind::Map => {
                self.wrong_type(node, info);
                return Some(Content::WrongShape);
            }
        }
        None
    }

    fn element(&mut self, child: NodeId, separators: &[&str], info: &FieldInfo) {
        let node = match self.walk.value(child) {
            Ok(node) => node,
            Err(miss) => {
                let item = self.dangling(miss.node);
                self.model.items.push(item);
                return;
            }
        };
        let content = match self.view.kind(node) {
            _ if self.view.is_tagged(node) => Content::Opaque(self.node_text(node)),
            Kind::Scalar(_) => {
                let piece = self.piece(node);
                self.pieces(&piece, separators, info.ty);
                return;
            }
            Kind::Null | Kind::Alias => Content::Null,
            Kind::Map | Kind::List => {
                let (severity, stands, span) = (self.severity(), self.stands(node), self.shown(node));
                self.tell(input::WRONG_TYPE, span, &format!("read as an element of `{}`", info.name), || {
                    Diagnostic::new(severity, input::WRONG_TYPE, format!("expected a text here, found {stands}"))
                });
                Content::WrongShape
            }
        };
        let item = self.cell(node, content);
        self.model.items.push(item);
    }

    /// Adds the pieces of a text between separators, none of which counts within a template.
    fn pieces(&mut self, piece: &Piece<'_>, separators: &[&str], ty: FieldType) {
        let text = piece.text;
        if ty == FieldType::Labels {
            let content = if piece.opaque { Content::Opaque(piece.kept) } else { Content::Text(piece.kept) };
            self.model.items.push(piece.cell(content));
            return;
        }
        let found = templates(text, &self.format.templates);
        let mut start = 0;
        while start <= text.len() {
            let (end, next) = next_separator(text, start, separators, &found);
            let range = trim(text, start..end);
            if !range.is_empty() {
                let opaque = found.iter().any(|template| template.start < range.end && range.start < template.end);
                let inner = &text[range.clone()];
                let opaque = opaque
                    && (ty != FieldType::Urls
                        || url::split(inner, &templates(inner, &self.format.templates)).is_opaque());
                let part = piece.part(&range);
                let content = if opaque { Content::Opaque(part) } else { Content::Text(part) };
                let span = if range.len() == text.len() { piece.span } else { piece.part_span(&range) };
                self.model.items.push(Cell { span, ..piece.cell(content) });
            }
            start = next;
        }
    }

    /// What a text is to be split by: the separator that stands in the file, else all those of the format.
    /// What the vendor of the integration at hand puts between scopes.
    fn vendor_s_separator(&self) -> Option<&'a str> {
        let last = (self.model.things.len() as u32).checked_sub(1)?;
        match self.model.cell(self.model.integration_of(last), Field::Vendor)?.content {
            Content::Word(vendor) => self.words.scope_separator(vendor),
            _ => None,
        }
    }

    fn separators<'s>(&self, split: &'s [SplitBy], at: &At) -> SmallVec<[&'s str; 4]>
    where
        'a: 's,
    {
        let mut fixed: SmallVec<[&'s str; 4]> = SmallVec::new();
        for by in split {
            match by {
                SplitBy::Text(text) => fixed.push(text),
                SplitBy::Path(path) => {
                    let node = self.first(at, path).and_then(|place| self.walk.value(place.node));
                    let text = node.ok().and_then(|node| self.view.text(node)).filter(|text| !text.is_empty());
                    if let Some(text) = text {
                        return SmallVec::from_slice(&[text]);
                    }
                }
            }
        }
        fixed
    }
}

const fn is_list(ty: FieldType) -> bool {
    matches!(ty, FieldType::Scopes | FieldType::Needs | FieldType::Urls | FieldType::Labels)
}

/// A word of a format's value map: for a truth value, 0 is false.
const fn word_of(ty: FieldType, word: u32) -> Content {
    match ty {
        FieldType::Bool => Content::Bool(word != 0),
        _ => Content::Word(word),
    }
}

/// Where the piece that starts at `start` ends, and where the next one starts.
fn next_separator(text: &str, start: usize, separators: &[&str], templates: &[Range<usize>]) -> (usize, usize) {
    let mut at = if separators.is_empty() { text.len() } else { start };
    while at < text.len() {
        if let Some(template) = templates.iter().find(|template| template.contains(&at)) {
            at = template.end;
            continue;
        }
        let rest = &text[at..];
        let len = rest.chars().next().map_or(1, char::len_utf8);
        for separator in separators.iter().filter(|separator| !separator.is_empty()) {
            // A space as separator stands for any space, since a long text may go on in the next line.
            if separator.trim().is_empty() && rest.starts_with(char::is_whitespace) {
                return (at, at + len);
            }
            if rest.starts_with(separator) {
                return (at, at + separator.len());
            }
        }
        at += len;
    }
    (text.len(), text.len() + 1)
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..(range.start + piece.trim_end().len()).max(start)
}

/// Words for a message: `a`, `b`.
pub(crate) fn quoted<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
