//! The clauses of formats, each with the format as it would be without it: for finding out which make a difference.

use std::borrow::Cow;

use compline_diagnostic::{FileId, FileSpan, Span};
use compline_manifest::format::{Each, Filter, FilterTest, Format};
use compline_syntax::ast;
use serde::{Deserialize, Serialize};

/// A clause of a format, or a part of one that could be left out.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct FormatClause {
    /// Where it stands.
    pub at: FileSpan,
    /// What it is, in words that follow "this".
    pub what: Cow<'static, str>,
    part: Part,
}

/// Which part. Things are found by their place among those of their kind, outermost first.
#[derive(Clone, Debug, Deserialize, Serialize)]
enum Part {
    File(usize),
    Alternative(usize, usize),
    RecogniseValue(usize, usize, usize),
    Ignored(usize),
    Each(Vec<usize>),
    EachPath(Vec<usize>, usize),
    FilterValue(Vec<usize>, usize, usize),
    Reading(Vec<usize>, usize, usize),
    Entry(Vec<usize>, usize, usize, usize),
    ReadingFilterValue(Vec<usize>, usize, usize, usize, usize),
}

impl FormatClause {
    /// The file pattern that it is, by its place among the format's.
    pub const fn file_pattern(&self) -> Option<usize> {
        match &self.part {
            Part::File(index) => Some(*index),
            _ => None,
        }
    }

    /// The format without it.
    pub fn left_out(&self, format: &Format) -> Format {
        let mut format = format.clone();
        match &self.part {
            Part::File(index) => take(&mut format.files, *index),
            Part::Ignored(index) => take(&mut format.ignored, *index),
            Part::Alternative(index, alternative) => {
                if let Some(alternatives) = format.recognise.get_mut(*index) {
                    take(alternatives, *alternative);
                }
            }
            Part::RecogniseValue(index, alternative, value) => {
                if let Some(filter) = format.recognise.get_mut(*index).and_then(|all| all.get_mut(*alternative)) {
                    without_value(filter, *value);
                }
            }
            Part::Each(way) => {
                if let Some((last, above)) = way.split_last() {
                    match each_of(&mut format, above) {
                        Some(each) => take(&mut each.inner, *last),
                        None => take(&mut format.integrations, *last),
                    }
                }
            }
            Part::EachPath(way, path) => {
                if let Some(each) = each_of(&mut format, way) {
                    take(&mut each.paths, *path);
                }
            }
            Part::FilterValue(way, filter, value) => {
                if let Some(filter) = each_of(&mut format, way).and_then(|each| each.filters.get_mut(*filter)) {
                    without_value(filter, *value);
                }
            }
            Part::Reading(way, field, reading) => {
                if let Some(each) = each_of(&mut format, way)
                    && let Some(of) = each.fields.get_mut(*field)
                {
                    take(&mut of.readings, *reading);
                    if of.readings.is_empty() {
                        take(&mut each.fields, *field);
                    }
                }
            }
            Part::Entry(way, field, reading, entry) => {
                let fields = each_of(&mut format, way).and_then(|each| each.fields.get_mut(*field));
                if let Some(reading) = fields.and_then(|field| field.readings.get_mut(*reading))
                    && let Some(mapped) = &mut reading.mapped
                {
                    take(mapped, *entry);
                }
            }
            Part::ReadingFilterValue(way, field, reading, filter, value) => {
                let fields = each_of(&mut format, way).and_then(|each| each.fields.get_mut(*field));
                if let Some(reading) = fields.and_then(|field| field.readings.get_mut(*reading))
                    && let Some(filter) = reading.filters.get_mut(*filter)
                {
                    without_value(filter, *value);
                }
            }
        }
        format
    }
}

fn take<T>(all: &mut Vec<T>, index: usize) {
    if index < all.len() {
        all.remove(index);
    }
}

fn each_of<'f>(format: &'f mut Format, way: &[usize]) -> Option<&'f mut Each> {
    let (first, rest) = way.split_first()?;
    rest.iter().try_fold(format.integrations.get_mut(*first)?, |each, index| each.inner.get_mut(*index))
}

