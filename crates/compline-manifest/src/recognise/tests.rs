use super::*;
use crate::read::{Syntax, read};
use crate::testing::{filter, format};

#[test]
fn formats_are_found_by_path_then_probe_then_document() {
    let mut first = format(&["manifest.yaml", "*.manifest.yaml"], vec![]);
    first.recognise = vec![
        vec![filter("type", FilterTest::Is(vec!["Declarative".into(), "Other".into()]))],
        vec![filter("streams/*/name", FilterTest::Exists)],
    ];
    let mut second = format(&["{folder}/manifest.yaml"], vec![]);
    second.id = "test/second".into();
    let third = format(&["*.json"], vec![]);
    let formats = Formats::new(vec![first, second, third]);
    let found = |path: &str| formats.candidates(path).map(|candidate| candidate.index).collect::<Vec<_>>();
    assert_eq!(found("a/manifest.yaml"), [0, 1]);
    assert_eq!(found("manifest.yaml"), [0]);
    assert_eq!(found("x.manifest.yaml"), [0]);
    assert_eq!(found("x.json"), [2]);
    assert!(found("x.txt").is_empty() && !formats.may_be("x.txt") && formats.may_be("x.json"));

    let text = "streams: [{name: x}]\ntype: Declarative\n---\ntype: Declarative\n---\n- type\n---\n";
    let candidate = formats.candidates("a/manifest.yaml").next().unwrap();
    assert!(candidate.probe(text));
    assert!(candidate.probe("streams name type Other"));
    assert!(!candidate.probe("streams name type Else"));
    assert!(!candidate.probe("name type Other"));
    assert!(candidate.probe("\"\\u0073treams\""), "what is escaped cannot be ruled out");
    let mut tree = Tree::new();
    read(text, Syntax::Yaml, &mut tree);
    let matching: Vec<bool> =
        (0..=tree.documents().len()).map(|document| candidate.format.matches(&tree, document, text)).collect();
    assert_eq!(matching, [true, false, false, false, false]);
    assert_eq!(formats.all()[1].capture("a/manifest.yaml", "folder"), Some("a"));
}
