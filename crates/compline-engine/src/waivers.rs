//! Which waivers cover a finding, and when: the one place that decides it, for every way in.
//!
//! In doubt nothing is waived: a name that is not known does not fit, a condition that is not certain does not hold, and
//! a day that is over somewhere on Earth is over (where the rule's dates have no zone).

use compline_diagnostic::{Diagnostic, Located, codes};
use compline_manifest::model::Content;
use compline_policy::rule::{Rule, RuleId};
use compline_policy::waiver::{Standing, Waiver};
use compline_time::{Tick, TimeSet, Zone};

use crate::check::Counts;
use crate::eval::Eval;
use crate::finding::WaiverRef;
use crate::setup::Setup;

/// A waiver that is for a finding, and when it covers it.
#[derive(Clone, Debug)]
pub(crate) struct Cover {
    /// Its number in the policy.
    pub(crate) waiver: u32,
    /// When.
    pub(crate) during: TimeSet,
}

/// The waivers that are for a rule's finding about a thing, each with the times at which it covers it.
pub(crate) fn decide(eval: &Eval<'_>, id: RuleId, rule: &Rule, thing: u32) -> Vec<Cover> {
    let policy = eval.policy();
    let zone = zone_of(eval.setup, rule);
    let mut covers = vec![];
    for (number, waiver) in policy.waivers_of(id) {
        let named = |(field, pattern): &(_, compline_policy::Glob)| match eval.model.cell(thing, *field) {
            Some(cell) => match cell.content {
                Content::Text(text) => pattern.matches(eval.model.text(eval.text, text)),
                _ => false,
            },
            None => false,
        };
        if !waiver.targets.iter().all(named) {
            continue;
        }
        let mut during = waiver.window(eval.setup.axis(), zone);
        if let Some((subject, condition)) = &waiver.condition {
            let truth = eval.truth(condition, eval.outer(thing, *subject));
            if truth.is_never() {
                continue;
            }
            during = during.intersect(truth.certain());
        }
        covers.push(Cover { waiver: number, during });
    }
    covers
}

/// When any of them covers.
pub(crate) fn covered(covers: &[Cover]) -> TimeSet {
    covers.iter().fold(TimeSet::EMPTY, |all, one| all.union(&one.during))
}

/// The zone in which the days of a rule's waivers begin: that of the cutoff that the rule speaks of, as for its findings.
fn zone_of<'p>(setup: &Setup<'p>, rule: &Rule) -> Option<&'p Zone> {
    rule.stages.first().and_then(|stage| setup.policy.cutoff(stage.cutoff).zone.as_ref())
}

/// The waivers of a finding as it shows them: those that cover it at `tick` first.
pub(crate) fn shown(setup: &Setup<'_>, covers: &[Cover], tick: Tick) -> Vec<WaiverRef> {
    let mut refs: Vec<WaiverRef> = covers
        .iter()
        .map(|cover| {
            let waiver = &setup.policy.waivers[cover.waiver as usize];
            WaiverRef {
                pack: setup.policy.packs[waiver.pack].name.clone(),
                because: waiver.because.clone(),
                approved: waiver.approved.clone(),
                ticket: waiver.ticket.clone(),
                from: waiver.from.map(|day| day.to_string()),
                until: waiver.until.to_string(),
                until_words: waiver.until.in_words(),
                place: setup.policy.sources.place(waiver.at).map_or_else(String::new, |place| place.to_string()),
                covers: cover.during.contains(tick),
                why_not: why_not(waiver, cover, tick),
            }
        })
        .collect();
    refs.sort_by(|a, b| b.covers.cmp(&a.covers).then_with(|| a.place.cmp(&b.place)));
    refs
}

