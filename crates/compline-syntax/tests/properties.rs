//! What holds of any text: no panic, spans within it, and few errors near the edit for a small edit.

#![allow(clippy::unwrap_used)] // helpers of tests are not tests to clippy

mod common;

use common::{CORPUS, read};
use proptest::prelude::*;

/// Every span of a parse lies in the text, on character boundaries.
fn check_spans(text: &str) -> usize {
    let parsed = read(text);
    let shown = format!("{:?}", parsed.file);
    for part in shown.split("Span { start: ").skip(1) {
        let mut numbers = part.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
        let start: usize = numbers.next().unwrap().parse().unwrap();
        let end: usize = numbers.next().unwrap().parse().unwrap();
        assert!(text.get(start..end).is_some(), "{start}..{end} of {} in {text:?}", text.len());
    }
    for error in &parsed.errors {
        assert!(!error.labels.is_empty(), "{} has no place", error.message);
        for label in &error.labels {
            assert!(text.get(label.at.span.range()).is_some(), "{:?} of {} in {text:?}", label.at.span, text.len());
        }
    }
    parsed.errors.len()
}

/// Words, numbers, texts and marks, by byte range.
fn tokens(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut all = vec![];
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'#' => {
                while at < bytes.len() && bytes[at] != b'\n' {
                    at += 1;
                }
                continue;
            }
            b'"' if text[at..].starts_with("\"\"\"") => {
                at += 3 + text[at + 3..].find("\"\"\"").unwrap() + 3;
            }
            b'"' => {
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            byte if byte.is_ascii_alphanumeric() || byte == b'_' => {
                while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || b"_-.:+".contains(&bytes[at])) {
                    at += 1;
                }
            }
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            byte if byte.is_ascii() => at += 1,
            _ => at += text[at..].chars().next().unwrap().len_utf8(),
        }
        all.push(start..at.min(text.len()));
    }
    all
}

fn line_of(text: &str, offset: usize) -> i64 {
    text[..offset].matches('\n').count() as i64
}

#[test]
fn the_corpus_is_valid() {
    for (name, text) in CORPUS {
        let parsed = read(text);
        assert_eq!(common::render(text, &parsed.errors), "", "{name}");
        check_spans(text);
    }
}

/// Deletes every token in turn.
#[test]
fn a_missing_token_is_reported_where_it_is_missing() {
    let (mut edits, mut many, mut far, mut silent) = (0, 0, 0, 0);
    for (_, text) in CORPUS {
        for token in tokens(text) {
            let edited = format!("{}{}", &text[..token.start], &text[token.end..]);
            check_spans(&edited);
            let errors = read(&edited).errors;
            edits += 1;
            let Some(first) = errors.first() else {
                silent += 1;
                continue;
            };
            let off = line_of(&edited, first.labels[0].at.span.start as usize) - line_of(text, token.start);
            if errors.len() > 3 {
                many += 1;
            }
            if off.abs() > 1 {
                far += 1;
            }
        }
    }
    println!("{edits} edits, {silent} still valid, {many} with more than three errors, {far} reported elsewhere first");
    assert_eq!(many, 0);
    assert!(far * 10 <= edits - silent, "{far} of {}", edits - silent);
}

#[test]
fn a_doubled_token_gives_few_errors() {
    for (name, text) in CORPUS {
        for token in tokens(text) {
            let edited = format!("{} {}", &text[..token.end], &text[token.start..]);
            assert!(
                check_spans(&edited) <= 3,
                "{name}: {}\n{}",
                &text[token.clone()],
                common::render(&edited, &read(&edited).errors)
            );
        }
    }
}

fn any_corpus() -> impl Strategy<Value = &'static str> {
    (0..CORPUS.len()).prop_map(|n| CORPUS[n].1)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn any_text_can_be_read(text in "\\PC*") {
        check_spans(&text);
    }

    #[test]
    fn any_mixture_of_pieces_can_be_read(pieces in prop::collection::vec(prop::sample::select(vec![
        "rule", "a", "for", "connection", "where", "{", "}", "(", ")", "\"", "\"x\"", "'", "“", "”", "\\", "#", "##", "\n", "\r\n", "\r",
        "forbid", "error", "from", "2021-05-31", "2021-", "90", "days", "not", "or", "else", "and", "stage", "cutoff", "each",
        "in", "/", "/*", "/**", "..", "../", ",", ":", "=", "==", "!", "known", "region", "mode", "use", "define", "source",
        "vendor", "scopes", "format", "is", "\u{a0}", "é", "\u{feff}", "\0", "\t", ".", "x.y", "p/q", "any", "count", "\\u{",
        "as", "split", "by", "key", "\"\"\"", "\"\"\"\n", "test", "given", "waive", "tighten", "operations", "needs", "field", "fix", "expect", "during", "daily", "at", "06:00", "31 May 2021", "earliest", "of", ";", "-", "[", "]",
    ]), 0..60), spaced in any::<bool>()) {
        check_spans(&pieces.join(if spaced { " " } else { "" }));
    }

    #[test]
    fn any_edit_of_a_valid_file_can_be_read(
        text in any_corpus(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8, any::<char>(), 1..20_usize), 1..4),
    ) {
        let mut chars: Vec<char> = text.chars().collect();
        for (place, kind, char, len) in edits {
            let at = place.index(chars.len());
            let end = (at + len).min(chars.len());
            match kind {
                0 => drop(chars.drain(at..end)),
                1 => chars.insert(at, char),
                2 => {
                    let copy: Vec<char> = chars[at..end].to_vec();
                    chars.splice(at..at, copy);
                }
                _ => chars.truncate(at.max(1)),
            }
        }
        check_spans(&chars.into_iter().collect::<String>());
    }
}
