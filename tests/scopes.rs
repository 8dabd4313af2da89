//! Scopes of real vendors, end to end: what is missing and what is excess, any of several, one split into many, no scope at
//! all, and scopes that are filled in later.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use std::fs;

use support::{compline, compline_in, json};

#[test]
fn a_scope_mismatch_is_told_before_the_call_is_made() {
    let run = compline(&[
        "check",
        "rules/zoho/fixtures/scope-mismatch.yaml",
        "--pack",
        "zoho",
        "--as-of",
        "2026-01-01",
        "--quiet",
    ]);
    insta::assert_snapshot!("scopes_mismatch", run.stdout);
    assert_eq!(run.status, 0, "{}", run.stderr);
}

const FORMAT: &str = r#"## Connection files of a tool that fills in `${...}` when it runs.
format acme-connections "Acme's connection files" {
  files     "*.connection.yaml"
  recognise /provider
  templates "${" "}"
  each integration in / {
    integration /name
    vendor      /provider
    each connection in /accounts/* {
      usage     uses
      auth.mode oauth2
      scopes    /scopes
      each endpoint in /calls/* { method /method  url /url }
    }
  }
}
"#;

/// What a rule says of each connection of a vendor, given its scopes and the call that it makes: `rule outcome, on what it
/// depends`.
fn said(vendor: &str, rule: &str, scopes: &str, call: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("acme.compline"), FORMAT).unwrap();
    let (method, url) = call.split_once(' ').unwrap();
    let file = format!(
        "name: it\nprovider: {vendor}\naccounts:\n  - scopes: {scopes}\n    calls: [{{ method: {method}, url: \"{url}\" }}]\n"
    );
    fs::write(folder.path().join("it.connection.yaml"), file).unwrap();
    let arguments =
        ["check", ".", "--pack", "acme.compline", "--pack", vendor, "--as-of", "2026-01-01", "--format", "json"];
    let report = json(&compline_in(folder.path(), &arguments));
    let findings = report["files"].as_array().unwrap().iter().flat_map(|file| file["findings"].as_array().unwrap());
    let mut said: Vec<String> = findings
        .filter(|finding| finding["rule"] == format!("{vendor}/{rule}"))
        .map(|finding| {
            let depends = finding["depends_on"].as_array().unwrap().iter();
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            let on: Vec<String> = depends.map(|on| format!("{} ({})", text(&on["on"]), text(&on["because"]))).collect();
            format!("{} {} {}", text(&finding["outcome"]), text(&finding["pointer"]), on.join(", ")).trim().to_owned()
        })
        .collect();
    if said.is_empty() {
        said.push("clean".to_owned());
    }
    said.join("; ")
}

#[test]
fn either_of_two_scopes_is_enough() {
    let items = |scopes| said("xero", "items-scope", scopes, "GET https://api.xero.com/api.xro/2.0/Items");
    assert_eq!(items("[accounting.invoices.read]"), "clean");
    assert_eq!(items("[accounting.settings]"), "clean");
    assert_eq!(items("[accounting.payments]"), "violation /accounts/0/calls/0/url");
    assert_eq!(
        items("[\"${ITEMS_SCOPE}\"]"),
        "undetermined /accounts/0/calls/0/url scopes (filled in later: ${ITEMS_SCOPE})"
    );
    assert_eq!(items("[accounting.settings, \"${MORE}\"]"), "clean", "what is there is enough");
}

#[test]
fn parts_stand_for_the_whole_only_all_together() {
    let parts = |last| {
        let scopes = format!(
            "[accounting.invoices, accounting.payments, accounting.banktransactions, accounting.manualjournals, {last}]"
        );
        said("xero", "every-part", &scopes, "GET https://api.xero.com/api.xro/2.0/Payments")
    };
    assert_eq!(parts("openid"), "clean");
    assert!(parts("accounting.classicexpenses").starts_with("violation"));
    assert_eq!(parts("\"${LAST}\""), "undetermined /accounts/0/scopes/4 scopes (filled in later: ${LAST})");
}

#[test]
fn no_scope_can_mean_everything() {
    let salesforce =
        |scopes| said("salesforce", "no-scope", scopes, "GET https://acme.my.salesforce.com/services/data/v60.0");
    assert!(salesforce("[]").starts_with("violation"));
    assert_eq!(salesforce("[api]"), "clean");
    assert!(salesforce("\"${SCOPES}\"").ends_with("scopes (filled in later: ${SCOPES})"));
}

#[test]
fn what_zoho_needs_may_be_filled_in_later() {
    let leads = |scopes| said("zoho", "scope-mismatch", scopes, "GET https://www.zohoapis.com/crm/v8/Leads");
    assert_eq!(leads("[ZohoCRM.modules.ALL]"), "clean");
    assert_eq!(leads("[]"), "violation /accounts/0/calls/0/url");
    assert_eq!(leads("[ZohoCRM.users.READ]"), "violation /accounts/0/calls/0/url");
    assert_eq!(
        leads("[ZohoCRM.users.READ, \"${EXTRA}\"]"),
        "undetermined /accounts/0/calls/0/url scopes (filled in later: ${EXTRA})"
    );
    let url = said("zoho", "scope-mismatch", "[ZohoCRM.users.READ]", "GET https://www.zohoapis.com/crm/v8/${MODULE}");
    assert!(url.starts_with("undetermined /accounts/0/calls/0/url"), "{url}");
}
