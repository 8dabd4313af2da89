//! The pages that are walked through from top to bottom are true: their files and commands, in order, in an empty
//! folder, say exactly what the page says. With `UPDATE` set, the page is given what they say now.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::fmt::Write as _;
use std::fs;

use support::{compline_in, root};

/// Walks through a page: a fenced block below a line such as `` `acme/pack.yaml`: `` is written to that file, and one
/// that begins with `$ compline` is a command and all that it prints.
fn walk(page: &str) {
    let path = root().join(page);
    let text = fs::read_to_string(&path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut now = String::new();
    let (mut file, mut commands) = (None, 0);
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let _ = writeln!(now, "{line}");
        if !line.starts_with("```") {
            if !line.is_empty() {
                file = line.strip_prefix('`').and_then(|line| line.strip_suffix("`:")).map(str::to_owned);
            }
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if let Some(file) = file.take() {
            let file = folder.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, block.join("\n") + "\n").unwrap();
        } else if let Some(arguments) = block.first().and_then(|line| line.strip_prefix("$ compline ")) {
            let run = compline_in(folder.path(), &arguments.split_whitespace().collect::<Vec<_>>());
            let said = format!("{}{}", run.stdout, run.stderr);
            let _ = writeln!(now, "{}", format!("{}\n{}", block[0], said.trim_end()).trim_end());
            let _ = writeln!(now, "```");
            commands += 1;
            continue;
        } else {
            panic!("{page}: a block that is neither a file nor a command: {}", block.first().unwrap_or(&""));
        }
        for line in block {
            let _ = writeln!(now, "{line}");
        }
        let _ = writeln!(now, "```");
    }
    assert!(commands > 0, "{page} has no command");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, now).unwrap();
    } else if now != text {
        let differ = now.lines().zip(text.lines()).position(|(now, text)| now != text).unwrap_or_default();
        let (now, text) = (now.lines().skip(differ), text.lines().skip(differ));
        panic!(
            "{page} is no longer true from line {} on; `UPDATE=1` puts it right\nnow:  {}\npage: {}",
            differ + 1,
            now.take(12).collect::<Vec<_>>().join("\n      "),
            text.take(12).collect::<Vec<_>>().join("\n      "),
        );
    }
}

#[test]
fn the_tutorial_is_true() {
    walk("docs/tutorial.md");
}

#[test]
fn the_page_about_adding_a_format_is_true() {
    walk("docs/adding-a-format.md");
}

#[test]
fn the_page_about_time_is_true() {
    walk("docs/time.md");
}

#[test]
fn the_page_about_scopes_is_true() {
    walk("docs/scopes.md");
}
