//! Whatever is wrong with an input gets a diagnostic with a place, the rest of the run goes on, and the status tells.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use std::fs;

use support::{Run, compline_in, json};
use tempfile::TempDir;

/// A manifest that is an error since 1 June 2021: whatever else lies beside it, it has to be found.
const BAD_NEIGHBOUR: &str =
    "integration: neighbour\nvendor: zoho\nregion: US\nconnections:\n  - auth: { mode: authtoken }\n";

/// Checks a folder with `name` and the neighbour in it.
fn beside_neighbour(name: &str, content: &[u8]) -> (TempDir, Run) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("neighbour.yaml"), BAD_NEIGHBOUR).unwrap();
    fs::write(folder.path().join(name), content).unwrap();
    let run = compline_in(folder.path(), &["check", ".", "--as-of", "2021-06-01", "--format", "short"]);
    assert!(run.stdout.contains("neighbour.yaml:5:19: error[zoho/authtoken-calls]"), "{name}: {}", run.stdout);
    (folder, run)
}

/// What is said of the file, and that the run fails for it.
fn told(name: &str, content: &[u8]) -> String {
    let (_folder, run) = beside_neighbour(name, content);
    assert_eq!(run.status, 2, "{name}: {}", run.stdout);
    let lines = run.stdout.lines().filter(|line| line.starts_with(name));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn broken_files_are_told_at_the_place_where_they_break() {
    let cases: [(&str, &[u8]); 9] = [
        ("broken.yaml", b"integration: a\nconnections:\n  - auth: { mode: authtoken\n  - b: [\n"),
        ("broken.json", b"{\"integration\": \"a\",\n \"connections\": [}"),
        ("latin1.yaml", b"integration: caf\xe9\nconnections: []\n"),
        ("utf16.yaml", b"\xff\xfei\0n\0t\0e\0g\0r\0a\0t\0i\0o\0n\0:\0 \0a\0\n\0c\0o\0n\0n\0e\0c\0t\0i\0o\0n\0s\0:\0 \0[\0]\0\n\0"),
        ("nul.yaml", b"integration: a\0b\nconnections: []\n"),
        ("twice.yaml", b"integration: a\nintegration: b\nconnections: []\n"),
        ("unknown.yaml", b"integration: a\nvendr: zoho\nconnections: []\n"),
        ("types.yaml", b"integration: a\nvendor: zoho\ncreated: soon\nconnections:\n  - auth: { mode: authtoken, expires_in: long }\n"),
        ("shape.yaml", b"integration: a\nvendor: zoho\nconnections:\n  - auth: authtoken\n"),
    ];
    let mut all = String::new();
    for (name, content) in cases {
        all.push_str(&told(name, content));
        all.push_str("\n\n");
    }
    insta::assert_snapshot!("broken_files", all);
}

#[test]
fn the_other_documents_of_a_stream_are_still_read() {
    let stream = format!("integration: a\nconnections: [\n---\n{BAD_NEIGHBOUR}");
    let (_folder, run) = beside_neighbour("stream.yaml", stream.as_bytes());
    assert_eq!(run.status, 2);
    assert!(run.stdout.contains("stream.yaml:8:19: error[zoho/authtoken-calls]"), "{}", run.stdout);
}

#[test]
fn a_file_that_merely_lies_nearby_is_counted_and_no_mistake() {
    for (name, content) in [
        ("notes.txt", &b"integration: a"[..]),
        ("other.yaml", b"name: something else\n"),
        ("broken-other.yaml", b"name: [\n"),
        ("empty.yaml", b""),
        ("binary.json", b"\x00\xff\xfe"),
    ] {
        let (_folder, run) = beside_neighbour(name, content);
        assert_eq!(run.status, 1, "{name}: {}", run.stdout);
        assert!(run.stdout.contains("1 not recognised"), "{name}: {}", run.stdout);
    }
}

#[test]
fn a_path_that_is_not_there_is_told_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("neighbour.yaml"), BAD_NEIGHBOUR).unwrap();
    let arguments = ["check", "gone.yaml", "neighbour.yaml", "--as-of", "2021-06-01", "--format", "short"];
    let run = compline_in(folder.path(), &arguments);
    assert_eq!(run.status, 2);
    assert!(run.stdout.contains("gone.yaml"), "{}", run.stdout);
    assert!(run.stdout.contains("input/unreadable"), "{}", run.stdout);
    assert!(run.stdout.contains("neighbour.yaml:5:19: error"), "{}", run.stdout);
}

#[test]
fn nothing_decided_is_no_success() {
    let folder = tempfile::tempdir().unwrap();
    let status = |arguments: &[&str]| compline_in(folder.path(), arguments).status;
    assert_eq!(status(&["check", "."]), 2);
    assert_eq!(status(&["check", ".", "--allow-empty"]), 0);
    fs::write(folder.path().join("a.yaml"), "integration: a\nvendor: nobody\nconnections: []\n").unwrap();
    assert_eq!(status(&["check", ".", "--pack", "zoho"]), 2);
}

#[test]
fn packs_with_mistakes_and_packs_that_are_not_there_are_told_whole() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("neighbour.yaml"), BAD_NEIGHBOUR).unwrap();
    fs::create_dir(folder.path().join("acme")).unwrap();
    fs::write(folder.path().join("acme/pack.yaml"), "name: acme\nversion: 1.0.0\n").unwrap();
    let rules = "use zoho\n\nrule a for connection where vendor is zohoo {\n  forbid\n  eror\n}\n\nrule b for connection {\n  forbid auth.mod is static\n  error\n  message \"m\"\n}\n";
    fs::write(folder.path().join("acme/rules.compline"), rules).unwrap();
    let run = compline_in(folder.path(), &["check", ".", "--pack", "acme"]);
    assert_eq!(run.status, 2);
    assert_eq!(run.stdout, "");
    insta::assert_snapshot!("pack_with_mistakes", run.stderr);
    let run = compline_in(folder.path(), &["check", ".", "--pack", "zohho"]);
    assert_eq!(run.status, 2);
    insta::assert_snapshot!("pack_not_there", run.stderr);
}

#[test]
fn a_huge_file_is_refused_by_its_size_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("neighbour.yaml"), BAD_NEIGHBOUR).unwrap();
    // Sparse: it takes no room and is never read.
    let huge = fs::File::create(folder.path().join("huge.yaml")).unwrap();
    huge.set_len(1 << 33).unwrap();
    let run = compline_in(folder.path(), &["check", ".", "--as-of", "2021-06-01", "--format", "short"]);
    assert_eq!(run.status, 2);
    assert!(run.stdout.contains("input/too-large"), "{}", run.stdout);
    assert!(run.stdout.contains("neighbour.yaml:5:19: error"), "{}", run.stdout);
}

#[test]
fn every_file_is_accounted_for() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in
        [("a.yaml", BAD_NEIGHBOUR), ("b.yaml", "x: 1\n"), ("c.txt", ""), ("d.json", "{\"integration\": [}")]
    {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let run = compline_in(folder.path(), &["check", ".", "--as-of", "2021-06-01", "--format", "json"]);
    let report = json(&run);
    let files = &report["summary"]["files"];
    let sum = |key: &str| files[key].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum::<u64>();
    assert_eq!(files["found"], 4);
    assert_eq!(sum("checked") + sum("not_recognised") + files["failed"].as_u64().unwrap(), 4);
    assert_eq!(report["files"].as_array().unwrap().len(), 4);
}
