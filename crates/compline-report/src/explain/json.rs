//! `explain` for programs: `{"format":"compline.explain","version":1,...}`, and `compline.names` for what there is.

use std::io::{self, Write};

use compline_policy::explain::{Entry, Explanation, Fact, Listing};
use serde::Serialize;

use crate::json::{Document, PointView};

pub(super) fn explanations(out: &mut dyn Write, all: &[Explanation]) -> io::Result<()> {
    list("compline.explain", "explanations", all.iter().map(ExplanationView::new), out)
}

pub(super) fn listings(out: &mut dyn Write, all: &[Listing]) -> io::Result<()> {
    let names = all.iter().flat_map(|listing| {
        let kind = listing.kind.as_str();
        listing.names.iter().map(move |(name, title)| NameView { kind, id: name, title: title.as_deref() })
    });
    list("compline.names", "names", names, out)
}

fn list<T: Serialize>(
    format: &str,
    name: &str,
    elements: impl Iterator<Item = T>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut document = Document::default();
    document.begin_bare(format, out)?;
    document.begin_list(name, out)?;
    for element in elements {
        document.element(&element, out)?;
    }
    document.end_list(out)?;
    out.write_all(b"\n}\n")
}

#[derive(Serialize)]
struct NameView<'r> {
    kind: &'static str,
    id: &'r str,
    title: Option<&'r str>,
}

#[derive(Serialize)]
struct ExplanationView<'r> {
    kind: &'static str,
    id: &'r str,
    title: Option<&'r str>,
    at: Option<PointView<'r>>,
    doc: Option<&'r str>,
    facts: Vec<FactView<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sections: Vec<ExplanationView<'r>>,
}

impl<'r> ExplanationView<'r> {
    fn new(one: &'r Explanation) -> Self {
        Self {
            kind: one.kind.as_str(),
            id: &one.id,
            title: one.title.as_deref(),
            at: one.at.as_ref().map(PointView::new),
            doc: one.doc.as_deref(),
            facts: one.facts.iter().map(FactView::new).collect(),
            sections: one.sections.iter().map(Self::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct FactView<'r> {
    name: &'static str,
    entries: Vec<EntryView<'r>>,
}

impl<'r> FactView<'r> {
    fn new(fact: &'r Fact) -> Self {
        Self { name: fact.name, entries: fact.entries.iter().map(EntryView::new).collect() }
    }
}

#[derive(Serialize)]
struct EntryView<'r> {
    text: &'r str,
    at: Option<PointView<'r>>,
    entries: Vec<EntryView<'r>>,
}

impl<'r> EntryView<'r> {
    fn new(entry: &'r Entry) -> Self {
        let entries = entry.entries.iter().map(EntryView::new).collect();
        Self { text: &entry.text, at: entry.at.as_ref().map(PointView::new), entries }
    }
}
