//! A format in words: which files, and how each field is read.

use std::fmt::Write as _;

use compline_manifest::Syntax;
use compline_manifest::format::{
    By, Each, FieldReading, Filter, FilterTest, Format, Path, PathStart, Reading, ReadingFrom, SplitBy,
};
use compline_manifest::schema::{Field, FieldType};
use compline_manifest::text::TextRole;

use super::{Entry, Explanation, Kind};
use crate::Policy;
use crate::mode::ModeId;
use crate::vendor::{RegionId, VendorId};

pub(super) fn explain(policy: &Policy, format: &Format) -> Explanation {
    let mut out = Explanation::new(Kind::Format, &format.id);
    out.title = Some(format.title.clone());
    out.say("files", format.files.iter().map(|file| Entry::new(&file.pattern)));
    let syntax = format.syntax.map(|syntax| match syntax {
        Syntax::Yaml => "YAML",
        Syntax::Json => "JSON",
        Syntax::Jsonc => "JSON with comments and trailing commas",
        Syntax::Toml => "TOML",
        Syntax::Xml => "XML",
        Syntax::Text(_) => "source code",
    });
    let syntax = if format.text.is_some() { Some("source code") } else { syntax };
    out.say("syntax", syntax.map(Entry::new));
    out.say("but not", format.except.iter().map(|file| Entry::new(&file.pattern)));
    let patterns = format.text.iter().flat_map(|form| &form.patterns);
    out.say(
        "finds",
        patterns.map(|pattern| {
            let what = match &pattern.role {
                TextRole::Let => "variables",
                TextRole::Put => "what is put into variables",
                TextRole::Match(name) => name,
            };
            let within =
                pattern.within.as_ref().map_or_else(String::new, |(name, group)| format!(" in {name}.{group}"));
            Entry::new(format!("{what}{within}: {}", pattern.regex.as_str()))
        }),
    );
    out.say(
        "has",
        format.recognise.iter().map(|alternatives| {
            let one = |filter: &Filter| match filter.test {
                FilterTest::Exists => path(&filter.path),
                _ => self::filter(filter),
            };
            Entry::new(alternatives.iter().map(one).collect::<Vec<_>>().join(" or "))
        }),
    );
    out.say(
        "templates",
        format.templates.iter().map(|(open, close)| Entry::new(format!("filled in later: {open} ... {close}"))),
    );
    out.say("references", format.reference_key.as_ref().map(Entry::new));
    let any_case = "keys and texts are found in any case";
    out.say("case", format.ignore_case.then(|| Entry::new(any_case)));
    let closed = "keys that no clause reads are reported";
    out.say("closed", format.closed.then(|| Entry::new(closed)));
    out.say("ignores", format.ignored.iter().map(|ignored| Entry::new(path(ignored))));
    out.say("maps", format.integrations.iter().map(|each| self::each(policy, each)));
    out
}

fn each(policy: &Policy, each: &Each) -> Entry {
    let kind = each.subject.as_str();
    let mut text = match each.paths.as_slice() {
        [] => format!("one {kind} here"),
        paths => format!("each {kind} in {}", paths.iter().map(path).collect::<Vec<_>>().join(", ")),
    };
    match &each.by {
        None => {}
        Some(By::Key) => text.push_str(", one for each key"),
        Some(By::Path(at)) => {
            let _ = write!(text, ", one for each text at {}", path(at));
        }
    }
    text.push_str(&filters(&each.filters));
    if let Some(follow) = &each.follow {
        text.push_str(", with the keys of what ");
        text.push_str(&path(&follow.name));
        text.push_str(" names in ");
        text.push_str(&path(&follow.among));
    }
    Entry::new(text)
        .with(each.fields.iter().map(|reading| field(policy, reading)))
        .with(each.inner.iter().map(|inner| self::each(policy, inner)))
}

