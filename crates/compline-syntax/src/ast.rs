//! The syntax tree. Every node knows its bytes; names are as written and resolved later.

use compline_diagnostic::{Severity, Span, Spanned};
use compline_time::{Moment, Shift};

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
    /// `limit waivers to 180 days`, `limit waivers to none`
    Limit(Limit),
    /// `test "US authtoken over time" { ... }`
    Test(RuleTest),
}

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

/// A vendor's time line for one thing that ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Cutoff {
    /// Its identifier.
    pub name: Name,
    /// What ends, in words.
    pub title: Option<Text>,
    /// `vendor zoho`, `zone Asia/Kolkata` and so on, in order.
    pub clauses: Vec<CutoffClause>,
    /// Its stages, in order.
    pub stages: Vec<Stage>,
}

/// A header clause of a [`Cutoff`].
#[derive(Clone, Debug, PartialEq)]
pub enum CutoffClause {
    /// `vendor zoho`
    Vendor(Name),
    /// `zone Asia/Kolkata`, `zone UTC`
    Zone(Name),
    /// `source announcement`
    Source(Vec<Name>),
    /// `checked through 2026-11-20`
    CheckedThrough(Spanned<Moment>),
}

/// One thing that happens on a cutoff's time line, such as `no-new` or `fails`.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Its name.
    pub name: Name,
    /// What it means, in words.
    pub title: Option<Text>,
    /// Its rows, in order.
    pub rows: Vec<Row>,
    /// `else never`, `else unknown`: what holds where no row speaks of a manifest.
    pub otherwise: Option<Spanned<Otherwise>>,
    /// The whole stage.
    pub span: Span,
}

/// What holds where no row of a stage speaks of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// The stage never comes.
    Never,
    /// Nothing is known.
    Unknown,
}

/// Since when it was known, whom it speaks of, and when the stage comes.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// `known 2021-04-30`
    pub known: Option<Spanned<Moment>>,
    /// `region EU, CN`, `edition saas`; all of them have to fit.
    pub selectors: Vec<Selector>,
    /// `where CONDITION`
    pub condition: Option<Expr>,
    /// When.
    pub when: Spanned<When>,
    /// `source announcement`
    pub sources: Vec<Name>,
    /// The whole row.
    pub span: Span,
}

/// `region EU, CN`
#[derive(Clone, Debug, PartialEq)]
pub struct Selector {
    /// The field.
    pub field: Name,
    /// The values, any of which fits.
    pub values: Vec<Name>,
}

/// When a stage comes.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// `from P`: P is its first moment.
    From(Point),
    /// `after P`: P is the last day before it.
    After(Point),
    /// `during P .. Q [rollout | daily at 00:00, 06:00 for 15 minutes]`: P is the first and Q the last day of it.
    During {
        /// First day.
        from: Point,
        /// Last day.
        through: Point,
        /// How the window is filled.
        pattern: Pattern,
    },
    /// `not before P`
    NotBefore(Point),
    /// `unannounced`: it will come, nobody has said when.
    Unannounced,
    /// `never`
    Never,
    /// `withdrawn`: an announcement was taken back.
    Withdrawn,
}

/// How a `during` window is filled.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// All of it.
    Whole,
    /// It begins somewhere in the window, tenant by tenant, and lasts.
    Rollout,
    /// Every day at these times of day, for so long.
    Daily {
        /// Seconds after midnight.
        at: Vec<Spanned<u32>>,
        /// For how long.
        length: Spanned<Shift>,
    },
}

/// A point in time, perhaps one that depends on the manifest.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// What it is.
    pub kind: PointKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of [`Point`].
