//! Scopes by the words of `docs/language.md`: what covers what, which lattice is meant, what operations need.

use std::collections::BTreeMap;

use compline_manifest::schema::Field;
use compline_time::{Tick, Tri};

use super::evaluate::{Reference, has_begun, tri};
use super::made::{Lattice, Line, Operation};
use super::manifest::{Thing, Value};

/// The texts that captures of a pattern take, if a scope fits. Captures take one whole word between dots here.
fn captures(pattern: &str, scope: &str) -> Option<BTreeMap<String, String>> {
    let (pattern, scope): (Vec<&str>, Vec<&str>) = (pattern.split('.').collect(), scope.split('.').collect());
    if pattern.len() != scope.len() {
        return None;
    }
    let mut found = BTreeMap::new();
    for (part, word) in pattern.iter().zip(&scope) {
        if part.starts_with('{') {
            if word.is_empty() {
                return None;
            }
            found.insert((*part).to_owned(), (*word).to_owned());
        } else if part != word {
            return None;
        }
    }
    Some(found)
}

fn fill(pattern: &str, captures: &BTreeMap<String, String>) -> String {
    let parts = pattern.split('.').map(|part| captures.get(part).map_or(part, String::as_str));
    parts.collect::<Vec<_>>().join(".")
}

impl Lattice {
    fn folded(&self, text: &str) -> String {
        if self.fold { text.to_lowercase() } else { text.to_owned() }
    }

    /// What gives a scope: any of these, of each all.
    fn ways(&self, scope: &str) -> Vec<Vec<String>> {
        let mut ways = vec![];
        let mut way = |narrow: &str, wide: &[&str]| {
            if let Some(found) = captures(&self.folded(narrow), scope) {
                ways.push(wide.iter().map(|wide| fill(&self.folded(wide), &found)).collect());
            }
        };
        for line in &self.lines {
            match line {
                Line::Covers(wide, narrow) => way(narrow, &[wide]),
                Line::Same(one, other) => {
                    way(one, &[other]);
                    way(other, &[one]);
                }
                Line::Splits(whole, parts) => {
                    way(whole, parts);
                    for part in parts {
                        way(part, &[whole]);
                    }
                }
                Line::Retired(_) | Line::Tier(..) => {}
            }
        }
        ways
    }

    fn follows(&self, granted: &[String], scope: &str, above: &mut Vec<String>) -> bool {
        if granted.iter().any(|one| one == scope) {
            return true;
        }
        if above.iter().any(|one| one == scope) {
            return false;
        }
        above.push(scope.to_owned());
        let ways = self.ways(scope);
        let found = ways.iter().any(|all| all.iter().all(|one| self.follows(granted, one, above)));
        above.pop();
        found
    }

    /// A scope and all that mean the same.
    fn names(&self, scope: &str) -> Vec<String> {
        let mut names = vec![self.folded(scope)];
        let mut at = 0;
        while at < names.len() {
            for line in &self.lines {
                let Line::Same(one, other) = line else { continue };
                for (from, to) in [(one, other), (other, one)] {
                    let found = captures(&self.folded(from), &names[at]);
                    let other = found.map(|found| fill(&self.folded(to), &found));
                    names.extend(other.filter(|other| !names.contains(other)));
                }
            }
            at += 1;
        }
        names
    }

