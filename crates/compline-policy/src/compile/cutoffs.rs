//! Cutoffs: rows checked against each other, stages ordered so that the first row that speaks stands.

use std::collections::BTreeSet;

use compline_diagnostic::{Diagnostic, FileSpan, Spanned, codes, did_you_mean};
use compline_manifest::schema::{Field, FieldType, Subject};
use compline_syntax::ast;
use compline_time::Zone;

use super::Compiler;
use super::conditions::Scope;
use super::points::Place;
use super::symbols::Kind;
use crate::cutoff::{Conflict, Cutoff, Point, Row, Stage, StageRef, When};
use crate::expr::{DateRelation, Expr, ExprKind, Operand, Test, Value};
use crate::policy::SourceId;
use crate::vendor::VendorId;

impl Compiler {
    pub(super) fn compile_cutoffs(&mut self) {
        for (pack, file, doc, cutoff) in self.cutoff_asts.clone() {
            let place = Place { pack, file };
            let compiled = self.cutoff(&place, doc, &cutoff);
            self.cutoffs.push(compiled);
        }
        self.refuse_stage_cycles();
    }

    fn cutoff(&mut self, place: &Place, doc: Option<String>, cutoff: &ast::Cutoff) -> Cutoff {
        let at = place.at(cutoff.name.span);
        let mut compiled = Cutoff {
            id: self.qualified(place.pack, &cutoff.name.value),
            title: cutoff.title.as_ref().map_or_else(|| cutoff.name.value.clone(), |title| title.value.clone()),
            at,
            doc,
            pack: place.pack,
            vendor: None,
            zone: None,
            sources: vec![],
            checked_through: None,
            conflicts: vec![],
            stages: vec![],
        };
        let mut has_zone = false;
        let mut conflicts = vec![];
        for clause in &cutoff.clauses {
            match clause {
                ast::CutoffClause::Vendor(name) => {
                    compiled.vendor =
                        self.lookup(Kind::Vendor, &name.value, place.pack, place.at(name.span)).map(VendorId);
                }
                ast::CutoffClause::Zone(name) => {
                    has_zone = true;
                    match Zone::parse(&name.value) {
                        Ok(zone) => compiled.zone = Some(zone),
                        Err(error) => self.report(
                            Diagnostic::error(codes::name::UNKNOWN_ZONE, error.message)
                                .at(place.at(name.span), "")
                                .maybe_help(error.help),
                        ),
                    }
                }
                ast::CutoffClause::Source(names) => {
                    let found = self.lookup_all(Kind::Source, names, place.pack, place.file);
                    compiled.sources.extend(found.into_iter().map(SourceId));
                }
                ast::CutoffClause::Conflict(conflict) => conflicts.push(conflict),
                ast::CutoffClause::CheckedThrough(moment) => {
                    compiled.checked_through = self.day(moment, place.file, "`checked through`");
                }
            }
        }
        if !has_zone {
            self.report(
                Diagnostic::warning(
                    codes::rule::NO_ZONE,
                    format!("cutoff `{}` does not say in which zone its days begin", cutoff.name.value),
                )
                .at(at, "")
                .help("add `zone Asia/Kolkata`, `zone UTC` or whatever the vendor's dates mean; without it each date is uncertain by about two days"),
            );
        }
        self.refuse_foreign_offsets(place, cutoff, compiled.zone.as_ref());
        for (index, stage) in cutoff.stages.iter().enumerate() {
            if let Some(twin) = cutoff.stages[..index].iter().find(|other| other.name.value == stage.name.value) {
                self.report(
                    Diagnostic::error(
                        codes::name::DUPLICATE,
                        format!("cutoff `{}` already has a stage `{}`", cutoff.name.value, stage.name.value),
                    )
                    .at(place.at(stage.name.span), "declared again here")
                    .also(place.at(twin.name.span), "first declared here")
                    .help("put the rows into one stage"),
                );
            }
            let stage = self.stage(place, stage, &mut compiled);
            compiled.stages.push(stage);
        }
        for conflict in conflicts {
            let compiled_conflict = self.conflict(place, conflict, &mut compiled);
            compiled.conflicts.extend(compiled_conflict);
        }
        if cutoff.stages.is_empty() {
            self.report(
                Diagnostic::error(
                    codes::rule::STAGE_EMPTY,
                    format!("cutoff `{}` has no stage, so it says nothing", cutoff.name.value),
                )
                .at(at, "")
                .help("add for example `stage fails { from 2021-05-01 }`"),
            );
        }
        compiled
    }

