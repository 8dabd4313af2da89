//! The one layout of rule files.
//!
//! Every token and every comment stays; only the white space between them is made anew. The grammar says what is a clause
//! and what is a part of one; `layout` turns the parts into documents, `doc` prints those, and this module stacks clauses
//! and items, with columns where clauses of one kind stand below each other.
//!
//! An author keeps two liberties: empty lines between clauses and items, of which one remains, and where comments stand.

mod clause;
mod columns;
mod doc;
mod layout;

use std::collections::BTreeMap;

use compline_diagnostic::codes::syntax;
use compline_diagnostic::{Diagnostic, FileId, FileSpan};
use pest::iterators::Pair;

use self::clause::Style;
use self::columns::Columns;
use self::doc::{Doc, WIDTH, column, print, text};
use self::layout::{Builder, Own, children, leaves};
use crate::grammar::{self, Rule};
use crate::scan::{self, Scan};
use crate::{blocks, recover, skeleton};

/// The text of a rule file in the one layout of the language.
///
/// Formatting what was formatted changes nothing, and what the file says stays the same.
///
/// # Errors
///
/// The mistakes of a file that has any: it is left as it is.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let parsed = recover::parse(text, FileId(0));
    if !parsed.errors.is_empty() {
        return Err(parsed.errors);
    }
    let normal = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n");
    let scan = scan::scan(&normal, FileId(0));
    let mut items = vec![];
    for piece in skeleton::cut(&scan, FileId(0)).pieces {
        let Some(first) = scan.tokens.get(piece.first) else { continue };
        let Some(last) = piece.end.checked_sub(1).and_then(|last| scan.tokens.get(last)) else { continue };
        let span = first.span.to(last.span);
        let slice = scan.clean.get(span.range()).unwrap_or_default();
        let rule = blocks::whole(scan.slice(first));
        let Some(pair) = rule.and_then(|rule| grammar::parse(rule, slice).ok()) else {
            // Clause by clause it can be read: what is not understood as a whole must not be lost.
            return Err(vec![
                Diagnostic::error(
                    syntax::CLAUSE,
                    "where one clause of this item ends and the next begins is not clear",
                )
                .at(FileSpan::new(FileId(0), first.span), "this item")
                .help("put commas between the names of a list"),
            ]);
        };
        items.push((span.start as usize, pair));
    }
    let mut writer = Writer { lines: vec![], fresh: true, mixed: false, builder: builder(&normal, &scan, &items) };
    let mut flat_before = true;
    for (base, pair) in &items {
        writer.builder.base = *base;
        let flat = !children(pair).iter().any(|part| part.as_rule() == Rule::open);
        writer.item(pair, !(flat && flat_before));
        flat_before = flat;
    }
    writer.comments(normal.len(), 0, false);
    Ok(writer.finish())
}

/// Comments by the leaf that they stand before or after.
fn builder<'t>(text: &'t str, scan: &Scan<'_>, items: &[(usize, Pair<'_, Rule>)]) -> Builder<'t> {
    let (mut starts, mut ends) = (vec![], vec![]);
    for (base, pair) in items {
        let mut all = vec![];
        leaves(pair, &mut all);
        starts.extend(all.iter().map(|leaf| base + leaf.as_span().start()));
        ends.extend(all.iter().map(|leaf| base + leaf.as_span().end()));
    }
    let mut before: BTreeMap<usize, Vec<Own>> = BTreeMap::new();
    let mut after = BTreeMap::new();
    for comment in &scan.comments {
        let start = comment.span.start as usize;
        let written = scan.text.get(comment.span.range()).unwrap_or_default().trim_end().to_owned();
        let next = starts.partition_point(|leaf| *leaf < start);
        // Inside a leaf, in the filter of a path: that is written on one line, with the comment above it.
        if let Some(leaf) = next.checked_sub(1).filter(|last| ends.get(*last).is_some_and(|end| start < *end)) {
            let leaf = starts.get(leaf).copied().unwrap_or(start);
            before.entry(leaf).or_default().push(Own { text: written, spaced: false });
            continue;
        }
        match next.checked_sub(1).and_then(|last| starts.get(last)) {
            Some(last) if !comment.alone => {
                after.insert(*last, written);
            }
            _ => {
                let next = starts.get(next).copied().unwrap_or(text.len());
                before.entry(next).or_default().push(Own { text: written, spaced: spaced(text, start) });
            }
        }
    }
    Builder { text, base: 0, before, after }
}

