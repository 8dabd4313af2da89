//! Tests of rules.

use compline_diagnostic::codes::syntax;
use compline_diagnostic::{Diagnostic, Spanned};
use pest::iterators::Pair;

use super::clause::severity;
use super::{Lower, find};
use crate::ast::{Expectation, Expected, TestCase, TestClause};
use crate::grammar::Rule;

impl Lower<'_> {
    pub(super) fn test_clause(&mut self, pair: Pair<'_, Rule>) -> Option<TestClause> {
        let rule = pair.as_rule();
        let span = self.span(&pair);
        let parts = self.parts(pair);
        if rule == Rule::given {
            let mut texts = parts.iter().filter(|part| part.as_rule() == Rule::text);
            let (path, text) = (texts.next()?, texts.next());
            return Some(TestClause::Given { path: self.literal(path), text: text.map(|text| self.literal(text)) });
        }
        // Every part is looked at before one that is missing ends the case, so that each mistake is reported.
        let mut known = None;
        let (mut as_of, mut expectations) = (vec![], vec![]);
        for part in parts {
            match part.as_rule() {
                Rule::case_known => {
                    let parts = self.parts(part);
                    known = Some(self.day(&parts));
                }
                Rule::day => as_of.push(self.moment(&part)),
                Rule::expectation => expectations.push(self.expectation(part)),
                _ => {}
            }
        }
        let known = match known {
            Some(known) => Some(known?),
            None => None,
        };
        Some(TestClause::Case(TestCase {
            known,
            as_of: as_of.into_iter().collect::<Option<_>>()?,
            expectations: expectations.into_iter().collect::<Option<_>>()?,
            span,
        }))
    }

    fn expectation(&mut self, pair: Pair<'_, Rule>) -> Option<Expectation> {
        let span = self.span(&pair);
        let inner = pair.into_inner().next()?;
        let parts: Vec<_> = inner.into_inner().collect();
        let word = parts.first()?;
        let kind = match word.as_str().trim_ascii_end() {
            "clean" => Expected::Clean,
            "undetermined" => Expected::Undetermined,
            "waived" => Expected::Waived,
            word => Expected::Violation(severity(word)),
        };
        let kind = Spanned::new(kind, self.span(word));
        let rule = find(&parts, Rule::case_rule).map(|rule| self.name(&rule));
        let at = find(&parts, Rule::case_at).and_then(|at| at.into_inner().last()).map(|at| self.literal(&at));
        let times = match find(&parts, Rule::case_times).and_then(|times| times.into_inner().next()) {
            Some(times) => Some(self.count(&times)?),
            None => None,
        };
        Some(Expectation { kind, rule, at, times, span })
    }

    fn count(&mut self, pair: &Pair<'_, Rule>) -> Option<Spanned<u32>> {
        let span = self.span(pair);
        if let Ok(count) = pair.as_str().trim_ascii_end().parse() {
            return Some(Spanned::new(count, span));
        }
        self.errors.push(
            Diagnostic::error(syntax::NUMBER, format!("`{}` is too large", pair.as_str()))
                .at(self.place(span), "")
                .help(format!("the largest number of times is {}", u32::MAX)),
        );
        None
    }
}