    /// Sources that contradict each other: two or more, of which one stands, on which the cutoff rests.
    fn conflict(&mut self, place: &Place, conflict: &ast::Conflict, cutoff: &mut Cutoff) -> Option<Conflict> {
        let found = self.lookup_all(Kind::Source, &conflict.sources, place.pack, place.file);
        let at = place.at(conflict.stands.span);
        let stands = self.lookup(Kind::Source, &conflict.stands.value, place.pack, at);
        if found.len() < conflict.sources.len() {
            return None;
        }
        let stands = SourceId(stands?);
        let mut sources: Vec<SourceId> = vec![];
        for id in found.into_iter().map(SourceId) {
            if !sources.contains(&id) {
                sources.push(id);
            }
        }
        let mut refuse = |at, message: &str, help: &str| {
            self.report(Diagnostic::error(codes::rule::CONFLICT, message).at(at, "").help(help));
        };
        if sources.len() < 2 {
            let span = conflict.sources.iter().fold(conflict.sources[0].span, |span, name| span.to(name.span));
            refuse(
                place.at(span),
                "one source alone contradicts nothing",
                "name all that contradict each other: `conflict A, B stands B because \"...\"`",
            );
            return None;
        }
        if !sources.contains(&stands) {
            refuse(at, "the source that stands is none of those that contradict each other", "name it among them, too");
            return None;
        }
        if conflict.because.value.trim().is_empty() {
            refuse(
                place.at(conflict.because.span),
                "nothing says why this source stands",
                "say what each of them says, and why this one counts",
            );
            return None;
        }
        // Where rows say what they rest on, one of them has to rest on what stands.
        let named: Vec<SourceId> =
            cutoff.stages.iter().flat_map(|stage| &stage.rows).flat_map(|row| row.sources.clone()).collect();
        if named.iter().any(|id| sources.contains(id)) && !named.contains(&stands) {
            refuse(
                at,
                "no row rests on the source that stands",
                "write the row as that source has it, with `source NAME` behind it",
            );
            return None;
        }
        cutoff.sources.extend(sources.iter().filter(|id| !cutoff.sources.contains(id)).copied().collect::<Vec<_>>());
        let because = conflict.because.value.clone();
        Some(Conflict { sources, stands, because, at: place.at(conflict.span) })
    }

    /// Times of day with an offset that the cutoff's zone does not have at that time: one of the two is wrong.
    fn refuse_foreign_offsets(&mut self, place: &Place, cutoff: &ast::Cutoff, zone: Option<&Zone>) {
        let Some(zone) = zone else { return };
        let mut points: Vec<&ast::Point> = vec![];
        for row in cutoff.stages.iter().flat_map(|stage| &stage.rows) {
            match &row.when.value {
                ast::When::From(point) | ast::When::After(point) | ast::When::NotBefore(point) => points.push(point),
                ast::When::During { from, through, .. } => points.extend([from, through]),
                ast::When::Unannounced | ast::When::Never | ast::When::Withdrawn => {}
            }
        }
        for point in points {
            let ast::PointKind::Moment(moment) = &point.kind else { continue };
            let Some((tick, Some(written))) = moment.as_instant() else { continue };
            // `Z` is how instants are written anywhere.
            if written.is_utc() || written.offset_at(tick) == zone.offset_at(tick) {
                continue;
            }
            let civil = compline_time::format_tick(tick, compline_time::Axis::Instant, Some(zone));
            self.report(
                Diagnostic::error(
                    codes::rule::OFFSET,
                    format!("`{moment}` has another offset than {zone} at that time"),
                )
                .at(place.at(point.span), "")
                .help(format!("the same instant in {zone} is `{civil}`; if the source prints both, one of them is wrong: say which in a comment")),
            );
        }
    }

    fn stage(&mut self, place: &Place, stage: &ast::Stage, cutoff: &mut Cutoff) -> Stage {
        let mut rows = vec![];
        for row in &stage.rows {
            if let Some(row) = self.row(place, row, cutoff) {
                rows.push(row);
            }
        }
        if stage.rows.is_empty() && stage.otherwise.is_none() {
            self.report(
                Diagnostic::error(
                    codes::rule::STAGE_EMPTY,
                    format!("stage `{}` has no row, so it says nothing", stage.name.value),
                )
                .at(place.at(stage.name.span), "")
                .help("add for example `from 2021-05-01`, or `unannounced`"),
            );
        }
        self.refuse_overlaps(&rows);
        if stage.otherwise.is_none() {
            self.warn_of_gaps(place, stage, &rows, cutoff.vendor);
        }
        rows.sort_by(|a, b| b.known.cmp(&a.known).then(b.specificity().cmp(&a.specificity())));
        let selects_by: BTreeSet<Field> =
            rows.iter().flat_map(|row| row.selectors.iter().map(|(field, _)| *field)).collect();
        Stage {
            name: stage.name.value.clone(),
            title: stage.title.as_ref().map_or_else(|| stage.name.value.clone(), |title| title.value.clone()),
            at: place.at(stage.name.span),
            rows,
            otherwise_never: stage.otherwise.as_ref().is_some_and(|word| word.value == ast::Otherwise::Never),
            selects_by: selects_by.into_iter().collect(),
        }
    }

