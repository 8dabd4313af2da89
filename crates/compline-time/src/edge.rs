use crate::{Axis, Shift, Tick, TimeSet, Truth, Zone};

/// How long before its midnight in UTC a day begins at the first place on Earth, UTC+14, in seconds.
pub(crate) const FIRST_PLACE: i64 = 14 * 3_600;
/// How long after its midnight in UTC a day begins at the last place on Earth, UTC-12, in seconds.
pub(crate) const LAST_PLACE: i64 = 12 * 3_600;

/// When something begins, as well as it is known: not before `earliest`, and by `latest`.
///
/// Two ticks stand for no tick: [`Self::NO_BEGINNING`] as the earliest means that it may have begun at any time past, and
/// as the latest that it always was so; [`Self::NO_TIME`] as the latest means that it may never begin, and as the
/// earliest that it never will. The order of ticks then needs no exceptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Edge {
    earliest: Tick,
    latest: Tick,
}

impl Edge {
    /// Before every time.
    pub const NO_BEGINNING: Tick = Tick::MIN;
    /// After every time.
    pub const NO_TIME: Tick = Tick::MAX;

    /// It was always so.
    pub const ALWAYS: Self = Self { earliest: Self::NO_BEGINNING, latest: Self::NO_BEGINNING };
    /// It never begins.
    pub const NEVER: Self = Self { earliest: Self::NO_TIME, latest: Self::NO_TIME };
    /// It may begin at any time, or never.
    pub const UNKNOWN: Self = Self { earliest: Self::NO_BEGINNING, latest: Self::NO_TIME };

    /// At exactly this tick.
    pub const fn sharp(tick: Tick) -> Self {
        Self { earliest: tick, latest: tick }
    }

    /// Some time from one tick to the other, both included, in whichever order they come.
    pub fn spanning(a: Tick, b: Tick) -> Self {
        Self { earliest: a.min(b), latest: a.max(b) }
    }

    /// At this tick or later, perhaps never: `not before`.
    pub const fn not_before(tick: Tick) -> Self {
        Self { earliest: tick, latest: Self::NO_TIME }
    }

    /// When the local clock reads `civil` (seconds since 1970-01-01T00:00 local time), on the run's axis.
    ///
    /// On the instant axis without a zone that is between when the first place on Earth (UTC+14) reads it and when the
    /// last (UTC-12) does.
    pub fn at_civil(civil: Tick, axis: Axis, zone: Option<&Zone>) -> Self {
        match (axis, zone) {
            (Axis::Civil, _) => Self::sharp(civil),
            (Axis::Instant, Some(zone)) => Self::sharp(zone.to_instant(civil)),
            (Axis::Instant, None) => {
                Self { earliest: civil.saturating_sub(FIRST_PLACE), latest: civil.saturating_add(LAST_PLACE) }
            }
        }
    }

    /// The first tick at which it may begin, or [`Self::NO_BEGINNING`], or [`Self::NO_TIME`] if it never does.
    pub const fn earliest(self) -> Tick {
        self.earliest
    }

    /// The tick by which it has begun, or [`Self::NO_BEGINNING`] if it always was so, or [`Self::NO_TIME`] if it perhaps
    /// never does.
    pub const fn latest(self) -> Tick {
        self.latest
    }

    /// The tick at which it begins, if that is one, and known.
    pub fn sharp_tick(self) -> Option<Tick> {
        (self.is_sharp() && !matches!(self.earliest, Self::NO_BEGINNING | Self::NO_TIME)).then_some(self.earliest)
    }

    /// Whether everything is known about when it begins, be it never or always.
    pub const fn is_sharp(self) -> bool {
        self.earliest == self.latest
    }

    /// Whether it certainly never begins.
    pub const fn is_never(self) -> bool {
        self.earliest == Self::NO_TIME
    }

    /// When it has begun: certainly from the latest tick on, possibly from the earliest on.
    pub fn since(self) -> Truth {
        let from = |tick| if tick == Self::NO_TIME { TimeSet::EMPTY } else { TimeSet::from(tick) };
        Truth::from_sets(from(self.latest), from(self.earliest))
    }

