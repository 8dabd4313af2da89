//! The JSON documents: their frame, and the views of the engine's values that they are made of.
//!
//! The views are types of their own, so that a field renamed in the engine is not a field renamed in everyone's
//! scripts. Names are in snake case; what is not known or not there is `null`, lists are never left out.

use std::collections::BTreeMap;
use std::io::{self, Write};

use compline_diagnostic::{Located, LocatedLabel, Place, Severity};
use compline_engine::finding::{
    Dependency, FileReport, FileStatus, Finding, NextChange, Outcome, Run, SourceRef, State, Step, Summary, WaiverRef,
};
use serde::Serialize;
use serde_json::ser::Formatter;

use crate::escape;

/// The version of every document's schema: raised when a field changes its meaning or goes.
const VERSION: u32 = 1;

/// Writes control characters as `\u` escapes, those beyond ASCII too: the value stays exact and a terminal is safe.
struct Safe;

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(escape::is_control) {
            let (before, from) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            let mut chars = from.chars();
            if let Some(c) = chars.next() {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
            rest = chars.as_str();
        }
        out.write_all(rest.as_bytes())
    }
}

/// Writes a value, on one line.
pub(crate) fn write<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, Safe)).map_err(io::Error::from)
}

/// A document that is written piece by piece: head, lists, summary. Each element of a list has a line of its own.
#[derive(Debug, Default)]
pub(crate) struct Document {
    elements: u64,
}

impl Document {
    /// The head, and the beginning of the first list.
    pub(crate) fn begin(&mut self, format: &str, run: &Run, list: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"format\":\"{format}\",\"version\":{VERSION},\n\"run\":")?;
        write(&RunView::new(run), out)?;
        self.begin_list(list, out)
    }

    /// The head of a document that is about no run.
    #[allow(clippy::unused_self)]
    pub(crate) fn begin_bare(&self, format: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"format\":\"{format}\",\"version\":{VERSION}")
    }

    /// The beginning of a list; the one before must have ended.
    pub(crate) fn begin_list(&mut self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        self.elements = 0;
        write!(out, ",\n\"{name}\":[")
    }

    /// An element of the list.
    pub(crate) fn element<T: Serialize>(&mut self, element: &T, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.elements == 0 { b"\n" } else { b",\n" })?;
        self.elements += 1;
        write(element, out)
    }

    /// The end of the list.
    #[allow(clippy::unused_self)]
    pub(crate) fn end_list(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]")
    }

    /// What is to be said of the packs: waivers that are expired, unused, too long or forbidden.
    pub(crate) fn packs(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.begin_list("pack_diagnostics", out)?;
        for located in &summary.packs {
            self.element(&DiagnosticView::new(located), out)?;
        }
        self.end_list(out)
    }

    /// The summary, and the end of the document.
    #[allow(clippy::unused_self)]
    pub(crate) fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b",\n\"summary\":")?;
        write(&SummaryView::new(summary), out)?;
        out.write_all(b"\n}\n")
    }
}

#[derive(Serialize)]
struct RunView<'r> {
    compline: &'r str,
    packs: Vec<PackView<'r>>,
    time_zone_data: &'r str,
    as_of: &'r str,
    known_at: Option<&'r str>,
}

#[derive(Serialize)]
struct PackView<'r> {
    name: &'r str,
    version: &'r str,
    digest: &'r str,
}

impl<'r> RunView<'r> {
    fn new(run: &'r Run) -> Self {
        let pack = |pack: &'r compline_engine::finding::PackRef| PackView {
            name: &pack.name,
            version: &pack.version,
            digest: &pack.digest,
        };
        Self {
            compline: run.compline,
            packs: run.packs.iter().map(pack).collect(),
            time_zone_data: &run.time_zone_data,
            as_of: &run.as_of,
            known_at: run.known_at.as_deref(),
        }
    }
}

/// What is said of a file in every report.
#[derive(Serialize)]
pub(crate) struct FileHead<'r> {
    path: &'r str,
    status: &'static str,
    /// The format it was read in.
    format: Option<&'r str>,
    /// Why it was not recognised.
    reason: Option<&'r str>,
    diagnostics: Vec<DiagnosticView<'r>>,
}

