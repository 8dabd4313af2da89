//! The engine against the reference evaluator, on packs, manifests and dates that nobody chose.
//!
//! Where a field is not known, two references stand around the engine's answer. One tries every field that can be
//! tried: the engine may not claim more than it does (*sound*). The other tries the fields that `docs/language.md`
//! promises to try: the engine may not know less (*precise*). Mostly the two agree, and the engine has no choice.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests")]

mod common;
mod reference;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use common::try_packs;
use compline_diagnostic::Severity;
use compline_engine::finding::{FileStatus, Finding, Step};
use compline_engine::{CheckOptions, Checker, Horizon};
use compline_manifest::schema::{Field, Subject};
use compline_policy::Policy;
use compline_policy::cutoff::StageRef;
use compline_policy::rule::{Rule, SeverityClause};
use compline_time::{AsOf, Axis, Day, Tri, Zone};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reference::census::{Census, count_manifest, count_pack};
use reference::evaluate::{Reference, State};
use reference::made::Made;
use reference::manifest::{Thing, Value, meaning};
use reference::manifests::manifest;
use reference::packs::{DAYS, Pack, Tape, ZONES, pack};
use reference::tries::Reach;

const DAY: i64 = 86_400;
/// As many combinations as the engine tries at most.
const ENGINE_CASES: usize = 64;
/// As many as the reference has the patience for.
const ALL_CASES: usize = 500;

/// How often states were compared, how often the two references agreed, and where the engine was not held to precision.
static COMPARED: AtomicU64 = AtomicU64::new(0);
static EQUAL: AtomicU64 = AtomicU64::new(0);
static SOUND_ONLY: AtomicU64 = AtomicU64::new(0);
static DIRTY: AtomicU64 = AtomicU64::new(0);
/// Packs made, those that the compiler refused, those with a pack upon them, and of these those that it did not show to
/// be stricter.
static PACKS: AtomicU64 = AtomicU64::new(0);
static REFUSED: AtomicU64 = AtomicU64::new(0);
static UPON: AtomicU64 = AtomicU64::new(0);
static NOT_STRICTER: AtomicU64 = AtomicU64::new(0);
/// Severities that were shown to be stricter, held to it at a moment; states that are waived, and that hang on the vendor.
static PROVEN: AtomicU64 = AtomicU64::new(0);
static WAIVED: AtomicU64 = AtomicU64::new(0);
static VENDOR_UNKNOWN: AtomicU64 = AtomicU64::new(0);

/// What came of a run: findings by rule and name of the thing, and what hangs on an unknown vendor.
struct Run {
    findings: BTreeMap<(String, String), Finding>,
    vendor_unknown: Option<Finding>,
}

fn run(policy: &Policy, path: &str, yaml: &str, as_of: AsOf, known_at: Option<Day>) -> Run {
    let options = CheckOptions { as_of, known_at, jobs: Some(1), file_format: None, horizon: Horizon::All };
    let report = Checker::new(policy, options).unwrap().check_bytes(path, yaml.as_bytes()).0;
    assert!(matches!(report.status, FileStatus::Checked { .. }), "{:?}\n{yaml}", report.status);
    let mut run = Run { findings: BTreeMap::new(), vendor_unknown: None };
    for finding in report.findings {
        if &*finding.rule == "check/vendor-unknown" {
            assert!(run.vendor_unknown.replace(finding).is_none(), "said twice\n{yaml}");
            continue;
        }
        let message = &finding.located.message;
        let name = message.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(name, _)| name.to_owned());
        let key = (finding.rule.to_string(), name.unwrap());
        assert!(run.findings.insert(key.clone(), finding).is_none(), "{key:?} twice\n{yaml}");
    }
    run
}

