//! A format, as the policy compiles it from its declaration: how a file type maps to the integration model.

use serde::{Deserialize, Serialize};

use crate::FilePattern;
use crate::read::Syntax;
use crate::schema::{Field, Subject};
use crate::text::{TextForm, TextRegex};

/// How a file type is recognised and read.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Format {
    /// Its qualified name, `pack/format`.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Which paths it may be.
    pub files: Vec<FilePattern>,
    /// The syntax of its files, where it is not the one that their names or their looks tell.
    pub syntax: Option<Syntax<'static>>,
    /// How its files are read where they are source code.
    pub text: Option<TextForm>,
    /// Which of these it is not all the same: files that another format is for.
    pub except: Vec<FilePattern>,
    /// What a document must have to be of this format: of each of these, any.
    pub recognise: Vec<Vec<Filter>>,
    /// Whether the keys and texts that the format names are found in any case.
    pub ignore_case: bool,
    /// Pairs of delimiters: what stands between them in a value is filled in later, so it is not known.
    pub templates: Vec<(String, String)>,
    /// A map with this key stands for the node that its value names, as `#/a/b` in the same document.
    pub reference_key: Option<String>,
    /// Whether keys that nothing reads are reported.
    pub closed: bool,
    /// Paths, from the root, that a closed format knows and does not read.
    pub ignored: Vec<Path>,
    /// The integrations.
    pub integrations: Vec<Each>,
}

/// Where things of a kind are, and how each is read.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Each {
    /// Their kind.
    pub subject: Subject,
    /// The nodes; the node at hand where empty.
    pub paths: Vec<Path>,
    /// What says which nodes are one thing; every node is one of its own where it says nothing.
    pub by: Option<By>,
    /// All of them have to hold of the node.
    pub filters: Vec<Filter>,
    /// A node that this names lends its keys to the node at hand.
    pub follow: Option<Follow>,
    /// Fields of this thing.
    pub fields: Vec<FieldReading>,
    /// Things inside.
    pub inner: Vec<Each>,
}

/// What says which of the nodes of an [`Each`] are one thing. Its fields are read from the first of them, what lies inside
/// from all.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub enum By {
    /// The text that stands there.
    Path(Path),
    /// The node's key.
    Key,
}

/// How a node names another whose keys it takes where it has none of its own.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Follow {
    /// The key with the name.
    pub name: Path,
    /// The nodes, one of whose key is that name.
    pub among: Path,
}

/// A condition on a node.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Filter {
    /// Where to look from the node.
    pub path: Path,
    /// Whether it asks of the key of what is there, not of what is there.
    pub key: bool,
    /// What has to be there.
    pub test: FilterTest,
}

/// What a [`Filter`] asks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum FilterTest {
    /// Something is there.
    Exists,
    /// Nothing is there.
    Absent,
    /// One of these texts is there.
    Is(Vec<String>),
    /// None of these texts is there; something else is, or nothing.
    IsNot(Vec<String>),
    /// A text that this pattern fits (`*` any text, `?` one character) is there.
    Matches(String),
}

/// Where a field is read from: the first reading that leads somewhere counts.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct FieldReading {
    /// The field.
    pub field: Field,
    /// Where to look, in order.
    pub readings: Vec<Reading>,
}

/// One place to look for a field.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Reading {
    /// Where.
    pub from: ReadingFrom,
    /// What of the text counts. A text that it does not fit is not what the reading looks for.
    pub part: Option<TextPart>,
    /// Texts of the file, or patterns of them, and the words of the field's vocabulary that they stand for; any other text
    /// is not known.
    pub mapped: Option<Vec<(String, u32)>>,
    /// Separators that a single text is split by into a list; those that stand in the file are tried first.
    pub split: Vec<SplitBy>,
    /// Where the URL stands that a relative one goes on from: the first of these that leads somewhere.
    pub base: Vec<Path>,
    /// All of them have to hold of the node at hand for the reading to count.
    pub filters: Vec<Filter>,
}

/// A part of a text.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct TextPart {
    /// As written: `*` is any text, `{name}` the part.
    pub pattern: String,
    /// The same for the whole text; its group is the part.
    pub regex: TextRegex,
}

/// A separator.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub enum SplitBy {
    /// It stands in the file.
    Path(Path),
    /// It is fixed.
    Text(String),
}

