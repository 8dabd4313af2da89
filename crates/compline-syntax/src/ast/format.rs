//! How foreign files map to the integration model.

use compline_diagnostic::{Span, Spanned};

use super::{Name, Text, TextClause};

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
    /// `syntax toml`, `syntax json with comments`: how the files are written.
    Syntax {
        /// The syntax.
        name: Name,
        /// Where `with comments` stands.
        comments: Option<Span>,
    },
    /// `files "**/providers.yaml" except "old/*"`: which paths; `{name}` captures one path component or part of it.
    Files {
        /// The paths.
        patterns: Vec<Text>,
        /// Those among them that another format is for.
        except: Vec<Text>,
    },
    /// `recognise /*/auth_mode or /*/alias, /type is "DeclarativeSource"`: what a document has to have, of each any.
    Recognise(Vec<Vec<Filter>>),
    /// `templates "${" "}"`: what stands between these in a value is filled in later.
    Templates(Text, Text),
    /// `references "$ref"`: a map with this key stands for the node that it names.
    References(Text),
    /// `closed`: keys that no clause reads are reported.
    Closed(Span),
    /// `case insensitive`: the keys and texts that the format names are found in any case.
    CaseInsensitive(Span),
    /// `ignore /x, /y`: keys that a `closed` format knows and does not read.
    Ignore(Vec<Path>),
    /// A clause for source code.
    Text(TextClause),
    /// `each integration in /* { ... }`
    Each(Each),
}

/// `each connection in /connections/* where /type in { ... } { ... }`
#[derive(Clone, Debug, PartialEq)]
pub struct Each {
    /// The kind of thing: `integration`, `connection`, `endpoint`.
    pub subject: Name,
    /// The nodes; the node at hand where nothing is said.
    pub paths: Vec<Path>,
    /// `by /resource`, `by key`: nodes of which this says the same are one thing.
    pub by: Option<By>,
    /// `where /type is "X"`, `where /auth_mode exists`: all of them have to hold of the node.
    pub filters: Vec<Filter>,
    /// What is read from each node.
    pub clauses: Vec<EachClause>,
    /// The whole.
    pub span: Span,
}

/// What says which of the nodes of an [`Each`] are one thing.
#[derive(Clone, Debug, PartialEq)]
pub enum By {
    /// The text that stands there.
    Path(Path),
    /// The node's key.
    Key,
}

/// A condition on a node of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// Where to look.
    pub path: Path,
    /// Whether it asks of the key of what is there.
    pub key: bool,
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
    /// `declared fields`: fields that packs declare, each at the keys that its name spells.
    Declared(Span),
}

/// Where a field's value is looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Where.
    pub from: ReadingFrom,
    /// `capture "{name}OAuth2Api"`: what of the text counts.
    pub part: Option<Text>,
    /// `as { "OAUTH2": oauth2.authorization-code, ... }`
    pub mapped: Option<Vec<(Text, Name)>>,
    /// `split by " "`, `split by /scope_separator or else " "`: paths tried first, then the text.
    pub split: Vec<SplitBy>,
    /// `relative to //url`: where the URL stands that a relative one goes on from; the first that is there.
    pub base: Vec<Path>,
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
    /// `key`, `key of ..`: the key of the node at hand, or of the one that the path leads to
    Key(Path),
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
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// `(connection)`: the value of the key that the connection has
    KeyOf(Name),
    /// `[/key is "x" and /value exists]`: the node itself, if all of these hold of it
    Only(Vec<Filter>),
    /// `auth_mode`, `"quoted key"`: the value of a key
    Key(String),
    /// `*`: every value of a map, every element of a list
    Every,
    /// `**`: this node and everything below it
    Deep,
}
