//! Conditions, stages and severities as nodes.

use std::fmt::Write as _;

use compline_diagnostic::FileSpan;
use compline_manifest::model::{Content, Origin};
use compline_manifest::schema::{Field, FieldType, Subject};
use compline_policy::cutoff::{Point, Row, StageRef};
use compline_policy::expr::{DateRelation, Expr, ExprKind, Operand, Quantifier, Test};
use compline_policy::rule::{Rule, SeverityClause, SeverityWhen};
use compline_policy::waiver::Waiver;
use compline_time::{Axis, Tick, Tri, Truth, Zone};

use super::time::{edge_words, point_words, result};
use super::{WhyNode, WhyValue, kind_of, what};
use crate::blame::{Cause, Role};
use crate::check::case_words;
use crate::eval::Eval;
use crate::explain::{Manifest, describe, looked_for};
use crate::needed;
use crate::setup::Setup;
use crate::trials::Tried;
use crate::waivers::{Cover, why_not};

/// The most things and list elements that are shown one by one.
const MOST_SHOWN: usize = 50;

/// From where things are looked at.
pub(super) struct At<'a> {
    pub(super) setup: &'a Setup<'a>,
    pub(super) manifest: &'a Manifest<'a>,
    pub(super) rule: &'a Rule,
    pub(super) eval: Eval<'a>,
    pub(super) zone: Option<&'a Zone>,
    pub(super) tick: Tick,
}

