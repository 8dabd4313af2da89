use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).unwrap()
}

fn edge(wide: &str, narrow: &str) -> (Pattern, Pattern) {
    (pattern(wide), pattern(narrow))
}

fn zoho() -> ScopeLattice {
    ScopeLattice::new(vec![
        edge("{service}.{module}.ALL", "{service}.{module}.{operation}"),
        edge("{service}.modules.ALL", "{service}.modules.{module}.{operation}"),
        edge("{service}.modules.{module}.ALL", "{service}.modules.{module}.{operation}"),
    ])
    .unwrap()
}

/// Xero's split and Salesforce's alias, in one.
fn mixed() -> ScopeLattice {
    ScopeLattice::build(Parts {
        covers: vec![edge("full", "api"), edge("api", "chatter_api"), edge("full", "tx"), edge("{x}", "{x}.read")],
        same: vec![vec![pattern("refresh_token"), pattern("offline_access")]],
        splits: vec![(pattern("tx"), vec![pattern("invoices"), pattern("payments")])],
        ..Parts::default()
    })
}

#[test]
fn all_covers_each_operation_and_each_module() {
    let zoho = zoho();
    assert!(zoho.covers("ZohoCRM.settings.ALL", "ZohoCRM.settings.READ"));
    assert!(zoho.covers("ZohoCRM.modules.ALL", "ZohoCRM.modules.leads.READ"));
    assert!(zoho.covers("ZohoCRM.modules.leads.ALL", "ZohoCRM.modules.leads.READ"));
    assert!(!zoho.covers("ZohoCRM.modules.leads.ALL", "ZohoCRM.modules.deals.READ"));
    assert!(!zoho.covers("ZohoCRM.modules.READ", "ZohoCRM.modules.ALL"));
    assert!(!zoho.covers("ZohoBooks.settings.ALL", "ZohoCRM.settings.READ"));
    assert_eq!(zoho.cycle(), None);
}

#[test]
fn a_shared_prefix_is_no_cover() {
    assert!(!zoho().covers("accounting.transactions", "accounting.transactions.read"));
}

#[test]
fn a_wide_capture_must_be_given_by_the_narrow_side() {
    assert_eq!(
        ScopeLattice::new(vec![edge("{a}.{b}", "{a}.x")]).unwrap_err(),
        "`{b}` of the wide side does not occur in the narrow side"
    );
    assert_eq!(
        check_same_captures(&pattern("{a}.x"), &pattern("y")).unwrap_err(),
        "`{a}` of `{a}.x` does not occur in `y`"
    );
    assert!(check_same_captures(&pattern("{a}.x"), &pattern("y.{a}")).is_ok());
}

#[test]
fn edges_that_grow_without_end_stop_at_a_limit() {
    assert!(ScopeLattice::new(vec![edge("x{a}", "{a}")]).unwrap().covering("s").len() <= 256);
    let growing = Parts { splits: vec![(pattern("{a}"), vec![pattern("x{a}"), pattern("y{a}")])], ..Parts::default() };
    let growing = ScopeLattice::build(growing);
    assert!(growing.covers("s", "xs") && !growing.covers("xs", "s"));
    assert!(!growing.normalise(["s"]).is_empty());
}

#[test]
fn two_names_of_one_scope_cover_each_other_and_have_one_normal_form() {
    let lattice = mixed();
    assert!(lattice.covers("refresh_token", "offline_access") && lattice.covers("offline_access", "refresh_token"));
    assert_eq!(lattice.normal("offline_access"), "refresh_token");
    assert_eq!(lattice.normal("refresh_token"), "refresh_token");
    assert_eq!(lattice.normalise(["offline_access", "refresh_token", "api", "chatter_api"]), ["api", "refresh_token"]);
    assert_eq!(lattice.cycle(), None, "what is said to be the same is no circle");
    // By captures, and by way of each other.
    let chain = ScopeLattice::build(Parts {
        same: vec![
            vec![pattern("https://x.example/auth/{n}"), pattern("auth.{n}")],
            vec![pattern("auth.mail"), pattern("m")],
        ],
        ..Parts::default()
    });
    assert_eq!(chain.normal("m"), "https://x.example/auth/mail");
    assert!(chain.covers("m", "https://x.example/auth/mail") && !chain.covers("m", "auth.calendar"));
}

