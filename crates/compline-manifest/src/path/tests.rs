use std::fmt::Write as _;

use super::*;
use crate::read::{Syntax, read};
use crate::testing::{format, pairs, path};
use crate::tree::Tree;

/// What a path leads to, as written, and how it fails.
fn follow(text: &str, from: &str, to: &str) -> Vec<String> {
    let mut tree = Tree::new();
    assert_eq!(read(text, Syntax::Yaml, &mut tree), vec![]);
    let mut format = format(&["x.yaml"], vec![]);
    format.reference_key = Some("$ref".into());
    format.templates = pairs(&[("{{", "}}")]);
    let view = tree.view(text);
    let walk = Walk::new(view, tree.root(0).unwrap(), &format);
    let start = walk.first(walk.root(), &path(from)).unwrap();
    let to = path(to);
    let mut found = vec![];
    let _ = walk.each(start, &to, &mut |hit| {
        found.push(match hit {
            Ok(place) => match walk.value(place.node) {
                Ok(node) => {
                    let site = place.site().map(|site| format!(" by {}", view.pointer(site)));
                    format!("{}{}", view.pointer(node), site.unwrap_or_default())
                }
                Err(miss) => format!("{:?} at {}", miss.kind, view.pointer(miss.node)),
            },
            Err(miss) => format!("{:?} at {}", miss.kind, view.pointer(miss.node)),
        });
        ControlFlow::Continue(())
    });
    // The first of all is the same as the first alone.
    if let Ok(first) = walk.first(start, &to) {
        let node = walk.value(first.node).map(|node| view.pointer(node)).unwrap_or_default();
        assert!(
            found.iter().any(|other| other.split(" by ").next() == Some(&node) || node.is_empty()),
            "{found:?} {node}"
        );
    }
    assert!(!walk.is_exhausted());
    found
}

#[test]
fn keys_lead_into_maps_and_indices_into_lists() {
    let text = "a: {b: [x, {c: y}]}\nn: null\ns: text\nt: '{{ t }}'\nu: !Sub u\n";
    assert_eq!(follow(text, "", "a/b/1/c"), ["/a/b/1/c"]);
    assert_eq!(follow(text, "a/b", "1/c"), ["/a/b/1/c"]);
    assert_eq!(follow(text, "a/b/1/c", "/a/b/0"), ["/a/b/0"]);
    assert_eq!(follow(text, "a/b/1/c", "../0"), ["Absent at /a/b/1"]);
    assert_eq!(follow(text, "a/b/1/c", "../../0"), ["/a/b/0"]);
    assert_eq!(follow(text, "a/b/1", "../0"), ["/a/b/0"]);
    assert_eq!(follow(text, "a", "../../x"), ["Absent at "]);
    assert_eq!(follow(text, "", "a/x/y"), ["Absent at /a"]);
    assert_eq!(follow(text, "", "a/b/7"), ["Absent at /a/b"]);
    assert_eq!(follow(text, "", "n/x"), ["Absent at /n"]);
    assert_eq!(follow(text, "", "s/x"), ["WrongShape at /s"]);
    assert_eq!(follow(text, "", "t/x"), ["Opaque at /t"]);
    assert_eq!(follow(text, "", "u/x"), ["Opaque at /u"]);
}

#[test]
fn every_and_deep_reach_everything() {
    let text = "a: {x: 1, y: {x: 2}}\nb: [{x: 3}, s, {z: 0}]\n";
    assert_eq!(follow(text, "", "a/*"), ["/a/x", "/a/y"]);
    assert_eq!(follow(text, "", "b/*/x"), ["/b/0/x", "WrongShape at /b/1", "Absent at /b/2"]);
    let deep: Vec<String> = follow(text, "", "**/x").into_iter().filter(|found| found.starts_with('/')).collect();
    assert_eq!(deep, ["/a/x", "/a/y/x", "/b/0/x"]);
    assert_eq!(follow(text, "b", "**").len(), 6);
    assert_eq!(follow(text, "a/x", "*"), ["WrongShape at /a/x"]);
}

