//! Every lint: a pack that it speaks up about, and one that comes near and is left alone.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

use compline_policy::lint::{Finding, LintOptions, apply, lint};
use compline_policy::{PackFile, PackFiles, compile};
use compline_time::Day;

const BASE: &str = r#"
mode static "Static"
mode static.key "Key"
mode oauth2 "OAuth 2.0" known as "OAuth 2"
vendor larch "Larch" { hosts "*.larch.example" region US  hosts "*.larch.eu" region EU }
vendor birch "Birch" { hosts "*.birch.example" region AP }
source page { title "A page" publisher "Larch" url "https://larch.example/page" }
cutoff key "Larch keys" { vendor larch zone UTC source page stage fails { known 2020-01-01 from 2021-05-01 } stage gone { never } }
rule base for connection where vendor is larch and auth.mode is static.key { forbid error from key.fails message "m" help "h ({key.gone})" source page }
"#;

fn findings(rules: &str, options: LintOptions) -> (String, Vec<Finding>) {
    let text = format!("{BASE}{rules}\n");
    let file = PackFile { path: "p.compline".into(), text: text.clone() };
    let pack = PackFiles { fallback_name: "p".into(), manifest: None, rules: vec![file] };
    let policy = compile(vec![pack], &[]).unwrap().policy;
    let found = lint(&policy, &["p".to_owned()], options);
    (text, found.into_iter().map(|one| one.locate(&policy.sources)).collect())
}

fn codes(rules: &str) -> Vec<String> {
    findings(rules, LintOptions::default()).1.into_iter().map(|found| found.located.code).collect()
}

/// A rule for connections that is as it should be but for what is given.
fn rule(name: &str, selection: &str, clauses: &str) -> String {
    format!("rule {name} for connection where {selection} {{ {clauses} message \"m\" help \"h\" source page }}\n")
}

#[test]
fn what_is_as_it_should_be_is_left_alone() {
    assert_eq!(codes(""), [""; 0]);
}

#[test]
fn rules_that_never_fire() {
    let forbidden = |condition: &str| codes(&rule("r", "vendor is birch", &format!("forbid {condition} error")));
    for never in [
        "owner exists and owner absent",
        "owner == \"a\" and owner == \"b\"",
        "owner == \"a\" and owner absent",
        "owner in { \"a\", \"b\" } and not (owner in { \"b\", \"a\" })",
        "vendor is larch",
        "region is US",
        "auth.mode is static.key and auth.mode is not static",
        "auth.expires-in > 2 hours and auth.expires-in < 1 hours",
        "auth.created from 2021-01-01 and auth.created before 2021-01-01",
        "owner == \"team\" and owner matches \"*@birch.example\"",
        "during key.fails and not (during key.fails)",
        "any endpoint (method == \"GET\") and no endpoint (method in { \"GET\", \"POST\" })",
        "any endpoint (vendor is larch)",
        "(owner == \"a\" or owner == \"b\") and owner == \"c\"",
    ] {
        assert_eq!(forbidden(never), ["lint/never-fires"], "{never}");
    }
    for perhaps in [
        "owner exists and owner is null",
        "owner == \"a\" and owner != \"b\"",
        "owner in { \"a\", \"b\" } and owner in { \"b\", \"c\" }",
        "region is AP",
        "auth.mode is static and auth.mode is not static.key",
        "auth.expires-in >= 1 hours and auth.expires-in <= 1 hours",
        "auth.created from 2021-01-01 and auth.created before 2021-01-02",
        "owner == \"team@birch.example\" and owner matches \"*@birch.example\"",
        "any endpoint (method == \"GET\") and any endpoint (method == \"POST\")",
        "any endpoint (method == \"GET\") and no endpoint (method == \"POST\")",
        "all endpoints (method == \"GET\") and all endpoints (method == \"POST\")",
        "scopes contains \"a\" and scopes contains \"b\"",
        "not (auth.mode is static) and not (auth.mode is oauth2)",
        // Worked out from the hosts, where the manifest says nothing.
        "region absent and region is AP",
    ] {
        assert_eq!(forbidden(perhaps), [""; 0], "{perhaps}");
    }
}

