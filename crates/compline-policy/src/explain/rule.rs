//! A rule in words.

use super::{Entry, Explanation, Kind, place, sources, written};
use crate::Policy;
use crate::cutoff::StageRef;
use crate::expr::ExprKind;
use crate::rule::{Message, Piece, Rule};

pub(super) fn explain(policy: &Policy, rule: &Rule) -> Explanation {
    let mut out = Explanation::new(Kind::Rule, &*rule.id);
    out.at = place(policy, rule.at);
    out.doc.clone_from(&rule.doc);
    out.say("speaks of", [Entry::new(format!("each {}", rule.subject.as_str()))]);
    if !matches!(rule.selection.kind, ExprKind::Const(true)) {
        out.say("where", [Entry::new(written(policy, rule.selection.at)).at(place(policy, rule.selection.at))]);
    }
    let obligation = if rule.bare {
        Entry::new("forbid: no such thing may be")
    } else {
        let word = match &rule.broken.kind {
            ExprKind::Not(inner) if inner.at == rule.broken.at => "require",
            _ => "forbid",
        };
        Entry::new(format!("{word} {}", written(policy, rule.broken.at))).at(place(policy, rule.broken.at))
    };
    out.say("obligation", [obligation]);
    out.say(
        "severity",
        rule.severities.iter().map(|clause| Entry::new(written(policy, clause.at)).at(place(policy, clause.at))),
    );
    out.say("message", [Entry::new(message(policy, &rule.message))]);
    out.say("help", rule.help.as_ref().map(|help| Entry::new(message(policy, help))));
    let stage = |of: &StageRef| super::cutoff::stage(policy, &policy.stage_name(*of), policy.stage(*of));
    out.say("stages", rule.stages.iter().map(stage));
    let tightened = rule.tightened.iter().map(|by| {
        let entry = Entry::new(policy.packs[by.pack].name.as_str()).at(place(policy, by.at));
        let original = rule.original.as_deref().map_or(&[][..], |original| &original.severities);
        let added = rule
            .severities
            .iter()
            .filter(|clause| clause.at.file == by.at.file && !original.iter().any(|known| known.index == clause.index));
        entry.with(added.map(|clause| Entry::new(written(policy, clause.at)).at(place(policy, clause.at))))
    });
    out.say("tightened by", tightened);
    let waivers = policy.waivers.iter().filter(|waiver| waiver.rules.iter().any(|of| policy.rule(*of).id == rule.id));
    out.say("waived", waivers.map(|waiver| super::waiver(policy, waiver)));
    out.say("sources", sources(policy, &rule.sources));
    out.say("controls", rule.controls.iter().map(|control| Entry::new(&**control)));
    out
}

/// A message with its holes as the rule has them.
fn message(policy: &Policy, message: &Message) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Field(field) => format!("{{{}}}", field.info().name),
        Piece::Stage(stage) => format!("{{{}}}", policy.stage_name(*stage)),
    };
    message.pieces.iter().map(piece).collect()
}

/// Whom a rule speaks of, and what it then says, for people who read of a vendor.
pub(super) fn concerned(policy: &Policy, rule: &Rule) -> Entry {
    let says = rule.doc.as_ref().map_or_else(|| in_words(policy, &rule.message), |doc| one_line(doc));
    let condition = !matches!(rule.selection.kind, ExprKind::Const(true));
    let condition = condition.then(|| Entry::new(format!("where `{}`", written(policy, rule.selection.at))));
    let severities: Vec<String> = rule.severities.iter().map(|clause| written(policy, clause.at)).collect();
    Entry::new(format!("`{}`: {says}", rule.id))
        .at(place(policy, rule.at))
        .with(condition)
        .with([Entry::new(format!("reports `{}`", severities.join("`, `")))])
}

fn one_line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A message without a manifest: what a manifest would put in is named, and a stage is told by its date if it has one for
/// all.
pub(super) fn in_words(policy: &Policy, message: &Message) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Field(field) => format!("(its {})", field.info().name),
        Piece::Stage(of) => {
            let stage = policy.stage(*of);
            let mut standing = stage.rows.iter().filter(|row| super::cutoff::stands(stage, row));
            match (standing.next(), standing.next()) {
                (Some(row), None) if super::cutoff::whom(policy, row).is_empty() => super::cutoff::when(policy, row),
                _ => format!("(see `{}`)", stage.name),
            }
        }
    };
    message.pieces.iter().map(piece).collect()
}
