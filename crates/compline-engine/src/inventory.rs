//! The integrations of a manifest as understood, a line a connection.

use compline_diagnostic::SourceFile;
use compline_manifest::model::Content;
use compline_manifest::schema::{Field, Subject};
use compline_policy::Policy;

use crate::explain::{Manifest, known_text, usage};
use crate::finding::{self, InventoryEntry};

/// Every connection, and every integration without one.
pub(crate) fn inventory(policy: &Policy, manifest: &Manifest<'_>, file: &SourceFile) -> Vec<InventoryEntry> {
    let mut entries = vec![];
    for integration in manifest.model.integrations() {
        let before = entries.len();
        for connection in manifest.model.inside(integration, Subject::Connection) {
            entries.push(entry(policy, manifest, file, integration, Some(connection)));
        }
        if entries.len() == before {
            entries.push(entry(policy, manifest, file, integration, None));
        }
    }
    entries
}

fn entry(
    policy: &Policy,
    manifest: &Manifest<'_>,
    file: &SourceFile,
    integration: u32,
    connection: Option<u32>,
) -> InventoryEntry {
    let model = manifest.model;
    let thing = connection.unwrap_or(integration);
    let field = |field: Field| {
        let Some(cell) = model.cell(thing, field) else { return finding::Field::Absent };
        if let Some(text) = known_text(policy, manifest, thing, field) {
            return finding::Field::Known(text);
        }
        match cell.content {
            Content::Opaque(text) | Content::Unmapped(text) => {
                finding::Field::Unknown(model.text(manifest.text, text).to_owned())
            }
            Content::WrongShape => finding::Field::Unknown(first_line(manifest.text, cell.span)),
            _ => finding::Field::Absent,
        }
    };
    let (mut hosts, mut unknown_hosts): (Vec<String>, Vec<String>) = (vec![], vec![]);
    for endpoint in connection.into_iter().flat_map(|connection| model.inside(connection, Subject::Endpoint)) {
        let (text, known) = match model.cell(endpoint, Field::Host).map(|cell| cell.content) {
            Some(Content::Text(text)) => (model.text(manifest.text, text), true),
            Some(Content::Opaque(text)) => (model.text(manifest.text, text), false),
            _ => continue,
        };
        for host in hosts_in(text) {
            if !hosts.iter().any(|known| known == host) {
                hosts.push(host.to_owned());
                unknown_hosts.extend((!known).then(|| host.to_owned()));
            }
        }
    }
    let (mut scopes, mut unknown_scopes) = (vec![], vec![]);
    let single = connection.into_iter().flat_map(|connection| model.inside(connection, Subject::Scope));
    let single = single.filter_map(|scope| model.cell(scope, Field::Scope));
    // What as a whole is filled in later has no single scopes.
    let whole = connection.and_then(|connection| model.cell(connection, Field::Scopes));
    for cell in whole.into_iter().chain(single) {
        let (text, known) = match cell.content {
            Content::Text(text) => (model.text(manifest.text, text).to_owned(), true),
            Content::Opaque(text) | Content::Unmapped(text) => (model.text(manifest.text, text).to_owned(), false),
            Content::WrongShape => (first_line(manifest.text, cell.span), false),
            _ => continue,
        };
        unknown_scopes.extend((!known).then(|| text.clone()));
        scopes.push(text);
    }
    let declared = policy.fields.iter().map(|declared| declared.field);
    let declared = declared.map(|one| (one.info().name, field(one)));
    let position = file.position(model.things[thing as usize].span.start);
    InventoryEntry {
        integration: field(Field::Integration),
        vendor: field(Field::Vendor),
        region: field(Field::Region),
        owner: field(Field::Owner),
        usage: usage(model, thing),
        connection: if connection.is_some() { field(Field::Connection) } else { finding::Field::Absent },
        mode: if connection.is_some() { field(Field::AuthMode) } else { finding::Field::Absent },
        declared: declared.filter(|(_, value)| *value != finding::Field::Absent).collect(),
        scopes,
        hosts,
        unknown_scopes,
        unknown_hosts,
        line: position.line,
        column: position.column,
        places: model.things[thing as usize].places,
    }
}

/// The hosts in what stands for a host: of a whole URL that is filled in later, or of several to choose from (`A || B`),
/// the part of each between scheme and path.
fn hosts_in(text: &str) -> impl Iterator<Item = &str> {
    text.split("||").map(|one| {
        let one = one.trim().trim_matches('"');
        let host = one.split_once("://").map_or(one, |(_, rest)| rest);
        // A slash inside a template is part of it.
        let mut depth = 0i32;
        let end = host.char_indices().find(|(_, c)| {
            depth += match c {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            *c == '/' && depth <= 0
        });
        end.map_or(host, |(at, _)| &host[..at])
    })
}

/// The first line of a span, for showing what cannot be read.
fn first_line(text: &str, span: compline_diagnostic::Span) -> String {
    let whole = text.get(span.range()).unwrap_or_default();
    whole.lines().next().unwrap_or_default().chars().take(80).collect()
}
