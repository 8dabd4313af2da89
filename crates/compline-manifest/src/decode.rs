//! Bytes to text.

use compline_diagnostic::codes::input;
use compline_diagnostic::{Diagnostic, FileSpan, Span};

use crate::read::{MAX_BYTES, too_large};

/// The bytes as text. They have to be UTF-8 without NULs; a byte order mark of UTF-8 stays where it is, so that offsets
/// are those of the file.
///
/// The label of a complaint is at the offset in the file, which is the same in the text that
/// [`String::from_utf8_lossy`] gives, since everything before it is well formed.
pub fn decode(bytes: &[u8]) -> Result<&str, Box<Diagnostic>> {
    if bytes.len() > MAX_BYTES {
        return Err(Box::new(too_large(bytes.len() as u64)));
    }
    if let Some(name) = other_encoding(bytes) {
        return Err(Box::new(
            Diagnostic::error(input::NOT_UTF8, format!("the file is in {name}, not in UTF-8"))
                .at(FileSpan::manifest(Span::at(0)), format!("the byte order mark of {name}"))
                .help("save the file as UTF-8"),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let line = memchr::memchr_iter(b'\n', &bytes[..offset]).count() + 1;
        let byte = bytes.get(offset).copied().unwrap_or_default();
        let what = match error.error_len() {
            None => "the last character is cut off".to_owned(),
            Some(_) => format!("the byte 0x{byte:02X} is not UTF-8"),
        };
        Box::new(
            Diagnostic::error(input::NOT_UTF8, format!("{what}, at offset {offset} in line {line}"))
                .at(FileSpan::manifest(Span::at(offset as u32)), "not UTF-8 from here")
                .help("save the file as UTF-8"),
        )
    })?;
    if let Some(offset) = memchr::memchr(0, bytes) {
        let line = memchr::memchr_iter(b'\n', &bytes[..offset]).count() + 1;
        return Err(Box::new(
            Diagnostic::error(input::NUL_BYTE, format!("the file has a NUL byte, at offset {offset} in line {line}"))
                .at(FileSpan::manifest(Span::new(offset as u32, offset as u32 + 1)), "a NUL byte")
                .help("text files have none: remove it, or save the file as UTF-8 if it is in UTF-16"),
        ));
    }
    Ok(text)
}

/// Like [`decode`], keeping the bytes where they are.
pub fn decode_owned(bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    decode(&bytes)?;
    // Checked above, so there is nothing left to go wrong.
    String::from_utf8(bytes).map_err(|error| Box::new(Diagnostic::error(input::NOT_UTF8, error.to_string())))
}

fn other_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => Some("UTF-32 (little endian)"),
        [0, 0, 0xfe, 0xff, ..] => Some("UTF-32 (big endian)"),
        [0xff, 0xfe, ..] => Some("UTF-16 (little endian)"),
        [0xfe, 0xff, ..] => Some("UTF-16 (big endian)"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(bytes: &[u8]) -> (&'static str, String, Span) {
        let diagnostic = decode(bytes).unwrap_err();
        (diagnostic.code.as_str(), diagnostic.message, diagnostic.labels[0].at.span)
    }

    #[test]
    fn text_is_kept_as_it_is() {
        assert_eq!(decode("\u{feff}a: é\r\n".as_bytes()).unwrap(), "\u{feff}a: é\r\n");
        assert_eq!(decode_owned(b"a".to_vec()).unwrap(), "a");
        assert_eq!(decode(b"").unwrap(), "");
    }

    #[test]
    fn what_is_not_text_is_named_with_its_place() {
        assert_eq!(
            complaint(b"a: b\nc: \xe9\n"),
            ("input/not-utf8", "the byte 0xE9 is not UTF-8, at offset 8 in line 2".into(), Span::at(8))
        );
        assert_eq!(complaint(b"a\xc3").1, "the last character is cut off, at offset 1 in line 1");
        assert_eq!(complaint(b"\xff\xfea\0").1, "the file is in UTF-16 (little endian), not in UTF-8");
        assert_eq!(complaint(b"\xfe\xff\0a").1, "the file is in UTF-16 (big endian), not in UTF-8");
        assert_eq!(
            complaint(b"a\0b"),
            ("input/nul-byte", "the file has a NUL byte, at offset 1 in line 1".into(), Span::new(1, 2))
        );
        assert_eq!(decode_owned(vec![0]).unwrap_err().code.as_str(), "input/nul-byte");
    }
}