/// What a schedule says of a stretch of ticks: the worst of it, of both bounds.
fn read(schedule: &[Step], start: i64, end: i64) -> State {
    let tick = |step: &Step| step.from.as_ref().map_or(i64::MIN, |from| from.tick);
    let mut worst = (None, None);
    for (index, step) in schedule.iter().enumerate() {
        let until = schedule.get(index + 1).map_or(i64::MAX, tick);
        if tick(step) < end && until > start {
            worst = (worst.0.max(step.state.at_least), worst.1.max(step.state.at_most));
        }
    }
    worst
}

/// A rule as it is, or as it would be without those who made it stricter.
struct Side<'a> {
    policy: &'a Policy,
    rule: &'a Rule,
    /// The stages in whose zone its severities' dates are.
    zones: &'a [StageRef],
    reach: Reach,
}

impl<'a> Side<'a> {
    fn of(policy: &'a Policy, rule: &'a Rule, zones: &'a [StageRef]) -> Self {
        Self { policy, rule, zones, reach: Reach::of(policy, rule) }
    }
}

struct Question<'a> {
    policy: &'a Policy,
    made: &'a Made,
    path: &'a str,
    yaml: &'a str,
    integration: &'a Thing,
    known_at: Option<Day>,
    /// Whether anything happens within days.
    times: bool,
    pack: &'a str,
}

