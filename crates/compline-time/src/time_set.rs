use std::fmt;

use smallvec::SmallVec;

use crate::Tick;

/// Most conditions change a handful of times over all time; so many changes need no allocation.
type Toggles = SmallVec<[Tick; 4]>;

/// A set of ticks: the stretches of time, half-open, during which something is so.
///
/// It is kept as whether the first tick of all is inside, and the ticks at which that changes, strictly increasing. The
/// form is canonical, so `==` compares the sets themselves. A stretch with no end reaches past the last tick, one with
/// no beginning before the first. What a tick means is for the [`Axis`](crate::Axis) of the run to say.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TimeSet {
    inside_at_start: bool,
    /// Never holds [`Tick::MIN`]: a change at the first tick would be the start itself.
    toggles: Toggles,
}

impl TimeSet {
    /// At no time.
    pub const EMPTY: Self = Self { inside_at_start: false, toggles: SmallVec::new_const() };
    /// At all times.
    pub const ALL: Self = Self { inside_at_start: true, toggles: SmallVec::new_const() };

    /// From `start` on, `start` included.
    pub fn from(start: Tick) -> Self {
        if start == Tick::MIN {
            return Self::ALL;
        }
        Self { inside_at_start: false, toggles: SmallVec::from_iter([start]) }
    }

    /// Up to `end`, `end` excluded.
    pub fn before(end: Tick) -> Self {
        Self::from(end).complement()
    }

    /// From `start`, included, to `end`, excluded. Nothing if `end` is not after `start`.
    pub fn between(start: Tick, end: Tick) -> Self {
        if end <= start {
            return Self::EMPTY;
        }
        if start == Tick::MIN {
            return Self::before(end);
        }
        Self { inside_at_start: false, toggles: SmallVec::from_iter([start, end]) }
    }

    /// The union of many stretches, each from its first tick, included, to its second, excluded. They may come in any
    /// order, overlap, or be empty.
    pub fn from_intervals(intervals: impl IntoIterator<Item = (Tick, Tick)>) -> Self {
        let mut intervals: Vec<_> = intervals.into_iter().filter(|(start, end)| start < end).collect();
        intervals.sort_unstable();
        let mut set = Self::EMPTY;
        let mut open: Option<(Tick, Tick)> = None;
        for (start, end) in intervals {
            match &mut open {
                Some((_, open_end)) if start <= *open_end => *open_end = end.max(*open_end),
                _ => {
                    set.push_interval(open.replace((start, end)));
                }
            }
        }
        set.push_interval(open);
        set
    }

    /// Appends a stretch that begins after all that is there.
    fn push_interval(&mut self, interval: Option<(Tick, Tick)>) {
        let Some((start, end)) = interval else { return };
        if start == Tick::MIN {
            self.inside_at_start = true;
        } else {
            self.toggles.push(start);
        }
        self.toggles.push(end);
    }

    /// Whether `tick` is inside.
    pub fn contains(&self, tick: Tick) -> bool {
        let changes = self.toggles.partition_point(|toggle| *toggle <= tick);
        self.inside_at_start != (changes % 2 == 1)
    }

    /// Whether no tick is inside.
    pub fn is_empty(&self) -> bool {
        !self.inside_at_start && self.toggles.is_empty()
    }

    /// Whether every tick is inside.
    pub fn is_all(&self) -> bool {
        self.inside_at_start && self.toggles.is_empty()
    }

