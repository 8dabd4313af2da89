//! Formats: from their declaration to the plan by which files are read.

use compline_diagnostic::{Diagnostic, Span, Spanned, codes};
use compline_manifest::format::{
    By, Each, FieldReading, Filter, FilterTest, Follow, Format, Path, PathStart, Reading, ReadingFrom, SplitBy, Step,
    TextPart,
};
use compline_manifest::schema::{Field, FieldType, Subject};
use compline_manifest::{FilePattern, Syntax, text_part};
use compline_syntax::ast::{self, FormatClause, ItemKind};

use super::Compiler;
use super::points::Place;

impl Compiler {
    pub(super) fn compile_formats(&mut self) -> Vec<Format> {
        let mut formats = vec![];
        for (pack, file, _, format) in self.each_item(|kind| match kind {
            ItemKind::Format(format) => Some(format),
            _ => None,
        }) {
            let place = Place { pack, file };
            formats.push(self.format(&place, &format));
        }
        formats
    }

    fn format(&mut self, place: &Place, format: &ast::Format) -> Format {
        let mut compiled = Format {
            id: self.qualified(place.pack, &format.name.value),
            title: format.title.as_ref().map_or_else(|| format.name.value.clone(), |title| title.value.clone()),
            files: vec![],
            syntax: None,
            except: vec![],
            text: None,
            recognise: vec![],
            ignore_case: false,
            templates: vec![],
            reference_key: None,
            closed: false,
            ignored: vec![],
            integrations: vec![],
        };
        for clause in &format.clauses {
            if let FormatClause::Files { patterns, except } = clause {
                compiled.files.extend(self.file_patterns(place, patterns));
                compiled.except.extend(self.file_patterns(place, except));
            }
        }
        self.text_form(place, format, &mut compiled);
        for clause in &format.clauses {
            match clause {
                FormatClause::Syntax { name, comments } => {
                    compiled.syntax = self.format_syntax(place, name, *comments);
                }
                FormatClause::Files { .. } | FormatClause::Text(_) => {}
                FormatClause::Recognise(all) => {
                    compiled.recognise.extend(all.iter().map(|one| one.iter().map(filter).collect()));
                }
                FormatClause::Templates(open, close) => {
                    if open.value.is_empty() || close.value.is_empty() {
                        self.format_error(
                            place,
                            open.span.to(close.span),
                            "a template needs something before and after it",
                            "write for example `templates \"${\" \"}\"`",
                        );
                    } else {
                        compiled.templates.push((open.value.clone(), close.value.clone()));
                    }
                }
                FormatClause::References(key) => compiled.reference_key = Some(key.value.clone()),
                FormatClause::Closed(_) => compiled.closed = true,
                FormatClause::CaseInsensitive(_) => compiled.ignore_case = true,
                FormatClause::Ignore(paths) => compiled.ignored.extend(paths.iter().map(path)),
                FormatClause::Each(each) => {
                    if let Some(each) = self.each(place, each, None, &compiled) {
                        compiled.integrations.push(each);
                    }
                }
            }
        }
        let missing = if compiled.files.is_empty() {
            Some(("does not say which files it is for", "add `files \"**/NAME.yaml\"`"))
        } else if compiled.integrations.is_empty() {
            Some(("reads no integration", "add `each integration { id key ... }`"))
        } else {
            None
        };
        if let Some((what, help)) = missing {
            let message = format!("format `{}` {what}", format.name.value);
            self.format_error(place, format.name.span, &message, help);
        }
        compiled
    }

