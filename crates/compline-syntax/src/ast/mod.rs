//! The syntax tree. Every node knows its bytes; names are as written and resolved later.

mod compose;
mod cutoff;
mod declare;
mod expr;
mod format;
mod rule;
mod scopes;
mod test;
mod text_form;

use compline_diagnostic::{Span, Spanned};

pub use compose::{Limit, Tighten, TightenClause, Waive, WaiveClause};
pub use cutoff::{
    Conflict, Cutoff, CutoffClause, Otherwise, Pattern, Point, PointKind, Row, Selector, SelectorValue, Stage, When,
};
pub use declare::{FieldDecl, Mode, Release, Source, SourceClause, Vendor, VendorClause};
pub use expr::{BinaryOp, DateRelation, Expr, ExprKind, Quantifier, Test};
pub use format::{
    By, Each, EachClause, Filter, FilterTest, Format, FormatClause, Path, PathStart, Reading, ReadingFrom, SplitBy,
    Step,
};
pub use rule::{Define, FixAction, Rule, RuleClause, SeverityWhen};
pub use scopes::{Operations, OperationsClause, Scopes, ScopesClause};
pub use test::{Expectation, Expected, RuleTest, TestCase, TestClause};
pub use text_form::TextClause;

/// A word or dotted or slashed name as written: `zoho`, `auth.mode`, `oauth2.implicit`, `zoho/authtoken`.
pub type Name = Spanned<String>;
/// A string literal, escapes and line folds already undone, or a text block: three double quotes, a line break, lines as
/// they are without the indentation that all of them share, three double quotes. The span holds the quotes.
pub type Text = Spanned<String>;

/// A rule file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// The items that could be read, in order.
    pub items: Vec<Item>,
}

/// One item at the top level of a rule file, with what its documentation comments (`##`) say.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The text of the `##` comments right above, markers removed, lines kept.
    pub doc: Option<Text>,
    /// The whole item, from its keyword to its end.
    pub span: Span,
    /// What it is.
    pub kind: ItemKind,
}

/// The kinds of items.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    /// `use zoho, core`
    Use(Vec<Name>),
    /// `vendor zoho "Zoho" { ... }`
    Vendor(Vendor),
    /// `mode authtoken "Zoho authtoken" is static.token`
    Mode(Mode),
    /// `source announcement { ... }`
    Source(Source),
    /// `cutoff authtoken "Zoho authtokens" { ... }`
    Cutoff(Cutoff),
    /// `scopes zoho { ... }`
    Scopes(Scopes),
    /// `define static-credential(c: connection) = c.auth.mode is static`
    Define(Define),
    /// `rule authtoken-calls for connection where ... { ... }`
    Rule(Rule),
    /// `format nango-providers { ... }`
    Format(Format),
    /// `field instance.upgraded for integration is date "When ..."`
    Field(FieldDecl),
    /// `operations zoho { "GET /crm/{v}/Leads" needs "ZohoCRM.modules.leads.READ" }`
    Operations(Operations),
    /// `tighten zoho/authtoken-calls { error from 2021-03-01 }`
    Tighten(Tighten),
    /// `waive zoho/authtoken-calls for integration "legacy-billing" { ... }`
    Waive(Waive),
    /// `release summer-27 "Summer '27" is 2027-summer by calendar`
    Release(Release),
    /// `limit waivers to 180 days`, `limit waivers to none`
    Limit(Limit),
    /// `test "US authtoken over time" { ... }`
    Test(RuleTest),
}
