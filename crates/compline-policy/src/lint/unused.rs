//! What is declared and nothing uses: sources, definitions, fields, releases, cutoffs, stages, modes, regions.

use std::collections::BTreeSet;

use compline_diagnostic::{Diagnostic, codes};
use compline_manifest::schema::{Field, FieldType};

use super::{Lint, bare, take_out};
use crate::Policy;
use crate::compile::CORE;
use crate::cutoff::{CutoffId, StageRef};
use crate::expr::{Expr, ExprKind, Operand, Test, Value};
use crate::vendor::RegionId;

pub(super) fn lint(policy: &Policy, wanted: &dyn Fn(usize) -> bool, found: &mut Vec<Lint>) {
    let usage = &policy.usage;
    for (index, source) in policy.facts.iter().enumerate() {
        let pack = usage.pack_of(source.at);
        if pack.is_none_or(|pack| !wanted(pack)) || usage.sources.contains(&(index as u32)) {
            continue;
        }
        let name = bare(&source.id);
        let diagnostic = Diagnostic::warning(codes::lint::UNUSED_SOURCE, format!("nothing rests on source `{name}`"))
            .at(source.at, "")
            .help(format!("name it where it belongs, `source {name}` in a rule or a cutoff, or take it out"));
        let fix = usage.item_of(source.at).and_then(|item| take_out(policy, item, "the source"));
        found.push(Lint { diagnostic, fix });
    }
    // A pack without rules declares things for others to use.
    let has_rules = |pack: usize| policy.rules.iter().any(|rule| rule.pack == pack);
    for define in usage.defines.iter().filter(|define| wanted(define.pack) && has_rules(define.pack)) {
        if define.used {
            continue;
        }
        let diagnostic =
            Diagnostic::warning(codes::lint::UNUSED_DEFINE, format!("no condition asks `{}`", define.name))
                .at(define.at, "")
                .help(format!("ask it, `{}(it)`, or take it out", define.name));
        let fix = usage.item_of(define.at).and_then(|item| take_out(policy, item, "the definition"));
        found.push(Lint { diagnostic, fix });
    }
    let fields = policy.fields.iter().filter(|one| wanted(one.pack) && has_rules(one.pack));
    for declared in fields.filter(|one| !usage.fields.contains(&one.field)) {
        let name = declared.field.info().name;
        let diagnostic = Diagnostic::warning(codes::lint::UNUSED_FIELD, format!("nothing asks for field `{name}`"))
            .at(declared.at, "")
            .help("ask for it in a condition or a row, or take it out");
        let fix = usage.item_of(declared.at).and_then(|item| take_out(policy, item, "the field"));
        found.push(Lint { diagnostic, fix });
    }
    for (index, release) in policy.releases.iter().enumerate() {
        if !wanted(release.pack) || !has_rules(release.pack) || usage.releases.contains(&(index as u32)) {
            continue;
        }
        let name = bare(&release.id);
        let diagnostic =
            Diagnostic::warning(codes::lint::UNUSED_RELEASE, format!("no date is that of release `{name}`"))
                .at(release.at, "")
                .help(format!("write `from {name}` where it is meant, or take it out"));
        let fix = usage.item_of(release.at).and_then(|item| take_out(policy, item, "the release"));
        found.push(Lint { diagnostic, fix });
    }
    for (index, cutoff) in policy.cutoffs.iter().enumerate() {
        if !wanted(cutoff.pack) || !has_rules(cutoff.pack) || usage.cutoffs.contains(&(index as u32)) {
            continue;
        }
        let name = bare(&cutoff.id);
        let stage = cutoff.stages.first().map_or("STAGE", |stage| stage.name.as_str());
        let diagnostic = Diagnostic::warning(codes::lint::UNUSED_CUTOFF, format!("no rule speaks of cutoff `{name}`"))
            .at(cutoff.at, "")
            .help(format!("write a rule about it, with `error from {name}.{stage}`, or take it out"));
        found.push(Lint { diagnostic, fix: None });
    }
    stages(policy, wanted, &has_rules, found);
    modes(policy, wanted, &has_rules, found);
    let asked = Asked::of(policy);
    regions(policy, wanted, &has_rules, &asked, found);
}