#[derive(Clone, Debug, PartialEq)]
pub enum PointKind {
    /// `2021-05-31`, `2021-05`, `2027-H2`, `2021-05-31T18:00Z`
    Moment(Moment),
    /// `90 days before P`, `1 year after P`
    Shifted {
        /// How far.
        by: Shift,
        /// Whether towards the past.
        before: bool,
        /// From where.
        from: Box<Point>,
    },
    /// `earliest of (P, Q)`, `latest of (P, Q)`
    Extreme {
        /// Whether the earliest.
        earliest: bool,
        /// Among these.
        of: Vec<Point>,
    },
    /// `authtoken.fails`, `zoho/authtoken.fails`, `auth.created`, `created`, or, in a severity, bare `known`: which of
    /// these it is, names decide.
    Name(Name),
}

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
    Needs {
        /// Methods and paths; `{name}` stands for one component, a trailing `/**` for any more.
        operations: Vec<Text>,
        /// The alternatives, each a list of which all are needed.
        needs: Vec<Vec<Text>>,
    },
    /// `source scopes-page`
    Source(Vec<Name>),
}

/// A rule of another pack, made stricter.
#[derive(Clone, Debug, PartialEq)]
pub struct Tighten {
    /// The rule.
    pub rule: Name,
    /// What is added, in order.
    pub clauses: Vec<TightenClause>,
}

/// A clause of a [`Tighten`].
#[derive(Clone, Debug, PartialEq)]
pub enum TightenClause {
    /// `error from 2021-03-01`: must hold whenever the rule's own clause of that severity does.
    Severity {
        /// How severe.
        severity: Spanned<Severity>,
        /// When; always, where nothing is said.
        when: Option<SeverityWhen>,
        /// The whole clause.
        span: Span,
    },
    /// `also where CONDITION`: the rule speaks of these, too.
    Also(Expr),
    /// `forbid CONDITION`: that is broken, too; the span is the keyword's.
    Forbid(Span, Expr),
    /// `require CONDITION`: its opposite is broken, too; the span is the keyword's.
    Require(Span, Expr),
    /// `source handbook`
    Source(Vec<Name>),
    /// `control "..."`
    Control(Vec<Text>),
}

/// An exception, signed for.
#[derive(Clone, Debug, PartialEq)]
pub struct Waive {
    /// The rule; `pack/*` for all rules of a pack.
    pub rule: Name,
    /// `for integration "legacy-*" connection "main"`: names or patterns of what it covers, all of which have to fit.
    pub targets: Vec<(Name, Text)>,
    /// `where CONDITION`
    pub condition: Option<Expr>,
    /// Its clauses, in order.
    pub clauses: Vec<WaiveClause>,
    /// The whole item's head, for pointing at.
    pub span: Span,
}

/// A clause of a [`Waive`].
#[derive(Clone, Debug, PartialEq)]
pub enum WaiveClause {
    /// `from 2021-04-20`: its first day.
    From(Spanned<Moment>),
    /// `until 2021-05-15`: its last day.
    Until(Spanned<Moment>),
    /// `because "..."`
    Because(Text),
    /// `approved "ciso@acme.example"`
    Approved(Text),
    /// `ticket "SEC-1182"`
    Ticket(Text),
}

/// How long waivers of packs that use this one may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// What is limited: `waivers`.
    pub what: Name,
    /// From the first to the last day; nothing for `none`, which forbids them.
    pub to: Option<Spanned<Shift>>,
}

/// A test of rules.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleTest {
    /// What it shows.
    pub name: Text,
    /// Its clauses, in order.
    pub clauses: Vec<TestClause>,
}

/// A clause of a [`RuleTest`].
#[derive(Clone, Debug, PartialEq)]
pub enum TestClause {
    /// `given "fixtures/us.yaml"`: a file beside the rule file; with a text block after it, that text under that name.
    Given {
        /// The path.
        path: Text,
        /// The text, where it stands here.
        text: Option<Text>,
    },
    /// `known 2021-04-01 as of 2021-05-10, 2021-05-11 expect error authtoken-calls and clean`
    Case(TestCase),
}

