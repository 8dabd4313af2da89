//! Scopes: what covers what, what operations need, what is missing and what is excess, each at its place.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::fmt::Write as _;

use common::case;

const LARCH: &str = r#"
vendor larch "Larch" { hosts "*.larch.example" }
vendor other "Other" { hosts "*.other.example" }
scopes larch {
  separator " "
  "{module}.ALL" covers "{module}.{operation}"
  "offline_access" same as "refresh_token"
  "books" splits into "invoices.ALL", "payments.ALL"
}
operations larch {
  "GET /v1/leads" "GET /v1/leads/{id}" needs "leads.READ"
  "POST /v1/leads"                     needs "leads.CREATE"
  "GET /v1/items"                      needs "invoices.READ" or "settings.READ", "offline_access"
  "GET /v1/books/**"                   needs "books"
  "PUT /v1/leads/{id}"                 needs at most "leads.ALL"
}
rule narrow for connection where vendor is larch { require scopes within needed error message "too much" }
rule enough for connection where vendor is larch { require scopes covers needed error message "too little" }
rule exact  for connection where vendor is larch {
  require scopes within needed and scopes covers needed
  error message "not what is needed"
}
rule one for scope where vendor is larch { require scope within needed warning message "{scope} is not needed" }
"#;

/// A manifest with these scopes and calls, `GET /v1/leads` and so on.
fn manifest(scopes: &str, calls: &[&str]) -> String {
    let mut text = format!(
        "integration: a\nvendor: larch\nconnections:\n  - auth: {{ mode: oauth2 }}\n    scopes: [{scopes}]\n    endpoints:\n"
    );
    for call in calls {
        let (method, path) = call.split_once(' ').unwrap();
        let url = if path.starts_with('/') { format!("https://api.larch.example{path}") } else { path.to_owned() };
        let method = if method == "?" { String::new() } else { format!("method: {method}, ") };
        let _ = writeln!(text, "      - {{ {method}url: \"{url}\" }}");
    }
    text
}

fn states(scopes: &str, calls: &[&str]) -> (String, String) {
    let case = case(LARCH, manifest(scopes, calls));
    (case.state("narrow", "2021-01-01"), case.state("enough", "2021-01-01"))
}

fn pair(narrow: &str, enough: &str) -> (String, String) {
    (narrow.to_owned(), enough.to_owned())
}

#[test]
fn exactly_what_the_calls_need_is_neither_too_much_nor_too_little() {
    assert_eq!(states("leads.READ", &["GET /v1/leads", "GET /v1/leads/42"]), pair("clean", "clean"));
    assert_eq!(states("leads.READ, leads.CREATE", &["GET /v1/leads", "POST /v1/leads"]), pair("clean", "clean"));
    // Through the lattice: a wider one, another name, the parts of a whole.
    assert_eq!(states("leads.ALL", &["GET /v1/leads", "POST /v1/leads"]), pair("clean", "clean"));
    assert_eq!(states("settings.READ, refresh_token", &["GET /v1/items"]), pair("clean", "clean"));
    assert_eq!(states("payments.ALL, invoices.ALL", &["GET /v1/books/2024/q1"]), pair("clean", "clean"));
}

#[test]
fn what_is_missing_and_what_is_excess_are_told_apart() {
    assert_eq!(states("leads.READ", &["GET /v1/leads", "POST /v1/leads"]), pair("clean", "error"));
    assert_eq!(states("leads.READ, deals.READ", &["GET /v1/leads"]), pair("error", "clean"));
    assert_eq!(states("deals.READ", &["GET /v1/leads"]), pair("error", "error"));
    assert_eq!(states("", &["GET /v1/leads"]), pair("clean", "error"));
    // Either of two is enough, so both are one too many.
    assert_eq!(states("invoices.READ, settings.READ, offline_access", &["GET /v1/items"]), pair("error", "clean"));
    assert_eq!(states("payments.ALL", &["GET /v1/books/x"]), pair("error", "error"));
}

