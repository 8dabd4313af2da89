//! The words of the language, by where they stand.

/// Words that begin an item.
pub(crate) const ITEMS: &[&str] = &[
    "use",
    "vendor",
    "mode",
    "source",
    "cutoff",
    "scopes",
    "operations",
    "field",
    "define",
    "rule",
    "tighten",
    "waive",
    "limit",
    "release",
    "test",
    "format",
];
/// Words that begin a clause of a vendor.
pub(crate) const VENDOR: &[&str] = &["hosts", "regions", "known", "source", "checked"];
/// Words that begin a clause of a source.
pub(crate) const SOURCE: &[&str] = &["title", "publisher", "url", "published", "seen", "standing", "note"];
/// Words that begin a clause of a cutoff.
pub(crate) const CUTOFF: &[&str] = &["vendor", "zone", "source", "checked", "conflict", "stage"];
/// Words that begin a row of a stage, beside the fields that a row selects by.
pub(crate) const STAGE: &[&str] =
    &["known", "where", "from", "after", "during", "not", "unannounced", "never", "withdrawn", "else"];
/// Words that begin a clause of a scope family, beside the scopes themselves.
pub(crate) const SCOPES: &[&str] = &["separator", "case", "retired", "tier", "empty", "source"];
/// Words that begin a clause of an operation table, beside the operations themselves.
pub(crate) const OPERATIONS: &[&str] = &["source"];
/// Words that begin a clause of a rule.
pub(crate) const RULE: &[&str] =
    &["forbid", "require", "note", "warning", "error", "message", "help", "source", "control", "fix"];
/// Words that begin a clause of a `tighten`.
pub(crate) const TIGHTEN: &[&str] = &["note", "warning", "error", "also", "forbid", "require", "source", "control"];
/// Words that begin a clause of a `waive`.
pub(crate) const WAIVE: &[&str] = &["from", "until", "because", "approved", "ticket"];
/// Words that begin a clause of a `test`.
pub(crate) const TEST: &[&str] = &["given", "known", "as"];
/// Words that begin a clause of a format.
pub(crate) const FORMAT: &[&str] = &[
    "files",
    "syntax",
    "comments",
    "strings",
    "joins",
    "blocks",
    "let",
    "put",
    "secrets",
    "match",
    "recognise",
    "templates",
    "references",
    "closed",
    "case",
    "ignore",
    "each",
];
/// Words that begin a clause of an `each`, beside the fields.
pub(crate) const EACH: &[&str] = &["each", "follow", "declared"];
/// Words inside conditions, points in time and readings.
const INNER: &[&str] = &[
    "absent",
    "add",
    "after",
    "all",
    "and",
    "any",
    "api",
    "as",
    "at",
    "because",
    "before",
    "by",
    "capture",
    "clean",
    "contains",
    "count",
    "covers",
    "daily",
    "during",
    "earliest",
    "else",
    "escape",
    "except",
    "excess",
    "exists",
    "expect",
    "false",
    "fields",
    "for",
    "from",
    "in",
    "insensitive",
    "into",
    "is",
    "key",
    "kind",
    "latest",
    "matches",
    "means",
    "missing",
    "most",
    "needed",
    "needs",
    "never",
    "no",
    "none",
    "not",
    "null",
    "of",
    "one",
    "or",
    "region",
    "relative",
    "remove",
    "replace",
    "rollout",
    "same",
    "split",
    "splits",
    "stands",
    "through",
    "times",
    "to",
    "true",
    "undetermined",
    "unknown",
    "unsafe",
    "value",
    "values",
    "waived",
    "where",
    "with",
    "within",
];

/// The words that begin a clause of an item with this keyword; nothing for items without clauses.
pub(crate) fn of_item(keyword: &str) -> Option<&'static [&'static str]> {
    Some(match keyword {
        "vendor" => VENDOR,
        "source" => SOURCE,
        "cutoff" => CUTOFF,
        "scopes" => SCOPES,
        "rule" => RULE,
        "format" => FORMAT,
        "operations" => OPERATIONS,
        "tighten" => TIGHTEN,
        "waive" => WAIVE,
        "test" => TEST,
        _ => return None,
    })
}

/// Every word that means something somewhere, sorted: for editors and highlighters.
pub fn keywords() -> Vec<&'static str> {
    let mut all: Vec<_> =
        [ITEMS, VENDOR, SOURCE, CUTOFF, STAGE, SCOPES, OPERATIONS, RULE, TIGHTEN, WAIVE, TEST, FORMAT, EACH, INNER]
            .concat();
    all.sort_unstable();
    all.dedup();
    all
}
