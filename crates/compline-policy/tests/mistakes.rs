//! Mistakes in packs, and what their author reads: each kind once, the message as it stands.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fmt::Write as _;

use compline_diagnostic::{Diagnostic, Severity, Sources, codes};
use compline_policy::{PackFile, PackFiles, compile};

/// What every example below may use.
const GROUND: &str = r#"
mode static "Static credential"
mode static.basic "Basic"
mode static.token "Token"
mode oauth2 "OAuth 2.0"
vendor zoho "Zoho" {
  hosts "*.zoho.com" region US
  hosts "*.zoho.eu"  region EU
  hosts "*.zoho.in"  region IN
}
source page { title "A page" publisher "Zoho" url "https://example.com/page" }
cutoff authtoken "Zoho authtokens" {
  vendor zoho  zone Asia/Kolkata  source page
  stage no-new { from 2020-09-30 }
  stage fails  { known 2020-11-30 from 2021-05-01 }
}
cutoff undated "Undated" { vendor zoho zone UTC stage fails { from 2021-05-01 } }
define static-credential(c: connection) = c.auth.mode is static
rule vaulted for connection where static-credential(it) { require auth.storage == "vault" error message "m" }
rule calls for connection where vendor is zoho { forbid error from authtoken.fails message "m" }
cutoff odd "Odd" { vendor zoho zone UTC stage fails { where owner matches "*@x.example" from 2021-01-01 from 2021-05-01 } }
rule odd-calls for connection where vendor is zoho { forbid error from odd.fails message "m" }
rule named for integration { require owner exists error message "m" }
"#;

fn pack(name: &str, text: &str) -> PackFiles {
    let path = format!("{name}.compline");
    PackFiles { fallback_name: name.into(), manifest: None, rules: vec![PackFile { path, text: text.into() }] }
}

/// What is said of a pack `acme` that uses the ground.
fn said(text: &str) -> (Vec<Diagnostic>, Sources) {
    match compile(vec![pack("acme", &format!("use ground\n{text}"))], &[pack("ground", GROUND)]) {
        Ok(compiled) => (compiled.warnings, compiled.policy.sources),
        Err(rejected) => (rejected.diagnostics, rejected.sources),
    }
}

/// As people read it, without drawing: code, message, places with their text, help.
fn shown(text: &str) -> String {
    let (diagnostics, sources) = said(text);
    let mut out = String::new();
    for diagnostic in &diagnostics {
        let Diagnostic { code, severity, message, labels, help, .. } = diagnostic;
        let _ = writeln!(out, "{severity}[{code}] {message}");
        for label in labels {
            let file = sources.get(label.at.file).unwrap();
            let place = file.position(label.at.span.start);
            let text = file.slice(label.at.span).lines().next().unwrap_or_default();
            let _ = writeln!(out, "  {}:{}:{} `{text}` {}", file.name(), place.line, place.column, label.message);
        }
        if let Some(help) = help {
            let _ = writeln!(out, "  help: {help}");
        }
    }
    out
}

