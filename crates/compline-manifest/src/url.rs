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
    /// Whether it is not known where the URL leads.
    pub(crate) const fn is_opaque(&self) -> bool {
        matches!(self.scheme, Part::Opaque(_)) || matches!(self.host, Part::Opaque(_))
    }
}

/// Takes a URL apart (RFC 3986, section 3), given where its templates are.
pub(crate) fn split(text: &str, templates: &[Range<usize>]) -> UrlParts {
    let start = text.len() - text.trim_start().len();
    // Of `A || B` the first counts, where nothing has to be filled in.
    let end = find(text, "||").filter(|_| templates.is_empty()).unwrap_or(text.len());
    let end = text[..end].trim_end().len().max(start);
    let part = |range: Range<usize>| if touches(templates, &range) { Part::Opaque(range) } else { Part::Known(range) };
    let opaque = || Part::Opaque(start..end);
    // `A || B`: which of them it will be depends on what is filled in.
    if !templates.is_empty() && text.contains("||") {
        return UrlParts { scheme: opaque(), host: opaque(), path: opaque() };
    }
    let scheme_end = memchr::memchr_iter(b':', text.as_bytes())
        .find(|&at| text.as_bytes()[at..].starts_with(b"://") && !inside(templates, at));
    let (scheme, authority) = match scheme_end {
        Some(at) if touches(templates, &(start..at)) => (Part::Opaque(start..at), at + 3),
        Some(at) if is_scheme(&text[start..at.max(start)]) => (Part::Known(start..at), at + 3),
        _ if text[start..].starts_with("//") => (Part::Absent, start + 2),
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
        assert_eq!(parts("https://${a} || https://b.com")[1], "?https://${a} || https://b.com");
        assert_eq!(parts("https://a.com || https://b.com")[1], "a.com");
    }
}
