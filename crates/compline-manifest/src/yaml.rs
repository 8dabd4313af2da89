//! YAML to tree.
//!
//! The full reader, which hears the events of a parser of all of YAML, and before it, in `usual`, one for what is mostly
//! written.

mod usual;

use std::borrow::Cow;

use compline_diagnostic::codes::input;
use compline_diagnostic::{Diagnostic, FileSpan, Span};
use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle, Tag};

use crate::read::{MAX_DEPTH, char_at, too_deep};
use crate::scalar::is_null;
use crate::tree::{Builder, Kind, NONE, NodeId, Style};

/// Reads every document of `text`; one that is broken gives a diagnostic at its place and is passed over.
pub(crate) fn read(builder: &mut Builder<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if !usual::read(builder) {
        read_any(builder, diagnostics);
    }
}

/// The same for all of YAML.
fn read_any(builder: &mut Builder<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let text = builder.text;
    let options = granit_parser::options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        // The builder has a limit of its own, and says so in its own words.
        flow_nesting_limit: MAX_DEPTH + 2,
        block_nesting_limit: MAX_DEPTH + 2,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut reader = Reader { anchors: vec![], first_anchor: 0, start: 0, in_document: false };
    loop {
        let trouble = match parser.next_event() {
            None | Some(Ok((Event::StreamEnd, _))) => return,
            Some(Ok((event, span))) => reader.event(builder, diagnostics, event, &span).err(),
            Some(Err(error)) => Some(syntax_error(text, &error)),
        };
        let Some(diagnostic) = trouble else { continue };
        let at = diagnostic.labels.first().map_or(0, |label| label.at.span.end);
        diagnostics.push(diagnostic);
        let start = if reader.in_document { reader.start.min(at) } else { at };
        builder.abandon_document(Span::new(start, at));
        reader.in_document = false;
        if !matches!(parser.proceed_next_document(), Ok(true)) {
            return;
        }
    }
}

struct Reader {
    /// Nodes of anchors, by the parser's number less `first_anchor`.
    anchors: Vec<NodeId>,
    first_anchor: usize,
    /// Where the document at hand starts.
    start: u32,
    in_document: bool,
}

impl Reader {
    fn event(
        &mut self,
        builder: &mut Builder<'_>,
        diagnostics: &mut Vec<Diagnostic>,
        event: Event<'_>,
        at: &granit_parser::Span,
    ) -> Result<(), Diagnostic> {
        let span = at.byte_range().map_or_else(Span::default, Span::from);
        match event {
            Event::DocumentStart(..) => {
                self.start = span.start;
                self.in_document = true;
                builder.start_document();
            }
            Event::DocumentEnd => {
                self.in_document = false;
                builder.end_document(Span::new(self.start, span.end.max(self.start)));
            }
            Event::Scalar(value, style, anchor, tag) => {
                let node = scalar(builder, &value, style, span, tag.as_deref());
                self.anchor(anchor, node);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let node = open(builder, Kind::List, style, span, tag.as_deref())?;
                self.anchor(anchor, node);
            }
            Event::MappingStart(style, anchor, tag) => {
                let node = open(builder, Kind::Map, style, span, tag.as_deref())?;
                self.anchor(anchor, node);
            }
            // A block collection ends where the next thing starts; its last byte is that of the last thing inside it.
            Event::SequenceEnd | Event::MappingEnd => builder.close((!span.is_empty()).then_some(span.end)),
            Event::Alias(target) => {
                let node = target.checked_sub(self.first_anchor).and_then(|index| self.anchors.get(index)).copied();
                match node.filter(|&node| node != NONE) {
                    Some(node) => builder.alias(span, node),
                    None => builder.scalar(Style::Plain, span, span, true),
                };
            }
            Event::UnresolvedAlias(name) => {
                builder.scalar(Style::Plain, span, span, true);
                diagnostics.push(
                    Diagnostic::error(input::UNKNOWN_ANCHOR, format!("no anchor `&{name}` stands before this alias"))
                        .at(FileSpan::manifest(span), "names nothing")
                        .help(format!(
                            "write `&{name}` before the node that is meant, earlier in this document, or quote the text"
                        )),
                );
            }
            _ => {}
        }
        Ok(())
    }

