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
