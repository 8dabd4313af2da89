//! What the README shows is what the program prints.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use support::{compline, root};

#[test]
fn the_readme_s_output_is_the_output_of_its_command() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (_, block) = readme.split_once("<!-- OUTPUT BEGIN").unwrap();
    let (block, _) = block.split_once("<!-- OUTPUT END").unwrap();
    let (_, block) = block.split_once("```text\n").unwrap();
    let (block, _) = block.rsplit_once("```").unwrap();
    assert!(readme.contains("check examples/ --as-of 2021-05-10"));
    let output = compline(&["check", "examples/", "--as-of", "2021-05-10"]).stdout;
    for part in block.split("\n...\n") {
        assert!(output.contains(part.trim()), "the README shows\n{part}\nwhich is not in\n{output}");
    }
}
