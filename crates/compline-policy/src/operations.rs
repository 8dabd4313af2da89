//! Which scopes a vendor's operations need, and what that makes of the scopes that are granted.
//!
//! What an operation needs is in disjunctive normal form: any of several alternatives is enough, each a list of scopes
//! of which all are needed. A scope is needed through the vendor's lattice: what covers it will do.

use std::collections::BTreeMap;

use compline_diagnostic::FileSpan;
use serde::{Deserialize, Serialize};

use crate::scope_lattice::{ScopeLattice, gives};

/// A component of a path pattern.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
enum Segment {
    /// Itself.
    Literal(String),
    /// `{name}`: any one component.
    Any,
}

/// A method and a path: `GET /crm/{version}/Leads/{id}`, `POST /files/**`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct OperationPattern {
    method: String,
    segments: Vec<Segment>,
    /// Whether any more components may follow.
    rest: bool,
    written: String,
}

/// What some operations of a vendor need.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Operation {
    /// Which.
    pub pattern: OperationPattern,
    /// The alternatives, each a list of scopes that are all needed.
    pub needs: Vec<Vec<String>>,
    /// Whether less may do: a source that names a wide scope need not mean that no narrower one is enough.
    pub at_most: bool,
    /// Where the pattern stands.
    pub at: FileSpan,
}

/// A vendor's table of operations.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Operations {
    list: Vec<Operation>,
    /// Those that paths of one length fit, by method and length.
    whole: BTreeMap<(String, usize), Vec<usize>>,
    /// Those that fit paths of their length or longer, by method.
    open: BTreeMap<String, Vec<usize>>,
}

/// The components of a path, without those that a slash at either end or two in a row would make.
fn components(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|component| !component.is_empty())
}

impl OperationPattern {
    /// Reads a pattern; what is wrong with it, otherwise.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (method, path) = text
            .trim()
            .split_once(char::is_whitespace)
            .ok_or_else(|| format!("`{text}` is not a method and a path"))?;
        if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Err(format!("`{method}` is no HTTP method"));
        }
        let path = path.trim();
        if !path.starts_with('/') {
            return Err(format!("the path `{path}` does not begin with `/`"));
        }
        if path.contains(['?', '#']) {
            return Err("a path has no query and no fragment".into());
        }
        let (path, rest) = path.strip_suffix("/**").map_or((path, false), |path| (path, true));
        let mut segments = vec![];
        for component in components(path) {
            let inner = component.strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
            match inner {
                Some(name) if !name.is_empty() && !name.contains(['{', '}']) => segments.push(Segment::Any),
                None if !component.contains(['{', '}', '*']) => segments.push(Segment::Literal(component.to_owned())),
                _ => {
                    return Err(format!(
                        "`{component}` is not a component: `{{name}}` stands for a whole one, and `/**` for the rest at the end"
                    ));
                }
            }
        }
        Ok(Self { method: method.to_ascii_uppercase(), segments, rest, written: text.trim().to_owned() })
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The request that a manifest names, which is in no table.
    fn named(written: String) -> Self {
        Self { method: String::new(), segments: vec![], rest: false, written }
    }

    fn fits_path(&self, path: &str) -> bool {
        let mut rest = components(path);
        for segment in &self.segments {
            match (segment, rest.next()) {
                (_, None) => return false,
                (Segment::Literal(literal), Some(component)) if literal != component => return false,
                _ => {}
            }
        }
        self.rest || rest.next().is_none()
    }

    /// How exact it is, for comparing patterns that fit one path: from left to right, a component given beats any one,
    /// and that beats the rest.
    fn exactness(&self) -> Vec<u8> {
        let segments = self.segments.iter().map(|segment| match segment {
            Segment::Literal(_) => 2,
            Segment::Any => 1,
        });
        segments.chain([if self.rest { 0 } else { 3 }]).collect()
    }

    /// Whether it speaks of the same requests as another one.
    pub fn is_same_as(&self, other: &Self) -> bool {
        (&self.method, &self.segments, self.rest) == (&other.method, &other.segments, other.rest)
    }
}

