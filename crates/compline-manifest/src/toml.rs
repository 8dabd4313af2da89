//! TOML to tree.

use compline_diagnostic::codes::input;
use compline_diagnostic::{Diagnostic, FileSpan, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::read::{MAX_DEPTH, char_at, too_deep};
use crate::tree::{Builder, Kind, Style};

/// Reads `text` as one document. A mistake gives one diagnostic, and nothing of the document is kept.
pub(crate) fn read(builder: &mut Builder<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let text = builder.text;
    let whole = Span::new(0, text.len() as u32);
    builder.start_document();
    let result = match DeTable::parse(text) {
        // A file of nothing but space and comments says nothing, whatever its syntax.
        Ok(table) if table.get_ref().is_empty() => Ok(()),
        Ok(table) => map(builder, 0, None, table.get_ref()),
        Err(error) => Err(Box::new(syntax_error(text, &error))),
    };
    match result {
        Ok(()) => builder.end_document(whole),
        Err(diagnostic) => {
            diagnostics.push(*diagnostic);
            builder.abandon_document(whole);
        }
    }
}

type Result = std::result::Result<(), Box<Diagnostic>>;

/// A table; one that is not written in braces ends with the last thing inside it.
fn map(builder: &mut Builder<'_>, start: u32, end: Option<u32>, table: &DeTable<'_>) -> Result {
    open(builder, Kind::Map, start)?;
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let mut last = start;
    for (key, inside) in entries {
        text(builder, Span::from(key.span()), key.get_ref());
        value(builder, inside)?;
        last = last.max(builder.last_end);
    }
    builder.close(end.or(Some(last)));
    Ok(())
}

fn value(builder: &mut Builder<'_>, value: &Spanned<DeValue<'_>>) -> Result {
    let span = Span::from(value.span());
    match value.get_ref() {
        DeValue::String(string) => text(builder, span, string),
        DeValue::Integer(number) if number.radix() == 10 => plain(builder, span, number.as_str()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => plain(builder, span, &number.to_string()),
            Err(_) => plain(builder, span, &number.to_string()),
        },
        // Infinity and what is no number are written otherwise in the core schema.
        DeValue::Float(number) => {
            let written = number.as_str();
            let core = written.replace("inf", ".inf").replace("nan", ".nan");
            plain(builder, span, core.strip_prefix('+').unwrap_or(&core));
        }
        DeValue::Boolean(truth) => plain(builder, span, if *truth { "true" } else { "false" }),
        DeValue::Datetime(_) => {
            builder.scalar(Style::Plain, span, span, false);
        }
        DeValue::Array(array) => {
            // Of tables in double brackets, the first pair of them is where the list starts.
            let written = builder.text.get(span.range()).unwrap_or_default();
            let closed = written.ends_with(']') && !written.starts_with("[[") || written.starts_with("[[[");
            open(builder, Kind::List, span.start)?;
            for inside in array {
                self::value(builder, inside)?;
            }
            builder.close(closed.then_some(span.end));
        }
        DeValue::Table(table) => {
            let inline = builder.text.as_bytes().get(span.start as usize) == Some(&b'{');
            map(builder, span.start, inline.then_some(span.end), table)?;
        }
    }
    Ok(())
}

fn open(builder: &mut Builder<'_>, kind: Kind, start: u32) -> Result {
    if builder.depth() >= MAX_DEPTH {
        return Err(Box::new(too_deep(Span::new(start, start + char_at(builder.text, start)))));
    }
    builder.open(kind, start, false);
    Ok(())
}

/// A text or key, which mostly stands in the file as it is meant.
fn text(builder: &mut Builder<'_>, span: Span, meant: &str) {
    let written = builder.text.get(span.range()).unwrap_or_default();
    let quotes = if written.starts_with("\"\"\"") || written.starts_with("'''") {
        3
    } else {
        usize::from(written.starts_with(['"', '\'']))
    };
    let inner = Span::new(span.start + quotes as u32, (span.end as usize).saturating_sub(quotes) as u32);
    if inner.start <= inner.end && builder.text.get(inner.range()) == Some(meant) {
        builder.scalar(Style::Quoted, span, inner, false);
    } else {
        builder.decoded(Style::Quoted, span, meant, false);
    }
}

/// A number or truth value, as the core schema writes it.
fn plain(builder: &mut Builder<'_>, span: Span, meant: &str) {
    if builder.text.get(span.range()) == Some(meant) {
        builder.scalar(Style::Plain, span, span, false);
    } else {
        builder.decoded(Style::Plain, span, meant, false);
    }
}

fn syntax_error(text: &str, error: &toml::de::Error) -> Diagnostic {
    let (start, end) = error.span().map_or((text.len(), text.len()), |span| (span.start, span.end));
    let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0) as u32;
    let (start, end) = (boundary(start), boundary(end));
    let at = Span::new(start, end.max(start + char_at(text, start)));
    if matches!(error.message(), "recursion limit" | "cannot recurse further; max recursion depth met") {
        return too_deep(at);
    }
    let found = text.get(start as usize..).unwrap_or_default();
    let (complaint, expected) = error.message().split_once(", expected ").unwrap_or((error.message(), ""));
    let label = if expected.is_empty() { "here".to_owned() } else { format!("expected {expected}") };
    let (message, help) = match complaint {
        "duplicate key" => {
            ("a key stands twice in one table", Some("remove one of them, or open a new entry with `[[name]]`"))
        }
        "carriage return must be followed by newline" => {
            ("a carriage return stands alone", Some("save the file with line ends of one kind"))
        }
        "string values must be quoted" => ("a text has no quotes", Some("put it in double quotes")),
        "missing assignment between key-value pairs" | "key with no value" | "missing value for key" => {
            ("a key has no value", Some("write `key = value`"))
        }
        "missing value" | "invalid value" if found.starts_with("{{") => {
            ("a value is missing", Some("put a value that starts with a template in quotes"))
        }
        "invalid basic string" | "invalid literal string" if found.is_empty() || found.starts_with(['\r', '\n']) => {
            ("a text is not closed", None)
        }
        message => (message, None),
    };
    Diagnostic::error(input::TOML_SYNTAX, message).at(FileSpan::manifest(at), label).maybe_help(help.map(str::to_owned))
}

#[cfg(test)]
mod tests;
