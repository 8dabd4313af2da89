//! Conditions, one comparison, part or pattern off.

use compline_diagnostic::FileSpan;

use super::dates::shifted_points;
use super::vendors::wider_and_narrower;
use super::{MutantKind, value_words, words};
use crate::Glob;
use crate::expr::{DateRelation, Expr, ExprKind, Operand, Order, Quantifier, Test};
use crate::policy::Policy;

/// A changed condition: what was changed, how, in words, and the whole condition with the change.
type Changed = (FileSpan, MutantKind, String, Expr);

/// Every mutant of a condition.
pub(super) fn condition_mutants(policy: &Policy, expr: &Expr) -> Vec<Changed> {
    let with = |kind: ExprKind| Expr { kind, at: expr.at };
    match &expr.kind {
        ExprKind::Const(_) => vec![],
        ExprKind::And(all) => parts(policy, all, &|all| with(ExprKind::And(all))),
        ExprKind::Or(all) => parts(policy, all, &|all| with(ExprKind::Or(all))),
        ExprKind::Not(inner) => inside(condition_mutants(policy, inner), &Expr::negated),
        ExprKind::Outer { subject, body } => inside(condition_mutants(policy, body), &|body| {
            with(ExprKind::Outer { subject: *subject, body: Box::new(body) })
        }),
        ExprKind::Quantified { quantifier, subject, body } => {
            let quantified =
                |quantifier, body| with(ExprKind::Quantified { quantifier, subject: *subject, body: Box::new(body) });
            let (other, word) = match quantifier {
                Quantifier::Any => (Quantifier::All, "all"),
                Quantifier::All => (Quantifier::Any, "any"),
            };
            let flipped =
                (expr.at, MutantKind::Comparison, format!("of `{word}`"), quantified(other, (**body).clone()));
            let mut all = vec![flipped];
            all.extend(inside(condition_mutants(policy, body), &|body| quantified(*quantifier, body)));
            all
        }
        ExprKind::During(_) => vec![opposite(expr)],
        ExprKind::Dated { operand, relation, point } => {
            let dated = |relation, point| with(ExprKind::Dated { operand: operand.clone(), relation, point });
            let mut all = vec![opposite(expr)];
            let (what, other) = match relation {
                DateRelation::From => ("with `after`", dated(DateRelation::After, point.clone())),
                DateRelation::After => ("with `from`", dated(DateRelation::From, point.clone())),
                DateRelation::Before => ("with the day itself", dated(DateRelation::After, point.clone()).negated()),
            };
            all.push((expr.at, MutantKind::Comparison, what.to_owned(), other));
            let is_last = *relation == DateRelation::After;
            for (what, point) in shifted_points(point, is_last) {
                all.push((expr.at, MutantKind::Date, what, dated(*relation, point)));
            }
            all
        }
        ExprKind::Test { operand, test } => {
            let mut all = vec![opposite(expr)];
            for (kind, what, test) in test_mutants(policy, operand, test) {
                all.push((expr.at, kind, what, with(ExprKind::Test { operand: operand.clone(), test })));
            }
            all
        }
    }
}

fn opposite(expr: &Expr) -> Changed {
    (expr.at, MutantKind::Comparison, "the opposite".into(), expr.clone().negated())
}

fn inside(found: Vec<Changed>, wrap: &dyn Fn(Expr) -> Expr) -> Vec<Changed> {
    found.into_iter().map(|(at, kind, what, expr)| (at, kind, what, wrap(expr))).collect()
}

/// The parts of an `and` or an `or`: each left out, and each changed.
fn parts(policy: &Policy, all: &[Expr], whole: &dyn Fn(Vec<Expr>) -> Expr) -> Vec<Changed> {
    let mut found = vec![];
    for (index, part) in all.iter().enumerate() {
        let mut rest = all.to_vec();
        rest.remove(index);
        if !rest.is_empty() {
            let without = if rest.len() == 1 { rest.remove(0) } else { whole(rest) };
            let what = format!("without `{}`", words(policy, part.at));
            found.push((part.at, MutantKind::Conjunct, what, without));
        }
        found.extend(inside(condition_mutants(policy, part), &|part| {
            let mut all = all.to_vec();
            all[index] = part;
            whole(all)
        }));
    }
    found
}