/// Whether an empty line stands before this place.
fn spaced(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let space = before.trim_end_matches([' ', '\t', '\n']).len();
    before.get(space..).unwrap_or_default().matches('\n').count() > 1
}

/// A line of the result.
#[derive(Debug)]
struct Line {
    text: String,
    /// The comment after it.
    comment: Option<String>,
}

struct Writer<'t> {
    lines: Vec<Line>,
    /// Whether nothing stands before, in the file or in these braces.
    fresh: bool,
    /// Whether the rows at hand have both `from` and `after`, whose dates then stand below each other.
    mixed: bool,
    builder: Builder<'t>,
}

impl Writer<'_> {
    fn finish(mut self) -> String {
        // Comments at the ends of neighbouring lines stand in one column, where there is room.
        let mut at = 0;
        while at < self.lines.len() {
            let run = self.lines.iter().skip(at).take_while(|line| line.comment.is_some()).count();
            let lines = self.lines.get_mut(at..at + run).unwrap_or_default();
            let widths: Vec<usize> = lines.iter().map(|line| line.text.chars().count()).collect();
            let all = column(widths.iter().copied());
            let longest = lines.iter().filter_map(|line| line.comment.as_ref()).map(|c| c.chars().count()).max();
            let aligned = all + 2 + longest.unwrap_or(0) <= WIDTH;
            for (line, width) in lines.iter_mut().zip(widths) {
                let pad = if aligned { all.saturating_sub(width) } else { 0 };
                if let Some(comment) = line.comment.take() {
                    line.text.push_str(&" ".repeat(pad + 2));
                    line.text.push_str(&comment);
                }
            }
            at += run.max(1);
        }
        let mut out = String::new();
        for line in self.lines {
            out.push_str(&line.text);
            out.push('\n');
        }
        out
    }

    fn empty_line(&mut self) {
        if !self.fresh {
            self.lines.push(Line { text: String::new(), comment: None });
        }
    }

    fn line(&mut self, text: String) {
        self.lines.push(Line { text, comment: None });
        self.fresh = false;
    }

    /// The comments that stand above the leaf at `start`; `apart` asks for an empty line before the first of them.
    fn comments(&mut self, start: usize, indent: usize, apart: bool) -> bool {
        let own = self.builder.before.remove(&start).unwrap_or_default();
        for (at, comment) in own.iter().enumerate() {
            if comment.spaced || apart && at == 0 {
                self.empty_line();
            }
            self.line(format!("{:indent$}{}", "", comment.text));
        }
        !own.is_empty()
    }

    /// Comments and the empty line above something. `apart` sees to it that there is an empty line somewhere.
    fn above(&mut self, start: usize, indent: usize, apart: bool) {
        let own = self.builder.before.get(&start).map_or(&[][..], Vec::as_slice);
        let here = spaced(self.builder.text, start);
        let apart = apart && !here && !own.iter().any(|comment| comment.spaced);
        let any = self.comments(start, indent, apart);
        if here || apart && !any {
            self.empty_line();
        }
    }

    /// Prints something at an indentation, with the comment after its last leaf.
    fn put(&mut self, doc: &Doc, indent: usize, mut comment: Option<String>) {
        let mut lines = print(doc, indent);
        if let Some(first) = lines.first_mut() {
            *first = format!("{:indent$}{first}", "");
        }
        let last = lines.len().saturating_sub(1);
        for (at, text) in lines.into_iter().enumerate() {
            let comment = if at == last { comment.take() } else { None };
            self.lines.push(Line { text, comment });
        }
        self.fresh = false;
    }

    // ---- items

    fn item(&mut self, pair: &Pair<'_, Rule>, apart: bool) {
        let (first, last) = self.builder.ends(pair);
        self.above(first, 0, apart);
        let parts = children(pair);
        let open = parts.iter().position(|part| part.as_rule() == Rule::open);
        match (open, parts.split_last()) {
            (Some(at), Some((close, _))) => {
                let (Some(head), Some(open)) = (parts.first(), parts.get(at)) else { return };
                let clauses = parts.get(at + 1..parts.len() - 1).unwrap_or_default();
                self.block(head, open, clauses, close, 0);
            }
            _ => {
                let comment = self.builder.after.remove(&last);
                let doc = self.flat(pair.as_rule(), &parts);
                self.put(&doc, 0, comment);
            }
        }
    }

    /// An item without braces.
    fn flat(&mut self, rule: Rule, parts: &[Pair<'_, Rule>]) -> Doc {
        // Where such an item breaks, what comes from this part on has a line of its own.
        let breaks = |part: &Pair<'_, Rule>| match rule {
            Rule::whole_mode => part.as_rule() == Rule::known_as,
            Rule::whole_define => part.as_rule() == Rule::expr,
            Rule::whole_field => part.as_rule() == Rule::text,
            _ => false,
        };
        let mut all = vec![];
        let mut rest = parts;
        while let Some(at) = rest.iter().skip(1).position(breaks) {
            let (head, tail) = rest.split_at(at + 1);
            all.push(self.builder.run(head));
            all.push(Doc::Line);
            rest = tail;
        }
        all.push(self.builder.run(rest));
        Doc::Group(vec![Doc::Nest(2, Box::new(Doc::Concat(all)))])
    }

    fn block(
        &mut self,
        head: &Pair<'_, Rule>,
        open: &Pair<'_, Rule>,
        clauses: &[Pair<'_, Rule>],
        close: &Pair<'_, Rule>,
        indent: usize,
    ) {
        let (open_at, close_at) = (self.builder.start(open), self.builder.start(close));
        let after_open = self.builder.after.remove(&open_at);
        let after_close = self.builder.after.remove(&close_at);
        let mut doc = self.head(head);
        let brace = self.builder.doc(open);
        let empty = clauses.is_empty() && after_open.is_none() && !self.builder.before.contains_key(&close_at);
        doc.push(text(" "));
        doc.push(brace);
        if empty {
            doc.push(text("}"));
            self.put(&Doc::Group(doc), indent, after_close);
            return;
        }
        self.put(&Doc::Group(doc), indent, after_open);
        self.fresh = true;
        self.body(clauses, indent + 2);
        self.comments(close_at, indent + 2, false);
        self.put(&text("}"), indent, after_close);
    }

    /// What stands before the brace of a block.
    fn head(&mut self, pair: &Pair<'_, Rule>) -> Vec<Doc> {
        let parts = children(pair);
        let breaks =
            |part: &Pair<'_, Rule>| matches!(part.as_rule(), Rule::rule_where | Rule::waive_for | Rule::k_where);
        let mut all = vec![];
        let mut rest = &parts[..];
        let mut first = true;
        loop {
            let at = rest.iter().skip(1).position(breaks).map_or(rest.len(), |at| at + 1);
            let (part, tail) = rest.split_at(at);
            if first {
                all.push(self.builder.run(part));
            } else {
                all.push(Doc::Nest(4, Box::new(Doc::Line)));
                all.push(Doc::Nest(6, Box::new(self.builder.run(part))));
            }
            first = false;
            rest = tail;
            if rest.is_empty() {
                return all;
            }
        }
    }

    // ---- clauses

    fn body(&mut self, clauses: &[Pair<'_, Rule>], indent: usize) {
        let after = |clause: &Pair<'_, Rule>| {
            let row = children(clause).into_iter().flat_map(|inner| children(&inner));
            let mut when = row.filter(|part| part.as_rule() == Rule::when);
            when.any(|when| children(&when).first().is_some_and(|word| word.as_rule() == Rule::k_after))
        };
        self.mixed = clauses.iter().any(after);
        let mut styled = vec![];
        for clause in clauses {
            let (first, last) = self.builder.ends(clause);
            // What stands above and after the clause is written here, not as part of it.
            let before = self.builder.before.remove(&first);
            let after = self.builder.after.remove(&last);
            let style = children(clause).first().map(|inner| self.style(inner));
            if let Some(before) = before {
                self.builder.before.insert(first, before);
            }
            styled.extend(style.map(|style| (first, after, style)));
        }
        let keywords = column(
            styled
                .iter()
                .filter_map(|(.., style)| match style {
                    Style::Keyword(parts) if parts.len() > 1 => parts.first().map(|word| word.as_str().len()),
                    _ => None,
                })
                .collect::<Vec<_>>()
                .into_iter(),
        );
        let fields = column(
            styled
                .iter()
                .filter_map(|(.., style)| match style {
                    Style::Field(parts) => parts.first().map(|word| word.as_str().trim_ascii_end().len()),
                    _ => None,
                })
                .collect::<Vec<_>>()
                .into_iter(),
        );
        let cells = Columns::of(styled.iter().filter_map(|(.., style)| match style {
            Style::Cells(cells, _) => Some(&cells[..]),
            _ => None,
        }));
        for (first, after, style) in styled {
            self.above(first, indent, false);
            match style {
                Style::Keyword(parts) => {
                    let doc = self.keyword(&parts, keywords);
                    self.put(&doc, indent, after);
                }
                Style::Field(parts) => {
                    let doc = self.field(&parts, fields);
                    self.put(&doc, indent, after);
                }
                Style::Cells(row, gap) => self.put(&cells.row(row, gap, indent), indent, after),
                Style::Plain(doc) => self.put(&doc, indent, after),
                Style::Block(head, open, clauses, close) => {
                    if let Some(after) = after {
                        self.builder.after.insert(self.builder.start(&close), after);
                    }
                    self.block(&head, &open, &clauses, &close, indent);
                }
            }
        }
    }

    fn keyword(&mut self, parts: &[Pair<'_, Rule>], column: usize) -> Doc {
        let Some((word, rest)) = parts.split_first() else { return text("") };
        let pad = column.saturating_sub(self.builder.written(word).len()) + 1;
        let word = self.builder.doc(word);
        if rest.is_empty() {
            return word;
        }
        let rest = self.builder.run(rest);
        Doc::Concat(vec![word, text(" ".repeat(pad)), Doc::Nest(2, Box::new(rest))])
    }

    /// `auth.mode  /a as { ... } or else /b`
    fn field(&mut self, parts: &[Pair<'_, Rule>], column: usize) -> Doc {
        let Some((word, rest)) = parts.split_first() else { return text("") };
        let pad = column.saturating_sub(self.builder.written(word).len()) + 2;
        let word = self.builder.doc(word);
        let mut readings = vec![];
        let mut operator = None;
        for part in rest {
            if part.as_rule() == Rule::or_else {
                operator = Some(self.builder.doc(part));
                continue;
            }
            let reading = self.builder.doc(part);
            match operator.take() {
                Some(or_else) => {
                    let all = vec![or_else, text(" "), Doc::Align(Box::new(reading))];
                    readings.push(Doc::Hang(Box::new(Doc::Concat(all)), "or else ".len()));
                }
                None => readings.push(reading),
            }
        }
        Doc::Concat(vec![word, text(" ".repeat(pad)), Doc::Align(Box::new(Doc::Group(readings)))])
    }
}