#[test]
fn the_excess_is_pointed_at_in_the_scopes_and_the_shortfall_at_the_calls() {
    let case = case(LARCH, manifest("deals.READ, leads.READ, notes.READ", &["GET /v1/leads", "POST /v1/leads"]));
    assert_eq!(
        case.labels("exact", "2021-01-01"),
        [
            ("\"https://api.larch.example/v1/leads\"", "this needs `leads.CREATE`"),
            ("deals.READ", "`deals.READ` is not needed"),
            ("notes.READ", "`notes.READ` is not needed"),
            ("larch", "vendor `larch`"),
        ]
        .map(|(text, label)| (text.to_owned(), label.to_owned()))
    );
    let finding = case.finding("exact", "2021-01-01", None).unwrap();
    assert_eq!(
        finding.located.notes,
        ["`GET /v1/leads` needs `leads.READ`", "`POST /v1/leads` needs `leads.CREATE`; `leads.CREATE` is missing",]
    );
    assert_eq!(case.finding("enough", "2021-01-01", None).unwrap().pointer, "/connections/0/endpoints/1/url");
    assert_eq!(case.finding("narrow", "2021-01-01", None).unwrap().pointer, "/connections/0/scopes/0");
}

#[test]
fn a_rule_for_scopes_speaks_of_each_by_itself() {
    let case = case(LARCH, manifest("leads.ALL, leads.READ", &["GET /v1/leads"]));
    let report = case.report("2021-01-01", None);
    let said: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| &*finding.rule == "test/one")
        .map(|finding| finding.located.message.as_str())
        .collect();
    assert_eq!(said, ["leads.ALL is not needed"], "the narrower of two that would do is kept");
}

/// A source that names a wide scope does not say that no narrower one would do.
#[test]
fn less_than_what_is_known_to_be_enough_may_do() {
    let put = "PUT /v1/leads/42";
    assert_eq!(states("leads.ALL", &[put]), pair("clean", "clean"));
    assert_eq!(states("leads.UPDATE", &[put]), pair("clean..error", "clean..error"));
    // What seems to be excess may be what it needs; what another operation lacks is missing all the same.
    assert_eq!(states("leads.ALL, notes.READ", &[put]), pair("error", "clean"));
    assert_eq!(states("leads.READ, notes.READ", &[put, "GET /v1/leads"]), pair("clean..error", "clean..error"));
    assert_eq!(states("leads.UPDATE", &[put, "GET /v1/leads"]).1, "error");
    let labels = case(LARCH, manifest("leads.UPDATE", &[put])).labels("enough", "2021-01-01");
    assert_eq!(labels[0].1, "less than what is known to be enough for it may do");
}

#[test]
fn notes_say_which_alternatives_there_are_and_what_is_wider_than_needed() {
    let items = case(LARCH, manifest("settings.READ", &["GET /v1/items"]));
    assert_eq!(
        items.finding("enough", "2021-01-01", None).unwrap().located.notes[0],
        "`GET /v1/items` needs `invoices.READ`, or `settings.READ` and `offline_access`; none of these is granted, `invoices.READ` would do"
    );
    let wide = case(LARCH, manifest("leads.ALL, deals.READ", &["GET /v1/leads"]));
    assert_eq!(
        wide.finding("narrow", "2021-01-01", None).unwrap().located.notes,
        ["`GET /v1/leads` needs `leads.READ`", "`leads.ALL` gives more than is needed: `leads.READ` would do"]
    );
}

#[test]
fn a_call_that_the_table_does_not_have_may_need_anything() {
    // What seems to be excess may be for it; what is missing is missing all the same.
    assert_eq!(states("leads.READ, x.READ", &["GET /v1/leads", "GET /v1/x"]), pair("clean..error", "clean..error"));
    assert_eq!(states("leads.READ", &["GET /v1/leads", "GET /v1/x"]), pair("clean", "clean..error"));
    assert_eq!(states("leads.READ", &["POST /v1/leads", "GET /v1/x"]), pair("clean..error", "error"));
    // Nor can it be told without a method, or without any call.
    assert_eq!(states("leads.READ", &["? /v1/leads"]), pair("clean..error", "clean..error"));
    assert_eq!(states("leads.READ", &[]), pair("clean..error", "clean..error"));
    let open = case(LARCH, manifest("leads.READ, x.READ", &["GET /v1/leads", "GET /v1/x"]));
    let finding = open.finding("narrow", "2021-01-01", None).unwrap();
    assert_eq!(finding.depends_on[0].on, "url");
    assert_eq!(finding.depends_on[0].because, "the vendor's table of operations does not have it");
    let labels = open.labels("narrow", "2021-01-01");
    assert_eq!(labels[0], ("x.READ".into(), "`x.READ` is not needed".into()));
    assert!(labels.iter().any(|(text, _)| text == "\"https://api.larch.example/v1/x\""), "{labels:?}");
}

