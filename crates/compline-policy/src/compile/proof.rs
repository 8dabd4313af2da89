//! Whether some severity clauses hold whenever others do: at every date, by what was known on every day, for every
//! manifest there could be.
//!
//! What can differ is taken apart case by case: both axes; every day on which something was announced; every value of
//! the fields that rows select by; every question of a row's condition that these do not decide, one way and the other,
//! and the same way wherever it is asked. In one case each
//! stage is one row, and a clause is either a fixed set of times, which is compared as such, or begins at a point that
//! depends on dates of the manifest, which is compared as a term: a point shifted earlier is earlier, the earliest of
//! several is no later than any of them, and so on. What cannot be shown is looked for a counterexample by trying dates.

mod cases;
mod term;
mod together;

use std::collections::{BTreeMap, BTreeSet};

use compline_diagnostic::Severity;
use compline_manifest::schema::Field;
use compline_time::{Axis, Day, Tick, Tri, Truth, Zone, format_tick, tick_in_words};

use crate::cutoff::{Cutoff, CutoffId, Point, StageRef, When};
use crate::expr::{Expr, ExprKind, Test, Value};
use crate::rule::{Rule, SeverityClause, SeverityWhen};
use crate::vendor::Vendors;
use crate::window::{beginning, when_truth};
use cases::Case;
use term::Term;
pub(crate) use together::Moment as MomentTogether;

/// What is known of all manifests: the cutoffs, and the rule that selects among them.
pub(crate) struct World<'w> {
    pub(crate) cutoffs: &'w [Cutoff],
    pub(crate) vendors: &'w Vendors,
    pub(crate) rule: &'w Rule,
}

/// What came of a proof.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// They do.
    Holds,
    /// They do not: when and for what, in words.
    Fails(String),
    /// It could not be shown either way: why, in words.
    Open(String),
}

/// When a clause holds in one case.
#[derive(Clone, Debug, PartialEq)]
enum Window {
    /// At these times.
    Fixed(Truth),
    /// From a point on.
    Since(Term),
    /// From a point to another.
    Within(Term, Term),
    /// As a row says, by its number: all that is known of it is that it is the same as itself.
    Row(u32),
}

impl Window {
    /// The times, if no date of a manifest has a say in them.
    fn fixed(&self) -> Option<Truth> {
        match self {
            Self::Fixed(truth) => Some(truth.clone()),
            Self::Since(Term::Edge(edge)) => Some(edge.since()),
            Self::Within(Term::Edge(from), Term::Edge(to)) => Some(compline_time::Edge::within(from, to)),
            Self::Since(_) | Self::Within(..) | Self::Row(_) => None,
        }
    }

    /// A point before which it certainly does not hold.
    fn start(&self) -> Option<Term> {
        match self {
            Self::Fixed(truth) => Some(Term::Edge(beginning(truth))),
            Self::Since(term) | Self::Within(term, _) => Some(term.clone()),
            Self::Row(_) => None,
        }
    }
}

