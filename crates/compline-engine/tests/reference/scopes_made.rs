//! Hosts, lattices and tables of operations, made from a tape.

use super::made::{Host, Lattice, Line, Made, Operation};
use super::packs::{Maker, Tape};

/// Scopes, in packs and manifests.
pub const SCOPES: [&str; 13] = [
    "read", "admin", "a.read", "a.write", "a.all", "b.read", "b.write", "A.Read", "p.one", "p.two", "acct", "a.ro",
    "account",
];
/// Wide and narrow sides, from wide to narrow only: nothing covers itself in a circle.
const COVERS: [(&str, &str); 9] = [
    ("admin", "{m}.{k}"),
    ("admin", "acct"),
    ("{m}.all", "{m}.{k}"),
    ("{m}.all", "{m}.write"),
    ("{m}.write", "{m}.read"),
    ("a.write", "a.read"),
    ("a.read", "read"),
    ("p.one", "read"),
    ("acct", "read"),
];

/// The vendors `v` and `w` with their hosts.
pub fn hosts(tape: &mut Tape<'_>, made: &mut Made, regions: &[&'static str]) -> String {
    const PATTERNS: [&str; 5] =
        ["*.v.example", "*.eu.v.example", "api.v.example", "api.*.v.example", "*.down.eu.v.example"];
    let mut text = "vendor v \"V\" {".to_owned();
    for pattern in PATTERNS {
        if pattern != PATTERNS[0] && tape.below(2) == 1 {
            continue;
        }
        let region = if regions.is_empty() || tape.below(3) == 0 { None } else { Some(tape.one(regions)) };
        text.push_str(&format!("\n  hosts \"{pattern}\""));
        text.push_str(&region.map_or_else(String::new, |region| format!(" region {region}")));
        made.hosts.push(Host { vendor: "v", pattern, region });
    }
    if !regions.is_empty() {
        text.push_str(&format!("\n  regions {}", regions.join(", ")));
    }
    let region = tape.one(&[None, Some("EU"), Some("ELSEWHERE")]);
    made.hosts.push(Host { vendor: "w", pattern: "*.w.example", region });
    let region = region.map_or_else(String::new, |region| format!(" region {region}"));
    text + &format!(
        "\n  known as \"vee-*\"\n}}\nvendor w \"W\" {{ hosts \"*.w.example\"{region} regions EU, ELSEWHERE }}\n"
    )
}

/// The lattices of `v`: none, one, or several for its APIs and kinds of token.
pub fn scopes(maker: &mut Maker<'_, '_>, made: &mut Made) -> String {
    let keys: &[(Option<&str>, Option<&str>)] = maker.tape.one(&[
        &[(None, None)][..],
        &[(None, None), (Some("books"), None)],
        &[(Some("books"), None)],
        &[(None, None), (Some("books"), Some("bot")), (None, Some("bot"))],
        &[(Some("books"), None), (None, Some("bot"))],
        &[],
    ]);
    let mut text = String::new();
    for (api, kind) in keys {
        let mut lattice = Lattice { api: *api, kind: *kind, ..Lattice::default() };
        text.push_str("scopes v");
        text.push_str(&api.map_or_else(String::new, |api| format!(" api {api}")));
        text.push_str(&kind.map_or_else(String::new, |kind| format!(" kind {kind}")));
        text.push_str(" {\n");
        lattice.fold = maker.tape.below(4) == 1;
        if lattice.fold {
            text.push_str("  case insensitive\n");
        }
        for _ in 0..maker.tape.below(5) {
            let (wide, narrow) = maker.tape.one(&COVERS);
            text.push_str(&format!("  \"{wide}\" covers \"{narrow}\"\n"));
            lattice.lines.push(Line::Covers(wide, narrow));
        }
        if maker.tape.below(3) == 1 {
            let (one, other) = maker.tape.one(&[("{m}.read", "{m}.ro"), ("acct", "account")]);
            text.push_str(&format!("  \"{one}\" same as \"{other}\"\n"));
            lattice.lines.push(Line::Same(one, other));
        }
        if maker.tape.below(3) == 1 {
            text.push_str("  \"acct\" splits into \"p.one\", \"p.two\"\n");
            lattice.lines.push(Line::Splits("acct", ["p.one", "p.two"]));
        }
        if maker.tape.below(3) == 1 {
            for (tier, scopes) in [("high", "{m}.write"), ("low", "a.write"), ("low", "{m}.read")] {
                text.push_str(&format!("  tier {tier} \"{scopes}\"\n"));
                lattice.lines.push(Line::Tier(tier, scopes));
            }
        }
        for _ in 0..maker.tape.below(3) {
            let pattern = maker.tape.one(&["a.read", "{m}.write", "admin"]);
            let from = if maker.tape.below(4) == 3 { String::new() } else { format!(" from {}", maker.point(1)) };
            text.push_str(&format!("  retired \"{pattern}\"{from}\n"));
            lattice.lines.push(Line::Retired(pattern));
        }
        lattice.empty = maker.tape.one(&[None, Some("all"), Some("none"), Some("unknown")]);
        text.push_str(&lattice.empty.map_or_else(String::new, |empty| format!("  empty means {empty}\n")));
        text.push_str("}\n");
        made.lattices.push(lattice);
    }
    text
}

/// The table of operations of `v`, if it has one.
pub fn operations(tape: &mut Tape<'_>, made: &mut Made) -> String {
    const OPERATIONS: [(&str, &str); 7] = [
        ("GET", "/a"),
        ("GET", "/a/{x}"),
        ("GET", "/a/x"),
        ("GET", "/a/**"),
        ("POST", "/a"),
        ("POST", "/**"),
        ("GET", "/{x}"),
    ];
    if tape.below(4) == 3 {
        return String::new();
    }
    let mut text = "operations v {\n".to_owned();
    for (method, path) in OPERATIONS {
        if method == "GET" && path == "/a" || tape.below(2) == 1 {
            let needs: Vec<Vec<&str>> =
                (0..=tape.below(2)).map(|_| (0..=tape.below(2)).map(|_| tape.one(&SCOPES)).collect()).collect();
            let all = |all: &Vec<&str>| all.iter().map(|scope| format!("\"{scope}\"")).collect::<Vec<_>>().join(", ");
            let alternatives: Vec<String> = needs.iter().map(all).collect();
            text.push_str(&format!("  \"{method} {path}\" needs {}\n", alternatives.join(" or ")));
            made.operations.push(Operation { method, path, needs });
        }
    }
    text + "}\n"
}
