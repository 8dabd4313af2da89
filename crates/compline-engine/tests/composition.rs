//! Packs upon packs: `tighten`, `waive`, `limit`, and names across packs.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{ZOHO, authtoken};
use compline_engine::finding::{FileReport, Finding, Outcome, State, Summary};
use compline_engine::{CheckOptions, Checker, Horizon};
use compline_policy::{PackFile, PackFiles, Policy, compile};
use compline_time::{AsOf, Day};
use proptest::prelude::*;

const MODES: &str = include_str!("../../../rules/core/modes.compline");
const NATIVE: &str = include_str!("../../../rules/formats/native.compline");

fn pack(name: &str, text: &str) -> PackFiles {
    PackFiles {
        fallback_name: name.into(),
        manifest: None,
        rules: vec![PackFile { path: format!("{name}.compline"), text: text.into() }],
    }
}

/// Packs by name and text, with those that everything needs.
fn policy(packs: &[(&str, &str)]) -> Policy {
    let ground = [("core", MODES), ("native", NATIVE)];
    let packs = packs.iter().chain(&ground).map(|(name, text)| pack(name, text)).collect();
    match compile(packs, &[]) {
        Ok(compiled) => compiled.policy,
        Err(rejected) => panic!("{:#?}", rejected.diagnostics),
    }
}

fn codes(packs: &[(&str, &str)]) -> Vec<(String, String)> {
    let ground = [("core", MODES), ("native", NATIVE)];
    let packs = packs.iter().chain(&ground).map(|(name, text)| pack(name, text)).collect();
    let diagnostics = match compile(packs, &[]) {
        Ok(compiled) => compiled.warnings,
        Err(rejected) => rejected.diagnostics,
    };
    diagnostics.into_iter().map(|one| (one.code.as_str().to_owned(), one.message)).collect()
}

fn check(policy: &Policy, manifest: &str, as_of: &str, known_at: Option<&str>) -> (FileReport, Summary) {
    let options = CheckOptions {
        as_of: AsOf::parse(as_of).unwrap(),
        known_at: known_at.map(|day| Day::parse(day).unwrap()),
        jobs: None,
        file_format: None,
        horizon: Horizon::All,
    };
    Checker::new(policy, options).unwrap().check_bytes("m.yaml", manifest.as_bytes())
}

fn finding(policy: &Policy, manifest: &str, as_of: &str, rule: &str) -> Option<Finding> {
    check(policy, manifest, as_of, None).0.findings.into_iter().find(|finding| *finding.rule == *rule)
}

fn words(state: State) -> String {
    let name = |severity: Option<compline_diagnostic::Severity>| severity.map_or("clean", |severity| severity.as_str());
    let severity = if state.at_least == state.at_most {
        name(state.at_least).to_owned()
    } else {
        format!("{}..{}", name(state.at_least), name(state.at_most))
    };
    if state.waived { format!("waived {severity}") } else { severity }
}

fn state(policy: &Policy, manifest: &str, as_of: &str) -> String {
    finding(policy, manifest, as_of, "zoho/authtoken-calls").map_or("clean".into(), |finding| words(finding.state))
}

fn schedule(policy: &Policy, manifest: &str) -> String {
    let finding = finding(policy, manifest, "2021-01-01", "zoho/authtoken-calls").unwrap();
    let steps = finding.schedule.iter().map(|step| match &step.from {
        None => words(step.state),
        Some(from) => format!("{} {}", from.text, words(step.state)),
    });
    steps.collect::<Vec<_>>().join(" | ")
}

fn us() -> String {
    authtoken("region: US\n", "www.zohoapis.com")
}

const TIGHTEN: &str = "use zoho\ntighten zoho/authtoken-calls { error from 2021-03-01 control \"ACME 7\" }";
const WAIVE: &str = r#"
waive zoho/authtoken-calls for integration "sync" {
  from 2021-03-10
  until 2021-05-15
  because "Rewrite lands in sprint 9"
  approved "ciso@acme.example"
  ticket "SEC-1182"
}
"#;