#[test]
fn one_scope_is_split_into_several_that_together_give_the_same() {
    let lattice = mixed();
    assert!(lattice.covers("tx", "invoices") && lattice.covers("tx", "payments"));
    assert!(lattice.gives(&["invoices", "payments"], "tx"));
    assert!(!lattice.gives(&["invoices"], "tx") && !lattice.covers("payments", "tx"));
    assert!(lattice.gives(&["payments", "invoices"], "tx.read"), "and what the whole covers");
    assert_eq!(lattice.normalise(["tx"]), ["invoices", "payments"]);
    assert_eq!(lattice.normalise(["payments", "tx", "invoices.read"]), ["invoices", "payments"]);
    // Either part alone does not cover the whole, so neither is among what covers it.
    assert_eq!(lattice.covering("tx"), BTreeSet::from(["full", "tx"].map(String::from)));
}

#[test]
fn case_counts_unless_the_vendor_says_not() {
    let parts = || Parts { covers: vec![edge("{s}.ALL", "{s}.{op}")], ..Parts::default() };
    assert!(!ScopeLattice::build(parts()).covers("a.all", "a.READ"));
    let folding = ScopeLattice::build(Parts { case_insensitive: true, ..parts() });
    assert!(folding.covers("A.all", "a.READ") && folding.covers("a.READ", "A.read"));
    assert!(folding.gives(&["X.read", "A.All"], "a.read"));
    assert_eq!(folding.normal("ZohoCRM.READ"), "zohocrm.read");
}

#[test]
fn tiers_and_retirement_go_by_pattern_a_whole_scope_before_the_rest() {
    let at = FileSpan::manifest(compline_diagnostic::Span::at(0));
    let lattice = ScopeLattice::build(Parts {
        tiers: vec![("sensitive".into(), pattern("gmail.{x}")), ("restricted".into(), pattern("gmail.readonly"))],
        retired: vec![Retired { scopes: pattern("old.{x}"), from: None, at }],
        same: vec![vec![pattern("gmail.readonly"), pattern("g:ro")]],
        ..Parts::default()
    });
    assert_eq!(lattice.tier("gmail.readonly"), Some("restricted"));
    assert_eq!(lattice.tier("g:ro"), Some("restricted"));
    assert_eq!(lattice.tier("gmail.send"), Some("sensitive"));
    assert_eq!(lattice.tier("drive"), None);
    assert_eq!((lattice.retired("old.a").count(), lattice.retired("new.a").count()), (1, 0));
}

#[test]
fn scopes_that_cover_each_other_unsaid_are_a_circle() {
    let cycle = |covers: Vec<(Pattern, Pattern)>| ScopeLattice::new(covers).unwrap().cycle();
    assert!(cycle(vec![edge("a", "b"), edge("b", "c"), edge("c", "a")]).is_some());
    assert_eq!(cycle(vec![edge("a", "b"), edge("b", "c"), edge("a", "c")]), None);
    assert_eq!(cycle(vec![edge("a", "a")]), None, "every scope covers itself");
    // Only through what captures can stand for.
    let found = cycle(vec![edge("{s}.ALL", "{s}.{op}"), edge("{s}.READ", "{s}.ALL")]).unwrap();
    assert_eq!((found.wide.as_str(), found.narrow.as_str()), ("y.READ", "y.ALL"));
    let split = |covers| {
        let splits = vec![(pattern("w"), vec![pattern("p"), pattern("q")])];
        ScopeLattice::build(Parts { covers, splits, ..Parts::default() }).cycle()
    };
    assert_eq!(split(vec![]), None);
    assert_eq!(split(vec![edge("p", "q")]).unwrap().narrow, "p", "with one part comes the other, and so the whole");
}

/// Scopes of a small world.
const WORLD: usize = 6;

fn name(scope: usize) -> String {
    format!("s{scope}")
}

