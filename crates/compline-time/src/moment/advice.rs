//! What a text that is not a date literal may have been meant to be.

use super::parse::{check_day, digits, error, half_year, literal, quarter};
use super::{MomentError, Season, Third};
use crate::calendar::{iso_year, month_name, month_of_name};
use crate::{Axis, format_tick, quote};

/// A text with more words and numbers than this is prose.
const MOST_TOKENS: usize = 6;

/// What is wrong with a text that has not the shape of a literal.
pub(super) fn advise(text: &str) -> MomentError {
    if text.trim().is_empty() {
        return error("a date is missing here", "write a day as `2021-05-31`");
    }
    let quoted = quote(text);
    let has_time = text.contains(':');
    let meant = if has_time { None } else { meaning(text) };
    match meant {
        Some(Meaning::Literal(literal)) => {
            error(format!("`{quoted}` is not how a date is written here"), format!("write `{literal}`"))
        }
        Some(Meaning::Wrong(error)) => error,
        Some(Meaning::Either(a, b)) => error(
            format!("`{quoted}` is one date to some and another to others"),
            format!("write `{}` for {}, or `{}` for {}", a.0, a.1, b.0, b.1),
        ),
        None if has_time => error(
            format!("`{quoted}` is not a time that can be read"),
            "write an instant as `2021-05-31T18:00Z`, with an offset as `2021-05-31T18:00+05:30`, or with a zone as \
             `2021-05-31T18:00[Asia/Kolkata]`",
        ),
        None => error(
            format!("`{quoted}` is not a date"),
            "write a day as `2021-05-31`, a month as `2021-05`, a quarter as `2021-Q2`, a half-year as `2021-H1`, or a \
             year as `2021`",
        ),
    }
}

enum Meaning {
    /// This, surely.
    Literal(String),
    /// One of two: each literal, and in words.
    Either((String, String), (String, String)),
    /// A date that does not exist.
    Wrong(MomentError),
}

/// The numbers and words of a text.
#[derive(Default)]
struct Tokens<'t> {
    numbers: Vec<&'t str>,
    month: Option<u8>,
    third: Option<Third>,
    season: Option<Season>,
    /// Whether a `Q` or an `H` came, and so whether a number is one of a quarter or a half.
    quarter: bool,
    half: bool,
}

/// `None` where a word has no part in any date.
fn tokens(text: &str) -> Option<Tokens<'_>> {
    let mut tokens = Tokens::default();
    let mut rest = text;
    for _ in 0..MOST_TOKENS {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || "-/.,_'".contains(c));
        let Some(first) = rest.chars().next() else { return Some(tokens) };
        let is_number = first.is_ascii_digit();
        let same = |c: char| if is_number { c.is_ascii_digit() } else { c.is_ascii_alphabetic() };
        let end = rest.find(|c: char| !same(c)).unwrap_or(rest.len());
        let (token, after) = rest.split_at_checked(end)?;
        rest = after;
        if is_number {
            tokens.numbers.push(token);
        } else {
            tokens.word(token)?;
        }
    }
    rest.is_empty().then_some(tokens)
}

impl Tokens<'_> {
    fn word(&mut self, word: &str) -> Option<()> {
        let lower = word.to_ascii_lowercase();
        if let Some(month) = month_of_name(&lower) {
            self.month = Some(month);
        } else if let Some(third) = Third::ALL.into_iter().find(|third| third.as_str() == lower) {
            self.third = Some(third);
        } else if let Some(season) = Season::ALL.into_iter().find(|season| season.as_str() == lower) {
            self.season = Some(season);
        } else {
            match lower.as_str() {
                "fall" => self.season = Some(Season::Autumn),
                "q" => self.quarter = true,
                "h" => self.half = true,
                "st" | "nd" | "rd" | "th" | "of" | "the" | "in" | "on" => {}
                _ => return None,
            }
        }
        Some(())
    }
}

fn meaning(text: &str) -> Option<Meaning> {
    let tokens = tokens(text)?;
    let is_year = |number: &str| number.len() == 4 && digits(number).is_some_and(|year| year > 0);
    let year_at = tokens.numbers.iter().position(|number| is_year(number));
    let year = year_at.and_then(|at| digits(tokens.numbers[at]));
    let others: Vec<&str> =
        tokens.numbers.iter().enumerate().filter(|(at, _)| Some(*at) != year_at).map(|(_, number)| *number).collect();
    let small = |number: &str| (number.len() <= 2).then(|| digits(number)).flatten().map(|n| n as u8);
    let third = |year: i32, month: u8| {
        let third = tokens.third.map_or_else(String::new, |third| format!("-{}", third.as_str()));
        Meaning::Literal(format!("{}-{month:02}{third}", iso_year(i64::from(year))))
    };
    let Some(year) = year else { return without_year(&tokens) };
    if let Some(season) = tokens.season {
        return others
            .is_empty()
            .then(|| Meaning::Literal(format!("{}-{}", iso_year(i64::from(year)), season.as_str())));
    }
    match (tokens.month, others.as_slice()) {
        (None, [number]) if tokens.quarter || tokens.half => {
            let number = digits(number)?;
            let period = if tokens.quarter { quarter(year, number) } else { half_year(year, number) };
            Some(period.map_or_else(Meaning::Wrong, |period| Meaning::Literal(period.to_string())))
        }
        (_, _) if tokens.quarter || tokens.half => None,
        (Some(month), []) => Some(third(year, month)),
        (Some(month), [day]) => Some(checked(year, month, small(day)?)),
        (None, [month]) => {
            let month = small(month)?;
            (1..=12).contains(&month).then(|| third(year, month))
        }
        (None, [a, b]) if year_at == Some(0) => Some(checked(year, small(a)?, small(b)?)),
        (None, [a, b]) if year_at == Some(2) => Some(year_last(year, small(a)?, small(b)?)),
        _ => None,
    }
}

fn checked(year: i32, month: u8, day: u8) -> Meaning {
    check_day(year, month, day).map_or_else(Meaning::Wrong, |day| Meaning::Literal(day.to_string()))
}

/// `31/05/2021` or `05/31/2021`: which is the month, only a number over 12 can tell.
fn year_last(year: i32, a: u8, b: u8) -> Meaning {
    if a == b || b > 12 || a > 12 {
        let (month, day) = if b > 12 { (a, b) } else { (b, a) };
        return checked(year, month, day);
    }
    let one = |month: u8, day: u8| (literal(year, month, day), format!("{day} {}", month_name(month)));
    match (check_day(year, b, a), check_day(year, a, b)) {
        (Ok(_), Ok(_)) => Meaning::Either(one(b, a), one(a, b)),
        (Err(error), _) | (_, Err(error)) => Meaning::Wrong(error),
    }
}

/// `20210531`, Unix seconds, Unix milliseconds, or a year of two digits.
fn without_year(tokens: &Tokens<'_>) -> Option<Meaning> {
    let [number] = tokens.numbers.as_slice() else {
        return (tokens.numbers.len() == 3 && tokens.numbers.iter().all(|number| number.len() <= 2))
            .then(|| Meaning::Wrong(error("years are written with four digits", "write a day as `2021-05-31`")));
    };
    match number.len() {
        8 => {
            let (year, month, day) = (digits(&number[..4])?, digits(&number[4..6])?, digits(&number[6..])?);
            Some(checked(year, month as u8, day as u8))
        }
        10 | 13 => {
            let unix: i64 = number.get(..10)?.parse().ok()?;
            Some(Meaning::Literal(format_tick(unix, Axis::Instant, None)))
        }
        _ => None,
    }
}
