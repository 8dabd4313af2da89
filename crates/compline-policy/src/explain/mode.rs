//! An auth mode in words: where it lies in the tree, and which rules speak of it.

use super::{Entry, Explanation, Kind, place};
use crate::Policy;
use crate::expr::{Expr, ExprKind, Test};
use crate::mode::ModeId;
use crate::rule::Rule;

pub(super) fn explain(policy: &Policy, id: ModeId) -> Explanation {
    let mode = policy.modes.get(id);
    let mut out = Explanation::new(Kind::Mode, &mode.path);
    out.title = Some(mode.title.clone());
    out.at = place(policy, mode.at);
    out.doc.clone_from(&mode.doc);
    out.say("goes by", (mode.name != mode.path).then(|| Entry::new(&mode.name)));
    let of = |id: ModeId| {
        let mode = policy.modes.get(id);
        Entry::new(format!("{}, {}", mode.path, mode.title)).at(place(policy, mode.at))
    };
    out.say("kind of", mode.parent.map(of));
    let children = policy.modes.iter().filter(|(_, child)| child.parent == Some(id));
    out.say("kinds", children.map(|(child, _)| of(child)));
    out.say("known as", policy.modes.words_of(id).into_iter().map(Entry::new));
    let mut rules: Vec<Entry> = vec![];
    for rule in &policy.rules {
        let named: Vec<ModeId> = modes_of(rule).into_iter().filter(|named| policy.modes.is(id, *named)).collect();
        if let Some(named) = named.first() {
            let by = if *named == id { String::new() } else { format!(" (by `{}`)", policy.modes.get(*named).path) };
            rules.push(Entry::new(format!("{}{by}", rule.id)).at(place(policy, rule.at)));
        }
    }
    out.say("rules", rules);
    out
}

/// The modes that a rule's conditions name.
pub(super) fn modes_of(rule: &Rule) -> Vec<ModeId> {
    let mut found = vec![];
    let mut add = |expr: &Expr| {
        if let ExprKind::Test { test: Test::Under(modes), .. } = &expr.kind {
            found.extend(modes.iter().copied());
        }
    };
    rule.selection.walk(&mut add);
    rule.broken.walk(&mut add);
    found
}
