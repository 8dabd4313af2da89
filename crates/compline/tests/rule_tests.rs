//! Tests of rules, run as an embedder does: what failures, gaps and survivors look like, and that nothing about them
//! depends on threads.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

use compline::PackSource;
use compline::report::Options;
use compline::test::{TestFormat, TestOptions, TestReport, run, write_report};

/// A pack whose rules are tested below, well and badly.
const RULES: &str = r#"
use core

vendor larch "Larch" { hosts "*.larch.example" region US  hosts "*.larch.eu.example" region EU }
mode larch-key "Larch access key" is static.api-key
source notice { title "Sunset" publisher "Larch" url "https://docs.larch.example/sunset" }

cutoff access-key "Larch access keys" {
  vendor larch  zone UTC  source notice
  stage fails "calls that carry a key fail" {
    known 2024-02-01  region US  from  2025-03-01
    known 2024-02-01  region EU  from  2025-06-01
    known 2025-02-20  region US  after 2025-03-31
  }
}

rule keys for connection where vendor is larch and auth.mode is larch-key {
  forbid
  warning from 30 days before access-key.fails
  error   from access-key.fails
  message "{integration} calls Larch with a key"
}

rule few for integration where vendor is larch {
  forbid  count(connections) > 2 or owner absent or owner matches "*@contractor.example"
  note
  message "{integration} deserves a look"
}
"#;

const US: &str = r#"
  given "us.yaml" """
    integration: orders
    vendor: larch
    region: US
    owner: team@larch.example
    connections:
      - auth: { mode: larch-key }
    """
"#;

fn pack(tests: &str) -> PackSource {
    PackSource::Text("larch".into(), format!("{RULES}{}", tests.replace("  given us", US.trim_matches('\n'))))
}

fn report(tests: &str, options: &TestOptions) -> TestReport {
    run(&[pack(tests)], options).unwrap_or_else(|error| panic!("{:#?}", error.diagnostics))
}

fn written(report: &TestReport, format: TestFormat) -> String {
    let mut out = vec![];
    write_report(report, format, &Options { width: 100, ..Options::default() }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

const GOOD: &str = r#"
test "keys in the United States" {
  given us
  as of 2024-01-01, 2025-03-01  expect clean
  as of 2025-03-02, 2025-03-31  expect warning keys
  as of 2025-04-01              expect error keys at "/connections/0/auth/mode" and clean few
  known 2025-02-19  as of 2025-03-01  expect error keys
}
"#;

const BAD: &str = r#"
test "a day too early, a place that is wrong" {
  given us
  as of 2025-03-31  expect error keys
  as of 2025-04-01  expect error keys at "/connections/1/auth/mode"
  known 2025-02-19  as of 2025-03-01  expect clean
}
test "two of one, and one that never comes" {
  given us
  as of 2025-04-01  expect error keys 2 times
  as of 2025-04-01  expect note few
}
test "this one is fine" {
  given us
  as of 2025-04-01  expect error keys
}
"#;

#[test]
fn what_is_expected_and_comes_out_passes() {
    let report = report(GOOD, &TestOptions::default());
    assert_eq!(written(&report, TestFormat::Human), "larch: 1 test, 6 cases, passed\n1 test, 6 cases: all passed\n");
}

#[test]
fn failures_show_expected_and_found() {
    insta::assert_snapshot!(written(&report(BAD, &TestOptions::default()), TestFormat::Human));
}

#[test]
fn failures_for_programs() {
    let text = written(&report(BAD, &TestOptions::default()), TestFormat::Json);
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&document["format"], &document["version"]), (&"compline.test".into(), &1.into()));
    let tests = document["packs"][0]["tests"].as_array().unwrap();
    let passed: Vec<bool> = tests.iter().map(|test| test["passed"].as_bool().unwrap()).collect();
    assert_eq!(passed, [false, false, true]);
    let case = &tests[0]["cases"][0];
    assert_eq!(case["as_of"], "2025-03-31");
    assert_eq!(case["expected"], serde_json::json!(["error larch/keys"]));
    assert_eq!(case["found"], serde_json::json!(["warning larch/keys at \"/connections/0/auth/mode\""]));
    assert_eq!(case["failure"]["code"], "test/failed");
    assert_eq!(document["summary"]["failed_cases"], 5);
}

#[test]
fn failures_as_junit() {
    insta::assert_snapshot!(written(&report(BAD, &TestOptions::default()), TestFormat::Junit));
}

