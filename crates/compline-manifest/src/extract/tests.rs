use std::fmt::Write as _;

use super::*;
use crate::format::{FieldReading, FilterTest, Reading, ReadingFrom, SplitBy};
use crate::testing::{
    Read, connectors, each, endpoints, extract_from, field, field_from, filter, format, native, paths, providers,
};

const NATIVE: &str = "\
# kept by hand
integration: zoho-sync-1
vendor: zoho
product: \"sync\"   # see the runbook
owner: \"team@example.com\"
region: EU
created: 2020-01-31
labels: &labels
  tier: 'gold'
  cost: '1234'
description: >-
  sync invoice
  nightly
connections:
  - name: c0
    auth:
      mode: authtoken
      placed: header
      storage: vault
      created: 2019-05-31T10:00:00+05:30
      expires_in: 3600
    scopes: [\"ZohoCRM.modules.ALL\", ZohoCRM.users.READ]
    endpoints:
      - { method: GET, url: \"https://API.zoho.eu:443/v1/x?y\" }
      - method: POST
        url: http://api.zoho.eu/v2
  - name: c1
    auth: {mode: oauth2}
    scopes:
      - a  # why
    endpoints: []
";

#[test]
fn a_native_manifest_is_read_whole() {
    let read = extract_from(&native(), "a/b.yaml", NATIVE);
    assert_eq!(read.complaints(), Vec::<String>::new());
    let [integration] = read.things(Subject::Integration)[..] else { panic!() };
    let shown = |field| read.shown(integration, field);
    assert_eq!(shown(Field::Integration), ("zoho-sync-1".into(), "zoho-sync-1"));
    assert_eq!(shown(Field::Vendor), ("#0".into(), "zoho"));
    assert_eq!(shown(Field::Product), ("sync".into(), "\"sync\""));
    assert_eq!(shown(Field::Region), ("#1".into(), "EU"));
    assert_eq!(shown(Field::Created), ("day 18292".into(), "2020-01-31"));
    assert_eq!(shown(Field::Labels), ("[gold, 1234]".into(), "tier: 'gold'\n  cost: '1234'"));
    assert_eq!(shown(Field::Description).0, "sync invoice nightly");
    assert_eq!(shown(Field::Environment), ("absent".into(), "integration: zoho-sync-1"));
    assert_eq!(read.text[read.model.things[integration as usize].span.range()], *"integration: zoho-sync-1");
    let [c0, c1] = read.things(Subject::Connection)[..] else { panic!() };
    assert_eq!(read.shown(c0, Field::AuthMode), ("#0".into(), "authtoken"));
    assert_eq!(read.shown(c0, Field::AuthPlaced), ("#0".into(), "header"));
    assert_eq!(read.shown(c0, Field::AuthCreated), ("day 18047".into(), "2019-05-31T10:00:00+05:30"));
    assert_eq!(read.shown(c0, Field::AuthExpiresIn), ("3600".into(), "3600"));
    assert_eq!(read.shown(c0, Field::AuthSecret), ("absent".into(), "auth"));
    assert_eq!(read.shown(c0, Field::Scopes).0, "[ZohoCRM.modules.ALL, ZohoCRM.users.READ]");
    assert_eq!(read.items(c0, Field::Scopes), ["\"ZohoCRM.modules.ALL\"", "ZohoCRM.users.READ"]);
    assert_eq!(read.shown(c1, Field::Scopes), ("[a]".into(), "- a"));
    assert_eq!(read.shown(c1, Field::AuthStorage), ("absent".into(), "auth"));
    assert_eq!(read.text[read.model.things[c1 as usize].span.range()], *"name: c1");
    let scopes: Vec<u32> = read.model.inside(c0, Subject::Scope).collect();
    assert_eq!(read.shown(scopes[1], Field::Scope), ("ZohoCRM.users.READ".into(), "ZohoCRM.users.READ"));
    let endpoints: Vec<u32> = read.model.inside(c0, Subject::Endpoint).collect();
    assert_eq!(
        read.shown(endpoints[0], Field::Url),
        ("https://API.zoho.eu:443/v1/x?y".into(), "\"https://API.zoho.eu:443/v1/x?y\"")
    );
    assert_eq!(read.shown(endpoints[0], Field::Host), ("api.zoho.eu".into(), "API.zoho.eu"));
    assert_eq!(read.shown(endpoints[0], Field::Path), ("/v1/x".into(), "/v1/x"));
    assert_eq!(read.shown(endpoints[1], Field::Scheme), ("http".into(), "http"));
    assert_eq!(read.cell(endpoints[1], Field::Scheme).origin, Origin::Derived);
    assert_eq!(read.shown(endpoints[1], Field::Method), ("POST".into(), "POST"));
    let view = read.tree.view(&read.text);
    assert_eq!(view.pointer(read.cell(c0, Field::AuthMode).node), "/connections/0/auth/mode");
    assert_eq!(read.model.integrations().collect::<Vec<_>>(), [integration]);
}

#[test]
fn the_same_in_json_says_the_same() {
    let json = r#"{"integration": "i", "vendor": "zoho", "connections": [{"name": "c", "auth": {"mode": "oauth2",
        "expires_in": 60, "refresh": true}, "scopes": ["a\u002fb", "c"], "endpoints": [{"url": "https:\/\/A.example\/x"}]}]}"#;
    let read = extract_from(&native(), "x.json", json);
    assert_eq!(read.complaints(), Vec::<String>::new());
    let [c] = read.things(Subject::Connection)[..] else { panic!() };
    assert_eq!(read.shown(c, Field::AuthRefresh), ("true".into(), "true"));
    assert_eq!(read.shown(c, Field::Scopes).0, "[a/b, c]");
    assert_eq!(read.items(c, Field::Scopes), ["\"a\\u002fb\"", "\"c\""]);
    let [e] = read.things(Subject::Endpoint)[..] else { panic!() };
    assert_eq!(read.shown(e, Field::Host), ("a.example".into(), "\"https:\\/\\/A.example\\/x\""));
    assert_eq!(read.shown(e, Field::Path), ("/x".into(), "\"https:\\/\\/A.example\\/x\""));
}

