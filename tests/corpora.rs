//! Real files that nobody here wrote, read through the formats that ship. Runs where a corpus is present, and says so
//! where it is not.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use support::{compline_in, corpus, json};

/// What an inventory of a folder comes to, in numbers: files by format or by why they are of none, connections by mode
/// and usage, distinct scopes and hosts, and what is not known, by kind.
fn totals(name: &str) -> Option<String> {
    let folder = corpus(name)?;
    let inventory = compline_in(&folder, &["inventory", ".", "--as-of", "2026-11-01", "--format", "json"]);
    let report = json(&inventory);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let (mut hosts, mut scopes) = (BTreeSet::new(), BTreeSet::new());
    let files = report["files"].as_array().unwrap();
    for entry in files.iter().flat_map(|file| file["connections"].as_array().unwrap()) {
        let mut count = |what: String| *counts.entry(what).or_default() += 1;
        let mode = &entry["mode"];
        match mode["state"].as_str().unwrap() {
            "absent" => count("mode absent".to_owned()),
            state => count(format!("mode {state} {}", mode["value"].as_str().unwrap())),
        }
        count(format!("usage {}", entry["usage"].as_str().unwrap()));
        for field in ["integration", "vendor", "region", "mode"] {
            if entry[field]["state"] == "unknown" {
                count(format!("unknown {field}"));
            }
        }
        let texts = |key: &str| entry[key].as_array().unwrap().iter().map(ToString::to_string).collect::<Vec<_>>();
        for key in ["unknown_hosts", "unknown_scopes"] {
            for _ in texts(key) {
                count(key.replace('_', " "));
            }
        }
        hosts.extend(texts("hosts"));
        scopes.extend(texts("scopes"));
    }
    for diagnostic in files.iter().flat_map(|file| file["diagnostics"].as_array().unwrap()) {
        let text = |key: &str| diagnostic[key].as_str().unwrap();
        *counts.entry(format!("diagnostic {} {}", text("severity"), text("code"))).or_default() += 1;
    }
    let mut out = String::new();
    let summary = &report["summary"];
    for key in ["files", "integrations", "connections"] {
        let _ = writeln!(out, "{key}: {}", summary[key]);
    }
    let _ = writeln!(out, "distinct hosts: {}, distinct scopes: {}", hosts.len(), scopes.len());
    for (what, count) in counts {
        let _ = writeln!(out, "{what}: {count}");
    }
    Some(out)
}

/// What a check of a folder finds, in numbers.
fn findings(name: &str) -> Option<String> {
    let check = compline_in(&corpus(name)?, &["check", ".", "--as-of", "2026-11-01", "--format", "json"]);
    let mut rules: BTreeMap<String, u64> = BTreeMap::new();
    let report = json(&check);
    for finding in report["files"].as_array().unwrap().iter().flat_map(|file| file["findings"].as_array().unwrap()) {
        let text = |key: &str| finding[key].as_str().unwrap();
        *rules.entry(format!("{} {} {}", text("rule"), text("outcome"), text("severity"))).or_default() += 1;
    }
    let mut out = String::new();
    for (rule, count) in rules {
        let _ = writeln!(out, "{rule}: {count}");
    }
    let _ = writeln!(out, "exit status: {}", check.status);
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

/// One test a family, each with its golden totals. `docs/formats.md` says why a number is not the one expected.
macro_rules! golden_totals {
    ($($test:ident: $folder:literal,)*) => {$(
        #[test]
        fn $test() {
            if let Some(totals) = totals($folder) {
                insta::assert_snapshot!(stringify!($test), totals);
            }
        }
    )*};
}

golden_totals! {
    airbyte_connectors: "airbyte-connectors",
    nango_providers: "nango-providers",
    nango_providers_history: "nango-providers-history",
    nango_yaml: "nango-yaml",
    power_platform_connectors: "power-platform-connectors",
    power_platform_swagger: "power-platform-swagger",
    oauthd_providers: "oauthd-providers",
    grant_oauth: "grant-oauth",
    pizzly_integrations: "pizzly-integrations",
    freshworks_apps: "freshworks-apps",
    postman_salesforce: "postman-salesforce",
    zoho_crm_oas: "zoho-crm-oas",
    n8n_workflows: "n8n-workflows",
    zoho_plugin_manifest: "zoho-plugin-manifest",
    m365_entra_teams: "m365-entra-teams",
    spfx_package_solution: "spfx-package-solution",
    google_apps_script: "google-apps-script",
    chrome_extension: "chrome-extension",
    slack_app_manifest: "slack-app-manifest",
    atlassian_connect: "atlassian-connect",
    shopify_app_toml: "shopify-app-toml",
    alexa_skill: "alexa-skill",
    kong_deck: "kong-deck",
    keycloak_realm: "keycloak-realm",
    meltano_hub: "meltano-hub",
    dify_plugins: "dify-plugins",
    rudderstack_config: "rudderstack-config",
    mcp_servers: "mcp-servers",
    chatgpt_plugins: "chatgpt-plugins",
}

#[test]
fn what_is_found() {
    for name in ["airbyte-connectors", "nango-providers", "keycloak-realm"] {
        if let Some(found) = findings(name) {
            insta::assert_snapshot!(format!("found_in_{}", name.replace('-', "_")), found);
        }
    }
}

/// Keys that a workflow holds once for several of its nodes are one finding, and every node is counted.
#[test]
fn keys_of_workflows_are_counted_node_by_node() {
    let Some(folder) = corpus("n8n-workflows") else { return };
    let report = json(&compline_in(&folder, &["check", ".", "--as-of", "2026-11-01", "--format", "json"]));
    let findings = || report["files"].as_array().unwrap().iter().flat_map(|file| file["findings"].as_array().unwrap());
    for (rule, expected) in [("airtable/api-key", 35), ("hubspot/api-key", 7)] {
        let found = findings().filter(|finding| finding["rule"] == rule && finding["outcome"] == "violation");
        let places: u64 = found.map(|finding| finding["places"].as_u64().unwrap()).sum();
        assert_eq!(places, expected, "{rule}");
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
