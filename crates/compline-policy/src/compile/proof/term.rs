//! Points as terms, and which of two comes first whatever the dates of a manifest are.

use compline_manifest::schema::Field;
use compline_time::{Axis, Edge, Shift, Unit, Zone};

use crate::cutoff::StageRef;

/// A point in time that may depend on dates of the manifest.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    /// As fixed as it gets.
    Edge(Edge),
    /// A date of the manifest, at 00:00 in a zone.
    Field(Field, Option<Zone>),
    /// So much before or after another.
    Shifted { by: Shift, before: bool, from: Box<Term>, zone: Option<Zone> },
    /// The earliest or latest of several.
    Extreme { earliest: bool, of: Vec<Term> },
    /// When a row's window begins, by the row's number.
    Row(u32),
    /// When a stage begins that may have no beginning.
    Stage(StageRef),
}

impl Term {
    /// A date of the manifest. Zones make no difference on the civil axis.
    pub(super) fn field(field: Field, axis: Axis, zone: Option<&Zone>) -> Self {
        Self::Field(field, zone.filter(|_| axis == Axis::Instant).cloned())
    }

    /// The edge, if it is fixed.
    pub(super) fn edge(&self) -> Option<Edge> {
        match self {
            Self::Edge(edge) => Some(*edge),
            _ => None,
        }
    }

    pub(super) fn shifted(self, by: Shift, before: bool, axis: Axis, zone: Option<&Zone>) -> Self {
        match self {
            Self::Edge(edge) => Self::Edge(edge.shift(by, before, axis, zone)),
            from => {
                let zone = zone.filter(|_| axis == Axis::Instant).cloned();
                Self::Shifted { by, before, from: Box::new(from), zone }
            }
        }
    }

    pub(super) fn extreme(earliest: bool, of: Vec<Self>) -> Self {
        let edges: Vec<Edge> = of.iter().filter_map(Self::edge).collect();
        if edges.len() == of.len() {
            return Self::Edge(if earliest { Edge::earliest_of(&edges) } else { Edge::latest_of(&edges) });
        }
        Self::Extreme { earliest, of }
    }

    /// Whether it certainly comes no later than `other`. `false` says nothing.
    ///
    /// An absent date may be any, and every rule here keeps the order of both bounds of an [`Edge`], so what is shown for
    /// dates holds for absent ones too.
    pub(super) fn is_at_most(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        match (self, other) {
            (Self::Edge(a), Self::Edge(b)) => return a.earliest() <= b.earliest() && a.latest() <= b.latest(),
            (Self::Edge(edge), _) if edge.latest() == Edge::NO_BEGINNING => return true,
            (_, Self::Edge(edge)) if edge.earliest() == Edge::NO_TIME => return true,
            _ => {}
        }
        // The parts of which all have to fit come first: they lose nothing.
        if let Self::Extreme { earliest: true, of } = other {
            return of.iter().all(|one| self.is_at_most(one));
        }
        if let Self::Extreme { earliest: false, of } = self {
            return of.iter().all(|one| one.is_at_most(other));
        }
        if let Self::Extreme { earliest: true, of } = self
            && of.iter().any(|one| one.is_at_most(other))
        {
            return true;
        }
        if let Self::Extreme { earliest: false, of } = other
            && of.iter().any(|one| self.is_at_most(one))
        {
            return true;
        }
        if let (
            Self::Shifted { by: a, before: a_before, from: a_from, zone: a_zone },
            Self::Shifted { by: b, before: b_before, from: b_from, zone: b_zone },
        ) = (self, other)
            && a_zone == b_zone
            && a_before == b_before
            && a_from.is_at_most(b_from)
            && if *a_before { is_at_least(*a, *b) } else { is_at_least(*b, *a) }
        {
            return true;
        }
        matches!(self, Self::Shifted { before: true, from, .. } if from.is_at_most(other))
            || matches!(other, Self::Shifted { before: false, from, .. } if self.is_at_most(from))
    }
}