#[test]
fn what_is_wrong_in_a_native_manifest_is_told_where_it_stands() {
    let text = "\
integration: [x]
owner: null
created: soon
vendr: zoho
x-notes: {anything: goes}
connections:
  - name: c0
    auth: {mode: authtokn, placed: headr, expires_in: -1, refresh: maybe, scop: x}
    scopes: {a: b, c: d}
    endpoints: [{url: 5, methd: GET}, text]
  - auth: oauth2
  - ${LATER}
  - {<<: {name: x, nam: y}, auth: '${A}', scopes: '${S}'}
";
    let read = extract_from(&native(), "x.yaml", text);
    assert_eq!(
        read.complaints(),
        [
            "input/wrong-type at `[x]`: expected a text here, found a list",
            "input/wrong-type at `soon`: expected a date here, found the text `soon`",
            "input/unknown-word at `authtokn`: no loaded pack has the auth mode `authtokn`",
            "input/unknown-word at `headr`: `headr` is not a word for `auth.placed`",
            "input/wrong-type at `-1`: expected a duration in seconds here, found the number `-1`",
            "input/wrong-type at `maybe`: expected true or false here, found the text `maybe`",
            "input/wrong-type at `{a: b, c: d}`: expected a list of scopes here, found a map",
            "input/wrong-type at `text`: expected a map with the key `method` here, found the text `text`",
            "input/wrong-type at `oauth2`: expected a map with the key `mode` here, found the text `oauth2`",
            "input/templated at `${LATER}`: what `${LATER}` stands for is not known, so no endpoint is read from it",
            "input/unknown-key at `vendr`: unknown key `vendr`",
            "input/unknown-key at `scop`: unknown key `scop`",
            "input/unknown-key at `methd`: unknown key `methd`",
            "input/unknown-key at `nam`: unknown key `nam`",
        ]
    );
    let helps: Vec<&str> = read.diagnostics.iter().map(|d| d.help.as_deref().unwrap_or("")).collect();
    assert_eq!(helps[2], "did you mean `authtoken`?");
    assert_eq!(helps[3], "did you mean `header`?");
    assert_eq!(helps[10], "did you mean `vendor`?");
    assert!(helps[11].starts_with("the keys of this map are `created`, `expires_in`, `mode`"), "{}", helps[11]);
    assert!(read.diagnostics.iter().all(|d| d.labels[0].primary));
    let [i] = read.things(Subject::Integration)[..] else { panic!() };
    assert_eq!(read.shown(i, Field::Integration), ("wrong shape".into(), "[x]"));
    assert_eq!(read.shown(i, Field::Owner), ("null".into(), "null"));
    assert_eq!(read.shown(i, Field::Created), ("wrong shape".into(), "soon"));
    let [c0, c1, c2, c3] = read.things(Subject::Connection)[..] else { panic!() };
    assert_eq!(read.shown(c0, Field::AuthMode), ("!authtokn".into(), "authtokn"));
    assert_eq!(read.shown(c0, Field::Scopes).0, "wrong shape");
    assert_eq!(read.shown(c1, Field::AuthMode), ("wrong shape".into(), "oauth2"));
    assert_eq!(read.shown(c2, Field::AuthMode), ("?${LATER}".into(), "${LATER}"));
    assert_eq!(read.shown(c2, Field::Scopes), ("?${LATER}".into(), "${LATER}"));
    assert_eq!(read.shown(c3, Field::AuthMode), ("?${A}".into(), "'${A}'"));
    assert_eq!(read.shown(c3, Field::Scopes), ("?${S}".into(), "'${S}'"));
    assert_eq!(read.shown(c3, Field::Connection), ("x".into(), "x"));
    let wrong: Vec<u32> = read.model.inside(c0, Subject::Endpoint).collect();
    assert_eq!(read.shown(wrong[0], Field::Url).0, "5");
    assert_eq!(read.shown(wrong[1], Field::Url).0, "wrong shape");
    assert_eq!(read.shown(wrong[1], Field::Host).0, "wrong shape");
}

