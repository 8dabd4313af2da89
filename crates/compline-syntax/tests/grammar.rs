//! The grammar of the documentation is the grammar: `docs/grammar.md` is written from `grammar.pest`, and every word of
//! the language stands in it. After a change: `UPDATE=1 cargo test -p compline-syntax --test grammar`.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use pest_meta::ast::{Expr, Rule};
use pest_meta::parser::{Rule as Meta, consume_rules, parse};

const PEST: &str = include_str!("../src/grammar.pest");
const BEGIN: &str = "<!-- GRAMMAR BEGIN: written by compline-syntax/tests/grammar.rs; do not edit -->\n";
const END: &str = "<!-- GRAMMAR END -->";
const WIDTH: usize = 108;

/// What is made of characters, and what the page calls it. Where words are kept apart from names is left out there: it
/// says only that `where` cannot be the name of a rule.
const TOKENS: &[(&str, &str)] = &[
    ("new_name", "name"),
    ("word", "name"),
    ("mode_name", "dotted-name"),
    ("any_name", "dotted-name"),
    ("row_name", "dotted-name"),
    ("field_name", "dotted-name"),
    ("field_word", "dotted-name"),
    ("reference", "qualified-name"),
    ("point_name", "qualified-name"),
    ("list_name", "qualified-name"),
    ("rule_name", "qualified-name"),
    ("case_rule", "qualified-name"),
    ("rule_names", "rules-name"),
    ("zone_name", "zone-name"),
    ("text", "text"),
    ("moment", "date"),
    ("date", "date"),
    ("number", "number"),
    ("amount", "amount"),
    ("time", "time"),
    ("unit", "unit"),
    ("path", "path"),
];

/// Marks with a name.
const MARKS: &[(&str, &str)] = &[
    ("open", "\"{\""),
    ("close", "\"}\""),
    ("open_paren", "\"(\""),
    ("close_paren", "\")\""),
    ("comma", "\",\""),
    ("colon", "\":\""),
    ("dots", "\"..\""),
    ("define_is", "\"=\""),
    ("symbol", "( \"==\" | \"!=\" | \"<\" | \"<=\" | \">\" | \">=\" )"),
];

/// A rule as the page shows it.
#[derive(Clone, Debug, PartialEq)]
enum Shown {
    Nothing,
    /// A mistake that the grammar reads so that it can be told.
    Mistake,
    Atom(String),
    Seq(Vec<Shown>),
    Choice(Vec<Shown>),
    Suffix(Box<Shown>, char),
}

fn is_recovery(name: &str) -> bool {
    ["odd_", "strict_", "next_", "head_"].iter().any(|prefix| name.starts_with(prefix) && name != "head_word")
}

fn show(expr: &Expr) -> Shown {
    match expr {
        Expr::Str(text) | Expr::Insens(text) => Shown::Atom(format!("\"{text}\"")),
        Expr::Ident(name) => match name.as_str() {
            "EOI" | "SOI" => Shown::Nothing,
            name if is_recovery(name) => Shown::Mistake,
            name => Shown::Atom(atom(name)),
        },
        Expr::Seq(left, right) => seq(vec![show(left), show(right)]),
        Expr::Choice(left, right) => {
            let mut all = vec![];
            for part in [show(left), show(right)] {
                match part {
                    Shown::Mistake => {}
                    Shown::Choice(parts) => all.extend(parts),
                    part => all.push(part),
                }
            }
            all.dedup();
            match all.len() {
                0 => Shown::Mistake,
                1 => all.remove(0),
                _ => Shown::Choice(all),
            }
        }
        // `message: "..."` is read, and reported.
        Expr::Opt(inner) if matches!(&**inner, Expr::Ident(name) if name == "colon") => Shown::Nothing,
        // Nor is a rule without its subject more than read.
        Expr::Opt(inner) if matches!(&**inner, Expr::Ident(name) if name == "rule_subject") => show(inner),
        Expr::Opt(inner) => suffix(inner, '?'),
        Expr::Rep(inner) => suffix(inner, '*'),
        Expr::RepOnce(inner) => suffix(inner, '+'),
        // Looking ahead, and what only files of characters need.
        _ => Shown::Nothing,
    }
}

