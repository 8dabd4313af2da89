//! The proleptic Gregorian calendar over `i64`, so that arithmetic at the far ends is still total.

/// Seconds in a civil day.
pub(crate) const DAY: i64 = 86_400;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The English name of a month from 1 to 12; other numbers come out as the nearest month.
pub(crate) fn month_name(month: u8) -> &'static str {
    MONTHS[usize::from(month.clamp(1, 12) - 1)]
}

/// The number of the month that `word` names, in full or by at least its first three letters, in any case.
pub(crate) fn month_of_name(word: &str) -> Option<u8> {
    let lower = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|name| lower.len() >= 3 && name.to_ascii_lowercase().starts_with(&lower))?;
    u8::try_from(at + 1).ok()
}

fn is_leap(year: i64) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

/// How many days a month from 1 to 12 has.
pub(crate) fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date. `month` is from 1 to 12; `day` may be anything and counts on from the month's start.
///
/// The method is Howard Hinnant's `days_from_civil`: years begin in March, so that the leap day comes last.
pub(crate) fn days_from_ymd(year: i64, month: u8, day: u8) -> i64 {
    let year = year.saturating_sub(i64::from(month <= 2));
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era.saturating_mul(146_097).saturating_add(day_of_era - 719_468)
}

/// The year, month and day of a number of days since 1970-01-01; the other way round from [`days_from_ymd`].
pub(crate) fn ymd_from_days(days: i64) -> (i64, u8, u8) {
    let days = days.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u8;
    let month = (if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 }) as u8;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// `2021-05-31`; years before 0 have a sign, years after 9999 more digits.
pub(crate) fn iso_date(days: i64) -> String {
    let (year, month, day) = ymd_from_days(days);
    format!("{}-{month:02}-{day:02}", iso_year(year))
}

/// A year with at least four digits.
pub(crate) fn iso_year(year: i64) -> String {
    let sign = if year < 0 { "-" } else { "" };
    format!("{sign}{:04}", year.unsigned_abs())
}

/// `18:00`, or `18:00:30` where the seconds are not 0.
pub(crate) fn iso_time(second_of_day: i64) -> String {
    let (hour, minute, second) = (second_of_day / 3_600, second_of_day / 60 % 60, second_of_day % 60);
    if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") }
}

/// `31 May 2021`
pub(crate) fn date_in_words(days: i64) -> String {
    let (year, month, day) = ymd_from_days(days);
    format!("{day} {} {year}", month_name(month))
}

/// Splits a civil tick into days since 1970-01-01 and seconds after midnight.
pub(crate) fn split(civil: i64) -> (i64, i64) {
    (civil.div_euclid(DAY), civil.rem_euclid(DAY))
}

/// `+05:30`; seconds follow where they are not 0, as in the local mean times of long ago.
pub(crate) fn iso_offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{}", iso_time(i64::from(seconds.unsigned_abs())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days() {
        assert_eq!(days_from_ymd(1970, 1, 1), 0);
        assert_eq!(days_from_ymd(2000, 2, 29), 11_016);
        assert_eq!(days_from_ymd(2021, 6, 1), 18_779);
        assert_eq!(ymd_from_days(-1), (1969, 12, 31));
        assert_eq!(iso_date(days_from_ymd(-1, 3, 1)), "-0001-03-01");
        assert_eq!(iso_date(days_from_ymd(10_000, 1, 1)), "10000-01-01");
        assert_eq!(days_in_month(2021, 2), 28);
        assert_eq!(days_in_month(2024, 2), 29);
        assert_eq!(days_in_month(1900, 2), 28);
    }

    #[test]
    fn names_of_months() {
        assert_eq!(month_of_name("sept"), Some(9));
        assert_eq!(month_of_name("MAY"), Some(5));
        assert_eq!(month_of_name("ma"), None);
        assert_eq!(month_of_name("mayor"), None);
    }

    proptest! {
        #[test]
        fn days_and_dates_are_one(days in any::<i32>()) {
            let (year, month, day) = ymd_from_days(i64::from(days));
            prop_assert_eq!(days_from_ymd(year, month, day), i64::from(days));
            prop_assert!(day >= 1 && day <= days_in_month(year, month));
        }

        #[test]
        fn agrees_with_jiff(days in -3_000_000_i64..2_900_000) {
            let date = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(days);
            prop_assert_eq!(ymd_from_days(days), (i64::from(date.year()), date.month() as u8, date.day() as u8));
        }

        #[test]
        fn nothing_overflows(tick in any::<i64>()) {
            let (days, second) = split(tick);
            prop_assert!(!iso_date(days).is_empty() && !iso_time(second).is_empty());
        }
    }
}
