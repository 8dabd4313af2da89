//! Patterns of scopes: literal texts and captures in turn.

use serde::{Deserialize, Serialize};

/// A scope pattern: literal texts and captures in turn.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Pattern {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
enum Part {
    Literal(String),
    Capture(String),
}

/// A capture and the text it took.
pub(super) type Bound<'s> = (&'s str, &'s str);

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

    /// Whether it is one scope, without captures.
    pub fn is_literal(&self) -> bool {
        self.captures().next().is_none()
    }

    /// A capture of this pattern that another one lacks.
    pub(super) fn capture_missing_in(&self, other: &Self) -> Option<&str> {
        self.captures().find(|name| !other.captures().any(|known| known == *name))
    }

    /// The words of its literal texts.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().flat_map(|part| match part {
            Part::Literal(text) => text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty()).collect(),
            Part::Capture(_) => vec![],
        })
    }

    /// As a lattice in which case does not count compares it.
    pub(super) fn in_lower_case(self) -> Self {
        let parts = self.parts.into_iter().map(|part| match part {
            Part::Literal(text) => Part::Literal(text.to_lowercase()),
            Part::Capture(name) => Part::Capture(name),
        });
        Self { parts: parts.collect() }
    }

    /// Whether the whole of `scope` fits.
    pub fn matches(&self, scope: &str) -> bool {
        let mut fits = false;
        self.fits(scope, &mut |_| fits = true);
        fits
    }

    /// Every way in which the whole of `scope` fits: a text for each capture, the same for captures of one name.
    pub(super) fn fits<'s>(&'s self, scope: &'s str, found: &mut dyn FnMut(&[Bound<'s>])) {
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
        // Most scopes fail at the end of most patterns: `.ALL`, `.readonly`.
        if let Some(Part::Literal(last)) = self.parts.last()
            && !scope.ends_with(last.as_str())
        {
            return;
        }
        go(&self.parts, scope, &mut vec![], found);
    }

    /// The scope that it is with these texts in the place of the captures.
    pub(super) fn fill(&self, bound: &[Bound<'_>]) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Literal(text) => text.as_str(),
                Part::Capture(name) => bound.iter().find(|(other, _)| other == name).map_or("", |(_, text)| text),
            })
            .collect()
    }
}

impl Pattern {
    /// What it is with these texts in the place of captures; a capture that has none stays one.
    pub(super) fn fill_some(&self, bound: &[Bound<'_>]) -> Self {
        let part = |part: &Part| match part {
            Part::Capture(name) if let Some((_, text)) = bound.iter().find(|(other, _)| other == name) => {
                Part::Literal((*text).to_owned())
            }
            part => part.clone(),
        };
        Self { parts: self.parts.iter().map(part).collect() }
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for part in &self.parts {
            match part {
                Part::Literal(text) => f.write_str(text)?,
                Part::Capture(name) => write!(f, "{{{name}}}")?,
            }
        }
        Ok(())
    }
}

/// What a capture takes: letters, digits, `_` and `-`; never `.`, `:`, `/` or white space, which part a scope's words.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}
