//! Comparisons of two operands: which operator works on which type, and what the right side has to be.

use compline_diagnostic::{Diagnostic, Span, codes, did_you_mean};
use compline_manifest::schema::{Field, FieldType};
use compline_syntax::ast::{self, BinaryOp, ExprKind as Ast};

use super::Compiler;
use super::conditions::{Scope, Typed, typed_as};
use super::points::Place;
use super::symbols::Kind;
use crate::Glob;
use crate::expr::{Expr, ExprKind, Order, Test, Value};
use crate::mode::ModeId;

impl Compiler {
    /// A comparison.
    pub(super) fn binary(
        &mut self,
        span: Span,
        left: &ast::Expr,
        op: &compline_diagnostic::Spanned<BinaryOp>,
        right: &ast::Expr,
        scope: &Scope,
    ) -> Option<Expr> {
        let (operand, typed) = self.operand(left, scope)?;
        let ty = typed_as(&typed);
        let name = match &typed {
            Typed::Field(field) => field.info().name,
            Typed::Count | Typed::CountThings => "the count",
        };
        let negate = matches!(op.value, BinaryOp::IsNot | BinaryOp::NotEqual | BinaryOp::NotIn | BinaryOp::NotMatches);
        let test = match op.value {
            BinaryOp::Is | BinaryOp::IsNot => self.one_of(std::slice::from_ref(right), ty, name, true, scope)?,
            BinaryOp::Equal | BinaryOp::NotEqual => {
                if let Ast::Name(other) = &right.kind
                    && let Some(other) = self.find_field(other.strip_prefix("it.").unwrap_or(other), scope.place.pack)
                    && matches!(typed, Typed::Field(_))
                {
                    self.same_as(ty, name, other, right, scope)?
                } else {
                    self.one_of(std::slice::from_ref(right), ty, name, false, scope)?
                }
            }
            BinaryOp::In | BinaryOp::NotIn => match &right.kind {
                Ast::Set(values) => self.one_of(values, ty, name, true, scope)?,
                _ => {
                    self.report(
                        Diagnostic::error(codes::types::MISMATCH, "`in` needs a set")
                            .at(scope.place.at(right.span), "")
                            .help("write the values in braces: `in { \"vault\", \"kms\" }`"),
                    );
                    return None;
                }
            },
            BinaryOp::Less | BinaryOp::LessOrEqual | BinaryOp::Greater | BinaryOp::GreaterOrEqual => {
                let order = match op.value {
                    BinaryOp::Less => Order::Less,
                    BinaryOp::LessOrEqual => Order::LessOrEqual,
                    BinaryOp::Greater => Order::Greater,
                    _ => Order::GreaterOrEqual,
                };
                if !matches!(ty, FieldType::Number | FieldType::Duration) {
                    let help = if ty == FieldType::Date {
                        "dates are compared by `from`, `before` and `after`"
                    } else {
                        "only numbers, durations and counts have an order"
                    };
                    self.operator(op.span, &format!("`{name}` is {}", ty.describe()), help, scope);
                    return None;
                }
                Test::Order(order, self.value(right, ty, name, scope)?)
            }
            BinaryOp::Matches | BinaryOp::NotMatches => {
                match ty {
                    FieldType::Scopes => {
                        self.operator(
                            op.span,
                            &format!("`{name}` is a list"),
                            "say which are meant: `any scope (scope matches \"...\")`",
                            scope,
                        );
                        return None;
                    }
                    FieldType::Text | FieldType::Url | FieldType::Region | FieldType::Vendor | FieldType::Urls => {}
                    _ => {
                        self.operator(
                            op.span,
                            &format!("`{name}` is {}", ty.describe()),
                            "patterns are for texts",
                            scope,
                        );
                        return None;
                    }
                }
                let patterns = match &right.kind {
                    Ast::Set(values) => values.as_slice(),
                    _ => std::slice::from_ref(right),
                };
                let patterns: Option<Vec<Glob>> =
                    patterns.iter().map(|expr| self.text(expr, scope).map(Glob::new)).collect();
                Test::Matches(patterns?)
            }
            BinaryOp::Contains => {
                if !matches!(ty, FieldType::Scopes | FieldType::Urls) {
                    self.operator(
                        op.span,
                        &format!("`{name}` is {}", ty.describe()),
                        "`contains` is for lists; texts are compared by `matches \"*part*\"`",
                        scope,
                    );
                    return None;
                }
                Test::Contains(self.text(right, scope)?)
            }
            BinaryOp::Covers | BinaryOp::Within => {
                let is_scope = matches!(&typed, Typed::Field(Field::Scopes | Field::Scope));
                if !is_scope {
                    self.operator(
                        op.span,
                        &format!("`{name}` is {}", ty.describe()),
                        "`covers` and `within` are for `scopes`, or for `scope` in a rule for scopes",
                        scope,
                    );
                    return None;
                }
                if matches!(right.kind, Ast::Needed) {
                    self.needed(op, &typed, scope)?
                } else if op.value == BinaryOp::Covers {
                    Test::Covers(self.text(right, scope)?)
                } else {
                    let wide = match &right.kind {
                        Ast::Set(values) => values.as_slice(),
                        _ => std::slice::from_ref(right),
                    };
                    let wide: Option<Vec<String>> = wide.iter().map(|expr| self.text(expr, scope)).collect();
                    Test::Within(wide?)
                }
            }
        };
        let test = Expr { kind: ExprKind::Test { operand, test }, at: scope.place.at(span) };
        Some(if negate { test.negated() } else { test })
    }