    /// When it has not begun yet.
    pub fn until(self) -> Truth {
        self.since().not()
    }

    /// Whichever comes first. Of nothing: never.
    pub fn earliest_of(edges: &[Self]) -> Self {
        edges
            .iter()
            .fold(Self::NEVER, |a, b| Self { earliest: a.earliest.min(b.earliest), latest: a.latest.min(b.latest) })
    }

    /// Whichever comes last. Of nothing: always.
    pub fn latest_of(edges: &[Self]) -> Self {
        edges
            .iter()
            .fold(Self::ALWAYS, |a, b| Self { earliest: a.earliest.max(b.earliest), latest: a.latest.max(b.latest) })
    }

    /// One of them is the real one, and it is not known which. Of nothing: unknown.
    pub fn either(edges: &[Self]) -> Self {
        let [first, rest @ ..] = edges else { return Self::UNKNOWN };
        rest.iter().fold(*first, |a, b| Self { earliest: a.earliest.min(b.earliest), latest: a.latest.max(b.latest) })
    }

    /// So much later, or earlier if `before`. Calendar units step on the local clock and keep the time of day; months and
    /// years stop at the month's last day; hours and less are elapsed time. What leaves the range of ticks comes to lie at
    /// no time.
    ///
    /// On the instant axis without a zone, each day that it may locally be counts; the unknown zone is taken to have the
    /// same offset before and after.
    #[must_use]
    pub fn shift(self, by: Shift, before: bool, axis: Axis, zone: Option<&Zone>) -> Self {
        let moved = |tick: Tick| match tick {
            Self::NO_BEGINNING | Self::NO_TIME => (tick, tick),
            _ => by.apply(tick, before, axis, zone),
        };
        let (a, b) = (moved(self.earliest), moved(self.latest));
        // The second pass through a repeated hour may step to before the first: take the outermost.
        Self { earliest: a.0.min(b.0), latest: a.1.max(b.1) }
    }

    /// The window from one edge on until the other: certainly between the two at their nearest, possibly at their widest.
    pub fn within(from: &Self, to: &Self) -> Truth {
        from.since().and(&to.until())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Moment, Tri, Unit, format_tick};
    use proptest::prelude::*;

    fn kolkata() -> Zone {
        Zone::parse("Asia/Kolkata").unwrap()
    }

