//! Which format a file is of: by its path, then by what must occur in it, then by what its document has.

use std::borrow::Cow;
use std::sync::OnceLock;

use compline_diagnostic::Diagnostic;
use memchr::memmem::Finder;
use smallvec::SmallVec;

use crate::format::{Filter, FilterTest, Format, Step};
use crate::path::Walk;
use crate::read::{Syntax, read};
use crate::text::{Required, TextForm};
use crate::tree::Tree;

impl Format {
    /// What `{name}` of the first file pattern that fits a path stands for.
    pub fn capture<'p>(&self, path: &'p str, name: &str) -> Option<&'p str> {
        self.files.iter().find(|pattern| pattern.is_match(path))?.capture(path, name)
    }

    /// Whether a document has everything that makes it one of this format.
    pub fn matches(&self, tree: &Tree, document: usize, text: &str) -> bool {
        let Some(root) = tree.root(document) else { return false };
        let walk = Walk::new(tree.view(text), root, self);
        let holds = |filter| walk.holds(filter, walk.start(walk.root(), &filter.path), None).unwrap_or(false);
        self.recognise.iter().all(|alternatives| alternatives.iter().any(holds))
    }

    /// What a document lacks to be one of this format, in words that follow "for the format,"; nothing if it has all.
    pub fn lacks(&self, tree: &Tree, document: usize, text: &str) -> Option<String> {
        let Some(root) = tree.root(document) else { return Some("there is no document".into()) };
        let walk = Walk::new(tree.view(text), root, self);
        let holds = |filter| walk.holds(filter, walk.start(walk.root(), &filter.path), None).unwrap_or(false);
        let unmet = self.recognise.iter().find(|alternatives| !alternatives.iter().any(holds))?;
        if let [_, _, ..] = unmet.as_slice()
            && unmet.iter().all(|filter| matches!(filter.test, FilterTest::Exists))
        {
            let paths: Vec<String> = unmet.iter().map(|filter| format!("`{}`", filter.path)).collect();
            return Some(format!("there is none of {}", paths.join(", ")));
        }
        let words: Vec<String> = unmet.iter().map(|filter| lacking(&walk, filter)).collect();
        Some(words.join(", and "))
    }

    /// Whether a path is one of those that another format is for.
    fn is_excepted(&self, path: &str) -> bool {
        self.except.iter().any(|pattern| pattern.is_match(path))
    }
}

/// In what a document falls short of a condition.
fn lacking(walk: &Walk<'_>, filter: &Filter) -> String {
    let path = &filter.path;
    let quoted = |values: &[String]| values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" or ");
    let wanted = match &filter.test {
        FilterTest::Exists => return format!("there is no `{path}`"),
        FilterTest::Absent => return format!("there is `{path}`, which it does not have"),
        FilterTest::Is(values) => quoted(values),
        FilterTest::IsNot(values) => format!("anything but {}", quoted(values)),
        FilterTest::Matches(pattern) => format!("`{pattern}`"),
    };
    let mut found = None;
    let _ = walk.each(walk.root(), path, &mut |hit| {
        found = found.take().or(hit.ok());
        std::ops::ControlFlow::Continue(())
    });
    let Some(place) = found else { return format!("there is no `{path}`") };
    let node = walk.value(place.node).unwrap_or(place.node);
    let of = if filter.key { "the key of " } else { "" };
    let text = if filter.key { walk.view.key_text(place.node) } else { walk.view.text(node) };
    match text {
        Some(text) => format!("{of}`{path}` is `{}`, not {wanted}", crate::read::shorten(text)),
        None => format!("{of}`{path}` is no text, and has to be {wanted}"),
    }
}

/// The formats of a policy, ready to be asked which of them a file may be of.
#[derive(Debug)]
pub struct Formats {
    all: Vec<Format>,
    probes: Vec<Probe>,
}

/// Texts that a file of a format must have somewhere: of each of these, all clues of one alternative.
#[derive(Debug)]
struct Probe {
    required: Vec<Vec<Vec<Clue>>>,
    /// Of source code, words that one of each of these needs, instead: worked out when first asked for.
    code: OnceLock<Vec<Vec<Required>>>,
    /// Whether the clues are in lower case, and found in any.
    ignore_case: bool,
}

