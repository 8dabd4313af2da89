//! A slow and obvious evaluator, to hold the engine's against: one rule, one thing, one tick, by the words of
//! `docs/language.md`. It shares with the engine the compiled policy and the calendar's names of days and zones, and
//! nothing else: no sets of time, no tables, no order of cost, no trials by what rules name.
//!
//! | module | holds |
//! | --- | --- |
//! | `manifest` | manifests whose meaning is known without reading them |
//! | `packs` | packs and manifests, made from numbers |
//! | `points` | when a point in time is |
//! | `evaluate` | conditions, stages and rules at one tick |
//! | `tries` | which fields to try every value of |
#![allow(
    missing_docs,
    unreachable_pub,
    missing_debug_implementations,
    clippy::unwrap_used,
    clippy::panic,
    clippy::format_push_string,
    reason = "test support"
)]

pub mod evaluate;
pub mod manifest;
pub mod packs;
pub mod points;
pub mod tries;
