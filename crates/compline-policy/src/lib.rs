//! Packs to a checked, compiled policy: names, types, the tree of auth modes, scope lattices, cutoffs, rules, formats.
//!
//! | module | holds |
//! | --- | --- |
//! | [`pack`] | a pack's files and manifest |
//! | [`compile()`] | packs in, [`Policy`] or every mistake out |
//! | [`policy`] | the compiled policy as the engine reads it |
//! | [`mode`], [`vendor`], [`scope_lattice`], [`operations`], [`cutoff`], [`rule`], [`waiver`], [`expr`], [`mod@test`] | its parts |
//! | [`window`] | when rows and points hold, for the engine and for proofs |
//! | [`mutate`] | small changes to a policy, which its tests ought to notice |
//! | [`format_clause`] | what of a format could be left out |
//! | [`lint`] | what is well formed and still not as it should be |
//! | [`explain`] | what packs say of a name, for people |
//!
//! A policy is checked whole before the first manifest is read: a name that means nothing and a value of the wrong type
//! are errors here, at their span, never surprises later.

pub mod compile;
pub mod controls;
pub mod cutoff;
pub mod explain;
pub mod expr;
pub mod format_clause;
pub mod lint;
pub mod mode;
pub mod mutate;
pub mod operations;
pub mod pack;
pub mod policy;
pub mod rule;
pub mod scope_lattice;
mod stored;
pub mod test;
pub mod vendor;
pub mod waiver;
pub mod window;

mod glob;
mod usage;

pub use compile::{Compiled, compile};
pub use glob::Glob;
pub use pack::{PackFile, PackFiles};
pub use policy::Policy;
