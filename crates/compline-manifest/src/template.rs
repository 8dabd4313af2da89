//! Templates in texts: what stands between a format's delimiters is filled in later.

use std::ops::Range;

use smallvec::SmallVec;

/// The templates of a text, in order, none inside another. One that is not closed reaches to the end: what follows it is
/// not known. With an empty closing delimiter, every one does.
pub(crate) fn templates(text: &str, delimiters: &[(String, String)]) -> SmallVec<[Range<usize>; 4]> {
    let mut found: SmallVec<[Range<usize>; 4]> = SmallVec::new();
    let mut from = 0;
    while from < text.len() {
        let next = delimiters
            .iter()
            .filter(|(open, _)| !open.is_empty())
            .filter_map(|(open, close)| find(&text[from..], open).map(|at| (from + at, open, close)))
            // Of two that start at the same place the longer one is meant.
            .min_by_key(|(at, open, _)| (*at, usize::MAX - open.len()));
        let Some((start, open, close)) = next else { break };
        let inside = start + open.len();
        let end = if close.is_empty() {
            text.len()
        } else {
            find(&text[inside..], close).map_or(text.len(), |at| inside + at + close.len())
        };
        found.push(start..end);
        from = end;
    }
    found
}

/// Whether a text has a template.
pub(crate) fn has_template(text: &str, delimiters: &[(String, String)]) -> bool {
    delimiters.iter().any(|(open, _)| !open.is_empty() && find(text, open).is_some())
}

/// Whether a text is templates and nothing else, so that anything may come to stand there.
pub(crate) fn is_template(text: &str, delimiters: &[(String, String)]) -> bool {
    let text = text.trim();
    !text.is_empty() && templates(text, delimiters).iter().map(ExactSizeIterator::len).sum::<usize>() == text.len()
}

/// `text.find(what)`, without what that prepares: most texts are short and have not even the first byte.
pub(crate) fn find(text: &str, what: &str) -> Option<usize> {
    let first = *what.as_bytes().first()?;
    memchr::memchr_iter(first, text.as_bytes()).find(|&at| text.as_bytes()[at..].starts_with(what.as_bytes()))
}

/// Whether an offset lies in one of the templates.
pub(crate) fn inside(templates: &[Range<usize>], at: usize) -> bool {
    templates.iter().any(|template| template.contains(&at))
}

/// Whether a range and one of the templates have a byte in common.
pub(crate) fn touches(templates: &[Range<usize>], range: &Range<usize>) -> bool {
    templates.iter().any(|template| template.start < range.end && range.start < template.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<&str> {
        let pairs = [("{{", "}}"), ("{", "}"), ("${", "}"), ("=", "")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        templates(text, &pairs).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn templates_are_found_between_their_delimiters() {
        assert_eq!(of("https://{{ a }}.x/${b}/{c}"), ["{{ a }}", "${b}", "{c}"]);
        assert_eq!(of("none"), Vec::<&str>::new());
        assert_eq!(of("a ${b"), ["${b"]);
        assert_eq!(of("={{ x }} y"), ["={{ x }} y"]);
        let found = templates("a {b} c {d}", &[("{".into(), "}".into())]);
        assert!(touches(&found, &(4..9)) && !touches(&found, &(5..8)) && inside(&found, 3) && !inside(&found, 5));
    }
}