    fn moment(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn civil(text: &str) -> Tick {
        moment(text).start(Axis::Civil, None).sharp_tick().unwrap()
    }

    fn unix(text: &str) -> Tick {
        moment(text).as_instant().unwrap().0
    }

    const DAYS_90: Shift = Shift { amount: 90, unit: Unit::Day };
    const MONTH: Shift = Shift { amount: 1, unit: Unit::Month };

    /// The founding case: the last good day is 31 May 2021, in India.
    #[test]
    fn authtokens_fail_after_31_may_2021() {
        let zone = kolkata();
        let on_days = moment("2021-05-31").end(Axis::Civil, Some(&zone));
        assert_eq!(on_days, Edge::sharp(civil("2021-06-01")));
        assert_eq!(on_days.since().at(civil("2021-05-31T23:59:59")), Tri::False);
        assert_eq!(on_days.since().at(civil("2021-06-01")), Tri::True);

        let on_instants = moment("2021-05-31").end(Axis::Instant, Some(&zone));
        assert_eq!(on_instants, Edge::sharp(1_622_485_800));
        assert_eq!(on_instants.since().at(unix("2021-05-31T18:29:59Z")), Tri::False);
        assert_eq!(on_instants.since().at(unix("2021-05-31T18:30Z")), Tri::True);

        let warning = on_days.shift(DAYS_90, true, Axis::Civil, Some(&zone));
        assert_eq!(warning, Edge::sharp(civil("2021-03-03")));
        let warning = on_instants.shift(DAYS_90, true, Axis::Instant, Some(&zone));
        assert_eq!(warning, Edge::sharp(unix("2021-03-03T00:00+05:30")));
    }

    #[test]
    fn a_day_without_a_zone_begins_somewhere_before_it_begins_elsewhere() {
        let edge = moment("2021-06-01").start(Axis::Instant, None);
        assert_eq!(edge, Edge::spanning(unix("2021-06-01T00:00+14:00"), unix("2021-06-01T00:00-12:00")));
        assert_eq!(edge.since().at(unix("2021-05-31T09:59:59Z")), Tri::False);
        assert_eq!(edge.since().at(unix("2021-05-31T10:00Z")), Tri::Unknown);
        assert_eq!(edge.since().at(unix("2021-06-01T11:59:59Z")), Tri::Unknown);
        assert_eq!(edge.since().at(unix("2021-06-01T12:00Z")), Tri::True);
        assert_eq!(moment("2021-06-01").start(Axis::Civil, None), Edge::sharp(civil("2021-06-01")));
        // A month later, every place begins 1 July, and no wider than a day ever begins.
        let later = edge.shift(MONTH, false, Axis::Instant, None);
        assert_eq!(later, moment("2021-07-01").start(Axis::Instant, None));
    }

    #[test]
    fn a_period_begins_on_one_of_its_days() {
        let edge = moment("2025-09").start(Axis::Civil, None);
        assert_eq!(edge, Edge::spanning(civil("2025-09-01"), civil("2025-09-30")));
        assert_eq!(moment("2025-09").end(Axis::Civil, None), Edge::sharp(civil("2025-10-01")));
        let half = moment("2027-H2").start(Axis::Civil, None);
        assert_eq!(half, Edge::spanning(civil("2027-07-01"), civil("2027-12-31")));
        let quarter = moment("2026-Q3").start(Axis::Instant, Some(&kolkata()));
        assert_eq!(quarter, Edge::spanning(unix("2026-06-30T18:30Z"), unix("2026-09-29T18:30Z")));
        let anywhere = moment("2026-Q3").start(Axis::Instant, None);
        assert_eq!(anywhere, Edge::spanning(unix("2026-07-01T00:00+14:00"), unix("2026-09-30T00:00-12:00")));
    }

    #[test]
    fn instants_on_the_civil_axis_are_read_locally() {
        let zone = kolkata();
        let on = |text: &str, zone| moment(text).start(Axis::Civil, zone).sharp_tick().unwrap();
        assert_eq!(on("2021-05-31T18:00Z", Some(&zone)), civil("2021-05-31T23:30"));
        assert_eq!(on("2021-05-31T18:00Z", None), civil("2021-05-31T18:00"));
        assert_eq!(on("2021-05-31T18:00-07:00", Some(&zone)), civil("2021-05-31T18:00"));
        assert_eq!(on("2021-05-31T18:00[America/New_York]", Some(&zone)), civil("2021-05-31T18:00"));
        assert_eq!(on("2021-05-31T18:00", Some(&zone)), civil("2021-05-31T18:00"));
        assert_eq!(
            moment("2021-05-31T18:00").start(Axis::Instant, Some(&zone)),
            Edge::sharp(unix("2021-05-31T12:30Z"))
        );
        assert_eq!(moment("2021-05-31T18:00Z").end(Axis::Instant, None), Edge::sharp(unix("2021-05-31T18:00Z")));
        assert!(!moment("2021-05-31T18:00").end(Axis::Instant, None).is_sharp());
    }

    #[test]
    fn days_have_23_hours_where_the_clocks_say_so() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        let day = moment("2021-03-28");
        let (start, end) = (day.start(Axis::Instant, Some(&berlin)), day.end(Axis::Instant, Some(&berlin)));
        assert_eq!(end.earliest() - start.earliest(), 23 * 3_600);
        let noon = moment("2021-03-27T12:00[Europe/Berlin]").start(Axis::Instant, None);
        let step = |amount, unit| noon.shift(Shift { amount, unit }, false, Axis::Instant, Some(&berlin)).earliest();
        let show = |tick| format_tick(tick, Axis::Instant, Some(&berlin));
        assert_eq!(show(step(1, Unit::Day)), "2021-03-28T12:00+02:00[Europe/Berlin]");
        assert_eq!(show(step(24, Unit::Hour)), "2021-03-28T13:00+02:00[Europe/Berlin]");
        // Midnight itself is skipped where clocks change at midnight: the day begins at 01:00.
        let sao_paulo = Zone::parse("America/Sao_Paulo").unwrap();
        let start = moment("2018-11-04").start(Axis::Instant, Some(&sao_paulo));
        assert_eq!(start, Edge::sharp(unix("2018-11-04T01:00-02:00")));
    }

