//! What packs say of hosts, scopes, operations and waivers, as they were made: nothing here has been through the
//! compiler.

use compline_time::Day;

/// A vendor's host pattern.
#[derive(Clone, Debug)]
pub struct Host {
    pub vendor: &'static str,
    pub pattern: &'static str,
    pub region: Option<&'static str>,
}

/// A line of a lattice.
#[derive(Clone, Debug)]
pub enum Line {
    Covers(&'static str, &'static str),
    Same(&'static str, &'static str),
    Splits(&'static str, [&'static str; 2]),
    /// Retired scopes; the point stands in the compiled lattice, in the same order.
    Retired(&'static str),
    Tier(&'static str, &'static str),
}

/// A lattice of the vendor `v`.
#[derive(Clone, Debug, Default)]
pub struct Lattice {
    pub api: Option<&'static str>,
    pub kind: Option<&'static str>,
    pub fold: bool,
    pub empty: Option<&'static str>,
    pub lines: Vec<Line>,
}

/// A line of the table of operations of `v`.
#[derive(Clone, Debug)]
pub struct Operation {
    pub method: &'static str,
    pub path: &'static str,
    /// Alternatives, of each all scopes.
    pub needs: Vec<Vec<&'static str>>,
}

/// A waiver: its number is that in the policy.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The rule; all, where there is none.
    pub rule: Option<usize>,
    pub integration: Option<&'static str>,
    pub connection: Option<&'static str>,
    pub from: Option<Day>,
    pub until: Day,
}

/// The limit on waivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    Days(i32),
    NoneAtAll,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Made {
    pub hosts: Vec<Host>,
    pub lattices: Vec<Lattice>,
    pub operations: Vec<Operation>,
    pub waivers: Vec<Waiver>,
    pub limit: Option<Limit>,
}

/// Whether a text fits a pattern in which `*` stands for any text and `?` for one character.
pub fn fits(pattern: &str, text: &str) -> bool {
    match (pattern.chars().next(), text.chars().next()) {
        (None, None) => true,
        (Some('*'), next) => fits(&pattern[1..], text) || next.is_some_and(|c| fits(pattern, &text[c.len_utf8()..])),
        (Some('?'), Some(c)) => fits(&pattern[1..], &text[c.len_utf8()..]),
        (Some(a), Some(b)) => a == b && fits(&pattern[a.len_utf8()..], &text[b.len_utf8()..]),
        _ => false,
    }
}

/// Whether a host fits a pattern, label by label: `*` stands for one or more.
fn host_fits(pattern: &[&str], host: &[&str]) -> bool {
    match (pattern, host) {
        ([], []) => true,
        (["*", rest @ ..], [_, more @ ..]) => host_fits(rest, more) || host_fits(pattern, more),
        ([a, rest @ ..], [b, more @ ..]) => a == b && host_fits(rest, more),
        _ => false,
    }
}

impl Made {
    /// Whose a host is: one given whole wins over a pattern, a longer pattern over a shorter one.
    pub fn host(&self, host: &str) -> Option<&Host> {
        let labels: Vec<&str> = host.split('.').collect();
        let fitting = self.hosts.iter().filter(|one| host_fits(&one.pattern.split('.').collect::<Vec<_>>(), &labels));
        fitting.max_by_key(|one| (!one.pattern.contains('*'), one.pattern.len()))
    }

    /// The operation that a request is: of those that fit, the most exact one, from left to right.
    pub fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        let asked: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let fitting = self.operations.iter().filter_map(|operation| {
            if !operation.method.eq_ignore_ascii_case(method) {
                return None;
            }
            let mut exact: Vec<u8> = vec![];
            let mut left = asked.iter();
            for part in operation.path.split('/').filter(|part| !part.is_empty()) {
                if part == "**" {
                    exact.push(0);
                    return Some((exact, operation));
                }
                let asked = left.next()?;
                if part.starts_with('{') {
                    exact.push(1);
                } else if part == *asked {
                    exact.push(2);
                } else {
                    return None;
                }
            }
            left.next().is_none().then_some((exact, operation))
        });
        // That nothing follows is more exact than that anything may.
        let end = |exact: &[u8]| exact.iter().copied().chain([1]).collect::<Vec<u8>>();
        fitting.max_by_key(|(exact, _)| end(exact)).map(|(_, operation)| operation)
    }
}
