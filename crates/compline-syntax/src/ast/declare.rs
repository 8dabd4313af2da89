//! What packs declare for rules to speak of: vendors, auth modes, sources, fields.

use compline_diagnostic::Spanned;
use compline_time::Moment;

use super::{Name, Text};

/// A vendor and how to know it.
#[derive(Clone, Debug, PartialEq)]
pub struct Vendor {
    /// Its identifier.
    pub name: Name,
    /// What people call it.
    pub title: Option<Text>,
    /// Its clauses, in order.
    pub clauses: Vec<VendorClause>,
}

/// A clause of a [`Vendor`].
#[derive(Clone, Debug, PartialEq)]
pub enum VendorClause {
    /// `hosts "*.zoho.eu" "*.zohoapis.eu" region EU`: who calls these hosts calls the vendor, in that region.
    Hosts {
        /// Host patterns; `*` stands for one or more whole labels.
        patterns: Vec<Text>,
        /// The region of these hosts.
        region: Option<Name>,
    },
    /// `regions US, EU`: regions that no host pattern names.
    Regions(Vec<Name>),
    /// `known as "zoho-crm" "zoho-books"`: other words for the vendor in manifests; `*` is a wildcard.
    KnownAs(Vec<Text>),
    /// `source announcement`
    Source(Vec<Name>),
    /// `checked through 2026-11-20`: nothing further had been announced by that day.
    CheckedThrough(Spanned<Moment>),
}

/// A node in the tree of auth modes.
#[derive(Clone, Debug, PartialEq)]
pub struct Mode {
    /// Its name: a path such as `static.basic`, whose parent is then `static`, or a single word.
    pub name: Name,
    /// What people call it.
    pub title: Option<Text>,
    /// The parent, after `is`.
    pub parent: Option<Name>,
    /// `known as "apiKey"`: other words for it in native manifests.
    pub known_as: Vec<Text>,
}

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its identifier.
    pub name: Name,
    /// Its clauses, in order.
    pub clauses: Vec<SourceClause>,
}

/// A clause of a [`Source`].
#[derive(Clone, Debug, PartialEq)]
pub enum SourceClause {
    /// `title "..."`
    Title(Text),
    /// `publisher "..."`
    Publisher(Text),
    /// `url "https://..."`
    Url(Text),
    /// `published 2021-04-30`
    Published(Spanned<Moment>),
    /// `seen 2026-11-20`: when somebody last read it.
    Seen(Spanned<Moment>),
    /// `standing vendor`, `vendor-copy`, `third-party`, `standard`
    Standing(Name),
    /// `note "..."`
    Note(Text),
}

/// A typed field that a pack adds to the model.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDecl {
    /// Its name: dotted words.
    pub name: Name,
    /// The kind of thing that has it: `integration` or `connection`.
    pub subject: Name,
    /// `text`, `date`, `duration`, `number`, `bool`.
    pub ty: Name,
    /// `one of public, private`: for a text, the only values.
    pub values: Vec<Name>,
    /// What it means.
    pub meaning: Option<Text>,
}

/// `release summer-27 "Summer '27" is 2027-summer by calendar`: a vendor's name for a point in time.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// Its name.
    pub name: Name,
    /// What the vendor calls it.
    pub title: Option<Text>,
    /// When it is.
    pub at: Spanned<Moment>,
    /// Where that comes from.
    pub sources: Vec<Name>,
}
