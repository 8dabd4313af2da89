//! Time grows with the text, not faster.

#![allow(clippy::panic, reason = "tests")]

mod common;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use common::read;

/// What a busy machine may add.
const NOISE: Duration = Duration::from_millis(25);
/// How often a busy machine gets another chance: what grows too fast does so each time.
const CHANCES: usize = 8;

fn time(text: &str) -> Duration {
    let start = Instant::now();
    std::hint::black_box(read(text));
    start.elapsed()
}

/// Four times the text takes four times as long, not sixteen times.
fn grows_slowly(what: &str, text: impl Fn(usize) -> String) {
    let (small, large) = (text(500), text(2000));
    let mut seen = vec![];
    for _ in 0..CHANCES {
        let (small, large) = (time(&small), time(&large));
        if large < small * 10 + NOISE {
            return;
        }
        seen.push((small, large));
    }
    panic!("500 and 2,000 of {what}: {seen:?}");
}

/// The same for items, of which NAME is replaced by a number.
fn items_grow_slowly(item: &str) {
    grows_slowly(item, |count| {
        (0..count).fold(String::new(), |mut text, n| {
            let _ = writeln!(text, "{}", item.replace("NAME", &format!("n{n}")));
            text
        })
    });
}

#[test]
fn valid_items() {
    items_grow_slowly(
        "rule NAME for connection where vendor is zoho and auth.mode is authtoken {\n  forbid\n  warning from 90 days before a.fails\n  message \"x\"\n}\n",
    );
}

#[test]
fn items_with_mistakes() {
    items_grow_slowly("rule NAME for connection where x = 1 {\n  forbd\n  require a and\n  mesage \"x\n}\n");
    items_grow_slowly("rule NAME for connection {\n  forbid\n");
    items_grow_slowly("cutoff NAME {\n  stage a {\n from 2021\n");
    items_grow_slowly("}\nrul NAME {");
    items_grow_slowly("rule NAME");
    items_grow_slowly("define NAME(c: connection) = (((x");
    items_grow_slowly("\\\"");
    items_grow_slowly("use NAME {");
    items_grow_slowly("  }\n  {");
}

#[test]
fn many_clauses_in_one_item() {
    grows_slowly("clauses of a rule", |count| {
        format!("rule a for connection {{\n{}}}\n", "  forbid\n  require x and\n  error\n".repeat(count))
    });
    grows_slowly("rows of a stage", |count| {
        format!("cutoff a {{\n stage b {{\n{}}}\n}}\n", "  region IN form 2021-01-01\n".repeat(count))
    });
    grows_slowly("parts of a condition", |count| {
        format!("rule a for connection where {} {{ forbd }}\n", "x == 1 and ".repeat(count))
    });
}

#[test]
fn nesting_is_capped_and_cheap() {
    for (open, close) in [("(", ")"), ("not (", ")"), ("any connection (", ")"), ("a == 1 and (", ")")] {
        for depth in [1, 20, 64, 65, 5000] {
            let text = format!("define a(c: connection) = {}c.x exists{}", open.repeat(depth), close.repeat(depth));
            let parsed = read(&text);
            assert_eq!(parsed.errors.is_empty(), depth <= 64, "{open} {depth}");
            // And with the end missing.
            read(text.get(..text.len() - 2).unwrap_or_default());
        }
    }
    for chain in ["not ", "!", "a or else ", "! ", "1 day before "] {
        let text = format!(
            "define a(c: connection) = c.x > {0} rule b for connection where {0} x {{ forbid {0} x error from {0} x }}",
            chain.repeat(5000)
        );
        read(&text);
    }
    for deep in ["each a {", "format a { each b { c { ", "{", "cutoff a {\nstage b {\n"] {
        read(&deep.repeat(3000));
    }
}
