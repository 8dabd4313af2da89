//! Findings and runs made by hand, for the tests of every output.

use std::io::Write as _;
use std::sync::Arc;

use compline_diagnostic::{Diagnostic, FileId, FileSpan, Located, Severity, SourceFile, Sources, Span, codes};
use compline_engine::finding::{
    Dependency, Field, FileReport, FileStatus, Finding, InventoryEntry, NextChange, Outcome, PackRef, Run, SourceRef,
    State, Step, Summary, WaiverRef, When,
};

use crate::render::{Format, Options, Report, Stream, renderer};

pub(crate) const fn clean() -> State {
    State::CLEAN
}

pub(crate) const fn sure(severity: Severity) -> State {
    State { at_least: Some(severity), at_most: Some(severity), waived: false }
}

pub(crate) const fn unsure(at_least: Option<Severity>, at_most: Severity) -> State {
    State { at_least, at_most: Some(at_most), waived: false }
}

pub(crate) fn when(tick: i64, text: &str, words: &str) -> When {
    When { tick, text: text.to_owned(), words: words.to_owned() }
}

/// A manifest, and rules to point into.
pub(crate) struct Files {
    sources: Sources,
    rule_file: FileId,
}

pub(crate) const RULES: &str = "\
rule authtoken-calls for connection where vendor is zoho and auth.mode is authtoken {
  forbid
  error from authtoken.fails
}
";

impl Files {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let mut sources = Sources::default();
        let rule_file = sources.add(SourceFile::new("rules/zoho/authtoken.compline", RULES));
        let sources = sources.with_manifest(Arc::new(SourceFile::new(path, text)));
        Self { sources, rule_file }
    }

    /// Where `needle` stands in the manifest.
    pub(crate) fn at(&self, needle: &str) -> FileSpan {
        Self::find(&self.sources, FileId::MANIFEST, needle)
    }

    /// Where `needle` stands in the rules.
    pub(crate) fn rule(&self, needle: &str) -> FileSpan {
        Self::find(&self.sources, self.rule_file, needle)
    }

    fn find(sources: &Sources, file: FileId, needle: &str) -> FileSpan {
        let start = sources.get(file).unwrap().text().find(needle).unwrap_or_else(|| panic!("no `{needle}`"));
        FileSpan::new(file, Span::from(start..start + needle.len()))
    }

    pub(crate) fn locate(&self, diagnostic: Diagnostic) -> Located {
        Located::new(diagnostic, &self.sources)
    }
}

/// A complaint of no particular kind.
pub(crate) fn complain(severity: Severity, message: &str) -> Diagnostic {
    Diagnostic::new(severity, codes::input::UNREADABLE, message)
}

/// A finding as certain as `state`, of a rule called `rule`, with no time line.
pub(crate) fn finding(rule: &str, state: State, mut located: Located) -> Finding {
    rule.clone_into(&mut located.code);
    Finding {
        rule: rule.into(),
        outcome: state.outcome().unwrap_or(Outcome::Violation),
        severity: state.at_most.unwrap_or(Severity::Note),
        state,
        schedule: vec![Step { from: None, state }],
        next_change: None,
        integration: "crm-sync".to_owned(),
        subject: "connection",
        vendor: Some("zoho".to_owned()),
        region: Some("US".to_owned()),
        owner: None,
        usage: "uses",
        pointer: "/connections/0/auth/mode".to_owned(),
        located,
        sources: vec![],
        controls: vec![],
        tightened_by: vec![],
        waivers: vec![],
        depends_on: vec![],
        places: 1,
        fingerprint: "5d41402abc4b2a76".to_owned(),
    }
}

/// The schedule of the founding case: note, warning, error.
pub(crate) fn story() -> Vec<Step> {
    let step =
        |tick, text: &str, words: &str, severity| Step { from: Some(when(tick, text, words)), state: sure(severity) };
    vec![
        Step { from: None, state: clean() },
        step(18_596, "2020-11-30", "30 November 2020", Severity::Note),
        step(18_688, "2021-03-02", "2 March 2021", Severity::Warning),
        step(18_779, "2021-06-01", "1 June 2021", Severity::Error),
    ]
}

/// The change to an error on 1 June 2021, seen from 10 May.
pub(crate) fn to_error() -> NextChange {
    NextChange { at: when(18_779, "2021-06-01", "1 June 2021"), state: sure(Severity::Error), days: 22 }
}

pub(crate) const MANIFEST: &str = "\
integration: crm-sync
vendor: zoho
region: US
connections:
  - name: default
    auth:
      mode: authtoken
      created: 2019-02-03
    scopes: [ZohoCRM.modules.ALL, ZohoCRM.users.READ]
    endpoints:
      - url: https://www.zohoapis.com/crm/v2/Leads
";

