//! Conditions and operands.

use compline_diagnostic::codes::syntax;
use compline_diagnostic::{Diagnostic, Span, Spanned};
use pest::iterators::Pair;

use super::{Lower, find, has};
use crate::ast::{BinaryOp, DateRelation, Expr, ExprKind, Name, Quantifier, Test};
use crate::grammar::Rule;
use crate::skeleton::MAX_DEPTH;

const DATE_WORDS: &[&str] = &["from", "before", "after"];
/// Subjects that a quantifier may name in the plural.
const PLURALS: &[(&str, &str)] = &[
    ("integrations", "integration"),
    ("connections", "connection"),
    ("endpoints", "endpoint"),
    ("scopes", "scope"),
    ("operations", "operation"),
];

impl Lower<'_> {
    /// A condition, of a row or of anything else: the two differ only in what they leave to what follows.
    pub(super) fn expr(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::expr | Rule::row_expr => self.chain(pair, Rule::or_op, ExprKind::Or),
            Rule::and_expr | Rule::row_and => self.chain(pair, Rule::and_op, ExprKind::And),
            Rule::not_expr | Rule::row_not => {
                let mut starts = vec![];
                let mut inner = None;
                for part in pair.into_inner() {
                    if part.as_rule() == Rule::not_op {
                        starts.push(self.span(&part).start);
                        self.odd_operator(part, "not");
                    } else {
                        inner = Some(part);
                    }
                }
                let inner = self.expr(inner?)?;
                Some(starts.into_iter().rev().fold(inner, |inner, start| Expr {
                    span: Span::new(start, span.end),
                    kind: ExprKind::Not(Box::new(inner)),
                }))
            }
            Rule::comparison | Rule::row_comparison => self.comparison(pair),
            _ => None,
        }
    }

    fn chain(&mut self, pair: Pair<'_, Rule>, between: Rule, kind: fn(Vec<Expr>) -> ExprKind) -> Option<Expr> {
        let span = self.span(&pair);
        let mut operands = vec![];
        for part in pair.into_inner() {
            if part.as_rule() == between {
                self.odd_operator(part, if between == Rule::or_op { "or" } else { "and" });
            } else {
                operands.push(self.expr(part));
            }
        }
        let mut operands: Vec<Expr> = operands.into_iter().collect::<Option<_>>()?;
        if operands.len() == 1 { operands.pop() } else { Some(Expr { kind: kind(operands), span }) }
    }

    /// Reports `&&`, `||` and `!`.
    fn odd_operator(&mut self, pair: Pair<'_, Rule>, word: &str) {
        if let Some(odd) =
            pair.into_inner().find(|part| matches!(part.as_rule(), Rule::odd_or | Rule::odd_and | Rule::odd_not))
        {
            self.operator_error(&odd, word);
        }
    }

    fn operator_error(&mut self, odd: &Pair<'_, Rule>, word: &str) {
        self.errors.push(
            Diagnostic::error(syntax::OPERATOR, format!("`{}` is not an operator", odd.as_str()))
                .at(self.place(self.span(odd)), "")
                .help(format!("write `{word}`")),
        );
    }

    fn comparison(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        let parts: Vec<_> = pair.into_inner().collect();
        let first = parts.first()?.clone();
        match first.as_rule() {
            Rule::quantified => {
                let parts: Vec<_> = first.into_inner().collect();
                let word = find(&parts, Rule::quantifier)?;
                let value = match word.as_str() {
                    "any" => Quantifier::Any,
                    "all" => Quantifier::All,
                    _ => Quantifier::No,
                };
                let quantifier = Spanned::new(value, self.span(&word));
                let subject = singular(self.name(&find(&parts, Rule::word)?));
                let body = Box::new(self.expr(find(&parts, Rule::expr)?)?);
                Some(Expr { kind: ExprKind::Quantified { quantifier, subject, body }, span })
            }
            Rule::happening => {
                let name = first.into_inner().find(|part| part.as_rule() == Rule::point_name)?;
                Some(Expr { kind: ExprKind::During(self.name(&name)), span })
            }
            _ => {
                let operand = self.operand(first);
                match parts.into_iter().nth(1) {
                    Some(tail) => self.tail(operand, tail, span),
                    None => operand,
                }
            }
        }
    }

    fn tail(&mut self, operand: Option<Expr>, tail: Pair<'_, Rule>, span: Span) -> Option<Expr> {
        let tail = tail.into_inner().next()?;
        let tail_span = self.span(&tail);
        let rule = tail.as_rule();
        let parts: Vec<_> = tail.into_inner().collect();
        let kind = match rule {
            Rule::test => {
                let test = match parts.first()?.as_rule() {
                    Rule::k_exists => Test::Exists,
                    Rule::k_absent => Test::Absent,
                    _ if has(&parts, Rule::k_not) => Test::IsNotNull,
                    _ => Test::IsNull,
                };
                ExprKind::Test { operand: Box::new(operand?), test: Spanned::new(test, tail_span) }
            }
            Rule::dated => {
                let word = parts.first()?;
                let relation = match word.as_str() {
                    "from" => Some(DateRelation::From),
                    "before" => Some(DateRelation::Before),
                    "after" => Some(DateRelation::After),
                    _ => {
                        self.odd_when(word, DATE_WORDS);
                        None
                    }
                };
                let relation = relation.map(|relation| Spanned::new(relation, self.span(word)));
                let point = self.point(find(&parts, Rule::point)?);
                ExprKind::Dated { operand: Box::new(operand?), relation: relation?, point: point? }
            }
            _ => {
                let op = self.operator(find(&parts, Rule::operator)?);
                let rhs = find(&parts, Rule::rhs)?.into_inner().next()?;
                let right = if rhs.as_rule() == Rule::set { self.set(rhs) } else { self.operand(rhs) };
                let (op, mut right) = (op?, right?);
                let scopes = matches!(op.value, BinaryOp::Within | BinaryOp::Covers);
                if scopes && matches!(&right.kind, ExprKind::Name(name) if name == "needed") {
                    right.kind = ExprKind::Needed;
                }
                ExprKind::Binary { left: Box::new(operand?), op, right: Box::new(right) }
            }
        };
        Some(Expr { kind, span })
    }

    fn operator(&mut self, pair: Pair<'_, Rule>) -> Option<Spanned<BinaryOp>> {
        let span = self.span(&pair);
        let parts: Vec<_> = pair.into_inner().collect();
        let negated = has(&parts, Rule::k_not);
        let first = parts.iter().find(|part| part.as_rule() != Rule::k_not)?;
        let op = match first.as_rule() {
            Rule::k_is if negated => BinaryOp::IsNot,
            Rule::k_is => BinaryOp::Is,
            Rule::k_in if negated => BinaryOp::NotIn,
            Rule::k_in => BinaryOp::In,
            Rule::k_matches if negated => BinaryOp::NotMatches,
            Rule::k_matches => BinaryOp::Matches,
            Rule::k_contains => BinaryOp::Contains,
            Rule::k_covers => BinaryOp::Covers,
            Rule::k_within => BinaryOp::Within,
            _ => self.symbol(first),
        };
        Some(Spanned::new(op, span))
    }

    fn symbol(&mut self, pair: &Pair<'_, Rule>) -> BinaryOp {
        let (op, write) = match pair.as_str() {
            "==" => return BinaryOp::Equal,
            "!=" => return BinaryOp::NotEqual,
            "<" => return BinaryOp::Less,
            "<=" => return BinaryOp::LessOrEqual,
            ">" => return BinaryOp::Greater,
            ">=" => return BinaryOp::GreaterOrEqual,
            "=" => {
                self.errors.push(
                    Diagnostic::error(syntax::ASSIGN, "`=` does not compare")
                        .at(self.place(self.span(pair)), "")
                        .help("write `==` to compare values, or `is` for modes and other words"),
                );
                return BinaryOp::Equal;
            }
            "!==" | "<>" | "~=" | "!" => (BinaryOp::NotEqual, "!="),
            "=<" => (BinaryOp::LessOrEqual, "<="),
            "=>" => (BinaryOp::GreaterOrEqual, ">="),
            "~" | "=~" => (BinaryOp::Matches, "matches"),
            "!~" => (BinaryOp::NotMatches, "not matches"),
            _ => (BinaryOp::Equal, "=="),
        };
        self.operator_error(pair, write);
        op
    }

    fn set(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        let parts = pair.into_inner().filter(|part| part.as_rule() == Rule::operand);
        let elements: Vec<_> = parts.map(|part| self.operand(part)).collect();
        Some(Expr { kind: ExprKind::Set(elements.into_iter().collect::<Option<_>>()?), span })
    }

    /// `X`, `X or else Y or else Z`
    fn operand(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        let parts: Vec<_> = pair.into_inner().filter(|part| part.as_rule() == Rule::primary).collect();
        if parts.len() > MAX_DEPTH {
            self.errors.push(
                Diagnostic::error(syntax::TOO_DEEP, format!("more than {MAX_DEPTH} times `or else`"))
                    .at(self.place(span), ""),
            );
            return None;
        }
        let operands: Vec<_> = parts.into_iter().map(|part| self.primary(part)).collect();
        let mut operands = operands.into_iter();
        let mut left = operands.next()??;
        for right in operands {
            let right = right?;
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::OrElse(Box::new(left), Box::new(right)), span };
        }
        Some(left)
    }

    pub(super) fn primary(&mut self, pair: Pair<'_, Rule>) -> Option<Expr> {
        let inner = pair.into_inner().next()?;
        let span = self.span(&inner);
        let kind = match inner.as_rule() {
            Rule::group => {
                let body = inner.into_inner().find(|part| part.as_rule() == Rule::expr)?;
                return Some(Expr { span, ..self.expr(body)? });
            }
            Rule::text => ExprKind::Text(self.unquote(span)),
            Rule::date => ExprKind::Moment(self.moment(&inner)?.value),
            Rule::length => ExprKind::Duration(self.length(inner)?.value),
            Rule::number => ExprKind::Number(self.number(&inner)?),
            Rule::reference => ExprKind::Name(inner.as_str().to_owned()),
            Rule::boolean => ExprKind::Bool(inner.as_str() == "true"),
            Rule::called => {
                let parts: Vec<_> = inner.into_inner().collect();
                let name = self.name(parts.first()?);
                match find(&parts, Rule::arguments) {
                    None => ExprKind::Name(name.value),
                    Some(arguments) => {
                        let argument = arguments.into_inner().find(|part| part.as_rule() == Rule::reference)?;
                        let argument = self.name(&argument);
                        if name.value == "count" {
                            ExprKind::Count(argument)
                        } else {
                            ExprKind::Call { name, argument }
                        }
                    }
                }
            }
            _ => return None,
        };
        Some(Expr { kind, span })
    }

    fn number(&mut self, pair: &Pair<'_, Rule>) -> Option<i64> {
        let written = pair.as_str();
        if let Ok(number) = written.parse() {
            return Some(number);
        }
        let digits = written.strip_prefix('-').unwrap_or(written).bytes().all(|b| b.is_ascii_digit());
        self.errors.push(
            Diagnostic::error(
                syntax::NUMBER,
                if digits { format!("`{written}` is too large") } else { format!("`{written}` is not a whole number") },
            )
            .at(self.place(self.span(pair)), "")
            .help("numbers are whole, with digits alone; versions and the like are texts, between double quotes"),
        );
        None
    }
}

fn singular(mut name: Name) -> Name {
    if let Some((_, one)) = PLURALS.iter().find(|(many, _)| *many == name.value) {
        name.value = (*one).to_owned();
    }
    name
}
