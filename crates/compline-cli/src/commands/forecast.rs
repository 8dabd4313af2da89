//! `compline forecast`: what breaks when.

use compline::Horizon;
use compline::report::Report;

use crate::cli::ForecastArgs;
use crate::exit::{Goal, Status};
use crate::session::{Job, run as session};

pub(crate) fn run(args: &ForecastArgs) -> Status {
    session(&args.common, Job { report: Report::Forecast, horizon: Horizon::All, goal: Goal::Decide })
}
