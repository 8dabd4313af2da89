//! What the README shows is what the program prints. `UPDATE_README=1 cargo test -p compline-cli --test readme` writes it
//! anew.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use support::{compline, root};

const ARGUMENTS: [&str; 4] = ["check", "examples/", "--as-of", "2021-05-10"];

#[test]
fn the_readme_s_output_is_the_output_of_its_command() {
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    assert!(readme.contains(&ARGUMENTS.join(" ")), "the README runs another command");
    let output = compline(&ARGUMENTS).stdout;
    // The first finding, the undetermined one, and the summary.
    let parts: Vec<&str> = output.trim_end().split("\n\n").collect();
    let undetermined = parts.iter().find(|part| part.starts_with("undetermined[")).unwrap();
    let shown = [parts[0], undetermined, parts[parts.len() - 1]].join("\n\n...\n\n");
    let (before, rest) = readme.split_once("<!-- OUTPUT BEGIN").unwrap();
    let (block, after) = rest.split_once("<!-- OUTPUT END").unwrap();
    let (comment, _) = block.split_once('\n').unwrap();
    let wanted = format!("{before}<!-- OUTPUT BEGIN{comment}\n```text\n{shown}\n```\n<!-- OUTPUT END{after}");
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, wanted).unwrap();
        return;
    }
    assert_eq!(readme, wanted);
}
