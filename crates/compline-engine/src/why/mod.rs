//! Why a rule comes out as it does for a manifest: the evaluation as a tree of plain values.
//!
//! Nothing is evaluated in a way of its own: every result is what `eval` says of the very condition, row or severity that
//! a check asks about, so what is shown here is what decided there.

mod nodes;
mod time;

use std::sync::Arc;

use compline_diagnostic::{FileSpan, Place, did_you_mean};
use compline_manifest::model::Content;
use compline_manifest::schema::{Field, Subject};
use compline_policy::rule::{Rule, RuleId};
use compline_time::Tri;

use crate::check::{case_words, naming_field, rules_for, weigh};
use crate::eval::Eval;
use crate::explain::{Manifest, known_text, next_change, schedule, zone_of};
use crate::finding::{FileReport, NextChange, Run, State, Step, When};
use crate::setup::Setup;
use nodes::{At, condition, severity, stage, waiver};

/// Why a rule comes out as it does for the things of a manifest.
#[derive(Clone, Debug)]
pub struct Why {
    /// What makes the answer repeatable.
    pub run: Run,
    /// `pack/rule`.
    pub rule: Arc<str>,
    /// Where the rule stands.
    pub rule_at: Option<Place>,
    /// What became of the manifest, and the mistakes in it; without findings.
    pub file: FileReport,
    /// What the rule comes to for each thing that it could speak of, in the order of the manifest.
    pub subjects: Vec<WhySubject>,
}

/// What a rule comes to for one thing.
#[derive(Clone, Debug)]
pub struct WhySubject {
    /// What it is, in words: "connection `projects` of integration `project-hours`".
    pub what: String,
    /// The integration's name, where it has one.
    pub integration: Option<String>,
    /// Where it stands.
    pub at: Option<Place>,
    /// Whether the rule speaks of it, and what it comes to.
    pub verdict: Verdict,
    /// Selection, obligation, stages and severities; as much of it as was needed.
    pub nodes: Vec<WhyNode>,
    /// What each tried value of an unknown field comes to.
    pub cases: Vec<WhyCase>,
    /// What holds over all time; empty where the rule does not speak of the thing.
    pub schedule: Vec<Step>,
    /// The next change after the as-of moment.
    pub next_change: Option<NextChange>,
}

/// Whether a rule speaks of a thing, and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The rule is not about this: why, in words.
    NotConcerned(String),
    /// Its selection leaves the thing out.
    NotSelected,
    /// It speaks of the thing, which is or may be broken like this at the as-of moment.
    State(State),
}

/// A step of the evaluation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyNode {
    /// What kind of step: `selection`, `obligation`, `all`, `any`, `not`, `test`, `each`, `of`, `operation`, `stage`,
    /// `row`, `severity`, `waiver`, `constant`.
    pub kind: &'static str,
    /// What is asked, as the rule has it or in words.
    pub text: String,
    /// Where that stands in a rule file.
    pub at: Option<Place>,
    /// What it comes to; nothing where it was not asked, as of a row that does not stand.
    pub result: Option<WhyResult>,
    /// The values it is asked of.
    pub values: Vec<WhyValue>,
    /// What else there is to say, a line each.
    pub notes: Vec<String>,
    /// What it is made of.
    pub children: Vec<WhyNode>,
}

/// A value of the manifest, or the lack of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyValue {
    /// What is there, in words: "auth mode `authtoken`", "no `region` here".
    pub text: String,
    /// Why it is not known, if it is not.
    pub unknown: Option<String>,
    /// Where.
    pub at: Option<Place>,
}

/// A three-valued result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyResult {
    /// At the as-of moment.
    pub now: Tri,
    /// Over all time: the first without a beginning, no two neighbours alike.
    pub steps: Vec<(Option<When>, Tri)>,
}

