//! Examples of mistakes: tests of rules.

use super::Example;

/// In the order of the table of codes.
pub(crate) const EXAMPLES: &[Example] = &[
    Example::rules(
        "test/no-given",
        r#"rule owned for integration {
  require owner exists
  error
  message "nobody answers for {integration}"
}

test "who answers" {
  as of 2021-05-10  expect error owned
}
"#,
    )
    .and(&[], "test acme.compline"),
    Example::rules(
        "test/no-case",
        r#"rule owned for integration {
  require owner exists
  error
  message "nobody answers for {integration}"
}

test "who answers" {
  given "fixtures/crm.yaml"
}
"#,
    )
    .and(&[], "test acme.compline"),
    Example::rules(
        "test/never",
        r#"rule owned for integration {
  require owner exists
  error
  message "nobody answers for {integration}"
}

test "who answers" {
  given "fixtures/crm.yaml"
  as of 2021-05-10  expect warning owned
}
"#,
    )
    .and(&[], "test acme.compline"),
    Example::rules(
        "test/contradiction",
        r#"rule owned for integration {
  require owner exists
  error
  message "nobody answers for {integration}"
}

test "who answers" {
  given "fixtures/crm.yaml"
  as of 2021-05-10  expect error owned and clean owned
}
"#,
    )
    .and(&[], "test acme.compline"),
    Example::rules(
        "test/as-of",
        r#"rule owned for integration {
  require owner exists
  error
  message "nobody answers for {integration}"
}

test "who answers" {
  given "fixtures/crm.yaml"
  as of 2021-05  expect error owned
}
"#,
    )
    .and(&[], "test acme.compline"),
    Example::rules(
        "test/pointer",
        r#"rule owned for integration {
  require owner exists
  error
  message "nobody answers for {integration}"
}

test "who answers" {
  given "fixtures/crm.yaml"
  as of 2021-05-10  expect error owned at "owner"
}
"#,
    )
    .and(&[], "test acme.compline"),
    Example::rules(
        "test/fixture",
        r#"rule owned for integration {
  require owner exists
  error
  message "nobody answers for {integration}"
}

test "who answers" {
  given "fixtures/crm.yaml"
  as of 2021-05-10  expect error owned
}
"#,
    )
    .and(&[], "test acme.compline"),
    Example::rules(
        "test/failed",
        r#"rule owned for integration {
  require owner exists
  error
  message "nobody answers for {integration}"
}

test "who answers" {
  given "crm.yaml" """
    integration: crm
    connections: []
    """
  as of 2021-05-10  expect clean owned
}
"#,
    )
    .and(&[], "test acme.compline"),
    Example::rules(
        "test/not-covered",
        r#"rule owned for integration {
  require owner exists
  error
  message "nobody answers for {integration}"
}

test "who answers" {
  given "crm.yaml" """
    integration: crm
    connections: []
    """
  as of 2021-05-10  expect error owned
}
"#,
    )
    .and(&[], "test acme.compline --coverage"),
    Example::rules(
        "test/survivor",
        r#"rule owned for integration {
  require owner matches "*@acme.example"
  error
  message "nobody at Acme answers for {integration}"
}

test "who answers" {
  given "crm.yaml" """
    integration: crm
    owner: sam@other.example
    connections: []
    """
  as of 2021-05-10  expect error owned
}
"#,
    )
    .and(&[], "test acme.compline --mutate"),
];
