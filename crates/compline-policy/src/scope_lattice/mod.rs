//! Which scopes cover which: an explicit graph over patterns, never string prefixes.
//!
//! An edge `WIDE covers NARROW` is between patterns in which `{name}` stands for a non-empty text of word characters.
//! Every capture of the wide side occurs in the narrow side, so that a narrow scope determines the wide ones: what
//! covers a scope is a finite set, found by going up from it. `same as` is an edge each way; `splits into` is an edge
//! from the whole to each part, and one from all the parts together back to the whole. So "covers" is a relation between
//! a *set* of scopes and a scope: the least one that is reflexive, transitive and has these edges.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use compline_diagnostic::FileSpan;

use crate::cutoff::Point;

mod derivation;
mod pattern;
#[cfg(test)]
mod tests;

use derivation::{Derivation, Memo};
pub use pattern::Pattern;
use serde::{Deserialize, Serialize};

/// What asking for no scope at all gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Empty {
    /// Everything that could be asked for.
    All,
    /// Nothing, as it is written.
    #[default]
    None,
    /// Nobody can tell: the vendor decides (RFC 6749, section 3.3).
    Unknown,
}

/// Scopes that are no longer to be had.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Retired {
    /// Which.
    pub scopes: Pattern,
    /// From when on; always, where nothing is said.
    pub from: Option<Point>,
    /// Where it says so.
    pub at: FileSpan,
}

/// What a lattice is made of, as written.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Parts {
    /// Wide and narrow sides.
    pub covers: Vec<(Pattern, Pattern)>,
    /// Patterns that mean the same, the normal form first.
    pub same: Vec<Vec<Pattern>>,
    /// One, and what it is split into.
    pub splits: Vec<(Pattern, Vec<Pattern>)>,
    /// What is no longer to be had.
    pub retired: Vec<Retired>,
    /// How sensitive scopes are: a tier and what is in it.
    pub tiers: Vec<(String, Pattern)>,
    /// How several scopes stand in one string.
    pub separator: Option<String>,
    /// Whether `A` and `a` are the same.
    pub case_insensitive: bool,
    /// What asking for no scope gets.
    pub empty: Empty,
}

/// A vendor's scopes.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct ScopeLattice {
    parts: Parts,
    /// How words are written of which the case does not count.
    spellings: BTreeMap<String, String>,
    #[serde(skip)]
    memo: Memo,
}

/// Two different scopes that cover each other although nobody says that they are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// The clause that closes the circle: an index of [`Parts::covers`] or, behind those, of [`Parts::splits`].
    pub clause: usize,
    /// The one.
    pub wide: String,
    /// The other, which that clause speaks of.
    pub narrow: String,
}

/// What is wrong with a cover edge, if something is.
pub fn check_covers(wide: &Pattern, narrow: &Pattern) -> Result<(), String> {
    match wide.capture_missing_in(narrow) {
        Some(name) => Err(format!("`{{{name}}}` of the wide side does not occur in the narrow side")),
        None => Ok(()),
    }
}

/// What is wrong with two patterns that are to mean the same, or with a whole and a part, if something is.
pub fn check_same_captures(one: &Pattern, other: &Pattern) -> Result<(), String> {
    let (name, has, lacks) = match (one.capture_missing_in(other), other.capture_missing_in(one)) {
        (Some(name), _) => (name, one, other),
        (None, Some(name)) => (name, other, one),
        (None, None) => return Ok(()),
    };
    Err(format!("`{{{name}}}` of `{has}` does not occur in `{lacks}`"))
}

impl ScopeLattice {
    /// A lattice of these edges, wide side first.
    ///
    /// # Errors
    /// A capture of the wide side that its narrow side lacks: the narrow scope would not determine the wide one.
    pub fn new(edges: Vec<(Pattern, Pattern)>) -> Result<Self, String> {
        edges.iter().try_for_each(|(wide, narrow)| check_covers(wide, narrow))?;
        Ok(Self::build(Parts { covers: edges, ..Parts::default() }))
    }

    /// A lattice of parts that were checked.
    pub fn build(mut parts: Parts) -> Self {
        let mut spellings = BTreeMap::new();
        if parts.case_insensitive {
            let Parts { covers, same, splits, tiers, .. } = &parts;
            let pairs = covers.iter().flat_map(|(wide, narrow)| [wide, narrow]);
            let wholes = splits.iter().flat_map(|(whole, parts)| std::iter::once(whole).chain(parts));
            let all = pairs.chain(same.iter().flatten()).chain(wholes).chain(tiers.iter().map(|(_, scopes)| scopes));
            for word in all.flat_map(Pattern::words) {
                spellings.entry(word.to_lowercase()).or_insert_with(|| word.to_owned());
            }
            let lower = Pattern::in_lower_case;
            parts.covers = parts.covers.into_iter().map(|(wide, narrow)| (lower(wide), lower(narrow))).collect();
            parts.same = parts.same.into_iter().map(|all| all.into_iter().map(lower).collect()).collect();
            let splits = parts.splits.into_iter();
            parts.splits = splits.map(|(one, into)| (lower(one), into.into_iter().map(lower).collect())).collect();
            parts.tiers = parts.tiers.into_iter().map(|(tier, scopes)| (tier, lower(scopes))).collect();
            for retired in &mut parts.retired {
                retired.scopes = lower(retired.scopes.clone());
            }
        }
        Self { parts, spellings, memo: Memo::default() }
    }

