//! Clauses of one kind below each other: how wide their columns are.

use super::doc::{Doc, WIDTH, column, text, width};

/// How wide the columns of a block are.
pub(super) struct Columns(Vec<usize>);

impl Columns {
    pub(super) fn of<'c>(rows: impl Iterator<Item = &'c [Option<Doc>]>) -> Self {
        let mut widths: Vec<Vec<usize>> = vec![];
        for row in rows {
            let last = row.iter().rposition(Option::is_some).unwrap_or(0);
            for (at, cell) in row.iter().enumerate().take(last) {
                if widths.len() <= at {
                    widths.resize(at + 1, vec![]);
                }
                if let (Some(widths), Some(Some(width))) = (widths.get_mut(at), cell.as_ref().map(width)) {
                    widths.push(width);
                }
            }
        }
        Self(widths.into_iter().map(|widths| column(widths.into_iter())).collect())
    }

    /// A row, its cells below those of the others where there is room.
    pub(super) fn row(&self, cells: Vec<Option<Doc>>, gap: usize, indent: usize) -> Doc {
        let last = cells.iter().rposition(Option::is_some).unwrap_or(0);
        let mut docs = vec![];
        let mut at = indent;
        let mut aligned = true;
        for (n, cell) in cells.iter().enumerate().take(last) {
            let wide = self.0.get(n).copied().unwrap_or(0);
            let own = match cell {
                Some(cell) => width(cell),
                None => Some(0),
            };
            let Some(own) = own else {
                aligned = false;
                break;
            };
            // A column in which no row has anything takes no room.
            if wide == 0 && cell.is_none() {
                continue;
            }
            let pad = wide.saturating_sub(own) + gap;
            docs.extend(cell.clone());
            docs.push(text(" ".repeat(pad)));
            at += own + pad;
        }
        let Some(end) = cells.get(last).cloned().flatten() else { return text("") };
        let room = width(&end).is_some_and(|width| at + width <= WIDTH) || gap > 1 && at <= WIDTH / 2;
        if aligned && room {
            docs.push(Doc::Align(Box::new(end)));
            return Doc::Concat(docs);
        }
        let mut docs = vec![];
        for cell in cells.into_iter().flatten() {
            if !docs.is_empty() {
                docs.push(Doc::Line);
            }
            docs.push(cell);
        }
        Doc::Group(vec![Doc::Nest(4, Box::new(Doc::Concat(docs)))])
    }
}
