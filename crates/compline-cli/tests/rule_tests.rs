//! `compline test` as a user or a script meets it: which packs, which statuses, and that checks do without tests.

// Clippy lets tests unwrap, but not the functions that they share.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

const RULES: &str = r#"
rule owned for integration { require owner exists error message "nobody answers for {integration}" }
"#;

const TESTS: &str = r#"
test "who answers" {
  given "fixtures/nobody.yaml"
  as of 2024-01-01 expect error owned
}
"#;

const NOBODY: &str = "integration: nobody\nconnections: []\n";

/// Status, standard output, standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("compline"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).env("NO_COLOR", "1");
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A folder with a pack `acme`, whose tests are as given.
fn packs(tests: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("packs/acme");
    fs::create_dir_all(pack.join("fixtures")).unwrap();
    fs::write(pack.join("pack.yaml"), "name: acme\nversion: 1.0.0\n").unwrap();
    fs::write(pack.join("acme.compline"), RULES).unwrap();
    fs::write(pack.join("acme.tests.compline"), tests).unwrap();
    fs::write(pack.join("fixtures/nobody.yaml"), NOBODY).unwrap();
    folder
}

#[test]
fn the_packs_below_the_folder_are_tested_unless_others_are_named() {
    let folder = packs(TESTS);
    for arguments in [&["test"][..], &["test", "packs"], &["test", "packs/acme"], &["test", "./packs/acme/"]] {
        let (status, out, err) = run(folder.path(), arguments);
        assert_eq!((status, err.as_str()), (0, ""), "{arguments:?}\n{out}");
        assert_eq!(out, "acme: 1 test, 1 case, passed\n1 test, 1 case: all passed\n", "{arguments:?}");
    }
    let (status, out, _) = run(folder.path(), &["test", "zoho", "-q"]);
    assert_eq!((status, out.as_str()), (0, ""));
}

#[test]
fn without_packs_those_that_come_with_compline_are_tested() {
    let folder = tempfile::tempdir().unwrap();
    let (status, out, err) = run(folder.path(), &["test"]);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("zoho: ") && out.contains("core: "), "{out}");
}

#[test]
fn a_failure_is_status_1() {
    let folder = packs(&TESTS.replace("error owned", "clean"));
    let (status, out, err) = run(folder.path(), &["test"]);
    assert_eq!((status, err.as_str()), (1, ""), "{out}");
    assert!(out.contains("packs/acme/acme.tests.compline:4:") && out.contains("1 failed"), "{out}");
    assert_eq!(run(folder.path(), &["test", "--filter", "who"]).0, 1);
}

#[test]
fn what_cannot_be_told_is_status_2() {
    let not_there = packs(&TESTS.replace("nobody.yaml", "somebody.yaml"));
    let (status, out, err) = run(not_there.path(), &["test"]);
    assert_eq!(status, 2, "{out}");
    assert!(out.contains("error[test/fixture]") && err.contains("could not be run"), "{out}{err}");

    let misspelt = packs(&TESTS.replace("error owned", "error ownd"));
    let (status, out, err) = run(misspelt.path(), &["test"]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("error[name/unknown-rule]") && err.contains("did you mean `owned`"), "{err}");

    let none = packs("");
    let (status, _, err) = run(none.path(), &["test"]);
    assert_eq!(status, 2);
    assert!(err.contains("nothing was tested"), "{err}");
    assert_eq!(run(packs(TESTS).path(), &["test", "--filter", "no such test"]).0, 2);
    assert_eq!(run(packs(TESTS).path(), &["test", "no-such-pack"]).0, 2);
}

#[test]
fn gaps_and_survivors_are_told_and_are_no_failures() {
    let folder = packs(TESTS);
    let (status, out, _) = run(folder.path(), &["test", "--coverage", "--mutate"]);
    assert_eq!(status, 0, "{out}");
    assert!(out.contains("in no test is this true"), "{out}");
    let (_, out, _) = run(folder.path(), &["test", "--coverage", "--mutate", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["packs"][0]["coverage"]["gaps"][0]["code"], "test/not-covered");
    assert!(document["packs"][0]["mutation"]["survivors"].is_array());
}

#[test]
fn junit_goes_to_a_file() {
    let folder = packs(TESTS);
    let (status, out, _) = run(folder.path(), &["test", "--format", "junit", "--output", "tests.xml"]);
    assert_eq!((status, out.as_str()), (0, ""));
    let xml = fs::read_to_string(folder.path().join("tests.xml")).unwrap();
    assert!(xml.contains("<testcase name=\"who answers\" classname=\"acme\""), "{xml}");
}

/// Neither are files of tests read by a check, nor fixtures taken for manifests.
#[test]
fn a_check_does_without_tests() {
    let folder = packs("this is no test\n");
    let arguments = ["check", "packs", "--pack", "packs/acme", "--allow-empty", "--format", "json"];
    let (status, out, err) = run(folder.path(), &arguments);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(document["files"].as_array().unwrap().iter().all(|file| file["status"] == "not_recognised"), "{out}");
}