/// A warning that becomes an error: the founding case on 10 May 2021.
pub(crate) fn authtoken_calls(files: &Files) -> Finding {
    let diagnostic = complain(Severity::Warning, "crm-sync calls Zoho with an authtoken")
        .at(files.at("authtoken"), "this auth mode")
        .also(files.at("zoho"), "this vendor")
        .also(files.rule("auth.mode is authtoken"), "the rule's condition")
        .help("Create an OAuth client, grant it the scopes the calls need, and switch the calls to it.")
        .note("calls that carry an authtoken fail after 31 May 2021; announced on 30 April 2021, before that it was 30 April 2021");
    Finding {
        schedule: story(),
        next_change: Some(to_error()),
        sources: vec![SourceRef {
            title: "Zoho CRM Authtoken Deprecation".to_owned(),
            publisher: Some("Zoho".to_owned()),
            url: "https://help.zoho.com/portal/en/community/topic/zoho-crm-authtoken-deprecation".to_owned(),
        }],
        controls: vec!["NIST SP 800-53 IA-5".into(), "ISO 27001 A.5.17".into()],
        ..finding("zoho/authtoken-calls", sure(Severity::Warning), files.locate(diagnostic))
    }
}

/// Something that depends on the region.
pub(crate) fn issued_late(files: &Files) -> Finding {
    let diagnostic =
        complain(Severity::Error, "the authtoken of crm-sync was created after its region stopped issuing them")
            .at(files.at("2019-02-03"), "created on this day");
    Finding {
        depends_on: vec![Dependency {
            on: "region".to_owned(),
            because: "absent: looked for at /region and in the hosts of the endpoints".to_owned(),
            would_decide: vec!["IN: error".to_owned(), "EU, CN, US: no finding".to_owned()],
        }],
        region: None,
        places: 3,
        ..finding("zoho/authtoken-issued-late", unsure(None, Severity::Error), files.locate(diagnostic))
    }
}

/// A file with findings of every kind.
pub(crate) fn zoho() -> FileReport {
    let files = Files::new("examples/crm-sync.yaml", MANIFEST);
    let scopes = complain(Severity::Error, "crm-sync asks for more than it needs")
        .at(files.at("ZohoCRM.modules.ALL"), "covers 41 scopes, of which 1 is needed")
        .also(files.at("ZohoCRM.users.READ"), "not needed");
    let note = complain(Severity::Note, "crm-sync has no owner").at(files.at("integration"), "");
    let later =
        finding("zoho/later", clean(), files.locate(complain(Severity::Error, "not yet").at(files.at("US"), "")));
    let next =
        NextChange { at: when(20_000, "2024-10-04", "4 October 2024"), state: sure(Severity::Error), days: 1243 };
    let schedule = vec![
        Step { from: None, state: clean() },
        Step { from: Some(when(20_000, "2024-10-04", "4 October 2024")), state: sure(Severity::Error) },
    ];
    FileReport {
        findings: vec![
            finding("core/owned", sure(Severity::Note), files.locate(note)),
            authtoken_calls(&files),
            issued_late(&files),
            finding("zoho/narrow-scopes", sure(Severity::Error), files.locate(scopes)),
            Finding { schedule, next_change: Some(next), ..later },
        ],
        inventory: vec![entry("crm-sync", "zoho", "authtoken")],
        ..checked("examples/crm-sync.yaml", "native")
    }
}

pub(crate) fn checked(path: &str, format: &str) -> FileReport {
    FileReport {
        path: path.into(),
        status: FileStatus::Checked { format: format.into() },
        diagnostics: vec![],
        findings: vec![],
        inventory: vec![],
    }
}

/// The founding case, waived and made stricter by an organisation, with its pack's own trouble.
pub(crate) fn waived() -> (FileReport, Summary) {
    let files = Files::new("examples/crm-sync.yaml", MANIFEST);
    let calls = authtoken_calls(&files);
    let state = State { waived: true, ..sure(Severity::Error) };
    let waiver = WaiverRef {
        pack: "acme".to_owned(),
        because: "Rewrite lands in sprint 9".to_owned(),
        approved: "ciso@acme.example".to_owned(),
        ticket: Some("SEC-1182".to_owned()),
        from: Some("2021-04-20".to_owned()),
        until: "2021-05-15".to_owned(),
        until_words: "15 May 2021".to_owned(),
        place: "acme.compline:7:7".to_owned(),
        covers: true,
        why_not: None,
    };
    let over = WaiverRef { covers: false, why_not: Some("over"), ticket: None, from: None, ..waiver.clone() };
    let ends = when(18_763, "2021-05-16", "16 May 2021");
    let finding = Finding {
        outcome: Outcome::Waived,
        severity: Severity::Error,
        state,
        schedule: vec![
            Step { from: None, state: clean() },
            Step { from: Some(when(18_687, "2021-03-01", "1 March 2021")), state },
            Step { from: Some(ends.clone()), state: sure(Severity::Error) },
        ],
        next_change: Some(NextChange { at: ends, state: sure(Severity::Error), days: 6 }),
        tightened_by: vec!["acme".to_owned()],
        waivers: vec![waiver, over],
        ..calls
    };
    let unused = Diagnostic::warning(codes::waiver::UNUSED, "the waiver of `zoho/narrow-scopes` covers no finding")
        .at(files.rule("authtoken-calls"), "nothing here breaks this rule")
        .help("take it out");
    let report = FileReport { findings: vec![finding], ..checked("examples/crm-sync.yaml", "native") };
    (report, Summary { waived: [0, 0, 1], packs: vec![files.locate(unused)], ..summary() })
}

