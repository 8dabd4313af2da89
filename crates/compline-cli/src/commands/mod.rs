//! One command, one file.

mod check;
mod explain;
mod fmt;
mod forecast;
mod import;
mod inventory;
mod lint;
mod pack;
mod test;
mod why;

use crate::cli::{Cli, Command};
use crate::exit::Status;

/// Does what is asked.
pub(crate) fn run(cli: &Cli) -> Status {
    match &cli.command {
        Command::Check(args) => check::run(args),
        Command::Forecast(args) => forecast::run(args),
        Command::Inventory(args) => inventory::run(args),
        Command::Fmt(args) => fmt::run(args),
        Command::Lint(args) => lint::run(args),
        Command::Test(args) => test::run(args),
        Command::Why(args) => why::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Import(args) => import::run(args),
        Command::Pack(args) => pack::run(args),
    }
}
