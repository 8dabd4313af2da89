//! Source code to tree: whatever patterns find in it.
//!
//! The tree is a map. The name of each pattern leads to the list of its matches; a match is a map, in which the name of
//! each group leads to what it is, and the name of a pattern that looks in one of the groups to the list of what that
//! finds. `let` and `put` lead to the statements that set variables. A value that is a variable is an alias of what the
//! variable was set to.

mod form;
mod mask;
mod required;
mod values;

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use compline_diagnostic::codes::input;
use compline_diagnostic::{Diagnostic, FileSpan, Span};

pub use form::{TextForm, TextPattern, TextRegex, TextRole};
pub(crate) use required::Required;
pub use values::UNKNOWN;

use crate::tree::{Builder, Kind, Style};
use mask::Mask;
use values::{Said, Set, Values, write_said};

/// The group where a match stands, where that is not all that the expression had to look at.
const HERE: &str = "here";

/// A match: where, and its groups in the order of the expression.
#[derive(Clone)]
struct Found<'f> {
    pattern: &'f TextPattern,
    whole: Range<usize>,
    groups: Vec<(&'f str, Range<usize>)>,
}

/// What a list of the tree holds.
enum Item<'f> {
    /// Found in the text itself.
    Code(Found<'f>),
    /// Found in what a value says, which is written there.
    Said(Found<'f>, Said, Range<usize>),
}

impl Item<'_> {
    fn place(&self) -> Span {
        match self {
            Self::Code(found) => Span::from(found.whole.clone()),
            Self::Said(_, _, at) => Span::from(at.clone()),
        }
    }
}

/// Reads `text` as one document.
pub(crate) fn read(builder: &mut Builder<'_>, diagnostics: &mut Vec<Diagnostic>, form: &TextForm) {
    let text = builder.text;
    let whole = Span::new(0, text.len() as u32);
    builder.start_document();
    builder.open(Kind::Map, 0, false);
    let mask = Mask::new(form, text);
    let most = 200_000.max(text.len() / 4);
    let mut reader = Reader { form, mask: &mask, left: most / 4 };
    let mut over = false;
    let top = reader.top();
    if top.iter().any(|found| matches!(found.pattern.role, TextRole::Match(_))) {
        let values = write_sets(builder, text, form, &mask, &top, most);
        for (name, all) in by_name(top) {
            reader.list(builder, &values, name, &all);
        }
        over = values.over.get();
    }
    builder.close(Some(whole.end));
    if reader.left == 0 || over {
        diagnostics.push(
            Diagnostic::error(input::UNFOLDS_TOO_FAR, "the text has more calls and values than are read")
                .at(FileSpan::manifest(Span::at(0)), "of this file only a part was read")
                .help("split the file, or leave it out with an ignore pattern"),
        );
    }
    builder.end_document(whole);
}

struct Reader<'f> {
    form: &'f TextForm,
    mask: &'f Mask,
    /// How many matches may still be found.
    left: usize,
}

impl<'f> Reader<'f> {
    /// What is found in the whole text, in order.
    fn top(&mut self) -> Vec<Found<'f>> {
        let mut all = vec![];
        for pattern in self.form.patterns.iter().filter(|pattern| pattern.within.is_none()) {
            all.extend(self.find(pattern, &self.mask.code, 0));
        }
        all.sort_by_key(|found| found.whole.start);
        all
    }

    fn find(&mut self, pattern: &'f TextPattern, code: &str, base: usize) -> impl Iterator<Item = Found<'f>> + use<'f> {
        let mut all = vec![];
        let regex = pattern.regex.get();
        for (regex, captures) in regex
            .into_iter()
            .flat_map(|regex| regex.captures_iter(code).map(move |found| (regex, found)))
            .take(self.left)
        {
            let Some(whole) = captures.name(HERE).or_else(|| captures.get(0)) else { continue };
            let groups = regex.capture_names().flatten().filter(|name| *name != HERE).filter_map(|name| {
                let range = captures.name(name)?.range();
                Some((name, base + range.start..base + range.end))
            });
            all.push(Found { pattern, whole: base + whole.start()..base + whole.end(), groups: groups.collect() });
        }
        self.left = self.left.saturating_sub(all.len());
        all.into_iter()
    }

    fn list(&mut self, builder: &mut Builder<'_>, values: &Values<'_>, name: &str, all: &[Item<'f>]) {
        let (Some(first), Some(last)) = (all.first(), all.last()) else { return };
        builder.decoded(Style::Quoted, Span::at(first.place().start), name, false);
        builder.open(Kind::List, first.place().start, false);
        for item in all {
            match item {
                Item::Code(found) => self.one(builder, values, name, found),
                Item::Said(found, said, at) => write_said_match(builder, found, said, at),
            }
        }
        builder.close(Some(last.place().end));
    }

    fn one(&mut self, builder: &mut Builder<'_>, values: &Values<'_>, name: &str, found: &Found<'f>) {
        builder.open(Kind::Map, found.whole.start as u32, false);
        let from = found.whole.start;
        for (group, range) in &found.groups {
            builder.decoded(Style::Quoted, Span::at(range.start as u32), group, false);
            if found.pattern.values.iter().any(|value| value == group) {
                values.write(builder, range, from);
            } else {
                let span = Span::from(range.clone());
                builder.scalar(Style::Quoted, span, span, false);
            }
        }
        for (inner, patterns) in self.inside(name) {
            let mut all = vec![];
            for pattern in patterns {
                let Some((_, group)) = &pattern.within else { continue };
                let Some((_, range)) = found.groups.iter().find(|(name, _)| name == group) else { continue };
                if !found.pattern.values.contains(&(*group).clone()) {
                    all.extend(self.find(pattern, &self.mask.code[range.clone()], range.start).map(Item::Code));
                } else if let Some(value) = values.says(range, from) {
                    let said = self.find(pattern, &value.text, 0);
                    all.extend(said.map(|found| Item::Said(found, value.clone(), range.clone())));
                }
            }
            all.sort_by_key(|item| item.place().start);
            self.list(builder, values, inner, &all);
        }
        builder.close(Some(found.whole.end as u32));
    }

    /// The patterns that look in a group of another one, by their names.
    fn inside(&self, name: &str) -> Vec<(&'f str, Vec<&'f TextPattern>)> {
        let mut all: Vec<(&'f str, Vec<&'f TextPattern>)> = vec![];
        let form: &'f TextForm = self.form;
        for pattern in form.patterns.iter().filter(|one| one.within.as_ref().is_some_and(|(outer, _)| outer == name)) {
            let TextRole::Match(own) = &pattern.role else { continue };
            match all.iter_mut().find(|(known, _)| known == own) {
                Some((_, patterns)) => patterns.push(pattern),
                None => all.push((own, vec![pattern])),
            }
        }
        all
    }
}

