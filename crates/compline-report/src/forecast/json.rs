//! `forecast` for programs: `{"format":"compline.forecast","version":1,...}`, findings in order of their next change.

use std::io::{self, Write};

use compline_engine::finding::{FileReport, Run, Summary};
use serde::Serialize;

use super::{Entry, sort};
use crate::json::{Document, FileHead, FindingView};
use crate::render::Renderer;

/// Renders `forecast` as JSON.
#[derive(Debug, Default)]
pub struct Json {
    document: Document,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct EntryView<'r> {
    path: &'r str,
    #[serde(flatten)]
    finding: FindingView<'r>,
}

impl Renderer for Json {
    fn begin(&mut self, run: &Run, out: &mut dyn Write) -> io::Result<()> {
        self.document.begin("compline.forecast", run, "files", out)
    }

    fn file(&mut self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        self.entries.extend(Entry::of(file));
        self.document.element(&FileHead::new(file), out)
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        sort(&mut self.entries);
        self.document.end_list(out)?;
        self.document.begin_list("findings", out)?;
        for entry in &self.entries {
            let view = EntryView { path: &entry.path, finding: FindingView::new(&entry.finding) };
            self.document.element(&view, out)?;
        }
        self.document.end_list(out)?;
        self.document.packs(summary, out)?;
        self.document.end(summary, out)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::render::{Format, Options, Report};
    use crate::testing::render;

    #[test]
    fn findings_are_in_order_of_change() {
        let text = render(Report::Forecast, Format::Json, Options::default());
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&document["format"], &document["version"]), (&json!("compline.forecast"), &json!(1)));
        let rules: Vec<&Value> =
            document["findings"].as_array().unwrap().iter().map(|finding| &finding["rule"]).collect();
        assert_eq!(
            rules,
            ["zoho/authtoken-calls", "zoho/later", "core/owned", "zoho/authtoken-issued-late", "zoho/narrow-scopes"]
        );
        assert_eq!(document["findings"][0]["path"], "examples/crm-sync.yaml");
        assert_eq!(document["findings"][0]["schedule"].as_array().unwrap().len(), 4);
        assert_eq!(document["files"].as_array().unwrap().len(), 5);
        assert_eq!(document["summary"]["files"]["failed"], 2);
    }
}
