//! What packs say of a name: a rule, cutoff, mode, scope, vendor, field, release, source, control, format or pack, as plain
//! values to be shown.

mod calendar;
mod control;
mod cutoff;
mod field;
mod format;
mod mode;
mod rule;
mod vendor;

pub use calendar::{Change, calendar};
use compline_diagnostic::{FileSpan, Place};

use crate::Policy;
use crate::policy::{Source, SourceId};
use crate::waiver::Waiver;

/// What can be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A pack.
    Pack,
    /// A rule.
    Rule,
    /// A cutoff.
    Cutoff,
    /// An auth mode.
    Mode,
    /// A field of the model, or one that a pack declares.
    Field,
    /// A vendor's name for a point in time.
    Release,
    /// A vendor.
    Vendor,
    /// A scope of a vendor, `vendor:scope`.
    Scope,
    /// A source of facts.
    Source,
    /// A control of a catalogue.
    Control,
    /// A format.
    Format,
    /// An error code.
    Code,
}

impl Kind {
    /// Its name, in the singular.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pack => "pack",
            Self::Rule => "rule",
            Self::Cutoff => "cutoff",
            Self::Mode => "mode",
            Self::Field => "field",
            Self::Release => "release",
            Self::Vendor => "vendor",
            Self::Scope => "scope",
            Self::Source => "source",
            Self::Control => "control",
            Self::Format => "format",
            Self::Code => "code",
        }
    }
}

/// What there is to say of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What it is.
    pub kind: Kind,
    /// Its whole name.
    pub id: String,
    /// What people call it.
    pub title: Option<String>,
    /// Where it is declared.
    pub at: Option<Place>,
    /// What its documentation comment says.
    pub doc: Option<String>,
    /// What else there is to say, in the order of weight.
    pub facts: Vec<Fact>,
    /// What belongs to it and is told in full: a vendor's cutoffs.
    pub sections: Vec<Explanation>,
}

/// Something to say, under a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The heading, a word or two.
    pub name: &'static str,
    /// What there is to say.
    pub entries: Vec<Entry>,
}

/// A statement, with what belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The statement.
    pub text: String,
    /// Where it stands.
    pub at: Option<Place>,
    /// Further statements about it.
    pub entries: Vec<Entry>,
    /// The same in parts, where several such statements make a table: of a row of a stage, when it became known, whom it
    /// is for, when the stage comes, and how it stands.
    pub cells: Vec<String>,
}

impl Entry {
    /// A statement without more.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    fn at(mut self, at: Option<Place>) -> Self {
        self.at = at;
        self
    }

    fn with(mut self, entries: impl IntoIterator<Item = Self>) -> Self {
        self.entries.extend(entries);
        self
    }
}

/// The names of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The kind.
    pub kind: Kind,
    /// Each name and what people call it.
    pub names: Vec<(String, Option<String>)>,
}

impl Explanation {
    fn new(kind: Kind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into(), title: None, at: None, doc: None, facts: vec![], sections: vec![] }
    }

    /// Adds what there is to say under a heading, if there is something.
    fn say(&mut self, name: &'static str, entries: impl IntoIterator<Item = Entry>) {
        let entries: Vec<Entry> = entries.into_iter().collect();
        if !entries.is_empty() {
            self.facts.push(Fact { name, entries });
        }
    }
}

/// The last part of a qualified name.
pub(crate) fn bare(id: &str) -> &str {
    id.rsplit_once('/').map_or(id, |(_, name)| name)
}

fn is_called(id: &str, name: &str) -> bool {
    id == name || bare(id) == name
}

/// Everything in a policy that goes by a name; a bare name can mean several things.
pub fn explain(policy: &Policy, name: &str) -> Vec<Explanation> {
    let mut found = vec![];
    found.extend(policy.rules.iter().filter(|rule| is_called(&rule.id, name)).map(|rule| rule::explain(policy, rule)));
    found.extend(
        policy
            .cutoffs
            .iter()
            .enumerate()
            .filter(|(_, cutoff)| is_called(&cutoff.id, name))
            .map(|(index, cutoff)| cutoff::explain(policy, crate::cutoff::CutoffId(index as u32), cutoff)),
    );
    if let Some(id) = policy.modes.lookup(name) {
        found.push(mode::explain(policy, id));
    }
    found.extend(
        field::all(policy).filter(|field| field.info().name == name).map(|field| field::explain(policy, field)),
    );
    let releases = field::release_called(policy, name);
    found.extend(releases.into_iter().map(|index| field::explain_release(policy, index)));
    let vendor = policy.vendors.iter().find(|(_, vendor)| vendor.name.eq_ignore_ascii_case(name));
    found.extend(vendor.map(|(id, _)| vendor::explain(policy, id)));
    if let Some((vendor, scope)) = name.split_once(':')
        && !scope.is_empty()
        && let Some(id) = policy.vendors.lookup(vendor)
    {
        found.push(vendor::explain_scope(policy, id, scope));
    }
    found.extend(
        policy
            .facts
            .iter()
            .enumerate()
            .filter(|(_, source)| is_called(&source.id, name))
            .map(|(index, source)| explain_source(policy, SourceId(index as u32), source)),
    );
    found.extend(control::called(policy, name).into_iter().map(|control| control::explain(policy, &control)));
    found.extend(
        policy
            .formats
            .iter()
            .filter(|format| is_called(&format.id, name))
            .map(|format| format::explain(policy, format)),
    );
    found.extend(
        (0..policy.packs.len())
            .filter(|index| policy.packs[*index].name == name)
            .map(|index| explain_pack(policy, index)),
    );
    found
}

