use compline_manifest::fits;
use serde::{Deserialize, Serialize};

/// A text pattern: `*` stands for any text, also none, `?` for one character, everything else for itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Glob {
    pattern: String,
    fold_case: bool,
}

impl Glob {
    /// A pattern that takes case into account.
    pub fn new(pattern: impl Into<String>) -> Self {
        Self { pattern: pattern.into(), fold_case: false }
    }

    /// A pattern for which `A` and `a` are the same.
    pub fn folding_case(pattern: &str) -> Self {
        Self { pattern: pattern.to_ascii_lowercase(), fold_case: true }
    }

    /// As written; in lower case where case does not count.
    pub fn as_str(&self) -> &str {
        &self.pattern
    }

    /// Whether the whole of `text` fits. Takes time in proportion to pattern length times text length at worst.
    pub fn matches(&self, text: &str) -> bool {
        if self.fold_case { fits(&self.pattern, &text.to_ascii_lowercase()) } else { fits(&self.pattern, text) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn stars_and_question_marks() {
        assert!(Glob::new("*.ALL").matches("ZohoCRM.modules.ALL"));
        assert!(!Glob::new("*.ALL").matches("ZohoCRM.modules.ALLOW"));
        assert!(Glob::new("a?c*").matches("abc"));
        assert!(!Glob::new("a?c").matches("ac"));
        assert!(Glob::new("*").matches(""));
        assert!(Glob::folding_case("Zoho-*").matches("ZOHO-crm"));
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_obvious_recursion(pattern in "[ab*?]{0,8}", text in "[ab]{0,10}") {
            fn slow(p: &[u8], t: &[u8]) -> bool {
                match p.first() {
                    None => t.is_empty(),
                    Some(b'*') => slow(&p[1..], t) || (!t.is_empty() && slow(p, &t[1..])),
                    Some(b'?') => !t.is_empty() && slow(&p[1..], &t[1..]),
                    Some(c) => t.first() == Some(c) && slow(&p[1..], &t[1..]),
                }
            }
            prop_assert_eq!(Glob::new(pattern.clone()).matches(&text), slow(pattern.as_bytes(), text.as_bytes()));
        }
    }
}
