//! What tests exercise: rules, severities, rows, conditions, and both sides of every boundary.

use std::collections::{BTreeMap, BTreeSet};

use compline_diagnostic::{Diagnostic, FileSpan, Located, codes};
use compline_engine::RuleProbe;
use compline_policy::Policy as Compiled;
use compline_policy::cutoff::{Cutoff, Point, Row};
use compline_policy::expr::{Expr, ExprKind};
use compline_policy::mutate::{is_of, used_stages};
use compline_policy::rule::Rule;
use compline_report::test::{Coverage, Gap};
use compline_time::{Axis, Day, Tick, Tri};
use rayon::prelude::*;

use super::{Ready, View, Views, views_of};

const DAY: Tick = 86_400;

/// On which sides of a boundary somebody asked.
#[derive(Clone, Copy, Debug, Default)]
struct Sides {
    before: bool,
    at: bool,
}

/// A boundary of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Boundary {
    /// The row became known.
    Known(Day),
    /// What it says changes, on a fixed day.
    Fixed(Tick),
    /// What it says changes for the so-manieth time, on days that manifests set.
    Relative(usize),
}

/// What was seen of everything.
#[derive(Default)]
struct Seen {
    rules: BTreeSet<u32>,
    severities: BTreeSet<u32>,
    rows: BTreeSet<u32>,
    held: BTreeSet<FileSpan>,
    failed: BTreeSet<FileSpan>,
    boundaries: BTreeMap<(u32, Boundary), Sides>,
}

/// What is at hand about a row.
struct RowOf<'p> {
    row: &'p Row,
    cutoff: &'p Cutoff,
    stage: String,
}