/// The cutoffs that are no vendor's: those of standards, for instance.
pub fn of_no_vendor(policy: &Policy) -> Vec<Explanation> {
    let all = policy.cutoffs.iter().enumerate().filter(|(_, cutoff)| cutoff.vendor.is_none());
    all.map(|(index, of)| cutoff::explain(policy, crate::cutoff::CutoffId(index as u32), of)).collect()
}

/// Every name that can be explained, by kind.
pub fn listings(policy: &Policy) -> Vec<Listing> {
    let listing = |kind, names: Vec<(String, Option<String>)>| Listing { kind, names };
    let mut modes: Vec<_> =
        policy.modes.iter().map(|(_, mode)| (mode.path.clone(), Some(mode.title.clone()))).collect();
    modes.sort();
    vec![
        listing(Kind::Pack, policy.packs.iter().map(|pack| (pack.name.clone(), pack.description.clone())).collect()),
        listing(
            Kind::Rule,
            policy.rules.iter().map(|rule| (rule.id.to_string(), rule.doc.as_deref().map(first_sentence))).collect(),
        ),
        listing(
            Kind::Cutoff,
            policy.cutoffs.iter().map(|cutoff| (cutoff.id.clone(), Some(cutoff.title.clone()))).collect(),
        ),
        listing(Kind::Mode, modes),
        listing(
            Kind::Field,
            field::all(policy)
                .map(compline_manifest::schema::Field::info)
                .map(|info| (info.name.to_owned(), Some(first_sentence(info.meaning)).filter(|text| !text.is_empty())))
                .collect(),
        ),
        listing(
            Kind::Release,
            policy.releases.iter().map(|release| (release.id.clone(), Some(release.title.clone()))).collect(),
        ),
        listing(
            Kind::Vendor,
            policy.vendors.iter().map(|(_, vendor)| (vendor.name.clone(), Some(vendor.title.clone()))).collect(),
        ),
        listing(
            Kind::Source,
            policy.facts.iter().map(|source| (source.id.clone(), Some(source.title.clone()))).collect(),
        ),
        listing(Kind::Control, control::carried(policy)),
        listing(
            Kind::Format,
            policy.formats.iter().map(|format| (format.id.clone(), Some(format.title.clone()))).collect(),
        ),
    ]
}

fn first_sentence(doc: &str) -> String {
    let doc = doc.split_whitespace().collect::<Vec<_>>().join(" ");
    doc.split_once(". ").map_or(doc.trim_end_matches('.'), |(first, _)| first).to_owned()
}

fn place(policy: &Policy, at: FileSpan) -> Option<Place> {
    policy.sources.place(at)
}