/// Whether a step is at least as far as another, wherever it starts.
fn is_at_least(a: Shift, b: Shift) -> bool {
    /// In seconds, days or months.
    enum Length {
        Seconds(u64),
        Days(u64),
        Months(u64),
    }
    let length = |shift: Shift| {
        let amount = u64::from(shift.amount);
        match shift.unit {
            Unit::Second => Length::Seconds(amount),
            Unit::Minute => Length::Seconds(60 * amount),
            Unit::Hour => Length::Seconds(3_600 * amount),
            Unit::Day => Length::Days(amount),
            Unit::Week => Length::Days(7 * amount),
            Unit::Month => Length::Months(amount),
            Unit::Year => Length::Months(12 * amount),
        }
    };
    // A month has 28 to 31 days. A day has 24 hours, or a few more or less, for which a whole day makes up.
    match (length(a), length(b)) {
        (Length::Seconds(a), Length::Seconds(b))
        | (Length::Days(a), Length::Days(b))
        | (Length::Months(a), Length::Months(b)) => a >= b,
        (Length::Days(days), Length::Months(months)) => days >= 31 * months,
        (Length::Months(months), Length::Days(days)) => 28 * months >= days,
        (Length::Days(days), Length::Seconds(seconds)) => 86_400 * days >= seconds + 86_400,
        (Length::Months(months), Length::Seconds(seconds)) => 86_400 * 28 * months >= seconds + 86_400,
        (Length::Seconds(seconds), Length::Days(days)) => seconds >= 86_400 * (days + 1),
        (Length::Seconds(seconds), Length::Months(months)) => seconds >= 86_400 * (31 * months + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Term {
        let moment = compline_time::Moment::parse(text).unwrap();
        Term::Edge(moment.start(Axis::Civil, None))
    }

    fn field() -> Term {
        Term::field(Field::AuthExpires, Axis::Civil, None)
    }

    fn shifted(term: Term, amount: u32, unit: Unit, before: bool) -> Term {
        term.shifted(Shift { amount, unit }, before, Axis::Civil, None)
    }

    #[test]
    fn what_can_be_shown_and_what_cannot() {
        let earliest = |of: Vec<Term>| Term::extreme(true, of);
        let latest = |of: Vec<Term>| Term::extreme(false, of);
        let before = |amount, unit| shifted(field(), amount, unit, true);
        for (a, b) in [
            (field(), field()),
            (before(90, Unit::Day), field()),
            (before(90, Unit::Day), before(60, Unit::Day)),
            (before(2, Unit::Month), before(50, Unit::Day)),
            (before(7, Unit::Day), before(1, Unit::Week)),
            (earliest(vec![day("2021-03-01"), field()]), field()),
            (earliest(vec![field(), day("2021-03-01")]), day("2021-03-01")),
            (field(), latest(vec![day("2021-03-01"), field()])),
            (earliest(vec![field(), day("2021-03-01")]), earliest(vec![field(), day("2021-04-01")])),
            (before(90, Unit::Day), earliest(vec![before(30, Unit::Day), latest(vec![field(), day("2021-04-01")])])),
            (field(), shifted(field(), 1, Unit::Day, false)),
            (Term::Edge(Edge::ALWAYS), field()),
        ] {
            assert!(a.is_at_most(&b), "{a:?} {b:?}");
        }
        for (a, b) in [
            (field(), before(90, Unit::Day)),
            (before(60, Unit::Day), before(90, Unit::Day)),
            (before(3, Unit::Month), before(90, Unit::Day)),
            (day("2021-03-01"), field()),
            (field(), day("2021-03-01")),
            (latest(vec![day("2021-03-01"), field()]), field()),
            (field(), Term::field(Field::Created, Axis::Civil, None)),
        ] {
            assert!(!a.is_at_most(&b), "{a:?} {b:?}");
        }
    }

    #[test]
    fn steps_of_different_units() {
        let step = |amount, unit| Shift { amount, unit };
        assert!(is_at_least(step(1, Unit::Year), step(12, Unit::Month)));
        assert!(is_at_least(step(12, Unit::Month), step(1, Unit::Year)));
        assert!(is_at_least(step(7, Unit::Day), step(1, Unit::Week)));
        assert!(is_at_least(step(31, Unit::Day), step(1, Unit::Month)));
        assert!(!is_at_least(step(30, Unit::Day), step(1, Unit::Month)));
        assert!(!is_at_least(step(1, Unit::Month), step(29, Unit::Day)));
        assert!(!is_at_least(step(24, Unit::Hour), step(1, Unit::Day)));
        assert!(is_at_least(step(3, Unit::Day), step(24, Unit::Hour)));
    }
}
