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
        "lint/never-satisfied",
        r#"rule r for connection where auth.mode is static {
  require auth.mode is oauth2
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
        "lint/row-never",
        r#"vendor larch "Larch" {
  hosts "*.larch.example" region US
  hosts "*.larch.eu"      region EU
}
cutoff c "C" {
  vendor larch
  zone UTC
  stage fails {
    region US  from 2024-06-01
    region EU  from 2024-09-01
    from 2025-01-01
  }
}
"#,
    ),
    lint(
        "lint/overlapping-cutoffs",
        r#"vendor larch "Larch" { hosts "*.larch.example" }
cutoff blog "Keys end, says the blog" {
  vendor larch
  zone UTC
  stage fails { during 2024-06-01 .. 2024-06-30 }
}
cutoff mail "Keys end, says the mail" {
  vendor larch
  zone UTC
  stage fails { during 2024-06-15 .. 2024-07-15 }
}
rule a for connection where vendor is larch and auth.mode is static {
  forbid
  error during blog.fails
  message "m"
}
rule b for connection where vendor is larch and auth.mode is static {
  forbid
  error during mail.fails
  message "n"
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
        "lint/unused-stage",
        r#"cutoff c "C" {
  zone UTC
  stage warned { from 2024-03-01 }
  stage fails { from 2024-06-01 }
}
rule r for integration {
  forbid owner absent
  error from c.fails
  message "m"
}
"#,
    ),
    lint(
        "lint/unused-mode",
        r#"mode larch-key "Larch key" is static.api-key
rule r for integration {
  forbid owner absent
  error
  message "m"
}
"#,
    ),
    lint(
        "lint/unused-region",
        r#"vendor larch "Larch" {
  hosts "*.larch.example" region US
  regions AP
}
rule r for integration where vendor is larch and region is US {
  forbid owner absent
  error
  message "m"
}
"#,
    ),
    Example {
        run: "lint acme.compline --against job.yaml",
        files: &[("job.yaml", super::Content::Text("job: crm\nlogin: oauth\n"))],
        ..lint(
            "lint/format-idle",
            r#"format jobs "Jobs" {
  files     "*.yaml"
  recognise /job
  each integration in / {
    integration /job
    connection { auth.mode /login as { "oauth": oauth2, "key": static.api-key } }
  }
}
"#,
        )
    },
    Example {
        run: "lint acme.compline --against job.yaml",
        files: &[("job.yaml", super::Content::Text("job: crm\nlogin: oauth\n"))],
        ..lint(
            "lint/format-unseen",
            r#"format jobs "Jobs" {
  files     "*.yaml"
  recognise /jobs
  each integration in / { integration /jobs }
}
"#,
        )
    },
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