/// One example of a mistake for each code that packs can have, syntax apart.
const EXAMPLES: &[(&str, &str)] = &[
    ("name/unknown-field", "rule r for connection { forbid auth.mod is static error message \"m\" }"),
    ("name/field-out-of-reach", "rule r for integration { forbid auth.mode is static error message \"m\" }"),
    ("name/unknown-subject", "rule r for conection { forbid auth.mode is static error message \"m\" }"),
    ("name/unknown-mode", "rule r for connection { forbid auth.mode is static.basc error message \"m\" }"),
    ("name/unknown-vendor", "rule r for connection where vendor is zohoo { forbid error message \"m\" }"),
    ("name/unknown-region", "rule r for connection { forbid region is UE error message \"m\" }"),
    ("name/unknown-word", "rule r for connection { forbid auth.placed is heder error message \"m\" }"),
    (
        "name/unknown-cutoff",
        "rule r for connection where vendor is zoho { forbid error from authtokn.fails message \"{ground/authtokn.fails}\" }",
    ),
    (
        "name/unknown-stage",
        "rule r for connection where vendor is zoho { forbid error from authtoken.fail message \"m\" }",
    ),
    ("name/unknown-source", "rule r for connection where vendor is zoho { forbid error message \"m\" source paige }"),
    ("name/unknown-define", "rule r for connection where static-credentials(it) { forbid error message \"m\" }"),
    ("name/unknown-rule", "test \"t\" { given \"a.yaml\" as of 2021-05-10 expect clean ground/vaultde }"),
    (
        "name/unknown-placeholder",
        "rule r for connection where vendor is zoho { forbid error message \"{intgration} fails\" }",
    ),
    ("name/unknown-capture", "format f { files \"connectors/{name}/m.yaml\" each integration { id capture nam } }"),
    (
        "name/duplicate",
        "rule r for connection { forbid vendor is zoho error message \"m\" }\nrule r for connection { forbid vendor is zoho error message \"m\" }",
    ),
    ("name/unknown-zone", "cutoff c { zone Asia/Calcuta stage fails { from 2021-01-01 } }"),
    ("type/mismatch", "rule r for integration { forbid environment == 2021-05-31 error message \"m\" }"),
    ("type/not-a-condition", "rule r for integration { forbid owner error message \"m\" }"),
    ("type/operator", "rule r for integration { forbid owner > 3 error message \"m\" }"),
    ("type/point", "rule r for connection where vendor is zoho { forbid error from authtoken message \"m\" }"),
    ("rule/no-obligation", "rule r for connection where vendor is zoho { error message \"m\" }"),
    (
        "rule/two-obligations",
        "rule r for connection where vendor is zoho { forbid require owner exists error message \"m\" }",
    ),
    ("rule/no-severity", "rule r for connection where vendor is zoho { forbid message \"m\" }"),
    ("rule/forbid-everything", "rule r for connection { forbid error message \"m\" }"),
    ("rule/repeated-clause", "rule r for connection where vendor is zoho { forbid error message \"m\" message \"n\" }"),
    ("rule/no-message", "rule r for connection where vendor is zoho { forbid error }"),
    ("rule/recursion", "define a(c: connection) = b(it)\ndefine b(c: connection) = a(it)"),
    (
        "rule/known-needs-cutoff",
        "rule r for connection where vendor is zoho { forbid error from undated.fails note from known message \"m\" }",
    ),
    ("rule/stage-cycle", "cutoff c { zone UTC stage a { from c.b } stage b { from c.a } }"),
    (
        "rule/stage-gap",
        "cutoff c { vendor zoho zone UTC stage fails { region US from 2021-01-01 region IN from 2021-02-01 } }",
    ),
    (
        "rule/stage-overlap",
        "cutoff c { vendor zoho zone UTC stage fails { region US, EU from 2021-01-01 region EU, IN from 2021-02-01 else never } }",
    ),
    ("rule/stage-empty", "cutoff c { zone UTC stage fails { } }"),
    ("rule/window-backwards", "cutoff c { zone UTC stage fails { during 2021-05-31 .. 2021-05-01 } }"),
    ("rule/no-zone", "cutoff c { stage fails { from 2021-05-31 } }"),
    ("rule/selector", "cutoff c { zone UTC stage fails { regoin US from 2021-05-31 else never } }"),
    ("rule/offset", "cutoff c { zone Asia/Kolkata stage fails { from 2021-05-31T18:00+01:00 } }"),
    (
        "rule/not-supported",
        "rule r for connection where vendor is zoho { forbid error message \"m\" fix remove excess }",
    ),
    ("rule/field", "field app.kind for integration is string"),
    ("rule/field", "field app.kind for scope is text\nfield app.age for integration is number one of a, b, A"),
    ("name/field-clash", "field auth.mode for connection is text"),
    ("name/field-clash", "field owner.team for integration is text"),
    (
        "name/field-clash",
        "field authtoken.fails for integration is date\ncutoff authtoken { zone UTC stage fails { from 2021-05-01 } }",
    ),
    (
        "rule/stage-gap",
        "field app.kind for integration is text one of public, private\ncutoff c { zone UTC stage fails { app.kind public from 2021-01-01 } }",
    ),
    (
        "name/unknown-word",
        "field app.kind for integration is text one of public, private\ncutoff c { zone UTC stage fails { app.kind pubic from 2021-01-01 else never } }",
    ),
    (
        "type/mismatch",
        "field app.kind for integration is text one of public, private\ncutoff c { zone UTC stage fails { app.kind \"public\" from 2021-01-01 else never } }",
    ),
    (
        "rule/conflict",
        "cutoff c { zone UTC conflict page stands page because \"one\" stage fails { from 2021-05-01 } }",
    ),
    (
        "rule/conflict",
        "source other { url \"https://example.com/o\" }\ncutoff c { zone UTC conflict page, other stands other because \"later\" stage fails { from 2021-05-01 source page } }",
    ),
    (
        "type/point",
        "release summer-27 \"Summer '27\" is 2027-summer by page\ncutoff c { zone UTC stage fails { from sumer-27 } }",
    ),
    ("rule/host-pattern", "vendor oak \"Oak\" { hosts \"https://oak.example/v1\" }"),
    ("rule/host-taken", "vendor oak \"Oak\" { hosts \"*.zoho.eu\" }"),
    ("rule/word-taken", "mode key \"Key\" known as \"static.basic\""),
    ("rule/scope-pattern", "scopes zoho { \"{a}.{b}.ALL\" covers \"{a}.READ\" }"),
    ("rule/scope-pattern", "scopes zoho { \"{a}.ALL\" same as \"{b}.ALL\" \"{a}\" splits into \"{a}.x\", \"y\" }"),
    ("rule/scope-cycle", "scopes zoho { \"{a}.ALL\" covers \"{a}.{operation}\" \"{a}.READ\" covers \"{a}.ALL\" }"),
    ("rule/scope-cycle", "scopes zoho { \"w\" splits into \"p\", \"q\" \"p\" covers \"q\" }"),
    ("rule/scope-split", "scopes zoho { \"old\" splits into \"new\" }"),
    ("rule/scope-tier", "scopes zoho { tier high \"a\" tier low \"a\" }"),
    ("name/duplicate", "scopes zoho api crm { \"a\" covers \"b\" }\nscopes zoho api CRM { separator \" \" }"),
    ("rule/operation", "operations zoho { \"/crm/v2/Leads\" needs \"a\" \"GET /crm/v{n}\" needs \"a\" }"),
    ("rule/operation", "operations zoho { \"GET /crm/v2/Leads\" needs \"{a}.READ\" }"),
    ("name/duplicate", "operations zoho { \"GET /a/{x}\" needs \"a\" \"GET /a/{y}\" needs \"b\" }"),
    (
        "rule/no-operations",
        "rule r for connection where vendor is zoho { require scopes within needed error message \"m\" }",
    ),
    ("type/operator", "rule r for scope where vendor is zoho { require scope covers needed error message \"m\" }"),
    ("type/operator", "rule r for connection where vendor is zoho { require owner within needed error message \"m\" }"),
    (
        "rule/retired-in-row",
        "cutoff c { zone UTC stage a { where any scope (scope-retired) from 2021-01-01 else never } }",
    ),
    ("type/point", "scopes zoho { retired \"a\" from authtoken }"),
    ("rule/mode-parent", "mode token2 \"T\" is token3\nmode token3 \"T\" is token2"),
    ("rule/format", "format f { files \"*.yaml\" each integration in /* { vendor key capture \"nothing\" } }"),
    (
        "rule/format",
        "format f { files \"*.yaml\" each integration in /* { connection { scopes /a capture \"{a}\" } } }",
    ),
    (
        "rule/format",
        "format f { files \"*.yaml\" each integration { connection { scopes /a each scope in /b { scope value } } } }",
    ),
    ("name/unknown-word", "format f { files \"*.yaml\" each integration { connection { auth.pkce yes } } }"),
    ("rule/format", "format f { files \"*.yaml\" each connection { connection key } }"),
    (
        "rule/format",
        "format f { files \"*.dg\" syntax text match a \"b(c\" each integration in /a/* { integration \"x\" } }",
    ),
    (
        "rule/format",
        "format f { files \"*.dg\" syntax text match a \"b\" values c each integration in /a/* { integration \"x\" } }",
    ),
    (
        "rule/format",
        "format f { files \"*.dg\" syntax text match a in b.c \"d\" each integration in /a/* { integration \"x\" } }",
    ),
    (
        "rule/format",
        "format f { files \"*.dg\" syntax text match a \"b\" match d in a.c \"e\" each integration in /a/* { integration \"x\" } }",
    ),
    (
        "rule/format",
        "format f { files \"*.dg\" syntax text let \"(?<name>a)\" match a \"b\" each integration in /a/* { integration \"x\" } }",
    ),
    (
        "rule/format",
        "format f { files \"*.dg\" syntax text strings \"'\" escape \"ab\" each integration { integration \"x\" } }",
    ),
    ("rule/format", "format f { files \"*.dg\" match a \"b\" each integration { integration \"x\" } }"),
    ("rule/format", "format f { files \"*.cfg\" syntax tomll each integration { integration key } }"),
    ("rule/format", "format f { files \"*.cfg\" syntax toml with comments each integration { integration key } }"),
    ("rule/duration-unit", "rule r for connection { forbid auth.expires-in > 2 months error message \"m\" }"),
    ("rule/clause-missing", "source s { title \"T\" }"),
    ("test/no-given", "test \"t\" { as of 2021-05-10 expect clean }"),
    ("test/no-case", "test \"t\" { given \"a.yaml\" }"),
    ("test/never", "test \"t\" { given \"a.yaml\" as of 2021-05-10 expect warning ground/vaulted }"),
    (
        "test/contradiction",
        "test \"t\" { given \"a.yaml\" as of 2021-05-10 expect error ground/vaulted and clean ground/vaulted }",
    ),
    ("test/as-of", "test \"t\" { given \"a.yaml\" as of 2021-05 expect clean }"),
    ("test/pointer", "test \"t\" { given \"a.yaml\" as of 2021-05-10 expect error ground/vaulted at \"auth.mode\" }"),
    ("name/unknown-rule", "tighten ground/cals { error }"),
    ("tighten/looser", "tighten calls { error from 2021-06-01 }"),
    ("tighten/not-proven", "tighten odd-calls { error from 2021-02-01 }"),
    (
        "tighten/own-rule",
        "rule r for connection where vendor is zoho { forbid error message \"m\" }\ntighten r { error }",
    ),
    ("tighten/no-effect", "tighten calls { error from 2021-05-01 forbid auth.mode is static }"),
    ("waiver/incomplete", "waive calls for integration \"x\" { because \"\" ticket \"T\" }"),
    ("waiver/no-ticket", "waive calls { until 2021-05-15 because \"b\" approved \"a\" }"),
    ("waiver/backwards", "waive calls { from 2021-05-16 until 2021-05-15 because \"b\" approved \"a\" ticket \"t\" }"),
    (
        "waiver/target",
        "waive named for connection \"x\" { until 2021-05-15 because \"b\" approved \"a\" ticket \"t\" }\nwaive calls for conection \"x\" { until 2021-05-15 because \"b\" approved \"a\" ticket \"t\" }",
    ),
    ("waiver/limit", "limit waiver to 90 days\nlimit waivers to 3 hours"),
    (
        "rule/control",
        "rule r for connection where auth.mode is none { forbid error message \"m\" control \"ISO 27001 A.5.17\" }",
    ),
    ("rule/url", "source s { title \"T\" url \"example.com/page\" }"),
];

