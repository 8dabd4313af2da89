use crate::{Axis, Day, Edge, Shift, Tick, TimeSet, Truth, Zone};

/// As many windows are worked out one by one; a hundred years of hourly ones would be ten times that.
const MOST_WINDOWS: u64 = 100_000;

/// Windows that recur every day `from` one day `through` another, both included, as brownouts do: each starts at one of
/// `at_seconds` after the day's local midnight and lasts for `length`. Windows that overlap join.
///
/// On the instant axis without a zone the windows are certain where they hold at every place on Earth, which short ones
/// never do, and possible where they hold at some place. Of more than 100 000 windows nothing is certain, and all from
/// the first start to the last end is possible.
pub fn daily(from: Day, through: Day, at_seconds: &[u32], length: Shift, axis: Axis, zone: Option<&Zone>) -> Truth {
    let (Some(first), Some(last)) = (at_seconds.iter().min(), at_seconds.iter().max()) else { return Truth::FALSE };
    if through < from || length.amount == 0 {
        return Truth::FALSE;
    }
    let window =
        |day: Day, second: u32| occurrence(day.start_tick().saturating_add(i64::from(second)), length, axis, zone);
    let days = u64::from(through.0.abs_diff(from.0)) + 1;
    if days.saturating_mul(at_seconds.len() as u64) > MOST_WINDOWS {
        let possible = TimeSet::between(window(from, *first).0.earliest(), window(through, *last).1.latest());
        return Truth::from_sets(TimeSet::EMPTY, possible);
    }
    let windows: Vec<_> =
        (from.0..=through.0).flat_map(|day| at_seconds.iter().map(move |at| window(Day(day), *at))).collect();
    let certain = windows.iter().map(|(start, end)| (start.latest(), end.earliest()));
    let possible = windows.iter().map(|(start, end)| (start.earliest(), end.latest()));
    Truth::from_sets(TimeSet::from_intervals(certain), TimeSet::from_intervals(possible))
}

/// The start and the end of one window, which starts when the local clock reads `civil`.
fn occurrence(civil: Tick, length: Shift, axis: Axis, zone: Option<&Zone>) -> (Edge, Edge) {
    let start = Edge::at_civil(civil, axis, zone);
    let end = match (axis, zone) {
        // Where the zone is not known, the end is as uncertain as the start is, and no more.
        (Axis::Instant, None) => Edge::at_civil(length.apply_civil(civil, false), axis, zone),
        _ => start.shift(length, false, axis, zone),
    };
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Moment, Tri, Unit};

    const MINUTES_15: Shift = Shift { amount: 15, unit: Unit::Minute };
    const TIMES: [u32; 4] = [0, 21_600, 43_200, 64_800];

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn tick(text: &str, axis: Axis) -> Tick {
        Moment::parse(text).unwrap().start(axis, None).sharp_tick().unwrap()
    }

    #[test]
    fn brownouts_four_times_a_day() {
        let brownout = daily(day("2026-06-09"), day("2026-07-28"), &TIMES, MINUTES_15, Axis::Civil, None);
        assert!(brownout.is_known());
        assert_eq!(brownout.certain().intervals().count(), 50 * 4);
        let at = |text| brownout.at(tick(text, Axis::Civil));
        assert_eq!(at("2026-06-08T23:59:59"), Tri::False);
        assert_eq!(at("2026-06-09"), Tri::True);
        assert_eq!(at("2026-06-09T00:14:59"), Tri::True);
        assert_eq!(at("2026-06-09T00:15"), Tri::False);
        assert_eq!(at("2026-07-28T18:14:59"), Tri::True);
        assert_eq!(at("2026-07-29"), Tri::False);
    }

    #[test]
    fn instants_in_a_zone_and_without_one() {
        let zone = Zone::parse("Asia/Kolkata").unwrap();
        let window = |zone| daily(day("2026-06-09"), day("2026-06-09"), &TIMES[..1], MINUTES_15, Axis::Instant, zone);
        let known = window(Some(&zone));
        let start = tick("2026-06-08T18:30Z", Axis::Instant);
        assert_eq!(known, Truth::known(TimeSet::between(start, start + 900)));
        let anywhere = window(None);
        assert!(anywhere.certain().is_empty());
        assert!(known.possible().is_subset_of(anywhere.possible()));
        let noon = tick("2026-06-09T12:15Z", Axis::Instant);
        assert!(anywhere.possible().contains(noon - 1) && !anywhere.possible().contains(noon));
    }

    #[test]
    fn whole_days_join() {
        let length = Shift { amount: 1, unit: Unit::Day };
        let whole = daily(day("2026-06-09"), day("2026-06-11"), &[0], length, Axis::Civil, None);
        let days = TimeSet::between(day("2026-06-09").start_tick(), day("2026-06-12").start_tick());
        assert_eq!(whole, Truth::known(days));
    }

    #[test]
    fn nothing_and_far_too_much() {
        let none = Shift { amount: 0, unit: Unit::Hour };
        assert_eq!(daily(Day(0), Day(5), &[0], none, Axis::Civil, None), Truth::FALSE);
        assert_eq!(daily(Day(0), Day(5), &[], MINUTES_15, Axis::Civil, None), Truth::FALSE);
        assert_eq!(daily(Day(5), Day(0), &[0], MINUTES_15, Axis::Civil, None), Truth::FALSE);
        let all_time = daily(Day(i32::MIN), Day(i32::MAX), &[0, u32::MAX], MINUTES_15, Axis::Instant, None);
        assert_eq!(all_time.at(0), Tri::Unknown);
    }
}