impl World<'_> {
    /// Whether one of `new` holds whenever one of `old` does.
    pub(crate) fn contains(&self, new: &[&SeverityClause], old: &[&SeverityClause]) -> Verdict {
        let mut facts = self.facts(new.iter().chain(old).copied(), vec![]);
        facts.selection(&self.rule.selection);
        let Some(cases) = cases::cases(self, &facts) else {
            return Verdict::Open("the dates depend on too many fields to try all of their values".into());
        };
        let mut open = None;
        for case in &cases {
            if self.selects(case) == Tri::False {
                continue;
            }
            if let Err(failure) = self.contains_in(case, new, old, &facts) {
                match failure {
                    Verdict::Fails(_) => return failure,
                    failure => open = open.or(Some(failure)),
                }
            }
        }
        open.unwrap_or(Verdict::Holds)
    }

    fn contains_in(
        &self,
        case: &Case,
        new: &[&SeverityClause],
        old: &[&SeverityClause],
        facts: &Facts,
    ) -> Result<(), Verdict> {
        let windows = |clauses: &[&SeverityClause]| -> Vec<Window> {
            clauses.iter().map(|clause| self.window(clause, case)).collect()
        };
        let (ours, theirs) = (windows(new), windows(old));
        if theirs.iter().all(|window| covers(&ours, window)) {
            return Ok(());
        }
        // Is there a manifest for which it is not so? With dates of its own, if dates have a say.
        for sample in cases::samples(case, facts) {
            if self.selects(&sample) == Tri::False {
                continue;
            }
            let truth = |clauses: &[&SeverityClause]| {
                let windows = clauses.iter().map(|clause| self.window(clause, &sample).fixed());
                windows.collect::<Option<Vec<Truth>>>().map(|all| all.iter().fold(Truth::FALSE, |a, b| a.or(b)))
            };
            let (Some(ours), Some(theirs)) = (truth(new), truth(old)) else { continue };
            if let Some((tick, doubt)) = missing(&ours, &theirs) {
                let example = self.in_words(&sample, tick, doubt, old);
                // A condition of a row was only supposed to hold, or not to.
                return Err(if sample.supposed.get() {
                    Verdict::Open(format!("perhaps {example}"))
                } else {
                    Verdict::Fails(example)
                });
            }
        }
        let dates: Vec<String> = facts.dates.iter().map(|field| format!("`{}`", field.info().name)).collect();
        Err(Verdict::Open(match dates.as_slice() {
            [] => "its window is not comparable with the rule's".into(),
            dates => format!("it depends on {} of the manifest", dates.join(" and ")),
        }))
    }

    /// When a clause holds in a case.
    fn window(&self, clause: &SeverityClause, case: &Case) -> Window {
        let zone = clause.zone.and_then(|cutoff| self.cutoff(cutoff).zone.as_ref());
        match &clause.when {
            SeverityWhen::Always => Window::Fixed(Truth::TRUE),
            SeverityWhen::From(point) => Window::Since(self.term(point, zone, case)),
            SeverityWhen::After(point) => Window::Since(self.term_after(point, zone, case)),
            SeverityWhen::During(stage) => self.stage(*stage, case),
        }
    }

    /// When a stage holds in a case: as its first row says that was known and speaks of the manifest.
    fn stage(&self, reference: StageRef, case: &Case) -> Window {
        let cutoff = self.cutoff(reference.cutoff);
        let stage = &cutoff.stages[reference.stage as usize];
        let is_known = |known: Option<Day>| match (known, case.known_at) {
            (Some(known), Some(limit)) => known <= limit,
            _ => true,
        };
        let Some(row) = stage.rows.iter().filter(|row| is_known(row.known)).find(|row| speaks(row, case)) else {
            let later = stage.rows.iter().any(|row| !is_known(row.known) && speaks(row, case));
            return Window::Fixed(if later || stage.otherwise_never { Truth::FALSE } else { Truth::UNKNOWN });
        };
        let zone = cutoff.zone.as_ref();
        let edge = |point: &Point| self.term(point, zone, case).edge();
        let after = |point: &Point| self.term_after(point, zone, case).edge();
        match &row.when {
            When::From(point) => Window::Since(self.term(point, zone, case)),
            When::After(point) => Window::Since(self.term_after(point, zone, case)),
            When::During(from, through) => {
                Window::Within(self.term(from, zone, case), self.term_after(through, zone, case))
            }
            when => when_truth(when, case.axis, zone, &edge, &after).map_or(Window::Row(row.index), Window::Fixed),
        }
    }

    /// Whether the rule speaks of a manifest of this case, as far as the case tells.
    fn selects(&self, case: &Case) -> Tri {
        case.tri(&self.rule.selection)
    }

    fn term(&self, point: &Point, zone: Option<&Zone>, case: &Case) -> Term {
        match point {
            Point::Moment(moment) => Term::Edge(moment.start(case.axis, zone)),
            Point::Shifted { by, before, from } => {
                let zone = self.zone_of_point(from).or(zone);
                self.term(from, zone, case).shifted(*by, *before, case.axis, zone)
            }
            Point::Extreme { earliest, of } => {
                Term::extreme(*earliest, of.iter().map(|point| self.term(point, zone, case)).collect())
            }
            Point::Field(field) => match case.date(*field) {
                Some(day) => Term::Edge(compline_time::Edge::at_civil(day.start_tick(), case.axis, zone)),
                None => Term::field(*field, case.axis, zone),
            },
            Point::Stage(stage) => match self.stage(*stage, case) {
                Window::Since(term) => term,
                Window::Row(row) => Term::Row(row),
                window => match window.fixed() {
                    Some(truth) => Term::Edge(beginning(&truth)),
                    // A window may turn out to be empty, and then never begins.
                    None => Term::Stage(*stage),
                },
            },
            Point::Known(cutoff) => {
                let cutoff = self.cutoff(*cutoff);
                Term::Edge(cutoff.first_known(case.known_at).map_or(compline_time::Edge::NEVER, |day| {
                    compline_time::Edge::at_civil(day.start_tick(), case.axis, cutoff.zone.as_ref())
                }))
            }
        }
    }

    fn term_after(&self, point: &Point, zone: Option<&Zone>, case: &Case) -> Term {
        match point {
            Point::Moment(moment) => Term::Edge(moment.end(case.axis, zone)),
            _ => {
                let day = compline_time::Shift { amount: 1, unit: compline_time::Unit::Day };
                self.term(point, zone, case).shifted(day, false, case.axis, zone)
            }
        }
    }

    fn zone_of_point(&self, point: &Point) -> Option<&Zone> {
        match point {
            Point::Stage(stage) => self.cutoff(stage.cutoff).zone.as_ref(),
            Point::Known(cutoff) => self.cutoff(*cutoff).zone.as_ref(),
            _ => None,
        }
    }

    fn cutoff(&self, id: CutoffId) -> &Cutoff {
        &self.cutoffs[id.0 as usize]
    }

    /// A moment of a case, and what comes of it: `on 1 May 2021, in region IN, it would not be an error, and the rule is`.
    fn in_words(&self, case: &Case, tick: Tick, doubt: bool, old: &[&SeverityClause]) -> String {
        let mut words = self.moment_words(case, tick, old);
        let is = if doubt { "may be" } else { "is" };
        let severity = match old.first().map(|clause| clause.severity) {
            Some(Severity::Error) => "an error",
            Some(Severity::Warning) => "a warning",
            _ => "a note",
        };
        words.push(format!("the rule {is} {severity} and this is not"));
        words.join(", ")
    }

    /// A moment of a case: on which day, for which manifests.
    fn moment_words(&self, case: &Case, tick: Tick, clauses: &[&SeverityClause]) -> Vec<String> {
        let zone = clauses.iter().find_map(|clause| clause.zone).and_then(|id| self.cutoff(id).zone.as_ref());
        let when = match case.axis {
            Axis::Civil => tick_in_words(tick, Axis::Civil, zone),
            Axis::Instant => format_tick(tick, Axis::Instant, zone),
        };
        let mut words = vec![format!("on {when}")];
        words.extend(case.known_at.map(|day| format!("by what was known on {}", day.in_words())));
        for (field, value) in &case.values {
            let name = field.info().name;
            words.push(match value {
                None => format!("in any other {name}"),
                Some(Value::Word(id)) if *field == Field::Region => {
                    format!("in region {}", self.vendors.region_name(crate::vendor::RegionId(*id)))
                }
                Some(value) => format!("with {name} {}", cases::value_words(*field, value)),
            });
        }
        for (field, day) in case.dates.iter().flatten() {
            words.push(format!("with {} on {}", field.info().name, day.in_words()));
        }
        words
    }

    /// What the clauses and stages depend on, rows included.
    fn facts<'c>(&self, clauses: impl Iterator<Item = &'c SeverityClause>, mut stages: Vec<StageRef>) -> Facts {
        let mut facts = Facts::default();
        for clause in clauses {
            match &clause.when {
                SeverityWhen::Always => {}
                SeverityWhen::From(point) | SeverityWhen::After(point) => facts.point(point, &mut stages),
                SeverityWhen::During(stage) => stages.push(*stage),
            }
        }
        let mut seen = BTreeSet::new();
        while let Some(reference) = stages.pop() {
            if !seen.insert(reference) {
                continue;
            }
            facts.cutoffs.insert(reference.cutoff);
            for row in &self.cutoff(reference.cutoff).stages[reference.stage as usize].rows {
                for (field, values) in &row.selectors {
                    facts.values(*field, values.iter().map(|value| &value.value));
                }
                for point in row.when.points() {
                    facts.point(point, &mut stages);
                }
                if let Some(condition) = &row.condition {
                    cases::open_questions(condition, &mut facts.questions);
                    facts.condition(condition, &mut stages);
                }
            }
        }
        for cutoff in facts.cutoffs.clone() {
            let stages = self.cutoff(cutoff).stages.iter();
            facts.known.extend(stages.flat_map(|stage| &stage.rows).filter_map(|row| row.known));
        }
        facts
    }
}

