//! Reads every YAML and JSON file below the folder that `COMPLINE_CORPUS` names; without it there is nothing to do.

use std::collections::BTreeMap;
use std::path::PathBuf;

use compline_manifest::{Kind, Syntax, Tree, decode, read};

#[test]
fn every_file_of_the_corpus_is_read() {
    let Some(root) = std::env::var_os("COMPLINE_CORPUS").map(PathBuf::from) else {
        println!("skipped: COMPLINE_CORPUS is not set");
        return;
    };
    let mut folders = vec![root.clone()];
    let mut files = vec![];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_str().and_then(Syntax::of_extension).is_some() {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(!files.is_empty(), "{} has no YAML or JSON files", root.display());

    let mut tree = Tree::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut nodes, mut bytes_read, mut complained_of) = (0, 0, 0);
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        bytes_read += bytes.len();
        let name = path.strip_prefix(&root).unwrap().display();
        let text = match decode(&bytes) {
            Ok(text) => text,
            Err(diagnostic) => {
                println!("{name}: {} {}", diagnostic.code, diagnostic.message);
                *counts.entry(diagnostic.code.as_str()).or_default() += 1;
                complained_of += 1;
                continue;
            }
        };
        let diagnostics = read(text, Syntax::of(path.to_str().unwrap(), text), &mut tree);
        complained_of += usize::from(!diagnostics.is_empty());
        for diagnostic in &diagnostics {
            *counts.entry(diagnostic.code.as_str()).or_default() += 1;
            let at = diagnostic.labels.first().map_or(0, |label| label.at.span.start as usize);
            let line = text[..at].lines().count();
            println!("{name}:{line}: {} {}", diagnostic.code, diagnostic.message);
        }
        let view = tree.view(text);
        nodes += tree.len();
        for node in 0..tree.len() as u32 {
            let span = tree.span(node);
            assert!(text.get(span.range()).is_some(), "{name}: {span:?}");
            if let Some(parent) = tree.parent(node) {
                let outer = tree.span(parent);
                assert!(outer.start <= span.start && span.end <= outer.end, "{name}: {span:?} is not in {outer:?}");
            }
            match tree.kind(node) {
                Kind::Scalar(_) => {
                    let written = view.written(node);
                    assert!(!written.is_empty() || view.text(node) == Some(""), "{name}: {span:?}");
                    assert_eq!(written.trim(), written, "{name}: {span:?}");
                }
                Kind::Alias => assert!(view.written(node).starts_with('*'), "{name}: {span:?}"),
                _ => {}
            }
        }
    }
    println!(
        "{} files, {bytes_read} bytes, {nodes} nodes; {complained_of} files with diagnostics: {counts:?}",
        files.len()
    );
}
