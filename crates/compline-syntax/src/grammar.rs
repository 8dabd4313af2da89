//! The pest grammar, and its one way in.

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;
use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "grammar.pest"]
struct Grammar;

/// Where and why a strict parse failed.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Offset in the text that was parsed.
    pub(crate) at: usize,
    /// What would have let the parse go on.
    pub(crate) expected: Vec<Rule>,
}

/// Parses the beginning of `text` as `rule`; rules that have to reach the end say so themselves.
pub(crate) fn parse(rule: Rule, text: &str) -> Result<Pair<'_, Rule>, Failure> {
    let nothing = || Failure { at: 0, expected: vec![] };
    match Grammar::parse(rule, text) {
        Ok(mut pairs) => pairs.next().ok_or_else(nothing),
        Err(error) => {
            let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
            let expected = match error.variant {
                ErrorVariant::ParsingError { positives, .. } => positives,
                ErrorVariant::CustomError { .. } => vec![],
            };
            Err(Failure { at, expected })
        }
    }
}
