//! Everything that packs date, as they stand, by time.

use std::collections::BTreeSet;

use compline_time::Day;

use super::{cutoff, mode};
use crate::Policy;
use crate::cutoff::{CutoffId, Point, When};
use crate::mode::ModeId;

/// Something that a vendor's time line says, by the word that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The vendor's name and title; a cutoff may have none.
    pub vendor: Option<(String, String)>,
    /// The cutoff, `pack/cutoff`.
    pub cutoff: String,
    /// What ends.
    pub title: String,
    /// What happens.
    pub stage: String,
    /// To whom; empty where to everybody.
    pub whom: String,
    /// When, in words.
    pub when: String,
    /// The first day on which it may come, if that hangs on no manifest.
    pub first: Option<Day>,
    /// The last day of a window, and the last on which it may come where the day is not told apart.
    pub last: Option<Day>,
    /// The auth modes that the cutoff's rules name, by path and title.
    pub modes: Vec<(String, String)>,
}

/// Every row that stands, in order of time; those without a day of their own come last.
pub fn calendar(policy: &Policy) -> Vec<Change> {
    let mut found = vec![];
    for (index, of) in policy.cutoffs.iter().enumerate() {
        let rules =
            policy.rules.iter().filter(|rule| rule.stages.iter().any(|one| one.cutoff == CutoffId(index as u32)));
        let named: BTreeSet<ModeId> = rules.flat_map(mode::modes_of).collect();
        let modes: Vec<(String, String)> = named
            .into_iter()
            .map(|id| policy.modes.get(id))
            .map(|mode| (mode.path.clone(), mode.title.clone()))
            .collect();
        let vendor = of.vendor.map(|id| policy.vendors.get(id));
        for stage in &of.stages {
            for row in stage.rows.iter().filter(|row| cutoff::stands(stage, row)) {
                let (first, last) = days(policy, &row.when);
                found.push(Change {
                    vendor: vendor.map(|vendor| (vendor.name.clone(), vendor.title.clone())),
                    cutoff: of.id.clone(),
                    title: of.title.clone(),
                    stage: if stage.title.is_empty() { stage.name.clone() } else { stage.title.clone() },
                    whom: cutoff::whom(policy, row),
                    when: cutoff::when(policy, row),
                    first,
                    last,
                    modes: modes.clone(),
                });
            }
        }
    }
    found.sort_by(|a, b| {
        let key = |one: &Change| (one.first.is_none(), one.first);
        key(a).cmp(&key(b)).then_with(|| (&a.cutoff, &a.stage, &a.whom).cmp(&(&b.cutoff, &b.stage, &b.whom)))
    });
    found
}

/// The first and the last day that a row names, as far as they hang on no manifest.
fn days(policy: &Policy, when: &When) -> (Option<Day>, Option<Day>) {
    match when {
        When::From(at) | When::NotBefore(at) => bounds(policy, at).unzip(),
        When::After(at) => bounds(policy, at).map(|(_, last)| (last.next(), last.next())).unzip(),
        When::During(from, to) | When::Rollout(from, to) => {
            (bounds(policy, from).map(|(first, _)| first), bounds(policy, to).map(|(_, last)| last))
        }
        When::Daily { from, through, .. } => (Some(*from), Some(*through)),
        When::Unannounced | When::Never => (None, None),
    }
}

fn bounds(policy: &Policy, point: &Point) -> Option<(Day, Day)> {
    match point {
        Point::Moment(moment) => Some((moment.first_day(), moment.last_day())),
        Point::Known(id) => {
            let day = policy.cutoffs[id.0 as usize].first_known(None)?;
            Some((day, day))
        }
        // What hangs on a manifest has no day here; the least of several has the one that is known at the latest.
        Point::Extreme { earliest: true, of } => of.iter().filter_map(|point| bounds(policy, point)).min(),
        Point::Extreme { earliest: false, .. } | Point::Shifted { .. } | Point::Field(_) | Point::Stage(_) => None,
    }
}
