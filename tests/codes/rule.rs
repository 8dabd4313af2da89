//! Examples of mistakes: what items mean.

use super::Example;

/// In the order of the table of codes.
pub(crate) const EXAMPLES: &[Example] = &[
    Example::rules(
        "rule/no-obligation",
        r#"use zoho

rule r for connection where vendor is zoho {
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "rule/two-obligations",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  require owner exists
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "rule/no-severity",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  message "m"
}
"#,
    ),
    Example::rules(
        "rule/forbid-everything",
        r#"rule r for connection {
  forbid
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "rule/repeated-clause",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error
  message "m"
  message "n"
}
"#,
    ),
    Example::rules(
        "rule/no-message",
        "use zoho

rule r for connection where vendor is zoho {
  forbid
  error
}
",
    ),
    Example::rules(
        "rule/recursion",
        "define a(c: connection) = b(it)
define b(c: connection) = a(it)
",
    ),
    Example::rules(
        "rule/known-needs-cutoff",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  note from known
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "rule/stage-cycle",
        r#"cutoff c "C" {
  zone UTC
  stage a { from c.b }
  stage b { from c.a }
}
"#,
    ),
    Example::rules(
        "rule/stage-gap",
        r#"use zoho

cutoff c "C" {
  vendor zoho
  zone UTC
  stage fails {
    region US from 2021-01-01
    region IN from 2021-02-01
  }
}
"#,
    ),
    Example::rules(
        "rule/stage-overlap",
        r#"use zoho

cutoff c "C" {
  vendor zoho
  zone UTC
  stage fails {
    region US, EU from 2021-01-01
    region EU, IN from 2021-02-01
    else never
  }
}
"#,
    ),
    Example::rules(
        "rule/stage-empty",
        r#"cutoff c "C" {
  zone UTC
  stage fails { }
}
"#,
    ),
    Example::rules(
        "rule/window-backwards",
        r#"cutoff c "C" {
  zone UTC
  stage fails { during 2021-05-31 .. 2021-05-01 }
}
"#,
    ),
    Example::rules(
        "rule/no-zone",
        r#"cutoff c "C" {
  stage fails { from 2021-05-31 }
}
"#,
    ),
    Example::rules(
        "rule/selector",
        r#"cutoff c "C" {
  zone UTC
  stage fails {
    regoin US from 2021-05-31
    else never
  }
}
"#,
    ),
    Example::rules(
        "rule/scope-pattern",
        r#"use hubspot

scopes hubspot {
  "{a}.{b}.ALL" covers "{a}.READ"
}
"#,
    ),
    Example::rules(
        "rule/scope-cycle",
        r#"use hubspot

scopes hubspot {
  "{object}.write" covers "{object}.read"
  "{object}.read"  covers "{object}.write"
}
"#,
    ),
    Example::rules(
        "rule/scope-split",
        r#"use hubspot

scopes hubspot {
  "contacts" splits into "crm.objects.contacts.read"
}
"#,
    ),
    Example::rules(
        "rule/scope-tier",
        r#"use hubspot

scopes hubspot {
  tier sensitive "crm.export"
  tier plain     "crm.export" "crm.import"
}
"#,
    ),
    Example::rules(
        "rule/operation",
        r#"use hubspot

operations hubspot {
  "/crm/v3/objects/contacts" needs "crm.objects.contacts.read"
}
"#,
    ),
    Example::rules(
        "rule/no-operations",
        r#"use hubspot

rule r for connection where vendor is hubspot {
  require scopes within needed
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "rule/retired-in-row",
        r#"use hubspot

cutoff c "C" {
  vendor hubspot
  zone UTC
  stage fails {
    where any scope (scope-retired) from 2021-01-01
    else never
  }
}
"#,
    ),
    Example::rules(
        "rule/mode-parent",
        r#"mode token2 "T" is token3
mode token3 "T" is token2
"#,
    ),
    Example::rules(
        "rule/format",
        r#"format f "F" {
  files "*.yaml"
  each connection { connection key }
}
"#,
    ),
    Example::rules(
        "rule/duration-unit",
        r#"use zoho

rule r for connection {
  forbid auth.expires-in > 2 months
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "rule/clause-missing",
        r#"source s { title "T" }
"#,
    ),
    Example::rules(
        "rule/control",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error
  message "m"
  control "NIST SP 800-53 IA-50"
}
"#,
    ),
    Example::rules(
        "rule/url",
        r#"source s { title "T" url "example.com/page" }
"#,
    ),
    Example::rules(
        "rule/not-supported",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error
  message "m"
  fix     remove excess
}
"#,
    ),
    Example::rules("rule/field", "field app.kind for integration is string\n"),
    Example::rules(
        "rule/conflict",
        r#"source page { url "https://example.com/page" }

cutoff c "C" {
  zone     UTC
  conflict page stands page because "It says the first of May."
  stage fails { from 2021-05-01 }
}
"#,
    ),
    Example::rules(
        "rule/offset",
        r#"cutoff c "C" {
  zone Asia/Kolkata
  stage fails { from 2021-05-31T18:00+01:00 }
}
"#,
    ),
    Example::rules(
        "rule/host-pattern",
        r#"vendor oak "Oak" {
  hosts "https://api.oak.example/v1"
}
"#,
    ),
    Example::rules(
        "rule/host-taken",
        r#"use zoho

vendor oak "Oak" {
  hosts "*.zoho.eu"
}
"#,
    ),
    Example::rules(
        "rule/word-taken",
        r#"mode key "Key" known as "static.basic"
"#,
    ),
];
