use crate::{Tick, TimeSet, Tri};

/// A condition over all time, three-valued: when it certainly holds, and when it possibly does.
///
/// What is certain is possible too. Outside the possible it certainly does not hold; what is possible and not certain is
/// unknown. The operators are strong Kleene logic at each tick.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Truth {
    certain: TimeSet,
    possible: TimeSet,
}

impl Truth {
    /// Never holds.
    pub const FALSE: Self = Self { certain: TimeSet::EMPTY, possible: TimeSet::EMPTY };
    /// Always holds.
    pub const TRUE: Self = Self { certain: TimeSet::ALL, possible: TimeSet::ALL };
    /// Nothing is known about it, at any time.
    pub const UNKNOWN: Self = Self { certain: TimeSet::EMPTY, possible: TimeSet::ALL };

    /// From what is certain and what is possible. What is said to be certain but not possible is not taken as certain.
    pub fn from_sets(certain: TimeSet, possible: TimeSet) -> Self {
        let certain = if certain.is_subset_of(&possible) { certain } else { certain.intersect(&possible) };
        Self { certain, possible }
    }

    /// A condition of which everything is known: it holds exactly during `set`.
    pub fn known(set: TimeSet) -> Self {
        Self { certain: set.clone(), possible: set }
    }

    /// The same at all times.
    pub const fn from_tri(value: Tri) -> Self {
        match value {
            Tri::False => Self::FALSE,
            Tri::Unknown => Self::UNKNOWN,
            Tri::True => Self::TRUE,
        }
    }

    /// The same at all times, and known.
    pub const fn from_bool(holds: bool) -> Self {
        if holds { Self::TRUE } else { Self::FALSE }
    }

    /// When it certainly holds.
    pub fn certain(&self) -> &TimeSet {
        &self.certain
    }

    /// When it certainly or perhaps holds.
    pub fn possible(&self) -> &TimeSet {
        &self.possible
    }

    /// When it is not known whether it holds.
    pub fn unknown(&self) -> TimeSet {
        self.possible.minus(&self.certain)
    }