/// Writes what was found in what a value says.
fn write_said_match(builder: &mut Builder<'_>, found: &Found<'_>, value: &Said, at: &Range<usize>) {
    let place = |range: &Range<usize>| value.place(range).map_or_else(|| Span::from(at.clone()), Span::from);
    let whole = place(&found.whole);
    builder.open(Kind::Map, whole.start, false);
    for (group, range) in &found.groups {
        let span = place(range);
        builder.decoded(Style::Quoted, Span::at(span.start), group, false);
        let text = value.text.get(range.clone()).unwrap_or_default().to_owned();
        write_said(builder, &Said { text, from: value.place(range).map(|range| range.start) }, span);
    }
    builder.close(Some(whole.end));
}

/// Matches by the names of their patterns, in the order in which the names come up.
fn by_name(all: Vec<Found<'_>>) -> Vec<(&str, Vec<Item<'_>>)> {
    let mut groups: Vec<(&str, Vec<Item<'_>>)> = vec![];
    for found in all {
        let TextRole::Match(name) = &found.pattern.role else { continue };
        match groups.iter_mut().find(|(known, _)| known == name) {
            Some((_, group)) => group.push(Item::Code(found)),
            None => groups.push((name, vec![Item::Code(found)])),
        }
    }
    groups
}

/// Writes the statements that set variables, and gives what variables there are.
fn write_sets<'t>(
    builder: &mut Builder<'_>,
    text: &'t str,
    form: &'t TextForm,
    mask: &'t Mask,
    top: &[Found<'t>],
    most: usize,
) -> Values<'t> {
    let mut values = Values {
        form,
        text,
        mask,
        lets: vec![],
        puts: vec![],
        lets_of: HashMap::new(),
        puts_of: HashMap::new(),
        most,
        over: Cell::new(false),
    };
    for found in top {
        let group = |name: &str| found.groups.iter().find(|(own, _)| *own == name).map(|(_, range)| range.clone());
        let (Some(at), Some(value)) = (group("name"), group("value")) else { continue };
        let name = &text[at.clone()];
        match found.pattern.role {
            TextRole::Let => {
                values.lets_of.entry(name).or_default().push(values.lets.len());
                values.lets.push(Set::new(found.whole.end, at, 0..0, value));
            }
            TextRole::Put => {
                let Some(key) = group("key") else { continue };
                values.puts_of.entry(name).or_default().push(values.puts.len());
                values.puts.push(Set::new(found.whole.end, at, key, value));
            }
            TextRole::Match(_) => {}
        }
    }
    blocks(form, mask, &mut values.lets);
    values.read_lets();
    for (name, puts) in [("let", false), ("put", true)] {
        let count = if puts { values.puts.len() } else { values.lets.len() };
        if count == 0 {
            continue;
        }
        builder.decoded(Style::Quoted, Span::at(0), name, false);
        builder.open(Kind::List, 0, false);
        for at in 0..count {
            let set = if puts { &values.puts[at] } else { &values.lets[at] };
            let name = Span::from(set.name.clone());
            builder.open(Kind::Map, name.start, false);
            builder.decoded(Style::Quoted, Span::at(name.start), "name", false);
            builder.scalar(Style::Quoted, name, name, false);
            if puts {
                builder.decoded(Style::Quoted, Span::at(set.key.start as u32), "key", false);
                values.write(builder, &set.key, set.seen_from());
            }
            builder.decoded(Style::Quoted, Span::at(set.value.start as u32), "value", false);
            let node = values.write(builder, &set.value, set.seen_from());
            builder.close(Some(set.value.end as u32));
            let sets = if puts { &mut values.puts } else { &mut values.lets };
            sets[at].node = node;
        }
        builder.close(None);
    }
    values
}

/// Notes the innermost block around each statement.
fn blocks(form: &TextForm, mask: &Mask, sets: &mut [Set]) {
    let Some((open, close)) = form.blocks else { return };
    let mut all: Vec<Range<usize>> = vec![];
    let mut stack: Vec<usize> = vec![];
    let mut inside: Vec<Option<usize>> = vec![];
    let mut next = 0;
    for (at, c) in mask.code.char_indices() {
        while sets.get(next).is_some_and(|set| set.value.start <= at) {
            inside.push(stack.last().copied());
            next += 1;
        }
        if c == open {
            stack.push(all.len());
            all.push(at..mask.code.len());
        } else if c == close
            && let Some(block) = stack.pop()
        {
            all[block].end = at;
        }
    }
    for (set, block) in sets.iter_mut().zip(inside) {
        if let Some(block) = block {
            set.block = all[block].clone();
        }
    }
}

#[cfg(test)]
mod tests;
