//! `tighten`: what packs add to rules of other packs.
//!
//! Everything that is added is joined by "or", so that a rule can only become stricter, whatever is added and in
//! whatever order. That a severity clause is stricter than the rule's own is shown besides (see [`super::proof`]): one
//! that is not would silently do nothing where its author meant to move a date.

use compline_diagnostic::{Diagnostic, Severity, Span, codes};
use compline_syntax::ast::{self, ItemKind, TightenClause};

use super::Compiler;
use super::conditions::Scope;
use super::points::Place;
use super::proof::{Verdict, World};
use super::rules::{in_order_of_cost, stages_in, vendors_named};
use super::symbols::Kind;
use crate::expr::{Expr, ExprKind};
use crate::policy::SourceId;
use crate::rule::{Rule, SeverityClause, SeverityWhen, Tightening};

/// A `tighten` item, and the rule that it is for.
struct Item {
    place: Place,
    doc: Option<String>,
    tighten: ast::Tighten,
    rule: u32,
}

impl Compiler {
    /// Puts what `tighten` items say into the rules that they are for.
    pub(super) fn tighten(&mut self, rules: &mut [Option<Rule>]) {
        let mut items = vec![];
        for (pack, file, doc, tighten) in self.each_item(|kind| match kind {
            ItemKind::Tighten(tighten) => Some(tighten),
            _ => None,
        }) {
            let place = Place { pack, file };
            let at = place.at(tighten.rule.span);
            if let Some(rule) = self.lookup(Kind::Rule, &tighten.rule.value, pack, at) {
                items.push(Item { place, doc, tighten, rule });
            }
        }
        // Packs are in order of name, so the order in which they were given makes no difference.
        for (index, rule) in rules.iter_mut().enumerate() {
            let Some(rule) = rule else { continue };
            let original = rule.clone();
            for item in items.iter().filter(|item| item.rule as usize == index) {
                self.tighten_one(&original, rule, item);
            }
            if rule.tightened.is_empty() {
                continue;
            }
            rule.vendors = vendors_named(&rule.selection);
            rule.selection = in_order_of_cost(rule.selection.clone());
            rule.broken = in_order_of_cost(rule.broken.clone());
            rule.splits = self.splits(&rule.selection, &rule.broken, &rule.severities);
            rule.original = Some(Box::new(original));
        }
    }

    /// Adds what one item says to `rule`, which its pack wrote as `original`.
    fn tighten_one(&mut self, original: &Rule, rule: &mut Rule, item: &Item) {
        let (place, head) = (&item.place, item.place.at(item.tighten.rule.span));
        if original.pack == place.pack {
            self.report(
                Diagnostic::error(codes::tighten::OWN_RULE, format!("`{}` is a rule of this very pack", original.id))
                    .at(head, "")
                    .also(original.at, "declared here")
                    .help("change the rule itself: a pack tightens rules of other packs"),
            );
            return;
        }
        let scope = Scope { place: place.clone(), subject: original.subject, parameter: None };
        let mut added = false;
        let mut severities: Vec<SeverityClause> = vec![];
        for clause in &item.tighten.clauses {
            match clause {
                TightenClause::Severity { severity, when, span } => {
                    let mut stages = original.stages.clone();
                    if let (true, Some(when)) = (stages.is_empty(), when) {
                        self.stages_named(when, place, &mut stages);
                    }
                    let known = self.known_cutoff(&stages);
                    let zone = stages.first().map(|stage| stage.cutoff);
                    let clause = self.severity(place, severity.value, when.as_ref(), *span, &known, zone);
                    if let Some(clause) = clause {
                        clause_stages(&clause, &mut rule.stages);
                        severities.push(clause);
                    }
                }
                TightenClause::Also(condition) => {
                    let Some(condition) = self.condition(condition, &scope) else { continue };
                    stages_in(&condition, &mut rule.stages);
                    rule.selection = either(rule.selection.clone(), condition);
                    added = true;
                }
                TightenClause::Forbid(span, condition) => {
                    added |= self.also_broken(original, rule, &scope, *span, condition, false);
                }
                TightenClause::Require(span, condition) => {
                    added |= self.also_broken(original, rule, &scope, *span, condition, true);
                }
                TightenClause::Source(names) => {
                    for source in self.lookup_all(Kind::Source, names, place.pack, place.file).into_iter().map(SourceId)
                    {
                        if !rule.sources.contains(&source) {
                            rule.sources.push(source);
                        }
                    }
                    added = true;
                }
                TightenClause::Control(texts) => {
                    for text in texts {
                        let control = self.control(place, text);
                        if !rule.controls.contains(&control) {
                            rule.controls.push(control);
                        }
                    }
                    added = true;
                }
            }
        }
        self.refuse_fields_out_of_reach((head, &original.id), original.subject, &rule.stages.clone(), &severities);
        added |= self.prove(original, &severities);
        if !added {
            self.report(
                Diagnostic::warning(
                    codes::tighten::NO_EFFECT,
                    format!("this makes `{}` no stricter than it is", original.id),
                )
                .at(head, "")
                .also(original.at, "the rule says all of it already")
                .help("take it out, or give an earlier date, a heavier severity, or `also where CONDITION`"),
            );
        }
        rule.severities.extend(severities);
        for stage in rule.stages.clone() {
            for source in self.cutoffs[stage.cutoff.0 as usize].sources.clone() {
                if !rule.sources.contains(&source) {
                    rule.sources.push(source);
                }
            }
        }
        rule.tightened.push(Tightening { pack: place.pack, at: head, doc: item.doc.clone() });
    }

