//! The parts of a URL as far as they are known: a template hides what it touches and nothing more.

use std::ops::Range;

use crate::template::{find, inside, touches};

/// A part of a URL, as a range of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The URL has none: it is relative.
    Absent,
    /// It stands there.
    Known(Range<usize>),
    /// A template stands there, or in it.
    Opaque(Range<usize>),
}

/// What rules ask of a URL. Neither user information nor port belongs to the host, nor the query to the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UrlParts {
    pub(crate) scheme: Part,
    pub(crate) host: Part,
    pub(crate) path: Part,
}

impl UrlParts {
    /// Whether it is known to have neither scheme nor host.
    pub(crate) const fn is_relative(&self) -> bool {
        matches!(self.scheme, Part::Absent) && matches!(self.host, Part::Absent)
    }

    /// Whether it is not known where the URL leads.
    pub(crate) const fn is_opaque(&self) -> bool {
        matches!(self.scheme, Part::Opaque(_)) || matches!(self.host, Part::Opaque(_))
    }
}

/// Takes a URL apart (RFC 3986, section 3), given where its templates are. Of `A || B`, one of which it will be, that is
/// known which both say.
pub(crate) fn split(text: &str, templates: &[Range<usize>]) -> UrlParts {
    let mut starts = vec![0];
    let mut from = 0;
    while let Some(at) = find(&text[from..], "||").map(|at| from + at) {
        if !inside(templates, at) {
            starts.push(at + 2);
        }
        from = at + 2;
    }
    let ends = starts.iter().skip(1).map(|next| next - 2).chain([text.len()]);
    let mut readings = starts.iter().zip(ends).map(|(start, end)| split_one(text, *start..end, templates));
    let Some(first) = readings.next() else { return split_one(text, 0..text.len(), templates) };
    readings.fold(first, |one, other| UrlParts {
        scheme: agreed(text, one.scheme, &other.scheme),
        host: agreed(text, one.host, &other.host),
        path: agreed(text, one.path, &other.path),
    })
}

/// What two readings of a part agree about.
fn agreed(text: &str, one: Part, other: &Part) -> Part {
    match (&one, other) {
        (Part::Known(a), Part::Known(b)) if text[a.clone()].eq_ignore_ascii_case(&text[b.clone()]) => one,
        (Part::Absent, Part::Absent) => one,
        _ => Part::Opaque(text.len() - text.trim_start().len()..text.trim_end().len()),
    }
}

fn split_one(text: &str, range: Range<usize>, templates: &[Range<usize>]) -> UrlParts {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = (range.start + slice.trim_end().len()).max(start);
    let part = |range: Range<usize>| if touches(templates, &range) { Part::Opaque(range) } else { Part::Known(range) };
    let opaque = || Part::Opaque(start..end);
    let scheme_end = memchr::memchr_iter(b':', &text.as_bytes()[start..end])
        .map(|at| start + at)
        .find(|&at| text.as_bytes()[at..end].starts_with(b"://") && !inside(templates, at));
    let (scheme, authority) = match scheme_end {
        Some(at) if touches(templates, &(start..at)) => (Part::Opaque(start..at), at + 3),
        Some(at) if is_scheme(&text[start..at.max(start)]) => (Part::Known(start..at), at + 3),
        _ if text[start..end].starts_with("//") => (Part::Absent, start + 2),
        // A template at the very start may hold scheme and host, and the path's start too.
        _ if inside(templates, start) => return UrlParts { scheme: opaque(), host: opaque(), path: opaque() },
        _ => {
            let path = start..first(text, start..end, b"?#", templates).unwrap_or(end);
            return UrlParts { scheme: Part::Absent, host: Part::Absent, path: part(path) };
        }
    };
    let authority_end = first(text, authority..end, b"/?#\\", templates).unwrap_or(end);
    let host = host(text, authority..authority_end, templates);
    let host = if host.is_empty() { Part::Absent } else { part(host) };
    let path = authority_end..first(text, authority_end..end, b"?#", templates).unwrap_or(end);
    // `https://{{ base }}` may end with a path that nobody has seen yet.
    let path = if path.is_empty() && authority_end == end && templates.iter().any(|template| template.end == end) {
        Part::Opaque(path)
    } else {
        part(path)
    };
    UrlParts { scheme, host, path }
}

