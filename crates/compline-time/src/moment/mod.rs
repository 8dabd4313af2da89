use std::fmt;

use serde::{Deserialize, Serialize};

use crate::calendar::{days_in_month, iso_date, iso_offset, iso_time, iso_year, month_name, split};
use crate::{Axis, Day, Edge, Tick, Zone};

mod advice;
mod parse;

/// A point in time as it was written, with the precision it was written with.
///
/// | literal | is |
/// | --- | --- |
/// | `2021-05-31` | a day |
/// | `2021-05` | a month |
/// | `2021-05-early`, `-mid`, `-late` | a third of a month: days 1 to 10, 11 to 20, 21 to the last |
/// | `2021-05-H1`, `-H2` | a half of a month: days 1 to 15, 16 to the last |
/// | `2021-Q3` | a quarter |
/// | `2021-H2` | a half-year |
/// | `2021-spring`, `-summer`, `-autumn`, `-winter` | a season of the northern half of the Earth, as meteorologists count: March to May, June to August, September to November, December to February of the next year |
/// | `2021` | a year |
/// | `2021-05-31T18:00Z`, `...+05:30`, `...[Asia/Kolkata]`, `...+05:30[Asia/Kolkata]` | an instant; seconds may follow the minutes |
/// | `2021-05-31T18:00` | a local time, in the zone of the cutoff that it stands in |
///
/// Years are from 0001 to 9999. Equal are moments written alike: the same instant written with two offsets is two
/// moments. Fractions of a second are read and dropped.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Moment(Kind);

/// Why a text is not a [`Moment`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MomentError {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl fmt::Display for MomentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, " ({help})"))
    }
}

