//! Which format a file is of: by its path, then by what must occur in it, then by what its document has.

use std::fmt::Write as _;

use compline_diagnostic::Diagnostic;
use memchr::memmem::Finder;
use regex::{Regex, RegexSet};
use smallvec::SmallVec;

use crate::format::{FilePattern, Format, Recognise, Step};
use crate::path::{Place, Walk};
use crate::read::{Syntax, read};
use crate::tree::Tree;

/// Compiles a pattern of paths: `**/` stands for any folders or none, `*` for any text within one component, `{name}`
/// for a text within one component that is not empty. It fits at the end of a path, from its start or from any `/`.
pub fn file_pattern(pattern: &str) -> Result<FilePattern, String> {
    if pattern.is_empty() {
        return Err("the pattern is empty".into());
    }
    if pattern.starts_with('/') {
        return Err("a pattern fits anywhere below the checked folder, so it cannot start with `/`".into());
    }
    if pattern.contains('\\') {
        return Err("components are divided by `/` on every system, not by `\\`".into());
    }
    // Names of files are written in any case.
    let mut regex = String::from("(?i)(?:^|/)");
    let mut names: Vec<&str> = vec![];
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("**/") {
            regex.push_str("(?:[^/]+/)*");
            rest = after;
        } else if let Some(after) = rest.strip_prefix("**") {
            if !after.is_empty() {
                return Err("`**` stands for whole components: write `**/` before what follows".into());
            }
            regex.push_str(".+");
            rest = after;
        } else if c == '*' {
            regex.push_str("[^/]*");
            rest = &rest[1..];
        } else if c == '{' {
            let Some((name, after)) = rest[1..].split_once('}') else {
                return Err("a `{` is not closed".into());
            };
            let letter = |c: char| c.is_ascii_alphabetic();
            if !name.starts_with(letter)
                || !name.chars().all(|c| letter(c) || c.is_ascii_digit() || matches!(c, '-' | '_'))
            {
                return Err(format!("`{name}` is not a name: a letter, then letters, digits, `-` and `_`"));
            }
            if names.contains(&name) {
                return Err(format!("`{{{name}}}` stands twice"));
            }
            names.push(name);
            let _ = write!(regex, "(?P<{}>[^/]+)", group(name));
            rest = after;
        } else if c == '}' {
            return Err("a `}` closes nothing".into());
        } else {
            regex.push_str(&regex::escape(&rest[..c.len_utf8()]));
            rest = &rest[c.len_utf8()..];
        }
    }
    regex.push('$');
    let regex = Regex::new(&regex).map_err(|error| error.to_string())?;
    Ok(FilePattern { pattern: pattern.to_owned(), regex })
}

/// A group's name may have dots but no dashes, names in patterns the other way round.
fn group(name: &str) -> String {
    name.replace('-', ".")
}

impl FilePattern {
    /// Whether a path, with `/` between components, is one of these.
    pub fn is_match(&self, path: &str) -> bool {
        self.regex.is_match(path)
    }

    /// What `{name}` stands for in a path.
    pub fn capture<'p>(&self, path: &'p str, name: &str) -> Option<&'p str> {
        self.regex.captures(path)?.name(&group(name)).map(|found| found.as_str())
    }
}

impl Format {
    /// What `{name}` of the first file pattern that fits a path stands for.
    pub fn capture<'p>(&self, path: &'p str, name: &str) -> Option<&'p str> {
        self.files.iter().find(|pattern| pattern.is_match(path))?.capture(path, name)
    }

    /// Whether a document has everything that makes it one of this format.
    pub fn matches(&self, tree: &Tree, document: usize, text: &str) -> bool {
        let Some(root) = tree.root(document) else { return false };
        let walk = Walk::new(tree.view(text), root, self);
        self.recognise.iter().all(|required| recognised(&walk, required))
    }
}

fn recognised(walk: &Walk<'_>, required: &Recognise) -> bool {
    let mut found = false;
    let _ = walk.each(Place::new(walk.root().node), &required.path, &mut |hit| {
        let Ok(place) = hit else { return std::ops::ControlFlow::Continue(()) };
        found = required.values.is_empty()
            || walk
                .value(place.node)
                .ok()
                .and_then(|node| walk.view.text(node))
                .is_some_and(|text| required.values.iter().any(|value| value == text));
        if found { std::ops::ControlFlow::Break(()) } else { std::ops::ControlFlow::Continue(()) }
    });
    found
}

/// The formats of a policy, ready to be asked which of them a file may be of.
#[derive(Debug)]
pub struct Formats {
    all: Vec<Format>,
    probes: Vec<Probe>,
    /// Every file pattern of every format.
    patterns: RegexSet,
    /// The format of each pattern.
    owners: Vec<usize>,
}

/// Texts that a file of a format must have somewhere: of each group, one.
#[derive(Debug)]
struct Probe(Vec<Vec<Finder<'static>>>);

/// A format that a file may be of, going by its path.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'f> {
    /// Its index among the formats.
    pub index: usize,
    /// The format.
    pub format: &'f Format,
    probe: &'f Probe,
}

