//! Small changes to a compiled policy, each of which some test ought to notice.
//!
//! A mutant is made of the compiled values, not of the text: it is a policy that an author could have meant, one day,
//! comparison or row away from the one at hand.

mod conditions;
mod dates;
mod vendors;

use std::collections::BTreeSet;

use compline_diagnostic::FileSpan;

use crate::compile::{index, vendors_named};
use crate::cutoff::{CutoffId, Point, Row, Stage, StageRef, When};
use crate::expr::{ExprKind, Value};
use crate::policy::Policy;
use crate::rule::{Rule, SeverityWhen};
use crate::scope_lattice::ScopeLattice;
use crate::vendor::Vendors;
use conditions::condition_mutants;
use dates::{shifted_points, shifted_when};
use vendors::vendor_mutants;

/// What kind of change a mutant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MutantKind {
    /// A date or a length, a day off.
    Date,
    /// The day on which an announcement became known, a day off.
    Known,
    /// A row that speaks of more or fewer manifests.
    Selector,
    /// A row left out.
    Row,
    /// A severity left out.
    Severity,
    /// A comparison turned round, or with its limit on the other side.
    Comparison,
    /// A part of an `and` or an `or` left out.
    Conjunct,
    /// A pattern, a scope or a list of values made wider or narrower.
    Pattern,
    /// A host pattern of a vendor, or the region that it tells, left out.
    Host,
    /// What a vendor's scopes say, a line left out.
    Scope,
}

/// What of a pack a mutant changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A cutoff.
    Cutoff,
    /// A rule.
    Rule,
    /// A vendor.
    Vendor,
    /// A vendor's scopes.
    Scopes,
}

impl Part {
    /// The part in one word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cutoff => "cutoff",
            Self::Rule => "rule",
            Self::Vendor => "vendor",
            Self::Scopes => "scopes",
        }
    }
}

impl MutantKind {
    /// The kind in one word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Known => "known",
            Self::Selector => "selector",
            Self::Row => "row",
            Self::Severity => "severity",
            Self::Comparison => "comparison",
            Self::Conjunct => "conjunct",
            Self::Pattern => "pattern",
            Self::Host => "host",
            Self::Scope => "scope",
        }
    }
}

/// A change to a policy.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What it changes.
    pub at: FileSpan,
    /// Which kind of change it is.
    pub kind: MutantKind,
    /// The change in words: "one day later: from 2 May 2021".
    pub what: String,
    /// What it is in.
    pub part: Part,
    change: Change,
}

#[derive(Clone, Debug)]
enum Change {
    /// Another stage in the place of that one.
    Stage(usize, usize, Box<Stage>),
    /// Another rule in the place of that one.
    Rule(usize, Box<Rule>),
    /// Other vendors.
    Vendors(Box<Vendors>),
    /// Another lattice in the place of that one.
    Lattice(usize, Box<ScopeLattice>),
}

impl Mutant {
    /// The policy with this change.
    pub fn apply(&self, policy: &Policy) -> Policy {
        let mut mutated = policy.clone();
        match &self.change {
            Change::Stage(cutoff, stage, with) => {
                if let Some(stage) = mutated.cutoffs.get_mut(*cutoff).and_then(|cutoff| cutoff.stages.get_mut(*stage)) {
                    stage.clone_from(with);
                }
            }
            Change::Rule(rule, with) => {
                if let Some(rule) = mutated.rules.get_mut(*rule) {
                    rule.clone_from(with);
                }
                let (by_vendor, any) = index(&mutated.rules, mutated.vendors.len());
                (mutated.rules_by_vendor, mutated.rules_of_any_vendor) = (by_vendor, any);
            }
            Change::Vendors(vendors) => mutated.vendors.clone_from(vendors),
            Change::Lattice(index, lattice) => {
                if let Some(scopes) = mutated.lattices.get_mut(*index) {
                    scopes.lattice.clone_from(lattice);
                }
            }
        }
        mutated
    }
}

/// The stages that some rule's outcome hangs on, directly or by way of others.
pub fn used_stages(policy: &Policy) -> BTreeSet<StageRef> {
    let mut open: Vec<StageRef> = policy.rules.iter().flat_map(|rule| &rule.stages).copied().collect();
    let mut used = BTreeSet::new();
    while let Some(stage) = open.pop() {
        if !used.insert(stage) {
            continue;
        }
        for row in &policy.stage(stage).rows {
            let mut note = |point: &Point| {
                if let Point::Stage(other) = point {
                    open.push(*other);
                }
            };
            row.when.points().into_iter().for_each(|point| point.walk(&mut note));
            if let Some(condition) = &row.condition {
                condition.walk(&mut |expr| match &expr.kind {
                    ExprKind::During(other) => note(&Point::Stage(*other)),
                    ExprKind::Dated { point, .. } => point.walk(&mut note),
                    _ => {}
                });
            }
        }
    }
    used
}

/// Whether a qualified name, `pack/name`, is of a pack.
pub fn is_of(id: &str, pack: &str) -> bool {
    id.rsplit_once('/').is_some_and(|(of, _)| of == pack)
}