/// What tried values come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyCase {
    /// The values that come to the same, each in words.
    pub values: Vec<String>,
    /// What holds at the as-of moment.
    pub state: State,
    /// What holds over all time.
    pub schedule: Vec<Step>,
}

/// What is asked of each document of a manifest, and the answers so far.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) rule: RuleId,
    /// Only of the integration of this name.
    pub(crate) integration: Option<String>,
    pub(crate) answers: Vec<WhySubject>,
    /// The integrations that there are.
    pub(crate) integrations: Vec<String>,
}

/// The rule of a name: `pack/rule`, or `rule` where that is clear.
///
/// # Errors
/// What is wrong with the name, and what to do about it.
pub(crate) fn find_rule(policy: &compline_policy::Policy, name: &str) -> Result<RuleId, (String, String)> {
    let bare = |id: &str| id.rsplit('/').next().map(str::to_owned).unwrap_or_default();
    let exact = policy.rules.iter().position(|rule| &*rule.id == name);
    let by_bare: Vec<usize> =
        policy.rules.iter().enumerate().filter(|(_, rule)| bare(&rule.id) == name).map(|(index, _)| index).collect();
    match (exact, by_bare.as_slice()) {
        (Some(index), _) => Ok(RuleId(index as u32)),
        (None, [index]) => Ok(RuleId(*index as u32)),
        (None, []) => {
            let names: Vec<String> =
                policy.rules.iter().flat_map(|rule| [rule.id.to_string(), bare(&rule.id)]).collect();
            let help = did_you_mean(name, names.iter().map(String::as_str))
                .unwrap_or_else(|| "`compline explain` lists the rules there are".into());
            Err((format!("there is no rule `{name}`"), help))
        }
        (None, several) => {
            let ids: Vec<String> = several.iter().map(|index| format!("`{}`", policy.rules[*index].id)).collect();
            Err((format!("several packs have a rule `{name}`"), format!("write {}", ids.join(" or "))))
        }
    }
}

impl Question {
    /// Asks it of a document.
    pub(crate) fn ask(&mut self, setup: &Setup<'_>, manifest: &Manifest<'_>) {
        let rule = setup.policy.rule(self.rule);
        for integration in manifest.model.integrations() {
            let name = known_text(setup.policy, manifest, integration, Field::Integration);
            self.integrations.extend(name.clone());
            if self.integration.is_some() && self.integration != name {
                continue;
            }
            let vendor = manifest.model.cell(integration, Field::Vendor).map(|cell| cell.content);
            if !rules_for(setup.policy, vendor).contains(&self.rule) {
                let why = other_vendor(setup, manifest, rule, integration);
                self.answers.push(not_concerned(setup, manifest, integration, why));
                continue;
            }
            let mut things = manifest.model.inside(integration, rule.subject).peekable();
            if things.peek().is_none() {
                let why = format!("the rule is for {}s, and this integration has none", rule.subject.as_str());
                self.answers.push(not_concerned(setup, manifest, integration, why));
            }
            for thing in things {
                self.answers.push(answer(setup, manifest, self.rule, rule, thing));
            }
        }
    }
}

/// That the rule is for other vendors.
fn other_vendor(setup: &Setup<'_>, manifest: &Manifest<'_>, rule: &Rule, integration: u32) -> String {
    let vendors: Vec<String> =
        rule.vendors.iter().flatten().map(|vendor| format!("`{}`", setup.policy.vendors.get(*vendor).name)).collect();
    let own = known_text(setup.policy, manifest, integration, Field::Vendor).unwrap_or_default();
    let known = match manifest.model.cell(integration, Field::Vendor).map(|cell| cell.content) {
        Some(Content::Text(_)) => ", which no loaded pack declares",
        _ => "",
    };
    format!("the rule is for vendor {}, and this integration's is `{own}`{known}", vendors.join(" or "))
}

