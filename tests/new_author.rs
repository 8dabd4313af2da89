//! What a new author gets wrong, and what they read: one specification of the messages, chapter by chapter.
//!
//! Each mistake is one edit of a pack that is right (`new_author/pack.compline`). It has to give exactly one complaint, on
//! the line of the mistake or one that is named with it, and to say what to write instead. The snapshots are what an
//! author sees, and are meant to be read.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

#[path = "new_author/mistakes.rs"]
mod mistakes;

use std::fmt::Write as _;

use compline::report::{self, Options};
use compline::{Located, PackSource, Policy};
use mistakes::{CHAPTERS, Mistake};

/// What is right.
const PACK: &str = include_str!("new_author/pack.compline");

/// The pack with the mistake in it.
fn wrong(mistake: &Mistake) -> String {
    assert_eq!(PACK.matches(mistake.right).count(), 1, "{}: not once in the pack: {}", mistake.what, mistake.right);
    PACK.replacen(mistake.right, mistake.wrong, 1)
}

fn said(text: &str) -> Vec<Located> {
    match Policy::load(&[PackSource::Builtin("zoho".into()), PackSource::Text("acme".into(), text.into())]) {
        Ok(policy) => policy.warnings().to_vec(),
        Err(error) => error.diagnostics,
    }
}

fn rendered(diagnostics: &[Located]) -> String {
    let mut out = vec![];
    report::diagnostics(&mut out, diagnostics, &Options::default()).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_pack_without_a_mistake_is_fine() {
    for text in [PACK.to_owned(), PACK.replace('\n', "\r\n"), PACK.replace("  ", "\t")] {
        assert_eq!(rendered(&said(&text)), "");
    }
}

#[test]
fn each_mistake_is_one_complaint_at_its_place_that_says_what_to_write() {
    let mut failed = String::new();
    for mistake in CHAPTERS.iter().flat_map(|(_, mistakes)| mistakes.iter()) {
        let text = wrong(mistake);
        let told = said(&text);
        let (before, after) = (PACK.lines(), text.lines());
        let line = before.zip(after).position(|(before, after)| before != after).map_or(0, |at| at as u32 + 1);
        let lines = line..=line + mistake.wrong.matches('\n').count() as u32;
        let ok = match told.as_slice() {
            [one] => {
                let there = one.labels.iter().any(|label| lines.contains(&label.start.line));
                // What is missing is shown at the head of what misses it, or before what comes instead.
                let above = mistake.wrong.len() < mistake.right.len()
                    && one.labels.first().is_some_and(|label| label.start.line <= line + 1);
                one.help.is_some() && (there || above)
            }
            _ => false,
        };
        if !ok {
            let _ = writeln!(failed, "# {}, line {line}: {} complaints\n{}", mistake.what, told.len(), rendered(&told));
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

#[test]
fn what_a_new_author_reads() {
    for (chapter, mistakes) in CHAPTERS {
        let mut page = String::new();
        for mistake in *mistakes {
            let _ = writeln!(page, "## {}\n\n{}", mistake.what, rendered(&said(&wrong(mistake))));
        }
        insta::assert_snapshot!(*chapter, page.trim_end());
    }
}

#[test]
fn there_are_many() {
    assert!(CHAPTERS.iter().map(|(_, mistakes)| mistakes.len()).sum::<usize>() >= 100);
}
