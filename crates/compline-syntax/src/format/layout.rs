//! From what the grammar matched to documents.

use std::collections::BTreeMap;

use pest::iterators::Pair;

use super::doc::{Doc, text, unfold};
use crate::grammar::Rule;
use crate::lower::block_text;

/// A comment with a line to itself.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub(super) text: String,
    /// Whether an empty line stands before it.
    pub(super) spaced: bool,
}

/// What building needs to know.
pub(super) struct Builder<'t> {
    /// The whole text.
    pub(super) text: &'t str,
    /// Where the text that the grammar read begins in it.
    pub(super) base: usize,
    /// Comments by the leaf that they stand before.
    pub(super) before: BTreeMap<usize, Vec<Own>>,
    /// Comments by the leaf that they stand after.
    pub(super) after: BTreeMap<usize, String>,
}

/// Whether a pair is written as it is.
pub(super) fn is_leaf(pair: &Pair<'_, Rule>) -> bool {
    matches!(pair.as_rule(), Rule::path | Rule::text) || pair.clone().into_inner().next().is_none()
}

pub(super) fn children<'p>(pair: &Pair<'p, Rule>) -> Vec<Pair<'p, Rule>> {
    pair.clone().into_inner().filter(|part| part.as_rule() != Rule::EOI).collect()
}

/// The leaves of a pair, in order.
pub(super) fn leaves<'p>(pair: &Pair<'p, Rule>, out: &mut Vec<Pair<'p, Rule>>) {
    if pair.as_rule() == Rule::EOI {
        return;
    }
    if is_leaf(pair) {
        out.push(pair.clone());
        return;
    }
    for part in pair.clone().into_inner() {
        leaves(&part, out);
    }
}

fn edge(pair: &Pair<'_, Rule>, last: bool) -> Rule {
    let mut all = vec![];
    leaves(pair, &mut all);
    let leaf = if last { all.last() } else { all.first() };
    leaf.map_or(Rule::EOI, Pair::as_rule)
}

/// Whether nothing stands between two parts.
fn glued(left: &Pair<'_, Rule>, right: &Pair<'_, Rule>) -> bool {
    let (left, right) = (edge(left, true), edge(right, false));
    matches!(right, Rule::comma | Rule::close_paren | Rule::colon)
        || left == Rule::open_paren
        || right == Rule::open_paren && matches!(left, Rule::reference | Rule::new_name)
        || left == Rule::open && right == Rule::close
}

/// A path whose filters are written with single spaces, without any inside their brackets; texts in it stay as they are.
fn on_one_line(path: &str) -> String {
    let mut out = String::new();
    let (mut inside, mut escaped, mut space) = (false, false, false);
    for char in path.trim_ascii_end().chars() {
        if !inside && char.is_ascii_whitespace() {
            space = true;
            continue;
        }
        if space && !out.ends_with('[') && !matches!(char, ']' | ',') {
            out.push(' ');
        }
        space = false;
        inside = if char == '"' && !escaped { !inside } else { inside };
        escaped = inside && char == '\\' && !escaped;
        out.push(char);
    }
    out
}