/// What has to come out, asked about certain days.
#[derive(Clone, Debug, PartialEq)]
pub struct TestCase {
    /// `known D`: the day by which announcements were known.
    pub known: Option<Spanned<Moment>>,
    /// `as of D, E`: days or instants.
    pub as_of: Vec<Spanned<Moment>>,
    /// What has to come out on each of them.
    pub expectations: Vec<Expectation>,
    /// The whole case.
    pub span: Span,
}

/// One thing that has to come out.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// What.
    pub kind: Spanned<Expected>,
    /// Of which rule; nothing only for `clean`.
    pub rule: Option<Name>,
    /// `at "/connections/0/auth/mode"`: where, as a JSON pointer.
    pub at: Option<Text>,
    /// `2 times`
    pub times: Option<Spanned<u32>>,
    /// The whole expectation.
    pub span: Span,
}

/// What an [`Expectation`] expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// `clean`: no finding, or with a rule, none of that rule.
    Clean,
    /// `error RULE`, `warning RULE`, `note RULE`: a violation.
    Violation(Severity),
    /// `undetermined RULE`
    Undetermined,
    /// `waived RULE`
    Waived,
}

/// A named condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// Its name.
    pub name: Name,
    /// The name of its parameter.
    pub parameter: Name,
    /// The kind of subject it speaks of: `integration`, `connection`, `endpoint`, `scope`.
    pub subject: Name,
    /// The condition.
    pub body: Expr,
}

/// A rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name.
    pub name: Name,
    /// The kind of subject, after `for`.
    pub subject: Name,
    /// The condition after `where`.
    pub selection: Option<Expr>,
    /// Its clauses, in order.
    pub clauses: Vec<RuleClause>,
}

/// A clause of a [`Rule`].
#[derive(Clone, Debug, PartialEq)]
pub enum RuleClause {
    /// `forbid`, `forbid CONDITION`; the span is the keyword's.
    Forbid(Span, Option<Expr>),
    /// `require CONDITION`; the span is the keyword's.
    Require(Span, Expr),
    /// `warning from 90 days before authtoken.fails`, `error during app-password.brownout`, `error`
    Severity {
        /// How severe.
        severity: Spanned<Severity>,
        /// When; always, where nothing is said.
        when: Option<SeverityWhen>,
        /// The whole clause.
        span: Span,
    },
    /// `message "..."`; `{field}` is replaced, `{{` is a brace.
    Message(Text),
    /// `help "..."`
    Help(Text),
    /// `source announcement`
    Source(Vec<Name>),
    /// `control "NIST SP 800-53 IA-5"`
    Control(Vec<Text>),
    /// `fix remove excess`, `fix unsafe replace auth.mode with oauth2.authorization-code`; the span is the whole clause's.
    Fix {
        /// Whether a person should look before it is applied: `unsafe`.
        is_unsafe: bool,
        /// What to do.
        action: FixAction,
        /// The whole clause.
        span: Span,
    },
}

/// What a fix does to the manifest.
#[derive(Clone, Debug, PartialEq)]
pub enum FixAction {
    /// `remove excess`: scopes that no operation needs.
    RemoveExcess,
    /// `add missing`: scopes that an operation needs.
    AddMissing,
    /// `remove FIELD`
    Remove(Name),
    /// `replace FIELD with "text"`, `replace FIELD with word`
    Replace {
        /// What.
        field: Name,
        /// By what: a literal.
        with: Expr,
    },
}

/// When a severity holds.
#[derive(Clone, Debug, PartialEq)]
pub enum SeverityWhen {
    /// `from P`
    From(Point),
    /// `after P`
    After(Point),
    /// `during authtoken.brownout`
    During(Name),
}

