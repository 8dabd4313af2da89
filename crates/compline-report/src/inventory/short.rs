//! `inventory` as lines: `path:line:column integration vendor mode region scopes=a,b hosts=c,d`.

use std::io::{self, Write};

use compline_engine::finding::{FileReport, Run, Summary};

use super::{field, list};
use crate::diagnostic::{place, short};
use crate::layout::count;
use crate::render::{Options, Renderer};
use crate::summary::{Account, files};

/// Renders `inventory` as lines.
#[derive(Debug)]
pub struct Short {
    quiet: bool,
    account: Account,
    /// Mistakes in files, to be written below the connections.
    trouble: Vec<u8>,
}

impl Short {
    /// Quiet or with a last line that sums up.
    pub const fn new(options: Options) -> Self {
        Self { quiet: options.quiet, account: Account::new(options), trouble: vec![] }
    }
}

impl Renderer for Short {
    fn begin(&mut self, run: &Run, _: &mut dyn Write) -> io::Result<()> {
        self.account.begin(run);
        Ok(())
    }

    fn file(&mut self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        self.account.file(file);
        let trouble = &mut self.trouble;
        file.diagnostics.iter().try_for_each(|located| short(trouble, located, &file.path))?;
        for entry in &file.inventory {
            write!(
                out,
                "{} {} {} {} {} scopes={} hosts={}",
                place(&file.path, entry.line, entry.column),
                field(&entry.integration),
                field(&entry.vendor),
                field(&entry.mode),
                field(&entry.region),
                list(&entry.scopes, ","),
                list(&entry.hosts, ",")
            )?;
            for (name, value) in &entry.declared {
                write!(out, " {name}={}", field(value))?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.trouble)?;
        if self.quiet {
            return Ok(());
        }
        self.account.left_out(out)?;
        let (integrations, connections) =
            (count(summary.integrations, "integration"), count(summary.connections, "connection"));
        writeln!(out, "{integrations}, {connections}; {}", files(summary, "files"))
    }
}

#[cfg(test)]
mod tests {
    use compline_engine::finding::Field;

    use crate::render::{Format, Options, Report};
    use crate::testing::{entry, render_files, troubled, zoho};

    #[test]
    fn one_line_a_connection_and_what_was_not_read_at_the_end() {
        let mut odd = entry("two words", "zoho", "saml");
        odd.vendor = Field::Unknown("zohoo".to_owned());
        odd.region = Field::Absent;
        odd.scopes = vec![];
        odd.hosts = vec!["${host}".to_owned(), "a b\u{1b}".to_owned()];
        let mut file = zoho();
        file.inventory.push(odd);
        let mut files = vec![file];
        files.extend(troubled());
        insta::assert_snapshot!(render_files(Report::Inventory, Format::Short, Options::default(), files));
    }
}