fn stages(policy: &Policy, wanted: &dyn Fn(usize) -> bool, has_rules: &dyn Fn(usize) -> bool, found: &mut Vec<Lint>) {
    for (index, cutoff) in policy.cutoffs.iter().enumerate() {
        let id = CutoffId(index as u32);
        if !wanted(cutoff.pack) || !has_rules(cutoff.pack) || !policy.usage.cutoffs.contains(&id.0) {
            continue;
        }
        for (number, stage) in cutoff.stages.iter().enumerate() {
            if policy.usage.stages.contains(&StageRef { cutoff: id, stage: number as u32 }) {
                continue;
            }
            let name = format!("{}.{}", bare(&cutoff.id), stage.name);
            let diagnostic =
                Diagnostic::warning(codes::lint::UNUSED_STAGE, format!("no rule speaks of stage `{name}`"))
                    .at(stage.at, "")
                    .help(format!("write a severity for it, such as `warning during {name}`, or name it in a message"));
            found.push(Lint { diagnostic, fix: None });
        }
    }
}

fn modes(policy: &Policy, wanted: &dyn Fn(usize) -> bool, has_rules: &dyn Fn(usize) -> bool, found: &mut Vec<Lint>) {
    for (id, mode) in policy.modes.iter() {
        // The core's are everybody's vocabulary.
        let is_core = policy.packs.get(mode.pack).is_some_and(|pack| pack.name == CORE);
        let is_used = policy.usage.modes.contains(&id.0) || !policy.modes.words_of(id).is_empty();
        if is_core || is_used || !wanted(mode.pack) || !has_rules(mode.pack) {
            continue;
        }
        let name = &mode.name;
        let diagnostic = Diagnostic::warning(codes::lint::UNUSED_MODE, format!("nothing speaks of mode `{name}`"))
            .at(mode.at, "")
            .help(format!(
                "ask for it, `auth.mode is {name}`, give the words for it in manifests, `known as`, or take it out"
            ));
        found.push(Lint { diagnostic, fix: None });
    }
}

/// What the conditions and rows of all loaded packs ask for.
#[derive(Default)]
struct Asked {
    regions: BTreeSet<u32>,
}

impl Asked {
    fn of(policy: &Policy) -> Self {
        let mut asked = Self::default();
        let rows = || policy.cutoffs.iter().flat_map(|cutoff| &cutoff.stages).flat_map(|stage| &stage.rows);
        let rules = policy.rules.iter().flat_map(|rule| [&rule.selection, &rule.broken]);
        let waivers =
            policy.waivers.iter().filter_map(|waiver| waiver.condition.as_ref().map(|(_, condition)| condition));
        let conditions = rules.chain(rows().filter_map(|row| row.condition.as_ref())).chain(waivers);
        conditions.for_each(|condition| condition.walk(&mut |expr| asked.learn(expr)));
        for (field, values) in rows().flat_map(|row| &row.selectors) {
            asked.values(*field, values.iter().map(|value| &value.value));
        }
        asked
    }

    fn learn(&mut self, expr: &Expr) {
        let ExprKind::Test { operand, test } = &expr.kind else { return };
        let Some(field) = operand.field() else { return };
        if let Operand::OrElse(_, value) = operand {
            self.values(field, [value].into_iter());
        }
        if let Test::OneOf(values) = test {
            self.values(field, values.iter());
        }
    }

    fn values<'v>(&mut self, field: Field, values: impl Iterator<Item = &'v Value>) {
        for value in values {
            if let (Value::Word(id), FieldType::Region) = (value, field.info().ty) {
                self.regions.insert(*id);
            }
        }
    }
}

fn regions(
    policy: &Policy,
    wanted: &dyn Fn(usize) -> bool,
    has_rules: &dyn Fn(usize) -> bool,
    asked: &Asked,
    found: &mut Vec<Lint>,
) {
    for (_, vendor) in policy.vendors.iter().filter(|(_, vendor)| wanted(vendor.pack) && has_rules(vendor.pack)) {
        let is_asked = |region: &RegionId| asked.regions.contains(&region.0);
        if !vendor.regions.iter().any(is_asked) {
            continue;
        }
        let is_told = |region: &RegionId| vendor.hosts.iter().any(|(_, of)| *of == Some(*region));
        for region in vendor.regions.iter().filter(|region| !is_asked(region) && !is_told(region)) {
            let name = policy.vendors.region_name(*region);
            let message = format!("no host tells region `{name}` of {}, and nothing asks for it", vendor.name);
            let diagnostic = Diagnostic::warning(codes::lint::UNUSED_REGION, message).at(vendor.at, "").help(format!(
                "give its hosts, `hosts \"...\" region {name}`, say in a row what holds there, or take it out"
            ));
            found.push(Lint { diagnostic, fix: None });
        }
    }
}
