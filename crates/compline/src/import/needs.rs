//! What the scopes that a description lists for an operation say of what it needs.

use std::fmt;

use compline_policy::Glob;
use compline_policy::scope_lattice::{ScopeLattice, gives};

/// How to read the scopes of a description.
///
/// A list of scopes asks for all of them. Where some of a list cover others by the vendor's lattice, only the narrowest
/// count: nobody asks for a part besides the whole.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Last words of scopes that stand for every operation, such as `ALL`; case does not count.
    pub wide: Vec<String>,
    /// What such a word comes down to for a method: `GET`, `READ`. For other methods the scope is what is enough.
    pub narrow: Vec<(String, String)>,
    /// Patterns of scopes, and of operations (`POST */actions/*`), for which the description says what is enough, and not
    /// whether less would do; `*` stands for any text.
    pub at_most: Vec<String>,
}

/// What an operation needs: any of several lists of scopes, of a list all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Need {
    at_most: bool,
    alternatives: Vec<Vec<String>>,
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists = self
            .alternatives
            .iter()
            .map(|all| all.iter().map(|scope| format!("\"{scope}\"")).collect::<Vec<_>>().join(", "));
        let at_most = if self.at_most { "at most " } else { "" };
        write!(f, "{at_most}{}", lists.collect::<Vec<_>>().join(" or "))
    }
}

impl Reading {
    /// What alternatives of listed scopes come down to; or why there is no telling.
    pub(super) fn need(
        &self,
        lattice: Option<&ScopeLattice>,
        method: &str,
        path: &str,
        listed: Vec<Vec<String>>,
    ) -> Result<Need, String> {
        let mut need = Need { at_most: self.is_at_most(&format!("{method} {path}")), alternatives: vec![] };
        let narrow = self.narrow.iter().find(|(of, _)| of.eq_ignore_ascii_case(method)).map(|(_, word)| word);
        for listed in listed {
            let kept = self.narrowest(lattice, &listed);
            let is_at_most =
                kept.iter().any(|scope| self.is_at_most(scope) || (self.stem(scope).is_some() && narrow.is_none()));
            need.at_most |= is_at_most;
            need.alternatives.push(kept);
        }
        for scope in need.alternatives.iter_mut().flatten() {
            if let (Some(stem), Some(word), false) = (self.stem(scope), narrow, need.at_most) {
                *scope = format!("{stem}{word}");
            }
            if scope.contains(['{', '}']) {
                return Err(format!("`{scope}` is not one scope"));
            }
            if scope.contains(['"', '\\']) || scope.chars().any(|c| c.is_whitespace() || c.is_control()) {
                return Err(format!("`{}` is no scope", scope.escape_debug()));
            }
        }
        for all in &mut need.alternatives {
            all.sort();
            all.dedup();
        }
        need.alternatives.sort();
        need.alternatives.dedup();
        Ok(need)
    }

    /// A scope without its last word, if that stands for every operation.
    fn stem<'s>(&self, scope: &'s str) -> Option<&'s str> {
        self.wide.iter().find_map(|word| {
            let at = scope.len().checked_sub(word.len())?;
            let (stem, last) = (scope.get(..at)?, scope.get(at..)?);
            (last.eq_ignore_ascii_case(word) && stem.ends_with(['.', ':', '/'])).then_some(stem)
        })
    }

    fn is_at_most(&self, text: &str) -> bool {
        self.at_most.iter().any(|pattern| Glob::folding_case(pattern).matches(text))
    }

    /// Of listed scopes those that count. Beside a scope for every operation, one that it covers says no more than the
    /// method does; beside a narrower one, a wider says nothing.
    fn narrowest(&self, lattice: Option<&ScopeLattice>, listed: &[String]) -> Vec<String> {
        let covers = |wide: &String, narrow: &String| wide != narrow && gives(lattice, &[wide.as_str()], narrow);
        let (wide, other): (Vec<_>, Vec<_>) = listed.iter().partition(|scope| self.stem(scope).is_some());
        let rest: Vec<_> = other.into_iter().filter(|scope| !wide.iter().any(|wide| covers(wide, scope))).collect();
        let all: Vec<_> = wide.into_iter().chain(rest).collect();
        let covers_some = |scope: &String| {
            all.iter().any(|narrow| covers(scope, narrow) && !gives(lattice, &[narrow.as_str()], scope))
        };
        all.iter().filter(|scope| !covers_some(scope)).map(|scope| (*scope).clone()).collect()
    }
}
