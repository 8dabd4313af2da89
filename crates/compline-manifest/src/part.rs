//! Parts of texts: of a name such as `tap-slack`, what counts is `slack`.

use crate::extract::{Extractor, Words};
use crate::format::{Reading, TextPart};
use crate::path::Place;
use crate::template::has_template;
use crate::text::TextRegex;
use crate::tree::Kind;
use crate::values::Piece;

/// Compiles a pattern of whole texts in which `*` is any text, and one `{name}` the part that counts: as little as fits.
pub fn text_part(pattern: &str) -> Result<TextPart, String> {
    let mut regex = String::from("(?s)^");
    let (mut parts, mut rest) = (0, pattern);
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '*' => regex.push_str(".*?"),
            '{' => {
                let Some((name, after)) = rest.split_once('}') else { return Err("a `{` is not closed".into()) };
                if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
                    return Err(format!("`{name}` is not a name: letters, digits, `-` and `_`"));
                }
                parts += 1;
                regex.push_str("(.+?)");
                rest = after;
            }
            '}' => return Err("a `}` closes nothing".into()),
            c => regex.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    if parts != 1 {
        return Err(format!("it has {parts} parts in braces, and one counts"));
    }
    regex.push('$');
    let regex = TextRegex::new(&regex).map_err(|error| error.to_string())?;
    Ok(TextPart { pattern: pattern.to_owned(), regex })
}

impl<'a, W: Words> Extractor<'a, W> {
    /// Whether what stands at a place has the part of which the reading speaks; what is no text is told of elsewhere.
    pub(crate) fn has_part(&self, place: Place, reading: &Reading) -> bool {
        let Some(part) = &reading.part else { return true };
        let Ok(node) = self.walk.value(place.node) else { return true };
        let text = self.view.text(node).filter(|_| matches!(self.view.kind(node), Kind::Scalar(_)));
        text.is_none_or(|text| {
            self.walk.is_opaque(node) || part.regex.get().is_some_and(|regex| regex.is_match(text.trim()))
        })
    }

    /// The part of a text of which the reading speaks. Of a text that is filled in later, nobody can tell whether it has it.
    pub(crate) fn part_of(&self, piece: Piece<'a>, reading: &Reading) -> Option<Piece<'a>> {
        let Some(part) = &reading.part else { return Some(piece) };
        let start = piece.text.len() - piece.text.trim_start().len();
        let Some(found) = part.regex.get().and_then(|regex| regex.captures(piece.text.trim())?.get(1)) else {
            return piece.opaque.then_some(piece);
        };
        let range = start + found.start()..start + found.end();
        let text = &piece.text[range.clone()];
        // A tag hides all of a text, a template what it touches.
        let tagged = piece.opaque && !has_template(piece.text, &self.format.templates);
        let opaque = tagged || has_template(text, &self.format.templates);
        Some(Piece { text, kept: piece.part(&range), span: piece.part_span(&range), opaque, ..piece })
    }
}