pub(super) fn coverage(policy: &Compiled, pack: &str, tests: &[&Ready<'_>], views: &Views<'_>) -> Coverage {
    let mut rows: BTreeMap<u32, RowOf<'_>> = BTreeMap::new();
    for stage in used_stages(policy) {
        let cutoff = policy.cutoff(stage.cutoff);
        for row in policy.stage(stage).rows.iter().filter(|_| is_of(&cutoff.id, pack)) {
            rows.insert(row.index, RowOf { row, cutoff, stage: policy.stage_name(stage) });
        }
    }
    let rules: Vec<(u32, &Rule)> = policy
        .rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| is_of(&rule.id, pack))
        .map(|(number, rule)| (number as u32, rule))
        .collect();
    let asked: Vec<(&Ready<'_>, View)> =
        tests.iter().flat_map(|ready| ready.test.cases.iter().flat_map(views_of).map(|view| (*ready, view))).collect();
    let probes: Vec<(View, Vec<RuleProbe>)> = asked
        .into_par_iter()
        .map(|(ready, view)| {
            let probes = views.get(&view).map_or_else(Vec::new, |checker| {
                ready.given.iter().flat_map(|given| checker.probe(&given.path, given.text.as_bytes())).collect()
            });
            (view, probes)
        })
        .collect();
    let mut seen = Seen::default();
    for (view, probes) in &probes {
        for probe in probes {
            seen.note(policy, &rows, view, probe);
        }
    }
    report(policy, &rules, &rows, &seen)
}

impl Seen {
    fn note(&mut self, policy: &Compiled, rows: &BTreeMap<u32, RowOf<'_>>, view: &View, probe: &RuleProbe) {
        for (at, answer) in &probe.conditions {
            match answer {
                Tri::True => self.held.insert(*at),
                Tri::False => self.failed.insert(*at),
                Tri::Unknown => false,
            };
        }
        if probe.selected == Tri::False {
            return;
        }
        let rule = policy.rule(probe.rule);
        let holding = |clause: &&compline_policy::rule::SeverityClause| {
            probe.severities.iter().any(|(index, holds)| *index == clause.index && *holds == Tri::True)
        };
        let heaviest = rule.severities.iter().filter(holding).map(|clause| clause.severity).max();
        if probe.broken == Tri::True && heaviest.is_some() {
            self.rules.insert(probe.rule.0);
            let counted = rule.severities.iter().filter(holding).filter(|clause| Some(clause.severity) == heaviest);
            self.severities.extend(counted.map(|clause| clause.index));
        }
        for found in &probe.rows {
            let Some(RowOf { row, cutoff, .. }) = rows.get(&found.row) else { continue };
            if found.stands {
                self.rows.insert(found.row);
            }
            let civil = |tick: Tick| match (view.0.axis(), &cutoff.zone) {
                (Axis::Instant, Some(zone)) => zone.to_civil(tick),
                _ => tick,
            };
            let (start, end) = view.0.range();
            let (start, end) = (civil(start), civil(end));
            let fixed = is_fixed(row);
            for (number, change) in found.changes.iter().enumerate() {
                let change = civil(*change);
                let key = if fixed { Boundary::Fixed(change) } else { Boundary::Relative(number) };
                let sides = self.boundaries.entry((found.row, key)).or_default();
                if found.stands {
                    sides.before |= end <= change && change - end < DAY;
                    sides.at |= (start <= change && change < end) || (start >= change && start - change < DAY);
                }
            }
            if let Some(known) = row.known {
                let sides = self.boundaries.entry((found.row, Boundary::Known(known))).or_default();
                sides.before |= view.1 == Some(known.previous());
                sides.at |= view.1 == Some(known) && found.stands;
            }
        }
    }
}

fn is_fixed(row: &Row) -> bool {
    let mut fixed = row.condition.is_none();
    for point in row.when.points() {
        point.walk(&mut |point| fixed &= !matches!(point, Point::Field(_) | Point::Stage(_)));
    }
    fixed
}

/// The parts of a condition that are asked of a manifest and combined by `and` and `or`.
fn leaves(expr: &Expr, into: &mut BTreeSet<FileSpan>) {
    expr.walk(&mut |expr| {
        if matches!(
            expr.kind,
            ExprKind::Test { .. } | ExprKind::Dated { .. } | ExprKind::During(_) | ExprKind::Quantified { .. }
        ) {
            into.insert(expr.at);
        }
    });
}

fn report(policy: &Compiled, rules: &[(u32, &Rule)], rows: &BTreeMap<u32, RowOf<'_>>, seen: &Seen) -> Coverage {
    let mut gaps: Vec<(FileSpan, Gap)> = vec![];
    let mut push = |kind: &'static str, at: FileSpan, message: String, help: Option<String>| {
        let diagnostic = Diagnostic::warning(codes::test::NOT_COVERED, message).at(at, "").maybe_help(help);
        gaps.push((at, Gap { kind, located: Located::new(diagnostic, &policy.sources) }));
    };
    let mut conditions = BTreeSet::new();
    let (mut clauses, mut clauses_seen) = (0, 0);
    for (number, rule) in rules {
        if !seen.rules.contains(number) {
            push("rule", rule.at, format!("no test has a finding of rule `{}`", rule.id), None);
        }
        for clause in &rule.severities {
            clauses += 1;
            if seen.severities.contains(&clause.index) {
                clauses_seen += 1;
            } else if seen.rules.contains(number) {
                push("severity", clause.at, format!("no test comes to this severity of `{}`", rule.id), None);
            }
        }
        leaves(&rule.selection, &mut conditions);
        if !rule.bare {
            leaves(&rule.broken, &mut conditions);
        }
    }
    let mut conditions_seen = 0;
    for at in &conditions {
        let missing = match (seen.held.contains(at), seen.failed.contains(at)) {
            (true, true) => {
                conditions_seen += 1;
                continue;
            }
            (true, false) => "in no test is this false",
            (false, true) => "in no test is this true",
            (false, false) => "no test decides this",
        };
        push("condition", *at, missing.to_owned(), None);
    }
    for (index, of) in rows {
        if !seen.rows.contains(index) {
            push("row", of.row.at, format!("in no test does this row of `{}` stand", of.stage), None);
        }
    }
    let mut boundaries_seen = 0;
    for ((index, boundary), sides) in &seen.boundaries {
        let Some(of) = rows.get(index) else { continue };
        if sides.before && sides.at {
            boundaries_seen += 1;
            continue;
        }
        let (message, help) = uncovered(of, *boundary, *sides);
        push("boundary", of.row.at, message, Some(help));
    }
    let boundaries = seen.boundaries.keys().filter(|(index, _)| rows.contains_key(index)).count();
    let counts = vec![
        ("rule", rules.iter().filter(|(number, _)| seen.rules.contains(number)).count(), rules.len()),
        ("severity", clauses_seen, clauses),
        ("condition", conditions_seen, conditions.len()),
        ("row", rows.keys().filter(|index| seen.rows.contains(index)).count(), rows.len()),
        ("boundary", boundaries_seen, boundaries),
    ];
    gaps.sort_by_key(|(at, _)| *at);
    Coverage { counts, gaps: gaps.into_iter().map(|(_, gap)| gap).collect() }
}

/// What is not asked about a boundary, and the cases to write.
fn uncovered(of: &RowOf<'_>, boundary: Boundary, sides: Sides) -> (String, String) {
    let which = match (sides.before, sides.at) {
        (false, false) => "just before or on",
        (false, true) => "just before",
        _ => "on",
    };
    let stage = &of.stage;
    match boundary {
        Boundary::Known(day) => (
            format!(
                "no case goes by what was known {which} {}, when this row of `{stage}` became known",
                day.in_words()
            ),
            format!("write cases with `known {}` and `known {day}`", day.previous()),
        ),
        Boundary::Fixed(tick) => {
            let day = Day::from_tick(tick);
            (
                format!("no case asks {which} {}, a boundary of `{stage}`", day.in_words()),
                format!(
                    "ask `as of {}` and `as of {day}`, with a `known` day if a later row stands today",
                    day.previous()
                ),
            )
        }
        Boundary::Relative(number) => (
            format!("no case asks {which} the day of change {} of `{stage}`, which manifests set", number + 1),
            "work out the day for a fixture, and ask as of that day and the one before".to_owned(),
        ),
    }
}
