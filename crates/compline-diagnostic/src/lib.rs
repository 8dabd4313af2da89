//! The vocabulary every Compline crate shares for saying *where* and *what is wrong*.
//!
//! | item | what it is |
//! | --- | --- |
//! | [`Span`], [`FileId`], [`FileSpan`] | a byte range, a file, a byte range in a file |
//! | [`SourceFile`], [`Sources`], [`Position`], [`Place`] | text with a line index; a table of texts; a line and column, with or without its file |
//! | [`Code`], [`codes`] | the one table of everything Compline can complain of |
//! | [`Diagnostic`], [`Label`], [`Severity`] | a complaint over byte ranges, made where the mistake is seen |
//! | [`Located`] | the same complaint, self-contained: lines, columns and the excerpt it points at |
//! | [`suggest`] | "did you mean" |
//!
//! A [`Diagnostic`] is cheap to make and needs its source to be read; a [`Located`] outlives the source, which is what
//! lets a run over a million files drop each text as soon as it is checked. [`Located`] implements
//! [`miette::Diagnostic`], reading its excerpt through the line index instead of scanning the file from byte 0.

mod code;
pub mod codes;
mod diagnostic;
mod located;
mod source;
mod span;
mod suggest;

pub use code::{Code, CodeInfo};
pub use diagnostic::{Diagnostic, Label, Severity};
pub use located::{Located, LocatedLabel, Snippet};
pub use source::{Place, Position, SourceFile, Sources};
pub use span::{FileId, FileSpan, Span, Spanned};
pub use suggest::{did_you_mean, slip, suggest};