    #[test]
    fn never_always_and_perhaps() {
        assert_eq!(Edge::NEVER.since(), Truth::FALSE);
        assert_eq!(Edge::ALWAYS.since(), Truth::TRUE);
        assert_eq!(Edge::UNKNOWN.since(), Truth::UNKNOWN);
        assert_eq!(Edge::NEVER.until(), Truth::TRUE);
        let open = Edge::not_before(100);
        assert_eq!((open.since().at(99), open.since().at(100)), (Tri::False, Tri::Unknown));
        assert!(open.since().certain().is_empty());
        for edge in [Edge::NEVER, Edge::ALWAYS, Edge::UNKNOWN] {
            assert_eq!(edge.shift(DAYS_90, true, Axis::Civil, None), edge);
            assert_eq!(edge.sharp_tick(), None);
        }
        assert_eq!(Edge::earliest_of(&[]), Edge::NEVER);
        assert_eq!(Edge::latest_of(&[]), Edge::ALWAYS);
        assert_eq!(Edge::either(&[]), Edge::UNKNOWN);
    }

    #[test]
    fn whichever_comes_first() {
        let certificate = Edge::spanning(10, 50);
        let hard_end = Edge::sharp(30);
        assert_eq!(Edge::earliest_of(&[certificate, hard_end]), Edge::spanning(10, 30));
        assert_eq!(Edge::latest_of(&[certificate, hard_end]), Edge::spanning(30, 50));
        assert_eq!(Edge::either(&[certificate, hard_end]), Edge::spanning(10, 50));
        assert_eq!(Edge::earliest_of(&[Edge::NEVER, hard_end]), hard_end);
        assert_eq!(Edge::earliest_of(&[Edge::UNKNOWN, hard_end]), Edge::spanning(Edge::NO_BEGINNING, 30));
    }

    #[test]
    fn windows() {
        let window = Edge::within(&Edge::spanning(10, 20), &Edge::spanning(30, 40));
        let at = [9, 10, 19, 20, 29, 30, 39, 40].map(|tick| window.at(tick));
        let (no, perhaps, yes) = (Tri::False, Tri::Unknown, Tri::True);
        assert_eq!(at, [no, perhaps, perhaps, yes, yes, perhaps, perhaps, no]);
        assert_eq!(Edge::within(&Edge::sharp(5), &Edge::sharp(5)), Truth::FALSE);
    }

    fn any_edge() -> impl Strategy<Value = Edge> {
        let tick = prop_oneof![Just(Edge::NO_BEGINNING), Just(Edge::NO_TIME), -20..20_i64, any::<Tick>()];
        (tick.clone(), tick).prop_map(|(a, b)| Edge::spanning(a, b))
    }

    proptest! {
        #[test]
        fn first_and_last_are_or_and_and(a in any_edge(), b in any_edge()) {
            prop_assert_eq!(Edge::earliest_of(&[a, b]).since(), a.since().or(&b.since()));
            prop_assert_eq!(Edge::latest_of(&[a, b]).since(), a.since().and(&b.since()));
            prop_assert_eq!(Edge::either(&[a, b]).since(), Truth::either([&a.since(), &b.since()]));
        }

        #[test]
        fn a_shift_keeps_the_order(a in any_edge(), amount in any::<u32>(), unit in 0..Unit::ALL.len(), before in any::<bool>(), instant in any::<bool>()) {
            let axis = if instant { Axis::Instant } else { Axis::Civil };
            let berlin = Zone::parse("Europe/Berlin").unwrap();
            let shifted = a.shift(Shift { amount, unit: Unit::ALL[unit] }, before, axis, Some(&berlin));
            prop_assert!(shifted.earliest() <= shifted.latest());
        }
    }
}
