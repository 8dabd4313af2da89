//! Dates, amounts of time and points in time.

use compline_diagnostic::codes::syntax;
use compline_diagnostic::{Diagnostic, Span, Spanned, suggest};
use compline_time::{Moment, Shift, Unit};
use pest::iterators::Pair;

use super::{Lower, find, has};
use crate::ast::{Point, PointKind};
use crate::grammar::Rule;
use crate::skeleton::MAX_DEPTH;

const UNITS: &[(&str, Unit)] = &[
    ("second", Unit::Second),
    ("minute", Unit::Minute),
    ("hour", Unit::Hour),
    ("day", Unit::Day),
    ("week", Unit::Week),
    ("month", Unit::Month),
    ("year", Unit::Year),
];
const UNIT_WORDS: &[&str] = &["seconds", "minutes", "hours", "days", "weeks", "months", "years"];
const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl Lower<'_> {
    /// `2021-05-31`, from whatever pair holds the date and nothing else.
    pub(super) fn moment(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<Moment>> {
        let span = self.span(pair);
        let written = self.slice(span);
        if written.contains(' ') {
            self.errors.push(
                Diagnostic::error(syntax::DATE, format!("`{written}` is not how a date is written"))
                    .at(self.place(span), "")
                    .help(match rewritten(written) {
                        Some(date) => format!("write `{date}`"),
                        None => "write year, month and day as numbers: `2021-05-31`".to_owned(),
                    }),
            );
            return None;
        }
        match Moment::parse(written) {
            Ok(moment) => Some(Spanned::new(moment, span)),
            Err(error) => {
                self.errors.push(
                    Diagnostic::error(syntax::DATE, error.message).at(self.place(span), "").maybe_help(error.help),
                );
                None
            }
        }
    }

    /// The day in `checked through 2026-11-20` and its like.
    pub(super) fn day(&mut self, parts: &[Pair<'_, Rule>]) -> Option<Spanned<Moment>> {
        self.moment(&find(parts, Rule::day)?)
    }

    /// `90 days`
    pub(super) fn length(&mut self, pair: Pair<'_, Rule>) -> Option<Spanned<Shift>> {
        let span = self.span(&pair);
        let mut parts: Vec<_> = pair.into_inner().collect();
        if let Some(odd) = find(&parts, Rule::odd_length) {
            parts = odd.into_inner().collect();
        }
        let amount = find(&parts, Rule::amount)?;
        let unit = parts.last()?;
        let word = unit.as_str();
        let known = UNITS.iter().find(|(name, _)| word == *name || word.strip_suffix('s') == Some(name));
        let Some(&(_, unit)) = known else {
            let help = match suggest(word, UNIT_WORDS.iter().copied()) {
                Some(unit) => format!("did you mean `{unit}`?"),
                None => format!("units are {}", UNIT_WORDS.join(", ")),
            };
            self.errors.push(
                Diagnostic::error(syntax::UNIT, format!("`{word}` is not a unit of time"))
                    .at(self.place(self.span(unit)), "")
                    .help(help),
            );
            return None;
        };
        let Ok(amount) = amount.as_str().parse() else {
            self.errors.push(
                Diagnostic::error(syntax::NUMBER, format!("`{}` is too large", amount.as_str()))
                    .at(self.place(self.span(&amount)), "")
                    .help(format!("the largest amount is {}", u32::MAX)),
            );
            return None;
        };
        Some(Spanned::new(Shift { amount, unit }, span))
    }

    /// `06:00`, in seconds after midnight.
    pub(super) fn time_of_day(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<u32>> {
        let span = self.span(pair);
        let fields: Vec<Option<u32>> =
            pair.as_str().split(':').map(|field| (field.len() == 2).then(|| field.parse().ok()).flatten()).collect();
        let seconds = match fields[..] {
            [Some(hour @ 0..24), Some(minute @ 0..60)] => Some(hour * 3600 + minute * 60),
            [Some(hour @ 0..24), Some(minute @ 0..60), Some(second @ 0..60)] => {
                Some(hour * 3600 + minute * 60 + second)
            }
            _ => None,
        };
        if seconds.is_none() {
            self.errors.push(
                Diagnostic::error(syntax::TIME, format!("`{}` is not a time of day", pair.as_str()))
                    .at(self.place(span), "")
                    .help("times of day run from `00:00` to `23:59`, with two digits each"),
            );
        }
        Some(Spanned::new(seconds?, span))
    }

    /// A point in time.
    pub(super) fn point(&mut self, pair: Pair<'_, Rule>) -> Option<Point> {
        let span = self.span(&pair);
        let mut shifts = vec![];
        let mut base = None;
        for part in pair.into_inner() {
            if part.as_rule() == Rule::shift {
                shifts.push(part);
            } else {
                base = Some(self.point_base(part));
            }
        }
        if shifts.len() > MAX_DEPTH {
            self.errors.push(
                Diagnostic::error(syntax::TOO_DEEP, format!("more than {MAX_DEPTH} shifts of one point"))
                    .at(self.place(span), ""),
            );
            return None;
        }
        // Every shift is looked at, so that each wrong unit is reported.
        let shifts: Vec<_> = shifts
            .into_iter()
            .map(|shift| {
                let start = self.span(&shift).start;
                let parts: Vec<_> = shift.into_inner().collect();
                let by = find(&parts, Rule::length).and_then(|length| self.length(length));
                (start, by, has(&parts, Rule::k_before))
            })
            .collect();
        let mut point = base??;
        for (start, by, before) in shifts.into_iter().rev() {
            let kind = PointKind::Shifted { by: by?.value, before, from: Box::new(point) };
            point = Point { kind, span: Span::new(start, span.end) };
        }
        Some(point)
    }

    fn point_base(&mut self, pair: Pair<'_, Rule>) -> Option<Point> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::moment => PointKind::Moment(self.moment(&pair)?.value),
            Rule::point_name => PointKind::Name(self.name(&pair)),
            Rule::extreme => {
                let parts: Vec<_> = pair.into_inner().collect();
                let earliest = has(&parts, Rule::k_earliest);
                let points = parts.into_iter().filter(|part| part.as_rule() == Rule::point);
                let of: Vec<_> = points.map(|part| self.point(part)).collect();
                PointKind::Extreme { earliest, of: of.into_iter().collect::<Option<_>>()? }
            }
            Rule::odd_amount => {
                let written = self.slice(span);
                self.errors.push(
                    Diagnostic::error(
                        syntax::EXPECTED,
                        format!("`{written}` is an amount of time, not a point in time"),
                    )
                    .at(self.place(span), "")
                    .help(format!("say from where it counts: `{written} before ...` or `{written} after ...`")),
                );
                return None;
            }
            _ => return None,
        };
        Some(Point { kind, span })
    }

    /// Reports a word before a date that is none of ours.
    pub(super) fn odd_when(&mut self, word: &Pair<'_, Rule>, words: &[&str]) {
        let written = word.as_str();
        let is = format!("`{written}` does not say on which side the day itself falls");
        let (message, help) = match written {
            "until" | "till" | "by" => (is, "write `after D` where D is the last day before it, `from D` where D is its first day, or `before D` in a condition".to_owned()),
            "since" | "starting" => (is, "write `from D`: D is the first day".to_owned()),
            _ => (
                format!("`{written}` is not a word before a date"),
                match suggest(written, words.iter().copied()) {
                    Some(word) => format!("did you mean `{word}`?"),
                    None => format!("write {}", crate::wording::list(words)),
                },
            ),
        };
        self.errors.push(Diagnostic::error(syntax::DATE_WORD, message).at(self.place(self.span(word)), "").help(help));
    }
}

/// `31 May 2021` as it should have been written.
fn rewritten(written: &str) -> Option<String> {
    let words: Vec<&str> = written.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let month = words.iter().find_map(|word| {
        let start = word.get(..3)?.to_ascii_lowercase();
        MONTHS.iter().position(|month| *month == start)
    })? + 1;
    let number = |word: &&str| word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok();
    let year = words.iter().filter_map(number).find(|n| *n > 999)?;
    match words.iter().filter_map(number).find(|n| (1..32).contains(n)) {
        Some(day) => Some(format!("{year:04}-{month:02}-{day:02}")),
        None => Some(format!("{year:04}-{month:02}")),
    }
}
