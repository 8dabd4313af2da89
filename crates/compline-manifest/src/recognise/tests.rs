use super::*;
use crate::read::{Syntax, read};
use crate::testing::{filter, format};

fn captures<'p>(pattern: &str, text: &'p str, name: &str) -> Option<&'p str> {
    file_pattern(pattern).unwrap().capture(text, name)
}

#[test]
fn patterns_fit_at_the_end_of_a_path() {
    let fits = |pattern: &str, text: &str| file_pattern(pattern).unwrap().is_match(text);
    assert!(fits("manifest.yaml", "manifest.yaml"));
    assert!(fits("manifest.yaml", "a/b/manifest.yaml"));
    assert!(!fits("manifest.yaml", "a/xmanifest.yaml"));
    assert!(!fits("manifest.yaml", "manifest.yaml/x"));
    assert!(!fits("manifest.yaml", "manifestxyaml"));
    assert!(fits("*.json", "a/b.json") && fits("*.json", ".json") && !fits("*.json", "b.json5"));
    assert!(fits("a/**/b.json", "a/b.json") && fits("a/**/b.json", "x/a/c/d/b.json"));
    assert!(!fits("a/**/b.json", "a/cb.json"));
    assert!(fits("**/x.yaml", "x.yaml") && fits("**/x.yaml", "a/x.yaml"));
    assert!(fits("a/**", "a/b/c") && !fits("a/**", "a/"));
    assert!(fits("é*.y", "x/éa.y"));
}

#[test]
fn names_in_patterns_capture() {
    assert_eq!(captures("{connector}/manifest.yaml", "src/source-x/manifest.yaml", "connector"), Some("source-x"));
    assert_eq!(captures("{connector}/manifest.yaml", "manifest.yaml", "connector"), None);
    assert_eq!(captures("{the-name}.{kind}.json", "a/x.y.z.json", "the-name"), Some("x.y"));
    assert_eq!(captures("{a}/**/{b}.json", "p/q/r/s.json", "a"), Some("p"));
    assert_eq!(captures("{a}/x.json", "p/x.json", "b"), None);
}

#[test]
fn patterns_that_mean_nothing_are_refused() {
    for (pattern, complaint) in [
        ("", "empty"),
        ("/a", "cannot start with `/`"),
        ("a\\b", "`/`"),
        ("{a", "not closed"),
        ("a}", "closes nothing"),
        ("{}", "not a name"),
        ("{a b}", "not a name"),
        ("{a}{a}", "stands twice"),
        ("a/**b", "whole components"),
    ] {
        let error = file_pattern(pattern).unwrap_err();
        assert!(error.contains(complaint), "{pattern}: {error}");
    }
}

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