#[test]
fn a_rule_of_another_pack_is_made_stricter_and_the_finding_says_by_whom() {
    let plain = policy(&[("zoho", ZOHO)]);
    let strict = policy(&[("zoho", ZOHO), ("acme", TIGHTEN)]);
    assert_eq!(schedule(&plain, &us()), "clean | 2020-11-30 note | 2021-03-03 warning | 2021-06-01 error");
    assert_eq!(schedule(&strict, &us()), "clean | 2020-11-30 note | 2021-03-01 error");
    let finding = finding(&strict, &us(), "2021-03-01", "zoho/authtoken-calls").unwrap();
    assert_eq!(finding.tightened_by, ["acme"]);
    assert_eq!(finding.located.notes.last().unwrap(), "the rule was made stricter by `acme`; without that: note");
    let label = finding.located.labels.iter().find(|label| &*label.path == "acme.compline").unwrap();
    assert_eq!((label.message.as_str(), label.primary, label.start.line), ("made stricter by `acme`", false, 2));
    assert!(finding.controls.iter().any(|control| &**control == "ACME 7"));
}

#[test]
fn selection_widens_and_obligations_add_up() {
    let base = format!(
        "{ZOHO}\nrule stored for connection where vendor is zoho and auth.mode is authtoken {{\n  require auth.storage is \"vault\"\n  warning\n  message \"m\"\n}}"
    );
    let base = base.replace("auth.storage is \"vault\"", "auth.storage == \"vault\"");
    let acme = "use zoho\ntighten zoho/stored { also where auth.mode is static.basic forbid auth.created before 2020-10-16 error }";
    let manifest =
        |mode: &str, storage: &str| us().replace("mode: authtoken", &format!("mode: {mode}\n      storage: {storage}"));
    let (plain, strict) = (policy(&[("zoho", &base)]), policy(&[("zoho", &base), ("acme", acme)]));
    let ask = |policy: &Policy, mode: &str, storage: &str| {
        finding(policy, &manifest(mode, storage), "2021-01-01", "zoho/stored")
            .map_or("clean".into(), |f| words(f.state))
    };
    assert_eq!(ask(&plain, "authtoken", "vault"), "clean");
    assert_eq!(ask(&strict, "authtoken", "vault"), "error", "issued before 16 October");
    assert_eq!(ask(&plain, "static.basic", "env"), "clean");
    assert_eq!(ask(&strict, "static.basic", "env"), "error");
    // What is broken besides is broken of the rule's own selection.
    assert_eq!(ask(&strict, "static.basic", "vault"), "clean");
    assert_eq!(ask(&strict, "oauth2.client-credentials", "env"), "clean");
}

#[test]
fn packs_in_any_order_and_two_that_tighten_one_rule_come_to_the_same() {
    let other = "use zoho\ntighten zoho/authtoken-calls { warning from 2020-12-24 }";
    let packs = [("zoho", ZOHO), ("acme", TIGHTEN), ("bcme", other)];
    let show = |packs: &[(&str, &str)]| {
        let policy = policy(packs);
        let (report, _) = check(&policy, &us(), "2021-03-01", None);
        format!("{:#?}", report.findings)
    };
    let all = show(&packs);
    assert!(all.contains("`acme` and `bcme`"), "{all}");
    for order in [[0, 2, 1], [1, 0, 2], [2, 1, 0]] {
        assert_eq!(show(&order.map(|index| packs[index])), all);
    }
    // Packs that use each other are fine: names know no order.
    let circle = format!("use acme\n{ZOHO}");
    assert_eq!(state(&policy(&[("zoho", &circle), ("acme", TIGHTEN)]), &us(), "2021-03-01"), "error");
}

#[test]
fn conditions_are_defined_across_packs() {
    let lib = "define stored-safely(c: connection) = c.auth.storage in { \"vault\", \"kms\" }";
    let acme = "use lib\nrule safe for connection where auth.mode is static { require lib/stored-safely(it) error message \"m\" }";
    let policy = policy(&[("zoho", ZOHO), ("lib", lib), ("acme", acme)]);
    let with = |storage: &str| us().replace("mode: authtoken", &format!("mode: authtoken\n      storage: {storage}"));
    assert!(finding(&policy, &with("vault"), "2021-01-01", "acme/safe").is_none());
    assert!(finding(&policy, &with("env"), "2021-01-01", "acme/safe").is_some());
}

