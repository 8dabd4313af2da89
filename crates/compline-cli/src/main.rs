//! `compline`: the command line. It parses arguments, calls the façade, prints what a report says and knows the exit
//! statuses; everything else is in the crates below.

mod cli;
mod commands;
mod exit;
mod output;
mod session;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let status = match cli::Cli::try_parse() {
        Ok(cli) => commands::run(&cli),
        Err(error) => {
            // Nobody may be listening; the status says it too.
            let _ = error.print();
            if error.use_stderr() { exit::Status::Trouble } else { exit::Status::Success }
        }
    };
    status.into()
}