    /// A test against what the connection's operations need.
    fn needed(&mut self, op: &compline_diagnostic::Spanned<BinaryOp>, typed: &Typed, scope: &Scope) -> Option<Test> {
        if op.value == BinaryOp::Within {
            return Some(Test::WithinNeeded);
        }
        if matches!(typed, Typed::Field(Field::Scopes)) {
            return Some(Test::CoversNeeded);
        }
        self.operator(
            op.span,
            "a single scope need not cover all that operations need",
            "write `scopes covers needed` in a rule for connections, or `scope within needed`",
            scope,
        );
        None
    }

    fn operator(&mut self, span: Span, message: &str, help: &str, scope: &Scope) {
        let at = scope.place.at(span);
        let message = format!("`{}` does not fit: {message}", self.sources.slice(at));
        self.report(Diagnostic::error(codes::types::OPERATOR, message).at(at, "").help(help));
    }

    /// One of several values; for modes and `is`, or a kind of one of them.
    fn one_of(&mut self, values: &[ast::Expr], ty: FieldType, name: &str, kinds: bool, scope: &Scope) -> Option<Test> {
        let values: Vec<Option<Value>> = values.iter().map(|value| self.value(value, ty, name, scope)).collect();
        let values: Vec<Value> = values.into_iter().collect::<Option<_>>()?;
        if ty == FieldType::Mode && kinds {
            let modes = values.iter().filter_map(|value| match value {
                Value::Word(id) => Some(ModeId(*id)),
                _ => None,
            });
            return Some(Test::Under(modes.collect()));
        }
        Some(Test::OneOf(values))
    }

    fn same_as(&mut self, ty: FieldType, name: &str, other: Field, right: &ast::Expr, scope: &Scope) -> Option<Test> {
        let reachable = self.field(other.info().name, right.span, scope)?;
        if std::mem::discriminant(&reachable.info().ty) == std::mem::discriminant(&ty) {
            return Some(Test::SameAs(reachable));
        }
        self.report(
            Diagnostic::error(
                codes::types::MISMATCH,
                format!("`{name}` is {}, and `{}` is {}", ty.describe(), other.info().name, other.info().ty.describe()),
            )
            .at(scope.place.at(right.span), "")
            .help("only fields of one type can be equal"),
        );
        None
    }

    fn text(&mut self, expr: &ast::Expr, scope: &Scope) -> Option<String> {
        if let Ast::Text(text) = &expr.kind {
            return Some(text.clone());
        }
        self.report(
            Diagnostic::error(codes::types::MISMATCH, "a text in quotes belongs here")
                .at(scope.place.at(expr.span), "")
                .maybe_help(match &expr.kind {
                    Ast::Name(name) => Some(format!("write `\"{name}\"`")),
                    _ => None,
                }),
        );
        None
    }

