//! Keys that a closed format does not know.

use std::collections::HashSet;

use compline_diagnostic::codes::input;
use compline_diagnostic::{Diagnostic, FileSpan, did_you_mean};
use smallvec::SmallVec;

use crate::format::{By, Each, Format, Path, PathStart, ReadingFrom, SplitBy, Step};
use crate::path::Walk;
use crate::read::shorten;
use crate::tree::{Kind, NodeId};
use crate::values::quoted;

/// Reports every key that none of the format's paths goes through, in every map that one of them goes into by key.
pub(crate) fn unknown_keys(walk: &Walk<'_>, format: &Format, diagnostics: &mut Vec<Diagnostic>) {
    let mut known = Known { spots: vec![Spot::default()] };
    for each in &format.integrations {
        known.each(each, &[0]);
    }
    for required in format.recognise.iter().flatten() {
        known.path(0, &required.path);
    }
    for path in &format.ignored {
        if let Some(spot) = known.path(0, path) {
            known.spots[spot].open = true;
        }
    }
    let mut checker = Checker { walk, known: &known, format, seen: HashSet::new(), diagnostics };
    checker.check(walk.root().node, 0);
}

/// A place that the format's paths go through.
#[derive(Default)]
struct Spot<'f> {
    parent: usize,
    keys: SmallVec<[(&'f str, usize); 6]>,
    /// The place of every value.
    every: Option<usize>,
    /// Whether anything may be here.
    open: bool,
}

/// All the places that a format's paths go through, the root first.
struct Known<'f> {
    spots: Vec<Spot<'f>>,
}

impl<'f> Known<'f> {
    fn each(&mut self, each: &'f Each, from: &[usize]) {
        let mut here: SmallVec<[usize; 4]> = SmallVec::new();
        for &spot in from {
            if each.paths.is_empty() {
                here.push(spot);
            }
            for path in &each.paths {
                here.extend(self.path(spot, path));
            }
        }
        for &spot in &here {
            for filter in &each.filters {
                self.path(spot, &filter.path);
            }
            if let Some(By::Path(path)) = &each.by {
                self.path(spot, path);
            }
            if let Some(follow) = &each.follow {
                self.path(spot, &follow.name);
                self.path(spot, &follow.among);
            }
            for reading in each.fields.iter().flat_map(|field| &field.readings) {
                if let ReadingFrom::Paths(paths) = &reading.from {
                    for path in paths {
                        self.path(spot, path);
                    }
                }
                for path in &reading.base {
                    self.path(spot, path);
                }
                for filter in &reading.filters {
                    self.path(spot, &filter.path);
                }
                for by in &reading.split {
                    if let SplitBy::Path(path) = by {
                        self.path(spot, path);
                    }
                }
            }
        }
        for inner in &each.inner {
            self.each(inner, &here);
        }
    }

    /// The spot that a path leads to; nothing where it leads anywhere below.
    fn path(&mut self, from: usize, path: &'f Path) -> Option<usize> {
        let mut at = match path.start {
            PathStart::Here => from,
            PathStart::Root => 0,
            PathStart::Up(levels) => (0..levels).fold(from, |at, _| self.spots[at].parent),
        };
        for step in &path.steps {
            at = match step {
                Step::Key(key) => {
                    if let Some(&(_, spot)) = self.spots[at].keys.iter().find(|(name, _)| name == key) {
                        spot
                    } else {
                        let spot = self.add(at);
                        self.spots[at].keys.push((key, spot));
                        spot
                    }
                }
                Step::Only(filters) => {
                    for filter in filters {
                        self.path(at, &filter.path);
                    }
                    at
                }
                Step::Every | Step::KeyOf(_) => {
                    if let Some(spot) = self.spots[at].every {
                        spot
                    } else {
                        let spot = self.add(at);
                        self.spots[at].every = Some(spot);
                        spot
                    }
                }
                Step::Deep => {
                    self.spots[at].open = true;
                    return None;
                }
            };
        }
        Some(at)
    }

    fn add(&mut self, parent: usize) -> usize {
        self.spots.push(Spot { parent, ..Spot::default() });
        self.spots.len() - 1
    }
}

struct Checker<'c, 'f, 't> {
    walk: &'c Walk<'t>,
    known: &'c Known<'f>,
    format: &'f Format,
    /// Maps that aliases or references lead to, so that each is checked once.
    seen: HashSet<(NodeId, usize)>,
    diagnostics: &'c mut Vec<Diagnostic>,
}

impl Checker<'_, '_, '_> {
    fn check(&mut self, at: NodeId, spot: usize) {
        let this = &self.known.spots[spot];
        if this.open || (this.keys.is_empty() && this.every.is_none()) {
            return;
        }
        let Ok(node) = self.walk.value(at) else { return };
        if node != at && !self.seen.insert((node, spot)) {
            return;
        }
        let view = self.walk.view;
        match view.kind(node) {
            Kind::Map => {
                for (key, value) in view.tree.entries(node) {
                    self.entry(node, key, value, spot);
                }
                for source in view.merged(node) {
                    if self.seen.insert((source, spot)) {
                        self.check(source, spot);
                    }
                }
            }
            Kind::List => {
                if let Some(every) = this.every {
                    for child in view.tree.children(node) {
                        self.check(child, every);
                    }
                }
            }
            _ => {}
        }
    }

    fn entry(&mut self, map: NodeId, key: NodeId, value: NodeId, spot: usize) {
        let view = self.walk.view;
        let this = &self.known.spots[spot];
        let name = view.key_name(key);
        if let Some(&(_, inner)) = this.keys.iter().find(|(known, _)| *known == name) {
            return self.check(value, inner);
        }
        if let Some(every) = this.every {
            return self.check(value, every);
        }
        if view.is_merge_key(map, key) || self.format.reference_key.as_deref() == Some(name) {
            return;
        }
        let mut known: Vec<&str> = this.keys.iter().map(|(name, _)| *name).collect();
        let help = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| {
            known.sort_unstable();
            format!("the keys of this map are {}", quoted(known.iter().copied()))
        });
        self.diagnostics.push(
            Diagnostic::error(input::UNKNOWN_KEY, format!("unknown key `{}`", shorten(name)))
                .at(FileSpan::manifest(view.span(key)), "nothing reads this")
                .help(help),
        );
    }
}
