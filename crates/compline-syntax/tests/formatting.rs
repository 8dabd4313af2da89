//! The layout of rule files: nothing that a file says changes, no comment is lost, and white space is all one.

#![allow(clippy::unwrap_used, clippy::panic, clippy::format_push_string)] // helpers of tests are not tests to clippy

mod common;

use std::fs;
use std::path::Path;

use common::{CORPUS, read};
use compline_syntax::format;
use proptest::prelude::*;

/// Every rule file that there is, by name.
fn files() -> Vec<(String, String)> {
    fn walk(folder: &Path, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "compline") {
                files.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut files: Vec<_> = CORPUS.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    walk(&root.join("rules"), &mut files);
    walk(&root.join("examples"), &mut files);
    files.sort();
    files
}

/// What a file says, without places.
fn said(text: &str) -> String {
    let parsed = read(text);
    assert_eq!(common::render(text, &parsed.errors), "", "{text}");
    let shown = format!("{:#?}", parsed.file).replace("span: Span", "span:\nSpan");
    let mut out = String::new();
    let mut lines = shown.lines();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with("Span {") || line.trim_end().ends_with(" Span {") {
            lines.by_ref().find(|line| line.trim_start().starts_with('}'));
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Words, texts and comments, with the white space before each, and how deep in braces each stands.
fn parts(text: &str) -> Vec<(&str, &str, usize)> {
    let bytes = text.as_bytes();
    let mut all = vec![];
    let mut at = 0;
    let mut depth = 0;
    while at < bytes.len() {
        let space = at;
        while at < bytes.len() && bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        let start = at;
        if at == bytes.len() {
            break;
        }
        let inside = depth;
        if text[at..].starts_with("\"\"\"") {
            at += 3 + text[at + 3..].find("\"\"\"").unwrap() + 3;
        } else if bytes[at] == b'"' {
            at += 1;
            while bytes[at] != b'"' {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at += 1;
        } else if bytes[at] == b'#' {
            while at < bytes.len() && bytes[at] != b'\n' {
                at += 1;
            }
        } else {
            while at < bytes.len() && !bytes[at].is_ascii_whitespace() && !b"\"#".contains(&bytes[at]) {
                match bytes[at] {
                    b'{' => depth += 1,
                    b'}' => depth -= 1,
                    _ => {}
                }
                at += 1;
            }
        }
        all.push((&text[space..start], &text[start..at], inside.min(depth)));
    }
    all
}

fn comments(text: &str) -> Vec<String> {
    let mut all: Vec<String> = parts(text)
        .into_iter()
        .filter(|(_, part, _)| part.starts_with('#'))
        .map(|(_, part, _)| part.trim_end().to_owned())
        .collect();
    all.sort();
    all
}

/// Formats, and checks what holds of the result.
fn checked(name: &str, text: &str) -> String {
    let once = format(text).unwrap_or_else(|errors| panic!("{name}: {}\n{text}", common::render(text, &errors)));
    assert_eq!(said(&once), said(text), "{name}\n{once}");
    assert_eq!(comments(&once), comments(text), "{name}\n{once}");
    let twice = format(&once).unwrap();
    assert_eq!(twice, once, "{name}: not stable");
    for line in once.lines() {
        assert_eq!(line.trim_end(), line, "{name}: white space at an end");
    }
    once
}

#[test]
fn every_file_keeps_what_it_says() {
    for (name, text) in files() {
        checked(&name, &text);
        assert_eq!(checked(&name, &text.replace('\n', "\r\n")), checked(&name, &text), "{name}");
    }
}

#[test]
fn the_corpus_in_the_one_layout() {
    for (name, text) in CORPUS {
        insta::assert_snapshot!(format!("layout_{name}"), checked(name, text));
    }
}

#[test]
fn small_things() {
    assert_eq!(format("").unwrap(), "");
    assert_eq!(
        format("\u{feff}\n\n# only a comment  \n\n\n## and another\n\n").unwrap(),
        "# only a comment\n\n## and another\n"
    );
    assert_eq!(format("mode a mode b\n\n\n\nmode c").unwrap(), "mode a\nmode b\n\nmode c\n");
    assert_eq!(format("rule r for x {}").unwrap(), "rule r for x {}\n");
    assert_eq!(
        format("rule r for x{forbid error from 2021 help\"a\nb\"}mode m").unwrap(),
        "rule r for x {\n  forbid\n  error from 2021\n  help  \"a b\"\n}\n\nmode m\n"
    );
    assert!(format("rule r for x {").is_err());
}

#[test]
fn comments_inside_of_clauses_stay_beside_their_parts() {
    let text = "rule r for x where a # one\n and # two\n # three\n b is c { # four\n # five\n forbid # six\n # seven\n } # eight\n# nine\n";
    assert_eq!(
        checked("comments", text),
        "rule r for x\n    where a  # one\n      and  # two\n        # three\n        b is c {  # four\n  # five\n  forbid  # six\n  # seven\n}  # eight\n# nine\n"
    );
}

#[test]
fn a_comment_between_readings_stands_above_the_second() {
    let text = "format f \"F\" {\n files \"*.yaml\"\n each integration in / {\n integration /a # first\n # second\n or else /b\n vendor /c\n }\n}\n";
    assert_eq!(
        checked("comments", text),
        "format f \"F\" {\n  files \"*.yaml\"\n  each integration in / {\n    integration  /a  # first\n         # second\n         or else /b\n    vendor       /c\n  }\n}\n"
    );
}

fn any_file() -> impl Strategy<Value = (String, String)> {
    let files = files();
    (0..files.len()).prop_map(move |at| files[at].clone())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn white_space_does_not_matter((name, text) in any_file(), choices in prop::collection::vec(0..8_u8, 400)) {
        let mut changed = String::new();
        let mut comment = true;
        for (n, (space, part, depth)) in parts(&text).into_iter().enumerate() {
            let choice = choices[n % choices.len()];
            let lines = space.matches('\n').count();
            // Comments belong to lines, empty lines are the author's, and items without braces end with their line.
            let kept = comment || part.starts_with('#') || lines > 1 || depth == 0 && lines > 0 || space.is_empty();
            changed.push_str(match choice {
                _ if kept => space,
                0 => "  ",
                1 => "\n       ",
                2 if depth > 0 => "\n",
                3 => "\t",
                4 if depth > 0 => "\r\n ",
                _ => space,
            });
            changed.push_str(part);
            comment = part.starts_with('#');
        }
        changed.push('\n');
        prop_assert_eq!(format(&changed).map_err(|errors| common::render(&changed, &errors)), Ok(format(&text).unwrap()), "{}\n{}", name, changed);
    }

    #[test]
    fn comments_are_kept_wherever_they_stand((name, text) in any_file(), choices in prop::collection::vec(0..40_u8, 400)) {
        let mut changed = String::new();
        for (n, (space, part, depth)) in parts(&text).into_iter().enumerate() {
            let lines = space.matches('\n').count();
            match choices[n % choices.len()] {
                0 if n > 0 && !space.is_empty() && (depth > 0 || lines == 0) => changed.push_str(&format!(" # c{n}\n       ")),
                1 if !space.is_empty() && (depth > 0 || lines == 0) => changed.push_str(&format!("\n  # c{n}\n       ")),
                2 if lines > 0 => changed.push_str(&format!("\n## c{n}\n{space}")),
                _ => changed.push_str(space),
            }
            changed.push_str(part);
        }
        changed.push('\n');
        prop_assume!(read(&changed).errors.is_empty());
        checked(&name, &changed);
    }
}
