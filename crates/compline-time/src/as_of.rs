use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Axis, Day, Moment, MomentError, Tick, Zone, format_tick};

/// The moment that a run asks about: what `--as-of` says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub enum AsOf {
    /// A civil day, compared as a day in each cutoff's own zone.
    Day(Day),
    /// An instant in Unix seconds, and the zone to show it in.
    Instant(Tick, Zone),
}

impl AsOf {
    /// Reads a day, `2021-05-31`, or an instant, `2021-05-31T18:00Z`, with an offset or a zone.
    ///
    /// A period is an error, and so is a local time: whose it is, nobody could tell.
    pub fn parse(text: &str) -> Result<Self, MomentError> {
        let moment = Moment::parse(text)?;
        if let Some(day) = moment.as_day() {
            return Ok(Self::Day(day));
        }
        if let Some((tick, zone)) = moment.as_instant() {
            return Ok(Self::Instant(tick, zone.unwrap_or_else(Zone::utc)));
        }
        Err(if moment.is_precise() {
            MomentError {
                message: format!("`{moment}` does not say in which zone"),
                help: Some(format!(
                    "write `{moment}Z`, an offset as in `{moment}+05:30`, or a zone as in `{moment}[Asia/Kolkata]`"
                )),
            }
        } else {
            MomentError {
                message: format!("`{moment}` is a period, and a day or an instant is needed"),
                help: Some(format!("write a day, such as `{}` or `{}`", moment.first_day(), moment.last_day())),
            }
        })
    }

    /// An instant in Unix seconds, shown in UTC.
    pub fn instant(unix_seconds: i64) -> Self {
        Self::Instant(unix_seconds, Zone::utc())
    }

    /// The axis to reason on.
    pub fn axis(&self) -> Axis {
        match self {
            Self::Day(_) => Axis::Civil,
            Self::Instant(..) => Axis::Instant,
        }
    }

    /// The first tick asked about and the tick after the last, on [`Self::axis`]: a day is all of it, 00:00 to 24:00; an
    /// instant is its second.
    pub fn range(&self) -> (Tick, Tick) {
        match self {
            Self::Day(day) => (day.start_tick(), day.start_tick() + crate::calendar::DAY),
            Self::Instant(tick, _) => {
                let tick = (*tick).min(Tick::MAX - 1);
                (tick, tick + 1)
            }
        }
    }
}

impl fmt::Display for AsOf {
    /// As [`Self::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Instant(tick, zone) => f.write_str(&format_tick(*tick, Axis::Instant, Some(zone))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_whole_day() {
        let as_of = AsOf::parse("2021-05-31").unwrap();
        assert_eq!(as_of.axis(), Axis::Civil);
        assert_eq!(as_of.range(), (18_778 * 86_400, 18_779 * 86_400));
        assert_eq!(as_of.to_string(), "2021-05-31");
    }

    #[test]
    fn an_instant_is_its_second() {
        for (text, unix) in [
            ("2021-05-31T18:30Z", 1_622_485_800),
            ("2021-06-01T00:00+05:30", 1_622_485_800),
            ("2021-06-01T00:00+05:30[Asia/Kolkata]", 1_622_485_800),
            ("2021-05-31T18:29:59Z", 1_622_485_799),
        ] {
            let as_of = AsOf::parse(text).unwrap();
            assert_eq!(as_of.axis(), Axis::Instant);
            assert_eq!(as_of.range(), (unix, unix + 1), "{text}");
            assert_eq!(as_of.to_string(), text);
        }
        assert_eq!(AsOf::instant(0).to_string(), "1970-01-01T00:00Z");
        assert!(AsOf::instant(Tick::MAX).range().0 < Tick::MAX);
    }

    #[test]
    fn neither_day_nor_instant() {
        assert_eq!(
            AsOf::parse("2021-05-31T18:00").unwrap_err().message,
            "`2021-05-31T18:00` does not say in which zone"
        );
        let error = AsOf::parse("2021-05").unwrap_err();
        assert_eq!(error.message, "`2021-05` is a period, and a day or an instant is needed");
        assert_eq!(error.help.as_deref(), Some("write a day, such as `2021-05-01` or `2021-05-31`"));
        assert!(AsOf::parse("yesterday").is_err());
    }
}