    /// What it is made of; in lower case where case does not count.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The scopes that are named whole, without a capture.
    pub fn literals(&self) -> impl Iterator<Item = String> + '_ {
        let Parts { covers, same, splits, .. } = &self.parts;
        let pairs = covers.iter().flat_map(|(wide, narrow)| [wide, narrow]);
        let wholes = splits.iter().flat_map(|(whole, parts)| std::iter::once(whole).chain(parts));
        let patterns = pairs.chain(same.iter().flatten()).chain(wholes);
        patterns.filter(|pattern| pattern.captures().next().is_none()).map(|pattern| pattern.fill(&[]))
    }

    /// How several scopes stand in one string.
    pub fn separator(&self) -> Option<&str> {
        self.parts.separator.as_deref()
    }

    /// What asking for no scope gets.
    pub fn empty(&self) -> Empty {
        self.parts.empty
    }

    /// The scope as it is compared: in lower case where case does not count.
    pub fn folded<'s>(&self, scope: &'s str) -> Cow<'s, str> {
        if self.parts.case_insensitive { scope.to_lowercase().into() } else { scope.into() }
    }

    /// Everything that means the same as a scope, itself among it.
    fn same(&self, scope: &str) -> BTreeSet<String> {
        const MOST: usize = 64;
        let first = self.folded(scope).into_owned();
        let mut found = BTreeSet::from([first.clone()]);
        let mut new = vec![first];
        while let Some(scope) = new.pop() {
            for class in &self.parts.same {
                for pattern in class {
                    pattern.fits(&scope, &mut |bound| {
                        for other in class {
                            let other = other.fill(bound);
                            if found.len() < MOST && found.insert(other.clone()) {
                                new.push(other);
                            }
                        }
                    });
                }
            }
        }
        found
    }

    /// The normal form of a scope: of those that mean the same, the one that a pack writes first.
    pub fn normal(&self, scope: &str) -> String {
        let same = self.same(scope);
        let is_first = |scope: &&String| {
            let position = |class: &Vec<Pattern>| class.iter().position(|pattern| pattern.matches(scope));
            let positions: Vec<usize> = self.parts.same.iter().filter_map(position).collect();
            !positions.is_empty() && positions.iter().all(|position| *position == 0)
        };
        same.iter().find(is_first).or_else(|| same.first()).cloned().unwrap_or_default()
    }

    /// Scopes in canonical form: what was split as its parts, each in its normal form, in order, and nothing that the
    /// others cover. Without splits, sets that give the same have the same canonical form. With them they need not: where
    /// a whole covers something besides its parts that covers one of them, either does.
    pub fn normalise<'s>(&self, scopes: impl IntoIterator<Item = &'s str>) -> Vec<String> {
        const MOST: usize = 256;
        let mut new: Vec<String> = scopes.into_iter().map(|scope| self.normal(scope)).collect();
        let mut all = BTreeSet::new();
        let mut seen = BTreeSet::new();
        while let Some(scope) = new.pop() {
            if !seen.insert(scope.clone()) {
                continue;
            }
            let mut parts = vec![];
            for name in self.same(&scope) {
                for (whole, into) in &self.parts.splits {
                    whole.fits(&name, &mut |bound| parts.extend(into.iter().map(|part| part.fill(bound))));
                }
            }
            if parts.is_empty() || seen.len() > MOST {
                all.insert(scope);
            } else {
                new.extend(parts.iter().map(|part| self.normal(part)));
            }
        }
        let mut kept: Vec<String> = all.into_iter().collect();
        let mut at = 0;
        while at < kept.len() {
            let others: Vec<&str> =
                kept.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, scope)| scope.as_str()).collect();
            if self.gives(&others, &kept[at]) {
                kept.remove(at);
            } else {
                at += 1;
            }
        }
        kept
    }

    /// The ways to a scope.
    fn derive(&self, scope: &str) -> Derivation {
        let mut found = Derivation::default();
        let _ = found.node(scope);
        let mut next = 0;
        while next < found.nodes.len() {
            let narrow = found.nodes[next].clone();
            let mut ways: Vec<Vec<String>> = vec![];
            for (wide, pattern) in &self.parts.covers {
                pattern.fits(&narrow, &mut |bound| ways.push(vec![wide.fill(bound)]));
            }
            for class in &self.parts.same {
                for (at, pattern) in class.iter().enumerate() {
                    pattern.fits(&narrow, &mut |bound| {
                        let others = class.iter().enumerate().filter(|(other, _)| *other != at);
                        ways.extend(others.map(|(_, other)| vec![other.fill(bound)]));
                    });
                }
            }
            for (whole, parts) in &self.parts.splits {
                whole.fits(&narrow, &mut |bound| ways.push(parts.iter().map(|part| part.fill(bound)).collect()));
                for part in parts {
                    part.fits(&narrow, &mut |bound| ways.push(vec![whole.fill(bound)]));
                }
            }
            for way in ways {
                let nodes: Option<Vec<u32>> = way.iter().map(|scope| found.node(scope)).collect();
                let Some(mut nodes) = nodes else {
                    // Of a way that there is no room for, some nodes may be there, and give nothing by themselves.
                    found.together = true;
                    continue;
                };
                nodes.sort_unstable();
                nodes.dedup();
                found.together |= nodes.len() > 1;
                if !nodes.contains(&(next as u32)) && !found.ways[next].contains(&nodes) {
                    found.ways[next].push(nodes);
                }
            }
            next += 1;
        }
        found
    }

    fn derivation(&self, scope: &str) -> Arc<Derivation> {
        let scope = self.folded(scope);
        self.memo.of(&scope, || self.derive(&scope))
    }

    /// Whether who has all of these scopes also has what `narrow` gives.
    pub fn gives(&self, granted: &[&str], narrow: &str) -> bool {
        let derivation = self.derivation(narrow);
        if self.parts.case_insensitive {
            let granted: Vec<String> = granted.iter().map(|scope| scope.to_lowercase()).collect();
            derivation.follows_from(&|node| granted.iter().any(|scope| scope == node))
        } else {
            derivation.follows_from(&|node| granted.contains(&node))
        }
    }

    /// Whether who has `wide` also has what `narrow` gives.
    pub fn covers(&self, wide: &str, narrow: &str) -> bool {
        self.gives(&[wide], narrow)
    }

    /// The scope and every single one that covers it.
    pub fn covering(&self, scope: &str) -> BTreeSet<String> {
        let derivation = self.derivation(scope);
        let covers = |wide: &&String| !derivation.together || derivation.follows_from(&|node| node == wide.as_str());
        derivation.nodes.iter().filter(covers).cloned().collect()
    }

    /// The tier of a scope: that of a whole scope before that of a pattern, that of an earlier clause before a later.
    pub fn tier(&self, scope: &str) -> Option<&str> {
        let same = self.same(scope);
        let mut found: Vec<&(String, Pattern)> =
            self.parts.tiers.iter().filter(|(_, pattern)| same.iter().any(|name| pattern.matches(name))).collect();
        found.sort_by_key(|(_, pattern)| !pattern.is_literal());
        found.first().map(|(tier, _)| tier.as_str())
    }

    /// What the clauses say that a scope covers, with the captures that it leaves open: of `modules.ALL`,
    /// `modules.{module}.{operation}`. What whole scopes among them cover in turn is there too.
    pub fn covered(&self, scope: &str) -> BTreeSet<String> {
        const MOST: usize = 256;
        let mut found = BTreeSet::new();
        let mut new = self.same(scope);
        while let Some(scope) = new.pop_first() {
            for (wide, narrow) in &self.parts.covers {
                wide.fits(&scope, &mut |bound| {
                    let narrow = narrow.fill_some(bound);
                    let text = narrow.to_string();
                    if found.len() < MOST && found.insert(text.clone()) && narrow.is_literal() {
                        new.extend(self.same(&text));
                    }
                });
            }
        }
        found
    }

    /// A scope as people write it, where case does not count: each word as the clauses have it, or else one of `like`.
    pub fn spelled(&self, scope: &str, like: &[&str]) -> String {
        if !self.parts.case_insensitive {
            return scope.to_owned();
        }
        let spelled = |word: &str| {
            let mut words = like.iter().flat_map(|scope| scope.split(|c| !pattern::is_word(c)));
            let known = self.spellings.get(word).map(String::as_str);
            known.or_else(|| words.find(|known| known.to_lowercase() == word)).unwrap_or(word).to_owned()
        };
        let mut out = String::new();
        let mut word = String::new();
        for c in scope.chars() {
            if pattern::is_word(c) {
                word.push(c);
            } else {
                out.push_str(&spelled(&std::mem::take(&mut word)));
                out.push(c);
            }
        }
        out + &spelled(&word)
    }

    /// The other words for a scope.
    pub fn aliases(&self, scope: &str) -> Vec<String> {
        let scope = self.folded(scope);
        self.same(&scope).into_iter().filter(|other| *other != scope).collect()
    }

    /// What a scope was split into, a list for each clause that says so.
    pub fn parts_of(&self, scope: &str) -> Vec<Vec<String>> {
        let mut found = vec![];
        for (whole, parts) in &self.parts.splits {
            for name in self.same(scope) {
                whole.fits(&name, &mut |bound| found.push(parts.iter().map(|part| part.fill(bound)).collect()));
            }
        }
        found
    }

    /// The scopes that were split into this one among others.
    pub fn wholes_of(&self, scope: &str) -> Vec<String> {
        let mut found = vec![];
        for (whole, parts) in &self.parts.splits {
            for name in self.same(scope) {
                for part in parts {
                    part.fits(&name, &mut |bound| found.push(whole.fill(bound)));
                }
            }
        }
        found
    }

    /// The tiers that it tells, each once.
    pub fn tiers(&self) -> Vec<&str> {
        let mut names: Vec<&str> = vec![];
        for (tier, _) in &self.parts.tiers {
            if !names.contains(&tier.as_str()) {
                names.push(tier);
            }
        }
        names
    }

    /// Whether it tells tiers at all.
    pub fn has_tiers(&self) -> bool {
        !self.parts.tiers.is_empty()
    }

    /// What is said of a scope's retirement; any of these makes it retired. A scope that means the same as a retired one
    /// is another word, which may well stay: only the word itself is asked.
    pub fn retired(&self, scope: &str) -> impl Iterator<Item = &Retired> {
        let scope = self.folded(scope).into_owned();
        self.parts.retired.iter().filter(move |retired| retired.scopes.matches(&scope))
    }

    /// Scopes that cover each other although no `same as` says so, if there are. Patterns stand for endlessly many
    /// scopes; those are tried that the lattice's own words and fresh ones make.
    pub fn cycle(&self) -> Option<Cycle> {
        let edges = self.parts.covers.iter().map(|(wide, narrow)| (wide, vec![narrow]));
        let splits = self.parts.splits.iter().map(|(whole, parts)| (whole, parts.iter().collect()));
        for (clause, (wide, narrow)) in edges.chain(splits).enumerate() {
            for bound in self.witnesses(&narrow) {
                let scopes = narrow.iter().copied().chain([wide]).map(|pattern| pattern.fill(&bound));
                for narrow in scopes {
                    if let Some(wide) = self.covers_what_covers(&narrow) {
                        return Some(Cycle { clause, wide, narrow });
                    }
                }
            }
        }
        None
    }

    /// Another scope that covers this one and is covered by it, and does not just mean the same.
    fn covers_what_covers(&self, scope: &str) -> Option<String> {
        let same = self.same(scope);
        let derivation = self.derive(scope);
        let others = derivation.nodes.iter().filter(|other| !same.contains(*other));
        others
            .filter(|other| derivation.follows_from(&|node| node == other.as_str()))
            .find(|other| self.derive(other).follows_from(&|node| node == scope))
            .cloned()
    }

    /// Texts for the captures of patterns: fresh words for all of them, then each word of the lattice for each.
    fn witnesses<'p>(&'p self, patterns: &[&'p Pattern]) -> Vec<Vec<(&'p str, &'p str)>> {
        const FRESH: [&str; 4] = ["x", "y", "z", "w"];
        let mut names: Vec<&str> = patterns.iter().flat_map(|pattern| pattern.captures()).collect();
        names.sort_unstable();
        names.dedup();
        let fresh: Vec<(&str, &str)> =
            names.iter().enumerate().map(|(at, name)| (*name, FRESH[at % FRESH.len()])).collect();
        let covers = self.parts.covers.iter().flat_map(|(wide, narrow)| [wide, narrow]);
        let splits = self.parts.splits.iter().flat_map(|(whole, parts)| std::iter::once(whole).chain(parts));
        let words: BTreeSet<&str> =
            covers.chain(splits).chain(self.parts.same.iter().flatten()).flat_map(Pattern::words).collect();
        let mut all = vec![fresh.clone()];
        for at in 0..names.len() {
            for word in words.iter().take(64) {
                let mut bound = fresh.clone();
                bound[at].1 = word;
                all.push(bound);
            }
        }
        all
    }
}

/// Whether who has all of these scopes also has what `narrow` gives; without a lattice, a scope covers itself alone.
pub fn gives(lattice: Option<&ScopeLattice>, granted: &[&str], narrow: &str) -> bool {
    lattice.map_or_else(|| granted.contains(&narrow), |lattice| lattice.gives(granted, narrow))
}
