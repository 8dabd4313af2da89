//! Time as Compline reasons about it: three-valued truth over all time at once, and the dates that people write.
//!
//! | item | what it is |
//! | --- | --- |
//! | [`Tick`], [`Axis`] | a second of a run, and which seconds those are: civil or instants |
//! | [`TimeSet`] | a set of ticks, as half-open stretches |
//! | [`Tri`], [`Truth`] | three-valued truth; the same over all time |
//! | [`Edge`] | when something begins, as well as it is known |
//! | [`Day`], [`Moment`] | a civil day; a point in time as written, with its precision |
//! | [`Unit`], [`Shift`] | `90 days` |
//! | [`Zone`], [`tzdb_version`] | a time zone, and which release of the database it is from |
//! | [`AsOf`] | the moment that a run asks about |
//! | [`daily`] | windows that recur every day |
//! | [`format_tick`], [`tick_in_words`] | a tick for machines and for people |
//!
//! Everything here is total: no text, date or tick makes it panic, and arithmetic saturates. Nothing here reads a clock,
//! a file or the environment; zones come from the bundled database.

mod as_of;
mod axis;
mod calendar;
mod daily;
mod day;
mod edge;
mod format;
mod moment;
mod quote;
mod shift;
mod time_set;
mod tri;
mod truth;
mod zone;

pub use as_of::AsOf;
pub use axis::{Axis, Tick};
pub use daily::daily;
pub use day::Day;
pub use edge::Edge;
pub use format::{format_tick, tick_in_words};
pub use moment::{Moment, MomentError};
pub use shift::{Shift, Unit};
pub use time_set::TimeSet;
pub use tri::Tri;
pub use truth::Truth;
pub use zone::{Zone, ZoneError, tzdb_version};

use quote::quote;
