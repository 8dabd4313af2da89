//! What rules come to over time: the engine's promises, one by one.
#![allow(missing_docs, reason = "tests")]

mod common;

use common::{ZOHO, authtoken, case};

#[test]
fn a_finding_carries_its_whole_schedule() {
    let case = case(ZOHO, authtoken("region: EU\n", "www.zoho.eu"));
    assert_eq!(case.schedule("authtoken-calls"), "clean | 2020-11-30 note | 2021-03-03 warning | 2021-06-01 error");
}

#[test]
fn as_of_looks_a_day_up_in_the_schedule_and_the_last_good_day_is_still_good() {
    let case = case(ZOHO, authtoken("region: EU\n", "www.zoho.eu"));
    assert_eq!(case.state("authtoken-calls", "2020-01-01"), "clean");
    assert_eq!(case.state("authtoken-calls", "2020-11-29"), "clean");
    assert_eq!(case.state("authtoken-calls", "2020-11-30"), "note");
    assert_eq!(case.state("authtoken-calls", "2021-05-31"), "warning");
    assert_eq!(case.state("authtoken-calls", "2021-06-01"), "error");
}

#[test]
fn known_at_asks_what_had_been_announced_by_then() {
    let case = case(ZOHO, authtoken("region: EU\n", "www.zoho.eu"));
    assert_eq!(case.state_known("authtoken-calls", "2021-05-10", "2021-04-29"), "error");
    assert_eq!(case.state_known("authtoken-calls", "2021-05-10", "2021-04-30"), "warning");
    // Before anything was announced there was nothing to know.
    assert_eq!(case.state_known("authtoken-calls", "2021-05-10", "2020-11-29"), "clean");
}

#[test]
fn an_instant_is_compared_to_the_second_in_the_zone_of_the_cutoff() {
    let case = case(ZOHO, authtoken("region: EU\n", "www.zoho.eu"));
    // 1 June 2021, 00:00 in Kolkata is 31 May, 18:30 UTC.
    assert_eq!(case.state("authtoken-calls", "2021-05-31T18:29:59Z"), "warning");
    assert_eq!(case.state("authtoken-calls", "2021-05-31T18:30:00Z"), "error");
    assert_eq!(case.state("authtoken-calls", "2021-05-31T23:59:59+05:30"), "warning");
}

const LATE: &str = r#"
rule late for connection where vendor is zoho and auth.mode is authtoken {
  forbid auth.created from authtoken.no-new
  error
  message "issued late"
}
"#;

#[test]
fn dates_differ_by_region_and_each_boundary_is_sharp() {
    let rules = format!("{ZOHO}{LATE}");
    for (region, first_bad) in [("IN", "2020-09-30"), ("EU", "2020-10-30"), ("CN", "2020-10-30"), ("US", "2020-11-30")]
    {
        let day_before = compline_time::Day::parse(first_bad).unwrap().previous().to_string();
        for (created, expected) in [(first_bad, "error"), (day_before.as_str(), "clean")] {
            let manifest = authtoken(&format!("region: {region}\n"), "proxy.example.com")
                .replace("created: 2020-10-15", &format!("created: {created}"));
            assert_eq!(case(&rules, manifest).state("late", "2021-01-01"), expected, "{region} {created}");
        }
    }
}

#[test]
fn a_missing_region_is_taken_from_the_host() {
    let rules = format!("{ZOHO}{LATE}");
    assert_eq!(case(&rules, authtoken("", "www.zoho.in")).state("late", "2021-01-01"), "error");
    assert_eq!(case(&rules, authtoken("", "www.zoho.com")).state("late", "2021-01-01"), "clean");
}

#[test]
fn an_unknown_region_matters_only_between_the_earliest_and_the_latest_date() {
    let rules = format!("{ZOHO}{LATE}");
    let created =
        |day: &str| authtoken("", "proxy.example.com").replace("created: 2020-10-15", &format!("created: {day}"));
    assert_eq!(case(&rules, created("2020-09-29")).state("late", "2021-01-01"), "clean");
    assert_eq!(case(&rules, created("2020-10-15")).state("late", "2021-01-01"), "clean..error");
    assert_eq!(case(&rules, created("2020-11-30")).state("late", "2021-01-01"), "error");
}

