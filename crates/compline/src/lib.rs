//! Compline checks integration manifests against rules about auth modes, scopes and cutoff dates, and points at the
//! very bytes that are wrong.
//!
//! This crate is all that an embedder needs: load packs, check a text or folders, walk the findings.
//!
//! ```
//! use compline::{AsOf, CheckOptions, Checker, Policy};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let policy = Policy::builtin()?;
//! let options = CheckOptions { as_of: Some(AsOf::parse("2021-06-01")?), ..CheckOptions::default() };
//! let checker = Checker::new(&policy, options)?;
//!
//! let manifest = "\
//! integration: crm-to-books
//! vendor: zoho
//! region: EU
//! connections:
//!   - name: books
//!     auth: { mode: authtoken }
//!     endpoints:
//!       - { method: GET, url: \"https://books.zoho.eu/api/v3/invoices\" }
//! ";
//! let report = checker.check_text("crm-to-books.yaml", manifest);
//!
//! let finding = report.findings.iter().find(|finding| &*finding.rule == "zoho/authtoken-calls").expect("a finding");
//! let place = finding.located.primary().expect("a place");
//! assert_eq!((place.start.line, place.start.column), (6, 19));
//! assert_eq!(finding.severity, compline::Severity::Error);
//! println!("{}:{}: {}", report.path, place.start.line, finding.located.message);
//! # Ok(())
//! # }
//! ```
//!
//! The same inputs give the same findings, at any number of threads and on any machine; without
//! [`CheckOptions::as_of`] the moment asked about is now, read once when the [`Checker`] is made.

mod builtin;
mod check;
mod explain;
pub mod fmt;
pub mod import;
pub mod lint;
mod load;
mod template;
pub mod test;

pub use check::{CheckOptions, Checker, today};
pub use compline_diagnostic::{CodeInfo, Located, LocatedLabel, Place, Position, Severity, Snippet, Span, codes};
pub use compline_engine::Horizon;
pub use compline_engine::finding::{
    Collect, Dependency, Field, FileReport, FileStatus, Finding, InventoryEntry, NextChange, Outcome, PackRef, Run,
    Sink, SourceRef, State, Step, Summary, WaiverRef, When,
};
pub use compline_engine::why::{Verdict, Why, WhyCase, WhyNode, WhyResult, WhySubject, WhyValue};
pub use compline_policy::explain::{Change, Entry, Explanation, Fact, Kind, Listing};
pub use compline_report as report;
pub use compline_time::{AsOf, Day, Tri};
pub use load::{PackSource, Policy, PolicyError, builtin_packs};
pub use template::{TemplateFile, template};
