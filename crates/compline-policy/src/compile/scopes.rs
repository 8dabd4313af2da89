//! Scopes of vendors: lattices by API and kind of token, and what operations need.

use compline_diagnostic::{Diagnostic, FileId, FileSpan, Spanned, codes, did_you_mean};
use compline_manifest::schema::Field;
use compline_syntax::ast::{self, ItemKind, OperationsClause, ScopesClause};

use super::Compiler;
use super::points::Place;
use super::symbols::Kind;
use crate::expr::{Expr, ExprKind};
use crate::operations::{Operation, OperationPattern, Operations};
use crate::policy::{SourceId, VendorScopes};
use crate::scope_lattice::{Empty, Parts, Pattern, Retired, ScopeLattice, check_covers, check_same_captures};
use crate::vendor::VendorId;

/// What asking for no scope can mean.
const EMPTY: [(&str, Empty); 3] = [("all", Empty::All), ("none", Empty::None), ("unknown", Empty::Unknown)];

/// A lattice in the works.
#[derive(Default)]
struct Collected {
    parts: Parts,
    /// Where each of the covers stands, and then each of the splits.
    covers_at: Vec<FileSpan>,
    splits_at: Vec<FileSpan>,
    /// Tiers as written, with their place.
    tiers_at: Vec<(String, String, FileSpan)>,
    sources: Vec<SourceId>,
}

