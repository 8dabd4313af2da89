//! Every code Compline reports, by area. One table, so that a code is unique, documented and tested.

use crate::CodeInfo;

/// Declares the codes of an area and the table of them.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal : $meaning:literal;)*) => {
        $(#[doc = $meaning] pub const $name: $crate::Code = $crate::Code($code);)*
        /// The codes of this area with their meaning.
        pub const TABLE: &[$crate::CodeInfo] = &[$($crate::CodeInfo { code: $name, meaning: $meaning }),*];
    };
}

pub mod check;
pub mod import;
pub mod input;
pub mod lint;
pub mod name;
pub mod pack;
pub mod rule;
pub mod syntax;
pub mod test;
pub mod tighten;
pub mod types;
pub mod waiver;

/// The codes of every area.
pub fn all() -> impl Iterator<Item = &'static CodeInfo> {
    let rules = [syntax::TABLE, name::TABLE, types::TABLE, rule::TABLE, test::TABLE, tighten::TABLE, waiver::TABLE];
    rules.into_iter().chain([lint::TABLE, pack::TABLE, input::TABLE, import::TABLE, check::TABLE]).flatten()
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes_are_unique_and_documented() {
        let mut seen = std::collections::BTreeSet::new();
        for info in super::all() {
            assert!(seen.insert(info.code), "{} is declared twice", info.code);
            assert!(info.meaning.len() > 20, "{} says too little", info.code);
        }
    }
}
