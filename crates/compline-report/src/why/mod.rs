//! `why`: the evaluation of one rule on one manifest, as a tree.

mod human;
mod json;

use std::io::{self, Write};

use compline_engine::why::Why;
use compline_time::Tri;

use crate::render::{Format, Options};

/// Writes an answer; what has no short form is written for people.
pub fn why(out: &mut dyn Write, why: &Why, format: Format, options: &Options) -> io::Result<()> {
    match format {
        Format::Human | Format::Short => human::write(out, why, *options),
        Format::Json => json::write(out, why),
    }
}

const fn word(value: Tri) -> &'static str {
    match value {
        Tri::False => "false",
        Tri::Unknown => "unknown",
        Tri::True => "true",
    }
}
