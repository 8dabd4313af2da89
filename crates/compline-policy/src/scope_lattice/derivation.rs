//! How a scope can be come by: everything that covers it, alone or together, found by going up from it, and kept.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The ways to a scope. Node 0 is the scope itself.
#[derive(Debug, Default)]
pub(super) struct Derivation {
    /// Scopes as they are compared, each once.
    pub(super) nodes: Vec<String>,
    /// For each node, what gives it: any of these, each a list of nodes that give it together.
    pub(super) ways: Vec<Vec<Vec<u32>>>,
    /// Whether some way needs more than one node.
    pub(super) together: bool,
}

impl Derivation {
    /// The node of a scope, which is added if there is room.
    pub(super) fn node(&mut self, scope: &str) -> Option<u32> {
        // A pack can write edges that make ever longer scopes; a real scope is covered by a few others.
        const NODES: usize = 256;
        const LENGTH: usize = 1024;
        if let Some(known) = self.nodes.iter().position(|node| node == scope) {
            return Some(known as u32);
        }
        if self.nodes.len() >= NODES || scope.len() >= LENGTH {
            return None;
        }
        self.nodes.push(scope.to_owned());
        self.ways.push(vec![]);
        Some(self.nodes.len() as u32 - 1)
    }

    /// Whether the scope follows from those nodes that are granted.
    pub(super) fn follows_from(&self, granted: &dyn Fn(&str) -> bool) -> bool {
        if !self.together {
            // Every node gives the one it was reached from.
            return self.nodes.iter().any(|node| granted(node));
        }
        let mut have: Vec<bool> = self.nodes.iter().map(|node| granted(node)).collect();
        let mut changed = have.contains(&true);
        while changed && !have[0] {
            changed = false;
            for (node, ways) in self.ways.iter().enumerate() {
                if !have[node] && ways.iter().any(|way| way.iter().all(|part| have[*part as usize])) {
                    have[node] = true;
                    changed = true;
                }
            }
        }
        have.first().copied().unwrap_or(false)
    }
}

/// Derivations that were worked out before, kept for as long as the lattice is: the scopes of many manifests are few.
#[derive(Debug, Default)]
pub(super) struct Memo(RwLock<HashMap<Box<str>, Arc<Derivation>>>);

impl Memo {
    /// The derivation of a scope, made if it is not there.
    pub(super) fn of(&self, scope: &str, make: impl FnOnce() -> Derivation) -> Arc<Derivation> {
        // Manifests may be anybody's: what is kept has an end.
        const MOST: usize = 1 << 14;
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(scope) {
            return Arc::clone(known);
        }
        let made = Arc::new(make());
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST {
            known.insert(scope.into(), Arc::clone(&made));
        }
        made
    }
}

impl Clone for Memo {
    /// A copy starts with nothing known.
    fn clone(&self) -> Self {
        Self::default()
    }
}
