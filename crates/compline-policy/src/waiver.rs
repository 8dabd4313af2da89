//! Waivers as the engine reads them. Whether one covers a finding is decided in one place, the engine's `waivers`.

use std::sync::Arc;

use compline_diagnostic::FileSpan;
use compline_manifest::schema::{Field, Subject};
use compline_time::{Axis, Day, Edge, Shift, TimeSet, Zone};
use serde::{Deserialize, Serialize};

use crate::Glob;
use crate::expr::Expr;
use crate::rule::RuleId;

/// An exception, signed for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Waiver {
    /// What it is for: `pack/rule` or `pack/*`.
    pub rule: Arc<str>,
    /// The rules that these are.
    pub rules: Vec<RuleId>,
    /// Where it stands: the rule's name in it.
    pub at: FileSpan,
    /// The pack that declares it, as an index into the policy's packs.
    pub pack: usize,
    /// Fields and patterns of which all have to fit.
    pub targets: Vec<(Field, Glob)>,
    /// What has to hold besides, and of what kind of thing it is asked.
    pub condition: Option<(Subject, Expr)>,
    /// Its first day; from the beginning of time where there is none.
    pub from: Option<Day>,
    /// Its last day.
    pub until: Day,
    /// Where the last day stands.
    pub until_at: FileSpan,
    /// Why.
    pub because: String,
    /// Who signed.
    pub approved: String,
    /// Where that was discussed.
    pub ticket: Option<String>,
    /// What the limits of the loaded packs leave of it.
    pub standing: Standing,
}

/// What limits leave of a waiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Standing {
    /// All of it.
    Whole,
    /// It is longer than a pack allows, and ends on this day.
    CutShort(Day),
    /// Nothing: a pack limits the length, and it does not say when it begins.
    NoBeginning,
    /// Nothing: a pack allows none.
    Forbidden,
}

/// The strictest limit on waivers of all loaded packs.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WaiverLimit {
    /// The longest there may be; none at all where there is none.
    pub longest: Option<Shift>,
    /// Where it stands.
    pub at: FileSpan,
    /// The pack that says so, as an index into the policy's packs.
    pub pack: usize,
}

impl Waiver {
    /// The last day that it covers, if it covers any.
    pub fn last_day(&self) -> Option<Day> {
        match self.standing {
            Standing::Whole => Some(self.until),
            Standing::CutShort(day) => Some(day.min(self.until)),
            Standing::NoBeginning | Standing::Forbidden => None,
        }
    }

    /// When it covers something: its days, first and last included, in a zone.
    ///
    /// On the instant axis without a zone, only what is one of its days everywhere on Earth counts: in doubt, nothing is
    /// waived.
    pub fn window(&self, axis: Axis, zone: Option<&Zone>) -> TimeSet {
        let Some(last) = self.last_day() else { return TimeSet::EMPTY };
        let begins = self.from.map_or(Edge::ALWAYS, |day| Edge::at_civil(day.start_tick(), axis, zone));
        let ends = Edge::at_civil(last.next().start_tick(), axis, zone);
        Edge::within(&begins, &ends).certain().clone()
    }
}

impl WaiverLimit {
    /// The last day that a waiver may have, counted from its first; none where no waiver is allowed.
    pub fn last_day(&self, from: Day) -> Option<Day> {
        let edge = Edge::sharp(from.start_tick()).shift(self.longest?, false, Axis::Civil, None);
        Some(Day::from_tick(edge.earliest()).previous())
    }
}

#[cfg(test)]
mod tests {
    use compline_diagnostic::Span;
    use compline_time::{AsOf, Unit};

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn waiver(from: Option<&str>, until: &str, standing: Standing) -> Waiver {
        let at = FileSpan::manifest(Span::at(0));
        Waiver {
            rule: "p/r".into(),
            rules: vec![],
            at,
            pack: 0,
            targets: vec![],
            condition: None,
            from: from.map(day),
            until: day(until),
            until_at: at,
            because: String::new(),
            approved: String::new(),
            ticket: None,
            standing,
        }
    }

    fn covers(waiver: &Waiver, at: &str, zone: Option<&Zone>) -> bool {
        let as_of = AsOf::parse(at).unwrap();
        waiver.window(as_of.axis(), zone).contains(as_of.range().0)
    }

    #[test]
    fn the_last_day_is_included_and_the_next_is_not() {
        let waiver = waiver(Some("2021-04-20"), "2021-05-15", Standing::Whole);
        for (at, covered) in [("2021-04-19", false), ("2021-04-20", true), ("2021-05-15", true), ("2021-05-16", false)]
        {
            assert_eq!(covers(&waiver, at, None), covered, "{at}");
        }
    }

    #[test]
    fn an_instant_is_a_day_of_the_zone_and_without_one_of_every_zone() {
        let waiver = waiver(Some("2021-04-20"), "2021-05-15", Standing::Whole);
        let kolkata = Zone::parse("Asia/Kolkata").unwrap();
        assert!(covers(&waiver, "2021-05-15T23:59:59+05:30", Some(&kolkata)));
        assert!(!covers(&waiver, "2021-05-16T00:00+05:30", Some(&kolkata)));
        // The 16th begins first at UTC+14, the 20th of April last at UTC-12.
        assert!(covers(&waiver, "2021-05-15T23:59:59+14:00", None));
        assert!(!covers(&waiver, "2021-05-16T00:00+14:00", None));
        assert!(!covers(&waiver, "2021-04-20T11:59:59Z", None));
        assert!(covers(&waiver, "2021-04-20T12:00Z", None));
    }

    #[test]
    fn what_limits_leave() {
        let limit = |amount, unit| WaiverLimit {
            longest: Some(Shift { amount, unit }),
            at: FileSpan::manifest(Span::at(0)),
            pack: 0,
        };
        assert_eq!(limit(1, Unit::Day).last_day(day("2021-04-20")), Some(day("2021-04-20")));
        assert_eq!(limit(30, Unit::Day).last_day(day("2021-04-20")), Some(day("2021-05-19")));
        assert_eq!(limit(1, Unit::Month).last_day(day("2021-04-20")), Some(day("2021-05-19")));
        let cut = waiver(Some("2021-04-20"), "2021-12-31", Standing::CutShort(day("2021-05-19")));
        assert!(covers(&cut, "2021-05-19", None) && !covers(&cut, "2021-05-20", None));
        for standing in [Standing::NoBeginning, Standing::Forbidden] {
            assert!(waiver(None, "2021-12-31", standing).window(Axis::Civil, None).is_empty());
        }
    }
}