/// Why a waiver does not cover a finding at a moment, if it does not.
pub(crate) fn why_not(waiver: &Waiver, cover: &Cover, tick: Tick) -> Option<&'static str> {
    if cover.during.contains(tick) {
        return None;
    }
    let is_past = cover.during.next_change_after(tick).is_none();
    Some(match waiver.standing {
        Standing::Forbidden => "not allowed",
        Standing::NoBeginning => "over the limit",
        Standing::CutShort(_) if is_past => "over the limit",
        _ if cover.during.is_empty() => "not certain to be for this",
        _ if is_past => "over",
        _ => "not begun",
    })
}

/// What is to be said of the waivers themselves after a run: expired, unused, too long, forbidden.
pub(crate) fn report(setup: &Setup<'_>, counts: &Counts) -> Vec<Located> {
    let policy = setup.policy;
    let mut found = vec![];
    for (number, waiver) in policy.waivers.iter().enumerate() {
        found.extend(limits(setup, waiver));
        let used = counts.by_waiver.get(number).copied().unwrap_or_default();
        if is_over(setup, waiver) {
            let said = match used {
                0 => "and covers nothing here any more".to_owned(),
                1 => "and one finding that it covered is reported again".to_owned(),
                number => format!("and {number} findings that it covered are reported again"),
            };
            found.push(
                Diagnostic::warning(
                    codes::waiver::EXPIRED,
                    format!("the waiver of `{}` was over after {}, {said}", waiver.rule, waiver.until.in_words()),
                )
                .at(waiver.until_at, "its last day")
                .also(waiver.at, format!("approved by {}", waiver.approved))
                .help("take it out, or have a new one signed"),
            );
        } else if used == 0 {
            found.push(
                Diagnostic::warning(
                    codes::waiver::UNUSED,
                    format!("the waiver of `{}` covers no finding", waiver.rule),
                )
                .at(waiver.at, "nothing here breaks this rule, or nothing that the waiver is for")
                .help("take it out, or see whether its names and condition are what is meant"),
            );
        }
    }
    found.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.at));
    found.into_iter().map(|diagnostic| Located::new(diagnostic, &policy.sources)).collect()
}

/// Whether a waiver's days are over for all of its rules.
fn is_over(setup: &Setup<'_>, waiver: &Waiver) -> bool {
    let whole = Waiver { standing: Standing::Whole, ..waiver.clone() };
    let over = |rule: &RuleId| {
        let window = whole.window(setup.axis(), zone_of(setup, setup.policy.rule(*rule)));
        !window.meets(setup.range.0, Tick::MAX)
    };
    waiver.rules.iter().all(over)
}

/// What limits have to say about a waiver.
fn limits(setup: &Setup<'_>, waiver: &Waiver) -> Option<Diagnostic> {
    let policy = setup.policy;
    let limit = policy.waiver_limit.as_ref()?;
    let pack = &policy.packs[limit.pack].name;
    let rule = &waiver.rule;
    let longest = limit.longest.map(|length| length.to_string()).unwrap_or_default();
    let diagnostic = match waiver.standing {
        Standing::Whole => return None,
        Standing::Forbidden => {
            Diagnostic::error(codes::waiver::FORBIDDEN, format!("pack `{pack}` allows no waivers, so that of `{rule}` waives nothing"))
                .at(waiver.at, "")
                .help("take the waiver out, or have the limit changed")
        }
        Standing::CutShort(day) => Diagnostic::warning(
            codes::waiver::TOO_LONG,
            format!("the waiver of `{rule}` is longer than {longest}, so it ends after {}", day.in_words()),
        )
        .at(waiver.until_at, "its last day")
        .help(format!("write `until {day}` or earlier")),
        Standing::NoBeginning => Diagnostic::warning(
            codes::waiver::TOO_LONG,
            format!("the waiver of `{rule}` does not say when it begins, so it waives nothing: pack `{pack}` limits waivers to {longest}"),
        )
        .at(waiver.at, "")
        .help("add `from 2021-04-20`: its first day"),
    };
    Some(diagnostic.also(limit.at, "the limit"))
}
