//! One input file, from bytes to its report.

use std::sync::Arc;

use compline_diagnostic::{Diagnostic, FileId, FileSpan, Located, SourceFile, Span, codes};
use compline_manifest::format::{Format, Step};
use compline_manifest::model::{Content, Model};
use compline_manifest::schema::Field;
use compline_manifest::{Candidate, Formats, Reading, Tree, decode, extract, read_for};

use crate::check::{Broken, Counts, check};
use crate::explain::{Manifest, finding};
use crate::finding::{FileReport, FileStatus, Finding, InventoryEntry};
use crate::inventory::inventory;
use crate::levels::Levels;
use crate::redact::redact;
use crate::resolve::resolve;
use crate::setup::Setup;
use crate::vendor_unknown;
use crate::why::Question;

/// Which findings are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Horizon {
    /// Those that are not clean at the as-of moment. The others are counted only.
    #[default]
    Now,
    /// Those that are not clean at some time.
    All,
}

/// What stays the same from file to file.
#[derive(Debug)]
pub(crate) struct Job<'p> {
    pub(crate) setup: Setup<'p>,
    pub(crate) formats: Formats,
    /// A format that every file is taken to be of.
    pub(crate) forced: Option<usize>,
    pub(crate) horizon: Horizon,
    /// Keys whose values are never shown.
    pub(crate) secret_keys: Vec<String>,
}

/// A thread's working memory, kept from file to file.
#[derive(Debug)]
pub(crate) struct Worker {
    tree: Tree,
    model: Model,
    pub(crate) counts: Counts,
    /// Integrations seen.
    pub(crate) integrations: u64,
    /// Connections seen.
    pub(crate) connections: u64,
    /// Findings that are clean at the as-of moment and will not stay so.
    pub(crate) upcoming: u64,
    /// What is asked of each document besides.
    pub(crate) question: Option<Question>,
}

/// What one document adds to a file's report.
#[derive(Default)]
struct Found {
    diagnostics: Vec<Diagnostic>,
    findings: Vec<(Span, Finding)>,
    inventory: Vec<InventoryEntry>,
}

impl Worker {
    pub(crate) fn new(job: &Job<'_>) -> Self {
        Self {
            tree: Tree::new(),
            model: Model::default(),
            counts: Counts::new(job.setup.policy),
            integrations: 0,
            connections: 0,
            upcoming: 0,
            question: None,
        }
    }

    /// Checks a file. `path` has `/` between components; `named` says that somebody asked for this very file.
    pub(crate) fn check(&mut self, job: &Job<'_>, path: &Arc<str>, bytes: &[u8], named: bool) -> FileReport {
        let candidates: Vec<Candidate<'_>> = job.formats.candidates(path).collect();
        if job.forced.is_none() && candidates.is_empty() {
            return not_recognised(path, named, "no format is for files of this name");
        }
        let text = match decode(bytes) {
            Ok(text) => text,
            Err(diagnostic) => {
                // Whether it would have been ours: with the bytes that are wrong, or that a wider encoding adds, left out.
                let lossy = String::from_utf8_lossy(bytes).replace(['\0', '\u{fffd}'], "");
                let ours = named || job.forced.is_some() || candidates.iter().any(|candidate| candidate.probe(&lossy));
                if !ours {
                    return not_recognised(path, named, "it is not text in UTF-8");
                }
                return failed(path, &job.shown(path, &String::from_utf8_lossy(bytes), &[]), vec![*diagnostic]);
            }
        };
        let formats: Vec<(usize, &Format)> = match job.forced {
            Some(index) => vec![(index, &job.formats.all()[index])],
            None => candidates
                .into_iter()
                .filter(|candidate| candidate.probe(text))
                .map(|candidate| (candidate.index, candidate.format))
                .collect(),
        };
        if formats.is_empty() {
            let why = if text.trim_start_matches('\u{feff}').trim().is_empty() {
                "it is empty"
            } else {
                "it lacks the keys of the formats for files of this name"
            };
            let mut report = not_recognised(path, named, why);
            if named {
                let candidates = job.formats.candidates(path).map(|candidate| (candidate.index, candidate.format));
                let candidates: Vec<(usize, &Format)> = candidates.collect();
                let formats = read_for(&candidates, path, text, &mut self.tree).formats;
                self.say_what_lacks(&mut report, text, &formats);
            }
            return report;
        }
        self.check_text(job, path, text, &formats, named)
    }

