use std::fmt;

use serde::{Deserialize, Serialize};

use crate::calendar::{DAY, days_from_ymd, days_in_month, split, ymd_from_days};
use crate::{Axis, Tick, Zone};

/// A unit of calendar or clock time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum Unit {
    /// A second.
    Second,
    /// Sixty seconds.
    Minute,
    /// Sixty minutes.
    Hour,
    /// A civil day.
    Day,
    /// Seven civil days.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

impl Unit {
    /// Every unit, shortest first.
    pub const ALL: [Self; 7] = [Self::Second, Self::Minute, Self::Hour, Self::Day, Self::Week, Self::Month, Self::Year];

    /// The word for one of them: `day`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The unit that `word` names, in the singular or the plural.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| word.strip_suffix('s').unwrap_or(word) == unit.as_str())
    }
}

/// An amount of time in one unit, such as `90 days`.
///
/// Seconds, minutes and hours are elapsed time. Days, weeks, months and years are calendar steps that keep the local
/// time of day; a step of months or years that would land past its month's end lands on the month's last day
/// (31 May and one month is 30 June; 29 February and one year is 28 February).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Shift {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

/// What a [`Shift`] comes to.
enum Step {
    /// Seconds of a clock.
    Elapsed(i64),
    /// Civil days.
    Days(i64),
    /// Calendar months.
    Months(i64),
}

impl Shift {
    /// Its length in seconds; nothing for months and years, which have no fixed length. A day counts 24 hours.
    pub fn seconds(self) -> Option<i64> {
        let unit = match self.unit {
            Unit::Second => 1,
            Unit::Minute => 60,
            Unit::Hour => 3_600,
            Unit::Day => 86_400,
            Unit::Week => 604_800,
            Unit::Month | Unit::Year => return None,
        };
        Some(i64::from(self.amount) * unit)
    }

    fn step(self, before: bool) -> Step {
        let amount = if before { -i64::from(self.amount) } else { i64::from(self.amount) };
        match self.unit {
            Unit::Second => Step::Elapsed(amount),
            Unit::Minute => Step::Elapsed(amount * 60),
            Unit::Hour => Step::Elapsed(amount * 3_600),
            Unit::Day => Step::Days(amount),
            Unit::Week => Step::Days(amount * 7),
            Unit::Month => Step::Months(amount),
            Unit::Year => Step::Months(amount * 12),
        }
    }

    /// Moves a reading of a local clock. Saturates at the ends of time.
    pub(crate) fn apply_civil(self, civil: Tick, before: bool) -> Tick {
        match self.step(before) {
            Step::Elapsed(seconds) => civil.saturating_add(seconds),
            Step::Days(days) => civil.saturating_add(days.saturating_mul(DAY)),
            Step::Months(months) => {
                let (days, second) = split(civil);
                let (year, month, day) = ymd_from_days(days);
                let months = year.saturating_mul(12).saturating_add(i64::from(month) - 1).saturating_add(months);
                let (year, month) = (months.div_euclid(12), months.rem_euclid(12) as u8 + 1);
                let day = day.min(days_in_month(year, month));
                days_from_ymd(year, month, day).saturating_mul(DAY).saturating_add(second)
            }
        }
    }

    /// Moves a tick, and says between which ticks it may come to lie: one and the same, unless a calendar step is taken
    /// on the instant axis without a zone. Then the local day is not known, and each day that it is somewhere on Earth
    /// counts (the zone's offset being taken as the same before and after).
    pub(crate) fn apply(self, tick: Tick, before: bool, axis: Axis, zone: Option<&Zone>) -> (Tick, Tick) {
        let sharp = |tick| (tick, tick);
        if self.amount == 0 {
            return sharp(tick);
        }
        match (axis, zone, self.step(before)) {
            (Axis::Civil, _, _) => sharp(self.apply_civil(tick, before)),
            (Axis::Instant, _, Step::Elapsed(seconds)) => sharp(tick.saturating_add(seconds)),
            (Axis::Instant, Some(zone), _) => sharp(zone.to_instant(self.apply_civil(zone.to_civil(tick), before))),
            (Axis::Instant, None, _) => {
                // Only the local day decides how far a calendar step reaches; UTC-12 to UTC+14 see at most three.
                let first = split(tick.saturating_sub(crate::edge::LAST_PLACE)).0;
                let last = split(tick.saturating_add(crate::edge::FIRST_PLACE)).0;
                let reach = |day: i64| {
                    let midnight = day.saturating_mul(DAY);
                    tick.saturating_add(self.apply_civil(midnight, before).saturating_sub(midnight))
                };
                let (mut low, mut high) = sharp(reach(first));
                for day in first..=last {
                    low = low.min(reach(day));
                    high = high.max(reach(day));
                }
                (low, high)
            }
        }
    }
}

