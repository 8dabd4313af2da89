/// Three-valued truth, as in strong Kleene logic: `Unknown` is what either answer is still open for.
///
/// The order is by truth: `False < Unknown < True`; [`Self::and`] is the lesser, [`Self::or`] the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tri {
    /// It does not hold.
    False,
    /// It may hold or not.
    Unknown,
    /// It holds.
    True,
}

impl Tri {
    /// Every value, in order of truth.
    pub const ALL: [Self; 3] = [Self::False, Self::Unknown, Self::True];

    /// Both hold. False decides, whatever is unknown.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// One of them holds. True decides, whatever is unknown.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// It does not hold; unknown stays unknown.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "named like `and` and `or`, which have no operator")]
    pub fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl From<bool> for Tri {
    fn from(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Tri::{self, False, True, Unknown};

    #[test]
    fn kleene_tables() {
        let and = [[False, False, False], [False, Unknown, Unknown], [False, Unknown, True]];
        let or = [[False, Unknown, True], [Unknown, Unknown, True], [True, True, True]];
        for (i, a) in Tri::ALL.into_iter().enumerate() {
            for (j, b) in Tri::ALL.into_iter().enumerate() {
                assert_eq!(a.and(b), and[i][j]);
                assert_eq!(a.or(b), or[i][j]);
                assert_eq!(a.and(b).not(), a.not().or(b.not()));
            }
        }
        assert_eq!(Tri::ALL.map(Tri::not), [True, Unknown, False]);
        assert_eq!([Tri::from(false), Tri::from(true)], [False, True]);
    }
}