impl Operation {
    /// An operation of which a manifest itself says what it needs.
    pub fn stated(request: String, needs: Vec<Vec<String>>, at: FileSpan) -> Self {
        Self { pattern: OperationPattern::named(request), needs, at_most: false, at }
    }

    /// Whether these scopes are enough.
    pub fn is_satisfied(&self, lattice: Option<&ScopeLattice>, granted: &[&str]) -> bool {
        self.needs.iter().any(|all| all.iter().all(|scope| gives(lattice, granted, scope)))
    }

    /// Of the alternative that lacks fewest scopes, those that are lacking; of several such, the first.
    pub fn missing(&self, lattice: Option<&ScopeLattice>, granted: &[&str]) -> Vec<&str> {
        let lacking = |all: &Vec<String>| -> Vec<usize> {
            (0..all.len()).filter(|&at| !gives(lattice, granted, &all[at])).collect()
        };
        let best = self.needs.iter().min_by_key(|all| lacking(all).len());
        best.map_or(vec![], |all| lacking(all).into_iter().map(|at| all[at].as_str()).collect())
    }

    /// What it needs, in words: `` `A` and `B`, or `C` ``.
    pub fn needs_in_words(&self) -> String {
        let all = |all: &Vec<String>| all.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" and ");
        let alternatives: Vec<String> = self.needs.iter().map(all).collect();
        let separator = if self.needs.iter().any(|all| all.len() > 1) { ", or " } else { " or " };
        let at_most = if self.at_most { "at most " } else { "" };
        format!("{at_most}{}", alternatives.join(separator))
    }
}

impl Operations {
    /// Adds an operation, unless there is one for the same requests: that one, then.
    ///
    /// # Errors
    /// The operation that is there.
    pub fn add(&mut self, operation: Operation) -> Result<(), FileSpan> {
        let pattern = &operation.pattern;
        let alike = if pattern.rest {
            self.open.entry(pattern.method.clone()).or_default()
        } else {
            self.whole.entry((pattern.method.clone(), pattern.segments.len())).or_default()
        };
        if let Some(known) = alike.iter().map(|&at| &self.list[at]).find(|known| known.pattern.is_same_as(pattern)) {
            return Err(known.at);
        }
        alike.push(self.list.len());
        self.list.push(operation);
        Ok(())
    }

    /// Every operation, in order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = &Operation> {
        self.list.iter()
    }

    /// The operation that a request is, the most exact one.
    pub fn find(&self, method: &str, path: &str) -> Option<&Operation> {
        let method = method.to_ascii_uppercase();
        let open = self.open.get(&method);
        let whole = self.whole.get(&(method, components(path).count()));
        whole
            .into_iter()
            .chain(open)
            .flatten()
            .map(|&at| &self.list[at])
            .filter(|operation| operation.pattern.fits_path(path))
            .max_by_key(|operation| operation.pattern.exactness())
    }
}

/// Which of the granted scopes are excess, as indices in order: those that can be dropped, all of them together, and
/// every operation that was possible still is. Of scopes that could stand for each other the narrowest is kept, and the
/// first of equals. There is none exactly if no single scope can be dropped.
pub fn excess(lattice: Option<&ScopeLattice>, operations: &[&Operation], granted: &[&str]) -> Vec<usize> {
    let possible: Vec<&&Operation> =
        operations.iter().filter(|operation| operation.is_satisfied(lattice, granted)).collect();
    // A scope that covers another covers more of them, so that the wider of two comes first.
    let width = |scope: usize| granted.iter().filter(|other| gives(lattice, &[granted[scope]], other)).count();
    let mut order: Vec<(usize, usize)> = (0..granted.len()).map(|at| (width(at), at)).collect();
    order.sort_unstable_by(|a, b| b.cmp(a));
    let mut dropped = vec![false; granted.len()];
    for (_, at) in order {
        dropped[at] = true;
        let kept: Vec<&str> = (0..granted.len()).filter(|&other| !dropped[other]).map(|other| granted[other]).collect();
        dropped[at] = possible.iter().all(|operation| operation.is_satisfied(lattice, &kept));
    }
    (0..granted.len()).filter(|&at| dropped[at]).collect()
}

#[cfg(test)]
mod tests;
