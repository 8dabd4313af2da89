//! The pack that has everything dates of vendors do, `tests/packs/date-model`: by its own tests, and as it is shown.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use std::fs;

use support::{compline, compline_in, json, root};

const PACK: &str = "tests/packs/date-model";

#[test]
fn its_tests_pass_on_both_sides_of_every_boundary() {
    let run = compline(&["test", PACK, "--coverage"]);
    assert_eq!(run.status, 0, "{}", run.stdout);
    for kind in ["rows", "boundaries"] {
        let line = run.stdout.lines().find(|line| line.contains(" of ") && line.contains(kind)).unwrap();
        let counts: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(counts[0], counts[2], "{}", run.stdout);
    }
}

#[test]
fn a_time_whose_offset_the_zone_does_not_have_then_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(root().join(PACK).join("words.compline")).unwrap();
    let wrong = text.replace("2017-03-04T09:30-08:00", "2017-03-04T09:30-07:00");
    assert_ne!(text, wrong);
    fs::write(folder.path().join("words.compline"), wrong).unwrap();
    // The fields of other files of the pack are of no concern here: this mistake is reported among others.
    let run = compline_in(folder.path(), &["lint", "."]);
    assert!(run.stderr.contains("rule/offset") || run.stdout.contains("rule/offset"), "{}{}", run.stdout, run.stderr);
}

const MANIFEST: &str = "\
integration: listings
vendor: amazon
app: { kind: public }
connections:
  - { mws: { section: orders }, auth: { mode: signed } }
";

#[test]
fn declared_fields_are_read_shown_and_held_to_their_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(folder.path().join("m.yaml"), MANIFEST).unwrap();
    let entry = &json(&compline(&["inventory", &path("m.yaml"), "--pack", PACK, "--format", "json"]))["files"][0]["connections"]
        [0]["fields"];
    assert_eq!(entry["app.kind"]["value"], "public");
    assert_eq!(entry["mws.section"]["value"], "orders");
    let why = compline(&["why", &path("m.yaml"), "date-model/mws", "--pack", PACK, "--as-of", "2022-07-31"]);
    assert!(why.stdout.contains("app.kind public"), "{}", why.stdout);
    let explain = compline(&["explain", "mws.section", "--pack", PACK]);
    for part in ["connection", "orders", "date-model/mws", "/mws/section"] {
        assert!(explain.stdout.contains(part), "{part}: {}", explain.stdout);
    }

    fs::write(folder.path().join("w.yaml"), MANIFEST.replace("public", "publik").replace("section", "sektion"))
        .unwrap();
    let run = compline(&["check", &path("w.yaml"), "--pack", PACK, "--as-of", "2022-07-31"]);
    for part in ["input/unknown-word", "`public`", "input/unknown-key", "`section`", "undetermined[date-model/mws]"] {
        assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
    }
}

#[test]
fn conflicts_and_releases_are_explained() {
    let conflict = compline(&["explain", "sendgrid-basic", "--pack", PACK]).stdout;
    for part in ["stands against", "sendwithus-notice", "an integrator 13 January 2021"] {
        assert!(conflict.contains(part), "{part}: {conflict}");
    }
    let release = compline(&["explain", "summer-27", "--pack", PACK]).stdout;
    for part in ["Summer '27", "June 2027", "date-model/salesforce-soap-login"] {
        assert!(release.contains(part), "{part}: {release}");
    }
}
