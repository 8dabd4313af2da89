//! Secrets that stand in a manifest, hidden before anything of it can be shown.
//!
//! Values of keys that a format reads as secrets are overwritten with text of the same length in bytes and characters,
//! so that every offset, line and column stays true. This works on the text, not on the tree: a file that cannot be
//! parsed has secrets too.

use compline_manifest::format::{Each, Format, ReadingFrom, Step};
use compline_manifest::schema::{Field, FieldType};

/// The last keys of the paths at which a format reads secrets.
pub(crate) fn secret_keys<'f>(formats: impl Iterator<Item = &'f Format>) -> Vec<&'f str> {
    fn collect<'f>(each: &'f Each, into: &mut Vec<&'f str>) {
        let secret = |field: Field| field.info().ty == FieldType::Secret;
        for reading in each.fields.iter().filter(|reading| secret(reading.field)).flat_map(|field| &field.readings) {
            if let ReadingFrom::Paths(paths) = &reading.from {
                into.extend(paths.iter().filter_map(|path| match path.steps.last() {
                    Some(Step::Key(key)) => Some(key.as_str()),
                    _ => None,
                }));
            }
        }
        each.inner.iter().for_each(|inner| collect(inner, into));
    }
    let mut keys = vec![];
    for format in formats {
        format.integrations.iter().for_each(|each| collect(each, &mut keys));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Parameters of addresses that are credentials (RFC 6750, section 2.3, and what vendors call theirs).
const PARAMETERS: [&str; 10] = [
    "access_token",
    "api_key",
    "apikey",
    "authtoken",
    "client_secret",
    "hapikey",
    "password",
    "refresh_token",
    "secret",
    "token",
];

/// The text with the values of these keys, parameters that are credentials, and what else is to be hidden; nothing if there
/// is nothing to hide.
pub(crate) fn redact(text: &str, keys: &[&str], mut hidden: Vec<std::ops::Range<usize>>) -> Option<String> {
    for key in keys {
        for at in memchr::memmem::find_iter(text.as_bytes(), key.as_bytes()) {
            hidden.extend(value_after(text, at, at + key.len()));
        }
    }
    hidden.extend(memchr::memchr2_iter(b'?', b'&', text.as_bytes()).filter_map(|at| parameter_after(text, at + 1)));
    if hidden.is_empty() {
        return None;
    }
    hidden.sort_by_key(|range| range.start);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for range in hidden {
        if range.end <= done {
            continue;
        }
        out.push_str(&text[done..range.start.max(done)]);
        for c in text[range.start.max(done)..range.end].chars() {
            out.push(match c {
                '\n' | '\r' | '\t' | ' ' => c,
                // As many bytes as before, and as many characters.
                _ => ['*', '\u{b7}', '\u{2022}', '\u{1f512}'][c.len_utf8() - 1],
            });
        }
        done = range.end;
    }
    out.push_str(&text[done..]);
    Some(out)
}

/// The bytes of the value of a parameter whose name begins at an offset, if it is a credential and not to be filled in.
fn parameter_after(text: &str, start: usize) -> Option<std::ops::Range<usize>> {
    let rest = text.get(start..)?;
    let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let (name, value) = (rest.get(..length)?, rest.get(length..)?.strip_prefix('=')?);
    if !PARAMETERS.iter().any(|parameter| name.eq_ignore_ascii_case(parameter)) || value.starts_with(['$', '{', '<']) {
        return None;
    }
    let from = start + name.len() + 1;
    let ends = |c: char| c.is_whitespace() || matches!(c, '&' | '#' | '"' | '\'' | ',' | '}' | ']' | ')' | '<' | '>');
    Some(from..from + value.find(ends).unwrap_or(value.len()))
}

/// The bytes of the value of a key that stands at `start..end`, if that is a key.
fn value_after(text: &str, start: usize, end: usize) -> Option<std::ops::Range<usize>> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    if text[..start].chars().next_back().is_some_and(is_word) {
        return None;
    }
    let rest = text[end..].strip_prefix(['"', '\'']).unwrap_or(&text[end..]);
    // A tag of XML ends, and what is in it begins.
    if let Some(inside) = rest.strip_prefix('>').filter(|_| text[..start].ends_with('<')) {
        let at = text.len() - inside.len();
        return Some(at..at + inside.find('<').unwrap_or(inside.len()));
    }
    let rest = rest.trim_start_matches([' ', '\t']).strip_prefix([':', '='])?;
    let value = rest.trim_start_matches([' ', '\t']);
    let at = text.len() - value.len();
    let line = value.find('\n').unwrap_or(value.len());
    if let Some(marks) = ["\"\"\"", "'''"].into_iter().find(|marks| value.starts_with(marks)) {
        let inside = &value[marks.len()..];
        return Some(at + marks.len()..at + marks.len() + inside.find(marks).unwrap_or(inside.len()));
    }
    if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        // Up to the closing quote, or as far as the text goes.
        let mut escaped = false;
        let close = value.char_indices().skip(1).find(|&(_, c)| {
            let closes = c == quote && !escaped;
            escaped = c == '\\' && !escaped;
            closes
        });
        return Some(at + 1..at + close.map_or(line, |(close, _)| close));
    }
    // In a flow map the value ends before the next entry; on a line of its own, with the lines indented below the key.
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let is_flow = text[line_start..start].contains('{');
    if is_flow && !value.starts_with(['[', '{']) {
        let end = value[..line].find([',', '}']).unwrap_or(line);
        return Some(at..at + end);
    }
    let indent = text[line_start..start].len() - text[line_start..start].trim_start_matches([' ', '-']).len();
    let mut end = line;
    while let Some(next) = value.get(end + 1..) {
        let length = next.find('\n').unwrap_or(next.len());
        let content = next[..length].trim_start_matches([' ', '\t']);
        if next.is_empty() || (!content.is_empty() && length - content.len() <= indent) {
            break;
        }
        end += 1 + length;
    }
    Some(at..at + end.min(value.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> String {
        let out = redact(text, &["secret"], vec![]).unwrap_or_else(|| text.to_owned());
        assert_eq!(out.len(), text.len());
        assert_eq!(out.chars().count(), text.chars().count());
        out
    }

    #[test]
    fn values_of_secret_keys_are_hidden_whatever_their_form() {
        assert_eq!(hidden("secret: abc # note\nmode: x\n"), "secret: *** * ****\nmode: x\n");
        assert_eq!(hidden("a: { secret: abc, mode: x }"), "a: { secret: ***, mode: x }");
        assert_eq!(hidden("{\"secret\": \"a\\\"b\", \"mode\": 1}"), "{\"secret\": \"****\", \"mode\": 1}");
        assert_eq!(hidden("- secret: |\n    one\n    two\n  mode: x\n"), "- secret: *\n    ***\n    ***\n  mode: x\n");
        assert_eq!(hidden("secret: [a, b]\nmode: x"), "secret: *** **\nmode: x");
        assert_eq!(hidden("secret: \"ab\nbroken: ["), "secret: \"**\nbroken: [");
        assert_eq!(hidden("secret: h\u{e9}"), "secret: *\u{b7}");
        assert_eq!(hidden("secret = 'abc'\nmode = 'x'"), "secret = '***'\nmode = 'x'");
        assert_eq!(hidden("secret = \"\"\"\nab\n\"\"\"\nmode = 'x'"), "secret = \"\"\"\n**\n\"\"\"\nmode = 'x'");
        assert_eq!(hidden("<secret>abc</secret><a secret='d'/>"), "<secret>***</secret><a secret='*'/>");
    }

    #[test]
    fn credentials_in_addresses_are_hidden() {
        assert_eq!(hidden("url: https://a/b?authtoken=abc&x=1"), "url: https://a/b?authtoken=***&x=1");
        assert_eq!(hidden("[\"https://a/?x=1&API_KEY=h\u{e9}\"]"), "[\"https://a/?x=1&API_KEY=*\u{b7}\"]");
        for text in ["a?token=${TOKEN}", "a?authtokens=abc", "a?x=token", "what? token=abc", "a&b"] {
            assert_eq!(hidden(text), text);
        }
    }

    #[test]
    fn other_keys_and_texts_are_left_alone() {
        for text in ["client_secret_name: abc", "description: no secret here", "secrets: abc", "secret"] {
            assert_eq!(hidden(text), text);
        }
    }
}
