//! The reader of usual YAML against the full one: where it reads a text, it makes the very same tree of it.

#![allow(clippy::format_collect, clippy::print_stderr, clippy::panic, reason = "tests")]

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use crate::read::Syntax;
use crate::tree::{Builder, Tree};

/// Reads a text both ways, and says whether the reader of usual YAML did.
fn both(text: &str) -> bool {
    let (mut quick, mut full) = (Tree::new(), Tree::new());
    let mut quick_builder = Builder::new(&mut quick, text, true);
    if !super::read(&mut quick_builder) {
        return false;
    }
    let (twice, unmerged) = (quick_builder.twice.clone(), quick_builder.unmerged.clone());
    let mut diagnostics = vec![];
    let mut builder = Builder::new(&mut full, text, true);
    super::super::read_any(&mut builder, &mut diagnostics);
    assert_eq!(diagnostics, vec![], "the full reader complains of this:\n{text}\n{text:?}");
    assert_eq!((twice, unmerged), (builder.twice.clone(), builder.unmerged.clone()), "{text:?}");
    if format!("{quick:?}") != format!("{full:?}") {
        assert_eq!(shown(&quick, text), shown(&full, text), "read differently:\n{text}\n{text:?}");
        panic!("read differently:\n{text}\n{text:?}\n{quick:#?}\n{full:#?}");
    }
    true
}

/// A tree, one node a line.
fn shown(tree: &Tree, text: &str) -> Vec<String> {
    let view = tree.view(text);
    let node = |node: u32| {
        let (range, decoded) = tree.text_range(node);
        format!(
            "{:?} {:?} {:?} {range:?} {decoded} {:?}",
            tree.kind(node),
            tree.span(node),
            view.written(node),
            view.text(node)
        )
    };
    let documents = tree.documents().iter().map(|document| format!("{document:?}"));
    documents.chain((0..tree.len() as u32).map(node)).collect()
}

#[test]
fn what_is_usual_is_read() {
    for text in [
        "a: b\n",
        "a: b",
        "# c\n\na: b # c\n\n# c\n",
        "---\na: b\n---\nc: d\n",
        "--- # c\na:\n  b: 1\n  c:\n  - x\n  - y: z\n    w: v\n  d: ~\ne:\n",
        "- a\n- - b\n  - c\n-   d: e\n    f: g\n-\n- h\n",
        "a: \"b\" # c\n'it''s': \"x\\ty\\u00e9\"\n",
        "a: [b, \"c\", 'd', 1, [e]]\nb: {c: d, \"e\":f, g: {h: [i]}}\nc: []\nd: {}\n",
        "a: [\n  b, # c\n  c,\n]\nd: {\n e: f\n}\n",
        "a: &x\n  b: c\nd: *x\ne: &y [1]\nf:\n  <<: *x\n",
        "a: >-\n  b c\n  d\n\n  e\n   f\n  g\nh: |\n  i\n\n   j\nk: |+\n  l\n\nm: >\n\n  n\n",
        "a: |\n  b",
        "- |\n x\n- >\n y\n",
        "a: b\r\nc:\r\n  - d # e\r\n  - >-\r\n    f\r\n    g\r\n",
        "a:\n  \"b\"\nc:\n  d\n",
        "[a, b]",
        "text",
        "url: https://a.b/c?d=e#f\ntime: 12:30\n",
        "é: ü # ö\n",
        "a: b\na: c\n<<: x\n",
        "",
        "# nothing\n",
    ] {
        assert!(both(text), "{text:?}");
    }
}

#[test]
fn what_is_unusual_is_left_alone() {
    for text in [
        "a: !t b\n",
        "? a\n: b\n",
        "a: b\n  c\n",
        "a: \"b\n  c\"\n",
        "%YAML 1.2\n---\na: b\n",
        "a:\tb\n",
        "\u{feff}a: b\n",
        "a: b\n...\n",
        "*a : b\n",
        "&a b: c\n",
        "a: b: c\n",
        "a: [b: c]\n",
        "a: |2\n   b\n",
        "a: {b}\n",
        "a: b\n c: d\n",
        "a: 'b\n",
        "a: [b\n",
        "a: @b\n",
        "---\n---\n",
        "a\rb: c\n",
        "a: \u{7f}\n",
        "a: \u{85}\n",
        "a: *b\n",
        "- a\nb: c\n",
        "a: &b\n",
        "a: - b\n",
        "[a]: b\n",
        "a: b #c\n  d\n",
    ] {
        assert!(!both(text), "{text:?}");
    }
}

