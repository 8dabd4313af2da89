//! Words that are not known: rows take them in any case, conditions as they are written.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::case;

const LARCH: &str = r#"
vendor larch "Larch" { }
cutoff keys {
  vendor larch  zone UTC
  stage fail { edition saas from 2021-05-01  else never }
}
rule like for integration where vendor is larch { forbid not (edition matches "s*") error from keys.fail message "m" }
rule unlike for integration where vendor is larch { forbid edition matches "x*" error from keys.fail message "m" }
rule same for integration where vendor is larch { forbid edition == tenant error from keys.fail message "m" }
"#;

#[test]
fn a_word_may_be_written_in_another_case_than_that_of_a_row() {
    let state = |line: &str, rule: &str| {
        let manifest = format!("integration: i\nvendor: larch\n{line}connections:\n  - name: c\n");
        case(LARCH, manifest).state(rule, "2021-06-01")
    };
    // `SAAS` has the row's date, and does not begin with `s`.
    assert_eq!(state("edition: saas\n", "like"), "clean");
    assert_eq!(state("edition: SAAS\n", "like"), "error");
    assert_eq!(state("", "like"), "clean..error");
    assert_eq!(state("", "unlike"), "clean");
    // Some case of it may be the tenant's; no case of another word is.
    assert_eq!(state("tenant: SaaS\n", "same"), "clean..error");
    assert_eq!(state("tenant: new\n", "same"), "clean");
}