#[test]
fn what_a_manifest_says_that_a_call_needs_counts_before_the_table() {
    let states = |scopes: &str, needs: &str| {
        let text = manifest(scopes, &["GET /v1/unlisted"]).replace("url:", &format!("needs: {needs}, url:"));
        let case = case(LARCH, text);
        (case.state("narrow", "2021-01-01"), case.state("enough", "2021-01-01"))
    };
    assert_eq!(states("leads.READ", "[leads.READ]"), pair("clean", "clean"));
    assert_eq!(states("leads.ALL", "[leads.READ, leads.CREATE]"), pair("clean", "clean"));
    assert_eq!(states("leads.READ", "[leads.READ, leads.CREATE]").1, "error");
    assert_eq!(states("leads.READ, other.READ", "leads.READ"), pair("error", "clean"));
    assert_eq!(states("leads.READ", "[]"), pair("error", "clean"), "a call that needs nothing");
    assert_eq!(states("leads.READ", "[{ a: b }]"), pair("clean..error", "clean..error"));
    let text = manifest("leads.READ", &["GET /v1/leads"]).replace("url:", "needs: [leads.CREATE], url:");
    assert_eq!(case(LARCH, text).state("enough", "2021-01-01"), "error", "the table would have said READ");
}

#[test]
fn endpoints_of_other_vendors_and_of_no_api_need_nothing() {
    assert_eq!(
        states("leads.READ", &["GET /v1/leads", "GET https://api.other.example/v9/anything"]),
        pair("clean", "clean")
    );
    let token = manifest("leads.READ", &["GET /v1/leads"])
        + "      - { role: token, url: \"https://accounts.larch.example/oauth/token\" }\n";
    assert_eq!(case(LARCH, token).state("exact", "2021-01-01"), "clean");
}

#[test]
fn a_scope_that_is_filled_in_later_decides_nothing_and_hides_nothing() {
    let rules = LARCH.to_owned();
    let with = |scopes: &str, calls: &[&str]| {
        let case = case(&rules, manifest(scopes, calls));
        (case.state("narrow", "2021-01-01"), case.state("enough", "2021-01-01"))
    };
    // A null is an element that says nothing.
    assert_eq!(with("leads.READ, ~", &["GET /v1/leads"]), pair("clean..error", "clean"));
    assert_eq!(with("~", &["GET /v1/leads"]), pair("clean..error", "clean..error"));
    assert_eq!(with("leads.READ, deals.READ, ~", &["GET /v1/leads"]), pair("error", "clean"));
}

#[test]
fn what_an_empty_list_means_is_the_vendors_to_say() {
    let state = |means: &str, rule: &str| {
        let rules = format!(
            "vendor v \"V\" {{ hosts \"*.v.example\" }}\nscopes v {{ {means} \"a\" covers \"b\" }}\noperations v {{ \"GET /x\" needs \"b\" }}\nrule r for connection where vendor is v {{ require {rule} error message \"m\" }}"
        );
        let manifest = "integration: a\nvendor: v\nconnections:\n  - auth: { mode: oauth2 }\n    scopes: []\n    endpoints:\n      - { method: GET, url: \"https://api.v.example/x\" }\n";
        case(&rules, manifest).state("r", "2021-01-01")
    };
    let table = [
        ("empty means all", ["error", "clean", "error", "clean"]),
        ("empty means none", ["clean", "error", "clean", "error"]),
        ("empty means unknown", ["clean..error", "clean..error", "clean..error", "clean..error"]),
        ("", ["clean", "error", "clean", "error"]),
    ];
    let rules = ["scopes within { \"b\" }", "scopes covers \"b\"", "scopes within needed", "scopes covers needed"];
    for (means, expected) in table {
        for (rule, expected) in rules.into_iter().zip(expected) {
            assert_eq!(state(means, rule), expected, "{means}: {rule}");
        }
    }
}

