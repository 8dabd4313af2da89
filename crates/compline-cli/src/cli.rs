//! The arguments.

mod import;
mod pack;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use compline::{AsOf, Day};

pub(crate) use self::import::{Import, OpenapiArgs};
pub(crate) use self::pack::{DocsArgs, NewArgs, Pack};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "compline",
    version,
    about = "Checks integration manifests against rules about auth modes, scopes and cutoff dates",
    after_help = "\
Examples:
  compline check                           check this folder, as of now
  compline check --as-of 2021-06-01 crm/   what will be wrong on 1 June 2021
  compline forecast crm/                   what breaks when
  compline inventory crm/                  the integrations as understood
  compline fmt rules/                      rule files in the one layout
  compline test rules/                     the tests of rule packs

`compline COMMAND --help` says more.",
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Say what is wrong with manifests, where, since when, and what to do about it
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Say what breaks when: every finding over all time, by the date of its next change
    #[command(after_help = FORECAST_EXAMPLES)]
    Forecast(ForecastArgs),
    /// List the integrations as they are understood: vendor, auth mode, scopes, hosts, and where each stands
    #[command(after_help = INVENTORY_EXAMPLES)]
    Inventory(InventoryArgs),
    /// Lay out rule files in the one way that there is
    #[command(after_help = FMT_EXAMPLES)]
    Fmt(FmtArgs),
    /// Say what rule packs say that nobody can have meant: rules that never fire, repeat or contradict others, and more
    #[command(after_help = LINT_EXAMPLES)]
    Lint(LintArgs),
    /// Run the tests of rule packs: fixtures, dates, and what has to come out
    #[command(after_help = TEST_EXAMPLES)]
    Test(TestArgs),
    /// Say why a rule comes out as it does for a manifest: each condition with its values, result and time line
    #[command(after_help = WHY_EXAMPLES)]
    Why(WhyArgs),
    /// Say what a rule, cutoff, mode, vendor, scope, source, control, format, pack or error code is; without an ID, what there is
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// Write rule files from what vendors publish
    #[command(subcommand)]
    Import(Import),
    /// Begin a pack, or write pages about what packs say
    #[command(subcommand)]
    Pack(Pack),
}

const WHY_EXAMPLES: &str = "\
Examples:
  Why the rule says what it says, on 10 May 2021:
    compline why crm.yaml zoho/authtoken-calls --as-of 2021-05-10
  Of one integration of a file with many:
    compline why providers.yaml authtoken-calls --integration zoho-crm

Exit status:
  0  it could be told
  2  it could not: there is no such rule or integration, or the file could not
     be read";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  A rule, its dates and what it rests on:
    compline explain zoho/authtoken-calls
  Everything of a name, here a mode and a cutoff:
    compline explain authtoken
  What covers a scope:
    compline explain zoho:ZohoCRM.modules.leads.READ
  What supports a control:
    compline explain 'PCI DSS 8.6.2'
  An error code:
    compline explain rule/stage-gap

Exit status:
  0  it could be told
  2  nothing goes by that name, or there are mistakes in rules";

/// Arguments of `why`.
#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// The manifest; `-` is standard input
    #[arg(value_name = "PATH")]
    pub(crate) path: PathBuf,

    /// The rule: pack/rule, or its name alone where that is clear
    #[arg(value_name = "RULE")]
    pub(crate) rule: String,

    /// Ask about this integration only
    #[arg(long, value_name = "NAME")]
    pub(crate) integration: Option<String>,

    /// Ask about this day (2021-05-31) or instant (2021-05-31T18:00Z) instead of now
    #[arg(long, value_name = "DATE|INSTANT", value_parser = as_of)]
    pub(crate) as_of: Option<AsOf>,

    /// Go by what had been announced by this day, instead of by all that is known
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) known_at: Option<Day>,

    /// Read the file as this format, whatever its name and keys
    #[arg(long, value_name = "NAME")]
    pub(crate) file_format: Option<String>,

    #[command(flatten)]
    pub(crate) common: Asked,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// What to explain; a scope as vendor:scope
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,

    #[command(flatten)]
    pub(crate) common: Asked,
}