#[test]
fn a_fixture_that_is_no_manifest_is_no_failure_but_a_problem() {
    let tests = r#"
test "not there" { given "fixtures/nowhere.yaml" as of 2025-01-01 expect clean }
test "no manifest" {
  given "broken.yaml" """
    integration: [
    """
  as of 2025-01-01 expect clean
}
"#;
    let report = report(tests, &TestOptions::default());
    assert_eq!((report.totals().broken_tests, report.totals().failed_tests), (2, 0));
    insta::assert_snapshot!(written(&report, TestFormat::Human));
}

#[test]
fn the_filter_leaves_tests_out() {
    let filter = |text: &str| TestOptions { filter: Some(text.into()), ..TestOptions::default() };
    let totals = report(BAD, &filter("fine")).totals();
    assert_eq!((totals.tests, totals.left_out, totals.failed_tests), (1, 2, 0));
    assert_eq!(report(BAD, &filter("larch.compline")).totals().tests, 3);
    assert_eq!(report(BAD, &filter("nothing like it")).totals().tests, 0);
}

#[test]
fn coverage_lists_what_no_case_exercises() {
    let options = TestOptions { coverage: true, ..TestOptions::default() };
    insta::assert_snapshot!(written(&report(GOOD, &options), TestFormat::Human));
}

#[test]
fn survivors_come_with_the_case_that_would_kill_them() {
    let options = TestOptions { mutate: true, ..TestOptions::default() };
    let weak = r#"
test "keys, some day" {
  given us
  as of 2024-01-01  expect clean
  as of 2026-01-01  expect error keys
}
"#;
    let report = report(weak, &options);
    insta::assert_snapshot!(written(&report, TestFormat::Human));
    // Every case that is offered tells the truth about the pack, and kills.
    for survivor in &report.packs[0].mutation.as_ref().unwrap().survivors {
        let Some(killer) = &survivor.killer else { continue };
        let case = format!("{weak}\ntest \"killer\" {{\n  given us\n  {}\n}}\n", killer.case());
        let again = self::report(&case, &options);
        assert_eq!(again.totals().failed_cases, 0, "{}", killer.case());
        let left = again.packs[0].mutation.as_ref().unwrap().survivors.iter();
        let same = |other: &&compline::test::Survivor| {
            other.located.message == survivor.located.message && other.located.labels == survivor.located.labels
        };
        assert_eq!(left.filter(same).count(), 0, "{} survives {}", survivor.located.message, killer.case());
    }
}

#[test]
fn threads_change_nothing() {
    let options = TestOptions { coverage: true, mutate: true, ..TestOptions::default() };
    let tests = format!("{GOOD}{BAD}");
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| written(&report(&tests, &options), TestFormat::Json))
    };
    assert_eq!(with(1), with(7));
}

/// Packs with rules, whose tests must not get lost.
const TESTED: [&str; 6] = ["airtable", "core", "hubspot", "xero", "zendesk", "zoho"];

/// Changes that make no difference to any manifest on any day: what was known before says the same.
const EQUIVALENT: [(&str, &str); 3] = [
    ("atlassian", "no test notices this change: known one day earlier: on 8 June 2026"),
    ("github", "no test notices this change: known one day earlier: on 18 April 2021"),
    ("pci", "no test notices this change: known one day earlier: on 20 December 2015"),
];

#[test]
fn no_date_of_the_packs_that_ship_can_be_a_day_off() {
    for name in compline::builtin_packs() {
        let options = TestOptions { coverage: true, mutate: true, ..TestOptions::default() };
        let report = run(&[PackSource::Builtin(name.clone())], &options).unwrap();
        let pack = &report.packs[0];
        assert!(pack.tests.iter().all(compline::test::TestResult::passed), "{name}");
        let survivors = &pack.mutation.as_ref().unwrap().survivors;
        let dates = survivors.iter().filter(|one| one.part == "cutoff" || one.kind == "date");
        let dates: Vec<&str> = dates.map(|one| one.located.message.as_str()).collect();
        let equivalent = EQUIVALENT.iter().filter(|(pack, _)| *pack == name);
        assert_eq!(dates, equivalent.map(|(_, message)| *message).collect::<Vec<_>>(), "{name}");
        if TESTED.contains(&name.as_str()) {
            assert!(!pack.tests.is_empty(), "{name} has no test");
        }
    }
}
