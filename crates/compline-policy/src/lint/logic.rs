//! Conditions taken apart into cases, and what that shows: that one never holds, that one follows from another.

use compline_manifest::schema::Subject;
use compline_time::Tri;

use super::facts::Facts;
use crate::Policy;
use crate::expr::{Expr, ExprKind, Operand, Quantifier};

/// The most cases that conditions are taken apart into; where there are more, nothing is shown.
const MOST_CASES: usize = 256;

/// A condition that is not made of others, or one over things inside, and whether it holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Literal<'e> {
    pub(super) expr: &'e Expr,
    pub(super) holds: bool,
    /// The kind of thing that it is asked of.
    pub(super) of: Subject,
}

impl<'e> Literal<'e> {
    /// Over what, whether it is of one at least (or else of all), what, and whether that holds or does not.
    pub(super) fn quantified(&self) -> Option<(Subject, bool, &'e Expr, bool)> {
        match &self.expr.kind {
            // That not any is so is that of all it is not, and the other way round.
            ExprKind::Quantified { quantifier, subject, body } => {
                Some((*subject, (*quantifier == Quantifier::Any) == self.holds, body, self.holds))
            }
            _ => None,
        }
    }

    /// The kind of thing whose field it speaks of, if it speaks of one only.
    pub(super) fn field(&self) -> Option<Subject> {
        match &self.expr.kind {
            ExprKind::Test { test: crate::expr::Test::SameAs(_), .. } => None,
            ExprKind::Test { operand: Operand::Field(field), .. } => Some(field.info().subject),
            _ => None,
        }
    }
}

/// The cases in which all of these hold, or do not; nothing if there are too many.
fn cases<'e>(parts: &[(&'e Expr, bool, Subject)]) -> Option<Vec<Vec<Literal<'e>>>> {
    let mut cases: Vec<Vec<Literal<'e>>> = vec![vec![]];
    for (expr, holds, of) in parts {
        let found = cases_of(expr, *holds, *of)?;
        if cases.len() * found.len() > MOST_CASES {
            return None;
        }
        cases =
            cases.iter().flat_map(|case| found.iter().map(|more| case.iter().chain(more).copied().collect())).collect();
    }
    Some(cases)
}

fn cases_of(expr: &Expr, holds: bool, of: Subject) -> Option<Vec<Vec<Literal<'_>>>> {
    match &expr.kind {
        ExprKind::Const(value) => Some(if *value == holds { vec![vec![]] } else { vec![] }),
        ExprKind::Not(inner) => cases_of(inner, !holds, of),
        ExprKind::Outer { subject, body } => cases_of(body, holds, *subject),
        ExprKind::And(all) | ExprKind::Or(all) => {
            let parts: Vec<(&Expr, bool, Subject)> = all.iter().map(|one| (one, holds, of)).collect();
            if matches!(expr.kind, ExprKind::And(_)) == holds {
                return cases(&parts);
            }
            let mut found = vec![];
            for (one, holds, of) in parts {
                found.extend(cases_of(one, holds, of)?);
            }
            (found.len() <= MOST_CASES).then_some(found)
        }
        _ => Some(vec![vec![Literal { expr, holds, of }]]),
    }
}

/// Whether it certainly cannot be that all of these certainly hold, or do not.
pub(super) fn never(policy: &Policy, parts: &[(&Expr, bool, Subject)]) -> bool {
    cases(parts).is_some_and(|cases| cases.iter().all(|case| Facts::of(policy, case).is_none()))
}

/// Whether whenever all of `parts` hold, all of `then` do.
pub(super) fn follows(policy: &Policy, parts: &[(&Expr, bool, Subject)], then: &[(&Expr, bool, Subject)]) -> bool {
    let Some(cases) = cases(parts) else { return false };
    cases.iter().all(|case| {
        Facts::of(policy, case).is_none_or(|facts| {
            then.iter().all(|(expr, holds, of)| facts.tri(expr, *of) == if *holds { Tri::True } else { Tri::False })
        })
    })
}

/// Two conditions of which one is enough to exclude the other, where there is one case only.
pub(super) fn culprits<'e>(policy: &Policy, parts: &[(&'e Expr, bool, Subject)]) -> Option<(&'e Expr, &'e Expr)> {
    let cases = cases(parts)?;
    let [case] = cases.as_slice() else { return None };
    for (index, one) in case.iter().enumerate() {
        for other in &case[..=index] {
            if Facts::of(policy, &[*other, *one]).is_none() {
                return Some((other.expr, one.expr));
            }
        }
    }
    None
}
