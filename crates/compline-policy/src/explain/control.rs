//! A control in words: what supports it.

use std::collections::BTreeSet;

use super::{Entry, Explanation, Kind, first_sentence, place};
use crate::Policy;
use crate::controls::{CATALOGUES, Meaning, meaning};

/// The controls that go by a name: by the whole of it, or by the id alone.
pub(super) fn called(policy: &Policy, name: &str) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = carried(policy).into_iter().map(|(id, _)| id).filter(|id| id == name).collect();
    for catalogue in &CATALOGUES {
        let ids = catalogue.ids().map(|(id, _)| id);
        let full =
            ids.filter(|id| id == name || name.strip_prefix(catalogue.name).is_some_and(|rest| rest.trim() == id));
        found.extend(full.map(|id| format!("{} {id}", catalogue.name)));
    }
    found
}

/// Every control that some rule supports, with its title.
pub(super) fn carried(policy: &Policy) -> Vec<(String, Option<String>)> {
    let ids: BTreeSet<&str> = policy.rules.iter().flat_map(|rule| &rule.controls).map(|control| &**control).collect();
    ids.into_iter().map(|id| (id.to_owned(), title(id))).collect()
}

fn title(control: &str) -> Option<String> {
    match meaning(control) {
        Meaning::Known(title) => Some(title.to_owned()),
        Meaning::Own | Meaning::Wrong(..) => None,
    }
}

pub(super) fn explain(policy: &Policy, control: &str) -> Explanation {
    let mut out = Explanation::new(Kind::Control, control);
    out.title = title(control);
    let catalogue = CATALOGUES.iter().find(|catalogue| out.title.is_some() && control.starts_with(catalogue.name));
    out.say("catalogue", catalogue.map(|of| Entry::new(format!("{}, {}", of.name, of.edition))));
    let rules = policy.rules.iter().filter(|rule| rule.controls.iter().any(|of| **of == *control));
    out.say(
        "rules",
        rules.map(|rule| {
            let says = rule.doc.as_deref().map(first_sentence).filter(|text| !text.is_empty());
            Entry::new(&*rule.id).at(place(policy, rule.at)).with(says.map(Entry::new))
        }),
    );
    if out.facts.iter().all(|fact| fact.name != "rules") {
        out.say("note", [Entry::new("no rule of the loaded packs supports it")]);
    }
    out
}
