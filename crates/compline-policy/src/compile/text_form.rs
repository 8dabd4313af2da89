//! How a format reads source code.

use std::ops::Range;

use compline_diagnostic::Span;
use compline_manifest::format::Format;
use compline_manifest::text::{TextForm, TextPattern, TextRegex, TextRole, UNKNOWN};
use compline_syntax::ast::{self, FormatClause, TextClause};

use super::Compiler;
use super::points::Place;

impl Compiler {
    /// The clauses for source code of a format, if it is for that.
    pub(super) fn text_form(&mut self, place: &Place, format: &ast::Format, compiled: &mut Format) {
        let syntax = format.clauses.iter().find_map(|clause| match clause {
            FormatClause::Syntax { name, .. } if name.value == "text" => Some(name.span),
            _ => None,
        });
        let clauses = || {
            format.clauses.iter().filter_map(|clause| match clause {
                FormatClause::Text(clause) => Some(clause),
                _ => None,
            })
        };
        let Some(syntax) = syntax else {
            if let Some(clause) = clauses().next() {
                self.format_error(
                    place,
                    first_text(clause),
                    "this is for formats that read source code",
                    "add `syntax text`, or remove the clause",
                );
            }
            return;
        };
        let mut form = TextForm::default();
        for clause in clauses() {
            self.text_clause(place, clause, &mut form);
        }
        if !clauses().any(|clause| matches!(clause, TextClause::Match { .. })) {
            self.format_error(
                place,
                syntax,
                "the format looks for nothing in its files",
                "add `match NAME \"REGULAR EXPRESSION\"`",
            );
        }
        for clause in &format.clauses {
            if let FormatClause::Closed(span) = clause {
                self.format_error(place, *span, "source code has no keys that could be unknown", "remove `closed`");
            }
        }
        compiled.templates.push((UNKNOWN.0.to_owned(), UNKNOWN.1.to_owned()));
        compiled.text = Some(form);
    }

    fn text_clause(&mut self, place: &Place, clause: &TextClause, form: &mut TextForm) {
        match clause {
            TextClause::Comments { open, close } => {
                let empty = [Some(open), close.as_ref()].into_iter().flatten().find(|text| text.value.is_empty());
                if let Some(empty) = empty {
                    self.format_error(place, empty.span, "a comment needs something to tell it by", "write it here");
                } else {
                    form.comments.push((open.value.clone(), close.as_ref().map(|close| close.value.clone())));
                }
            }
            TextClause::Strings { marks, escape } => {
                form.quotes.extend(marks.iter().map(|marks| marks.value.chars().collect::<Vec<char>>()));
                if let Some(escape) = escape {
                    form.escape = self.one_character(place, escape);
                }
            }
            TextClause::Joins(text) => form.join = Some(text.value.clone()),
            TextClause::Blocks(open, close) => {
                form.blocks = self.one_character(place, open).zip(self.one_character(place, close));
            }
            TextClause::Let(text) => {
                if let Some(regex) = self.text_regex(place, text, &["name", "value"]) {
                    let values = vec!["value".to_owned()];
                    form.patterns.push(TextPattern { role: TextRole::Let, within: None, regex, values });
                }
            }
            TextClause::Put(text) => {
                if let Some(regex) = self.text_regex(place, text, &["name", "key", "value"]) {
                    let values = vec!["key".to_owned(), "value".to_owned()];
                    form.patterns.push(TextPattern { role: TextRole::Put, within: None, regex, values });
                }
            }
            TextClause::Secrets(text) => form.secrets.extend(self.text_regex(place, text, &["secret"])),
            TextClause::Match { name, within, regex, values } => {
                let compiled = self.text_regex(place, regex, &[]);
                let within = within.as_ref().map(|within| (within, self.text_within(place, name, within, form)));
                let Some(regex) = compiled else { return };
                for value in values {
                    if !regex.groups().any(|known| known == value.value) {
                        let message = format!("the expression has no group `{}`", value.value);
                        self.format_error(place, value.span, &message, "name a group with `(?<name>...)`");
                    }
                }
                if matches!(name.value.as_str(), "let" | "put") {
                    let message = format!("`{}` is the name of a clause", name.value);
                    self.format_error(place, name.span, &message, "call it otherwise");
                }
                let within = match within {
                    Some((_, None)) => return,
                    Some((_, within)) => within,
                    None => None,
                };
                let values = values.iter().map(|value| value.value.clone()).collect();
                let role = TextRole::Match(name.value.clone());
                form.patterns.push(TextPattern { role, within, regex, values });
            }
        }
    }

