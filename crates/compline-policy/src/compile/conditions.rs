//! Conditions: names to fields and words, types checked, definitions put in place.

use compline_diagnostic::{Code, Diagnostic, FileId, FileSpan, Label, Span, codes, did_you_mean};
use compline_manifest::schema::{Field, FieldType, Subject};
use compline_syntax::ast::{self, ExprKind as Ast};

use super::Compiler;
use super::points::Place;
use super::symbols::Kind;
use crate::expr::{DateRelation, Expr, ExprKind, Operand, Quantifier, Test, Value};

/// A definition, and whether it is being put in place just now.
#[derive(Clone, Debug)]
pub(super) struct Define {
    pub(super) pack: usize,
    pub(super) file: FileId,
    pub(super) define: ast::Define,
    pub(super) open: bool,
    pub(super) used: bool,
}

/// What the names of a condition can mean.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub(super) place: Place,
    /// The kind of thing that the condition is asked of.
    pub(super) subject: Subject,
    /// The word for it, besides `it`.
    pub(super) parameter: Option<String>,
}

/// A value of a condition with its type.
pub(super) enum Typed {
    Field(Field),
    Count,
    CountThings,
}

impl Compiler {
    /// The condition that an expression is; nothing, with the mistake reported, if it is none.
    pub(super) fn condition(&mut self, expr: &ast::Expr, scope: &Scope) -> Option<Expr> {
        let at = scope.place.at(expr.span);
        let kind = match &expr.kind {
            Ast::And(all) => ExprKind::And(self.conditions(all, scope)?),
            Ast::Or(all) => ExprKind::Or(self.conditions(all, scope)?),
            Ast::Not(inner) => return self.condition(inner, scope).map(Expr::negated),
            Ast::Quantified { quantifier, subject, body } => {
                let inside = self.subject(subject, &scope.place)?;
                if !inside.is_inside(scope.subject) || inside == scope.subject {
                    let parent = scope.subject.as_str();
                    self.report(
                        Diagnostic::error(
                            codes::name::UNKNOWN_SUBJECT,
                            format!("no {inside} lies inside the {parent} that this speaks of", inside = inside.as_str()),
                        )
                        .at(scope.place.at(subject.span), "")
                        .help("quantifiers run over what lies inside the subject: connections of an integration, endpoints and scopes of a connection"),
                    );
                    return None;
                }
                let scope = Scope { subject: inside, parameter: None, ..scope.clone() };
                let body = self.condition(body, &scope)?;
                let (quantifier, body) = match quantifier.value {
                    ast::Quantifier::Any => (Quantifier::Any, body),
                    ast::Quantifier::All => (Quantifier::All, body),
                    ast::Quantifier::No => (Quantifier::All, body.negated()),
                };
                ExprKind::Quantified { quantifier, subject: inside, body: Box::new(body) }
            }
            Ast::Binary { left, op, right } => return self.binary(expr.span, left, op, right, scope),
            Ast::Test { operand, test } => {
                let (operand, _) = self.operand(operand, scope)?;
                let (test, negate) = match test.value {
                    ast::Test::Exists => (Test::Exists, false),
                    ast::Test::Absent => (Test::Exists, true),
                    ast::Test::IsNull => (Test::Null, false),
                    ast::Test::IsNotNull => (Test::Null, true),
                };
                let test = Expr { kind: ExprKind::Test { operand, test }, at };
                return Some(if negate { test.negated() } else { test });
            }
            Ast::Dated { operand, relation, point } => {
                let typed = self.operand(operand, scope);
                let point = self.point(point, &scope.place, None);
                let (operand, typed) = typed?;
                if typed_as(&typed) != FieldType::Date {
                    self.report(
                        Diagnostic::error(
                            codes::types::MISMATCH,
                            format!(
                                "`from`, `before` and `after` compare dates, and this is {}",
                                typed_as(&typed).describe()
                            ),
                        )
                        .at(scope.place.at(expr.span), "")
                        .help("use `==`, `<`, `in` or `matches` for other values"),
                    );
                    return None;
                }
                let relation = match relation.value {
                    ast::DateRelation::From => DateRelation::From,
                    ast::DateRelation::Before => DateRelation::Before,
                    ast::DateRelation::After => DateRelation::After,
                };
                ExprKind::Dated { operand, relation, point: point? }
            }
            Ast::During(name) => ExprKind::During(self.stage_ref(&name.value, name.span, &scope.place)?),
            Ast::Call { name, argument } => return self.call(name, argument, scope),
            Ast::Bool(value) => ExprKind::Const(*value),
            Ast::Name(name) => {
                let field = self.field(name, expr.span, scope)?;
                if field.info().ty != FieldType::Bool {
                    self.not_a_condition(expr.span, &format!("`{name}` is {}", field.info().ty.describe()), scope);
                    return None;
                }
                ExprKind::Test { operand: Operand::Field(field), test: Test::OneOf(vec![Value::Bool(true)]) }
            }
            Ast::Text(_) => {
                self.not_a_condition(expr.span, "this is a text", scope);
                return None;
            }
            Ast::Number(_) | Ast::Duration(_) | Ast::Count(_) => {
                self.not_a_condition(expr.span, "this is a number", scope);
                return None;
            }
            Ast::Moment(_) => {
                self.not_a_condition(expr.span, "this is a date", scope);
                return None;
            }
            Ast::Set(_) | Ast::OrElse(..) | Ast::Needed => {
                self.not_a_condition(expr.span, "this is a value", scope);
                return None;
            }
        };
        Some(Expr { kind, at })
    }

