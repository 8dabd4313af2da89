//! The tables of the reference are what the implementation does: truth tables, what operators say of values that are
//! none, which operator takes which type. `UPDATE=1 cargo test -p compline-cli --test reference` writes the last anew.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use compline::{PackSource, Policy, Tri};
use support::{compline_in, root};

const ALL: [Tri; 3] = [Tri::True, Tri::Unknown, Tri::False];

fn word(value: Tri) -> &'static str {
    match value {
        Tri::True => "true",
        Tri::Unknown => "unknown",
        Tri::False => "false",
    }
}

fn table(operator: &str, of: impl Fn(Tri, Tri) -> Tri) -> String {
    let mut out = format!("| `{operator}` | true | unknown | false |\n| --- | --- | --- | --- |\n");
    for left in ALL {
        let row: Vec<&str> = ALL.iter().map(|right| word(of(left, *right))).collect();
        let _ = writeln!(out, "| **{}** | {} |", word(left), row.join(" | "));
    }
    out
}

#[test]
fn the_truth_tables_are_those_of_the_engine() {
    let page = fs::read_to_string(root().join("docs/time.md")).unwrap();
    let not: Vec<&str> = ALL.iter().map(|value| word(value.not())).collect();
    let not = format!("| | true | unknown | false |\n| --- | --- | --- | --- |\n| **`not`** | {} |\n", not.join(" | "));
    for table in [table("and", Tri::and), table("or", Tri::or), not] {
        assert!(page.contains(&table), "docs/time.md has another table; the engine's is\n{table}");
    }
}

/// What a run says of each rule: `true` where it forbids something that holds.
fn measured(said: &str, manifest: &str, rule: &str) -> &'static str {
    let line = said.lines().find(|line| line.starts_with(manifest) && line.contains(&format!("[acme/r-{rule}]")));
    match line {
        Some(line) if line.contains(": error[") => "true",
        Some(line) if line.contains(": undetermined[") => "unknown",
        Some(line) => panic!("{line}"),
        None => "false",
    }
}

#[test]
fn operators_say_of_values_that_are_none_what_the_page_says() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let columns: [(&str, &[(&str, &str)]); 5] = [
        ("exists", &[("exists", "auth.storage exists")]),
        ("absent", &[("absent", "auth.storage absent")]),
        ("null", &[("null", "auth.storage is null")]),
        (
            "holds",
            &[
                ("is", "auth.placed is header"),
                ("equal", "auth.storage == \"vault\""),
                ("in", "auth.storage in { \"vault\", \"kms\" }"),
                ("matches", "auth.storage matches \"v*\""),
            ],
        ),
        (
            "does-not",
            &[
                ("is-not", "auth.placed is not header"),
                ("not-equal", "auth.storage != \"vault\""),
                ("not-in", "auth.storage not in { \"vault\", \"kms\" }"),
                ("not-matches", "auth.storage not matches \"v*\""),
            ],
        ),
    ];
    let mut pack = String::from(
        "format acme-files {\n  files \"*.acme.yaml\"\n  recognise /acme\n  templates \"${\" \"}\"\n  each integration in / {\n    \
         integration /acme\n    connection { auth.storage /storage  auth.placed /placed }\n  }\n}\n",
    );
    for (name, condition) in columns.iter().flat_map(|(_, rules)| rules.iter()) {
        let _ = writeln!(pack, "rule r-{name} for connection {{ forbid {condition} error message \"m\" }}");
    }
    write("acme/acme.compline", &pack);
    write("acme/pack.yaml", "name: acme\nversion: 0.1.0\n");
    let native = |auth: &str| format!("integration: a\nconnections:\n  - auth: {{ mode: static{auth} }}\n");
    // The rows of the page in order; a word outside of its vocabulary only a field of words can have.
    let manifests: [(&str, &str, String); 5] = [
        ("absent", "absent.yaml", native("")),
        ("null", "null.yaml", native(", storage: null, placed: null")),
        ("of the wrong shape", "shape.yaml", native(", storage: [vault], placed: [header]")),
        ("opaque", "opaque.acme.yaml", "acme: a\nstorage: ${X}\nplaced: ${Y}\n".to_owned()),
        ("unmapped", "word.yaml", native(", placed: elsewhere")),
    ];
    for (_, path, text) in &manifests {
        write(&format!("files/{path}"), text);
    }
    let run =
        compline_in(folder.path(), &["check", "files", "--pack", "acme", "--as-of", "2025-01-01", "--format", "short"]);
    let said = run.stdout.replace("files/", "");
    assert!(said.contains("[acme/r-exists]"), "{said}\n{}", run.stderr);
    let page = fs::read_to_string(root().join("docs/time.md")).unwrap();
    for (row, path, _) in &manifests {
        let written = page.lines().find(|line| line.starts_with(&format!("| {row}"))).unwrap();
        let cells: Vec<&str> = written.trim_matches('|').split('|').skip(1).map(str::trim).collect();
        for ((_, rules), cell) in columns.iter().zip(cells) {
            for (rule, condition) in *rules {
                if *row == "unmapped" && !condition.contains("auth.placed") {
                    continue;
                }
                assert_eq!(measured(&said, path, rule), cell, "`{condition}` of {row}\n{said}");
            }
        }
    }
}

