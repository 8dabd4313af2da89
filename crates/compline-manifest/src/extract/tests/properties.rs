use super::*;
use crate::decode::decode;
use crate::read::{Syntax, read};
use proptest::prelude::*;

fn run(bytes: &[u8]) {
    let Ok(text) = decode(bytes) else { return };
    for syntax in [Syntax::Yaml, Syntax::Json, Syntax::Jsonc] {
        let mut tree = Tree::new();
        let mut diagnostics = read(text, syntax, &mut tree);
        for format in [native(), providers(), connectors()] {
            let mut model = Model::default();
            for document in 0..tree.documents().len() {
                format.matches(&tree, document, text);
                let file = "x/providers.yaml";
                diagnostics.extend(extract(&format, file, text, &tree, document, &crate::testing::Few, &mut model));
                for cell in model.cells.iter().chain(&model.items) {
                    assert!(text.get(cell.span.range()).is_some(), "{cell:?} in {text:?}");
                    if let Content::Text(kept) | Content::Opaque(kept) | Content::Unmapped(kept) = cell.content {
                        let _ = model.text(text, kept);
                    }
                    let _ = tree.view(text).pointer(cell.node);
                }
                for (index, thing) in model.things.iter().enumerate() {
                    assert!(text.get(thing.span.range()).is_some());
                    assert!(thing.parent as usize <= index);
                }
            }
        }
        for label in diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
            assert!(text.get(label.at.span.range()).is_some(), "{label:?} in {text:?}");
        }
    }
}

fn manifest() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("x"),
        Just("'y z'"),
        Just("[a, \"b\\t\", ~]"),
        Just("{c: d}"),
        Just("${t}"),
        Just("https://É.x/${p}?q"),
        Just("\"https:\\/\\/U:p@h:1/\\x61\""),
        Just("*x"),
        Just("&x {mode: oauth2}"),
        Just("2021-05-31"),
        Just("1e3"),
        Just("{$ref: '#/connections/0'}"),
        Just("'#/a'"),
        Just("!Ref z"),
        Just(">-\n      a b\n      c"),
        Just(""),
    ];
    let key = prop_oneof![
        Just("integration"),
        Just("vendor"),
        Just("connections"),
        Just("- name"),
        Just("  auth"),
        Just("    mode"),
        Just("  scopes"),
        Just("  endpoints"),
        Just("  - url"),
        Just("    method"),
        Just("<<"),
        Just("authenticator"),
        Just("type"),
        Just("display_name"),
        Just("alias"),
        Just("a"),
        Just("url_base"),
        Just("    secret"),
    ];
    proptest::collection::vec((key, value), 0..10).prop_map(|lines| {
        lines.into_iter().map(|(key, value)| format!("{key}: {value}\n")).collect::<Vec<_>>().concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        run(&bytes);
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,64}") {
        run(text.as_bytes());
    }

    #[test]
    fn any_manifest_is_read_without_panic(text in manifest()) {
        run(text.as_bytes());
    }

    #[test]
    fn a_manifest_with_bytes_changed_is_read_without_panic(at in 0..NATIVE.len(), with in "\\PC{0,2}|\\r|\\n|\\t") {
        let mut text = NATIVE.to_owned();
        text.replace_range(at..=at, &with);
        run(text.as_bytes());
    }
}
