//! What is measured is right: the checker finds in the benchmark's manifests what was put into them. Speed itself is
//! measured by `cargo bench -p compline-cli` (docs/speed.md).
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;
#[path = "bench/workload.rs"]
#[allow(unreachable_pub, dead_code, reason = "shared with the benchmark")]
mod workload;

use std::collections::{BTreeMap, BTreeSet};

use support::{compline_in, json, root};

/// For each policy, the files in which the checker found something.
fn found(folder: &std::path::Path, more: &[&str]) -> BTreeMap<String, usize> {
    let pack = root().join("tests/bench/pack");
    let arguments = ["check", ".", "--pack", pack.to_str().unwrap(), "--as-of", "2021-06-15", "--format", "json"];
    let run = compline_in(folder, &[&arguments, more].concat());
    let report = json(&run);
    assert_eq!(report["summary"]["undetermined"], 0, "every policy is decided");
    let mut counts = BTreeMap::new();
    for file in report["files"].as_array().unwrap() {
        assert_eq!(file["diagnostics"], serde_json::json!([]), "{}", file["path"]);
        let rules: BTreeSet<&str> =
            file["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()).collect();
        // The core pack, which is in every policy, has a say too.
        for rule in rules.iter().filter_map(|rule| rule.strip_prefix("bench/")) {
            *counts.entry(rule.to_owned()).or_default() += 1;
        }
    }
    counts
}

#[test]
fn the_benchmark_finds_what_was_put_in() {
    let folder = tempfile::tempdir().unwrap();
    let broken = workload::write(folder.path(), 1200);
    let expected: BTreeMap<String, usize> = workload::POLICIES.iter().map(ToString::to_string).zip(broken).collect();
    assert!(expected.values().all(|&count| count > 0), "every policy is broken somewhere: {expected:?}");
    for threads in ["1", "2"] {
        assert_eq!(found(folder.path(), &["--jobs", threads]), expected, "with {threads} threads");
    }
}
