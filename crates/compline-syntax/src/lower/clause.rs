//! Items and their clauses.

use compline_diagnostic::codes::syntax;
use compline_diagnostic::{Diagnostic, Severity, Span, Spanned};
use pest::iterators::Pair;

use super::{Lower, find, has};
use crate::ast::{
    By, Conflict, Cutoff, CutoffClause, Define, Each, EachClause, Expr, FieldDecl, Filter, FixAction, Format,
    FormatClause, ItemKind, Limit, Mode, Name, Operations, OperationsClause, Otherwise, Path, Release, Row,
    Rule as RuleItem, RuleClause, RuleTest, Scopes, ScopesClause, SeverityWhen, Source, SourceClause, Stage,
    TestClause, Text, Tighten, TightenClause, Vendor, VendorClause, Waive, WaiveClause,
};
use crate::grammar::Rule;

/// What kind of braces a clause stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    Vendor,
    Source,
    Cutoff,
    Stage,
    Scopes,
    Rule,
    Format,
    Operations,
    Tighten,
    Waive,
    Test,
    /// With the kind of thing it reads.
    Each(String),
}

/// What stands before the braces.
#[derive(Debug)]
pub(crate) enum Head {
    Vendor(Name, Option<Text>),
    Source(Name),
    Cutoff(Name, Option<Text>),
    Stage(Name, Option<Text>),
    Scopes(Name, Option<Name>, Option<Name>),
    Rule(Name, Name, Option<Expr>),
    Format(Name, Option<Text>),
    Operations(Name),
    Tighten(Name),
    /// The rule, the targets, the condition and the whole head.
    Waive(Name, Vec<(Name, Text)>, Option<Expr>, Span),
    Test(Text),
    Each(Name, Vec<Path>, Option<By>, Vec<Filter>),
}

/// One clause of any kind.
#[derive(Debug)]
pub(crate) enum Clause {
    Vendor(VendorClause),
    Source(SourceClause),
    Cutoff(CutoffClause),
    Stage(Stage),
    Otherwise(Spanned<Otherwise>),
    Row(Row),
    Scopes(ScopesClause),
    Rule(RuleClause),
    Format(FormatClause),
    Operations(OperationsClause),
    Tighten(TightenClause),
    Waive(WaiveClause),
    Test(TestClause),
    Each(EachClause),
}

impl Head {
    /// The kind of braces that follow.
    pub(crate) fn block(&self) -> Block {
        match self {
            Self::Vendor(..) => Block::Vendor,
            Self::Source(..) => Block::Source,
            Self::Cutoff(..) => Block::Cutoff,
            Self::Stage(..) => Block::Stage,
            Self::Scopes(..) => Block::Scopes,
            Self::Rule(..) => Block::Rule,
            Self::Format(..) => Block::Format,
            Self::Operations(..) => Block::Operations,
            Self::Tighten(..) => Block::Tighten,
            Self::Waive(..) => Block::Waive,
            Self::Test(..) => Block::Test,
            Self::Each(subject, ..) => Block::Each(subject.value.clone()),
        }
    }

