//! One manifest against every rule that could concern it.

use std::sync::Arc;

use compline_diagnostic::Severity;
use compline_manifest::model::{Content, Model};
use compline_manifest::schema::{Field, FieldType, Subject};
use compline_policy::Policy;
use compline_policy::expr::Value;
use compline_policy::rule::{Rule, RuleId};
use compline_policy::vendor::VendorId;
use compline_time::Tri;

use crate::eval::{Assumed, Eval};
use crate::levels::Levels;
use crate::setup::Setup;
use crate::trials::{Case, Trial, Tried, cases};
use crate::waivers::{Cover, covered, decide};

/// A rule that is broken, or may be, at some time.
#[derive(Debug)]
pub(crate) struct Broken<'p> {
    pub(crate) rule: &'p Rule,
    pub(crate) thing: u32,
    pub(crate) levels: Levels,
    /// What each tried value of an unknown field would come to.
    pub(crate) cases: Vec<(Case, Levels)>,
    /// What it would be if no other pack had made the rule stricter.
    pub(crate) original: Option<Levels>,
    /// The waivers that are for it.
    pub(crate) covers: Vec<Cover>,
}

/// How often rules spoke of something, and what came of it, at the as-of moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Pairs decided.
    pub(crate) decided: u64,
    /// Pairs not decided.
    pub(crate) undetermined: u64,
    /// For each rule of the policy, how many subjects it spoke of.
    pub(crate) by_rule: Vec<u32>,
    /// For each waiver of the policy, how many findings it is for.
    pub(crate) by_waiver: Vec<u32>,
}

impl Counts {
    /// None yet.
    pub(crate) fn new(policy: &Policy) -> Self {
        Self { by_rule: vec![0; policy.rules.len()], by_waiver: vec![0; policy.waivers.len()], ..Self::default() }
    }

    /// Adds another thread's.
    pub(crate) fn add(&mut self, other: &Self) {
        self.decided += other.decided;
        self.undetermined += other.undetermined;
        for (mine, theirs) in self.by_rule.iter_mut().zip(&other.by_rule) {
            *mine += theirs;
        }
        for (mine, theirs) in self.by_waiver.iter_mut().zip(&other.by_waiver) {
            *mine += theirs;
        }
    }
}

/// Every rule that is, was, will be or may be broken by something in the model.
pub(crate) fn check<'s>(setup: &'s Setup<'s>, model: &Model, text: &str, counts: &mut Counts) -> Vec<Broken<'s>> {
    let mut found = vec![];
    for integration in model.integrations() {
        let rules = rules_for(setup.policy, model.cell(integration, Field::Vendor).map(|cell| cell.content));
        for id in rules {
            let rule = setup.policy.rule(id);
            for thing in model.inside(integration, rule.subject) {
                if let Some(broken) = check_one(setup, model, text, id, rule, thing, counts) {
                    found.push(broken);
                }
            }
        }
    }
    found
}

/// The rules that could concern an integration: of a known vendor, its own and those of any; of a vendor that no pack
/// knows, the latter alone; where the vendor is not known, all.
pub(crate) fn rules_for(policy: &Policy, vendor: Option<Content>) -> Vec<RuleId> {
    let any = policy.rules_of_any_vendor();
    match vendor {
        Some(Content::Word(vendor)) => {
            let mut rules: Vec<RuleId> = any.iter().chain(policy.rules_of_vendor(VendorId(vendor))).copied().collect();
            rules.sort_unstable();
            rules
        }
        Some(Content::Text(_)) => any.to_vec(),
        _ => (0..policy.rules.len() as u32).map(RuleId).collect(),
    }
}

fn check_one<'s>(
    setup: &'s Setup<'s>,
    model: &Model,
    text: &str,
    id: RuleId,
    rule: &'s Rule,
    thing: u32,
    counts: &mut Counts,
) -> Option<Broken<'s>> {
    if (Eval { setup, model, text, assumed: &[] }).ever(&rule.selection, thing) == Tri::False {
        return None;
    }
    let Weighed { levels, cases, spoke, original, covers } = weigh(setup, model, text, id, rule, thing);
    for cover in &covers {
        counts.by_waiver[cover.waiver as usize] += 1;
    }
    if spoke {
        counts.by_rule[id.0 as usize] += 1;
        let (_, state) = levels.worst_within(setup.range.0, setup.range.1);
        if state.at_least == state.at_most {
            counts.decided += 1;
        } else {
            counts.undetermined += 1;
        }
    }
    (!levels.is_clean()).then_some(Broken { rule, thing, levels, cases, original, covers })
}

/// What a rule comes to for a thing.
#[derive(Debug)]
pub(crate) struct Weighed {
    pub(crate) levels: Levels,
    /// What each tried value of an unknown field would come to.
    pub(crate) cases: Vec<(Case, Levels)>,
    /// Whether the rule speaks of the thing at the as-of moment, as far as is known.
    pub(crate) spoke: bool,
    /// Of a rule that was made stricter, what it came to before.
    pub(crate) original: Option<Levels>,
    /// The waivers that cover it.
    pub(crate) covers: Vec<Cover>,
}

