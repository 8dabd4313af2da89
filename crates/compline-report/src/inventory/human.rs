//! `inventory` for people: a table where the terminal has room for one; else a short table with the rest below each row,
//! or if there is no room for that either, a list.

use std::io::{self, Write};

use compline_engine::finding::{FileReport, FileStatus, InventoryEntry, Run, Summary};

use super::{field, list};
use crate::diagnostic::{complaint, place};
use crate::escape;
use crate::layout::{Columns, Fields, wrap_list};
use crate::look::{Ink, Look};
use crate::render::{Options, Renderer};
use crate::summary::Account;

/// Widths are fixed by this many rows: later ones wrap within them, so that rows are written as they come.
const ROWS_MEASURED: usize = 1000;
/// A terminal of fewer columns has no room for the whole table.
const WIDE: usize = 132;
/// In the whole table a column is not narrowed below this.
const LEAST: usize = 26;

const HEADINGS: [&str; 9] = ["INTEGRATION", "VENDOR", "MODE", "REGION", "AT", "FORMAT", "HOSTS", "SCOPES", "FIELDS"];
/// The column of modes.
const MODE: usize = 2;
/// The column of places.
const AT: usize = 4;
/// The column of formats; where it has no column it shares the line of the place.
const FORMAT: usize = 5;
/// The column of fields that packs declare; where no row has one, there is no such column.
const FIELDS: usize = 8;
/// Columns that are not narrowed: a place broken in two cannot be followed, and modes are what is compared.
const RIGID: &[usize] = &[MODE, AT];
/// How many of them are columns in the short table; what is beyond them stands below its row.
const NARROW: usize = 4;

/// Renders `inventory` for people.
#[derive(Debug)]
pub struct Human {
    look: Look,
    quiet: bool,
    account: Account,
    rows: Vec<Vec<String>>,
    layout: Option<Layout>,
    /// Mistakes in files, to be written below the table.
    trouble: Vec<u8>,
}

/// How rows are laid out: the table's columns, if it is one, and how many of the cells are in it.
#[derive(Debug)]
struct Layout {
    columns: Option<Columns>,
    cells: usize,
}

impl Human {
    /// With the looks asked for.
    pub fn new(options: Options) -> Self {
        let account = Account::new(options);
        Self { look: options.look(), quiet: options.quiet, account, rows: vec![], layout: None, trouble: vec![] }
    }

    /// Writes the rows at hand, in a layout that they decide if none is decided.
    fn flush(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let layout = if let Some(layout) = &self.layout {
            layout
        } else {
            let headings: Vec<String> = HEADINGS.iter().map(|&heading| heading.to_owned()).collect();
            let layout = Layout::of(&headings, &self.rows, self.look);
            layout.headings(&headings, out, self.look)?;
            self.layout.insert(layout)
        };
        for row in self.rows.drain(..) {
            layout.row(&row, out, self.look)?;
        }
        Ok(())
    }
}

impl Renderer for Human {
    fn begin(&mut self, run: &Run, _: &mut dyn Write) -> io::Result<()> {
        self.account.begin(run);
        Ok(())
    }

    fn file(&mut self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        self.account.file(file);
        let trouble = &mut self.trouble;
        file.diagnostics.iter().try_for_each(|located| complaint(trouble, located, Some(&file.path), self.look))?;
        self.rows.extend(file.inventory.iter().map(|entry| cells(file, entry)));
        if self.layout.is_some() || self.rows.len() >= ROWS_MEASURED {
            self.flush(out)?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.flush(out)?;
        if self.layout.is_some() {
            writeln!(out)?;
        }
        out.write_all(&self.trouble)?;
        if self.quiet {
            return Ok(());
        }
        self.account.read(summary, out)
    }
}

fn cells(file: &FileReport, entry: &InventoryEntry) -> Vec<String> {
    let mut name = field(&entry.integration);
    if entry.connection != compline_engine::finding::Field::Absent {
        name = format!("{name} / {}", field(&entry.connection));
    }
    let mut at = place(&file.path, entry.line, entry.column);
    if entry.places > 1 {
        at = format!("{at} +{} more", entry.places - 1);
    }
    let mut format = match &file.status {
        FileStatus::Checked { format } => escape::line(format).into_owned(),
        FileStatus::NotRecognised(_) | FileStatus::Failed => "-".to_owned(),
    };
    // That integrations are used goes without saying.
    if entry.usage != "uses" {
        format = format!("{format}, {}", entry.usage);
    }
    let region = field(&entry.region);
    let fields = entry.declared.iter().map(|(name, value)| format!("{name}={}", field(value)));
    let fields = Some(fields.collect::<Vec<_>>().join(" ")).filter(|fields| !fields.is_empty());
    let fields = fields.unwrap_or_else(|| "-".to_owned());
    vec![
        name,
        field(&entry.vendor),
        field(&entry.mode),
        region,
        at,
        format,
        list(&entry.hosts, " "),
        list(&entry.scopes, " "),
        fields,
    ]
}

impl Layout {
    fn of(headings: &Vec<String>, rows: &[Vec<String>], look: Look) -> Self {
        let first = |row: &Vec<String>, cells: usize| row.iter().take(cells).cloned().collect::<Vec<_>>();
        let all = || std::iter::once(headings).chain(rows);
        if look.width >= WIDE {
            let has_fields = rows.iter().any(|row| row.get(FIELDS).is_some_and(|cell| cell != "-"));
            let cells = if has_fields { HEADINGS.len() } else { FIELDS };
            let wide: Vec<Vec<String>> = all().map(|row| first(row, cells)).collect();
            if let Some(columns) = Columns::fit(&wide, 0, look.width, LEAST, RIGID) {
                return Self { columns: Some(columns), cells };
            }
        }
        let rows: Vec<Vec<String>> = all().map(|row| first(row, NARROW)).collect();
        Self { columns: Columns::fit(&rows, 0, look.width, usize::MAX, &[]), cells: NARROW }
    }

