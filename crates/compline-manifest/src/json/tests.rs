use super::*;
use crate::read::{Syntax, read as read_text};
use crate::testing::complaints;
use crate::tree::{NodeId, Tree};
use proptest::prelude::*;

fn parse(text: &str, syntax: Syntax) -> (Tree, Vec<Diagnostic>) {
    let mut tree = Tree::new();
    let diagnostics = read_text(text, syntax, &mut tree);
    (tree, diagnostics)
}

#[test]
fn values_know_their_bytes() {
    let text = "\u{feff}{\r\n \"a\" : [ 1, -2.5e3, true, null, \"x\\u00e9\\ud83d\\ude00\\n\" ],\t\"b\": {}, \"c\": [], \"d\": \"é\" }\n";
    let (tree, diagnostics) = parse(text, Syntax::Json);
    assert_eq!(diagnostics, vec![]);
    let view = tree.view(text);
    let root = tree.root(0).unwrap();
    let a = view.get(root, "a").unwrap();
    assert_eq!(view.written(a), "[ 1, -2.5e3, true, null, \"x\\u00e9\\ud83d\\ude00\\n\" ]");
    let inside: Vec<(&str, Option<&str>)> =
        tree.children(a).map(|node| (view.written(node), view.text(node))).collect();
    assert_eq!(inside[1], ("-2.5e3", Some("-2.5e3")));
    assert_eq!(inside[3], ("null", None));
    assert_eq!(inside[4].1, Some("xé😀\n"));
    assert_eq!(view.written(view.get(root, "b").unwrap()), "{}");
    assert_eq!(view.written(view.get(root, "d").unwrap()), "\"é\"");
    assert_eq!(view.pointer(tree.children(a).nth(2).unwrap()), "/a/2");
    assert_eq!(tree.documents().len(), 1);
}

#[test]
fn nothing_is_an_empty_document() {
    for text in ["", " \n", "\u{feff}"] {
        let (tree, diagnostics) = parse(text, Syntax::Json);
        assert_eq!(diagnostics, vec![]);
        assert_eq!((tree.documents().len(), tree.root(0)), (1, None));
        assert!(!tree.documents()[0].broken);
    }
}

#[test]
fn merge_keys_are_yaml_s() {
    let (tree, _) = parse("{\"<<\": {\"a\": 1}}", Syntax::Json);
    assert_eq!(tree.view("{\"<<\": {\"a\": 1}}").get(tree.root(0).unwrap(), "a"), None);
}

#[test]
fn comments_and_trailing_commas_are_read_over() {
    let text = "// first\n{ /* x */ \"a\": [1, 2,], // y\n \"b\": 3, }\n/* end */";
    let (tree, diagnostics) = parse(text, Syntax::Jsonc);
    assert_eq!(diagnostics, vec![]);
    assert_eq!(tree.count(tree.root(0).unwrap()), 2);
    let (tree, diagnostics) = parse(text, Syntax::Json);
    assert_eq!(
        complaints(&diagnostics, text),
        [
            "input/json-comment at `// first`: JSON has no comments",
            "input/json-comma at `,`: JSON has no comma after the last element"
        ]
    );
    assert_eq!(tree.count(tree.root(0).unwrap()), 2);
}

#[test]
fn mistakes_are_named_where_they_are() {
    for (text, complaint) in [
        ("{\"a\": 1 \"b\": 2}", "at `\"`: a `,` or `}` is missing"),
        ("[1 2]", "at `2`: a `,` or `]` is missing"),
        ("{\"a\" 1}", "at `1`: a `:` is missing after the key"),
        ("{\"a\": }", "at `}`: a value is missing"),
        ("{\"a\": , \"b\": 1}", "at `,`: a value is missing before the comma"),
        ("[,]", "at `,`: a value is missing before the comma"),
        ("{,}", "at `,`: there is a comma too many"),
        ("{\"a\": 1,, \"b\": 2}", "at `,`: there is a comma too many"),
        ("{a: 1}", "at `a`: a key in double quotes is missing"),
        ("{'a': 1}", "at `'`: a key is not in double quotes"),
        ("{\"a\": 'b'}", "at `'b'`: `'b'` is not a JSON value"),
        ("{\"a\": True}", "at `True`: `True` is not a JSON value"),
        ("{\"a\": 01}", "at `01`: `01` is not a JSON value"),
        ("{\"a\": é}", "at `é`: `é` is not a JSON value"),
        ("{\"a\": \"b", "at `\"`: a text is never closed"),
        ("{\"a\": \"b\n\"}", "at `\"`: a text is not closed on its line"),
        ("{\"a\": \"\t\"}", "at `\t`: a tab stands within a text"),
        ("{\"a\": \"\u{1}\"}", "at `\u{1}`: a control character U+0001 stands within a text"),
        ("{\"a\": \"\\é\"}", "at `\\é`: an escape that JSON does not have"),
        ("{\"a\": \"\\u12g4\"}", "at `\\u`: `\\u` has to be followed by four hexadecimal digits"),
        ("{\"a\": \"\\ud800\"}", "at `\\ud800`: half of a surrogate pair is no character"),
        ("{\"a\": \"\\ud800\\u0041\"}", "at `\\ud800`: half of a surrogate pair is no character"),
        ("{\"a\": [1, 2", "at `[`: a `[` is never closed"),
        ("{\"a\": {", "at `{`: a `{` is never closed"),
        ("{\"a\": ", "at `{`: a `{` is never closed"),
        ("{\"a\"", "at `{`: a `{` is never closed"),
        ("[1}", "at `}`: a bracket is closed by the wrong one"),
        ("{} {}", "at `{`: there is more after the end of the JSON value"),
        ("]", "at `]`: a value is missing"),
        ("/* x", "at `/*`: a comment is never closed"),
        ("/ x", "at `/`: a value is missing"),
    ] {
        let (tree, diagnostics) = parse(text, Syntax::Json);
        assert_eq!(complaints(&diagnostics, text), [format!("input/json-syntax {complaint}")], "{text}");
        assert!(tree.documents()[0].broken && tree.is_empty());
    }
}

