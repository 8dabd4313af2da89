//! Pages about vendors, in Markdown: one a vendor, what changes in the next twelve months, and everything by date and by
//! mode. They say what `explain` says, from the same values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use compline_policy::explain::{Change, Entry, Explanation, Fact};
use compline_time::Day;

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What stands at the top of the index, and below every page.
const MADE: &str = "This page is written by `compline pack docs` from the packs in `rules/`; change them, not it.";

/// The page of cutoffs that are no vendor's.
const OTHERS: &str = "standards";

/// The pages about vendors, seen from a day.
pub fn pages(vendors: &[Explanation], others: &[Explanation], calendar: &[Change], as_of: Day) -> Vec<Page> {
    let mut pages = vec![Page { name: "README.md".into(), text: index(vendors, calendar, as_of) }];
    pages.push(Page { name: "by-date.md".into(), text: by_date(calendar) });
    pages.push(Page { name: "by-mode.md".into(), text: by_mode(calendar) });
    pages.extend(vendors.iter().map(|vendor| Page { name: format!("{}.md", vendor.id), text: page(vendor) }));
    if !others.is_empty() {
        let mut text = String::from("# What no single vendor ends\n\nDates of standards and of the law.\n");
        for one in others {
            section(&mut text, one);
        }
        let _ = writeln!(text, "\n---\n\n[All vendors](README.md). {MADE}");
        pages.push(Page { name: format!("{OTHERS}.md"), text });
    }
    pages
}

fn index(vendors: &[Explanation], calendar: &[Change], as_of: Day) -> String {
    let mut out = String::from("# What vendors retire\n\n");
    let _ = writeln!(out, "{MADE} `compline explain VENDOR` says the same in the terminal.\n");
    out.push_str("- [Everything by date](by-date.md)\n- [Everything by auth mode](by-mode.md)\n");
    if calendar.iter().any(|one| one.vendor.is_none()) {
        let _ = writeln!(out, "- [What no single vendor ends]({OTHERS}.md): dates of standards and of the law");
    }
    out.push('\n');
    let (year, month, day) = as_of.ymd();
    let end = Day::from_ymd(year + 1, month, day).or_else(|| Day::from_ymd(year + 1, 3, 1)).unwrap_or(as_of);
    let _ = writeln!(out, "## What changes in the next twelve months\n\nAs of {}.\n", as_of.in_words());
    let under_way =
        |one: &&Change| one.first.is_some_and(|day| day < as_of) && one.last.is_some_and(|day| day >= as_of);
    let coming = |one: &&Change| one.first.is_some_and(|day| day >= as_of && day < end);
    let soon: Vec<&Change> = calendar.iter().filter(under_way).chain(calendar.iter().filter(coming)).collect();
    out.push_str(&table(&soon));
    out.push_str("\n## Vendors\n\n| vendor | what ends | next |\n| --- | --- | --- |\n");
    for vendor in vendors {
        let next = calendar.iter().find(|one| {
            one.vendor.as_ref().is_some_and(|(name, _)| *name == vendor.id) && one.first.is_some_and(|day| day >= as_of)
        });
        let next = next.map_or_else(String::new, |one| cell(&one.when));
        let ends: Vec<String> = vendor.sections.iter().map(|one| cell(title(one))).collect();
        let _ = writeln!(out, "| [{}]({}.md) | {} | {next} |", cell(title(vendor)), vendor.id, ends.join("; "));
    }
    out
}

fn by_date(calendar: &[Change]) -> String {
    let mut out = format!("# Everything by date\n\n{MADE} Of each date the word that stands.\n");
    let mut years: BTreeMap<Option<i32>, Vec<&Change>> = BTreeMap::new();
    for one in calendar {
        years.entry(one.first.map(|day| day.ymd().0)).or_default().push(one);
    }
    for (year, changes) in years.iter().rev().filter(|(year, _)| year.is_some()) {
        let _ = writeln!(out, "\n## {}\n\n{}", year.unwrap_or_default(), table(changes).trim_end());
    }
    if let Some(changes) = years.get(&None) {
        let _ = writeln!(out, "\n## Without a day of their own\n\n{}", table(changes).trim_end());
    }
    out
}