/// The text of a place, on one line.
fn written(policy: &Policy, at: FileSpan) -> String {
    policy.sources.slice(at).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Sources, each with its address and what it counts for.
fn sources(policy: &Policy, ids: &[SourceId]) -> Vec<Entry> {
    ids.iter().map(|id| source_entry(policy, policy.fact(*id))).collect()
}

fn source_entry(policy: &Policy, source: &Source) -> Entry {
    let publisher = source.publisher.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
    let standing = source.standing.as_ref().map(|word| format!(" ({word})")).unwrap_or_default();
    Entry::new(format!("{}{publisher}{standing}", source.title))
        .at(place(policy, source.at))
        .with([Entry::new(source.url.clone())])
        .with(source.note.as_ref().map(Entry::new))
}

fn explain_source(policy: &Policy, id: SourceId, source: &Source) -> Explanation {
    let mut out = Explanation::new(Kind::Source, &source.id);
    out.title = Some(source.title.clone());
    out.at = place(policy, source.at);
    out.say("url", [Entry::new(&source.url)]);
    out.say("publisher", source.publisher.as_ref().map(Entry::new));
    out.say("published", source.published.as_ref().map(Entry::new));
    out.say("seen", source.seen.map(|day| Entry::new(day.to_string())));
    out.say("standing", source.standing.as_ref().map(Entry::new));
    out.say("note", source.note.as_ref().map(Entry::new));
    let cutoffs = policy.cutoffs.iter().filter(|cutoff| cutoff.sources.contains(&id));
    out.say("cutoffs", cutoffs.map(|cutoff| Entry::new(&cutoff.id).at(place(policy, cutoff.at))));
    let rules = policy.rules.iter().filter(|rule| rule.sources.contains(&id));
    out.say("rules", rules.map(|rule| Entry::new(&*rule.id).at(place(policy, rule.at))));
    out
}

/// A waiver: of what, until when, why and by whom.
fn waiver(policy: &Policy, waiver: &Waiver) -> Entry {
    let from = waiver.from.map(|day| format!(" from {}", day.in_words())).unwrap_or_default();
    let ticket = waiver.ticket.as_ref().map(|ticket| format!(", {ticket}")).unwrap_or_default();
    let target = |(field, pattern): &(_, crate::Glob)| {
        let field: &compline_manifest::schema::Field = field;
        Entry::new(format!("for {} {}", field.info().name, pattern.as_str()))
    };
    let condition = waiver.condition.as_ref().map(|(_, of)| Entry::new(format!("where {}", written(policy, of.at))));
    Entry::new(format!(
        "{}{from} until {}: {} (approved by {}{ticket})",
        waiver.rule,
        waiver.until.in_words(),
        waiver.because,
        waiver.approved
    ))
    .at(place(policy, waiver.at))
    .with(waiver.targets.iter().map(target))
    .with(condition)
}

fn explain_pack(policy: &Policy, index: usize) -> Explanation {
    let pack = &policy.packs[index];
    let mut out = Explanation::new(Kind::Pack, &pack.name);
    out.doc.clone_from(&pack.description);
    out.say("version", [Entry::new(pack.version.to_string())]);
    out.say("digest", [Entry::new(&pack.digest)]);
    out.say("uses", pack.dependencies.iter().map(|(name, wanted)| Entry::new(format!("{name} {wanted}"))));
    // What a pack declares goes by its name; modes and vendors know their pack.
    let prefix = format!("{}/", pack.name);
    let own = |id: &str| id.strip_prefix(&prefix).is_some_and(|name| !name.contains('/'));
    let named = |ids: Vec<(&str, FileSpan)>| {
        ids.into_iter()
            .filter(|(id, _)| own(id))
            .map(|(id, at)| Entry::new(id).at(place(policy, at)))
            .collect::<Vec<_>>()
    };
    let vendors = policy.vendors.iter().filter(|(_, vendor)| vendor.pack == index);
    out.say(
        "vendors",
        vendors.map(|(_, of)| Entry::new(format!("{}, {}", of.name, of.title)).at(place(policy, of.at))),
    );
    let modes = policy.modes.iter().filter(|(_, mode)| mode.pack == index);
    out.say("modes", modes.map(|(_, of)| Entry::new(format!("{}, {}", of.path, of.title)).at(place(policy, of.at))));
    out.say("rules", named(policy.rules.iter().map(|rule| (&*rule.id, rule.at)).collect()));
    out.say("cutoffs", named(policy.cutoffs.iter().map(|cutoff| (cutoff.id.as_str(), cutoff.at)).collect()));
    out.say("sources", named(policy.facts.iter().map(|source| (source.id.as_str(), source.at)).collect()));
    out.say(
        "formats",
        policy.formats.iter().filter(|format| own(&format.id)).map(|format| Entry::new(format.id.clone())),
    );
    let scopes = policy.lattices.iter().filter(|scopes| policy.usage.pack_of(scopes.at) == Some(index));
    out.say(
        "scopes",
        scopes.map(|scopes| Entry::new(policy.vendors.get(scopes.vendor).name.clone()).at(place(policy, scopes.at))),
    );
    let tightened = policy.rules.iter().flat_map(|rule| rule.tightened.iter().map(move |by| (rule, by)));
    out.say(
        "tightens",
        tightened.filter(|(_, by)| by.pack == index).map(|(rule, by)| Entry::new(&*rule.id).at(place(policy, by.at))),
    );
    out.say("waives", policy.waivers.iter().filter(|waiver| waiver.pack == index).map(|one| waiver(policy, one)));
    out
}