#[test]
fn rules_that_others_repeat() {
    let twin = "vendor is larch and auth.mode is in { static.key }".replace("is in", "in");
    assert_eq!(codes(&rule("r", &twin, "forbid error from key.fails")), ["lint/duplicate-rule"]);
    let narrow = "vendor is larch and auth.mode is static.key and owner exists";
    assert_eq!(codes(&rule("r", narrow, "forbid warning from 90 days after key.fails")), ["lint/shadowed-rule"]);
    for (selection, clauses) in [
        ("vendor is larch and auth.mode is static", "forbid error from key.fails"),
        (narrow, "forbid error from 90 days before key.fails"),
        (narrow, "forbid warning"),
        ("vendor is birch and auth.mode is static.key", "forbid error from key.fails"),
    ] {
        let found = codes(&rule("r", selection, clauses));
        assert!(!found.contains(&"lint/duplicate-rule".to_owned()), "{selection} {clauses}");
        // The base rule may be the one that says nothing more.
        let of_base = selection == "vendor is larch and auth.mode is static";
        assert_eq!(found.contains(&"lint/shadowed-rule".to_owned()), of_base, "{selection} {clauses} {found:?}");
    }
}

#[test]
fn rules_that_nothing_can_satisfy_together() {
    let both = |one: &str, other: &str| {
        codes(&format!("{}{}", rule("r", "vendor is birch", one), rule("s", "vendor is birch and owner exists", other)))
    };
    for (one, other) in [
        ("require auth.pkce error", "forbid auth.pkce error from 2024-01-01"),
        ("require auth.pkce error", "forbid auth.pkce error during key.fails"),
        ("require auth.storage == \"vault\" error", "require auth.storage in { \"kms\", \"env\" } warning"),
        ("require auth.mode is oauth2 error", "require auth.mode is static error"),
    ] {
        assert_eq!(both(one, other), ["lint/contradiction"], "{one}; {other}");
    }
    for (one, other) in [
        ("require auth.storage in { \"vault\", \"env\" } error", "require auth.storage in { \"kms\", \"env\" } error"),
        ("forbid auth.mode is static error", "forbid auth.mode is oauth2 error"),
        ("require auth.mode is oauth2 error", "require auth.pkce error"),
    ] {
        assert_eq!(both(one, other), [""; 0], "{one}; {other}");
    }
    // A bare `forbid` demands nothing by itself, and still excludes what the other one demands.
    let bare = rule("r", "vendor is birch", "require auth.mode is static error")
        + &rule("s", "vendor is birch and auth.mode is static", "forbid error from 2024-01-01");
    assert_eq!(codes(&bare), ["lint/contradiction"]);
    let on_the_way = rule("r", "vendor is birch and auth.mode is static", "require auth.storage == \"vault\" error")
        + &rule("s", "vendor is birch and auth.mode is static", "forbid error from 2024-01-01");
    assert_eq!(codes(&on_the_way), [""; 0]);
    let apart = rule("r", "vendor is birch", "require auth.pkce error")
        + &rule("s", "vendor is larch", "forbid auth.pkce error");
    assert_eq!(codes(&apart), [""; 0]);
}

