//! Every error code there is, triggered by running the program on a minimal example; and `docs/errors.md`, which is
//! written from the same examples. After a change, write the page anew:
//!
//! ```sh
//! COMPLINE_UPDATE_DOCS=1 cargo test -p compline-cli --test codes
//! ```
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::needless_raw_string_hashes, reason = "tests")]

// The folders beside this file are reached by path: a test target has no folder of its own here.
#[path = "codes/mod.rs"]
mod examples;
mod support;

use std::fmt::Write as _;
use std::fs;

use compline::codes;
use examples::{Content, Example};
use support::{compline_in, root};

/// What the program says of the example's code: the first complaint with it.
fn complaint(example: &Example) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in example.files() {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match content {
            Content::Text(text) => fs::write(&path, text).unwrap(),
            Content::Made(make, _) => fs::write(&path, make()).unwrap(),
            Content::Zeros(length) => fs::File::create(&path).unwrap().set_len(length).unwrap(),
        }
    }
    let arguments: Vec<&str> = example.run.split_whitespace().collect();
    let run = compline_in(folder.path(), &arguments);
    let said = format!("{}\n\n{}", run.stderr, run.stdout);
    let code = format!("[{}]", example.code);
    let found = said.split("\n\n").find(|part| part.contains(&code));
    found.unwrap_or_else(|| panic!("{}: {} is not reported by\n{said}", example.code, example.run)).trim().to_owned()
}

#[test]
fn every_code_has_an_example_that_triggers_it() {
    let missing: Vec<&str> =
        codes::all().map(|info| info.code.as_str()).filter(|code| examples::example(code).is_none()).collect();
    assert!(missing.is_empty(), "give tests/codes an example of {}", missing.join(", "));
    for example in examples::all() {
        assert!(codes::all().any(|info| info.code.as_str() == example.code), "there is no code {}", example.code);
    }
}

/// What the codes of an area are about.
fn about(area: &str) -> &'static str {
    match area {
        "syntax" => {
            "Mistakes in the form of a rule file. They are reported clause by clause: the rest is still checked."
        }
        "name" => "Names in rule files that mean nothing, or two things.",
        "type" => "Values in rule files of a type that does not fit.",
        "rule" => "Rules, cutoffs and other items that are well formed but cannot mean anything.",
        "test" => "Tests of rules: mistakes in them, and what comes of running them.",
        "tighten" => "Packs that make rules of other packs stricter, and do not.",
        "waiver" => "Exceptions from rules: mistakes in them, and what a run has to say of them.",
        "lint" => "What `compline lint` says of packs that could be used, and are probably not what was meant.",
        "pack" => "Packs that cannot be found, read or combined.",
        "input" => "Manifests that cannot be read, or not as what they claim to be.",
        "import" => "What comes of importing what a vendor publishes; see [importing.md](importing.md).",
        "check" => "What a run itself has to say about its inputs.",
        _ => "",
    }
}

fn page() -> String {
    let mut page = String::from(
        "# Error codes\n\nEvery code that Compline reports, with its meaning, an example that triggers it, and what is \
         said of that.\n`compline explain CODE` shows the same.\n\n\
         <!-- Written by tests/codes.rs from tests/codes; do not edit. -->\n",
    );
    let mut last = "";
    let mut failures = vec![];
    for info in codes::all() {
        let code = info.code.as_str();
        let Some(example) = examples::example(code) else { continue };
        let area = code.split('/').next().unwrap_or_default();
        if area != last {
            last = area;
            let _ = write!(page, "\n## {area}\n\n{}\n", about(area));
        }
        let _ = write!(page, "\n### `{code}`\n\n{}\n\n", info.meaning);
        for (path, content) in example.files().filter(|(path, _)| !example.hidden.contains(path)) {
            let language = match path.rsplit('.').next() {
                Some("compline") => "compline",
                Some("yaml") => "yaml",
                Some("json") => "json",
                _ => "text",
            };
            match content {
                Content::Text(text) => {
                    let _ = write!(page, "`{path}`:\n\n```{language}\n{}\n```\n\n", text.trim_end());
                }
                Content::Made(_, shown) => {
                    let _ =
                        write!(page, "`{path}`, where `...` stands for more of the same:\n\n```text\n{shown}\n```\n\n");
                }
                Content::Zeros(length) => {
                    let _ = write!(page, "`{path}`:\n\n```text\n(a file of {length} bytes)\n```\n\n");
                }
            }
        }
        let Ok(complaint) = std::panic::catch_unwind(|| complaint(example)) else {
            failures.push(code);
            continue;
        };
        let _ = write!(page, "`compline {}` says\n\n```text\n{complaint}\n```\n", example.run);
    }
    assert!(failures.is_empty(), "not triggered: {}", failures.join(", "));
    page
}

#[test]
#[cfg(unix)] // The page quotes what the system says of files.
fn the_page_of_error_codes_is_what_the_program_says() {
    let page = page();
    let path = root().join("docs/errors.md");
    if std::env::var_os("COMPLINE_UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap();
    let first = there.lines().zip(page.lines()).find(|(there, here)| there != here);
    assert!(
        there == page,
        "docs/errors.md is not what the program says now: {first:?}; set COMPLINE_UPDATE_DOCS=1 to write it anew"
    );
}
