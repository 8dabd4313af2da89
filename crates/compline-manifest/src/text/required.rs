//! What must stand in a text for a pattern to find anything, so that most files need no reading.

use aho_corasick::AhoCorasick;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::form::TextForm;

/// Words of which one must occur, in any case.
#[derive(Debug)]
pub(crate) struct Required(Option<AhoCorasick>);

impl Required {
    /// What a text needs to have a match of one of the patterns of a name.
    pub(crate) fn new(form: &TextForm, name: &str) -> Self {
        let mut all = vec![];
        for pattern in form.named(name) {
            // One that looks in another's match needs that one first.
            let words = regex_syntax::parse(pattern.regex.as_str()).ok().and_then(|hir| words(&hir));
            let Some(words) = words else { return Self(None) };
            all.extend(words);
        }
        let searcher = AhoCorasick::builder().ascii_case_insensitive(true).build(&all);
        Self(searcher.ok().filter(|_| !all.is_empty()))
    }

    /// Nothing, so any text may do.
    pub(crate) const fn nothing() -> Self {
        Self(None)
    }

    /// Whether a text may have a match.
    pub(crate) fn may_be(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|searcher| searcher.is_match(text))
    }
}

/// Words of which every match has one; nothing where there is no telling. A word is letters and digits only, which comments
/// and strings that were blotted out never become.
fn words(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(literal) => longest(&String::from_utf8_lossy(&literal.0)).map(|word| vec![word]),
        HirKind::Capture(capture) => words(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => words(&repetition.sub),
        HirKind::Alternation(all) => {
            let each: Vec<Vec<String>> = all.iter().map(words).collect::<Option<_>>()?;
            Some(each.concat())
        }
        HirKind::Concat(all) => {
            let mut found: Vec<Vec<String>> = all.iter().filter_map(words).collect();
            // Letters of which the case does not matter stand side by side.
            let mut run = String::new();
            for part in all {
                match letter(part) {
                    Some(letter) => run.push(letter),
                    None => run.push(' '),
                }
            }
            found.extend(longest(&run).map(|word| vec![word]));
            found.into_iter().max_by_key(|words| words.iter().map(String::len).min().unwrap_or(0))
        }
        _ => None,
    }
}

/// The letter that a class of its two cases stands for.
fn letter(hir: &Hir) -> Option<char> {
    let HirKind::Class(Class::Unicode(class)) = hir.kind() else { return None };
    // Unicode folds a few other letters to ASCII ones, such as the long s and the sign of Kelvin.
    let ascii: Vec<char> =
        class.ranges().iter().filter(|r| r.start().is_ascii()).flat_map(|r| r.start()..=r.end()).take(3).collect();
    let [upper, lower] = ascii.as_slice() else { return None };
    let only = class.ranges().iter().all(|range| range.start() == range.end());
    (only && upper.is_ascii_alphabetic() && upper.to_ascii_lowercase() == *lower && class.is_ascii()).then_some(*lower)
}

fn longest(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .max_by_key(|word| word.len())
        .filter(|word| word.len() > 2)
        .map(str::to_ascii_lowercase)
}