#[test]
fn a_waiver_is_seen_and_ends_with_its_last_day() {
    let policy = policy(&[("zoho", ZOHO), ("acme", &format!("{TIGHTEN}\n{WAIVE}"))]);
    assert_eq!(
        schedule(&policy, &us()),
        "clean | 2020-11-30 note | 2021-03-01 error | 2021-03-10 waived error | 2021-05-16 error"
    );
    let (report, summary) = check(&policy, &us(), "2021-05-15", None);
    let finding = report.findings.iter().find(|finding| &*finding.rule == "zoho/authtoken-calls").unwrap();
    assert_eq!((finding.outcome, words(finding.state).as_str()), (Outcome::Waived, "waived error"));
    assert_eq!((summary.waived, summary.violations), ([0, 0, 1], [0, 0, 0]));
    assert_eq!(summary.packs, []);
    let waiver = &finding.waivers[0];
    assert_eq!(
        (waiver.until.as_str(), waiver.covers, waiver.ticket.as_deref()),
        ("2021-05-15", true, Some("SEC-1182"))
    );
    assert_eq!(finding.next_change.as_ref().unwrap().days, 1);
    assert_eq!(state(&policy, &us(), "2021-05-16"), "error");
    let (report, summary) = check(&policy, &us(), "2021-05-16", None);
    assert_eq!(summary.violations, [0, 0, 1]);
    assert_eq!(summary.packs[0].code, "waiver/expired");
    assert!(summary.packs[0].message.contains("one finding that it covered is reported again"));
    assert!(report.findings.iter().any(|finding| finding.waivers.iter().any(|waiver| !waiver.covers)));
    // As of an instant, days are those of the rule's zone.
    assert_eq!(state(&policy, &us(), "2021-05-15T18:29:59Z"), "waived error");
    assert_eq!(state(&policy, &us(), "2021-05-15T18:30Z"), "error");
}

#[test]
fn what_a_waiver_is_for_has_to_be_certain() {
    let with = |head: &str| {
        let waive = WAIVE.replace("for integration \"sync\"", head);
        let policy = policy(&[("zoho", ZOHO), ("acme", &format!("{TIGHTEN}\n{waive}"))]);
        (state(&policy, &us(), "2021-04-01"), check(&policy, &us(), "2021-04-01", None).1.packs.len())
    };
    for (head, expected, said) in [
        ("", "waived error", 0),
        ("for integration \"s*\" connection \"main\"", "waived error", 0),
        ("for integration \"s*\" connection \"other\"", "error", 1),
        ("for integration \"Sync\"", "error", 1),
        ("where region is US", "waived error", 0),
        ("where region is EU", "error", 1),
        ("where auth.created before 2020-10-16", "waived error", 0),
        // Nobody says where it is kept, so that it is in the vault is not certain; and the waiver may be for it.
        ("where auth.storage == \"vault\"", "error", 0),
    ] {
        assert_eq!(with(head), (expected.to_owned(), said), "{head}");
    }
    let all = WAIVE.replace("zoho/authtoken-calls", "zoho/*");
    let policy = policy(&[("zoho", ZOHO), ("acme", &format!("{TIGHTEN}\n{all}"))]);
    assert_eq!(state(&policy, &us(), "2021-04-01"), "waived error");
}

#[test]
fn limits_of_any_pack_hold_and_the_strictest_counts() {
    let said = |limits: &str, waive: &str, as_of: &str| {
        let limits = format!("use core\n{limits}");
        let policy = policy(&[("zoho", ZOHO), ("acme", &format!("{TIGHTEN}\n{waive}")), ("board", &limits)]);
        let summary = check(&policy, &us(), as_of, None).1;
        let packs: Vec<String> =
            summary.packs.iter().map(|located| format!("{}[{}]", located.severity, located.code)).collect();
        (state(&policy, &us(), as_of), packs.join(" "))
    };
    let fine = |state: &str, packs: &str| (state.to_owned(), packs.to_owned());
    assert_eq!(said("limit waivers to 67 days", WAIVE, "2021-05-15"), fine("waived error", ""));
    assert_eq!(said("limit waivers to 66 days", WAIVE, "2021-05-14"), fine("waived error", "warning[waiver/too-long]"));
    assert_eq!(said("limit waivers to 66 days", WAIVE, "2021-05-15"), fine("error", "warning[waiver/too-long]"));
    assert_eq!(
        said("limit waivers to 1 year\nlimit waivers to 2 months", WAIVE, "2021-05-10"),
        fine("error", "warning[waiver/too-long]")
    );
    assert_eq!(said("limit waivers to none", WAIVE, "2021-05-10"), fine("error", "error[waiver/forbidden]"));
    let open = WAIVE.replace("from 2021-03-10", "");
    assert_eq!(said("", &open, "2021-05-10"), fine("waived error", ""));
    assert_eq!(said("limit waivers to 1 year", &open, "2021-05-10"), fine("error", "warning[waiver/too-long]"));
}

