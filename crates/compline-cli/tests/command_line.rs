//! The command line as a user or a script meets it: help, statuses, streams. What reports say is tested where they are
//! made, what rules decide in the workspace's end-to-end tests.

// Clippy lets tests unwrap, but not the functions that they share.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A manifest that rules of the built-in packs speak of, and that is wrong since 1 June 2021.
const MANIFEST: &str = "\
integration: crm-sync
vendor: zoho
region: US
connections:
  - name: default
    auth:
      mode: authtoken
    endpoints:
      - url: https://www.zohoapis.com/crm/v2/Leads
";

fn compline(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("compline"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "TERM"] {
        command.env_remove(variable);
    }
    command.env("COLUMNS", "100");
    command
}

fn output(folder: &Path, arguments: &[&str]) -> Output {
    compline(folder, arguments).output().unwrap()
}

/// Status, standard output, standard error.
fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = output(folder, arguments);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn help_says_what_there_is() {
    let folder = folder(&[]);
    for (name, arguments) in [
        ("help", &["--help"][..]),
        ("help_check", &["check", "--help"]),
        ("help_forecast", &["forecast", "-h"]),
        ("help_inventory", &["inventory", "-h"]),
        ("help_fmt", &["fmt", "--help"]),
        ("help_test", &["test", "--help"]),
    ] {
        let (status, out, err) = run(folder.path(), arguments);
        assert_eq!((status, err.as_str()), (0, ""));
        insta::assert_snapshot!(name, out);
    }
    assert_eq!(run(folder.path(), &["--version"]).0, 0);
}

#[test]
fn bad_usage_is_status_2_and_standard_output_stays_empty() {
    let folder = folder(&[("a.yaml", MANIFEST)]);
    for arguments in [
        &[][..],
        &["chek"],
        &["check", "--no-such-option"],
        &["check", "--format", "sarf"],
        &["check", "--as-of", "yesterday"],
        &["check", "--known-at", "2021-02-30"],
        &["check", "--jobs", "0"],
        &["check", "--quiet", "--verbose"],
        &["check", "-", "a.yaml"],
        &["check", "--stdin-filename", "a.yaml"],
        &["check", "--pack", "no-such-pack-or-folder"],
        &["check", "--output", "no-such-folder/report"],
    ] {
        let (status, out, err) = run(folder.path(), arguments);
        assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}\n{err}");
        assert!(!err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn nothing_decided_is_status_2_unless_accepted() {
    let empty = folder(&[]);
    for command in ["check", "forecast", "inventory"] {
        let (status, _, err) = run(empty.path(), &[command]);
        assert_eq!(status, 2, "{command}");
        assert!(err.contains("there is no file (--allow-empty accepts that)"), "{command}: {err}");
        assert_eq!(run(empty.path(), &[command, "--allow-empty"]).0, 0, "{command}");
    }
    let foreign = folder(&[("notes.txt", "nothing of ours\n")]);
    let (status, _, err) = run(foreign.path(), &["check"]);
    assert_eq!(status, 2);
    assert!(err.contains("nothing was decided"), "{err}");
}

#[test]
fn input_that_cannot_be_read_is_status_2_and_the_rest_is_read() {
    let folder = folder(&[("a.yaml", MANIFEST)]);
    let (status, out, err) = run(folder.path(), &["check", "missing.yaml", "a.yaml", "--format", "json"]);
    assert_eq!(status, 2, "{err}");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    let files = report["files"].as_array().unwrap();
    let status_of = |path: &str| &files.iter().find(|file| file["path"] == path).unwrap()["status"];
    assert_eq!((status_of("a.yaml"), status_of("missing.yaml")), (&"checked".into(), &"failed".into()));
}

#[test]
fn a_report_goes_to_the_file_asked_for() {
    let folder = folder(&[("a.yaml", MANIFEST)]);
    let arguments = ["check", "a.yaml", "--as-of", "2020-01-01", "--format", "json"];
    let direct = run(folder.path(), &arguments);
    let (status, out, _) = run(folder.path(), &[&arguments[..], &["--output", "report.json"]].concat());
    assert_eq!((status, out.as_str()), (direct.0, ""));
    assert_eq!(fs::read_to_string(folder.path().join("report.json")).unwrap(), direct.1);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn standard_input_is_a_file_too() {
    let folder = folder(&[]);
    let file = folder.path().join("in");
    fs::write(&file, MANIFEST).unwrap();
    let mut command = compline(folder.path(), &["check", "-", "--stdin-filename", "crm.yaml", "--format", "json"]);
    let output = command.stdin(fs::File::open(&file).unwrap()).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["files"][0]["path"], "crm.yaml");
    assert_eq!(report["files"][0]["status"], "checked");
}

#[test]
fn a_reader_that_leaves_early_changes_neither_status_nor_standard_error() {
    let folder = folder(&[("a.yaml", MANIFEST)]);
    let arguments = ["check", "a.yaml", "--as-of", "2022-01-01"];
    let (status, _, err) = run(folder.path(), &arguments);
    let mut child = compline(folder.path(), &arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(status));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), err);
}

