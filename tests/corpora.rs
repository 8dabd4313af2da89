//! Real files that nobody here wrote, read through the formats that ship. Runs where a corpus is present, and says so
//! where it is not.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use support::{compline_in, corpus, json};

/// What an inventory and a check of a folder come to, in numbers.
fn totals(name: &str) -> Option<String> {
    let folder = corpus(name)?;
    let inventory = compline_in(&folder, &["inventory", ".", "--as-of", "2026-11-01", "--format", "json"]);
    let report = json(&inventory);
    let mut modes: BTreeMap<String, u64> = BTreeMap::new();
    let (mut hosts, mut scopes, mut entries) =
        (std::collections::BTreeSet::new(), std::collections::BTreeSet::new(), 0);
    for entry in report["files"].as_array().unwrap().iter().flat_map(|file| file["connections"].as_array().unwrap()) {
        entries += 1;
        let mode = &entry["mode"];
        let word = match mode["state"].as_str().unwrap() {
            "absent" => "absent".to_owned(),
            state => format!("{state} {}", mode["value"].as_str().unwrap()),
        };
        *modes.entry(word).or_default() += 1;
        hosts.extend(entry["hosts"].as_array().unwrap().iter().map(ToString::to_string));
        scopes.extend(entry["scopes"].as_array().unwrap().iter().map(ToString::to_string));
    }
    let check = compline_in(&folder, &["check", ".", "--as-of", "2026-11-01", "--format", "json"]);
    let checked = json(&check);
    let mut rules: BTreeMap<String, u64> = BTreeMap::new();
    for finding in checked["files"].as_array().unwrap().iter().flat_map(|file| file["findings"].as_array().unwrap()) {
        let text = |key: &str| finding[key].as_str().unwrap();
        *rules.entry(format!("{} {} {}", text("rule"), text("outcome"), text("severity"))).or_default() += 1;
    }
    let mut out = String::new();
    let summary = &report["summary"];
    for key in ["files", "diagnostics", "integrations", "connections"] {
        let _ = writeln!(out, "{key}: {}", summary[key]);
    }
    let _ = writeln!(out, "entries: {entries}, distinct hosts: {}, distinct scopes: {}", hosts.len(), scopes.len());
    for (mode, count) in modes {
        let _ = writeln!(out, "mode {mode}: {count}");
    }
    for (rule, count) in rules {
        let _ = writeln!(out, "finding {rule}: {count}");
    }
    let _ = writeln!(out, "exit status of check: {}", check.status);
    Some(out)
}

/// The table of Zoho CRM's operations is what the command that `docs/importing.md` shows makes of Zoho's files. A corpus
/// may lack some of them; what it has says what the table says.
#[test]
fn operations_of_zoho_crm() {
    let Some(folder) = corpus("zoho-crm-oas/v8.0") else { return };
    let page = std::fs::read_to_string(support::root().join("docs/importing.md")).unwrap();
    let shown = page.rsplit_once("```sh\n").unwrap().1;
    let (command, after) = shown.split_once("\n```\n").unwrap();
    let left_out: Vec<&str> = after.split('`').skip(1).step_by(2).collect();
    let mut arguments: Vec<String> = vec![];
    for (at, part) in command.replace('\\', "").split('\'').enumerate() {
        // Between quotes, a word with spaces in it.
        let words: Vec<&str> = if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() };
        for word in words {
            if word == "v8.0/*.json" {
                let entries = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
                let wanted = entries.filter(|path| !left_out.contains(&path.file_stem().unwrap().to_str().unwrap()));
                arguments.extend(wanted.map(|path| path.display().to_string()));
            } else if word != "compline" {
                arguments.push(word.to_owned());
            }
        }
    }
    let run = support::compline(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run.status, 0, "{}", run.stderr);
    let shipped = std::fs::read_to_string(support::root().join("rules/zoho/operations-crm.compline")).unwrap();
    let missing: Vec<&str> = run.stdout.lines().filter(|line| !shipped.lines().any(|other| other == *line)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn nango_providers() {
    if let Some(totals) = totals("nango-providers") {
        insta::assert_snapshot!("nango_providers", totals);
    }
}

#[test]
fn airbyte_connectors() {
    if let Some(totals) = totals("airbyte-connectors") {
        insta::assert_snapshot!("airbyte_connectors", totals);
    }
}

/// The places at which a finding of a rule stands: `path:line:column`.
fn places(name: &str, rule: &str) -> Option<Vec<String>> {
    let folder = corpus(name)?;
    let report = json(&compline_in(&folder, &["check", ".", "--as-of", "2026-11-01", "--format", "json"]));
    let mut places = vec![];
    for file in report["files"].as_array().unwrap() {
        for finding in file["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule) {
            if finding["outcome"] != "violation" {
                continue;
            }
            let label = &finding["labels"][0];
            places.push(format!(
                "{}:{}:{}",
                file["path"].as_str().unwrap(),
                label["start"]["line"],
                label["start"]["column"]
            ));
        }
    }
    Some(places)
}

#[test]
fn findings_stand_at_the_true_lines_and_columns() {
    if let Some(found) = places("airbyte-connectors", "core/password-grant") {
        assert_eq!(found, ["connectors/source-akeneo/manifest.yaml:440:23"]);
    }
    if let Some(found) = places("nango-providers", "core/password-grant-offered") {
        let lines = ["318:21", "6330:21", "6421:21", "6976:27", "14931:21", "20454:21"];
        for line in lines {
            let place = format!("packages/providers/providers.yaml:{line}");
            assert!(found.contains(&place), "{place} is missing from {found:#?}");
        }
    }
}
