//! What a plain scalar is, by the core schema of YAML 1.2 (section 10.3.2).

/// The type of a scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Core {
    /// A null.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number that fits.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// Anything else.
    Text,
}

/// Whether a plain scalar is a null.
pub(crate) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// What a plain scalar is.
pub fn core(text: &str) -> Core {
    let Some(&first) = text.as_bytes().first() else { return Core::Null };
    match first {
        b'~' | b'n' | b'N' if is_null(text) => Core::Null,
        b't' | b'T' | b'f' | b'F' => match text {
            "true" | "True" | "TRUE" => Core::Bool(true),
            "false" | "False" | "FALSE" => Core::Bool(false),
            _ => Core::Text,
        },
        b'0'..=b'9' | b'+' | b'-' | b'.' => number(text).unwrap_or(Core::Text),
        _ => Core::Text,
    }
}

fn number(text: &str) -> Option<Core> {
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match unsigned {
        ".inf" | ".Inf" | ".INF" => {
            return Some(Core::Float(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }));
        }
        _ => {}
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(Core::Float(f64::NAN));
    }
    if !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text.parse().map_or_else(|_| Core::Float(text.parse().unwrap_or(f64::NAN)), Core::Int));
    }
    // `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    let (mantissa, exponent) = unsigned.find(['e', 'E']).map_or((unsigned, None), |at| {
        let (mantissa, exponent) = unsigned.split_at(at);
        (mantissa, Some(&exponent[1..]))
    });
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let well_formed = digits(whole)
        && fraction.is_none_or(digits)
        && (!whole.is_empty() || fraction.is_some_and(|f| !f.is_empty()))
        && exponent.is_none_or(|e| {
            let e = e.strip_prefix(['+', '-']).unwrap_or(e);
            !e.is_empty() && digits(e)
        });
    if !well_formed {
        return None;
    }
    text.parse().ok().map(Core::Float)
}

fn radix(digits: &str, radix: u32) -> Option<Core> {
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    Some(i64::from_str_radix(digits, radix).map_or(Core::Float(f64::NAN), Core::Int))
}

/// A whole number in a text, however it is written: a field of numbers takes `3600`, `"3600"` and `3600.0`.
pub(crate) fn whole_number(text: &str) -> Option<i64> {
    match core(text.trim()) {
        Core::Int(number) => Some(number),
        // Up to here every whole number is a float of its own.
        #[expect(clippy::cast_precision_loss, reason = "2^53 is exact")]
        Core::Float(number) if number.fract() == 0.0 && number.abs() <= (1i64 << 53) as f64 => Some(number as i64),
        _ => None,
    }
}

/// The days from 1970-01-01 to a civil day written as `2021-05-31`, or as a date and time of RFC 3339 (a space may stand
/// for the `T`), of which the day counts as it is written.
pub(crate) fn day(text: &str) -> Option<i32> {
    let text = text.trim();
    let (date, time) = text.split_at_checked(10)?;
    if !time.is_empty() && !is_time(time) {
        return None;
    }
    let bytes = date.as_bytes();
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let digits = |range: std::ops::Range<usize>| {
        let text = date.get(range)?;
        text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<i32>().ok()).flatten()
    };
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    (1..=last).contains(&day).then(|| days_from_civil(year, month, day))
}

/// `T10:00:00Z`, `t10:00:00.25+05:30`, ` 10:00:00Z`; the zone may be missing, as in YAML's timestamps.
fn is_time(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['T', 't', ' ']) else { return false };
    let two = |text: &str, most: u32| {
        text.get(..2)
            .filter(|t| t.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|t| t.parse().ok())
            .is_some_and(|n: u32| n <= most)
    };
    let byte = |at: usize| rest.as_bytes().get(at).copied();
    let tail = |at: usize| rest.get(at..).unwrap_or_default();
    if !(two(rest, 23) && byte(2) == Some(b':') && two(tail(3), 59) && byte(5) == Some(b':') && two(tail(6), 60)) {
        return false;
    }
    let mut zone = tail(8);
    if let Some(fraction) = zone.strip_prefix('.') {
        zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if zone.len() == fraction.len() {
            return false;
        }
    }
    match zone.trim_start_matches(' ') {
        "" | "Z" | "z" => true,
        offset => offset.strip_prefix(['+', '-']).is_some_and(|offset| {
            offset.len() == 5
                && two(offset, 23)
                && offset.as_bytes()[2] == b':'
                && two(offset.get(3..).unwrap_or(""), 59)
        }),
    }
}

/// Howard Hinnant's algorithm for the proleptic Gregorian calendar.
fn days_from_civil(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_have_the_types_of_the_core_schema() {
        for text in ["null", "Null", "NULL", "~", ""] {
            assert_eq!(core(text), Core::Null, "{text}");
        }
        assert_eq!(core("True"), Core::Bool(true));
        assert_eq!(core("false"), Core::Bool(false));
        assert_eq!(core("0o17"), Core::Int(15));
        assert_eq!(core("0xff"), Core::Int(255));
        assert_eq!(core("-12"), Core::Int(-12));
        assert_eq!(core("+12"), Core::Int(12));
        assert_eq!(core("1e3"), Core::Float(1000.0));
        assert_eq!(core(".5"), Core::Float(0.5));
        assert_eq!(core("-.inf"), Core::Float(f64::NEG_INFINITY));
        for text in ["yes", "no", "on", "2021-05-31", "1_000", "1.2.3", "0x", "-", ".", "+", "1e", "tRUE", "nULL", "é"]
        {
            assert_eq!(core(text), Core::Text, "{text}");
        }
    }

    #[test]
    fn days_are_read_as_written() {
        assert_eq!(day("1970-01-01"), Some(0));
        assert_eq!(day("2021-05-31"), Some(18_778));
        assert_eq!(day("1969-12-31"), Some(-1));
        assert_eq!(day("2000-02-29"), Some(11_016));
        assert_eq!(day("2021-05-31T23:59:59-08:00"), Some(18_778));
        assert_eq!(day("2021-05-31 00:00:00.5 +05:30"), Some(18_778));
        for text in [
            "2021-02-29",
            "2021-13-01",
            "2021-00-01",
            "31-05-2021",
            "2021-5-31",
            "2021-05-31T",
            "2021-05-31x",
            "2021-05-31T25:00:00Z",
            "2021-05-3é",
            "2021-05-31T10:00:00+5",
            "",
            "20210531",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_whole() {
        assert_eq!(whole_number("3600"), Some(3600));
        assert_eq!(whole_number(" 3600.0 "), Some(3600));
        assert_eq!(whole_number("1e3"), Some(1000));
        assert_eq!(whole_number("0.5"), None);
        assert_eq!(whole_number("1 h"), None);
        assert_eq!(whole_number("99999999999999999999"), None);
        assert_eq!(whole_number(".inf"), None);
    }
}