    fn anchor(&mut self, anchor: usize, node: NodeId) {
        if anchor == 0 {
            return;
        }
        if self.anchors.is_empty() {
            self.first_anchor = anchor;
        }
        let Some(index) = anchor.checked_sub(self.first_anchor) else { return };
        // Anchors of documents that were passed over leave gaps, of which nothing may be named any more.
        if index < self.anchors.len() + 1024 {
            self.anchors.resize(self.anchors.len().max(index + 1), NONE);
            self.anchors[index] = node;
        } else {
            self.first_anchor = anchor;
            self.anchors.clear();
            self.anchors.push(node);
        }
    }
}

/// What a tag does: nothing, make a text of it, or make it something that is not known here.
enum Tagged {
    No,
    Text,
    Core,
    Foreign,
}

fn tagged(tag: Option<&Tag>) -> Tagged {
    match tag {
        None => Tagged::No,
        // `!` alone: not resolved by what it looks like.
        Some(tag) if tag.handle().is_empty() && tag.suffix() == "!" => Tagged::Text,
        Some(tag) => match tag.core_suffix() {
            Some("str" | "binary") => Tagged::Text,
            Some("int" | "float" | "bool" | "null" | "seq" | "map" | "timestamp" | "merge" | "omap" | "set") => {
                Tagged::Core
            }
            _ => Tagged::Foreign,
        },
    }
}

fn open(
    builder: &mut Builder<'_>,
    kind: Kind,
    style: StructureStyle,
    span: Span,
    tag: Option<&Tag>,
) -> Result<NodeId, Diagnostic> {
    if builder.depth() >= MAX_DEPTH {
        return Err(too_deep(Span::new(span.start, span.start + char_at(builder.text, span.start))));
    }
    let _ = style;
    Ok(builder.open(kind, span.start, matches!(tagged(tag), Tagged::Foreign)))
}

fn scalar(builder: &mut Builder<'_>, value: &str, style: ScalarStyle, span: Span, tag: Option<&Tag>) -> NodeId {
    let text = builder.text;
    let tagged = tagged(tag);
    let foreign = matches!(tagged, Tagged::Foreign);
    match style {
        ScalarStyle::Plain => {
            if is_null(value) && !matches!(tagged, Tagged::Text | Tagged::Foreign) {
                return null(builder, span);
            }
            let style = if matches!(tagged, Tagged::Text) { Style::Quoted } else { Style::Plain };
            if text.get(span.range()) == Some(value) {
                builder.scalar(style, span, span, foreign)
            } else {
                builder.decoded(style, span, value, foreign)
            }
        }
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            let style = if matches!(tagged, Tagged::Core) { Style::Plain } else { Style::Quoted };
            let inner = Span::new(span.start + 1, span.end.saturating_sub(1));
            if text.get(inner.range()) == Some(value) {
                builder.scalar(style, span, inner, foreign)
            } else {
                builder.decoded(style, span, value, foreign)
            }
        }
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let from = builder.decoding().len();
            builder.decoding().push_str(value);
            block_text(builder, span, from, foreign)
        }
    }
}

/// A literal or folded text that was decoded from an offset of the decoded texts on, and stands at `span`.
fn block_text(builder: &mut Builder<'_>, span: Span, from: usize, tagged: bool) -> NodeId {
    let text = builder.text;
    // The line breaks after a block belong to it, and are nothing to point at.
    let written = text.get(span.range()).unwrap_or_default();
    let span = Span::new(span.start, span.start + written.trim_end().len() as u32);
    // A block of one line mostly stands in the file as it is meant.
    let value = &builder.decoding()[from..];
    let as_meant = Span::new(span.start, span.start + value.len() as u32);
    if text.get(as_meant.range()) == Some(value) {
        builder.decoding().truncate(from);
        builder.scalar(Style::Block, span, as_meant, tagged)
    } else {
        builder.decoded_from(Style::Block, span, from, tagged)
    }
}

/// A null; one that is left out stands just after its key's colon or its element's dash.
fn null(builder: &mut Builder<'_>, span: Span) -> NodeId {
    if !span.is_empty() {
        return builder.null(span, false);
    }
    let after = builder.last_end.max(builder.floor());
    let rest = builder.text.get(after as usize..).unwrap_or_default();
    let colon = rest.len() - rest.trim_start().len();
    let at = if builder.at_value() && rest[colon..].starts_with(':') {
        after + colon as u32 + 1
    } else {
        let between = builder.text.get(after as usize..span.start as usize).unwrap_or_default();
        after + between.trim_end().len() as u32
    };
    builder.null(Span::at(at), false)
}

