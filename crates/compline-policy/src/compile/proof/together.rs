//! Moments at which severities of several rules hold together.

use compline_manifest::schema::Field;
use compline_time::{Axis, Day, Tick, TimeSet, Tri, Truth};

use super::{World, cases};
use crate::cutoff::StageRef;
use crate::expr::Value;
use crate::rule::SeverityClause;

/// One moment, for some manifests.
#[derive(Debug)]
pub(crate) struct Moment<'c> {
    /// For each field that matters, its value; nothing stands for any that is not named.
    pub(crate) values: &'c [(Field, Option<Value>)],
    /// Dates of the manifest.
    pub(crate) dates: &'c [(Field, Day)],
    /// Whether each of the stages asked about holds.
    pub(crate) during: Vec<(StageRef, bool)>,
    /// When and for which manifests: `on 1 May 2021, in region IN`.
    pub(crate) words: String,
}

impl World<'_> {
    /// Shows one moment after another at which, of each group of clauses, one certainly holds, and of which it is known
    /// whether each stage does; until `is_wanted` says that this one will do. All that is known counts as known.
    pub(crate) fn together(
        &self,
        groups: &[Vec<&SeverityClause>],
        stages: &[StageRef],
        is_wanted: &mut dyn FnMut(&Moment<'_>) -> bool,
    ) -> Option<String> {
        let clauses: Vec<&SeverityClause> = groups.iter().flatten().copied().collect();
        let facts = self.facts(clauses.iter().copied(), stages.to_vec());
        let cases = cases::cases(self, &facts)?;
        for case in cases.iter().filter(|case| case.axis == Axis::Civil && case.known_at.is_none()) {
            for sample in cases::samples(case, &facts) {
                let fixed = |clause: &&SeverityClause| self.window(clause, &sample).fixed();
                let group = |group: &Vec<&SeverityClause>| -> Option<Truth> {
                    let truths = group.iter().map(fixed).collect::<Option<Vec<Truth>>>()?;
                    Some(truths.iter().fold(Truth::FALSE, |all, one| all.or(one)))
                };
                let during = |stage: &StageRef| Some((*stage, self.stage(*stage, &sample).fixed()?));
                let truths = groups.iter().map(group).collect::<Option<Vec<Truth>>>();
                let stages = stages.iter().map(during).collect::<Option<Vec<(StageRef, Truth)>>>();
                let (Some(truths), Some(stages)) = (truths, stages) else { continue };
                // A condition of a row was only supposed to hold, or not to.
                if sample.supposed.get() {
                    continue;
                }
                let all = truths.iter().fold(TimeSet::ALL, |all, one| all.intersect(one.certain()));
                for tick in ticks(&all, &stages) {
                    let during: Option<Vec<(StageRef, bool)>> = stages
                        .iter()
                        .map(|(stage, truth)| match truth.at(tick) {
                            Tri::True => Some((*stage, true)),
                            Tri::False => Some((*stage, false)),
                            Tri::Unknown => None,
                        })
                        .collect();
                    let Some(during) = during else { continue };
                    let words = self.moment_words(&sample, tick, &clauses).join(", ");
                    let dates = sample.dates.as_deref().unwrap_or_default();
                    let moment = Moment { values: &sample.values, dates, during, words };
                    if is_wanted(&moment) {
                        return Some(moment.words);
                    }
                }
            }
        }
        None
    }
}

/// The first moment of each stretch of `all` over which no stage changes.
fn ticks(all: &TimeSet, stages: &[(StageRef, Truth)]) -> Vec<Tick> {
    let mut ticks: Vec<Tick> =
        all.intervals().map(|(from, to)| from.or(to.map(|end| end - 86_400)).unwrap_or(0)).collect();
    for (_, truth) in stages {
        let changes = truth.certain().toggles().iter().chain(truth.possible().toggles());
        ticks.extend(changes.copied().filter(|tick| all.contains(*tick)));
    }
    ticks.sort_unstable();
    ticks.dedup();
    ticks
}
