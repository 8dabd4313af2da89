//! Makes characters visible that would otherwise act on a terminal or reorder a line.
//!
//! Names, values and excerpts come from files that nobody vouches for. Every output for people passes them through
//! here; JSON writes the same characters as `\u` escapes, which keeps the value exact.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character acts instead of being seen: C0, DEL and C1 controls, controls of writing direction, separators
/// of lines and paragraphs, and format characters without a glyph. Joiners are left alone: Persian, Hindi and emoji
/// need them.
pub fn is_control(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
        | '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Appends `c` as people may see it.
pub fn push(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if is_control(c) => {
            // Writing to a string does not fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
        c => out.push(c),
    }
}

/// A text for one line: line breaks and tabs are made visible too.
pub fn line(text: &str) -> Cow<'_, str> {
    keeping(text, |_| false)
}

/// A text that may have several lines, which it keeps.
pub fn lines(text: &str) -> Cow<'_, str> {
    keeping(text, |c| c == '\n')
}

/// A text as one word of a line of words: quoted where it is empty, has blanks or quotes in it, or could be taken for
/// something else.
pub fn word(text: &str) -> Cow<'_, str> {
    let plain = !text.is_empty() && text != "-" && !text.starts_with('?');
    if plain && !text.contains(|c: char| c.is_whitespace() || matches!(c, '"' | ',')) {
        return line(text);
    }
    Cow::Owned(format!("\"{}\"", line(text).replace('"', "\\\"")))
}

fn keeping(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(|c| is_control(c) && !keep(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if keep(c) {
            out.push(c);
        } else {
            push(&mut out, c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_made_visible() {
        assert_eq!(line("a\u{1b}[31mb\u{7}"), "a\\u{1b}[31mb\\u{7}");
        assert_eq!(line("evil\u{202e}lmay.gpj"), "evil\\u{202e}lmay.gpj");
        assert_eq!(line("\u{9b}2J\u{7f}\0"), "\\u{9b}2J\\u{7f}\\u{0}");
        assert_eq!(line("a\r\n\tb\u{2028}"), "a\\r\\n\\tb\\u{2028}");
        assert_eq!(lines("a\nb\r\u{200b}"), "a\nb\\r\\u{200b}");
    }

    #[test]
    fn everything_else_is_left_alone() {
        for text in ["", "plain", "Zürich", "日本語", "👩\u{200d}💻", "שלום"] {
            assert!(matches!(line(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn nothing_that_acts_is_left() {
        let everything: String = ('\0'..=char::MAX).collect();
        assert!(!line(&everything).contains(is_control));
        assert!(!lines(&everything).contains(|c| c != '\n' && is_control(c)));
        assert!(!word(&everything).contains(is_control));
    }

    #[test]
    fn words_are_quoted_where_they_could_be_misread() {
        assert_eq!(word("zoho"), "zoho");
        assert_eq!(word(""), "\"\"");
        assert_eq!(word("-"), "\"-\"");
        assert_eq!(word("?x"), "\"?x\"");
        assert_eq!(word("two words"), "\"two words\"");
        assert_eq!(word("a\"b\n"), "\"a\\\"b\\n\"");
    }
}