const KINDS: &str = r#"
vendor ms "Microsoft" { hosts "graph.ms.example" }
scopes ms api graph kind application { "Files.ReadWrite.All" covers "Files.Read.All" }
scopes ms api graph kind delegated   { "Files.ReadWrite" covers "Files.Read" }
scopes ms api outlook                { "Mail.ReadWrite" covers "Mail.Read" }
scopes ms                            { "everything" covers "Mail.Read" }
rule r for connection where vendor is ms { require scopes within { SET } error message "m" }
"#;

#[test]
fn one_string_means_what_its_api_and_kind_of_token_make_of_it() {
    let state = |lines: &str, scopes: &str, set: &str| {
        let manifest = format!(
            "integration: a\nvendor: ms\nconnections:\n  - auth: {{ mode: oauth2 }}\n    scopes: [{scopes}]\n{lines}"
        );
        case(&KINDS.replace("SET", set), manifest).state("r", "2021-01-01")
    };
    let graph = |kind: &str| format!("    api: graph\n    token_kind: {kind}\n");
    let files = "\"Files.ReadWrite.All\"";
    assert_eq!(state(&graph("application"), "Files.Read.All", files), "clean");
    assert_eq!(state(&graph("delegated"), "Files.Read.All", files), "error");
    assert_eq!(state(&graph("Application"), "Files.Read.All", files), "clean");
    // Another API of the vendor goes by the lattice that names none.
    assert_eq!(state("    api: planner\n", "Mail.Read", "\"everything\""), "clean");
    assert_eq!(state("    api: outlook\n", "Mail.Read", "\"everything\""), "error");
    // Where the kind is not known, only what all of them agree about is.
    assert_eq!(state("    api: graph\n", "Files.Read.All", files), "clean..error");
    assert_eq!(state("    api: graph\n", "Files.Read.All", "\"Files.Read.All\""), "clean");
    assert_eq!(state("", "Files.Read", "\"Mail.Send\""), "error");
    let manifest = "integration: a\nvendor: ms\nconnections:\n  - auth: { mode: oauth2 }\n    api: graph\n    scopes: [Files.Read.All]\n";
    let finding = case(&KINDS.replace("SET", files), manifest).finding("r", "2021-01-01", None).unwrap();
    assert!(finding.depends_on.iter().any(|one| one.on == "token-kind"), "{:?}", finding.depends_on);
}

const TIERS: &str = r#"
vendor g "G" { hosts "*.g.example" }
source page { title "P" url "https://g.example/scopes" }
cutoff old "Old scopes" { vendor g zone UTC source page stage removed "old scopes are gone" { known 2020-06-01 from 2021-03-01 } }
scopes g {
  tier restricted "mail" "mail.read"
  tier sensitive  "mail.{part}"
  retired "contacts" from old.removed
  retired "bot"
  "contacts" covers "contacts.read"
}
rule restricted for scope where vendor is g and scope-tier == "restricted" { forbid warning message "{scope} is {scope-tier}" }
rule sorted for scope where vendor is g { require scope-tier is not null note message "{scope} has no tier" }
rule retired for scope where vendor is g and scope-retired { forbid error message "{scope} is gone" }
rule current for scope where vendor is g { require scope-retired == false note message "{scope} is gone" }
"#;

fn scopes_of(case: &common::Case, rule: &str, as_of: &str) -> Vec<String> {
    let report = case.report(as_of, None);
    let of_rule = report.findings.iter().filter(|finding| *finding.rule == *format!("test/{rule}"));
    of_rule.filter(|finding| !finding.state.is_clean()).map(|finding| finding.located.message.clone()).collect()
}

#[test]
fn tiers_are_asked_apart_from_cover() {
    let manifest = "integration: a\nvendor: g\nconnections:\n  - auth: { mode: oauth2 }\n    scopes: [mail, mail.read, mail.send, drive]\n";
    let case = case(TIERS, manifest);
    assert_eq!(scopes_of(&case, "restricted", "2021-01-01"), ["mail is restricted", "mail.read is restricted"]);
    assert_eq!(scopes_of(&case, "sorted", "2021-01-01"), ["drive has no tier"]);
}