    fn row(&mut self, place: &Place, row: &ast::Row, cutoff: &mut Cutoff) -> Option<Row> {
        let known = row.known.as_ref().and_then(|moment| self.day(moment, place.file, "the day after `known`"));
        let mut fine = true;
        let mut selectors = vec![];
        for selector in &row.selectors {
            match self.selector(place, selector, cutoff.vendor) {
                Some(selector) => selectors.push(selector),
                None => fine = false,
            }
        }
        selectors.sort_by_key(|(field, _)| *field);
        let scope = Scope { place: place.clone(), subject: Subject::Connection, parameter: None };
        let condition = row.condition.as_ref().map(|condition| self.condition(condition, &scope));
        let sources = self.lookup_all(Kind::Source, &row.sources, place.pack, place.file);
        let sources: Vec<SourceId> = sources.into_iter().map(SourceId).collect();
        for &source in &sources {
            if !cutoff.sources.contains(&source) {
                cutoff.sources.push(source);
            }
        }
        self.releases_named.clear();
        let when = self.when(place, &row.when)?;
        let mut releases = std::mem::take(&mut self.releases_named);
        releases.dedup();
        for release in &releases {
            let sources = &self.releases[*release as usize].sources;
            let new = sources.iter().filter(|id| !cutoff.sources.contains(id)).copied().collect::<Vec<_>>();
            cutoff.sources.extend(new);
        }
        if !fine || condition.as_ref().is_some_and(Option::is_none) {
            return None;
        }
        let index = self.rows;
        self.rows += 1;
        let condition = condition.flatten();
        Some(Row { known, selectors, condition, when, sources, releases, at: place.at(row.span), index })
    }

    fn when(&mut self, place: &Place, when: &Spanned<ast::When>) -> Option<When> {
        Some(match &when.value {
            ast::When::From(point) => When::From(self.point(point, place, None)?),
            ast::When::After(point) => When::After(self.point(point, place, None)?),
            ast::When::NotBefore(point) => When::NotBefore(self.point(point, place, None)?),
            ast::When::Unannounced => When::Unannounced,
            ast::When::Never | ast::When::Withdrawn => When::Never,
            ast::When::During { from, through, pattern } => {
                let (first, last) = (self.point(from, place, None), self.point(through, place, None));
                let (first, last) = (first?, last?);
                if let (Point::Moment(a), Point::Moment(b)) = (&first, &last)
                    && b.last_day() < a.first_day()
                {
                    self.report(
                        Diagnostic::error(codes::rule::WINDOW_BACKWARDS, "this window ends before it begins")
                            .at(place.at(through.span), format!("the last day, {}", b.in_words()))
                            .also(place.at(from.span), format!("the first day, {}", a.in_words()))
                            .help("write the earlier day first: `during FIRST .. LAST`"),
                    );
                    return None;
                }
                match pattern {
                    ast::Pattern::Whole => When::During(first, last),
                    ast::Pattern::Rollout => When::Rollout(first, last),
                    ast::Pattern::Daily { at, length } => {
                        let (Point::Moment(a), Point::Moment(b)) = (&first, &last) else {
                            self.report(
                                Diagnostic::error(codes::types::POINT, "a daily window needs a first and a last day")
                                    .at(place.at(when.span), "")
                                    .help(
                                        "write dates: `during 2026-06-09 .. 2026-07-28 daily at 00:00 for 15 minutes`",
                                    ),
                            );
                            return None;
                        };
                        When::Daily {
                            from: a.first_day(),
                            through: b.last_day(),
                            at: at.iter().map(|at| at.value).collect(),
                            length: length.value,
                        }
                    }
                }
            }
        })
    }

