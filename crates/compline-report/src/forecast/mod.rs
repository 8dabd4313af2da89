//! `forecast`: every finding's whole schedule, by the date of its next change.
//!
//! The order is over all files, so nothing is written before the last is read; what is kept is the findings without
//! their excerpts.

mod human;
mod json;
mod short;

pub use human::Human;
pub use json::Json;
pub use short::Short;

use std::sync::Arc;

use compline_engine::finding::{Field, FileReport, Finding};

use crate::diagnostic::place_of;
use crate::inventory::field;

/// A finding and its file.
#[derive(Debug)]
struct Entry {
    path: Arc<str>,
    finding: Finding,
}

impl Entry {
    /// The findings of a file, those not clean at all times.
    fn of(file: &FileReport) -> impl Iterator<Item = Self> {
        file.findings.iter().filter(|finding| finding.schedule.iter().any(|step| !step.state.is_clean())).map(
            |finding| {
                let mut finding = finding.clone();
                finding.located.snippets = vec![];
                Self { path: Arc::clone(&file.path), finding }
            },
        )
    }

    /// Changes to come first, soonest first; then what is in effect for good; then what is over.
    fn order(&self) -> (u8, i64, &str) {
        match &self.finding.next_change {
            Some(next) => (0, next.at.tick, &next.at.text),
            None => (if self.finding.state.is_clean() { 2 } else { 1 }, 0, ""),
        }
    }

    fn place(&self) -> String {
        place_of(&self.finding.located, &self.path)
    }

    /// Integration, vendor, region, as words.
    fn words(&self) -> [String; 3] {
        let known = |value: &Option<String>| field(&value.clone().map_or(Field::Absent, Field::Known));
        let Finding { integration, vendor, region, .. } = &self.finding;
        [field(&Field::Known(integration.clone())), known(vendor), known(region)]
    }
}

/// Puts entries in order. Files come in order of path and findings in order of place, which a stable sort keeps.
fn sort(entries: &mut [Entry]) {
    entries.sort_by(|a, b| a.order().cmp(&b.order()));
}