#[test]
fn a_waiver_that_covers_nothing_says_so() {
    let policy = policy(&[("zoho", ZOHO), ("acme", &format!("{TIGHTEN}\n{WAIVE}"))]);
    let clean = us().replace("mode: authtoken", "mode: oauth2");
    let said = |as_of: &str| check(&policy, &clean, as_of, None).1.packs;
    assert_eq!(said("2021-04-01")[0].code, "waiver/unused");
    assert_eq!(said("2021-06-01")[0].code, "waiver/expired");
}

/// A base rule with a severity, and a tightening of that severity: what comes of the proof.
fn proof(cutoff: &str, own: &str, new: &str) -> String {
    let base = format!(
        "vendor v \"V\" {{ hosts \"*.v.example\" region US hosts \"*.v-eu.example\" region EU }}\ncutoff c {{ vendor v zone UTC {cutoff} }}\nrule r for connection where vendor is v {{ forbid {own} message \"m\" }}"
    );
    let acme = format!("use base\ntighten base/r {{ {new} }}");
    let said = codes(&[("base", &base), ("acme", &acme)]);
    let said: Vec<String> = said.into_iter().map(|(code, message)| format!("{code}: {message}")).collect();
    said.join("\n")
}

#[test]
fn stricter_is_shown_and_looser_has_a_counterexample() {
    let moved = "stage fails { known 2020-11-30 from 2021-05-01 known 2021-04-30 after 2021-05-31 }";
    let by_region = "stage fails { region US from 2021-05-01 region EU from 2021-03-01 }";
    let by_date = "stage fails { where created from 2020-01-01 from 2021-01-01 from 2021-05-01 }";
    let expiry = "stage fails { from earliest of (auth.expires, 2021-06-01) }";
    // A condition that nobody can evaluate is the same wherever it is asked, and holds or does not.
    let soon = |one: &str, other: &str| {
        format!(
            "stage fails {{ where {one} from 2021-05-01 else never }} stage soon {{ from 2021-04-01 where {other} from 2021-08-01 }}"
        )
    };
    let owner = "owner matches \"*@x.example\"";
    let same = &format!(
        "stage fails {{ from 2021-08-01 where {owner} from 2021-05-01 }} stage soon {{ from 2021-07-01 where {owner} from 2021-04-01 }}"
    );
    let opposite = &soon(owner, &format!("not ({owner})"));
    let before = &soon("auth.created from created", "auth.created before created");
    for (cutoff, own, new) in [
        (moved, "error from c.fails", "error from 2021-03-01"),
        (moved, "error from c.fails", "error from 2021-05-01"),
        (moved, "error from c.fails", "error"),
        (moved, "error from c.fails", "error from 30 days before c.fails"),
        (moved, "error from c.fails", "error from earliest of (2021-05-15, c.fails)"),
        (moved, "error from c.fails", "error during c.fails note from 2001-01-01"),
        (moved, "error from c.fails warning from 90 days before c.fails", "warning from 91 days before c.fails"),
        (by_region, "error from c.fails", "error from 2021-03-01"),
        (by_region, "error from c.fails", "error from 1 week before c.fails"),
        (by_date, "error from c.fails", "error from 2021-01-01"),
        (expiry, "error from c.fails", "error from 30 days before c.fails"),
        (expiry, "error from c.fails", "error from earliest of (c.fails, auth.created)"),
        (expiry, "error from c.fails", "error from earliest of (2 months before auth.expires, 2021-04-01)"),
        ("stage fails { during 2021-05-01 .. 2021-05-31 }", "error during c.fails", "error from 2021-05-01"),
        ("stage fails { during 2021-05-01 .. 2021-05-31 rollout }", "error during c.fails", "error from 2021-05-01"),
        (same, "error from c.fails", "error from c.soon"),
        (opposite, "error from c.fails", "error from c.soon"),
        (before, "error from c.fails", "error from c.soon"),
    ] {
        assert_eq!(proof(cutoff, own, new), "", "{cutoff} {own} {new}");
    }
    for (cutoff, own, new, expected) in [
        (
            moved,
            "error from c.fails",
            "error from 2021-06-01",
            "on 1 May 2021, by what was known on 30 November 2020, the rule is an error and this is not",
        ),
        (moved, "error from c.fails", "error from 2021-06-02", "on 1 June 2021, the rule is an error and this is not"),
        (by_region, "error from c.fails", "error from 2021-04-01", "on 1 March 2021, in region EU, the rule is"),
        (expiry, "error from c.fails", "error from 2021-06-01", "with auth.expires on"),
        (
            expiry,
            "error from 90 days before auth.expires",
            "error from 60 days before auth.expires",
            "with auth.expires on",
        ),
        ("stage fails { from 2021-Q2 }", "error from c.fails", "error from 2021-05-01", "the rule may be an error"),
        (
            "stage fails { during 2021-05-01 .. 2021-05-31 } stage gone { from 2021-06-15 }",
            "error during c.fails error from c.gone",
            "error from c.gone",
            "on 1 May 2021, the rule is an error",
        ),
    ] {
        let said = proof(cutoff, own, new);
        assert!(said.starts_with("tighten/looser") && said.contains(expected), "{cutoff} {own} {new}\n{said}");
    }
    // Of a null date, neither holds: that it is not from a point on does not make it before.
    let null = "stage fails { where not (auth.created from created) from 2021-05-01 else never } stage soon { from 2021-08-01 where auth.created before created from 2021-04-01 }";
    assert!(proof(null, "error from c.fails", "error from c.soon").starts_with("tighten/not-proven"));
    // Whether such a condition can hold nobody can tell.
    let cutoff = "stage fails { where owner matches \"*@x.example\" from 2021-01-01 from 2021-05-01 }";
    let said = proof(cutoff, "error from c.fails", "error from 2021-02-01");
    assert!(said.starts_with("tighten/not-proven"), "{said}");
}

