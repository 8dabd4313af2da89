//! What the pages show is true: their rules compile, their commands run.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::fmt::Write as _;
use std::fs;

use compline::{PackSource, Policy};
use support::{compline, root};

/// The blocks of a language of a page, in order.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let fence = format!("```{language}\n");
    let mut blocks = vec![];
    for part in text.split(&fence).skip(1) {
        blocks.push(part.split("```").next().unwrap().to_owned());
    }
    blocks
}

/// The blocks of one page are one pack, `larch`, beside those that are built in; those that speak of it from outside are
/// another's, which uses it.
fn compiles(page: &str, before: &str) {
    let blocks = blocks(page, "compline");
    assert!(!blocks.is_empty(), "{page} has no rules");
    let outside =
        |block: &&String| ["tighten ", "waive ", "limit "].iter().any(|word| block.trim_start().starts_with(word));
    let (others, own): (Vec<&String>, Vec<&String>) = blocks.iter().partition(outside);
    let join = |blocks: &[&String]| blocks.iter().map(|block| block.as_str()).collect::<Vec<_>>().join("\n");
    let text = format!("{before}{}", join(&own));
    let builtin = Policy::builtin().unwrap();
    let names = builtin.names();
    let packs = names.iter().find(|listing| listing.kind.as_str() == "pack").unwrap();
    let mut sources: Vec<PackSource> = packs.names.iter().map(|(name, _)| PackSource::Builtin(name.clone())).collect();
    sources.push(PackSource::Text("larch".into(), text.clone()));
    if !others.is_empty() {
        sources.push(PackSource::Text("acme".into(), format!("use larch\n{}", join(&others))));
    }
    if let Err(error) = Policy::load(&sources) {
        let mut said = String::new();
        for diagnostic in error.diagnostics {
            let line = diagnostic.primary().map_or(0, |label| label.start.line as usize);
            let written = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
            let _ = writeln!(said, "{}: {}\n  {written}", diagnostic.code, diagnostic.message);
        }
        panic!("the rules of {page} do not compile:\n{said}");
    }
}

#[test]
fn the_rules_of_the_language_page_compile() {
    compiles("docs/language.md", "");
}

#[test]
fn the_rules_of_the_readme_compile() {
    // They are an excerpt of the pack `zoho`, whose names they use.
    compiles("README.md", "use zoho\n");
}

#[test]
fn the_commands_of_the_pages_run() {
    let mut pages: Vec<String> = fs::read_dir(root().join("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| format!("docs/{}", path.file_name().unwrap().to_string_lossy()))
        .collect();
    pages.push("README.md".into());
    pages.sort();
    let mut ran = 0;
    for page in pages {
        for line in ["sh", "console", "shell"]
            .iter()
            .flat_map(|language| blocks(&page, language))
            .flat_map(|block| block.lines().map(|line| line.trim_start_matches("$ ").to_owned()).collect::<Vec<_>>())
        {
            let line = line.split('#').next().unwrap_or_default().trim();
            let words: Vec<&str> = line.split_whitespace().collect();
            let safe = matches!(words.get(1), Some(&("check" | "forecast" | "inventory" | "why" | "explain")))
                && !line.contains(['|', '>', '<', '&', ';', '"', '\'', '$', '\\'])
                && !line.contains("--output");
            if words.first() != Some(&"compline") || !safe {
                continue;
            }
            let run = compline(&words[1..]);
            assert!(run.status < 2, "{page}: `{line}` has exit status {}\n{}", run.status, run.stderr);
            ran += 1;
        }
    }
    assert!(ran > 0, "no page has a command");
}
