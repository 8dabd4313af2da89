//! What packs say of vendors, one line off: hosts and scopes.

use compline_diagnostic::FileSpan;
use compline_manifest::schema::Field;

use super::dates::shifted_points;
use super::{Change, Mutant, MutantKind, Part};
use crate::expr::{Expr, ExprKind, Test};
use crate::policy::Policy;
use crate::scope_lattice::{Parts, ScopeLattice};

/// Whether some rule asks about scopes.
fn asks_scopes(policy: &Policy) -> bool {
    let mut asked = false;
    for condition in policy.rules.iter().flat_map(|rule| [&rule.selection, &rule.broken]) {
        condition.walk(&mut |expr: &Expr| {
            let ExprKind::Test { operand, test } = &expr.kind else { return };
            asked |= matches!(test, Test::Within(_) | Test::Covers(_) | Test::WithinNeeded | Test::CoversNeeded)
                || matches!(operand.field(), Some(Field::ScopeTier | Field::ScopeRetired));
        });
    }
    asked
}

/// Every mutant of what a pack says of vendors. Scopes that no rule asks about have none: nothing could tell. Operations
/// have none: tables of them are long and read from descriptions.
pub(super) fn vendor_mutants(policy: &Policy, pack: &str, found: &mut Vec<Mutant>) {
    let Some(number) = policy.packs.iter().position(|info| info.name == pack) else { return };
    let is_ours = |at: FileSpan| policy.usage.pack_of(at) == Some(number);
    let asked = asks_scopes(policy);
    for (id, vendor) in policy.vendors.iter().filter(|(_, vendor)| vendor.pack == number && !policy.rules.is_empty()) {
        for (index, (pattern, region)) in vendor.hosts.iter().enumerate() {
            let mut push = |what: String, hosts: Vec<_>| {
                let change = Change::Vendors(Box::new(policy.vendors.with_hosts(id, hosts)));
                found.push(Mutant { at: vendor.at, kind: MutantKind::Host, what, part: Part::Vendor, change });
            };
            let mut hosts = vendor.hosts.clone();
            hosts.remove(index);
            push(format!("without the host \"{pattern}\""), hosts);
            if region.is_some() {
                let mut hosts = vendor.hosts.clone();
                hosts[index].1 = None;
                push(format!("the host \"{pattern}\" tells no region"), hosts);
            }
        }
    }
    for (index, scopes) in policy.lattices.iter().enumerate().filter(|(_, scopes)| asked && is_ours(scopes.at)) {
        let mut push = |at: Option<FileSpan>, kind, what: String, parts: Parts| {
            let change = Change::Lattice(index, Box::new(ScopeLattice::build(parts)));
            found.push(Mutant { at: at.unwrap_or(scopes.at), kind, what, part: Part::Scopes, change });
        };
        lattice_mutants(scopes.lattice.parts(), &mut push);
    }
}

type Push<'p> = dyn FnMut(Option<FileSpan>, MutantKind, String, Parts) + 'p;

fn lattice_mutants(parts: &Parts, push: &mut Push<'_>) {
    let without = |change: &dyn Fn(&mut Parts)| {
        let mut parts = parts.clone();
        change(&mut parts);
        parts
    };
    for (index, (wide, narrow)) in parts.covers.iter().enumerate() {
        let parts = without(&|parts| _ = parts.covers.remove(index));
        push(None, MutantKind::Scope, format!("without `\"{wide}\" covers \"{narrow}\"`"), parts);
    }
    for (index, class) in parts.same.iter().enumerate() {
        let words = class.iter().map(|one| format!("\"{one}\"")).collect::<Vec<_>>().join(" same as ");
        push(None, MutantKind::Scope, format!("without `{words}`"), without(&|parts| _ = parts.same.remove(index)));
    }
    for (index, (whole, _)) in parts.splits.iter().enumerate() {
        let parts = without(&|parts| _ = parts.splits.remove(index));
        push(None, MutantKind::Scope, format!("without the split of \"{whole}\""), parts);
    }
    for (index, (tier, scopes)) in parts.tiers.iter().enumerate() {
        let parts = without(&|parts| _ = parts.tiers.remove(index));
        push(None, MutantKind::Scope, format!("without \"{scopes}\" in tier `{tier}`"), parts);
    }
    for (index, retired) in parts.retired.iter().enumerate() {
        let parts = without(&|parts| _ = parts.retired.remove(index));
        push(Some(retired.at), MutantKind::Scope, "without this retirement".into(), parts);
        for (what, point) in retired.from.iter().flat_map(|from| shifted_points(from, false)) {
            let parts = without(&|parts| parts.retired[index].from = Some(point.clone()));
            push(Some(retired.at), MutantKind::Date, what, parts);
        }
    }
}

/// A scope as wide as the next that covers it, and as narrow as the next that it covers, by a lattice that knows it.
pub(super) fn wider_and_narrower(policy: &Policy, scope: &str) -> Vec<(&'static str, String)> {
    let mut found = vec![];
    for scopes in &policy.lattices {
        let lattice = &scopes.lattice;
        let mut add = |word: &'static str, other: Option<String>| {
            if let Some(other) = other
                && !found.iter().any(|(known, _)| *known == word)
            {
                found.push((word, other));
            }
        };
        let covering = lattice.covering(scope).into_iter();
        add(
            "wider",
            covering.filter(|wide| !lattice.covers(scope, wide)).min_by_key(|wide| lattice.covering(wide).len()),
        );
        let mut narrow: Vec<String> = lattice.literals().filter(|one| lattice.covers(scope, one)).collect();
        narrow.retain(|one| !lattice.covers(one, scope));
        narrow.sort();
        add("narrower", narrow.into_iter().min_by_key(|one| lattice.covering(one).len()));
    }
    found
}
