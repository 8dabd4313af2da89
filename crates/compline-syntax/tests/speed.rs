//! Time grows with the text, not faster.

mod common;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use common::read;

/// What a busy machine may add.
const NOISE: Duration = Duration::from_millis(25);

fn time(text: &str) -> Duration {
    (0..3)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(read(text));
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

/// Twice the text takes less than four times as long.
fn grows_slowly(item: &str) {
    let text = |count: usize| {
        (0..count).fold(String::new(), |mut text, n| {
            let _ = writeln!(text, "{}", item.replace("NAME", &format!("n{n}")));
            text
        })
    };
    let (small, large) = (time(&text(1000)), time(&text(2000)));
    assert!(large < small * 4 + NOISE, "{small:?} for 1,000 items, {large:?} for 2,000 of {item}");
}

#[test]
fn valid_items() {
    grows_slowly(
        "rule NAME for connection where vendor is zoho and auth.mode is authtoken {\n  forbid\n  warning from 90 days before a.fails\n  message \"x\"\n}\n",
    );
}

#[test]
fn items_with_mistakes() {
    grows_slowly("rule NAME for connection where x = 1 {\n  forbd\n  require a and\n  mesage \"x\n}\n");
    grows_slowly("rule NAME for connection {\n  forbid\n");
    grows_slowly("cutoff NAME {\n  stage a {\n from 2021\n");
    grows_slowly("}\nrul NAME {");
    grows_slowly("rule NAME");
    grows_slowly("define NAME(c: connection) = (((x");
    grows_slowly("\\\"");
    grows_slowly("use NAME {");
    grows_slowly("  }\n  {");
}

#[test]
fn many_clauses_in_one_item() {
    let text = |count: usize| {
        format!("rule a for connection {{\n{}}}\n", "  forbid\n  require x and\n  error\n".repeat(count))
    };
    let (small, large) = (time(&text(1000)), time(&text(2000)));
    assert!(large < small * 4 + NOISE, "{small:?} {large:?}");
    let text =
        |count: usize| format!("cutoff a {{\n stage b {{\n{}}}\n}}\n", "  region IN form 2021-01-01\n".repeat(count));
    let (small, large) = (time(&text(1000)), time(&text(2000)));
    assert!(large < small * 4 + NOISE, "{small:?} {large:?}");
    let text = |count: usize| format!("rule a for connection where {} {{ forbd }}\n", "x == 1 and ".repeat(count));
    let (small, large) = (time(&text(1000)), time(&text(2000)));
    assert!(large < small * 4 + NOISE, "{small:?} {large:?}");
}

#[test]
fn nesting_is_capped_and_cheap() {
    for (open, close) in [("(", ")"), ("not (", ")"), ("any connection (", ")"), ("a == 1 and (", ")")] {
        for depth in [1, 20, 64, 65, 5000] {
            let text = format!("define a(c: connection) = {}c.x exists{}", open.repeat(depth), close.repeat(depth));
            let start = Instant::now();
            let parsed = read(&text);
            assert_eq!(parsed.errors.is_empty(), depth <= 64, "{open} {depth}");
            assert!(start.elapsed() < Duration::from_secs(2));
            // And with the end missing.
            read(text.get(..text.len() - 2).unwrap_or_default());
            assert!(start.elapsed() < Duration::from_secs(4));
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
