//! A vendor in words, and its scopes.

use std::collections::BTreeSet;

use super::{Entry, Explanation, Kind, cutoff, mode, place, rule, sources};
use crate::Policy;
use crate::cutoff::{CutoffId, Point};
use crate::expr::{Expr, ExprKind, Test};
use crate::mode::ModeId;
use crate::operations::Operations;
use crate::policy::VendorScopes;
use crate::rule::RuleId;
use crate::vendor::VendorId;

pub(super) fn explain(policy: &Policy, id: VendorId) -> Explanation {
    let vendor = policy.vendors.get(id);
    let mut out = Explanation::new(Kind::Vendor, &vendor.name);
    out.title = Some(vendor.title.clone());
    out.at = place(policy, vendor.at);
    out.doc.clone_from(&vendor.doc);
    out.say("known as", vendor.known_as.iter().map(|known| Entry::new(known.as_str())));
    out.say(
        "hosts",
        vendor.hosts.iter().map(|(host, region)| {
            let region = region.map(|region| format!(", region {}", policy.vendors.region_name(region)));
            Entry::new(format!("{host}{}", region.unwrap_or_default()))
        }),
    );
    let regions: Vec<&str> = vendor.regions.iter().map(|region| policy.vendors.region_name(*region)).collect();
    out.say("regions", (!regions.is_empty()).then(|| Entry::new(regions.join(", "))));
    out.say("checked through", vendor.checked_through.map(|day| Entry::new(day.in_words())));
    let cutoffs = policy.cutoffs.iter().filter(|cutoff| cutoff.vendor == Some(id));
    out.say(
        "cutoffs",
        cutoffs.map(|cutoff| Entry::new(format!("{}, {}", cutoff.id, cutoff.title)).at(place(policy, cutoff.at))),
    );
    let rules: Vec<RuleId> = policy.rules_of_vendor(id).to_vec();
    // Its modes: those that its own rules name.
    let modes: BTreeSet<ModeId> = rules.iter().flat_map(|rule| mode::modes_of(policy.rule(*rule))).collect();
    out.say(
        "modes",
        modes.into_iter().map(|id| {
            let mode = policy.modes.get(id);
            Entry::new(format!("{}, {}", mode.path, mode.title)).at(place(policy, mode.at))
        }),
    );
    // Rules that speak of a cutoff are told there.
    let other = rules
        .into_iter()
        .map(|id| policy.rule(id))
        .filter(|rule| !rule.stages.iter().any(|stage| policy.cutoffs[stage.cutoff.0 as usize].vendor == Some(id)));
    out.say(
        "other rules",
        other.map(|of| {
            rule::concerned(policy, of).with(of.help.as_ref().map(|help| Entry::new(rule::in_words(policy, help))))
        }),
    );
    let scopes = policy
        .lattice(id)
        .map(|_| Entry::new(format!("a pack says which cover which; ask about one as `{}:SCOPE`", vendor.name)));
    out.say("scopes", scopes);
    for (index, cutoff) in policy.cutoffs.iter().enumerate().filter(|(_, cutoff)| cutoff.vendor == Some(id)) {
        let mut section = cutoff::explain(policy, CutoffId(index as u32), cutoff);
        section.facts.retain(|fact| fact.name != "vendor");
        out.sections.push(section);
    }
    out
}

/// A scope of a vendor, by each lattice that it may be meant in.
pub(super) fn explain_scope(policy: &Policy, id: VendorId, scope: &str) -> Explanation {
    let vendor = policy.vendors.get(id);
    let mut out = Explanation::new(Kind::Scope, format!("{}:{scope}", vendor.name));
    out.title = Some(format!("scope `{scope}` of {}", vendor.title));
    let all: Vec<&VendorScopes> = policy.lattices.iter().filter(|scopes| scopes.vendor == id).collect();
    let asked = asked_of(policy, id);
    match all.as_slice() {
        [] => out.say(
            "note",
            [Entry::new(format!("no loaded pack declares the scopes of {}: each covers itself alone", vendor.title))],
        ),
        [one] => {
            for (name, entries) in scope_facts(policy, one, scope, &asked) {
                out.say(name, entries);
            }
        }
        // One string can mean different things in two APIs, or with two kinds of token.
        several => {
            for scopes in several {
                let facts = scope_facts(policy, scopes, scope, &asked);
                let facts = facts.into_iter().filter(|(_, entries)| !entries.is_empty());
                let facts = facts.map(|(name, entries)| Entry::new(name).with(entries));
                out.say("in", [Entry::new(which(scopes)).at(place(policy, scopes.at)).with(facts)]);
            }
        }
    }
    let operations = policy.operations(id).into_iter().flat_map(Operations::iter);
    let needing = operations.filter(|operation| {
        operation
            .needs
            .iter()
            .flatten()
            .any(|needed| all.iter().any(|scopes| scopes.lattice.covers(scope, needed)) || needed == scope)
    });
    let needing: Vec<Entry> = needing
        .map(|operation| {
            let needs = operation.needs_in_words();
            Entry::new(format!("{} needs {needs}", operation.pattern.as_str())).at(place(policy, operation.at))
        })
        .collect();
    let more = needing.len().saturating_sub(MOST_OPERATIONS);
    let more = (more > 0).then(|| Entry::new(format!("and {more} more")));
    out.say("gives", needing.into_iter().take(MOST_OPERATIONS).chain(more));
    let about = asked.iter().filter(|(_, scopes)| {
        scopes.iter().any(|one| {
            all.iter().any(|known| known.lattice.covers(one, scope) || known.lattice.covers(scope, one)) || one == scope
        })
    });
    out.say("rules", about.map(|(rule, _)| Entry::new(rule.as_str())));
    if out.facts.is_empty() {
        out.say("note", [Entry::new("it covers no other scope that a pack names, and none covers it")]);
    }
    out
}

