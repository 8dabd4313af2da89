use super::{Clock, Kind, MomentError, Period, Season, Third, advice};
use crate::calendar::{DAY, days_from_ymd, days_in_month, iso_date, iso_offset, iso_year, month_name};
use crate::{Day, Tick, Zone, quote};

/// Reads a literal; a text that has not even the shape of one gets advice on what it may have been meant to be.
pub(super) fn parse(text: &str) -> Result<Kind, MomentError> {
    shape(text).unwrap_or_else(|| Err(advice::advise(text)))
}

pub(super) fn error(message: impl Into<String>, help: impl Into<String>) -> MomentError {
    MomentError { message: message.into(), help: Some(help.into()) }
}

/// `None` if the text has not the shape of a literal, an error if it has and there is no such date.
fn shape(text: &str) -> Option<Result<Kind, MomentError>> {
    let year = digits(text.get(..4)?)?;
    let rest = text.get(4..)?;
    if year == 0 {
        return Some(Err(error("there is no year 0000", "years are from 0001 to 9999")));
    }
    if rest.is_empty() {
        return Some(Ok(Kind::Period(Period::Year { year })));
    }
    let rest = rest.strip_prefix('-')?;
    if let Some(period) = period_of_year(year, rest) {
        return Some(period.map(Kind::Period));
    }
    let month = digits(rest.get(..2)?)? as u8;
    let rest = rest.get(2..)?;
    if rest.is_empty() {
        return Some(check_month(year, month, None).map(|()| Kind::Period(Period::Month { year, month })));
    }
    let rest = rest.strip_prefix('-')?;
    if let Some(period) = period_of_month(year, month, rest) {
        return Some(check_month(year, month, None).map(|()| Kind::Period(period)));
    }
    let day = digits(rest.get(..2)?)? as u8;
    let rest = rest.get(2..)?;
    if rest.is_empty() {
        return Some(check_day(year, month, day).map(Kind::Day));
    }
    let time = rest.strip_prefix(['T', 't', ' '])?;
    let date = match check_day(year, month, day) {
        Ok(date) => date,
        Err(error) => return Some(Err(error)),
    };
    time_shape(text, date, time)
}

/// `Q3`, `H2`, `summer`
fn period_of_year(year: i32, text: &str) -> Option<Result<Period, MomentError>> {
    if let Some(season) = Season::ALL.into_iter().find(|season| text.eq_ignore_ascii_case(season.as_str())) {
        return Some(Ok(Period::Season { year, season }));
    }
    if let Some(number) = text.strip_prefix(['Q', 'q']).and_then(digits) {
        return Some(quarter(year, number));
    }
    text.strip_prefix(['H', 'h']).and_then(digits).map(|number| half_year(year, number))
}

pub(super) fn quarter(year: i32, number: i32) -> Result<Period, MomentError> {
    match number {
        1..=4 => Ok(Period::Quarter { year, quarter: number as u8 }),
        _ => Err(error(format!("there is no quarter {number}"), "quarters are from `Q1` to `Q4`")),
    }
}

pub(super) fn half_year(year: i32, number: i32) -> Result<Period, MomentError> {
    match number {
        1 | 2 => Ok(Period::HalfYear { year, second: number == 2 }),
        _ => Err(error(format!("there is no half {number}"), "halves are `H1` and `H2`")),
    }
}

/// `early`, `mid`, `late`, `H1`, `H2`
fn period_of_month(year: i32, month: u8, text: &str) -> Option<Period> {
    if let Some(third) = Third::ALL.into_iter().find(|third| text.eq_ignore_ascii_case(third.as_str())) {
        return Some(Period::Third { year, month, third });
    }
    match text {
        "H1" | "h1" => Some(Period::HalfMonth { year, month, second: false }),
        "H2" | "h2" => Some(Period::HalfMonth { year, month, second: true }),
        _ => None,
    }
}

/// `day` serves only to see whether month and day were swapped.
fn check_month(year: i32, month: u8, day: Option<u8>) -> Result<(), MomentError> {
    if (1..=12).contains(&month) {
        return Ok(());
    }
    let swapped = day
        .filter(|day| (1..=12).contains(day) && (1..=days_in_month(i64::from(year), *day)).contains(&month))
        .map(|day| format!("; did you mean `{}-{day:02}-{month:02}`?", iso_year(i64::from(year))));
    Err(error(
        format!("there is no month {month:02}"),
        format!("months are from 01 to 12{}", swapped.unwrap_or_default()),
    ))
}

pub(super) fn check_day(year: i32, month: u8, day: u8) -> Result<Day, MomentError> {
    check_month(year, month, Some(day))?;
    Day::from_ymd(year, month, day).ok_or_else(|| {
        let last = days_in_month(i64::from(year), month);
        if day == 0 {
            error("there is no day 00", "days are counted from 01")
        } else {
            error(
                format!("{} {year} has {last} days, not {day}", month_name(month)),
                format!("its last day is `{}-{month:02}-{last}`", iso_year(i64::from(year))),
            )
        }
    })
}

