//! What redirect URIs, secrets, scopes and URLs are like, whoever the vendor is.

use compline_manifest::model::{Cell, Content, Model, Origin};
use compline_manifest::schema::{Field, Subject};

/// Says of each connection with redirect URIs whether one of them is plain http, and whether one has a wildcard.
pub(crate) fn redirect_uris(text: &str, model: &mut Model, integration: u32) {
    let connections: Vec<u32> = model.inside(integration, Subject::Connection).collect();
    for connection in connections {
        let Some(&uris) = model.cell(connection, Field::AuthRedirectUris) else { continue };
        if let Content::List(..) = uris.content {
            let plain = any(text, model, &uris, plain);
            let wildcard = any(text, model, &uris, wildcard);
            set(model, connection, Field::AuthRedirectPlain, plain);
            set(model, connection, Field::AuthRedirectWildcard, wildcard);
        }
    }
}

/// Says of each connection that has a place for a secret whether one is written there. It is looked at where it stands, and
/// not kept.
pub(crate) fn secrets(text: &str, model: &mut Model, integration: u32) {
    let connections: Vec<u32> = model.inside(integration, Subject::Connection).collect();
    for connection in connections {
        let Some(&cell) = model.cell(connection, Field::AuthSecret) else { continue };
        let written = match cell.content {
            Content::Absent => continue,
            Content::Secret => !stands_in(text.get(cell.span.range()).unwrap_or_default()),
            _ => false,
        };
        set(
            model,
            connection,
            Field::AuthSecretWritten,
            Cell { content: Content::Bool(written), origin: Origin::Derived, ..cell },
        );
    }
}

/// Whether a text only shows where a secret is to be put: `<YOUR_SECRET>`, `xxxx`, `APP_SECRET`, `[[DUMMY]]`.
fn stands_in(written: &str) -> bool {
    let plain = written.trim().trim_matches(['"', '\'']).trim();
    let lower = plain.to_ascii_lowercase();
    let marked = [("<", ">"), ("[[", "]]"), ("{{", "}}"), ("${", "}"), ("%", "%")].iter().any(|(open, close)| {
        plain.len() > open.len() + close.len() && plain.starts_with(open) && plain.ends_with(close)
    });
    let spoken = [
        "your",
        "enter_",
        "enter ",
        "dummy",
        "example",
        "placeholder",
        "changeme",
        "change-me",
        "change_me",
        "redacted",
        "replace",
        "...",
        "not a real",
        "todo",
    ];
    let name = plain.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c == ' ') && plain.len() < 40;
    marked
        || name
        || lower.chars().all(|c| matches!(c, 'x' | '*' | '.' | '-' | '#' | '0'))
        || spoken.iter().any(|word| lower.contains(word))
        || ["test", "secret", "password", "null", "none"].contains(&lower.as_str())
}

/// Says of each scope whether it has a wildcard.
pub(crate) fn scopes(text: &str, model: &mut Model, integration: u32) {
    let scopes: Vec<u32> = model.inside(integration, Subject::Scope).collect();
    for scope in scopes {
        if let Some(&cell) = model.cell(scope, Field::Scope) {
            let wildcard = asked(text, model, &cell, wildcard);
            set(model, scope, Field::ScopeWildcard, wildcard);
        }
    }
}

/// Names of the parameter that a credential is sent in. `key` and `token` alone are left out: they are as often the key of
/// a record, or the place at which a list goes on.
const CREDENTIALS: [&str; 14] = [
    "access_token",
    "accesstoken",
    "api_key",
    "apikey",
    "api_token",
    "apitoken",
    "auth_token",
    "authtoken",
    "client_secret",
    "clientsecret",
    "hapikey",
    "oauth_token",
    "password",
    "private_token",
];

/// Says of each URL that has one which parameter a credential stands in.
pub(crate) fn urls(text: &str, model: &mut Model, integration: u32) {
    let endpoints: Vec<u32> = model.inside(integration, Subject::Endpoint).collect();
    for endpoint in endpoints {
        let Some(&cell) = model.cell(endpoint, Field::Url) else { continue };
        let (Content::Text(url) | Content::Opaque(url)) = cell.content else { continue };
        if let Some(name) = credential_in(model.text(text, url)).map(str::to_owned) {
            let content = Content::Text(model.decode(&name));
            set(model, endpoint, Field::UrlCredential, Cell { content, origin: Origin::Derived, ..cell });
        }
    }
}

/// The first parameter of a URL's query, as written, that a credential stands in.
fn credential_in(url: &str) -> Option<&str> {
    let (_, query) = url.split('#').next()?.split_once('?')?;
    let names = query.split('&').filter_map(|one| Some(one.split_once('=')?.0.trim()));
    names.into_iter().find(|name| {
        let plain = name.to_ascii_lowercase().replace('-', "_");
        CREDENTIALS.contains(&plain.as_str())
    })
}

