//! Examples of what lints find.

use super::Example;

const fn lint(code: &'static str, rules: &'static str) -> Example {
    Example { run: "lint acme.compline", ..Example::rules(code, rules) }
}

/// In the order of the table of codes.
pub(crate) const EXAMPLES: &[Example] = &[
    lint(
        "lint/never-fires",
        r#"rule r for connection where owner exists {
  forbid owner absent
  error
  message "m"
}
"#,
    ),
    lint(
        "lint/duplicate-rule",
        r#"rule a for connection where auth.mode is static {
  forbid
  error
  message "m"
}
rule b for connection where auth.mode is static {
  forbid
  error
  message "n"
}
"#,
    ),
    lint(
        "lint/shadowed-rule",
        r#"rule a for connection where auth.mode is static {
  forbid
  error
  message "m"
}
rule b for connection where auth.mode is static.basic {
  forbid
  warning
  message "n"
}
"#,
    ),
    lint(
        "lint/contradiction",
        r#"rule a for connection where auth.mode is static {
  require auth.storage == "vault"
  error
  message "m"
}
rule b for connection where auth.mode is static.basic {
  require auth.storage == "kms"
  error
  message "n"
}
"#,
    ),
    lint(
        "lint/severity-never",
        r#"cutoff c "C" {
  zone UTC
  stage fails { never }
}
rule r for connection where auth.mode is static {
  forbid
  note
  error during c.fails
  message "m"
}
"#,
    ),
    lint(
        "lint/severity-unreachable",
        r#"rule r for connection where auth.mode is static {
  forbid
  warning from 2024-06-01
  error   from 2024-01-01
  message "m"
}
"#,
    ),
    lint(
        "lint/unused-source",
        r#"source s {
  url "https://example.com/notice"
}
"#,
    ),
    lint(
        "lint/unused-define",
        r#"define ownerless(i: integration) = i.owner absent

rule r for integration {
  forbid owner is null
  error
  message "m"
}
"#,
    ),
    lint(
        "lint/unused-cutoff",
        r#"cutoff c "C" {
  zone UTC
  stage fails { from 2024-06-01 }
}
rule r for integration {
  forbid owner absent
  error
  message "m"
}
"#,
    ),
    lint(
        "lint/unused-field",
        r#"field app.kind for integration is text one of public, private "Whom the app is for"
rule r for integration {
  forbid owner absent
  error
  message "m"
}
"#,
    ),
    lint(
        "lint/unused-release",
        r#"release summer-27 "Summer '27" is 2027-summer
rule r for integration {
  forbid owner absent
  error
  message "m"
}
"#,
    ),
    lint(
        "lint/cutoff-without-source",
        r#"cutoff c "C" {
  zone UTC
  stage fails { from 2024-06-01 }
}
"#,
    ),
    lint(
        "lint/rule-without-source",
        r#"rule r for integration {
  forbid owner absent
  error
  message "m"
}
"#,
    ),
    lint(
        "lint/no-help",
        r#"rule r for integration {
  forbid owner absent
  error
  message "m"
}
"#,
    ),
    Example {
        run: "lint acme.compline --as-of 2024-06-01",
        ..lint(
            "lint/not-checked",
            r#"cutoff c "C" {
  zone UTC
  stage fails { from 2024-06-01 }
}
"#,
        )
    },
];