/// What a proof has to try.
#[derive(Debug, Default)]
struct Facts {
    cutoffs: BTreeSet<CutoffId>,
    /// Days on which something was announced.
    known: BTreeSet<Day>,
    /// Fields with the values that are named.
    fields: Vec<(Field, Vec<Value>)>,
    /// Those that conditions compare with exactly, while rows select in any case.
    exact: BTreeSet<Field>,
    /// Questions that conditions of rows ask and that no field decides, each with whether it has a third answer.
    questions: BTreeMap<String, bool>,
    /// Dates of the manifest.
    dates: BTreeSet<Field>,
    /// Days that are named.
    days: BTreeSet<Day>,
}

impl Facts {
    fn point(&mut self, point: &Point, stages: &mut Vec<StageRef>) {
        point.walk(&mut |point| match point {
            Point::Field(field) => {
                self.dates.insert(*field);
            }
            Point::Stage(stage) => stages.push(*stage),
            Point::Known(cutoff) => {
                self.cutoffs.insert(*cutoff);
            }
            Point::Moment(moment) => self.days.extend([moment.first_day(), moment.last_day()]),
            Point::Shifted { .. } | Point::Extreme { .. } => {}
        });
    }

    fn values<'v>(&mut self, field: Field, values: impl Iterator<Item = &'v Value>) {
        let at = self.fields.iter().position(|(known, _)| *known == field).unwrap_or_else(|| {
            self.fields.push((field, vec![]));
            self.fields.len() - 1
        });
        for value in values {
            if !self.fields[at].1.contains(value) {
                self.fields[at].1.push(value.clone());
            }
        }
    }

    /// What the rule selects by, of the fields that rows ask about: a case has to be inside or outside of it.
    fn selection(&mut self, selection: &Expr) {
        selection.walk(&mut |expr| {
            if let ExprKind::Test { operand: crate::expr::Operand::Field(field), test: Test::OneOf(values) } =
                &expr.kind
                && self.fields.iter().any(|(known, _)| known == field)
            {
                self.values(*field, values.iter());
                self.exact.insert(*field);
            }
        });
    }

    fn condition(&mut self, condition: &Expr, stages: &mut Vec<StageRef>) {
        condition.walk(&mut |expr| match &expr.kind {
            ExprKind::Test { operand: crate::expr::Operand::Field(field), test: Test::OneOf(values) } => {
                self.values(*field, values.iter());
                self.exact.insert(*field);
            }
            ExprKind::Dated { operand, point, .. } => {
                self.dates.extend(operand.field());
                self.point(point, stages);
            }
            _ => {}
        });
    }
}

