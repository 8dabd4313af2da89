//! How each kind of clause is laid out.

use pest::iterators::Pair;

use super::Writer;
use super::doc::{Doc, WIDTH, text, width};
use super::layout::children;
use crate::grammar::Rule;

/// How a clause is laid out.
pub(super) enum Style<'p> {
    /// Its keyword in a column of its own.
    Keyword(Vec<Pair<'p, Rule>>),
    /// Parts of it in columns, one below the other's.
    Cells(Vec<Option<Doc>>, usize),
    /// A field and its readings.
    Field(Vec<Pair<'p, Rule>>),
    /// A block with braces: its head, what opens it, its clauses, what closes it.
    Block(Pair<'p, Rule>, Pair<'p, Rule>, Vec<Pair<'p, Rule>>, Pair<'p, Rule>),
    /// As it comes.
    Plain(Doc),
}

impl Writer<'_> {
    pub(super) fn style<'p>(&mut self, pair: &Pair<'p, Rule>) -> Style<'p> {
        let mut parts = children(pair);
        let rule = pair.as_rule();
        match rule {
            Rule::forbid
            | Rule::forbid_also
            | Rule::require
            | Rule::message
            | Rule::help
            | Rule::control
            | Rule::fix
            | Rule::source_text
            | Rule::source_day
            | Rule::standing
            | Rule::cutoff_vendor
            | Rule::zone
            | Rule::separator
            | Rule::files
            | Rule::syntax
            | Rule::comments
            | Rule::strings
            | Rule::joins
            | Rule::blocks
            | Rule::binding
            | Rule::matching
            | Rule::recognise
            | Rule::templates
            | Rule::references
            | Rule::ignore
            | Rule::waive_day
            | Rule::waive_text
            | Rule::sources => Style::Keyword(parts),
            Rule::severity_clause => {
                // The keyword is a part of a part.
                let word = parts.first().and_then(|severity| children(severity).into_iter().next());
                if let (Some(word), Some(first)) = (word, parts.first_mut()) {
                    *first = word;
                }
                Style::Keyword(parts)
            }
            // Why a source stands takes a sentence or two: a line of its own where there is no room.
            Rule::conflict => {
                let at = parts.iter().position(|part| part.as_rule() == Rule::k_because).unwrap_or(parts.len());
                let (sources, because) = parts.split_at(at);
                let all = vec![self.builder.run(sources), Doc::Line, self.builder.run(because)];
                Style::Plain(Doc::Group(vec![Doc::Nest(2, Box::new(Doc::Concat(all)))]))
            }
            Rule::field => Style::Field(parts),
            Rule::hosts => Style::Cells(self.hosts(&parts), 1),
            Rule::covering | Rule::needing => {
                let at = parts.iter().skip(1).position(|part| !is_list(part)).map_or(parts.len(), |at| at + 1);
                let (left, right) = parts.split_at(at);
                let left = self.builder.run(left);
                let right = self.needs(right);
                Style::Cells(vec![Some(left), Some(right)], 2)
            }
            Rule::row => Style::Cells(self.row(&parts), 2),
            Rule::test_case => Style::Cells(self.case(&parts), 2),
            Rule::stage | Rule::each | Rule::short_each => self.inner(&parts),
            Rule::given => Style::Plain(self.builder.run(&parts)),
            _ => Style::Plain(Doc::Nest(2, Box::new(self.builder.run(&parts)))),
        }
    }

    /// `stage` or `each`; one that holds little stands on one line.
    fn inner<'p>(&mut self, parts: &[Pair<'p, Rule>]) -> Style<'p> {
        let at = parts.iter().position(|part| part.as_rule() == Rule::open);
        let (Some(at), Some(head), Some(close)) = (at, parts.first(), parts.last()) else {
            return Style::Plain(self.builder.run(parts));
        };
        let clauses = parts.get(at + 1..parts.len() - 1).unwrap_or_default();
        let block = || {
            let open = parts.get(at).unwrap_or(close);
            Style::Block(head.clone(), open.clone(), clauses.to_vec(), close.clone())
        };
        let fields =
            |clause: &Pair<'p, Rule>| children(clause).first().is_some_and(|inner| inner.as_rule() == Rule::field);
        let (first, last) = (self.builder.start(head), self.builder.start(close));
        let commented = self.builder.before.range(first + 1..=last).next().is_some()
            || self.builder.after.range(first..last).next().is_some();
        let small = !clauses.is_empty() && clauses.len() < 3 && clauses.iter().all(fields);
        if commented || !small || head.as_rule() == Rule::stage_head {
            return block();
        }
        let head = Doc::Group(self.head(head));
        let mut body = vec![text("{ ")];
        for (at, clause) in clauses.iter().enumerate() {
            if at > 0 {
                body.push(text("  "));
            }
            body.push(self.builder.doc(clause));
        }
        body.push(text(" }"));
        let body = Doc::Concat(body);
        // The deepest that blocks of formats nest is not known here, so some room is left.
        if width(&head).zip(width(&body)).is_none_or(|(head, body)| head + body + 1 + 8 > WIDTH) {
            return block();
        }
        Style::Cells(vec![Some(head), Some(body)], 1)
    }

    /// `hosts "a" "b" region R`
    fn hosts(&mut self, parts: &[Pair<'_, Rule>]) -> Vec<Option<Doc>> {
        let mut cells = vec![];
        let at = parts.iter().position(|part| part.as_rule() == Rule::k_region).unwrap_or(parts.len());
        let (patterns, region) = parts.split_at(at);
        let Some((list, keyword)) = patterns.split_last() else { return cells };
        let keyword = self.builder.run(keyword);
        let mut items = self.builder.items(&children(list)).into_iter();
        let few = items.len() < 4;
        if few {
            let first = items.next().map(|item| Doc::Concat(vec![keyword, text(" "), item]));
            cells.push(first);
            cells.extend(items.map(Some));
            cells.resize(3, None);
        } else {
            let list = Doc::Align(Box::new(Doc::Fill(items.collect())));
            cells.extend([Some(Doc::Concat(vec![keyword, text(" "), list])), None, None]);
        }
        if !region.is_empty() {
            let region = self.builder.run(region);
            cells.push(Some(Doc::Concat(vec![text(" "), region])));
        }
        cells
    }

    /// A relation word and what is on its right; lists with an item a line where they are long.
    fn needs(&mut self, parts: &[Pair<'_, Rule>]) -> Doc {
        let lists = parts.iter().filter(|part| is_list(part)).count();
        let at = parts.iter().position(is_list).unwrap_or(parts.len());
        let (words, lists_and_or) = parts.split_at(at);
        let words = self.builder.run(words);
        let mut all = vec![];
        for (n, part) in lists_and_or.iter().enumerate() {
            if !is_list(part) {
                all.push(Doc::Line);
                all.push(self.builder.doc(part));
                all.push(text(" "));
            } else if lists == 1 || n == 0 {
                all.push(self.builder.column(part));
            } else {
                all.push(self.builder.doc(part));
            }
        }
        Doc::Concat(vec![words, text(" "), Doc::Align(Box::new(Doc::Group(all)))])
    }

    /// `known D`, selectors, `where C`, when, `source s`
    fn row(&mut self, parts: &[Pair<'_, Rule>]) -> Vec<Option<Doc>> {
        let mut cells = vec![None; 5];
        let mut selectors = vec![];
        let mut put = |at: usize, doc: Doc| {
            if let Some(cell) = cells.get_mut(at) {
                *cell = Some(match cell.take() {
                    Some(before) => Doc::Concat(vec![before, text(" "), doc]),
                    None => doc,
                });
            }
        };
        for part in parts {
            match part.as_rule() {
                Rule::row_known => put(0, self.builder.doc(part)),
                Rule::selector | Rule::comma => selectors.push(part.clone()),
                Rule::row_where => {
                    if !selectors.is_empty() {
                        put(1, self.builder.run(&selectors));
                        selectors.clear();
                    }
                    put(2, self.builder.doc(part));
                }
                Rule::when => {
                    if !selectors.is_empty() {
                        put(1, self.builder.run(&selectors));
                    }
                    put(3, self.when(part));
                }
                _ => put(4, self.builder.doc(part)),
            }
        }
        cells
    }

    fn when(&mut self, pair: &Pair<'_, Rule>) -> Doc {
        let parts = children(pair);
        match &parts[..] {
            [word, point] if self.mixed && word.as_rule() == Rule::k_from => {
                let word = self.builder.doc(word);
                Doc::Concat(vec![word, text("  "), self.builder.doc(point)])
            }
            _ => self.builder.doc(pair),
        }
    }

    /// `known D`, `as of D`, `expect E and F`
    fn case(&mut self, parts: &[Pair<'_, Rule>]) -> Vec<Option<Doc>> {
        let known = parts.iter().position(|part| part.as_rule() == Rule::case_known).map_or(0, |at| at + 1);
        let expect = parts.iter().position(|part| part.as_rule() == Rule::k_expect).unwrap_or(parts.len());
        let (before, rest) = parts.split_at(expect);
        let (known, days) = before.split_at(known);
        let known = (!known.is_empty()).then(|| self.builder.run(known));
        let days = self.builder.run(days);
        let mut all = vec![];
        for (at, part) in rest.iter().enumerate() {
            if at > 0 {
                all.push(if part.as_rule() == Rule::k_and { Doc::Line } else { text(" ") });
            }
            all.push(self.builder.doc(part));
        }
        vec![known, Some(days), Some(Doc::Group(vec![Doc::Nest(2, Box::new(Doc::Concat(all)))]))]
    }
}

fn is_list(part: &Pair<'_, Rule>) -> bool {
    matches!(part.as_rule(), Rule::comma_texts | Rule::texts)
}