    fn format_syntax(&mut self, place: &Place, name: &ast::Name, comments: Option<Span>) -> Option<Syntax<'static>> {
        const ALL: [(&str, Syntax<'static>); 4] =
            [("yaml", Syntax::Yaml), ("json", Syntax::Json), ("toml", Syntax::Toml), ("xml", Syntax::Xml)];
        if name.value == "text" && comments.is_none() {
            return None;
        }
        let Some(&(_, syntax)) = ALL.iter().find(|(known, _)| *known == name.value) else {
            let names = ALL.iter().map(|(known, _)| *known).chain(["text"]);
            let help = compline_diagnostic::did_you_mean(&name.value, names)
                .unwrap_or_else(|| "there are `yaml`, `json`, `json with comments`, `toml`, `xml` and `text`".into());
            self.format_error(place, name.span, &format!("there is no syntax `{}`", name.value), &help);
            return None;
        };
        match comments {
            None => Some(syntax),
            Some(_) if syntax == Syntax::Json => Some(Syntax::Jsonc),
            Some(span) => {
                let message = format!("`with comments` is for JSON: `{}` has comments anyway", name.value);
                self.format_error(place, span, &message, "leave it away");
                None
            }
        }
    }

    fn file_patterns(&mut self, place: &Place, patterns: &[ast::Text]) -> Vec<FilePattern> {
        let mut compiled = vec![];
        for pattern in patterns {
            match FilePattern::parse(&pattern.value) {
                Ok(pattern) => compiled.push(pattern),
                Err(message) => self.format_error(
                    place,
                    pattern.span,
                    &format!("`{}` is not a pattern of paths: {message}", pattern.value),
                    "write for example `**/providers.yaml`, `*.json` or `connectors/{name}/manifest.yaml`",
                ),
            }
        }
        compiled
    }

    pub(super) fn format_error(&mut self, place: &Place, span: Span, message: &str, help: &str) {
        self.report(Diagnostic::error(codes::rule::FORMAT, message).at(place.at(span), "").help(help));
    }

    fn each(&mut self, place: &Place, each: &ast::Each, outer: Option<Subject>, format: &Format) -> Option<Each> {
        let subject = self.subject(&each.subject, place)?;
        let belongs = match subject {
            Subject::Integration => outer.is_none(),
            Subject::Connection => outer == Some(Subject::Integration),
            Subject::Endpoint | Subject::Scope => outer == Some(Subject::Connection),
        };
        if !belongs {
            self.format_error(
                place,
                each.subject.span,
                &format!("`each {}` does not belong here", subject.as_str()),
                "integrations stand at the top, connections in integrations, endpoints and scopes in connections",
            );
            return None;
        }
        let mut compiled = Each {
            subject,
            paths: each.paths.iter().map(path).collect(),
            by: each.by.as_ref().map(|by| match by {
                ast::By::Path(at) => By::Path(path(at)),
                ast::By::Key => By::Key,
            }),
            filters: each.filters.iter().map(filter).collect(),
            follow: None,
            fields: vec![],
            inner: vec![],
        };
        let mut declared = false;
        for clause in &each.clauses {
            match clause {
                ast::EachClause::Each(inner) => compiled.inner.extend(self.each(place, inner, Some(subject), format)),
                ast::EachClause::Declared(_) => declared = true,
                ast::EachClause::Follow { name, among } => {
                    compiled.follow = Some(Follow { name: path(name), among: path(among) });
                }
                ast::EachClause::Field { field: name, readings } => {
                    let Some(field) = self.format_field(place, name, subject) else { continue };
                    if compiled.fields.iter().any(|known| known.field == field) {
                        self.format_error(
                            place,
                            name.span,
                            &format!("`{}` is read twice here", name.value),
                            "give a second place after `or else`",
                        );
                    }
                    let readings: Vec<Reading> =
                        readings.iter().filter_map(|reading| self.reading(place, reading, field, format)).collect();
                    compiled.fields.push(FieldReading { field, readings });
                }
            }
        }
        let lists = compiled.fields.iter().any(|reading| reading.field == Field::Scopes);
        if lists && compiled.inner.iter().any(|inner| inner.subject == Subject::Scope) {
            self.format_error(
                place,
                each.subject.span,
                "the scopes of this connection are read twice: as a list by `scopes`, and one by one by `each scope`",
                "keep one of the two",
            );
        }
        if declared {
            self.read_declared(&mut compiled, format);
        }
        Some(compiled)
    }

    /// Reads the fields that packs declare and that no clause reads, each at the keys that its name spells:
    /// `auth.issued-by` at `/auth/issued_by`.
    fn read_declared(&mut self, each: &mut Each, format: &Format) {
        for at in 0..self.declared.len() {
            let (field, site) = (self.declared[at].field, self.declared[at].at);
            let info = field.info();
            if info.subject != each.subject || each.fields.iter().any(|known| known.field == field) {
                continue;
            }
            let steps: Vec<Step> = info.name.split('.').map(|part| Step::Key(part.replace('-', "_"))).collect();
            let taken = |path: &Path| {
                path.start == PathStart::Here && {
                    let shared = path.steps.len().min(steps.len());
                    path.steps[..shared] == steps[..shared]
                }
            };
            let readings = each.fields.iter().flat_map(|known| &known.readings);
            let read = readings.filter_map(|reading| match &reading.from {
                ReadingFrom::Paths(paths) => Some(paths),
                _ => None,
            });
            if read.chain(each.inner.iter().map(|inner| &inner.paths)).flatten().any(taken) {
                self.report(
                    Diagnostic::error(
                        codes::name::FIELD_CLASH,
                        format!(
                            "files of format `{}` have something else where `{}` would stand",
                            format.id, info.name
                        ),
                    )
                    .at(site, "")
                    .help("give the field another name"),
                );
                continue;
            }
            let from = ReadingFrom::Paths(vec![Path { start: PathStart::Here, steps }]);
            let reading = Reading { from, part: None, mapped: None, split: vec![], base: vec![], filters: vec![] };
            each.fields.push(FieldReading { field, readings: vec![reading] });
        }
    }

    fn format_field(&mut self, place: &Place, name: &ast::Name, subject: Subject) -> Option<Field> {
        let found = Field::parse(&name.value).or_else(|| self.declared_in_sight(&name.value, place.pack));
        match found.map(|field| (field, field.info())) {
            Some((_, info)) if info.derived => {
                self.format_error(
                    place,
                    name.span,
                    &format!("`{}` is worked out from other fields, not read", name.value),
                    "read `url`: path and the host's region follow from it",
                );
                None
            }
            // A field of what this lies in is read where that is read, or for all of them from here.
            Some((field, info)) if info.subject == subject => Some(field),
            Some((_, info)) => {
                self.format_error(
                    place,
                    name.span,
                    &format!("`{}` is a field of {}", name.value, super::conditions::an(info.subject)),
                    &format!("read it in `each {}`", info.subject.as_str()),
                );
                None
            }
            None if self.field_was_refused(&name.value, place.pack) => None,
            None => {
                let fields = self.fields_in_sight(place.pack);
                let names = fields.iter().map(|field| field.info());
                let names = names.filter(|info| info.subject == subject && !info.derived).map(|info| info.name);
                let names: Vec<&str> = names.collect();
                let near = compline_diagnostic::did_you_mean(&name.value, names.iter().copied());
                let help = self.field_out_of_sight(&name.value).or(near).unwrap_or_else(|| {
                    format!("there are {}", names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", "))
                });
                self.report(
                    Diagnostic::error(
                        codes::name::UNKNOWN_FIELD,
                        format!("{} has no field `{}`", super::conditions::an(subject), name.value),
                    )
                    .at(place.at(name.span), "")
                    .help(help),
                );
                None
            }
        }
    }