/// A condition or an operand.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of [`Expr`].
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `A or B or C`, flat
    Or(Vec<Expr>),
    /// `A and B and C`, flat
    And(Vec<Expr>),
    /// `not A`
    Not(Box<Expr>),
    /// `any connection (A)`, `all endpoint (A)`, `no scope (A)`
    Quantified {
        /// Which quantifier.
        quantifier: Spanned<Quantifier>,
        /// The kind of subject it runs over.
        subject: Name,
        /// What has to hold of it.
        body: Box<Expr>,
    },
    /// `A == B`, `A is B`, `A not in B` and so on
    Binary {
        /// The left side.
        left: Box<Expr>,
        /// The operator, with its place.
        op: Spanned<BinaryOp>,
        /// The right side.
        right: Box<Expr>,
    },
    /// `auth.storage exists`, `owner absent`, `region is null`
    Test {
        /// What is tested.
        operand: Box<Expr>,
        /// For what, with its place.
        test: Spanned<Test>,
    },
    /// `auth.created from authtoken.no-new`: a date of the manifest against a point in time.
    Dated {
        /// The date.
        operand: Box<Expr>,
        /// How they have to stand.
        relation: Spanned<DateRelation>,
        /// The point.
        point: Point,
    },
    /// `during authtoken.fails`: the moments at which the stage holds.
    During(Name),
    /// `static-credential(it)`
    Call {
        /// The defined name.
        name: Name,
        /// What it is asked of: `it`, or a parameter.
        argument: Name,
    },
    /// `count(scopes)`
    Count(Name),
    /// `owner or else "nobody"`
    OrElse(Box<Expr>, Box<Expr>),
    /// A field or a word of a vocabulary: `auth.mode`, `it.auth.mode`, `zoho`, `oauth2.implicit`.
    Name(String),
    /// `"..."`
    Text(String),
    /// `10`
    Number(i64),
    /// `true`, `false`
    Bool(bool),
    /// `2021-05-31`
    Moment(Moment),
    /// `90 days`, `3600 seconds`
    Duration(Shift),
    /// `{ "vault", "kms" }`
    Set(Vec<Expr>),
    /// `needed`, on the right of `within` and `covers`: the scopes that the connection's operations need.
    Needed,
}

/// `any`, `all`, `no`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one.
    Any,
    /// Every one; true of none at all.
    All,
    /// None.
    No,
}

/// Operators between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `is`: the same word or, for modes, that word or one below it.
    Is,
    /// `is not`
    IsNot,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `matches`: a pattern in which `*` stands for any text and `?` for one character.
    Matches,
    /// `not matches`
    NotMatches,
    /// `contains`: a list has the element.
    Contains,
    /// `covers`: by the vendor's scope lattice.
    Covers,
    /// `within`: every scope on the left is covered by some scope on the right.
    Within,
}

/// Tests of one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// `exists`: there is a value, or a null, or something unreadable.
    Exists,
    /// `absent`: there is nothing.
    Absent,
    /// `is null`
    IsNull,
    /// `is not null`
    IsNotNull,
}

/// How a date stands to a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateRelation {
    /// `from P`: on P or later.
    From,
    /// `before P`
    Before,
    /// `after P`: later than P's day.
    After,
}

/// How a foreign file maps to the integration model.
#[derive(Clone, Debug, PartialEq)]
pub struct Format {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub title: Option<Text>,
    /// Its clauses, in order.
    pub clauses: Vec<FormatClause>,
}

/// A clause of a [`Format`].
#[derive(Clone, Debug, PartialEq)]
pub enum FormatClause {
    /// `files "**/providers.yaml"`: which paths; `{name}` captures one path component or part of it.
    Files(Vec<Text>),
    /// `recognise /*/auth_mode, /type is "DeclarativeSource"`: what a document has to have.
    Recognise(Vec<Recognise>),
    /// `templates "${" "}"`: what stands between these in a value is filled in later.
    Templates(Text, Text),
    /// `references "$ref"`: a map with this key stands for the node that it names.
    References(Text),
    /// `closed`: keys that no clause reads are reported.
    Closed(Span),
    /// `ignore /x, /y`: keys that a `closed` format knows and does not read.
    Ignore(Vec<Path>),
    /// `each integration in /* { ... }`
    Each(Each),
}

