use crate::read::{Syntax, read};
use crate::testing::complaints;
use crate::tree::{Kind, NodeId, Tree, View};
use compline_diagnostic::Diagnostic;
use proptest::prelude::*;

fn parse(text: &str) -> (Tree, Vec<Diagnostic>) {
    let mut tree = Tree::new();
    let diagnostics = read(text, Syntax::Yaml, &mut tree);
    (tree, diagnostics)
}

fn get<'t>(view: View<'t>, document: usize, key: &str) -> (&'t str, Option<&'t str>) {
    let node = view.get(view.tree.root(document).unwrap(), key).unwrap();
    (view.written(node), view.text(node))
}

#[test]
fn block_scalars_end_with_their_last_line() {
    let text = "a: |\n  one\n  two\n\nb: >-\n  x y\n  z\n\n# c\nc: >-\n  single line\nd: |\n  last\n";
    let (tree, diagnostics) = parse(text);
    assert_eq!(diagnostics, vec![]);
    let view = tree.view(text);
    assert_eq!(get(view, 0, "a"), ("one\n  two", Some("one\ntwo\n")));
    assert_eq!(get(view, 0, "b"), ("x y\n  z", Some("x y z")));
    assert_eq!(get(view, 0, "c"), ("single line", Some("single line")));
    assert_eq!(get(view, 0, "d"), ("last", Some("last\n")));
    let c = view.get(tree.root(0).unwrap(), "c").unwrap();
    assert!(!tree.text_range(c).1, "a block of one line is a slice of the file");
}

#[test]
fn escapes_and_folds_are_decoded_and_other_texts_are_slices() {
    let text = "a: \"x\\ty\"\nb: 'it''s'\nc: one\n  two\nd: \"plain\"\ne: 'plain'\nf: pl\u{e9}in # no\n";
    let (tree, _) = parse(text);
    let view = tree.view(text);
    assert_eq!(get(view, 0, "a"), ("\"x\\ty\"", Some("x\ty")));
    assert_eq!(get(view, 0, "b"), ("'it''s'", Some("it's")));
    assert_eq!(get(view, 0, "c"), ("one\n  two", Some("one two")));
    assert_eq!(get(view, 0, "f"), ("pl\u{e9}in", Some("pl\u{e9}in")));
    for (key, decoded) in [("a", true), ("b", true), ("c", true), ("d", false), ("e", false), ("f", false)] {
        let node = view.get(tree.root(0).unwrap(), key).unwrap();
        assert_eq!(tree.text_range(node).1, decoded, "{key}");
    }
}

#[test]
fn line_ends_and_byte_order_marks_are_taken_as_they_come() {
    for text in ["\u{feff}a: b\r\nc: d\r\n", "a: b\rc: d\r", "a: b\nc: d"] {
        let (tree, diagnostics) = parse(text);
        assert_eq!(diagnostics, vec![], "{text:?}");
        assert_eq!(get(tree.view(text), 0, "c"), ("d", Some("d")), "{text:?}");
        assert_eq!(get(tree.view(text), 0, "a"), ("b", Some("b")), "{text:?}");
    }
}

#[test]
fn documents_are_told_apart_and_empty_ones_are_empty() {
    let text = "---\na: 1\n---\n# nothing\n---\nnull\n...\n---\nb: 2\n";
    let (tree, diagnostics) = parse(text);
    assert_eq!(diagnostics, vec![]);
    let roots: Vec<Option<Kind>> = tree.documents().iter().map(|d| d.root.map(|root| tree.kind(root))).collect();
    assert_eq!(roots, [Some(Kind::Map), None, Some(Kind::Null), Some(Kind::Map)]);
    assert!(tree.documents().iter().all(|document| !document.broken));
    for text in ["", "\n", "# only a comment\n", "\u{feff}"] {
        let (tree, diagnostics) = parse(text);
        assert_eq!(diagnostics, vec![]);
        assert!(tree.documents().iter().all(|document| document.root.is_none()), "{text:?}");
    }
}

#[test]
fn a_broken_document_is_passed_over() {
    let text = "a: &x 1\n---\nb: [1, 2\n---\nc: 3\n---\nd: *x\n---\ne: {f: ]\n---\ng: 4\n";
    let (tree, diagnostics) = parse(text);
    assert_eq!(
        complaints(&diagnostics, text),
        [
            "input/yaml-syntax at `[`: a `[` is never closed",
            "input/unknown-anchor at `*x`: no anchor `&x` stands before this alias",
            "input/yaml-syntax at `{`: a `{` is closed by a `]`",
        ]
    );
    let shape: Vec<(bool, bool)> = tree.documents().iter().map(|d| (d.broken, d.root.is_some())).collect();
    assert_eq!(shape, [(false, true), (true, false), (false, true), (false, true), (true, false), (false, true)]);
    assert_eq!(get(tree.view(text), 5, "g").0, "4");
    assert_eq!(get(tree.view(text), 2, "c").0, "3");
}

#[test]
fn anchors_are_those_of_the_document() {
    let text = "a: &x one\nb: *x\n---\na: &x two\nb: *x\nc: &x three\nd: *x\n";
    let (tree, diagnostics) = parse(text);
    assert_eq!(diagnostics, vec![]);
    assert_eq!(get(tree.view(text), 0, "b"), ("*x", Some("one")));
    assert_eq!(get(tree.view(text), 1, "b"), ("*x", Some("two")));
    assert_eq!(get(tree.view(text), 1, "d"), ("*x", Some("three")));
}