impl Question<'_> {
    /// Everything in a pack happens on a quarter of an hour, and on the civil axis without times at midnight.
    fn ticks(&self, range: (i64, i64)) -> impl Iterator<Item = i64> {
        let step = if self.times { 900 } else { DAY };
        std::iter::successors(Some(range.0), move |tick| Some(tick + step)).take_while(move |tick| *tick < range.1)
    }

    fn reference<'p>(&'p self, axis: Axis, side: &Side<'p>) -> Reference<'p> {
        let (made, known_at) = (self.made, self.known_at);
        let zones = Some(side.zones);
        Reference { policy: side.policy, made, axis, known_at, supposed: BTreeMap::new(), zones }
    }

    fn state(&self, axis: Axis, side: &Side<'_>, thing: &Thing, range: (i64, i64), all: bool) -> State {
        let tries = side.reach.tries(side.policy, side.rule, thing, all);
        let mut reference = self.reference(axis, side);
        let states = self.ticks(range).map(|tick| reference.rule_over(side.rule, thing, tick, &tries));
        states.reduce(|a, b| (a.0.max(b.0), a.1.max(b.1))).unwrap()
    }

    /// A rule with all that was added, or without, whichever is heavier; nothing if that takes too long.
    fn heavier(
        &self,
        axis: Axis,
        sides: &[Side<'_>],
        thing: &Thing,
        range: (i64, i64),
        all: bool,
        most: usize,
    ) -> Option<State> {
        let count = |side: &Side<'_>| {
            let tries = side.reach.tries(side.policy, side.rule, thing, all);
            tries.iter().map(|(_, values)| values.len()).product::<usize>()
        };
        if sides.iter().any(|side| count(side) > most) {
            return None;
        }
        let states = sides.iter().map(|side| self.state(axis, side, thing, range, all));
        states.reduce(|a, b| (a.0.max(b.0), a.1.max(b.1)))
    }

    /// What the engine says lies within what is certain, and is no less than the language promises.
    fn compare(&self, axis: Axis, sides: &[Side<'_>], thing: &Thing, range: (i64, i64), engine: State) {
        let within = |inner: State, outer: State| outer.0 <= inner.0 && inner.1 <= outer.1;
        COMPARED.fetch_add(1, Relaxed);
        DIRTY.fetch_add(u64::from(engine.1.is_some()), Relaxed);
        let sound = self.heavier(axis, sides, thing, range, true, ALL_CASES);
        if let Some(sound) = sound {
            EQUAL.fetch_add(u64::from(sound == engine), Relaxed);
            if !within(sound, engine) {
                self.show("claims too much", axis, sides[0].rule, thing, range, engine, sound);
            }
        }
        match self.precise(axis, sides, thing, range) {
            None => _ = SOUND_ONLY.fetch_add(1, Relaxed),
            Some(precise) if within(engine, precise) => {}
            Some(precise) => self.show("knows too little", axis, sides[0].rule, thing, range, engine, precise),
        }
    }

    fn precise(&self, axis: Axis, sides: &[Side<'_>], thing: &Thing, range: (i64, i64)) -> Option<State> {
        let zoneless = self.policy.cutoffs.iter().any(|cutoff| cutoff.zone.is_none());
        for side in sides {
            // Steps of months in no zone are taken from each day that it may be somewhere; the engine adds up the bounds.
            let adds_up = axis == Axis::Instant && zoneless && side.reach.months;
            let few = side.reach.tries(side.policy, side.rule, thing, false);
            let compared = side.reach.fields_compared && few.iter().any(|(_, values)| values.len() > 1);
            // What an operation or a scope that is not known could be is not tried.
            let reference = self.reference(axis, side);
            let connections = self.integration.all_of(Subject::Connection);
            let unknown = side.reach.needed && connections.into_iter().any(|one| reference.is_open(one));
            if adds_up || compared || unknown {
                return None;
            }
        }
        self.heavier(axis, sides, thing, range, false, ENGINE_CASES)
    }

    #[allow(clippy::too_many_arguments, reason = "all that there is to show")]
    fn show(
        &self,
        kind: &str,
        axis: Axis,
        rule: &Rule,
        thing: &Thing,
        range: (i64, i64),
        engine: State,
        reference: State,
    ) -> ! {
        panic!(
            "{kind}: {} of <{}> on {axis:?} at {range:?} known {:?}: engine {engine:?}, reference {reference:?}\n{}\n{}",
            rule.id, thing.name, self.known_at, self.pack, self.yaml
        )
    }

    /// Whether a waiver covers a finding of the reference's, if that is the same all the while.
    fn waived(&self, axis: Axis, number: usize, thing: &Thing, range: (i64, i64)) -> Option<bool> {
        let rule = &self.policy.rules[number];
        let side = Side::of(self.policy, rule, &rule.stages);
        let reference = self.reference(axis, &side);
        let mut all = self.ticks(range).map(|tick| reference.is_waived(rule, number, thing, self.integration, tick));
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }

    /// A severity that was shown to be stricter holds whenever the rule's own of that severity does.
    fn never_looser(&self, axis: Axis, stricter: &Stricter<'_>, number: usize, thing: &Thing, tick: i64) {
        let (Some(added), Some(rule)) = (stricter.added[number], stricter.written_out.rules.get(number)) else {
            return;
        };
        let original = &stricter.base.rules[number];
        let side = Side::of(stricter.written_out, rule, &original.stages);
        let tries = side.reach.tries(side.policy, rule, thing, true);
        if tries.iter().map(|(_, values)| values.len()).product::<usize>() > ALL_CASES {
            return;
        }
        let (own, new) = rule.severities.split_at(added);
        self.reference(axis, &side).each_case(thing, &tries, &mut |reference| {
            // It is shown for the regions that the vendor has.
            let foreign = matches!(reference.supposed.get(&Field::Region), Some(Value::Text(_)));
            if foreign || reference.holds(&original.selection, thing, tick) == Tri::False {
                return;
            }
            for severity in Severity::ALL {
                let holds = |clauses: &[SeverityClause]| {
                    let clauses = clauses.iter().filter(|clause| clause.severity == severity);
                    clauses.map(|clause| reference.clause_holds(rule, clause, thing, tick)).reduce(Tri::or)
                };
                if let (Some(own), Some(new)) = (holds(own), holds(new)) {
                    PROVEN.fetch_add(1, Relaxed);
                    let looser = own == Tri::True && new != Tri::True || own == Tri::Unknown && new == Tri::False;
                    assert!(
                        !looser,
                        "{severity:?} of {} for <{}> at {tick} on {axis:?}, known {:?}, with {:?}: own {own:?}, added {new:?}\n{}\n{}",
                        rule.id, thing.name, self.known_at, reference.supposed, self.pack, self.yaml
                    );
                }
            }
        });
    }

    /// Every rule and thing, at the moments asked about and around every change that the engine sees.
    fn ask(&self, as_ofs: &[AsOf], stricter: Option<&Stricter<'_>>) {
        let axis = as_ofs[0].axis();
        let base = run(self.policy, self.path, self.yaml, as_ofs[0].clone(), self.known_at);
        let length = if axis == Axis::Civil { DAY } else { 1 };
        let others: Vec<_> = as_ofs
            .iter()
            .map(|as_of| (as_of.range(), run(self.policy, self.path, self.yaml, as_of.clone(), self.known_at)))
            .collect();
        let vendor_known = matches!(self.integration.value(Field::Vendor), Value::Word(_) | Value::Text(_));
        // The heaviest that could come of rules of single vendors, where the vendor is not known: sound and precise.
        let mut hanging: Vec<(Option<State>, Option<State>)> =
            vec![(Some((None, None)), Some((None, None))); others.len()];
        for (number, rule) in self.policy.rules.iter().enumerate() {
            let sides: Vec<Side<'_>> = match stricter {
                Some(Stricter { added, base, written_out }) if added[number].is_some() => {
                    let (rule, original) = (&written_out.rules[number], &base.rules[number]);
                    vec![Side::of(written_out, rule, &original.stages), Side::of(base, original, &original.stages)]
                }
                _ => vec![Side::of(self.policy, rule, &rule.stages)],
            };
            for thing in self.integration.all_of(rule.subject) {
                if rule.vendors.is_some() && !vendor_known {
                    for ((range, _), (sound, precise)) in others.iter().zip(&mut hanging) {
                        let all = self.heavier(axis, &sides, thing, *range, true, ALL_CASES);
                        let few = self.precise(axis, &sides, thing, *range);
                        *sound = sound.zip(all).map(|(most, state)| (None, most.1.max(state.1)));
                        *precise = precise.zip(few).map(|(most, state)| (None, most.1.max(state.1)));
                    }
                    continue;
                }
                let key = (rule.id.to_string(), thing.name.clone());
                let schedule = base.findings.get(&key).map_or(&[][..], |finding| &finding.schedule);
                for (range, run) in &others {
                    let finding = run.findings.get(&key);
                    let state = finding.map_or((None, None), |finding| (finding.state.at_least, finding.state.at_most));
                    let waived = finding.is_some_and(|finding| finding.state.waived);
                    if let Some(expected) = self.waived(axis, number, thing, *range) {
                        WAIVED.fetch_add(u64::from(waived), Relaxed);
                        let expected = expected && state.1.is_some();
                        assert_eq!(waived, expected, "waived: {range:?}, {key:?}\n{}\n{}", self.pack, self.yaml);
                        let read = read(schedule, range.0, range.1);
                        assert_eq!(state, read, "as of {range:?}, {key:?}\n{}\n{}", self.pack, self.yaml);
                    }
                    if !waived {
                        self.compare(axis, &sides, thing, *range, state);
                    }
                    if let Some(stricter) = stricter {
                        self.never_looser(axis, stricter, number, thing, range.0);
                    }
                }
                let changes: Vec<i64> =
                    schedule.iter().filter_map(|step| step.from.as_ref()).map(|from| from.tick).collect();
                // Of brownouts, the first and the last.
                let few = changes.iter().take(4).chain(changes.iter().rev().take(2));
                for tick in few {
                    let around = match axis {
                        Axis::Instant => vec![tick - 1, *tick],
                        Axis::Civil => {
                            let day = tick.div_euclid(DAY) * DAY;
                            vec![day - DAY, day]
                        }
                    };
                    for start in around {
                        let range = (start, start + length);
                        self.compare(axis, &sides, thing, range, read(schedule, range.0, range.1));
                        if let Some(stricter) = stricter {
                            self.never_looser(axis, stricter, number, thing, start);
                        }
                    }
                }
            }
        }
        for ((range, run), (sound, precise)) in others.iter().zip(hanging) {
            let state = run.vendor_unknown.as_ref().map(|finding| finding.state);
            let (least, most) = state.map_or((None, None), |state| (state.at_least, state.at_most));
            VENDOR_UNKNOWN.fetch_add(u64::from(most.is_some()), Relaxed);
            let fine = sound.is_none_or(|sound| sound.1 <= most) && precise.is_none_or(|precise| most <= precise.1);
            assert!(
                least.is_none() && fine,
                "vendor unknown at {range:?}, known {:?}: {least:?}..{most:?}, sound {sound:?}, precise {precise:?}\n{}\n{}",
                self.known_at,
                self.pack,
                self.yaml
            );
        }
    }
}

