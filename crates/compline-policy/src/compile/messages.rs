//! Messages: what stands between braces.

use compline_diagnostic::{Diagnostic, FileSpan, Span, Spanned, codes, did_you_mean};
use compline_manifest::schema::{FieldType, Subject};

use super::Compiler;
use super::points::Place;
use crate::rule::{Message, Piece};

impl Compiler {
    /// A message with its placeholders understood. A mistake is reported, and the placeholder left as written.
    pub(super) fn message(&mut self, text: &Spanned<String>, subject: Subject, place: &Place) -> Message {
        let at = place.at(text.span);
        let mut pieces = vec![];
        let mut literal = String::new();
        let mut rest = text.value.as_str();
        while let Some(brace) = rest.find(['{', '}']) {
            literal.push_str(&rest[..brace]);
            let doubled = rest[brace..].starts_with("{{") || rest[brace..].starts_with("}}");
            if doubled {
                literal.push_str(&rest[brace..=brace]);
                rest = &rest[brace + 2..];
                continue;
            }
            let inside = rest[brace..].strip_prefix('{').and_then(|inside| inside.split_once('}'));
            let Some((name, after)) = inside else {
                self.report(
                    Diagnostic::error(codes::name::UNKNOWN_PLACEHOLDER, "a single brace in a message has no partner")
                        .at(at, "")
                        .help("write `{field}` for a value, `{{` or `}}` for a brace itself"),
                );
                literal.push_str(&rest[brace..]);
                rest = "";
                break;
            };
            rest = after;
            if !literal.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut literal)));
            }
            match self.placeholder(name.trim(), subject, place, text) {
                Some(piece) => pieces.push(piece),
                None => literal.push_str(name),
            }
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            pieces.push(Piece::Text(literal));
        }
        Message { pieces }
    }

    /// Where a name stands between braces in a text; the whole text where its escapes hide that.
    fn inside(&self, text: &Spanned<String>, name: &str, place: &Place) -> FileSpan {
        let at = place.at(text.span);
        let Some(found) = self.sources.slice(at).find(&format!("{{{name}}}")) else { return at };
        let start = text.span.start + found as u32 + 1;
        place.at(Span::new(start, start + name.len() as u32))
    }

    fn placeholder(&mut self, name: &str, subject: Subject, place: &Place, text: &Spanned<String>) -> Option<Piece> {
        let at = self.inside(text, name, place);
        if let Some(field) = self.find_field(name, place.pack) {
            let info = field.info();
            let problem = if !subject.is_inside(info.subject) {
                Some(format!(
                    "`{name}` belongs to {}, of which there can be several",
                    super::conditions::an(info.subject)
                ))
            } else if info.ty == FieldType::Secret {
                Some(format!("`{name}` is a secret, which is never shown"))
            } else {
                None
            };
            return match problem {
                None => Some(Piece::Field(field)),
                Some(problem) => {
                    self.report(
                        Diagnostic::error(codes::name::UNKNOWN_PLACEHOLDER, problem)
                            .at(at, "")
                            .help(format!("name a field of {} or of what it lies in", super::conditions::an(subject))),
                    );
                    None
                }
            };
        }
        let is_stage = name.contains('/')
            || name
                .rsplit_once('.')
                .is_some_and(|(cutoff, _)| self.cutoff_asts.iter().any(|(_, _, _, known)| known.name.value == cutoff));
        if is_stage {
            return self.stage_ref(name, at.span, place).map(Piece::Stage);
        }
        let fields = self.fields_in_sight(place.pack);
        let near = did_you_mean(name, fields.iter().map(|field| field.info().name));
        let help = near.or_else(|| self.field_out_of_sight(name)).unwrap_or_else(|| {
            "write `{integration}`, `{auth.mode}`, `{authtoken.fails}`, or `{{` for a brace itself".into()
        });
        self.report(
            Diagnostic::error(codes::name::UNKNOWN_PLACEHOLDER, format!("`{{{name}}}` is no field and no stage"))
                .at(at, "")
                .help(help),
        );
        None
    }
}
