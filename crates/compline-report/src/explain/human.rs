//! `explain` for people, wrapped.

use std::io::{self, Write};

use compline_diagnostic::Place;
use compline_policy::explain::{Entry, Explanation, Listing};

use crate::diagnostic::place;
use crate::escape;
use crate::layout::{rows, wrap};
use crate::look::{Ink, Look};
use crate::render::Options;

pub(super) fn explanations(out: &mut dyn Write, all: &[Explanation], options: Options) -> io::Result<()> {
    let look = options.look();
    for (index, one) in all.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        explanation(out, one, look)?;
    }
    Ok(())
}

fn explanation(out: &mut dyn Write, one: &Explanation, look: Look) -> io::Result<()> {
    let title = one.title.as_ref().map(|title| format!(": {}", escape::line(title))).unwrap_or_default();
    for line in wrap(&format!("{} {}{title}", one.kind.as_str(), escape::line(&one.id)), look.width) {
        writeln!(out, "{}", look.paint(Ink::Strong, line))?;
    }
    if let Some(at) = &one.at {
        writeln!(out, "{}", look.paint(Ink::Dim, shown(at)))?;
    }
    if let Some(doc) = &one.doc {
        writeln!(out)?;
        for paragraph in doc.split("\n\n") {
            let words = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
            wrap(&escape::line(&words), look.width).iter().try_for_each(|line| writeln!(out, "{line}"))?;
        }
    }
    for fact in &one.facts {
        writeln!(out)?;
        writeln!(out, "{}", look.paint(Ink::Key, fact.name))?;
        fact.entries.iter().try_for_each(|one| entry(out, one, 2, look))?;
    }
    for section in &one.sections {
        writeln!(out)?;
        explanation(out, section, look)?;
    }
    Ok(())
}

/// A statement, its place beside it where there is room, and what belongs to it below.
fn entry(out: &mut dyn Write, entry: &Entry, indent: usize, look: Look) -> io::Result<()> {
    let room = look.width.saturating_sub(indent + 2).max(20);
    // Text over several lines is an example, which keeps its lines.
    if entry.text.contains('\n') {
        for line in entry.text.lines() {
            writeln!(out, "{}", format!("{:indent$}{}", "", escape::line(line)).trim_end())?;
        }
    } else {
        for (index, line) in wrap(&escape::line(&entry.text), room).into_iter().enumerate() {
            let hang = if index == 0 { indent } else { indent + 2 };
            writeln!(out, "{:hang$}{line}", "")?;
        }
    }
    if let Some(at) = &entry.at {
        let indent = indent + 4;
        writeln!(out, "{:indent$}{}", "", look.paint(Ink::Dim, shown(at)))?;
    }
    entry.entries.iter().try_for_each(|inner| self::entry(out, inner, indent + 2, look))
}

pub(super) fn listings(out: &mut dyn Write, all: &[Listing], options: Options) -> io::Result<()> {
    let look = options.look();
    for (index, listing) in all.iter().filter(|listing| !listing.names.is_empty()).enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", look.paint(Ink::Strong, format!("{}s", listing.kind.as_str())))?;
        let lines: Vec<Vec<String>> = listing
            .names
            .iter()
            .map(|(name, title)| {
                let title = title.as_ref().map(|title| escape::line(title).into_owned());
                [Some(escape::line(name).into_owned()), title].into_iter().flatten().collect()
            })
            .collect();
        let natural = lines.iter().all(|line| line.len() < 2);
        if natural {
            lines.iter().try_for_each(|line| writeln!(out, "  {}", line.concat()))?;
        } else {
            rows(out, look, 2, &lines)?;
        }
    }
    Ok(())
}

fn shown(at: &Place) -> String {
    place(&at.path, at.line, at.column)
}
