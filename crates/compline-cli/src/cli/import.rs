//! Arguments of `import`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Color;

/// What to import.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Write the table of operations that a vendor's OpenAPI descriptions make
    #[command(after_help = EXAMPLES)]
    Openapi(OpenapiArgs),
}

const EXAMPLES: &str = "\
Examples:
  What each operation needs, as the description says it:
    compline import openapi larch.yaml --vendor larch --source api-description
  Where the description names a scope for everything, and a GET does with READ:
    compline import openapi v8/*.json --vendor zoho --source crm-openapi \\
      --wide ALL --narrow GET=READ --narrow PUT=UPDATE --output operations.compline

Exit status:
  0  the table is written; what is left out of it is told on standard error
  2  it is not: a file could not be read, or there is nothing to write";

/// Arguments of `import openapi`.
#[derive(Debug, Args)]
pub(crate) struct OpenapiArgs {
    /// OpenAPI descriptions, 3.x or 2.0, in JSON or YAML, and the files that their references name
    ///
    /// References are followed by a file's name, whatever folder or address they give.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// The vendor, by its name in a pack
    #[arg(long, value_name = "NAME")]
    pub(crate) vendor: String,

    /// The source that the table rests on: the name of a `source` of the pack that it is for
    #[arg(long, value_name = "NAME")]
    pub(crate) source: String,

    /// Packs with the vendor and its scopes: folders, files, or names of packs that come with Compline; all of those by
    /// default
    #[arg(long = "pack", value_name = "DIR|NAME")]
    pub(crate) packs: Vec<String>,

    /// A last word of scopes that stands for every operation, such as ALL; case does not count
    ///
    /// For methods without a `--narrow` such a scope is what is enough (`needs at most`).
    #[arg(long, value_name = "WORD")]
    pub(crate) wide: Vec<String>,

    /// What a method does with instead of such a word, such as GET=READ
    #[arg(long, value_name = "METHOD=WORD", requires = "wide", value_parser = narrow)]
    pub(crate) narrow: Vec<(String, String)>,

    /// Scopes, and operations, of which the description says what is enough, and not whether less would do
    ///
    /// A pattern such as `crm.everything` or `POST */actions/*`; `*` is any text, and case does not count.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) at_most: Vec<String>,

    /// Write the table to this file, which is replaced only when the table is complete
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Do not tell what is left out
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// When to use colour
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

fn narrow(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((method, word)) if !method.is_empty() && !word.is_empty() => Ok((method.to_owned(), word.to_owned())),
        _ => Err("a method and a word are needed, such as GET=READ".to_owned()),
    }
}
