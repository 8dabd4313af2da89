//! What hosts tell, and what they do not.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::case;

const ONE_REGION: &str = r#"
vendor larch "Larch" { hosts "*.larch.example" regions EU }
rule in-europe for endpoint where vendor is larch {
  forbid host-region is EU
  error
  message "m"
}
"#;

/// Of a vendor with one region, an unknown region is that one; but a host of nobody is in none of the vendor's.
#[test]
fn a_host_that_tells_no_region_need_not_be_in_one_of_the_vendors() {
    let manifest =
        "integration: i\nvendor: larch\nconnections:\n  - endpoints:\n      - url: https://elsewhere.test/\n";
    assert_eq!(case(ONE_REGION, manifest).state("in-europe", "2021-01-01"), "clean..error");
}

const PATTERNS: &str = r#"
vendor larch "Larch" {
  hosts "*.larch.example" "*.eu.larch.example" region EU
  hosts "api.*.larch.example"                  region US
  hosts "api.in.larch.example"                 region IN
}
rule in-america for endpoint where vendor is larch { forbid host-region is US  error  message "m" }
"#;

#[test]
fn of_several_host_patterns_the_longest_wins_wherever_its_star_is() {
    for (host, expected) in [
        ("api.eu.larch.example", "error"),
        ("www.eu.larch.example", "clean"),
        ("api.larch.example", "clean"),
        ("api.in.larch.example", "clean"),
    ] {
        let manifest =
            format!("integration: i\nvendor: larch\nconnections:\n  - endpoints:\n      - url: https://{host}/\n");
        assert_eq!(case(PATTERNS, manifest).state("in-america", "2021-01-01"), expected, "{host}");
    }
}