#[test]
fn every_mistake_has_its_code_and_says_where_and_what_to_do() {
    let mut report = String::new();
    for (code, text) in EXAMPLES {
        let shown = shown(text);
        assert!(shown.contains(&format!("[{code}]")), "{code}:\n{text}\n{shown}");
        for diagnostic in said(text).0 {
            assert!(!diagnostic.labels.is_empty(), "{code} has no place");
            assert!(diagnostic.help.is_some(), "{code} has no help: {diagnostic:?}");
        }
        let _ = writeln!(report, "--- {code}\n{text}\n{shown}");
    }
    insta::assert_snapshot!(report);
}

#[test]
fn every_code_of_packs_has_an_example() {
    let elsewhere = [
        // Ambiguity takes two packs, and has a test of its own.
        codes::name::AMBIGUOUS,
        // What comes of running tests is tested where they are run.
        codes::test::FIXTURE,
        codes::test::FAILED,
        codes::test::NOT_COVERED,
        codes::test::SURVIVOR,
        // These are said after a run, and have tests in the engine.
        codes::waiver::EXPIRED,
        codes::waiver::UNUSED,
        codes::waiver::TOO_LONG,
        codes::waiver::FORBIDDEN,
    ];
    let tables = [
        codes::name::TABLE,
        codes::types::TABLE,
        codes::rule::TABLE,
        codes::test::TABLE,
        codes::tighten::TABLE,
        codes::waiver::TABLE,
    ];
    for info in tables.into_iter().flatten().filter(|info| !elsewhere.contains(&info.code)) {
        assert!(EXAMPLES.iter().any(|(code, _)| *code == info.code.as_str()), "{} has no example", info.code);
    }
}