    fn check_text(
        &mut self,
        job: &Job<'_>,
        path: &Arc<str>,
        text: &str,
        formats: &[(usize, &Format)],
        named: bool,
    ) -> FileReport {
        let Reading { formats, others, diagnostics: mut broken } = read_for(formats, path, text, &mut self.tree);
        let source = job.shown(path, text, &formats);
        let sources = job.setup.policy.sources.with_manifest(Arc::clone(&source));
        let mut found = Found::default();
        let mut format_id: Option<Arc<str>> = None;
        let mut passed_over: Vec<usize> = vec![];
        for document in 0..self.tree.documents().len() {
            let mut matching: Vec<&Format> = formats
                .iter()
                .filter(|(index, format)| Some(*index) == job.forced || format.matches(&self.tree, document, text))
                .map(|(_, format)| *format)
                .collect();
            if !matching.is_empty() {
                matching.extend(&others);
            }
            match matching.as_slice() {
                [] => passed_over.push(document),
                [format] => {
                    format_id.get_or_insert_with(|| Arc::from(format.id.as_str()));
                    self.check_document(job, text, &sources, format, document, &mut found);
                }
                several => found.diagnostics.push(ambiguous(&self.tree, document, several)),
            }
        }
        if format_id.is_none() && found.diagnostics.is_empty() {
            if broken.is_empty() {
                let why =
                    if self.tree.documents().is_empty() { "it is empty" } else { "its keys are those of no format" };
                let mut report = not_recognised(path, named, why);
                self.say_what_lacks(&mut report, text, &formats);
                return report;
            }
            if !named && job.forced.is_none() && !formats.iter().any(|(_, format)| looks_like(format, text)) {
                return not_recognised(
                    path,
                    named,
                    "it cannot be parsed, and has no key of a format at the start of a line",
                );
            }
            return failed(path, &source, broken);
        }
        broken.extend(self.not_recognised_documents(&passed_over));
        broken.append(&mut found.diagnostics);
        let mut findings = found.findings;
        findings.sort_by(|(a, one), (b, other)| (a, &one.rule).cmp(&(b, &other.rule)));
        // What two things share, such as an endpoint that each connection of a file may call, is said once.
        findings.dedup_by(|(b, again), (a, first)| {
            let same = a == b
                && first.rule == again.rule
                && first.integration == again.integration
                && first.located.message == again.located.message
                && first.pointer == again.pointer;
            if same {
                first.places += again.places;
            }
            same
        });
        FileReport {
            path: Arc::clone(path),
            status: format_id.map_or(FileStatus::Failed, |format| FileStatus::Checked { format }),
            diagnostics: in_place(broken, &sources),
            findings: findings.into_iter().map(|(_, finding)| finding).collect(),
            inventory: found.inventory,
        }
    }

    fn check_document(
        &mut self,
        job: &Job<'_>,
        text: &str,
        sources: &compline_diagnostic::Sources,
        format: &Format,
        document: usize,
        found: &mut Found,
    ) {
        let Some(source) = sources.get(FileId::MANIFEST) else { return };
        let path = source.name();
        let policy = job.setup.policy;
        found.diagnostics.extend(extract(format, path, text, &self.tree, document, policy, &mut self.model));
        resolve(policy, text, &mut self.model, format.closed, &mut found.diagnostics);
        let broken = check(&job.setup, &self.model, text, &mut self.counts);
        let manifest = Manifest { path, text, model: &self.model, view: self.tree.view(text), format, sources };
        if let Some(question) = &mut self.question {
            question.ask(&job.setup, &manifest);
        }
        let (start, end) = job.setup.range;
        let mut wanted = |levels: &Levels| {
            let now = !levels.worst_within(start, end).1.is_clean();
            let later =
                levels.steps().iter().any(|(from, state)| from.is_some_and(|from| from >= end) && !state.is_clean());
            self.upcoming += u64::from(!now && later);
            now || job.horizon == Horizon::All
        };
        // What hangs on an unknown vendor is told once an integration, not once a rule.
        let (open, decided): (Vec<&Broken<'_>>, Vec<&Broken<'_>>) = broken
            .iter()
            .partition(|broken| broken.rule.vendors.is_some() && !vendor_is_known(&self.model, broken.thing));
        for broken in decided {
            if wanted(&broken.levels) {
                let finding = finding(&job.setup, &manifest, broken);
                found.findings.push((place(&finding), finding));
            }
        }
        for finding in vendor_unknown::findings(&job.setup, &manifest, &open, &mut wanted) {
            found.findings.push((place(&finding), finding));
        }
        found.inventory.extend(inventory(policy, &manifest, source));
        for thing in &self.model.things {
            match thing.subject {
                compline_manifest::schema::Subject::Integration => self.integrations += 1,
                compline_manifest::schema::Subject::Connection => self.connections += 1,
                _ => {}
            }
        }
    }
}

impl Job<'_> {
    /// A file as it may be shown: its secrets hidden, its offsets true.
    fn shown(&self, path: &Arc<str>, text: &str, formats: &[(usize, &Format)]) -> Arc<SourceFile> {
        let forms = formats.iter().filter_map(|(_, format)| format.text.as_ref());
        let hidden = forms.flat_map(|form| form.hidden(text)).collect();
        let keys: Vec<&str> = self.secret_keys.iter().map(String::as_str).collect();
        let text = redact(text, &keys, hidden).map_or_else(|| Arc::from(text), Arc::from);
        Arc::new(SourceFile::new(Arc::clone(path), text))
    }
}

