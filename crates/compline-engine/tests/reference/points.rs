//! Points in time, one at a time: between which two ticks a point lies, by plain calendar arithmetic.

use compline_policy::cutoff::{Point, StageRef, When};
use compline_time::{Axis, Day, Moment, Shift, Tick, Unit, Zone};

use super::evaluate::Reference;
use super::manifest::{Thing, Value};

/// Always, and never, as ticks.
pub const ALWAYS: Tick = Tick::MIN;
pub const NEVER: Tick = Tick::MAX;

/// It begins not before the first and by the second.
pub type Span = (Tick, Tick);

/// How far the first and the last place on Earth are from UTC.
const FIRST: i64 = 14 * 3_600;
const LAST: i64 = -12 * 3_600;

/// When clocks read `civil`.
pub fn clock(civil: Tick, axis: Axis, zone: Option<&Zone>) -> Span {
    match (axis, zone) {
        (Axis::Civil, _) => (civil, civil),
        (Axis::Instant, Some(zone)) => (zone.to_instant(civil), zone.to_instant(civil)),
        (Axis::Instant, None) => (civil - FIRST, civil - LAST),
    }
}

/// The first moment of a literal, or with `after` the first moment past it.
fn literal(moment: &Moment, after: bool, axis: Axis, zone: Option<&Zone>) -> Span {
    let text = moment.to_string();
    let Some((_, time)) = text.split_once('T') else {
        if after {
            return clock(moment.last_day().next().start_tick(), axis, zone);
        }
        let first = clock(moment.first_day().start_tick(), axis, zone);
        return (first.0, clock(moment.last_day().start_tick(), axis, zone).1);
    };
    let (hour, minute): (i64, i64) = (time[..2].parse().unwrap(), time[3..5].parse().unwrap());
    let civil = moment.first_day().start_tick() + hour * 3_600 + minute * 60;
    match (axis, moment.as_instant()) {
        (_, None) => clock(civil, axis, zone),
        (Axis::Instant, Some((instant, _))) => (instant, instant),
        // On its own clock; one in UTC on the zone's, if there is one.
        (Axis::Civil, Some((instant, own))) if own.is_none() => {
            let civil = zone.map_or(instant, |zone| zone.to_civil(instant));
            (civil, civil)
        }
        (Axis::Civil, Some(_)) => (civil, civil),
    }
}

fn days_in(year: i32, month: u8) -> u8 {
    (28..=31).rev().find(|day| Day::from_ymd(year, month, *day).is_some()).unwrap()
}

/// A step of a local clock.
fn step(civil: Tick, by: Shift, sign: i64) -> Tick {
    let day = Day(civil.div_euclid(86_400) as i32);
    let second = civil.rem_euclid(86_400);
    let amount = sign * i64::from(by.amount);
    let months = |count: i64| {
        let (year, month, day) = day.ymd();
        let index = i64::from(year) * 12 + i64::from(month) - 1 + count;
        let (year, month) = (index.div_euclid(12) as i32, index.rem_euclid(12) as u8 + 1);
        Day::from_ymd(year, month, day.min(days_in(year, month))).unwrap().start_tick() + second
    };
    match by.unit {
        Unit::Second => civil + amount,
        Unit::Minute => civil + amount * 60,
        Unit::Hour => civil + amount * 3_600,
        Unit::Day => civil + amount * 86_400,
        Unit::Week => civil + amount * 7 * 86_400,
        Unit::Month => months(amount),
        Unit::Year => months(amount * 12),
    }
}

/// So much later or earlier, on the clocks of a zone; where there is none, on whichever clock.
pub fn shift(at: Span, by: Shift, before: bool, axis: Axis, zone: Option<&Zone>) -> Span {
    let sign = if before { -1 } else { 1 };
    let elapsed = matches!(by.unit, Unit::Second | Unit::Minute | Unit::Hour);
    let moved = |tick: Tick| -> Vec<Tick> {
        match (tick, axis, zone) {
            (ALWAYS | NEVER, ..) => vec![tick],
            _ if elapsed => vec![step(tick, by, sign)],
            (_, Axis::Civil, _) => vec![step(tick, by, sign)],
            (_, Axis::Instant, Some(zone)) => vec![zone.to_instant(step(zone.to_civil(tick), by, sign))],
            (_, Axis::Instant, None) => {
                (LAST / 900..=FIRST / 900).map(|o| step(tick + o * 900, by, sign) - o * 900).collect()
            }
        }
    };
    let (a, b) = (moved(at.0), moved(at.1));
    (*a.iter().chain(&b).min().unwrap(), *a.iter().chain(&b).max().unwrap())
}

