use super::*;
use crate::MomentError;
use proptest::prelude::*;

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn error(text: &str) -> (String, String) {
    let MomentError { message, help } = Moment::parse(text).unwrap_err();
    (message, help.unwrap())
}

fn days(text: &str) -> (String, String) {
    (moment(text).first_day().to_string(), moment(text).last_day().to_string())
}

#[test]
fn every_precision() {
    for (text, first, last, words) in [
        ("2021-05-31", "2021-05-31", "2021-05-31", "31 May 2021"),
        ("2021-05", "2021-05-01", "2021-05-31", "May 2021"),
        ("2024-02", "2024-02-01", "2024-02-29", "February 2024"),
        ("2026-05-early", "2026-05-01", "2026-05-10", "early May 2026"),
        ("2026-05-mid", "2026-05-11", "2026-05-20", "mid May 2026"),
        ("2026-02-late", "2026-02-21", "2026-02-28", "late February 2026"),
        ("2026-05-H1", "2026-05-01", "2026-05-15", "first half of May 2026"),
        ("2026-04-H2", "2026-04-16", "2026-04-30", "second half of April 2026"),
        ("2026-Q1", "2026-01-01", "2026-03-31", "first quarter of 2026"),
        ("2026-Q3", "2026-07-01", "2026-09-30", "third quarter of 2026"),
        ("2026-H1", "2026-01-01", "2026-06-30", "first half of 2026"),
        ("2027-H2", "2027-07-01", "2027-12-31", "second half of 2027"),
        ("2026-spring", "2026-03-01", "2026-05-31", "spring 2026"),
        ("2026-summer", "2026-06-01", "2026-08-31", "summer 2026"),
        ("2026-autumn", "2026-09-01", "2026-11-30", "autumn 2026"),
        ("2027-winter", "2027-12-01", "2028-02-29", "winter 2027/28"),
        ("2026", "2026-01-01", "2026-12-31", "2026"),
        ("2021-05-31T18:00", "2021-05-31", "2021-05-31", "31 May 2021 18:00"),
        ("2021-05-31T18:00Z", "2021-05-31", "2021-05-31", "31 May 2021 18:00 UTC"),
        ("2021-05-31T18:00+05:30", "2021-05-31", "2021-05-31", "31 May 2021 18:00 UTC+05:30"),
        ("2021-05-31T18:00:30[Asia/Kolkata]", "2021-05-31", "2021-05-31", "31 May 2021 18:00:30 Asia/Kolkata"),
        ("2021-05-31T18:00+05:30[Asia/Kolkata]", "2021-05-31", "2021-05-31", "31 May 2021 18:00 Asia/Kolkata"),
    ] {
        let read = moment(text);
        assert_eq!(read.to_string(), text);
        assert_eq!(days(text), (first.to_owned(), last.to_owned()), "{text}");
        assert_eq!(read.in_words(), words);
        assert_eq!(read.is_precise(), first == last);
    }
}

#[test]
fn spellings_of_one_moment() {
    for (text, canonical) in [
        ("2026-q3", "2026-Q3"),
        ("2026-05-h1", "2026-05-H1"),
        ("2026-Summer", "2026-summer"),
        ("2021-05-31t18:00z", "2021-05-31T18:00Z"),
        ("2021-05-31 18:00:00", "2021-05-31T18:00"),
        ("2021-05-31T18:00:00.123Z", "2021-05-31T18:00Z"),
        ("2021-05-31T18:00:00+0530", "2021-05-31T18:00+05:30"),
        ("2021-05-31T18:00+05", "2021-05-31T18:00+05:00"),
        ("2021-05-31T18:00-00:00", "2021-05-31T18:00Z"),
        ("2021-05-31T18:00+00:00", "2021-05-31T18:00+00:00"),
        ("2021-05-31T18:00[asia/kolkata]", "2021-05-31T18:00[Asia/Kolkata]"),
    ] {
        assert_eq!(moment(text).to_string(), canonical);
    }
}

