//! Conditions on nodes: what makes a document one of a format, and which of its nodes are things.

use std::ops::ControlFlow;

use smallvec::SmallVec;

use crate::format::{Filter, FilterTest};
use crate::path::{Miss, MissKind, Place, Walk};
use crate::tree::NodeId;

impl Walk<'_> {
    /// Whether a filter holds, or what it waits for. `start` is where its path starts, if that is anywhere; `any` says
    /// that the node at hand is any node of the document, and which.
    pub(crate) fn holds<'p>(
        &self,
        filter: &'p Filter,
        start: Option<Place>,
        any: Option<Place>,
    ) -> Result<bool, Miss<'p>> {
        let mut hits: SmallVec<[NodeId; 4]> = SmallVec::new();
        let mut opaque: Option<Miss<'p>> = None;
        if let Some(start) = start {
            let _ = self.each_of(start, &filter.path.steps, &mut |hit| {
                let hit = if filter.key {
                    hit.map(|place| self.view.tree.key(place.node))
                } else {
                    hit.and_then(|place| self.value(place.node)).map(Some)
                };
                match hit {
                    Ok(node) => hits.extend(node),
                    // Of all the nodes of a document, most are not what the filter is about.
                    Err(miss) if any.is_some_and(|any| self.value(any.node) == Ok(miss.node)) => {}
                    Err(miss) if matches!(miss.kind, MissKind::Opaque | MissKind::Dangling) => opaque = Some(miss),
                    Err(_) => {}
                }
                ControlFlow::Continue(())
            });
        }
        let text_of = |node: NodeId| if filter.key { Some(self.view.key_name(node)) } else { self.view.text(node) };
        let text = |test: &dyn Fn(&str) -> bool| hits.iter().any(|&node| text_of(node).is_some_and(test));
        let one_of = |values: &[String]| text(&|text| values.iter().any(|value| self.same(value, text)));
        let holds = match &filter.test {
            FilterTest::Exists => !hits.is_empty(),
            FilterTest::Absent => hits.is_empty(),
            FilterTest::Is(values) => one_of(values),
            FilterTest::IsNot(values) => !one_of(values),
            FilterTest::Matches(pattern) => text(&|text| fits(pattern, text)),
        };
        if !filter.key && !matches!(filter.test, FilterTest::Exists | FilterTest::Absent) {
            let hit = hits.iter().copied().find(|&node| self.is_opaque(node));
            opaque = opaque.or_else(|| hit.map(|node| Miss { kind: MissKind::Opaque, node, key: None }));
        }
        // A text that decides the matter as it is written does not wait for what is filled in.
        let waits = !holds || matches!(filter.test, FilterTest::Absent | FilterTest::IsNot(_));
        opaque.filter(|_| waits).map_or(Ok(holds), Err)
    }
}

/// Whether the whole of a text fits a pattern in which `*` is any text, also none, and `?` any one character. Takes time in
/// proportion to pattern length times text length at worst.
pub fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // Where the last `*` is, and how far it reaches for now.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, reach)) => {
                    star = Some((at, reach + 1));
                    (p, t) = (at + 1, reach + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_fit_texts() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("a*b*c", "aXbYc", true),
            ("a*b", "aXbY", false),
            ("?", "é", true),
            ("?", "", false),
            ("*Auth*", "NoAuth", true),
            ("a", "a", true),
            ("", "a", false),
            ("*a*a*a*b", &"a".repeat(60), false),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }
}
