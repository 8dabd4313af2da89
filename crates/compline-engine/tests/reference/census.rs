//! How often each construct of the language comes up in packs that the compiler takes, and in manifests.

use std::collections::BTreeMap;

use super::made::{Limit, Line};
use super::manifest::{Said, Written};
use super::packs::Pack;

/// How often each was seen.
pub type Census = BTreeMap<&'static str, usize>;

/// Constructs and what gives them away in the text of a pack.
const WORDS: [(&str, &str); 62] = [
    ("known", "    known "),
    ("region rows", "region EU"),
    ("edition rows", "edition saas"),
    ("tenant rows", "tenant new"),
    ("product rows", "product saas"),
    ("environment rows", "environment server"),
    ("row conditions", " where created from"),
    ("row conditions in two parts", " where (auth.pkce) and"),
    ("from", " from 2021"),
    ("after", " after 2021"),
    ("imprecise dates", "2021-Q3"),
    ("instants", "18:30Z"),
    ("times of the cutoff's clock", "T18:00"),
    ("during", " during 2021"),
    ("during with a date of the manifest", ".. auth.expires"),
    ("rollout", " rollout"),
    ("daily", " daily at"),
    ("not before", " not before"),
    ("unannounced", " unannounced"),
    ("never", " never\n"),
    ("withdrawn", " withdrawn"),
    ("else never", "else never"),
    ("else unknown", "else unknown"),
    ("days before", " days before"),
    ("hours before", " hours before"),
    ("months", "1 month "),
    ("relative to auth.created", "after auth.created"),
    ("relative to created", "before created"),
    ("earliest of", "earliest of"),
    ("latest of", "latest of"),
    ("points that are stages", "after c0.s0"),
    ("points that are announcements", "c0.known"),
    ("severities during a stage", "error during c0"),
    ("severities of a stage", "error from c0"),
    ("conditions during a stage", "(during c0"),
    ("any", "any connection ("),
    ("all", "all connection ("),
    ("no", "no endpoint ("),
    ("or else", "or else \"saas\""),
    ("is null", " is null"),
    ("absent", " absent"),
    ("exists", " exists"),
    ("matches", " matches "),
    ("dates of the manifest", "created before"),
    ("modes", "auth.mode is static"),
    ("orders", "auth.expires-in <= "),
    ("counts", "count(scopes) > "),
    ("fields compared", "edition == tenant"),
    ("scopes contains", "scopes contains"),
    ("scopes covers", "scopes covers \""),
    ("scopes within", "scopes within {"),
    ("scopes covers needed", "scopes covers needed"),
    ("scopes within needed", "scopes within needed"),
    ("scope within", "scope within \""),
    ("scope within needed", "scope within needed"),
    ("scope-tier", "scope-tier == "),
    ("scope-retired", "not scope-retired"),
    ("host-region", "host-region is"),
    ("host-region compared", "host-region == region"),
    ("cutoffs without a zone", "vendor v \n"),
    ("other vendors", "vendor is w"),
    ("vendors by any name", "vendor exists"),
];

/// Counts what is in a pack.
pub fn count_pack(pack: &Pack, census: &mut Census) {
    let mut add = |name: &'static str, is_there: bool| *census.entry(name).or_default() += usize::from(is_there);
    for (name, word) in WORDS {
        add(name, pack.text.contains(word));
    }
    let made = &pack.made;
    add("hosts given whole", made.hosts.iter().any(|host| !host.pattern.contains('*')));
    add("hosts with a region", made.hosts.iter().any(|host| host.region.is_some()));
    add("hosts with `*` inside", made.hosts.iter().any(|host| host.pattern == "api.*.v.example"));
    add("several lattices", made.lattices.len() > 1);
    add("no lattice", made.lattices.is_empty());
    add("lattices of an API", made.lattices.iter().any(|one| one.api.is_some()));
    add("lattices of a kind", made.lattices.iter().any(|one| one.kind.is_some()));
    add("scopes in any case", made.lattices.iter().any(|one| one.fold));
    for (name, empty) in [("empty means all", "all"), ("empty means none", "none"), ("empty means unknown", "unknown")]
    {
        add(name, made.lattices.iter().any(|one| one.empty == Some(empty)));
    }
    let line = |is: fn(&Line) -> bool| made.lattices.iter().flat_map(|one| &one.lines).any(is);
    add("covers", line(|line| matches!(line, Line::Covers(..))));
    add("same as", line(|line| matches!(line, Line::Same(..))));
    add("splits into", line(|line| matches!(line, Line::Splits(..))));
    add("retired", line(|line| matches!(line, Line::Retired(_))));
    add("tier", line(|line| matches!(line, Line::Tier(..))));
    add("operations", !made.operations.is_empty());
    add("operations with `**`", made.operations.iter().any(|one| one.path.ends_with("**")));
    add("alternatives", made.operations.iter().any(|one| one.needs.len() > 1));
    if let Some(upon) = &pack.upon {
        for (name, word) in [
            ("tighten", "tighten base/"),
            ("also where", "also where"),
            ("forbid besides", "  forbid "),
            ("require besides", "  require "),
            ("tighten to earliest of", "from earliest of"),
        ] {
            add(name, upon.tighten.contains(word));
        }
        add("waive", !made.waivers.is_empty());
        add("waive all rules", made.waivers.iter().any(|one| one.rule.is_none()));
        add("waive with a condition", upon.waive.contains(" where "));
        add("waive by name", made.waivers.iter().any(|one| one.connection.is_some()));
        add("limit to days", matches!(made.limit, Some(Limit::Days(_))));
        add("limit to none", made.limit == Some(Limit::NoneAtAll));
    }
}

/// Counts what is in a manifest.
pub fn count_manifest(written: &Written, templated: bool, census: &mut Census) {
    let yaml = written.to_yaml(templated);
    let mut add = |name: &'static str, is_there: bool| *census.entry(name).or_default() += usize::from(is_there);
    let vendor = written.said.get(&compline_manifest::schema::Field::Vendor);
    add("manifest without a vendor", vendor == Some(&Said::Absent));
    add("manifest with a null vendor", vendor == Some(&Said::Null));
    add("manifest of an unknown vendor", vendor == Some(&Said::Is("nobody".to_owned())));
    add("manifest with a vendor by another word", vendor == Some(&Said::Is("VEE-x".to_owned())));
    add("manifest with a vendor filled in later", vendor == Some(&Said::Template));
    for (name, word) in [
        ("templated values", "\"${x}\""),
        ("templated hosts", "${h}.v.example"),
        ("templated paths", "${p}"),
        ("templated scopes", ", \"${x}\"]"),
        ("hosts of v", "api.v.example"),
        ("hosts of w", "www.w.example"),
        ("nulls", ": null"),
        ("no scopes", "scopes: []"),
        ("api", "    api: books"),
        ("token kind", "token_kind: bot"),
        ("roles", "role: token"),
    ] {
        add(name, yaml.contains(word));
    }
    add("conflicting hosts", yaml.contains("v.example") && yaml.contains("www.w.example"));
}
