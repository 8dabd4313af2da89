//! `compline inventory`: the integrations as understood.

use compline::Horizon;
use compline::report::Report;

use crate::cli::InventoryArgs;
use crate::exit::{Goal, Status};
use crate::session::{Job, run as session};

pub(crate) fn run(args: &InventoryArgs) -> Status {
    session(&args.common, Job { report: Report::Inventory, horizon: Horizon::Now, goal: Goal::Find })
}