/// Whether one of the windows holds whenever `old` does.
fn covers(new: &[Window], old: &Window) -> bool {
    let fixed = new.iter().filter_map(Window::fixed).fold(Truth::FALSE, |all, one| all.or(&one));
    if fixed.is_always() || new.contains(old) {
        return true;
    }
    if let Some(old) = old.fixed()
        && missing(&fixed, &old).is_none()
    {
        return true;
    }
    let starts: Vec<Term> = new
        .iter()
        .filter_map(|window| match window {
            Window::Since(term) => Some(term.clone()),
            _ => None,
        })
        .collect();
    old.start().is_some_and(|start| Term::extreme(true, starts).is_at_most(&start))
}

/// A moment at which `old` holds and `new` does not, and whether it only may hold.
fn missing(new: &Truth, old: &Truth) -> Option<(Tick, bool)> {
    let certain = old.certain().minus(new.certain());
    let possible = old.possible().minus(new.possible());
    let (set, doubt) = if certain.is_empty() { (possible, true) } else { (certain, false) };
    let (from, to) = set.intervals().next()?;
    Some((from.or(to.map(|end| end - 86_400)).unwrap_or(0), doubt))
}

/// Whether a row speaks of a manifest of a case.
fn speaks(row: &crate::cutoff::Row, case: &Case) -> bool {
    let selected = row.selectors.iter().all(|(field, values)| {
        case.value(*field).is_some_and(|value| {
            value.as_ref().is_some_and(|value| values.iter().any(|one| one.value.selects_as(value)))
        })
    });
    selected && row.condition.as_ref().is_none_or(|condition| case.holds(condition) == Tri::True)
}