    fn conditions(&mut self, all: &[ast::Expr], scope: &Scope) -> Option<Vec<Expr>> {
        // All of them, so that every mistake is reported.
        let checked: Vec<Option<Expr>> = all.iter().map(|expr| self.condition(expr, scope)).collect();
        checked.into_iter().collect()
    }

    fn not_a_condition(&mut self, span: Span, what: &str, scope: &Scope) {
        self.report(
            Diagnostic::error(codes::types::NOT_A_CONDITION, format!("a condition was expected, and {what}"))
                .at(scope.place.at(span), "")
                .help("compare it with something: `==`, `is`, `in`, `matches`, `exists`"),
        );
    }

    /// The kind of subject that a word means. A mistake is reported.
    pub(super) fn subject(&mut self, name: &ast::Name, place: &Place) -> Option<Subject> {
        let found = Subject::parse(&name.value).or_else(|| Subject::parse(name.value.trim_end_matches('s')));
        if found.is_none() {
            let words = Subject::ALL.map(Subject::as_str);
            self.report(
                Diagnostic::error(codes::name::UNKNOWN_SUBJECT, format!("`{}` is no kind of subject", name.value))
                    .at(place.at(name.span), "")
                    .help(did_you_mean(&name.value, words).unwrap_or_else(|| {
                        "rules speak of an `integration`, a `connection`, an `endpoint` or a `scope`".into()
                    })),
            );
        }
        found
    }