#[test]
fn several_mistakes_are_reported_in_one_run_in_the_order_of_the_text() {
    let text = r#"
rule a for connection where vendor is zooho { forbid warnin message "m" }
rule b for connection { forbid auth.mode is "static" error message "{ownr}" }
cutoff c { zone UTC stage fails { from 2021-13-01 } }
"#;
    insta::assert_snapshot!(shown(text));
}

#[test]
fn a_name_that_two_packs_declare_has_to_say_which() {
    let ground = |name: &str| pack(name, "source page { title \"A\" url \"https://example.com\" }");
    let acme = |source: &str| {
        let text = format!(
            "use one, two\nrule r for integration {{ forbid owner absent error message \"m\" source {source} }}"
        );
        compile(vec![pack("acme", &text)], &[ground("one"), ground("two")])
    };
    let rejected = acme("page").unwrap_err();
    assert_eq!(rejected.diagnostics[0].code, codes::name::AMBIGUOUS);
    assert_eq!(rejected.diagnostics[0].help.as_deref(), Some("write `one/page` or `two/page`"));
    assert!(acme("two/page").is_ok());
}

#[test]
fn a_field_is_known_to_packs_that_use_its_pack_and_means_one_thing_in_all_of_them() {
    let field = "field app.kind for integration is text one of public, private \"Whom it is for\"\n";
    let rule = "rule r for integration where app.kind is public { forbid error message \"{app.kind}\" }";
    let codes = |packs: &[(&str, String)]| -> Vec<String> {
        let packs = packs.iter().map(|(name, text)| pack(name, text)).collect();
        match compile(packs, &[]) {
            Ok(compiled) => compiled.warnings,
            Err(rejected) => rejected.diagnostics,
        }
        .into_iter()
        .map(|diagnostic| format!("{} {}", diagnostic.code, diagnostic.help.unwrap_or_default()))
        .collect()
    };
    let declaring = ("one", field.to_owned());
    assert!(codes(&[declaring.clone(), ("two", format!("use one\n{rule}"))]).is_empty());
    // Declared alike, packs share it, and neither has to use the other.
    assert!(codes(&[("one", format!("{field}{rule}")), ("two", format!("{field}{rule}"))]).is_empty());
    let out_of_sight = codes(&[declaring.clone(), ("two", rule.to_owned())]);
    assert!(out_of_sight[0].starts_with("name/unknown-field pack `one` declares it"), "{out_of_sight:?}");
    let other = field.replace("private", "partner");
    let clash = codes(&[declaring, ("two", other)]);
    assert!(clash.len() == 1 && clash[0].starts_with("name/field-clash"), "{clash:?}");
}

