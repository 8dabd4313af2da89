//! `compline why` and `compline explain` on the founding story.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use support::{compline, compline_in, json};

fn why(arguments: &[&str]) -> String {
    let run = compline(&[&["why"], arguments].concat());
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80 || !line.trim().contains(' ')), "{}", run.stdout);
    run.stdout
}

#[test]
fn a_finding_by_an_earlier_announcement() {
    let file = "examples/manifests/lead-sync.yaml";
    let at = ["--as-of", "2021-05-10", "--known-at", "2021-04-01"];
    insta::assert_snapshot!("why_known_at", why(&[&[file, "zoho/authtoken-calls"], &at[..]].concat()));
}

#[test]
fn an_open_outcome_and_what_each_region_would_decide() {
    let file = "examples/manifests/project-hours.yaml";
    insta::assert_snapshot!("why_open", why(&[file, "authtoken-issued-late", "--as-of", "2021-05-10"]));
}

#[test]
fn a_rule_of_another_vendor_and_a_selection_that_is_false() {
    let file = "examples/manifests/crm-dashboard.yaml";
    let other = why(&[file, "hubspot/api-key", "--as-of", "2021-05-10"]);
    assert!(other.contains("the rule is for vendor `hubspot`"), "{other}");
    let not_selected = why(&[file, "authtoken-calls", "--as-of", "2021-05-10"]);
    assert!(not_selected.contains("not selected"), "{not_selected}");
    insta::assert_snapshot!("why_not_selected", not_selected);
}

#[test]
fn who_made_a_rule_stricter_and_who_waived_it() {
    let file = "examples/manifests/stock-levels.yaml";
    let told = why(&[file, "authtoken-calls", "--pack", "examples/acme", "--as-of", "2021-05-10"]);
    insta::assert_snapshot!("why_tightened_and_waived", told);
    let over = why(&[file, "authtoken-calls", "--pack", "examples/acme", "--as-of", "2021-05-16"]);
    assert!(over.contains("it does not cover this: over"), "{over}");
    let other = "examples/manifests/lead-sync.yaml";
    let other = why(&[other, "authtoken-calls", "--pack", "examples/acme", "--as-of", "2021-05-10"]);
    assert!(other.contains("it is not for this"), "{other}");
}