/// What the report of a waived finding comes to.
pub(crate) fn render_waived(report: Report, format: Format) -> String {
    let mut stream = Stream::begin(renderer(report, format, &Options::default()), vec![], &run()).unwrap();
    let (file, summary) = waived();
    compline_engine::finding::Sink::file(&mut stream, file).unwrap();
    String::from_utf8(stream.end(&summary).unwrap()).unwrap()
}

/// A file that could not be parsed, one that could not be opened, one that is none of ours, one with a bad value.
pub(crate) fn troubled() -> Vec<FileReport> {
    let broken = Files::new("examples/broken.yaml", "integration: x\nconnections: [\n");
    let parse =
        complain(Severity::Error, "the list is not closed").at(broken.at("["), "opened here").help("close it with `]`");
    let locked = Files::new("examples/locked.yaml", "");
    let unreadable =
        complain(Severity::Error, "cannot be read: permission denied").at(FileSpan::manifest(Span::at(0)), "");
    let shape = Files::new("examples/shape.json", "{\"integration\": 7}\n");
    let warning =
        complain(Severity::Warning, "`integration` is a number where text belongs").at(shape.at("7"), "a number");
    vec![
        FileReport {
            status: FileStatus::Failed,
            diagnostics: vec![broken.locate(parse)],
            ..checked("examples/broken.yaml", "")
        },
        FileReport {
            status: FileStatus::Failed,
            diagnostics: vec![locked.locate(unreadable)],
            ..checked("examples/locked.yaml", "")
        },
        FileReport { status: FileStatus::NotRecognised("no format speaks of it"), ..checked("examples/README.md", "") },
        FileReport { diagnostics: vec![shape.locate(warning)], ..checked("examples/shape.json", "native") },
    ]
}

pub(crate) fn entry(integration: &str, vendor: &str, mode: &str) -> InventoryEntry {
    let known = |text: &str| Field::Known(text.to_owned());
    InventoryEntry {
        integration: known(integration),
        vendor: known(vendor),
        region: known("US"),
        owner: Field::Absent,
        usage: "uses",
        connection: known("default"),
        mode: known(mode),
        declared: vec![],
        scopes: vec!["ZohoCRM.modules.ALL".to_owned(), "ZohoCRM.users.READ".to_owned()],
        unknown_scopes: vec![],
        unknown_hosts: vec![],
        hosts: vec!["www.zohoapis.com".to_owned(), "accounts.zoho.com".to_owned()],
        line: 5,
        column: 5,
        places: 1,
    }
}

pub(crate) fn run() -> Run {
    let pack = |name: &str, digest: &str| PackRef {
        name: name.to_owned(),
        version: "0.1.0".to_owned(),
        digest: digest.to_owned(),
    };
    Run {
        compline: "0.1.0",
        packs: vec![pack("core", "aa11"), pack("zoho", "bb22")],
        time_zone_data: "2025b".to_owned(),
        as_of: "2021-05-10".to_owned(),
        known_at: Some("2021-05-01".to_owned()),
    }
}

pub(crate) fn summary() -> Summary {
    Summary {
        files: 6,
        checked: [("native".to_owned(), 2), ("nango-providers".to_owned(), 1)].into(),
        not_recognised: [("no format speaks of it".to_owned(), 1)].into(),
        failed: 2,
        diagnostics: [0, 1, 2],
        integrations: 2,
        connections: 2,
        rules: 12,
        decided: 21,
        undetermined: 1,
        violations: [1, 1, 1],
        undetermined_by_worst: [0, 0, 1],
        waived: [0, 0, 0],
        upcoming: 1,
        idle_rules: vec!["core/vaulted".to_owned(), "zoho/accounts-host".to_owned()],
        packs: vec![],
    }
}

/// What a report of these files comes to.
pub(crate) fn render_files(report: Report, format: Format, options: Options, files: Vec<FileReport>) -> String {
    let mut stream = Stream::begin(renderer(report, format, &options), vec![], &run()).unwrap();
    for file in files {
        compline_engine::finding::Sink::file(&mut stream, file).unwrap();
    }
    let mut out = stream.end(&summary()).unwrap();
    out.flush().unwrap();
    String::from_utf8(out).unwrap()
}

/// What a report of the usual files comes to.
pub(crate) fn render(report: Report, format: Format, options: Options) -> String {
    let mut files = vec![zoho()];
    files.extend(troubled());
    render_files(report, format, options, files)
}
