//! A vendor in words, and its scopes.

use std::collections::BTreeSet;

use super::{Entry, Explanation, Kind, mode, place};
use crate::Policy;
use crate::expr::{Expr, ExprKind, Test};
use crate::mode::ModeId;
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
    out.say(
        "rules",
        rules.into_iter().map(|id| {
            let rule = policy.rule(id);
            Entry::new(&*rule.id).at(place(policy, rule.at))
        }),
    );
    let scopes = policy
        .lattice(id)
        .map(|_| Entry::new(format!("a pack says which cover which; ask about one as `{}:SCOPE`", vendor.name)));
    out.say("scopes", scopes);
    out
}

pub(super) fn explain_scope(policy: &Policy, id: VendorId, scope: &str) -> Explanation {
    let vendor = policy.vendors.get(id);
    let mut out = Explanation::new(Kind::Scope, format!("{}:{scope}", vendor.name));
    out.title = Some(format!("scope `{scope}` of {}", vendor.title));
    let Some(lattice) = policy.lattice(id) else {
        out.say(
            "note",
            [Entry::new(format!("no loaded pack declares the scopes of {}: each covers itself alone", vendor.title))],
        );
        return out;
    };
    let own = lattice.normal(scope);
    out.say("covered by", lattice.covering(scope).into_iter().filter(|wide| *wide != own).map(Entry::new));
    // What it covers is without end; of the scopes that packs name, it can be told.
    let mut named: BTreeSet<String> = lattice.literals().map(|scope| lattice.normal(&scope)).collect();
    let mut asked: Vec<(String, bool)> = vec![];
    for rule in &policy.rules {
        if rule.vendors.as_ref().is_some_and(|vendors| !vendors.contains(&id)) {
            continue;
        }
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
        if rule.vendors.is_some() {
            named.extend(scopes.iter().map(|scope| lattice.normal(scope)));
            let about = scopes.iter().any(|one| lattice.covers(one, scope) || lattice.covers(scope, one));
            asked.push((rule.id.to_string(), about));
        }
    }
    out.say("covers", named.into_iter().filter(|one| *one != own && lattice.covers(scope, one)).map(Entry::new));
    out.say("rules", asked.into_iter().filter(|(_, about)| *about).map(|(rule, _)| Entry::new(rule)));
    if out.facts.is_empty() {
        out.say("note", [Entry::new("it covers no other scope that a pack names, and none covers it")]);
    }
    out
}
