//! Tables of operations from what a vendor publishes.
//!
//! What is taken are facts: a method, a path, and the scopes that it needs. What the descriptions do not say, or not in a
//! way that a table can, is left out and told of.

mod description;
mod needs;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use compline_diagnostic::{Diagnostic, FileSpan, Located, codes, did_you_mean};
use compline_policy::operations::OperationPattern;

use self::description::{Descriptions, Found};
use self::needs::Need;
pub use self::needs::Reading;
use crate::load::{Policy, PolicyError};

/// What to make of descriptions.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The vendor, by the name that its pack gives it.
    pub vendor: String,
    /// The name of the source that the table rests on.
    pub source: String,
    /// How to read what they say of scopes.
    pub reading: Reading,
}

/// A table, and what is not in it.
#[derive(Debug)]
pub struct Imported {
    /// A rule file with one `operations` item, in the one layout.
    pub text: String,
    /// How many operations the table has.
    pub operations: usize,
    /// What was left out, each with its place and why.
    pub left_out: Vec<Located>,
}

/// A row in the works.
struct Row {
    file: usize,
    pattern: OperationPattern,
    need: Need,
    at: FileSpan,
    /// Who says otherwise for the same requests.
    disputed: Option<String>,
}

/// The table of operations that OpenAPI descriptions (3.x, or 2.0) make: `files` are names and texts. References are
/// followed from file to file by the file's name, wherever it is said to lie. The order of the files does not matter.
///
/// # Errors
/// A file that cannot be read or is no such description, a reference that leads to none of the files, a vendor that no
/// pack knows, or no operation at all.
pub fn openapi(
    policy: &Policy,
    mut files: Vec<(String, String)>,
    options: &ImportOptions,
) -> Result<Imported, PolicyError> {
    let Some(vendor) = policy.inner.vendors.lookup(&options.vendor) else {
        let known = policy.inner.vendors.iter().map(|(_, vendor)| vendor.name.as_str());
        return Err(PolicyError::one(
            Diagnostic::error(codes::name::UNKNOWN_VENDOR, format!("there is no vendor `{}`", options.vendor))
                .maybe_help(did_you_mean(&options.vendor, known)),
        ));
    };
    let lattice = policy.inner.lattice(vendor);
    files.sort();
    let descriptions = Descriptions::read(files)?;
    let mut rows: Vec<Row> = vec![];
    let mut left_out = vec![];
    for Found { file, method, path, at, security } in descriptions.operations()? {
        let request = format!("{method} {path}");
        let need = security.and_then(|security| options.reading.need(lattice, &method, &path, security));
        let parsed = need.and_then(|need| OperationPattern::parse(&request).map(|pattern| (pattern, need)));
        let (pattern, need) = match parsed {
            Ok(parsed) => parsed,
            Err(why) => {
                left_out.push(left(&descriptions, file, &request, at, why));
                continue;
            }
        };
        let Some(same) = rows.iter_mut().find(|row| row.pattern.is_same_as(&pattern)) else {
            rows.push(Row { file, pattern, need, at, disputed: None });
            continue;
        };
        if same.need != need {
            let says = |file, need: &Need| format!("of the same requests, `{}` says {need}", descriptions.name(file));
            left_out.push(left(&descriptions, file, &request, at, says(same.file, &same.need)));
            same.disputed = Some(says(file, &need));
        }
    }
    rows.retain(|row| {
        let why = row.disputed.clone();
        left_out.extend(why.map(|why| left(&descriptions, row.file, row.pattern.as_str(), row.at, why)));
        row.disputed.is_none()
    });
    if rows.is_empty() {
        return Err(PolicyError::one(
            Diagnostic::error(codes::import::NOTHING, "no operation says which scopes it needs")
                .help("scopes stand in `security`, of a whole description or of an operation"),
        ));
    }
    Ok(Imported { text: written(&descriptions, &rows, options)?, operations: rows.len(), left_out })
}

/// That an operation is left out, and why.
fn left(descriptions: &Descriptions, file: usize, request: &str, at: FileSpan, why: String) -> Located {
    let diagnostic = Diagnostic::warning(codes::import::LEFT_OUT, format!("`{request}` is left out")).at(at, why);
    descriptions.located(file, diagnostic)
}

/// The rule file.
fn written(descriptions: &Descriptions, rows: &[Row], options: &ImportOptions) -> Result<String, PolicyError> {
    let mut text = format!(
        "# Written by `compline import openapi`: change what it is given, not this file.\n\noperations {} {{\n  source {}\n",
        options.vendor, options.source
    );
    for file in 0..descriptions.len() {
        let mut alike: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.file == file) {
            alike.entry(row.need.to_string()).or_default().push(row.pattern.as_str());
        }
        if !alike.is_empty() {
            let _ = writeln!(text, "\n  # {}", descriptions.name(file));
        }
        for (need, mut patterns) in alike {
            patterns.sort_unstable();
            let patterns: Vec<String> = patterns.into_iter().map(|pattern| format!("\"{pattern}\"")).collect();
            let _ = writeln!(text, "  {} needs {need}", patterns.join("\n  "));
        }
    }
    text.push_str("}\n");
    crate::fmt::format("operations.compline", &text).map_err(|diagnostics| PolicyError { diagnostics })
}
