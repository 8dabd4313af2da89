//! Operation tables, and what a pack does to the rules of another.

use compline_diagnostic::Span;
use pest::iterators::Pair;

use super::{Head, Lower, find};
use crate::ast::{OperationsClause, TightenClause, WaiveClause};
use crate::grammar::Rule;

impl Lower<'_> {
    pub(super) fn operations_clause(&mut self, pair: Pair<'_, Rule>) -> Option<OperationsClause> {
        let rule = pair.as_rule();
        let parts = self.parts(pair);
        if rule == Rule::sources {
            return Some(OperationsClause::Source(self.names(find(&parts, Rule::names)?)));
        }
        let operations = self.literals(find(&parts, Rule::texts)?);
        let at_most = find(&parts, Rule::k_most).is_some();
        let alternatives = parts.into_iter().filter(|part| part.as_rule() == Rule::comma_texts);
        let needs = alternatives.map(|list| self.literals(list)).collect();
        Some(OperationsClause::Needs { operations, needs, at_most })
    }

    pub(super) fn tighten_clause(&mut self, pair: Pair<'_, Rule>) -> Option<TightenClause> {
        let rule = pair.as_rule();
        let span = self.span(&pair);
        let parts = self.parts(pair);
        let keyword = self.span(parts.first()?);
        Some(match rule {
            Rule::severity_clause => {
                let (severity, when) = self.severity(&parts)?;
                TightenClause::Severity { severity, when, span }
            }
            Rule::also => TightenClause::Also(self.expr(find(&parts, Rule::expr)?)?),
            Rule::forbid_also => TightenClause::Forbid(keyword, self.expr(find(&parts, Rule::expr)?)?),
            Rule::require => TightenClause::Require(keyword, self.expr(find(&parts, Rule::expr)?)?),
            Rule::sources => TightenClause::Source(self.names(find(&parts, Rule::names)?)),
            Rule::control => TightenClause::Control(self.literals(find(&parts, Rule::texts)?)),
            _ => return None,
        })
    }

    /// `waive RULE for SUBJECT "name" where CONDITION`
    pub(super) fn waive_head(&mut self, parts: &[Pair<'_, Rule>], span: Span) -> Option<Head> {
        let rule = self.name(&find(parts, Rule::rule_names)?);
        let mut targets = vec![];
        if let Some(list) = find(parts, Rule::waive_for) {
            for target in list.into_inner().filter(|part| part.as_rule() == Rule::waive_target) {
                let parts: Vec<_> = target.into_inner().collect();
                targets.push((self.name(parts.first()?), self.literal(parts.last()?)));
            }
        }
        // A condition that could not be read must not widen the waiver to everything.
        let condition = match find(parts, Rule::rule_where) {
            Some(part) => Some(self.expr(part.into_inner().find(|part| part.as_rule() == Rule::expr)?)?),
            None => None,
        };
        Some(Head::Waive(rule, targets, condition, span))
    }

    pub(super) fn waive_clause(&mut self, pair: Pair<'_, Rule>) -> Option<WaiveClause> {
        let rule = pair.as_rule();
        let parts = self.parts(pair);
        let keyword = parts.first()?.as_rule();
        if rule == Rule::waive_day {
            let day = self.day(&parts)?;
            return Some(if keyword == Rule::k_from { WaiveClause::From(day) } else { WaiveClause::Until(day) });
        }
        let text = self.literal(&find(&parts, Rule::text)?);
        Some(match keyword {
            Rule::k_because => WaiveClause::Because(text),
            Rule::k_approved => WaiveClause::Approved(text),
            _ => WaiveClause::Ticket(text),
        })
    }
}
