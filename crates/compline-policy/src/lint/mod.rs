//! Lints: what packs say that is well formed, and still not what anybody can have meant.
//!
//! | module | looks at |
//! | --- | --- |
//! | `rules` | rules that can never fire, that nothing satisfies, or that repeat others |
//! | `contradictions` | rules that nothing can satisfy together |
//! | `cutoffs` | rows that never stand, cutoffs that date the same thing |
//! | `severities` | severities that never come or say nothing |
//! | `unused` | what is declared and nothing uses |
//! | `grounds` | what rules and cutoffs rest on, and what they advise |
//! | `logic`, `facts` | conditions, taken apart to show that one never holds or follows from another |
//!
//! Nothing is guessed: what cannot be shown is not said. No clock is read.

mod contradictions;
mod cutoffs;
mod facts;
mod grounds;
mod logic;
mod rules;
mod severities;
mod unused;

use std::sync::Arc;

use compline_diagnostic::{Diagnostic, FileSpan, Located, Position, Sources, Span};
use compline_time::Day;

use crate::Policy;

/// What to look at, besides the packs themselves.
#[derive(Clone, Copy, Debug)]
pub struct LintOptions {
    /// The day asked about. Without it, nothing is said of how long ago a cutoff was checked for news.
    pub as_of: Option<Day>,
    /// For how many days such a check counts.
    pub max_age: i32,
}

impl Default for LintOptions {
    fn default() -> Self {
        Self { as_of: None, max_age: 365 }
    }
}

/// Something that a lint found.
#[derive(Clone, Debug)]
pub struct Lint {
    /// What, where, and what to do.
    pub diagnostic: Diagnostic,
    /// A change of the text that puts it right, where that is sure.
    pub fix: Option<Edit>,
}

/// A change of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is taken out.
    pub at: FileSpan,
    /// What takes its place.
    pub replacement: String,
    /// What is done, in words that begin like `take out`.
    pub title: String,
}

/// Everything there is to say of these packs, in order of place. Other packs of the policy are only looked at.
pub fn lint(policy: &Policy, packs: &[String], options: LintOptions) -> Vec<Lint> {
    let wanted = |pack: usize| policy.packs.get(pack).is_some_and(|pack| packs.contains(&pack.name));
    let mut found = vec![];
    rules::lint(policy, &wanted, &mut found);
    cutoffs::lint(policy, &wanted, &mut found);
    severities::lint(policy, &wanted, &mut found);
    unused::lint(policy, &wanted, &mut found);
    grounds::lint(policy, &wanted, options, &mut found);
    found.sort_by_key(|lint| lint.diagnostic.labels.first().map(|label| label.at));
    found
}

/// Whether a file, by the path that people are shown, is of one of these packs; one that cannot be told is.
pub fn is_in(policy: &Policy, packs: &[String], path: &str) -> bool {
    let file = policy.sources.iter().find(|(_, file)| &**file.name() == path).map(|(id, _)| id);
    let pack = file.and_then(|file| policy.usage.pack_of(FileSpan::new(file, Span::at(0))));
    pack.and_then(|pack| policy.packs.get(pack)).is_none_or(|pack| packs.contains(&pack.name))
}

/// A [`Lint`] that no longer needs the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What, where, and what to do.
    pub located: Located,
    /// A change of the text that puts it right, where that is sure.
    pub fix: Option<Fix>,
}

/// A change of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The file, as people are shown it.
    pub path: Arc<str>,
    /// The bytes that are taken out.
    pub span: Span,
    /// Line and column of the first of them.
    pub start: Position,
    /// Line and column just past the last.
    pub end: Position,
    /// What they are.
    pub removed: String,
    /// What takes their place.
    pub replacement: String,
    /// What is done, in words that begin like `take out`.
    pub title: String,
}

impl Lint {
    /// Works out lines, columns and excerpts.
    pub fn locate(self, sources: &Sources) -> Finding {
        let fix = self.fix.and_then(|edit| {
            let file = sources.get(edit.at.file)?;
            Some(Fix {
                path: Arc::clone(file.name()),
                span: edit.at.span,
                start: file.position(edit.at.span.start),
                end: file.position(edit.at.span.end),
                removed: file.slice(edit.at.span).to_owned(),
                replacement: edit.replacement,
                title: edit.title,
            })
        });
        Finding { located: Located::new(self.diagnostic, sources), fix }
    }
}

/// A text with these changes of it made, and how many that are: not those that lie in another, nor those that no longer
/// fit the text.
pub fn apply<'f>(text: &str, fixes: impl IntoIterator<Item = &'f Fix>) -> (String, usize) {
    let mut fixes: Vec<&Fix> = fixes.into_iter().collect();
    fixes.sort_by_key(|fix| std::cmp::Reverse((fix.span.end, fix.span.len())));
    let mut text = text.to_owned();
    let (mut made, mut limit) = (0, u32::MAX);
    for fix in fixes {
        if fix.span.end <= limit && text.get(fix.span.range()) == Some(fix.removed.as_str()) {
            text.replace_range(fix.span.range(), &fix.replacement);
            limit = fix.span.start;
            made += 1;
        }
    }
    (text, made)
}

/// Takes a text out, with its line where nothing else stands on it.
fn take_out(policy: &Policy, at: FileSpan, what: &str) -> Option<Edit> {
    let text = policy.sources.get(at.file)?.text();
    let (mut start, mut end) = (at.span.start as usize, at.span.end as usize);
    let before = &text[..start];
    let indentation = before.len() - before.trim_end_matches([' ', '\t']).len();
    let after = &text[end..];
    let spaces = after.len() - after.trim_start_matches([' ', '\t']).len();
    let starts_line = before[..start - indentation].is_empty() || before[..start - indentation].ends_with('\n');
    if starts_line && after[spaces..].starts_with('\n') {
        start -= indentation;
        end += spaces + 1;
    }
    let span = Span::from(start..end);
    Some(Edit { at: FileSpan::new(at.file, span), replacement: String::new(), title: format!("take out {what}") })
}

/// The name without its pack's.
fn bare(id: &str) -> &str {
    id.rsplit_once('/').map_or(id, |(_, name)| name)
}
