//! Likely mistakes and what is said of them.

mod common;

use std::collections::BTreeSet;

use common::{read, render};
use compline_diagnostic::codes::syntax;

/// Name, text, and how many items have to come out in spite of it.
const MISTAKES: &[(&str, &str, usize)] = &[
    ("assign", "rule a for connection where auth.mode = \"basic\" {\n  forbid\n  error\n}\n", 1),
    ("other_operators", "rule a for connection where x == 1 && !(y <> 2) || z !== 3 {\n  forbid\n}\n", 1),
    ("single_quotes", "vendor a 'A' {\n  hosts 'x.com' region US\n}\n", 1),
    ("curly_quotes", "vendor a {\n  known as “zoho”\n}\nsource b {\n  title ‘x’\n}\n", 2),
    (
        "unterminated_text",
        "rule a for connection {\n  forbid\n  message \"calls it\n  help \"do not\"\n  error\n}\n\nmode b is c\n",
        2,
    ),
    ("unterminated_text_last", "source a {\n  title \"never closed\n}\n\nrule b for connection {\n  forbid\n}\n", 2),
    ("unopened_text", "rule a for connection {\n  forbid\n  message calls\"\n  help \"do not\"\n}\n", 1),
    (
        "wrong_dates",
        "cutoff a {\n  stage b {\n    from 2021-9-1\n    known 31/05/2021 from 2021/05/31\n    from 31 May 2021\n    after May 31, 2021\n    from 2021-05-31\n  }\n}\n",
        1,
    ),
    ("unclosed_item", "rule a for connection {\n  forbid\n  error\n\nrule b for connection {\n  forbid\n}\n", 2),
    (
        "unclosed_stage",
        "cutoff a {\n  stage b {\n    from 2021-05-31\n  stage c {\n    from 2021-06-30\n  }\n}\nmode x\n",
        2,
    ),
    ("unclosed_last", "rule a for connection {\n  forbid\n  error\n", 1),
    ("unclosed_set", "rule a for connection {\n  require region in { \"IN\", \"US\"\n  error\n}\nmode x\n", 2),
    ("unclosed_paren", "rule a for connection where (x == 1 and y == 2 {\n  forbid\n}\n", 0),
    ("missing_brace", "rule a for connection\n  forbid\n  error\n}\n\nmode x\n", 2),
    (
        "missing_stage_brace",
        "cutoff a {\n  stage b \"B\"\n    from 2021-05-31\n  }\n  stage c { from 2022-01-01 }\n}\n",
        1,
    ),
    ("extra_brace", "rule a for connection {\n  forbid\n}\n}\n\nmode x\n", 2),
    ("extra_brace_inside", "rule a for connection {\n  forbid }\n  error\n}\n\nmode x\n", 2),
    ("clause_word", "rule a for connection {\n  forbid\n  mesage \"x\"\n  hlep \"y\"\n  error\n}\n", 1),
    ("clause_habits", "rule a for connection {\n  deny\n  severity error\n  tighten x\n  error\n}\n", 1),
    ("item_word", "rul a for connection {\n  forbid\n}\nmode x\nsuorce b { title \"x\" }\n", 1),
    (
        "unknown_items",
        "tigten zoho/authtoken-calls {\n  error from 2021-03-01\n}\npolicy \"US over time\" {\n  given \"x.yaml\"\n}\nmode x\n",
        1,
    ),
    (
        "unit",
        "rule a for connection {\n  forbid\n  warning from 90 dys before b.fails\n  error from 2 fortnights after b.fails\n  require auth.lifetime < 5 min\n}\n",
        1,
    ),
    ("missing_subject", "rule a where vendor is zoho {\n  forbid\n}\nrule b {\n  forbid\n}\n", 2),
    ("missing_for", "rule a connection where vendor is zoho {\n  forbid\n}\nrule b when x {\n  forbid\n}\n", 1),
    (
        "date_words",
        "cutoff a {\n  stage b {\n    until 2021-05-31\n    form 2021-05-31\n    from 2021-06-01\n  }\n}\nrule r for connection {\n  forbid created by 2021-05-31\n  error since a.b\n  warning form 90 days before a.b\n}\n",
        2,
    ),
    ("missing_operand", "rule a for connection where true and {\n  forbid\n}\n", 0),
    (
        "missing_operands",
        "rule a for connection {\n  require x == \n  require not\n  require a or or b\n  error\n}\n",
        1,
    ),
    ("missing_comparison", "rule a for connection where vendor zoho {\n  forbid x like \"y\"\n}\n", 0),
    ("characters", "vendor zoho {\n  hosts \"x\";\n  known as\u{a0}\"y\"\n}\nmode caf\u{e9} is static\n", 2),
    (
        "colons",
        "rule a for connection {\n  forbid\n  message: \"x\"\n  error: from 2021-05-31\n  control:\n    \"y\"\n}\nformat f {\n  each integration in /* {\n    id: key\n  }\n}\n",
        2,
    ),
    ("equals_after_word", "source a {\n  title = \"x\"\n  url \"y\"\n}\n", 1),
    ("escapes", "source a {\n  title \"a\\qb \\u{110000} \\u{41}\"\n}\n", 1),
    (
        "time_of_day",
        "cutoff a {\n  stage b {\n    during 2026-01-01 .. 2026-01-31 daily at 24:00, 6:00 for 15 minutes\n  }\n}\n",
        1,
    ),
    (
        "numbers",
        "rule a for connection {\n  require x == 99999999999999999999 and y < 1.5\n  warning from 9999999999 days before a.b\n}\n",
        1,
    ),
    ("bare_amount", "rule a for connection {\n  forbid\n  error from 90 days\n}\n", 1),
    ("paths", "format f {\n  ignore /a/../b\n  each integration in * {\n    id /x*\n  }\n}\n", 1),
    (
        "format_mistakes",
        "format f {\n  fles \"x\"\n  each integration in /* {\n    id\n    auth.mode /a as { \"x\" none }\n    scopes /b split \",\"\n    connection {\n      endpoints /u as token\n      each endpoint on /x { url value }\n    }\n    region /r\n  }\n}\n",
        1,
    ),
    (
        "filters",
        "format f {\n  each integration in /* where /type == \"x\" where /y != \"z\" {\n    id key\n  }\n}\n",
        1,
    ),
    (
        "define",
        "define a(c connection) = c.x exists\ndefine b(c: connection) == c.x exists\ndefine d(c: connection) = c.x exists and\nmode x\n",
        2,
    ),
    (
        "extra_stage_brace",
        "cutoff a {\n  stage b {\n    from 2021-05-31\n  }\n  }\n  stage c { from 2022-01-01 }\n}\nmode x\n",
        2,
    ),
    (
        "two_clauses",
        "rule a for connection where vendor is zoho {\n  forbid auth.mode is\n  message help\n  help \"kept\"\n  error\n}\n",
        1,
    ),
    (
        "row_mistakes",
        "cutoff a {\n  zone\n  stage b {\n    region from 2021-01-01\n    region EU\n    known from 2021-01-01\n    during 2021-01-01 rollout\n    else sometimes\n    region US from 2021-01-01\n  }\n}\n",
        1,
    ),
    (
        "text_blocks",
        "test \"a\" {\n  given \"x.yaml\" \"\"\"one line\"\"\"\n  given \"y.yaml\" \"\"\"first\n    second\n    \"\"\"\n  as of 2021-01-01 expect clean\n}\nmode x\n",
        2,
    ),
    (
        "unclosed_text_block",
        "test \"a\" {\n  given \"x.yaml\" \"\"\"\n    vendor: zoho\n  as of 2021-01-01 expect clean\n}\n\ntest \"b\" {\n  given \"x.yaml\" \"\"\"\n    vendor: zoho\n    \"\"\"\n  as of 2021-01-01 expect clean\n}\n",
        2,
    ),
    (
        "scope_clauses",
        "scopes a app graph {\n  \"x\" equals \"y\"\n  \"x\", \"y\" splits into \"z\"\n  retired form 2021-01-01\n  tier \"x\"\n  empty means everything\n  empties means all\n  \"p\" covers \"q\"\n}\n",
        1,
    ),
    (
        "operation_tables",
        "operations zoho {\n  \"GET /a\" requires \"x\"\n  \"GET /b\" needs x\n  GET needs \"x\"\n  \"GET /c\" needs \"x\" or\n  \"GET /d\" needs \"y\"\n}\n",
        1,
    ),
    (
        "fields",
        "field app.kind is text\nfield app.kind for integration text\nfield app.kind for integration is text one public\nfield a for b is c \"d\"\n",
        1,
    ),
    (
        "tightening",
        "tighten zoho/a {\n  where owner absent\n  message \"x\"\n  forbid\n  error until 2021-01-01\n  warning\n}\ntighten {\n  error\n}\n",
        1,
    ),
    (
        "waivers",
        "waive zoho/a for \"billing\" {\n  until 2021-01-01\n}\nwaive zoho/* for integration \"billing\" {\n  expires 2021-01-01\n  reason \"x\"\n  approved by \"x\"\n  until 1 May 2021\n  ticket SEC-1\n}\nlimit waivers 180 days\nlimit waivers to 180 dys\n",
        1,
    ),
    (
        "fixes",
        "rule a for connection {\n  forbid\n  fix excess\n  fix remove\n  fix replace auth.mode\n  fix replace auth.mode by oauth2\n  fix automatically remove excess\n  error\n}\n",
        1,
    ),
    (
        "tests",
        "test US {\n  given \"x\"\n}\ntest \"EU\" {\n  fixture \"x\"\n  given x\n  expect clean\n  as of 2021-01-01 expect eror a\n  as of 2021-13-01 expect error a\n  as of 2021-01-01 expect error\n  as of 2021-01-01 expect error a two times\n  as of 2021-01-01, expect clean\n}\n",
        1,
    ),
    ("names", "rule for connection {\n  forbid\n}\nvendor \"Zoho\" {\n  hosts \"x\"\n}\nmode is static\nuse\n", 0),
];