#[test]
fn common_mistakes_are_named() {
    for (text, complaint, help) in [
        (
            "a: 1\n\tb: 2\n",
            "input/yaml-syntax at `\t`: a tab stands where YAML only takes spaces",
            "indent with spaces",
        ),
        ("a: b: c\n", "input/yaml-syntax at `:`: a `:` stands where no key can be", "quote a text that has `: ` in it"),
        ("a: 1\n  b: 2\n", "input/yaml-syntax at `:`: a `:` stands where no key can be", "indentation"),
        ("a: @x\n", "input/yaml-syntax at `@`: no value can start with `@` unless it is quoted", "quotes"),
        ("a: \"\\d\"\n", "input/yaml-syntax at `\"`: an escape that YAML does not have", "single quotes"),
        ("a: 'x\n", "input/yaml-syntax at `'`: a quote is never closed", ""),
        ("u: [a]/[b]\n", "input/yaml-syntax at `/`: there is more after the end of the value", "whole text in quotes"),
        ("u: \"a \"b\" c\"\n", "input/yaml-syntax at `b`: there is more after the closing quote", "write `\\\"`"),
        ("a:\n - b\nc\n", "", ""),
        ("a:\n  - b\n c: d\n", "", ""),
    ] {
        let (tree, diagnostics) = parse(text);
        assert_eq!(diagnostics.len(), 1, "{text:?}");
        assert!(tree.documents()[0].broken);
        if !complaint.is_empty() {
            assert_eq!(complaints(&diagnostics, text), [complaint], "{text:?}");
            assert!(diagnostics[0].help.as_deref().unwrap_or("").contains(help), "{:?}", diagnostics[0].help);
        }
    }
}

#[test]
fn depth_has_a_limit() {
    for deep in ["[".repeat(1000), "- ".repeat(1000), "{a: ".repeat(100_000)] {
        let text = format!("{deep}\n---\nb: 1\n");
        let (tree, diagnostics) = parse(&text);
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].code.as_str(), "input/too-deep");
        assert!(tree.documents()[0].broken);
    }
    let (_, diagnostics) = parse(&format!("{}x{}", "[".repeat(128), "]".repeat(128)));
    assert_eq!(diagnostics, vec![]);
}

fn check_spans(tree: &Tree, text: &str) {
    let view = tree.view(text);
    for node in 0..tree.len() as NodeId {
        let span = tree.span(node);
        assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
        if let Some(parent) = tree.parent(node) {
            let outer = tree.span(parent);
            assert!(outer.start <= span.start && span.end <= outer.end, "{outer:?} {span:?} in {text:?}");
        }
        let (range, decoded) = tree.text_range(node);
        if matches!(tree.kind(node), Kind::Scalar(_)) && !decoded {
            assert!(span.start <= range.start && range.end <= span.end.max(range.end));
            assert_eq!(view.text(node), text.get(range.range()));
        }
        let _ = (view.pointer(node), view.heading(node), view.core(node), tree.key(node));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_panic_and_spans_are_in_it(text in "\\PC{0,80}") {
        let (tree, _) = parse(&text);
        check_spans(&tree, &text);
    }

    #[test]
    fn any_yaml_like_text_is_read_without_panic_and_spans_are_in_it(
        text in proptest::collection::vec(
            prop_oneof![
                Just("a"), Just("b: "), Just(":"), Just("- "), Just("\n"), Just("\n  "), Just("\r\n"), Just("\r"), Just("{"),
                Just("}"), Just("["), Just("]"), Just(", "), Just("\""), Just("'"), Just("&x "), Just("*x"), Just("<<: "),
                Just("|\n"), Just(">-\n"), Just("!t "), Just("!!str "), Just("? "), Just("# c\n"), Just("---\n"), Just("...\n"),
                Just("\t"), Just("é"), Just("\u{feff}"), Just("\\n"), Just("~"), Just("%YAML 1.2\n"), Just("    "),
            ],
            0..24,
        )
    ) {
        let text = text.concat();
        let (tree, diagnostics) = parse(&text);
        check_spans(&tree, &text);
        for label in diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
            prop_assert!(text.get(label.at.span.range()).is_some());
        }
    }

    #[test]
    fn plain_texts_are_slices(words in proptest::collection::vec("[a-zé0-9_./-]{1,12}", 1..6)) {
        let lines: Vec<String> = words.iter().enumerate().map(|(i, word)| format!("k{i}: {word}\n")).collect();
        let text = lines.concat();
        let (tree, diagnostics) = parse(&text);
        prop_assume!(diagnostics.is_empty());
        let view = tree.view(&text);
        for (i, word) in words.iter().enumerate() {
            let node = view.get(tree.root(0).unwrap(), &format!("k{i}"));
            let node = node.unwrap();
            prop_assert_eq!(view.written(node), word);
        }
    }
}

#[test]
fn what_cannot_be_merged_is_told_of() {
    let text = "a: &a {x: 1}\nb: {<<: *a}\nc: {<<: [*a, {y: 2}]}\nd: {<<: text}\ne: {<<: [*a, z]}\nf: {<<: *nope}\ng: {'<<': text}\n";
    let (_, diagnostics) = parse(text);
    let told = "input/wrong-type";
    assert_eq!(
        complaints(&diagnostics, text),
        [
            "input/unknown-anchor at `*nope`: no anchor `&nope` stands before this alias".to_owned(),
            format!("{told} at `text`: `<<` takes in a map, or a list of maps, and this is none"),
            format!("{told} at `z`: `<<` takes in a map, or a list of maps, and this is none"),
        ]
    );
}
