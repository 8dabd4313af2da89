//! What the pages show is true: their rules compile, their tests pass, their packs and manifests are read, their commands
//! run. A block that is none of these says why, in a comment right above: `<!-- not run: WHY -->`.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use compline::{PackSource, Policy};
use support::{compline_in, root};

/// Pages that `tutorial.rs` walks through, and the one that `codes.rs` writes.
const ELSEWHERE: [&str; 5] =
    ["docs/adding-a-format.md", "docs/errors.md", "docs/scopes.md", "docs/time.md", "docs/tutorial.md"];

/// A fenced block of a page.
struct Block {
    page: String,
    line: usize,
    language: String,
    text: String,
    /// Whether another test holds it to the truth, or a comment says why none does.
    excused: bool,
}

impl Block {
    fn place(&self) -> String {
        format!("{}:{}", self.page, self.line)
    }
}

fn blocks(page: &str) -> Vec<Block> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let mut lines = text.lines().enumerate();
    let (mut found, mut above) = (vec![], String::new());
    while let Some((at, line)) = lines.next() {
        let Some(language) = line.trim_start().strip_prefix("```") else {
            if !line.is_empty() {
                line.clone_into(&mut above);
            }
            continue;
        };
        let inside = lines.by_ref().map(|(_, line)| line).take_while(|line| !line.trim_start().starts_with("```"));
        let text = inside.fold(String::new(), |text, line| text + line + "\n");
        let excused = ["<!-- not run: ", "<!-- OUTPUT BEGIN"].iter().any(|mark| above.starts_with(mark));
        let (page, language) = (page.to_owned(), language.to_owned());
        found.push(Block { page, line: at + 1, language, text, excused });
        above.clear();
    }
    found
}

fn of(page: &str, language: &str) -> Vec<String> {
    let blocks = blocks(page).into_iter().filter(|block| block.language == language);
    blocks.map(|block| block.text).collect()
}

/// Every page, by its path from the top.
fn pages() -> Vec<String> {
    let mut pages =
        vec!["README.md".to_owned(), "ARCHITECTURE.md".into(), "CONTRIBUTING.md".into(), "rules/README.md".into()];
    for folder in ["docs", "docs/decisions"] {
        let files = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().file_name());
        let names = files.map(|name| name.to_string_lossy().into_owned());
        pages.extend(
            names
                .filter(|name| Path::new(name).extension().is_some_and(|kind| kind == "md"))
                .map(|name| format!("{folder}/{name}")),
        );
    }
    pages.retain(|page| !ELSEWHERE.contains(&page.as_str()));
    pages.sort();
    pages
}

/// What a page says to rules of another pack.
fn speaks_from_outside(block: &str) -> bool {
    ["tighten ", "waive ", "limit "].iter().any(|word| block.trim_start().starts_with(word))
}

/// The rules of the language page: one pack, `larch`.
fn larch() -> String {
    of("docs/language.md", "compline").into_iter().filter(|block| !speaks_from_outside(block)).collect()
}

/// Compiles a pack `larch`, and one that speaks to its rules and those of others.
fn compiles(page: &str, own: &str, others: &str) {
    let builtin = Policy::builtin().unwrap();
    let names = builtin.names();
    let packs = names.iter().find(|listing| listing.kind.as_str() == "pack").unwrap();
    let mut sources: Vec<PackSource> = packs.names.iter().map(|(name, _)| PackSource::Builtin(name.clone())).collect();
    sources.push(PackSource::Text("larch".into(), own.into()));
    if !others.is_empty() {
        sources.push(PackSource::Text("acme".into(), format!("use larch\nuse zoho\n{others}")));
    }
    if let Err(error) = Policy::load(&sources) {
        let mut said = String::new();
        for diagnostic in error.diagnostics {
            let line = diagnostic.primary().map_or(0, |label| label.start.line as usize);
            let written = own.lines().nth(line.saturating_sub(1)).unwrap_or_default();
            let _ = writeln!(said, "{}: {}\n  {written}", diagnostic.code, diagnostic.message);
        }
        panic!("the rules of {page} do not compile:\n{said}");
    }
}