    /// What is not inside.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self { inside_at_start: !self.inside_at_start, toggles: self.toggles.clone() }
    }

    /// What is in one of the two, or in both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        if self.is_empty() || other.is_all() {
            return other.clone();
        }
        if other.is_empty() || self.is_all() {
            return self.clone();
        }
        self.combine(other, |a, b| a || b)
    }

    /// What is in both.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        if self.is_all() || other.is_empty() {
            return other.clone();
        }
        if other.is_all() || self.is_empty() {
            return self.clone();
        }
        self.combine(other, |a, b| a && b)
    }

    /// What is in this one and not in `other`.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return self.clone();
        }
        if other.is_all() {
            return Self::EMPTY;
        }
        self.combine(other, |a, b| a && !b)
    }

    /// One pass over the changes of both, in order.
    fn combine(&self, other: &Self, op: impl Fn(bool, bool) -> bool) -> Self {
        let (mut a, mut b) = (self.inside_at_start, other.inside_at_start);
        let (mut left, mut right) = (self.toggles.as_slice(), other.toggles.as_slice());
        let mut result = Self { inside_at_start: op(a, b), toggles: SmallVec::new() };
        let mut inside = result.inside_at_start;
        loop {
            let tick = match (left.first(), right.first()) {
                (Some(l), Some(r)) => *l.min(r),
                (Some(only), None) | (None, Some(only)) => *only,
                (None, None) => return result,
            };
            if let [first, rest @ ..] = left
                && *first == tick
            {
                a = !a;
                left = rest;
            }
            if let [first, rest @ ..] = right
                && *first == tick
            {
                b = !b;
                right = rest;
            }
            if op(a, b) != inside {
                inside = !inside;
                result.toggles.push(tick);
            }
        }
    }

    /// Whether all that is inside is inside `other` too.
    pub fn is_subset_of(&self, other: &Self) -> bool {
        self.is_empty() || other.is_all() || self.minus(other).is_empty()
    }

    /// Whether some tick from `start`, included, to `end`, excluded, is inside.
    pub fn meets(&self, start: Tick, end: Tick) -> bool {
        start < end && (self.contains(start) || self.next_change_after(start).is_some_and(|change| change < end))
    }

    /// The ticks at which inside becomes outside or the reverse, in order: each is the first tick of what follows.
    pub fn toggles(&self) -> &[Tick] {
        &self.toggles
    }

    /// Whether the set reaches back without a beginning.
    pub fn starts_inside(&self) -> bool {
        self.inside_at_start
    }

    /// The stretches, in order, none touching the next: first tick (`None`: no beginning) and the tick after the last
    /// (`None`: no end).
    pub fn intervals(&self) -> impl Iterator<Item = (Option<Tick>, Option<Tick>)> + '_ {
        let (first, rest) = match (self.inside_at_start, self.toggles.as_slice()) {
            (true, [end, rest @ ..]) => (Some((None, Some(*end))), rest),
            (true, []) => (Some((None, None)), &[][..]),
            (false, toggles) => (None, toggles),
        };
        first.into_iter().chain(rest.chunks(2).map(|pair| (pair.first().copied(), pair.get(1).copied())))
    }

    /// The first tick after `tick` at which inside and outside change places.
    pub fn next_change_after(&self, tick: Tick) -> Option<Tick> {
        self.toggles.get(self.toggles.partition_point(|toggle| *toggle <= tick)).copied()
    }
}

impl fmt::Debug for TimeSet {
    /// `{..10, 20..30, 40..}`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut set = f.debug_set();
        for (start, end) in self.intervals() {
            let bound = |tick: Option<Tick>| tick.map_or_else(String::new, |tick| tick.to_string());
            set.entry(&format_args!("{}..{}", bound(start), bound(end)));
        }
        set.finish()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The model: which of the ticks 0 to 31 are inside, and whether what lies before and after is.
    const WIDTH: Tick = 32;

    /// Any set whose changes lie between the ticks 0 and [`WIDTH`].
    pub(crate) fn any_set() -> impl Strategy<Value = TimeSet> {
        (any::<bool>(), proptest::collection::btree_set(0..=WIDTH, 0..10))
            .prop_map(|(inside_at_start, toggles)| TimeSet { inside_at_start, toggles: toggles.into_iter().collect() })
    }

    fn model(set: &TimeSet) -> Vec<bool> {
        (-1..=WIDTH).map(|tick| set.contains(tick)).collect()
    }

    /// Built tick by tick from the model, with nothing but the first constructor.
    fn from_model(model: &[bool]) -> TimeSet {
        let mut set = TimeSet { inside_at_start: model[0], toggles: SmallVec::new() };
        for (pair, tick) in model.windows(2).zip(0..) {
            if pair[0] != pair[1] {
                set.toggles.push(tick);
            }
        }
        set
    }

    fn zip(a: &TimeSet, b: &TimeSet, op: impl Fn(bool, bool) -> bool) -> TimeSet {
        from_model(&model(a).into_iter().zip(model(b)).map(|(a, b)| op(a, b)).collect::<Vec<_>>())
    }

    fn is_canonical(set: &TimeSet) -> bool {
        set.toggles.windows(2).all(|pair| pair[0] < pair[1]) && set.toggles.first() != Some(&Tick::MIN)
    }