#[test]
fn connections_that_cannot_be_seen_are_told() {
    for (text, complaint) in [
        (
            "integration: i\nconnections: ${ALL}\n",
            "input/templated at `${ALL}`: what `${ALL}` stands for is not known, so no connection is read from it",
        ),
        (
            "integration: i\nconnections: none\n",
            "input/wrong-type at `none`: expected a list or a map here, found the text `none`",
        ),
    ] {
        let read = extract_from(&native(), "x.yaml", text);
        assert_eq!(read.complaints(), [complaint]);
        assert!(read.things(Subject::Connection).is_empty());
    }
    for text in
        ["integration: i\nconnections:\n", "integration: i\n", "integration: i\nconnections: []\n", "", "- x\n", "x"]
    {
        let read = extract_from(&native(), "x.yaml", text);
        let shape = |complaint: &String| complaint.starts_with("input/wrong-type at `x`: expected a map with the key");
        assert!(read.complaints().iter().all(shape), "{text:?}: {:?}", read.complaints());
    }
}

#[test]
fn a_secret_is_never_kept() {
    let connection = |secret: &str| format!("integration: i\nconnections: [{{auth: {{secret: {secret}}}}}]\n");
    for (secret, shown) in [
        ("hunter2", "secret"),
        ("[a, b]", "secret"),
        ("\"${VAULT:-hunter2}\"", "?"),
        ("\"\"", "absent"),
        ("null", "null"),
        ("\"hunter\\x32\"", "secret"),
    ] {
        let read = extract_from(&native(), "x.yaml", &connection(secret));
        let [c] = read.things(Subject::Connection)[..] else { panic!() };
        assert_eq!(read.shown(c, Field::AuthSecret).0, shown, "{secret}");
        let copy = if secret.contains("\\x") { "" } else { "hunter" };
        assert!(copy.is_empty() || !read.model.decoded.contains(copy));
    }
}

