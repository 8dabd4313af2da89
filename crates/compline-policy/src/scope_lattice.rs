//! Which scopes cover which: an explicit graph over patterns, never string prefixes.
//!
//! An edge `WIDE covers NARROW` is between patterns in which `{name}` stands for a non-empty text without the
//! vendor's separator or white space. Every capture of the wide side occurs in the narrow side, so that a narrow scope
//! determines the wide ones: what covers a scope is a finite set, found by going up from it. "Covers" is the reflexive
//! and transitive closure of the edges.

use std::collections::BTreeSet;

/// A scope pattern: literal texts and captures in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Capture(String),
}

/// A capture and the text it took.
type Bound<'s> = (&'s str, &'s str);

impl Pattern {
    /// Reads a pattern; what is wrong with it, otherwise.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = vec![];
        let mut rest = text;
        while !rest.is_empty() {
            let (literal, after) = rest.split_once('{').map_or((rest, None), |(literal, after)| (literal, Some(after)));
            if literal.contains('}') {
                return Err("`}` without `{` before it".into());
            }
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.to_owned()));
            }
            let Some(after) = after else { break };
            let (name, after) = after.split_once('}').ok_or("`{` without `}` after it")?;
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
                return Err(format!("`{{{name}}}` is not a capture: write a name of letters between the braces"));
            }
            if matches!(parts.last(), Some(Part::Capture(_))) {
                return Err("two captures next to each other cannot be told apart".into());
            }
            parts.push(Part::Capture(name.to_owned()));
            rest = after;
        }
        if parts.is_empty() { Err("a scope pattern cannot be empty".into()) } else { Ok(Self { parts }) }
    }

    /// The names of the captures.
    pub fn captures(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Capture(name) => Some(name.as_str()),
            Part::Literal(_) => None,
        })
    }

    /// Every way in which the whole of `scope` fits: a text for each capture, the same for captures of one name.
    fn fits<'s>(&'s self, scope: &'s str, found: &mut dyn FnMut(&[Bound<'s>])) {
        fn go<'s>(parts: &'s [Part], rest: &'s str, bound: &mut Vec<Bound<'s>>, found: &mut dyn FnMut(&[Bound<'s>])) {
            match parts {
                [] => {
                    if rest.is_empty() {
                        found(bound);
                    }
                }
                [Part::Literal(literal), after @ ..] => {
                    if let Some(rest) = rest.strip_prefix(literal.as_str()) {
                        go(after, rest, bound, found);
                    }
                }
                [Part::Capture(name), after @ ..] => {
                    if let Some((_, text)) = bound.iter().find(|(other, _)| other == name).copied() {
                        if let Some(rest) = rest.strip_prefix(text) {
                            go(after, rest, bound, found);
                        }
                        return;
                    }
                    // A capture takes word characters; the literal after it says where it ends.
                    let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
                    let ends = rest[..end].char_indices().map(|(at, c)| at + c.len_utf8());
                    for end in ends {
                        let at_literal = match after.first() {
                            None => end == rest.len(),
                            Some(Part::Literal(literal)) => rest[end..].starts_with(literal.as_str()),
                            Some(Part::Capture(_)) => true,
                        };
                        if at_literal {
                            bound.push((name, &rest[..end]));
                            go(after, &rest[end..], bound, found);
                            bound.pop();
                        }
                    }
                }
            }
        }
        go(&self.parts, scope, &mut vec![], found);
    }

    fn fill(&self, bound: &[Bound<'_>]) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Literal(text) => text.as_str(),
                Part::Capture(name) => bound.iter().find(|(other, _)| other == name).map_or("", |(_, text)| text),
            })
            .collect()
    }
}

/// What a capture takes: letters, digits, `_` and `-`; never `.`, `:`, `/` or white space, which part a scope's words.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

/// A vendor's scopes.
#[derive(Clone, Debug, Default)]
pub struct ScopeLattice {
    edges: Vec<(Pattern, Pattern)>,
    /// How several scopes stand in one string.
    pub separator: Option<String>,
    /// Whether `A` and `a` are the same.
    pub case_insensitive: bool,
}

impl ScopeLattice {
    /// A lattice of these edges, wide side first.
    ///
    /// # Errors
    /// A capture of the wide side that its narrow side lacks: the narrow scope would not determine the wide one.
    pub fn new(edges: Vec<(Pattern, Pattern)>) -> Result<Self, String> {
        for (wide, narrow) in &edges {
            if let Some(name) = wide.captures().find(|name| !narrow.captures().any(|other| other == *name)) {
                return Err(format!("`{{{name}}}` of the wide side does not occur in the narrow side"));
            }
        }
        Ok(Self { edges, ..Self::default() })
    }