    /// A literal that has to be of a type.
    pub(super) fn value(&mut self, expr: &ast::Expr, ty: FieldType, name: &str, scope: &Scope) -> Option<Value> {
        let span = expr.span;
        match (ty, &expr.kind) {
            (FieldType::Text | FieldType::Url, Ast::Text(text)) => Some(Value::Text(text.clone())),
            (FieldType::Number, Ast::Number(number)) => Some(Value::Number(*number)),
            (FieldType::Duration, Ast::Duration(shift)) => {
                let seconds = shift.seconds();
                if seconds.is_none() {
                    self.report(
                        Diagnostic::error(codes::rule::DURATION_UNIT, format!("`{shift}` has no fixed length"))
                            .at(scope.place.at(span), "")
                            .help("write seconds, minutes, hours, days or weeks"),
                    );
                }
                seconds.map(Value::Number)
            }
            (FieldType::Bool, Ast::Bool(value)) => Some(Value::Bool(*value)),
            (FieldType::Date, Ast::Moment(moment)) if moment.first_day() == moment.last_day() => {
                Some(Value::Day(moment.first_day().0))
            }
            (FieldType::Mode | FieldType::Vendor | FieldType::Region | FieldType::Word(_), Ast::Name(word)) => {
                self.word(ty, word, span, &scope.place).map(Value::Word)
            }
            _ => {
                let found = match &expr.kind {
                    Ast::Text(text) => format!("`\"{text}\"` is a text"),
                    Ast::Number(number) => format!("`{number}` is a number"),
                    Ast::Bool(value) => format!("`{value}` is true or false"),
                    Ast::Moment(moment) => format!("`{moment}` is a date"),
                    Ast::Duration(shift) => format!("`{shift}` is a duration"),
                    Ast::Name(word) => format!("`{word}` is a bare word"),
                    Ast::Set(_) => "this is a set".into(),
                    _ => "this is a condition".into(),
                };
                let help = match (ty, &expr.kind) {
                    (FieldType::Text | FieldType::Url, Ast::Name(word)) => format!("write it in quotes: `\"{word}\"`"),
                    (FieldType::Mode | FieldType::Vendor | FieldType::Region | FieldType::Word(_), Ast::Text(word)) => {
                        format!("write it without quotes: `{word}`")
                    }
                    (FieldType::Scopes, Ast::Set(_) | Ast::Text(_)) => format!(
                        "write `{name} within {{ ... }}` if these are all that may be asked for, `{name} contains \"...\"` if one of them is"
                    ),
                    (_, Ast::Set(_)) => format!("write `{name} in {{ ... }}`"),
                    (FieldType::Scopes | FieldType::Urls, _) => {
                        "lists are asked by `contains`, `count(...)`, or for `scopes` by `within` and `any scope (...)`"
                            .into()
                    }
                    (FieldType::Bool, _) => format!("it is a condition by itself: `{name}`, or `not {name}`"),
                    (FieldType::Duration, Ast::Number(number)) => format!("say of what: `{number} seconds`"),
                    (FieldType::Date, _) => "write a day such as `2021-05-31`, or use `from`, `before`, `after`".into(),
                    (FieldType::Labels | FieldType::Secret | FieldType::Needs, _) => {
                        "it can be tested by `exists` and `absent`".into()
                    }
                    _ => format!("compare `{name}` with {}", ty.describe()),
                };
                self.report(
                    Diagnostic::error(codes::types::MISMATCH, format!("`{name}` is {}, and {found}", ty.describe()))
                        .at(scope.place.at(span), format!("{} belongs here", ty.describe()))
                        .help(help),
                );
                None
            }
        }
    }

    /// The number of a word of a closed vocabulary. A mistake is reported.
    pub(super) fn word(&mut self, ty: FieldType, word: &str, span: Span, place: &Place) -> Option<u32> {
        let at = place.at(span);
        match ty {
            FieldType::Mode => self.lookup(Kind::Mode, word, place.pack, at),
            FieldType::Vendor => self.lookup(Kind::Vendor, word, place.pack, at),
            FieldType::Region => {
                let found = self.vendors.regions().find(|(_, name)| *name == word).map(|(id, _)| id.0);
                if found.is_none() {
                    let names: Vec<&str> = self.vendors.regions().map(|(_, name)| name).collect();
                    let help = did_you_mean(word, names.iter().copied()).unwrap_or_else(|| {
                        format!(
                            "vendors in sight have {}",
                            names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
                        )
                    });
                    self.report(
                        Diagnostic::error(codes::name::UNKNOWN_REGION, format!("no vendor has a region `{word}`"))
                            .at(at, "")
                            .help(help),
                    );
                }
                found
            }
            FieldType::Bool => {
                let found = ["false", "true"].iter().position(|known| *known == word);
                if found.is_none() {
                    self.report(
                        Diagnostic::error(codes::name::UNKNOWN_WORD, format!("`{word}` is not a truth value"))
                            .at(at, "")
                            .help("write `true` or `false`"),
                    );
                }
                found.map(|index| index as u32)
            }
            FieldType::Word(words) => {
                let found = words.iter().position(|known| *known == word);
                if found.is_none() {
                    let help = did_you_mean(word, words.iter().copied()).unwrap_or_else(|| {
                        format!(
                            "write {}",
                            words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ")
                        )
                    });
                    self.report(
                        Diagnostic::error(
                            codes::name::UNKNOWN_WORD,
                            format!("`{word}` is none of the words that fit here"),
                        )
                        .at(at, "")
                        .help(help),
                    );
                }
                found.map(|index| index as u32)
            }
            _ => None,
        }
    }
}
