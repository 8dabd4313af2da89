//! XML to tree.
//!
//! The document is a map with one key, the name of its topmost element. An element is a map: `@name` is an attribute, `$text`
//! the text directly in it, and the name of child elements leads to the *list* of those of that name, also where there
//! is one. So what a path means does not depend on how often something stands there: `/feed/entry/*/link/*/@href`.
//! Names are as written, with their prefix. Comments and processing instructions say nothing.

use compline_diagnostic::codes::input;
use compline_diagnostic::{Diagnostic, FileSpan, Span};
use roxmltree::{Attribute, Document, Error, Node, ParsingOptions};

use crate::read::{MAX_DEPTH, char_at, too_deep};
use crate::tree::{Builder, Kind, Style};

/// Reads `text` as one document. A mistake gives one diagnostic, and nothing of the document is kept.
pub(crate) fn read(builder: &mut Builder<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let text = builder.text;
    let whole = Span::new(0, text.len() as u32);
    builder.start_document();
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return builder.end_document(whole);
    }
    let options = ParsingOptions {
        // Entities that are declared in the file can unfold to any size; a type that is only named does no harm.
        allow_dtd: memchr::memmem::find(text.as_bytes(), b"<!ENTITY").is_none(),
        ..ParsingOptions::default()
    };
    let result = match Document::parse_with_options(text, options) {
        Ok(document) => {
            let root = document.root_element();
            let start = root.range().start as u32;
            builder.open(Kind::Map, start, false);
            name(builder, &root);
            let result = element(builder, &root);
            builder.close(Some(root.range().end as u32));
            result
        }
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

/// The bytes of an element's name.
fn name_span(text: &str, element: &Node<'_, '_>) -> Span {
    let start = element.range().start + 1;
    let rest = text.get(start..element.range().end).unwrap_or_default();
    let len = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(rest.len());
    Span::new(start as u32, (start + len) as u32)
}

fn name(builder: &mut Builder<'_>, element: &Node<'_, '_>) {
    let span = name_span(builder.text, element);
    builder.scalar(Style::Quoted, span, span, false);
}

fn element(builder: &mut Builder<'_>, node: &Node<'_, '_>) -> Result<(), Box<Diagnostic>> {
    let text = builder.text;
    let range = node.range();
    if builder.depth() >= MAX_DEPTH {
        return Err(Box::new(too_deep(name_span(text, node))));
    }
    builder.open(Kind::Map, range.start as u32, false);
    for attribute in node.attributes() {
        self::attribute(builder, &attribute);
    }
    own_text(builder, node);
    let children: Vec<(Span, Node<'_, '_>)> =
        node.children().filter(Node::is_element).map(|child| (name_span(text, &child), child)).collect();
    // In order of the first of each name; children of one name stand together.
    let mut order: Vec<usize> = (0..children.len()).collect();
    let written = |at: usize| text.get(children[at].0.range()).unwrap_or_default();
    order.sort_by(|&one, &other| written(one).cmp(written(other)).then(one.cmp(&other)));
    let mut groups: Vec<&[usize]> = order.chunk_by(|&one, &other| written(one) == written(other)).collect();
    groups.sort_by_key(|group| group.first().copied());
    for group in groups {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        name(builder, &children[*first].1);
        if builder.depth() >= MAX_DEPTH {
            return Err(Box::new(too_deep(children[*first].0)));
        }
        builder.open(Kind::List, children[*first].1.range().start as u32, false);
        for &child in group {
            element(builder, &children[child].1)?;
        }
        builder.close(Some(children[*last].1.range().end as u32));
    }
    builder.close(Some(range.end as u32));
    Ok(())
}

fn attribute(builder: &mut Builder<'_>, attribute: &Attribute<'_, '_>) {
    let range = attribute.range();
    let written = builder.text.get(range.clone()).unwrap_or_default();
    let name = written.split('=').next().unwrap_or_default().trim_end();
    let key = Span::new(range.start as u32, (range.start + name.len()) as u32);
    builder.decoded(Style::Quoted, key, &format!("@{name}"), false);
    let quote = written.find(['"', '\'']).unwrap_or(written.len());
    let span = Span::new((range.start + quote) as u32, range.end as u32);
    let inner = Span::new(span.start + 1, span.end.saturating_sub(1).max(span.start + 1));
    if builder.text.get(inner.range()) == Some(attribute.value()) {
        builder.scalar(Style::Quoted, span, inner, false);
    } else {
        builder.decoded(Style::Quoted, span, attribute.value(), false);
    }
}

/// The text directly in an element, its pieces between child elements put together, without the space around it.
fn own_text(builder: &mut Builder<'_>, node: &Node<'_, '_>) {
    let pieces = || node.children().filter(Node::is_text);
    let meant: String = pieces().filter_map(|piece| piece.text()).collect();
    let meant = meant.trim();
    let ranges = pieces()
        .map(|piece| piece.range())
        .filter(|range| builder.text.get(range.clone()).is_some_and(|written| !written.trim().is_empty()));
    let Some(range) = ranges.reduce(|one, other| one.start..other.end).filter(|_| !meant.is_empty()) else { return };
    let written = builder.text.get(range.clone()).unwrap_or_default();
    let start = range.start + written.len() - written.trim_start().len();
    let span = Span::new(start as u32, (start + written.trim().len()) as u32);
    builder.decoded(Style::Quoted, Span::at(span.start), "$text", false);
    if builder.text.get(span.range()) == Some(meant) {
        builder.scalar(Style::Quoted, span, span, false);
    } else {
        builder.decoded(Style::Quoted, span, meant, false);
    }
}

fn syntax_error(text: &str, error: &Error) -> Diagnostic {
    let at = match error {
        Error::DtdDetected => memchr::memmem::find(text.as_bytes(), b"<!DOCTYPE").unwrap_or(0),
        Error::UnexpectedEndOfStream | Error::UnclosedRootNode => text.trim_end().len(),
        _ => {
            // Rows and columns count from 1, columns in characters.
            let pos = error.pos();
            let (row, column) = (pos.row.saturating_sub(1) as usize, pos.col.saturating_sub(1) as usize);
            let start = match row.checked_sub(1) {
                None => 0,
                Some(before) => {
                    memchr::memchr_iter(b'\n', text.as_bytes()).nth(before).map_or(text.len(), |newline| newline + 1)
                }
            };
            let rest = text.get(start..).unwrap_or_default();
            start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
        }
    };
    let at = at as u32;
    let span = Span::new(at, at + char_at(text, at));
    let (message, help) = match error {
        Error::UnexpectedCloseTag(open, close, _) => (
            format!("`<{open}>` is closed by `</{close}>`"),
            Some("close elements in the order in which they were opened"),
        ),
        Error::UnknownEntityReference(name, _) => (
            format!("there is no entity `&{name};`"),
            Some("XML has `&lt;`, `&gt;`, `&amp;`, `&quot;`, `&apos;` and numbers"),
        ),
        Error::MalformedEntityReference(_) => ("a `&` begins no entity".to_owned(), Some("write `&amp;` for a `&`")),
        Error::InvalidAttributeValue(_) | Error::InvalidChar(b'"' | b'\'', b'<', _) => {
            ("a `<` stands in the value of an attribute".to_owned(), Some("write `&lt;` for a `<`"))
        }
        Error::DuplicatedAttribute(name, _) => {
            (format!("the attribute `{name}` stands twice in one element"), Some("remove one of them"))
        }
        Error::UnknownNamespace(prefix, _) => {
            (format!("the prefix `{prefix}` names no namespace"), Some("declare it with `xmlns:PREFIX=\"...\"`"))
        }
        Error::DtdDetected => (
            "the file declares entities of its own, which are not read".to_owned(),
            Some("write out what they stand for"),
        ),
        Error::NoRootNode => ("there is no element".to_owned(), None),
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => {
            ("the file ends before everything is closed".to_owned(), None)
        }
        other => {
            let text = other.to_string();
            (text.split(" at ").next().unwrap_or_default().replace('\'', "`"), None)
        }
    };
    Diagnostic::error(input::XML_SYNTAX, message)
        .at(FileSpan::manifest(span), "here")
        .maybe_help(help.map(str::to_owned))
}

#[cfg(test)]
mod tests;