    /// The item of this head with these clauses; nothing for heads of inner blocks.
    pub(crate) fn item(self, clauses: Vec<Clause>) -> Option<ItemKind> {
        macro_rules! only {
            ($kind:ident) => {
                clauses.into_iter().filter_map(|c| if let Clause::$kind(c) = c { Some(c) } else { None }).collect()
            };
        }
        Some(match self {
            Self::Vendor(name, title) => ItemKind::Vendor(Vendor { name, title, clauses: only!(Vendor) }),
            Self::Source(name) => ItemKind::Source(Source { name, clauses: only!(Source) }),
            Self::Cutoff(name, title) => {
                let mut cutoff = Cutoff { name, title, clauses: vec![], stages: vec![] };
                for clause in clauses {
                    match clause {
                        Clause::Cutoff(clause) => cutoff.clauses.push(clause),
                        Clause::Stage(stage) => cutoff.stages.push(stage),
                        _ => {}
                    }
                }
                ItemKind::Cutoff(cutoff)
            }
            Self::Scopes(vendor, api, kind) => ItemKind::Scopes(Scopes { vendor, api, kind, clauses: only!(Scopes) }),
            Self::Rule(name, subject, selection) => {
                ItemKind::Rule(RuleItem { name, subject, selection, clauses: only!(Rule) })
            }
            Self::Format(name, title) => ItemKind::Format(Format { name, title, clauses: only!(Format) }),
            Self::Operations(vendor) => ItemKind::Operations(Operations { vendor, clauses: only!(Operations) }),
            Self::Tighten(rule) => ItemKind::Tighten(Tighten { rule, clauses: only!(Tighten) }),
            Self::Waive(rule, targets, condition, span) => {
                ItemKind::Waive(Waive { rule, targets, condition, clauses: only!(Waive), span })
            }
            Self::Test(name) => ItemKind::Test(RuleTest { name, clauses: only!(Test) }),
            Self::Stage(..) | Self::Each(..) => return None,
        })
    }

    /// The inner block of this head with these clauses, as a clause of the block around it.
    pub(crate) fn inner(self, clauses: Vec<Clause>, span: Span, outer: &Block) -> Option<Clause> {
        match self {
            Self::Stage(name, title) => {
                let mut stage = Stage { name, title, rows: vec![], otherwise: None, span };
                for clause in clauses {
                    match clause {
                        Clause::Row(row) => stage.rows.push(row),
                        Clause::Otherwise(otherwise) => stage.otherwise = Some(otherwise),
                        _ => {}
                    }
                }
                Some(Clause::Stage(stage))
            }
            Self::Each(subject, paths, by, filters) => {
                let clauses =
                    clauses.into_iter().filter_map(|c| if let Clause::Each(c) = c { Some(c) } else { None }).collect();
                let each = Each { subject, paths, by, filters, clauses, span };
                Some(if *outer == Block::Format {
                    Clause::Format(FormatClause::Each(each))
                } else {
                    Clause::Each(EachClause::Each(each))
                })
            }
            _ => None,
        }
    }
}