/// Edges, splits and aliases between few scopes, as numbers.
#[derive(Clone, Debug)]
struct Numbers {
    covers: Vec<(usize, usize)>,
    same: Vec<(usize, usize)>,
    splits: Vec<(usize, Vec<usize>)>,
}

impl Numbers {
    fn lattice(&self) -> ScopeLattice {
        let of = |scope: &usize| pattern(&name(*scope));
        ScopeLattice::build(Parts {
            covers: self.covers.iter().map(|(w, n)| (of(w), of(n))).collect(),
            same: self.same.iter().map(|(a, b)| vec![of(a), of(b)]).collect(),
            splits: self.splits.iter().map(|(w, parts)| (of(w), parts.iter().map(of).collect())).collect(),
            ..Parts::default()
        })
    }

    /// What a set gives, by the definition: every consequence of every edge, until there is none left.
    fn closure(&self, granted: &[usize]) -> BTreeSet<usize> {
        let mut all: BTreeSet<usize> = granted.iter().copied().collect();
        loop {
            let before = all.len();
            for (w, n) in &self.covers {
                if all.contains(w) {
                    all.insert(*n);
                }
            }
            for (a, b) in &self.same {
                if all.contains(a) || all.contains(b) {
                    all.extend([*a, *b]);
                }
            }
            for (w, parts) in &self.splits {
                if all.contains(w) {
                    all.extend(parts);
                }
                if parts.iter().all(|part| all.contains(part)) {
                    all.insert(*w);
                }
            }
            if all.len() == before {
                return all;
            }
        }
    }
}

fn world() -> impl Strategy<Value = Numbers> {
    let pair = || (0..WORLD, 0..WORLD);
    let split = (0..WORLD, prop::collection::vec(0..WORLD, 2..4));
    (prop::collection::vec(pair(), 0..8), prop::collection::vec(pair(), 0..2), prop::collection::vec(split, 0..3))
        .prop_map(|(covers, same, splits)| Numbers { covers, same, splits })
}

/// One whose edges lead from small numbers to great ones, so that it has no circle; the last two are one scope.
fn ordered() -> impl Strategy<Value = Numbers> {
    world().prop_map(|mut world| {
        world.same = vec![(WORLD, WORLD + 1)];
        world.covers.retain(|(w, n)| w < n);
        for (whole, parts) in &mut world.splits {
            parts.retain(|part| part > whole);
            parts.sort_unstable();
            parts.dedup();
        }
        world.splits.retain(|(_, parts)| parts.len() > 1);
        world
    })
}

fn some() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..WORLD, 0..5)
}

fn names(scopes: &[usize]) -> Vec<String> {
    scopes.iter().map(|scope| name(*scope)).collect()
}

fn gives_all(lattice: &ScopeLattice, granted: &[String], narrow: &[String]) -> bool {
    let granted: Vec<&str> = granted.iter().map(String::as_str).collect();
    narrow.iter().all(|scope| lattice.gives(&granted, scope))
}