/// Arguments that every command takes that answers a question.
#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// Rules to use: a folder, a file, or the name of a pack that comes with Compline; all of those by default
    #[arg(long = "pack", value_name = "DIR|NAME")]
    pub(crate) packs: Vec<String>,

    /// How to write the answer
    #[arg(long, value_enum, default_value_t = AnswerFormat::Human)]
    pub(crate) format: AnswerFormat,

    /// When to use colour
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AnswerFormat {
    /// With words, for people
    Human,
    /// One document with a version, for programs
    Json,
}

impl From<AnswerFormat> for compline::report::Format {
    fn from(format: AnswerFormat) -> Self {
        match format {
            AnswerFormat::Human => Self::Human,
            AnswerFormat::Json => Self::Json,
        }
    }
}

const CHECK_EXAMPLES: &str = "\
Examples:
  This folder, by what is true now:
    compline check
  What will be wrong on 1 June 2021:
    compline check --as-of 2021-06-01 crm/ books.yaml
  Whether it was right on 10 May, by what had been announced by 20 April:
    compline check --as-of 2021-05-10 --known-at 2021-04-20
  By rules of your own, strictly:
    compline check --pack rules/ --fail-on warning
  For an auditor, by control:
    compline check --group-by control
  For a program:
    compline check --format json --output report.json
  What is committed, not what is there:
    git show HEAD:crm.yaml | compline check - --stdin-filename crm.yaml

Exit status:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on
  2  it could not be told: bad arguments, mistakes in rules, input that could
     not be read, or nothing decided (no file, or no rule that speaks of what
     was found; --allow-empty accepts that)";

const FORECAST_EXAMPLES: &str = "\
Examples:
  This folder, from now on:
    compline forecast
  From 1 January 2021 on, by what was known then:
    compline forecast --as-of 2021-01-01 --known-at 2021-01-01 crm/
  One line a finding:
    compline forecast --format short

Exit status:
  0  it could be told
  2  it could not: bad arguments, mistakes in rules, input that could not be
     read, or nothing decided (--allow-empty accepts that)";

const INVENTORY_EXAMPLES: &str = "\
Examples:
  This folder:
    compline inventory
  One line a connection:
    compline inventory --format short crm/
  For a program:
    compline inventory --format json crm/

What is not understood shows as `?text`, what is not there as `-`.

Exit status:
  0  it could be told
  2  it could not: bad arguments, mistakes in rules, input that could not be
     read, or no integration found (--allow-empty accepts that)";

const FMT_EXAMPLES: &str = "\
Examples:
  Every rule file below this folder:
    compline fmt
  Whether anything would change, for a build:
    compline fmt --check rules/
  What would change:
    compline fmt --diff rules/
  From an editor:
    compline fmt - < pack.compline

Exit status:
  0  done, or nothing to do
  1  --check or --diff, and something would change
  2  a file could not be read or written, has mistakes, or there is none";
const LINT_EXAMPLES: &str = "\
Examples:
  The packs of this folder, or else all that come with Compline:
    compline lint
  One pack, with what is sure put right:
    compline lint rules/zoho --fix
  What of the formats in a pack no file of a folder needs:
    compline lint acme/ --against jobs/
  Cutoffs that nobody has looked after for half a year:
    compline lint rules/ --as-of 2026-06-01 --max-age 180

Exit status:
  0  nothing to complain of
  1  findings
  2  it could not be told: bad arguments, or mistakes in packs";
const TEST_EXAMPLES: &str = "\
Examples:
  The packs of this folder, or else all that come with Compline:
    compline test
  One pack, and what its tests leave out:
    compline test rules/zoho --coverage
  Which changes to its rules and dates no test would notice:
    compline test rules/zoho --mutate
  For continuous integration:
    compline test --format junit --output tests.xml