    fn reading(&mut self, place: &Place, reading: &ast::Reading, field: Field, format: &Format) -> Option<Reading> {
        let ty = field.info().ty;
        let has_words = matches!(
            ty,
            FieldType::Mode | FieldType::Vendor | FieldType::Region | FieldType::Word(_) | FieldType::Bool
        );
        let from = match &reading.from {
            ast::ReadingFrom::Paths(paths) => ReadingFrom::Paths(paths.iter().map(path).collect()),
            ast::ReadingFrom::Key(at) => ReadingFrom::Key(path(at)),
            ast::ReadingFrom::Value => ReadingFrom::Value,
            ast::ReadingFrom::Text(text) => ReadingFrom::Text(text.value.clone()),
            ast::ReadingFrom::Capture(name) => {
                let known = format.files.iter().any(|pattern| pattern.names().any(|known| known == name.value));
                if !known {
                    self.report(
                        Diagnostic::error(
                            codes::name::UNKNOWN_CAPTURE,
                            format!("no `files` pattern has a `{{{}}}`", name.value),
                        )
                        .at(place.at(name.span), "")
                        .help("write for example `files \"connectors/{name}/manifest.yaml\"`"),
                    );
                    return None;
                }
                ReadingFrom::Capture(name.value.clone())
            }
            ast::ReadingFrom::Word(name) => {
                if !has_words {
                    self.report(
                        Diagnostic::error(
                            codes::types::MISMATCH,
                            format!(
                                "`{}` is {}, and `{}` is a bare word",
                                field.info().name,
                                ty.describe(),
                                name.value
                            ),
                        )
                        .at(place.at(name.span), "")
                        .help(format!("write a text in quotes, `\"{}\"`, or a path, `/{}`", name.value, name.value)),
                    );
                    return None;
                }
                ReadingFrom::Word(self.word(ty, &name.value, name.span, place)?)
            }
        };
        let part = match &reading.part {
            None => None,
            Some(pattern) => Some(self.text_part(place, pattern, field)?),
        };
        let mapped = match &reading.mapped {
            None => None,
            Some(_) if !has_words => {
                self.format_error(
                    place,
                    reading.span,
                    &format!("`as` maps to words, and `{}` is {}", field.info().name, ty.describe()),
                    "leave `as` away",
                );
                return None;
            }
            Some(pairs) => Some(self.value_map(place, pairs, ty)),
        };
        if let ([first, ..], false) = (reading.base.as_slice(), ty == FieldType::Url) {
            self.format_error(
                place,
                first.span,
                &format!("`relative to` is for URLs, and `{}` is {}", field.info().name, ty.describe()),
                "leave `relative to` away",
            );
            return None;
        }
        let split = reading.split.iter().map(|split| match split {
            ast::SplitBy::Path(at) => SplitBy::Path(path(at)),
            ast::SplitBy::Text(text) => SplitBy::Text(text.value.clone()),
        });
        Some(Reading {
            from,
            part,
            mapped,
            split: split.collect(),
            base: reading.base.iter().map(path).collect(),
            filters: reading.filters.iter().map(filter).collect(),
        })
    }

