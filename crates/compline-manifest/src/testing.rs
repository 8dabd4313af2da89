//! What the tests of this crate have in common: short ways to write paths, formats and fields.

use compline_diagnostic::Diagnostic;

use crate::FilePattern;
use crate::extract::Words;
use crate::format::{Each, FieldReading, Filter, FilterTest, Format, Path, PathStart, Reading, ReadingFrom, Step};
use crate::model::{Cell, Content, Model};
use crate::read::read;
use crate::schema::{Field, FieldType, Subject};
use crate::tree::{Kind, Tree};

/// `a/b` from here, `/a/b` from the root, `../a` from above; `*` is every, `**` deep.
pub(crate) fn path(text: &str) -> Path {
    let mut start = PathStart::Here;
    let mut rest = text;
    if let Some(after) = rest.strip_prefix('/') {
        (start, rest) = (PathStart::Root, after);
    }
    let mut levels = 0;
    while let Some(after) = rest.strip_prefix("..") {
        levels += 1;
        (start, rest) = (PathStart::Up(levels), after.strip_prefix('/').unwrap_or(after));
    }
    let steps = rest.split('/').filter(|step| !step.is_empty()).map(|step| match step {
        "*" => Step::Every,
        "**" => Step::Deep,
        key => Step::Key(key.to_owned()),
    });
    Path { start, steps: steps.collect() }
}

pub(crate) fn paths(texts: &[&str]) -> Vec<Path> {
    texts.iter().map(|text| path(text)).collect()
}

pub(crate) fn reading(from: ReadingFrom) -> Reading {
    Reading { from, part: None, mapped: None, split: vec![], base: vec![], filters: vec![] }
}

pub(crate) fn field(field: Field, from: &[&str]) -> FieldReading {
    FieldReading { field, readings: vec![reading(ReadingFrom::Paths(paths(from)))] }
}

pub(crate) fn field_from(field: Field, from: ReadingFrom) -> FieldReading {
    FieldReading { field, readings: vec![reading(from)] }
}

pub(crate) fn mapped(field: Field, from: &[&str], words: &[(&str, u32)]) -> FieldReading {
    let mapped = words.iter().map(|&(text, word)| (text.to_owned(), word)).collect();
    let from = ReadingFrom::Paths(paths(from));
    FieldReading {
        field,
        readings: vec![Reading {
            from,
            part: None,
            mapped: Some(mapped),
            split: vec![],
            base: vec![],
            filters: vec![],
        }],
    }
}

pub(crate) fn each(subject: Subject, from: &[&str]) -> Each {
    Each { subject, paths: paths(from), by: None, filters: vec![], follow: None, fields: vec![], inner: vec![] }
}

pub(crate) fn filter(from: &str, test: FilterTest) -> Filter {
    Filter { path: path(from), key: false, test }
}

pub(crate) fn endpoints(from: &[&str], role: u32) -> Each {
    Each {
        fields: vec![field_from(Field::Url, ReadingFrom::Value), field_from(Field::Role, ReadingFrom::Word(role))],
        ..each(Subject::Endpoint, from)
    }
}

pub(crate) fn format(files: &[&str], integrations: Vec<Each>) -> Format {
    Format {
        id: "test/format".into(),
        title: "test".into(),
        files: files.iter().map(|pattern| FilePattern::parse(pattern).unwrap()).collect(),
        syntax: None,
        except: vec![],
        text: None,
        recognise: vec![],
        ignore_case: false,
        templates: vec![],
        reference_key: None,
        closed: false,
        ignored: vec![],
        integrations,
    }
}

pub(crate) fn pairs(delimiters: &[(&str, &str)]) -> Vec<(String, String)> {
    delimiters.iter().map(|&(open, close)| (open.to_owned(), close.to_owned())).collect()
}

/// A few modes, vendors and regions.
pub(crate) struct Few;

pub(crate) const MODES: [&str; 5] = ["authtoken", "oauth2", "oauth2.client-credentials", "static.api-key", "none"];
pub(crate) const VENDORS: [&str; 2] = ["zoho", "slack"];
pub(crate) const REGIONS: [&str; 3] = ["US", "EU", "IN"];

impl Words for Few {
    fn lookup(&self, ty: FieldType, text: &str) -> Option<u32> {
        self.candidates(ty).iter().position(|word| *word == text).map(|at| at as u32)
    }

    fn candidates(&self, ty: FieldType) -> Vec<&str> {
        match ty {
            FieldType::Mode => MODES.to_vec(),
            FieldType::Vendor => VENDORS.to_vec(),
            FieldType::Region => REGIONS.to_vec(),
            _ => vec![],
        }
    }
}

