//! `compline check`: what is wrong.

use compline::Horizon;
use compline::report::Report;

use crate::cli::CheckArgs;
use crate::exit::{Goal, Status};
use crate::session::{Job, run as session};

pub(crate) fn run(args: &CheckArgs) -> Status {
    session(&args.common, Job { report: Report::Check, horizon: Horizon::Now, goal: Goal::Pass(args.fail_on) })
}