    fn one_character(&mut self, place: &Place, text: &ast::Text) -> Option<char> {
        let mut chars = text.value.chars();
        match (chars.next(), chars.next()) {
            (Some(one), None) => Some(one),
            _ => {
                self.format_error(place, text.span, "this has to be one character", "write for example `\"\\\\\"`");
                None
            }
        }
    }

    /// The pattern and group that another one looks in.
    fn text_within(
        &mut self,
        place: &Place,
        name: &ast::Name,
        within: &ast::Name,
        form: &TextForm,
    ) -> Option<(String, String)> {
        let (outer, group) = within.value.split_once('.').unwrap_or((within.value.as_str(), ""));
        let is = |pattern: &&TextPattern| matches!(&pattern.role, TextRole::Match(own) if own == outer);
        let mut found = form.patterns.iter().filter(is).peekable();
        let help =
            format!("write `in NAME.GROUP`, of a `match NAME` before this one: `match {} in call.body`", name.value);
        if outer == name.value || found.peek().is_none() {
            let message = format!("no `match {outer}` stands before this one");
            self.format_error(place, within.span, &message, &help);
            return None;
        }
        if !found.any(|pattern| pattern.regex.groups().any(|known| known == group)) {
            let message = format!("`match {outer}` has no group `{group}`");
            self.format_error(place, within.span, &message, &help);
            return None;
        }
        Some((outer.to_owned(), group.to_owned()))
    }

    /// A regular expression that has some groups.
    fn text_regex(&mut self, place: &Place, text: &ast::Text, groups: &[&str]) -> Option<TextRegex> {
        let source = text.value.trim_end_matches('\n');
        let regex = match TextRegex::new(source) {
            Ok(regex) => regex,
            Err(error) => {
                let (message, at) = match regex_syntax::parse(source) {
                    Err(regex_syntax::Error::Parse(error)) => (error.kind().to_string(), range(error.span())),
                    Err(regex_syntax::Error::Translate(error)) => (error.kind().to_string(), range(error.span())),
                    _ => (error.to_string(), 0..source.len()),
                };
                let span = self.place_in_literal(place, text.span, source, &at);
                self.format_error(
                    place,
                    span,
                    &format!("this is no regular expression: {message}"),
                    "a text block between `\"\"\"` has no escapes of its own; look-around and back-references are not to be had",
                );
                return None;
            }
        };
        if let Some(missing) = groups.iter().find(|group| !regex.groups().any(|known| known == **group)) {
            self.format_error(
                place,
                text.span,
                &format!("the expression has no group `{missing}`"),
                &format!("name it with `(?<{missing}>...)`"),
            );
            return None;
        }
        Some(regex)
    }

    /// The bytes of a part of what a text literal says, where it is written just so; else those of the literal.
    fn place_in_literal(&self, place: &Place, literal: Span, says: &str, part: &Range<usize>) -> Span {
        let at = place.at(literal);
        let Some(file) = self.sources.get(at.file) else { return literal };
        let start = says.get(..part.start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
        let line = says.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let written = file.slice(literal);
        let Some(found) = written.find(line).filter(|_| !line.is_empty() && written.matches(line).count() == 1) else {
            return literal;
        };
        let from = literal.start + (found + part.start - start) as u32;
        let len = part.len().min(line.len().saturating_sub(part.start - start)).max(1) as u32;
        Span::new(from, (from + len).min(literal.end))
    }
}

fn range(span: &regex_syntax::ast::Span) -> Range<usize> {
    span.start.offset..span.end.offset
}

fn first_text(clause: &TextClause) -> Span {
    match clause {
        TextClause::Comments { open: text, .. }
        | TextClause::Joins(text)
        | TextClause::Blocks(text, _)
        | TextClause::Let(text)
        | TextClause::Put(text)
        | TextClause::Secrets(text)
        | TextClause::Match { regex: text, .. } => text.span,
        TextClause::Strings { marks, .. } => marks.first().map_or_else(Span::default, |mark| mark.span),
    }
}