/// Texts, one of which occurs.
#[derive(Debug)]
struct Clue(Vec<Finder<'static>>);

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
        if let Some(form) = &self.format.text {
            let code = self.probe.code.get_or_init(|| required(form, &self.format.recognise));
            return code.iter().all(|alternatives| alternatives.iter().any(|one| one.may_be(text)));
        }
        let text = if self.probe.ignore_case { Cow::Owned(text.to_ascii_lowercase()) } else { Cow::Borrowed(text) };
        let bytes = text.as_bytes();
        let occurs = |clue: &Clue| clue.0.iter().any(|finder| finder.find(bytes).is_some());
        let occurs =
            self.probe.required.iter().all(|alternatives| alternatives.iter().any(|clues| clues.iter().all(occurs)));
        // With escapes, what a text says need not be what is written.
        occurs || ["\\u", "\\x", "\\U"].iter().any(|escape| memchr::memmem::find(bytes, escape.as_bytes()).is_some())
    }
}

impl Formats {
    /// Prepares formats; their order is the order in which they are tried.
    pub fn new(formats: Vec<Format>) -> Self {
        let probes = formats.iter().map(Probe::new).collect();
        Self { all: formats, probes }
    }

    /// The formats, in the order given.
    pub fn all(&self) -> &[Format] {
        &self.all
    }

    /// The formats that a file may be of, going by its path, which has `/` between components.
    pub fn candidates<'f>(&'f self, path: &'f str) -> impl Iterator<Item = Candidate<'f>> {
        let may_be =
            move |format: &Format| format.files.iter().any(|file| file.is_match(path)) && !format.is_excepted(path);
        let all = self.all.iter().zip(&self.probes).enumerate();
        all.filter(move |(_, (format, _))| may_be(format)).map(|(index, (format, probe))| Candidate {
            index,
            format,
            probe,
        })
    }

    /// Whether any format may be one of this path's.
    pub fn may_be(&self, path: &str) -> bool {
        self.candidates(path).next().is_some()
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

/// A syntax and the formats that read a file in it.
type SameSyntax<'f> = (Syntax<'f>, Vec<(usize, &'f Format)>);

/// Reads `text` into `tree` as the formats that it may be of read it. Where they read it in several ways, the first counts
/// in which a document is of one of its formats.
pub fn read_for<'f>(formats: &[(usize, &'f Format)], path: &str, text: &str, tree: &mut Tree) -> Reading<'f> {
    let mut groups: SmallVec<[SameSyntax<'f>; 1]> = SmallVec::new();
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
        let clues = |filter| clues(filter, format.ignore_case);
        let required = format.recognise.iter().map(|alternatives| alternatives.iter().map(clues).collect()).collect();
        Self { required, code: OnceLock::new(), ignore_case: format.ignore_case }
    }
}

/// Words that source code needs for one of each of these to hold.
fn required(form: &TextForm, recognise: &[Vec<Filter>]) -> Vec<Vec<Required>> {
    let needs = |filter: &Filter| match (&filter.test, filter.path.steps.first()) {
        (FilterTest::Absent | FilterTest::IsNot(_), _) => Required::nothing(),
        (_, Some(Step::Key(name))) => Required::new(form, name),
        _ => Required::nothing(),
    };
    recognise.iter().map(|alternatives| alternatives.iter().map(needs).collect()).collect()
}

/// What occurs in a text wherever a filter holds.
fn clues(filter: &Filter, ignore_case: bool) -> Vec<Clue> {
    let finder = |text: &str| {
        if ignore_case { Finder::new(&text.to_ascii_lowercase()).into_owned() } else { Finder::new(text).into_owned() }
    };
    if matches!(filter.test, FilterTest::Absent | FilterTest::IsNot(_)) {
        return vec![];
    }
    let keys = filter.path.steps.iter().filter_map(|step| match step {
        // An index of a list is written nowhere, nor is the name under which an element of XML has its text.
        Step::Key(key) if key.parse::<usize>().is_err() && key != "$text" => {
            // An attribute of XML is written without what tells it from a child.
            Some(Clue(vec![finder(key.strip_prefix('@').unwrap_or(key))]))
        }
        _ => None,
    });
    let mut clues: Vec<Clue> = keys.collect();
    match &filter.test {
        FilterTest::Is(values) => clues.push(Clue(values.iter().map(|value| finder(value)).collect())),
        FilterTest::Matches(pattern) => {
            let fixed = pattern.split(['*', '?']).filter(|fixed| !fixed.is_empty());
            clues.extend(fixed.map(|fixed| Clue(vec![finder(fixed)])));
        }
        _ => {}
    }
    clues
}

#[cfg(test)]
mod tests;
