//! Arguments of `pack`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use compline::Day;

use super::day;

/// What to do with packs.
#[derive(Debug, Subcommand)]
pub(crate) enum Pack {
    /// Begin a pack about a vendor: a folder with a retirement, a rule and its tests, to be filled in
    #[command(after_help = NEW_EXAMPLES)]
    New(NewArgs),
    /// Write pages in Markdown: one a vendor, what changes in the next twelve months, everything by date and by mode
    #[command(after_help = DOCS_EXAMPLES)]
    Docs(DocsArgs),
}

const NEW_EXAMPLES: &str = "\
Examples:
  A pack `larch` in the folder `larch`:
    compline pack new larch
  Beside the others:
    compline pack new larch --in rules/

Exit status:
  0  the folder is there, and `compline test`, `lint` and `fmt --check` pass on it
  2  it is not: the name will not do, the folder is there already, or it could
     not be written";

const DOCS_EXAMPLES: &str = "\
Examples:
  What comes with Compline, seen from today:
    compline pack docs pages/
  Packs of your own, seen from a day:
    compline pack docs pages/ --pack rules/ --as-of 2026-11-25

Exit status:
  0  the pages are written
  2  they are not: mistakes in packs, or a page could not be written";

/// Arguments of `pack new`.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The pack's name, which is also the vendor's: lower-case letters, digits and hyphens
    #[arg(value_name = "NAME")]
    pub(crate) name: String,

    /// The folder to put the pack's folder in
    #[arg(long = "in", value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
}

/// Arguments of `pack docs`.
#[derive(Debug, Args)]
pub(crate) struct DocsArgs {
    /// The folder to write to; it is made if it is not there
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,

    /// Packs to write of: folders, files, or names of packs that come with Compline; all of those by default
    #[arg(long = "pack", value_name = "DIR|NAME")]
    pub(crate) packs: Vec<String>,

    /// Count the next twelve months from this day instead of from today
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Day>,
}