/// Every mutant of a pack's own cutoffs, rules, hosts and scopes, in order of place. Stages that no rule speaks of have none: nothing
/// could tell them from what they are made of.
pub fn mutants(policy: &Policy, pack: &str) -> Vec<Mutant> {
    let mut found = vec![];
    let used = used_stages(policy);
    for (number, cutoff) in policy.cutoffs.iter().enumerate().filter(|(_, cutoff)| is_of(&cutoff.id, pack)) {
        for (index, stage) in cutoff.stages.iter().enumerate() {
            if !used.contains(&StageRef { cutoff: CutoffId(number as u32), stage: index as u32 }) {
                continue;
            }
            let mut push = |at, kind, what, rows: Vec<Row>| {
                let mut with = stage.clone();
                with.rows = rows;
                let change = Change::Stage(number, index, Box::new(with));
                found.push(Mutant { at, kind, what, part: Part::Cutoff, change });
            };
            stage_mutants(policy, stage, &mut push);
        }
    }
    for (number, rule) in policy.rules.iter().enumerate().filter(|(_, rule)| is_of(&rule.id, pack)) {
        let mut push = |at, kind, what, with: Rule| {
            found.push(Mutant { at, kind, what, part: Part::Rule, change: Change::Rule(number, Box::new(with)) });
        };
        rule_mutants(policy, rule, &mut push);
    }
    vendor_mutants(policy, pack, &mut found);
    found.sort_by_key(|mutant| (mutant.at, mutant.kind));
    found
}

fn stage_mutants(policy: &Policy, stage: &Stage, push: &mut dyn FnMut(FileSpan, MutantKind, String, Vec<Row>)) {
    for (at, row) in stage.rows.iter().enumerate() {
        let mut replaced = |kind, what, change: &dyn Fn(&mut Row)| {
            let mut rows = stage.rows.clone();
            change(&mut rows[at]);
            if kind == MutantKind::Known {
                rows.sort_by(|a, b| b.known.cmp(&a.known).then(b.specificity().cmp(&a.specificity())));
            } else if rows[at].specificity() < row.specificity() {
                // Before the others of its day: as one that is less specific, it would say nothing that they do not.
                let row = rows.remove(at);
                let first = rows.partition_point(|other| other.known > row.known);
                rows.insert(first, row);
            }
            push(row.at, kind, what, rows);
        };
        for (what, when) in shifted_when(&row.when) {
            replaced(MutantKind::Date, what, &|row| row.when = when.clone());
        }
        if let Some(known) = row.known {
            for (word, day) in [("earlier", known.previous()), ("later", known.next())] {
                replaced(MutantKind::Known, format!("known one day {word}: on {}", day.in_words()), &|row| {
                    row.known = Some(day);
                });
            }
        }
        for (index, (field, values)) in row.selectors.iter().enumerate() {
            let name = field.info().name;
            replaced(MutantKind::Selector, format!("this for every {name}"), &|row| {
                row.selectors.remove(index);
            });
            for (number, value) in values.iter().enumerate().filter(|_| values.len() > 1) {
                let text = policy.sources.slice(FileSpan::new(row.at.file, value.span));
                replaced(MutantKind::Selector, format!("without {name} `{text}`"), &|row| {
                    row.selectors[index].1.remove(number);
                });
            }
        }
        if let Some(condition) = &row.condition {
            let text = words(policy, condition.at);
            replaced(MutantKind::Conjunct, format!("without `where {text}`"), &|row| row.condition = None);
            for (_, kind, what, with) in condition_mutants(policy, condition) {
                replaced(kind, what, &|row| row.condition = Some(with.clone()));
            }
        }
        if !matches!(row.when, When::Unannounced) || stage.rows.len() > 1 {
            let mut rows = stage.rows.clone();
            rows.remove(at);
            push(row.at, MutantKind::Row, "without this row".into(), rows);
        }
    }
}

fn rule_mutants(policy: &Policy, rule: &Rule, push: &mut dyn FnMut(FileSpan, MutantKind, String, Rule)) {
    for (index, clause) in rule.severities.iter().enumerate() {
        let mut with = rule.clone();
        with.severities.remove(index);
        push(clause.at, MutantKind::Severity, "without this severity".into(), with);
        let mut moved = |what, when: SeverityWhen| {
            let mut with = rule.clone();
            with.severities[index].when = when;
            push(clause.at, MutantKind::Date, what, with);
        };
        match &clause.when {
            SeverityWhen::From(point) => {
                for (what, point) in shifted_points(point, false) {
                    moved(what, SeverityWhen::From(point));
                }
            }
            SeverityWhen::After(point) => {
                for (what, point) in shifted_points(point, true) {
                    moved(what, SeverityWhen::After(point));
                }
            }
            SeverityWhen::Always | SeverityWhen::During(_) => {}
        }
    }
    for (at, kind, what, selection) in condition_mutants(policy, &rule.selection) {
        push(at, kind, what, Rule { vendors: vendors_named(&selection), selection, ..rule.clone() });
    }
    if !rule.bare {
        for (at, kind, what, broken) in condition_mutants(policy, &rule.broken) {
            push(at, kind, what, Rule { broken, ..rule.clone() });
        }
    }
}

/// What is written at a place, on one line.
fn words(policy: &Policy, at: FileSpan) -> String {
    policy.sources.slice(at).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value, for the wording of a change.
fn value_words(policy: &Policy, field: Option<compline_manifest::schema::Field>, value: &Value) -> String {
    use compline_manifest::schema::FieldType;
    match (value, field.map(|field| field.info().ty)) {
        (Value::Text(text), _) => text.clone(),
        (Value::Word(id), Some(FieldType::Region)) => {
            policy.vendors.region_name(crate::vendor::RegionId(*id)).to_owned()
        }
        (Value::Word(id), Some(FieldType::Vendor)) => policy.vendors.get(crate::vendor::VendorId(*id)).name.clone(),
        (Value::Word(id), Some(FieldType::Mode)) => policy.modes.get(crate::mode::ModeId(*id)).name.clone(),
        (Value::Word(id), Some(FieldType::Word(words))) => {
            words.get(*id as usize).copied().unwrap_or_default().to_owned()
        }
        (Value::Word(id), _) => id.to_string(),
        (Value::Number(number), _) => number.to_string(),
        (Value::Bool(value), _) => value.to_string(),
        (Value::Day(day), _) => compline_time::Day(*day).to_string(),
    }
}
