//! What covers what among a vendor's scopes, and what its operations need.

use compline_diagnostic::Span;

use super::{Name, Point, Text};

/// How a vendor's scopes are written and which cover which: `scopes zoho { ... }`, or for one API or token kind of a
/// vendor that tells them apart, `scopes microsoft api graph kind application { ... }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Scopes {
    /// The vendor.
    pub vendor: Name,
    /// The API, after `api`.
    pub api: Option<Name>,
    /// The kind of token, after `kind`.
    pub kind: Option<Name>,
    /// Its clauses, in order.
    pub clauses: Vec<ScopesClause>,
}

/// A clause of [`Scopes`].
#[derive(Clone, Debug, PartialEq)]
pub enum ScopesClause {
    /// `separator ","`: how several scopes stand in one string.
    Separator(Text),
    /// `case insensitive`
    CaseInsensitive(Span),
    /// `"{service}.{module}.ALL" covers "{service}.{module}.{operation}"`
    Covers {
        /// The wider scopes.
        wide: Vec<Text>,
        /// What each of them covers.
        narrow: Vec<Text>,
    },
    /// `"refresh_token" same as "offline_access"`: each covers the other.
    SameAs {
        /// Scopes that mean the same: the first is the normal form.
        scopes: Vec<Text>,
    },
    /// `"accounting.transactions" splits into "accounting.invoices", "accounting.payments"`: together these give what
    /// the one gave.
    SplitsInto {
        /// The one.
        whole: Text,
        /// What it is split into.
        parts: Vec<Text>,
    },
    /// `retired "contacts" from hubspot-contacts.removed`, `retired "bot"`: no longer to be had.
    Retired {
        /// Patterns of scopes.
        scopes: Vec<Text>,
        /// From when on; always, where nothing is said.
        from: Option<Point>,
    },
    /// `tier restricted "https://mail.google.com/"`: how sensitive scopes are, apart from what covers what.
    Tier {
        /// The tier's name.
        tier: Name,
        /// Patterns of scopes.
        scopes: Vec<Text>,
    },
    /// `empty means all`, `none`, `unknown`: what asking for no scope gets.
    EmptyMeans(Name),
    /// `source scopes-page`
    Source(Vec<Name>),
}

/// Which scopes a vendor's operations need.
#[derive(Clone, Debug, PartialEq)]
pub struct Operations {
    /// The vendor.
    pub vendor: Name,
    /// Its clauses, in order.
    pub clauses: Vec<OperationsClause>,
}

/// A clause of [`Operations`].
#[derive(Clone, Debug, PartialEq)]
pub enum OperationsClause {
    /// `"GET /crm/{version}/Leads" "GET /crm/{version}/Leads/{id}" needs "A", "B" or "C"`: both A and B, or C.
    ///
    /// `needs at most "A"`: A is enough, and less may be.
    Needs {
        /// Methods and paths; `{name}` stands for one component, a trailing `/**` for any more.
        operations: Vec<Text>,
        /// The alternatives, each a list of which all are needed.
        needs: Vec<Vec<Text>>,
        /// Whether less may do.
        at_most: bool,
    },
    /// `source scopes-page`
    Source(Vec<Name>),
}