    /// The field that a name means to a subject. A mistake is reported.
    pub(super) fn field(&mut self, name: &str, span: Span, scope: &Scope) -> Option<Field> {
        let at = scope.place.at(span);
        let bare = name
            .strip_prefix("it.")
            .or_else(|| scope.parameter.as_ref().and_then(|it| name.strip_prefix(it.as_str())?.strip_prefix('.')))
            .unwrap_or(name);
        let Some(field) = self.find_field(bare, scope.place.pack) else {
            if self.field_was_refused(bare, scope.place.pack) {
                return None;
            }
            let fields = self.fields_in_sight(scope.place.pack);
            let infos = || fields.iter().map(|field| field.info());
            // A misspelt clause keyword behind `forbid` reads like a field.
            let clauses = ["note", "warning", "error", "message", "help", "source", "control"];
            let names = infos().map(|info| info.name).chain(clauses);
            let defined = self.defines.iter().any(|known| known.define.name.value == bare);
            let help = defined.then(|| format!("`{bare}` is a definition: ask it as `{bare}(it)`"));
            let help =
                help.or_else(|| self.field_out_of_sight(bare)).or_else(|| did_you_mean(bare, names)).or_else(|| {
                    let last = bare.rsplit('.').next()?;
                    let found: Vec<String> = infos()
                        .filter(|info| info.name.rsplit('.').next() == Some(last) && info.name != bare)
                        .map(|info| format!("`{}`", info.name))
                        .collect();
                    (!found.is_empty()).then(|| format!("there is {}", found.join(" and ")))
                });
            let help = help.unwrap_or_else(|| {
                let reachable: Vec<String> = infos()
                    .filter(|info| scope.subject.is_inside(info.subject))
                    .map(|info| format!("`{}`", info.name))
                    .collect();
                format!("fields of {} are {}", an(scope.subject), reachable.join(", "))
            });
            self.report(
                Diagnostic::error(codes::name::UNKNOWN_FIELD, format!("there is no field `{bare}`"))
                    .at(at, "not a field of the integration model")
                    .help(help),
            );
            return None;
        };
        let of = field.info().subject;
        if !scope.subject.is_inside(of) {
            let plural = format!("{}s", of.as_str());
            let message = format!("`{bare}` belongs to {}, and {} can have several", an(of), an(scope.subject));
            if self.is_told_already(codes::name::FIELD_OUT_OF_REACH, &message, at) {
                return None;
            }
            self.report(
                Diagnostic::error(codes::name::FIELD_OUT_OF_REACH, message)
                .at(at, format!("a field of {plural}"))
                .help(format!("say which are meant: `any {of} ({bare} ...)`, `all {of}s (...)` or `no {of} (...)`; or write the rule `for {of}`", of = of.as_str())),
            );
            return None;
        }
        Some(field)
    }

    /// Whether the same is said of the item at hand already. Then this place is added to it: it is one mistake.
    fn is_told_already(&mut self, code: Code, message: &str, at: FileSpan) -> bool {
        let holds = |item: Span, place: FileSpan| item.start <= place.span.start && place.span.start < item.end;
        let mut items = self.packs.iter().flat_map(|pack| &pack.items).filter(|(file, _)| *file == at.file);
        let Some(item) = items.find(|(_, item)| holds(item.span, at)).map(|(_, item)| item.span) else { return false };
        let told = self.diagnostics.iter_mut().find(|told| {
            let place = told.labels.first().map(|label| label.at);
            told.code == code
                && told.message == message
                && place.is_some_and(|place| place.file == at.file && holds(item, place))
        });
        let Some(told) = told else { return false };
        if told.labels.iter().all(|label| label.at != at) {
            told.labels.push(Label { at, message: "here too".into(), primary: false });
        }
        true
    }

    pub(super) fn operand(&mut self, expr: &ast::Expr, scope: &Scope) -> Option<(Operand, Typed)> {
        match &expr.kind {
            Ast::Name(name) => {
                let field = self.field(name, expr.span, scope)?;
                Some((Operand::Field(field), Typed::Field(field)))
            }
            Ast::Count(name) => {
                let singular = name.value.strip_suffix('s').unwrap_or(&name.value);
                if let Some(subject) = Subject::parse(singular)
                    && subject != scope.subject
                    && subject.is_inside(scope.subject)
                    && name.value != "scopes"
                {
                    return Some((Operand::CountThings(subject), Typed::CountThings));
                }
                let field = self.field(&name.value, name.span, scope)?;
                if !matches!(field.info().ty, FieldType::Scopes | FieldType::Urls | FieldType::Labels) {
                    self.report(
                        Diagnostic::error(
                            codes::types::OPERATOR,
                            format!(
                                "`count` counts the elements of a list, and `{}` is {}",
                                name.value,
                                field.info().ty.describe()
                            ),
                        )
                        .at(scope.place.at(name.span), "")
                        .help("lists are `scopes`, `auth.redirect-uris`, `labels`, `connections` and `endpoints`"),
                    );
                    return None;
                }
                Some((Operand::Count(field), Typed::Count))
            }
            Ast::OrElse(first, second) => {
                let Ast::Name(name) = &first.kind else {
                    self.not_an_operand(first, scope);
                    return None;
                };
                let field = self.field(name, first.span, scope)?;
                let value = self.value(second, field.info().ty, name, scope)?;
                Some((Operand::OrElse(field, value), Typed::Field(field)))
            }
            _ => {
                self.not_an_operand(expr, scope);
                None
            }
        }
    }