/// Rules as their own pack has them, and as they are with all that was added, written out.
struct Stricter<'a> {
    /// Of each rule, the number of the first severity that was added.
    added: &'a [Option<usize>],
    base: &'a Policy,
    written_out: &'a Policy,
}

/// The policies of a pack, if the compiler takes it.
struct Policies {
    policy: Policy,
    /// Without the pack upon it, and with its rules written out.
    stricter: Option<(Policy, Policy)>,
}

/// The error is the code of what is wrong.
fn policies(pack: &Pack) -> Result<Policies, String> {
    PACKS.fetch_add(1, Relaxed);
    // Some packs are refused, for dates out of reach: nothing to compare.
    let base = try_packs(&[("base", &pack.text)]).map_err(|wrong| {
        REFUSED.fetch_add(1, Relaxed);
        format!("{}: {}", wrong[0].code.as_str(), wrong[0].message)
    })?;
    let Some(upon) = &pack.upon else { return Ok(Policies { policy: base, stricter: None }) };
    UPON.fetch_add(1, Relaxed);
    let both = |text: &str| try_packs(&[("base", &pack.text), ("upon", &format!("use base\n{text}"))]);
    let rules = upon.written_out.iter().enumerate().map(|(number, rule)| rule.write(number)).collect::<String>();
    match both(&format!("{}{}", upon.tighten, upon.waive)) {
        Ok(policy) => {
            let written_out = try_packs(&[("base", &format!("{}{rules}", pack.ground))]);
            let written_out = written_out.unwrap_or_else(|wrong| panic!("{wrong:#?}\n{}{rules}", pack.ground));
            Ok(Policies { policy, stricter: Some((base, written_out)) })
        }
        Err(wrong) => {
            // Not shown to be stricter: the waivers stay.
            assert!(wrong.iter().all(|one| one.code.as_str().starts_with("tighten/")), "{wrong:#?}\n{}", upon.tighten);
            NOT_STRICTER.fetch_add(1, Relaxed);
            let policy = both(&upon.waive).unwrap_or_else(|wrong| panic!("{wrong:#?}\n{}", upon.waive));
            Ok(Policies { policy, stricter: None })
        }
    }
}