impl At<'_> {
    fn node(&self, kind: &'static str, text: String, at: FileSpan, truth: Option<&Truth>) -> WhyNode {
        WhyNode {
            kind,
            text,
            at: self.manifest.sources.place(at),
            result: truth.map(|truth| result(truth, self.tick, self.setup.axis(), self.zone)),
            values: vec![],
            notes: vec![],
            children: vec![],
        }
    }

    /// Who made the rule stricter by what stands there; nothing where the rule itself has it.
    pub(super) fn added_by(&self, at: FileSpan) -> Option<String> {
        let pack = self.setup.policy.pack_of(at).filter(|pack| *pack != self.rule.pack)?;
        let by = self.rule.tightened.iter().find(|by| by.pack == pack)?;
        let place = self.manifest.sources.place(by.at).map(|place| format!(" ({place})")).unwrap_or_default();
        Some(format!("added by pack `{}`, which tightens the rule{place}", self.setup.policy.packs[pack].name))
    }

    /// A rule's text at a place, on one line.
    fn written(&self, at: FileSpan) -> String {
        self.manifest.sources.slice(at).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A condition and all that it is made of.
pub(super) fn condition(at: &At<'_>, expr: &Expr, thing: u32) -> WhyNode {
    let truth = at.eval.truth(expr, thing);
    let node = |kind| at.node(kind, at.written(expr.at), expr.at, Some(&truth));
    match &expr.kind {
        ExprKind::Const(value) => {
            let mut node = node("constant");
            if node.text.is_empty() {
                node.text = if *value { "always" } else { "never" }.into();
            }
            node
        }
        ExprKind::And(all) => parts(at, node("all"), expr.at, all, thing),
        ExprKind::Or(all) => parts(at, node("any"), expr.at, all, thing),
        ExprKind::Not(inner) => {
            let mut node = node("not");
            let child = condition(at, inner, thing);
            if child.text == node.text {
                node.text = format!("not: {}", node.text);
            }
            node.children.push(child);
            node
        }
        ExprKind::Quantified { quantifier, subject, body } => {
            quantified(at, node("each"), *quantifier, *subject, body, thing)
        }
        ExprKind::Outer { subject, body } => {
            let mut node = node("of");
            node.children.push(condition(at, body, at.eval.outer(thing, *subject)));
            node
        }
        ExprKind::Test { operand, test } => tested(at, node("test"), expr, operand, test, thing),
        ExprKind::Dated { operand, relation, point } => {
            let mut node = node("test");
            node.values.extend(operand.field().map(|field| value(at, thing, field, None)));
            dated(at, &mut node, *relation, point, thing);
            node
        }
        ExprKind::During(stage) => {
            let mut node = node("test");
            node.notes.push(format!("holds while `{}` does", at.setup.policy.stage_name(*stage)));
            node
        }
    }
}

/// The parts of an `and` or `or`, in the order of the text: a check asks the cheap ones first.
fn parts(at: &At<'_>, mut node: WhyNode, whole: FileSpan, all: &[Expr], thing: u32) -> WhyNode {
    let mut all: Vec<&Expr> = all.iter().collect();
    if all.windows(2).all(|pair| pair[0].at.file == pair[1].at.file) {
        all.sort_by_key(|expr| expr.at);
    }
    let part = |expr: &Expr| {
        let mut child = condition(at, expr, thing);
        // Said once, where it begins.
        if expr.at.file != whole.file {
            child.notes.extend(at.added_by(expr.at));
        }
        child
    };
    node.children = all.into_iter().map(part).collect();
    node
}

fn quantified(
    at: &At<'_>,
    mut node: WhyNode,
    quantifier: Quantifier,
    subject: Subject,
    body: &Expr,
    thing: u32,
) -> WhyNode {
    let inside: Vec<u32> = at.eval.model.inside(thing, subject).collect();
    let asked = match quantifier {
        Quantifier::Any => "at least one",
        Quantifier::All => "every one",
    };
    node.notes.push(match inside.len() {
        0 => format!("there is no {}; asked was {asked}", subject.as_str()),
        many => format!("asked of {many} {}, {asked}", kind_of(subject, many)),
    });
    for &inner in inside.iter().take(MOST_SHOWN) {
        let mut child = condition(at, body, inner);
        child.text =
            format!("{}: {}", what(at.setup, at.manifest, inner).split(" of ").next().unwrap_or(""), child.text);
        node.children.push(child);
    }
    if inside.len() > MOST_SHOWN {
        node.notes.push(format!("{} more are not shown", inside.len() - MOST_SHOWN));
    }
    node
}

fn tested(at: &At<'_>, mut node: WhyNode, expr: &Expr, operand: &Operand, test: &Test, thing: u32) -> WhyNode {
    match operand {
        Operand::CountThings(subject) => {
            let many = at.eval.model.inside(thing, *subject).count();
            node.notes.push(format!(
                "there {} {many} {}",
                if many == 1 { "is" } else { "are" },
                kind_of(*subject, many)
            ));
        }
        Operand::Field(field) | Operand::Count(field) | Operand::OrElse(field, _) => {
            node.values.push(value(at, thing, *field, None));
            // Elements one by one where a list is asked about its elements.
            if let (Operand::Field(_), Some(cell)) = (operand, at.eval.model.cell(thing, *field))
                && let Content::List(start, end) = cell.content
                && matches!(test, Test::Within(_) | Test::Covers(_) | Test::Contains(_) | Test::Matches(_))
            {
                for item in (start..end).take(MOST_SHOWN) {
                    if at.eval.item_decides(expr, thing, item) {
                        node.values.push(value(at, thing, *field, Some(item)));
                    }
                }
            }
        }
    }
    match test {
        Test::SameAs(other) => node.values.push(value(at, thing, *other, None)),
        Test::Under(modes) => {
            let seen = operand.field().and_then(|field| at.eval.model.cell(thing, field)).map(|cell| cell.content);
            if let Some(Content::Word(mode)) = seen {
                let modes_of = &at.setup.policy.modes;
                let own = modes_of.get(compline_policy::mode::ModeId(mode));
                let names: Vec<String> = modes.iter().map(|mode| format!("`{}`", modes_of.get(*mode).path)).collect();
                if !modes.contains(&compline_policy::mode::ModeId(mode)) {
                    let is = if at.eval.ever(expr, thing) == Tri::True { "lies" } else { "does not lie" };
                    node.notes.push(format!("`{}` {is} below {}", own.path, names.join(" or ")));
                }
            }
        }
        Test::WithinNeeded | Test::CoversNeeded => needed_by(at, &mut node, test, thing),
        _ => {}
    }
    if let Operand::OrElse(field, _) = operand {
        node.notes.push(format!("where `{}` is absent or null, the value after `or else` counts", field.info().name));
    }
    node
}

/// What each operation needs, which scope gives it, and which scopes nothing needs.
fn needed_by(at: &At<'_>, node: &mut WhyNode, test: &Test, thing: u32) {
    let steps = needed::steps(&at.eval, thing);
    for step in steps.iter().take(MOST_SHOWN) {
        let of = step.at.unwrap_or_else(|| node_place(at, step.endpoint));
        let mut child = at.node("operation", step.text.clone(), of, Some(&Truth::from_tri(step.granted)));
        child.values.push(value(at, step.endpoint, Field::Url, None));
        child.notes.extend(step.notes.iter().cloned());
        node.children.push(child);
    }
    match steps.len().saturating_sub(MOST_SHOWN) {
        0 => {}
        1 => node.notes.push("one more operation is not shown".into()),
        more => node.notes.push(format!("{more} more operations are not shown")),
    }
    if matches!(test, Test::WithinNeeded) {
        node.notes.extend(needed::excess_words(&at.eval, thing));
    }
}

/// Where a thing stands in the manifest.
fn node_place(at: &At<'_>, thing: u32) -> FileSpan {
    FileSpan::manifest(at.manifest.model.things[thing as usize].span)
}

fn dated(at: &At<'_>, node: &mut WhyNode, relation: DateRelation, point: &Point, thing: u32) {
    let axis = Axis::Civil;
    let edge = match relation {
        DateRelation::After => at.eval.edge_after(point, thing, axis, None),
        DateRelation::From | DateRelation::Before => at.eval.edge(point, thing, axis, None),
    };
    if !matches!(point, Point::Moment(_)) || relation == DateRelation::After {
        let on = if relation == DateRelation::After { "the day after " } else { "" };
        node.notes.push(format!("{on}{} is {}", point_words(at.setup.policy, point), edge_words(edge, axis, None)));
    }
    fields_of(at, node, point, thing);
}

/// The dates of the manifest that a point is made of.
fn fields_of(at: &At<'_>, node: &mut WhyNode, point: &Point, thing: u32) {
    point.walk(&mut |point| {
        if let Point::Field(field) = point {
            node.values.push(value(at, thing, *field, None));
        }
    });
}

/// A field's value, or the element of a list, with why it is not known if it is not.
fn value(at: &At<'_>, thing: u32, field: Field, item: Option<u32>) -> WhyValue {
    let (span, _, text) =
        describe(at.setup.policy, at.manifest, &Cause { thing, field, item, known: true, role: Role::Value });
    let cell = at.eval.model.cell(thing, field);
    let written = |text| at.manifest.model.text(at.manifest.text, text);
    let unknown = match cell.map(|cell| cell.content).filter(|_| item.is_none()) {
        Some(Content::Absent) => Some(format!("absent{}", looked_for(at.manifest.format, field))),
        Some(Content::WrongShape) => Some(format!("it is not {}", field.info().ty.describe())),
        Some(Content::Opaque(text)) => Some(format!("filled in later: {}", written(text))),
        Some(Content::Unmapped(text)) => Some(format!("`{}` is a word that is not known", written(text))),
        Some(Content::Text(_)) if matches!(field.info().ty, FieldType::Vendor | FieldType::Region) => {
            Some("no loaded pack declares it".into())
        }
        _ => None,
    };
    // What the format alone says stands nowhere in the file.
    let stands = cell.is_none_or(|cell| cell.origin != Origin::Fixed);
    let at = if stands { at.manifest.sources.place(FileSpan::manifest(span)) } else { None };
    WhyValue { text, unknown, at }
}

/// A stage, and what became of each of its rows.
pub(super) fn stage(at: &At<'_>, of: StageRef, thing: u32) -> WhyNode {
    let policy = at.setup.policy;
    let (cutoff, stage) = (policy.cutoff(of.cutoff), policy.stage(of));
    let truth = at.eval.stage(of, thing, at.setup.axis());
    let title = if stage.title.is_empty() { String::new() } else { format!(": {}", stage.title) };
    let mut node = at.node("stage", format!("{}{title}", policy.stage_name(of)), stage.at, Some(&truth));
    let mut open = true;
    for row in &stage.rows {
        let speaks = at.eval.selects(row, thing);
        let known = at.setup.is_known(row);
        let became = match (known, open) {
            (false, _) => "not known yet by the day asked about",
            _ if speaks.is_never() => "does not speak of this",
            (_, false) => "was overtaken by a row above",
            _ if speaks.is_always() => {
                open = false;
                "stands"
            }
            _ => "stands if it speaks of this, which is not known or depends on time",
        };
        let shown = known && !speaks.is_never() && became != "was overtaken by a row above";
        let truth = shown.then(|| {
            let holds = at.eval.row(row, cutoff.zone.as_ref(), thing, at.setup.axis());
            speaks.and(&holds)
        });
        node.children.push(self::row(at, row, thing, became, truth.as_ref()));
    }
    if open {
        let later = stage.rows.iter().any(|row| !at.setup.is_known(row) && !at.eval.selects(row, thing).is_never());
        node.notes.push(
            if later {
                "where no row stands: nothing had been announced, so it does not hold"
            } else if stage.otherwise_never {
                "where no row speaks of this, it never holds (`else never`)"
            } else {
                "where no row speaks of this, it is unknown"
            }
            .into(),
        );
    }
    if let Some(day) = cutoff.checked_through {
        node.notes.push(format!("nothing further had been announced by {}", day.in_words()));
    }
    node
}

fn row(at: &At<'_>, row: &Row, thing: u32, became: &str, truth: Option<&Truth>) -> WhyNode {
    let mut words = row.when.in_words();
    for (field, values) in &row.selectors {
        let values: Vec<String> = values
            .iter()
            .map(|value| case_words(at.setup.policy, &[(*field, Tried::Is(value.value.clone()))]))
            .collect();
        let _ = write!(words, ", for {} {}", field.info().name, values.join(", "));
    }
    if let Some(known) = row.known {
        let _ = write!(words, ", known by {}", known.in_words());
    }
    let mut node = at.node("row", words, row.at, truth);
    node.notes.push(became.to_owned());
    if at.setup.is_known(row) {
        node.values.extend(row.selectors.iter().map(|(field, _)| value(at, thing, *field, None)));
        for point in row.when.points() {
            fields_of(at, &mut node, point, thing);
        }
        node.children.extend(row.condition.iter().map(|expr| condition(at, expr, thing)));
    }
    node
}

/// A severity clause and its window.
pub(super) fn severity(at: &At<'_>, clause: &SeverityClause, thing: u32) -> WhyNode {
    let policy = at.setup.policy;
    let truth = at.eval.severity(clause, policy.zone_of(clause), thing);
    let text = match &clause.when {
        SeverityWhen::Always => format!("{}, always", clause.severity),
        SeverityWhen::From(point) => format!("{} from {}", clause.severity, point_words(policy, point)),
        SeverityWhen::After(point) => format!("{} after {}", clause.severity, point_words(policy, point)),
        SeverityWhen::During(stage) => format!("{} during `{}`", clause.severity, policy.stage_name(*stage)),
    };
    let mut node = at.node("severity", text, clause.at, Some(&truth));
    node.notes.extend(at.added_by(clause.at));
    if let SeverityWhen::From(point) | SeverityWhen::After(point) = &clause.when {
        fields_of(at, &mut node, point, thing);
    }
    node
}

/// A waiver of the rule, and when it covers this.
pub(super) fn waiver(at: &At<'_>, number: u32, waiver: &Waiver, covers: &[Cover]) -> WhyNode {
    let policy = at.setup.policy;
    let from = waiver.from.map(|day| format!("from {} ", day.in_words())).unwrap_or_default();
    let ticket = waiver.ticket.as_ref().map(|ticket| format!(", {ticket}")).unwrap_or_default();
    let text = format!(
        "of pack `{}`, {from}until {}: {} (approved by {}{ticket})",
        policy.packs[waiver.pack].name,
        waiver.until.in_words(),
        waiver.because,
        waiver.approved
    );
    let cover = covers.iter().find(|cover| cover.waiver == number);
    let truth = cover.map(|cover| Truth::known(cover.during.clone()));
    let mut node = at.node("waiver", text, waiver.at, truth.as_ref());
    node.notes.push(match cover {
        None => "it is not for this: its names or its condition do not fit".into(),
        Some(cover) => match why_not(waiver, cover, at.tick) {
            None => "it covers this: the finding stays in the report, as waived".into(),
            Some(why) => format!("it does not cover this: {why}"),
        },
    });
    node
}
