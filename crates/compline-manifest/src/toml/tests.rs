use crate::read::{Syntax, read};
use crate::scalar::Core;
use crate::testing::{complaints_at, outline};
use crate::tree::Tree;
use compline_diagnostic::Diagnostic;

fn parse(text: &str) -> (Tree, Vec<Diagnostic>) {
    let mut tree = Tree::new();
    let diagnostics = read(text, Syntax::Toml, &mut tree);
    (tree, diagnostics)
}

#[track_caller]
fn reads(text: &str, expected: &[&str]) {
    let (tree, diagnostics) = parse(text);
    assert_eq!(diagnostics, vec![]);
    assert_eq!(outline(&tree, text, 0).lines().collect::<Vec<_>>(), expected);
}

#[test]
fn tables_are_maps_in_the_order_written() {
    reads(
        "b = \"x\"\n[auth]\nscopes = [\"a\", 'b']\n[[calls]]\nurl = \"u\"\n[[calls]]\nurl = \"v\"\n[auth.more]\na.b = 1\n",
        &[
            " map of 3 <b = \"x\"~[auth]~scopes = [\"a\", 'b']~[[calls]]~url = \"u\"~[[calls]]~url = \"v\"~[auth.more]~a.b = 1>",
            "/b \"x\" <b : \"x\">",
            "/auth map of 2 <auth : [auth]~scopes = [\"a\", 'b']~[[calls]]~url = \"u\"~[[calls]]~url = \"v\"~[auth.more]~a.b = 1>",
            "/auth/scopes list of 2 <scopes : [\"a\", 'b']>",
            "/auth/scopes/0 \"a\" <\"a\">",
            "/auth/scopes/1 \"b\" <'b'>",
            "/auth/more map of 1 <more : [auth.more]~a.b = 1>",
            "/auth/more/a map of 1 <a : a.b = 1>",
            "/auth/more/a/b \"1\" <b : 1>",
            "/calls list of 2 <calls : [[calls]]~url = \"u\"~[[calls]]~url = \"v\">",
            "/calls/0 map of 1 <[[calls]]~url = \"u\">",
            "/calls/0/url \"u\" <url : \"u\">",
            "/calls/1 map of 1 <[[calls]]~url = \"v\">",
            "/calls/1/url \"v\" <url : \"v\">",
        ],
    );
}

#[test]
fn values_are_what_they_mean() {
    let text = "a = 1_000\nb = 0xff\nc = 1979-05-27T07:32:00Z\nd = \"x\\ty\"\ne = '''\none\n'''\nf = {g = true, \"h i\" = +inf}\ni = 1.5\n";
    reads(
        text,
        &[
            " map of 7 <a = 1_000~b = 0xff~c = 1979-05-27T07:32:00Z~d = \"x\\ty\"~e = '''~one~'''~f = {g = true, \"h i\" = +inf}~i = 1.5>",
            "/a \"1000\" <a : 1_000>",
            "/b \"255\" <b : 0xff>",
            "/c \"1979-05-27T07:32:00Z\" <c : 1979-05-27T07:32:00Z>",
            "/d \"x\\ty\" <d : \"x\\ty\">",
            "/e \"one\\n\" <e : '''~one~'''>",
            "/f map of 2 <f : {g = true, \"h i\" = +inf}>",
            "/f/g \"true\" <g : true>",
            "/f/h i \".inf\" <\"h i\" : +inf>",
            "/i \"1.5\" <i : 1.5>",
        ],
    );
    let (tree, _) = parse(text);
    let core = |key: &str| tree.view(text).core(tree.view(text).get(tree.root(0).unwrap(), key).unwrap());
    assert_eq!(core("a"), Some(Core::Int(1000)));
    assert_eq!(core("d"), Some(Core::Text));
}

#[test]
fn byte_order_marks_and_line_ends_are_taken_as_they_come() {
    for text in ["\u{feff}a = \"b\"\r\n[c]\r\nd = \"e\"\r\n", "a = \"b\"\n[c]\nd = \"e\""] {
        let (tree, diagnostics) = parse(text);
        assert_eq!(diagnostics, vec![], "{text:?}");
        let view = tree.view(text);
        let c = view.get(tree.root(0).unwrap(), "c").unwrap();
        assert_eq!(view.written(view.get(c, "d").unwrap()), "\"e\"");
    }
    for text in ["", "\u{feff}", "# nothing\n", "\n \n"] {
        let (tree, diagnostics) = parse(text);
        assert_eq!((diagnostics, tree.root(0)), (vec![], None), "{text:?}");
    }
}

#[test]
fn what_is_broken_gives_one_complaint_at_its_place() {
    let complain = |text: &str| {
        let (tree, diagnostics) = parse(text);
        assert!(tree.documents()[0].broken && tree.is_empty());
        complaints_at(&diagnostics, text)
    };
    assert_eq!(complain("a = 1\na = 2\n"), ["6: input/toml-syntax at `a`: a key stands twice in one table"]);
    assert_eq!(complain("a = b\n"), ["4: input/toml-syntax at `b`: a text has no quotes"]);
    assert_eq!(complain("é = 1\nx = [1, 2\n"), ["16: input/toml-syntax at `\n`: unclosed array"]);
    assert_eq!(complain("a = \"x"), ["6: input/toml-syntax at ``: a text is not closed"]);
}

#[test]
fn depth_has_a_limit() {
    let deep = format!("a = {}{}", "[".repeat(200), "]".repeat(200));
    let (_, diagnostics) = parse(&deep);
    assert_eq!(diagnostics.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["input/too-deep"]);
    // As deep as the parser lets anything be, by keys within keys.
    let keys = vec!["k"; 79].join(".");
    let deep = format!("{}1{}", format!("{keys} = {{").repeat(70), "}".repeat(70));
    let (_, diagnostics) = parse(&deep);
    assert_eq!(diagnostics.len(), 1);
    let deep = format!("{}k = 1{}", format!("{keys} = {{").repeat(70), "}".repeat(70));
    let (_, diagnostics) = parse(&deep);
    assert_eq!(diagnostics.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["input/too-deep"]);
}

proptest::proptest! {
    #[test]
    fn no_text_stops_the_reader(text in "([a-c\\[\\]{}=.,\"'#\\\\ \n\r\té0-9_+-]|\"\"\"|\\[\\[){0,60}") {
        let (tree, diagnostics) = parse(&text);
        proptest::prop_assert!(diagnostics.len() <= 1);
        proptest::prop_assert_eq!(tree.documents()[0].broken, diagnostics.len() == 1);
        for label in diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels) {
            proptest::prop_assert!(text.get(label.at.span.range()).is_some());
        }
        for node in 0..tree.len() as u32 {
            proptest::prop_assert!(text.get(tree.span(node).range()).is_some());
        }
    }
}