#[test]
fn an_undetermined_finding_says_what_it_depends_on_and_what_each_value_would_decide() {
    let rules = format!("{ZOHO}{LATE}");
    let finding = case(&rules, authtoken("", "proxy.example.com")).finding("late", "2021-01-01", None).unwrap();
    let [dependency] = finding.depends_on.as_slice() else { panic!("{:?}", finding.depends_on) };
    assert_eq!(dependency.on, "region");
    assert_eq!(dependency.because, "absent: looked for at /region and the hosts of the endpoints");
    assert_eq!(dependency.would_decide, ["US, EU, CN: no finding", "IN: error"]);
}

#[test]
fn the_whole_rule_is_tried_for_each_region_so_that_conditions_on_it_keep_together() {
    let rules = format!(
        "{ZOHO}
rule somewhere for integration where vendor is zoho {{
  forbid region is US or region in {{ EU, IN, CN }}
  error message \"every region there is\"
}}"
    );
    assert_eq!(case(&rules, authtoken("", "proxy.example.com")).state("somewhere", "2021-01-01"), "error");
}

#[test]
fn what_is_absent_never_matches_and_never_passes() {
    let rules = r#"
rule stored for connection { require auth.storage in { "vault", "kms" } error message "not in a vault" }
rule basic  for connection where auth.mode is static.basic { forbid error message "basic" }
"#;
    let manifest =
        |auth: &str| format!("integration: a\nvendor: x\nconnections:\n  - name: c\n    auth: {{ {auth} }}\n");
    assert_eq!(case(rules, manifest("mode: none")).state("stored", "2021-01-01"), "clean..error");
    assert_eq!(case(rules, manifest("mode: none, storage: vault")).state("stored", "2021-01-01"), "clean");
    assert_eq!(case(rules, manifest("mode: none, storage: env")).state("stored", "2021-01-01"), "error");
    assert_eq!(case(rules, manifest("mode: none, storage: null")).state("stored", "2021-01-01"), "error");
    assert_eq!(case(rules, manifest("mode: none, storage: [vault]")).state("stored", "2021-01-01"), "clean..error");
    assert_eq!(case(rules, manifest("storage: vault")).state("basic", "2021-01-01"), "clean..error");
    assert_eq!(case(rules, manifest("mode: no-such-mode")).state("basic", "2021-01-01"), "clean..error");
    assert_eq!(case(rules, manifest("mode: oauth2")).state("basic", "2021-01-01"), "clean");
}

#[test]
fn exists_absent_and_null_are_told_apart() {
    let rules = r#"
rule exists for integration { forbid owner exists error message "m" }
rule absent for integration { forbid owner absent error message "m" }
rule null   for integration { forbid owner is null error message "m" }
"#;
    let states = |owner: &str| {
        let case = case(rules, format!("integration: a\nvendor: x\n{owner}connections: []\n"));
        ["exists", "absent", "null"].map(|rule| case.state(rule, "2021-01-01"))
    };
    assert_eq!(states(""), ["clean", "error", "clean"]);
    assert_eq!(states("owner: me\n"), ["error", "clean", "clean"]);
    assert_eq!(states("owner: null\n"), ["error", "clean", "error"]);
    assert_eq!(states("owner: ~\n"), ["error", "clean", "error"]);
}

#[test]
fn labels_are_the_values_that_made_it_so_the_innermost_first() {
    let case = case(ZOHO, authtoken("region: EU\n", "www.zoho.eu"));
    let labels = case.labels("authtoken-calls", "2021-06-01");
    assert_eq!(labels[0], ("authtoken".into(), "auth mode `authtoken`".into()));
    assert_eq!(labels[1], ("zoho".into(), "vendor `zoho`".into()));
    assert_eq!(case.finding("authtoken-calls", "2021-06-01", None).unwrap().pointer, "/connections/0/auth/mode");
}

#[test]
fn of_alternatives_only_those_that_hold_are_blamed() {
    let rules = r#"
rule either for connection { forbid auth.storage == "plain" or auth.placed is query error message "m" }
"#;
    let manifest =
        "integration: a\nvendor: x\nconnections:\n  - auth: { mode: none, storage: plain, placed: header }\n";
    assert_eq!(case(rules, manifest).labels("either", "2021-01-01"), [("plain".into(), "auth storage `plain`".into())]);
}

