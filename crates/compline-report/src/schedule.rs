//! Schedules in words.

use compline_diagnostic::Severity;
use compline_engine::finding::{NextChange, State, Step};

use crate::escape;
use crate::layout::count;

/// "an error", "a warning", "a note".
pub(crate) const fn a(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "a note",
        Severity::Warning => "a warning",
        Severity::Error => "an error",
    }
}

/// How severe something undetermined may be: "at most an error"; nothing for what is certain.
pub(crate) fn bounds(state: State) -> Option<String> {
    match (state.at_least, state.at_most) {
        (_, None) => None,
        (least, most) if least == most => None,
        (None, Some(most)) => Some(format!("at most {}", a(most))),
        (Some(least), Some(most)) => Some(format!("at least {}, at most {}", a(least), a(most))),
    }
}

/// A state in a few words: "error", "no finding", "undetermined (at most an error)".
pub(crate) fn state(state: State) -> String {
    match (state.at_most, bounds(state)) {
        (None, _) => "no finding".to_owned(),
        (Some(severity), None) if state.waived => format!("waived {severity}"),
        (Some(_), Some(bounds)) if state.waived => format!("waived ({bounds})"),
        (Some(severity), None) => severity.to_string(),
        (Some(_), Some(bounds)) => format!("undetermined ({bounds})"),
    }
}

/// What a change does: "becomes an error", "is no longer a finding".
pub(crate) fn becomes(state: State) -> String {
    match (state.at_most, bounds(state)) {
        (None, _) => "is no longer a finding".to_owned(),
        (Some(severity), None) if state.waived => format!("becomes a waived {severity}"),
        (Some(_), Some(bounds)) if state.waived => format!("is waived ({bounds})"),
        (Some(severity), None) => format!("becomes {}", a(severity)),
        (Some(_), Some(bounds)) => format!("becomes undetermined ({bounds})"),
    }
}

/// "in 22 days".
pub(crate) fn days(days: i64) -> String {
    format!("in {days} {}", if days == 1 { "day" } else { "days" })
}

/// "becomes an error on 1 June 2021, in 22 days"; of what is waived until then, that as well.
pub(crate) fn next(now: State, change: &NextChange) -> String {
    let ends = if now.waived && !change.state.waived && !change.state.is_clean() { "the waiver ends: " } else { "" };
    format!("{ends}{} on {}, {}", becomes(change.state), escape::line(&change.at.words), days(change.days))
}

/// A state in one word.
pub(crate) fn word(state: State) -> &'static str {
    match state.at_most {
        None => "clean",
        Some(_) if state.waived => "waived",
        Some(severity) if state.at_least == Some(severity) => severity.as_str(),
        Some(_) => "undetermined",
    }
}

/// A whole schedule: "note since 30 November 2020", "warning since 2 March 2021", "error from 1 June 2021". What is past
/// or present is `since`, what is to come is `from`.
/// Of a schedule with very many steps, as recurring windows make, the first and last few.
pub fn words(schedule: &[Step], next: Option<&NextChange>) -> Vec<String> {
    const MOST: usize = 8;
    let mut all = all_words(schedule, next);
    if all.len() > MOST {
        let left_out = all.len() - MOST;
        all.splice(MOST / 2..MOST / 2 + left_out, [count(left_out as u64, "more change")]);
    }
    all
}

fn all_words(schedule: &[Step], next: Option<&NextChange>) -> Vec<String> {
    let to_come = next.map_or(i64::MAX, |change| change.at.tick);
    let part = |(index, step): (usize, &Step)| {
        let what = state(step.state);
        match &step.from {
            // Nothing wrong in the beginning goes without saying.
            None if index == 0 && step.state.is_clean() && schedule.len() > 1 => None,
            None if schedule.len() > 1 => Some(format!("{what} at first")),
            None => Some(format!("{what} at any date")),
            Some(when) => {
                let word = if when.tick >= to_come && next.is_some() { "from" } else { "since" };
                Some(format!("{what} {word} {}", escape::line(&when.words)))
            }
        }
    };
    schedule.iter().enumerate().filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use compline_diagnostic::Severity::{Error, Note, Warning};

    use super::*;
    use crate::testing::{clean, sure, unsure, when};

    fn step(from: Option<(i64, &str)>, state: State) -> Step {
        Step { from: from.map(|(tick, words)| when(tick, "", words)), state }
    }

    #[test]
    fn of_very_many_steps_only_the_first_and_last_are_told() {
        let state = |index: i64| if index % 2 == 0 { clean() } else { sure(Error) };
        let names: Vec<String> = (0..228).map(|index| format!("day {index}")).collect();
        let steps: Vec<Step> =
            (1..228).map(|index| step(Some((index, &names[index as usize])), state(index))).collect();
        let told = words(&steps, None);
        assert_eq!(told.len(), 9);
        assert_eq!(told[4], "219 more changes");
        assert_eq!(told[8], "error since day 227");
    }

    #[test]
    fn past_and_future_are_told_apart() {
        let schedule = [
            step(None, clean()),
            step(Some((1, "30 November 2020")), sure(Note)),
            step(Some((2, "2 March 2021")), sure(Warning)),
            step(Some((3, "1 June 2021")), sure(Error)),
        ];
        let next = NextChange { at: when(3, "", "1 June 2021"), state: sure(Error), days: 22 };
        assert_eq!(
            words(&schedule, Some(&next)),
            ["note since 30 November 2020", "warning since 2 March 2021", "error from 1 June 2021"]
        );
        assert_eq!(super::next(sure(Warning), &next), "becomes an error on 1 June 2021, in 22 days");
        assert_eq!(words(&schedule, None).last().unwrap(), "error since 1 June 2021");
    }

    #[test]
    fn every_state_has_words() {
        assert_eq!(words(&[step(None, sure(Error))], None), ["error at any date"]);
        assert_eq!(
            words(&[step(None, sure(Note)), step(Some((1, "D")), clean())], None),
            ["note at first", "no finding since D"]
        );
        assert_eq!(state(unsure(None, Error)), "undetermined (at most an error)");
        assert_eq!(becomes(unsure(Some(Note), Error)), "becomes undetermined (at least a note, at most an error)");
        assert_eq!(becomes(clean()), "is no longer a finding");
        let waived = |state: State| State { waived: true, ..state };
        assert_eq!(state(waived(sure(Error))), "waived error");
        assert_eq!(state(waived(unsure(None, Error))), "waived (at most an error)");
        assert_eq!(becomes(waived(sure(Warning))), "becomes a waived warning");
        assert_eq!(word(waived(sure(Warning))), "waived");
        let next = NextChange { at: when(3, "", "16 May 2021"), state: sure(Error), days: 6 };
        let told = super::next(waived(sure(Error)), &next);
        assert_eq!(told, "the waiver ends: becomes an error on 16 May 2021, in 6 days");
        assert_eq!(days(1), "in 1 day");
    }
}
