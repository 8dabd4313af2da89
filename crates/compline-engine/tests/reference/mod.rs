//! A slow and obvious evaluator, to hold the engine's against: one rule, one thing, one tick, by the words of
//! `docs/language.md`. It shares with the engine the compiled policy and the calendar's names of days and zones, and
//! nothing else: no sets of time, no tables, no order of cost, no trials by what rules name.
//!
//! | module | holds |
//! | --- | --- |
//! | `manifest` | manifests whose meaning is known without reading them |
//! | `made` | what packs say of hosts, scopes, operations and waivers, as they were made |
//! | `packs`, `conditions`, `scopes_made`, `upon` | packs, and packs upon them, made from numbers |
//! | `manifests` | manifests, made from numbers |
//! | `points` | when a point in time is |
//! | `evaluate` | conditions, stages and rules at one tick |
//! | `scopes` | what scopes cover, what operations need |
//! | `tries` | which fields to try every value of |
//! | `census` | how often each construct comes up |
#![allow(
    missing_docs,
    unreachable_pub,
    missing_debug_implementations,
    clippy::unwrap_used,
    clippy::panic,
    clippy::format_push_string,
    reason = "test support"
)]

pub mod census;
pub mod conditions;
pub mod evaluate;
pub mod made;
pub mod manifest;
pub mod manifests;
pub mod packs;
pub mod points;
pub mod scopes;
pub mod scopes_made;
pub mod tries;
pub mod upon;
