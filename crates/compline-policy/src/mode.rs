//! The tree of auth modes.

use std::collections::BTreeMap;

use compline_diagnostic::FileSpan;
use serde::{Deserialize, Serialize};

/// Names an auth mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct ModeId(pub u32);

/// One auth mode.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Mode {
    /// Its path from the root: `static.token.authtoken`.
    pub path: String,
    /// What rules and manifests may call it: the last word of a mode declared with `is`, else the path.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The mode it is a kind of.
    pub parent: Option<ModeId>,
    /// Where it is declared.
    pub at: FileSpan,
    /// What its documentation comment says.
    pub doc: Option<String>,
    /// The pack that declares it, as an index into the policy's packs.
    pub pack: usize,
    /// Position in a walk of the tree, and the position just past everything below it: `a` is `b` or below it if its
    /// position lies in `b`'s range.
    pub(crate) enter: u32,
    pub(crate) leave: u32,
}

/// Every auth mode of a policy.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Modes {
    modes: Vec<Mode>,
    /// Words in lower case.
    words: BTreeMap<String, ModeId>,
}

impl Modes {
    pub(crate) fn new(mut modes: Vec<Mode>, words: BTreeMap<String, ModeId>) -> Self {
        let mut children: Vec<Vec<usize>> = vec![vec![]; modes.len()];
        let mut roots = vec![];
        for (index, mode) in modes.iter().enumerate() {
            match mode.parent {
                Some(parent) => children[parent.0 as usize].push(index),
                None => roots.push(index),
            }
        }
        let mut next = 0;
        // Depth first, with each mode met twice: on the way down and on the way up.
        let mut stack: Vec<(usize, bool)> = roots.into_iter().rev().map(|root| (root, false)).collect();
        while let Some((index, done)) = stack.pop() {
            if done {
                modes[index].leave = next;
            } else {
                modes[index].enter = next;
                next += 1;
                stack.push((index, true));
                stack.extend(children[index].iter().rev().map(|&child| (child, false)));
            }
        }
        Self { modes, words }
    }

    /// The mode of an id of this policy.
    pub fn get(&self, id: ModeId) -> &Mode {
        &self.modes[id.0 as usize]
    }

    /// Every mode, in order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = (ModeId, &Mode)> {
        self.modes.iter().enumerate().map(|(index, mode)| (ModeId(index as u32), mode))
    }

    /// The mode that a word of a manifest means: a name, a path or another word that a pack lists. Case does not count.
    pub fn lookup(&self, word: &str) -> Option<ModeId> {
        self.words.get(word).or_else(|| self.words.get(&word.to_ascii_lowercase())).copied()
    }

    /// The kind of `mode` that a pack lists this word for. A mode's name does not count: one vendor's `authtoken` is nobody
    /// else's `authToken`.
    pub fn own(&self, word: &str, mode: ModeId) -> Option<ModeId> {
        let own = self.lookup(word).filter(|&own| own != mode && self.is(own, mode))?;
        let known = self.get(own);
        let named = word.eq_ignore_ascii_case(&known.name) || word.eq_ignore_ascii_case(&known.path);
        (!named).then_some(own)
    }

    /// The words in manifests that mean a mode, besides its name and path, in lower case and in order.
    pub fn words_of(&self, id: ModeId) -> Vec<&str> {
        let mode = self.get(id);
        let is_own = |word: &str| word.eq_ignore_ascii_case(&mode.name) || word.eq_ignore_ascii_case(&mode.path);
        let words = self.words.iter().filter(|(word, of)| **of == id && !is_own(word));
        let mut words: Vec<&str> = words.map(|(word, _)| word.as_str()).collect();
        words.sort_unstable();
        words
    }

    /// Whether `mode` is `other` or a kind of it.
    pub fn is(&self, mode: ModeId, other: ModeId) -> bool {
        let (mode, other) = (self.get(mode), self.get(other));
        other.enter <= mode.enter && mode.enter < other.leave
    }
}
