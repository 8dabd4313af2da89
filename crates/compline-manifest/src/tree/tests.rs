use super::*;
use crate::read::{Syntax, read};

fn yaml(text: &str) -> Tree {
    let mut tree = Tree::new();
    assert_eq!(read(text, Syntax::Yaml, &mut tree), vec![]);
    tree
}

/// The node at a JSON pointer, aliases followed on the way.
fn at(view: View<'_>, pointer: &str) -> NodeId {
    let mut node = view.tree.root(0).unwrap();
    for segment in pointer.split('/').skip(1) {
        let segment = &segment.replace("~1", "/").replace("~0", "~");
        let target = view.tree.resolve(node);
        let index = segment.parse::<usize>().ok().filter(|_| view.tree.kind(target) == Kind::List);
        node = index
            .and_then(|index| view.tree.children(target).nth(index))
            .or_else(|| view.get(node, segment))
            .unwrap_or_else(|| panic!("nothing at {pointer}"));
    }
    node
}

#[test]
fn nodes_know_their_bytes_and_their_places() {
    let text = "a:\n  - b: 'x'\n    \"c/~\": [1, {d: e}]\n  -\nf: # nothing\ng: ~\n";
    let tree = yaml(text);
    let view = tree.view(text);
    let root = tree.root(0).unwrap();
    assert_eq!(view.written(root), "a:\n  - b: 'x'\n    \"c/~\": [1, {d: e}]\n  -\nf: # nothing\ng: ~");
    let c = at(view, "/a/0/c~1~0");
    assert_eq!(view.written(c), "[1, {d: e}]");
    assert_eq!(view.pointer(c), "/a/0/c~1~0");
    assert_eq!(view.key_text(c), Some("c/~"));
    assert_eq!(&text[tree.key_span(c).unwrap().range()], "\"c/~\"");
    assert_eq!(view.written(at(view, "/a")), "- b: 'x'\n    \"c/~\": [1, {d: e}]\n  -");
    assert_eq!(view.written(at(view, "/a/0")), "b: 'x'\n    \"c/~\": [1, {d: e}]");
    let b = at(view, "/a/0/b");
    assert_eq!((view.written(b), view.text(b)), ("'x'", Some("x")));
    let e = tree.children(c).nth(1).unwrap();
    assert_eq!(view.pointer(view.get(e, "d").unwrap()), "/a/0/c~1~0/1/d");
    assert_eq!(tree.kind(at(view, "/a/1")), Kind::Null);
    assert_eq!(tree.span(at(view, "/f")), Span::at(text.find("f:").unwrap() as u32 + 2));
    assert_eq!(view.written(at(view, "/g")), "~");
    assert_eq!(tree.parent(root), None);
    assert_eq!(tree.parent(tree.key(b).unwrap()), tree.parent(b));
    assert_eq!(tree.count(root), 3);
    assert_eq!(view.heading(root), Span::new(0, 2));
}

#[test]
fn plain_scalars_have_types_and_quoted_ones_are_texts() {
    let text = "[1, '1', true, \"true\", null, 'null', 1.5, 2021-05-31, !!str 1, !!int '1', !x y]";
    let tree = yaml(text);
    let view = tree.view(text);
    let root = tree.root(0).unwrap();
    let types: Vec<Core> = tree.children(root).map(|node| view.core(node).unwrap()).collect();
    use Core::{Bool, Float, Int, Null, Text};
    assert_eq!(types, [Int(1), Text, Bool(true), Text, Null, Text, Float(1.5), Text, Text, Int(1), Text]);
    assert!(tree.is_tagged(tree.children(root).last().unwrap()));
}

#[test]
fn aliases_are_not_copied() {
    let mut text = "a0: &a0 [x, y]\n".to_owned();
    for i in 1..60 {
        let previous = format!("*a{}, ", i - 1).repeat(9);
        let _ = writeln!(text, "a{i}: &a{i} [{previous}*a{}]", i - 1);
    }
    let tree = yaml(&text);
    assert!(tree.len() < 800);
    let view = tree.view(&text);
    let alias = tree.children(at(view, "/a1")).next().unwrap();
    assert_eq!((tree.kind(alias), view.written(alias)), (Kind::Alias, "*a0"));
    assert_eq!(view.written(tree.resolve(alias)), "[x, y]");
    assert_eq!(view.pointer(alias), "/a1/0");
    assert_eq!(view.pointer(tree.resolve(alias)), "/a0");
}

#[test]
fn merge_keys_are_looked_through() {
    let text = "d: &d {a: 1, b: 2}\ne: &e {b: 3, c: 4}\nm: {<<: [*d, *e], a: 0}\nn: &n {<<: *n, z: 1}\no: {'<<': *d}\n";
    let tree = yaml(text);
    let view = tree.view(text);
    let value = |path: &str| view.text(at(view, path)).unwrap();
    assert_eq!((value("/m/a"), value("/m/b"), value("/m/c")), ("0", "2", "4"));
    assert_eq!(view.get(at(view, "/m"), "x"), None);
    assert_eq!(view.get(at(view, "/n"), "x"), None);
    assert_eq!(view.get(at(view, "/o"), "a"), None);
    assert_eq!(view.pointer(at(view, "/m/c")), "/e/c");
}

#[test]
fn large_maps_are_looked_up_by_index_and_the_last_of_two_keys_counts() {
    for size in [5, 300] {
        let mut text = String::new();
        for i in 0..size {
            let _ = writeln!(text, "key{i}: {i}");
        }
        text.push_str("key3: again\n? [complex, key]\n: value\n");
        let mut tree = Tree::new();
        let diagnostics = read(&text, Syntax::Yaml, &mut tree);
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].code.as_str(), "input/duplicate-key");
        let spans: Vec<&str> = diagnostics[0].labels.iter().map(|label| &text[label.at.span.range()]).collect();
        assert_eq!(spans, ["key3", "key3"]);
        assert!(diagnostics[0].labels[0].at.span.start > diagnostics[0].labels[1].at.span.start);
        let view = tree.view(&text);
        let root = tree.root(0).unwrap();
        for i in (0..size).filter(|i| *i != 3) {
            let node = view.get(root, &format!("key{i}")).unwrap();
            assert_eq!(view.text(node), Some(i.to_string().as_str()));
        }
        assert_eq!(view.text(view.get(root, "key3").unwrap()), Some("again"));
        assert_eq!(view.get(root, "nothing"), None);
        let complex = view.get(root, "[complex, key]").unwrap();
        assert_eq!((view.text(complex), view.pointer(complex).as_str()), (Some("value"), "/[complex, key]"));
        assert_eq!(tree.below(root).count(), size + 3);
    }
}

#[test]
fn headings_are_short() {
    let text = format!("[{}]", "x, ".repeat(200));
    let tree = yaml(&text);
    assert_eq!(tree.view(&text).heading(tree.root(0).unwrap()), Span::new(0, 120));
}