impl Worker {
    /// Adds to what is said of a file that no format speaks of, for each format of files of its name, what it lacks.
    fn say_what_lacks(&self, report: &mut FileReport, text: &str, formats: &[(usize, &Format)]) {
        const MOST: usize = 8;
        let Some(said) = report.diagnostics.first_mut() else { return };
        let lacks = |(_, format): &(usize, &Format)| {
            let lacks = format.lacks(&self.tree, 0, text)?;
            Some(format!("for `{}`, {lacks}", format.id))
        };
        let all: Vec<String> = formats.iter().filter_map(lacks).collect();
        said.notes.extend(all.iter().take(MOST).cloned());
        match all.len().saturating_sub(MOST) {
            0 => {}
            1 => said.notes.push("and one more format is for files of this name".into()),
            more => said.notes.push(format!("and {more} more formats are for files of this name")),
        }
    }

    /// Tells of the documents of a stream that no format speaks of, while it does of others.
    fn not_recognised_documents(&self, documents: &[usize]) -> Option<Diagnostic> {
        let empty = |document: &&usize| self.tree.root(**document).is_some();
        let mut documents = documents.iter().filter(empty);
        let first = *documents.next()?;
        let start = self.tree.root(first).map_or(0, |root| self.tree.span(root).start);
        let more = match documents.count() {
            0 => String::new(),
            more => format!(", nor are {more} more"),
        };
        let message = format!("this document of the file is of no format that the packs declare{more}");
        let at = FileSpan::manifest(Span::at(start));
        Some(
            Diagnostic::warning(codes::check::DOCUMENT_NOT_RECOGNISED, message)
                .at(at, "it starts here")
                .help("correct its keys, or put it into a file of its own"),
        )
    }
}

/// Whether a text that cannot be parsed has, at the start of a line or in quotes, a key that a document of the format
/// has at its top: then it was most likely meant to be one.
fn looks_like(format: &Format, text: &str) -> bool {
    format.recognise.iter().flatten().any(|required| match required.path.steps.first() {
        Some(Step::Key(key)) => text.lines().any(|line| {
            let tag = line.trim_start_matches([' ', '\t', '\u{feff}']).strip_prefix('<');
            let line = line.trim_start_matches(['{', '[', ' ', '\t', '"', '\'', '\u{feff}']);
            let follows = |rest: &str| rest.trim_start_matches(['"', '\'', ' ']).starts_with([':', '=', ']', '.']);
            line.strip_prefix(key.as_str()).is_some_and(follows)
                || tag.and_then(|tag| tag.strip_prefix(key.as_str())).is_some_and(|rest| {
                    rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
                })
        }),
        // Any key may stand there: what the probe found has to do.
        _ => true,
    })
}

fn vendor_is_known(model: &Model, thing: u32) -> bool {
    model.cell(thing, Field::Vendor).is_some_and(|cell| matches!(cell.content, Content::Word(_) | Content::Text(_)))
}

/// Where a finding is, for sorting.
fn place(finding: &Finding) -> Span {
    finding.located.primary().map_or(Span::at(0), |label| label.span)
}

/// A file that no format speaks of; told as a mistake only if somebody named it.
pub(crate) fn not_recognised(path: &Arc<str>, named: bool, why: &'static str) -> FileReport {
    let diagnostics = if named {
        let source = Arc::new(SourceFile::new(Arc::clone(path), ""));
        let diagnostic =
            Diagnostic::warning(codes::check::NOT_RECOGNISED, format!("this file is not recognised: {why}"))
                .at(FileSpan::manifest(Span::at(0)), "")
                .help("force a format with `--file-format NAME`, or declare one in a pack");
        in_place(vec![diagnostic], &compline_diagnostic::Sources::default().with_manifest(source))
    } else {
        vec![]
    };
    FileReport {
        path: Arc::clone(path),
        status: FileStatus::NotRecognised(why),
        diagnostics,
        findings: vec![],
        inventory: vec![],
    }
}

/// A file of which nothing could be read.
pub(crate) fn failed(path: &Arc<str>, source: &Arc<SourceFile>, diagnostics: Vec<Diagnostic>) -> FileReport {
    let sources = compline_diagnostic::Sources::default().with_manifest(Arc::clone(source));
    FileReport {
        path: Arc::clone(path),
        status: FileStatus::Failed,
        diagnostics: in_place(diagnostics, &sources),
        findings: vec![],
        inventory: vec![],
    }
}

fn in_place(mut diagnostics: Vec<Diagnostic>, sources: &compline_diagnostic::Sources) -> Vec<Located> {
    diagnostics.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.at));
    diagnostics.into_iter().map(|diagnostic| Located::new(diagnostic, sources)).collect()
}

fn ambiguous(tree: &Tree, document: usize, formats: &[&Format]) -> Diagnostic {
    let names: Vec<String> = formats.iter().map(|format| format!("`{}`", format.id)).collect();
    let start = tree.root(document).map_or(0, |root| tree.span(root).start);
    Diagnostic::error(
        codes::check::AMBIGUOUS_FORMAT,
        format!("this document is of {} formats at once: {}", formats.len(), names.join(", ")),
    )
    .at(FileSpan::manifest(Span::at(start)), "the document starts here")
    .help("force one of them with `--file-format NAME`")
}