Exit status:
  0  every test passed
  1  a test failed
  2  it could not be told: bad arguments, mistakes in rules or tests, fixtures
     that could not be read, or no test";

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Exit with status 1 if there is a finding of this severity or above
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Error)]
    pub(crate) fail_on: FailOn,

    /// Report what is wrong below each control that it speaks of, such as `PCI DSS 8.6.2`
    ///
    /// One line a finding, as in `--format short`. In JSON nothing changes: findings carry their controls anyway.
    #[arg(long, value_name = "WHAT", value_enum)]
    pub(crate) group_by: Option<GroupBy>,

    #[command(flatten)]
    pub(crate) common: Common,
}

/// What findings can be grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GroupBy {
    /// The controls that rules support
    Control,
}

/// Arguments of `forecast`.
#[derive(Debug, Args)]
pub(crate) struct ForecastArgs {
    #[command(flatten)]
    pub(crate) common: Common,
}

/// Arguments of `inventory`.
#[derive(Debug, Args)]
pub(crate) struct InventoryArgs {
    #[command(flatten)]
    pub(crate) common: Common,
}

/// Arguments of `fmt`.
#[derive(Debug, Args)]
pub(crate) struct FmtArgs {
    /// Rule files, and folders to look for `*.compline` in; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    /// Write nothing; list the files that would change, and exit with status 1 if there are any
    #[arg(long)]
    pub(crate) check: bool,

    /// Write nothing; show what would change, and exit with status 1 if anything would
    #[arg(long)]
    pub(crate) diff: bool,

    /// When to use colour
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// Arguments of `lint`.
#[derive(Debug, Args)]
pub(crate) struct LintArgs {
    /// Packs to look at: folders, files, or names of packs that come with Compline
    ///
    /// By default the packs in this folder or below it, or, where there are none, all that come with Compline.
    #[arg(value_name = "PACK")]
    pub(crate) packs: Vec<String>,

    /// How to write the report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,

    /// Make the changes that are sure to put something right, and report what is left
    #[arg(long)]
    pub(crate) fix: bool,

    /// List what of the packs' formats makes no difference to any of these files and folders, instead of the rest
    #[arg(long, value_name = "PATH", conflicts_with_all = ["fix", "as_of"])]
    pub(crate) against: Vec<PathBuf>,

    /// Ask, as of this day, whether cutoffs were checked for news
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Day>,

    /// For how many days such a check counts
    #[arg(long, value_name = "DAYS", default_value_t = 365, requires = "as_of")]
    pub(crate) max_age: i32,

    /// Leave out the summary
    #[arg(long, short)]
    pub(crate) quiet: bool,

    /// When to use colour
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// Arguments of `test`.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Packs to test: folders, files, or names of packs that come with Compline
    ///
    /// By default the packs in this folder or below it, or, where there are none, all that come with Compline.
    #[arg(value_name = "PACK")]
    pub(crate) packs: Vec<String>,

    /// Run only tests that have this text in their name or in the path of their file
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Option<String>,

    /// How to write the report
    #[arg(long, value_enum, default_value_t = TestFormat::Human)]
    pub(crate) format: TestFormat,

    /// List rules, severities, rows, conditions and boundaries that no test exercises
    #[arg(long)]
    pub(crate) coverage: bool,

    /// Change the rules in small ways, and list the changes that no test notices
    ///
    /// Dates are moved by a day; rows, regions, severities and parts of conditions left out; comparisons turned round;
    /// patterns made wider and narrower.
    #[arg(long)]
    pub(crate) mutate: bool,

    /// Write the report to this file, which is replaced only when the report is complete
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Leave out the summary
    #[arg(long, short, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Name every test
    #[arg(long, short)]
    pub(crate) verbose: bool,

    /// When to use colour
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// How the report of tests is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    /// With excerpts and words, for people
    Human,
    /// One document with a version, for programs
    Json,
    /// JUnit's XML, for continuous integration
    Junit,
}

impl From<TestFormat> for compline::test::TestFormat {
    fn from(format: TestFormat) -> Self {
        match format {
            TestFormat::Human => Self::Human,
            TestFormat::Json => Self::Json,
            TestFormat::Junit => Self::Junit,
        }
    }
}

/// Arguments that every command takes that reads manifests.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Files and folders to read; `-` is standard input
    ///
    /// Folders are read to the bottom, without what ignore files such as .gitignore leave out.
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,

