//! A field in words: what it is of, its type, what asks for it, and how formats read it.

use compline_manifest::format::{Each, Format};
use compline_manifest::schema::{Field, FieldType};

use super::{Entry, Explanation, Kind, bare, place};
use crate::Policy;
use crate::cutoff::{Cutoff, Point};
use crate::expr::{Expr, ExprKind, Operand, Test};
use crate::rule::{Piece, Rule, SeverityWhen};

/// Every field, those that packs declare last.
pub(super) fn all(policy: &Policy) -> impl Iterator<Item = Field> + '_ {
    Field::CORE.iter().copied().chain(policy.fields.iter().map(|declared| declared.field))
}

pub(super) fn explain(policy: &Policy, field: Field) -> Explanation {
    let info = field.info();
    let mut out = Explanation::new(Kind::Field, info.name);
    out.title = Some(info.meaning.trim_end_matches('.').to_owned()).filter(|meaning| !meaning.is_empty());
    let declared = policy.fields.iter().find(|declared| declared.field == field);
    if let Some(declared) = declared {
        out.at = place(policy, declared.at);
        out.doc.clone_from(&declared.doc);
    }
    out.say("of", [Entry::new(info.subject.as_str())]);
    out.say("type", [Entry::new(info.ty.describe())]);
    if let FieldType::Word(words) = info.ty {
        out.say("words", words.iter().map(|word| Entry::new(*word)));
    }
    out.say("declared by", declared.map(|declared| Entry::new(policy.packs[declared.pack].name.clone())));
    let readers = policy.formats.iter().filter(|format| reads(format, field));
    out.say(
        "read by",
        readers.map(|format| Entry::new(format!("{}: {}", format.id, format.looked_for(field).join(", ")))),
    );
    // What every other rule names is not worth a list.
    if declared.is_some() {
        let cutoffs = policy.cutoffs.iter().filter(|cutoff| in_cutoff(cutoff, field));
        out.say("cutoffs", cutoffs.map(|cutoff| Entry::new(&cutoff.id).at(place(policy, cutoff.at))));
        let rules = policy.rules.iter().filter(|rule| in_rule(rule, field));
        out.say("rules", rules.map(|rule| Entry::new(&*rule.id).at(place(policy, rule.at))));
    }
    out
}

/// A release in words.
pub(super) fn explain_release(policy: &Policy, index: usize) -> Explanation {
    let release = &policy.releases[index];
    let mut out = Explanation::new(Kind::Release, &release.id);
    out.title = Some(release.title.clone());
    out.at = place(policy, release.at);
    out.doc.clone_from(&release.doc);
    out.say("date", [Entry::new(release.moment.in_words())]);
    out.say("sources", super::sources(policy, &release.sources));
    let named = |cutoff: &&Cutoff| {
        cutoff.stages.iter().flat_map(|stage| &stage.rows).any(|row| row.releases.contains(&(index as u32)))
    };
    let cutoffs = policy.cutoffs.iter().filter(named);
    out.say("cutoffs", cutoffs.map(|cutoff| Entry::new(&cutoff.id).at(place(policy, cutoff.at))));
    out
}

/// Whether a release goes by this name.
pub(super) fn release_called(policy: &Policy, name: &str) -> Vec<usize> {
    let called = |id: &str| id == name || bare(id) == name;
    (0..policy.releases.len()).filter(|index| called(&policy.releases[*index].id)).collect()
}

fn reads(format: &Format, field: Field) -> bool {
    fn inside(each: &Each, field: Field) -> bool {
        each.fields.iter().any(|reading| reading.field == field) || each.inner.iter().any(|each| inside(each, field))
    }
    format.integrations.iter().any(|each| inside(each, field))
}

fn in_cutoff(cutoff: &Cutoff, field: Field) -> bool {
    cutoff.stages.iter().flat_map(|stage| &stage.rows).any(|row| {
        row.selectors.iter().any(|(selected, _)| *selected == field)
            || row.when.points().into_iter().any(|point| in_point(point, field))
            || row.condition.as_ref().is_some_and(|condition| in_condition(condition, field))
    })
}

fn in_rule(rule: &Rule, field: Field) -> bool {
    let when = |when: &SeverityWhen| match when {
        SeverityWhen::From(point) | SeverityWhen::After(point) => in_point(point, field),
        SeverityWhen::Always | SeverityWhen::During(_) => false,
    };
    in_condition(&rule.selection, field)
        || in_condition(&rule.broken, field)
        || rule.severities.iter().any(|clause| when(&clause.when))
        || rule.message.pieces.iter().any(|piece| matches!(piece, Piece::Field(named) if *named == field))
}

fn in_point(point: &Point, field: Field) -> bool {
    let mut found = false;
    point.walk(&mut |point| found |= matches!(point, Point::Field(named) if *named == field));
    found
}

fn in_condition(condition: &Expr, field: Field) -> bool {
    let mut found = false;
    let of = |operand: &Operand| operand.field() == Some(field);
    condition.walk(&mut |expr| {
        found |= match &expr.kind {
            ExprKind::Test { operand, test } => of(operand) || matches!(test, Test::SameAs(other) if *other == field),
            ExprKind::Dated { operand, point, .. } => of(operand) || in_point(point, field),
            _ => false,
        };
    });
    found
}
