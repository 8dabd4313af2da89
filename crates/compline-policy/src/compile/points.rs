//! Points in time and stages: which name means a field, which a stage.

use compline_diagnostic::{Diagnostic, FileId, FileSpan, Span, codes, did_you_mean};
use compline_manifest::schema::FieldType;
use compline_syntax::ast::{self, PointKind};

use super::Compiler;
use super::symbols::Kind;
use crate::cutoff::{CutoffId, Point, StageRef};

/// Where a point or a condition stands, and what its names can mean.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) pack: usize,
    pub(super) file: FileId,
}

impl Place {
    pub(super) const fn at(&self, span: Span) -> FileSpan {
        FileSpan::new(self.file, span)
    }
}

impl Compiler {
    /// The stage that `cutoff.stage` or `pack/cutoff.stage` means. A mistake is reported.
    pub(super) fn stage_ref(&mut self, name: &str, span: Span, place: &Place) -> Option<StageRef> {
        let Some((cutoff, stage)) = name.rsplit_once('.') else {
            self.report(
                Diagnostic::error(codes::name::UNKNOWN_STAGE, format!("`{name}` does not say which stage"))
                    .at(place.at(span), "")
                    .help("write `CUTOFF.STAGE`, such as `authtoken.fails`"),
            );
            return None;
        };
        let id = self.lookup(Kind::Cutoff, cutoff, place.pack, place.at(span))?;
        let stages = &self.cutoff_asts[id as usize].3.stages;
        if let Some(index) = stages.iter().position(|known| known.name.value == stage) {
            let stage = StageRef { cutoff: CutoffId(id), stage: index as u32 };
            self.used_stages.insert(stage);
            return Some(stage);
        }
        let names: Vec<&str> = stages.iter().map(|known| known.name.value.as_str()).collect();
        let help = did_you_mean(stage, names.iter().copied()).unwrap_or_else(|| {
            format!("it has {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        });
        self.report(
            Diagnostic::error(codes::name::UNKNOWN_STAGE, format!("cutoff `{cutoff}` has no stage `{stage}`"))
                .at(place.at(span), "")
                .help(help),
        );
        None
    }

    /// Whether a dotted name starts with the name of a cutoff in sight, so that it is meant as a stage.
    fn names_a_cutoff(&self, name: &str) -> bool {
        name.contains('/')
            || name
                .rsplit_once('.')
                .is_some_and(|(cutoff, _)| self.cutoff_asts.iter().any(|(_, _, _, known)| known.name.value == cutoff))
    }

    /// A point of a rule or a cutoff. `known` is the cutoff that a bare `known` speaks of, or why there is none.
    pub(super) fn point(
        &mut self,
        point: &ast::Point,
        place: &Place,
        known: Option<&Result<CutoffId, String>>,
    ) -> Option<Point> {
        match &point.kind {
            PointKind::Moment(moment) => Some(Point::Moment(moment.clone())),
            PointKind::Shifted { by, before, from } => {
                let from = Box::new(self.point(from, place, known)?);
                Some(Point::Shifted { by: *by, before: *before, from })
            }
            PointKind::Extreme { earliest, of } => {
                let points: Vec<Option<Point>> = of.iter().map(|point| self.point(point, place, known)).collect();
                Some(Point::Extreme { earliest: *earliest, of: points.into_iter().collect::<Option<_>>()? })
            }
            PointKind::Name(name) => self.named_point(name, place, known),
        }
    }

    fn named_point(
        &mut self,
        name: &ast::Name,
        place: &Place,
        known: Option<&Result<CutoffId, String>>,
    ) -> Option<Point> {
        let text = name.value.as_str();
        if let (Some(known), true) = (known, text == "known") {
            return match known {
                Ok(cutoff) => Some(Point::Known(*cutoff)),
                Err(message) => {
                    self.report(
                        Diagnostic::error(codes::rule::KNOWN_NEEDS_CUTOFF, message.clone())
                            .at(place.at(name.span), "")
                            .help("write a date, or `CUTOFF.known`"),
                    );
                    None
                }
            };
        }
        if let Some(point) = self.release_point(text, name.span, place) {
            return Some(point);
        }
        if let Some(field) = self.find_field(text, place.pack) {
            if field.info().ty == FieldType::Date {
                return Some(Point::Field(field));
            }
            self.report(
                Diagnostic::error(
                    codes::types::POINT,
                    format!("`{text}` is {}, not a point in time", field.info().ty.describe()),
                )
                .at(place.at(name.span), "")
                .help(format!("date fields are {}", self.date_fields(place).join(", "))),
            );
            return None;
        }
        if let Some(cutoff) = text.strip_suffix(".known") {
            let id = self.lookup(Kind::Cutoff, cutoff, place.pack, place.at(name.span))?;
            return Some(Point::Known(CutoffId(id)));
        }
        if self.names_a_cutoff(text) || !text.contains('.') {
            if text.contains('.') {
                return self.stage_ref(text, name.span, place).map(Point::Stage);
            }
            let is_cutoff = self.cutoff_asts.iter().any(|(_, _, _, known)| known.name.value == text);
            let diagnostic = if is_cutoff {
                Diagnostic::error(codes::types::POINT, format!("`{text}` is a cutoff, not a point in time"))
                    .help(format!("say which stage: `{text}.STAGE`"))
            } else {
                Diagnostic::error(codes::types::POINT, format!("`{text}` is not a point in time"))
                    .maybe_help(self.near_point(text, place))
            };
            self.report(diagnostic.at(place.at(name.span), ""));
            return None;
        }
        // A dotted name that is neither: say what it could have been.
        let diagnostic =
            Diagnostic::error(codes::types::POINT, format!("there is no cutoff stage and no date field `{text}`"));
        self.report(diagnostic.at(place.at(name.span), "").maybe_help(self.near_point(text, place)));
        None
    }

    fn near_point(&self, text: &str, place: &Place) -> Option<String> {
        let in_sight = |pack: usize| pack == place.pack || self.packs[place.pack].uses.contains(&pack);
        let stages: Vec<String> = self
            .cutoff_asts
            .iter()
            .filter(|(pack, ..)| in_sight(*pack))
            .flat_map(|(_, _, _, cutoff)| {
                cutoff.stages.iter().map(|stage| format!("{}.{}", cutoff.name.value, stage.name.value))
            })
            .collect();
        let fields = self.fields_in_sight(place.pack);
        let fields = fields.iter().map(|field| field.info()).filter(|info| info.ty == FieldType::Date);
        let releases = self.releases.iter().map(|release| crate::explain::bare(&release.id));
        if matches!(text, "now" | "today") {
            return Some(
                "every condition is asked about each day by itself; compare with a date, a stage or a date field"
                    .into(),
            );
        }
        let whole = stages.iter().filter(|stage| stage.rsplit('.').next() == Some(text));
        let whole: Vec<String> = whole.map(|stage| format!("`{stage}`")).collect();
        if !whole.is_empty() && whole.len() <= 4 {
            return Some(format!("say of which cutoff: {}", whole.join(" or ")));
        }
        let names = stages.iter().map(String::as_str).chain(fields.map(|info| info.name)).chain(releases);
        self.field_out_of_sight(text).or_else(|| did_you_mean(text, names)).or_else(|| {
            Some("write a date such as `2021-05-31`, a stage such as `authtoken.fails`, or a date field".into())
        })
    }

    fn date_fields(&self, place: &Place) -> Vec<String> {
        let fields = self.fields_in_sight(place.pack);
        let dates = fields.iter().map(|field| field.info()).filter(|info| info.ty == FieldType::Date);
        dates.map(|info| format!("`{}`", info.name)).collect()
    }
}