impl Compiler {
    pub(super) fn compile_scopes(&mut self) {
        for (pack, file, doc, scopes) in self.each_item(|kind| match kind {
            ItemKind::Scopes(scopes) => Some(scopes),
            _ => None,
        }) {
            let place = Place { pack, file };
            let at = place.at(scopes.vendor.span);
            let vendor = self.lookup(Kind::Vendor, &scopes.vendor.value, pack, at).map(VendorId);
            let mut collected = Collected::default();
            for clause in &scopes.clauses {
                self.scopes_clause(clause, &place, &mut collected);
            }
            let lattice = ScopeLattice::build(collected.parts);
            if let Some(cycle) = lattice.cycle() {
                let places = collected.covers_at.iter().chain(&collected.splits_at);
                let clause = places.copied().nth(cycle.clause).unwrap_or(at);
                self.report(
                    Diagnostic::error(
                        codes::rule::SCOPE_CYCLE,
                        format!("`{}` and `{}` cover each other", cycle.wide, cycle.narrow),
                    )
                    .at(clause, "by this and what else is said, in a circle")
                    .help("if they are one scope by two names, write `\"A\" same as \"B\"`; if not, one of the lines is wrong"),
                );
            }
            let Some(vendor) = vendor else { continue };
            let name = |name: &Option<ast::Name>| name.as_ref().map(|name| name.value.clone());
            let (api, kind) = (name(&scopes.api), name(&scopes.kind));
            let same = |one: &Option<String>, other: &Option<String>| match (one, other) {
                (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
                (one, other) => one == other,
            };
            let twin = self
                .lattices
                .iter()
                .find(|other| other.vendor == vendor && same(&other.api, &api) && same(&other.kind, &kind));
            if let Some(twin) = twin {
                let first = twin.at;
                self.report(
                    Diagnostic::error(
                        codes::name::DUPLICATE,
                        format!("the scopes of `{}` are declared twice", scopes.vendor.value),
                    )
                    .at(at, "declared again here")
                    .also(first, "first declared here")
                    .help("put them into one `scopes` item, or say which API or kind of token each is for: `scopes VENDOR api NAME kind NAME`"),
                );
            }
            self.lattices.push(VendorScopes { vendor, api, kind, lattice, sources: collected.sources, doc, at });
        }
    }

    fn scopes_clause(&mut self, clause: &ScopesClause, place: &Place, into: &mut Collected) {
        let file = place.file;
        match clause {
            ScopesClause::Separator(text) => into.parts.separator = Some(text.value.clone()),
            ScopesClause::CaseInsensitive(_) => into.parts.case_insensitive = true,
            ScopesClause::Source(names) => {
                let found = self.lookup_all(Kind::Source, names, place.pack, file);
                into.sources.extend(found.into_iter().map(SourceId));
            }
            ScopesClause::Covers { wide, narrow } => {
                let wide = self.scope_patterns(wide, file);
                for (narrow, at) in self.scope_patterns(narrow, file) {
                    for (wide, _) in &wide {
                        if let Err(message) = check_covers(wide, &narrow) {
                            self.scope_error(
                                message,
                                at,
                                "the narrow side",
                                "the narrow scope has to determine the wide one",
                            );
                        } else {
                            into.parts.covers.push((wide.clone(), narrow.clone()));
                            into.covers_at.push(at);
                        }
                    }
                }
            }
            ScopesClause::SameAs { scopes } => {
                let patterns = self.scope_patterns(scopes, file);
                let Some((first, _)) = patterns.first() else { return };
                let mut fine = true;
                for (other, at) in &patterns[1..] {
                    if let Err(message) = check_same_captures(first, other) {
                        fine = false;
                        self.scope_error(message, *at, "", "names of one scope have the same captures");
                    }
                }
                if fine {
                    into.parts.same.push(patterns.into_iter().map(|(pattern, _)| pattern).collect());
                }
            }
            ScopesClause::SplitsInto { whole, parts } => {
                let Some(one) = self.scope_pattern(whole, file) else { return };
                let patterns = self.scope_patterns(parts, file);
                let at = FileSpan::new(file, whole.span);
                if parts.len() < 2 {
                    self.report(
                        Diagnostic::error(codes::rule::SCOPE_SPLIT, format!("`{one}` is split into one scope"))
                            .at(at, "")
                            .help(format!(
                                "if it only got another name, write `\"{}\" same as \"{one}\"`",
                                parts.first().map_or("NEW", |part| &part.value)
                            )),
                    );
                    return;
                }
                let mut fine = patterns.len() == parts.len();
                for (part, at) in &patterns {
                    if let Err(message) = check_same_captures(&one, part) {
                        fine = false;
                        self.scope_error(message, *at, "", "the whole and each part have the same captures");
                    }
                }
                if fine {
                    into.parts.splits.push((one, patterns.into_iter().map(|(pattern, _)| pattern).collect()));
                    into.splits_at.push(at);
                }
            }
            ScopesClause::Retired { scopes, from } => {
                let point = from.as_ref().map(|point| self.point(point, place, None));
                let patterns = self.scope_patterns(scopes, file);
                // Of a point that is none, the mistake is told.
                if matches!(point, Some(None)) {
                    return;
                }
                let from = point.flatten();
                for (scopes, at) in patterns {
                    into.parts.retired.push(Retired { scopes, from: from.clone(), at });
                }
            }
            ScopesClause::Tier { tier, scopes } => {
                for (scopes, at) in self.scope_patterns(scopes, file) {
                    let written = scopes.to_string();
                    let other = into.tiers_at.iter().find(|(name, known, _)| *known == written && *name != tier.value);
                    if let Some((name, _, first)) = other {
                        let diagnostic =
                            Diagnostic::error(codes::rule::SCOPE_TIER, format!("`{written}` is in two tiers"))
                                .at(at, format!("`{}` here", tier.value))
                                .also(*first, format!("`{name}` here"))
                                .help("a scope is in one tier: take it out of the other");
                        self.report(diagnostic);
                    }
                    into.tiers_at.push((tier.value.clone(), written, at));
                    into.parts.tiers.push((tier.value.clone(), scopes));
                }
            }
            ScopesClause::EmptyMeans(word) => match EMPTY.iter().find(|(name, _)| *name == word.value) {
                Some((_, empty)) => into.parts.empty = *empty,
                None => self.report(
                    Diagnostic::error(
                        codes::name::UNKNOWN_WORD,
                        format!("asking for no scope cannot mean `{}`", word.value),
                    )
                    .at(FileSpan::new(file, word.span), "")
                    .help(
                        did_you_mean(&word.value, EMPTY.map(|(name, _)| name))
                            .unwrap_or_else(|| "write `all`, `none` or `unknown`".into()),
                    ),
                ),
            },
        }
    }

    fn scope_error(&mut self, message: String, at: FileSpan, label: &str, help: &str) {
        self.report(Diagnostic::error(codes::rule::SCOPE_PATTERN, message).at(at, label).help(help));
    }

    fn scope_patterns(&mut self, texts: &[Spanned<String>], file: FileId) -> Vec<(Pattern, FileSpan)> {
        let pattern = |text| self.scope_pattern(text, file).map(|pattern| (pattern, FileSpan::new(file, text.span)));
        texts.iter().filter_map(pattern).collect()
    }

    fn scope_pattern(&mut self, text: &Spanned<String>, file: FileId) -> Option<Pattern> {
        match Pattern::parse(&text.value) {
            Ok(pattern) => Some(pattern),
            Err(message) => {
                let help = "write scopes with captures in braces, such as `{service}.{module}.ALL`";
                self.scope_error(message, FileSpan::new(file, text.span), "", help);
                None
            }
        }
    }

    pub(super) fn compile_operations(&mut self) {
        for (pack, file, _, operations) in self.each_item(|kind| match kind {
            ItemKind::Operations(operations) => Some(operations),
            _ => None,
        }) {
            let at = FileSpan::new(file, operations.vendor.span);
            let Some(vendor) = self.lookup(Kind::Vendor, &operations.vendor.value, pack, at).map(VendorId) else {
                continue;
            };
            let known = self.operations.iter().position(|(id, _)| *id == vendor);
            let table = known.unwrap_or_else(|| {
                self.operations.push((vendor, Operations::default()));
                self.operations.len() - 1
            });
            for clause in &operations.clauses {
                match clause {
                    OperationsClause::Source(names) => {
                        self.lookup_all(Kind::Source, names, pack, file);
                    }
                    OperationsClause::Needs { operations, needs, at_most } => {
                        self.needs(operations, needs, *at_most, file, table);
                    }
                }
            }
        }
    }

    fn needs(&mut self, operations: &[ast::Text], needs: &[Vec<ast::Text>], at_most: bool, file: FileId, table: usize) {
        for scope in needs.iter().flatten() {
            if scope.value.trim().is_empty() || scope.value.contains(['{', '}']) {
                self.report(
                    Diagnostic::error(codes::rule::OPERATION, format!("`{}` is not one scope", scope.value))
                        .at(FileSpan::new(file, scope.span), "")
                        .help("operations need whole scopes, without captures: write a line for each"),
                );
            }
        }
        let needs: Vec<Vec<String>> =
            needs.iter().map(|all| all.iter().map(|scope| scope.value.clone()).collect()).collect();
        for operation in operations {
            let at = FileSpan::new(file, operation.span);
            match OperationPattern::parse(&operation.value) {
                Err(message) => self.report(
                    Diagnostic::error(codes::rule::OPERATION, message)
                        .at(at, "")
                        .help("write a method and a path, such as `GET /crm/{version}/Leads/{id}` or `GET /files/**`"),
                ),
                Ok(pattern) => {
                    let one = Operation { pattern, needs: needs.clone(), at_most, at };
                    if let Err(first) = self.operations[table].1.add(one) {
                        self.report(
                            Diagnostic::error(
                                codes::name::DUPLICATE,
                                format!("what `{}` needs is said twice", operation.value),
                            )
                            .at(at, "said again here")
                            .also(first, "first said here")
                            .help("put all alternatives into one line, joined by `or`"),
                        );
                    }
                }
            }
        }
    }

    /// Whether a scope is retired may hang on a cutoff, so a cutoff cannot hang on that.
    pub(super) fn check_row_conditions(&mut self) {
        let mut found = vec![];
        for row in self.cutoffs.iter().flat_map(|cutoff| &cutoff.stages).flat_map(|stage| &stage.rows) {
            if let Some(condition) = &row.condition {
                condition.walk(&mut |expr| {
                    if asks_retired(expr) {
                        found.push(expr.at);
                    }
                });
            }
        }
        for at in found {
            self.report(
                Diagnostic::error(codes::rule::RETIRED_IN_ROW, "a cutoff cannot hang on whether a scope is retired")
                    .at(at, "")
                    .help("name the scopes: `any scope (scope in { ... })`"),
            );
        }
    }
}

/// Whether a condition is a test of `scope-retired`.
pub(super) fn asks_retired(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Test { operand, .. } if operand.field() == Some(Field::ScopeRetired))
}