#[test]
fn providers_borrow_what_their_alias_has() {
    let text = "\
# yaml-language-server: $schema=x
acme:
  display_name: Acme
  auth_mode: OAUTH2
  authorization_url: https://${connectionConfig.domain}.acme.com/oauth?x=${y}
  token_url: {OAUTH2: https://a.com, CC: https://b.com}
  default_scopes: ['read ${extra}', 'one,two']
  scope_separator: ','
  disable_pkce: true
  proxy: {base_url: '${connectionConfig.url} || https://api.acme.com'}
acme-eu:
  display_name: Acme EU
  alias: acme
  proxy: {other: x}
acme-de:
  display_name: Acme DE
  alias: acme-eu
  auth_mode: WEIRD
loop:
  display_name: Loop
  alias: loop
lost:
  display_name: Lost
  alias: nowhere
hidden:
  auth_mode: NONE
version: 3
";
    let read = extract_from(&providers(), "x/providers.yaml", text);
    assert_eq!(
        read.complaints(),
        [
            "input/wrong-type at `token_url`: expected a URL here, found a map",
            "input/dangling-reference at `nowhere`: there is no entry `nowhere` in this document",
        ]
        .map(|complaint| complaint.replace("`token_url`", "`{OAUTH2: https://a.com, CC: https://b.com}`"))
    );
    let names: Vec<String> =
        read.things(Subject::Integration).iter().map(|&i| read.shown(i, Field::Integration).0).collect();
    assert_eq!(names, ["acme", "acme-eu", "acme-de", "loop", "lost"]);
    let [acme, eu, de, _, _] = read.things(Subject::Connection)[..] else { panic!() };
    assert_eq!(read.shown(acme, Field::AuthMode), ("#1".into(), "OAUTH2"));
    assert_eq!(read.shown(acme, Field::AuthPkce), ("false".into(), "true"));
    assert_eq!(read.shown(acme, Field::Scopes).0, "[?read ${extra}, one, two]");
    assert_eq!(read.items(acme, Field::Scopes), ["'read ${extra}'", "one", "two"]);
    assert_eq!(read.shown(eu, Field::AuthMode), ("#1".into(), "OAUTH2"));
    assert_eq!(read.shown(de, Field::AuthMode), ("!WEIRD".into(), "WEIRD"));
    assert_eq!(read.shown(de, Field::Scopes).0, "[?read ${extra}, one, two]");
    let urls = |connection| -> Vec<[String; 4]> {
        let shown =
            |endpoint| [Field::Url, Field::Scheme, Field::Host, Field::Path].map(|field| read.shown(endpoint, field).0);
        read.model.inside(connection, Subject::Endpoint).map(shown).collect()
    };
    assert_eq!(
        urls(acme)[0],
        [
            "?https://${connectionConfig.domain}.acme.com/oauth?x=${y}",
            "https",
            "?${connectionConfig.domain}.acme.com",
            "/oauth"
        ]
    );
    assert_eq!(urls(acme)[1][0], "wrong shape");
    assert!(urls(acme)[2].iter().all(|part| part.starts_with("?${connectionConfig.url} ||")));
    // Its own `proxy` hides the lender's.
    assert_eq!(urls(eu).len(), 2);
    let [integration, ..] = read.things(Subject::Integration)[..] else { panic!() };
    assert_eq!(read.shown(integration, Field::Vendor), ("acme".into(), "acme"));
    assert_eq!(read.shown(acme, Field::Usage).0, "#1");
    assert_eq!(read.cell(acme, Field::Usage).origin, Origin::Fixed);
}

#[test]
fn authenticators_by_reference_are_one_thing_with_many_places() {
    let text = "\
type: DeclarativeSource
definitions:
  oauth:
    type: OAuthAuthenticator
    scopes: [\"a b c\", \"{{ config['x'] }}\"]
    token_refresh_endpoint: \"https://{{ config['host'] }}/token\"
  base:
    url_base: https://api.example.com/v1
    authenticator: {$ref: '#/definitions/oauth'}
streams:
  - name: one
    requester: {$ref: '#/definitions/base'}
  - name: two
    requester: {$ref: '#/definitions/base', url_base: 'https://api.example.com/v1'}
  - name: three
    requester: &three
      url_base: https://other.example.com
      authenticator: {type: ApiKeyAuthenticator, inject_into: {inject_into: header}}
  - requester: *three
  - requester:
      url_base: https://x.example.com
      authenticator: '#/definitions/oauth'
  - requester: {authenticator: {type: \"{{ t }}\"}}
  - requester: {authenticator: {$ref: '#/definitions/nothing'}}
  - requester: {authenticator: {$ref: 'b.yaml#/x'}}
";
    let read = extract_from(&connectors(), "source-x/manifest.yaml", text);
    assert_eq!(
        read.complaints(),
        [
            "input/dangling-reference at `'#/definitions/nothing'`: `#/definitions/nothing` leads nowhere in this document, or back to itself",
            "input/templated at `\"{{ t }}\"`: what `\"{{ t }}\"` stands for is not known, so no connection is read from it",
            "input/dangling-reference at `'b.yaml#/x'`: `b.yaml#/x` is in another file, which is not read with this one",
        ]
    );
    let [integration] = read.things(Subject::Integration)[..] else { panic!() };
    assert_eq!(read.shown(integration, Field::Integration).0, "source-x");
    assert_eq!(read.cell(integration, Field::Integration).origin, Origin::Derived);
    assert_eq!(read.shown(integration, Field::Owner).0, "data team");
    let connections = read.things(Subject::Connection);
    let view = read.tree.view(&read.text);
    let seen: Vec<(String, String, u32)> = connections
        .iter()
        .map(|&c| {
            let cell = read.cell(c, Field::AuthMode);
            (read.content(cell), view.pointer(cell.node), read.model.things[c as usize].places)
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("#1".into(), "/definitions/oauth/type".into(), 3),
            ("#3".into(), "/streams/2/requester/authenticator/type".into(), 2),
            ("#1".into(), "/definitions/oauth/type".into(), 1),
        ]
    );
    let first = connections[0];
    assert_eq!(read.shown(first, Field::Scopes).0, "[a b c, ?{{ config['x'] }}]");
    let mode = read.model.cell_index(first, Field::AuthMode).unwrap();
    assert_eq!(view.pointer(read.model.site(mode).unwrap().node), "/definitions/base/authenticator");
    let hosts: Vec<String> = read.things(Subject::Endpoint).iter().map(|&e| read.shown(e, Field::Host).0).collect();
    assert_eq!(
        hosts,
        ["api.example.com", "?{{ config['host'] }}", "other.example.com", "x.example.com", "?{{ config['host'] }}"]
    );
}

/// One connection with the scopes of a text, split as given.
fn scopes(text: &str, split: &[&str]) -> Read {
    let split = split.iter().map(|by| SplitBy::Text((*by).to_owned())).collect();
    let from = ReadingFrom::Paths(paths(&["scopes", "more/*"]));
    let reading = FieldReading {
        field: Field::Scopes,
        readings: vec![Reading { from, part: None, mapped: None, split, base: vec![], filters: vec![] }],
    };
    let connection = Each { fields: vec![reading], ..each(Subject::Connection, &[]) };
    let mut format = format(&["x.yaml"], vec![Each { inner: vec![connection], ..each(Subject::Integration, &[]) }]);
    format.templates = crate::testing::pairs(&[("{{", "}}")]);
    extract_from(&format, "x.yaml", text)
}

#[test]
fn scopes_are_split_where_the_format_says_so() {
    for (text, split, list, items) in [
        ("scopes: a b\n", &[][..], "[a b]", &["a b"][..]),
        ("scopes: a  b, c\n", &[" ", ","], "[a, b, c]", &["a", "b", "c"]),
        ("scopes: \"a,b\"\n", &[","], "[a, b]", &["a", "b"]),
        ("scopes: \"a,\\x62\"\n", &[","], "[a, b]", &["\"a,\\x62\"", "\"a,\\x62\""]),
        ("scopes: >-\n  a\n  b\n", &[" "], "[a, b]", &["a\n  b", "a\n  b"]),
        ("scopes: >-\n  a b\n", &[" "], "[a, b]", &["a", "b"]),
        (
            "scopes: [a b, 'c', 5, ~, {x: y}]\n",
            &[" "],
            "[a, b, c, 5, null, wrong shape]",
            &["a", "b", "'c'", "5", "~", "{x: y}"],
        ),
        ("scopes: a {{ b c }} d{{e}}\n", &[" "], "[a, ?{{ b c }}, ?d{{e}}]", &["a", "{{ b c }}", "d{{e}}"]),
        ("scopes: '{{ all }}'\n", &[" "], "?{{ all }}", &[]),
        ("scopes: ''\n", &[" "], "[]", &[]),
        ("scopes:\n", &[" "], "null", &[]),
        ("scopes: {a: x, b: y}\n", &[" "], "[a, b]", &["a", "b"]),
        ("scopes: !Ref x\n", &[" "], "?x", &[]),
        ("scopes: [!Ref x]\n", &[" "], "[?x]", &["x"]),
        ("more: {x: [a], y: b c}\n", &[" "], "[a, b, c]", &["a", "b", "c"]),
        ("scopes: z\nmore: [a, b]\n", &[], "[z, a, b]", &["z", "a", "b"]),
        ("scopes: z\nmore: '{{ m }}'\n", &[], "[z, ?{{ m }}]", &["z", "'{{ m }}'"]),
        ("scopes: é,ü\n", &[","], "[é, ü]", &["é", "ü"]),
    ] {
        let read = scopes(text, split);
        let [connection] = read.things(Subject::Connection)[..] else { panic!() };
        assert_eq!(read.shown(connection, Field::Scopes).0, list, "{text}");
        assert_eq!(read.items(connection, Field::Scopes), items, "{text}");
        assert_eq!(read.things(Subject::Scope).len(), items.len(), "{text}");
    }
}

#[test]
fn filters_choose_and_scopes_may_be_things_of_their_own() {
    let scope = Each { fields: vec![field(Field::Scope, &["name"])], ..each(Subject::Scope, &["permissions/*"]) };
    let connection = |test: FilterTest| Each {
        filters: vec![filter("kind", test)],
        inner: vec![scope.clone(), endpoints(&["url"], 0)],
        ..each(Subject::Connection, &["list/*"])
    };
    let text = "list: [{kind: a, permissions: [{name: x}, {name: y}]}, {kind: b1}, {url: 'https://é.example/ü'}]\n";
    let count = |test| {
        let integration = Each { inner: vec![connection(test)], ..each(Subject::Integration, &[]) };
        let read = extract_from(&format(&["x.yaml"], vec![integration]), "x.yaml", text);
        let places: u32 = read.things(Subject::Connection).iter().map(|&c| read.model.things[c as usize].places).sum();
        (places, read)
    };
    assert_eq!(count(FilterTest::Exists).0, 2);
    assert_eq!(count(FilterTest::Absent).0, 1);
    assert_eq!(count(FilterTest::Is(vec!["a".into(), "c".into()])).0, 1);
    assert_eq!(count(FilterTest::IsNot(vec!["a".into()])).0, 2);
    assert_eq!(count(FilterTest::Matches("b?".into())).0, 1);
    let (_, read) = count(FilterTest::Exists);
    let [first, _] = read.things(Subject::Connection)[..] else { panic!() };
    assert_eq!(read.shown(first, Field::Scopes).0, "[x, y]");
    let (_, read) = count(FilterTest::Absent);
    let [endpoint] = read.things(Subject::Endpoint)[..] else { panic!() };
    assert_eq!(read.shown(endpoint, Field::Host), ("é.example".into(), "é.example"));
    assert_eq!(read.shown(endpoint, Field::Path), ("/ü".into(), "/ü"));
}

#[test]
fn a_later_reading_counts_where_an_earlier_one_leads_nowhere() {
    let readings = |from: Vec<ReadingFrom>| {
        let readings = from.into_iter().map(crate::testing::reading).collect();
        let owner = FieldReading { field: Field::Owner, readings };
        let integration = Each { fields: vec![owner], ..each(Subject::Integration, &[]) };
        let read = extract_from(&format(&["x.yaml"], vec![integration]), "x.yaml", "a: {b: x}\nn: ~\n");
        read.shown(0, Field::Owner).0
    };
    let from = |texts: &[&str]| ReadingFrom::Paths(paths(texts));
    assert_eq!(readings(vec![from(&["x"]), from(&["a/b"])]), "x");
    assert_eq!(readings(vec![from(&["x", "n", "a/b"])]), "null");
    assert_eq!(readings(vec![ReadingFrom::Key(crate::testing::path("")), ReadingFrom::Text("fixed".into())]), "fixed");
    assert_eq!(readings(vec![from(&["x"]), from(&["a/b/c"])]), "wrong shape");
    assert_eq!(readings(vec![ReadingFrom::Capture("none".into())]), "absent");
}

#[test]
fn a_host_is_the_url_s_or_else_what_the_format_reads() {
    let endpoint = Each {
        fields: vec![field(Field::Url, &["url"]), field(Field::Host, &["host"])],
        ..each(Subject::Endpoint, &["list/*"])
    };
    let connection = Each { inner: vec![endpoint], ..each(Subject::Connection, &[]) };
    let integration = Each { inner: vec![connection], ..each(Subject::Integration, &[]) };
    let text =
        "list: [{host: A.example}, {url: /x, host: b.example}, {url: 'https://c.example', host: d}, {url: /x}]\n";
    let read = extract_from(&format(&["x.yaml"], vec![integration]), "x.yaml", text);
    let hosts: Vec<_> = read.things(Subject::Endpoint).iter().map(|&e| read.shown(e, Field::Host)).collect();
    let expected =
        [("a.example", "A.example"), ("b.example", "b.example"), ("c.example", "c.example"), ("absent", "/x")];
    assert_eq!(hosts, expected.map(|(host, at)| (host.to_owned(), at)));
}

#[test]
fn a_reading_counts_where_its_filters_hold() {
    let reading = |kind: &str, from: &str| Reading {
        filters: vec![filter("kind", FilterTest::Is(vec![kind.into()]))],
        ..crate::testing::reading(ReadingFrom::Paths(paths(&[from])))
    };
    let owner = FieldReading { field: Field::Owner, readings: vec![reading("a", "x"), reading("b", "y")] };
    let mut format = format(&["x.yaml"], vec![Each { fields: vec![owner], ..each(Subject::Integration, &[]) }]);
    format.closed = true;
    format.templates = crate::testing::pairs(&[("${", "}")]);
    for (kind, owner) in [("a", "1"), ("b", "2"), ("c", "absent"), ("${later}", "?${later}")] {
        let read = extract_from(&format, "x.yaml", &format!("kind: {kind}\nx: 1\ny: 2\n"));
        assert_eq!(read.shown(0, Field::Owner).0, owner);
        assert_eq!(read.complaints(), Vec::<String>::new());
    }
}

#[test]
fn what_lies_inside_may_speak_of_what_is_around_once() {
    let connection = Each { fields: vec![field(Field::Vendor, &["vendor"])], ..each(Subject::Connection, &["list/*"]) };
    let integration = Each { inner: vec![connection], ..each(Subject::Integration, &[]) };
    let text = "list: [{}, {vendor: zoho}, {vendor: slack}]\n";
    let read = extract_from(&format(&["x.yaml"], vec![integration]), "x.yaml", text);
    assert_eq!(read.shown(0, Field::Vendor), ("#0".into(), "zoho"));
}

#[test]
fn documents_that_unfold_too_far_are_told() {
    let mut text = "a0: &a0 {x: 1}\n".to_owned();
    for i in 1..9 {
        let previous = format!("*a{}, ", i - 1).repeat(9);
        let _ = writeln!(text, "a{i}: &a{i} [{previous}*a{}]", i - 1);
    }
    let connection = Each {
        fields: vec![field_from(Field::Connection, ReadingFrom::Value)],
        ..each(Subject::Connection, &["a8/*/*/*/*/*/*/*/*/x"])
    };
    let integration = Each { inner: vec![connection], ..each(Subject::Integration, &[]) };
    let read = extract_from(&format(&["x.yaml"], vec![integration]), "x.yaml", &text);
    assert_eq!(read.diagnostics.len(), 1);
    assert_eq!(read.diagnostics[0].code.as_str(), "input/unfolds-too-far");
}

mod properties;

#[test]
fn what_stands_around_a_template_may_decide_whether_a_text_fits() {
    let may = |pattern: &str, literal: bool, text: &str| {
        crate::filter::may_fit(pattern, literal, text, &crate::testing::pairs(&[("${", "}")]))
    };
    assert!(may("Zoho-authtoken*", false, "Zoho-authtoken ${t}"));
    assert!(!may("Zoho-authtoken*", false, "Zoho-oauthtoken ${t}"));
    assert!(may("Zoho-authtoken*", false, "Zoho-${t}") && may("a*", false, "${t}") && may("", true, "${t}"));
    assert!(!may("*x", false, "${t}y") && may("*x?", false, "${t}y") && may("?", false, "${t}"));
    assert!(may("abc", true, "a${t}c") && !may("abc", true, "a${t}d") && !may("a*c", true, "abc"));
    assert!(may("a*c", true, "a${t}c") && may("*b*", false, "b") && !may("*b*", false, "a"));
}

#[test]
fn nothing_where_a_list_belongs_is_told_of_once() {
    let said = |text: &str| extract_from(&native(), "a.yaml", text).complaints();
    let told = "input/wrong-type at `connections`: expected a list here, found a null, so no connection is read";
    assert_eq!(said("integration: a\nconnections: null\n"), [told]);
    for none in ["integration: a\nconnections:\n", "integration: a\nconnections: []\n"] {
        assert_eq!(said(none), Vec::<String>::new());
    }
    let told = "input/unknown-anchor at `*nope`: no anchor `&nope` stands before this alias";
    assert_eq!(said("integration: a\nconnections: *nope\n"), [told]);
}

#[test]
fn a_part_of_a_text_counts() {
    let part = |pattern: &str| Some(crate::part::text_part(pattern).unwrap());
    let at = |from: ReadingFrom, pattern: &str| Reading { part: part(pattern), ..crate::testing::reading(from) };
    let owner = FieldReading {
        field: Field::Owner,
        readings: vec![
            at(ReadingFrom::Paths(paths(&["type"])), "*.{owner}Trigger"),
            at(ReadingFrom::Paths(paths(&["type"])), "*.{owner}"),
        ],
    };
    let url = FieldReading {
        field: Field::Url,
        readings: vec![at(ReadingFrom::Value, "={url}"), crate::testing::reading(ReadingFrom::Value)],
    };
    let endpoint = Each { fields: vec![url], ..each(Subject::Endpoint, &["urls/*"]) };
    let connection = Each { inner: vec![endpoint], ..each(Subject::Connection, &[]) };
    let integration = Each { fields: vec![owner], inner: vec![connection], ..each(Subject::Integration, &["/*"]) };
    let mut format = format(&["x.yaml"], vec![integration]);
    format.templates = crate::testing::pairs(&[("{{", "}}")]);
    let text = "- { type: n8n.slackTrigger, urls: ['=https://a.example/{{ x }}', 'http://b.example', '={{ y }}'] }\n\
                - type: n8n.slack\n- type: slack\n- type: '{{ z }}'\n- type: [n8n.slack]\n- type: n8n.{{ z }}\n";
    let read = extract_from(&format, "x.yaml", text);
    let owners: Vec<_> =
        read.things(Subject::Integration).into_iter().map(|thing| read.shown(thing, Field::Owner)).collect();
    assert_eq!(owners[0], ("slack".into(), "slack"));
    assert_eq!(owners[1], ("slack".into(), "slack"));
    // Nothing of the pattern; not known yet; no text at all; not known yet which of the patterns it fits.
    assert_eq!(owners[2].0, "absent");
    assert_eq!(owners[3].0, "?{{ z }}");
    assert_eq!(owners[4].0, "wrong shape");
    assert_eq!(owners[5].0, "?n8n.{{ z }}");
    let hosts: Vec<_> =
        read.things(Subject::Endpoint).into_iter().map(|thing| read.shown(thing, Field::Host)).collect();
    assert_eq!(hosts[0], ("a.example".into(), "a.example"));
    assert_eq!(hosts[1], ("b.example".into(), "b.example"));
    assert_eq!(hosts[2].0, "?{{ y }}");
}

#[test]
fn value_maps_have_patterns_after_texts() {
    let words = [("*Api", 3), ("noneApi", 4), ("*OAuth2Api", 1)];
    let mode = crate::testing::mapped(Field::AuthMode, &["type"], &words);
    let connection = Each { fields: vec![mode], ..each(Subject::Connection, &["/*"]) };
    let integration = Each { inner: vec![connection], ..each(Subject::Integration, &[]) };
    let mut format = format(&["x.yaml"], vec![integration]);
    format.templates = crate::testing::pairs(&[("{{", "}}")]);
    let text = "- type: slackApi\n- type: noneApi\n- type: Apis\n- type: '{{ x }}Api'\n";
    let read = extract_from(&format, "x.yaml", text);
    let modes: Vec<_> =
        read.things(Subject::Connection).into_iter().map(|thing| read.shown(thing, Field::AuthMode).0).collect();
    assert_eq!(modes, ["#3", "#4", "!Apis", "?{{ x }}Api"]);
}

#[test]
fn nodes_that_say_the_same_are_one_thing() {
    let scope = Each { fields: vec![field(Field::Scope, &["scope"])], ..each(Subject::Scope, &[]) };
    let mut connection = Each {
        by: Some(crate::format::By::Path(crate::testing::path("resource"))),
        fields: vec![field(Field::Api, &["resource"])],
        inner: vec![scope],
        ..each(Subject::Connection, &["asks/*"])
    };
    let integration = |connection: &Each| Each { inner: vec![connection.clone()], ..each(Subject::Integration, &[]) };
    let text = "asks:\n- { resource: a, scope: x }\n- { resource: b, scope: y }\n- { scope: v }\n\
                - { resource: a, scope: z }\n- { scope: w }\n";
    let shown = |connection: &Each| {
        let read = extract_from(&format(&["x.yaml"], vec![integration(connection)]), "x.yaml", text);
        let things = read.things(Subject::Connection).into_iter();
        things.map(|thing| (read.shown(thing, Field::Api).0, read.shown(thing, Field::Scopes).0)).collect::<Vec<_>>()
    };
    let texts = |api: &str, scopes: &str| (api.to_owned(), scopes.to_owned());
    // What has no such text is one of its own.
    assert_eq!(
        shown(&connection),
        [texts("a", "[x, z]"), texts("b", "[y]"), texts("absent", "[v]"), texts("absent", "[w]")]
    );
    connection.by = Some(crate::format::By::Key);
    assert_eq!(shown(&connection).len(), 5, "elements of a list have no key");
}