/// Types as the page names them, each with a field that has it, a literal of it, and the subject of a rule about it.
const TYPES: [(&str, &str, &str, &str); 14] = [
    ("text", "owner", "\"x\"", "connection"),
    ("URL", "url", "\"x\"", "endpoint"),
    ("vendor", "vendor", "zoho", "connection"),
    ("region", "region", "EU", "connection"),
    ("mode", "auth.mode", "static", "connection"),
    ("word, such as `auth.placed`", "auth.placed", "header", "connection"),
    ("truth value", "auth.pkce", "true", "connection"),
    ("number: `count(F)`", "count(scopes)", "3", "connection"),
    ("length", "auth.expires-in", "1 hours", "connection"),
    ("date", "created", "2021-05-31", "connection"),
    ("scopes", "scopes", "\"x\"", "connection"),
    ("one scope: `scope`", "scope", "\"x\"", "scope"),
    ("URLs", "auth.redirect-uris", "\"x\"", "connection"),
    ("labels, secret", "labels", "\"x\"", "connection"),
];

/// Operators; `F` is the field, `V` a literal.
const OPERATORS: [(&str, &str); 10] = [
    ("`is`, `in`", "F in { V }"),
    ("`==`", "F == V"),
    ("`<`", "F < V"),
    ("`matches`", "F matches \"x\""),
    ("`contains`", "F contains \"x\""),
    ("`within`", "F within { \"x\" }"),
    ("`covers`", "F covers \"x\""),
    ("`from`", "F from 2021-05-31"),
    ("`exists`, `is null`", "F exists"),
    ("by itself", "F"),
];

#[test]
fn the_table_of_operators_and_types_is_what_compiles() {
    let mut pack = String::from("use zoho\n");
    let mut number = 0;
    for (_, field, value, subject) in TYPES {
        for (_, form) in OPERATORS {
            let condition = form.replace('F', field).replace('V', value);
            let _ = writeln!(pack, "rule r{number} for {subject} {{ forbid {condition} error message \"m\" }}");
            number += 1;
        }
    }
    let sources = [PackSource::Builtin("zoho".into()), PackSource::Text("acme".into(), pack)];
    let refused: BTreeSet<u32> = match Policy::load(&sources) {
        Ok(_) => BTreeSet::new(),
        Err(error) => {
            let of_types = error.diagnostics.iter().filter(|told| told.severity == compline::Severity::Error);
            of_types.map(|told| told.labels[0].start.line - 2).collect()
        }
    };
    let heads: Vec<&str> = OPERATORS.iter().map(|(head, _)| *head).collect();
    let mut out = format!("| F is | {} |\n| --- |{}\n", heads.join(" | "), " --- |".repeat(heads.len()));
    for (row, (name, ..)) in TYPES.iter().enumerate() {
        let cells = (0..OPERATORS.len()).map(|column| {
            let number = (row * OPERATORS.len() + column) as u32;
            if refused.contains(&number) { "" } else { "yes" }
        });
        let _ = writeln!(out, "| {name} | {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    let path = root().join("docs/language.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once("<!-- OPERATORS BEGIN: written by tests/reference.rs -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- OPERATORS END -->").unwrap();
    let now =
        format!("{before}<!-- OPERATORS BEGIN: written by tests/reference.rs -->\n{out}<!-- OPERATORS END -->{after}");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, now).unwrap();
    } else {
        assert_eq!(page, now);
    }
}