    /// The tier of a scope: of a line that names it whole before one with a capture. Null if it is in none, and absent
    /// where the lattice tells no tiers.
    fn tier(&self, scope: &str) -> Value {
        let tiers: Vec<(&str, &'static str)> = self
            .lines
            .iter()
            .filter_map(|line| match line {
                Line::Tier(tier, pattern) => Some((*pattern, *tier)),
                _ => None,
            })
            .collect();
        if tiers.is_empty() {
            return Value::Absent;
        }
        let names = self.names(scope);
        let fits = |pattern: &str| names.iter().any(|name| captures(&self.folded(pattern), name).is_some());
        let fitting: Vec<(&str, &'static str)> = tiers.into_iter().filter(|(pattern, _)| fits(pattern)).collect();
        let whole = fitting.iter().find(|(pattern, _)| !pattern.contains('{'));
        whole.or(fitting.first()).map_or(Value::Null, |(_, tier)| Value::Text((*tier).to_owned()))
    }
}

/// Whether who has all of these has a scope. Without a lattice, a scope gives itself alone.
fn gives(lattice: Option<&Lattice>, granted: &[String], scope: &str) -> bool {
    match lattice {
        None => granted.iter().any(|one| one == scope),
        Some(lattice) => {
            let granted: Vec<String> = granted.iter().map(|one| lattice.folded(one)).collect();
            lattice.follows(&granted, &lattice.folded(scope), &mut vec![])
        }
    }
}

fn satisfied(lattice: Option<&Lattice>, needs: &[Vec<String>], granted: &[String]) -> bool {
    needs.iter().any(|all| all.iter().all(|scope| gives(lattice, granted, scope)))
}

/// The scopes that are excess, by their number: of all sets of scopes that leave every operation possible that was, the
/// one that leaves out the widest, and of equals the last.
fn excess(lattice: Option<&Lattice>, operations: &[Vec<Vec<String>>], granted: &[String]) -> Vec<bool> {
    let some = |kept: &[bool]| -> Vec<String> {
        granted.iter().zip(kept).filter(|(_, kept)| **kept).map(|(scope, _)| scope.clone()).collect()
    };
    let possible: Vec<_> = operations.iter().filter(|needs| satisfied(lattice, needs, granted)).collect();
    let width = |at: usize| granted.iter().filter(|other| gives(lattice, &granted[at..=at], other)).count();
    let mut order: Vec<usize> = (0..granted.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(width(*at)), std::cmp::Reverse(*at)));
    let sets = (0..1_u32 << granted.len()).map(|bits| (0..granted.len()).map(|at| bits >> at & 1 == 1).collect());
    let enough = |kept: &Vec<bool>| possible.iter().all(|needs| satisfied(lattice, needs, &some(kept)));
    let best = sets.filter(enough).min_by_key(|kept: &Vec<bool>| order.iter().map(|at| kept[*at]).collect::<Vec<_>>());
    best.unwrap().into_iter().map(|kept| !kept).collect()
}

/// What the endpoints of a connection need.
struct Demand {
    known: Vec<Vec<Vec<String>>>,
    open: bool,
}

fn needs_of(operation: &Operation) -> Vec<Vec<String>> {
    operation.needs.iter().map(|all| all.iter().map(|scope| (*scope).to_owned()).collect()).collect()
}

/// What all agree about.
fn agreed(answers: impl Iterator<Item = Tri>) -> Tri {
    answers.reduce(|a, b| if a == b { a } else { Tri::Unknown }).unwrap()
}

impl<'p> Reference<'p> {
    fn vendor_name(&self, thing: &Thing) -> Option<&'p str> {
        match self.supposed(thing, Field::Vendor) {
            Value::Word(vendor) => Some(self.policy.vendors.iter().nth(vendor as usize).unwrap().1.name.as_str()),
            _ => None,
        }
    }