    /// Rules to use: a folder, a file, or the name of a pack that comes with Compline; all of those by default
    #[arg(long = "pack", value_name = "DIR|NAME")]
    pub(crate) packs: Vec<String>,

    /// Ask about this day (2021-05-31) or instant (2021-05-31T18:00Z) instead of now
    ///
    /// A day is compared as a day in each cutoff's own zone, and speaks of the whole of it.
    #[arg(long, value_name = "DATE|INSTANT", value_parser = as_of)]
    pub(crate) as_of: Option<AsOf>,

    /// Go by what had been announced by this day, instead of by all that is known
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) known_at: Option<Day>,

    /// How to write the report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,

    /// Write the report to this file, which is replaced only when the report is complete
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Read files with this many threads; as many as there are processors by default
    #[arg(long, value_name = "N", value_parser = jobs)]
    pub(crate) jobs: Option<usize>,

    /// Read every file as this format, whatever its name and keys
    #[arg(long, value_name = "NAME")]
    pub(crate) file_format: Option<String>,

    /// Take standard input for a file of this name
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<String>,

    /// Accept that nothing was found or decided
    #[arg(long)]
    pub(crate) allow_empty: bool,

    /// Leave out the summary, and notices on standard error
    #[arg(long, short, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Name the files and rules that the summary otherwise counts, and repeat sources at every finding
    #[arg(long, short)]
    pub(crate) verbose: bool,

    /// When to use colour
    ///
    /// `auto` does on a terminal, unless NO_COLOR is set or TERM is `dumb`, and elsewhere if CLICOLOR_FORCE is set.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// From which severity on findings are a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors that are certain
    Error,
    /// Errors and warnings that are certain
    Warning,
    /// Every finding that is certain
    Note,
    /// Every finding, also what may turn out to be none
    Undetermined,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With excerpts and words, for people
    Human,
    /// One line a finding, for editors and grep
    Short,
    /// One document with a version, for programs
    Json,
}

impl From<Format> for compline::report::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Human => Self::Human,
            Format::Short => Self::Short,
            Format::Json => Self::Json,
        }
    }
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

fn as_of(text: &str) -> Result<AsOf, String> {
    AsOf::parse(text).map_err(|error| with_help(error.message, error.help))
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|error| with_help(error.message, error.help))
}

fn with_help(message: String, help: Option<String>) -> String {
    match help {
        Some(help) => format!("{message}; {help}"),
        None => message,
    }
}

fn jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("at least one is needed".to_owned()),
        Ok(512..) => Err("more than 511 are of no use".to_owned()),
        Ok(number) => Ok(number),
        Err(_) => Err("a whole number is needed".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_defaults_are_as_documented() {
        let cli = Cli::try_parse_from(["compline", "check"]).unwrap();
        let Command::Check(CheckArgs { common, fail_on, .. }) = cli.command else { panic!("not check") };
        assert_eq!(common.paths, [PathBuf::from(".")]);
        assert_eq!((fail_on, common.format, common.color), (FailOn::Error, Format::Human, Color::Auto));
        assert_eq!((common.as_of, common.known_at, common.jobs), (None, None, None));
    }

    #[test]
    fn bad_values_are_explained() {
        let message = |arguments: &[&str]| Cli::try_parse_from(arguments).unwrap_err().to_string();
        assert!(message(&["compline", "check", "--jobs", "0"]).contains("at least one is needed"));
        assert!(message(&["compline", "check", "--as-of", "2021-13-01"]).contains("2021-13-01"));
        assert!(message(&["compline", "check", "--format", "sarf"]).contains("human, short, json"));
        assert!(message(&["compline", "forecast", "--fail-on", "note"]).contains("--fail-on"));
    }
}
