use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::{DAY, date_in_words, days_from_ymd, days_in_month, iso_date, split, ymd_from_days};
use crate::{Moment, MomentError, Tick};

/// A civil day, without a zone: days since 1970-01-01 in the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct Day(pub i32);

impl Day {
    /// Reads a day as `2021-05-31`. Anything else, even another [`Moment`], is an error.
    pub fn parse(text: &str) -> Result<Self, MomentError> {
        let moment = Moment::parse(text)?;
        moment.as_day().ok_or_else(|| MomentError {
            message: format!("a day is needed here, and `{moment}` is not one"),
            help: Some(format!("write a day, such as `{}`", moment.first_day())),
        })
    }

    /// The day of a year, a month from 1 to 12 and a day of the month from 1; `None` if there is no such day.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=12).contains(&month) && day >= 1 && day <= days_in_month(i64::from(year), month);
        exists.then(|| i32::try_from(days_from_ymd(i64::from(year), month, day)).ok().map(Self)).flatten()
    }

    /// The year, the month from 1 to 12, and the day of the month from 1.
    pub fn ymd(self) -> (i32, u8, u8) {
        let (year, month, day) = ymd_from_days(i64::from(self.0));
        (year as i32, month, day)
    }

    /// The same day in jiff's form.
    pub fn from_date(date: Date) -> Self {
        Self(days_from_ymd(i64::from(date.year()), date.month() as u8, date.day() as u8) as i32)
    }

    /// jiff's form of the day; `None` outside its years from -9999 to 9999.
    pub fn to_date(self) -> Option<Date> {
        let (year, month, day) = self.ymd();
        Date::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()
    }

    /// The day that a tick of the [civil axis](crate::Axis::Civil) lies in.
    pub fn from_tick(civil: Tick) -> Self {
        let days = split(civil).0;
        Self(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
    }

    /// Its 00:00 on the [civil axis](crate::Axis::Civil).
    pub fn start_tick(self) -> Tick {
        i64::from(self.0) * DAY
    }

    /// The day after; the last day there is has none and is its own.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The day before; the first day there is has none and is its own.
    pub fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// `31 May 2021`
    pub fn in_words(self) -> String {
        date_in_words(i64::from(self.0))
    }
}

impl fmt::Display for Day {
    /// ISO 8601: `2021-05-31`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&iso_date(i64::from(self.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_all_its_forms() {
        let day = Day::parse("2021-05-31").unwrap();
        assert_eq!(day, Day(18_778));
        assert_eq!(day.ymd(), (2021, 5, 31));
        assert_eq!(Day::from_ymd(2021, 5, 31), Some(day));
        assert_eq!(Day::from_ymd(2021, 2, 29), None);
        assert_eq!(Day::from_ymd(2021, 0, 1), None);
        assert_eq!(Day::from_ymd(i32::MAX, 1, 1), None);
        assert_eq!(day.to_date().map(Day::from_date), Some(day));
        assert_eq!(day.to_string(), "2021-05-31");
        assert_eq!(day.in_words(), "31 May 2021");
        assert_eq!(day.next().to_string(), "2021-06-01");
        assert_eq!(day.next().previous(), day);
        assert_eq!(Day::from_tick(day.start_tick() + 86_399), day);
        assert_eq!(Day::from_tick(day.start_tick() - 1), day.previous());
    }

    #[test]
    fn only_a_day_is_a_day() {
        let error = Day::parse("2021-05").unwrap_err();
        assert_eq!(error.message, "a day is needed here, and `2021-05` is not one");
        assert_eq!(error.help.as_deref(), Some("write a day, such as `2021-05-01`"));
        assert!(Day::parse("2021-05-31T18:00Z").is_err());
    }

    #[test]
    fn the_ends_of_time() {
        for day in [Day(i32::MIN), Day(i32::MAX)] {
            assert_eq!(Day::from_tick(day.start_tick()), day);
            assert_eq!(day.to_date(), None);
            assert!(!day.to_string().is_empty());
        }
        assert_eq!(Day::from_tick(Tick::MAX), Day(i32::MAX));
        assert_eq!(Day(i32::MAX).next(), Day(i32::MAX));
    }
}