#[test]
fn a_scope_that_is_not_covered_is_pointed_at_alone() {
    let rules = r#"
vendor zoho "Zoho" { hosts "*.zoho.com" region US }
scopes zoho { "{s}.{m}.ALL" covers "{s}.{m}.{op}" }
rule narrow for connection where vendor is zoho { require scopes within { "ZohoCRM.leads.ALL", "ZohoBooks.items.READ" } error message "m" }
"#;
    let manifest = |scopes: &str| {
        format!("integration: a\nvendor: zoho\nconnections:\n  - auth: {{ mode: oauth2 }}\n    scopes: [{scopes}]\n")
    };
    let bad = case(rules, manifest("ZohoCRM.leads.READ, ZohoBooks.items.ALL, ZohoBooks.items.READ"));
    assert_eq!(bad.state("narrow", "2021-01-01"), "error");
    assert_eq!(bad.labels("narrow", "2021-01-01")[0], ("ZohoBooks.items.ALL".into(), "`ZohoBooks.items.ALL`".into()));
    assert_eq!(case(rules, manifest("ZohoCRM.leads.READ")).state("narrow", "2021-01-01"), "clean");
    assert_eq!(case(rules, manifest("")).state("narrow", "2021-01-01"), "clean");
}

#[test]
fn quantifiers_run_over_what_lies_inside() {
    let rules = r#"
rule some for integration { forbid any connection (auth.mode is static) error message "m" }
rule none for integration { require no endpoint (scheme == "http") error message "m" }
rule all  for integration { require all connections (auth.storage == "vault") error message "m" }
"#;
    let manifest = |inside: &str| format!("integration: a\nvendor: x\nconnections:\n{inside}");
    let good = "  - auth: { mode: oauth2, storage: vault }\n    endpoints: [{ url: https://x.example/ }]\n";
    let bad = "  - auth: { mode: static.basic, storage: env }\n    endpoints: [{ url: http://x.example/ }]\n";
    let unclear = "  - auth: {}\n    endpoints: [{ url: /relative }]\n";
    for (inside, expected) in [
        (good.to_owned(), ["clean", "clean", "clean"]),
        (format!("{good}{bad}"), ["error", "error", "error"]),
        (format!("{good}{unclear}"), ["clean..error", "clean..error", "clean..error"]),
        (format!("{bad}{unclear}"), ["error", "error", "error"]),
    ] {
        let case = case(rules, manifest(&inside));
        assert_eq!(["some", "none", "all"].map(|rule| case.state(rule, "2021-01-01")), expected, "{inside}");
    }
}