#[test]
fn the_rules_of_the_pages_compile() {
    for page in pages() {
        let all = of(&page, "compline");
        let (others, own): (Vec<String>, Vec<String>) = all.into_iter().partition(|block| speaks_from_outside(block));
        match page.as_str() {
            _ if own.is_empty() && others.is_empty() => {}
            "docs/language.md" => compiles(&page, &larch(), &others.concat()),
            // An excerpt of the pack `zoho`, whose names it uses.
            "README.md" => compiles(&page, &format!("use zoho\n{}", own.concat()), &others.concat()),
            // Other pages speak of the pack of the language page; tests are known by their names, so one is not there twice.
            _ => {
                let named = |block: &String| own.iter().any(|own| own.lines().next() == block.lines().next());
                let larch = of("docs/language.md", "compline").into_iter();
                let rest: String = larch.filter(|block| !speaks_from_outside(block) && !named(block)).collect();
                compiles(&page, &(rest + &own.concat()), &others.concat());
            }
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// A folder with the packs and examples, which commands may change.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["rules", "examples"] {
        copy(&root().join(name), &folder.path().join(name));
    }
    folder
}

#[test]
fn the_tests_of_the_language_page_pass() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("larch")).unwrap();
    let manifest = &of("docs/language.md", "yaml")[0];
    fs::write(folder.path().join("larch/pack.yaml"), manifest).unwrap();
    fs::write(folder.path().join("larch/larch.compline"), larch()).unwrap();
    let run = compline_in(folder.path(), &["test", "larch"]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("all passed"), "{}", run.stdout);
}

/// Runs each line of a block that is a command. What it says is not compared: `tutorial.rs` does that for whole pages.
fn run(block: &Block, folder: &Path) {
    for line in
        block.text.lines().map(|line| line.trim_start_matches("$ ").split(" #").next().unwrap_or_default().trim())
    {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.is_empty() || line.starts_with('#') {
            continue;
        }
        assert!(
            words[0] == "compline" && !line.contains(['|', '>', '<', '&', ';', '"', '\'', '$', '\\']),
            "{}: `{line}` is no command that a test can run; say why above the block: `<!-- not run: WHY -->`",
            block.place()
        );
        let run = compline_in(folder, &words[1..]);
        assert!(run.status < 2, "{}: `{line}` has exit status {}\n{}", block.place(), run.status, run.stderr);
    }
}

/// A pack's manifest is read with the pack that it makes, an integration's as one.
fn read(block: &Block) {
    let folder = tempfile::tempdir().unwrap();
    if block.text.contains("\nconnections:") {
        fs::write(folder.path().join("manifest.yaml"), &block.text).unwrap();
        let run = compline_in(folder.path(), &["inventory", "."]);
        assert!(
            run.status == 0 && run.stdout.contains("formats/native"),
            "{}: {}{}",
            block.place(),
            run.stdout,
            run.stderr
        );
        return;
    }
    let rule = "rule r for integration { require owner exists note message \"m\" }\n";
    fs::create_dir(folder.path().join("pack")).unwrap();
    fs::write(folder.path().join("pack/pack.yaml"), &block.text).unwrap();
    fs::write(folder.path().join("pack/pack.compline"), rule).unwrap();
    let run = compline_in(folder.path(), &["lint", "pack"]);
    assert!(run.status < 2, "{}: {}{}", block.place(), run.stdout, run.stderr);
}

#[test]
fn every_block_is_checked_or_says_why_not() {
    let folder = folder();
    for block in pages().iter().flat_map(|page| blocks(page)).filter(|block| !block.excused) {
        match block.language.as_str() {
            // By the tests above; the grammar by its own.
            "compline" | "ebnf" => {}
            "sh" => run(&block, folder.path()),
            "yaml" => read(&block),
            other => panic!(
                "{}: nothing checks blocks of `{other}`; say why above it: `<!-- not run: WHY -->`",
                block.place()
            ),
        }
    }
}