    /// The lattices that may be meant.
    fn meant(&self, thing: &Thing) -> Vec<Option<&'p Lattice>> {
        let all: Vec<Option<&Lattice>> = self.made.lattices.iter().map(Some).collect();
        match (self.vendor_name(thing), self.supposed(thing, Field::Vendor)) {
            (Some("v"), _) => {}
            (Some(_), _) | (None, Value::Text(_)) => return vec![None],
            _ => return all.into_iter().chain([None]).collect(),
        }
        // One that is alone is meant, unless what it is for is known to be something else.
        let only = self.made.lattices.len() == 1;
        let could_be = |field: Field, named: &'static str| match self.supposed(thing, field) {
            Value::Text(text) => vec![Some(text)],
            _ if only => vec![None],
            _ => vec![Some(named.to_owned()), Some("something else".to_owned())],
        };
        let mut meant: Vec<Option<usize>> = vec![];
        for api in could_be(Field::Api, "books") {
            for kind in could_be(Field::TokenKind, "bot") {
                let fits = |own: Option<&str>, asked: &Option<String>| match (own, asked) {
                    (Some(own), Some(asked)) => own.eq_ignore_ascii_case(asked),
                    _ => true,
                };
                let lattices = self.made.lattices.iter().enumerate();
                let fitting = lattices.filter(|(_, one)| fits(one.api, &api) && fits(one.kind, &kind));
                let best = fitting.max_by_key(|(_, one)| {
                    let named = usize::from(one.api.is_some()) + usize::from(one.kind.is_some());
                    (named, one.api.is_some())
                });
                let best = best.map(|(at, _)| at);
                if !meant.contains(&best) {
                    meant.push(best);
                }
            }
        }
        meant.into_iter().map(|at| at.map(|at| &self.made.lattices[at])).collect()
    }

    /// Whether scopes, or one scope, lie within others.
    pub fn within(&self, thing: &Thing, value: &Value, wide: &[String]) -> Tri {
        let one = |lattice, scope: &Option<String>| {
            scope.as_ref().map_or(Tri::Unknown, |scope| tri(gives(lattice, wide, scope)))
        };
        agreed(self.meant(thing).into_iter().map(|lattice| match value {
            Value::List(items) if items.is_empty() => match empty(lattice) {
                "all" => Tri::False,
                "none" => Tri::True,
                _ => Tri::Unknown,
            },
            Value::List(items) => items.iter().map(|item| one(lattice, item)).fold(Tri::True, Tri::and),
            Value::Text(scope) => one(lattice, &Some(scope.clone())),
            _ => Tri::Unknown,
        }))
    }

    /// Whether scopes, or one scope, together cover another.
    pub fn covers(&self, thing: &Thing, value: &Value, narrow: &str) -> Tri {
        let items = match value {
            Value::List(items) => items.clone(),
            Value::Text(scope) => vec![Some(scope.clone())],
            _ => return Tri::Unknown,
        };
        let known: Vec<String> = items.iter().flatten().cloned().collect();
        agreed(self.meant(thing).into_iter().map(|lattice| match (items.is_empty(), empty(lattice)) {
            (true, "all") => Tri::True,
            (true, "unknown") => Tri::Unknown,
            _ if gives(lattice, &known, narrow) => Tri::True,
            _ if known.len() < items.len() => Tri::Unknown,
            _ => Tri::False,
        }))
    }

    /// Whether a scope is no longer to be had.
    pub fn retired(&self, thing: &Thing, tick: Tick) -> Tri {
        let Value::Text(scope) = self.supposed(thing, Field::Scope) else { return Tri::Unknown };
        agreed(self.meant(thing).into_iter().map(|lattice| {
            let Some(lattice) = lattice else { return Tri::Unknown };
            let number = self.made.lattices.iter().position(|one| std::ptr::eq(one, lattice)).unwrap();
            let points = &self.policy.lattices[number].lattice.parts().retired;
            let patterns = lattice.lines.iter().filter_map(|line| match line {
                Line::Retired(pattern) => Some(lattice.folded(pattern)),
                _ => None,
            });
            let each = patterns.zip(points).map(|(pattern, retired)| {
                if captures(&pattern, &lattice.folded(&scope)).is_none() {
                    return Tri::False;
                }
                retired.from.as_ref().map_or(Tri::True, |point| {
                    has_begun(self.begins(point, thing, self.axis, self.meant_in(point, None)), tick)
                })
            });
            each.fold(Tri::False, Tri::or)
        }))
    }

    /// The tier of a scope: nothing where nobody can tell.
    pub fn tier(&self, thing: &Thing) -> Value {
        let Value::Text(scope) = thing.value(Field::Scope) else { return Value::Absent };
        // What is worked out from a manifest needs the vendor.
        if self.vendor_name(thing).is_none() {
            return Value::Absent;
        }
        let mut tiers =
            self.meant(thing).into_iter().map(|lattice| lattice.map_or(Value::Absent, |lattice| lattice.tier(&scope)));
        let first = tiers.next().unwrap();
        if tiers.all(|other| other == first) { first } else { Value::Absent }
    }

    fn demand(&self, thing: &Thing) -> Demand {
        let vendor = self.vendor_name(thing);
        let mut demand = Demand { known: vec![], open: false };
        for endpoint in &thing.calls {
            match endpoint.value(Field::Role) {
                Value::Word(0) | Value::Absent | Value::Null => {}
                Value::Word(_) => continue,
                _ => {
                    demand.open = true;
                    continue;
                }
            }
            if let Value::Text(host) = endpoint.value(Field::Host)
                && self.made.host(&host).is_some_and(|whose| Some(whose.vendor) != vendor)
            {
                continue;
            }
            let operation = match (vendor, endpoint.value(Field::Method), endpoint.value(Field::Path)) {
                (Some("v"), Value::Text(method), Value::Text(path)) => self.made.operation(&method, &path),
                _ => None,
            };
            match operation {
                Some(operation) => demand.known.push(needs_of(operation)),
                None => demand.open = true,
            }
        }
        demand
    }

    /// Whether something is not known of what a connection needs, or of what it asks for.
    pub fn is_open(&self, connection: &Thing) -> bool {
        let unknown = matches!(connection.value(Field::Scopes), Value::List(items) if items.contains(&None));
        self.demand(connection).open || unknown
    }

    /// `scopes covers needed`.
    pub fn covers_needed(&self, thing: &Thing) -> Tri {
        let demand = self.demand(thing);
        let Value::List(items) = thing.value(Field::Scopes) else { return Tri::Unknown };
        if demand.known.is_empty() {
            return Tri::Unknown;
        }
        let known: Vec<String> = items.iter().flatten().cloned().collect();
        agreed(self.meant(thing).into_iter().map(|lattice| {
            match (items.is_empty(), empty(lattice)) {
                (true, "all") => return Tri::True,
                (true, "unknown") => return Tri::Unknown,
                _ => {}
            }
            let enough = demand.known.iter().all(|needs| satisfied(lattice, needs, &known));
            match (enough, known.len() < items.len()) {
                // What is not known to be needed may be missing.
                (true, _) if demand.open => Tri::Unknown,
                (true, _) => Tri::True,
                (false, true) => Tri::Unknown,
                (false, false) => Tri::False,
            }
        }))
    }

    /// `scopes within needed`, and of one scope `scope within needed`.
    pub fn within_needed(&self, thing: &Thing, value: &Value) -> Tri {
        let demand = self.demand(thing);
        let Value::List(items) = thing.value(Field::Scopes) else { return Tri::Unknown };
        if demand.known.is_empty() {
            return Tri::Unknown;
        }
        let own = if let Value::Text(own) = value { Some(own) } else { None };
        agreed(self.meant(thing).into_iter().map(|lattice| {
            if items.is_empty() {
                return match empty(lattice) {
                    "all" if demand.open => Tri::Unknown,
                    "all" => Tri::False,
                    "none" => Tri::True,
                    _ => Tri::Unknown,
                };
            }
            // What is not known of the list may be any of what operations need, or nothing at all.
            let mut lists = vec![items.iter().flatten().cloned().collect::<Vec<String>>()];
            for _ in items.iter().filter(|item| item.is_none()) {
                let any = demand.known.iter().flatten().flatten().cloned().chain(["nothing at all".to_owned()]);
                let any: Vec<String> = any.collect();
                lists = lists
                    .iter()
                    .flat_map(|list| any.iter().map(|one| [&list[..], std::slice::from_ref(one)].concat()))
                    .collect();
            }
            let answers = lists.iter().flat_map(|granted| {
                // An operation that is not known may need any of these scopes together.
                let others = if demand.open { 1_u32 << granted.len() } else { 1 };
                (0..others).map(|bits| {
                    let mut operations = demand.known.clone();
                    let needed = granted.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
                    operations.push(vec![needed.map(|(_, scope)| scope.clone()).collect()]);
                    let dropped = excess(lattice, &operations, granted);
                    let mut each = granted.iter().zip(dropped);
                    tri(!each.any(|(scope, dropped)| dropped && own.is_none_or(|own| own == scope)))
                })
            });
            agreed(answers)
        }))
    }
}

/// What asking for no scope gets: nothing, as it is written.
fn empty(lattice: Option<&Lattice>) -> &'static str {
    lattice.and_then(|lattice| lattice.empty).unwrap_or("none")
}
