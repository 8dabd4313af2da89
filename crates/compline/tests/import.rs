//! Tables of operations from OpenAPI descriptions: what is read, what is made of it, and what is left out.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fmt::Write as _;

use compline::import::{ImportOptions, Imported, Reading, openapi};
use compline::{PackSource, Policy, PolicyError};

const LARCH: &str = r#"
vendor larch "Larch" { hosts "*.larch.example" }
scopes larch {
  case insensitive
  "{part}.ALL"  covers "{part}.{operation}"
  "settings.ALL" covers "settings.{part}.{operation}"
  "settings.{part}.ALL" covers "settings.{part}.{operation}"
}
"#;

fn import(files: &[(&str, &str)], reading: Reading) -> Result<Imported, PolicyError> {
    let policy = Policy::load(&[PackSource::Text("larch".into(), LARCH.into())]).unwrap();
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    openapi(&policy, files, &ImportOptions { vendor: "larch".into(), source: "files".into(), reading })
}

/// The lines of the table that say anything.
fn rows(imported: &Imported) -> Vec<String> {
    let lines = imported.text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| line.starts_with('"')).collect()
}

fn why(imported: &Imported) -> Vec<String> {
    imported
        .left_out
        .iter()
        .map(|left| format!("{}: {}", left.message, left.primary().map_or("", |label| &label.message)))
        .collect()
}

fn complaints(error: PolicyError) -> Vec<String> {
    error.diagnostics.into_iter().map(|one| format!("{} {}", one.code, one.message)).collect()
}

const LEADS: &str = r#"
openapi: 3.0.0
servers: [{ url: "https://api.larch.example/v1/" }, { url: "https://api.larch-eu.example/v1" }]
security: [{ sign-in: [leads.all] }]
paths:
  /leads:
    get: { operationId: list }
    post: {}
    parameters: []
  /leads/{id}:
    $ref: "items.yaml#/lead~1item"
components:
  securitySchemes:
    sign-in: { $ref: "https://raw.larch.example/main/items.yaml#/schemes/sign-in" }
"#;

const ITEMS: &str = r"
openapi: 3.0.0
schemes: { sign-in: { type: oauth2, flows: {} } }
lead/item:
  get: {}
  delete: { security: [{ sign-in: [leads.DELETE, audit.CREATE] }, { sign-in: [settings.all] }] }
";

#[test]
fn an_operation_needs_what_it_or_its_description_says_through_references() {
    let imported = import(&[("a/leads.yaml", LEADS), ("b/items.yaml", ITEMS)], Reading::default()).unwrap();
    assert_eq!(
        imported.text,
        r#"# Written by `compline import openapi`: change what it is given, not this file.

operations larch {
  source files

  # leads.yaml
  "GET /v1/leads" "POST /v1/leads"  needs "leads.all"

  # items.yaml
  "DELETE /v1/leads/{id}"           needs "audit.CREATE", "leads.DELETE" or "settings.all"
  "GET /v1/leads/{id}"              needs "leads.all"
}
"#
    );
    assert_eq!((imported.operations, imported.left_out.len()), (4, 0));
    let other_way_round = import(&[("b/items.yaml", ITEMS), ("a/leads.yaml", LEADS)], Reading::default()).unwrap();
    assert_eq!(imported.text, other_way_round.text);
}

fn reading() -> Reading {
    Reading {
        wide: vec!["ALL".into(), "{operation}".into()],
        narrow: vec![("GET".into(), "READ".into()), ("delete".into(), "DELETE".into())],
        at_most: vec!["settings.all".into(), "DELETE */everything".into()],
    }
}

/// A description with one scheme, and these methods, paths and lists of scopes.
fn description(operations: &[(&str, &str, &str)]) -> String {
    let mut text =
        "{ \"openapi\": \"3.1.0\", \"components\": { \"securitySchemes\": { \"o\": { \"type\": \"oauth2\" }, \
                    \"k\": { \"type\": \"apiKey\" } } }, \"paths\": {"
            .to_owned();
    for (at, (method, path, security)) in operations.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(text, "{comma}\n\"{path}\": {{ \"{method}\": {{ {security} }} }}");
    }
    text + "\n} }"
}

fn listed(scopes: &str) -> String {
    format!("\"security\": [{{ \"o\": [{scopes}] }}]")
}

