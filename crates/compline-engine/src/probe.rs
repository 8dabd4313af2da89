//! What a check looked at on its way, for the coverage of tests: which parts of conditions held, which severities, which
//! rows stood.

use compline_diagnostic::FileSpan;
use compline_manifest::format::Format;
use compline_manifest::model::Model;
use compline_manifest::{Tree, decode, extract, read_for};
use compline_policy::cutoff::{StageRef, When};
use compline_policy::expr::{Expr, ExprKind};
use compline_policy::rule::{Rule, RuleId};
use compline_time::{Tick, Tri, Truth};

use crate::eval::Eval;
use crate::file::Job;
use crate::resolve::resolve;
use crate::setup::Setup;

/// What a check looked at for one rule and one subject, at the moment asked about.
#[derive(Clone, Debug)]
pub struct RuleProbe {
    /// The rule.
    pub rule: RuleId,
    /// Whether it speaks of the subject.
    pub selected: Tri,
    /// Whether it is broken, if it speaks of it.
    pub broken: Tri,
    /// The parts that its conditions are made of, as far as they were asked, with the answers.
    pub conditions: Vec<(FileSpan, Tri)>,
    /// Its severities by number, and whether each held.
    pub severities: Vec<(u32, Tri)>,
    /// The rows that may speak of the subject, of the stages that the rule speaks of.
    pub rows: Vec<RowProbe>,
}

/// A row that may speak of a subject.
#[derive(Clone, Debug)]
pub struct RowProbe {
    /// Its number.
    pub row: u32,
    /// Whether it stood: known by then, and no newer or more specific one before it.
    pub stands: bool,
    /// The moments at which what it says changes, on the run's axis; of recurring windows the first and the last.
    pub changes: Vec<Tick>,
}

/// Looks at every rule and subject of a file, also where the rule's vendor is another.
pub(crate) fn probe(job: &Job<'_>, path: &str, bytes: &[u8]) -> Vec<RuleProbe> {
    let Ok(text) = decode(bytes) else { return vec![] };
    let formats: Vec<(usize, &Format)> = match job.forced {
        Some(index) => job.formats.all().get(index).map(|format| (index, format)).into_iter().collect(),
        None => job.formats.candidates(path).filter(|one| one.probe(text)).map(|one| (one.index, one.format)).collect(),
    };
    let mut tree = Tree::new();
    let mut model = Model::default();
    let mut found = vec![];
    let formats = read_for(&formats, path, text, &mut tree).formats;
    for document in 0..tree.documents().len() {
        let speaks = |format: &Format| job.forced.is_some() || format.matches(&tree, document, text);
        let Some((_, format)) = formats.iter().find(|(_, format)| speaks(format)) else { continue };
        extract(format, path, text, &tree, document, job.setup.policy, &mut model);
        resolve(job.setup.policy, text, &mut model, false, &mut vec![]);
        for integration in model.integrations() {
            for (number, rule) in job.setup.policy.rules.iter().enumerate() {
                for thing in model.inside(integration, rule.subject) {
                    found.push(probe_one(&job.setup, &model, text, RuleId(number as u32), rule, thing));
                }
            }
        }
    }
    found
}

fn probe_one(setup: &Setup<'_>, model: &Model, text: &str, id: RuleId, rule: &Rule, thing: u32) -> RuleProbe {
    let eval = Eval { setup, model, text, assumed: &[] };
    let mut conditions = vec![];
    let selected = ask(&eval, &rule.selection, thing, &mut conditions);
    let mut probe = RuleProbe { rule: id, selected, broken: selected, conditions, severities: vec![], rows: vec![] };
    if selected == Tri::False {
        return probe;
    }
    if !rule.bare {
        probe.broken = ask(&eval, &rule.broken, thing, &mut probe.conditions);
    }
    for clause in &rule.severities {
        let holds = now(setup, &eval.severity(clause, setup.policy.zone_of(clause), thing));
        probe.severities.push((clause.index, holds));
    }
    let mut stages: Vec<StageRef> = vec![];
    for stage in &rule.stages {
        with_stages_below(setup, *stage, &mut stages);
    }
    for stage in stages {
        rows(&eval, stage, thing, &mut probe.rows);
    }
    probe
}

/// A stage, and those at whose dates it comes.
fn with_stages_below(setup: &Setup<'_>, stage: StageRef, into: &mut Vec<StageRef>) {
    if into.contains(&stage) {
        return;
    }
    into.push(stage);
    for point in setup.policy.stage(stage).rows.iter().flat_map(|row| row.when.points()) {
        point.walk(&mut |point| {
            if let compline_policy::cutoff::Point::Stage(other) = point {
                with_stages_below(setup, *other, into);
            }
        });
    }
}

fn rows(eval: &Eval<'_>, stage: StageRef, thing: u32, into: &mut Vec<RowProbe>) {
    let (setup, zone) = (eval.setup, eval.policy().cutoff(stage.cutoff).zone.as_ref());
    let mut decided = false;
    for row in &eval.policy().stage(stage).rows {
        let speaks = eval.selects(row, thing);
        if speaks.is_never() {
            continue;
        }
        let stands = setup.is_known(row) && !decided;
        decided |= stands && speaks.is_always();
        let truth = eval.row(row, zone, thing, setup.axis());
        let mut changes: Vec<Tick> =
            truth.certain().toggles().iter().chain(truth.possible().toggles()).copied().collect();
        changes.sort_unstable();
        changes.dedup();
        if matches!(row.when, When::Daily { .. }) && changes.len() > 2 {
            changes = vec![changes[0], changes[changes.len() - 1]];
        }
        into.push(RowProbe { row: row.index, stands, changes });
    }
}

/// A condition's answer at the moment asked about, those of its parts noted.
fn ask(eval: &Eval<'_>, expr: &Expr, thing: u32, into: &mut Vec<(FileSpan, Tri)>) -> Tri {
    let answer = now(eval.setup, &eval.truth(expr, thing));
    // What `and`, `or` and `not` are made of says more than they do, and `require` is a `not` at the same place.
    if !matches!(expr.kind, ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Not(_) | ExprKind::Outer { .. }) {
        into.push((expr.at, answer));
    }
    match &expr.kind {
        ExprKind::And(all) | ExprKind::Or(all) => {
            for part in all {
                ask(eval, part, thing, into);
            }
        }
        ExprKind::Not(inner) => {
            ask(eval, inner, thing, into);
        }
        ExprKind::Quantified { subject, body, .. } => {
            for inner in eval.model.inside(thing, *subject) {
                ask(eval, body, inner, into);
            }
        }
        ExprKind::Outer { subject, body } => {
            let mut outer = thing;
            while eval.model.things[outer as usize].subject != *subject
                && eval.model.things[outer as usize].parent != outer
            {
                outer = eval.model.things[outer as usize].parent;
            }
            ask(eval, body, outer, into);
        }
        ExprKind::Const(_) | ExprKind::Test { .. } | ExprKind::Dated { .. } | ExprKind::During(_) => {}
    }
    answer
}

/// Whether something holds at the moment asked about; on a day, at any time of it.
fn now(setup: &Setup<'_>, truth: &Truth) -> Tri {
    let (start, end) = setup.range;
    if truth.certain().meets(start, end) {
        Tri::True
    } else if truth.possible().meets(start, end) {
        Tri::Unknown
    } else {
        Tri::False
    }
}