#[test]
fn offsets_and_zones_agree_or_are_told_apart() {
    let (message, help) = error("2021-05-31T18:00+05:00[Asia/Kolkata]");
    assert_eq!(message, "`+05:00` contradicts `Asia/Kolkata`, which is at `+05:30` then");
    assert_eq!(help, "write `+05:30`, or leave out `+05:00` or `[Asia/Kolkata]`");
    assert_eq!(error("2021-05-31T18:00Z[Asia/Kolkata]").0, "`Z` contradicts `Asia/Kolkata`, which is at `+05:30` then");
    assert_eq!(moment("2021-05-31T18:00Z[UTC]").as_instant().unwrap().0, 1_622_484_000);
    // The hour that comes twice: either offset is right, and they are an hour apart.
    let (first, _) = moment("2021-10-31T02:30+02:00[Europe/Berlin]").as_instant().unwrap();
    let (second, _) = moment("2021-10-31T02:30+01:00[Europe/Berlin]").as_instant().unwrap();
    assert_eq!(second - first, 3_600);
    assert_eq!(moment("2021-10-31T02:30[Europe/Berlin]").as_instant().unwrap().0, first);
    // The hour that never comes.
    assert_eq!(
        error("2021-03-28T02:30+01:00[Europe/Berlin]").0,
        "the clocks in `Europe/Berlin` skip this time on 2021-03-28, so it cannot be `+01:00` there"
    );
    assert_eq!(error("2021-05-31T18:00[Asia/Kolkatta]").1, "did you mean `Asia/Kolkata`?");
}

#[test]
fn dates_that_do_not_exist() {
    for (text, message, help) in [
        ("2021-02-30", "February 2021 has 28 days, not 30", "its last day is `2021-02-28`"),
        ("2021-13-01", "there is no month 13", "months are from 01 to 12; did you mean `2021-01-13`?"),
        ("2021-13", "there is no month 13", "months are from 01 to 12"),
        ("2021-00", "there is no month 00", "months are from 01 to 12"),
        ("2021-05-00", "there is no day 00", "days are counted from 01"),
        ("2021-Q5", "there is no quarter 5", "quarters are from `Q1` to `Q4`"),
        ("2021-H3", "there is no half 3", "halves are `H1` and `H2`"),
        ("0000-01-01", "there is no year 0000", "years are from 0001 to 9999"),
        ("2021-05-31T24:00", "days end where the next begins: there is no `24:00`", "write `2021-06-01T00:00`"),
        ("2021-05-31T25:00Z", "there is no time `25:00`", "times of day are from `00:00` to `23:59`"),
        ("2021-05-31T18:00:60Z", "there is no time `18:00:60`", "seconds are from 00 to 59"),
        ("2021-05-31T18Z", "`2021-05-31T18Z` has hours without minutes", "write `2021-05-31T18:00Z`"),
        ("20210230", "February 2021 has 28 days, not 30", "its last day is `2021-02-28`"),
        ("31.02.2021", "February 2021 has 28 days, not 31", "its last day is `2021-02-28`"),
    ] {
        assert_eq!(error(text), (message.to_owned(), help.to_owned()), "{text}");
    }
}

#[test]
fn dates_written_another_way() {
    for (text, literal) in [
        ("2021-9-1", "2021-09-01"),
        ("2021-09-1", "2021-09-01"),
        ("2021-5", "2021-05"),
        ("2021--05", "2021-05"),
        ("2021/05/31", "2021-05-31"),
        ("2021.05.31", "2021-05-31"),
        ("31/05/2021", "2021-05-31"),
        ("05/31/2021", "2021-05-31"),
        ("5/5/2021", "2021-05-05"),
        ("05/2021", "2021-05"),
        ("20210531", "2021-05-31"),
        ("31 May 2021", "2021-05-31"),
        ("31st of May, 2021", "2021-05-31"),
        ("May 31, 2021", "2021-05-31"),
        ("2021-May-31", "2021-05-31"),
        ("Sept 2021", "2021-09"),
        ("early 2026-05", "2026-05-early"),
        ("mid-March 2022", "2022-03-mid"),
        ("Q3 2026", "2026-Q3"),
        ("2026Q3", "2026-Q3"),
        ("H2/2027", "2027-H2"),
        ("summer 2026", "2026-summer"),
        ("2026-fall", "2026-autumn"),
        (" 2021-05-31 ", "2021-05-31"),
        ("1622485800", "2021-05-31T18:30Z"),
        ("1622485800000", "2021-05-31T18:30Z"),
    ] {
        assert_eq!(error(text).1, format!("write `{literal}`"), "{text}");
        moment(literal);
    }
    assert_eq!(error("05/06/2021").1, "write `2021-06-05` for 5 June, or `2021-05-06` for 6 May");
    assert_eq!(error("Q7 2026").0, "there is no quarter 7");
    assert_eq!(error("31/05/21").0, "years are written with four digits");
}

