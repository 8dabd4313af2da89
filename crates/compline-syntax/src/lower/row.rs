//! The rows of a stage.

use compline_diagnostic::{Span, Spanned};
use pest::iterators::Pair;

use super::{Lower, find, has};
use crate::ast::{Expr, ExprKind, Pattern, Row, Selector, SelectorValue, When};
use crate::grammar::Rule;

impl Lower<'_> {
    /// A row. Every part is looked at before one that is missing ends it, so that each mistake is reported.
    pub(super) fn row(&mut self, pair: Pair<'_, Rule>) -> Option<Row> {
        let span = self.span(&pair);
        let (mut known, mut when, mut complete) = (None, None, true);
        let (mut selectors, mut conditions, mut sources) = (vec![], vec![], vec![]);
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::row_known => {
                    let parts = self.parts(part);
                    known = self.day(&parts);
                    complete &= known.is_some();
                }
                Rule::selector => {
                    let parts = self.parts(part);
                    let (field, rest) = parts.split_first()?;
                    let field = self.name(field);
                    let mut values = vec![];
                    for part in rest {
                        match part.as_rule() {
                            Rule::row_name => values.push(SelectorValue { name: self.name(part), quoted: false }),
                            Rule::text => values.push(SelectorValue { name: self.literal(part), quoted: true }),
                            _ => {}
                        }
                    }
                    selectors.push(Selector { field, values });
                }
                Rule::row_where => {
                    let condition = part.into_inner().find(|part| part.as_rule() == Rule::row_expr);
                    let condition = condition.and_then(|condition| self.expr(condition));
                    complete &= condition.is_some();
                    conditions.extend(condition);
                }
                Rule::when => {
                    let place = self.span(&part);
                    when = self.when(part).map(|when| Spanned::new(when, place));
                }
                Rule::row_sources => {
                    let parts = self.parts(part);
                    if let Some(list) = find(&parts, Rule::comma_names) {
                        sources = self.names(list);
                    }
                }
                _ => {}
            }
        }
        let condition = all_of(conditions);
        complete.then_some(Row { known, selectors, condition, when: when?, sources, span })
    }

    fn when(&mut self, pair: Pair<'_, Rule>) -> Option<When> {
        let parts: Vec<_> = pair.into_inner().collect();
        let keyword = parts.first()?.clone();
        let pattern = find(&parts, Rule::pattern);
        let mut points = vec![];
        for part in &parts {
            if part.as_rule() == Rule::point {
                points.push(self.point(part.clone()));
            }
        }
        let mut points = points.into_iter();
        match keyword.as_rule() {
            Rule::k_from => Some(When::From(points.next()??)),
            Rule::k_after => Some(When::After(points.next()??)),
            Rule::k_not => Some(When::NotBefore(points.next()??)),
            Rule::k_unannounced => Some(When::Unannounced),
            Rule::k_never => Some(When::Never),
            Rule::k_withdrawn => Some(When::Withdrawn),
            Rule::k_during => {
                let pattern = match pattern {
                    Some(pattern) => self.pattern(pattern),
                    None => Some(Pattern::Whole),
                };
                let (from, through) = (points.next()?, points.next()?);
                Some(When::During { from: from?, through: through?, pattern: pattern? })
            }
            _ => {
                self.odd_when(&keyword, &["from", "after", "during", "not before"]);
                None
            }
        }
    }

    fn pattern(&mut self, pair: Pair<'_, Rule>) -> Option<Pattern> {
        let parts: Vec<_> = pair.into_inner().collect();
        if has(&parts, Rule::k_rollout) {
            return Some(Pattern::Rollout);
        }
        let mut at = vec![];
        for part in &parts {
            if part.as_rule() == Rule::time {
                at.push(self.time_of_day(part));
            }
        }
        let length = self.length(find(&parts, Rule::length)?);
        Some(Pattern::Daily { at: at.into_iter().collect::<Option<_>>()?, length: length? })
    }
}

/// `where A where B` as one condition.
fn all_of(mut conditions: Vec<Expr>) -> Option<Expr> {
    if conditions.len() < 2 {
        return conditions.pop();
    }
    let span = conditions.iter().fold(conditions[0].span, |span: Span, condition| span.to(condition.span));
    Some(Expr { kind: ExprKind::And(conditions), span })
}