#[test]
fn a_name_of_a_pack_that_is_not_used_says_how_to_use_it() {
    let text = "rule r for connection where vendor is zoho { forbid error message \"m\" }";
    let rejected = compile(vec![pack("acme", text), pack("ground", GROUND)], &[]).unwrap_err();
    assert_eq!(
        rejected.diagnostics[0].help.as_deref(),
        Some("pack `ground` declares it: add `use ground` at the top of the file")
    );
}

#[test]
fn a_pack_manifest_is_checked_key_by_key() {
    let with = |manifest: &str| {
        let files = PackFiles {
            fallback_name: "acme".into(),
            manifest: Some(PackFile { path: "pack.yaml".into(), text: manifest.into() }),
            rules: vec![PackFile { path: "acme.compline".into(), text: String::new() }],
        };
        match compile(vec![files], &[pack("ground", GROUND)]) {
            Ok(_) => vec![],
            Err(rejected) => rejected.diagnostics,
        }
    };
    let first = |manifest: &str| {
        let said = with(manifest);
        let first = said.first().unwrap_or_else(|| panic!("{manifest} is fine"));
        assert_eq!(first.severity, Severity::Error);
        (first.code.as_str(), first.message.clone(), first.help.clone().unwrap_or_default())
    };
    assert!(with("name: acme\nversion: 1.0.0\n").is_empty());
    assert!(with("name: acme\nversion: 1.0.0\ndependencies: { ground: '*' }\n").is_empty());
    let (code, message, help) = first("name: acme\nversion: 1.0.0\ndescripton: x\n");
    assert_eq!(
        (code, message.as_str(), help.as_str()),
        ("pack/manifest", "unknown key `descripton` in the pack's manifest", "did you mean `description`?")
    );
    assert_eq!(first("name: acme\nversion: one\n").0, "pack/manifest");
    assert_eq!(first("name: a b\nversion: 1.0.0\n").0, "pack/manifest");
    assert_eq!(first("version: 1.0.0\n").0, "pack/manifest");
    assert_eq!(first("{").0, "pack/manifest");
    assert_eq!(first("name: acme\nversion: 1.0.0\ncompline: '>=99'\n").0, "pack/compline-version");
    assert_eq!(first("name: acme\nversion: 1.0.0\ndependencies: { ground: '>=1' }\n").0, "pack/version");
    let (code, _, help) = first("name: acme\nversion: 1.0.0\ndependencies: { grund: '*' }\n");
    assert_eq!((code, help.as_str()), ("pack/not-found", "did you mean `ground`?"));
}