impl<'r> FileHead<'r> {
    pub(crate) fn new(file: &'r FileReport) -> Self {
        let (status, format, reason) = match &file.status {
            FileStatus::Checked { format } => ("checked", Some(&**format), None),
            FileStatus::NotRecognised(reason) => ("not_recognised", None, Some(*reason)),
            FileStatus::Failed => ("failed", None, None),
        };
        let diagnostics = file.diagnostics.iter().map(DiagnosticView::new).collect();
        Self { path: &file.path, status, format, reason, diagnostics }
    }
}

#[derive(Serialize)]
pub(crate) struct DiagnosticView<'r> {
    code: &'r str,
    severity: &'static str,
    message: &'r str,
    labels: Vec<LabelView<'r>>,
    help: Option<&'r str>,
    notes: &'r [String],
    url: Option<&'r str>,
}

impl<'r> DiagnosticView<'r> {
    pub(crate) fn new(located: &'r Located) -> Self {
        Self {
            code: &located.code,
            severity: located.severity.as_str(),
            message: &located.message,
            labels: located.labels.iter().map(LabelView::new).collect(),
            help: located.help.as_deref(),
            notes: &located.notes,
            url: located.url.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct LabelView<'r> {
    path: &'r str,
    start: PlaceView,
    end: PlaceView,
    message: &'r str,
    primary: bool,
}

/// A place: line and column from 1, columns in Unicode scalar values; the offset in bytes.
/// A place by file, line and column.
#[derive(Serialize)]
pub(crate) struct PointView<'r> {
    path: &'r str,
    line: u32,
    column: u32,
}

impl<'r> PointView<'r> {
    pub(crate) fn new(place: &'r Place) -> Self {
        Self { path: &place.path, line: place.line, column: place.column }
    }
}

#[derive(Serialize)]
struct PlaceView {
    line: u32,
    column: u32,
    offset: u32,
}

impl<'r> LabelView<'r> {
    fn new(label: &'r LocatedLabel) -> Self {
        Self {
            path: &label.path,
            start: PlaceView { line: label.start.line, column: label.start.column, offset: label.span.start },
            end: PlaceView { line: label.end.line, column: label.end.column, offset: label.span.end },
            message: &label.message,
            primary: label.primary,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct StateView {
    at_least: Option<&'static str>,
    at_most: Option<&'static str>,
    waived: bool,
}

impl StateView {
    pub(crate) fn new(state: State) -> Self {
        Self {
            at_least: state.at_least.map(Severity::as_str),
            at_most: state.at_most.map(Severity::as_str),
            waived: state.waived,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct StepView<'r> {
    from: Option<&'r str>,
    #[serde(flatten)]
    state: StateView,
}

impl<'r> StepView<'r> {
    pub(crate) fn new(step: &'r Step) -> Self {
        Self { from: step.from.as_ref().map(|from| &*from.text), state: StateView::new(step.state) }
    }
}

#[derive(Serialize)]
struct ChangeView<'r> {
    at: &'r str,
    days: i64,
    #[serde(flatten)]
    state: StateView,
}

impl<'r> ChangeView<'r> {
    fn new(change: &'r NextChange) -> Self {
        Self { at: &change.at.text, days: change.days, state: StateView::new(change.state) }
    }
}

#[derive(Serialize)]
struct SourceView<'r> {
    title: &'r str,
    publisher: Option<&'r str>,
    url: &'r str,
}

#[derive(Serialize)]
struct DependencyView<'r> {
    on: &'r str,
    because: &'r str,
    would_decide: &'r [String],
}

#[derive(Serialize)]
struct WaiverView<'r> {
    pack: &'r str,
    because: &'r str,
    approved: &'r str,
    ticket: Option<&'r str>,
    from: Option<&'r str>,
    until: &'r str,
    place: &'r str,
    /// Whether it covers the finding at the moment shown.
    covers: bool,
    /// Why it does not.
    why_not: Option<&'static str>,
}

impl<'r> WaiverView<'r> {
    fn new(waiver: &'r WaiverRef) -> Self {
        Self {
            pack: &waiver.pack,
            because: &waiver.because,
            approved: &waiver.approved,
            ticket: waiver.ticket.as_deref(),
            from: waiver.from.as_deref(),
            until: &waiver.until,
            place: &waiver.place,
            covers: waiver.covers,
            why_not: waiver.why_not,
        }
    }
}

/// A finding.
#[derive(Serialize)]
pub(crate) struct FindingView<'r> {
    rule: &'r str,
    outcome: &'static str,
    severity: &'static str,
    state: StateView,
    schedule: Vec<StepView<'r>>,
    next_change: Option<ChangeView<'r>>,
    message: &'r str,
    help: Option<&'r str>,
    notes: &'r [String],
    labels: Vec<LabelView<'r>>,
    pointer: &'r str,
    integration: &'r str,
    subject: &'static str,
    vendor: Option<&'r str>,
    region: Option<&'r str>,
    owner: Option<&'r str>,
    usage: &'static str,
    sources: Vec<SourceView<'r>>,
    controls: Vec<&'r str>,
    tightened_by: &'r [String],
    waivers: Vec<WaiverView<'r>>,
    depends_on: Vec<DependencyView<'r>>,
    places: u32,
    fingerprint: &'r str,
}

impl<'r> FindingView<'r> {
    pub(crate) fn new(finding: &'r Finding) -> Self {
        let source = |source: &'r SourceRef| SourceView {
            title: &source.title,
            publisher: source.publisher.as_deref(),
            url: &source.url,
        };
        let dependency = |dependency: &'r Dependency| DependencyView {
            on: &dependency.on,
            because: &dependency.because,
            would_decide: &dependency.would_decide,
        };
        Self {
            rule: &finding.rule,
            outcome: match finding.outcome {
                Outcome::Violation => "violation",
                Outcome::Undetermined => "undetermined",
                Outcome::Waived => "waived",
            },
            severity: finding.severity.as_str(),
            state: StateView::new(finding.state),
            schedule: finding.schedule.iter().map(StepView::new).collect(),
            next_change: finding.next_change.as_ref().map(ChangeView::new),
            message: &finding.located.message,
            help: finding.located.help.as_deref(),
            notes: &finding.located.notes,
            labels: finding.located.labels.iter().map(LabelView::new).collect(),
            pointer: &finding.pointer,
            integration: &finding.integration,
            subject: finding.subject,
            vendor: finding.vendor.as_deref(),
            region: finding.region.as_deref(),
            owner: finding.owner.as_deref(),
            usage: finding.usage,
            sources: finding.sources.iter().map(source).collect(),
            controls: finding.controls.iter().map(|control| &**control).collect(),
            tightened_by: &finding.tightened_by,
            waivers: finding.waivers.iter().map(WaiverView::new).collect(),
            depends_on: finding.depends_on.iter().map(dependency).collect(),
            places: finding.places,
            fingerprint: &finding.fingerprint,
        }
    }
}