#[test]
fn three_rules_or_more_that_nothing_can_satisfy_together() {
    let all = |demands: &[&str]| {
        let rules: String = demands
            .iter()
            .enumerate()
            .map(|(index, demand)| rule(&format!("r{index}"), "vendor is birch", &format!("{demand} error")))
            .collect();
        codes(&rules)
    };
    let vault = "require auth.storage == \"vault\" or auth.pkce";
    assert_eq!(all(&[vault, "forbid auth.storage == \"vault\"", "forbid auth.pkce"]), ["lint/contradiction"]);
    assert_eq!(
        all(&[
            "require auth.storage in { \"vault\", \"kms\", \"env\" }",
            "forbid auth.storage == \"vault\"",
            "forbid auth.storage == \"kms\"",
            "forbid auth.storage == \"env\""
        ]),
        ["lint/contradiction"]
    );
    assert_eq!(all(&[vault, "forbid auth.storage == \"vault\"", "require auth.pkce"]), ["lint/shadowed-rule"]);
    // Two of them exclude each other: the third has no part in it.
    assert_eq!(all(&[vault, "forbid auth.pkce", "require auth.pkce"]), ["lint/shadowed-rule", "lint/contradiction"]);
}

#[test]
fn rules_that_nothing_can_satisfy_together_at_some_date() {
    const TIMES: &str = r#"
cutoff turn "Turn" { vendor birch zone UTC source page
  stage one { during 2024-01-01 .. 2024-01-31 }
  stage two { during 2024-02-01 .. 2024-02-29 }
  stage late { where created from 2024-01-01 from 2024-03-01  where created before 2024-01-01 never }
  stage all { region AP during 2024-01-15 .. 2024-02-15 else never }
}
rule names for connection where vendor is birch and auth.storage == "x" { forbid error during turn.one error during turn.two error during turn.late error during turn.all message "m" help "h" }
"#;
    let pair = |one: &str, other: &str| {
        let with =
            |name: &str, demand: &str, when: &str| rule(name, "vendor is birch", &format!("{demand} error {when}"));
        let rules = format!(
            "{TIMES}{}{}",
            with("r", "require auth.mode is oauth2", one),
            with("s", "require auth.mode is static", other)
        );
        let found = findings(&rules, LintOptions::default()).1;
        let found = found.into_iter().filter(|found| found.located.code == "lint/contradiction");
        found.flat_map(|found| found.located.notes).collect::<Vec<_>>()
    };
    assert_eq!(pair("during turn.one", "during turn.two"), [""; 0]);
    assert_eq!(pair("during turn.one", "from 2024-01-20"), ["so it is on 20 January 2024"]);
    assert_eq!(pair("during turn.one", "from 2024-02-01"), [""; 0]);
    assert_eq!(pair("during turn.two", "during turn.all"), ["so it is on 1 February 2024, in region AP"]);
    assert_eq!(
        pair("during turn.late", "from 2024-01-01"),
        ["so it is on 1 March 2024, with created on 1 January 2024"]
    );
    let conditions = |one: &str, other: &str| {
        let rules = TIMES.to_owned() + &rule("r", "vendor is birch", one) + &rule("s", "vendor is birch", other);
        codes(&rules).into_iter().filter(|code| code == "lint/contradiction").count()
    };
    let oauth2 = "require auth.mode is oauth2 error";
    assert_eq!(conditions(oauth2, "forbid auth.mode is not static and during turn.one error"), 1);
    assert_eq!(
        conditions(
            "forbid auth.mode is not oauth2 and during turn.two error",
            "forbid auth.mode is not static and during turn.one error"
        ),
        0
    );
}

#[test]
fn rules_that_nothing_satisfies() {
    let of = |selection: &str, clauses: &str| codes(&rule("r", selection, clauses));
    assert_eq!(of("vendor is birch", "require owner exists and owner absent error"), ["lint/never-satisfied"]);
    assert_eq!(
        of("vendor is birch and auth.mode is static", "require auth.mode is oauth2 error"),
        ["lint/never-satisfied"]
    );
    assert_eq!(of("vendor is birch", "require owner exists error"), [""; 0]);
    assert_eq!(of("vendor is birch and auth.mode is static", "forbid auth.mode is static error"), [""; 0]);
}

