//! The account of a run, for people: which reports share.

use std::collections::BTreeMap;
use std::io::{self, Write};

use compline_diagnostic::Severity;
use compline_engine::finding::{Field, FileReport, FileStatus, InventoryEntry, Run, Summary};

use crate::diagnostic::place_of;
use crate::escape;
use crate::layout::{Fields, count};
use crate::look::Ink;
use crate::render::Options;

/// What a run's end needs to know of its beginning and its files.
#[derive(Debug)]
pub(crate) struct Account {
    options: Options,
    moment: String,
    packs: String,
    /// Paths that no format speaks of, with the reason; only kept where they are to be named.
    unrecognised: Vec<(String, &'static str)>,
    /// Paths that failed, with the first error.
    failed: Vec<(String, String)>,
    /// For each field, what of it is not known, as written, with how often that is there.
    unknown: BTreeMap<&'static str, BTreeMap<String, u64>>,
}

/// How many packs, or values of a field that are not known, are named in short.
const FEW: usize = 5;

impl Account {
    pub(crate) const fn new(options: Options) -> Self {
        Self {
            options,
            moment: String::new(),
            packs: String::new(),
            unrecognised: vec![],
            failed: vec![],
            unknown: BTreeMap::new(),
        }
    }

    pub(crate) fn begin(&mut self, run: &Run) {
        self.moment = format!("as of {}", escape::line(&run.as_of));
        if let Some(known_at) = &run.known_at {
            self.moment = format!("{}, by what was known on {}", self.moment, escape::line(known_at));
        }
        let packs = if run.packs.len() > FEW && !self.options.verbose {
            format!("{} (--verbose names them)", count(run.packs.len() as u64, "pack"))
        } else {
            let named = run.packs.iter();
            let named = named.map(|pack| format!("{} {}", escape::line(&pack.name), escape::line(&pack.version)));
            named.collect::<Vec<_>>().join(", ")
        };
        self.packs = format!("{packs}; compline {}, time zones {}", run.compline, escape::line(&run.time_zone_data));
    }

    pub(crate) fn file(&mut self, file: &FileReport) {
        file.inventory.iter().for_each(|entry| self.learn(entry));
        match &file.status {
            FileStatus::Checked { .. } => {}
            FileStatus::NotRecognised(reason) => {
                if self.options.verbose {
                    self.unrecognised.push((escape::line(&file.path).into_owned(), *reason));
                }
            }
            FileStatus::Failed => {
                let error = file.diagnostics.iter().max_by_key(|located| located.severity == Severity::Error);
                self.failed.push(match error {
                    Some(error) => (place_of(error, &file.path), escape::line(&error.message).into_owned()),
                    None => (escape::line(&file.path).into_owned(), "it could not be read".to_owned()),
                });
            }
        }
    }

    /// Counts what an entry says that is not known.
    fn learn(&mut self, entry: &InventoryEntry) {
        let own = [
            ("integration", &entry.integration),
            ("vendor", &entry.vendor),
            ("region", &entry.region),
            ("owner", &entry.owner),
            ("connection", &entry.connection),
            ("mode", &entry.mode),
        ];
        let fields = own.into_iter().chain(entry.declared.iter().map(|(name, value)| (*name, value)));
        let fields = fields.filter_map(|(name, value)| match value {
            Field::Unknown(text) => Some((name, text)),
            Field::Known(_) | Field::Absent => None,
        });
        let scopes = entry.unknown_scopes.iter().map(|text| ("scope", text));
        let hosts = entry.unknown_hosts.iter().map(|text| ("host", text));
        for (name, text) in fields.chain(scopes).chain(hosts) {
            *self.unknown.entry(name).or_default().entry(text.clone()).or_default() += 1;
        }
    }

    /// "mode `token` (3), `basic` (1)": the most frequent first.
    fn unknown(&self, out: &mut dyn Write, fields: Fields) -> io::Result<()> {
        for (index, (name, values)) in self.unknown.iter().enumerate() {
            let mut values: Vec<(&String, u64)> = values.iter().map(|(text, number)| (text, *number)).collect();
            values.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
            let few = if self.options.verbose { values.len() } else { FEW };
            let told: Vec<String> =
                values.iter().take(few).map(|(text, number)| format!("`{}` ({number})", escape::line(text))).collect();
            let more = match values.len().saturating_sub(few) {
                0 => String::new(),
                more => format!(", and {more} more (--verbose names them)"),
            };
            let key = if index == 0 { "unknown" } else { "" };
            fields.write(out, key, &format!("{name} {}{more}", told.join(", ")))?;
        }
        Ok(())
    }

    /// "as of 2021-05-10, by what was known on 2021-04-01"
    pub(crate) fn moment(&self) -> &str {
        &self.moment
    }

