//! A pack to begin with: a vendor, a retirement, a rule about it and its tests, all of which hold together.

use compline_diagnostic::{Diagnostic, codes};

use crate::fmt::format;
use crate::load::{PolicyError, builtin_packs};

/// A file of a new pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFile {
    /// Its path, from the pack's folder.
    pub path: String,
    /// Its text.
    pub text: String,
}

const MANIFEST: &str = include_str!("template/pack.yaml");
const RULES: &str = include_str!("template/retirement.compline");
const TESTS: &str = include_str!("template/retirement.tests.compline");

/// The files of a new pack.
///
/// # Errors
/// The name is none that a pack and its vendor can have, or a pack that comes with Compline has it.
pub fn template(name: &str) -> Result<Vec<TemplateFile>, PolicyError> {
    let word = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !name.ends_with('-')
        && !name.contains("--");
    let refuse = |message: String, help: &str| {
        Err(PolicyError::one(Diagnostic::error(codes::pack::NAME, message).help(help.to_owned())))
    };
    if !word {
        return refuse(
            format!("`{name}` cannot be the name of a pack"),
            "a name begins with a lower-case letter, and goes on with those, digits and single hyphens",
        );
    }
    if builtin_packs().iter().any(|known| *known == name) {
        return refuse(format!("a pack `{name}` comes with Compline"), "add a file to it, or give yours another name");
    }
    let title: Vec<String> = name
        .split('-')
        .map(|part| part.chars().take(1).flat_map(char::to_uppercase).chain(part.chars().skip(1)).collect())
        .collect();
    let fill = |text: &str| text.replace("TITLE", &title.join(" ")).replace("NAME", name);
    // A long name breaks lines elsewhere.
    let rules = |path: &str, text: &str| match format(path, &fill(text)) {
        Ok(text) => Ok(TemplateFile { path: path.to_owned(), text }),
        Err(diagnostics) => Err(PolicyError { diagnostics }),
    };
    Ok(vec![
        TemplateFile { path: "pack.yaml".to_owned(), text: fill(MANIFEST) },
        rules("access-key.compline", RULES)?,
        rules("access-key.tests.compline", TESTS)?,
    ])
}
