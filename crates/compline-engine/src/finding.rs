//! What a check comes to: findings, files, and the account of the whole run. Plain values that outlive every source.

use std::sync::Arc;

use compline_diagnostic::{Located, Severity};
use serde::Serialize;

/// What a finding says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The rule is broken, at exactly the severity given.
    Violation,
    /// Whether it is broken, or how severely, depends on something that is not known.
    Undetermined,
    /// It is broken, or may be, and somebody signed for that until some day.
    Waived,
}

/// How severe it is at some moment, as well as that is known: at least `at_least`, at most `at_most`. Nothing at all is
/// less than a note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct State {
    /// What certainly holds.
    pub at_least: Option<Severity>,
    /// What possibly holds.
    pub at_most: Option<Severity>,
    /// Whether a waiver covers it; never where nothing is wrong.
    pub waived: bool,
}

impl State {
    /// Nothing is wrong.
    pub const CLEAN: Self = Self { at_least: None, at_most: None, waived: false };

    /// Whether nothing is wrong, for certain.
    pub fn is_clean(self) -> bool {
        self.at_most.is_none()
    }

    /// Whether it is known how severe it is.
    pub fn is_certain(self) -> bool {
        self.at_least == self.at_most
    }

    /// What to call it, unless it is clean.
    pub fn outcome(self) -> Option<Outcome> {
        match (self.at_least, self.at_most) {
            (_, None) => None,
            _ if self.waived => Some(Outcome::Waived),
            (least, most) if least == most => Some(Outcome::Violation),
            _ => Some(Outcome::Undetermined),
        }
    }
}

/// A moment on the run's time axis, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// Seconds on the axis: for a run as of a day, civil seconds since 1970-01-01T00:00 in the zone of whatever cutoff
    /// set it; for a run as of an instant, Unix seconds.
    pub tick: i64,
    /// For machines: `2021-06-01`, `2021-06-01T00:00+05:30[Asia/Kolkata]`.
    pub text: String,
    /// For people: `1 June 2021`.
    pub words: String,
}

/// A stretch of a schedule: from this moment to the next step's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its first moment; the beginning of time where there is none.
    pub from: Option<When>,
    /// What holds.
    pub state: State,
}

/// The next step of a schedule after the as-of moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextChange {
    /// When.
    pub at: When,
    /// To what.
    pub state: State,
    /// Whole days from the as-of moment until then, rounded up; at least 1.
    pub days: i64,
}

/// A fact's source.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SourceRef {
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it can be read.
    pub url: String,
}

/// Something unknown that an undetermined finding hangs on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Dependency {
    /// The field or stage, as the language names it: `region`, `authtoken.fails`.
    pub on: String,
    /// Why it is not known, in words: `absent: looked for at /region and in the hosts of the endpoints`.
    pub because: String,
    /// What it would decide, where it can be worked out: `IN: error`, `US: no finding`.
    pub would_decide: Vec<String>,
}

/// A waiver that is for a finding.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct WaiverRef {
    /// The pack that has it.
    pub pack: String,
    /// Why.
    pub because: String,
    /// Who signed.
    pub approved: String,
    /// Where it was discussed.
    pub ticket: Option<String>,
    /// Its first day, for machines.
    pub from: Option<String>,
    /// Its last day, for machines.
    pub until: String,
    /// Its last day, for people.
    pub until_words: String,
    /// `path:line:column`.
    pub place: String,
    /// Whether it covers the finding at the moment that the finding shows.
    pub covers: bool,
    /// Why it does not, if it does not: `over`, `not begun`, `over the limit`, `not allowed`, `not certain to be for this`.
    pub why_not: Option<&'static str>,
}

/// One rule, broken or undecided, for one subject.
#[derive(Clone, Debug)]
pub struct Finding {
    /// `pack/rule`.
    pub rule: Arc<str>,
    /// What holds at the as-of moment; where that is clean (see [`Self::state`]), what holds at the next change.
    pub outcome: Outcome,
    /// The severity for sorting and showing: of a violation its own, of an undetermined one the worst it may be.
    pub severity: Severity,
    /// The state at the as-of moment: over a whole civil day, the worst of it.
    pub state: State,
    /// The state over all time: first step without a beginning, no two neighbours alike.
    pub schedule: Vec<Step>,
    /// The next change after the as-of moment.
    pub next_change: Option<NextChange>,
    /// The integration's identifier.
    pub integration: String,
    /// The kind of subject: `integration`, `connection`, `endpoint`, `scope`.
    pub subject: &'static str,
    /// The vendor's identifier, where it is known.
    pub vendor: Option<String>,
    /// The region, where it is known.
    pub region: Option<String>,
    /// The owner, where it is known.
    pub owner: Option<String>,
    /// `uses` or `offers`.
    pub usage: &'static str,
    /// The path of the primary cause in its document, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// Message, labels on the values that made it so, help, notes, excerpts. Its code is the rule's id.
    pub located: Located,
    /// What it rests on.
    pub sources: Vec<SourceRef>,
    /// The controls that it supports.
    pub controls: Vec<Arc<str>>,
    /// The packs that made the rule stricter, in order of name.
    pub tightened_by: Vec<String>,
    /// The waivers that are for it, those that cover it first.
    pub waivers: Vec<WaiverRef>,
    /// What an undetermined finding depends on.
    pub depends_on: Vec<Dependency>,
    /// How many places of the file say the same.
    pub places: u32,
    /// Stays the same when lines move: a digest, in hexadecimal.
    pub fingerprint: String,
}