/// The parser's complaint, in our words where its words are of no use.
fn syntax_error(text: &str, error: &ScanError) -> Diagnostic {
    let mut offset = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    // Of a text that goes on in a line with a tab, the parser names the start.
    if matches!(error.kind(), ErrorKind::TabInPlainScalar) {
        offset += text[offset..].find('\t').unwrap_or(0);
    }
    let offset = offset as u32;
    let at = Span::new(offset, offset + char_at(text, offset));
    let rest = text.get(offset as usize..).unwrap_or_default();
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(at);
    }
    let found = rest.chars().next();
    let line_before = text[..offset as usize].rsplit(['\n', '\r']).next().unwrap_or_default().trim_end();
    let after_value = line_before.ends_with([']', '}', '"', '\'']);
    let (message, label): (Cow<'_, str>, &str) = match error.kind() {
        ErrorKind::InvalidTrailingDoubleQuotedScalar | ErrorKind::InvalidTrailingSingleQuotedScalar => {
            ("there is more after the closing quote".into(), "the text ended before this")
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry if after_value => {
            ("there is more after the end of the value".into(), "the value ended before this")
        }
        ErrorKind::ExpectedBlockMappingKey => {
            ("this line fits neither the map above it nor a new one".into(), "no key of the map starts here")
        }
        ErrorKind::ExpectedBlockSequenceEntry => {
            ("this line fits neither the list above it nor a new one".into(), "no `-` of the list stands here")
        }
        ErrorKind::MappingValueNotAllowed => {
            ("a `:` stands where no key can be".into(), "this would make what is before it a key")
        }
        ErrorKind::InvalidSimpleKey | ErrorKind::SimpleKeyExpected => {
            ("a key without its `:`".into(), "here at the latest a `:` was expected")
        }
        ErrorKind::ExpectedFlowMappingSeparator => ("a `,` or `}` is missing".into(), "expected `,` or `}` here"),
        ErrorKind::ExpectedFlowSequenceSeparator => ("a `,` or `]` is missing".into(), "expected `,` or `]` here"),
        ErrorKind::UnclosedFlowCollection { open } => (format!("a `{open}` is never closed").into(), "opened here"),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            (format!("a `{open}` is closed by a `{close}`").into(), "closed by the wrong bracket")
        }
        ErrorKind::MisplacedFlowCollectionEnd => ("a closing bracket that nothing opened".into(), "closes nothing"),
        ErrorKind::UnclosedQuotedScalar => ("a quote is never closed".into(), "opened here"),
        ErrorKind::ExpectedNodeContent => ("a value is missing".into(), "expected a value here"),
        ErrorKind::TabInIndentation
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar => ("a tab stands where YAML only takes spaces".into(), "a tab"),
        ErrorKind::UnexpectedCharacter { character } => (
            format!("no value can start with `{}` unless it is quoted", character.escape_default()).into(),
            "starts here",
        ),
        ErrorKind::UnknownQuotedScalarEscape => ("an escape that YAML does not have".into(), "in this text"),
        _ => (lower_first(&error.info()).into(), "here"),
    };
    let help = match error.kind() {
        ErrorKind::TabInIndentation
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar => Some("indent with spaces".to_owned()),
        ErrorKind::UnknownQuotedScalarEscape => {
            Some("write `\\\\` for a backslash, or put the text in single quotes, which have no escapes".to_owned())
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            Some("write `\\\"` for a quote within a text in double quotes".to_owned())
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar => {
            Some("write `''` for a quote within a text in single quotes".to_owned())
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry if after_value => {
            Some("put the whole text in quotes".to_owned())
        }
        ErrorKind::UnexpectedCharacter { .. } => Some("put the text in quotes".to_owned()),
        ErrorKind::MappingValueNotAllowed => {
            Some("quote a text that has `: ` in it; otherwise look at the indentation of this line".to_owned())
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry => {
            Some("look at the indentation of this line and of the one before".to_owned())
        }
        _ if found == Some('\t') => Some("indent with spaces".to_owned()),
        _ if rest.starts_with("{{")
            || rest.starts_with("${")
            || (found == Some('{') && text[..offset as usize].ends_with('$')) =>
        {
            Some("put a value that starts with a template in quotes".to_owned())
        }
        _ => None,
    };
    Diagnostic::error(input::YAML_SYNTAX, message).at(FileSpan::manifest(at), label).maybe_help(help)
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests;
