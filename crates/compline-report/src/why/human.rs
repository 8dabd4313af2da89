//! `why` for people: a line for each condition with its result first, what it rests on below it.

use std::io::{self, Write};

use compline_diagnostic::Place;
use compline_engine::finding::{FileStatus, State};
use compline_engine::why::{Verdict, Why, WhyNode, WhyResult, WhySubject};
use compline_time::Tri;

use super::word;
use crate::diagnostic::{complaint, place};
use crate::layout::{Fields, wrap};
use crate::look::{Ink, Look};
use crate::render::Options;
use crate::{escape, schedule};

/// How far the longest result and the gap after it reach.
const RESULT: usize = 9;

pub(super) fn write(out: &mut dyn Write, why: &Why, options: Options) -> io::Result<()> {
    let look = options.look();
    let rule_at = why.rule_at.as_ref().map(|at| format!(" ({})", shown(at))).unwrap_or_default();
    let known = why.run.known_at.as_ref().map(|day| format!(", by what was known by {day}")).unwrap_or_default();
    let head = format!(
        "why {}{rule_at} of {}, as of {}{known}",
        escape::line(&why.rule),
        escape::line(&why.file.path),
        why.run.as_of
    );
    for line in wrap(&head, look.width) {
        writeln!(out, "{}", look.paint(Ink::Strong, line))?;
    }
    writeln!(out)?;
    why.file.diagnostics.iter().try_for_each(|located| complaint(out, located, Some(&why.file.path), look))?;
    if why.subjects.is_empty() && matches!(why.file.status, FileStatus::Checked { .. }) {
        writeln!(out, "The file has no integration.")?;
    }
    for (index, one) in why.subjects.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        subject(out, one, look)?;
    }
    Ok(())
}

fn subject(out: &mut dyn Write, subject: &WhySubject, look: Look) -> io::Result<()> {
    for line in wrap(&escape::line(&subject.what), look.width) {
        writeln!(out, "{}", look.paint(Ink::Strong, line))?;
    }
    let fields = Fields::new(look, 2, 7);
    if let Some(at) = &subject.at {
        fields.write(out, "at", &shown(at))?;
    }
    let outcome = match &subject.verdict {
        Verdict::NotConcerned(why) => format!("not concerned: {}", escape::line(why)),
        Verdict::NotSelected => "not selected: the rule's `where` does not hold at any date, as below".into(),
        Verdict::State(state) => schedule::state(*state),
    };
    fields.write(out, "outcome", &outcome)?;
    let next = subject.next_change.as_ref();
    if subject.schedule.len() > 1 {
        fields.list(out, "when", &schedule::words(&subject.schedule, next))?;
    }
    if let Some(next) = next {
        let now = match subject.verdict {
            Verdict::State(state) => state,
            Verdict::NotConcerned(_) | Verdict::NotSelected => State::CLEAN,
        };
        fields.write(out, "next", &schedule::next(now, next))?;
    }
    for case in &subject.cases {
        let values = case.values.iter().map(|value| escape::line(value)).collect::<Vec<_>>().join(", ");
        let when = schedule::words(&case.schedule, None).join(", ");
        let when = if case.schedule.len() > 1 { format!(" ({when})") } else { String::new() };
        fields.write(out, "if", &format!("{values}: {}{when}", schedule::state(case.state)))?;
    }
    for one in &subject.nodes {
        writeln!(out)?;
        node(out, one, 2, look)?;
    }
    Ok(())
}

fn node(out: &mut dyn Write, node: &WhyNode, indent: usize, look: Look) -> io::Result<()> {
    let label = match node.kind {
        "selection" => "selected if: ",
        "obligation" => "broken if: ",
        "stage" => "stage ",
        "severity" => "severity ",
        "waiver" => "waiver ",
        _ => "",
    };
    let (result, ink) = match &node.result {
        Some(result) => (word(result.now), ink(result.now)),
        None => ("-", Ink::Dim),
    };
    let room = look.width.saturating_sub(indent + RESULT).max(20);
    for (index, line) in wrap(&format!("{label}{}", escape::line(&node.text)), room).into_iter().enumerate() {
        let result = if index == 0 { result } else { "" };
        let pad = RESULT - result.len();
        writeln!(out, "{:indent$}{}{:pad$}{line}", "", look.paint(ink, result), "")?;
    }
    let mut detail = |ink: Option<Ink>, text: &str| -> io::Result<()> {
        for line in wrap(text, room.saturating_sub(2)) {
            let at = indent + RESULT + 2;
            match ink {
                Some(ink) => writeln!(out, "{:at$}{}", "", look.paint(ink, line))?,
                None => writeln!(out, "{:at$}{line}", "")?,
            }
        }
        Ok(())
    };
    if let Some(at) = &node.at {
        detail(Some(Ink::Dim), &shown(at))?;
    }
    if let Some(line) = node.result.as_ref().and_then(time_line) {
        detail(None, &line)?;
    }
    for value in &node.values {
        let at = value.at.as_ref().map(|at| format!(", {}", shown(at))).unwrap_or_default();
        detail(None, &format!("{}{at}", escape::line(&value.text)))?;
        if let Some(unknown) = &value.unknown {
            detail(Some(Ink::Undetermined), &escape::line(unknown))?;
        }
    }
    node.notes.iter().try_for_each(|note| detail(None, &escape::line(note)))?;
    node.children.iter().try_for_each(|child| self::node(out, child, indent + 2, look))
}

const fn ink(value: Tri) -> Ink {
    match value {
        Tri::False => Ink::Dim,
        Tri::Unknown => Ink::Undetermined,
        Tri::True => Ink::Strong,
    }
}

/// "false at first, true from 1 June 2021"; nothing for what is the same at all times.
fn time_line(result: &WhyResult) -> Option<String> {
    if result.steps.len() < 2 {
        return None;
    }
    let steps = result.steps.iter().map(|(from, value)| match from {
        None => format!("{} at first", word(*value)),
        Some(from) => format!("{} from {}", word(*value), escape::line(&from.words)),
    });
    let steps: Vec<String> = steps.collect();
    // A brownout toggles for weeks.
    if steps.len() > 8 {
        let (first, last) = (steps[..5].join(", "), &steps[steps.len() - 1]);
        return Some(format!("{first}, ... ({} more changes), {last}", steps.len() - 6));
    }
    Some(steps.join(", "))
}

fn shown(at: &Place) -> String {
    place(&at.path, at.line, at.column)
}