#[test]
fn mistakes_are_explained() {
    for (name, text, _) in MISTAKES {
        let parsed = read(text);
        insta::assert_snapshot!(*name, format!("{text}\n{}", render(text, &parsed.errors)));
    }
}

#[test]
fn what_is_not_mistaken_is_kept() {
    for (name, text, items) in MISTAKES {
        assert_eq!(read(text).file.items.len(), *items, "{name}");
    }
}

#[test]
fn every_code_is_triggered() {
    let deep = format!("define a(c: connection) = {}c.x exists{}", "(".repeat(65), ")".repeat(65));
    let texts = MISTAKES.iter().map(|(_, text, _)| *text).chain([&*deep]);
    let seen: BTreeSet<_> = texts.flat_map(|text| read(text).errors).map(|error| error.code).collect();
    let all: BTreeSet<_> = syntax::TABLE.iter().map(|info| info.code).collect();
    assert_eq!(seen, all);
}

#[test]
fn messages_follow_the_house_style() {
    for (name, text, _) in MISTAKES {
        for error in read(text).errors {
            assert!(!error.message.ends_with('.') && !error.message.contains('\n'), "{name}: {}", error.message);
            assert!(!error.message.starts_with(|c: char| c.is_uppercase()), "{name}: {}", error.message);
            assert!(!error.message.contains('_'), "{name} names a rule of the grammar: {}", error.message);
            assert!(error.help.is_none_or(|help| !help.ends_with('.')), "{name}");
        }
    }
}