    /// Both hold.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self { certain: self.certain.intersect(&other.certain), possible: self.possible.intersect(&other.possible) }
    }

    /// One of them holds, or both.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self { certain: self.certain.union(&other.certain), possible: self.possible.union(&other.possible) }
    }

    /// It does not hold.
    #[must_use]
    pub fn not(&self) -> Self {
        Self { certain: self.possible.complement(), possible: self.certain.complement() }
    }

    /// One of several cases is the real one, and it is not known which: certain is what every case is certain of,
    /// possible what any case allows. Of no cases at all, nothing is known.
    pub fn either<'t>(cases: impl IntoIterator<Item = &'t Self>) -> Self {
        cases
            .into_iter()
            .fold(None, |sum: Option<Self>, case| {
                Some(match sum {
                    None => case.clone(),
                    Some(sum) => Self {
                        certain: sum.certain.intersect(&case.certain),
                        possible: sum.possible.union(&case.possible),
                    },
                })
            })
            .unwrap_or(Self::UNKNOWN)
    }

    /// Whether it holds at `tick`.
    pub fn at(&self, tick: Tick) -> Tri {
        if self.certain.contains(tick) {
            Tri::True
        } else if self.possible.contains(tick) {
            Tri::Unknown
        } else {
            Tri::False
        }
    }

    /// Whether it certainly holds at no time.
    pub fn is_never(&self) -> bool {
        self.possible.is_empty()
    }

    /// Whether it certainly holds at all times.
    pub fn is_always(&self) -> bool {
        self.certain.is_all()
    }

    /// Whether it is known at every time whether it holds.
    pub fn is_known(&self) -> bool {
        self.certain == self.possible
    }

    /// The first tick after `tick` at which the answer changes.
    pub fn next_change_after(&self, tick: Tick) -> Option<Tick> {
        let (certain, possible) = (self.certain.next_change_after(tick), self.possible.next_change_after(tick));
        certain.into_iter().chain(possible).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time_set::tests::any_set;
    use proptest::prelude::*;

    fn any_truth() -> impl Strategy<Value = Truth> {
        (any_set(), any_set()).prop_map(|(certain, possible)| Truth::from_sets(certain, possible))
    }

    fn is_sound(truth: &Truth) -> bool {
        truth.certain.is_subset_of(&truth.possible)
    }

    /// Less is known of `vague` than of `exact`, or as much, and nothing else.
    fn refines(exact: &Truth, vague: &Truth) -> bool {
        vague.certain.is_subset_of(&exact.certain) && exact.possible.is_subset_of(&vague.possible)
    }

    proptest! {
        #[test]
        fn operators_are_kleene_at_each_tick(a in any_truth(), b in any_truth()) {
            for truth in [a.and(&b), a.or(&b), a.not(), Truth::either([&a, &b])] {
                prop_assert!(is_sound(&truth));
            }
            for tick in -1..=33 {
                prop_assert_eq!(a.and(&b).at(tick), a.at(tick).and(b.at(tick)));
                prop_assert_eq!(a.or(&b).at(tick), a.at(tick).or(b.at(tick)));
                prop_assert_eq!(a.not().at(tick), a.at(tick).not());
                let same = a.at(tick) == b.at(tick);
                let joined = if same { a.at(tick) } else { Tri::Unknown };
                prop_assert_eq!(Truth::either([&a, &b]).at(tick), joined);
                prop_assert_eq!(a.unknown().contains(tick), a.at(tick) == Tri::Unknown);
            }
        }

        #[test]
        fn laws(a in any_truth(), b in any_truth()) {
            prop_assert_eq!(a.not().not(), a.clone());
            prop_assert_eq!(a.and(&b).not(), a.not().or(&b.not()));
            prop_assert_eq!(a.and(&Truth::TRUE), a.clone());
            prop_assert_eq!(a.or(&Truth::FALSE), a.clone());
            prop_assert_eq!(a.and(&Truth::FALSE), Truth::FALSE);
            prop_assert_eq!(a.or(&Truth::TRUE), Truth::TRUE);
            prop_assert_eq!(Truth::either([&a]), a.clone());
        }

        /// Learning more never takes back what was certain.
        #[test]
        fn operators_are_monotone(a in any_truth(), b in any_truth(), c in any_set(), p in any_set()) {
            let vague = Truth::from_sets(a.certain.intersect(&c), a.possible.union(&p));
            prop_assert!(refines(&a, &vague));
            prop_assert!(refines(&a.and(&b), &vague.and(&b)));
            prop_assert!(refines(&a.or(&b), &vague.or(&b)));
            prop_assert!(refines(&a.not(), &vague.not()));
            let both = Truth::either([&a, &b]);
            prop_assert!(refines(&a, &both) && refines(&b, &both));
            prop_assert!(refines(&both, &Truth::either([&vague, &b])));
        }

        #[test]
        fn changes_are_changes_of_the_answer(a in any_truth(), tick in -2..34_i64) {
            let next = (tick + 1..=33).find(|next| a.at(*next) != a.at(next - 1));
            prop_assert_eq!(a.next_change_after(tick), next);
        }
    }

    #[test]
    fn constants() {
        for (value, truth) in [(Tri::False, Truth::FALSE), (Tri::Unknown, Truth::UNKNOWN), (Tri::True, Truth::TRUE)] {
            assert_eq!(Truth::from_tri(value), truth);
            assert_eq!(truth.at(0), value);
        }
        assert_eq!(Truth::from_bool(true), Truth::TRUE);
        assert_eq!(Truth::from_bool(false), Truth::FALSE);
        assert!(Truth::TRUE.is_always() && Truth::FALSE.is_never() && Truth::FALSE.is_known());
        assert!(!Truth::UNKNOWN.is_always() && !Truth::UNKNOWN.is_never() && !Truth::UNKNOWN.is_known());
        assert_eq!(Truth::either([]), Truth::UNKNOWN);
        assert_eq!(Truth::known(TimeSet::from(3)).at(3), Tri::True);
        assert_eq!(Truth::from_sets(TimeSet::ALL, TimeSet::from(3)), Truth::known(TimeSet::from(3)));
    }
}