/// The most operations that are listed.
const MOST_OPERATIONS: usize = 40;

/// For which API and kind of token a lattice is.
fn which(scopes: &VendorScopes) -> String {
    match (&scopes.api, &scopes.kind) {
        (None, None) => "any other API and kind of token".into(),
        (Some(api), None) => format!("API `{api}`"),
        (None, Some(kind)) => format!("tokens of kind `{kind}`"),
        (Some(api), Some(kind)) => format!("API `{api}` with tokens of kind `{kind}`"),
    }
}

/// The rules that name scopes and may concern a vendor, with these scopes.
fn asked_of(policy: &Policy, id: VendorId) -> Vec<(String, Vec<String>)> {
    let mut asked = vec![];
    for rule in policy.rules.iter().filter(|rule| rule.vendors.as_ref().is_some_and(|all| all.contains(&id))) {
        let mut scopes = vec![];
        let mut add = |expr: &Expr| {
            if let ExprKind::Test { test, .. } = &expr.kind {
                match test {
                    Test::Within(wide) => scopes.extend(wide.iter().cloned()),
                    Test::Covers(one) => scopes.push(one.clone()),
                    _ => {}
                }
            }
        };
        rule.selection.walk(&mut add);
        rule.broken.walk(&mut add);
        asked.push((rule.id.to_string(), scopes));
    }
    asked
}

/// What one lattice says of a scope.
fn scope_facts(
    policy: &Policy,
    scopes: &VendorScopes,
    scope: &str,
    asked: &[(String, Vec<String>)],
) -> Vec<(&'static str, Vec<Entry>)> {
    let lattice = &scopes.lattice;
    let own = lattice.normal(scope);
    // What it covers is without end; of the scopes that packs name, it can be told.
    let mut named: BTreeSet<String> = lattice.literals().map(|scope| lattice.normal(&scope)).collect();
    named.extend(asked.iter().flat_map(|(_, scopes)| scopes).map(|scope| lattice.normal(scope)));
    let mut like = vec![scope];
    like.extend(asked.iter().flat_map(|(_, scopes)| scopes).map(String::as_str));
    let operations = policy.operations(scopes.vendor).into_iter().flat_map(Operations::iter);
    like.extend(operations.flat_map(|operation| operation.needs.iter().flatten()).map(String::as_str));
    let spelled = |text: String| lattice.spelled(&text, &like);
    let entries = |texts: Vec<String>| texts.into_iter().map(|text| Entry::new(spelled(text))).collect::<Vec<Entry>>();
    let retired = lattice.retired(scope).map(|retired| {
        let from = retired.from.as_ref().map_or_else(
            || "no longer to be had".to_owned(),
            |from| match from {
                Point::Stage(stage) => format!("from {}", policy.stage_name(*stage)),
                from => format!("from {}", from.in_words()),
            },
        );
        Entry::new(from).at(place(policy, retired.at))
    });
    let mut covers: BTreeSet<String> = lattice.covered(scope);
    covers.extend(named.into_iter().filter(|one| lattice.covers(scope, one)));
    covers.remove(&own);
    vec![
        ("same as", entries(lattice.aliases(scope))),
        ("tier", lattice.tier(scope).map(Entry::new).into_iter().collect()),
        ("retired", retired.collect()),
        ("splits into", entries(lattice.parts_of(scope).into_iter().map(|parts| parts.join(", ")).collect())),
        ("part of", entries(lattice.wholes_of(scope))),
        ("covered by", entries(lattice.covering(scope).into_iter().filter(|wide| *wide != own).collect())),
        ("covers", entries(covers.into_iter().collect())),
        ("sources", sources(policy, &scopes.sources)),
    ]
}