    /// What `check` comes to.
    pub(crate) fn check(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let fields = self.heading(out)?;
        fields.write(out, "findings", &by_severity(summary.violations).unwrap_or_else(|| "none".to_owned()))?;
        if let Some(worst) = by_severity(summary.undetermined_by_worst) {
            let all = summary.undetermined_by_worst.iter().sum();
            fields.write(out, "undetermined", &format!("{}, at worst {worst}", count(all, "finding")))?;
        }
        if let Some(waived) = by_severity(summary.waived) {
            fields.write(out, "waived", &waived)?;
        }
        let mut packs = [0; 3];
        summary.packs.iter().for_each(|located| packs[located.severity as usize] += 1);
        if let Some(packs) = by_severity(packs) {
            fields.write(out, "waivers", &format!("{packs} about waivers themselves"))?;
        }
        if summary.upcoming > 0 {
            let text = format!("{} more will change later: see `compline forecast`", summary.upcoming);
            fields.write(out, "upcoming", &text)?;
        }
        self.input(summary, out, fields)?;
        self.decisions(summary, out, fields)
    }

    /// What every report ends with: what was read.
    pub(crate) fn read(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let fields = self.heading(out)?;
        fields.write(out, "found", &format!("{}, {}", integrations(summary), connections(summary)))?;
        self.unknown(out, fields)?;
        self.input(summary, out, fields)
    }

    /// What `forecast` ends with: what was read and decided.
    pub(crate) fn forecast(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let fields = self.heading(out)?;
        self.input(summary, out, fields)?;
        self.decisions(summary, out, fields)
    }

    fn heading(&self, out: &mut dyn Write) -> io::Result<Fields> {
        let look = self.options.look();
        writeln!(out, "{}", look.paint(Ink::Strong, &self.moment))?;
        Ok(Fields::new(look, 2, "undetermined".len()))
    }

    fn input(&self, summary: &Summary, out: &mut dyn Write, fields: Fields) -> io::Result<()> {
        if let Some(diagnostics) = by_severity(summary.diagnostics) {
            fields.write(out, "input", &format!("{diagnostics} in the files themselves"))?;
        }
        fields.write(out, "files", &files(summary, "found"))?;
        for (path, why) in &self.failed {
            fields.write(out, "failed", &format!("{path}: {why}"))?;
        }
        for (path, why) in &self.unrecognised {
            fields.write(out, "left out", &format!("{path}: {why}"))?;
        }
        Ok(())
    }

    fn decisions(&self, summary: &Summary, out: &mut dyn Write, fields: Fields) -> io::Result<()> {
        fields.write(out, "decisions", &decisions(summary))?;
        let idle = summary.idle_rules.len() as u64;
        if idle > 0 {
            let verb = if idle == 1 { "meets" } else { "meet" };
            if self.options.verbose {
                let names = summary.idle_rules.iter().map(|rule| escape::line(rule)).collect::<Vec<_>>().join(", ");
                fields.write(out, "idle", &format!("{} {verb} nothing here: {names}", count(idle, "rule")))?;
            } else {
                fields.write(
                    out,
                    "idle",
                    &format!("{} {verb} nothing here (--verbose names them)", count(idle, "rule")),
                )?;
            }
        }
        fields.write(out, "packs", &self.packs)
    }

    /// The files left out, where they are to be named, one line each.
    pub(crate) fn left_out(&self, out: &mut dyn Write) -> io::Result<()> {
        for (path, why) in &self.unrecognised {
            writeln!(out, "{path}: not recognised: {why}")?;
        }
        Ok(())
    }
}

/// "2 errors, 1 warning"; nothing where there are none. `counts` are notes, warnings, errors.
pub(crate) fn by_severity(counts: [u64; 3]) -> Option<String> {
    let parts: Vec<String> = Severity::ALL
        .iter()
        .zip(counts)
        .rev()
        .filter(|&(_, number)| number > 0)
        .map(|(severity, number)| count(number, severity.as_str()))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// "15 found: 10 native, 2 not recognised (no format speaks of it), 1 failed"
pub(crate) fn files(summary: &Summary, what: &str) -> String {
    let mut parts: Vec<String> =
        summary.checked.iter().map(|(format, number)| format!("{number} {}", escape::line(format))).collect();
    let not_recognised: u64 = summary.not_recognised.values().sum();
    if not_recognised > 0 {
        let reasons: Vec<String> = match summary.not_recognised.len() {
            1 => summary.not_recognised.keys().map(|reason| escape::line(reason).into_owned()).collect(),
            _ => {
                summary.not_recognised.iter().map(|(why, number)| format!("{number}: {}", escape::line(why))).collect()
            }
        };
        parts.push(format!("{not_recognised} not recognised ({})", reasons.join("; ")));
    }
    if summary.failed > 0 {
        parts.push(format!("{} failed", summary.failed));
    }
    let files = format!("{} {what}", summary.files);
    if parts.is_empty() { files } else { format!("{files}: {}", parts.join(", ")) }
}

fn integrations(summary: &Summary) -> String {
    count(summary.integrations, "integration")
}

fn connections(summary: &Summary) -> String {
    count(summary.connections, "connection")
}

/// "34 by 12 rules on 15 integrations with 18 connections, 1 undetermined"
fn decisions(summary: &Summary) -> String {
    let undetermined = match summary.undetermined {
        0 => String::new(),
        number => format!("; {number} could not be decided"),
    };
    format!(
        "{} by {} on {} with {}{undetermined}",
        summary.decided,
        count(summary.rules, "rule"),
        integrations(summary),
        connections(summary)
    )
}
