//! Sources, definitions, fields, releases and cutoffs that nothing uses.

use compline_diagnostic::{Diagnostic, codes};

use super::{Lint, bare, take_out};
use crate::Policy;

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
}