fn without_value(filter: &mut Filter, value: usize) {
    if let FilterTest::Is(values) | FilterTest::IsNot(values) = &mut filter.test {
        take(values, value);
    }
}

/// Everything of a format that could be left out, in order of place.
pub(crate) fn clauses(file: FileId, format: &ast::Format) -> Vec<FormatClause> {
    let mut all = Clauses { file, found: vec![] };
    let (mut files, mut recognised, mut ignored, mut each) = (0, 0, 0, 0);
    for clause in &format.clauses {
        match clause {
            ast::FormatClause::Files { patterns, .. } => {
                for pattern in patterns {
                    all.add(pattern.span, "file pattern", Part::File(files));
                    files += 1;
                }
            }
            ast::FormatClause::Recognise(required) => {
                for one in required {
                    for (index, alternative) in one.iter().enumerate() {
                        // The only one is what makes a document one of the format.
                        if one.len() > 1 {
                            let part = Part::Alternative(recognised, index);
                            all.add(alternative.path.span, "alternative", part);
                        }
                        all.filters(std::slice::from_ref(alternative), &mut |_, value| {
                            Part::RecogniseValue(recognised, index, value)
                        });
                    }
                    recognised += 1;
                }
            }
            ast::FormatClause::Ignore(paths) => {
                for path in paths {
                    all.add(path.span, "path to ignore", Part::Ignored(ignored));
                    ignored += 1;
                }
            }
            ast::FormatClause::Each(of) => {
                all.each(&[each], of);
                each += 1;
            }
            _ => {}
        }
    }
    all.found
}

struct Clauses {
    file: FileId,
    found: Vec<FormatClause>,
}

impl Clauses {
    fn add(&mut self, span: Span, what: &'static str, part: Part) {
        self.found.push(FormatClause { at: FileSpan::new(self.file, span), what: Cow::Borrowed(what), part });
    }

    fn each(&mut self, way: &[usize], each: &ast::Each) {
        self.add(each.span, "part", Part::Each(way.to_vec()));
        if each.paths.len() > 1 {
            for (index, path) in each.paths.iter().enumerate() {
                self.add(path.span, "path", Part::EachPath(way.to_vec(), index));
            }
        }
        self.filters(&each.filters, &mut |filter, value| Part::FilterValue(way.to_vec(), filter, value));
        let (mut fields, mut inner) = (0, 0);
        for clause in &each.clauses {
            match clause {
                ast::EachClause::Each(each) => {
                    self.each(&[way, &[inner]].concat(), each);
                    inner += 1;
                }
                ast::EachClause::Field { readings, .. } => {
                    for (index, reading) in readings.iter().enumerate() {
                        self.add(reading.span, "reading", Part::Reading(way.to_vec(), fields, index));
                        for (entry, (text, word)) in reading.mapped.iter().flatten().enumerate() {
                            let span = text.span.to(word.span);
                            self.add(span, "entry", Part::Entry(way.to_vec(), fields, index, entry));
                        }
                        self.filters(&reading.filters, &mut |filter, value| {
                            Part::ReadingFilterValue(way.to_vec(), fields, index, filter, value)
                        });
                    }
                    fields += 1;
                }
                ast::EachClause::Follow { .. } | ast::EachClause::Declared(_) => {}
            }
        }
    }

    /// Values that conditions ask for; where there is one only, what hangs on it is what is looked at.
    fn filters(&mut self, filters: &[ast::Filter], part: &mut dyn FnMut(usize, usize) -> Part) {
        for (filter, of) in filters.iter().enumerate() {
            let values = match &of.test {
                ast::FilterTest::Is(values) if values.len() > 1 => values,
                ast::FilterTest::IsNot(values) => values,
                _ => continue,
            };
            for (index, value) in values.iter().enumerate() {
                self.add(value.span, "value", part(filter, index));
            }
        }
    }
}
