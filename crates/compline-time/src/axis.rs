/// Seconds on a run's time axis; which seconds, [`Axis`] says.
pub type Tick = i64;

/// Which time axis a run reasons on. A run has one, chosen by its as-of moment; ticks of different axes do not compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// For a civil as-of day. Ticks are seconds since 1970-01-01T00:00 of *local civil time in each cutoff's own zone*, a
    /// day always having 86 400 of them, so that a civil day compares as a day in every zone.
    Civil,
    /// For an as-of instant. Ticks are Unix seconds: the same tick is the same instant everywhere.
    Instant,
}
