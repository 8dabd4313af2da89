use proptest::prelude::*;
use regex::Regex;

use super::*;

fn captures<'p>(pattern: &str, text: &'p str, name: &str) -> Option<&'p str> {
    FilePattern::parse(pattern).unwrap().capture(text, name)
}

#[test]
fn patterns_fit_at_the_end_of_a_path() {
    let fits = |pattern: &str, text: &str| FilePattern::parse(pattern).unwrap().is_match(text);
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
    assert!(fits("**/**", "a") && fits("**", "a/b") && fits("**/a/**/**/b.c", "a/x/b.c"));
    assert!(fits("é*.y", "x/éa.y"));
}

#[test]
fn names_in_patterns_capture() {
    assert_eq!(captures("{connector}/manifest.yaml", "src/source-x/manifest.yaml", "connector"), Some("source-x"));
    assert_eq!(captures("{connector}/manifest.yaml", "manifest.yaml", "connector"), None);
    assert_eq!(captures("{the-name}.{kind}.json", "a/x.y.z.json", "the-name"), Some("x.y"));
    assert_eq!(captures("{a}/**/{b}.json", "p/q/r/s.json", "a"), Some("p"));
    assert_eq!(captures("{a}/x.json", "p/x.json", "b"), None);
    assert_eq!(captures("api/{a}/**/x.json", "o/api/p/api/q/x.json", "a"), Some("p"), "the first of several");
    assert_eq!(captures("*-{a}.json", "p-q-r.json", "a"), Some("r"), "a star takes what it can");
    assert_eq!(captures("{a}-x-*.json", "p-x-q-x-r.json", "a"), Some("p-x-q"));
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
        ("a**/b", "whole components"),
    ] {
        let error = FilePattern::parse(pattern).unwrap_err();
        assert!(error.contains(complaint), "{pattern}: {error}");
    }
}

/// The same as a regular expression.
fn regex(pattern: &str) -> Regex {
    let mut regex = String::from("(?i)(?:^|/)");
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        let (length, piece) = match rest {
            _ if rest.starts_with("**/") => (3, "(?:[^/]*/)*".into()),
            _ if rest.starts_with("**") => (2, ".+".into()),
            _ if c == '*' => (1, "[^/]*".into()),
            _ if c == '{' => (3, "[^/]+".into()),
            _ => (c.len_utf8(), regex::escape(&rest[..c.len_utf8()])),
        };
        regex.push_str(&piece);
        rest = &rest[length..];
    }
    Regex::new(&format!("(?s){regex}$")).unwrap()
}

proptest! {
    #[test]
    fn a_pattern_fits_what_its_regular_expression_fits(
        pattern in "((\\*\\*|[ab*]{1,4}|[ab*]{0,2}\\{n\\}[ab*]{0,2})/){0,4}(\\*\\*|[ab*]{1,4})",
        path in "([abA]{1,4}/){0,6}[abA]{0,4}",
    ) {
        if let Ok(read) = FilePattern::parse(&pattern) {
            prop_assert_eq!(read.is_match(&path), regex(&pattern).is_match(&path), "{} {}", pattern, path);
        }
    }
}
