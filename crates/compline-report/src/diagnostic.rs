//! One complaint, for people: heading, excerpts, what to do.

use std::io::{self, Write};

use compline_diagnostic::{Located, Severity};
use compline_engine::finding::State;

use crate::layout::{Fields, wrap};
use crate::look::{Ink, Look};
use crate::render::Options;
use crate::{escape, excerpt, schedule};

/// How far the names of fields below a complaint reach.
const KEY_WIDTH: usize = 7;

/// Writes mistakes that belong to no manifest, those in rules and packs above all, each with a blank line after it.
pub fn diagnostics(out: &mut dyn Write, diagnostics: &[Located], options: &Options) -> io::Result<()> {
    diagnostics.iter().try_for_each(|located| complaint(out, located, None, options.look()))
}

/// A mistake in a file, with a blank line after it. `path` is named where no label does.
pub(crate) fn complaint(out: &mut dyn Write, located: &Located, path: Option<&str>, look: Look) -> io::Result<()> {
    let ink = Ink::of(located.severity);
    heading(out, located, located.severity.as_str(), None, ink, look)?;
    excerpts(out, located, path, ink, look)?;
    help(out, located, look)?;
    notes(out, located, look)?;
    writeln!(out)
}

/// `error[zoho/authtoken-calls]: crm-sync calls Zoho with an authtoken`, wrapped.
pub(crate) fn heading(
    out: &mut dyn Write,
    located: &Located,
    word: &str,
    bounds: Option<&str>,
    ink: Ink,
    look: Look,
) -> io::Result<()> {
    let code = escape::line(&located.code);
    let bounds = bounds.map(|bounds| format!(" {bounds}")).unwrap_or_default();
    let label = format!("{word}[{code}]{bounds}");
    let message = escape::line(&located.message);
    // Colours must not count as width: the text is wrapped first and painted then.
    let lines = wrap(&format!("{label}: {message}"), look.width.saturating_sub(2));
    for (index, line) in lines.iter().enumerate() {
        match line.strip_prefix(&label) {
            Some(rest) if index == 0 => writeln!(out, "{}{}", look.paint(ink, &label), look.paint(Ink::Strong, rest))?,
            _ if index == 0 => writeln!(out, "{}", look.paint(ink, line))?,
            _ => writeln!(out, "  {}", look.paint(Ink::Strong, line))?,
        }
    }
    Ok(())
}

/// The word and the bounds of a finding's heading.
pub(crate) fn verdict(state: State, severity: Severity) -> (&'static str, Option<String>) {
    match schedule::bounds(state) {
        bounds if state.waived => ("waived", Some(bounds.unwrap_or_else(|| schedule::a(severity).to_owned()))),
        Some(bounds) => ("undetermined", Some(bounds)),
        None => (severity.as_str(), None),
    }
}

/// The excerpts, or the path where there is none.
pub(crate) fn excerpts(
    out: &mut dyn Write,
    located: &Located,
    path: Option<&str>,
    ink: Ink,
    look: Look,
) -> io::Result<()> {
    // Of an empty file, or one that could not be opened, there is nothing to see.
    if located.snippets.iter().all(|snippet| snippet.text.is_empty()) {
        let path = located.primary().map(|label| &*label.path).or(path);
        return path.map_or(Ok(()), |path| fields(look).write(out, "in", &escape::line(path)));
    }
    // Drawing fails only where a label's excerpt is missing; its place is then better than nothing.
    match excerpt::draw(located, look, ink) {
        Ok(drawn) => out.write_all(drawn.as_bytes()),
        Err(_) => located.labels.iter().try_for_each(|label| {
            fields(look).write(out, "at", &place(&label.path, label.start.line, label.start.column))
        }),
    }
}

/// What to do.
pub(crate) fn help(out: &mut dyn Write, located: &Located, look: Look) -> io::Result<()> {
    located.help.as_ref().map_or(Ok(()), |help| fields(look).write(out, "help", &escape::lines(help)))
}

/// Further facts, and where to read on.
pub(crate) fn notes(out: &mut dyn Write, located: &Located, look: Look) -> io::Result<()> {
    for note in &located.notes {
        fields(look).write(out, "note", &escape::lines(note))?;
    }
    if let Some(url) = &located.url {
        fields(look).write(out, "see", &escape::line(url))?;
    }
    Ok(())
}

/// The fields below a complaint.
pub(crate) const fn fields(look: Look) -> Fields {
    Fields::new(look, 2, KEY_WIDTH)
}

/// `path:line:column`.
pub(crate) fn place(path: &str, line: u32, column: u32) -> String {
    format!("{}:{line}:{column}", escape::line(path))
}

/// `path:line:column` of the cause; `path` alone where nothing is pointed at.
pub(crate) fn place_of(located: &Located, path: &str) -> String {
    match located.primary() {
        Some(label) => place(&label.path, label.start.line, label.start.column),
        None => escape::line(path).into_owned(),
    }
}

/// One line: `path:line:column: error[input/broken]: message`.
pub(crate) fn short(out: &mut dyn Write, located: &Located, path: &str) -> io::Result<()> {
    let place = place_of(located, path);
    writeln!(out, "{place}: {}[{}] {}", located.severity, escape::line(&located.code), escape::line(&located.message))
}