impl Candidate<'_> {
    /// Whether a text can be of this format at all: everything that its documents must have occurs somewhere in it. This
    /// needs no parsing, and most files that merely lie where such files lie fail it.
    pub fn probe(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let occurs = self.probe.0.iter().all(|group| group.iter().any(|finder| finder.find(bytes).is_some()));
        // With escapes, what a text says need not be what is written.
        occurs || ["\\u", "\\x", "\\U"].iter().any(|escape| memchr::memmem::find(bytes, escape.as_bytes()).is_some())
    }
}

impl Formats {
    /// Prepares formats; their order is the order in which they are tried.
    pub fn new(formats: Vec<Format>) -> Self {
        let owned =
            formats.iter().enumerate().flat_map(|(index, format)| format.files.iter().map(move |file| (index, file)));
        let (owners, sources): (Vec<usize>, Vec<&str>) =
            owned.map(|(index, file)| (index, file.regex.as_str())).unzip();
        // Each pattern has been compiled before; should they be too many to compile as one, each is asked in turn.
        let patterns = RegexSet::new(&sources).unwrap_or_else(|_| RegexSet::empty());
        let probes = formats.iter().map(Probe::new).collect();
        Self { all: formats, probes, patterns, owners }
    }

    /// The formats, in the order given.
    pub fn all(&self) -> &[Format] {
        &self.all
    }

    /// The formats that a file may be of, going by its path, which has `/` between components.
    pub fn candidates(&self, path: &str) -> impl Iterator<Item = Candidate<'_>> {
        let mut indices: Vec<usize> = if self.patterns.len() == self.owners.len() {
            self.patterns.matches(path).iter().map(|pattern| self.owners[pattern]).collect()
        } else {
            (0..self.all.len()).filter(|&i| self.all[i].files.iter().any(|file| file.is_match(path))).collect()
        };
        indices.dedup();
        indices.into_iter().map(|index| Candidate { index, format: &self.all[index], probe: &self.probes[index] })
    }

    /// Whether any format may be one of this path's.
    pub fn may_be(&self, path: &str) -> bool {
        if self.patterns.len() == self.owners.len() {
            self.patterns.is_match(path)
        } else {
            self.all.iter().any(|format| format.files.iter().any(|file| file.is_match(path)))
        }
    }
}

/// A file as read for some formats.
#[derive(Debug)]
pub struct Reading<'f> {
    /// The formats that read it as it was read, with their indices.
    pub formats: Vec<(usize, &'f Format)>,
    /// Formats that read it in another way and speak of it too.
    pub others: Vec<&'f Format>,
    /// What could not be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads `text` into `tree` as the formats that it may be of read it. Where they read it in several ways, the first counts
/// in which a document is of one of its formats.
pub fn read_for<'f>(formats: &[(usize, &'f Format)], path: &str, text: &str, tree: &mut Tree) -> Reading<'f> {
    let mut groups: SmallVec<[(Syntax, Vec<(usize, &'f Format)>); 1]> = SmallVec::new();
    for &(index, format) in formats {
        let syntax = format.syntax_of(path, text);
        match groups.iter_mut().find(|(known, _)| *known == syntax) {
            Some((_, group)) => group.push((index, format)),
            None => groups.push((syntax, vec![(index, format)])),
        }
    }
    let (mut chosen, mut others) = (None, vec![]);
    if groups.len() > 1 {
        for (at, (syntax, formats)) in groups.iter().enumerate() {
            read(text, *syntax, tree);
            let matches = |format: &Format| (0..tree.documents().len()).any(|at| format.matches(tree, at, text));
            let mut speak = formats.iter().filter(|(_, format)| matches(format)).map(|(_, format)| *format);
            if chosen.is_some() {
                others.extend(speak);
            } else if speak.next().is_some() {
                chosen = Some(at);
            }
        }
    }
    tree.clear();
    let Some((syntax, formats)) = groups.into_iter().nth(chosen.unwrap_or(0)) else {
        return Reading { formats: vec![], others, diagnostics: vec![] };
    };
    Reading { formats, others, diagnostics: read(text, syntax, tree) }
}

impl Probe {
    fn new(format: &Format) -> Self {
        let finder = |text: &str| Finder::new(text).into_owned();
        let mut groups = vec![];
        for required in &format.recognise {
            for step in &required.path.steps {
                match step {
                    // An index of a list is written nowhere, nor is the name under which an element of XML has its text.
                    Step::Key(key) if key.parse::<usize>().is_err() && key != "$text" => {
                        // An attribute of XML is written without what tells it from a child.
                        groups.push(vec![finder(key.strip_prefix('@').unwrap_or(key))]);
                    }
                    _ => {}
                }
            }
            if !required.values.is_empty() {
                groups.push(required.values.iter().map(|value| finder(value)).collect());
            }
        }
        Self(groups)
    }
}

#[cfg(test)]
mod tests;