/// What a rule selects by may be no value that a row names.
#[test]
fn a_proof_is_for_what_the_rule_selects() {
    let proof = |edition: &str, new: &str| {
        let base = format!(
            "vendor v \"V\" {{ }}\ncutoff c {{ vendor v zone UTC stage s {{ edition saas from 2021-01-01 from 2021-05-01 }} }}\nrule r for integration where vendor is v and edition == \"{edition}\" {{ forbid error from c.s message \"m\" }}"
        );
        let said = codes(&[("base", &base), ("acme", &format!("use base\ntighten base/r {{ error from {new} }}"))]);
        said.into_iter().map(|(code, _)| code).collect::<Vec<_>>().join(" ")
    };
    for (edition, new, expected) in [
        ("server", "2021-05-02", "tighten/looser"),
        ("server", "2021-04-30", ""),
        ("saas", "2021-04-30", "tighten/looser"),
        ("saas", "2020-12-31", ""),
        // A row takes a word in any case.
        ("SAAS", "2021-04-30", "tighten/looser"),
    ] {
        assert_eq!(proof(edition, new), expected, "{edition} {new}");
    }
}

#[test]
fn what_adds_nothing_is_said() {
    let plain = "stage fails { from 2021-05-01 }";
    for new in ["error from c.fails", "error from 2021-05-01", "warning from 2021-06-01", ""] {
        assert!(proof(plain, "error from c.fails", new).starts_with("tighten/no-effect"), "{new}");
    }
    for new in ["error from 2021-04-01", "warning from 2021-04-30", "also where auth.mode is static", "control \"C\""] {
        assert_eq!(proof(plain, "error from c.fails", new), "", "{new}");
    }
}

/// Weights of a state: what is certain and what is possible.
fn weight(state: State) -> (usize, usize) {
    let number = |severity: Option<compline_diagnostic::Severity>| severity.map_or(0, |severity| severity as usize + 1);
    (number(state.at_least), number(state.at_most))
}