fn by_mode(calendar: &[Change]) -> String {
    let mut out =
        format!("# Everything by auth mode\n\n{MADE} A mode stands here if a rule about the cutoff names it.\n");
    let mut modes: BTreeMap<&(String, String), BTreeSet<(String, String)>> = BTreeMap::new();
    for one in calendar {
        for mode in &one.modes {
            modes.entry(mode).or_default().insert((vendor_link(one), cutoff_link(one)));
        }
    }
    out.push_str("\n| mode | vendor | what ends |\n| --- | --- | --- |\n");
    for ((path, title), ends) in modes {
        for (vendor, what) in ends {
            let _ = writeln!(out, "| `{path}`, {} | {vendor} | {what} |", cell(title));
        }
    }
    out
}

fn table(changes: &[&Change]) -> String {
    if changes.is_empty() {
        return "Nothing that the packs know of.\n".into();
    }
    let mut out = String::from("| when | vendor | what ends | what happens |\n| --- | --- | --- | --- |\n");
    for one in changes {
        let whom = if one.whom.is_empty() { String::new() } else { format!(" ({})", code_aware(&one.whom)) };
        let (vendor, what) = (vendor_link(one), cutoff_link(one));
        let _ = writeln!(out, "| {} | {vendor} | {what} | {}{whom} |", cell(&one.when), cell(&one.stage));
    }
    out
}

fn vendor_link(one: &Change) -> String {
    one.vendor.as_ref().map_or_else(String::new, |(name, title)| format!("[{}]({name}.md)", cell(title)))
}

fn cutoff_link(one: &Change) -> String {
    match &one.vendor {
        Some((name, _)) => format!("[{}]({name}.md#{})", cell(&one.title), anchor(&one.title)),
        None => format!("[{}]({OTHERS}.md#{})", cell(&one.title), anchor(&one.title)),
    }
}

/// The anchor that a heading gets.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn title(one: &Explanation) -> &str {
    one.title.as_deref().unwrap_or(&one.id)
}

/// A vendor's page.
fn page(vendor: &Explanation) -> String {
    let mut out = format!("# {}\n\n", text(title(vendor)));
    doc(&mut out, vendor);
    let known = ["cutoffs", "other rules"];
    for fact in vendor.facts.iter().filter(|fact| !known.contains(&fact.name)) {
        let values: Vec<String> = fact.entries.iter().map(|one| code_aware(&one.text)).collect();
        let _ = writeln!(out, "- **{}**: {}", capital(fact.name), values.join("; "));
    }
    if vendor.sections.len() > 1 {
        out.push_str("\n## What ends\n\n");
        for section in &vendor.sections {
            let _ = writeln!(out, "- [{}](#{})", text(title(section)), anchor(title(section)));
        }
    }
    vendor.sections.iter().for_each(|one| section(&mut out, one));
    if let Some(fact) = vendor.facts.iter().find(|fact| fact.name == "other rules") {
        out.push_str("\n## Other rules\n\n");
        fact.entries.iter().for_each(|one| item(&mut out, one, 0));
    }
    let _ = writeln!(out, "\n---\n\n[All vendors](README.md). {MADE}");
    out
}

/// What ends: a cutoff with its stages, whom it concerns, what to do.
fn section(out: &mut String, section: &Explanation) {
    let _ = writeln!(out, "\n## {}\n", text(title(section)));
    doc(out, section);
    let (short, long): (Vec<&Fact>, Vec<&Fact>) =
        section.facts.iter().partition(|fact| ["zone", "checked through"].contains(&fact.name));
    for fact in long {
        told(out, fact);
    }
    let notes: Vec<String> = short
        .iter()
        .map(|fact| {
            let values: Vec<&str> = fact.entries.iter().map(|one| one.text.as_str()).collect();
            format!("{}: {}", capital(fact.name), text(&values.join("; ")))
        })
        .collect();
    let _ = writeln!(out, "{}. In full: `compline explain {}`.", notes.join(". "), section.id);
}

