//! Patterns of paths: which files a format may be in.

use serde::{Deserialize, Serialize};

/// A pattern of paths, with `/` between components whatever the system: `**/` stands for any folders or none, a last `**`
/// for anything below, `*` for any text within one component, `{name}` for non-empty text within one that is captured.
/// It fits at the end of a path, from its start or from any `/`; the case of ASCII letters does not count, as names of
/// files are written in any.
///
/// Where a path fits in several ways, a `**/` takes as many folders as it can, and so does a `*` or a `{name}` of
/// letters, each before what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct FilePattern {
    /// As written.
    pub pattern: String,
    components: Vec<Component>,
}

/// What stands between two `/` of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
enum Component {
    /// `**/`: any folders, or none.
    Folders,
    /// `**` at the end: anything, but something.
    Rest,
    /// A name.
    Name(Vec<Piece>),
}

/// A piece of a name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
enum Piece {
    /// Itself.
    Literal(String),
    /// `*`: any text.
    Text,
    /// `{name}`: any text but none.
    Capture(String),
}

impl FilePattern {
    /// Reads a pattern; what is wrong with it, otherwise.
    pub fn parse(pattern: &str) -> Result<Self, String> {
        if pattern.is_empty() {
            return Err("the pattern is empty".into());
        }
        if pattern.starts_with('/') {
            return Err("a pattern fits anywhere below the checked folder, so it cannot start with `/`".into());
        }
        if pattern.contains('\\') {
            return Err("components are divided by `/` on every system, not by `\\`".into());
        }
        let mut names = vec![];
        let mut components = vec![];
        let mut rest = Some(pattern);
        while let Some(text) = rest {
            let (component, after) = text.split_once('/').map_or((text, None), |(own, after)| (own, Some(after)));
            components.push(match (component, after) {
                ("**", Some(_)) => Component::Folders,
                ("**", None) => Component::Rest,
                _ if component.contains("**") => {
                    return Err("`**` stands for whole components: write `**/` before what follows".into());
                }
                _ => Component::Name(pieces(component, &mut names)?),
            });
            rest = after;
        }
        Ok(Self { pattern: pattern.to_owned(), components })
    }

    /// Whether a path, with `/` between components, is one of these.
    pub fn is_match(&self, path: &str) -> bool {
        self.search(path, None).is_some()
    }

