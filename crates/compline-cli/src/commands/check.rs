//! `compline check`: what is wrong.

use compline::Horizon;
use compline::report::Report;

use crate::cli::{CheckArgs, GroupBy};
use crate::exit::{Goal, Status};
use crate::session::{Job, run as session};

pub(crate) fn run(args: &CheckArgs) -> Status {
    let report = match args.group_by {
        Some(GroupBy::Control) => Report::CheckByControl,
        None => Report::Check,
    };
    session(&args.common, Job { report, horizon: Horizon::Now, goal: Goal::Pass(args.fail_on) })
}