    /// The scopes that edges name whole, without a capture.
    pub fn literals(&self) -> impl Iterator<Item = String> + '_ {
        let patterns = self.edges.iter().flat_map(|(wide, narrow)| [wide, narrow]);
        patterns.filter(|pattern| pattern.captures().next().is_none()).map(|pattern| pattern.fill(&[]))
    }

    /// The scope as it is compared: in lower case where case does not count.
    pub fn normal(&self, scope: &str) -> String {
        if self.case_insensitive { scope.to_lowercase() } else { scope.to_owned() }
    }

    /// The scope and everything that covers it.
    pub fn covering(&self, scope: &str) -> BTreeSet<String> {
        // A pack can write edges that make ever longer scopes; a real scope is covered by a few others.
        const LIMIT: usize = 256;
        let mut found = BTreeSet::from([self.normal(scope)]);
        let mut new = vec![self.normal(scope)];
        while let Some(narrow) = new.pop() {
            for (wide, pattern) in &self.edges {
                let mut wider = vec![];
                pattern.fits(&narrow, &mut |bound| wider.push(wide.fill(bound)));
                for scope in wider {
                    let scope = self.normal(&scope);
                    if found.len() < LIMIT && scope.len() < 1024 && found.insert(scope.clone()) {
                        new.push(scope);
                    }
                }
            }
        }
        found
    }

    /// Whether who has `wide` also has what `narrow` gives.
    pub fn covers(&self, wide: &str, narrow: &str) -> bool {
        let wide = self.normal(wide);
        wide == self.normal(narrow) || (!self.edges.is_empty() && self.covering(narrow).contains(&wide))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn zoho() -> ScopeLattice {
        let edge = |wide, narrow| (Pattern::parse(wide).unwrap(), Pattern::parse(narrow).unwrap());
        ScopeLattice::new(vec![
            edge("{service}.{module}.ALL", "{service}.{module}.{operation}"),
            edge("{service}.modules.ALL", "{service}.modules.{module}.{operation}"),
            edge("{service}.modules.{module}.ALL", "{service}.modules.{module}.{operation}"),
        ])
        .unwrap()
    }

    #[test]
    fn all_covers_each_operation_and_each_module() {
        let zoho = zoho();
        assert!(zoho.covers("ZohoCRM.settings.ALL", "ZohoCRM.settings.READ"));
        assert!(zoho.covers("ZohoCRM.modules.ALL", "ZohoCRM.modules.leads.READ"));
        assert!(zoho.covers("ZohoCRM.modules.leads.ALL", "ZohoCRM.modules.leads.READ"));
        assert!(!zoho.covers("ZohoCRM.modules.leads.ALL", "ZohoCRM.modules.deals.READ"));
        assert!(!zoho.covers("ZohoCRM.modules.READ", "ZohoCRM.modules.ALL"));
        assert!(!zoho.covers("ZohoBooks.settings.ALL", "ZohoCRM.settings.READ"));
    }

    #[test]
    fn a_shared_prefix_is_no_cover() {
        assert!(!zoho().covers("accounting.transactions", "accounting.transactions.read"));
    }

    #[test]
    fn a_wide_capture_must_be_given_by_the_narrow_side() {
        let edge = (Pattern::parse("{a}.{b}").unwrap(), Pattern::parse("{a}.x").unwrap());
        assert_eq!(
            ScopeLattice::new(vec![edge]).unwrap_err(),
            "`{b}` of the wide side does not occur in the narrow side"
        );
    }

    #[test]
    fn edges_that_grow_without_end_stop_at_a_limit() {
        let edge = (Pattern::parse("x{a}").unwrap(), Pattern::parse("{a}").unwrap());
        assert!(ScopeLattice::new(vec![edge]).unwrap().covering("s").len() <= 256);
    }

    /// Scopes of a small world, and random edges between the literal ones.
    fn world() -> impl Strategy<Value = (ScopeLattice, Vec<(usize, usize)>)> {
        prop::collection::vec((0usize..6, 0usize..6), 0..10).prop_map(|edges| {
            let pattern = |index: &usize| Pattern::parse(&format!("s{index}")).unwrap();
            let lattice = ScopeLattice::new(edges.iter().map(|(w, n)| (pattern(w), pattern(n))).collect()).unwrap();
            (lattice, edges)
        })
    }

    proptest! {
        #[test]
        fn covers_is_the_reflexive_transitive_closure((lattice, edges) in world()) {
            // Warshall's closure, on numbers.
            let mut reach = [[false; 6]; 6];
            for (i, row) in reach.iter_mut().enumerate() {
                row[i] = true;
            }
            for (w, n) in edges {
                reach[w][n] = true;
            }
            for k in 0..6 {
                for i in 0..6 {
                    for j in 0..6 {
                        reach[i][j] |= reach[i][k] && reach[k][j];
                    }
                }
            }
            for (i, row) in reach.iter().enumerate() {
                for (j, &reached) in row.iter().enumerate() {
                    prop_assert_eq!(lattice.covers(&format!("s{i}"), &format!("s{j}")), reached);
                }
            }
        }

        #[test]
        fn covers_is_transitive_over_captures(a in "[AZ]\\.(m|modules)(\\.l)?\\.(ALL|READ)", b in "[AZ]\\.(m|modules)(\\.l)?\\.(ALL|READ)", c in "[AZ]\\.(m|modules)(\\.l)?\\.(ALL|READ)") {
            let zoho = zoho();
            prop_assert!(zoho.covers(&a, &a));
            prop_assert!(!(zoho.covers(&a, &b) && zoho.covers(&b, &c)) || zoho.covers(&a, &c));
        }
    }
}