/// What follows the `T`. `text` is the whole literal, for messages.
fn time_shape(text: &str, date: Day, time: &str) -> Option<Result<Kind, MomentError>> {
    let hour = digits(time.get(..2)?)?;
    let rest = time.get(2..)?;
    let Some(rest) = rest.strip_prefix(':') else {
        let hours_only = rest.is_empty() || rest.starts_with(['Z', 'z', '+', '-', '[']);
        return hours_only.then(|| {
            Err(error(
                format!("`{}` has hours without minutes", quote(text)),
                format!("write `{date}T{hour:02}:00{}`", quote(rest)),
            ))
        });
    };
    let minute = digits(rest.get(..2)?)?;
    let mut rest = rest.get(2..)?;
    let mut second = 0;
    if let Some(after) = rest.strip_prefix(':') {
        second = digits(after.get(..2)?)?;
        rest = after.get(2..)?;
        if let Some(after) = rest.strip_prefix(['.', ',']) {
            // Ticks are whole seconds: a fraction is dropped.
            rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
            if rest.len() == after.len() {
                return None;
            }
        }
    }
    Some(check_time(date, hour, minute, second).and_then(|second_of_day| {
        let civil = date.start_tick() + second_of_day;
        clock(text, civil, rest).map(|clock| Kind::Time(civil, clock))
    }))
}

fn check_time(date: Day, hour: i32, minute: i32, second: i32) -> Result<Tick, MomentError> {
    let time = format!("{hour:02}:{minute:02}");
    if hour == 24 && minute == 0 && second == 0 {
        return Err(error(
            "days end where the next begins: there is no `24:00`",
            format!("write `{}T00:00`", date.next()),
        ));
    }
    if hour > 23 || minute > 59 {
        return Err(error(format!("there is no time `{time}`"), "times of day are from `00:00` to `23:59`"));
    }
    if second > 59 {
        return Err(error(format!("there is no time `{time}:{second:02}`"), "seconds are from 00 to 59"));
    }
    Ok(Tick::from(hour * 3_600 + minute * 60 + second))
}

/// What follows the time of day: nothing, `Z`, an offset, a zone in brackets, or an offset and a zone.
fn clock(text: &str, civil: Tick, rest: &str) -> Result<Clock, MomentError> {
    let (offset, zone) = match rest.find('[') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let bad = || {
        error(
            format!("`{}` does not end in a zone", quote(text)),
            "after the time write `Z`, an offset such as `+05:30`, a zone such as `[Asia/Kolkata]`, or nothing",
        )
    };
    // RFC 3339: `-00:00` says, like `Z`, that where it was written is not known.
    let is_utc = matches!(offset, "Z" | "z" | "-00:00" | "-0000" | "-00");
    let seconds = if is_utc { Some(0) } else { read_offset(offset) };
    if zone.is_empty() {
        return match seconds {
            _ if offset.is_empty() => Ok(Clock::Cutoff),
            Some(_) if is_utc => Ok(Clock::Utc),
            Some(seconds) => Ok(Clock::Offset(seconds)),
            None => Err(bad()),
        };
    }
    let name = zone.strip_prefix('[').and_then(|zone| zone.strip_suffix(']')).ok_or_else(bad)?;
    let zone = Zone::parse(name).map_err(|e| MomentError { message: e.message, help: e.help })?;
    if offset.is_empty() {
        return Ok(Clock::Zone(zone));
    }
    let seconds = seconds.ok_or_else(bad)?;
    check_offset(civil, offset, seconds, &zone)?;
    Ok(Clock::ZoneAt(zone, seconds))
}

/// That an offset is one the zone has at that local time; in an hour that comes twice, either is.
fn check_offset(civil: Tick, written: &str, seconds: i32, zone: &Zone) -> Result<(), MomentError> {
    if zone.offset_at(civil - i64::from(seconds)) == seconds {
        return Ok(());
    }
    let instant = zone.to_instant(civil);
    let offset = iso_offset(zone.offset_at(instant));
    let day = iso_date(civil.div_euclid(DAY));
    if zone.to_civil(instant) != civil {
        return Err(error(
            format!("the clocks in `{zone}` skip this time on {day}, so it cannot be `{written}` there"),
            format!("leave out `{written}` or `[{zone}]`, or write a time that the clocks show"),
        ));
    }
    Err(error(
        format!("`{written}` contradicts `{zone}`, which is at `{offset}` then"),
        format!("write `{offset}`, or leave out `{written}` or `[{zone}]`"),
    ))
}

/// `+05:30`, `+0530`, `+05`, `+05:53:28`: seconds ahead of UTC, less than a day.
fn read_offset(text: &str) -> Option<i32> {
    let (sign, rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix('-')?),
    };
    let (hour, minute, second) = match rest.as_bytes() {
        [_, _] => (rest, "00", "00"),
        [_, _, _, _] => (rest.get(..2)?, rest.get(2..)?, "00"),
        [_, _, b':', _, _] => (rest.get(..2)?, rest.get(3..)?, "00"),
        [_, _, b':', _, _, b':', _, _] => (rest.get(..2)?, rest.get(3..5)?, rest.get(6..)?),
        _ => return None,
    };
    let (hour, minute, second) = (digits(hour)?, digits(minute)?, digits(second)?);
    (hour < 24 && minute < 60 && second < 60).then_some(sign * (hour * 3_600 + minute * 60 + second))
}

/// The number that one to four digits write, and nothing else.
pub(super) fn digits(text: &str) -> Option<i32> {
    let fits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// The literal of a day, for advice.
pub(super) fn literal(year: i32, month: u8, day: u8) -> String {
    iso_date(days_from_ymd(i64::from(year), month, day))
}