#[test]
fn what_is_no_date_at_all() {
    for text in ["soon", "2021-05-31x", "20-05-31", "12021-01-01", "2021-W22", "May", "1", "５月", "2021-é"] {
        assert!(error(text).1.starts_with("write a day as"), "{text}: {:?}", error(text));
    }
    assert_eq!(error("").0, "a date is missing here");
    for text in ["18:00", "2021-05-31T18:00 UTC", "2021-05-31T18:00+5", "2021-05-31T18:00.5", "2021-05-31T18:00[UTC"] {
        assert!(Moment::parse(text).is_err(), "{text}");
    }
    assert!(error(&"x".repeat(1_000_000)).0.len() < 200);
}

#[test]
fn instants_in_their_own_right() {
    assert_eq!(moment("2021-05-31T18:30Z").as_instant(), Some((1_622_485_800, None)));
    assert_eq!(moment("2021-06-01T00:00+05:30").as_instant(), Some((1_622_485_800, Zone::fixed(19_800))));
    let kolkata = Zone::parse("Asia/Kolkata").ok();
    assert_eq!(moment("2021-06-01T00:00[Asia/Kolkata]").as_instant(), Some((1_622_485_800, kolkata)));
    assert_eq!(moment("2021-06-01T00:00").as_instant(), None);
    assert_eq!(moment("2021-06-01").as_instant(), None);
    assert_eq!(Moment::from(Day(18_778)), moment("2021-05-31"));
}

fn any_literal() -> impl Strategy<Value = String> {
    let date = (1..=9999_i32, 1..=12_u8, 1..=28_u8).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"));
    let month = (1..=9999_i32, 1..=12_u8).prop_map(|(y, m)| format!("{y:04}-{m:02}"));
    let time = (0..24_u8, 0..60_u8, 0..60_u8).prop_map(|(h, m, s)| format!("T{h:02}:{m:02}:{s:02}"));
    let clock = prop_oneof![
        Just(String::new()),
        Just("Z".to_owned()),
        Just("[Asia/Kolkata]".to_owned()),
        Just("[America/New_York]".to_owned()),
        (any::<bool>(), 0..24_u8, 0..60_u8)
            .prop_map(|(plus, h, m)| format!("{}{h:02}:{m:02}", if plus { '+' } else { '-' })),
    ];
    prop_oneof![
        date.clone(),
        month.clone(),
        (month, "(-early|-mid|-late|-H1|-H2)").prop_map(|(month, part)| month + &part),
        (1..=9999_i32, "(|-Q[1-4]|-H[12]|-spring|-summer|-autumn|-winter)")
            .prop_map(|(y, part)| format!("{y:04}{part}")),
        (date, time, clock).prop_map(|(date, time, clock)| date + &time + &clock),
    ]
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(text in any_literal()) {
        let read = moment(&text);
        prop_assert_eq!(Moment::parse(&read.to_string()), Ok(read.clone()));
        prop_assert!(read.first_day() <= read.last_day() && !read.in_words().is_empty());
        let zones = [None, Some(Zone::utc()), Zone::parse("Asia/Kolkata").ok()];
        for axis in [Axis::Civil, Axis::Instant] {
            for zone in &zones {
                let (start, end) = (read.start(axis, zone.as_ref()), read.end(axis, zone.as_ref()));
                prop_assert!(start.earliest() <= end.earliest() && start.latest() <= end.latest());
                prop_assert!(zone.is_none() || end.is_sharp());
            }
        }
    }

    #[test]
    fn no_text_is_too_strange(text in any::<String>()) {
        let _ = Moment::parse(&text);
        let _ = Zone::parse(&text);
    }

    #[test]
    fn no_text_near_a_date_is_too_strange(text in "[0-9]{0,5}[-/. ]?[0-9QHqh]{0,3}[-/. ]?[0-9]{0,4}(|[T ][0-9:.]{0,9}[-+Z]?[0-9:]{0,6}(\\[[A-Za-z/]{0,9}\\]?)?)") {
        if let Ok(read) = Moment::parse(&text) {
            prop_assert_eq!(Moment::parse(&read.to_string()), Ok(read));
        }
    }

    #[test]
    fn no_damage_to_a_date_is_too_strange(text in any_literal(), at in any::<prop::sample::Index>(), c in any::<char>()) {
        let mut damaged: Vec<char> = text.chars().collect();
        let at = at.index(damaged.len());
        damaged[at] = c;
        let _ = Moment::parse(&damaged.iter().collect::<String>());
    }
}
