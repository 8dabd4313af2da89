//! Examples of mistakes: exceptions from rules.

use super::Content::{self, Text};
use super::Example;

/// An integration that the waivers below may be for.
const CRM: &[(&str, Content)] = &[(
    "crm.yaml",
    Text(
        "integration: crm
vendor: zoho
region: EU
connections:
  - name: default
    auth:
      mode: authtoken
",
    ),
)];

/// In the order of the table of codes.
pub(crate) const EXAMPLES: &[Example] = &[
    Example::rules(
        "waiver/incomplete",
        r#"use zoho

waive zoho/authtoken-calls {
  from     2021-06-01
  until    2021-06-30
  because  "the rewrite lands in sprint 9"
  ticket   "SEC-1182"
}
"#,
    ),
    Example::rules(
        "waiver/no-ticket",
        r#"use zoho

waive zoho/authtoken-calls {
  from     2021-06-01
  until    2021-06-30
  because  "the rewrite lands in sprint 9"
  approved "ciso@acme.example"
}
"#,
    ),
    Example::rules(
        "waiver/backwards",
        r#"use zoho

waive zoho/authtoken-calls {
  from     2021-06-30
  until    2021-06-01
  because  "the rewrite lands in sprint 9"
  approved "ciso@acme.example"
  ticket   "SEC-1182"
}
"#,
    ),
    Example::rules(
        "waiver/target",
        r#"use zoho

waive zoho/authtoken-calls for conection "default" {
  from     2021-06-01
  until    2021-06-30
  because  "the rewrite lands in sprint 9"
  approved "ciso@acme.example"
  ticket   "SEC-1182"
}
"#,
    ),
    Example::rules(
        "waiver/limit",
        r#"limit waivers to 3 hours
"#,
    ),
    Example::rules(
        "waiver/expired",
        r#"use zoho

waive zoho/authtoken-calls {
  from     2021-06-01
  until    2021-06-30
  because  "the rewrite lands in sprint 9"
  approved "ciso@acme.example"
  ticket   "SEC-1182"
}
"#,
    )
    .and(CRM, "check crm.yaml --pack acme.compline --as-of 2021-07-01"),
    Example::rules(
        "waiver/unused",
        r#"use zoho

waive zoho/authtoken-calls for integration "erp" {
  from     2021-06-01
  until    2021-06-30
  because  "the rewrite lands in sprint 9"
  approved "ciso@acme.example"
  ticket   "SEC-1182"
}
"#,
    )
    .and(CRM, "check crm.yaml --pack acme.compline --as-of 2021-06-15"),
    Example::rules(
        "waiver/too-long",
        r#"use zoho

limit waivers to 90 days

waive zoho/authtoken-calls {
  from     2021-06-01
  until    2021-12-31
  because  "the rewrite lands in sprint 9"
  approved "ciso@acme.example"
  ticket   "SEC-1182"
}
"#,
    )
    .and(CRM, "check crm.yaml --pack acme.compline --as-of 2021-11-15"),
    Example::rules(
        "waiver/forbidden",
        r#"use zoho

limit waivers to none

waive zoho/authtoken-calls {
  from     2021-06-01
  until    2021-06-30
  because  "the rewrite lands in sprint 9"
  approved "ciso@acme.example"
  ticket   "SEC-1182"
}
"#,
    )
    .and(CRM, "check crm.yaml --pack acme.compline --as-of 2021-06-15"),
];
