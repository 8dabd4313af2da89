//! How severe something is, over all time: for each severity, when it is at least that severe.

use compline_diagnostic::Severity;
use compline_time::{Tick, TimeSet, Truth};

use crate::finding::State;

/// When something is at least a note, at least a warning, an error: certainly and possibly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Levels {
    /// By severity, lightest first.
    at_least: [Truth; 3],
    /// When a waiver covers it.
    pub(crate) waived: TimeSet,
}

impl Levels {
    /// Nothing is ever wrong.
    pub(crate) const CLEAN: Self =
        Self { at_least: [Truth::FALSE, Truth::FALSE, Truth::FALSE], waived: TimeSet::EMPTY };

    /// What is broken at some times, and how severe that is at which.
    pub(crate) fn new(broken: &Truth, severities: impl Iterator<Item = (Severity, Truth)>) -> Self {
        let mut levels = Self::CLEAN;
        for (severity, window) in severities {
            let holds = broken.and(&window);
            for level in &mut levels.at_least[..=severity as usize] {
                *level = level.or(&holds);
            }
        }
        levels
    }

    /// Both hold: the heavier of the two counts.
    pub(crate) fn or(&self, other: &Self) -> Self {
        let level = |index: usize| self.at_least[index].or(&other.at_least[index]);
        Self { at_least: [level(0), level(1), level(2)], waived: TimeSet::EMPTY }
    }

    /// One of these is how it is, and it is not known which. What is waived is settled afterwards.
    pub(crate) fn either(cases: &[Self]) -> Self {
        let level = |index: usize| Truth::either(cases.iter().map(|case| &case.at_least[index]));
        Self { at_least: [level(0), level(1), level(2)], waived: TimeSet::EMPTY }
    }

    /// Whether nothing is ever wrong, for certain.
    pub(crate) fn is_clean(&self) -> bool {
        self.at_least[0].is_never()
    }

    /// How it is at a tick.
    pub(crate) fn at(&self, tick: Tick) -> State {
        let heaviest = |set: &dyn Fn(&Truth) -> bool| {
            Severity::ALL.into_iter().rev().find(|severity| set(&self.at_least[*severity as usize]))
        };
        let at_most = heaviest(&|truth| truth.possible().contains(tick));
        State {
            at_least: heaviest(&|truth| truth.certain().contains(tick)),
            at_most,
            waived: at_most.is_some() && self.waived.contains(tick),
        }
    }

    /// Every tick at which it may change, in order.
    fn changes(&self) -> Vec<Tick> {
        let sets = self.at_least.iter().flat_map(|truth| [truth.certain(), truth.possible()]).chain([&self.waived]);
        let mut ticks: Vec<Tick> = sets.flat_map(TimeSet::toggles).copied().collect();
        ticks.sort_unstable();
        ticks.dedup();
        ticks
    }

    /// How it is over all time: the state before everything, then each change. No two neighbours are alike.
    pub(crate) fn steps(&self) -> Vec<(Option<Tick>, State)> {
        let mut steps = vec![(None, self.at(Tick::MIN))];
        for tick in self.changes() {
            let state = self.at(tick);
            if steps.last().is_none_or(|(_, last)| *last != state) {
                steps.push((Some(tick), state));
            }
        }
        steps
    }

    /// The worst of it from `start` up to, not including, `end`: the most that certainly holds at some moment, and the
    /// most that possibly does; what is waived counts only where nothing else is wrong. With it a tick that shows it, if
    /// there is one for both; else one at which the most is possible.
    pub(crate) fn worst_within(&self, start: Tick, end: Tick) -> (Tick, State) {
        let first = self.at(start);
        let (mut shown, mut worst) = ((start, first), first);
        for tick in self.changes().into_iter().filter(|tick| start < *tick && *tick < end) {
            let state = self.at(tick);
            let counts = |state: State| !state.is_clean() && !state.waived;
            match (counts(worst), counts(state)) {
                (false, true) => {
                    worst = state;
                    shown = (tick, state);
                    continue;
                }
                (true, false) => continue,
                _ => {}
            }
            worst.at_least = worst.at_least.max(state.at_least);
            worst.at_most = worst.at_most.max(state.at_most);
            worst.waived |= state.waived;
            if (state.at_most, state.at_least) > (shown.1.at_most, shown.1.at_least) {
                shown = (tick, state);
            }
        }
        (shown.0, worst)
    }
}