fn check(choices: &[u16], axis: Axis) {
    let tape = &mut Tape::new(choices);
    let known_at = match tape.below(4) {
        1 => Some(Day::parse(["2020-05-31", "2020-12-31", "2021-01-01"][tape.below(3)]).unwrap()),
        _ => None,
    };
    let (written, templated) = manifest(tape);
    // The days asked about come before the pack, which takes as much of the tape as it likes.
    let days: Vec<(Day, usize, i64)> = (0..4)
        .map(|_| {
            let day = Day::parse(DAYS[tape.below(DAYS.len())]).unwrap();
            let day = [day, day.next(), day.previous()][tape.below(3)];
            (day, tape.below(ZONES.len()), [0, -1, 1, 43_200][tape.below(4)])
        })
        .collect();
    let pack = pack(tape);
    let Ok(policies) = policies(&pack) else { return };
    let as_ofs: Vec<AsOf> = days
        .into_iter()
        .map(|(day, zone, off)| match axis {
            Axis::Civil => AsOf::Day(day),
            Axis::Instant => AsOf::instant(Zone::parse(ZONES[zone]).unwrap().to_instant(day.start_tick()) + off),
        })
        .collect();
    let integration = meaning(&policies.policy, &pack.made, &written);
    let yaml = written.to_yaml(templated);
    let text = pack.upon.as_ref().map_or_else(String::new, |upon| format!("{}{}", upon.tighten, upon.waive));
    let question = Question {
        policy: &policies.policy,
        made: &pack.made,
        path: if templated { "m.later.yaml" } else { "m.yaml" },
        yaml: &yaml,
        integration: &integration,
        known_at,
        times: pack.times,
        pack: &format!("{}\n{text}", pack.text),
    };
    let stricter = policies.stricter.as_ref().zip(pack.upon.as_ref());
    let stricter = stricter.map(|((base, written_out), upon)| Stricter { added: &upon.stricter, base, written_out });
    question.ask(&as_ofs, stricter.as_ref());
    if COMPARED.load(Relaxed).is_multiple_of(64) {
        account();
    }
}

