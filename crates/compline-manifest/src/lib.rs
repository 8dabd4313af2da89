//! Bytes to span tree, and through a [`format::Format`] to the integration model.
//!
//! Nothing here knows rules. A tree never loses a byte range; a cell of the model is a value, null, absent, of the wrong
//! shape, or opaque, and always knows where it stands or where it would have stood.
//!
//! | step | what it does |
//! | --- | --- |
//! | [`decode()`] | bytes to text, or why they are none |
//! | [`Formats::candidates`], [`Candidate::probe`] | which formats the file may be of, before anything is parsed |
//! | [`read()`] | text to [`Tree`], YAML, JSON, TOML or XML, with whatever is wrong with it |
//! | [`format::Format::matches`] | whether a document is of a format |
//! | [`extract()`] | document to [`model::Model`] |

mod closed;
mod decode;
mod extract;
mod file_pattern;
mod filter;
pub mod format;
mod json;
pub mod model;
mod part;
pub mod path;
mod read;
mod recognise;
mod scalar;
pub mod schema;
mod template;
#[cfg(test)]
mod testing;
pub mod text;
mod toml;
mod tree;
mod url;
mod values;
mod xml;
mod yaml;

pub use decode::{decode, decode_owned};
pub use extract::{Words, extract};
pub use file_pattern::FilePattern;
pub use filter::fits;
pub use part::text_part;
pub use read::{MAX_BYTES, MAX_DEPTH, Syntax, read, too_large};
pub use recognise::{Candidate, Formats, Reading, read_for};
pub use scalar::{Core, core};
pub use tree::{Document, Kind, NodeId, Style, Tree, View};