    fn selector(
        &mut self,
        place: &Place,
        selector: &ast::Selector,
        vendor: Option<VendorId>,
    ) -> Option<(Field, Vec<Spanned<Value>>)> {
        let found = self.find_field(&selector.field.value, place.pack);
        let field = found.filter(|field| {
            matches!(field.info().ty, FieldType::Text | FieldType::Region | FieldType::Word(_) | FieldType::Bool)
                && matches!(field.info().subject, Subject::Integration | Subject::Connection)
        });
        let Some(field) = field else {
            if self.field_was_refused(&selector.field.value, place.pack) {
                return None;
            }
            let fields = self.fields_in_sight(place.pack);
            let names = fields.iter().map(|field| field.info()).filter(|info| info.subject == Subject::Integration);
            let near = self
                .field_out_of_sight(&selector.field.value)
                .or_else(|| did_you_mean(&selector.field.value, names.map(|info| info.name)));
            self.report(
                Diagnostic::error(
                    codes::rule::SELECTOR,
                    format!("rows cannot select by `{}`", selector.field.value),
                )
                .at(place.at(selector.field.span), "")
                .help(
                    near.unwrap_or_else(|| {
                        "select by `region`, `product`, `edition`, `tenant` or `environment`, or write `where CONDITION`".into()
                    }),
                ),
            );
            return None;
        };
        let mut values = vec![];
        let mut fine = true;
        for ast::SelectorValue { name, quoted } in &selector.values {
            let value = match field.info().ty {
                FieldType::Text => Some(Value::Text(name.value.clone())),
                ty if *quoted => {
                    self.report(
                        Diagnostic::error(
                            codes::types::MISMATCH,
                            format!("`{}` is {}, and `\"{}\"` is a text", field.info().name, ty.describe(), name.value),
                        )
                        .at(place.at(name.span), "")
                        .help(format!("write it without quotes: `{}`", name.value)),
                    );
                    None
                }
                FieldType::Bool => self.truth(name, place).map(Value::Bool),
                ty => {
                    // A region that no vendor has is first of all none of this one's.
                    let foreign = vendor
                        .filter(|_| ty == FieldType::Region)
                        .is_some_and(|vendor| self.not_a_region_of(vendor, name, place));
                    if foreign { None } else { self.word(ty, &name.value, name.span, place).map(Value::Word) }
                }
            };
            match value {
                Some(value) => values.push(Spanned::new(value, name.span)),
                None => fine = false,
            }
        }
        fine.then_some((field, values))
    }

    fn truth(&mut self, name: &ast::Name, place: &Place) -> Option<bool> {
        match name.value.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            other => {
                self.report(
                    Diagnostic::error(
                        codes::name::UNKNOWN_WORD,
                        format!("`{other}` is none of the words that fit here"),
                    )
                    .at(place.at(name.span), "")
                    .help("write `true` or `false`"),
                );
                None
            }
        }
    }

    /// Whether the vendor has regions, and this is none of them, which is reported.
    fn not_a_region_of(&mut self, vendor: VendorId, name: &ast::Name, place: &Place) -> bool {
        let known = &self.vendors.get(vendor).regions;
        let names: Vec<&str> = known.iter().map(|id| self.vendors.region_name(*id)).collect();
        if names.is_empty() || names.contains(&name.value.as_str()) {
            return false;
        }
        let help = did_you_mean(&name.value, names.iter().copied()).unwrap_or_else(|| {
            format!("it has {}", names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", "))
        });
        let title = self.vendors.get(vendor).name.clone();
        self.report(
            Diagnostic::error(codes::name::UNKNOWN_REGION, format!("vendor `{title}` has no region `{}`", name.value))
                .at(place.at(name.span), "")
                .help(help),
        );
        true
    }

    /// Two rows with the same `known` day, equally specific, that can speak of one manifest: neither would win.
    fn refuse_overlaps(&mut self, rows: &[Row]) {
        for (index, row) in rows.iter().enumerate() {
            for other in &rows[..index] {
                if row.known == other.known && row.specificity() == other.specificity() && can_meet(row, other) {
                    self.report(
                        Diagnostic::error(
                            codes::rule::STAGE_OVERLAP,
                            "two rows speak of the same manifests, and neither is newer or more specific",
                        )
                        .at(row.at, "this one")
                        .also(other.at, "and this one")
                        .help("give the later announcement its `known` day, or say in one of them whom it leaves out"),
                    );
                }
            }
        }
    }

    /// Stages that come at each other's dates in a circle.
    fn refuse_stage_cycles(&mut self) {
        let mut needs: Vec<(StageRef, Vec<StageRef>, FileSpan)> = vec![];
        for (index, cutoff) in self.cutoffs.iter().enumerate() {
            for (number, stage) in cutoff.stages.iter().enumerate() {
                let this = StageRef { cutoff: crate::cutoff::CutoffId(index as u32), stage: number as u32 };
                let mut others = vec![];
                for row in &stage.rows {
                    for point in row.when.points() {
                        point.walk(&mut |point| {
                            if let Point::Stage(other) = point {
                                others.push(*other);
                            }
                        });
                    }
                    if let Some(condition) = &row.condition {
                        condition.walk(&mut |expr| match &expr.kind {
                            ExprKind::During(other) => others.push(*other),
                            ExprKind::Dated { point, .. } => point.walk(&mut |point| {
                                if let Point::Stage(other) = point {
                                    others.push(*other);
                                }
                            }),
                            _ => {}
                        });
                    }
                }
                needs.push((this, others, stage.at));
            }
        }
        // Take away stages whose needs are met, until nothing changes; what is left goes in circles.
        while let Some(free) = needs.iter().position(|(_, others, _)| others.is_empty()) {
            let (done, _, _) = needs.swap_remove(free);
            for (_, others, _) in &mut needs {
                others.retain(|other| *other != done);
            }
        }
        needs.sort_by_key(|(_, _, at)| *at);
        if let Some((stage, _, at)) = needs.first() {
            let cutoff = &self.cutoffs[stage.cutoff.0 as usize];
            let name = format!("{}.{}", cutoff.id, cutoff.stages[stage.stage as usize].name);
            let mut diagnostic =
                Diagnostic::error(codes::rule::STAGE_CYCLE, format!("when `{name}` comes depends on itself"))
                    .at(*at, "this stage")
                    .help("one of these stages needs a date of its own");
            for (_, _, also) in needs.iter().skip(1) {
                diagnostic = diagnostic.also(*also, "depends on it, or it on this");
            }
            self.report(diagnostic);
        }
    }
}