/// A text, its tree and what a format makes of its first document.
pub(crate) struct Read {
    pub(crate) text: String,
    pub(crate) tree: Tree,
    pub(crate) model: Model,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

pub(crate) fn extract_from(format: &Format, file: &str, text: &str) -> Read {
    let mut tree = Tree::new();
    let mut diagnostics = read(text, format.syntax_of(file, text), &mut tree);
    let mut model = Model::default();
    diagnostics.extend(crate::extract::extract(format, file, text, &tree, 0, &Few, &mut model));
    Read { text: text.to_owned(), tree, model, diagnostics }
}

impl Read {
    /// Things of a kind, by index.
    pub(crate) fn things(&self, subject: Subject) -> Vec<u32> {
        (0..self.model.things.len() as u32).filter(|&i| self.model.things[i as usize].subject == subject).collect()
    }

    pub(crate) fn cell(&self, thing: u32, field: Field) -> &Cell {
        self.model.cell(thing, field).unwrap()
    }

    /// What a cell holds, for people, and the bytes it points at.
    pub(crate) fn shown(&self, thing: u32, field: Field) -> (String, &str) {
        let cell = self.cell(thing, field);
        (self.content(cell), &self.text[cell.span.range()])
    }

    pub(crate) fn content(&self, cell: &Cell) -> String {
        match cell.content {
            Content::Opaque(text) => format!("?{}", self.model.text(&self.text, text)),
            Content::Unmapped(text) => format!("!{}", self.model.text(&self.text, text)),
            Content::Text(text) => self.model.text(&self.text, text).to_owned(),
            Content::Word(word) => format!("#{word}"),
            Content::Number(number) => number.to_string(),
            Content::Bool(value) => value.to_string(),
            Content::Day(day) => format!("day {day}"),
            Content::List(..) => {
                let items: Vec<String> = self.model.list(cell).iter().map(|item| self.content(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Content::Absent => "absent".into(),
            Content::Null => "null".into(),
            Content::WrongShape => "wrong shape".into(),
            Content::Secret => "secret".into(),
        }
    }

    /// The bytes of each element of a list cell.
    pub(crate) fn items(&self, thing: u32, field: Field) -> Vec<&str> {
        let cell = self.cell(thing, field);
        self.model.list(cell).iter().map(|item| &self.text[item.span.range()]).collect()
    }

    /// Each diagnostic as code, bytes of its first label and message.
    pub(crate) fn complaints(&self) -> Vec<String> {
        complaints(&self.diagnostics, &self.text)
    }
}

pub(crate) fn complaints(diagnostics: &[Diagnostic], text: &str) -> Vec<String> {
    diagnostics
        .iter()
        .map(|diagnostic| {
            let at = diagnostic.labels.first().map_or("", |label| &text[label.at.span.range()]);
            format!("{} at `{at}`: {}", diagnostic.code, diagnostic.message)
        })
        .collect()
}

/// Like [`complaints`], with the offset of each.
pub(crate) fn complaints_at(diagnostics: &[Diagnostic], text: &str) -> Vec<String> {
    let offset = |one: &Diagnostic| one.labels.first().map_or(0, |label| label.at.span.start);
    diagnostics
        .iter()
        .zip(complaints(diagnostics, text))
        .map(|(one, said)| format!("{}: {said}", offset(one)))
        .collect()
}

/// The format of native manifests.
pub(crate) fn native() -> Format {
    use Field as F;
    let mut format = format(
        &["*.yaml", "*.json"],
        vec![Each {
            fields: vec![
                field(F::Integration, &["integration"]),
                field(F::Vendor, &["vendor"]),
                field(F::Product, &["product"]),
                field(F::Owner, &["owner"]),
                field(F::Environment, &["environment"]),
                field(F::Region, &["region"]),
                field(F::Created, &["created"]),
                field(F::Labels, &["labels"]),
                field(F::Description, &["description"]),
            ],
            inner: vec![Each {
                fields: vec![
                    field(F::Connection, &["name"]),
                    field(F::AuthMode, &["auth/mode"]),
                    field(F::AuthPlaced, &["auth/placed"]),
                    field(F::AuthStorage, &["auth/storage"]),
                    field(F::AuthCreated, &["auth/created"]),
                    field(F::AuthExpiresIn, &["auth/expires_in"]),
                    field(F::AuthRefresh, &["auth/refresh"]),
                    field(F::AuthSecret, &["auth/secret"]),
                    field(F::AuthRedirectUris, &["auth/redirect_uris"]),
                    field(F::Scopes, &["scopes"]),
                ],
                inner: vec![Each {
                    fields: vec![field(F::Method, &["method"]), field(F::Url, &["url"])],
                    ..each(Subject::Endpoint, &["endpoints/*"])
                }],
                ..each(Subject::Connection, &["connections/*"])
            }],
            ..each(Subject::Integration, &[])
        }],
    );
    format.recognise = ["integration", "connections"].map(|key| vec![filter(key, FilterTest::Exists)]).into();
    format.closed = true;
    format.ignored = paths(&["/x-notes"]);
    format.templates = pairs(&[("${", "}")]);
    format
}

/// A format of a catalogue of providers, in which one may name another as its alias.
pub(crate) fn providers() -> Format {
    use Field as F;
    let follow = crate::format::Follow { name: path("alias"), among: path("/*") };
    let scopes = FieldReading {
        field: F::Scopes,
        readings: vec![Reading {
            from: ReadingFrom::Paths(paths(&["default_scopes"])),
            part: None,
            mapped: None,
            split: vec![
                crate::format::SplitBy::Path(path("scope_separator")),
                crate::format::SplitBy::Text(" ".into()),
                crate::format::SplitBy::Text(",".into()),
            ],
            base: vec![],
            filters: vec![],
        }],
    };
    let pkce = mapped(F::AuthPkce, &["disable_pkce"], &[("true", 0), ("false", 1)]);
    let mode = mapped(F::AuthMode, &["auth_mode"], &[("OAUTH2", 1), ("OAUTH2_CC", 2), ("API_KEY", 3), ("NONE", 4)]);
    let mut format = format(
        &["**/providers.yaml"],
        vec![Each {
            filters: vec![filter("display_name", FilterTest::Exists)],
            follow: Some(follow),
            fields: vec![
                field_from(F::Integration, ReadingFrom::Key(path(""))),
                field_from(F::Vendor, ReadingFrom::Key(path(""))),
            ],
            inner: vec![Each {
                fields: vec![mode, pkce, scopes, field_from(F::Usage, ReadingFrom::Word(1))],
                inner: vec![
                    endpoints(&["authorization_url"], 1),
                    endpoints(&["token_url"], 2),
                    endpoints(&["proxy/base_url"], 0),
                ],
                ..each(Subject::Connection, &[])
            }],
            ..each(Subject::Integration, &["/*"])
        }],
    );
    format.templates = pairs(&[("${", "}")]);
    format
}

/// A format of connectors whose authenticators lie anywhere, often by reference.
pub(crate) fn connectors() -> Format {
    use Field as F;
    let words = [("OAuthAuthenticator", 1), ("ApiKeyAuthenticator", 3), ("BearerAuthenticator", 3), ("NoAuth", 4)];
    let names = ["*Authenticator", "NoAuth"];
    let connection = |name: &str| Each {
        filters: vec![filter("type", FilterTest::Matches(name.into()))],
        fields: vec![
            mapped(F::AuthMode, &["type"], &words),
            field(F::AuthPlaced, &["inject_into/inject_into"]),
            field(F::Scopes, &["scopes"]),
        ],
        inner: vec![endpoints(&["../url_base"], 0), endpoints(&["token_refresh_endpoint"], 2)],
        ..each(Subject::Connection, &["/**/authenticator"])
    };
    let mut format = format(
        &["{connector}/manifest.yaml"],
        vec![Each {
            fields: vec![
                field_from(F::Integration, ReadingFrom::Capture("connector".into())),
                field_from(F::Owner, ReadingFrom::Text("data team".into())),
            ],
            inner: names.map(connection).into(),
            ..each(Subject::Integration, &[])
        }],
    );
    format.recognise = vec![vec![filter("type", FilterTest::Is(vec!["DeclarativeSource".into()]))]];
    format.templates = pairs(&[("{{", "}}")]);
    format.reference_key = Some("$ref".into());
    format
}

/// A tree as one line a node: its pointer, what it says, and the bytes that say so.
pub(crate) fn outline(tree: &Tree, text: &str, document: usize) -> String {
    let view = tree.view(text);
    let Some(root) = tree.root(document) else { return "nothing".into() };
    let mut lines = vec![];
    for node in tree.below(root) {
        let written = view.written(node).replace('\n', "~");
        let says = match tree.kind(node) {
            Kind::Map => format!("map of {}", tree.count(node)),
            Kind::List => format!("list of {}", tree.count(node)),
            Kind::Scalar(_) => format!("{:?}", view.text(node).unwrap()),
            Kind::Null => "null".into(),
            Kind::Alias => format!("as {}", view.pointer(tree.resolve(node))),
        };
        let key = tree.key_span(node).map_or(String::new(), |key| format!("{} : ", &text[key.range()]));
        lines.push(format!("{} {says} <{key}{written}>", view.pointer(node)));
    }
    lines.join("\n")
}
