//! The layout of rule files.

use compline_diagnostic::{Located, SourceFile, Sources};

/// The text of a rule file in the one layout of the language; `name` is what the file is called in complaints.
///
/// # Errors
/// The mistakes of a file that has any in its form. What it says is not looked at.
pub fn format(name: &str, text: &str) -> Result<String, Vec<Located>> {
    compline_syntax::format(text).map_err(|errors| {
        let mut sources = Sources::default();
        sources.add(SourceFile::new(name, text));
        errors.into_iter().map(|error| Located::new(error, &sources)).collect()
    })
}