#[test]
fn a_scope_for_everything_comes_down_to_what_the_method_does() {
    let needs = |method: &str, scopes: &str| {
        let text = description(&[(method, "/x", &listed(scopes))]);
        let imported = import(&[("x.json", &text)], reading()).unwrap();
        let row = rows(&imported).remove(0);
        row.split_once(" needs ").unwrap().1.to_owned()
    };
    assert_eq!(needs("get", r#""leads.ALL""#), r#""leads.READ""#);
    assert_eq!(needs("get", r#""leads.{operation}""#), r#""leads.READ""#);
    assert_eq!(needs("delete", r#""leads.all", "leads.read""#), r#""leads.DELETE""#);
    // Of a wide and a narrow one the narrow one; of those that have nothing to do with each other both.
    assert_eq!(needs("get", r#""settings.roles.all", "settings.all""#), r#""settings.roles.READ""#);
    assert_eq!(needs("get", r#""leads.ALL", "files.CREATE""#), r#""files.CREATE", "leads.READ""#);
    // For other methods, and where it is said to be so, it is what is enough.
    assert_eq!(needs("patch", r#""leads.ALL""#), r#"at most "leads.ALL""#);
    assert_eq!(needs("get", r#""settings.all""#), r#"at most "settings.all""#);
    // Only whole words.
    assert_eq!(needs("get", r#""overall""#), r#""overall""#);
}

#[test]
fn operations_can_be_said_to_need_at_most() {
    let text = description(&[("delete", "/x/everything", &listed(r#""a.ALL""#))]);
    assert_eq!(
        rows(&import(&[("x.json", &text)], reading()).unwrap()),
        [r#""DELETE /x/everything" needs at most "a.ALL""#]
    );
}

#[test]
fn what_a_table_cannot_say_is_left_out_and_told() {
    let text = description(&[
        ("get", "/nothing", ""),
        ("get", "/none", "\"security\": []"),
        ("get", "/optional", "\"security\": [{ \"o\": [\"a.READ\"] }, {}]"),
        ("get", "/empty", &listed(r#""""#)),
        ("get", "/key", "\"security\": [{ \"k\": [] }]"),
        ("get", "/who", "\"security\": [{ \"z\": [\"a.READ\"] }]"),
        ("get", "/placeholder", &listed(r#""a.{module}.READ""#)),
        ("get", "/two", &listed(r#""a b""#)),
        ("get", "/half-{id}", &listed(r#""a.READ""#)),
        ("get", "/a/{x}", &listed(r#""a.READ""#)),
        ("get", "/a/{y}", &listed(r#""b.READ""#)),
        ("get", "/b/{x}", &listed(r#""a.READ""#)),
        ("get", "/b/{y}", &listed(r#""a.READ""#)),
    ]);
    let imported = import(&[("x.json", &text)], reading()).unwrap();
    assert_eq!(rows(&imported), [r#""GET /b/{x}" needs "a.READ""#]);
    assert_eq!(
        why(&imported),
        [
            "`GET /nothing` is left out: nothing is said of its security",
            "`GET /none` is left out: it is said to need no scope",
            "`GET /optional` is left out: it is said to need no scope",
            "`GET /empty` is left out: it is said to need no scope",
            "`GET /key` is left out: `k` is of type `apiKey`, which has no scopes",
            "`GET /who` is left out: there is no security scheme `z`",
            "`GET /placeholder` is left out: `a.{module}.READ` is not one scope",
            "`GET /two` is left out: `a b` is no scope",
            "`GET /half-{id}` is left out: `half-{id}` is not a component: `{name}` stands for a whole one, and `/**` for \
             the rest at the end",
            "`GET /a/{y}` is left out: of the same requests, `x.json` says \"a.READ\"",
            "`GET /a/{x}` is left out: of the same requests, `x.json` says \"b.READ\"",
        ]
    );
}

#[test]
fn swagger_2_is_read_too() {
    let text = "swagger: '2.0'\nbasePath: /v2\nsecurityDefinitions: { o: { type: oauth2 } }\nsecurity: [{ o: [a.READ] }]\n\
                paths: { /x: { get: {} } }\n";
    assert_eq!(rows(&import(&[("x.yaml", text)], Reading::default()).unwrap()), [r#""GET /v2/x" needs "a.READ""#]);
}

#[test]
fn nothing_is_written_of_half_a_description() {
    let fails = |files: &[(&str, &str)]| complaints(import(files, Reading::default()).unwrap_err());
    assert_eq!(
        fails(&[("leads.yaml", LEADS)]),
        ["input/dangling-reference the reference leads nowhere"],
        "the file that a reference names is not given"
    );
    assert_eq!(fails(&[("a/leads.yaml", LEADS), ("items.yaml", ITEMS), ("b/items.yaml", ITEMS)]).len(), 1);
    let circle = LEADS.replace("items.yaml#/lead~1item", "#/paths/~1leads~1{id}");
    assert_eq!(
        fails(&[("leads.yaml", &circle), ("items.yaml", ITEMS)]),
        ["input/dangling-reference the reference leads nowhere"]
    );
    assert_eq!(fails(&[("x.yaml", "a: 1\n")]), ["import/not-openapi the file is no OpenAPI description"]);
    assert!(fails(&[("x.json", "{ \"openapi\": ")])[0].starts_with("input/json-syntax"));
    assert_eq!(fails(&[("x.yaml", "openapi: 3.0.0\n")]), ["import/nothing no operation says which scopes it needs"]);
    let policy = Policy::load(&[PackSource::Text("larch".into(), LARCH.into())]).unwrap();
    let options = ImportOptions { vendor: "larhc".into(), ..ImportOptions::default() };
    let error = openapi(&policy, vec![], &options).unwrap_err();
    assert_eq!(error.diagnostics[0].help.as_deref(), Some("did you mean `larch`?"));
}
