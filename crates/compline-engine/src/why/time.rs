//! Results and points in time, ready to be shown.

use compline_policy::Policy;
use compline_policy::cutoff::Point;
use compline_time::{Axis, Edge, Tick, TimeSet, Tri, Truth, Zone, format_tick, tick_in_words};

use super::WhyResult;
use crate::finding::When;

/// What a truth comes to at `tick` and over all time.
pub(super) fn result(truth: &Truth, tick: Tick, axis: Axis, zone: Option<&Zone>) -> WhyResult {
    let sets = [truth.certain(), truth.possible()];
    let mut changes: Vec<Tick> = sets.into_iter().flat_map(TimeSet::toggles).copied().collect();
    changes.sort_unstable();
    changes.dedup();
    let mut steps = vec![(None, truth.at(Tick::MIN))];
    for change in changes {
        let value = truth.at(change);
        if steps.last().is_none_or(|(_, last): &(Option<When>, Tri)| *last != value) {
            let text = format_tick(change, axis, zone);
            steps.push((Some(When { tick: change, text, words: tick_in_words(change, axis, zone) }), value));
        }
    }
    WhyResult { now: truth.at(tick), steps }
}

/// A point as a rule has it, stages by name: `90 days before authtoken.fails`.
pub(super) fn point_words(policy: &Policy, point: &Point) -> String {
    match point {
        Point::Shifted { by, before, from } => {
            format!("{by} {} {}", if *before { "before" } else { "after" }, point_words(policy, from))
        }
        Point::Extreme { earliest, of } => {
            let of: Vec<String> = of.iter().map(|point| point_words(policy, point)).collect();
            format!("the {} of {}", if *earliest { "earliest" } else { "latest" }, of.join(" and "))
        }
        Point::Stage(stage) => format!("`{}`", policy.stage_name(*stage)),
        Point::Known(cutoff) => format!("the first announcement about {}", policy.cutoff(*cutoff).title),
        Point::Moment(_) | Point::Field(_) => point.in_words(),
    }
}

/// When something begins: "30 November 2020", "between 1 July 2025 and 1 October 2025", "never".
pub(super) fn edge_words(edge: Edge, axis: Axis, zone: Option<&Zone>) -> String {
    let words = |tick| tick_in_words(tick, axis, zone);
    match (edge.earliest(), edge.latest()) {
        _ if edge.is_never() => "never".into(),
        (Edge::NO_BEGINNING, Edge::NO_BEGINNING) => "the beginning of time".into(),
        (Edge::NO_BEGINNING, Edge::NO_TIME) => "not known".into(),
        (Edge::NO_BEGINNING, latest) => format!("not known, {} at the latest", words(latest)),
        (earliest, Edge::NO_TIME) => format!("not known, {} at the earliest, if ever", words(earliest)),
        (earliest, latest) if earliest == latest => words(earliest),
        (earliest, latest) => format!("between {} and {}", words(earliest), words(latest)),
    }
}