    fn not_an_operand(&mut self, expr: &ast::Expr, scope: &Scope) {
        let help = match &expr.kind {
            Ast::Call { name, argument } if matches!(name.value.as_str(), "len" | "length" | "size" | "number") => {
                format!("write `count({})`", argument.value)
            }
            _ => "write the field first: `owner == \"team\"`, not `\"team\" == owner`".to_owned(),
        };
        self.report(
            Diagnostic::error(codes::types::OPERATOR, "a field was expected on this side of the comparison")
                .at(scope.place.at(expr.span), "")
                .help(help),
        );
    }

    fn call(&mut self, name: &ast::Name, argument: &ast::Name, scope: &Scope) -> Option<Expr> {
        let at = scope.place.at(name.span);
        let id = self.lookup(Kind::Define, &name.value, scope.place.pack, at)? as usize;
        let fits = argument.value == "it" || Some(&argument.value) == scope.parameter.as_ref();
        if !fits {
            self.report(
                Diagnostic::error(
                    codes::name::UNKNOWN_SUBJECT,
                    format!("`{}` is not what this condition speaks of", argument.value),
                )
                .at(scope.place.at(argument.span), "")
                .help("write `it`"),
            );
            return None;
        }
        self.defines[id].used = true;
        let Define { pack, file, define, open, .. } = self.defines[id].clone();
        if open {
            self.report(
                Diagnostic::error(codes::rule::RECURSION, format!("`{}` is defined by itself", name.value))
                    .at(at, "used here while it is being put in place")
                    .also(FileSpan::new(file, define.name.span), "defined here")
                    .help("a definition cannot use itself, directly or by way of others"),
            );
            return None;
        }
        let place = Place { pack, file };
        let subject = self.subject(&define.subject, &place)?;
        if !scope.subject.is_inside(subject) {
            self.report(
                Diagnostic::error(
                    codes::types::MISMATCH,
                    format!("`{}` speaks of {}, and this is {}", name.value, an(subject), an(scope.subject)),
                )
                .at(at, "")
                .help(format!("ask it of each: `any {} ({}(it))`", subject.as_str(), name.value)),
            );
            return None;
        }
        self.defines[id].open = true;
        let inner = Scope { place, subject, parameter: Some(define.parameter.value.clone()) };
        let body = self.condition(&define.body, &inner);
        self.defines[id].open = false;
        let body = body?;
        if subject == scope.subject {
            return Some(body);
        }
        let at = body.at;
        Some(Expr { kind: ExprKind::Outer { subject, body: Box::new(body) }, at })
    }

    /// Checks a definition on its own, so that mistakes in one that no rule uses are found too.
    pub(super) fn check_define(&mut self, index: usize) {
        let Define { pack, file, define, .. } = self.defines[index].clone();
        let place = Place { pack, file };
        if let Some(subject) = self.subject(&define.subject, &place) {
            self.defines[index].open = true;
            let scope = Scope { place, subject, parameter: Some(define.parameter.value.clone()) };
            self.condition(&define.body, &scope);
            self.defines[index].open = false;
        }
    }
}

pub(super) const fn typed_as(typed: &Typed) -> FieldType {
    match typed {
        Typed::Field(field) => field.info().ty,
        Typed::Count | Typed::CountThings => FieldType::Number,
    }
}

/// A kind of subject with its article.
pub(super) const fn an(subject: Subject) -> &'static str {
    match subject {
        Subject::Integration => "an integration",
        Subject::Connection => "a connection",
        Subject::Endpoint => "an endpoint",
        Subject::Scope => "a scope",
    }
}