#[test]
fn what_each_operation_needs_and_which_scope_gives_it() {
    const PACK: &str = r#"vendor larch "Larch" { hosts "*.larch.example" }
scopes larch { "admin" covers "{m}.read" }
operations larch {
  "GET /v1/invoices" needs "invoices.read"
  "POST /v1/exports" needs "exports.read", "exports.write" or "super"
}
rule least for connection where vendor is larch {
  require scopes within needed and scopes covers needed
  warning
  message "m"
}
"#;
    const MANIFEST: &str = "integration: a
vendor: larch
connections:
  - auth: { mode: oauth2 }
    scopes: [admin, other]
    endpoints:
      - { method: GET, url: \"https://api.larch.example/v1/invoices\" }
      - { method: POST, url: \"https://api.larch.example/v1/exports\" }
      - { method: POST, url: \"https://api.larch.example/v1/nope\" }
";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.compline"), PACK).unwrap();
    std::fs::write(folder.path().join("m.yaml"), MANIFEST).unwrap();
    let run = |arguments: &str| {
        let run = compline_in(folder.path(), &arguments.split_whitespace().collect::<Vec<_>>());
        assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
        run.stdout
    };
    insta::assert_snapshot!("why_needed", run("why m.yaml least --pack p.compline --as-of 2026-01-01"));
    insta::assert_snapshot!("explain_scope_and_operations", run("explain larch:admin --pack p.compline"));
}

#[test]
fn a_scope_covers_what_patterns_say_in_the_spelling_of_its_vendor() {
    let run = compline(&["explain", "zoho:ZohoCRM.modules.all"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for scope in ["ZohoCRM.modules.{operation}", "ZohoCRM.modules.{module}.{operation}"] {
        assert!(run.stdout.contains(&format!("  {scope}\n")), "{scope}: {}", run.stdout);
    }
    let run = compline(&["explain", "zoho:ZohoCRM.modules.leads.READ"]);
    assert!(run.stdout.contains("covered by\n  ZohoCRM.modules.ALL\n"), "{}", run.stdout);
}

#[test]
fn an_answer_says_what_a_check_says() {
    let check = json(&compline(&["check", "examples", "--as-of", "2021-05-10", "--format", "json"]));
    for file in check["files"].as_array().unwrap() {
        for finding in file["findings"].as_array().unwrap() {
            let (path, rule) = (file["path"].as_str().unwrap(), finding["rule"].as_str().unwrap());
            let run = compline(&["why", path, rule, "--as-of", "2021-05-10", "--format", "json"]);
            let why = json(&run);
            let subjects = why["files"][0]["subjects"].as_array().unwrap();
            let same = subjects
                .iter()
                .any(|subject| subject["state"] == finding["state"] && subject["schedule"] == finding["schedule"]);
            assert!(same, "{path} {rule}: {}", run.stdout);
        }
    }
}

#[test]
fn what_cannot_be_told_has_status_2() {
    let file = "examples/manifests/lead-sync.yaml";
    for (arguments, said) in [
        (&["why", file, "authtoken-call"][..], "did you mean `authtoken-calls`?"),
        (&["why", file, "authtoken-calls", "--integration", "lead-sink"], "did you mean `lead-sync`?"),
        (&["why", "examples", "authtoken-calls"], "give one file"),
        (&["why", "none.yaml", "authtoken-calls"], "cannot read `none.yaml`"),
        (&["explain", "authtokn"], "did you mean `authtoken`?"),
        (&["explain", "syntax/asign"], "did you mean `syntax/assign`?"),
    ] {
        let run = compline(arguments);
        assert_eq!(run.status, 2, "{arguments:?}");
        assert!(run.stderr.contains(said), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn every_kind_of_name_is_explained() {
    for (snapshot, id) in [
        ("explain_rule", "zoho/authtoken-calls"),
        ("explain_mode_and_cutoff", "authtoken"),
        ("explain_vendor_and_pack", "zoho"),
        ("explain_scope", "zoho:ZohoCRM.modules.leads.READ"),
        ("explain_source", "zoho/announcement"),
        ("explain_format", "native"),
        ("explain_code", "rule/stage-gap"),
    ] {
        let run = compline(&["explain", id]);
        assert_eq!(run.status, 0, "{id}: {}", run.stderr);
        let wide = run.stdout.lines().find(|line| line.chars().count() > 80 && line.trim().contains(' '));
        assert_eq!(wide, None, "{id}");
        insta::assert_snapshot!(snapshot, run.stdout);
        let explanations = json(&compline(&["explain", id, "--format", "json"]));
        assert_eq!(explanations["format"], "compline.explain");
    }
}

#[test]
fn a_cutoff_shows_where_its_sources_contradict_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let pack = r#"
vendor oak "Oak" { hosts "*.oak.example" }
source blog { title "Blog" url "https://oak.example/blog" standing vendor }
source news { title "News" url "https://news.example/oak" standing third-party }
cutoff keys "Oak keys" {
  vendor oak
  zone UTC
  checked through 2026-01-01
  stage fails {
    known 2024-01-01 from 2025-01-01 source news
    known 2024-02-01 from 2025-03-01 source blog
  }
}
"#;
    std::fs::write(folder.path().join("oak.compline"), pack).unwrap();
    let run = support::compline_in(folder.path(), &["explain", "keys", "--pack", "oak.compline"]);
    let text = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let conflict = "fails: `oak/blog` (vendor) says from 1 March 2025, `oak/news` (third-party) says from 1 January 2025; \
                    the word known later stands";
    assert!(text.contains(conflict), "{}{}", run.stdout, run.stderr);
    assert!(text.contains("1 January 2026: nothing further had been announced by then"), "{}", run.stdout);
}

#[test]
fn everything_that_is_listed_can_be_explained() {
    let names = json(&compline(&["explain", "--format", "json"]));
    let names = names["names"].as_array().unwrap();
    for kind in ["pack", "rule", "cutoff", "mode", "vendor", "source", "format", "code"] {
        // One of each kind that there is: a run takes a while.
        let name = names.iter().find(|name| name["kind"] == kind).unwrap();
        let run = compline(&["explain", name["id"].as_str().unwrap()]);
        assert_eq!(run.status, 0, "{name}: {}", run.stderr);
        assert!(run.stdout.contains(&format!("{kind} {}", name["id"].as_str().unwrap())), "{}", run.stdout);
    }
    let listing = compline(&["explain"]).stdout;
    assert!(listing.contains("zoho/authtoken-calls") && listing.contains("syntax/assign"), "{listing}");
}