proptest! {
    #[test]
    fn what_a_set_gives_is_the_closure_by_definition(world in world(), granted in some()) {
        let lattice = world.lattice();
        let closure = world.closure(&granted);
        for scope in 0..WORLD {
            let granted = names(&granted);
            prop_assert_eq!(gives_all(&lattice, &granted, &[name(scope)]), closure.contains(&scope), "s{}", scope);
        }
        // Asked again, from what was kept.
        for scope in 0..WORLD {
            prop_assert_eq!(gives_all(&lattice, &names(&granted), &[name(scope)]), closure.contains(&scope));
        }
    }

    #[test]
    fn covering_is_what_covers(world in world(), scope in 0..WORLD) {
        let lattice = world.lattice();
        let covering = lattice.covering(&name(scope));
        prop_assert!(covering.contains(&name(scope)));
        for wide in 0..WORLD {
            prop_assert_eq!(covering.contains(&name(wide)), world.closure(&[wide]).contains(&scope));
        }
    }

    #[test]
    fn giving_is_reflexive_monotone_and_transitive(world in world(), a in some(), b in some(), c in some()) {
        let lattice = world.lattice();
        let (a, b, c) = (names(&a), names(&b), names(&c));
        prop_assert!(gives_all(&lattice, &a, &a));
        let both: Vec<String> = a.iter().chain(&b).cloned().collect();
        prop_assert!(!gives_all(&lattice, &a, &c) || gives_all(&lattice, &both, &c));
        prop_assert!(!(gives_all(&lattice, &a, &b) && gives_all(&lattice, &b, &c)) || gives_all(&lattice, &a, &c));
    }

    #[test]
    fn the_whole_gives_its_parts_and_the_parts_the_whole(world in world()) {
        let lattice = world.lattice();
        for (whole, parts) in &world.splits {
            prop_assert!(gives_all(&lattice, &[name(*whole)], &names(parts)));
            prop_assert!(gives_all(&lattice, &names(parts), &[name(*whole)]));
        }
    }

    #[test]
    fn the_canonical_form_is_idempotent_equivalent_and_has_nothing_to_spare(world in ordered(), granted in some()) {
        let lattice = world.lattice();
        let granted = names(&granted);
        prop_assume!(lattice.cycle().is_none());
        let normal = lattice.normalise(granted.iter().map(String::as_str));
        prop_assert_eq!(&lattice.normalise(normal.iter().map(String::as_str)), &normal);
        prop_assert!(gives_all(&lattice, &granted, &normal) && gives_all(&lattice, &normal, &granted));
        for at in 0..normal.len() {
            let mut others = normal.clone();
            let one = others.remove(at);
            prop_assert!(!gives_all(&lattice, &others, &[one]));
        }
    }

    #[test]
    fn without_splits_sets_that_give_the_same_have_one_canonical_form(world in ordered(), a in some(), b in some()) {
        let lattice = Numbers { splits: vec![], ..world }.lattice();
        prop_assume!(lattice.cycle().is_none());
        let (a, b) = (names(&a), names(&b));
        let same = gives_all(&lattice, &a, &b) && gives_all(&lattice, &b, &a);
        let normal = |scopes: &[String]| lattice.normalise(scopes.iter().map(String::as_str));
        prop_assert_eq!(normal(&a) == normal(&b), same, "{:?} {:?}", normal(&a), normal(&b));
    }

    #[test]
    fn a_name_can_stand_for_any_other_of_its_scope(world in world(), granted in some(), narrow in 0..WORLD) {
        let lattice = world.lattice();
        let granted = names(&granted);
        let normal: Vec<String> = granted.iter().map(|scope| lattice.normal(scope)).collect();
        let narrow = name(narrow);
        let expected = gives_all(&lattice, &granted, std::slice::from_ref(&narrow));
        prop_assert_eq!(gives_all(&lattice, &normal, std::slice::from_ref(&narrow)), expected);
        prop_assert_eq!(gives_all(&lattice, &granted, &[lattice.normal(&narrow)]), expected);
        for (a, b) in &world.same {
            prop_assert_eq!(lattice.normal(&name(*a)), lattice.normal(&name(*b)));
        }
    }

    #[test]
    fn a_circle_is_found_exactly_where_there_is_one(world in world()) {
        let alias = |a: usize, b: usize| Numbers { covers: vec![], splits: vec![], ..world.clone() }.closure(&[a]).contains(&b);
        let mut circle = false;
        for a in 0..WORLD {
            for b in 0..WORLD {
                circle |= !alias(a, b) && world.closure(&[a]).contains(&b) && world.closure(&[b]).contains(&a);
            }
        }
        prop_assert_eq!(world.lattice().cycle().is_some(), circle);
    }

    #[test]
    fn covers_is_transitive_over_captures(a in "[AZ]\\.(m|modules)(\\.l)?\\.(ALL|READ)", b in "[AZ]\\.(m|modules)(\\.l)?\\.(ALL|READ)", c in "[AZ]\\.(m|modules)(\\.l)?\\.(ALL|READ)") {
        let zoho = zoho();
        prop_assert!(zoho.covers(&a, &a));
        prop_assert!(!(zoho.covers(&a, &b) && zoho.covers(&b, &c)) || zoho.covers(&a, &c));
    }
}
