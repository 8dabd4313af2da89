//! Examples of mistakes: packs.

use super::Content::{Made, Text};
use super::Example;

/// In the order of the table of codes.
pub(crate) const EXAMPLES: &[Example] = &[
    Example::run("pack/not-found", &[], "check . --pack zooho"),
    Example::run(
        "pack/manifest",
        &[
            (
                "acme/pack.yaml",
                Text(
                    "name: acme
version: 1.0.0
descripton: Our rules
",
                ),
            ),
            (
                "acme/acme.compline",
                Text(
                    r#"mode x "X" is static
"#,
                ),
            ),
        ],
        "check . --pack ./acme",
    )
    .hiding(&["acme/acme.compline"]),
    Example::run(
        "pack/compline-version",
        &[
            (
                "acme/pack.yaml",
                Text(
                    "name: acme
version: 1.0.0
compline: '>=99'
",
                ),
            ),
            (
                "acme/acme.compline",
                Text(
                    r#"mode x "X" is static
"#,
                ),
            ),
        ],
        "check . --pack ./acme",
    )
    .hiding(&["acme/acme.compline"]),
    Example::run(
        "pack/version",
        &[
            (
                "acme/pack.yaml",
                Text(
                    "name: acme
version: 1.0.0
dependencies: { zoho: '>=99' }
",
                ),
            ),
            (
                "acme/acme.compline",
                Text(
                    r#"mode x "X" is static
"#,
                ),
            ),
        ],
        "check . --pack ./acme",
    )
    .hiding(&["acme/acme.compline"]),
    Example::run(
        "pack/duplicate",
        &[
            (
                "one/acme.compline",
                Text(
                    r#"mode x "X" is static
"#,
                ),
            ),
            (
                "two/acme.compline",
                Text(
                    r#"mode y "Y" is static
"#,
                ),
            ),
        ],
        "check . --pack one/acme.compline --pack two/acme.compline",
    ),
    Example::run("pack/name", &[], "pack new Larch"),
    Example::run(
        "pack/empty",
        &[(
            "acme/pack.yaml",
            Text(
                "name: acme
version: 1.0.0
",
            ),
        )],
        "check . --pack ./acme",
    ),
    Example::run(
        "pack/unreadable",
        &[("acme.compline", Made(|| b"mode x \"\xff\" is static\n".to_vec(), r#"mode x "\xff" is static"#))],
        "check . --pack acme.compline",
    ),
];