    /// What `{name}` stands for in a path.
    pub fn capture<'p>(&self, path: &'p str, name: &str) -> Option<&'p str> {
        self.search(path, Some(name))?.taken
    }

    /// The names of its captures.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.components.iter().filter_map(|component| match component {
            Component::Name(pieces) => Some(pieces),
            _ => None,
        });
        names.flatten().filter_map(|piece| match piece {
            Piece::Capture(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The search, with what the capture that is wanted took, if the path fits.
    fn search<'p, 'n>(&self, path: &'p str, wanted: Option<&'n str>) -> Option<Search<'p, 'n>> {
        let several = self.components.iter().filter(|component| **component == Component::Folders).count() > 1;
        let mut search = Search { wanted, taken: None, hopeless: several.then(Vec::new) };
        search.fits(&self.components, Some(path)).then_some(search)
    }
}

/// One attempt to fit a path, from its end to its start: most paths differ from most patterns in the last component.
struct Search<'p, 'n> {
    wanted: Option<&'n str>,
    taken: Option<&'p str>,
    /// How many components and bytes were left where nothing fitted, so that several `**/` cost no more than their product.
    hopeless: Option<Vec<(usize, usize)>>,
}

impl<'p> Search<'p, '_> {
    /// Whether these components fit the end of a path; of a path of which nothing is left, only none and `**/` do.
    fn fits(&mut self, components: &[Component], path: Option<&'p str>) -> bool {
        let Some((last, before)) = components.split_last() else { return true };
        match last {
            Component::Name(pieces) => {
                let Some(path) = path else { return false };
                let (folders, name) =
                    path.rsplit_once('/').map_or((None, path), |(folders, name)| (Some(folders), name));
                name_fits(pieces, name, self.wanted, &mut self.taken) && self.fits(before, folders)
            }
            Component::Rest => path.is_some_and(|path| {
                let ends = path.match_indices('/').map(|(at, _)| at);
                if before.iter().all(|component| *component == Component::Folders) {
                    return !path.is_empty();
                }
                ends.filter(|end| end + 1 < path.len()).any(|end| self.fits(before, Some(&path[..end])))
            }),
            Component::Folders => {
                let left = path.map_or(0, |path| path.len() + 1);
                if self.hopeless.as_ref().is_some_and(|known| known.contains(&(components.len(), left))) {
                    return false;
                }
                if before.is_empty() {
                    return true;
                }
                let path_ends = path.into_iter().flat_map(|path| path.match_indices('/').map(|(at, _)| &path[..at]));
                let found = path_ends.map(Some).chain([path]).any(|path| self.fits(before, path));
                if let Some(known) = self.hopeless.as_mut().filter(|_| !found) {
                    known.push((components.len(), left));
                }
                found
            }
        }
    }
}

/// Whether a name is made of these pieces, each as long as it can be; what the capture that is wanted then takes.
fn name_fits<'p>(pieces: &[Piece], name: &'p str, wanted: Option<&str>, taken: &mut Option<&'p str>) -> bool {
    // What ends are fixed is cut off first, so that a single open piece, which is what most patterns have, is what is left.
    let (mut pieces, mut name) = (pieces, name);
    while let [Piece::Literal(text), rest @ ..] = pieces {
        match name.get(..text.len()) {
            Some(start) if start.eq_ignore_ascii_case(text) => (pieces, name) = (rest, &name[text.len()..]),
            _ => return false,
        }
    }
    while let [rest @ .., Piece::Literal(text)] = pieces {
        let at = name.len().checked_sub(text.len());
        match at.and_then(|at| Some((at, name.get(at..)?))) {
            Some((at, end)) if end.eq_ignore_ascii_case(text) => (pieces, name) = (rest, &name[..at]),
            _ => return false,
        }
    }
    let open = |piece: &Piece, text: &'p str, taken: &mut Option<&'p str>| match piece {
        Piece::Capture(_) if text.is_empty() => false,
        Piece::Capture(own) => {
            if wanted == Some(own) {
                *taken = Some(text);
            }
            true
        }
        _ => true,
    };
    match pieces {
        [] => name.is_empty(),
        [piece] => open(piece, name, taken),
        _ => {
            // From which offsets on the pieces from each number on fit, worked out from the last piece to the first.
            let mut fits = vec![vec![false; name.len() + 1]; pieces.len() + 1];
            fits[pieces.len()][name.len()] = true;
            for number in (0..pieces.len()).rev() {
                let (own, after) = fits.split_at_mut(number + 1);
                let (own, after) = (&mut own[number], &after[0]);
                match &pieces[number] {
                    Piece::Literal(text) => {
                        for (at, own) in own.iter_mut().enumerate() {
                            let end = at + text.len();
                            *own =
                                name.get(at..end).is_some_and(|found| found.eq_ignore_ascii_case(text)) && after[end];
                        }
                    }
                    piece => {
                        let least = usize::from(matches!(piece, Piece::Capture(_)));
                        let last = (0..=name.len()).rev().find(|&at| after[at] && name.is_char_boundary(at));
                        for (at, own) in own.iter_mut().enumerate() {
                            *own = name.is_char_boundary(at) && last.is_some_and(|last| at + least <= last);
                        }
                    }
                }
            }
            if !fits[0][0] {
                return false;
            }
            let mut at = 0;
            for (number, piece) in pieces.iter().enumerate() {
                let end = match piece {
                    Piece::Literal(text) => at + text.len(),
                    _ => (at..=name.len()).rev().find(|&end| fits[number + 1][end]).unwrap_or(at),
                };
                open(piece, &name[at..end], taken);
                at = end;
            }
            true
        }
    }
}

/// Reads one component.
fn pieces<'t>(component: &'t str, names: &mut Vec<&'t str>) -> Result<Vec<Piece>, String> {
    let mut pieces = vec![];
    let mut rest = component;
    while let Some(at) = rest.find(['*', '{', '}']) {
        let (literal, after) = rest.split_at(at);
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal.to_owned()));
        }
        let inner = &after[1..];
        match after.as_bytes()[0] {
            b'*' => {
                pieces.push(Piece::Text);
                rest = inner;
            }
            b'{' => {
                let Some((name, after)) = inner.split_once('}') else { return Err("a `{` is not closed".into()) };
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
                pieces.push(Piece::Capture(name.to_owned()));
                rest = after;
            }
            _ => return Err("a `}` closes nothing".into()),
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests;
