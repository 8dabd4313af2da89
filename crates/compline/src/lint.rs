//! Lints: what packs say that is well formed, and still not what anybody can have meant.

pub use compline_policy::lint::{Finding, Fix, LintOptions, apply};

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
