//! A cutoff in words: its stages, the history of each, and where its sources differ.

use std::fmt::Write as _;

use super::{Entry, Explanation, Kind, place, sources, written};
use crate::Policy;
use crate::cutoff::{Conflict, Cutoff, CutoffId, Row, Stage};
use crate::policy::SourceId;

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
    out.say("sources", sources(policy, &cutoff.sources));
    let rules = policy.rules.iter().filter(|rule| rule.stages.iter().any(|stage| stage.cutoff == id));
    out.say("rules", rules.map(|rule| Entry::new(&*rule.id).at(place(policy, rule.at))));
    out
}

/// A stage and its rows, the latest word first.
pub(super) fn stage(policy: &Policy, name: &str, stage: &Stage) -> Entry {
    let title = if stage.title.is_empty() { String::new() } else { format!(": {}", stage.title) };
    let rows = stage.rows.iter().map(|row| Entry::new(row_words(policy, row)).at(place(policy, row.at)));
    let never = stage.otherwise_never.then(|| Entry::new("else never"));
    Entry::new(format!("{name}{title}")).at(place(policy, stage.at)).with(rows).with(never)
}

fn row_words(policy: &Policy, row: &Row) -> String {
    let mut words = row.when.in_words();
    for release in row.releases.iter().filter_map(|index| policy.releases.get(*index as usize)) {
        let _ = write!(words, ", {}", release.title);
    }
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
