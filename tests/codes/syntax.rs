//! Examples of mistakes: the form of rule files.

use super::Content::Made;
use super::Example;

/// In the order of the table of codes.
pub(crate) const EXAMPLES: &[Example] = &[
    Example::rules(
        "syntax/expected",
        "use zoho

rule r for connection where vendor is zoho and {
  forbid
  error
}
",
    ),
    Example::rules(
        "syntax/item",
        "rul r for connection {
  forbid
}
",
    ),
    Example::rules(
        "syntax/clause",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error
  mesage "m"
}
"#,
    ),
    Example::rules(
        "syntax/unclosed-brace",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error

mode x "X" is static
"#,
    ),
    Example::rules(
        "syntax/missing-brace",
        "use zoho

rule r for connection where vendor is zoho
  forbid
  error
}
",
    ),
    Example::rules(
        "syntax/extra-brace",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error
  message "m"
}
}

mode x "X" is static
"#,
    ),
    Example::run(
        "syntax/too-deep",
        &[(
            "acme.compline",
            Made(
                || {
                    format!("define a(c: connection) = {}c.auth.mode exists{}\n", "(".repeat(65), ")".repeat(65))
                        .into_bytes()
                },
                "define a(c: connection) = ((((...c.auth.mode exists...))))",
            ),
        )],
        "check . --pack acme.compline",
    ),
    Example::rules(
        "syntax/assign",
        r#"rule r for connection where auth.storage = "vault" {
  forbid
  error
}
"#,
    ),
    Example::rules(
        "syntax/operator",
        "rule r for connection where auth.mode is static && region is EU {
  forbid
  error
}
",
    ),
    Example::rules(
        "syntax/colon",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error
  message: "m"
}
"#,
    ),
    Example::rules(
        "syntax/quote",
        "use zoho

rule r for connection where vendor is zoho {
  forbid
  error
  message 'm'
}
",
    ),
    Example::rules(
        "syntax/unterminated-text",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error
  message "calls it
  help "do not"
}
"#,
    ),
    Example::rules(
        "syntax/escape",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error
  message "a\qb"
}
"#,
    ),
    Example::rules(
        "syntax/character",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error
  message "m";
}
"#,
    ),
    Example::rules(
        "syntax/date",
        r#"cutoff c "C" {
  zone UTC
  stage fails { from 31/05/2021 }
}
"#,
    ),
    Example::rules(
        "syntax/date-word",
        r#"cutoff c "C" {
  zone UTC
  stage fails { until 2021-05-31 }
}
"#,
    ),
    Example::rules(
        "syntax/unit",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error from 90 dys before authtoken.fails
  message "m"
}
"#,
    ),
    Example::rules(
        "syntax/time",
        r#"cutoff c "C" {
  zone UTC
  stage brownout { during 2026-01-01 .. 2026-01-31 daily at 24:00 for 15 minutes }
}
"#,
    ),
    Example::rules(
        "syntax/number",
        r#"rule r for connection {
  require auth.expires-in < 1.5
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "syntax/missing-subject",
        r#"use zoho

rule r where vendor is zoho {
  forbid
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "syntax/path",
        r#"format f "F" {
  files "*.yaml"
  ignore /a/../b
  each integration in /* { integration key }
}
"#,
    ),
];
