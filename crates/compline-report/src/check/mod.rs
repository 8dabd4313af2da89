//! `check`: what is wrong at the as-of moment.

mod controls;
mod human;
mod json;
mod short;

pub use controls::Controls;
pub use human::Human;
pub use json::Json;
pub use short::Short;

use compline_engine::finding::{FileReport, Finding};

/// The findings that are not clean at the as-of moment; the others are only counted, as upcoming.
fn current(file: &FileReport) -> impl Iterator<Item = &Finding> {
    file.findings.iter().filter(|finding| !finding.state.is_clean())
}
