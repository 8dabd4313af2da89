//! Examples of mistakes: manifests and runs.

use super::Content::{Made, Text, Zeros};
use super::Example;

/// In the order of the table of codes.
pub(crate) const EXAMPLES: &[Example] = &[
    Example::run("input/unreadable", &[], "check missing.yaml"),
    Example::run("input/too-large", &[("huge.yaml", Zeros(268_435_457))], "check huge.yaml"),
    Example::run(
        "input/too-deep",
        &[(
            "deep.json",
            Made(
                || {
                    format!("{{ \"integration\": \"a\", \"connections\": {}{} }}\n", "[".repeat(200), "]".repeat(200))
                        .into_bytes()
                },
                r#"{ "integration": "a", "connections": [[[[[...]]]]] }"#,
            ),
        )],
        "check deep.json --as-of 2021-06-01",
    ),
    Example::run(
        "input/unfolds-too-far",
        &[(
            "bomb.yaml",
            Made(
                || {
                    format!(
                        "integration: a\nendpoints: &e\n{}connection: &c\n  endpoints: *e\nconnections:\n{}",
                        "  - { url: \"https://example.com\" }\n".repeat(3000),
                        "  - *c\n".repeat(3000)
                    )
                    .into_bytes()
                },
                r#"integration: a
endpoints: &e
  - { url: "https://example.com" }
  ...
connection: &c
  endpoints: *e
connections:
  - *c
  ..."#,
            ),
        )],
        "check bomb.yaml --as-of 2021-06-01",
    ),
    Example::run(
        "input/not-utf8",
        &[(
            "latin1.yaml",
            Made(
                || b"integration: caf\xe9\nconnections: []\n".to_vec(),
                r"integration: caf\xe9
connections: []",
            ),
        )],
        "check latin1.yaml --as-of 2021-06-01",
    ),
    Example::run(
        "input/nul-byte",
        &[(
            "utf16.yaml",
            Made(
                || "integration: a\nconnections: []\n".encode_utf16().flat_map(u16::to_le_bytes).collect(),
                r"i\0n\0t\0e\0g\0r\0a\0t\0i\0o\0n\0:\0...",
            ),
        )],
        "check utf16.yaml --as-of 2021-06-01",
    ),
    Example::run(
        "input/yaml-syntax",
        &[(
            "crm.yaml",
            Text(
                "integration: crm
connections:
  - name: default
    auth: { mode: oauth2
",
            ),
        )],
        "check crm.yaml --as-of 2021-06-01",
    ),
    Example::run(
        "input/json-syntax",
        &[(
            "crm.json",
            Text(
                r#"{ "integration": "crm", "connections": [ }
"#,
            ),
        )],
        "check crm.json --as-of 2021-06-01",
    ),
    Example::run(
        "input/toml-syntax",
        &[("crm.toml", Text("integration = \"crm\"\nvendor = zoho\n"))],
        "check crm.toml --as-of 2021-06-01",
    ),
    Example::run(
        "input/xml-syntax",
        &[
            (
                "acme.compline",
                Text(
                    r#"format apps "Apps" {
  files     "*.app.xml"
  recognise /app
  each integration in /app { id /@id }
}
"#,
                ),
            ),
            ("crm.app.xml", Text("<app id=\"crm\">\n  <scope>read</scoop>\n</app>\n")),
        ],
        "check crm.app.xml --pack acme.compline --as-of 2021-06-01",
    ),
    Example::run(
        "input/json-comment",
        &[(
            "crm.json",
            Text(
                r#"{
  "integration": "crm",
  "vendor": "zoho", // the CRM
  "connections": []
}
"#,
            ),
        )],
        "check crm.json --as-of 2021-06-01",
    ),
    Example::run(
        "input/json-comma",
        &[(
            "crm.json",
            Text(
                r#"{
  "integration": "crm",
  "vendor": "zoho",
  "connections": [],
}
"#,
            ),
        )],
        "check crm.json --as-of 2021-06-01",
    ),
    Example::run(
        "input/duplicate-key",
        &[(
            "crm.yaml",
            Text(
                "integration: crm
vendor: zoho
vendor: hubspot
connections: []
",
            ),
        )],
        "check crm.yaml --as-of 2021-06-01",
    ),
    Example::run(
        "input/unknown-anchor",
        &[(
            "crm.yaml",
            Text(
                "integration: crm
vendor: zoho
connections:
  - *default
",
            ),
        )],
        "check crm.yaml --as-of 2021-06-01",
    ),
    Example::run(
        "input/wrong-type",
        &[(
            "crm.yaml",
            Text(
                "integration: crm
vendor: zoho
region: [US, EU]
connections:
  - name: default
    auth:
      mode: oauth2
",
            ),
        )],
        "check crm.yaml --as-of 2021-06-01",
    ),
    Example::run(
        "input/unknown-word",
        &[(
            "crm.yaml",
            Text(
                "integration: crm
vendor: zoho
connections:
  - name: default
    auth:
      mode: oauht2
",
            ),
        )],
        "check crm.yaml --as-of 2021-06-01",
    ),
    Example::run(
        "input/unknown-key",
        &[(
            "crm.yaml",
            Text(
                "integration: crm
vendor: zoho
regoin: US
connections:
  - name: default
    auth:
      mode: oauth2
",
            ),
        )],
        "check crm.yaml --as-of 2021-06-01",
    ),
    Example::run(
        "input/dangling-reference",
        &[
            (
                "acme.compline",
                Text(
                    r#"format ours "Our connectors" {
  files      "*.yaml"
  recognise  /kind
  templates  "${" "}"
  references "$ref"

  each integration in / {
    integration /kind
    each connection in /connections/* { auth.mode /mode }
  }
}
"#,
                ),
            ),
            (
                "crm.yaml",
                Text(
                    r##"kind: crm
connections:
  - "$ref": "#/definitions/default"
"##,
                ),
            ),
        ],
        "check crm.yaml --pack acme.compline",
    ),
    Example::run(
        "input/templated",
        &[
            (
                "acme.compline",
                Text(
                    r#"format ours "Our connectors" {
  files      "*.yaml"
  recognise  /kind
  templates  "${" "}"
  references "$ref"

  each integration in / {
    integration /kind
    each connection in /connections/* { auth.mode /mode }
  }
}
"#,
                ),
            ),
            (
                "crm.yaml",
                Text(
                    "kind: crm
connections: ${connections}
",
                ),
            ),
        ],
        "check crm.yaml --pack acme.compline",
    ),
    Example::run(
        "check/unknown-region",
        &[(
            "crm.yaml",
            Text(
                "integration: crm
vendor: zoho
region: EMEA
connections:
  - name: default
    auth:
      mode: oauth2
",
            ),
        )],
        "check crm.yaml --as-of 2021-06-01",
    ),
    Example::run(
        "check/vendor-misspelt",
        &[(
            "crm.yaml",
            Text(
                "integration: crm
vendor: zohoo
connections:
  - name: default
    auth:
      mode: authtoken
",
            ),
        )],
        "check crm.yaml --as-of 2021-06-01",
    ),
    Example::run(
        "check/ambiguous-format",
        &[
            (
                "acme.compline",
                Text(
                    r#"format ours "Our connectors" {
  files      "*.yaml"
  recognise  /kind
  templates  "${" "}"
  references "$ref"

  each integration in / {
    integration /kind
    each connection in /connections/* { auth.mode /mode }
  }
}
"#,
                ),
            ),
            (
                "crm.yaml",
                Text(
                    "kind: crm
integration: crm
vendor: zoho
connections:
  - name: default
    auth:
      mode: oauth2
",
                ),
            ),
        ],
        "check crm.yaml --pack acme.compline",
    ),
    Example::run(
        "check/not-recognised",
        &[(
            "notes.md",
            Text(
                "Call the vendor.
",
            ),
        )],
        "check notes.md",
    ),
    Example::run(
        "check/unknown-format",
        &[(
            "crm.yaml",
            Text(
                "integration: crm
vendor: zoho
connections:
  - name: default
    auth:
      mode: oauth2
",
            ),
        )],
        "check crm.yaml --file-format nativ",
    ),
    Example::run("check/unknown-name", &[], "explain zoho/authtoken-call"),
    Example::run("check/nothing-decided", &[], "check ."),
    Example::run(
        "check/vendor-unknown",
        &[(
            "crm.yaml",
            Text(
                "integration: crm
connections:
  - name: default
    auth:
      mode: authtoken
",
            ),
        )],
        "check crm.yaml --as-of 2021-06-01",
    ),
    Example::run(
        "check/document-not-recognised",
        &[(
            "crm.yaml",
            Text(
                "integration: crm
vendor: zoho
connections: []
---
integratoin: books
vendor: zoho
connections: []
",
            ),
        )],
        "check crm.yaml",
    ),
];
