//! Conditions on nodes: what makes a document one of a format, and which of its nodes are things.

use std::ops::ControlFlow;

use smallvec::SmallVec;

use crate::format::{Filter, FilterTest};
use crate::path::{Miss, MissKind, Place, Walk};
use crate::template::templates;
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
            let may = |text: &str| {
                let lower = |text: &str| text.to_ascii_lowercase();
                match &filter.test {
                    FilterTest::Is(values) | FilterTest::IsNot(values) if self.ignore_case => {
                        values.iter().any(|value| may_fit(&lower(value), true, &lower(text), self.templates))
                    }
                    FilterTest::Is(values) | FilterTest::IsNot(values) => {
                        values.iter().any(|value| may_fit(value, true, text, self.templates))
                    }
                    FilterTest::Matches(pattern) => may_fit(pattern, false, text, self.templates),
                    FilterTest::Exists | FilterTest::Absent => true,
                }
            };
            // What stands around a template may decide the matter.
            let waits = |node: NodeId| {
                self.is_opaque(node) && (self.view.tree.is_tagged(node) || self.view.text(node).is_none_or(may))
            };
            let hit = hits.iter().copied().find(|&node| waits(node));
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

/// Whether a text could fit a pattern, or be a `literal`, once its templates are filled in with whatever it may be.
pub(crate) fn may_fit(pattern: &str, literal: bool, text: &str, delimiters: &[(String, String)]) -> bool {
    #[derive(Clone, Copy, PartialEq)]
    enum Part {
        Any,
        One,
        Char(char),
    }
    let of_pattern = |c: char| match c {
        '*' if !literal => Part::Any,
        '?' if !literal => Part::One,
        c => Part::Char(c),
    };
    let pattern: Vec<Part> = pattern.chars().map(of_pattern).collect();
    let mut parts: Vec<Part> = vec![];
    let mut from = 0;
    for template in templates(text, delimiters) {
        parts.extend(text[from..template.start].chars().map(Part::Char));
        parts.push(Part::Any);
        from = template.end;
    }
    parts.extend(text[from..].chars().map(Part::Char));
    // For each length of the pattern's beginning, whether it fits what was seen of the text so far.
    let mut fits = vec![false; pattern.len() + 1];
    fits[0] = true;
    let close = |fits: &mut Vec<bool>, free: bool| {
        for at in 0..pattern.len() {
            if fits[at] && (free || pattern[at] == Part::Any) {
                fits[at + 1] = true;
            }
        }
    };
    close(&mut fits, false);
    for part in parts {
        if part == Part::Any {
            close(&mut fits, true);
            continue;
        }
        let mut next = vec![false; pattern.len() + 1];
        for (at, own) in pattern.iter().enumerate().filter(|(at, _)| fits[*at]) {
            match own {
                Part::Any => next[at] = true,
                Part::One => next[at + 1] = true,
                own @ Part::Char(_) => next[at + 1] |= *own == part,
            }
        }
        close(&mut next, false);
        fits = next;
    }
    fits[pattern.len()]
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