/// Says how much was compared, for who wants to see (`--nocapture`).
fn account() {
    let [packs, refused, upon, not_stricter, compared, dirty, equal, sound_only, proven, waived, vendor_unknown] = [
        &PACKS,
        &REFUSED,
        &UPON,
        &NOT_STRICTER,
        &COMPARED,
        &DIRTY,
        &EQUAL,
        &SOUND_ONLY,
        &PROVEN,
        &WAIVED,
        &VENDOR_UNKNOWN,
    ]
    .map(|count| count.load(Relaxed));
    println!(
        "{packs} packs, {refused} refused; {upon} with a pack upon them, {not_stricter} of these not shown to be stricter; \
         {compared} states compared, {dirty} not clean, {equal} the only one possible, {sound_only} held to soundness only; \
         {proven} severities held to be stricter, {waived} states waived, {vendor_unknown} that hang on the vendor"
    );
}

fn tapes() -> impl Strategy<Value = Vec<u16>> {
    proptest::collection::vec(any::<u16>(), 0..700)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn days_come_out_as_they_do_one_at_a_time(choices in tapes()) {
        check(&choices, Axis::Civil);
    }

    #[test]
    fn instants_come_out_as_they_do_one_at_a_time(choices in tapes()) {
        check(&choices, Axis::Instant);
    }
}

/// The same packs each time, so that this says of all runs how much is compared.
#[test]
fn every_construct_comes_up_in_packs_that_the_compiler_takes() {
    const PACKS: usize = 600;
    let mut census = Census::new();
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    let mut not_stricter = 0;
    let mut random = TestRunner::deterministic();
    let mut upon = 0;
    for _ in 0..PACKS {
        let choices = proptest::collection::vec(any::<u16>(), 700).new_tree(&mut random).unwrap().current();
        let tape = &mut Tape::new(&choices);
        let (written, templated) = manifest(tape);
        let pack = pack(tape);
        count_manifest(&written, templated, &mut census);
        match policies(&pack) {
            Ok(policies) => {
                count_pack(&pack, &mut census);
                upon += usize::from(pack.upon.is_some());
                not_stricter += usize::from(pack.upon.is_some() && policies.stricter.is_none());
            }
            Err(code) => *refused.entry(code).or_default() += 1,
        }
    }
    println!("{refused:?}; {not_stricter} of {upon} not shown to be stricter\n{census:#?}");
    let refused: usize = refused.values().sum();
    assert!(refused * 20 <= PACKS, "{refused} of {PACKS} are refused");
    assert!(not_stricter * 2 <= upon, "{not_stricter} of {upon} are not shown to be stricter");
    let rare: Vec<_> = census.iter().filter(|(_, count)| **count < 8).collect();
    assert!(rare.is_empty(), "{rare:?}");
}