#[test]
fn colour_is_used_where_it_is_asked_for_only() {
    let folder = folder(&[("a.yaml", MANIFEST)]);
    let colored =
        |arguments: &[&str]| run(folder.path(), &[&["check", "a.yaml"], arguments].concat()).1.contains('\u{1b}');
    assert!(colored(&["--color", "always"]));
    assert!(!colored(&["--color", "never"]));
    assert!(!colored(&[]));
    assert!(!colored(&["--color", "always", "--format", "json"]));
    assert!(!colored(&["--color", "always", "--format", "short"]));
}

/// A rule file out of the one layout, and in it.
const LOOSE: &str = "rule r for connection{forbid\n  error from 2021 # why\nhelp \"x\" }\n";
const LAID_OUT: &str = "rule r for connection {\n  forbid\n  error from 2021  # why\n  help  \"x\"\n}\n";

#[test]
fn rule_files_are_laid_out_in_place() {
    let folder = folder(&[("a.compline", LOOSE), ("b.compline", LAID_OUT), ("c.txt", LOOSE), (".d.compline", LOOSE)]);
    fs::create_dir(folder.path().join("sub")).unwrap();
    fs::write(folder.path().join("sub/e.compline"), LOOSE).unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();

    let (status, out, err) = run(folder.path(), &["fmt", "--check"]);
    assert_eq!((status, out.as_str(), err.as_str()), (1, "a.compline\nsub/e.compline\n", ""));
    let (status, out, _) = run(folder.path(), &["fmt", "--diff", "a.compline", "b.compline"]);
    assert_eq!(status, 1);
    insta::assert_snapshot!("fmt_diff", out);
    assert_eq!(read("a.compline"), LOOSE);

    assert_eq!(run(folder.path(), &["fmt"]), (0, String::new(), String::new()));
    assert_eq!([read("a.compline"), read("b.compline"), read("sub/e.compline")], [LAID_OUT; 3]);
    assert_eq!([read("c.txt"), read(".d.compline")], [LOOSE; 2]);
    assert_eq!(run(folder.path(), &["fmt", "--check", "--diff"]), (0, String::new(), String::new()));
    // A file that is named is taken whatever it is called.
    assert_eq!(run(folder.path(), &["fmt", "c.txt"]).0, 0);
    assert_eq!(read("c.txt"), LAID_OUT);
}

#[test]
fn a_rule_file_with_mistakes_is_left_alone_and_the_others_are_laid_out() {
    let broken = "rule r for connection {\n  forbid\n  mesage \"x\"\n}\n";
    let folder = folder(&[("a.compline", broken), ("b.compline", LOOSE)]);
    let (status, out, err) = run(folder.path(), &["fmt"]);
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("did you mean `message`?") && err.contains("a.compline:3:3"), "{err}");
    assert_eq!(fs::read_to_string(folder.path().join("a.compline")).unwrap(), broken);
    assert_eq!(fs::read_to_string(folder.path().join("b.compline")).unwrap(), LAID_OUT);
    for arguments in [&["fmt", "missing"][..], &["fmt", "-", "a.compline"], &["fmt", "missing.compline", "b.compline"]]
    {
        assert_eq!(run(folder.path(), arguments).0, 2, "{arguments:?}");
    }
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(run(empty.path(), &["fmt"]).0, 2);
}

#[test]
fn a_rule_file_on_standard_input_goes_to_standard_output() {
    let folder = folder(&[("in", LOOSE)]);
    let pipe = |arguments: &[&str]| {
        let file = fs::File::open(folder.path().join("in")).unwrap();
        let output = compline(folder.path(), arguments).stdin(file).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(pipe(&["fmt", "-"]), (0, LAID_OUT.to_owned()));
    assert_eq!(pipe(&["fmt", "-", "--check"]), (1, "<stdin>\n".to_owned()));
    fs::write(folder.path().join("in"), "rule").unwrap();
    assert_eq!(pipe(&["fmt", "-"]), (2, String::new()));
}
