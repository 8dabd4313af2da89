//! `explain`: what the packs say of a name, and what names there are.

mod human;
mod json;

use std::io::{self, Write};

use compline_policy::explain::{Explanation, Listing};

use crate::render::{Format, Options};

/// Writes what there is to say of a name; what has no short form is written for people.
pub fn explanations(out: &mut dyn Write, all: &[Explanation], format: Format, options: &Options) -> io::Result<()> {
    match format {
        Format::Human | Format::Short => human::explanations(out, all, *options),
        Format::Json => json::explanations(out, all),
    }
}

/// Writes what names there are.
pub fn listings(out: &mut dyn Write, all: &[Listing], format: Format, options: &Options) -> io::Result<()> {
    match format {
        Format::Human | Format::Short => human::listings(out, all, *options),
        Format::Json => json::listings(out, all),
    }
}