impl Lower<'_> {
    /// A whole item from its pair.
    pub(crate) fn item(&mut self, pair: Pair<'_, Rule>) -> Option<ItemKind> {
        let span = self.span(&pair);
        self.or_report(span, |lower| lower.item_kind(pair))
    }

    fn item_kind(&mut self, pair: Pair<'_, Rule>) -> Option<ItemKind> {
        let rule = pair.as_rule();
        let parts = if rule == Rule::whole_define { pair.into_inner().collect() } else { self.parts(pair) };
        match rule {
            Rule::whole_use => Some(ItemKind::Use(self.names(find(&parts, Rule::names)?))),
            Rule::whole_mode => {
                let name = self.name(&find(&parts, Rule::mode_name)?);
                let title = find(&parts, Rule::text).map(|text| self.literal(&text));
                let parent = find(&parts, Rule::mode_parent)
                    .and_then(|parent| parent.into_inner().find(|part| part.as_rule() == Rule::mode_name))
                    .map(|parent| self.name(&parent));
                let mut known_as = vec![];
                for part in parts.into_iter().filter(|part| part.as_rule() == Rule::known_as) {
                    let inner = self.parts(part);
                    known_as.extend(self.literals(find(&inner, Rule::texts)?));
                }
                Some(ItemKind::Mode(Mode { name, title, parent, known_as }))
            }
            Rule::whole_define => {
                let mut names = parts.iter().filter(|part| part.as_rule() == Rule::new_name);
                let (name, parameter) = (self.name(names.next()?), self.name(names.next()?));
                let subject = self.name(&find(&parts, Rule::word)?);
                let sign = find(&parts, Rule::define_is)?;
                if sign.as_str() != "=" {
                    self.errors.push(
                        Diagnostic::error(syntax::OPERATOR, "a definition has a single `=`")
                            .at(self.place(self.span(&sign)), "")
                            .help("write `=`"),
                    );
                }
                let body = self.expr(find(&parts, Rule::expr)?)?;
                Some(ItemKind::Define(Define { name, parameter, subject, body }))
            }
            Rule::whole_field => {
                let mut words = parts.iter().filter(|part| part.as_rule() == Rule::word);
                let (subject, ty) = (self.name(words.next()?), self.name(words.next()?));
                let values = find(&parts, Rule::one_of).and_then(|list| list.into_inner().last());
                Some(ItemKind::Field(FieldDecl {
                    name: self.name(&find(&parts, Rule::mode_name)?),
                    subject,
                    ty,
                    values: values.map(|list| self.any_names(list)).unwrap_or_default(),
                    meaning: find(&parts, Rule::text).map(|text| self.literal(&text)),
                }))
            }
            Rule::whole_release => {
                let at = self.moment(&find(&parts, Rule::moment)?);
                let by = find(&parts, Rule::release_by).and_then(|by| by.into_inner().last());
                Some(ItemKind::Release(Release {
                    name: self.name(&find(&parts, Rule::new_name)?),
                    title: find(&parts, Rule::text).map(|text| self.literal(&text)),
                    at: at?,
                    sources: by.map(|names| self.names(names)).unwrap_or_default(),
                }))
            }
            Rule::whole_limit => {
                let what = self.name(&find(&parts, Rule::word)?);
                let to = match find(&parts, Rule::length) {
                    Some(length) => Some(self.length(length)?),
                    None => None,
                };
                Some(ItemKind::Limit(Limit { what, to }))
            }
            _ => {
                let mut parts = parts.into_iter();
                let head = self.head(parts.next()?)?;
                let block = head.block();
                let clauses = parts.filter_map(|part| self.clause(&block, part)).collect();
                head.item(clauses)
            }
        }
    }

    /// What stands before the braces of an item, `stage` or `each`.
    pub(crate) fn head(&mut self, pair: Pair<'_, Rule>) -> Option<Head> {
        let span = self.span(&pair);
        self.or_report(span, |lower| lower.head_kind(pair))
    }

    fn head_kind(&mut self, pair: Pair<'_, Rule>) -> Option<Head> {
        let rule = pair.as_rule();
        let span = self.span(&pair);
        let parts: Vec<_> = pair.into_inner().collect();
        if matches!(rule, Rule::each_head | Rule::short_head) {
            return self.each_head(parts);
        }
        match rule {
            Rule::tighten_head => return Some(Head::Tighten(self.name(&find(&parts, Rule::rule_name)?))),
            Rule::waive_head => return self.waive_head(&parts, span),
            Rule::test_head => return Some(Head::Test(self.literal(&find(&parts, Rule::text)?))),
            _ => {}
        }
        let name_part = find(&parts, Rule::new_name)?;
        let name = self.name(&name_part);
        let title = find(&parts, Rule::text).map(|text| self.literal(&text));
        Some(match rule {
            Rule::vendor_head => Head::Vendor(name, title),
            Rule::source_head => Head::Source(name),
            Rule::cutoff_head => Head::Cutoff(name, title),
            Rule::stage_head => Head::Stage(name, title),
            Rule::scopes_head => {
                let of = |rule| find(&parts, rule).and_then(|part| part.into_inner().last());
                let (api, kind) = (of(Rule::scopes_api), of(Rule::scopes_kind));
                Head::Scopes(name, api.map(|api| self.name(&api)), kind.map(|kind| self.name(&kind)))
            }
            Rule::operations_head => Head::Operations(name),
            Rule::format_head => Head::Format(name, title),
            Rule::rule_head => {
                let subject = find(&parts, Rule::rule_subject).map(|part| part.into_inner().collect::<Vec<_>>());
                let subject = subject.and_then(|parts| self.rule_subject(&parts));
                let subject = subject.unwrap_or_else(|| {
                    let span = name.span;
                    self.errors.push(
                        Diagnostic::error(syntax::MISSING_SUBJECT, format!("rule `{}` does not say what it is for", name.value))
                            .at(self.place(span), "")
                            .help(format!(
                                "write `rule {} for connection`; the subjects are `integration`, `connection`, `endpoint` and `scope`",
                                name.value
                            )),
                    );
                    Spanned::new("connection".to_owned(), Span::at(span.end))
                });
                // A selection that could not be read must not widen the rule to everything.
                let selection = match find(&parts, Rule::rule_where) {
                    Some(part) => Some(self.expr(part.into_inner().find(|part| part.as_rule() == Rule::expr)?)?),
                    None => None,
                };
                Head::Rule(name, subject, selection)
            }
            _ => return None,
        })
    }

    fn rule_subject(&mut self, parts: &[Pair<'_, Rule>]) -> Option<Name> {
        let word = self.name(parts.last()?);
        if has(parts, Rule::odd_subject) {
            self.errors.push(
                Diagnostic::error(syntax::MISSING_SUBJECT, format!("no `for` before `{}`", word.value))
                    .at(self.place(word.span), "")
                    .help(format!("write `for {}`", word.value)),
            );
        }
        Some(word)
    }

    /// One clause, from a `*_clause` pair.
    pub(crate) fn clause(&mut self, block: &Block, pair: Pair<'_, Rule>) -> Option<Clause> {
        if !matches!(
            pair.as_rule(),
            Rule::vendor_clause
                | Rule::source_clause
                | Rule::cutoff_clause
                | Rule::stage_clause
                | Rule::scopes_clause
                | Rule::rule_clause
                | Rule::format_clause
                | Rule::operations_clause
                | Rule::tighten_clause
                | Rule::waive_clause
                | Rule::test_clause
                | Rule::each_clause
        ) {
            return None;
        }
        let span = self.span(&pair);
        let inner = pair.into_inner().next()?;
        self.or_report(span, |lower| match block {
            _ if matches!(inner.as_rule(), Rule::stage | Rule::each | Rule::short_each) => {
                lower.inner_block(block, inner)
            }
            Block::Vendor => lower.vendor_clause(inner).map(Clause::Vendor),
            Block::Source => lower.source_clause(inner).map(Clause::Source),
            Block::Cutoff => lower.cutoff_clause(inner).map(Clause::Cutoff),
            Block::Stage if inner.as_rule() == Rule::otherwise => {
                let parts = lower.parts(inner);
                let value = if has(&parts, Rule::k_never) { Otherwise::Never } else { Otherwise::Unknown };
                Some(Clause::Otherwise(Spanned::new(value, span)))
            }
            Block::Stage => lower.row(inner).map(Clause::Row),
            Block::Scopes => lower.scopes_clause(inner).map(Clause::Scopes),
            Block::Rule => lower.rule_clause(inner).map(Clause::Rule),
            Block::Format => lower.format_clause(inner).map(Clause::Format),
            Block::Operations => lower.operations_clause(inner).map(Clause::Operations),
            Block::Tighten => lower.tighten_clause(inner).map(Clause::Tighten),
            Block::Waive => lower.waive_clause(inner).map(Clause::Waive),
            Block::Test => lower.test_clause(inner).map(Clause::Test),
            Block::Each(subject) => lower.each_clause(subject, inner).map(Clause::Each),
        })
    }

    fn inner_block(&mut self, outer: &Block, pair: Pair<'_, Rule>) -> Option<Clause> {
        let span = self.span(&pair);
        let mut parts = pair.into_inner();
        let head = self.head(parts.next()?)?;
        let block = head.block();
        let clauses = parts.filter_map(|part| self.clause(&block, part)).collect();
        head.inner(clauses, span, outer)
    }

    fn vendor_clause(&mut self, pair: Pair<'_, Rule>) -> Option<VendorClause> {
        let rule = pair.as_rule();
        let parts = self.parts(pair);
        Some(match rule {
            Rule::hosts => VendorClause::Hosts {
                patterns: self.literals(find(&parts, Rule::texts)?),
                region: find(&parts, Rule::list_name).map(|name| self.name(&name)),
            },
            Rule::regions => VendorClause::Regions(self.names(find(&parts, Rule::names)?)),
            Rule::known_as => VendorClause::KnownAs(self.literals(find(&parts, Rule::texts)?)),
            Rule::sources => VendorClause::Source(self.names(find(&parts, Rule::names)?)),
            Rule::checked => VendorClause::CheckedThrough(self.day(&parts)?),
            _ => return None,
        })
    }

    fn source_clause(&mut self, pair: Pair<'_, Rule>) -> Option<SourceClause> {
        let rule = pair.as_rule();
        let parts = self.parts(pair);
        let keyword = parts.first()?.as_rule();
        Some(match rule {
            Rule::source_text => {
                let text = self.literal(&find(&parts, Rule::text)?);
                match keyword {
                    Rule::k_title => SourceClause::Title(text),
                    Rule::k_publisher => SourceClause::Publisher(text),
                    Rule::k_url => SourceClause::Url(text),
                    _ => SourceClause::Note(text),
                }
            }
            Rule::source_day => {
                let day = self.day(&parts)?;
                if keyword == Rule::k_published { SourceClause::Published(day) } else { SourceClause::Seen(day) }
            }
            Rule::standing => SourceClause::Standing(self.name(&find(&parts, Rule::word)?)),
            _ => return None,
        })
    }

    fn cutoff_clause(&mut self, pair: Pair<'_, Rule>) -> Option<CutoffClause> {
        let rule = pair.as_rule();
        let span = self.span(&pair);
        let parts = self.parts(pair);
        Some(match rule {
            Rule::cutoff_vendor => CutoffClause::Vendor(self.name(&find(&parts, Rule::list_name)?)),
            Rule::zone => CutoffClause::Zone(self.name(&find(&parts, Rule::zone_name)?)),
            Rule::sources => CutoffClause::Source(self.names(find(&parts, Rule::names)?)),
            Rule::checked => CutoffClause::CheckedThrough(self.day(&parts)?),
            Rule::conflict => CutoffClause::Conflict(Conflict {
                sources: self.names(find(&parts, Rule::comma_names)?),
                stands: self.name(&find(&parts, Rule::list_name)?),
                because: self.literal(&find(&parts, Rule::text)?),
                span,
            }),
            _ => return None,
        })
    }

    fn scopes_clause(&mut self, pair: Pair<'_, Rule>) -> Option<ScopesClause> {
        let rule = pair.as_rule();
        let span = self.span(&pair);
        let parts = self.parts(pair);
        Some(match rule {
            Rule::separator => ScopesClause::Separator(self.literal(&find(&parts, Rule::text)?)),
            Rule::case_insensitive => ScopesClause::CaseInsensitive(span),
            Rule::sources => ScopesClause::Source(self.names(find(&parts, Rule::names)?)),
            Rule::covering => return self.relation(parts),
            Rule::retired => {
                let scopes = self.literals(find(&parts, Rule::scope_texts)?);
                let from = match find(&parts, Rule::point) {
                    Some(point) => Some(self.point(point)?),
                    None => None,
                };
                ScopesClause::Retired { scopes, from }
            }
            Rule::tier => ScopesClause::Tier {
                tier: self.name(&find(&parts, Rule::word)?),
                scopes: self.literals(find(&parts, Rule::scope_texts)?),
            },
            Rule::empty => ScopesClause::EmptyMeans(self.name(parts.last()?)),
            _ => return None,
        })
    }

    /// `A covers B`, `A same as B`, `A splits into B`
    fn relation(&mut self, parts: Vec<Pair<'_, Rule>>) -> Option<ScopesClause> {
        let (same, splits) = (has(&parts, Rule::k_same), has(&parts, Rule::k_splits));
        let mut lists = parts.into_iter().filter(|part| part.as_rule() == Rule::comma_texts);
        let (left, right) = (lists.next()?, lists.next()?);
        let left_span = self.span(&left);
        let (mut left, right) = (self.literals(left), self.literals(right));
        if same {
            left.extend(right);
            return Some(ScopesClause::SameAs { scopes: left });
        }
        if !splits {
            return Some(ScopesClause::Covers { wide: left, narrow: right });
        }
        if left.len() > 1 {
            self.errors.push(
                Diagnostic::error(syntax::EXPECTED, "expected one scope before `splits into`, found several")
                    .at(self.place(left_span), "")
                    .help("give each scope that splits a clause of its own"),
            );
            return None;
        }
        Some(ScopesClause::SplitsInto { whole: left.pop()?, parts: right })
    }

    fn rule_clause(&mut self, pair: Pair<'_, Rule>) -> Option<RuleClause> {
        let rule = pair.as_rule();
        let span = self.span(&pair);
        let parts = self.parts(pair);
        let keyword = parts.first()?.clone();
        let expr = find(&parts, Rule::expr);
        Some(match rule {
            Rule::forbid => {
                let condition = match expr {
                    Some(expr) => Some(self.expr(expr)?),
                    None => None,
                };
                RuleClause::Forbid(self.span(&keyword), condition)
            }
            Rule::require => RuleClause::Require(self.span(&keyword), self.expr(expr?)?),
            Rule::message => RuleClause::Message(self.literal(&find(&parts, Rule::text)?)),
            Rule::help => RuleClause::Help(self.literal(&find(&parts, Rule::text)?)),
            Rule::sources => RuleClause::Source(self.names(find(&parts, Rule::names)?)),
            Rule::control => RuleClause::Control(self.literals(find(&parts, Rule::texts)?)),
            Rule::severity_clause => {
                let (severity, when) = self.severity(&parts)?;
                RuleClause::Severity { severity, when, span }
            }
            Rule::fix => {
                let action = self.fix(parts.last()?.clone())?;
                RuleClause::Fix { is_unsafe: has(&parts, Rule::k_unsafe), action, span }
            }
            _ => return None,
        })
    }

    /// `error from P`, from the parts of the clause.
    pub(super) fn severity(&mut self, parts: &[Pair<'_, Rule>]) -> Option<(Spanned<Severity>, Option<SeverityWhen>)> {
        let keyword = parts.first()?;
        let severity = Spanned::new(severity(keyword.as_str()), self.span(keyword));
        let when = match find(parts, Rule::severity_when) {
            Some(when) => Some(self.severity_when(when)?),
            None => None,
        };
        Some((severity, when))
    }

    fn fix(&mut self, pair: Pair<'_, Rule>) -> Option<FixAction> {
        let rule = pair.as_rule();
        let parts: Vec<_> = pair.into_inner().collect();
        Some(match rule {
            Rule::fix_excess => FixAction::RemoveExcess,
            Rule::fix_missing => FixAction::AddMissing,
            Rule::fix_remove => FixAction::Remove(self.name(&find(&parts, Rule::reference)?)),
            Rule::fix_replace => FixAction::Replace {
                field: self.name(&find(&parts, Rule::reference)?),
                with: self.primary(find(&parts, Rule::fix_value)?)?,
            },
            _ => return None,
        })
    }

    fn severity_when(&mut self, pair: Pair<'_, Rule>) -> Option<SeverityWhen> {
        let parts: Vec<_> = pair.into_inner().collect();
        let keyword = parts.first()?;
        match keyword.as_rule() {
            Rule::k_from => Some(SeverityWhen::From(self.point(find(&parts, Rule::point)?)?)),
            Rule::k_after => Some(SeverityWhen::After(self.point(find(&parts, Rule::point)?)?)),
            Rule::k_during => Some(SeverityWhen::During(self.name(&find(&parts, Rule::point_name)?))),
            _ => {
                self.odd_when(keyword, &["from", "after", "during"]);
                // The date may be wrong as well.
                self.point(find(&parts, Rule::point)?)?;
                None
            }
        }
    }
}

/// The severity that a keyword names.
pub(super) fn severity(word: &str) -> Severity {
    match word {
        "note" => Severity::Note,
        "warning" => Severity::Warning,
        _ => Severity::Error,
    }
}