/// Whether some manifest could be spoken of by both rows: there is no field for which they name different values only, and
/// no two parts of their conditions that exclude each other.
fn can_meet(a: &Row, b: &Row) -> bool {
    let conjuncts = |row: &Row| match &row.condition {
        None => vec![],
        Some(Expr { kind: ExprKind::And(all), .. }) => all.clone(),
        Some(one) => vec![one.clone()],
    };
    let (ours, theirs) = (conjuncts(a), conjuncts(b));
    if ours.iter().any(|one| theirs.iter().any(|other| exclude(one, other))) {
        return false;
    }
    a.selectors.iter().all(|(field, values)| {
        b.selectors.iter().find(|(other, _)| other == field).is_none_or(|(_, others)| {
            values.iter().any(|value| others.iter().any(|other| value.value.selects_as(&other.value)))
        })
    })
}

/// Whether two conditions cannot both hold, as far as that can be read off: dates on either side of a day, numbers on
/// either side of a bound, one field with different values, a condition and its negation.
fn exclude(one: &Expr, other: &Expr) -> bool {
    use DateRelation::{After, Before, From};
    match (&one.kind, &other.kind) {
        (ExprKind::Not(inner), _) => same(inner, other),
        (_, ExprKind::Not(inner)) => same(inner, one),
        (
            ExprKind::Dated { operand: Operand::Field(field), relation, point: Point::Moment(point) },
            ExprKind::Dated { operand: Operand::Field(field_2), relation: relation_2, point: Point::Moment(point_2) },
        ) if field == field_2 => match (relation, relation_2) {
            (From, Before) => point_2.first_day() <= point.first_day(),
            (Before, From) => point.first_day() <= point_2.first_day(),
            (After, Before) => point_2.first_day() <= point.last_day().next(),
            (Before, After) => point.first_day() <= point_2.last_day().next(),
            _ => false,
        },
        (
            ExprKind::Test { operand: Operand::Field(field), test: Test::Order(order, Value::Number(bound)) },
            ExprKind::Test { operand: Operand::Field(field_2), test: Test::Order(order_2, Value::Number(bound_2)) },
        ) if field == field_2 => {
            let (ours, theirs) = (order.range(*bound), order_2.range(*bound_2));
            ours.1 < theirs.0 || theirs.1 < ours.0
        }
        (
            ExprKind::Test { operand: Operand::Field(field), test: Test::OneOf(values) },
            ExprKind::Test { operand: Operand::Field(field_2), test: Test::OneOf(values_2) },
        ) => field == field_2 && !values.iter().any(|value| values_2.contains(value)),
        _ => false,
    }
}

/// Whether two conditions are the same test of the same field.
fn same(one: &Expr, other: &Expr) -> bool {
    match (&one.kind, &other.kind) {
        (
            ExprKind::Test { operand: Operand::Field(field), test },
            ExprKind::Test { operand: Operand::Field(field_2), test: test_2 },
        ) => field == field_2 && test == test_2,
        _ => false,
    }
}