fn doc(out: &mut String, one: &Explanation) {
    for paragraph in one.doc.iter().flat_map(|doc| doc.split("\n\n")) {
        let words = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "{}\n", code_aware(&words));
    }
}

/// A heading and what stands below it.
fn told(out: &mut String, fact: &Fact) {
    let heading = match fact.name {
        "stages" => "When",
        "concerned" => "Who is concerned",
        "conflicts" => "Where sources differ",
        other => &capital(other),
    };
    let _ = writeln!(out, "### {heading}\n");
    for entry in &fact.entries {
        let rows: Vec<&Entry> = entry.entries.iter().filter(|row| !row.cells.is_empty()).collect();
        if rows.is_empty() {
            item(out, entry, 0);
        } else {
            stage(out, entry, &rows);
        }
    }
    if !out.ends_with("\n\n") {
        out.push('\n');
    }
}

/// A stage: what it is, and a table of what was said when. Columns that say nothing are left out.
fn stage(out: &mut String, entry: &Entry, rows: &[&Entry]) {
    let (name, title) = entry.text.split_once(": ").unwrap_or((&entry.text, ""));
    let title = if title.is_empty() { String::new() } else { format!(": {}", code_aware(title)) };
    let _ = writeln!(out, "**{}**{title}\n", text(name));
    let heads = ["known by", "for", "when", "word"];
    let said = |column: usize| rows.iter().any(|row| row.cells.get(column).is_some_and(|text| !text.is_empty()));
    let moved = rows.iter().any(|row| row.cells.last().is_some_and(|word| word != "stands"));
    let columns: Vec<usize> = (0..heads.len()).filter(|column| said(*column) && (*column < 3 || moved)).collect();
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push_str(&line(columns.iter().map(|column| heads[*column].to_owned()).collect()));
    out.push_str(&line(columns.iter().map(|_| "---".to_owned()).collect()));
    for row in rows {
        out.push_str(&line(columns.iter().map(|column| code_aware(&row.cells[*column])).collect()));
    }
    out.push('\n');
    for other in entry.entries.iter().filter(|one| one.cells.is_empty()) {
        let _ = writeln!(out, "{}\n", code_aware(&other.text));
    }
}

/// A line of a list, with what belongs to it below. An address below it becomes its link.
fn item(out: &mut String, entry: &Entry, depth: usize) {
    let indent = "  ".repeat(depth);
    let is_address = |one: &&Entry| one.text.starts_with("https://") || one.text.starts_with("http://");
    let link = entry.entries.first().filter(is_address);
    let said = code_aware(&entry.text);
    let _ = match link {
        Some(to) => writeln!(out, "{indent}- [{said}]({})", to.text.replace(')', "%29").replace('(', "%28")),
        None => writeln!(out, "{indent}- {said}"),
    };
    entry.entries.iter().skip(usize::from(link.is_some())).for_each(|one| item(out, one, depth + 1));
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A text in a cell of a table.
fn cell(words: &str) -> String {
    text(words)
}

/// A text in which nothing acts as Markdown.
fn text(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '|' | '<' | '*' | '[' | ']' | '\\' | '_') {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

/// A text in which what stands between backticks is code.
fn code_aware(words: &str) -> String {
    let pieces: Vec<&str> = words.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return text(words);
    }
    let mut out = String::new();
    for (index, piece) in pieces.into_iter().enumerate() {
        if index % 2 == 0 {
            out.push_str(&text(piece));
        } else {
            let _ = write!(out, "`{}`", piece.replace('|', "\\|"));
        }
    }
    out
}
