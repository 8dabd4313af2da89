//! A cutoff in words: its stages, the history of each, and where its sources differ.

use std::fmt::Write as _;

use super::{Entry, Explanation, Kind, place, rule, sources, written};
use crate::Policy;
use crate::cutoff::{Conflict, Cutoff, CutoffId, Point, Row, Stage};
use crate::policy::SourceId;
use crate::rule::Rule;

pub(super) fn explain(policy: &Policy, id: CutoffId, cutoff: &Cutoff) -> Explanation {
    let mut out = Explanation::new(Kind::Cutoff, &cutoff.id);
    out.title = Some(cutoff.title.clone());
    out.at = place(policy, cutoff.at);
    out.doc.clone_from(&cutoff.doc);
    out.say("vendor", cutoff.vendor.map(|vendor| Entry::new(policy.vendors.get(vendor).name.clone())));
    let zone = cutoff.zone.as_ref().map_or("none given: a day is anywhere on Earth".into(), ToString::to_string);
    out.say("zone", [Entry::new(zone)]);
    out.say(
        "checked through",
        cutoff
            .checked_through
            .map(|day| Entry::new(format!("{}: nothing further had been announced by then", day.in_words()))),
    );
    out.say("stages", cutoff.stages.iter().map(|of| stage(policy, &of.name, of)));
    let said = cutoff.conflicts.iter().map(|conflict| said(policy, conflict));
    out.say("conflicts", said.chain(cutoff.stages.iter().flat_map(|stage| conflicts(policy, stage))));
    let rules: Vec<&Rule> =
        policy.rules.iter().filter(|rule| rule.stages.iter().any(|stage| stage.cutoff == id)).collect();
    out.say("concerned", rules.iter().map(|rule| rule::concerned(policy, rule)));
    let mut helps: Vec<String> = vec![];
    for help in rules.iter().filter_map(|rule| rule.help.as_ref()) {
        let help = rule::in_words(policy, help);
        if !helps.contains(&help) {
            helps.push(help);
        }
    }
    out.say("what to do", helps.into_iter().map(Entry::new));
    let rested =
        cutoff.sources.iter().chain(cutoff.stages.iter().flat_map(|stage| &stage.rows).flat_map(|row| &row.sources));
    let mut ids: Vec<SourceId> = vec![];
    for id in rested.chain(rules.iter().flat_map(|rule| &rule.sources)) {
        if !ids.contains(id) {
            ids.push(*id);
        }
    }
    out.say("sources", sources(policy, &ids));
    out
}

/// A stage and its rows, the latest word first.
pub(super) fn stage(policy: &Policy, name: &str, stage: &Stage) -> Entry {
    let title = if stage.title.is_empty() { String::new() } else { format!(": {}", stage.title) };
    let rows = stage.rows.iter().map(|row| Entry {
        cells: cells(policy, stage, row),
        ..Entry::new(row_words(policy, row)).at(place(policy, row.at))
    });
    let never = stage.otherwise_never.then(|| Entry::new("else never"));
    Entry::new(format!("{name}{title}")).at(place(policy, stage.at)).with(rows).with(never)
}

/// What stands in the columns of a table of rows.
fn cells(policy: &Policy, stage: &Stage, row: &Row) -> Vec<String> {
    let known = row.known.map_or_else(String::new, compline_time::Day::in_words);
    let stands = if stands(stage, row) { "stands" } else { "overtaken" };
    vec![known, whom(policy, row), when(policy, row), stands.to_owned()]
}

/// Whether no later word speaks of everything that a row speaks of.
pub(super) fn stands(stage: &Stage, row: &Row) -> bool {
    !stage.rows.iter().any(|other| {
        let all = other.selectors.is_empty() && other.condition.is_none();
        let same = other.selectors == row.selectors && other.condition.is_none() && row.condition.is_none();
        other.known > row.known && (all || same)
    })
}

/// Whom a row speaks of; empty where of everybody.
pub(super) fn whom(policy: &Policy, row: &Row) -> String {
    let mut parts: Vec<String> = vec![];
    for (field, values) in &row.selectors {
        let values: Vec<&str> = values.iter().map(|value| policy.sources.slice(spanned(row, value.span))).collect();
        parts.push(format!("{} {}", field.info().name, values.join(", ")));
    }
    parts.extend(row.condition.as_ref().map(|condition| format!("where `{}`", written(policy, condition.at))));
    parts.join("; ")
}

/// When a row says that the stage comes.
pub(super) fn when(policy: &Policy, row: &Row) -> String {
    let mut words = row.when.in_words();
    // A stage that another one hangs on is known by its name.
    for point in row.when.points() {
        point.walk(&mut |point| {
            if let Point::Stage(of) = point {
                words = words.replacen("another stage", &format!("`{}`", policy.stage(*of).name), 1);
            }
        });
    }
    for release in row.releases.iter().filter_map(|index| policy.releases.get(*index as usize)) {
        let _ = write!(words, ", {}", release.title);
    }
    words
}

fn row_words(policy: &Policy, row: &Row) -> String {
    let mut words = when(policy, row);
    for (_, values) in &row.selectors {
        let values: Vec<&str> = values.iter().map(|value| policy.sources.slice(spanned(row, value.span))).collect();
        let _ = write!(words, ", for {}", values.join(", "));
    }
    if let Some(condition) = &row.condition {
        let _ = write!(words, ", where {}", written(policy, condition.at));
    }
    if let Some(known) = row.known {
        let _ = write!(words, " (known by {})", known.in_words());
    }
    for source in &row.sources {
        let _ = write!(words, " [{}]", policy.fact(*source).id);
    }
    words
}

const fn spanned(row: &Row, span: compline_diagnostic::Span) -> compline_diagnostic::FileSpan {
    compline_diagnostic::FileSpan::new(row.at.file, span)
}

/// A conflict that the pack speaks of, and how it decides.
fn said(policy: &Policy, conflict: &Conflict) -> Entry {
    let against: Vec<SourceId> = conflict.sources.iter().copied().filter(|id| *id != conflict.stands).collect();
    let text = format!("{} stands against {}", names(policy, &[conflict.stands]), names(policy, &against));
    Entry::new(text).at(place(policy, conflict.at)).with([Entry::new(conflict.because.clone())])
}

/// Rows about the same manifests that say different things on the word of different sources.
fn conflicts(policy: &Policy, stage: &Stage) -> Vec<Entry> {
    let mut found = vec![];
    for (index, later) in stage.rows.iter().enumerate() {
        for earlier in &stage.rows[index + 1..] {
            let same = later.selectors == earlier.selectors && later.condition.is_none() && earlier.condition.is_none();
            let differ = later.when.in_words() != earlier.when.in_words();
            let sources_differ = !later.sources.is_empty()
                && !earlier.sources.is_empty()
                && !later.sources.iter().any(|source| earlier.sources.contains(source));
            if same && differ && sources_differ {
                found.push(
                    Entry::new(format!(
                        "{}: {} says {}, {} says {}; the word known later stands",
                        stage.name,
                        names(policy, &later.sources),
                        later.when.in_words(),
                        names(policy, &earlier.sources),
                        earlier.when.in_words(),
                    ))
                    .at(place(policy, later.at)),
                );
            }
        }
    }
    found
}

fn names(policy: &Policy, sources: &[SourceId]) -> String {
    let name = |id: &SourceId| {
        let source = policy.fact(*id);
        let standing = source.standing.as_ref().map(|word| format!(" ({word})")).unwrap_or_default();
        format!("`{}`{standing}", source.id)
    };
    sources.iter().map(name).collect::<Vec<_>>().join(" and ")
}
