//! When rows and points hold, given how the points that they are made of are found. The engine finds them for a manifest,
//! the proof that a rule was made stricter for every manifest there could be.

use compline_time::{Axis, Edge, Shift, TimeSet, Truth, Unit, Zone, daily};

use crate::cutoff::{CutoffId, Point, When};
use crate::rule::SeverityWhen;

/// The same a civil day later: the point's own day is the last one.
pub fn a_day_later(edge: Edge, axis: Axis, zone: Option<&Zone>) -> Edge {
    edge.shift(Shift { amount: 1, unit: Unit::Day }, false, axis, zone)
}

/// When a row's stage holds, given how its points are found; nothing where one of them is not.
pub fn when_truth(
    when: &When,
    axis: Axis,
    zone: Option<&Zone>,
    edge: &dyn Fn(&Point) -> Option<Edge>,
    after: &dyn Fn(&Point) -> Option<Edge>,
) -> Option<Truth> {
    Some(match when {
        When::From(point) => edge(point)?.since(),
        When::After(point) => after(point)?.since(),
        When::During(from, through) => Edge::within(&edge(from)?, &after(through)?),
        When::Rollout(from, through) => Edge::spanning(edge(from)?.earliest(), after(through)?.latest()).since(),
        When::Daily { from, through, at, length } => daily(*from, *through, at, *length, axis, zone),
        When::NotBefore(point) => Edge::not_before(edge(point)?.earliest()).since(),
        When::Unannounced => Truth::UNKNOWN,
        When::Never => Truth::FALSE,
    })
}

/// When a stage that holds at these times begins.
pub fn beginning(truth: &Truth) -> Edge {
    let first = |set: &TimeSet| {
        if set.starts_inside() { Edge::NO_BEGINNING } else { set.toggles().first().copied().unwrap_or(Edge::NO_TIME) }
    };
    let (earliest, latest) = (first(truth.possible()), first(truth.certain()));
    Edge::spanning(earliest, latest)
}

/// The cutoff that a severity's time speaks of, in whose zone its dates are meant.
pub fn cutoff_of(when: &SeverityWhen) -> Option<CutoffId> {
    let mut cutoff = None;
    match when {
        SeverityWhen::From(point) | SeverityWhen::After(point) => point.walk(&mut |point| match point {
            Point::Stage(stage) => cutoff = cutoff.or(Some(stage.cutoff)),
            Point::Known(known) => cutoff = cutoff.or(Some(*known)),
            _ => {}
        }),
        SeverityWhen::During(stage) => cutoff = Some(stage.cutoff),
        SeverityWhen::Always => {}
    }
    cutoff
}