fn not_concerned(setup: &Setup<'_>, manifest: &Manifest<'_>, thing: u32, why: String) -> WhySubject {
    WhySubject {
        what: what(setup, manifest, thing),
        integration: known_text(setup.policy, manifest, thing, Field::Integration),
        at: manifest.sources.place(FileSpan::manifest(manifest.model.things[thing as usize].span)),
        verdict: Verdict::NotConcerned(why),
        nodes: vec![],
        cases: vec![],
        schedule: vec![],
        next_change: None,
    }
}

/// "connection `projects` of integration `project-hours`".
fn what(setup: &Setup<'_>, manifest: &Manifest<'_>, thing: u32) -> String {
    let mut words = vec![];
    let mut at = thing;
    loop {
        let this = &manifest.model.things[at as usize];
        let kind = this.subject.as_str();
        words.push(match known_text(setup.policy, manifest, at, naming_field(this.subject)) {
            Some(name) => format!("{kind} `{name}`"),
            None => format!("a {kind} without a name"),
        });
        if this.parent == at {
            return words.join(" of ");
        }
        at = this.parent;
    }
}

fn answer(setup: &Setup<'_>, manifest: &Manifest<'_>, id: RuleId, rule: &Rule, thing: u32) -> WhySubject {
    let eval = Eval { setup, model: manifest.model, text: manifest.text, assumed: &[] };
    let zone = zone_of(setup, rule);
    let mut subject = not_concerned(setup, manifest, thing, String::new());
    let weighed = weigh(setup, manifest.model, manifest.text, id, rule, thing);
    let (tick, state) = weighed.levels.worst_within(setup.range.0, setup.range.1);
    let at = At { setup, manifest, rule, eval, zone, tick };
    let mut selection = condition(&at, &rule.selection, thing);
    selection.notes.extend(at.added_by(rule.selection.at));
    wrap(&mut selection, "selection");
    let selected = eval.truth(&rule.selection, thing);
    subject.nodes.push(selection);
    if selected.is_never() {
        subject.verdict = Verdict::NotSelected;
        return subject;
    }
    subject.verdict = Verdict::State(state);
    if !rule.bare {
        let mut obligation = condition(&at, &rule.broken, thing);
        obligation.notes.extend(at.added_by(rule.broken.at));
        wrap(&mut obligation, "obligation");
        subject.nodes.push(obligation);
    }
    subject.nodes.extend(rule.stages.iter().map(|of| stage(&at, *of, thing)));
    subject.nodes.extend(rule.severities.iter().map(|clause| severity(&at, clause, thing)));
    if !weighed.levels.is_clean() {
        let waivers = setup.policy.waivers_of(id);
        subject.nodes.extend(waivers.map(|(number, one)| waiver(&at, number, one, &weighed.covers)));
    }
    for (case, levels) in &weighed.cases {
        let words = case_words(setup.policy, case);
        let schedule = schedule(setup, levels, zone);
        match subject.cases.iter_mut().find(|known| known.schedule == schedule) {
            Some(known) => known.values.push(words),
            None => {
                let state = levels.at(tick);
                subject.cases.push(WhyCase { values: vec![words], state, schedule });
            }
        }
    }
    subject.schedule = schedule(setup, &weighed.levels, zone);
    subject.next_change = next_change(setup, &subject.schedule, state);
    subject
}

/// Says what a condition is in the rule. Where its own kind says how its parts make it up, it becomes a child of that.
fn wrap(node: &mut WhyNode, kind: &'static str) {
    if !matches!(node.kind, "any" | "each" | "of") {
        node.kind = kind;
        return;
    }
    let inner = WhyNode { kind, children: vec![], values: vec![], notes: vec![], ..node.clone() };
    let inner = std::mem::replace(node, inner);
    node.children.push(inner);
}

/// The word for things of a kind.
fn kind_of(subject: Subject, number: usize) -> String {
    if number == 1 { subject.as_str().to_owned() } else { format!("{}s", subject.as_str()) }
}
