//! `check` for programs: `{"format":"compline.report","version":1,...}`, written file by file.

use std::io::{self, Write};

use compline_engine::finding::{FileReport, Run, Summary};
use serde::Serialize;

use crate::json::{Document, FileHead, FindingView};
use crate::render::Renderer;

/// Renders `check` as JSON.
#[derive(Debug, Default)]
pub struct Json {
    document: Document,
}

#[derive(Serialize)]
struct FileView<'r> {
    #[serde(flatten)]
    head: FileHead<'r>,
    findings: Vec<FindingView<'r>>,
}

impl Renderer for Json {
    fn begin(&mut self, run: &Run, out: &mut dyn Write) -> io::Result<()> {
        self.document.begin("compline.report", run, "files", out)
    }

    fn file(&mut self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let findings = super::current(file).map(FindingView::new).collect();
        self.document.element(&FileView { head: FileHead::new(file), findings }, out)
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.document.end_list(out)?;
        self.document.packs(summary, out)?;
        self.document.end(summary, out)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::render::{Format, Options, Report};
    use crate::testing::{render, render_files, zoho};

    #[test]
    fn the_document_has_its_fields() {
        let text = render(Report::Check, Format::Json, Options::default());
        insta::assert_snapshot!(text);
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&document["format"], &document["version"]), (&json!("compline.report"), &json!(1)));
        let finding = &document["files"][0]["findings"][1];
        assert_eq!(finding["rule"], "zoho/authtoken-calls");
        assert_eq!(finding["labels"][0]["start"], json!({ "line": 7, "column": 13, "offset": 99 }));
        assert_eq!(
            finding["next_change"],
            json!({ "at": "2021-06-01", "days": 22, "at_least": "error", "at_most": "error", "waived": false })
        );
        // What is clean now is counted, not listed.
        assert!(!text.contains("zoho/later"));
        assert_eq!(document["summary"]["upcoming"], 1);
        assert_eq!(document["files"][3]["status"], "not_recognised");
    }

    #[test]
    fn a_run_without_files_is_a_document_too() {
        let text = render_files(Report::Check, Format::Json, Options::default(), vec![]);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["files"], json!([]));
    }

    #[test]
    fn values_are_exact_and_a_terminal_is_safe() {
        let nasty = "a\u{1b}[31m\u{202e}b\u{9b}\u{e0041}\n\"日\\";
        let mut file = zoho();
        file.findings.truncate(1);
        nasty.clone_into(&mut file.findings[0].integration);
        let text = render_files(Report::Check, Format::Json, Options::default(), vec![file]);
        assert!(!text.contains(|c| c != '\n' && crate::escape::is_control(c)), "{text}");
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["files"][0]["findings"][0]["integration"], nasty);
    }

    #[test]
    fn what_is_waived_is_seen_and_so_are_waivers_that_are_not_as_they_should_be() {
        insta::assert_snapshot!(crate::testing::render_waived(Report::Check, Format::Json));
    }
}