/// A connection as understood: a line of the inventory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InventoryEntry {
    /// The integration's identifier.
    pub integration: Field,
    /// The vendor: a pack's identifier, or the text of the file.
    pub vendor: Field,
    /// The region.
    pub region: Field,
    /// The owner.
    pub owner: Field,
    /// `uses` or `offers`.
    pub usage: &'static str,
    /// The connection's name; absent for an integration without connections.
    pub connection: Field,
    /// The auth mode.
    pub mode: Field,
    /// The fields that packs declare and that are there, by name.
    pub declared: Vec<(&'static str, Field)>,
    /// The scopes asked for, as written.
    pub scopes: Vec<String>,
    /// The hosts called, in lower case, each once, in order; a host that is filled in later as its template.
    pub hosts: Vec<String>,
    /// Those of the scopes that are not known: filled in later, or of the wrong shape.
    pub unknown_scopes: Vec<String>,
    /// Those of the hosts that are not known.
    pub unknown_hosts: Vec<String>,
    /// Line of the connection, or else of the integration, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
    /// How many places of the file say the same.
    pub places: u32,
}

/// A field as understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", content = "value", rename_all = "kebab-case")]
pub enum Field {
    /// A value.
    Known(String),
    /// Nothing is there.
    Absent,
    /// Something is there that is not known or not understood, as written.
    Unknown(String),
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// Read in a format, and checked.
    Checked {
        /// The format's id.
        format: Arc<str>,
    },
    /// No format speaks of it; why, in a few words.
    NotRecognised(&'static str),
    /// It could not be read, or no document of it could: the diagnostics say why.
    Failed,
}

/// One input file and what was found in it.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// The path as given or found, with `/` between components.
    pub path: Arc<str>,
    /// What became of it.
    pub status: FileStatus,
    /// Mistakes in the file itself, in order of place.
    pub diagnostics: Vec<Located>,
    /// Findings, in order of place, then of rule.
    pub findings: Vec<Finding>,
    /// The integrations as understood, in order of place.
    pub inventory: Vec<InventoryEntry>,
}

/// What makes a run repeatable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Compline's version.
    pub compline: &'static str,
    /// The packs, in order of name.
    pub packs: Vec<PackRef>,
    /// The version of the time zone data.
    pub time_zone_data: String,
    /// The day or instant asked about.
    pub as_of: String,
    /// The day by which announcements were known; everything known to the packs where there is none.
    pub known_at: Option<String>,
}

/// A pack that took part in a run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PackRef {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// A digest of its files, in hexadecimal.
    pub digest: String,
}

/// The account of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Files found or given.
    pub files: u64,
    /// Files checked, by format id, in order of id.
    pub checked: std::collections::BTreeMap<String, u64>,
    /// Files that no format speaks of, by reason.
    pub not_recognised: std::collections::BTreeMap<String, u64>,
    /// Files that could not be read or parsed.
    pub failed: u64,
    /// Input diagnostics, by severity: notes, warnings, errors.
    pub diagnostics: [u64; 3],
    /// Integrations seen.
    pub integrations: u64,
    /// Connections seen.
    pub connections: u64,
    /// Rules loaded.
    pub rules: u64,
    /// Pairs of a rule and a subject that the rule speaks of, decided either way at the as-of moment.
    pub decided: u64,
    /// Such pairs that could not be decided.
    pub undetermined: u64,
    /// Violations at the as-of moment, by severity: notes, warnings, errors.
    pub violations: [u64; 3],
    /// Undetermined findings at the as-of moment, by the worst they may be: notes, warnings, errors.
    pub undetermined_by_worst: [u64; 3],
    /// Waived findings at the as-of moment, by the worst they are or may be: notes, warnings, errors. They are in none of
    /// the counts above.
    pub waived: [u64; 3],
    /// Findings that are clean at the as-of moment and will not stay so.
    pub upcoming: u64,
    /// Rules that met no subject that they speak of, in order of id.
    pub idle_rules: Vec<String>,
    /// What is to be said of the packs themselves: waivers that are expired, unused, too long or forbidden.
    #[serde(skip)]
    pub packs: Vec<Located>,
}

/// Takes a run's results as they come, files in order.
pub trait Sink {
    /// One file is done.
    fn file(&mut self, file: FileReport) -> std::io::Result<()>;
}

/// Keeps everything.
#[derive(Debug, Default)]
pub struct Collect(pub Vec<FileReport>);

impl Sink for Collect {
    fn file(&mut self, file: FileReport) -> std::io::Result<()> {
        self.0.push(file);
        Ok(())
    }
}