fn seq(parts: Vec<Shown>) -> Shown {
    let mut all = vec![];
    for part in parts {
        match part {
            Shown::Nothing => {}
            Shown::Mistake => return Shown::Mistake,
            Shown::Seq(parts) => all.extend(parts),
            part => all.push(part),
        }
    }
    match all.len() {
        0 => Shown::Nothing,
        1 => all.remove(0),
        _ => Shown::Seq(all),
    }
}

fn suffix(inner: &Expr, mark: char) -> Shown {
    match show(inner) {
        Shown::Nothing | Shown::Mistake => Shown::Nothing,
        inner => Shown::Suffix(Box::new(inner), mark),
    }
}

fn atom(name: &str) -> String {
    let of =
        |table: &[(&str, &str)]| table.iter().find(|(pest, _)| *pest == name).map(|(_, shown)| (*shown).to_owned());
    if let Some(keyword) = name.strip_prefix("k_") {
        return format!("\"{}\"", keyword.replace('_', "-"));
    }
    let plain = |name: &str| of(MARKS).or_else(|| of(TOKENS)).unwrap_or_else(|| name.replace('_', "-"));
    match name.strip_prefix("whole_") {
        // Something smaller has the bare name.
        Some(bare) if PEST.lines().any(|line| line.split_once('=').is_some_and(|(name, _)| name.trim() == bare)) => {
            format!("{bare}-item")
        }
        Some(bare) => plain(bare),
        None => plain(name),
    }
}

impl Shown {
    fn write(&self, inside: bool) -> String {
        match self {
            Self::Nothing | Self::Mistake => String::new(),
            Self::Atom(atom) => atom.clone(),
            Self::Seq(parts) => parts.iter().map(|part| part.write(true)).collect::<Vec<_>>().join(" "),
            Self::Choice(parts) => {
                let all = parts.iter().map(|part| part.write(false)).collect::<Vec<_>>().join(" | ");
                if inside { format!("( {all} )") } else { all }
            }
            Self::Suffix(inner, mark) => match &**inner {
                Self::Atom(atom) if !atom.contains(' ') => format!("{atom}{mark}"),
                inner => format!("( {} ){mark}", inner.write(false)),
            },
        }
    }

    fn names(&self, found: &mut BTreeSet<String>) {
        match self {
            Self::Nothing | Self::Mistake => {}
            Self::Atom(atom) => {
                found.insert(atom.clone());
            }
            Self::Seq(parts) | Self::Choice(parts) => parts.iter().for_each(|part| part.names(found)),
            Self::Suffix(inner, _) => inner.names(found),
        }
    }
}

/// `name = body`, over several lines where it is long.
fn production(name: &str, body: &Shown) -> String {
    let line = format!("{name} = {}", body.write(false));
    if line.len() <= WIDTH {
        return line;
    }
    let pad = " ".repeat(name.len() + 1);
    if let Shown::Choice(parts) = body {
        let mut out = format!("{name} = ");
        let mut width = out.len();
        for (at, part) in parts.iter().enumerate() {
            let part = part.write(false);
            if at > 0 && width + part.len() + 3 > WIDTH {
                let _ = write!(out, "\n{pad}| {part}");
                width = pad.len() + 2 + part.len();
            } else {
                let joint = if at > 0 { " | " } else { "" };
                let _ = write!(out, "{joint}{part}");
                width += joint.len() + part.len();
            }
        }
        return out;
    }
    let mut out = String::new();
    let mut width = 0;
    for word in line.split(' ') {
        if width + word.len() + 1 > WIDTH {
            let _ = write!(out, "\n{pad} ");
            width = pad.len() + 1;
        } else if width > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += word.len();
    }
    out
}