const ONE_DAY: Shift = Shift { amount: 1, unit: Unit::Day };

impl Reference<'_> {
    /// The zone that the days of a point are of: a stage's are of its cutoff's, all others of the zone at hand.
    pub fn meant_in<'z>(&'z self, point: &Point, at_hand: Option<&'z Zone>) -> Option<&'z Zone> {
        match point {
            Point::Stage(stage) => self.policy.cutoff(stage.cutoff).zone.as_ref(),
            Point::Known(cutoff) => self.policy.cutoff(*cutoff).zone.as_ref(),
            Point::Shifted { from, .. } => self.meant_in(from, at_hand),
            Point::Moment(_) | Point::Field(_) | Point::Extreme { .. } => at_hand,
        }
    }

    /// When a point begins.
    pub fn begins(&self, point: &Point, thing: &Thing, axis: Axis, zone: Option<&Zone>) -> Span {
        match point {
            Point::Moment(moment) => literal(moment, false, axis, zone),
            Point::Shifted { by, before, from } => {
                shift(self.begins(from, thing, axis, zone), *by, *before, axis, self.meant_in(from, zone))
            }
            Point::Extreme { earliest, of } => {
                let all: Vec<Span> = of.iter().map(|point| self.begins(point, thing, axis, zone)).collect();
                let pick = |ticks: Vec<Tick>| {
                    if *earliest { ticks.into_iter().min() } else { ticks.into_iter().max() }.unwrap()
                };
                (pick(all.iter().map(|span| span.0).collect()), pick(all.iter().map(|span| span.1).collect()))
            }
            Point::Field(field) => match self.supposed(thing, *field) {
                Value::Day(day) => clock(Day(day).start_tick(), axis, zone),
                _ => (ALWAYS, NEVER),
            },
            Point::Stage(stage) => self.stage_begins(*stage, thing, axis),
            Point::Known(cutoff) => {
                let cutoff = self.policy.cutoff(*cutoff);
                let rows = cutoff.stages.iter().flat_map(|stage| &stage.rows);
                let days = rows.filter(|row| self.was_known(row)).filter_map(|row| row.known);
                match days.min() {
                    Some(day) => clock(day.start_tick(), axis, cutoff.zone.as_ref()),
                    None => (NEVER, NEVER),
                }
            }
        }
    }

    /// When the day of a point is over.
    pub fn is_over(&self, point: &Point, thing: &Thing, axis: Axis, zone: Option<&Zone>) -> Span {
        match point {
            Point::Moment(moment) => literal(moment, true, axis, zone),
            _ => {
                let zone_of_day = self.meant_in(point, zone);
                shift(self.begins(point, thing, axis, zone), ONE_DAY, false, axis, zone_of_day)
            }
        }
    }

    /// When what a row says begins.
    pub fn when_begins(&self, when: &When, thing: &Thing, axis: Axis, zone: Option<&Zone>) -> Span {
        match when {
            When::From(point) => self.begins(point, thing, axis, zone),
            When::After(point) => self.is_over(point, thing, axis, zone),
            When::During(first, last) => {
                let from = self.begins(first, thing, axis, zone);
                let to = self.is_over(last, thing, axis, zone);
                // A window that may be over before it begins perhaps never comes.
                if from.0 >= to.1 { (NEVER, NEVER) } else { (from.0, if from.1 < to.0 { from.1 } else { NEVER }) }
            }
            When::Rollout(first, last) => {
                let (from, to) = (self.begins(first, thing, axis, zone).0, self.is_over(last, thing, axis, zone).1);
                (from.min(to), from.max(to))
            }
            When::Daily { from, at, .. } => {
                let starts = at.iter().map(|at| clock(from.start_tick() + i64::from(*at), axis, zone));
                starts.min().unwrap()
            }
            When::NotBefore(point) => (self.begins(point, thing, axis, zone).0, NEVER),
            When::Unannounced => (ALWAYS, NEVER),
            When::Never => (NEVER, NEVER),
        }
    }

    /// When a stage begins, for a thing.
    fn stage_begins(&self, stage: StageRef, thing: &Thing, axis: Axis) -> Span {
        let zone = self.policy.cutoff(stage.cutoff).zone.as_ref();
        let ways = self.ways(stage, thing);
        let spans = ways.iter().map(|row| match row {
            super::evaluate::Way::Row(row) => self.when_begins(&row.when, thing, axis, zone),
            super::evaluate::Way::Never => (NEVER, NEVER),
            super::evaluate::Way::Unknown => (ALWAYS, NEVER),
        });
        spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap()
    }
}
