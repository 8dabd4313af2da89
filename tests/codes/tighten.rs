//! Examples of mistakes: rules of other packs made stricter.

use super::Content::Text;
use super::Example;

/// In the order of the table of codes.
pub(crate) const EXAMPLES: &[Example] = &[
    Example::rules(
        "tighten/looser",
        r#"use zoho

tighten zoho/authtoken-calls {
  error from 2021-07-01
}
"#,
    ),
    Example::rules(
        "tighten/not-proven",
        r#"use vendors

tighten vendors/keys {
  error from 2021-02-01
}
"#,
    )
    .and(
        &[(
            "vendors.compline",
            Text(
                r#"vendor oak "Oak" {
  hosts "*.oak.example"
}

cutoff keys "Keys of Oak" {
  vendor oak
  zone UTC
  stage fail {
    where owner matches "*@acme.example" from 2021-01-01
    from 2021-05-01
  }
}

rule keys for connection where vendor is oak {
  forbid
  error from keys.fail
  message "m"
}
"#,
            ),
        )],
        "check . --pack acme.compline --pack vendors.compline",
    ),
    Example::rules(
        "tighten/own-rule",
        r#"rule owned for integration {
  require owner exists
  warning
  message "nobody answers for {integration}"
}

tighten owned {
  error
}
"#,
    ),
    Example::rules(
        "tighten/no-effect",
        r#"use zoho

tighten zoho/authtoken-calls {
  error from authtoken.fails
}
"#,
    ),
];