/// The rules of the grammar by name, and each with the heading that it stands below in the file.
fn rules() -> (BTreeMap<String, Shown>, Vec<(String, String)>) {
    let pairs = parse(Meta::grammar_rules, PEST).unwrap();
    let rules: Vec<Rule> = consume_rules(pairs).unwrap();
    let bodies = rules.iter().map(|rule| {
        let mut body = show(&rule.expr);
        // `where /type == "x"` is told to be `is`.
        if let (Shown::Choice(parts), "filter_test") = (&mut body, rule.name.as_str()) {
            parts.retain(|part| !part.write(false).contains("\"==\""));
        }
        (rule.name.clone(), body)
    });
    let bodies = bodies.collect();
    let mut heading = String::new();
    let mut order = vec![];
    for line in PEST.lines() {
        if let Some(title) = line.strip_prefix("// ---- ") {
            title.clone_into(&mut heading);
        } else if let Some((name, _)) = line.split_once('=')
            && line.starts_with(|c: char| c.is_ascii_alphabetic())
        {
            order.push((heading.clone(), name.trim().to_owned()));
        }
    }
    (bodies, order)
}

/// The productions, below their headings, and every name and mark in them.
fn grammar() -> (String, BTreeSet<String>) {
    let (bodies, order) = rules();
    let roots: Vec<&String> = bodies.keys().filter(|name| name.starts_with("whole_")).collect();
    let mut reached: BTreeSet<String> = roots.iter().map(|name| (*name).clone()).collect();
    let mut next: Vec<String> = reached.iter().cloned().collect();
    let mut atoms = BTreeSet::new();
    let by_shown: BTreeMap<String, &String> = bodies.keys().map(|name| (atom(name), name)).collect();
    while let Some(name) = next.pop() {
        let mut found = BTreeSet::new();
        bodies[&name].names(&mut found);
        for shown in &found {
            if let Some(inner) = by_shown.get(shown)
                && !TOKENS.iter().any(|(_, token)| token == shown)
                && !shown.starts_with(['"', '('])
                && reached.insert((*inner).clone())
            {
                next.push((*inner).clone());
            }
        }
        atoms.append(&mut found);
    }
    let mut out = String::new();
    let items: Vec<String> =
        order.iter().filter(|(_, name)| name.starts_with("whole_")).map(|(_, name)| atom(name)).collect();
    let all = Shown::Choice(items.into_iter().map(Shown::Atom).collect());
    let _ = write!(out, "## Files\n\n```ebnf\nfile = item*\n{}\n", production("item", &all));
    let mut last = "";
    for (heading, name) in &order {
        if !reached.contains(name) {
            continue;
        }
        if heading != last {
            let title = heading[..1].to_uppercase() + &heading[1..];
            let _ = write!(out, "```\n\n## {title}\n\n```ebnf\n");
            last = heading;
        } else if name.starts_with("whole_") || name == "each" {
            out.push('\n');
        }
        let _ = writeln!(out, "{}", production(&atom(name), &bodies[name]));
    }
    out.push_str("```\n");
    (out, atoms)
}

#[test]
fn the_page_has_the_grammar() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/grammar.md");
    let page = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let now = format!("{before}{BEGIN}\n{}\n{END}{after}", grammar().0);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, now).unwrap();
    } else if now != page {
        let differ = now.lines().zip(page.lines()).position(|(now, page)| now != page).unwrap_or_default();
        let line = now.lines().nth(differ).unwrap_or_default();
        panic!(
            "docs/grammar.md is no longer the grammar from line {} on; `UPDATE=1` puts it right\n{line}",
            differ + 1
        );
    }
}

#[test]
fn every_word_of_the_one_occurs_in_the_other() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/grammar.md")).unwrap();
    let (_, atoms) = grammar();
    let keywords: BTreeSet<&str> = compline_syntax::keywords().into_iter().collect();
    let words: BTreeSet<&str> = atoms
        .iter()
        .filter_map(|atom| atom.strip_prefix('"')?.strip_suffix('"'))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()))
        .collect();
    let unlisted: Vec<_> = words.difference(&keywords).collect();
    // Singular and plural of one word, and the words of `earliest of` and its like, are in the list once.
    assert!(unlisted.iter().all(|word| **word == "time"), "not among the keywords: {unlisted:?}");
    for keyword in keywords {
        let shown = words.contains(keyword) || page.contains(&format!("`{keyword}`"));
        assert!(shown, "the page does not say where `{keyword}` stands");
    }
    for (_, token) in TOKENS {
        assert!(page.contains(&format!("| `{token}` |")), "the page does not say what a {token} is");
    }
}