#[test]
fn aliases_and_merge_keys_are_followed_and_remembered() {
    let text = "d: &d {k: 1, l: {m: 2}}\na: *d\nm: {<<: *d, k: 3}\nn: [*d]\n";
    assert_eq!(follow(text, "", "a/k"), ["/d/k by /a"]);
    assert_eq!(follow(text, "", "a/l/m"), ["/d/l/m by /a"]);
    assert_eq!(follow(text, "", "a"), ["/d"]);
    assert_eq!(follow(text, "", "m/k"), ["/m/k"]);
    assert_eq!(follow(text, "", "m/l"), ["/d/l by /m"]);
    assert_eq!(follow(text, "", "m/*"), ["/m/k", "/d/l by /m"]);
    assert_eq!(follow(text, "", "a/*"), ["/d/k by /a", "/d/l by /a"]);
    assert_eq!(follow(text, "", "n/*/k"), ["/d/k by /n/0"]);
    assert_eq!(follow(text, "", "n/0/l/m"), ["/d/l/m by /n/0"]);
    let deep: Vec<String> = follow(text, "", "**/k").into_iter().filter(|found| found.starts_with('/')).collect();
    assert_eq!(deep, ["/d/k", "/d/k by /a", "/m/k", "/d/k by /n/0"]);
    // What is above a node that was reached by an alias is where the alias is.
    assert_eq!(follow(text, "a/k", "../l"), ["/d/l by /a"]);
    assert_eq!(follow(text, "a/k", "../../m/k"), ["/m/k"]);
    assert_eq!(follow(text, "m/l", "../k"), ["/m/k"]);
}

#[test]
fn references_are_followed_and_cycles_end() {
    let text = "\
defs:
  base: {url: u, auth: {$ref: '#/defs/auth'}}
  auth: {type: t}
  'a/b': {x: 1}
  self: {$ref: '#/defs/self'}
  one: {$ref: '#/defs/two'}
  two: {$ref: '#/defs/one/deeper'}
s1: {req: {$ref: '#/defs/base', url: own}}
s2: {req: '#/defs/base'}
s3: {req: {$ref: 'other.yaml#/x'}}
s4: {req: {$ref: '#/nothing'}}
s5: {req: {$ref: '#/defs/a~1b'}}
s6: {req: {$ref: '#/defs/a%2Fb'}}
s7: '#/nothing'
";
    assert_eq!(follow(text, "", "s1/req/auth/type"), ["/defs/auth/type by /s1/req"]);
    assert_eq!(follow(text, "", "s1/req/url"), ["/s1/req/url"]);
    assert_eq!(follow(text, "", "s2/req/url"), ["/defs/base/url by /s2/req"]);
    assert_eq!(follow(text, "s1/req/auth", "../url"), ["/s1/req/url"]);
    assert_eq!(follow(text, "s2/req/auth", "../url"), ["/defs/base/url by /s2/req"]);
    assert_eq!(follow(text, "", "s1/req/*"), ["/s1/req/url", "/defs/auth by /s1/req"]);
    assert_eq!(follow(text, "", "s3/req/x"), ["Dangling at /s3/req/$ref"]);
    assert_eq!(follow(text, "", "s4/req"), ["Dangling at /s4/req/$ref"]);
    assert_eq!(follow(text, "", "s5/req/x"), ["/defs/a~1b/x by /s5/req"]);
    assert_eq!(follow(text, "", "s6/req/x"), ["/defs/a~1b/x by /s6/req"]);
    assert_eq!(follow(text, "", "s7/x"), ["WrongShape at /s7"]);
    assert_eq!(follow(text, "", "defs/self/x"), ["Dangling at /defs/self/$ref"]);
    assert_eq!(follow(text, "", "defs/self"), ["Dangling at /defs/self/$ref"]);
    assert_eq!(follow(text, "", "defs/one/x").len(), 1);
    assert_eq!(follow(text, "", "defs/self/*"), ["Dangling at /defs/self/$ref"]);
}

#[test]
fn alias_bombs_end() {
    let mut text = "a0: &a0 {x: 1}\n".to_owned();
    for i in 1..12 {
        let previous = format!("*a{}, ", i - 1).repeat(9);
        let _ = writeln!(text, "a{i}: &a{i} [{previous}*a{}]", i - 1);
    }
    for i in 0..40 {
        let _ = writeln!(
            text,
            "m{i}: &m{i} {{<<: [{}]}}",
            if i == 0 { String::new() } else { format!("*m{0}, *m{0}", i - 1) }
        );
    }
    let mut tree = Tree::new();
    assert_eq!(read(&text, Syntax::Yaml, &mut tree), vec![]);
    let format = format(&["x.yaml"], vec![]);
    let walk = Walk::new(tree.view(&text), tree.root(0).unwrap(), &format);
    let mut found = 0;
    let _ = walk.each(walk.root(), &path("a11/*/*/*/*/*/*/*/*/*/*/*/x"), &mut |_| {
        found += 1;
        ControlFlow::Continue(())
    });
    assert!(walk.is_exhausted() && found <= 1_000_000);
    assert!(walk.first(walk.root(), &path("m39/nothing")).is_err());
}
