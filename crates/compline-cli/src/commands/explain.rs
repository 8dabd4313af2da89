//! `compline explain`: what packs and error codes mean.

use compline::report;

use crate::cli::ExplainArgs;
use crate::exit::Status;
use crate::session::{answer, load};

pub(crate) fn run(args: &ExplainArgs) -> Status {
    answer(&args.common, |out, options| {
        let policy = load(&args.common.packs)?;
        let format = args.common.format.into();
        match &args.id {
            Some(id) => report::explanations(out, &policy.explain(id)?, format, options)?,
            None => report::listings(out, &policy.names(), format, options)?,
        }
        Ok(Status::Success)
    })
}