fn test_mutants(policy: &Policy, operand: &Operand, test: &Test) -> Vec<(MutantKind, String, Test)> {
    const PATTERN: MutantKind = MutantKind::Pattern;
    match test {
        Test::OneOf(values) => without_each(values)
            .map(|(value, rest)| {
                let what = format!("without `{}`", value_words(policy, operand.field(), value));
                (PATTERN, what, Test::OneOf(rest))
            })
            .collect(),
        Test::Under(modes) => without_each(modes)
            .map(|(mode, rest)| (PATTERN, format!("without `{}`", policy.modes.get(*mode).name), Test::Under(rest)))
            .collect(),
        Test::Within(scopes) => {
            let mut all: Vec<_> = without_each(scopes)
                .map(|(scope, rest)| (PATTERN, format!("without \"{scope}\""), Test::Within(rest)))
                .collect();
            for (index, scope) in scopes.iter().enumerate() {
                for (word, other) in wider_and_narrower(policy, scope) {
                    let mut scopes = scopes.clone();
                    let what = format!("{word}: \"{other}\"");
                    scopes[index] = other;
                    all.push((PATTERN, what, Test::Within(scopes)));
                }
            }
            all
        }
        Test::Covers(scope) => wider_and_narrower(policy, scope)
            .into_iter()
            .map(|(word, other)| (PATTERN, format!("{word}: \"{other}\""), Test::Covers(other)))
            .collect(),
        Test::Order(order, value) => {
            let (other, sign) = match order {
                Order::Less => (Order::LessOrEqual, "<="),
                Order::LessOrEqual => (Order::Less, "<"),
                Order::Greater => (Order::GreaterOrEqual, ">="),
                Order::GreaterOrEqual => (Order::Greater, ">"),
            };
            vec![(MutantKind::Comparison, format!("with `{sign}`"), Test::Order(other, value.clone()))]
        }
        Test::Matches(patterns) => {
            let mut all: Vec<_> = without_each(patterns)
                .map(|(pattern, rest)| (PATTERN, format!("without \"{}\"", pattern.as_str()), Test::Matches(rest)))
                .collect();
            for (index, pattern) in patterns.iter().enumerate() {
                for (word, text) in [("wider", wider(pattern.as_str())), ("narrower", narrower(pattern.as_str()))] {
                    let Some(text) = text else { continue };
                    let mut patterns = patterns.clone();
                    let what = format!("{word}: \"{text}\"");
                    patterns[index] = pattern.like(text);
                    all.push((PATTERN, what, Test::Matches(patterns)));
                }
            }
            all
        }
        Test::SameAs(_) | Test::Contains(_) | Test::Exists | Test::Null | Test::WithinNeeded | Test::CoversNeeded => {
            vec![]
        }
    }
}

/// Each of several left out.
fn without_each<T: Clone>(all: &[T]) -> impl Iterator<Item = (&T, Vec<T>)> {
    all.iter().enumerate().filter(|_| all.len() > 1).map(|(index, one)| {
        let mut rest = all.to_vec();
        rest.remove(index);
        (one, rest)
    })
}

/// A pattern for all that the pattern is for, and more.
fn wider(pattern: &str) -> Option<String> {
    (pattern != "*").then(|| if pattern.ends_with('*') { "*".to_owned() } else { format!("{pattern}*") })
}

/// A pattern for less: the first `*` stands for one character only.
fn narrower(pattern: &str) -> Option<String> {
    pattern.contains('*').then(|| pattern.replacen('*', "?", 1))
}

impl Glob {
    /// Another pattern that takes case into account as this one does.
    fn like(&self, pattern: String) -> Self {
        if *self == Self::folding_case(self.as_str()) { Self::folding_case(&pattern) } else { Self::new(pattern) }
    }
}