    fn text_part(&mut self, place: &Place, pattern: &ast::Text, field: Field) -> Option<TextPart> {
        let info = field.info();
        if matches!(info.ty, FieldType::Scopes | FieldType::Urls | FieldType::Labels) {
            self.format_error(
                place,
                pattern.span,
                &format!("`capture` takes a part of one text, and `{}` is {}", info.name, info.ty.describe()),
                "read each of them by an `each`, or split the text",
            );
            return None;
        }
        match text_part(&pattern.value) {
            Ok(part) => Some(part),
            Err(message) => {
                self.format_error(
                    place,
                    pattern.span,
                    &format!("`{}` is not a pattern with a part: {message}", pattern.value),
                    "write for example `capture \"tap-{vendor}\"`",
                );
                None
            }
        }
    }

    fn value_map(
        &mut self,
        place: &Place,
        pairs: &[(Spanned<String>, Spanned<String>)],
        ty: FieldType,
    ) -> Vec<(String, u32)> {
        let mut map: Vec<(String, u32)> = vec![];
        for (text, word) in pairs {
            let id = self.word(ty, &word.value, word.span, place);
            if map.iter().any(|(known, _)| *known == text.value) {
                self.format_error(
                    place,
                    text.span,
                    &format!("`\"{}\"` is mapped twice", text.value),
                    "keep one of them",
                );
            } else if let Some(id) = id {
                map.push((text.value.clone(), id));
            }
        }
        map
    }
}

fn path(path: &ast::Path) -> Path {
    Path {
        start: match path.start {
            ast::PathStart::Here => PathStart::Here,
            ast::PathStart::Root => PathStart::Root,
            ast::PathStart::Up(levels) => PathStart::Up(levels),
        },
        steps: path
            .steps
            .iter()
            .map(|step| match &step.value {
                ast::Step::Key(key) => Step::Key(key.clone()),
                ast::Step::Every => Step::Every,
                ast::Step::Deep => Step::Deep,
                ast::Step::KeyOf(name) if name.value == "integration" => Step::KeyOf(Subject::Integration),
                ast::Step::KeyOf(_) => Step::KeyOf(Subject::Connection),
                ast::Step::Only(filters) => Step::Only(filters.iter().map(filter).collect()),
            })
            .collect(),
    }
}

fn filter(filter: &ast::Filter) -> Filter {
    let texts = |texts: &[ast::Text]| texts.iter().map(|text| text.value.clone()).collect();
    Filter {
        path: path(&filter.path),
        key: filter.key,
        test: match &filter.test {
            ast::FilterTest::Exists => FilterTest::Exists,
            ast::FilterTest::Absent => FilterTest::Absent,
            ast::FilterTest::Is(values) => FilterTest::Is(texts(values)),
            ast::FilterTest::IsNot(values) => FilterTest::IsNot(texts(values)),
            ast::FilterTest::Matches(pattern) => FilterTest::Matches(pattern.value.clone()),
        },
    }
}
