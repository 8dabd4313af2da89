//! Rules: one obligation, severities over time, and what the engine needs to meet only what could concern it.

use std::collections::BTreeSet;
use std::sync::Arc;

use compline_diagnostic::{Diagnostic, FileSpan, Severity, Span, codes};
use compline_manifest::schema::{Field, FieldType, Subject};
use compline_syntax::ast::{self, ItemKind};

use super::Compiler;
use super::conditions::Scope;
use super::points::Place;
use super::scopes::asks_retired;
use super::symbols::Kind;
use crate::controls::{self, Meaning};
use crate::cutoff::{CutoffId, Point, StageRef};
use crate::expr::{Expr, ExprKind, Test, Value};
use crate::policy::SourceId;
use crate::rule::{Message, Piece, Rule, SeverityClause, SeverityWhen};
use crate::vendor::VendorId;
use crate::window::cutoff_of;

/// What the clauses of a rule come to, before they are put together.
#[derive(Default)]
struct Parts<'a> {
    obligations: Vec<(Span, Option<&'a ast::Expr>, bool)>,
    message: Option<&'a ast::Text>,
    help: Option<&'a ast::Text>,
    severities: Vec<(&'a ast::RuleClause, Span)>,
    sources: Vec<SourceId>,
    controls: Vec<Arc<str>>,
}

impl Compiler {
    /// The rules, by their number among all rules declared; nothing for one that could not be compiled.
    pub(super) fn compile_rules(&mut self) -> Vec<Option<Rule>> {
        let mut rules = vec![];
        for (pack, file, doc, rule) in self.each_item(|kind| match kind {
            ItemKind::Rule(rule) => Some(rule),
            _ => None,
        }) {
            let place = Place { pack, file };
            let rule = self.rule(&place, doc, &rule);
            rules.push(rule);
        }
        rules
    }

    fn rule(&mut self, place: &Place, doc: Option<String>, rule: &ast::Rule) -> Option<Rule> {
        let subject = self.subject(&rule.subject, place)?;
        let scope = Scope { place: place.clone(), subject, parameter: None };
        let at = place.at(rule.name.span);
        let parts = self.sort_clauses(place, rule);
        let selection = match &rule.selection {
            Some(expr) => self.condition(expr, &scope),
            None => Some(Expr { kind: ExprKind::Const(true), at }),
        };
        let broken = self.obligation(place, rule, &parts, &scope);

        let mut stages = vec![];
        for clause in &parts.severities {
            if let ast::RuleClause::Severity { when: Some(when), .. } = clause.0 {
                self.stages_named(when, place, &mut stages);
            }
        }
        for expr in selection.iter().chain(broken.iter().map(|(broken, _)| broken)) {
            stages_in(expr, &mut stages);
        }
        let known = self.known_cutoff(&stages);
        for expr in selection.iter().chain(broken.iter().map(|(broken, _)| broken)) {
            self.retirement_stages(expr, selection.as_ref(), &mut stages);
        }
        let mut severities = vec![];
        let zone = stages.first().map(|stage| stage.cutoff);
        for (clause, span) in &parts.severities {
            if let ast::RuleClause::Severity { severity, when, .. } = clause {
                severities.extend(self.severity(place, severity.value, when.as_ref(), *span, &known, zone));
            }
        }
        if parts.severities.is_empty() {
            self.report(
                Diagnostic::error(
                    codes::rule::NO_SEVERITY,
                    format!("rule `{}` does not say how severe it is", rule.name.value),
                )
                .at(at, "")
                .help("add for example `error`, or `warning from 90 days before CUTOFF.STAGE`"),
            );
        }
        let help = parts.help.map(|text| self.message(text, subject, place));
        let message = parts.message.map_or_else(
            || Message { pieces: vec![Piece::Text(format!("{} is broken", rule.name.value))] },
            |text| self.message(text, subject, place),
        );
        if parts.message.is_none() {
            self.report(
                Diagnostic::warning(codes::rule::NO_MESSAGE, format!("rule `{}` has no message", rule.name.value))
                    .at(at, "")
                    .help("add `message \"...\"`: what is wrong, in a reader's words"),
            );
        }
        let reach = (place.at(rule.subject.span), rule.name.value.as_str());
        self.refuse_fields_out_of_reach(reach, subject, &stages, &severities);
        // Only here, so that mistakes in the other clauses are found too.
        let (selection, (broken, bare)) = (selection?, broken?);
        self.needs_operations(rule, &selection, &broken);
        let mut sources = parts.sources;
        for stage in &stages {
            for source in self.cutoffs[stage.cutoff.0 as usize].sources.clone() {
                if !sources.contains(&source) {
                    sources.push(source);
                }
            }
        }
        let splits = self.splits(&selection, &broken, &severities);
        Some(Rule {
            id: self.qualified(place.pack, &rule.name.value).into(),
            at,
            doc,
            pack: place.pack,
            subject,
            vendors: vendors_named(&selection),
            selection: in_order_of_cost(selection),
            broken: in_order_of_cost(broken),
            bare,
            severities,
            message,
            help,
            sources,
            controls: parts.controls,
            splits,
            stages,
            tightened: vec![],
            original: None,
        })
    }

    /// Adds the stages from which on scopes of the vendors at hand are retired, where a condition asks about that.
    fn retirement_stages(&self, expr: &Expr, selection: Option<&Expr>, stages: &mut Vec<StageRef>) {
        let mut asks = false;
        expr.walk(&mut |expr| asks |= asks_retired(expr));
        if !asks {
            return;
        }
        let vendors = selection.and_then(vendors_named);
        let of_vendors = |vendor| vendors.as_ref().is_none_or(|vendors| vendors.contains(&vendor));
        for scopes in self.lattices.iter().filter(|scopes| of_vendors(scopes.vendor)) {
            for point in scopes.lattice.parts().retired.iter().filter_map(|retired| retired.from.as_ref()) {
                point.walk(&mut |point| push_stage(point, stages));
            }
        }
    }

    /// Says of a rule that asks what is needed, and of whose vendors no operation is known, that it cannot be decided.
    fn needs_operations(&mut self, rule: &ast::Rule, selection: &Expr, broken: &Expr) {
        let Some(vendors) = vendors_named(selection) else { return };
        if self.operations.iter().any(|(vendor, _)| vendors.contains(vendor)) {
            return;
        }
        let mut asked = None;
        for expr in [selection, broken] {
            expr.walk(&mut |expr| {
                if let ExprKind::Test { test: Test::WithinNeeded | Test::CoversNeeded, .. } = &expr.kind {
                    asked.get_or_insert(expr.at);
                }
            });
        }
        let Some(at) = asked else { return };
        let names: Vec<String> = vendors.iter().map(|vendor| format!("`{}`", self.vendors.get(*vendor).name)).collect();
        let names = names.join(" and ");
        self.report(
            Diagnostic::warning(
                codes::rule::NO_OPERATIONS,
                format!("rule `{}` asks what is needed, and no operation of {names} is known", rule.name.value),
            )
            .at(at, "decided only where a manifest itself says what is needed")
            .help("declare what operations need: `operations VENDOR { \"GET /path\" needs \"SCOPE\" }`"),
        );
    }

    fn sort_clauses<'a>(&mut self, place: &Place, rule: &'a ast::Rule) -> Parts<'a> {
        let mut parts = Parts::default();
        let twice = |compiler: &mut Self, word: &str, span: Span, first: Span| {
            compiler.report(
                Diagnostic::error(codes::rule::REPEATED_CLAUSE, format!("`{word}` is given twice"))
                    .at(place.at(span), "")
                    .also(place.at(first), "first given here")
                    .help("keep one of them"),
            );
        };
        for clause in &rule.clauses {
            match clause {
                ast::RuleClause::Fix { span, .. } => self.report(
                    Diagnostic::warning(codes::rule::NOT_SUPPORTED, "fixes are read and not applied yet")
                        .at(place.at(*span), "")
                        .help("say in `help` what to do"),
                ),
                ast::RuleClause::Forbid(span, condition) => parts.obligations.push((*span, condition.as_ref(), true)),
                ast::RuleClause::Require(span, condition) => parts.obligations.push((*span, Some(condition), false)),
                ast::RuleClause::Severity { span, .. } => parts.severities.push((clause, *span)),
                ast::RuleClause::Message(text) => match parts.message {
                    Some(first) => twice(self, "message", text.span, first.span),
                    None => parts.message = Some(text),
                },
                ast::RuleClause::Help(text) => match parts.help {
                    Some(first) => twice(self, "help", text.span, first.span),
                    None => parts.help = Some(text),
                },
                ast::RuleClause::Source(names) => {
                    let found = self.lookup_all(Kind::Source, names, place.pack, place.file);
                    parts.sources.extend(found.into_iter().map(SourceId));
                }
                ast::RuleClause::Control(texts) => {
                    parts.controls.extend(texts.iter().map(|text| self.control(place, text)));
                }
            }
        }
        parts
    }

    /// A control, which has to be one if it is of a catalogue that is known.
    pub(super) fn control(&mut self, place: &Place, text: &ast::Text) -> Arc<str> {
        if let Meaning::Wrong(message, help) = controls::meaning(&text.value) {
            let at = FileSpan::new(place.file, text.span);
            self.report(Diagnostic::error(codes::rule::CONTROL, message).at(at, "").help(help));
        }
        Arc::from(text.value.as_str())
    }

    /// What must not be so, and whether it is the selection itself.
    fn obligation(
        &mut self,
        place: &Place,
        rule: &ast::Rule,
        parts: &Parts<'_>,
        scope: &Scope,
    ) -> Option<(Expr, bool)> {
        let at = place.at(rule.name.span);
        let Some((span, condition, forbids)) = parts.obligations.first() else {
            self.report(
                Diagnostic::error(
                    codes::rule::NO_OBLIGATION,
                    format!("rule `{}` neither forbids nor requires anything", rule.name.value),
                )
                .at(at, "")
                .help("add `forbid` (all that `where` selects), `forbid CONDITION` or `require CONDITION`"),
            );
            return None;
        };
        if let Some((second, _, _)) = parts.obligations.get(1) {
            self.report(
                Diagnostic::error(
                    codes::rule::TWO_OBLIGATIONS,
                    format!("rule `{}` has two obligations", rule.name.value),
                )
                .at(place.at(*second), "the second one")
                .also(place.at(*span), "the first one")
                .help("make it two rules, or one condition with `and` or `or`"),
            );
        }
        match condition {
            Some(condition) => {
                let condition = self.condition(condition, scope)?;
                Some((if *forbids { condition } else { condition.negated() }, false))
            }
            None => {
                if rule.selection.is_none() {
                    self.report(
                        Diagnostic::error(
                            codes::rule::FORBID_EVERYTHING,
                            format!("rule `{}` forbids every {}", rule.name.value, scope.subject.as_str()),
                        )
                        .at(place.at(*span), "")
                        .help("say which are forbidden: `where CONDITION` before the brace, or `forbid CONDITION`"),
                    );
                }
                Some((Expr { kind: ExprKind::Const(true), at: place.at(*span) }, true))
            }
        }
    }

    /// Dates that hang on a field of something inside the rule's subject, of which there can be several.
    pub(super) fn refuse_fields_out_of_reach(
        &mut self,
        (at, rule): (FileSpan, &str),
        subject: Subject,
        stages: &[StageRef],
        severities: &[SeverityClause],
    ) {
        let mut found: Vec<(Field, String)> = vec![];
        for clause in severities {
            if let SeverityWhen::From(point) | SeverityWhen::After(point) = &clause.when {
                point.walk(&mut |point| {
                    if let Point::Field(field) = point {
                        found.push((*field, format!("a severity of rule `{rule}`")));
                    }
                });
            }
        }
        let mut open = stages.to_vec();
        let mut seen = BTreeSet::new();
        while let Some(stage) = open.pop().filter(|stage| seen.insert(*stage)) {
            let cutoff = &self.cutoffs[stage.cutoff.0 as usize];
            let name = format!("stage `{}.{}`", cutoff.id, cutoff.stages[stage.stage as usize].name);
            for row in &cutoff.stages[stage.stage as usize].rows {
                found.extend(row.selectors.iter().map(|(field, _)| (*field, name.clone())));
                for point in row.when.points() {
                    point.walk(&mut |point| match point {
                        Point::Field(field) => found.push((*field, name.clone())),
                        Point::Stage(other) => open.push(*other),
                        _ => {}
                    });
                }
                if let Some(condition) = &row.condition {
                    condition.walk(&mut |expr| match &expr.kind {
                        ExprKind::Test { operand, .. } => {
                            found.extend(operand.field().map(|field| (field, name.clone())));
                        }
                        ExprKind::Dated { operand, point, .. } => {
                            found.extend(operand.field().map(|field| (field, name.clone())));
                            point.walk(&mut |point| {
                                if let Point::Field(field) = point {
                                    found.push((*field, name.clone()));
                                }
                            });
                        }
                        _ => {}
                    });
                }
            }
        }
        found.retain(|(field, _)| !subject.is_inside(field.info().subject));
        if let Some((field, what)) = found.into_iter().next() {
            let of = field.info().subject;
            self.report(
                Diagnostic::error(
                    codes::name::FIELD_OUT_OF_REACH,
                    format!(
                        "{what} depends on `{}`, a field of {}, and this rule speaks of {}",
                        field.info().name,
                        super::conditions::an(of),
                        super::conditions::an(subject)
                    ),
                )
                .at(at, "")
                .help(format!("write the rule `for {}`", of.as_str())),
            );
        }
    }

    /// The cutoff that a bare `known` means.
    pub(super) fn known_cutoff(&self, stages: &[StageRef]) -> Result<CutoffId, String> {
        let cutoffs: BTreeSet<CutoffId> = stages.iter().map(|stage| stage.cutoff).collect();
        match cutoffs.iter().collect::<Vec<_>>().as_slice() {
            [] => Err("`known` needs a cutoff, and this rule speaks of none".into()),
            [one] if self.cutoffs[one.0 as usize].first_known(None).is_none() => {
                Err(format!("no row of cutoff `{}` says since when it is known", self.cutoffs[one.0 as usize].id))
            }
            [one] => Ok(**one),
            _ => Err("`known` could mean several cutoffs here".into()),
        }
    }

    pub(super) fn stages_named(&mut self, when: &ast::SeverityWhen, place: &Place, into: &mut Vec<StageRef>) {
        // Looked up quietly: mistakes are reported when the clause itself is compiled.
        let before = self.diagnostics.len();
        match when {
            ast::SeverityWhen::From(point) | ast::SeverityWhen::After(point) => {
                if let Some(point) = self.point(point, place, Some(&Ok(CutoffId(0)))) {
                    point.walk(&mut |point| push_stage(point, into));
                }
            }
            ast::SeverityWhen::During(name) => into.extend(self.stage_ref(&name.value, name.span, place)),
        }
        self.diagnostics.truncate(before);
    }

    /// A severity clause; `zone` is the cutoff in whose zone its dates are meant if it speaks of none itself.
    pub(super) fn severity(
        &mut self,
        place: &Place,
        severity: Severity,
        when: Option<&ast::SeverityWhen>,
        span: Span,
        known: &Result<CutoffId, String>,
        zone: Option<CutoffId>,
    ) -> Option<SeverityClause> {
        let when = match when {
            None => SeverityWhen::Always,
            Some(ast::SeverityWhen::From(point)) => SeverityWhen::From(self.point(point, place, Some(known))?),
            Some(ast::SeverityWhen::After(point)) => SeverityWhen::After(self.point(point, place, Some(known))?),
            Some(ast::SeverityWhen::During(name)) => {
                SeverityWhen::During(self.stage_ref(&name.value, name.span, place)?)
            }
        };
        let index = self.severity_clauses;
        self.severity_clauses += 1;
        let zone = cutoff_of(&when).or(zone);
        Some(SeverityClause { severity, when, at: place.at(span), zone, index })
    }

    /// The enumerated fields that a rule's outcome can hang on by way of stages: where one is unknown, each of its
    /// values is tried.
    pub(super) fn splits(&self, selection: &Expr, broken: &Expr, severities: &[SeverityClause]) -> Vec<Field> {
        let mut stages = vec![];
        for expr in [selection, broken] {
            stages_in(expr, &mut stages);
        }
        for clause in severities {
            match &clause.when {
                SeverityWhen::Always => {}
                SeverityWhen::From(point) | SeverityWhen::After(point) => {
                    point.walk(&mut |point| push_stage(point, &mut stages));
                }
                SeverityWhen::During(stage) => stages.push(*stage),
            }
        }
        let mut fields = BTreeSet::new();
        let mut seen = BTreeSet::new();
        while let Some(stage) = stages.pop() {
            if !seen.insert(stage) {
                continue;
            }
            let stage = &self.cutoffs[stage.cutoff.0 as usize].stages[stage.stage as usize];
            fields.extend(stage.selects_by.iter().copied());
            for row in &stage.rows {
                for point in row.when.points() {
                    point.walk(&mut |point| push_stage(point, &mut stages));
                }
                if let Some(condition) = &row.condition {
                    stages_in(condition, &mut stages);
                    regions_in(condition, &mut fields);
                }
            }
        }
        regions_in(selection, &mut fields);
        regions_in(broken, &mut fields);
        fields.into_iter().collect()
    }
}

