use crate::calendar::{date_in_words, iso_date, iso_offset, iso_time, split};
use crate::{Axis, Tick, Zone};

/// A tick as machines read it.
///
/// On the civil axis `2021-06-01`, or `2021-06-01T12:00` where it is not midnight. On the instant axis the local time in
/// `zone` with its offset and name (RFC 9557), `2021-06-01T00:00+05:30[Asia/Kolkata]`; in UTC, or without a zone,
/// `2021-05-31T18:30Z`. Seconds are written where they are not 0. [`Moment::parse`](crate::Moment::parse) reads it all, in
/// the years from 0001 to 9999.
pub fn format_tick(tick: Tick, axis: Axis, zone: Option<&Zone>) -> String {
    let zone = zone.filter(|_| axis == Axis::Instant);
    let (days, second) = split(zone.map_or(tick, |zone| zone.to_civil(tick)));
    let date = iso_date(days);
    match (axis, zone) {
        (Axis::Civil, _) if second == 0 => date,
        (Axis::Civil, _) => format!("{date}T{}", iso_time(second)),
        (Axis::Instant, Some(zone)) if !zone.is_utc() => {
            let place = if zone.is_fixed() { String::new() } else { format!("[{zone}]") };
            format!("{date}T{}{}{place}", iso_time(second), iso_offset(zone.offset_at(tick)))
        }
        (Axis::Instant, _) => format!("{date}T{}Z", iso_time(second)),
    }
}

/// A tick as people read it: `1 June 2021`, `1 June 2021 12:00` on the civil axis; `1 June 2021 00:00 Asia/Kolkata`,
/// `31 May 2021 18:30 UTC` on the instant axis.
pub fn tick_in_words(tick: Tick, axis: Axis, zone: Option<&Zone>) -> String {
    let zone = zone.filter(|_| axis == Axis::Instant);
    let (days, second) = split(zone.map_or(tick, |zone| zone.to_civil(tick)));
    let date = date_in_words(days);
    match (axis, zone) {
        (Axis::Civil, _) if second == 0 => date,
        (Axis::Civil, _) => format!("{date} {}", iso_time(second)),
        (Axis::Instant, Some(zone)) if !zone.is_utc() => {
            let place = if zone.is_fixed() { "UTC" } else { "" };
            format!("{date} {} {place}{zone}", iso_time(second))
        }
        (Axis::Instant, _) => format!("{date} {} UTC", iso_time(second)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Moment;
    use proptest::prelude::*;

    const JUNE: Tick = 18_779 * 86_400;

    #[test]
    fn for_machines() {
        let zone = Zone::parse("Asia/Kolkata").unwrap();
        assert_eq!(format_tick(JUNE, Axis::Civil, Some(&zone)), "2021-06-01");
        assert_eq!(format_tick(JUNE + 43_200, Axis::Civil, None), "2021-06-01T12:00");
        assert_eq!(format_tick(JUNE - 19_800, Axis::Instant, Some(&zone)), "2021-06-01T00:00+05:30[Asia/Kolkata]");
        assert_eq!(format_tick(JUNE - 19_800, Axis::Instant, Zone::fixed(19_800).as_ref()), "2021-06-01T00:00+05:30");
        assert_eq!(format_tick(JUNE - 19_800, Axis::Instant, Some(&Zone::utc())), "2021-05-31T18:30Z");
        assert_eq!(format_tick(JUNE + 1, Axis::Instant, None), "2021-06-01T00:00:01Z");
    }

    #[test]
    fn for_people() {
        let zone = Zone::parse("Asia/Kolkata").unwrap();
        assert_eq!(tick_in_words(JUNE, Axis::Civil, Some(&zone)), "1 June 2021");
        assert_eq!(tick_in_words(JUNE + 43_200, Axis::Civil, None), "1 June 2021 12:00");
        assert_eq!(tick_in_words(JUNE - 19_800, Axis::Instant, Some(&zone)), "1 June 2021 00:00 Asia/Kolkata");
        assert_eq!(tick_in_words(JUNE - 19_800, Axis::Instant, None), "31 May 2021 18:30 UTC");
        assert_eq!(
            tick_in_words(JUNE - 19_800, Axis::Instant, Zone::fixed(19_800).as_ref()),
            "1 June 2021 00:00 UTC+05:30"
        );
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read(tick in -62_000_000_000..253_000_000_000_i64, at in 0_usize..5) {
            let zones = ["Asia/Kolkata", "Europe/Berlin", "Pacific/Kiritimati", "America/Sao_Paulo", "UTC"];
            let zone = Zone::parse(zones[at]).unwrap();
            let text = format_tick(tick, Axis::Instant, Some(&zone));
            prop_assert_eq!(Moment::parse(&text).unwrap().as_instant().unwrap().0, tick);
            let text = format_tick(tick, Axis::Civil, None);
            prop_assert_eq!(Moment::parse(&text).unwrap().start(Axis::Civil, None).sharp_tick(), Some(tick));
        }

        #[test]
        fn any_tick_can_be_written(tick in any::<Tick>()) {
            let zone = Zone::parse("Europe/Berlin").unwrap();
            for axis in [Axis::Civil, Axis::Instant] {
                prop_assert!(!format_tick(tick, axis, Some(&zone)).is_empty());
                prop_assert!(!tick_in_words(tick, axis, Some(&zone)).is_empty());
            }
        }
    }
}
