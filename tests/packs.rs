//! The packs that ship, as a whole; the pages about them in `docs/vendors`, which are written from them; and new packs. After
//! a change of a pack, write the pages anew:
//!
//! ```sh
//! UPDATE=1 cargo test -p compline-cli --test packs
//! ```
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use compline::Policy;
use support::{compline_in, root};

/// The day from which the pages count the next twelve months. It moves when somebody looks after the packs.
const SEEN_FROM: &str = "2026-11-25";

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).map(|entries| entries.map(|entry| entry.unwrap().path()).collect::<Vec<_>>());
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    entries.unwrap_or_default().iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn pages_about_vendors_say_what_the_packs_say() {
    let folder = tempfile::tempdir().unwrap();
    let run = compline_in(folder.path(), &["pack", "docs", "vendors", "--as-of", SEEN_FROM]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let written = files(&folder.path().join("vendors"));
    assert!(written.len() > 20, "{:?}", written.keys());
    let there = root().join("docs/vendors");
    if std::env::var_os("UPDATE").is_some() {
        let _ = fs::remove_dir_all(&there);
        fs::create_dir_all(&there).unwrap();
        for (name, text) in &written {
            fs::write(there.join(name), text).unwrap();
        }
    }
    let said = files(&there);
    let stale: Vec<&String> =
        written.iter().filter(|(name, text)| said.get(*name) != Some(text)).map(|(name, _)| name).collect();
    assert!(stale.is_empty() && said.len() == written.len(), "docs/vendors is not what the packs say: {stale:?}");
}

#[test]
fn links_of_pages_lead_somewhere() {
    let pages = files(&root().join("docs/vendors"));
    for (name, text) in &pages {
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (page, anchor) = target.split_once('#').unwrap_or((target, ""));
            if page.contains("://") {
                continue;
            }
            let page = if page.is_empty() { name } else { page };
            let there = pages.get(page).unwrap_or_else(|| panic!("{name} leads to {target}"));
            let slug = |line: &str| {
                let kept = line.trim_start_matches('#').trim().replace('\\', "").to_lowercase();
                let kept: String =
                    kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')).collect();
                kept.replace(' ', "-")
            };
            let leads = anchor.is_empty() || there.lines().any(|line| line.starts_with('#') && slug(line) == anchor);
            assert!(leads, "{name} leads to {target}, and there is no such heading");
        }
    }
}

#[test]
fn every_rule_that_ships_says_which_controls_it_supports() {
    let policy = Policy::builtin().unwrap();
    let names = policy.names();
    let rules = names.iter().find(|listing| listing.kind.as_str() == "rule").unwrap();
    let mut without = vec![];
    for (id, _) in &rules.names {
        let told = policy.explain(id).unwrap();
        let carries = told.iter().any(|one| one.facts.iter().any(|fact| fact.name == "controls"));
        if !carries {
            without.push(id);
        }
    }
    assert!(without.is_empty(), "rules/README.md says which controls these get: {without:?}");
}

#[test]
fn a_new_pack_passes_everything_at_once() {
    for name in ["larch", "x1", "a-vendor-with-quite-a-long-name-that-breaks-lines-elsewhere"] {
        let folder = tempfile::tempdir().unwrap();
        let run = compline_in(folder.path(), &["pack", "new", name]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let commands: [&[&str]; 4] = [
            &["test", name, "--mutate"],
            &["lint", name],
            &["lint", name, "--as-of", "2026-03-02"],
            &["fmt", "--check", name],
        ];
        for command in commands {
            let run = compline_in(folder.path(), command);
            assert_eq!(run.status, 0, "{command:?}: {}{}", run.stdout, run.stderr);
            assert!(!run.stdout.contains("test/survivor"), "{}", run.stdout);
        }
        let again = compline_in(folder.path(), &["pack", "new", name]);
        assert_eq!(again.status, 2);
        assert!(again.stderr.contains("is there already"), "{}", again.stderr);
    }
}

#[test]
fn a_name_that_will_not_do_is_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["Larch", "1x", "x-", "a--b", "../x", "zoho"] {
        let run = compline_in(folder.path(), &["pack", "new", name]);
        assert_eq!(run.status, 2, "{name}");
        assert!(run.stderr.contains("pack/name"), "{}", run.stderr);
    }
    assert!(files(folder.path()).is_empty());
}

#[test]
fn findings_stand_below_each_of_their_controls() {
    let run = compline_in(&root(), &["check", "examples/manifests", "--as-of", "2021-05-10", "--group-by", "control"]);
    let section = run.stdout.split("\n\n").find(|part| part.starts_with("PCI DSS 12.3.4")).unwrap();
    assert!(section.contains("zoho/authtoken-calls") || section.contains("zoho/authtoken-issued-late"), "{section}");
    let json = compline_in(
        &root(),
        &["check", "examples/manifests", "--as-of", "2021-05-10", "--group-by", "control", "--format", "json"],
    );
    assert!(json.stdout.contains("\"controls\":[\"NIST SP 800-53"), "{}", json.stdout);
}