#[test]
fn rows_that_never_stand() {
    let rows = |rows: &str| {
        let rules = format!(
            "cutoff c \"C\" {{ vendor larch zone UTC source page stage fails {{ {rows} }} }}\n{}",
            rule("r", "vendor is larch and owner absent", "forbid warning from c.fails")
        );
        codes(&rules)
    };
    assert_eq!(rows("region US from 2024-01-01 region EU from 2024-02-01 from 2024-03-01"), ["lint/row-never"]);
    assert_eq!(
        rows("where created from 2024-01-01 and created before 2023-01-01 from 2024-03-01 else never"),
        ["lint/row-never"]
    );
    for near in [
        "region US from 2024-01-01 from 2024-03-01",
        // What was announced later stood for a while.
        "known 2023-06-01 region US from 2024-01-01 known 2023-06-01 region EU from 2024-01-01 known 2023-01-01 from 2024-03-01",
        "region US where created from 2024-01-01 from 2024-03-01 region US from 2024-05-01 else never",
        // A null is neither from a day on nor before it.
        "where created from 2024-01-01 from 2024-03-01 where created before 2024-01-01 from 2024-04-01 from 2024-05-01",
    ] {
        assert_eq!(rows(near), [""; 0], "{near}");
    }
}

#[test]
fn cutoffs_that_date_the_same_thing() {
    let two = |vendor: &str, selection: &str| {
        codes(&format!(
            "cutoff c \"C\" {{ vendor {vendor} zone UTC source page stage fails {{ during 2024-01-01 .. 2024-06-30 }} }}\n\
             cutoff d \"D\" {{ vendor birch zone UTC source page stage fails {{ during 2024-06-01 .. 2024-12-31 }} }}\n{}{}",
            rule("r", "vendor is birch and owner absent", "forbid error during c.fails"),
            rule("s", selection, "forbid error during d.fails"),
        ))
    };
    assert_eq!(two("birch", "vendor is birch and owner absent"), ["lint/overlapping-cutoffs"]);
    assert_eq!(two("birch", "vendor is birch and owner exists"), [""; 0]);
    assert_eq!(two("larch", "vendor is birch and owner absent"), [""; 0]);
}

#[test]
fn severities_that_never_come_or_say_nothing() {
    let severities = |clauses: &str| codes(&rule("r", "vendor is birch", &format!("forbid owner absent {clauses}")));
    assert_eq!(severities("error error"), ["lint/severity-unreachable"]);
    assert_eq!(severities("error warning from 2024-01-01"), ["lint/severity-unreachable"]);
    assert_eq!(severities("note error from 2024-01-01 warning from 2024-02-01"), ["lint/severity-unreachable"]);
    assert_eq!(severities("note error during key.gone"), ["lint/severity-never"]);
    for near in
        ["warning error from 2024-01-01", "note from 2020-01-01 error during key.fails", "error from auth.created"]
    {
        assert_eq!(severities(near), [""; 0], "{near}");
    }
}