    /// Adds something that is broken, too, of what the rule itself selects. Whether that could make a difference.
    fn also_broken(
        &mut self,
        original: &Rule,
        rule: &mut Rule,
        scope: &Scope,
        span: Span,
        condition: &ast::Expr,
        is_required: bool,
    ) -> bool {
        let Some(condition) = self.condition(condition, scope) else { return true };
        if original.bare {
            self.report(
                Diagnostic::warning(
                    codes::tighten::NO_EFFECT,
                    format!("`{}` forbids all that it selects already", original.id),
                )
                .at(scope.place.at(span), "so this adds nothing")
                .also(original.broken.at, "the rule's own `forbid`")
                .help("widen what it selects: `also where CONDITION`"),
            );
            return true;
        }
        let condition = if is_required { condition.negated() } else { condition };
        stages_in(&condition, &mut rule.stages);
        let at = condition.at;
        let selected = Expr { kind: ExprKind::And(vec![original.selection.clone(), condition]), at };
        rule.broken = either(rule.broken.clone(), selected);
        true
    }

    /// Shows that the clauses hold whenever the rule's own of the same severity do, or reports that they do not. Whether
    /// one of them is stricter than the rule.
    fn prove(&mut self, original: &Rule, clauses: &[SeverityClause]) -> bool {
        // Without sound stages there is nothing to show, and the pack is refused in any case.
        if self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return true;
        }
        let mut stricter = false;
        for severity in Severity::ALL {
            let new: Vec<&SeverityClause> = clauses.iter().filter(|clause| clause.severity == severity).collect();
            let Some(first) = new.first() else { continue };
            let own = |severity: Severity| -> Vec<&SeverityClause> {
                original.severities.iter().filter(|clause| clause.severity == severity).collect()
            };
            let old = own(severity);
            let world = World { cutoffs: &self.cutoffs, vendors: &self.vendors, rule: original };
            let verdict = if old.is_empty() { Verdict::Holds } else { world.contains(&new, &old) };
            let heavier: Vec<&SeverityClause> =
                original.severities.iter().filter(|clause| clause.severity >= severity).collect();
            let says_it_already = !heavier.is_empty() && matches!(world.contains(&heavier, &new), Verdict::Holds);
            stricter |= !says_it_already;
            let Some(own) = old.first() else { continue };
            let strict_enough = self.strict_enough(original, severity, first, own);
            let diagnostic = match verdict {
                Verdict::Holds => continue,
                Verdict::Fails(example) => Diagnostic::error(
                    codes::tighten::LOOSER,
                    format!("this `{severity}` is looser than that of `{}`: {example}", original.id),
                )
                .help(format!("{strict_enough}; what is looser than the rule is a `waive`")),
                Verdict::Open(why) => Diagnostic::error(
                    codes::tighten::NOT_PROVEN,
                    format!(
                        "it cannot be shown that this `{severity}` holds whenever that of `{}` does: {why}",
                        original.id
                    ),
                )
                .help(strict_enough),
            };
            let mut diagnostic = diagnostic.at(first.at, "").also(own.at, "the rule's own");
            for clause in new.iter().skip(1) {
                diagnostic = diagnostic.also(clause.at, "together with this");
            }
            for clause in old.iter().skip(1) {
                diagnostic = diagnostic.also(clause.at, "and this");
            }
            self.report(diagnostic);
            stricter = true;
        }
        stricter
    }

    /// What would be strict enough, in the words of the rule: `write error from earliest of (2021-07-01, authtoken.fails)`.
    fn strict_enough(&self, rule: &Rule, severity: Severity, new: &SeverityClause, own: &SeverityClause) -> String {
        let words = |clause: &SeverityClause, word: &str| {
            let text = self.sources.slice(clause.at).split_whitespace().collect::<Vec<_>>().join(" ");
            text.split_once(word).map(|(_, point)| point.trim().to_owned())
        };
        match (&new.when, &own.when) {
            (SeverityWhen::From(_), SeverityWhen::From(_)) => {
                if let (Some(a), Some(b)) = (words(new, "from "), words(own, "from ")) {
                    return format!(
                        "write `{severity} from earliest of ({a}, {b})`, which is never later than the rule"
                    );
                }
            }
            (_, SeverityWhen::During(_)) => {
                if let Some(stage) = words(own, "during ") {
                    return format!("add `{severity} during {stage}`, which the rule says itself");
                }
            }
            (_, SeverityWhen::Always) => return format!("write `{severity}` alone: the rule's own holds always"),
            _ => {}
        }
        let text = self.sources.slice(own.at).split_whitespace().collect::<Vec<_>>().join(" ");
        format!("add `{text}`, as `{}` has it, or an earlier point counted from it", rule.id)
    }
}

fn either(a: Expr, b: Expr) -> Expr {
    let at = a.at;
    match a.kind {
        ExprKind::Or(mut all) => {
            all.push(b);
            Expr { kind: ExprKind::Or(all), at }
        }
        kind => Expr { kind: ExprKind::Or(vec![Expr { kind, at }, b]), at },
    }
}

fn clause_stages(clause: &SeverityClause, into: &mut Vec<crate::cutoff::StageRef>) {
    match &clause.when {
        SeverityWhen::Always => {}
        SeverityWhen::From(point) | SeverityWhen::After(point) => {
            point.walk(&mut |point| super::rules::push_stage(point, into));
        }
        SeverityWhen::During(stage) => {
            if !into.contains(stage) {
                into.push(*stage);
            }
        }
    }
}