/// Where a [`Reading`] looks.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub enum ReadingFrom {
    /// At these paths; a list field takes all of them, any other the first that leads somewhere.
    Paths(Vec<Path>),
    /// The key of the node that this leads to.
    Key(Path),
    /// The node at hand.
    Value,
    /// What a `{name}` in the file pattern matched.
    Capture(String),
    /// A fixed text.
    Text(String),
    /// A fixed word of the field's vocabulary.
    Word(u32),
}

/// A path in a document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Path {
    /// Where it starts.
    pub start: PathStart,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// Where a [`Path`] starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum PathStart {
    /// The node at hand.
    Here,
    /// The root of the document.
    Root,
    /// So many parents up.
    Up(u32),
}

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Step {
    /// The value of a key; of a list, the element of that index.
    Key(String),
    /// Every value of a map, every element of a list.
    Every,
    /// This node and everything below it, references not followed.
    Deep,
    /// The value of the key that the thing of this kind has which the node at hand lies in.
    KeyOf(Subject),
    /// The node itself, if all of these hold of it.
    Only(Vec<Filter>),
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.start {
            PathStart::Here => {}
            PathStart::Root => f.write_str("/")?,
            PathStart::Up(levels) => f.write_str(&vec![".."; levels as usize].join("/"))?,
        }
        for step in &self.steps {
            match step {
                Step::Key(key) => write!(f, "/{key}")?,
                Step::Every => f.write_str("/*")?,
                Step::Deep => f.write_str("/**")?,
                Step::KeyOf(subject) => write!(f, "/({})", subject.as_str())?,
                Step::Only(filters) => {
                    let filters: Vec<String> = filters.iter().map(ToString::to_string).collect();
                    write!(f, "[{}]", filters.join(" and "))?;
                }
            }
        }
        Ok(())
    }
}

impl std::fmt::Display for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let here = self.path.start == PathStart::Here && self.path.steps.is_empty();
        match (self.key, here) {
            (true, true) => f.write_str("key")?,
            (true, false) => write!(f, "key of {}", self.path)?,
            (false, true) => f.write_str("/")?,
            (false, false) => write!(f, "{}", self.path)?,
        }
        let quoted = |values: &[String], join: &str| {
            values.iter().map(|value| format!("\"{value}\"")).collect::<Vec<_>>().join(&format!(" {join} "))
        };
        match &self.test {
            FilterTest::Exists => f.write_str(" exists"),
            FilterTest::Absent => f.write_str(" absent"),
            FilterTest::Is(values) => write!(f, " is {}", quoted(values, "or")),
            FilterTest::IsNot(values) => write!(f, " is not {}", quoted(values, "nor")),
            FilterTest::Matches(pattern) => write!(f, " matches \"{pattern}\""),
        }
    }
}

impl Format {
    /// The syntax in which a file is read.
    pub fn syntax_of(&self, path: &str, text: &str) -> Syntax<'_> {
        match &self.text {
            Some(form) => Syntax::Text(form),
            None => self.syntax.unwrap_or_else(|| Syntax::of(path, text)),
        }
    }

    /// The texts of the readings of a field, for saying where an absent value was looked for.
    pub fn looked_for(&self, field: Field) -> Vec<String> {
        fn collect(each: &Each, field: Field, into: &mut Vec<String>) {
            for reading in each.fields.iter().filter(|reading| reading.field == field).flat_map(|f| &f.readings) {
                match &reading.from {
                    ReadingFrom::Paths(paths) => into.extend(paths.iter().map(ToString::to_string)),
                    ReadingFrom::Key(path) if path.steps.is_empty() && path.start == PathStart::Here => {
                        into.push("the key".into());
                    }
                    ReadingFrom::Key(path) => into.push(format!("the key of {path}")),
                    ReadingFrom::Value => into.push("the value".into()),
                    ReadingFrom::Capture(name) => into.push(format!("`{{{name}}}` of the file name")),
                    ReadingFrom::Text(_) | ReadingFrom::Word(_) => {}
                }
            }
            for inner in &each.inner {
                collect(inner, field, into);
            }
        }
        let mut found = vec![];
        for each in &self.integrations {
            collect(each, field, &mut found);
        }
        found.dedup();
        found
    }
}