/// One rule `r` that is an error from one stage of a cutoff on.
fn staged(rows: &str) -> String {
    format!(
        "vendor v \"V\" {{ hosts \"*.v.example\" }}
cutoff c \"Things\" {{ vendor v zone UTC stage s \"things end\" {{ {rows} }} }}
rule r for connection where vendor is v {{ forbid error from c.s message \"m {{c.s}}\" }}"
    )
}

fn of_v(lines: &str, auth: &str) -> String {
    format!("integration: a\nvendor: v\n{lines}connections:\n  - auth: {{ {auth} }}\n")
}

#[test]
fn inside_an_imprecise_date_the_outcome_is_open_and_outside_it_is_sharp() {
    let case = case(&staged("from 2027-H2"), of_v("", "mode: none"));
    assert_eq!(case.state("r", "2027-06-30"), "clean");
    assert_eq!(case.state("r", "2027-07-01"), "clean..error");
    assert_eq!(case.state("r", "2027-12-30"), "clean..error");
    assert_eq!(case.state("r", "2027-12-31"), "error");
    let finding = case.finding("r", "2027-08-01", None).unwrap();
    assert_eq!(finding.depends_on[0].on, "c.s");
    assert_eq!(finding.depends_on[0].because, "known only as: from the second half of 2027");
}

#[test]
fn bounds_without_a_date() {
    let not_before = case(&staged("not before 2027-01-01"), of_v("", "mode: none"));
    assert_eq!(not_before.state("r", "2026-12-31"), "clean");
    assert_eq!(not_before.state("r", "2030-01-01"), "clean..error");
    assert_eq!(case(&staged("unannounced"), of_v("", "mode: none")).state("r", "2000-01-01"), "clean..error");
    assert_eq!(case(&staged("never"), of_v("", "mode: none")).state("r", "2100-01-01"), "clean");
}

#[test]
fn the_later_word_stands_also_when_it_brings_forward_suspends_or_withdraws() {
    let rows = "known 2020-01-01 from 2022-01-01  known 2020-06-01 from 2021-06-01  known 2021-01-01 withdrawn";
    let case = case(&staged(rows), of_v("", "mode: none"));
    assert_eq!(case.state_known("r", "2021-12-31", "2020-05-31"), "clean");
    assert_eq!(case.state_known("r", "2021-12-31", "2020-06-01"), "error");
    assert_eq!(case.state_known("r", "2021-12-31", "2021-01-01"), "clean");
}

#[test]
fn the_most_specific_row_wins_and_the_rest_have_theirs() {
    let rows = "from 2022-01-01  edition saas from 2021-06-01  edition saas, tenant new from 2021-01-01";
    let state = |lines: &str, day: &str| case(&staged(rows), of_v(lines, "mode: none")).state("r", day);
    assert_eq!(state("edition: saas\ntenant: new\n", "2021-01-01"), "error");
    assert_eq!(state("edition: saas\ntenant: existing\n", "2021-05-31"), "clean");
    assert_eq!(state("edition: saas\ntenant: existing\n", "2021-06-01"), "error");
    assert_eq!(state("edition: server\ntenant: new\n", "2021-12-31"), "clean");
    assert_eq!(state("edition: server\n", "2022-01-01"), "error");
    // The tenant alone decides between January and June.
    assert_eq!(state("edition: saas\n", "2021-03-01"), "clean..error");
    assert_eq!(state("edition: saas\n", "2021-06-01"), "error");
}

#[test]
fn dates_can_hang_on_the_manifests_own() {
    let rows = "where created from 2024-08-31 from 2024-09-01  where created before 2024-08-31 from 2025-02-01";
    let state = |lines: &str, day: &str| case(&staged(rows), of_v(lines, "mode: none")).state("r", day);
    assert_eq!(state("created: 2024-08-31\n", "2024-09-01"), "error");
    assert_eq!(state("created: 2024-08-30\n", "2025-01-31"), "clean");
    assert_eq!(state("created: 2024-08-30\n", "2025-02-01"), "error");
    assert_eq!(state("", "2024-08-31"), "clean");
    assert_eq!(state("", "2024-10-01"), "clean..error");
    assert_eq!(state("", "2025-02-01"), "error");
}

#[test]
fn dates_can_be_worked_out_from_the_manifests_own_and_be_clamped() {
    let rolling = case(&staged("from 30 days after auth.last-used"), of_v("", "mode: none, last_used: 2021-01-01"));
    assert_eq!(rolling.state("r", "2021-01-30"), "clean");
    assert_eq!(rolling.state("r", "2021-01-31"), "error");
    let rows = "from earliest of (auth.expires, 2026-03-01)";
    let clamped =
        |expires: &str, day: &str| case(&staged(rows), of_v("", &format!("mode: none{expires}"))).state("r", day);
    assert_eq!(clamped(", expires: 2025-12-01", "2025-12-01"), "error");
    assert_eq!(clamped(", expires: 2027-01-01", "2026-02-28"), "clean");
    assert_eq!(clamped(", expires: 2027-01-01", "2026-03-01"), "error");
    assert_eq!(clamped("", "2026-02-28"), "clean..error");
    assert_eq!(clamped("", "2026-03-01"), "error");
}

#[test]
fn a_window_is_over_after_its_last_day() {
    let rules = staged("during 2021-02-01 .. 2021-02-03").replace("error from c.s", "error during c.s");
    let case = case(&rules, of_v("", "mode: none"));
    assert_eq!(case.schedule("r"), "clean | 2021-02-01 error | 2021-02-04 clean");
}

#[test]
fn a_brownout_of_minutes_makes_its_whole_day_bad_and_an_instant_beside_it_good() {
    let rules = staged("during 2021-02-01 .. 2021-02-02 daily at 06:00, 18:00 for 15 minutes")
        .replace("error from c.s", "error during c.s");
    let case = case(&rules, of_v("", "mode: none"));
    assert_eq!(case.state("r", "2021-02-01"), "error");
    assert_eq!(case.state("r", "2021-02-03"), "clean");
    assert_eq!(case.state("r", "2021-02-01T06:14:59Z"), "error");
    assert_eq!(case.state("r", "2021-02-01T06:15:00Z"), "clean");
}

#[test]
fn without_a_zone_an_instant_is_open_while_the_day_goes_round_the_earth() {
    let rules = staged("from 2021-02-01").replace("zone UTC", "");
    let case = case(&rules, of_v("", "mode: none"));
    assert_eq!(case.state("r", "2021-01-31"), "clean");
    assert_eq!(case.state("r", "2021-02-01"), "error");
    assert_eq!(case.state("r", "2021-01-31T09:59:59Z"), "clean");
    assert_eq!(case.state("r", "2021-01-31T10:00:00Z"), "clean..error");
    assert_eq!(case.state("r", "2021-02-01T11:59:59Z"), "clean..error");
    assert_eq!(case.state("r", "2021-02-01T12:00:00Z"), "error");
}

#[test]
fn the_heaviest_severity_that_holds_counts_whatever_the_order() {
    let rules = staged("from 2021-02-01").replace("error from c.s", "error from c.s  warning  note from 2020-01-01");
    assert_eq!(case(&rules, of_v("", "mode: none")).schedule("r"), "warning | 2021-02-01 error");
}

#[test]
fn a_vendor_that_nobody_can_tell_is_one_finding_however_many_rules_hang_on_it() {
    let rules = r#"
vendor v "V" { hosts "*.v.example" }
vendor w "W" { hosts "*.w.example" }
rule v1 for connection where vendor is v { forbid auth.mode is static error message "m" }
rule v2 for connection where vendor is v { forbid auth.mode is static.basic warning message "m" }
rule w1 for connection where vendor is w { forbid auth.mode is oauth2 error message "m" }
"#;
    let manifest = "integration: a\nconnections:\n  - auth: { mode: static.basic }\n";
    let report = case(rules, manifest).report("2021-01-01", None);
    let [finding] = report.findings.as_slice() else { panic!("{:#?}", report.findings) };
    assert_eq!(&*finding.rule, "check/vendor-unknown");
    assert_eq!(finding.depends_on[0].would_decide, ["v: error (test/v1)", "v: warning (test/v2)"]);
}

#[test]
fn a_vendor_left_out_is_told_by_the_hosts_and_one_that_no_pack_knows_is_nobody_elses() {
    let state = |head: &str| {
        let manifest = format!(
            "integration: a\n{head}connections:\n  - auth: {{ mode: none }}\n    endpoints: [{{ url: https://api.v.example/ }}]\n"
        );
        case(&staged("from 2021-02-01"), manifest).state("r", "2022-01-01")
    };
    assert_eq!(state(""), "error");
    assert_eq!(state("vendor: v\n"), "error");
    assert_eq!(state("vendor: \"V\"\n"), "error");
}

#[test]
fn an_integration_that_asks_two_vendors_is_of_neither() {
    let rules = format!("{}\nvendor w \"W\" {{ hosts \"*.w.example\" }}", staged("from 2021-02-01"));
    let manifest = "integration: a\nconnections:\n  - auth: { mode: none }\n    endpoints: [{ url: https://a.v.example/ }, { url: https://a.w.example/ }]\n";
    assert_eq!(case(&rules, manifest).state("r", "2022-01-01"), "clean");
    assert_eq!(case(&rules, manifest).state("check/vendor-unknown", "2022-01-01"), "clean..error");
}

#[test]
fn messages_say_what_is_absent_and_where_it_was_looked_for() {
    let rules = "rule r for integration { forbid owner absent error message \"{integration} belongs to {owner}\" }";
    let finding = case(rules, "integration: a\nvendor: x\nconnections: []\n").finding("r", "2021-01-01", None).unwrap();
    assert_eq!(finding.located.message, "a belongs to (no `owner` at /owner)");
}

#[test]
fn messages_tell_dates_in_the_words_of_the_announcement() {
    let finding = case(&staged("after 2021-05-31"), of_v("", "mode: none")).finding("r", "2022-01-01", None).unwrap();
    assert_eq!(finding.located.message, "m after 31 May 2021");
}

#[test]
fn a_finding_tells_what_was_announced_and_what_stood_before() {
    let finding =
        case(ZOHO, authtoken("region: EU\n", "www.zoho.eu")).finding("authtoken-calls", "2021-05-10", None).unwrap();
    assert_eq!(
        finding.located.notes,
        [
            "Zoho authtokens: calls that carry an authtoken fail after 31 May 2021, as announced by 30 April 2021; before that, from 1 May 2021 (known by 30 November 2020)"
        ]
    );
}

#[test]
fn fingerprints_stay_when_lines_move_and_differ_between_connections() {
    let one = authtoken("region: EU\n", "www.zoho.eu");
    let print =
        |manifest: &str| case(ZOHO, manifest).finding("authtoken-calls", "2021-06-01", None).unwrap().fingerprint;
    assert_eq!(print(&one), print(&format!("# a comment\n\n{one}")));
    assert_ne!(print(&one), print(&one.replace("name: main", "name: other")));
}

/// A rule `r` whose severity hangs on a stage that only the edition `enterprise` has; `asks` is what it forbids.
fn by_edition(asks: &str) -> String {
    format!(
        "vendor v \"V\" {{ hosts \"*.v.example\" }}
cutoff c \"C\" {{ vendor v zone UTC stage x \"x\" {{ edition enterprise from 2020-01-01 else never }} }}
rule r for integration where vendor is v {{ forbid {asks} error from 2019-01-01 warning from c.x message \"m\" }}"
    )
}

#[test]
fn trying_values_of_a_field_tells_those_apart_that_the_rule_itself_names() {
    let state = |asks: &str, lines: &str| case(&by_edition(asks), of_v(lines, "mode: none")).state("r", "2021-01-01");
    assert_eq!(state("edition == \"pro\"", ""), "clean..error");
    assert_eq!(state("edition != \"pro\"", ""), "clean..error");
    assert_eq!(state("edition in { \"pro\", \"basic\" }", ""), "clean..error");
    // Rows select in any case, comparisons do not.
    assert_eq!(state("edition == \"Enterprise\"", ""), "clean..error");
    assert_eq!(state("edition == \"Enterprise\"", "edition: Enterprise\n"), "error");
}

#[test]
fn trying_values_changes_nothing_about_what_is_there() {
    let state = |asks: &str, lines: &str| case(&by_edition(asks), of_v(lines, "mode: none")).state("r", "2021-01-01");
    assert_eq!(state("edition absent", ""), "error");
    assert_eq!(state("edition exists", ""), "clean");
    assert_eq!(state("edition or else \"pro\" == \"pro\"", ""), "error");
    let zoho = |asks: &str, lines: &str| {
        let rules =
            format!("{ZOHO}\nrule r for integration where vendor is zoho {{ forbid {asks} error message \"m\" }}");
        case(&rules, authtoken(lines, "proxy.example.com")).state("r", "2021-01-01")
    };
    assert_eq!(zoho("region absent or region is EU", ""), "error");
    assert_eq!(zoho("region is null or region is EU", "region: null\n"), "error");
    assert_eq!(zoho("region exists and region is not EU", ""), "clean");
    assert_eq!(zoho("region is EU", ""), "clean..error");
    // A null region says as little as none.
    assert_eq!(zoho("region is EU", "region: null\n"), "clean..error");
}

#[test]
fn no_comparison_with_a_null_holds() {
    let state = |asks: &str, lines: &str| {
        let rules = format!("rule r for integration {{ forbid {asks} error message \"m\" }}");
        case(&rules, format!("integration: a\nvendor: x\n{lines}connections: []\n")).state("r", "2021-01-01")
    };
    assert_eq!(state("owner == environment", "owner: null\nenvironment: null\n"), "clean");
    assert_eq!(state("owner matches \"*\"", "owner: null\n"), "clean");
    assert_eq!(state("created from 2020-01-01", "created: null\n"), "clean");
    assert_eq!(state("owner is null", "owner: null\n"), "error");
}

#[test]
fn a_field_with_too_many_values_to_try_stays_unknown() {
    let regions: Vec<String> = (0..70).map(|n| format!("R{n}")).collect();
    let rules = format!(
        "vendor v \"V\" {{ regions {} }}
cutoff c \"C\" {{ vendor v zone UTC stage x \"x\" {{ region R69 from 2020-01-01 else never }} }}
rule r for integration where vendor is v {{ forbid error from c.x message \"m\" }}",
        regions.join(", ")
    );
    assert_eq!(case(&rules, of_v("", "mode: none")).state("r", "2021-01-01"), "clean..error");
    assert_eq!(case(&rules, of_v("region: R69\n", "mode: none")).state("r", "2021-01-01"), "error");
}

#[test]
fn a_region_that_the_vendor_does_not_have_is_unknown_and_told() {
    let rules = format!("{ZOHO}{LATE}");
    for region in ["Europe", "\"\"", "AP"] {
        let case = case(&rules, authtoken(&format!("region: {region}\n"), "www.zoho.eu"));
        assert_eq!(case.state("late", "2021-01-01"), "clean..error", "{region}");
        let report = case.report("2021-01-01", None);
        assert_eq!(report.diagnostics[0].code, "check/unknown-region");
    }
}

#[test]
fn a_host_that_is_filled_in_later_may_be_in_any_region() {
    let rules = format!("{ZOHO}{LATE}").replace("hosts \"*.zoho.in\"", "hosts \"*.zoho.in\" \"in.example\"");
    let manifest = authtoken("", "www.zoho.in");
    assert_eq!(case(&rules, manifest.clone()).state("late", "2021-01-01"), "error");
    let open = manifest.replace("    endpoints:\n", "    endpoints:\n      - { url: !later x }\n");
    assert_eq!(case(&rules, open).state("late", "2021-01-01"), "clean..error");
}

#[test]
fn a_value_behind_an_alias_is_shown_where_it_stands_and_where_it_counts() {
    let manifest = "integration: sync\nvendor: zoho\nregion: EU\nlabels: { kind: &mode authtoken }\nconnections:\n  - name: main\n    auth:\n      mode: *mode\n";
    let case = case(ZOHO, manifest);
    let labels = case.labels("authtoken-calls", "2021-06-01");
    assert_eq!(labels[0].0, "authtoken");
    assert!(labels.iter().any(|(text, what)| text == "*mode" && what == "`auth.mode` comes from there"), "{labels:?}");
    assert_eq!(case.finding("authtoken-calls", "2021-06-01", None).unwrap().pointer, "/connections/0/auth/mode");
}

#[test]
fn a_document_that_no_format_speaks_of_is_told_beside_others_that_are() {
    let manifest = format!("{}---\nintegratoin: b\nconnections: []\n", authtoken("region: EU\n", "www.zoho.eu"));
    let report = case(ZOHO, manifest).report("2021-06-01", None);
    assert_eq!(report.diagnostics[0].code, "check/document-not-recognised");
    assert_eq!(report.diagnostics[0].labels[0].start.line, 12);
}

#[test]
fn a_misspelt_key_does_not_hide_a_manifest() {
    let report =
        case(ZOHO, authtoken("", "www.zoho.eu").replace("connections:", "conections:")).report("2021-06-01", None);
    assert_eq!(report.diagnostics[0].code, "input/unknown-key");
    assert_eq!(report.diagnostics[0].help.as_deref(), Some("did you mean `connections`?"));
}

#[test]
fn a_secret_in_the_manifest_is_in_no_excerpt() {
    let manifest = authtoken("region: EU\n", "www.zoho.eu")
        .replace("      mode: authtoken\n", "      secret: hunter2\n      mode: authtoken\n");
    let rules = format!("{ZOHO}\nrule s for connection {{ forbid auth.secret exists error message \"m\" }}");
    let report = format!("{:?}", case(&rules, manifest).report("2021-06-01", None));
    assert!(report.contains("test/s") && !report.contains("hunter2"), "{report}");
}

/// A rule `r` for integrations of `v` with one condition, and a cutoff whose rows make regions and editions be tried.
fn tried(condition: &str) -> String {
    format!(
        "vendor v \"V\" {{ hosts \"*.v.example\" regions EU, US }}
cutoff c \"Things\" {{ vendor v zone UTC stage s {{ edition saas from 2021-01-01 edition server from 2021-06-01 else never }} }}
rule r for integration where vendor is v {{ {condition} error from c.s message \"m\" }}
rule q for integration where vendor is v {{ {condition} error message \"m\" }}"
    )
}

#[test]
fn what_a_field_could_be_does_not_make_it_be_there() {
    let state = |condition: &str| {
        let condition = format!("forbid {condition} or (region is EU and region is US)");
        case(&tried(&condition), of_v("", "mode: none")).state("q", "2021-01-01")
    };
    assert_eq!(state("region absent"), "error");
    assert_eq!(state("region exists"), "clean");
}

#[test]
fn a_value_that_no_row_names_may_be_one_that_the_rule_names() {
    let state =
        |day: &str| case(&tried("forbid edition == \"onprem\" or during c.s"), of_v("", "mode: none")).state("q", day);
    assert_eq!(state("2020-12-31"), "clean..error");
}

#[test]
fn a_null_is_a_value_also_where_values_are_tried_and_no_comparison_with_it_holds() {
    let null = "region: null\nowner: null\ncreated: null\nedition: null\n";
    let state =
        |condition: &str| case(&tried(condition), of_v(null, "mode: none, expires_in: null")).state("q", "2021-03-01");
    for condition in ["owner == \"me\"", "edition == \"saas\"", "created from 2000-01-01", "created before 2030-01-01"]
    {
        assert_eq!(state(&format!("forbid {condition}")), "clean", "{condition}");
        assert_eq!(state(&format!("require {condition}")), "error", "{condition}");
    }
    assert_eq!(state("require any connection (auth.expires-in > 5 seconds)"), "error");
    assert_eq!(state("forbid region or else EU == EU"), "error");
}

#[test]
fn a_region_that_the_vendor_does_not_have_cannot_be_decided() {
    let rules = format!("{}\nvendor w \"W\" {{ hosts \"*.w.example\" regions MOON }}", tried("forbid region is EU"));
    for region in ["ZZ", "MOON"] {
        let manifest = of_v(&format!("region: {region}\n"), "mode: none");
        assert_eq!(case(&rules, manifest).state("q", "2021-03-01"), "clean..error", "{region}");
    }
}

#[test]
fn fields_that_another_cutoffs_rows_select_by_are_tried_too() {
    let rules = format!(
        "{}
cutoff d \"Others\" {{ vendor v zone UTC stage s {{ from 30 days after c.s }} }}
rule after for integration where vendor is v {{ forbid edition == \"saas\" or edition != \"saas\" error from d.s message \"m\" }}",
        tried("forbid region is EU").replace("else never", "from 2021-03-01")
    );
    let state = |day: &str| case(&rules, of_v("", "mode: none")).state("after", day);
    assert_eq!(state("2021-01-30"), "clean");
    assert_eq!(state("2021-01-31"), "clean..error");
    assert_eq!(state("2021-07-01"), "error");
}

#[test]
fn many_values_are_all_tried_or_none() {
    let rows = (0..70).map(|n| format!("edition e{n} never")).collect::<Vec<_>>().join(" ");
    let rules = staged(&format!("{rows} edition last from 2021-01-01  else never"));
    assert_eq!(case(&rules, of_v("", "mode: none")).state("r", "2021-01-01"), "clean..error");
}

#[test]
fn that_nothing_was_announced_is_not_certain_where_the_row_perhaps_speaks_of_others() {
    let rows = "known 2021-01-01 edition saas where created from auth.created from 2021-01-01";
    let case = case(&staged(rows), of_v("edition: saas\n", "mode: none"));
    assert_eq!(case.state_known("r", "2021-06-01", "2020-01-01"), "clean..error");
}

#[test]
fn of_windows_of_which_one_stands_each_has_a_beginning() {
    let rows = "where created from auth.created during 2021-02-01 .. 2021-02-28  during 2021-04-01 .. 2021-04-30";
    let case = case(&staged(rows), of_v("", "mode: none"));
    assert_eq!(case.schedule("r"), "clean | 2021-02-01 clean..error | 2021-04-01 error");
}

#[test]
fn days_of_a_stage_are_of_its_cutoffs_zone_also_when_counted_from_elsewhere() {
    let rules = "vendor v \"V\" { hosts \"*.v.example\" }
cutoff ny \"Here\" { vendor v zone America/New_York stage s { from 2021-03-14 } }
cutoff utc \"There\" { vendor v zone UTC stage s { after ny.s } stage t { from 1 day after 1 day after ny.s } }
rule s for connection where vendor is v { forbid error from utc.s message \"m\" }
rule t for connection where vendor is v { forbid error from utc.t message \"m\" }";
    let case = case(rules, of_v("", "mode: none"));
    // On 14 March the clocks of New York go forward: the day after begins at 04:00 UTC, not at 05:00.
    for (rule, day) in [("s", "2021-03-15"), ("t", "2021-03-16")] {
        assert_eq!(case.state(rule, &format!("{day}T03:59:59Z")), "clean", "{rule}");
        assert_eq!(case.state(rule, &format!("{day}T04:00:00Z")), "error", "{rule}");
    }
}

#[test]
fn of_a_day_the_most_that_is_certain_and_the_most_that_is_possible_count() {
    let rules = "vendor v \"V\" { hosts \"*.v.example\" }
cutoff c \"Things\" { vendor v zone UTC
  stage perhaps { where created from 2021-01-01 during 2021-02-01 .. 2021-02-01 daily at 06:00 for 15 minutes  never }
  stage surely { during 2021-02-01 .. 2021-02-01 daily at 12:00 for 15 minutes }
}
rule r for connection where vendor is v { forbid error during c.perhaps warning during c.surely message \"m\" }";
    assert_eq!(case(rules, of_v("", "mode: none")).state("r", "2021-02-01"), "warning..error");
}
