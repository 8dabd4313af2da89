use compline_diagnostic::Diagnostic;

use super::*;
use crate::read::{Syntax, read};
use crate::testing::outline;
use crate::tree::Tree;

fn regex(text: &str) -> TextRegex {
    TextRegex::new(text).unwrap()
}

fn pattern(role: TextRole, within: Option<(&str, &str)>, text: &str, values: &[&str]) -> TextPattern {
    TextPattern {
        role,
        within: within.map(|(name, group)| (name.to_owned(), group.to_owned())),
        regex: regex(text),
        values: values.iter().map(|&value| value.to_owned()).collect(),
    }
}

fn matching(name: &str) -> TextRole {
    TextRole::Match(name.to_owned())
}

/// A small language: calls of `get`, variables, maps, blocks.
fn form() -> TextForm {
    TextForm {
        comments: vec![("//".into(), None), ("/*".into(), Some("*/".into()))],
        quotes: vec![vec!['"', '“', '”'], vec!['\'']],
        escape: Some('\\'),
        join: Some("+".into()),
        blocks: Some(('{', '}')),
        patterns: vec![
            pattern(TextRole::Let, None, r"(?m)^\s*(?<name>\w+)\s*=\s*(?<value>[^;]*);", &["value"]),
            pattern(TextRole::Put, None, r"(?<name>\w+)\.put\(\s*(?<key>[^,]*),(?<value>[^;]*)\)", &["key", "value"]),
            pattern(matching("get"), None, r"\bget\((?<url>[^;]*)\);", &["url"]),
            pattern(matching("call"), None, r"\bcall\[(?<body>[^\]]*)\]", &[]),
            pattern(matching("url"), Some(("call", "body")), r"\burl:\s*(?<value>[^,]*)", &["value"]),
            pattern(matching("token"), Some(("get", "url")), r"[?&]token=(?<value>[^&]*)", &[]),
        ],
        secrets: vec![regex(r#"key = "(?<secret>[^"]*)""#)],
    }
}

fn parse(text: &str) -> (Tree, Vec<Diagnostic>) {
    let mut tree = Tree::new();
    let diagnostics = read(text, Syntax::Text(&form()), &mut tree);
    (tree, diagnostics)
}

/// What is found at `name` and below, a line a node.
#[track_caller]
fn finds(text: &str, name: &str, expected: &[&str]) {
    let (tree, diagnostics) = parse(text);
    assert_eq!(diagnostics, vec![]);
    let all = outline(&tree, text, 0);
    let prefix = format!("/{name}/");
    let found: Vec<&str> =
        all.lines().filter_map(|line| line.strip_prefix(&prefix)).filter(|line| !line.contains(" map of ")).collect();
    assert_eq!(found, expected, "{all}");
}

#[test]
fn groups_have_their_bytes() {
    finds("é; get(\"https://a.example/x\");", "get", &["0/url \"https://a.example/x\" < : \"https://a.example/x\">"]);
    let text = "call[ url: \"u\", more: 1 ]\ncall[url: v]";
    let body = |text: &str| text.replace('\n', "~");
    finds(
        text,
        "call",
        &[
            &format!("0/body {:?} < : {}>", " url: \"u\", more: 1 ", body(" url: \"u\", more: 1 ")),
            "0/url list of 1 < : url: \"u\">",
            "0/url/0/value \"u\" < : \"u\">",
            "1/body \"url: v\" < : url: v>",
            "1/url list of 1 < : url: v>",
            "1/url/0/value \"${v}\" < : v>",
        ],
    );
}

#[test]
fn comments_and_strings_are_no_code() {
    finds(
        "// get(\"a\");\n/* get(\"b\");\n get(\"c\"); */ x(\"get('d');\"); get(\"// e\");",
        "get",
        &["0/url \"// e\" < : \"// e\">"],
    );
    // A quotation mark that nothing closes on its line is none, and a comment without an end takes the rest.
    finds("it's\nget('a');\n/* get('b');", "get", &["0/url \"a\" < : 'a'>"]);
}

#[test]
fn curly_quotes_pair_as_they_come() {
    finds(
        "get(“a”); get(”b“); get(“c\"); get(\"d ” e\");",
        "get",
        &["0/url \"a\" < : “a”>", "1/url \"b\" < : ”b“>", "2/url \"c\" < : “c\">", "3/url \"d ” e\" < : \"d ” e\">"],
    );
}

#[test]
fn what_is_fixed_in_what_is_put_together_is_known() {
    finds(
        "get(\"https://a.example/?t=\" + t + '&x=1');",
        "get",
        &["0/url \"https://a.example/?t=${t}&x=1\" < : \"https://a.example/?t=\" + t + '&x=1'>"],
    );
    finds(
        "get((\"a\" + 1) + f(\"x\" + y).z + \"\\\"b\");",
        "get",
        &["0/url \"a1${f(\\\"x\\\" + y).z}\\\"b\" < : (\"a\" + 1) + f(\"x\" + y).z + \"\\\"b\">"],
    );
    finds("get(a ? \"x\" : \"y\");", "get", &["0/url \"${a ? \\\"x\\\" : \\\"y\\\"}\" < : a ? \"x\" : \"y\">"]);
}

#[test]
fn variables_are_what_they_were_set_to_last() {
    let text = "u = \"https://a.example\";\nget(u);\nu = u + \"/b\";\nget(u);\nget(u + \"?c\");\nget(w);\nw = 'late';";
    finds(
        text,
        "get",
        &[
            "0/url as /let/0/value < : u>",
            "1/url as /let/1/value < : u>",
            "2/url \"https://a.example/b?c\" < : u + \"?c\">",
            "3/url \"${w}\" < : w>",
        ],
    );
}

#[test]
fn what_a_block_sets_is_certain_in_it_only() {
    let text = "u = 'a';\nif (x) {\n u = 'b';\n get(u);\n}\nget(u);\n{ v = 'c';\n { get(v); } }";
    finds(text, "get", &["0/url as /let/1/value < : u>", "1/url \"${u}\" < : u>", "2/url \"${v}\" < : v>"]);
}

#[test]
fn maps_have_what_was_put_into_them() {
    let text = "m = Map();\nm.put('a', 'x' + t);\nget(m);\nm.put(\"b\", \"y\");\nm.put('a', 'z');\nget(m);\nm = {\"c\": 'd', e: f};\nget(m);\nget({'a': {'b': [1, m]}});";
    finds(
        text,
        "get",
        &[
            "0/url/a as /put/0/value <'a' : m>",
            "1/url/a as /put/2/value <'a' : m>",
            "1/url/b as /put/1/value <\"b\" : m>",
            "2/url/c \"d\" <\"c\" : 'd'>",
            "2/url/e \"${f}\" <e : f>",
            "3/url/a/b list of 2 <'b' : [1, m]>",
            "3/url/a/b/0 \"1\" <1>",
            "3/url/a/b/1/c \"d\" <\"c\" : 'd'>",
            "3/url/a/b/1/e \"${f}\" <e : f>",
        ],
    );
}

#[test]
fn patterns_look_in_what_values_say() {
    let text = "u = \"https://a.example?token=\";\nget(u + t);\nget(\"x?token=abc\");\nget(\"x\");";
    finds(
        text,
        "get",
        &[
            "0/url \"https://a.example?token=${t}\" < : u + t>",
            "0/token list of 1 < : u + t>",
            "0/token/0/value \"${t}\" < : u + t>",
            "1/url \"x?token=abc\" < : \"x?token=abc\">",
            "1/token list of 1 < : \"x?token=abc\">",
            "1/token/0/value \"abc\" < : abc>",
            "2/url \"x\" < : \"x\">",
        ],
    );
}

#[test]
fn a_text_without_calls_is_an_empty_map() {
    for text in ["", "\u{feff}", "u = 'a';", "// get('a');"] {
        let (tree, diagnostics) = parse(text);
        assert_eq!(diagnostics, vec![]);
        assert_eq!(tree.count(tree.root(0).unwrap()), 0, "{text}");
    }
}

#[test]
fn secrets_are_found_in_the_text_as_it_is() {
    let text = "key = \"abc\"; // key = \"de\"";
    assert_eq!(form().hidden(text).iter().map(|range| &text[range.clone()]).collect::<Vec<_>>(), ["abc", "de"]);
}

#[test]
fn values_cannot_grow_without_end() {
    use std::fmt::Write as _;
    // Texts that double, maps of maps, a variable of itself, and maps that grow call by call.
    let mut doubled = String::from("a = 'xxxxxxxx';\n");
    let mut nested = String::from("m0 = {'a': 'b'};\n");
    for n in 0..60 {
        doubled.push_str("a = a + a;\n");
        let _ = writeln!(nested, "m{} = {{'a': m{n}, 'b': m{n}}};", n + 1);
    }
    let mut grown = String::new();
    for n in 0..3000 {
        let _ = writeln!(grown, "m.put('{n}', {n});\nget(m);");
    }
    let deep = format!("get({}'a'{});", "(".repeat(5000), ")".repeat(5000));
    for (text, whole) in [
        (format!("{doubled}get(a);"), true),
        (format!("{nested}get(m60);"), false),
        ("a = a;\nm = {'a': m};\nm.put('b', m);\nget(a + m);\nget(m);".to_owned(), true),
        (grown, false),
        (deep, true),
    ] {
        let (tree, diagnostics) = parse(&text);
        assert!(tree.len() < 300_000, "{}", tree.len());
        let codes: Vec<&str> = diagnostics.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, if whole { vec![] } else { vec!["input/unfolds-too-far"] }, "{}", &text[..60]);
    }
}

#[test]
fn what_must_occur_is_told_without_reading() {
    let needs = |pattern_text: &str, text: &str| {
        let form = TextForm { patterns: vec![pattern(matching("a"), None, pattern_text, &[])], ..TextForm::default() };
        Required::new(&form, "a").may_be(text)
    };
    assert!(needs(r"(?i)\binvokeurl\s*\[", "x InvokeURL ["));
    assert!(!needs(r"(?i)\binvokeurl\s*\[", "invoke url"));
    assert!(needs(r"\b(?:getUrl|postUrl)\s*\(", "postUrl("));
    assert!(!needs(r"\b(?:getUrl|postUrl)\s*\(", "putUrl("));
    // Nothing is sure to stand in it, so it may be any text.
    assert!(needs(r"\w+\(", ""));
    assert!(needs(r"(?:abc)*", ""));
}

proptest::proptest! {
    #[test]
    fn no_text_stops_the_reader(text in "(get\\(|\\);|[um] = |m.put\\(|call\\[|url: |\\]|//|/\\*|\\*/|[\"'“”\\\\{}\\[\\](),:;+\n\réum ]){0,40}") {
        let (tree, diagnostics) = parse(&text);
        proptest::prop_assert_eq!(diagnostics, vec![]);
        for node in 0..tree.len() as u32 {
            proptest::prop_assert!(text.get(tree.span(node).range()).is_some());
            let _ = tree.view(&text).text(node);
        }
    }
}
