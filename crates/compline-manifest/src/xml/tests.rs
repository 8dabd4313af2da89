use crate::read::{Syntax, read};
use crate::testing::{complaints_at, outline};
use crate::tree::Tree;
use compline_diagnostic::Diagnostic;

fn parse(text: &str) -> (Tree, Vec<Diagnostic>) {
    let mut tree = Tree::new();
    let diagnostics = read(text, Syntax::Xml, &mut tree);
    (tree, diagnostics)
}

#[track_caller]
fn reads(text: &str, expected: &[&str]) {
    let (tree, diagnostics) = parse(text);
    assert_eq!(diagnostics, vec![]);
    assert_eq!(outline(&tree, text, 0).lines().collect::<Vec<_>>(), expected);
}

#[test]
fn elements_are_maps_and_children_of_a_name_a_list() {
    reads(
        "<?xml version=\"1.0\"?>\n<!-- c --><app id='x'><scope level=\"1\">a</scope><url>u</url><scope>b</scope></app>",
        &[
            " map of 1 <<app id='x'><scope level=\"1\">a</scope><url>u</url><scope>b</scope></app>>",
            "/app map of 3 <app : <app id='x'><scope level=\"1\">a</scope><url>u</url><scope>b</scope></app>>",
            "/app/@id \"x\" <id : 'x'>",
            "/app/scope list of 2 <scope : <scope level=\"1\">a</scope><url>u</url><scope>b</scope>>",
            "/app/scope/0 map of 2 <<scope level=\"1\">a</scope>>",
            "/app/scope/0/@level \"1\" <level : \"1\">",
            "/app/scope/0/$text \"a\" < : a>",
            "/app/scope/1 map of 1 <<scope>b</scope>>",
            "/app/scope/1/$text \"b\" < : b>",
            "/app/url list of 1 <url : <url>u</url>>",
            "/app/url/0 map of 1 <<url>u</url>>",
            "/app/url/0/$text \"u\" < : u>",
        ],
    );
}

#[test]
fn texts_say_what_they_mean_and_stand_where_they_are_written() {
    reads(
        "\u{feff}<a x = \"1 &amp; 2\" n:y=\"z\" xmlns:n=\"urn:n\">\r\n  one <![CDATA[<two>]]><n:b/> three\r\n</a>\r\n",
        &[
            " map of 1 <<a x = \"1 &amp; 2\" n:y=\"z\" xmlns:n=\"urn:n\">\r~  one <![CDATA[<two>]]><n:b/> three\r~</a>>",
            "/a map of 4 <a : <a x = \"1 &amp; 2\" n:y=\"z\" xmlns:n=\"urn:n\">\r~  one <![CDATA[<two>]]><n:b/> three\r~</a>>",
            "/a/@x \"1 & 2\" <x : \"1 &amp; 2\">",
            "/a/@n:y \"z\" <n:y : \"z\">",
            "/a/$text \"one <two> three\" < : one <![CDATA[<two>]]><n:b/> three>",
            "/a/n:b list of 1 <n:b : <n:b/>>",
            "/a/n:b/0 map of 0 <<n:b/>>",
        ],
    );
}

#[test]
fn a_file_of_nothing_is_empty() {
    for text in ["", "\u{feff}", " \n"] {
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
    assert_eq!(complain("<a>\n <b></c>\n</a>"), ["8: input/xml-syntax at `<`: `<b>` is closed by `</c>`"]);
    assert_eq!(complain("<a>é &x; b</a>"), ["6: input/xml-syntax at `&`: there is no entity `&x;`"]);
    assert_eq!(
        complain("<a x='1' x='2'/>"),
        ["9: input/xml-syntax at `x`: the attribute `x` stands twice in one element"]
    );
    assert_eq!(complain("<a>"), ["3: input/xml-syntax at ``: the file ends before everything is closed"]);
    assert_eq!(complain("<a b='<'/>"), ["6: input/xml-syntax at `<`: a `<` stands in the value of an attribute"]);
}

/// Entities that name entities make a small file unfold to a huge one.
#[test]
fn entities_of_the_file_s_own_are_refused_and_a_named_type_is_not() {
    let text = "<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>";
    let (_, diagnostics) = parse(text);
    assert_eq!(
        complaints_at(&diagnostics, text),
        ["0: input/xml-syntax at `<`: the file declares entities of its own, which are not read"]
    );
    reads("<!DOCTYPE a SYSTEM \"a.dtd\"><a/>", &[" map of 1 <<a/>>", "/a map of 0 <a : <a/>>"]);
}

#[test]
fn depth_has_a_limit() {
    let deep = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
    for levels in [65, 100_000] {
        let (tree, diagnostics) = parse(&deep(levels));
        assert_eq!(diagnostics.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["input/too-deep"]);
        assert!(tree.is_empty());
    }
    assert_eq!(parse(&deep(60)).1, vec![]);
}

proptest::proptest! {
    #[test]
    fn no_text_stops_the_reader(text in "(<[ab]( [xy] ?= ?[\"'][^\"'&<]{0,3}[\"']){0,2}/?>|</[ab]>|&amp;|<!--|-->|<!\\[CDATA\\[|\\]\\]>|<\\?|[a-bé&\r\n ]){0,20}") {
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
