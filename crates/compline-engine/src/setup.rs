//! What is worked out once a run: the as-of moment, and every date that does not depend on a manifest.

use compline_policy::Policy;
use compline_policy::cutoff::{Point, Row};
use compline_policy::rule::SeverityWhen;
use compline_policy::window::{a_day_later, when_truth};
use compline_time::{AsOf, Axis, Day, Edge, Tick, Truth, Zone};

use crate::eval::zone_of_point;
use crate::trials::{Trial, trials};

/// A run's point of view.
#[derive(Debug)]
pub(crate) struct Setup<'p> {
    /// The policy.
    pub(crate) policy: &'p Policy,
    /// The moment asked about.
    pub(crate) as_of: AsOf,
    /// The first tick asked about, and the tick after the last.
    pub(crate) range: (Tick, Tick),
    /// The day by which announcements were known.
    pub(crate) known_at: Option<Day>,
    /// Rows whose dates are fixed, on the civil axis and on the run's own.
    rows: [Vec<Option<Truth>>; 2],
    /// Severity windows that are fixed, on the run's axis.
    severities: Vec<Option<Truth>>,
    /// For each rule, what to try where fields are unknown.
    pub(crate) trials: Vec<Vec<Trial>>,
    /// The same for rules that others made stricter, as their own packs have them.
    pub(crate) original_trials: Vec<Vec<Trial>>,
}

/// Where a row lies in the two tables.
const fn table(axis: Axis) -> usize {
    match axis {
        Axis::Civil => 0,
        Axis::Instant => 1,
    }
}

impl<'p> Setup<'p> {
    /// Works out what does not depend on a manifest.
    pub(crate) fn new(policy: &'p Policy, as_of: AsOf, known_at: Option<Day>) -> Self {
        let range = as_of.range();
        let axis = as_of.axis();
        let mut setup = Self {
            policy,
            as_of,
            range,
            known_at,
            rows: [vec![None; policy.rows as usize], vec![None; policy.rows as usize]],
            severities: vec![None; policy.severity_clauses as usize],
            trials: policy.rules.iter().map(|rule| trials(policy, rule)).collect(),
            original_trials: policy
                .rules
                .iter()
                .map(|rule| rule.original.as_ref().map_or_else(Vec::new, |rule| trials(policy, rule)))
                .collect(),
        };
        for cutoff in &policy.cutoffs {
            for row in cutoff.stages.iter().flat_map(|stage| &stage.rows) {
                for axis in [Axis::Civil, axis] {
                    setup.rows[table(axis)][row.index as usize] = setup.fixed_row(row, axis, cutoff.zone.as_ref());
                }
            }
        }
        for rule in &policy.rules {
            for clause in &rule.severities {
                let zone = policy.zone_of(clause);
                setup.severities[clause.index as usize] = match &clause.when {
                    SeverityWhen::Always => Some(Truth::TRUE),
                    SeverityWhen::From(point) => setup.fixed_edge(point, axis, zone).map(Edge::since),
                    SeverityWhen::After(point) => setup.fixed_edge_after(point, axis, zone).map(Edge::since),
                    SeverityWhen::During(_) => None,
                };
            }
        }
        setup
    }

    /// The run's axis.
    pub(crate) fn axis(&self) -> Axis {
        self.as_of.axis()
    }

    /// A row's truth, where it depends on no manifest.
    pub(crate) fn row(&self, row: &Row, axis: Axis) -> Option<&Truth> {
        self.rows[table(axis)][row.index as usize].as_ref()
    }

    /// A severity's window, where it depends on no manifest.
    pub(crate) fn severity(&self, index: u32) -> Option<&Truth> {
        self.severities[index as usize].as_ref()
    }

    /// Whether a row was known by the day asked about.
    pub(crate) fn is_known(&self, row: &Row) -> bool {
        match (row.known, self.known_at) {
            (Some(known), Some(limit)) => known <= limit,
            _ => true,
        }
    }

    fn fixed_row(&self, row: &Row, axis: Axis, zone: Option<&Zone>) -> Option<Truth> {
        let edge = |point: &Point| self.fixed_edge(point, axis, zone);
        let after = |point: &Point| self.fixed_edge_after(point, axis, zone);
        when_truth(&row.when, axis, zone, &edge, &after)
    }

    /// When a point begins, if no manifest has a say in it.
    fn fixed_edge(&self, point: &Point, axis: Axis, zone: Option<&Zone>) -> Option<Edge> {
        match point {
            Point::Field(_) | Point::Stage(_) => None,
            Point::Moment(moment) => Some(moment.start(axis, zone)),
            Point::Shifted { by, before, from } => {
                let steps = zone_of_point(self.policy, from, zone);
                self.fixed_edge(from, axis, zone).map(|edge| edge.shift(*by, *before, axis, steps))
            }
            Point::Extreme { earliest, of } => {
                let edges: Vec<Edge> =
                    of.iter().map(|point| self.fixed_edge(point, axis, zone)).collect::<Option<_>>()?;
                Some(if *earliest { Edge::earliest_of(&edges) } else { Edge::latest_of(&edges) })
            }
            Point::Known(cutoff) => {
                let cutoff = self.policy.cutoff(*cutoff);
                Some(
                    cutoff
                        .first_known(self.known_at)
                        .map_or(Edge::NEVER, |day| Edge::at_civil(day.start_tick(), axis, cutoff.zone.as_ref())),
                )
            }
        }
    }

    /// When the day or period of a point is over, if no manifest has a say in it.
    fn fixed_edge_after(&self, point: &Point, axis: Axis, zone: Option<&Zone>) -> Option<Edge> {
        match point {
            Point::Moment(moment) => Some(moment.end(axis, zone)),
            _ => {
                let zone_of_day = zone_of_point(self.policy, point, zone);
                self.fixed_edge(point, axis, zone).map(|edge| a_day_later(edge, axis, zone_of_day))
            }
        }
    }
}