impl std::error::Error for MomentError {}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
enum Kind {
    Day(Day),
    Period(Period),
    /// A reading of a local clock, in seconds since 1970-01-01T00:00, and whose clock that is.
    Time(Tick, Clock),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
enum Period {
    Month { year: i32, month: u8 },
    Third { year: i32, month: u8, third: Third },
    HalfMonth { year: i32, month: u8, second: bool },
    Quarter { year: i32, quarter: u8 },
    HalfYear { year: i32, second: bool },
    Season { year: i32, season: Season },
    Year { year: i32 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
enum Third {
    Early,
    Mid,
    Late,
}

impl Third {
    const ALL: [Self; 3] = [Self::Early, Self::Mid, Self::Late];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Early => "early",
            Self::Mid => "mid",
            Self::Late => "late",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

impl Season {
    const ALL: [Self; 4] = [Self::Spring, Self::Summer, Self::Autumn, Self::Winter];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Spring => "spring",
            Self::Summer => "summer",
            Self::Autumn => "autumn",
            Self::Winter => "winter",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
enum Clock {
    /// That of the cutoff's zone.
    Cutoff,
    /// UTC, without saying where it was written: `Z`.
    Utc,
    /// So many seconds ahead of UTC.
    Offset(i32),
    /// A zone's.
    Zone(Zone),
    /// A zone's, with its offset written out, in seconds ahead of UTC.
    ZoneAt(Zone, i32),
}

impl Moment {
    /// Reads a date literal. Letters may be of either case, and a space may stand for the `T`.
    ///
    /// An error says what is wrong with a text that is near to a date, and how it is written.
    pub fn parse(text: &str) -> Result<Self, MomentError> {
        parse::parse(text).map(Self)
    }

    /// Whether it is a day or finer; everything else is a period, of which the day is not known.
    pub fn is_precise(&self) -> bool {
        !matches!(self.0, Kind::Period(_))
    }

    /// The day, if it is one, not a period or a time of day.
    pub fn as_day(&self) -> Option<Day> {
        match self.0 {
            Kind::Day(day) => Some(day),
            _ => None,
        }
    }

    /// Unix seconds, if it is an instant in its own right, and the zone or offset that it was written in, if it was (a
    /// `Z` says none).
    pub fn as_instant(&self) -> Option<(Tick, Option<Zone>)> {
        let Kind::Time(civil, clock) = &self.0 else { return None };
        let ahead = |offset: &i32| civil.saturating_sub(i64::from(*offset));
        match clock {
            Clock::Cutoff => None,
            Clock::Utc => Some((*civil, None)),
            Clock::Offset(offset) => Some((ahead(offset), Zone::fixed(*offset))),
            Clock::Zone(zone) => Some((zone.to_instant(*civil), Some(zone.clone()))),
            Clock::ZoneAt(zone, offset) => Some((ahead(offset), Some(zone.clone()))),
        }
    }

    /// Its first civil day, as written.
    pub fn first_day(&self) -> Day {
        match &self.0 {
            Kind::Day(day) => *day,
            Kind::Period(period) => period.days().0,
            Kind::Time(civil, _) => Day::from_tick(*civil),
        }
    }

    /// Its last civil day, as written; the same as the first unless it is a period.
    pub fn last_day(&self) -> Day {
        match &self.0 {
            Kind::Period(period) => period.days().1,
            _ => self.first_day(),
        }
    }

    /// `from M`: when something begins whose first moment this is.
    ///
    /// A day begins at its 00:00, an instant is itself, and a period gives a day that is not known, at whose 00:00 it
    /// begins. A day is of `zone`; on the instant axis without one it begins between its 00:00 at UTC+14 and its 00:00 at
    /// UTC-12. On the civil axis an instant is read on its own local clock (its offset or zone), for want of one in
    /// `zone`, and for want of that in UTC.
    pub fn start(&self, axis: Axis, zone: Option<&Zone>) -> Edge {
        match &self.0 {
            Kind::Time(civil, clock) => self.time(*civil, clock, axis, zone),
            _ => Edge::either(&[
                Edge::at_civil(self.first_day().start_tick(), axis, zone),
                Edge::at_civil(self.last_day().start_tick(), axis, zone),
            ]),
        }
    }

    /// `after M`: when something begins whose last day before is this.
    ///
    /// That is 00:00 of the next day; after a period it is 00:00 of the day after its last, so "after May 2021" is after
    /// all of it, and sharp. After an instant is the instant itself. The axis and zone count as for [`Self::start`].
    pub fn end(&self, axis: Axis, zone: Option<&Zone>) -> Edge {
        match &self.0 {
            Kind::Time(civil, clock) => self.time(*civil, clock, axis, zone),
            _ => Edge::at_civil(self.last_day().next().start_tick(), axis, zone),
        }
    }

    fn time(&self, civil: Tick, clock: &Clock, axis: Axis, zone: Option<&Zone>) -> Edge {
        match (axis, clock, self.as_instant()) {
            (Axis::Instant, _, Some((instant, _))) => Edge::sharp(instant),
            (Axis::Civil, Clock::Utc, _) => Edge::sharp(zone.map_or(civil, |zone| zone.to_civil(civil))),
            _ => Edge::at_civil(civil, axis, zone),
        }
    }

    /// As people say it: `31 May 2021`, `May 2021`, `early May 2021`, `second half of 2027`, `31 May 2021 18:00 UTC+05:30`.
    pub fn in_words(&self) -> String {
        match &self.0 {
            Kind::Day(day) => day.in_words(),
            Kind::Period(period) => period.in_words(),
            Kind::Time(civil, clock) => {
                let time = iso_time(split(*civil).1);
                let place = match clock {
                    Clock::Cutoff => String::new(),
                    Clock::Utc => " UTC".to_owned(),
                    Clock::Offset(offset) => format!(" UTC{}", iso_offset(*offset)),
                    Clock::Zone(zone) | Clock::ZoneAt(zone, _) => format!(" {zone}"),
                };
                format!("{} {time}{place}", Day::from_tick(*civil).in_words())
            }
        }
    }
}

impl From<Day> for Moment {
    fn from(day: Day) -> Self {
        Self(Kind::Day(day))
    }
}

impl fmt::Display for Moment {
    /// The canonical literal, which [`Moment::parse`] reads back as the same moment.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Day(day) => day.fmt(f),
            Kind::Period(period) => period.fmt(f),
            Kind::Time(civil, clock) => {
                let (days, second) = split(*civil);
                write!(f, "{}T{}", iso_date(days), iso_time(second))?;
                match clock {
                    Clock::Cutoff => Ok(()),
                    Clock::Utc => f.write_str("Z"),
                    Clock::Offset(offset) => f.write_str(&iso_offset(*offset)),
                    Clock::Zone(zone) => write!(f, "[{zone}]"),
                    Clock::ZoneAt(zone, offset) => write!(f, "{}[{zone}]", iso_offset(*offset)),
                }
            }
        }
    }
}

impl Period {
    /// The first and the last day.
    fn days(self) -> (Day, Day) {
        let months = |year: i32, first: u8, last_year: i32, last: u8| {
            (day(year, first, 1), day(last_year, last, days_in_month(i64::from(last_year), last)))
        };
        let of_month = |year: i32, month: u8, first: u8, last: u8| {
            (day(year, month, first), day(year, month, last.min(days_in_month(i64::from(year), month))))
        };
        match self {
            Self::Month { year, month } => months(year, month, year, month),
            Self::Third { year, month, third: Third::Early } => of_month(year, month, 1, 10),
            Self::Third { year, month, third: Third::Mid } => of_month(year, month, 11, 20),
            Self::Third { year, month, third: Third::Late } => of_month(year, month, 21, 31),
            Self::HalfMonth { year, month, second: false } => of_month(year, month, 1, 15),
            Self::HalfMonth { year, month, second: true } => of_month(year, month, 16, 31),
            Self::Quarter { year, quarter } => months(year, quarter * 3 - 2, year, quarter * 3),
            Self::HalfYear { year, second: false } => months(year, 1, year, 6),
            Self::HalfYear { year, second: true } => months(year, 7, year, 12),
            Self::Season { year, season: Season::Spring } => months(year, 3, year, 5),
            Self::Season { year, season: Season::Summer } => months(year, 6, year, 8),
            Self::Season { year, season: Season::Autumn } => months(year, 9, year, 11),
            Self::Season { year, season: Season::Winter } => months(year, 12, year + 1, 2),
            Self::Year { year } => months(year, 1, year, 12),
        }
    }

    fn in_words(self) -> String {
        let nth = |second: bool| if second { "second" } else { "first" };
        match self {
            Self::Month { year, month } => format!("{} {year}", month_name(month)),
            Self::Third { year, month, third } => format!("{} {} {year}", third.as_str(), month_name(month)),
            Self::HalfMonth { year, month, second } => {
                format!("{} half of {} {year}", nth(second), month_name(month))
            }
            Self::Quarter { year, quarter } => {
                let nth = match quarter {
                    1 => "first",
                    2 => "second",
                    3 => "third",
                    _ => "fourth",
                };
                format!("{nth} quarter of {year}")
            }
            Self::HalfYear { year, second } => format!("{} half of {year}", nth(second)),
            // People disagree about which year a winter belongs to, so both are said.
            Self::Season { year, season: Season::Winter } => format!("winter {year}/{:02}", (year + 1) % 100),
            Self::Season { year, season } => format!("{} {year}", season.as_str()),
            Self::Year { year } => year.to_string(),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let iso = |year: i32| iso_year(i64::from(year));
        match *self {
            Self::Month { year, month } => write!(f, "{}-{month:02}", iso(year)),
            Self::Third { year, month, third } => write!(f, "{}-{month:02}-{}", iso(year), third.as_str()),
            Self::HalfMonth { year, month, second } => write!(f, "{}-{month:02}-H{}", iso(year), u8::from(second) + 1),
            Self::Quarter { year, quarter } => write!(f, "{}-Q{quarter}", iso(year)),
            Self::HalfYear { year, second } => write!(f, "{}-H{}", iso(year), u8::from(second) + 1),
            Self::Season { year, season } => write!(f, "{}-{}", iso(year), season.as_str()),
            Self::Year { year } => f.write_str(&iso(year)),
        }
    }
}

/// A day that is known to exist: the parts come from a checked literal.
fn day(year: i32, month: u8, day: u8) -> Day {
    Day(crate::calendar::days_from_ymd(i64::from(year), month, day) as i32)
}

#[cfg(test)]
mod tests;
