//! What people and tools are shown of a run: one module a report, one file an output of it.
//!
//! | item | what it is |
//! | --- | --- |
//! | [`Report`] | which report: [`check`], [`forecast`] or [`inventory`] |
//! | [`Format`], [`Options`] | which output of it, and how it may look |
//! | [`Renderer`], [`renderer`] | turns a run into bytes, file by file, as results come |
//! | [`Stream`] | a renderer and a writer, as the sink that a check fills |
//! | [`diagnostics`] | mistakes in rules and packs, for a terminal |
//! | [`mod@test`] | what came of tests of rules |
//! | [`why`](fn@why), [`explanations`], [`listings`] | answers to `why` and `explain` |
//! | [`lint`](fn@lint) | what lints found in packs |
//! | [`escape`] | what keeps a manifest's control characters away from a terminal |
//!
//! Every output is a function of the results alone: same results, same bytes.

pub mod check;
pub mod escape;
pub mod explain;
pub mod forecast;
pub mod inventory;
pub mod lint;
pub mod pages;
pub mod test;
pub mod why;

mod diagnostic;
mod excerpt;
mod json;
mod layout;
mod look;
mod render;
mod schedule;
mod summary;

#[cfg(test)]
mod testing;

pub use diagnostic::diagnostics;
pub use explain::{explanations, listings};
pub use lint::lint;
pub use pages::{Page, pages};
pub use render::{Format, Options, Renderer, Report, Stream, renderer};
pub use schedule::words as schedule_words;
pub use why::why;