#[test]
fn depth_has_a_limit() {
    for deep in ["[", "{\"a\":"] {
        let text = deep.repeat(200_000);
        let (_, diagnostics) = parse(&text, Syntax::Json);
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].code.as_str(), "input/too-deep");
    }
}

#[test]
fn duplicate_keys_are_told() {
    let text = "{\"a\": 1, \"\\u0061\": 2, \"b\": {\"c\": 1, \"c\": 2, \"c\": 3}}";
    let (tree, diagnostics) = parse(text, Syntax::Json);
    assert_eq!(diagnostics.len(), 3);
    assert!(diagnostics.iter().all(|diagnostic| diagnostic.code.as_str() == "input/duplicate-key"));
    assert_eq!(&text[diagnostics[0].labels[0].at.span.range()], "\"\\u0061\"");
    let view = tree.view(text);
    assert_eq!(view.text(view.get(tree.root(0).unwrap(), "a").unwrap()), Some("2"));
    let b = view.get(tree.root(0).unwrap(), "b").unwrap();
    assert_eq!(view.text(view.get(b, "c").unwrap()), Some("3"));
}

fn same(view: crate::tree::View<'_>, node: NodeId, value: &serde_json::Value) -> bool {
    use serde_json::Value;
    match value {
        Value::Null => view.tree.kind(node) == Kind::Null,
        Value::Bool(_) | Value::Number(_) => view.tree.kind(node) == Kind::Scalar(Style::Plain),
        Value::String(text) => view.text(node) == Some(text),
        Value::Array(items) => {
            view.tree.count(node) as usize == items.len()
                && view.tree.children(node).zip(items).all(|(node, item)| same(view, node, item))
        }
        Value::Object(map) => {
            map.iter().all(|(key, value)| view.get(node, key).is_some_and(|node| same(view, node, value)))
        }
    }
}

fn agree(text: &str) {
    let (tree, diagnostics) = parse(text, Syntax::Json);
    for label in diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
        assert!(text.get(label.at.span.range()).is_some(), "{label:?} in {text:?}");
    }
    let refused = diagnostics.iter().any(|diagnostic| diagnostic.code.as_str() != "input/duplicate-key");
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value) => {
            assert!(!refused, "{text:?}: {diagnostics:?}");
            assert!(same(tree.view(text), tree.root(0).unwrap(), &value), "{text:?}");
        }
        // Ours keeps numbers as they are written, and takes a byte order mark and an empty file.
        Err(error) if error.to_string().starts_with("number out of range") => {}
        Err(_) => assert!(refused || text.starts_with('\u{feff}') || tree.root(0).is_none(), "{text:?} is taken"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_taken_or_refused_as_by_serde_json(text in "\\PC{0,40}") {
        agree(&text);
    }

    #[test]
    fn any_json_like_text_is_taken_or_refused_as_by_serde_json(
        text in proptest::collection::vec(
            prop_oneof![
                Just("{"), Just("}"), Just("["), Just("]"), Just(":"), Just(","), Just("\"a\""), Just("\"b\""), Just("\""),
                Just("1"), Just("-"), Just("0"), Just(".5"), Just("e+1"), Just("true"), Just("null"), Just("fals"), Just(" "),
                Just("\n"), Just("\\n"), Just("\\u00e9"), Just("\\ud83d"), Just("\\ude00"), Just("é"), Just("\u{1}"), Just("/"),
                Just("\u{c}"), Just("\\"),
            ],
            0..12,
        )
    ) {
        agree(&text.concat());
    }

    #[test]
    fn any_value_is_taken(value in value()) {
        agree(&value.to_string());
        agree(&serde_json::to_string_pretty(&value).unwrap());
    }

    #[test]
    fn comments_never_panic(text in "[/*{}\\[\\]\",:a\\n]{0,40}") {
        let (_, diagnostics) = parse(&text, Syntax::Jsonc);
        for label in diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
            prop_assert!(text.get(label.at.span.range()).is_some());
        }
    }
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(|n| serde_json::Number::from_f64(n).map_or(serde_json::Value::Null, Into::into)),
        "\\PC{0,8}".prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            proptest::collection::vec(("[a-c\\\\\"]{0,2}", inner), 0..6)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}