/// Whether a redirect URI is `http` and leads to a host that is not the machine on which the client runs. Where a part of
/// it is filled in later (`open`), that may be left open.
fn plain(uri: &str, open: bool) -> Option<bool> {
    let uri = uri.trim().to_ascii_lowercase();
    let Some(rest) = uri.strip_prefix("http://") else {
        return (!open || uri.starts_with("https://")).then_some(false);
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let loopback = ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|name| host.strip_prefix(name).is_some_and(|port| port.is_empty() || port.starts_with(':')));
    if open { None } else { Some(!loopback) }
}

/// Whether there is a `*`. One in a text of which a part is filled in later may be of that part.
fn wildcard(text: &str, open: bool) -> Option<bool> {
    let star = text.contains('*');
    if open && star { None } else { Some(star) }
}

/// The first element of which it holds; otherwise the first that cannot be asked; otherwise the list, of which it does
/// not hold.
fn any(text: &str, model: &Model, list: &Cell, holds: fn(&str, bool) -> Option<bool>) -> Cell {
    let mut open = None;
    for element in model.list(list) {
        let cell = asked(text, model, element, holds);
        match cell.content {
            Content::Bool(true) => return cell,
            Content::Bool(false) => {}
            _ => open = open.or(Some(cell)),
        }
    }
    open.unwrap_or(Cell { content: Content::Bool(false), origin: Origin::Derived, ..*list })
}

/// Whether it holds of a text. What is not known stays so.
fn asked(text: &str, model: &Model, cell: &Cell, holds: fn(&str, bool) -> Option<bool>) -> Cell {
    let content = match cell.content {
        Content::Text(value) => holds(model.text(text, value), false).map_or(cell.content, Content::Bool),
        Content::Opaque(value) => holds(model.text(text, value), true).map_or(cell.content, Content::Bool),
        other => other,
    };
    Cell { content, origin: Origin::Derived, ..*cell }
}

fn set(model: &mut Model, thing: u32, field: Field, cell: Cell) {
    if let Some(index) = model.cell_index(thing, field) {
        model.cells[index] = cell;
    }
}

#[cfg(test)]
mod tests {
    use super::{credential_in, plain, stands_in, wildcard};

    #[test]
    fn plain_http_is_for_the_own_machine_alone() {
        for uri in
            ["http://app.example/cb", "HTTP://app.example", "http://localhost.example/", "http://127.0.0.1@a.example"]
        {
            assert_eq!(plain(uri, false), Some(true), "{uri}");
        }
        for uri in
            ["https://app.example/cb", "http://localhost:3000/cb", "http://127.0.0.1", "http://[::1]:80/", "app://x"]
        {
            assert_eq!(plain(uri, false), Some(false), "{uri}");
        }
    }

    #[test]
    fn what_is_filled_in_later_is_decided_by_the_rest_if_that_is_enough() {
        assert_eq!(plain("https://${HOST}/cb", true), Some(false));
        assert_eq!(plain("http://${HOST}/cb", true), None);
        assert_eq!(plain("${BASE}/cb", true), None);
        assert_eq!(wildcard("${SCOPES}", true), Some(false));
        assert_eq!(wildcard("${SCOPES:-*}", true), None);
    }

    #[test]
    fn credentials_are_told_by_the_name_of_the_parameter() {
        assert_eq!(credential_in("https://api.example/a?id=1&Api-Key={{ key }}#top"), Some("Api-Key"));
        assert_eq!(credential_in("${BASE}?access_token=${T}"), Some("access_token"));
        for url in
            ["https://api.example/a?page_token=1", "https://a.example/password=x", "https://a.example/a#?apikey=1"]
        {
            assert_eq!(credential_in(url), None, "{url}");
        }
    }

    #[test]
    fn what_stands_in_for_a_secret_is_none() {
        for text in [
            "",
            "\"\"",
            "<YOUR_KEY>",
            "'xxxx'",
            "APP_SECRET",
            "[[DUMMY]]",
            "${SECRET}",
            "your_client_secret",
            "****",
            "test",
            "<%= iparams.secret %>",
            "{{ secret }}",
            "-----BEGIN KEY----- ... -----END KEY-----",
        ] {
            assert!(stands_in(text), "{text}");
        }
        for text in ["correct horse battery staple", "\"8f1c52\"", "hunter2", "Sommer2026!", "p<q>r"] {
            assert!(!stands_in(text), "{text}");
        }
    }
}
