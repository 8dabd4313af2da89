//! Formats: paths, readings and what is read where.

use compline_diagnostic::codes::syntax;
use compline_diagnostic::{Diagnostic, Span, Spanned};
use pest::iterators::Pair;

use super::{Head, Lower, find, has};
use crate::ast::{
    By, Each, EachClause, Filter, FilterTest, FormatClause, Name, Path, PathStart, Reading, ReadingFrom, SplitBy, Step,
    Text, TextClause,
};
use crate::grammar::Rule;

impl Lower<'_> {
    pub(super) fn format_clause(&mut self, pair: Pair<'_, Rule>) -> Option<FormatClause> {
        let rule = pair.as_rule();
        let span = self.span(&pair);
        let parts = self.parts(pair);
        Some(match rule {
            Rule::syntax => FormatClause::Syntax {
                name: self.name(&find(&parts, Rule::word)?),
                comments: find(&parts, Rule::with_comments).map(|part| self.span(&part)),
            },
            Rule::comments | Rule::strings | Rule::joins | Rule::blocks | Rule::binding | Rule::matching => {
                FormatClause::Text(self.text_clause(rule, &parts)?)
            }
            Rule::files => {
                let mut lists = parts.into_iter().filter(|part| part.as_rule() == Rule::texts);
                let patterns = self.literals(lists.next()?);
                FormatClause::Files { patterns, except: lists.next().map_or(vec![], |list| self.literals(list)) }
            }
            Rule::recognise => {
                let parts = parts.into_iter().filter(|part| part.as_rule() == Rule::recognised);
                let all: Vec<_> = parts.map(|part| self.recognised(part)).collect();
                FormatClause::Recognise(all.into_iter().collect::<Option<_>>()?)
            }
            Rule::templates => {
                let mut texts = parts.iter().filter(|part| part.as_rule() == Rule::text);
                let (open, close) = (texts.next()?, texts.next()?);
                FormatClause::Templates(self.literal(open), self.literal(close))
            }
            Rule::references => FormatClause::References(self.literal(&find(&parts, Rule::text)?)),
            Rule::closed => FormatClause::Closed(span),
            Rule::case_insensitive => FormatClause::CaseInsensitive(span),
            Rule::ignore => FormatClause::Ignore(self.paths(find(&parts, Rule::paths)?)?),
            _ => return None,
        })
    }

    /// A clause for source code.
    fn text_clause(&mut self, rule: Rule, parts: &[Pair<'_, Rule>]) -> Option<TextClause> {
        let texts: Vec<_> = parts.iter().filter(|part| part.as_rule() == Rule::text).collect();
        let mut texts = texts.into_iter().map(|part| self.literal(part)).collect::<Vec<_>>().into_iter();
        Some(match rule {
            Rule::comments => TextClause::Comments { open: texts.next()?, close: texts.next() },
            Rule::strings => {
                let escape = find(parts, Rule::escape).and_then(|part| part.into_inner().last());
                TextClause::Strings { marks: texts.collect(), escape: escape.map(|text| self.literal(&text)) }
            }
            Rule::joins => TextClause::Joins(texts.next()?),
            Rule::blocks => TextClause::Blocks(texts.next()?, texts.next()?),
            Rule::binding if has(parts, Rule::k_let) => TextClause::Let(texts.next()?),
            Rule::binding if has(parts, Rule::k_put) => TextClause::Put(texts.next()?),
            Rule::binding => TextClause::Secrets(texts.next()?),
            _ => {
                let within = find(parts, Rule::matching_in).and_then(|part| part.into_inner().last());
                let values = find(parts, Rule::matching_values).and_then(|part| part.into_inner().last());
                TextClause::Match {
                    name: self.name(&find(parts, Rule::word)?),
                    within: within.map(|name| self.name(&name)),
                    regex: texts.next()?,
                    values: values.map_or_else(Vec::new, |names| self.any_names(names)),
                }
            }
        })
    }

    /// The alternatives of one thing that a document has to have.
    fn recognised(&mut self, pair: Pair<'_, Rule>) -> Option<Vec<Filter>> {
        let alternatives = pair.into_inner().filter(|part| part.as_rule() == Rule::required);
        let alternatives: Vec<_> = alternatives.map(|part| self.filter(part)).collect();
        alternatives.into_iter().collect()
    }

    /// The text among some parts, or those of a set.
    fn one_or_set(&mut self, parts: &[Pair<'_, Rule>]) -> Vec<Text> {
        match find(parts, Rule::text_set) {
            Some(set) => self.literals(set),
            None => find(parts, Rule::text).map(|text| self.literal(&text)).into_iter().collect(),
        }
    }

    /// `each SUBJECT in PATHS where FILTERS`, or `SUBJECT` alone.
    pub(super) fn each_head(&mut self, parts: Vec<Pair<'_, Rule>>) -> Option<Head> {
        let (mut subject, mut by) = (None, None);
        let (mut paths, mut filters, mut complete) = (vec![], vec![], true);
        for part in parts {
            match part.as_rule() {
                Rule::word | Rule::field_name => subject = Some(self.name(&part)),
                Rule::paths => match self.paths(part) {
                    Some(read) => paths = read,
                    None => complete = false,
                },
                Rule::together => match self.by(part) {
                    Some(found) => by = Some(found),
                    None => complete = false,
                },
                Rule::filters => match self.filters(part) {
                    Some(found) => filters.extend(found),
                    None => complete = false,
                },
                _ => {}
            }
        }
        complete.then_some(Head::Each(subject?, paths, by, filters))
    }

    /// `by /resource`, `by key`
    fn by(&mut self, pair: Pair<'_, Rule>) -> Option<By> {
        let parts: Vec<_> = pair.into_inner().collect();
        match find(&parts, Rule::path) {
            Some(path) => self.path(path).map(By::Path),
            None => Some(By::Key),
        }
    }

    fn filters(&mut self, pair: Pair<'_, Rule>) -> Option<Vec<Filter>> {
        let filters = pair.into_inner().filter(|part| part.as_rule() == Rule::filter);
        let filters: Vec<_> = filters.map(|filter| self.filter(filter)).collect();
        filters.into_iter().collect()
    }

    fn filter(&mut self, pair: Pair<'_, Rule>) -> Option<Filter> {
        let parts: Vec<_> = pair.into_inner().collect();
        let asked: Vec<_> = find(&parts, Rule::asked)?.into_inner().collect();
        let key = find(&asked, Rule::k_key);
        let path = match (find(&asked, Rule::path), &key) {
            (Some(path), _) => self.path(path),
            (None, Some(key)) => Some(self.here(key)),
            (None, None) => None,
        };
        let key = key.is_some();
        let Some(test) = find(&parts, Rule::filter_test) else {
            return Some(Filter { path: path?, key, test: FilterTest::Exists });
        };
        let parts: Vec<_> = test.into_inner().collect();
        let texts = self.one_or_set(&parts);
        let negated = has(&parts, Rule::k_not);
        let keyword = parts.iter().find(|part| part.as_rule() != Rule::k_not)?;
        let test = match keyword.as_rule() {
            Rule::k_exists => FilterTest::Exists,
            Rule::k_absent => FilterTest::Absent,
            Rule::k_matches => FilterTest::Matches(texts.into_iter().next()?),
            Rule::symbol => {
                let not = keyword.as_str().starts_with(['!', '<']);
                self.errors.push(
                    Diagnostic::error(syntax::OPERATOR, format!("`{}` does not compare in a format", keyword.as_str()))
                        .at(self.place(self.span(keyword)), "")
                        .help(if not { "write `is not`" } else { "write `is`" }),
                );
                if not { FilterTest::IsNot(texts) } else { FilterTest::Is(texts) }
            }
            _ if negated => FilterTest::IsNot(texts),
            _ => FilterTest::Is(texts),
        };
        Some(Filter { path: path?, key, test })
    }

    /// The path that leads nowhere but to the node at hand.
    fn here(&self, at: &Pair<'_, Rule>) -> Path {
        Path { start: PathStart::Here, steps: vec![], span: self.span(at) }
    }

    pub(super) fn each_clause(&mut self, subject: &str, pair: Pair<'_, Rule>) -> Option<EachClause> {
        let rule = pair.as_rule();
        let span = self.span(&pair);
        let parts = self.parts(pair);
        if rule == Rule::follow {
            let mut paths = vec![];
            for part in parts {
                if part.as_rule() == Rule::path {
                    paths.push(self.path(part));
                }
            }
            let mut paths = paths.into_iter();
            let (name, among) = (paths.next()?, paths.next()?);
            return Some(EachClause::Follow { name: name?, among: among? });
        }
        if rule == Rule::declared_fields {
            return Some(EachClause::Declared(span));
        }
        let mut field = self.name(&find(&parts, Rule::field_name)?);
        let readings: Vec<_> =
            parts.into_iter().filter(|part| part.as_rule() == Rule::reading).map(|part| self.reading(part)).collect();
        let readings: Vec<Reading> = readings.into_iter().collect::<Option<_>>()?;
        match (subject, field.value.as_str()) {
            ("integration", "id") => "integration".clone_into(&mut field.value),
            ("connection", "name") => "connection".clone_into(&mut field.value),
            ("connection", "endpoints") => return self.endpoints(field.span, readings, span),
            _ => {}
        }
        Some(EachClause::Field { field, readings })
    }

    /// `endpoints /a, /b`, which is `each endpoint in /a, /b { url value }`.
    fn endpoints(&mut self, at: Span, readings: Vec<Reading>, span: Span) -> Option<EachClause> {
        let mut all = vec![];
        for reading in readings {
            match reading {
                Reading { from: ReadingFrom::Paths(paths), part: None, mapped: None, split, base, filters, .. }
                    if split.is_empty() && base.is_empty() && filters.is_empty() =>
                {
                    all.extend(paths);
                }
                reading => {
                    self.errors.push(
                        Diagnostic::error(syntax::EXPECTED, "`endpoints` takes paths and nothing else")
                            .at(self.place(reading.span), "")
                            .help("write `each endpoint in /a, /b { url value ... }` to say more of them"),
                    );
                    return None;
                }
            }
        }
        let (split, base, filters) = (vec![], vec![], vec![]);
        let value = Reading { from: ReadingFrom::Value, part: None, mapped: None, split, base, filters, span: at };
        let url = EachClause::Field { field: Spanned::new("url".to_owned(), at), readings: vec![value] };
        let subject = Spanned::new("endpoint".to_owned(), at);
        Some(EachClause::Each(Each { subject, paths: all, by: None, filters: vec![], clauses: vec![url], span }))
    }

    fn reading(&mut self, pair: Pair<'_, Rule>) -> Option<Reading> {
        let span = self.span(&pair);
        let parts: Vec<_> = pair.into_inner().collect();
        let from = self.reading_from(find(&parts, Rule::reading_from)?);
        let part = find(&parts, Rule::text_part).and_then(|part| {
            let parts: Vec<_> = part.into_inner().collect();
            Some(self.literal(&find(&parts, Rule::text)?))
        });
        let mapped = find(&parts, Rule::mapped).map(|mapped| self.mapped(mapped));
        let split = find(&parts, Rule::split).map_or(Some(vec![]), |split| self.split(split));
        let mapped = match mapped {
            Some(mapped) => Some(mapped?),
            None => None,
        };
        let base = find(&parts, Rule::relative).map(|relative| relative.into_inner().collect::<Vec<_>>());
        let base = base.and_then(|parts| find(&parts, Rule::paths)).map_or(Some(vec![]), |paths| self.paths(paths));
        let filters = find(&parts, Rule::filters).map_or(Some(vec![]), |filters| self.filters(filters));
        Some(Reading { from: from?, part, mapped, split: split?, base: base?, filters: filters?, span })
    }

    fn reading_from(&mut self, pair: Pair<'_, Rule>) -> Option<ReadingFrom> {
        let parts: Vec<_> = pair.into_inner().collect();
        let first = parts.first()?;
        Some(match first.as_rule() {
            Rule::paths => ReadingFrom::Paths(self.paths(first.clone())?),
            Rule::k_key => ReadingFrom::Key(match find(&parts, Rule::path) {
                Some(path) => self.path(path)?,
                None => self.here(first),
            }),
            Rule::k_value => ReadingFrom::Value,
            Rule::k_capture => ReadingFrom::Capture(self.name(&find(&parts, Rule::word)?)),
            Rule::text => ReadingFrom::Text(self.literal(first)),
            Rule::field_word => ReadingFrom::Word(self.name(first)),
            _ => return None,
        })
    }

    fn mapped(&mut self, pair: Pair<'_, Rule>) -> Option<Vec<(Text, Name)>> {
        pair.into_inner()
            .filter(|part| part.as_rule() == Rule::mapping)
            .map(|mapping| {
                let parts: Vec<_> = mapping.into_inner().collect();
                Some((self.literal(&find(&parts, Rule::text)?), self.name(&find(&parts, Rule::field_word)?)))
            })
            .collect()
    }

    fn split(&mut self, pair: Pair<'_, Rule>) -> Option<Vec<SplitBy>> {
        let mut all = vec![];
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::path => all.push(SplitBy::Path(self.path(part)?)),
                Rule::text => all.push(SplitBy::Text(self.literal(&part))),
                _ => {}
            }
        }
        Some(all)
    }

    fn paths(&mut self, pair: Pair<'_, Rule>) -> Option<Vec<Path>> {
        let parts = pair.into_inner().filter(|part| part.as_rule() == Rule::path);
        let all: Vec<_> = parts.map(|part| self.path(part)).collect();
        all.into_iter().collect()
    }

    fn path(&mut self, pair: Pair<'_, Rule>) -> Option<Path> {
        let span = self.span(&pair);
        let mut start = PathStart::Here;
        let mut steps = vec![];
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::path_root => start = PathStart::Root,
                Rule::path_up => start = PathStart::Up(part.as_str().matches("..").count() as u32),
                Rule::step => {
                    for part in part.into_inner() {
                        steps.push(self.step(part));
                    }
                }
                // Of the node that the path starts at.
                Rule::only => steps.push(self.step(part)),
                _ => {}
            }
        }
        Some(Path { start, steps: steps.into_iter().collect::<Option<_>>()?, span })
    }

    fn step(&mut self, inner: Pair<'_, Rule>) -> Option<Spanned<Step>> {
        let span = self.span(&inner);
        let step = match inner.as_rule() {
            Rule::path_of => {
                let name = inner.as_str().trim_matches(['(', ')']).to_owned();
                Step::KeyOf(Spanned::new(name, span))
            }
            Rule::only => {
                let parts: Vec<_> = inner.into_inner().collect();
                Step::Only(self.filters(find(&parts, Rule::filters)?)?)
            }
            Rule::every => Step::Every,
            Rule::deep => Step::Deep,
            Rule::text => Step::Key(self.unquote(span)),
            _ if inner.as_str() == ".." => {
                self.errors.push(
                    Diagnostic::error(syntax::PATH, "`..` stands only at the start of a path")
                        .at(self.place(span), "")
                        .help("write `../key` for the parent's, `//key` for the document's; a key named `..` goes between quotes"),
                );
                return None;
            }
            _ => Step::Key(inner.as_str().to_owned()),
        };
        Some(Spanned::new(step, span))
    }
}