    proptest! {
        #[test]
        fn the_model_is_faithful(a in any_set()) {
            prop_assert_eq!(&from_model(&model(&a)), &a);
        }

        #[test]
        fn operators_agree_with_the_model(a in any_set(), b in any_set()) {
            prop_assert_eq!(a.union(&b), zip(&a, &b, |a, b| a || b));
            prop_assert_eq!(a.intersect(&b), zip(&a, &b, |a, b| a && b));
            prop_assert_eq!(a.minus(&b), zip(&a, &b, |a, b| a && !b));
            prop_assert_eq!(a.complement(), zip(&a, &a, |a, _| !a));
            prop_assert_eq!(a.is_subset_of(&b), model(&a).into_iter().zip(model(&b)).all(|(a, b)| !a || b));
            for set in [a.union(&b), a.intersect(&b), a.minus(&b), a.complement()] {
                prop_assert!(is_canonical(&set));
            }
        }

        #[test]
        fn laws(a in any_set(), b in any_set(), c in any_set()) {
            prop_assert_eq!(a.union(&b).complement(), a.complement().intersect(&b.complement()));
            prop_assert_eq!(a.intersect(&b).complement(), a.complement().union(&b.complement()));
            prop_assert_eq!(a.union(&b), b.union(&a));
            prop_assert_eq!(a.intersect(&b), b.intersect(&a));
            prop_assert_eq!(a.union(&b).union(&c), a.union(&b.union(&c)));
            prop_assert_eq!(a.intersect(&b).intersect(&c), a.intersect(&b.intersect(&c)));
            prop_assert_eq!(a.intersect(&b.union(&c)), a.intersect(&b).union(&a.intersect(&c)));
            prop_assert_eq!(a.union(&a.intersect(&b)), a.clone());
            prop_assert_eq!(a.union(&a), a.clone());
            prop_assert_eq!(a.intersect(&a), a.clone());
            prop_assert_eq!(a.complement().complement(), a.clone());
            prop_assert_eq!(a.minus(&b), a.intersect(&b.complement()));
            prop_assert!(a.union(&a.complement()).is_all() && a.minus(&a).is_empty());
            {
                let (neutral, zero) = (TimeSet::EMPTY, TimeSet::ALL);
                prop_assert_eq!(a.union(&neutral), a.clone());
                prop_assert_eq!(neutral.union(&a), a.clone());
                prop_assert_eq!(a.union(&zero), zero.clone());
                prop_assert_eq!(zero.union(&a), zero.clone());
                prop_assert_eq!(a.intersect(&neutral), neutral.clone());
                prop_assert_eq!(neutral.intersect(&a), neutral.clone());
                prop_assert_eq!(a.intersect(&zero), a.clone());
                prop_assert_eq!(zero.intersect(&a), a.clone());
                prop_assert_eq!(zero.minus(&a), a.complement());
                prop_assert_eq!(a.minus(&zero), neutral.clone());
            }
        }

        #[test]
        fn equality_is_of_sets(a in any_set(), b in any_set()) {
            prop_assert_eq!(a == b, model(&a) == model(&b));
        }

        #[test]
        fn meets_asks_every_tick(a in any_set(), start in -2..WIDTH + 2, length in -2..WIDTH) {
            prop_assert_eq!(a.meets(start, start + length), (start..start + length).any(|tick| a.contains(tick)));
        }

        #[test]
        fn changes_come_in_order(a in any_set(), tick in -2..WIDTH + 2) {
            let next = (tick + 1..=WIDTH).find(|next| a.contains(*next) != a.contains(next - 1));
            prop_assert_eq!(a.next_change_after(tick), next);
        }

        #[test]
        fn intervals_rebuild_the_set(a in any_set()) {
            let rebuilt = a.intervals().map(|(start, end)| {
                let from = start.map_or(TimeSet::ALL, TimeSet::from);
                from.intersect(&end.map_or(TimeSet::ALL, TimeSet::before))
            }).fold(TimeSet::EMPTY, |sum, interval| sum.union(&interval));
            prop_assert_eq!(rebuilt, a);
        }

        #[test]
        fn from_intervals_is_a_union(intervals in proptest::collection::vec((0..WIDTH, 0..=WIDTH), 0..12)) {
            let sum = intervals.iter().fold(TimeSet::EMPTY, |sum, (a, b)| sum.union(&TimeSet::between(*a, *b)));
            let set = TimeSet::from_intervals(intervals);
            prop_assert!(is_canonical(&set));
            prop_assert_eq!(set, sum);
        }

        #[test]
        fn any_ticks_will_do(a in any::<Tick>(), b in any::<Tick>(), at in any::<Tick>()) {
            prop_assert_eq!(TimeSet::from(a).contains(at), at >= a);
            prop_assert_eq!(TimeSet::before(a).contains(at), at < a);
            prop_assert_eq!(TimeSet::between(a, b).contains(at), a <= at && at < b);
            prop_assert_eq!(TimeSet::between(a, b), TimeSet::from(a).intersect(&TimeSet::before(b)));
        }
    }

    #[test]
    fn the_ends_of_time() {
        assert!(TimeSet::from(Tick::MIN).is_all());
        assert!(TimeSet::before(Tick::MIN).is_empty());
        assert!(TimeSet::from(Tick::MAX).contains(Tick::MAX));
        assert!(!TimeSet::before(Tick::MAX).contains(Tick::MAX));
        assert_eq!(TimeSet::between(Tick::MIN, 5), TimeSet::before(5));
        assert_eq!(TimeSet::from_intervals([(Tick::MIN, 5), (5, 9)]), TimeSet::before(9));
        assert!(TimeSet::from(Tick::MAX).next_change_after(Tick::MAX).is_none());
    }

    #[test]
    fn as_seen_by_people_who_debug() {
        let set = TimeSet::before(10).union(&TimeSet::between(20, 30)).union(&TimeSet::from(40));
        assert_eq!(format!("{set:?}"), "{..10, 20..30, 40..}");
        assert_eq!(format!("{:?} {:?}", TimeSet::EMPTY, TimeSet::ALL), "{} {..}");
        assert_eq!(set.toggles(), [10, 20, 30, 40]);
        assert!(set.starts_inside() && !set.toggles.spilled());
    }
}
