//! `compline lint` as a user or a script meets it: statuses, outputs, and what `--fix` leaves.

// Clippy lets tests unwrap, but not the functions that they share.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const RULES: &str = r#"source page { url "https://example.com/page" }
source other { url "https://example.com/other" }
rule owned for integration { require owner exists error message "m" help "h" source page }
"#;

/// Status, standard output, standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("compline"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).env("NO_COLOR", "1");
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn findings_are_told_and_what_is_sure_is_put_right() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("acme.compline");
    fs::write(&file, RULES).unwrap();
    let (status, out, _) = run(folder.path(), &["lint", "acme.compline"]);
    assert_eq!(status, 1);
    assert!(
        out.contains("warning[lint/unused-source]") && out.contains("take out the source at acme.compline:2:1"),
        "{out}"
    );
    let (status, out, _) = run(folder.path(), &["lint", "acme.compline", "--format", "json"]);
    assert_eq!(status, 1);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["format"], "compline.lint");
    assert_eq!(report["findings"][0]["fix"]["replacement"], "");
    let (status, out, _) = run(folder.path(), &["lint", "acme.compline", "--fix"]);
    assert_eq!((status, out.as_str()), (0, "nothing to complain of\n"));
    let left: Vec<&str> = RULES.lines().filter(|line| !line.contains("other")).collect();
    assert_eq!(fs::read_to_string(&file).unwrap().lines().collect::<Vec<_>>(), left);
}

#[test]
fn mistakes_in_packs_are_trouble_and_the_packs_that_ship_are_clean() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("acme.compline"), "rule r for integration { error }").unwrap();
    let (status, out, err) = run(folder.path(), &["lint", "acme.compline"]);
    assert!(status == 2 && out.is_empty() && err.contains("rule/no-obligation"), "{out}{err}");
    fs::remove_file(folder.path().join("acme.compline")).unwrap();
    let (status, out, err) = run(folder.path(), &["lint"]);
    assert_eq!((status, out.as_str(), err.as_str()), (0, "nothing to complain of\n", ""));
}