impl fmt::Display for Shift {
    /// `1 day`, `90 days`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.amount == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.amount, self.unit.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Day;
    use proptest::prelude::*;

    fn shifted(day: &str, amount: u32, unit: Unit, before: bool) -> String {
        let start = Day::parse(day).unwrap().start_tick();
        Day::from_tick(Shift { amount, unit }.apply_civil(start, before)).to_string()
    }

    #[test]
    fn calendar_steps() {
        assert_eq!(shifted("2021-06-01", 90, Unit::Day, true), "2021-03-03");
        assert_eq!(shifted("2021-05-31", 1, Unit::Month, false), "2021-06-30");
        assert_eq!(shifted("2021-03-31", 1, Unit::Month, true), "2021-02-28");
        assert_eq!(shifted("2024-02-29", 1, Unit::Year, false), "2025-02-28");
        assert_eq!(shifted("2024-02-29", 4, Unit::Year, false), "2028-02-29");
        assert_eq!(shifted("2021-01-15", 13, Unit::Month, true), "2019-12-15");
        assert_eq!(shifted("2021-05-31", 2, Unit::Week, false), "2021-06-14");
        assert_eq!(shifted("2021-05-31", 48, Unit::Hour, false), "2021-06-02");
    }

    #[test]
    fn words() {
        let shift = |amount, unit| Shift { amount, unit }.to_string();
        assert_eq!(shift(1, Unit::Day), "1 day");
        assert_eq!(shift(90, Unit::Day), "90 days");
        assert_eq!(Unit::from_word("days"), Some(Unit::Day));
        assert_eq!(Unit::from_word("month"), Some(Unit::Month));
        assert_eq!(Unit::from_word("dayss"), None);
        assert_eq!(Unit::from_word("s"), None);
    }

    fn any_shift() -> impl Strategy<Value = Shift> {
        (any::<u32>(), 0..Unit::ALL.len()).prop_map(|(amount, unit)| Shift { amount, unit: Unit::ALL[unit] })
    }

    proptest! {
        #[test]
        fn nothing_is_too_far(tick in any::<Tick>(), shift in any_shift(), before in any::<bool>()) {
            for axis in [Axis::Civil, Axis::Instant] {
                for zone in [None, Some(&Zone::utc())] {
                    let (low, high) = shift.apply(tick, before, axis, zone);
                    prop_assert!(low <= high);
                }
            }
        }

        #[test]
        fn order_is_kept(a in -100_000_000_000..200_000_000_000_i64, apart in 0..100_000_000_i64, amount in 0_u32..5_000, unit in 0..Unit::ALL.len(), before in any::<bool>()) {
            let shift = Shift { amount, unit: Unit::ALL[unit] };
            prop_assert!(shift.apply_civil(a, before) <= shift.apply_civil(a + apart, before));
        }

        /// Without a zone the answer holds whatever the offset is.
        #[test]
        fn an_unknown_offset_is_any_offset(tick in -1_000_000_000..3_000_000_000_i64, amount in 0_u32..500, unit in 0..Unit::ALL.len(), before in any::<bool>(), hours in -12..=14) {
            let shift = Shift { amount, unit: Unit::ALL[unit] };
            let zone = Zone::fixed(hours * 3_600).unwrap();
            let (there, _) = shift.apply(tick, before, Axis::Instant, Some(&zone));
            let (low, high) = shift.apply(tick, before, Axis::Instant, None);
            prop_assert!(low <= there && there <= high);
        }
    }
}