/// One thing that a document of a format has to have.
#[derive(Clone, Debug, PartialEq)]
pub struct Recognise {
    /// The path, which has to lead somewhere.
    pub path: Path,
    /// The values, one of which has to stand there.
    pub values: Vec<Text>,
}

/// `each connection in /connections/* where /type in { ... } { ... }`
#[derive(Clone, Debug, PartialEq)]
pub struct Each {
    /// The kind of thing: `integration`, `connection`, `endpoint`.
    pub subject: Name,
    /// The nodes; the node at hand where nothing is said.
    pub paths: Vec<Path>,
    /// `where /type is "X"`, `where /auth_mode exists`: all of them have to hold of the node.
    pub filters: Vec<Filter>,
    /// What is read from each node.
    pub clauses: Vec<EachClause>,
    /// The whole.
    pub span: Span,
}

/// A condition on a node of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// Where to look.
    pub path: Path,
    /// What has to be there.
    pub test: FilterTest,
}

/// What a [`Filter`] asks.
#[derive(Clone, Debug, PartialEq)]
pub enum FilterTest {
    /// `exists`
    Exists,
    /// `absent`
    Absent,
    /// `is "X"`, `in { "X", "Y" }`
    Is(Vec<Text>),
    /// `is not "X"`, `not in { "X", "Y" }`
    IsNot(Vec<Text>),
    /// `matches "*Authenticator"`
    Matches(Text),
}

/// What is read inside an [`Each`].
#[derive(Clone, Debug, PartialEq)]
pub enum EachClause {
    /// `auth.mode /auth_mode as { ... } or else /type as { ... }`
    Field {
        /// The field of the model.
        field: Name,
        /// Where its value is looked for, in order.
        readings: Vec<Reading>,
    },
    /// A thing inside.
    Each(Each),
    /// `follow /alias in /*`: this node's missing keys are read from the node that it names among those.
    Follow {
        /// The key with the name.
        name: Path,
        /// The nodes; the one with that key is meant.
        among: Path,
    },
}

/// Where a field's value is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Where.
    pub from: ReadingFrom,
    /// `as { "OAUTH2": oauth2.authorization-code, ... }`
    pub mapped: Option<Vec<(Text, Name)>>,
    /// `split by " "`, `split by /scope_separator or else " "`: paths tried first, then the text.
    pub split: Vec<SplitBy>,
    /// `where /x exists`: the reading counts only if all of these hold of the node at hand.
    pub filters: Vec<Filter>,
    /// Where it stands.
    pub span: Span,
}

/// What a value is split by.
#[derive(Clone, Debug, PartialEq)]
pub enum SplitBy {
    /// A separator that stands in the file.
    Path(Path),
    /// A fixed separator.
    Text(Text),
}

/// Where a [`Reading`] looks.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadingFrom {
    /// `/auth/mode`: values at these paths, several for a list field
    Paths(Vec<Path>),
    /// `key`: the key of the node at hand
    Key,
    /// `value`: the node at hand itself
    Value,
    /// `capture name`: what a `{name}` in `files` matched
    Capture(Name),
    /// `"none"`: a fixed value
    Text(Text),
    /// `offers`, `static.token`: a fixed word of the field's vocabulary
    Word(Name),
}

/// A path in a document: `/a/b` from the node at hand, `//a/b` from the document's root, `../a` from the parent.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Where it starts.
    pub start: PathStart,
    /// Its steps.
    pub steps: Vec<Spanned<Step>>,
    /// Where it stands.
    pub span: Span,
}

/// Where a [`Path`] starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStart {
    /// The node at hand.
    Here,
    /// The root of the document.
    Root,
    /// So many parents up.
    Up(u32),
}

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `auth_mode`, `"quoted key"`: the value of a key
    Key(String),
    /// `*`: every value of a map, every element of a list
    Every,
    /// `**`: this node and everything below it
    Deep,
}
