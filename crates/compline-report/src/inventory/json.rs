//! `inventory` for programs: `{"format":"compline.inventory","version":1,...}`, written file by file.

use std::io::{self, Write};

use compline_engine::finding::{Field, FileReport, InventoryEntry, Run, Summary};
use serde::Serialize;

use crate::json::{Document, FileHead};
use crate::render::Renderer;

/// Renders `inventory` as JSON.
#[derive(Debug, Default)]
pub struct Json {
    document: Document,
}

#[derive(Serialize)]
struct FileView<'r> {
    #[serde(flatten)]
    head: FileHead<'r>,
    connections: Vec<EntryView<'r>>,
}

#[derive(Serialize)]
struct EntryView<'r> {
    integration: FieldView<'r>,
    connection: FieldView<'r>,
    vendor: FieldView<'r>,
    region: FieldView<'r>,
    owner: FieldView<'r>,
    usage: &'static str,
    mode: FieldView<'r>,
    /// Fields that packs declare, by name; those that are absent are left out.
    fields: std::collections::BTreeMap<&'static str, FieldView<'r>>,
    scopes: &'r [String],
    hosts: &'r [String],
    unknown_scopes: &'r [String],
    unknown_hosts: &'r [String],
    line: u32,
    column: u32,
    places: u32,
}

/// `{"state":"known","value":"zoho"}`; `absent` has no value, that of `unknown` is what was written.
#[derive(Serialize)]
struct FieldView<'r> {
    state: &'static str,
    value: Option<&'r str>,
}

impl<'r> From<&'r Field> for FieldView<'r> {
    fn from(field: &'r Field) -> Self {
        match field {
            Field::Known(value) => Self { state: "known", value: Some(value) },
            Field::Absent => Self { state: "absent", value: None },
            Field::Unknown(text) => Self { state: "unknown", value: Some(text) },
        }
    }
}

impl<'r> EntryView<'r> {
    fn new(entry: &'r InventoryEntry) -> Self {
        Self {
            integration: (&entry.integration).into(),
            connection: (&entry.connection).into(),
            vendor: (&entry.vendor).into(),
            region: (&entry.region).into(),
            owner: (&entry.owner).into(),
            usage: entry.usage,
            mode: (&entry.mode).into(),
            fields: entry.declared.iter().map(|(name, field)| (*name, field.into())).collect(),
            scopes: &entry.scopes,
            hosts: &entry.hosts,
            unknown_scopes: &entry.unknown_scopes,
            unknown_hosts: &entry.unknown_hosts,
            line: entry.line,
            column: entry.column,
            places: entry.places,
        }
    }
}

impl Renderer for Json {
    fn begin(&mut self, run: &Run, out: &mut dyn Write) -> io::Result<()> {
        self.document.begin("compline.inventory", run, "files", out)
    }

    fn file(&mut self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let connections = file.inventory.iter().map(EntryView::new).collect();
        self.document.element(&FileView { head: FileHead::new(file), connections }, out)
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.document.end_list(out)?;
        self.document.end(summary, out)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::render::{Format, Options, Report};
    use crate::testing::render;

    #[test]
    fn the_document_has_its_fields() {
        let text = render(Report::Inventory, Format::Json, Options::default());
        insta::assert_snapshot!(text);
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&document["format"], &document["version"]), (&json!("compline.inventory"), &json!(1)));
        let connection = &document["files"][0]["connections"][0];
        assert_eq!(connection["vendor"], json!({ "state": "known", "value": "zoho" }));
        assert_eq!(connection["owner"], json!({ "state": "absent", "value": null }));
        assert_eq!(document["files"][1]["diagnostics"][0]["message"], "the list is not closed");
    }
}