#[test]
fn packs_of_one_name_and_packs_without_rules_are_refused() {
    let empty = PackFiles { fallback_name: "acme".into(), manifest: None, rules: vec![] };
    assert_eq!(compile(vec![empty], &[]).unwrap_err().diagnostics[0].code, codes::pack::EMPTY);
    let twice = compile(vec![pack("acme", ""), pack("acme", "")], &[]).unwrap_err();
    assert_eq!(twice.diagnostics[0].code, codes::pack::DUPLICATE);
}

#[test]
fn dates_that_hang_on_what_a_rule_cannot_see_are_refused() {
    let stage = |row: &str| {
        let text = format!(
            "cutoff c {{ vendor zoho zone UTC stage fails {{ {row} else never }} }}\nrule r for integration where vendor is zoho {{ forbid error from c.fails message \"m\" }}"
        );
        said(&text).0.first().map(|diagnostic| diagnostic.code)
    };
    let refused = Some(codes::name::FIELD_OUT_OF_REACH);
    assert_eq!(stage("from auth.created"), refused);
    assert_eq!(stage("where auth.created from 2020-01-01 from 2021-01-01"), refused);
    assert_eq!(stage("auth.storage vault from 2021-01-01"), refused);
    assert_eq!(stage("from 1 year after created"), None);
}

#[test]
fn rows_with_conditions_have_to_exclude_each_other_or_differ_in_how_specific_they_are() {
    let rows = |rows: &str| {
        let text = format!("cutoff c {{ vendor zoho zone UTC stage fails {{ {rows} else never }} }}");
        said(&text).0.first().map(|diagnostic| diagnostic.code)
    };
    let overlap = Some(codes::rule::STAGE_OVERLAP);
    assert_eq!(
        rows("where created from 2020-01-01 from 2030-01-01  where created from 2021-01-01 from 2020-01-01"),
        overlap
    );
    assert_eq!(
        rows("where created from 2021-01-01 from 2030-01-01  where created before 2021-01-01 from 2020-01-01"),
        None
    );
    assert_eq!(rows("where owner exists from 2030-01-01  where owner absent from 2020-01-01"), None);
    // Texts of rows are words, whose case does not count.
    assert_eq!(rows("edition saas from 2030-01-01  edition SAAS from 2020-01-01"), overlap);
    assert_eq!(rows("edition saas from 2030-01-01  edition server from 2020-01-01"), None);
    assert_eq!(
        rows(
            "where created before 2021-01-01 from 2030-01-01  where created before 2021-01-01 and owner exists from 2020-01-01"
        ),
        None
    );
}

#[test]
fn a_field_that_is_out_of_reach_is_one_mistake_of_a_rule() {
    let text = "rule r for integration where auth.mode is oauth2 or auth.mode is static { forbid auth.mode is none error message \"m\" }";
    let diagnostics = said(text).0;
    let [one] = diagnostics.as_slice() else { panic!("{diagnostics:#?}") };
    assert_eq!(one.code, codes::name::FIELD_OUT_OF_REACH);
    assert_eq!(one.labels.len(), 3);
    let other = text.replace("rule r", "rule s");
    assert_eq!(said(&format!("{text}\n{other}")).0.len(), 2);
}