/// Pieces that YAML is made of, well put together or not.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b",
        "key",
        "x y",
        "1",
        "null",
        "~",
        "é",
        "- ",
        "-",
        "-1",
        ": ",
        ":",
        ":a",
        "? ",
        "# c",
        " #c",
        "#",
        "\n",
        "\n",
        "\n",
        "\n  ",
        "\n  ",
        "\n    ",
        "\n- ",
        "\n  - ",
        "\n ",
        " ",
        "  ",
        "\"",
        "'",
        "\"q\"",
        "'q'",
        "\"\\n\"",
        "''",
        "[",
        "]",
        "{",
        "}",
        ", ",
        ",",
        "[a, b]",
        "{a: b}",
        "[]",
        "{}",
        "&a ",
        "&a",
        "*a",
        "|",
        ">",
        "|-",
        ">-",
        "|+",
        ">+",
        "|\n  t\n",
        ">\n  t\n  u\n\n  v\n",
        "!",
        "!t ",
        "%",
        "@",
        "`",
        "---",
        "\n---\n",
        "\n...\n",
        "\t",
        "\r\n",
        "<<: ",
        "a: ",
        "key:\n",
        "\nkey: ",
        "\nb: ",
        "\\",
        "=",
        "\u{a0}",
        "\u{2028}",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A document as people write it: its lines, given an indentation.
fn value(depth: u32) -> BoxedStrategy<String> {
    let text = prop::sample::select(vec![
        "text",
        "two words",
        "1",
        "true",
        "null",
        "~",
        "\"quoted\"",
        "'it''s'",
        "\"a\\\"b\\n\"",
        "2020-01-01",
        "https://a.b/c#d",
        "a:b",
        "-x",
        "é",
        "[]",
        "{}",
        "[a, \"b\", {c: d}]",
        "{ method: GET, url: \"https://a.b\" }",
        "[\n    a, # c\n    b,\n  ]",
        "*anchor",
        "&anchor text",
        "\"\"",
        "''",
        "",
        "text # comment",
        "|\n     one\n      two\n\n     three",
        ">-\n     one\n     two\n\n      three",
        "|+\n     one\n\n",
        ">\n\n     one",
        "!tag text",
        "one\n     two",
        "x\u{a0}",
    ]);
    let leaf = text.prop_map(|text| format!(" {text}\n"));
    if depth == 0 {
        return leaf.boxed();
    }
    let key = prop::sample::select(vec!["a", "b", "long key", "\"quoted\"", "'k'", "<<", "é", "x-y"]);
    let entry = (key, value(depth - 1), prop::sample::select(vec!["", "", "# note\n", "\n"]));
    let map = prop::collection::vec(entry, 1..4).prop_map(|entries| {
        let entries = entries.into_iter().map(|(key, value, before)| format!("{before}{key}:{value}"));
        entries.collect::<String>()
    });
    let list = prop::collection::vec(value(depth - 1), 1..4)
        .prop_map(|elements| elements.into_iter().map(|element| format!("-{element}")).collect::<String>());
    let block = (prop_oneof![map, list], 0..4usize, any::<bool>(), any::<bool>()).prop_map(
        |(block, indent, compact, named)| {
            let indent = " ".repeat(indent);
            let lines: String = block.lines().map(|line| format!("{indent}{line}\n")).collect();
            match (compact, named) {
                // As in `- a: b`.
                (true, _) => format!(" {}", lines.trim_start()),
                (false, true) => format!(" &anchor\n{lines}"),
                (false, false) => format!("\n{lines}"),
            }
        },
    );
    prop_oneof![1 => leaf, 3 => block].boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(2000), ..ProptestConfig::default() })]

    #[test]
    fn anything_is_read_alike(text in pieces()) {
        both(&text);
    }

    #[test]
    fn documents_are_read_alike(documents in prop::collection::vec(value(3), 1..3)) {
        let text = documents.iter().map(|document| document.trim_start_matches([' ', '\n'])).collect::<Vec<_>>().join("---\n");
        both(&text);
        both(&text.replace('\n', "\r\n"));
    }

    #[test]
    fn documents_with_a_fault_are_read_alike(document in value(3), at in any::<prop::sample::Index>(), put in pieces()) {
        let mut text = document.trim_start_matches([' ', '\n']).to_owned();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let put: String = put.chars().take(3).collect();
        text.insert_str(*at.get(&places), &put);
        both(&text);
    }
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir()
            && !path.is_symlink()
            && path.file_name().is_some_and(|name| name != "target" && name != ".git")
        {
            files(&path, into);
        } else if path.to_str().is_some_and(|name| Syntax::of_extension(name) == Some(Syntax::Yaml)) {
            into.push(path);
        }
    }
}

/// Every YAML file of the repository, and of the folder of real files of other people where there is one.
#[test]
fn real_files_are_read_alike() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let corpus = std::env::var_os("COMPLINE_CORPUS").map_or_else(|| top.join("../shared/corpus"), PathBuf::from);
    for (folder, at_least) in [(top, 70), (corpus, 50)] {
        let mut paths = vec![];
        files(&folder, &mut paths);
        let texts = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok());
        let (mut all, mut usual) = (0, 0);
        for text in texts {
            all += 1;
            usual += usize::from(both(&text));
        }
        assert!(usual * 100 >= all * at_least, "{usual} of {all} files in {} are usual", folder.display());
        eprintln!("{usual} of {all} files in {}", folder.display());
    }
}
