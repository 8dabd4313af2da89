//! Manifests, made from a tape.

use compline_manifest::schema::{Field, Subject};

use super::manifest::{Said, Written};
use super::packs::{DAYS, Tape, WORDS};
use super::scopes_made::SCOPES;

/// Hosts of `v`, of `w` and of nobody.
const HOSTS: [&str; 9] = [
    "api.v.example",
    "api.eu.v.example",
    "x.eu.v.example",
    "deep.down.eu.v.example",
    "API.V.example",
    "v.example",
    "www.v.example",
    "www.w.example",
    "a.test",
];

/// A manifest that leaves out, spoils or says each field, and whether values are filled in later.
pub fn manifest(tape: &mut Tape<'_>) -> (Written, bool) {
    let templated = tape.below(4) == 3;
    let said = |tape: &mut Tape<'_>, odd: &'static str, values: &[&str]| match tape.below(8) {
        5 if templated => Said::Template,
        5 | 6 => Said::Absent,
        7 => {
            if tape.below(2) == 0 {
                Said::Null
            } else {
                Said::Odd(odd)
            }
        }
        _ => Said::Is(tape.one(values).to_owned()),
    };
    let mut integration = Written::new(Subject::Integration);
    integration.say(Field::Integration, Said::Is("i".to_owned()));
    let vendor = match tape.below(14) {
        7 => Said::Is("w".to_owned()),
        8 => Said::Is(tape.one(&["nobody", "VEE-x", "V"]).to_owned()),
        9 => match tape.below(4) {
            0 => Said::Null,
            1 if templated => Said::Template,
            2 => Said::Odd("[v]"),
            _ => Said::Is("v".to_owned()),
        },
        10 | 11 => Said::Absent,
        12 if templated => Said::Template,
        13 => Said::Null,
        _ => Said::Is("v".to_owned()),
    };
    integration.say(Field::Vendor, vendor);
    // Hosts that tell the vendor, in one of two.
    let telling = tape.below(2) == 1;
    for field in [Field::Owner, Field::Edition, Field::Tenant, Field::Product, Field::Environment] {
        let value = said(tape, "[saas]", &["saas", "server", "new", "SAAS", "else"]);
        integration.say(field, value);
    }
    let region = said(tape, "ZZ", &["EU", "US", "EU", "ELSEWHERE"]);
    // Of a pack without the region, the word is none.
    integration.say(Field::Region, region);
    let created = said(tape, "soon", &DAYS);
    integration.say(Field::Created, created);
    for c in 0..=tape.below(2) {
        let mut connection = Written::new(Subject::Connection);
        connection.say(Field::Connection, Said::Is(format!("c{c}")));
        let mode = said(tape, "no-such-mode", &["none", "static.basic", "static", "oauth2.implicit"]);
        connection.say(Field::AuthMode, mode);
        let storage = said(tape, "{ a: b }", &WORDS);
        connection.say(Field::AuthStorage, storage);
        for field in [Field::AuthCreated, Field::AuthExpires] {
            let day = said(tape, "soon", &DAYS);
            connection.say(field, day);
        }
        let seconds = said(tape, "many", &["3600", "3599", "7200"]);
        connection.say(Field::AuthExpiresIn, seconds);
        for field in [Field::AuthPkce, Field::AuthRefresh] {
            let value = said(tape, "perhaps", &["true", "false"]);
            connection.say(field, value);
        }
        for (field, values) in [(Field::Api, ["books", "BOOKS", "crm"]), (Field::TokenKind, ["bot", "bot", "user"])] {
            let value = said(tape, "[books]", &values);
            connection.say(field, value);
        }
        let scopes = match tape.below(8) {
            5 => Said::List(vec![]),
            6 => Said::Null,
            7 => Said::Absent,
            _ => {
                let mut list: Vec<Option<String>> = vec![];
                for _ in 0..=tape.below(4) {
                    let scope = Some(tape.one(&SCOPES).to_owned());
                    if !list.contains(&scope) {
                        list.push(scope);
                    }
                }
                if templated && tape.below(3) == 2 {
                    list.push(None);
                }
                Said::List(list)
            }
        };
        connection.say(Field::Scopes, scopes);
        for e in 0..=tape.below(2) {
            let mut endpoint = Written::new(Subject::Endpoint);
            let scheme = tape.one(&["https", "http"]);
            let host = match (telling, templated && tape.below(4) == 3) {
                (_, true) => tape.one(&["${h}", "${h}.v.example", "api.${h}.example"]),
                (true, _) => tape.one(&HOSTS),
                (false, _) => tape.one(&["a.test", "x.b.test"]),
            };
            let path = tape.one(&["/a", "/a/x", "/a/y/z", "/b", "/a/", ""]);
            let path = if templated && tape.below(5) == 4 { "/${p}/x" } else { path };
            endpoint.say(Field::Url, Said::Is(format!("{scheme}://{host}{path}?c{c}e{e}")));
            let method = said(tape, "[GET]", &["GET", "POST", "GET", "get"]);
            endpoint.say(Field::Method, method);
            if tape.once_in(3) {
                let role = if tape.below(3) == 2 { Said::Odd("nothing") } else { Said::Is("token".to_owned()) };
                endpoint.say(Field::Role, role);
            }
            connection.inside.push(endpoint);
        }
        integration.inside.push(connection);
    }
    (integration, templated)
}
