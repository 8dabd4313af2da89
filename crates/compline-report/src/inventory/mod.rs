//! `inventory`: the connections as understood.

mod human;
mod json;
mod short;

pub use human::Human;
pub use json::Json;
pub use short::Short;

use compline_engine::finding::Field;

use crate::escape;

/// A field as a word: the value, `-` where nothing is there, `?text` where what is there is not understood.
pub(crate) fn field(field: &Field) -> String {
    match field {
        Field::Known(value) => escape::word(value).into_owned(),
        Field::Absent => "-".to_owned(),
        Field::Unknown(text) if text.is_empty() => "?".to_owned(),
        Field::Unknown(text) => format!("?{}", escape::word(text)),
    }
}

/// Values as one word each, `-` where there are none.
fn list(values: &[String], between: &str) -> String {
    if values.is_empty() {
        return "-".to_owned();
    }
    values.iter().map(|value| escape::word(value)).collect::<Vec<_>>().join(between)
}