#[derive(Serialize)]
struct SummaryView<'r> {
    files: FilesView<'r>,
    diagnostics: Counts,
    integrations: u64,
    connections: u64,
    rules: u64,
    decided: u64,
    undetermined: u64,
    findings: FindingsView,
    upcoming: u64,
    idle_rules: &'r [String],
}

#[derive(Serialize)]
struct FilesView<'r> {
    found: u64,
    checked: &'r BTreeMap<String, u64>,
    not_recognised: &'r BTreeMap<String, u64>,
    failed: u64,
}

/// Findings at the as-of moment: certain ones by severity, uncertain ones by the worst they may be.
#[derive(Serialize)]
struct FindingsView {
    violations: Counts,
    undetermined: Counts,
    /// In neither of the others.
    waived: Counts,
}

#[derive(Serialize)]
struct Counts {
    error: u64,
    warning: u64,
    note: u64,
}

impl From<[u64; 3]> for Counts {
    fn from([note, warning, error]: [u64; 3]) -> Self {
        Self { error, warning, note }
    }
}

impl<'r> SummaryView<'r> {
    fn new(summary: &'r Summary) -> Self {
        Self {
            files: FilesView {
                found: summary.files,
                checked: &summary.checked,
                not_recognised: &summary.not_recognised,
                failed: summary.failed,
            },
            diagnostics: summary.diagnostics.into(),
            integrations: summary.integrations,
            connections: summary.connections,
            rules: summary.rules,
            decided: summary.decided,
            undetermined: summary.undetermined,
            findings: FindingsView {
                violations: summary.violations.into(),
                undetermined: summary.undetermined_by_worst.into(),
                waived: summary.waived.into(),
            },
            upcoming: summary.upcoming,
            idle_rules: &summary.idle_rules,
        }
    }
}
