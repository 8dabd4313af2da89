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

use common::try_policy;
use compline_engine::finding::{Finding, Step};
use compline_engine::{CheckOptions, Checker, Horizon};
use compline_policy::Policy;
use compline_policy::rule::Rule;
use compline_time::{AsOf, Axis, Day, Zone};
use proptest::prelude::*;
use reference::evaluate::{Reference, State};
use reference::manifest::{Thing, meaning};
use reference::packs::{DAYS, Tape, ZONES, manifest, pack};
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

/// The findings of a run by rule and name of the thing.
fn run(policy: &Policy, yaml: &str, as_of: AsOf, known_at: Option<Day>) -> BTreeMap<(String, String), Finding> {
    let options = CheckOptions { as_of, known_at, jobs: Some(1), file_format: None, horizon: Horizon::All };
    let report = Checker::new(policy, options).unwrap().check_bytes("m.yaml", yaml.as_bytes()).0;
    let named = |finding: Finding| {
        let message = &finding.located.message;
        let name = message.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(name, _)| name.to_owned());
        ((finding.rule.to_string(), name.unwrap()), finding)
    };
    report.findings.into_iter().map(named).collect()
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

struct Question<'a> {
    policy: &'a Policy,
    yaml: &'a str,
    integration: &'a Thing,
    known_at: Option<Day>,
    /// Whether anything happens within days.
    times: bool,
    pack: &'a str,
}

impl Question<'_> {
    fn reference(&self, axis: Axis, rule: &Rule, thing: &Thing, range: (i64, i64), all: bool, reach: &Reach) -> State {
        let tries = reach.tries(self.policy, rule, thing, all);
        let mut reference = Reference { policy: self.policy, axis, known_at: self.known_at, supposed: BTreeMap::new() };
        // Everything in a pack happens on a quarter of an hour, and on the civil axis without times at midnight.
        let step = if self.times { 900 } else { DAY };
        let ticks = std::iter::successors(Some(range.0), |tick| Some(tick + step)).take_while(|tick| *tick < range.1);
        let states = ticks.map(|tick| reference.rule_over(rule, thing, tick, &tries));
        states.reduce(|a, b| (a.0.max(b.0), a.1.max(b.1))).unwrap()
    }

    fn compare(&self, axis: Axis, rule: &Rule, thing: &Thing, range: (i64, i64), engine: State, reach: &Reach) {
        let within = |inner: State, outer: State| outer.0 <= inner.0 && inner.1 <= outer.1;
        let count = |all| reach.tries(self.policy, rule, thing, all).iter().map(|(_, values)| values.len()).product();
        let (many, few): (usize, usize) = (count(true), count(false));
        let show = |kind: &str, reference: State| {
            panic!(
                "{kind}: {} of <{}> on {axis:?} at {range:?} known {:?}: engine {engine:?}, reference {reference:?}\n{}\n{}",
                rule.id, thing.name, self.known_at, self.pack, self.yaml
            )
        };
        COMPARED.fetch_add(1, Relaxed);
        DIRTY.fetch_add(u64::from(engine.1.is_some()), Relaxed);
        if many <= ALL_CASES {
            let sound = self.reference(axis, rule, thing, range, true, reach);
            EQUAL.fetch_add(u64::from(sound == engine), Relaxed);
            if !within(sound, engine) {
                show("claims too much", sound);
            }
        }
        // Steps of months in no zone are taken from each day that it may be somewhere; the engine adds up the bounds.
        let zoneless = self.policy.cutoffs.iter().any(|cutoff| cutoff.zone.is_none());
        let adds_up = axis == Axis::Instant && zoneless && reach.months;
        if few > ENGINE_CASES || adds_up || (reach.fields_compared && few > 1) {
            SOUND_ONLY.fetch_add(1, Relaxed);
            return;
        }
        let precise = self.reference(axis, rule, thing, range, false, reach);
        if !within(engine, precise) {
            show("knows too little", precise);
        }
    }

    /// Every rule and thing, at the moments asked about and around every change that the engine sees.
    fn ask(&self, as_ofs: &[AsOf]) {
        let axis = as_ofs[0].axis();
        let base = run(self.policy, self.yaml, as_ofs[0].clone(), self.known_at);
        let length = if axis == Axis::Civil { DAY } else { 1 };
        let others: Vec<_> = as_ofs
            .iter()
            .map(|as_of| (as_of.range(), run(self.policy, self.yaml, as_of.clone(), self.known_at)))
            .collect();
        for rule in &self.policy.rules {
            let reach = Reach::of(self.policy, rule);
            for thing in self.integration.all_of(rule.subject) {
                let key = (rule.id.to_string(), thing.name.clone());
                let schedule = base.get(&key).map_or(&[][..], |finding| &finding.schedule);
                for (range, findings) in &others {
                    let state = findings
                        .get(&key)
                        .map_or((None, None), |finding| (finding.state.at_least, finding.state.at_most));
                    let read = read(schedule, range.0, range.1);
                    assert_eq!(state, read, "as of {range:?}, {key:?}\n{}\n{}", self.pack, self.yaml);
                    self.compare(axis, rule, thing, *range, state, &reach);
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
                        self.compare(axis, rule, thing, range, read(schedule, range.0, range.1), &reach);
                    }
                }
            }
        }
    }
}

fn check(choices: &[u16], axis: Axis) {
    let tape = &mut Tape::new(choices);
    let known_at = match tape.below(4) {
        1 => Some(Day::parse(["2020-05-31", "2020-12-31", "2021-01-01"][tape.below(3)]).unwrap()),
        _ => None,
    };
    let written = manifest(tape);
    // The days asked about come before the pack, which takes as much of the tape as it likes.
    let days: Vec<(Day, usize, i64)> = (0..4)
        .map(|_| {
            let day = Day::parse(DAYS[tape.below(DAYS.len())]).unwrap();
            let day = [day, day.next(), day.previous()][tape.below(3)];
            (day, tape.below(ZONES.len()), [0, -1, 1, 43_200][tape.below(4)])
        })
        .collect();
    let pack = pack(tape);
    // Some packs are refused, for rows that could both win and dates out of reach: nothing to compare.
    let Ok(policy) = try_policy(&pack.text) else { return };
    let as_ofs: Vec<AsOf> = days
        .into_iter()
        .map(|(day, zone, off)| match axis {
            Axis::Civil => AsOf::Day(day),
            Axis::Instant => AsOf::instant(Zone::parse(ZONES[zone]).unwrap().to_instant(day.start_tick()) + off),
        })
        .collect();
    let integration = meaning(&policy, &written, &BTreeMap::new());
    let yaml = written.to_yaml();
    let question = Question {
        policy: &policy,
        yaml: &yaml,
        integration: &integration,
        known_at,
        times: pack.times,
        pack: &pack.text,
    };
    question.ask(&as_ofs);
    if COMPARED.load(Relaxed).is_multiple_of(64) {
        account();
    }
}

/// Says how much was compared, for who wants to see (`--nocapture`).
fn account() {
    let [compared, dirty, equal, sound_only] =
        [&COMPARED, &DIRTY, &EQUAL, &SOUND_ONLY].map(|count| count.load(Relaxed));
    println!(
        "{compared} states compared so far, {dirty} not clean; {equal} the only one possible, {sound_only} held to soundness only"
    );
}

fn tapes() -> impl Strategy<Value = Vec<u16>> {
    proptest::collection::vec(any::<u16>(), 0..260)
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
