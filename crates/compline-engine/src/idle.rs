//! Which clauses of formats make no difference to any of some files: each is left out in turn, and what is read compared.

use std::path::PathBuf;
use std::sync::Arc;

use compline_diagnostic::Diagnostic;
use compline_manifest::format::Format;
use compline_manifest::model::{Cell, Content, Model};
use compline_manifest::{Formats, Tree, decode, extract, read_for};
use compline_policy::Policy;
use compline_policy::format_clause::FormatClause;

use crate::runner::each_file;

/// A format, and what of it makes no difference.
#[derive(Debug)]
pub struct Idle<'p> {
    /// The format, by its place in the policy.
    pub format: usize,
    /// How many files are of it.
    pub files: u64,
    /// What could be left out, in order of place: nothing that lies in another such clause.
    pub clauses: Vec<&'p FormatClause>,
}

/// What could be left out of each format of the policy, as far as these files and folders go; and the files that could
/// not be read, each with the reason.
pub fn idle<'p>(policy: &'p Policy, paths: &[PathBuf]) -> (Vec<Idle<'p>>, Vec<(Arc<str>, String)>) {
    let formats = Formats::new(policy.formats.clone());
    let mut idle: Vec<Idle<'_>> = (0..policy.formats.len())
        .map(|format| Idle { format, files: 0, clauses: policy.format_clauses(format).iter().collect() })
        .collect();
    let mut unread: Vec<(Arc<str>, String)> = vec![];
    let mut tree = Tree::new();
    each_file(paths, |path, bytes| {
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(problem) => return unread.push((Arc::clone(path), problem)),
        };
        if !formats.may_be(path) {
            return;
        }
        let Ok(text) = decode(&bytes) else { return };
        let candidates: Vec<(usize, &Format)> = formats
            .candidates(path)
            .filter(|candidate| candidate.probe(text))
            .map(|candidate| (candidate.index, &policy.formats[candidate.index]))
            .collect();
        if candidates.is_empty() {
            return;
        }
        for (index, format) in read_for(&candidates, path, text, &mut tree).formats {
            let documents: Vec<usize> =
                (0..tree.documents().len()).filter(|document| format.matches(&tree, *document, text)).collect();
            if documents.is_empty() {
                continue;
            }
            let file = File { policy, path, text, tree: &tree, documents: &documents };
            let whole = file.read(format);
            let of = &mut idle[index];
            of.files += 1;
            of.clauses.retain(|clause| match clause.file_pattern() {
                Some(pattern) => !format.files.get(pattern).is_some_and(|pattern| pattern.is_match(path)),
                None => file.read(&clause.left_out(format)) == whole,
            });
        }
    });
    for of in &mut idle {
        let all = of.clauses.clone();
        of.clauses.retain(|clause| {
            !all.iter().any(|other| {
                let (one, other) = (clause.at, other.at);
                one != other
                    && one.file == other.file
                    && other.span.start <= one.span.start
                    && one.span.end <= other.span.end
            })
        });
    }
    (idle, unread)
}

/// A file that a format speaks of.
struct File<'f> {
    policy: &'f Policy,
    path: &'f str,
    text: &'f str,
    tree: &'f Tree,
    documents: &'f [usize],
}

/// What is read from a document.
#[derive(PartialEq)]
struct Said {
    recognised: bool,
    things: Vec<(&'static str, u32, u32, u32)>,
    cells: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

impl File<'_> {
    fn read(&self, format: &Format) -> Vec<Said> {
        let mut model = Model::default();
        let read = |document: &usize| {
            let diagnostics = extract(format, self.path, self.text, self.tree, *document, self.policy, &mut model);
            let cell = |cell: &Cell| self.cell(&model, cell);
            Said {
                recognised: format.matches(self.tree, *document, self.text),
                things: model
                    .things
                    .iter()
                    .map(|thing| (thing.subject.as_str(), thing.parent, thing.node, thing.places))
                    .collect(),
                cells: model.cells.iter().chain(&model.items).map(cell).collect(),
                diagnostics,
            }
        };
        self.documents.iter().map(read).collect()
    }

    /// What a cell says and where; of what is absent, not where it was missed.
    fn cell(&self, model: &Model, cell: &Cell) -> String {
        let kind = std::mem::discriminant(&cell.content);
        match cell.content {
            Content::Absent => String::new(),
            Content::Text(text) | Content::Opaque(text) | Content::Unmapped(text) => {
                format!("{kind:?} {} {:?}", model.text(self.text, text), cell.span)
            }
            Content::List(from, to) => format!("{kind:?} {} {:?}", to - from, cell.span),
            other => format!("{other:?} {:?}", cell.span),
        }
    }
}