fn host(text: &str, authority: Range<usize>, templates: &[Range<usize>]) -> Range<usize> {
    let outside = |(at, _): &(usize, &str)| !inside(templates, authority.start + at);
    let slice = &text[authority.clone()];
    let start = slice.rmatch_indices('@').find(outside).map_or(authority.start, |(at, _)| authority.start + at + 1);
    let rest = &text[start..authority.end];
    if rest.starts_with('[')
        && !inside(templates, start)
        && let Some(close) = rest.find(']')
    {
        return start..start + close + 1;
    }
    let port = rest.rmatch_indices(':').map(|(at, _)| start + at).find(|&at| !inside(templates, at));
    start..port.unwrap_or(authority.end)
}

/// The first of some ASCII characters that no template has.
fn first(text: &str, range: Range<usize>, any: &[u8], templates: &[Range<usize>]) -> Option<usize> {
    range.into_iter().find(|&at| any.contains(&text.as_bytes()[at]) && !inside(templates, at))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::templates;

    fn parts(text: &str) -> [String; 3] {
        let found = templates(text, &[("${".into(), "}".into()), ("{{".into(), "}}".into())]);
        let parts = split(text, &found);
        [parts.scheme, parts.host, parts.path].map(|part| match part {
            Part::Absent => "-".into(),
            Part::Known(range) => text[range].to_owned(),
            Part::Opaque(range) => format!("?{}", &text[range]),
        })
    }

    #[test]
    fn whole_urls_are_taken_apart() {
        assert_eq!(parts("https://api.example.com/v1/x?y=/z#w"), ["https", "api.example.com", "/v1/x"]);
        assert_eq!(parts(" http://user:p@ss@Host.example:8080 "), ["http", "Host.example", ""]);
        assert_eq!(parts("https://[2001:db8::1]:443/a"), ["https", "[2001:db8::1]", "/a"]);
        assert_eq!(parts("https://[broken/a"), ["https", "[broken", "/a"]);
        assert_eq!(parts("//cdn.example.com/x"), ["-", "cdn.example.com", "/x"]);
        assert_eq!(parts("file:///etc/x"), ["file", "-", "/etc/x"]);
    }

    #[test]
    fn relative_urls_have_a_path_only() {
        assert_eq!(parts("/oauth/authorize?x"), ["-", "-", "/oauth/authorize"]);
        assert_eq!(parts("oauth/token"), ["-", "-", "oauth/token"]);
        assert_eq!(parts("1x://y/z"), ["-", "-", "1x://y/z"]);
        assert_eq!(parts(""), ["-", "-", ""]);
    }

    #[test]
    fn templates_hide_what_they_touch() {
        assert_eq!(parts("https://${x}.zendesk.com/api"), ["https", "?${x}.zendesk.com", "/api"]);
        assert_eq!(parts("https://a.com/${x}/y?z"), ["https", "a.com", "?/${x}/y"]);
        assert_eq!(parts("https://a.com/x?k=${k}"), ["https", "a.com", "/x"]);
        assert_eq!(parts("${base}/x"), ["?${base}/x", "?${base}/x", "?${base}/x"]);
        assert_eq!(parts("{{ p }}://a.com/x"), ["?{{ p }}", "a.com", "/x"]);
        assert_eq!(parts("https://{{ a['://x/'] }}"), ["https", "?{{ a['://x/'] }}", "?"]);
        assert_eq!(parts("https://a.com:${port}/x"), ["https", "a.com", "/x"]);
        assert_eq!(parts("https://${u}@a.com/x"), ["https", "a.com", "/x"]);
    }

    #[test]
    fn of_two_readings_that_is_known_which_both_say() {
        let whole = "?https://${a}/x || https://b.com/x";
        assert_eq!(parts("https://${a}/x || https://b.com/x"), ["https", whole, "/x"]);
        assert_eq!(parts("https://a.com/x || https://A.com/y")[..2], ["https", "a.com"]);
        assert_eq!(parts("https://a.com || https://b.com")[1], "?https://a.com || https://b.com");
        assert_eq!(parts("${a} || https://b.com")[0], "?${a} || https://b.com");
        assert_eq!(parts("https://${a || 'x'}.b.com/y"), ["https", "?${a || 'x'}.b.com", "/y"]);
        assert_eq!(parts("https://a.com/x || "), ["?https://a.com/x ||", "?https://a.com/x ||", "?https://a.com/x ||"]);
    }
}
