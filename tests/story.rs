//! The founding case, told by running the program on `examples/`: what a reader of the announcement would want to know,
//! on each day of the story.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use support::{compline, json};

/// How the finding about `integration` by `rule` comes out: outcome and severity, `clean` where there is none.
fn outcome(arguments: &[&str], rule: &str, integration: &str) -> String {
    let run = compline(&[&["check", "examples", "--format", "json"], arguments].concat());
    let report = json(&run);
    let files = report["files"].as_array().unwrap();
    let findings = files.iter().flat_map(|file| file["findings"].as_array().unwrap());
    let mut found = findings.filter(|finding| finding["rule"] == rule && finding["integration"] == integration);
    let Some(finding) = found.next() else { return "clean".into() };
    assert!(found.next().is_none(), "{rule} speaks twice of {integration}");
    format!("{} {}", finding["outcome"].as_str().unwrap(), finding["severity"].as_str().unwrap())
}

#[test]
fn before_anything_was_announced_all_is_well() {
    let run = compline(&["check", "examples", "--as-of", "2020-01-01"]);
    assert_eq!(run.status, 0, "{}", run.stdout);
    assert_eq!(outcome(&["--as-of", "2020-01-01"], "zoho/authtoken-calls", "lead-sync"), "clean");
}

#[test]
fn the_announcement_is_a_note_then_a_warning_then_an_error() {
    for (as_of, expected) in [
        ("2020-12-15", "violation note"),
        ("2021-03-02", "violation note"),
        ("2021-03-03", "violation warning"),
        ("2021-04-15", "violation warning"),
        ("2021-05-31", "violation warning"),
        ("2021-06-01", "violation error"),
    ] {
        assert_eq!(outcome(&["--as-of", as_of], "zoho/authtoken-calls", "lead-sync"), expected, "{as_of}");
    }
}

#[test]
fn on_10_may_it_depends_on_which_announcement_was_known() {
    let on =
        |known_at| outcome(&["--as-of", "2021-05-10", "--known-at", known_at], "zoho/authtoken-calls", "lead-sync");
    assert_eq!(on("2021-04-01"), "violation error");
    assert_eq!(on("2021-04-29"), "violation error");
    assert_eq!(on("2021-04-30"), "violation warning");
    assert_eq!(on("2021-05-10"), "violation warning");
}