#[test]
fn what_nothing_uses() {
    assert_eq!(codes("source other { title \"O\" url \"https://larch.example/o\" }"), ["lint/unused-source"]);
    assert_eq!(codes("define old(c: connection) = c.owner absent"), ["lint/unused-define"]);
    assert_eq!(
        codes("cutoff other \"O\" { vendor larch zone UTC source page stage fails { from 2021-05-01 } }"),
        ["lint/unused-cutoff"]
    );
    let cutoff = |stages: &str| {
        format!(
            "cutoff other \"O\" {{ vendor birch zone UTC source page stage fails {{ from 2021-05-01 }} {stages} }}\n{}",
            rule("r", "vendor is birch", "forbid owner absent error from other.fails")
        )
    };
    assert_eq!(codes(&cutoff("stage warned { from 2020-01-01 }")), ["lint/unused-stage"]);
    assert_eq!(codes(&cutoff("")), [""; 0]);
    assert_eq!(codes("mode birch-key \"Birch key\" is static.key"), ["lint/unused-mode"]);
    assert_eq!(codes("mode birch-key \"Birch key\" is static.key known as \"birchKey\""), [""; 0]);
    let region = |asks: &str| {
        format!(
            "vendor pine \"Pine\" {{ hosts \"*.pine.example\" region NA regions SA }}\n{}",
            rule("r", &format!("vendor is pine and region in {asks}"), "forbid owner absent error")
        )
    };
    assert_eq!(codes(&region("{ NA }")), ["lint/unused-region"]);
    assert_eq!(codes(&region("{ NA, SA }")), [""; 0]);
    let tier = |asks: &str| {
        format!(
            "scopes birch {{ tier sensitive \"a\" tier restricted \"b\" source page }}\n\
             rule r for scope where vendor is birch and scope-tier in {asks} {{ forbid error message \"m\" help \"h\" source page }}"
        )
    };
    assert_eq!(codes(&tier("{ \"restricted\" }")), [""; 0]);
    assert_eq!(codes(&tier("{ \"restricted\", \"sensitive\" }")), [""; 0]);
    assert_eq!(codes(&tier("{ \"restrictd\" }")), ["lint/never-fires"]);
    let used = "define old(c: connection) = c.owner absent\n".to_owned()
        + "source other { title \"O\" url \"https://larch.example/o\" }\n"
        + "cutoff other \"O\" { vendor birch zone UTC source other stage fails { from 2021-05-01 } }\n"
        + &rule("r", "vendor is birch and old(it)", "forbid error from other.fails");
    assert_eq!(codes(&used), [""; 0]);
}

#[test]
fn what_things_rest_on_and_advise() {
    let plain = |clauses: &str| {
        codes(&format!("rule r for connection where vendor is birch {{ forbid error message \"m\" {clauses} }}"))
    };
    assert_eq!(plain("source page"), ["lint/no-help"]);
    assert_eq!(plain("help \"h\""), ["lint/rule-without-source"]);
    assert_eq!(plain("help \"h\" control \"NIST SP 800-53 IA-5\""), [""; 0]);
    let cutoff = |source: &str, row: &str| {
        codes(&format!(
            "cutoff c \"C\" {{ vendor birch zone UTC {source} stage fails {{ from 2021-05-01 {row} }} }}\n{}",
            rule("r", "vendor is birch", "forbid error from c.fails")
        ))
    };
    assert_eq!(cutoff("", ""), ["lint/cutoff-without-source"]);
    assert_eq!(cutoff("source page", ""), [""; 0]);
    assert_eq!(cutoff("", "source page"), [""; 0]);
}

#[test]
fn checks_for_news_are_asked_about_as_of_a_day_only() {
    let of = |day: &str| LintOptions { as_of: Some(Day::parse(day).unwrap()), max_age: 30 };
    let rules = "cutoff c \"C\" { vendor birch zone UTC source page checked through 2024-01-31 stage fails { from 2021-05-01 } }\n"
        .to_owned()
        + &rule("r", "vendor is birch", "forbid error from c.fails");
    let count = |options| findings(&rules, options).1.len();
    assert_eq!(count(LintOptions::default()), 0);
    // The cutoff of the base is never said to have been checked.
    assert_eq!((count(of("2024-03-01")), count(of("2024-03-02"))), (1, 2));
}

#[test]
fn fixes_leave_nothing_to_fix() {
    let rules = "## Nothing rests on it.\nsource other { title \"O\" url \"https://larch.example/o\" }\n".to_owned()
        + "define old(c: connection) = c.owner absent\n"
        + &rule("r", "vendor is birch", "forbid owner absent\n  error\n  error\n");
    let (text, found) = findings(&rules, LintOptions::default());
    assert_eq!(found.len(), 3);
    let (fixed, made) = apply(&text, found.iter().filter_map(|finding| finding.fix.as_ref()));
    assert_eq!(made, 3);
    let (_, left) = findings(fixed.strip_prefix(BASE).unwrap(), LintOptions::default());
    assert_eq!(left, []);
    assert_eq!(apply("another text", found.iter().filter_map(|finding| finding.fix.as_ref())).1, 0);
}