    fn headings(&self, headings: &[String], out: &mut dyn Write, look: Look) -> io::Result<()> {
        match &self.columns {
            Some(columns) => {
                columns.write(out, headings.get(..self.cells).unwrap_or(headings), look, Some(Ink::Strong))
            }
            None => Ok(()),
        }
    }

    fn row(&self, row: &[String], out: &mut dyn Write, look: Look) -> io::Result<()> {
        let (cells, rest) = row.split_at_checked(self.cells).unwrap_or((row, &[]));
        match (&self.columns, cells) {
            (Some(columns), _) => columns.write(out, cells, look, None)?,
            (None, []) => {}
            (None, [name, cells @ ..]) => {
                writeln!(out, "{}", look.paint(Ink::Strong, name))?;
                let named = HEADINGS.iter().skip(1).zip(cells);
                let parts: Vec<String> =
                    named.map(|(heading, cell)| format!("{} {cell}", heading.to_lowercase())).collect();
                for line in wrap_list(&parts, look.width.saturating_sub(4)) {
                    writeln!(out, "    {line}")?;
                }
            }
        }
        if rest.is_empty() { Ok(()) } else { self.below(row, out, look) }
    }

    /// The cells that are not in the table.
    fn below(&self, row: &[String], out: &mut dyn Write, look: Look) -> io::Result<()> {
        let fields = Fields::new(look, 4, 6);
        for (index, (heading, cell)) in HEADINGS.iter().zip(row).enumerate().skip(self.cells) {
            match row.get(FORMAT) {
                Some(format) if index == AT => fields.write(out, "at", &format!("{cell} ({format})"))?,
                _ if index == FORMAT || cell == "-" => {}
                _ => fields.write(out, &heading.to_lowercase(), cell)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use compline_engine::finding::{Field, FileReport};

    use crate::render::{Format, Options, Report};
    use crate::testing::{checked, entry, render_files, troubled, zoho};

    /// Known, absent and unknown fields, long lists, names that try to be something else.
    fn many() -> FileReport {
        let mut bare = entry("8x8", "8x8", "oauth2.client-credentials");
        bare.connection = Field::Absent;
        bare.region = Field::Absent;
        bare.scopes = vec![];
        bare.hosts = vec![];
        bare.places = 2;
        let mut odd = entry("-", "?zoho", "saml");
        odd.vendor = Field::Unknown("some thing".to_owned());
        odd.mode = Field::Unknown("TWO_STEP".to_owned());
        odd.connection = Field::Known("evil\u{202e}\u{1b}[2J".to_owned());
        odd.usage = "offers";
        odd.scopes = (0..30).map(|n| format!("scope:number-{n}")).collect();
        FileReport {
            inventory: vec![
                bare,
                odd,
                entry("a-rather-long-integration-name-for-a-table", "zoho", "oauth2.authorization-code"),
            ],
            ..checked("packages/providers/providers.yaml", "nango-providers")
        }
    }

    fn shown(width: usize) -> String {
        let mut files = vec![zoho(), many()];
        files.extend(troubled());
        files.push(zoho());
        let shown = render_files(Report::Inventory, Format::Human, Options { width, ..Options::default() }, files);
        assert!((0..30).all(|n| shown.contains(&format!("scope:number-{n}"))), "{shown}");
        assert!(!shown.contains(|c| c != '\n' && crate::escape::is_control(c)), "{shown}");
        shown
    }

    #[test]
    fn narrow() {
        insta::assert_snapshot!(shown(80));
    }

    #[test]
    fn short_names_in_a_table() {
        insta::assert_snapshot!(render_files(
            Report::Inventory,
            Format::Human,
            Options::default(),
            vec![zoho(), zoho()]
        ));
    }

    #[test]
    fn wide() {
        insta::assert_snapshot!(shown(220));
    }

    #[test]
    fn rows_after_the_measured_ones_wrap_within_the_columns() {
        let mut file = zoho();
        file.inventory = (0..super::ROWS_MEASURED).map(|n| entry(&format!("i{n}"), "zoho", "oauth1")).collect();
        let shown = render_files(Report::Inventory, Format::Human, Options::default(), vec![file, many()]);
        assert!(shown.starts_with("INTEGRATION "), "{shown}");
        assert_eq!(
            shown.lines().filter(|line| line.starts_with('i') && line.contains("oauth1")).count(),
            super::ROWS_MEASURED
        );
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    }
}
