//! The evaluator: when each rule holds, for every subject of every manifest.
//!
//! | module | holds |
//! | --- | --- |
//! | [`Checker`], [`CheckOptions`] | the entry point |
//! | [`idle()`] | which clauses of formats make no difference to some files |
//! | [`RuleProbe`] | what was looked at for a rule and a subject |
//! | [`finding`] | what a check comes to |
//! | [`why`] | why a rule comes out as it does |
//!
//! Inside, in the order of data: `setup` resolves dates once a run; `runner` reads files in parallel; `file` takes one
//! from bytes to its report; `resolve` tells vendor and region by host; `check` meets the rules that could concern a
//! manifest; `eval` computes truth over all time; `trials` reasons over what unknown
//! fields could be; `levels` turns truth into severities over time; `waivers` decides what covers them; `blame` and
//! `explain` say, for findings only, which values made it so. `probe` tells what was looked at, for the coverage of tests.
//!
//! The evaluator never reads a clock, the environment or a hash map's order, and only `runner` opens files.

mod blame;
mod check;
mod checker;
mod eval;
mod explain;
mod file;
pub mod finding;
mod idle;
mod inventory;
mod levels;
mod look_into;
mod needed;
mod probe;
mod redact;
mod resolve;
mod runner;
mod setup;
mod trials;
mod vendor_unknown;
mod waivers;
pub mod why;

pub use checker::{CheckOptions, Checker};
pub use file::Horizon;
pub use idle::{Idle, idle};
pub use probe::{RowProbe, RuleProbe};