pub(super) fn push_stage(point: &Point, into: &mut Vec<StageRef>) {
    if let Point::Stage(stage) = point
        && !into.contains(stage)
    {
        into.push(*stage);
    }
}

/// The stages that a condition speaks of.
pub(super) fn stages_in(expr: &Expr, into: &mut Vec<StageRef>) {
    expr.walk(&mut |expr| match &expr.kind {
        ExprKind::During(stage) if !into.contains(stage) => into.push(*stage),
        ExprKind::Dated { point, .. } => point.walk(&mut |point| push_stage(point, into)),
        _ => {}
    });
}

/// Region fields that a condition tests against words: over the few regions of a vendor, knowing none of them can still
/// decide it.
fn regions_in(expr: &Expr, into: &mut BTreeSet<Field>) {
    expr.walk(&mut |expr| {
        if let ExprKind::Test { operand, test: Test::OneOf(_) } = &expr.kind
            && operand.field() == Some(Field::Region)
        {
            into.insert(Field::Region);
        }
    });
}

/// The vendors outside of which a selection cannot hold.
pub(crate) fn vendors_named(selection: &Expr) -> Option<Vec<VendorId>> {
    match &selection.kind {
        ExprKind::And(all) => all.iter().find_map(vendors_named),
        ExprKind::Or(any) => {
            let mut found = BTreeSet::new();
            for expr in any {
                found.extend(vendors_named(expr)?);
            }
            Some(found.into_iter().collect())
        }
        ExprKind::Test { operand, test: Test::OneOf(values) }
            if operand.field().is_some_and(|field| field.info().ty == FieldType::Vendor)
                && matches!(operand, crate::expr::Operand::Field(_)) =>
        {
            values
                .iter()
                .map(|value| match value {
                    Value::Word(id) => Some(VendorId(*id)),
                    _ => None,
                })
                .collect()
        }
        _ => None,
    }
}

/// Cheap parts of an `and` or `or` first. Kleene's `and` and `or` do not care about order, so this changes only cost.
pub(super) fn in_order_of_cost(expr: Expr) -> Expr {
    let Expr { kind, at } = expr;
    let sort = |all: Vec<Expr>| {
        let mut all: Vec<Expr> = all.into_iter().map(in_order_of_cost).collect();
        all.sort_by_key(Expr::cost);
        all
    };
    let kind = match kind {
        ExprKind::And(all) => ExprKind::And(sort(all)),
        ExprKind::Or(all) => ExprKind::Or(sort(all)),
        ExprKind::Not(inner) => ExprKind::Not(Box::new(in_order_of_cost(*inner))),
        ExprKind::Quantified { quantifier, subject, body } => {
            ExprKind::Quantified { quantifier, subject, body: Box::new(in_order_of_cost(*body)) }
        }
        ExprKind::Outer { subject, body } => ExprKind::Outer { subject, body: Box::new(in_order_of_cost(*body)) },
        kind => kind,
    };
    Expr { kind, at }
}
