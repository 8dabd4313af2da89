//! Examples of mistakes: names and types.

use super::Content::Text;
use super::Example;

/// In the order of the table of codes.
pub(crate) const EXAMPLES: &[Example] = &[
    Example::rules(
        "name/unknown-field",
        r#"use zoho

rule r for connection {
  forbid auth.mod is static
  error
  message "m"
}
"#,
    ),
    Example::rules("name/field-clash", "field owner.team for integration is text\n"),
    Example::rules(
        "name/field-out-of-reach",
        r#"use zoho

rule r for integration {
  forbid auth.mode is static
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "name/unknown-subject",
        r#"use zoho

rule r for conection {
  forbid auth.mode is static
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "name/unknown-mode",
        r#"use zoho

rule r for connection {
  forbid auth.mode is static.basc
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "name/unknown-vendor",
        r#"use zoho

rule r for connection where vendor is zohoo {
  forbid
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "name/unknown-region",
        r#"use zoho

rule r for connection {
  forbid region is UE
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "name/unknown-word",
        r#"use zoho

rule r for connection {
  forbid auth.placed is heder
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "name/unknown-cutoff",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error from zoho/authtokn.fails
  message "m"
}
"#,
    ),
    Example::rules(
        "name/unknown-stage",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error from authtoken.fail
  message "m"
}
"#,
    ),
    Example::rules(
        "name/unknown-source",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error
  message "m"
  source anouncement
}
"#,
    ),
    Example::rules(
        "name/unknown-define",
        r#"define long-lived(c: connection) = c.auth.mode is static

rule r for connection where longlived(it) {
  forbid
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "name/unknown-rule",
        r#"use zoho

tighten zoho/authtoken-call {
  error
}
"#,
    ),
    Example::rules(
        "name/unknown-placeholder",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error
  message "{intgration} fails"
}
"#,
    ),
    Example::rules(
        "name/unknown-capture",
        r#"format f "F" {
  files "connectors/{name}/m.yaml"
  each integration in / { integration capture nam }
}
"#,
    ),
    Example::run(
        "name/ambiguous",
        &[
            (
                "one.compline",
                Text(
                    r#"source page { title "A page" url "https://example.com" }
"#,
                ),
            ),
            (
                "two.compline",
                Text(
                    r#"source page { title "A page" url "https://example.com" }
"#,
                ),
            ),
            (
                "acme.compline",
                Text(
                    r#"use one, two

rule r for integration {
  require owner exists
  error
  message "m"
  source page
}
"#,
                ),
            ),
        ],
        "check . --pack acme.compline --pack one.compline --pack two.compline",
    ),
    Example::rules(
        "name/duplicate",
        r#"mode x "X" is static
mode x "Y" is oauth2
"#,
    ),
    Example::rules(
        "name/unknown-zone",
        r#"cutoff c "C" {
  zone Asia/Calcuta
  stage fails { from 2021-01-01 }
}
"#,
    ),
    Example::rules(
        "type/mismatch",
        r#"use zoho

rule r for integration {
  forbid environment == 2021-05-31
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "type/not-a-condition",
        r#"use zoho

rule r for integration {
  forbid owner
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "type/operator",
        r#"use zoho

rule r for integration {
  forbid owner > 3
  error
  message "m"
}
"#,
    ),
    Example::rules(
        "type/point",
        r#"use zoho

rule r for connection where vendor is zoho {
  forbid
  error from authtoken
  message "m"
}
"#,
    ),
];
