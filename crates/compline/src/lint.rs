//! Lints: what packs say that is well formed, and still not what anybody can have meant.

pub use compline_policy::lint::{Finding, Fix, LintOptions, apply};

use std::path::PathBuf;

use compline_diagnostic::{Diagnostic, codes};
use compline_policy::lint::Lint;

use crate::load::{PackSource, Policy, PolicyError};

/// What there is to say of these packs, in order of file and place: what lints find, and the warnings of packs that are
/// read for a check. Packs that they use are only looked at.
///
/// # Errors
/// Packs that cannot be found or read, and every mistake in them.
pub fn lint(packs: &[PackSource], options: LintOptions) -> Result<Vec<Finding>, PolicyError> {
    let (policy, names) = Policy::load_named(packs)?;
    let is_wanted = |path: &str| compline_policy::lint::is_in(&policy.inner, &names, path);
    let warnings =
        policy.warnings().iter().filter(|located| located.primary().is_none_or(|label| is_wanted(&label.path)));
    let mut found: Vec<Finding> = warnings.map(|located| Finding { located: located.clone(), fix: None }).collect();
    let lints = compline_policy::lint::lint(&policy.inner, &names, options);
    found.extend(lints.into_iter().map(|lint| lint.locate(&policy.inner.sources)));
    let place = |finding: &Finding| finding.located.primary().map(|label| (label.path.clone(), label.span.start));
    found.sort_by_key(place);
    Ok(found)
}

/// What comes of reading some files with the formats of packs.
#[derive(Debug)]
pub struct FormatFindings {
    /// What makes no difference, in order of place.
    pub findings: Vec<Finding>,
    /// The files that could not be read, each with the reason.
    pub unread: Vec<(String, String)>,
}

/// Which clauses of these packs' formats make no difference to any of some files and folders. Of a format that no file is
/// of, only that is said.
///
/// # Errors
/// Packs that cannot be found or read, and every mistake in them.
pub fn lint_formats(packs: &[PackSource], against: &[PathBuf]) -> Result<FormatFindings, PolicyError> {
    let (policy, names) = Policy::load_named(packs)?;
    let policy = &policy.inner;
    let (idle, unread) = compline_engine::idle(policy, against);
    let mut found = vec![];
    for of in idle {
        let format = &policy.formats[of.format];
        let is_wanted = names.iter().any(|name| format.id.split_once('/').is_some_and(|(pack, _)| pack == name));
        if !is_wanted {
            continue;
        }
        if of.files == 0 {
            let message = format!("none of the files is of format `{}`", format.id);
            let diagnostic = Diagnostic::warning(codes::lint::FORMAT_UNSEEN, message)
                .help("`compline inventory FILE` says what a file lacks; or look at a folder that has such files");
            let diagnostic = match policy.format_clauses(of.format).first() {
                Some(clause) => diagnostic.at(clause.at, "no path and document fits"),
                None => diagnostic,
            };
            found.push(Lint { diagnostic, fix: None });
            continue;
        }
        let files = if of.files == 1 { "the one file".to_owned() } else { format!("any of {} files", of.files) };
        for clause in of.clauses {
            let message = format!("this {} of format `{}` makes no difference to {files}", clause.what, format.id);
            let diagnostic = Diagnostic::warning(codes::lint::FORMAT_IDLE, message)
                .at(clause.at, "without it, the same would be read")
                .help("see whether its path and its values are spelt as in the files; or take it out");
            found.push(Lint { diagnostic, fix: None });
        }
    }
    let findings = found.into_iter().map(|lint| lint.locate(&policy.sources)).collect();
    let unread = unread.into_iter().map(|(path, why)| (path.to_string(), why)).collect();
    Ok(FormatFindings { findings, unread })
}