/// The state of a finding at a tick.
fn at(finding: &Finding, tick: i64) -> State {
    let begun = |step: &&compline_engine::finding::Step| step.from.as_ref().is_none_or(|from| from.tick <= tick);
    finding.schedule.iter().rev().find(begun).map_or(State::CLEAN, |step| step.state)
}

fn any_manifest() -> impl Strategy<Value = String> {
    let region =
        prop_oneof![Just(""), Just("region: US\n"), Just("region: IN\n"), Just("region: EU\n"), Just("region: XX\n")];
    let mode = prop_oneof![Just("authtoken"), Just("static.basic"), Just("oauth2"), Just("nonsense"), Just("")];
    let storage = prop_oneof![Just(""), Just("vault"), Just("env"), Just("${somewhere}")];
    let created = prop_oneof![Just(""), Just("2019-01-01"), Just("2020-10-15"), Just("2020-12-24")];
    let edition = prop_oneof![Just(""), Just("edition: saas\n"), Just("edition: other\n")];
    (region, mode, storage, created, edition, any::<bool>()).prop_map(|(region, mode, storage, created, edition, vendor)| {
        let vendor = if vendor { "vendor: zoho\n" } else { "" };
        let line = |key: &str, value: &str| if value.is_empty() { String::new() } else { format!("      {key}: \"{value}\"\n") };
        format!(
            "integration: sync\n{vendor}{region}{edition}connections:\n  - name: main\n    auth:\n      refresh: true\n{}{}{}",
            line("mode", mode),
            line("storage", storage),
            line("created", created)
        )
    })
}

const MORE: &str = r#"
cutoff other "Other" {
  vendor zoho  zone America/Los_Angeles
  stage fails {
    edition saas from 2021-Q1
    known 2020-06-01 region IN from 2021-02-01
    known 2020-11-01 where auth.created from 2020-10-01 from 2021-04-01
    else unknown
  }
}
rule stored for connection where vendor is zoho and region matches "E*" {
  require auth.storage == "vault"
  warning from 2020-12-01
  error   from other.fails
  message "m"
}
rule late for connection where vendor is zoho { forbid auth.created from authtoken.no-new error from 2020-12-01 message "m" }
"#;

fn any_tightening() -> impl Strategy<Value = String> {
    let clause = prop_oneof![
        Just("error from 2020-11-01"),
        Just("warning from 2020-10-01"),
        Just("note"),
        Just("error"),
        Just("warning from 30 days before zoho/other.fails"),
        Just("warning during zoho/other.fails warning from 2020-12-01"),
        Just("also where auth.mode is static.basic"),
        Just("also where region is IN and auth.storage exists"),
        Just("also where edition == \"saas\""),
    ];
    let broken = prop_oneof![
        Just(""),
        Just("forbid auth.mode is static"),
        Just("require auth.created from 2020-01-01"),
        Just("forbid region in { EU, IN }"),
        Just("require region is US"),
    ];
    let rule = prop_oneof![Just("authtoken-calls"), Just("stored"), Just("late")];
    (rule, proptest::collection::vec(clause, 1..3), broken).prop_map(|(rule, clauses, broken)| {
        format!("use zoho\ntighten zoho/{rule} {{ {} {broken} }}", clauses.join(" "))
    })
}

