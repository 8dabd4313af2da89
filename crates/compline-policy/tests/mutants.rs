//! Mutants: which small changes are made to what, and that each is a change.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;

use compline_policy::mutate::{Part, mutants, used_stages};
use compline_policy::{PackFile, PackFiles, Policy, compile};

const PACK: &str = r#"
mode static "Static"
mode static.token "Token"
mode oauth2 "OAuth 2.0"
vendor larch "Larch" { hosts "*.larch.example" region US  hosts "*.larch.eu" region EU  hosts "*.larch.in" region IN }
source page { title "A page" publisher "Larch" url "https://larch.example/page" }
cutoff key "Larch keys" {
  vendor larch  zone UTC  source page
  stage no-new { known 2020-01-01 region US, EU from 2020-05-31  known 2020-01-01 region IN after 2020-06  else never }
  stage fails {
    known 2020-01-01  from latest of (2021-05-01, 30 days after auth.last-used)
    known 2021-04-30  where edition == "classic"  after 2021-05-31T18:00Z
  }
  stage brownout { during 2021-04-01 .. 2021-04-30 daily at 00:00 for 15 minutes }
  stage unused { from 2030-01-01 }
}
scopes larch {
  "admin" covers "{m}.write"
  "{m}.write" covers "{m}.read"
  "a.read" same as "read"
  "all" splits into "a", "b"
  tier high "{m}.write"
  retired "a" from 2021-06-01
}
rule a for connection where vendor is larch and (auth.mode is static or auth.storage in { "env", "file" }) {
  forbid  auth.created from 2020-01-01 and not (owner matches "*@larch.example")
  note    from known
  warning from 90 days before key.fails
  error   from key.fails
  error   during key.brownout
  message "m"
}
rule b for integration where vendor is larch {
  require any connection (auth.expires-in < 1 hours and scopes within { "a", "b" })
  error   from 2021-Q3
  message "m"
}
rule c for connection where vendor is larch {
  forbid  auth.created after key.no-new
  error
  message "m"
}
rule d for connection where vendor is larch and scopes covers "a.write" {
  require scopes within needed
  error
  message "m"
}
"#;

fn policy() -> Policy {
    let file = PackFile { path: "p.compline".into(), text: PACK.into() };
    let pack = PackFiles { fallback_name: "p".into(), manifest: None, rules: vec![file] };
    compile(vec![pack], &[]).unwrap().policy
}

#[test]
fn every_part_has_its_mutants_in_order_of_place() {
    let policy = policy();
    let mut listed = String::new();
    let mut last = None;
    for mutant in mutants(&policy, "p") {
        let text = policy.sources.slice(mutant.at).split_whitespace().collect::<Vec<_>>().join(" ");
        if last.as_ref() != Some(&mutant.at) {
            let _ = writeln!(listed, "{text}");
        }
        last = Some(mutant.at);
        let _ = writeln!(listed, "    {}: {}", mutant.kind.as_str(), mutant.what);
    }
    insta::assert_snapshot!(listed);
}

#[test]
fn each_changes_one_thing_and_leaves_the_policy_as_it_was() {
    let policy = policy();
    let parts = |policy: &Policy| {
        [
            (Part::Cutoff, format!("{:?}", policy.cutoffs)),
            (Part::Rule, format!("{:?}", policy.rules)),
            (Part::Vendor, format!("{:?}", policy.vendors.iter().collect::<Vec<_>>())),
            (
                Part::Scopes,
                format!("{:?}", policy.lattices.iter().map(|scopes| scopes.lattice.parts()).collect::<Vec<_>>()),
            ),
        ]
    };
    let before = parts(&policy);
    for mutant in mutants(&policy, "p") {
        let mutated = parts(&mutant.apply(&policy));
        let changed: Vec<Part> =
            before.iter().zip(&mutated).filter(|(one, other)| one.1 != other.1).map(|(one, _)| one.0).collect();
        assert_eq!(changed, [mutant.part], "{}", mutant.what);
    }
    assert_eq!(before, parts(&policy));
    assert!(mutants(&policy, "another").is_empty());
}

#[test]
fn stages_that_no_rule_speaks_of_are_left_alone() {
    let policy = policy();
    let used: Vec<String> = used_stages(&policy).into_iter().map(|stage| policy.stage_name(stage)).collect();
    assert_eq!(used, ["key.no-new", "key.fails", "key.brownout"]);
}
