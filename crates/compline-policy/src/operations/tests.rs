use std::collections::BTreeSet;

use compline_diagnostic::Span;
use proptest::prelude::*;

use super::*;
use crate::scope_lattice::{Parts, Pattern};

fn operation(pattern: &str, needs: &[&[&str]]) -> Operation {
    Operation {
        pattern: OperationPattern::parse(pattern).unwrap(),
        needs: needs.iter().map(|all| all.iter().map(|scope| (*scope).to_owned()).collect()).collect(),
        at_most: false,
        at: FileSpan::manifest(Span::at(0)),
    }
}

fn table(patterns: &[&str]) -> Operations {
    let mut table = Operations::default();
    for pattern in patterns {
        table.add(operation(pattern, &[&["s"]])).unwrap();
    }
    table
}

#[test]
fn a_request_is_the_most_exact_operation_that_fits() {
    let table = table(&[
        "GET /crm/{version}/Leads",
        "GET /crm/{version}/{module}",
        "GET /crm/v2/Leads",
        "GET /crm/{version}/{module}/{id}",
        "GET /crm/**",
        "post /crm/{version}/Leads",
        "GET /",
    ]);
    let found = |method: &str, path: &str| table.find(method, path).map(|found| found.pattern.as_str());
    assert_eq!(found("GET", "/crm/v3/Leads"), Some("GET /crm/{version}/Leads"));
    assert_eq!(found("get", "/crm/v2/Leads/"), Some("GET /crm/v2/Leads"));
    assert_eq!(found("GET", "/crm/v3/Deals"), Some("GET /crm/{version}/{module}"));
    assert_eq!(found("GET", "/crm/v3/Deals/42"), Some("GET /crm/{version}/{module}/{id}"));
    assert_eq!(found("GET", "/crm/v3/Deals/42/Notes"), Some("GET /crm/**"));
    assert_eq!(found("GET", "/crm"), Some("GET /crm/**"));
    assert_eq!(found("POST", "/crm/v2/Leads"), Some("post /crm/{version}/Leads"));
    assert_eq!(found("GET", ""), Some("GET /"));
    assert_eq!(found("DELETE", "/crm/v2/Leads"), None);
    assert_eq!(found("GET", "/books/v3/invoices"), None);
}

#[test]
fn two_operations_for_the_same_requests_are_one_too_many() {
    let mut table = table(&["GET /a/{x}"]);
    assert!(table.add(operation("get /a/{y}", &[&["t"]])).is_err());
    assert!(table.add(operation("GET /a/{y}/**", &[&["t"]])).is_ok());
}

#[test]
fn patterns_that_are_none_say_why() {
    let wrong = |text: &str| OperationPattern::parse(text).unwrap_err();
    assert_eq!(wrong("/crm/v2"), "`/crm/v2` is not a method and a path");
    assert_eq!(wrong("GET crm/v2"), "the path `crm/v2` does not begin with `/`");
    assert_eq!(wrong("G:T /crm"), "`G:T` is no HTTP method");
    assert_eq!(wrong("GET /crm?x=1"), "a path has no query and no fragment");
    assert!(wrong("GET /crm/v{n}").starts_with("`v{n}` is not a component"));
    assert!(wrong("GET /crm/**/x").starts_with("`**` is not a component"));
    assert!(wrong("GET /crm/{}").starts_with("`{}` is not a component"));
}

#[test]
fn any_alternative_is_enough_and_the_nearest_one_says_what_is_missing() {
    // Xero's items can be had by either of two scopes.
    let items = operation("GET /items", &[&["accounting.invoices"], &["accounting.settings", "offline_access"]]);
    assert!(items.is_satisfied(None, &["accounting.invoices"]));
    assert!(items.is_satisfied(None, &["offline_access", "accounting.settings"]));
    assert!(!items.is_satisfied(None, &["accounting.settings"]));
    assert_eq!(items.missing(None, &["accounting.settings"]), ["accounting.invoices"]);
    assert_eq!(items.needs_in_words(), "`accounting.invoices`, or `accounting.settings` and `offline_access`");
}