fn any_as_of() -> impl Strategy<Value = String> {
    prop_oneof![
        (18_400..18_900_i32).prop_map(|day| Day(day).to_string()),
        (18_400..18_900_i32, 0..24_u32).prop_map(|(day, hour)| format!("{}T{hour:02}:30Z", Day(day))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    /// Whatever is tightened by whomever, no rule of no manifest is lighter at any time.
    #[test]
    fn tightening_makes_nothing_lighter(
        manifest in any_manifest(),
        acme in any_tightening(),
        bcme in any_tightening(),
        as_of in any_as_of(),
        known_at in prop_oneof![Just(None), Just(Some("2020-12-01")), Just(Some("2020-01-01"))],
    ) {
        let zoho = format!("{ZOHO}\n{MORE}");
        let ground = [("core", MODES), ("native", NATIVE), ("zoho", zoho.as_str())];
        let try_policy = |more: &[(&str, &str)]| {
            compile(ground.iter().chain(more).map(|(name, text)| pack(name, text)).collect(), &[])
        };
        let Ok(compiled) = try_policy(&[]) else { panic!("the ground is sound") };
        let plain = compiled.policy;
        // What is refused as not stricter is no tightening.
        let Ok(strict) = try_policy(&[("acme", &acme)]) else { return Ok(()) };
        let mut stricter = vec![strict.policy];
        if let Ok(both) = try_policy(&[("acme", &acme), ("bcme", &bcme)]) {
            stricter.push(both.policy);
        }
        let (before, _) = check(&plain, &manifest, &as_of, known_at);
        for policy in &stricter {
            let (after, _) = check(policy, &manifest, &as_of, known_at);
            for old in &before.findings {
                // A rule that was of one vendor may now be of any, and then speaks for itself where the vendor is unknown.
                let is_it = |new: &&Finding| new.rule == old.rule || old.rule.starts_with("check/");
                let new: Vec<&Finding> = after.findings.iter().filter(is_it).collect();
                let steps = new.iter().copied().chain([old]).flat_map(|finding| &finding.schedule);
                let ticks: Vec<i64> = steps.filter_map(|step| step.from.as_ref()).map(|from| from.tick).collect();
                for tick in ticks.into_iter().chain([i64::MIN]) {
                    let least = weight(at(old, tick));
                    let all = new.iter().map(|finding| weight(at(finding, tick)));
                    let most = all.fold((0, 0), |a, b| (a.0.max(b.0), a.1.max(b.1)));
                    prop_assert!(
                        most.0 >= least.0 && most.1 >= least.1,
                        "{} at {tick}: {least:?} {most:?}\n{acme}\n{bcme}\n{manifest}",
                        old.rule
                    );
                }
            }
        }
    }

    /// A waiver takes no finding away, changes no severity, and once it is over it stays over.
    #[test]
    fn a_waiver_never_hides(
        manifest in any_manifest(),
        from in proptest::option::of(18_500..18_800_i32),
        length in 0..200_i32,
        head in prop_oneof![Just(""), Just("for integration \"s*\""), Just("where region is US"), Just("where any connection (auth.storage == \"vault\")")],
        as_of in any_as_of(),
        limit in prop_oneof![Just(""), Just("limit waivers to 60 days"), Just("limit waivers to none")],
    ) {
        let first = from.unwrap_or(18_600);
        let from = from.map_or(String::new(), |day| format!("from {}", Day(day)));
        let until = Day(first + length);
        let zoho = format!("{ZOHO}\n{MORE}");
        let acme = format!("use zoho\n{limit}\nwaive zoho/* {head} {{ {from} until {until} because \"b\" approved \"a\" ticket \"t\" }}");
        let (plain, waived) = (policy(&[("zoho", &zoho)]), policy(&[("zoho", &zoho), ("acme", &acme)]));
        let (before, old) = check(&plain, &manifest, &as_of, None);
        let (after, new) = check(&waived, &manifest, &as_of, None);
        let bare = |state: State| State { waived: false, ..state };
        prop_assert_eq!(before.findings.len(), after.findings.len());
        for (old, new) in before.findings.iter().zip(&after.findings) {
            prop_assert_eq!((&old.rule, &old.fingerprint, old.state), (&new.rule, &new.fingerprint, bare(new.state)));
            // Without the waived stretches marked, the schedules are the same.
            let mut steps: Vec<(Option<i64>, State)> = vec![];
            for step in &new.schedule {
                if steps.last().is_none_or(|(_, last)| *last != bare(step.state)) {
                    steps.push((step.from.as_ref().map(|from| from.tick), bare(step.state)));
                }
            }
            let plain: Vec<(Option<i64>, State)> =
                old.schedule.iter().map(|step| (step.from.as_ref().map(|from| from.tick), step.state)).collect();
            prop_assert_eq!(steps, plain);
            let end = until.next().start_tick() + 50_400;
            for step in new.schedule.iter().filter(|step| step.from.as_ref().is_some_and(|from| from.tick >= end)) {
                prop_assert!(!step.state.waived);
            }
        }
        let sum = |summary: &Summary| {
            let all = [summary.violations, summary.undetermined_by_worst, summary.waived];
            all.iter().flatten().sum::<u64>()
        };
        prop_assert_eq!(sum(&old), sum(&new));
        if limit.ends_with("none") {
            prop_assert_eq!(new.waived, [0; 3]);
        }
    }
}
