//! Dates and lengths, a day off.

use compline_time::{Day, Moment, Shift, Unit};

use crate::cutoff::{Point, When};

/// Towards the past and towards the future, in words.
const WAYS: [(bool, &str); 2] = [(true, "one day earlier"), (false, "one day later")];

/// A stage's time with each of its dates a day earlier and a day later, with the change in words.
pub(super) fn shifted_when(when: &When) -> Vec<(String, When)> {
    let each = |point: &Point, is_last: bool, make: &dyn Fn(Point) -> When| -> Vec<(String, When)> {
        shifted_points(point, is_last).into_iter().map(|(what, point)| (what, make(point))).collect()
    };
    match when {
        When::From(point) => each(point, false, &When::From),
        When::After(point) => each(point, true, &When::After),
        When::NotBefore(point) => each(point, false, &When::NotBefore),
        When::During(from, through) => {
            let mut all = each(from, false, &|point| When::During(point, through.clone()));
            all.extend(each(through, true, &|point| When::During(from.clone(), point)));
            all
        }
        When::Rollout(from, through) => {
            let mut all = each(from, false, &|point| When::Rollout(point, through.clone()));
            all.extend(each(through, true, &|point| When::Rollout(from.clone(), point)));
            all
        }
        When::Daily { from, through, at, length } => {
            let daily = |from, through| When::Daily { from, through, at: at.clone(), length: *length };
            let mut all = vec![];
            for (before, words) in WAYS {
                let moved = step(*from, before);
                all.push((format!("{words}: from {}", moved.in_words()), daily(moved, *through)));
                let moved = step(*through, before);
                all.push((format!("{words}: through {}", moved.in_words()), daily(*from, moved)));
            }
            all
        }
        When::Unannounced | When::Never => vec![],
    }
}

/// A point with each of its dates and lengths a day earlier and a day later. `is_last` says that its whole day counts, as
/// in `after` and at the end of a window.
pub(super) fn shifted_points(point: &Point, is_last: bool) -> Vec<(String, Point)> {
    match point {
        Point::Moment(moment) => WAYS
            .into_iter()
            .map(|(before, words)| {
                let moved = shifted_moment(moment, before, is_last);
                (format!("{words}: {}", moved.in_words()), moved)
            })
            .collect(),
        Point::Shifted { by, .. } => WAYS
            .into_iter()
            .map(|(before, words)| (format!("{words} than {by} off"), a_day_off(point.clone(), before)))
            .collect(),
        Point::Extreme { earliest, of } => {
            let mut all = vec![];
            for (index, one) in of.iter().enumerate() {
                for (what, moved) in shifted_points(one, is_last) {
                    let mut of = of.clone();
                    of[index] = moved;
                    all.push((what, Point::Extreme { earliest: *earliest, of }));
                }
            }
            all
        }
        // These move with what they name.
        Point::Field(_) | Point::Stage(_) | Point::Known(_) => vec![],
    }
}

fn shifted_moment(moment: &Moment, before: bool, is_last: bool) -> Point {
    let day = if moment.first_day() == moment.last_day() && moment.as_day().is_some() {
        moment.as_day()
    } else if is_last && !moment.is_precise() {
        Some(moment.last_day())
    } else {
        None
    };
    day.and_then(|day| Moment::parse(&step(day, before).to_string()).ok())
        .map_or_else(|| a_day_off(Point::Moment(moment.clone()), before), Point::Moment)
}

fn a_day_off(from: Point, before: bool) -> Point {
    Point::Shifted { by: Shift { amount: 1, unit: Unit::Day }, before, from: Box::new(from) }
}

fn step(day: Day, before: bool) -> Day {
    if before { day.previous() } else { day.next() }
}