#[test]
fn of_two_that_would_do_the_wider_one_is_excess() {
    let edge = |wide, narrow| (Pattern::parse(wide).unwrap(), Pattern::parse(narrow).unwrap());
    let lattice = ScopeLattice::new(vec![edge("{m}.ALL", "{m}.{op}")]).unwrap();
    let read = operation("GET /leads", &[&["leads.READ"]]);
    let excess = |granted: &[&str]| super::excess(Some(&lattice), &[&read], granted);
    assert_eq!(excess(&["leads.ALL", "leads.READ"]), [0]);
    assert_eq!(excess(&["leads.READ", "leads.ALL"]), [1]);
    assert_eq!(excess(&["leads.ALL"]), [] as [usize; 0], "without it the call fails");
    assert_eq!(excess(&["leads.READ", "leads.READ"]), [1], "the first of equals stays");
    // What is not possible anyway makes nothing needed.
    assert_eq!(excess(&["deals.READ"]), [0]);
}

/// Scopes 0 to 4, of which a smaller number may cover a greater one; operations over them; what is granted.
type World = (Vec<(usize, usize)>, Vec<Vec<Vec<usize>>>, Vec<usize>);

fn world() -> impl Strategy<Value = World> {
    let scope = || 0usize..5;
    (
        prop::collection::vec((scope(), scope()), 0..5),
        prop::collection::vec(prop::collection::vec(prop::collection::vec(scope(), 1..3), 1..3), 0..4),
        prop::collection::vec(scope(), 0..5),
    )
}

fn name(scope: usize) -> &'static str {
    ["a", "b", "c", "d", "e"][scope]
}

proptest! {
    #[test]
    fn excess_and_sufficiency_are_what_trying_every_subset_finds((edges, needs, granted) in world()) {
        let covers: Vec<(usize, usize)> = edges.into_iter().filter(|(w, n)| w < n).collect();
        let pattern = |scope: usize| Pattern::parse(name(scope)).unwrap();
        let edges = covers.iter().map(|(w, n)| (pattern(*w), pattern(*n))).collect();
        let lattice = ScopeLattice::build(Parts { covers: edges, ..Parts::default() });
        let operations: Vec<Operation> = needs
            .iter()
            .map(|needs| {
                let needs: Vec<Vec<&str>> = needs.iter().map(|all| all.iter().map(|s| name(*s)).collect()).collect();
                let needs: Vec<&[&str]> = needs.iter().map(Vec::as_slice).collect();
                operation("GET /x", &needs)
            })
            .collect();
        let operations: Vec<&Operation> = operations.iter().collect();
        // By the definition: the closure of a set, and of each operation whether some alternative lies in it.
        let possible = |granted: &[usize]| -> BTreeSet<usize> {
            let mut all: BTreeSet<usize> = granted.iter().copied().collect();
            for wide in 0..5 {
                if all.contains(&wide) {
                    all.extend(covers.iter().filter(|(w, _)| *w == wide).map(|(_, n)| *n));
                }
            }
            (0..needs.len()).filter(|at| needs[*at].iter().any(|n| n.iter().all(|s| all.contains(s)))).collect()
        };
        let texts = |scopes: &[usize]| -> Vec<&str> { scopes.iter().map(|scope| name(*scope)).collect() };
        let whole = possible(&granted);
        for (at, operation) in operations.iter().enumerate() {
            let satisfied = operation.is_satisfied(Some(&lattice), &texts(&granted));
            prop_assert_eq!(satisfied, whole.contains(&at));
            prop_assert_eq!(operation.missing(Some(&lattice), &texts(&granted)).is_empty(), satisfied);
        }
        let excess = excess(Some(&lattice), &operations, &texts(&granted));
        let without = |dropped: &dyn Fn(usize) -> bool| -> Vec<usize> {
            (0..granted.len()).filter(|at| !dropped(*at)).map(|at| granted[at]).collect()
        };
        // All of it can go at once, and nothing of the rest after it.
        prop_assert_eq!(&possible(&without(&|at| excess.contains(&at))), &whole);
        for kept in (0..granted.len()).filter(|at| !excess.contains(at)) {
            prop_assert_ne!(&possible(&without(&|at| at == kept || excess.contains(&at))), &whole);
        }
        // There is none exactly if every subset that leaves something out makes something impossible.
        let smaller = (0..(1u32 << granted.len()) - 1).any(|kept| possible(&without(&|at| kept & (1 << at) == 0)) == whole);
        prop_assert_eq!(excess.is_empty(), !smaller);
    }
}