fn field(policy: &Policy, reading: &FieldReading) -> Entry {
    let name = reading.field.info().name;
    match reading.readings.as_slice() {
        [one] => {
            let (text, mapped) = self::reading(policy, reading.field, one);
            Entry::new(format!("{name}: {text}")).with(mapped)
        }
        several => Entry::new(format!("{name}: the first of")).with(several.iter().map(|one| {
            let (text, mapped) = self::reading(policy, reading.field, one);
            Entry::new(text).with(mapped)
        })),
    }
}

/// Where a reading looks, and the words that texts stand for.
fn reading(policy: &Policy, field: Field, reading: &Reading) -> (String, Vec<Entry>) {
    let mut text = match &reading.from {
        ReadingFrom::Paths(paths) => paths.iter().map(path).collect::<Vec<_>>().join(", "),
        ReadingFrom::Key(at) if is_here(at) => "the key".into(),
        ReadingFrom::Key(at) => format!("the key of {}", path(at)),
        ReadingFrom::Value => "the value".into(),
        ReadingFrom::Capture(name) => format!("{{{name}}} of the file's path"),
        ReadingFrom::Text(text) => format!("always \"{text}\""),
        ReadingFrom::Word(id) => format!("always {}", word(policy, field, *id)),
    };
    if let Some(part) = &reading.part {
        let _ = write!(text, ", of which the part in braces: \"{}\"", part.pattern);
    }
    for split in &reading.split {
        let _ = match split {
            SplitBy::Path(at) => write!(text, ", split by what stands at {}", path(at)),
            SplitBy::Text(separator) => write!(text, ", split by \"{separator}\""),
        };
    }
    if let Some(base) = list(&reading.base) {
        let _ = write!(text, ", relative to {base}");
    }
    text.push_str(&filters(&reading.filters));
    let mapped = reading.mapped.iter().flatten();
    (text, mapped.map(|(text, id)| Entry::new(format!("\"{text}\" is {}", word(policy, field, *id)))).collect())
}

/// `/a/b`, and `/` for the node at hand.
fn path(path: &Path) -> String {
    let text = path.to_string();
    if text.is_empty() { "/".into() } else { text }
}

/// Paths in a list, if there are any.
fn list(paths: &[Path]) -> Option<String> {
    (!paths.is_empty()).then(|| paths.iter().map(path).collect::<Vec<_>>().join(", "))
}

fn is_here(path: &Path) -> bool {
    path.start == PathStart::Here && path.steps.is_empty()
}

fn filter(filter: &Filter) -> String {
    let path = match filter.key {
        true if is_here(&filter.path) => "the key".to_owned(),
        true => format!("the key of {}", path(&filter.path)),
        false => path(&filter.path),
    };
    match &filter.test {
        FilterTest::Exists => format!("{path} exists"),
        FilterTest::Absent => format!("{path} is absent"),
        FilterTest::Is(values) => format!("{path} {}", quoted(values, "is", "or")),
        FilterTest::IsNot(values) => format!("{path} {}", quoted(values, "is not", "nor")),
        FilterTest::Matches(pattern) => format!("{path} matches \"{pattern}\""),
    }
}

fn filters(filters: &[Filter]) -> String {
    match filters {
        [] => String::new(),
        filters => format!(", where {}", filters.iter().map(filter).collect::<Vec<_>>().join(" and ")),
    }
}

fn quoted(values: &[String], verb: &str, join: &str) -> String {
    let values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
    format!("{verb} {}", values.join(&format!(" {join} ")))
}

/// A word of a field's vocabulary.
fn word(policy: &Policy, field: Field, id: u32) -> String {
    match field.info().ty {
        FieldType::Mode => policy.modes.get(ModeId(id)).name.clone(),
        FieldType::Vendor => policy.vendors.get(VendorId(id)).name.clone(),
        FieldType::Region => policy.vendors.region_name(RegionId(id)).to_owned(),
        FieldType::Word(words) => words.get(id as usize).copied().unwrap_or_default().to_owned(),
        FieldType::Bool => (id != 0).to_string(),
        _ => id.to_string(),
    }
}