/// How severely a rule is broken by a thing over all time; where fields are unknown, over all that they could be; less
/// what is waived.
pub(crate) fn weigh(setup: &Setup<'_>, model: &Model, text: &str, id: RuleId, rule: &Rule, thing: u32) -> Weighed {
    let eval = Eval { setup, model, text, assumed: &[] };
    let mut spoke = false;
    let (mut levels, cases) = tried(&eval, rule, &setup.trials[id.0 as usize], thing, &mut spoke);
    // A rule that was made stricter is never lighter than it was, whatever more could be told of it.
    let original = rule
        .original
        .as_ref()
        .map(|original| tried(&eval, original, &setup.original_trials[id.0 as usize], thing, &mut spoke).0);
    if let Some(original) = &original {
        levels = levels.or(original);
    }
    let covers = if levels.is_clean() { vec![] } else { decide(&eval, id, rule, thing) };
    levels.waived = covered(&covers);
    Weighed { levels, cases, spoke, original, covers }
}

/// How severely a rule is broken over all time, with every value tried that an unknown field can have.
fn tried(
    eval: &Eval<'_>,
    rule: &Rule,
    trials: &[Trial],
    thing: u32,
    spoke: &mut bool,
) -> (Levels, Vec<(Case, Levels)>) {
    let cases = cases(eval, rule, trials, thing);
    if cases.is_empty() {
        return (levels(eval, rule, thing, spoke), vec![]);
    }
    let mut tried = vec![];
    for case in cases {
        let assumed: Vec<Assumed<'_>> = case.iter().map(|(field, tried)| (*field, tried)).collect();
        let eval = Eval { assumed: &assumed, ..*eval };
        let levels = levels(&eval, rule, thing, spoke);
        tried.push((case, levels));
    }
    let all: Vec<Levels> = tried.iter().map(|(_, levels)| levels.clone()).collect();
    (Levels::either(&all), tried)
}

/// How severely a rule is broken over all time; `spoke` is set if it speaks of the thing at all.
fn levels(eval: &Eval<'_>, rule: &Rule, thing: u32, spoke: &mut bool) -> Levels {
    let selected = eval.truth(&rule.selection, thing);
    if selected.is_never() {
        return Levels::CLEAN;
    }
    let (start, end) = eval.setup.range;
    *spoke |= selected.possible().meets(start, end);
    let broken = if rule.bare { selected } else { selected.and(&eval.truth(&rule.broken, thing)) };
    if broken.is_never() {
        return Levels::CLEAN;
    }
    let severities = rule.severities.iter().map(|clause| {
        let zone = eval.policy().zone_of(clause);
        (clause.severity, eval.severity(clause, zone, thing))
    });
    Levels::new(&broken, severities)
}

/// A value of a case in words.
pub(crate) fn case_words(policy: &Policy, case: &[(Field, Tried)]) -> String {
    let one = |(field, tried): &(Field, Tried)| match tried {
        Tried::Other => format!("any other {}", field.info().name),
        Tried::OtherCase(text) => format!("{text} in another case"),
        Tried::Is(Value::Word(id)) if field.info().ty == FieldType::Region => {
            policy.vendors.region_name(compline_policy::vendor::RegionId(*id)).to_owned()
        }
        Tried::Is(Value::Word(id)) if field.info().ty == FieldType::Vendor => {
            policy.vendors.get(VendorId(*id)).name.clone()
        }
        Tried::Is(Value::Word(id)) => match field.info().ty {
            FieldType::Word(words) => words.get(*id as usize).copied().unwrap_or_default().to_owned(),
            _ => policy.modes.get(compline_policy::mode::ModeId(*id)).name.clone(),
        },
        Tried::Is(Value::Text(text)) => text.clone(),
        Tried::Is(Value::Day(day)) => format!("{} {}", field.info().name, compline_time::Day(*day)),
        Tried::Is(Value::Number(number)) => format!("{} {number}", field.info().name),
        Tried::Is(Value::Bool(value)) => format!("{} {value}", field.info().name),
    };
    case.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// How a state is put in words: `error`, `at most a warning`, `nothing`.
pub(crate) fn state_words(state: crate::finding::State) -> String {
    let name = |severity: Option<Severity>| severity.map_or("no finding", Severity::as_str);
    if state.at_least == state.at_most {
        name(state.at_least).to_owned()
    } else {
        format!("between {} and {}", name(state.at_least), name(state.at_most))
    }
}

/// The rule ids as reports show them.
pub(crate) fn rule_id(rule: &Rule) -> Arc<str> {
    Arc::clone(&rule.id)
}

/// The field that names a thing of a kind.
pub(crate) const fn naming_field(subject: Subject) -> Field {
    match subject {
        Subject::Integration => Field::Integration,
        Subject::Connection => Field::Connection,
        Subject::Endpoint => Field::Url,
        Subject::Scope => Field::Scope,
    }
}