#[test]
fn a_scope_is_retired_from_its_day_on() {
    let manifest = "integration: a\nvendor: g\nconnections:\n  - auth: { mode: oauth2 }\n    scopes: [contacts, bot, contacts.read]\n";
    let case = case(TIERS, manifest);
    for rule in ["retired", "current"] {
        assert_eq!(scopes_of(&case, rule, "2021-02-28"), ["bot is gone"], "{rule}");
        assert_eq!(scopes_of(&case, rule, "2021-03-01"), ["contacts is gone", "bot is gone"], "{rule}");
    }
    assert_eq!(case.schedule("retired"), "clean | 2021-03-01 error");
    assert_eq!(case.labels("retired", "2021-03-01")[0], ("contacts".into(), "this scope".into()));
    let finding = case.finding("retired", "2021-03-01", None).unwrap();
    assert_eq!(
        finding.located.notes,
        ["Old scopes: old scopes are gone from 1 March 2021, as announced by 1 June 2020"]
    );
}

/// The row of `old.gone` tells two sides of a day apart. That is not enough to try of a date that a scope is retired from.
#[test]
fn a_scope_that_is_retired_from_a_date_that_is_not_known_may_be_gone() {
    let rules = r#"
vendor l "L" { }
cutoff old {
  vendor l  zone UTC
  stage gone { where created before 2021-05-31 from 2021-07-01  else never }
}
scopes l { retired "a.read" from created  retired "a.write" from old.gone }
rule current for integration where vendor is l and no scope (scope-retired) { forbid error message "m" }
"#;
    let state = |created: &str, as_of: &str| {
        let manifest = format!("integration: i\nvendor: l\n{created}connections:\n  - scopes: [a.read]\n");
        case(rules, manifest).state("current", as_of)
    };
    assert_eq!(state("created: 2021-05-01\n", "2021-04-30"), "error");
    assert_eq!(state("created: 2021-05-01\n", "2021-05-01"), "clean");
    assert_eq!(state("", "2021-04-30"), "clean..error");
    assert_eq!(state("", "2021-05-31"), "clean..error");
}

#[test]
fn of_a_vendor_that_nobody_can_tell_coverage_is_unknown_and_equality_is_not() {
    let rules = r#"
vendor larch "Larch" { hosts "*.larch.example" }
scopes larch { separator " " "zz" covers "zy" }
rule r for connection where auth.mode is static { require scopes within { "zz" } error message "m" }
"#;
    let state = |vendor: &str, scopes: &str| {
        let manifest =
            format!("integration: a\n{vendor}connections:\n  - auth: {{ mode: static }}\n    scopes: {scopes}\n");
        case(rules, manifest).state("r", "2021-01-01")
    };
    assert_eq!(state("vendor: larch\n", "[zy]"), "clean");
    assert_eq!(state("", "[zy]"), "clean..error");
    assert_eq!(state("", "[zz]"), "clean");
    // One text with the vendor's separator is several scopes.
    assert_eq!(state("vendor: larch\n", "zy zz"), "clean");
    assert_eq!(state("vendor: larch\n", "zy other"), "error");
}

/// A rule for scopes can ask about the whole list, too.
#[test]
fn the_list_of_scopes_is_asked_about_as_a_whole_in_a_rule_for_scopes() {
    let rules = format!(
        "{LARCH}\nrule all for scope where vendor is larch and scope == \"leads.READ\" {{ require scopes within needed error message \"m\" }}"
    );
    let case = common::case(&rules, manifest("leads.READ, leads.CREATE", &["GET /v1/leads"]));
    assert_eq!(case.state("all", "2021-01-01"), "error");
    let excess = ("leads.CREATE".to_owned(), "`leads.CREATE` is not needed".to_owned());
    assert!(case.labels("all", "2021-01-01").contains(&excess));
}

/// Either of two does for what is known. Which of them can be dropped hangs on the operation that is not.
#[test]
fn a_scope_that_another_could_stand_for_may_be_excess_beside_an_operation_that_is_not_known() {
    let rules = format!(
        "{LARCH}\nrule first for scope where vendor is larch and scope == \"invoices.READ\" {{ require scope within needed error message \"m\" }}"
    );
    let asked = "invoices.READ, settings.READ, offline_access";
    let state = |calls: &[&str]| common::case(&rules, manifest(asked, calls)).state("first", "2021-01-01");
    assert_eq!(state(&["GET /v1/items"]), "clean");
    assert_eq!(state(&["GET /v1/items", "GET /v1/unheard-of"]), "clean..error");
}