#[test]
fn every_integration_with_an_authtoken_is_found_with_its_data_centre() {
    let run = compline(&["check", "examples", "--as-of", "2021-06-01", "--format", "json"]);
    assert_eq!(run.status, 1);
    let report = json(&run);
    let mut found: Vec<String> = report["files"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|file| file["findings"].as_array().unwrap())
        .filter(|finding| finding["rule"] == "zoho/authtoken-calls")
        .map(|finding| {
            format!("{} {}", finding["integration"].as_str().unwrap(), finding["region"].as_str().unwrap_or("?"))
        })
        .collect();
    found.sort();
    let expected = [
        "campaign-contacts EU",
        "invoice-export EU",
        "lead-sync US",
        "order-desk IN",
        "partner-portal CN",
        "project-hours ?",
        "stock-levels EU",
        "support-tickets IN",
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_region_decides_the_issue_stop_and_where_nothing_tells_it_the_outcome_says_so() {
    let at = ["--as-of", "2021-05-10"];
    assert_eq!(outcome(&at, "zoho/authtoken-issued-late", "stock-levels"), "violation error");
    assert_eq!(outcome(&at, "zoho/authtoken-issued-late", "project-hours"), "undetermined error");
    assert_eq!(outcome(&at, "zoho/authtoken-issued-late", "lead-sync"), "clean");
    let run = compline(&["check", "examples", "--as-of", "2021-05-10"]);
    assert!(
        run.stdout.contains("unknown  region (absent: looked for at /region and the hosts of the endpoints)"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("IN: error"), "{}", run.stdout);
}

#[test]
fn a_reader_learns_what_changed_on_30_april_and_what_to_do() {
    let run = compline(&["check", "examples/manifests/lead-sync.yaml", "--as-of", "2021-05-10"]);
    insta::assert_snapshot!("lead_sync_10_may", run.stdout);
    assert_eq!(run.status, 0, "a warning does not fail by default");
}

#[test]
fn an_undetermined_finding_reads_as_one() {
    let run = compline(&["check", "examples/manifests/project-hours.yaml", "--as-of", "2021-05-10"]);
    insta::assert_snapshot!("project_hours_10_may", run.stdout);
}

#[test]
fn one_line_a_finding() {
    let run = compline(&["check", "examples", "--as-of", "2021-05-10", "--format", "short"]);
    insta::assert_snapshot!("examples_short_10_may", run.stdout);
}

#[test]
fn the_forecast_tells_the_whole_schedule() {
    let run = compline(&["forecast", "examples", "--as-of", "2021-03-01"]);
    insta::assert_snapshot!("forecast_march", run.stdout);
    assert_eq!(run.status, 0);
}

#[test]
fn the_inventory_tells_what_there_is() {
    let run = compline(&["inventory", "examples", "--as-of", "2021-03-01"]);
    insta::assert_snapshot!("inventory", run.stdout);
}

#[test]
fn an_organisations_pack_adds_its_own_rules() {
    let run = compline(&["check", "examples", "--pack", "examples/acme", "--as-of", "2021-04-15", "--format", "short"]);
    insta::assert_snapshot!("examples_with_acme", run.stdout);
    assert_eq!(run.status, 1);
}

#[test]
fn an_organisations_pack_makes_a_vendors_rule_stricter() {
    let acme = |as_of| outcome(&["--as-of", as_of, "--pack", "examples/acme"], "zoho/authtoken-calls", "lead-sync");
    assert_eq!(acme("2021-02-28"), "violation note");
    assert_eq!(acme("2021-03-01"), "violation error");
    assert_eq!(outcome(&["--as-of", "2021-03-01"], "zoho/authtoken-calls", "lead-sync"), "violation note");
}

#[test]
fn a_waiver_is_seen_does_not_fail_the_run_and_ends_with_its_last_day() {
    let run = |as_of: &str| {
        let file = "examples/manifests/stock-levels.yaml";
        compline(&["check", file, "--pack", "examples/acme", "--as-of", as_of])
    };
    insta::assert_snapshot!("stock_levels_waived", run("2021-05-15").stdout);
    insta::assert_snapshot!("stock_levels_expired", run("2021-05-16").stdout);
    let stock = |as_of| outcome(&["--as-of", as_of, "--pack", "examples/acme"], "zoho/authtoken-calls", "stock-levels");
    assert_eq!(stock("2021-05-15"), "waived error");
    assert_eq!(stock("2021-05-16"), "violation error");
}

#[test]
fn fail_on_decides_the_status() {
    let status = |level: &str, as_of: &str| {
        compline(&["check", "examples/manifests/lead-sync.yaml", "--as-of", as_of, "--fail-on", level]).status
    };
    assert_eq!(status("error", "2021-05-10"), 0);
    assert_eq!(status("warning", "2021-05-10"), 1);
    assert_eq!(status("note", "2020-12-15"), 1);
    assert_eq!(status("note", "2020-01-01"), 0);
    let open = |level: &str| {
        let file = "examples/manifests/project-hours.yaml";
        compline(&["check", file, "--as-of", "2020-10-20", "--fail-on", level]).status
    };
    assert_eq!(open("error"), 0);
    assert_eq!(open("undetermined"), 1);
}

#[test]
fn output_is_the_same_at_any_number_of_threads() {
    for command in ["check", "forecast", "inventory"] {
        for format in ["human", "short", "json"] {
            let run = |jobs: &str| {
                compline(&[command, "examples", "rules", "--as-of", "2021-05-10", "--format", format, "--jobs", jobs])
                    .stdout
            };
            let one = run("1");
            for jobs in ["2", "3", "8"] {
                assert_eq!(run(jobs), one, "{command} --format {format} --jobs {jobs}");
            }
        }
    }
}