impl Builder<'_> {
    pub(super) fn start(&self, pair: &Pair<'_, Rule>) -> usize {
        self.base + pair.as_span().start()
    }

    /// Where the first leaf of a pair begins, and where the last does.
    pub(super) fn ends(&self, pair: &Pair<'_, Rule>) -> (usize, usize) {
        let mut all = vec![];
        leaves(pair, &mut all);
        let start = self.start(pair);
        (all.first().map_or(start, |leaf| self.start(leaf)), all.last().map_or(start, |leaf| self.start(leaf)))
    }

    pub(super) fn written(&self, pair: &Pair<'_, Rule>) -> &str {
        let start = self.start(pair);
        self.text.get(start..start + pair.as_str().trim_ascii_end().len()).unwrap_or_default()
    }

    /// A leaf with its comments.
    fn leaf(&mut self, pair: &Pair<'_, Rule>) -> Doc {
        let start = self.start(pair);
        let written = self.written(pair);
        let doc = if pair.as_rule() == Rule::path {
            // What the grammar read has spaces where comments stood.
            text(on_one_line(pair.as_str()))
        } else if pair.as_rule() != Rule::text {
            text(written)
        } else if written.starts_with("\"\"\"") {
            let lines = block_text(written).unwrap_or_default();
            if lines.trim().is_empty() { text(written) } else { Doc::Block(lines.lines().map(str::to_owned).collect()) }
        } else {
            Doc::Literal(unfold(written))
        };
        let before = self.before.remove(&start).unwrap_or_default();
        let after = self.after.remove(&start);
        if before.is_empty() && after.is_none() {
            return doc;
        }
        let mut all: Vec<Doc> = before.into_iter().map(|own| Doc::Own(own.text)).collect();
        all.push(doc);
        all.extend(after.map(Doc::Trail));
        Doc::Concat(all)
    }

    /// Parts after each other, with a space where one belongs.
    pub(super) fn run(&mut self, parts: &[Pair<'_, Rule>]) -> Doc {
        let mut all = vec![];
        for (at, part) in parts.iter().enumerate() {
            if at.checked_sub(1).and_then(|before| parts.get(before)).is_some_and(|before| !glued(before, part)) {
                all.push(text(" "));
            }
            all.push(self.doc(part));
        }
        Doc::Concat(all)
    }

    /// The items of a list, commas with what stands before them.
    pub(super) fn items(&mut self, parts: &[Pair<'_, Rule>]) -> Vec<Doc> {
        let mut all: Vec<Doc> = vec![];
        for part in parts {
            let doc = self.doc(part);
            if part.as_rule() == Rule::comma
                && let Some(last) = all.pop()
            {
                all.push(Doc::Concat(vec![last, doc]));
            } else {
                all.push(doc);
            }
        }
        all
    }

    /// A list with an item a line where it does not fit on one.
    pub(super) fn column(&mut self, pair: &Pair<'_, Rule>) -> Doc {
        let mut all = vec![];
        for (at, item) in self.items(&children(pair)).into_iter().enumerate() {
            if at > 0 {
                all.push(Doc::Line);
            }
            all.push(item);
        }
        Doc::Align(Box::new(Doc::Group(all)))
    }

    /// Any pair.
    pub(super) fn doc(&mut self, pair: &Pair<'_, Rule>) -> Doc {
        if is_leaf(pair) {
            return self.leaf(pair);
        }
        let parts = children(pair);
        match pair.as_rule() {
            Rule::expr | Rule::row_expr | Rule::and_expr | Rule::row_and if parts.len() > 1 => {
                let mut all = vec![];
                for part in &parts {
                    let operator = matches!(part.as_rule(), Rule::or_op | Rule::and_op);
                    if operator {
                        all.push(Doc::Line);
                        all.push(self.doc(part));
                        all.push(text(" "));
                    } else {
                        all.push(Doc::Nest(2, Box::new(self.doc(part))));
                    }
                }
                Doc::Group(all)
            }
            Rule::group | Rule::arguments => self.parenthesised(&parts),
            Rule::quantified | Rule::extreme => {
                let open = parts.iter().position(|part| part.as_rule() == Rule::open_paren).unwrap_or(parts.len());
                let (head, list) = parts.split_at(open);
                let (head, list) = (self.run(head), self.parenthesised(list));
                Doc::Concat(vec![head, text(" "), list])
            }
            Rule::set | Rule::text_set => {
                let [open, inner @ .., close] = &parts[..] else { return self.run(&parts) };
                let open = self.doc(open);
                let items = self.items(inner);
                let close = self.doc(close);
                if items.is_empty() {
                    return Doc::Concat(vec![open, close]);
                }
                Doc::Concat(vec![open, text(" "), Doc::Align(Box::new(Doc::Fill(items))), text(" "), close])
            }
            Rule::mapped => self.map(&parts),
            Rule::texts
            | Rule::comma_texts
            | Rule::scope_texts
            | Rule::names
            | Rule::comma_names
            | Rule::any_names
            | Rule::paths => Doc::Align(Box::new(Doc::Fill(self.items(&parts)))),
            Rule::filters => {
                let mut all = vec![];
                for part in &parts {
                    if part.as_rule() == Rule::k_and {
                        all.push(Doc::Line);
                        all.push(self.doc(part));
                        all.push(text(" "));
                    } else {
                        all.push(self.doc(part));
                    }
                }
                Doc::Group(all)
            }
            _ => self.run(&parts),
        }
    }

    /// `( ... )`: lists fill the lines, conditions go on below their beginning.
    fn parenthesised(&mut self, parts: &[Pair<'_, Rule>]) -> Doc {
        let [open, inner @ .., close] = parts else { return self.run(parts) };
        let open = self.doc(open);
        let inner = match inner {
            [one] => self.doc(one),
            many => Doc::Fill(self.items(many)),
        };
        let close = self.doc(close);
        Doc::Concat(vec![open, Doc::Align(Box::new(inner)), close])
    }

    /// `as { "a": b, "c": d }`
    fn map(&mut self, parts: &[Pair<'_, Rule>]) -> Doc {
        let [word, open, inner @ .., close] = parts else { return self.run(parts) };
        let word = self.doc(word);
        let open = self.doc(open);
        let mut entries: Vec<(Doc, Doc, Doc)> = vec![];
        for part in inner {
            if part.as_rule() == Rule::comma {
                let comma = self.doc(part);
                if let Some(last) = entries.last_mut() {
                    last.2 = comma;
                }
            } else if let [key, colon, value] = &children(part)[..] {
                let key = self.doc(key);
                let colon = self.doc(colon);
                entries.push((Doc::Concat(vec![key, colon]), self.doc(value), text("")));
            }
        }
        let close = self.doc(close);
        if entries.is_empty() {
            return Doc::Concat(vec![word, text(" "), open, close]);
        }
        Doc::Concat(vec![word, text(" "), open, Doc::Map(entries), close])
    }
}
