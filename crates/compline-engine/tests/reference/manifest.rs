//! A manifest of which the meaning is known without reading it: a tree of things with values, and its text in YAML.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use compline_manifest::schema::{Field, FieldType, Subject};
use compline_policy::Policy;

use super::made::{Made, fits};

/// What is written for a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing: the key is left out.
    Absent,
    /// `null`
    Null,
    /// Something that cannot be of the field's type, as YAML.
    Odd(&'static str),
    /// A text, word, day, number or truth value.
    Is(String),
    /// `${x}`: something that is filled in later.
    Template,
    /// A list of texts; nothing stands for an element that is filled in later.
    List(Vec<Option<String>>),
}

/// What a field means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Absent,
    Null,
    /// Something that says nothing: a comparison with it is unknown.
    Unreadable,
    Text(String),
    Word(u32),
    Number(i64),
    Bool(bool),
    Day(i32),
    /// Nothing stands for an element that says nothing.
    List(Vec<Option<String>>),
}

/// A thing as written, with the things inside it.
#[derive(Clone, Debug)]
pub struct Written {
    pub subject: Subject,
    pub said: BTreeMap<Field, Said>,
    pub inside: Vec<Written>,
}

impl Written {
    pub fn new(subject: Subject) -> Self {
        Self { subject, said: BTreeMap::new(), inside: vec![] }
    }

    pub fn say(&mut self, field: Field, said: Said) {
        self.said.insert(field, said);
    }

    fn line(&self, indent: &str, key: &str, field: Field, text: &mut String) {
        let value = match self.said.get(&field) {
            None | Some(Said::Absent) => return,
            Some(Said::Null) => "null".to_owned(),
            Some(Said::Odd(yaml)) => (*yaml).to_owned(),
            Some(Said::Is(value)) => value.clone(),
            Some(Said::Template) => "\"${x}\"".to_owned(),
            Some(Said::List(values)) => {
                let each = values.iter().map(|value| value.as_deref().unwrap_or("\"${x}\""));
                format!("[{}]", each.collect::<Vec<_>>().join(", "))
            }
        };
        writeln!(text, "{indent}{key}: {value}").unwrap();
    }

    /// The manifest, if this is an integration: Compline's own, or of the format that packs here declare, in which values
    /// may be filled in later.
    pub fn to_yaml(&self, templated: bool) -> String {
        let mut text = String::new();
        self.line("", if templated { "id" } else { "integration" }, Field::Integration, &mut text);
        for field in [
            Field::Vendor,
            Field::Product,
            Field::Owner,
            Field::Environment,
            Field::Region,
            Field::Edition,
            Field::Tenant,
            Field::Created,
        ] {
            self.line("", field.info().name, field, &mut text);
        }
        text.push_str("connections:\n");
        for connection in &self.inside {
            connection.line("  - ", "name", Field::Connection, &mut text);
            text.push_str("    auth:\n      placed: header\n");
            for (key, field) in [
                ("mode", Field::AuthMode),
                ("storage", Field::AuthStorage),
                ("created", Field::AuthCreated),
                ("expires", Field::AuthExpires),
                ("expires_in", Field::AuthExpiresIn),
                ("pkce", Field::AuthPkce),
                ("refresh", Field::AuthRefresh),
            ] {
                connection.line("      ", key, field, &mut text);
            }
            connection.line("    ", "api", Field::Api, &mut text);
            connection.line("    ", "token_kind", Field::TokenKind, &mut text);
            connection.line("    ", "scopes", Field::Scopes, &mut text);
            text.push_str("    endpoints:\n");
            for endpoint in connection.inside.iter().filter(|thing| thing.subject == Subject::Endpoint) {
                endpoint.line("      - ", "url", Field::Url, &mut text);
                endpoint.line("        ", "method", Field::Method, &mut text);
                endpoint.line("        ", "role", Field::Role, &mut text);
            }
        }
        text
    }
}

/// A thing with the values of its own and outer fields.
#[derive(Clone, Debug)]
pub struct Thing {
    pub subject: Subject,
    pub values: BTreeMap<Field, Value>,
    pub inside: Vec<Thing>,
    /// Of a connection and what lies in it: its endpoints.
    pub calls: Vec<Thing>,
    /// What tells it from its like in messages.
    pub name: String,
}

impl Thing {
    /// The thing and all that lies in it, of a kind.
    pub fn all_of(&self, subject: Subject) -> Vec<&Self> {
        let mut found = if self.subject == subject { vec![self] } else { vec![] };
        found.extend(self.inside.iter().flat_map(|thing| thing.all_of(subject)));
        found
    }

    /// The thing with another value of a field.
    pub fn with(&self, field: Field, value: Value) -> Self {
        let mut other = self.clone();
        other.values.insert(field, value);
        other
    }

    pub fn value(&self, field: Field) -> Value {
        self.values.get(&field).cloned().unwrap_or(Value::Absent)
    }
}

/// What a written integration means to a policy, by the rules of `docs/manifest.md`.
pub fn meaning(policy: &Policy, made: &Made, written: &Written) -> Thing {
    let mut integration = thing(policy, made, written, &BTreeMap::new());
    let hosts = integration.all_of(Subject::Endpoint);
    // A host that is filled in later may be anybody's.
    let open = hosts.iter().any(|endpoint| endpoint.value(Field::Host) == Value::Unreadable);
    let told: Vec<(&str, Option<&str>)> = hosts
        .iter()
        .filter_map(|endpoint| match endpoint.value(Field::Host) {
            Value::Text(host) => made.host(&host).map(|host| (host.vendor, host.region)),
            _ => None,
        })
        .collect();
    let mut told_values = BTreeMap::new();
    let mut vendor = integration.value(Field::Vendor);
    if !matches!(vendor, Value::Word(_))
        && let Some((first, _)) = told.first()
        && told.iter().all(|(vendor, _)| vendor == first)
    {
        vendor = word(policy.vendors.iter().position(|(_, vendor)| vendor.name == *first)).unwrap();
        told_values.insert(Field::Vendor, vendor.clone());
    }
    let vendor_of = |vendor: &Value| match vendor {
        Value::Word(vendor) => Some(policy.vendors.iter().nth(*vendor as usize).unwrap().1),
        _ => None,
    };
    // A region that is none of the vendor's is not in the vocabulary. Of a vendor without regions, or one that no pack
    // knows, there is no vocabulary: what stands there is a text like any other.
    let regions = vendor_of(&vendor).map_or(&[][..], |vendor| &vendor.regions[..]);
    match (integration.value(Field::Region), written.said.get(&Field::Region)) {
        (Value::Word(region), _) if !regions.is_empty() && !regions.iter().any(|known| known.0 == region) => {
            told_values.insert(Field::Region, Value::Unreadable);
        }
        (Value::Unreadable, Some(Said::Odd(text))) if regions.is_empty() => {
            told_values.insert(Field::Region, Value::Text((*text).to_owned()));
        }
        (Value::Unreadable, Some(Said::Is(text))) if regions.is_empty() => {
            told_values.insert(Field::Region, Value::Text(text.clone()));
        }
        (Value::Absent | Value::Null, _) if !open => {
            let name = vendor_of(&vendor).map(|vendor| vendor.name.as_str());
            let own = told.iter().filter(|(vendor, _)| name.is_none_or(|name| name == *vendor));
            let regions: Vec<&str> = own.filter_map(|(_, region)| *region).collect();
            if let Some(first) = regions.first()
                && regions.iter().all(|region| region == first)
            {
                let region = word(policy.vendors.regions().position(|(_, region)| region == *first)).unwrap();
                told_values.insert(Field::Region, region);
            }
        }
        _ => {}
    }
    integration.tell(&told_values);
    integration
}

impl Thing {
    /// Puts in what is told about a thing and all that lies in it.
    fn tell(&mut self, values: &BTreeMap<Field, Value>) {
        self.values.extend(values.clone());
        self.inside.iter_mut().for_each(|thing| thing.tell(values));
    }
}

/// What a written thing means, taken by itself.
fn thing(policy: &Policy, made: &Made, written: &Written, outer: &BTreeMap<Field, Value>) -> Thing {
    let mut values = outer.clone();
    for (field, said) in &written.said {
        values.insert(*field, value_of(policy, *field, said));
    }
    match written.subject {
        Subject::Connection => {
            values.insert(Field::AuthPlaced, Value::Word(0));
            values.insert(Field::Usage, Value::Word(0));
        }
        Subject::Endpoint => {
            values.entry(Field::Role).or_insert(Value::Word(0));
            let Some(Value::Text(url)) = values.get(&Field::Url).cloned() else { panic!("every endpoint has a URL") };
            let url = url.split('?').next().unwrap();
            let (scheme, rest) = url.split_once("://").unwrap();
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            // What a template does not touch is known.
            let part = |text: String| if text.contains("${") { Value::Unreadable } else { Value::Text(text) };
            values.insert(Field::Scheme, part(scheme.to_owned()));
            values.insert(Field::Host, part(host.to_lowercase()));
            values.insert(Field::Path, part(path.to_owned()));
            if let Some(Value::Text(host)) = values.get(&Field::Host)
                && let Some(region) = made.host(host).and_then(|host| host.region)
            {
                let region = word(policy.vendors.regions().position(|(_, known)| known == region)).unwrap();
                values.insert(Field::HostRegion, region);
            }
        }
        Subject::Integration | Subject::Scope => {}
    }
    let mut inside: Vec<Thing> = written.inside.iter().map(|inner| thing(policy, made, inner, &values)).collect();
    let calls: Vec<Thing> = inside.iter().filter(|thing| thing.subject == Subject::Endpoint).cloned().collect();
    inside.iter_mut().filter(|thing| thing.subject == Subject::Endpoint).for_each(|one| one.calls.clone_from(&calls));
    if let Some(Value::List(scopes)) =
        written.said.get(&Field::Scopes).map(|said| value_of(policy, Field::Scopes, said))
    {
        for scope in scopes {
            let mut inner = Written::new(Subject::Scope);
            inner.say(Field::Scope, scope.map_or(Said::Template, Said::Is));
            let mut inner = thing(policy, made, &inner, &values);
            inner.calls.clone_from(&calls);
            inside.push(inner);
        }
    }
    let part = |field| match values.get(&field) {
        Some(Value::Text(text)) => text.clone(),
        _ => "${x}".to_owned(),
    };
    let name = match written.subject {
        Subject::Integration => part(Field::Integration),
        Subject::Connection => part(Field::Connection),
        Subject::Endpoint => part(Field::Url),
        Subject::Scope => format!("{}|{}", part(Field::Connection), part(Field::Scope)),
    };
    Thing { subject: written.subject, values, inside, calls, name }
}

fn word(index: Option<usize>) -> Option<Value> {
    index.map(|index| Value::Word(index as u32))
}

fn value_of(policy: &Policy, field: Field, said: &Said) -> Value {
    let text = match said {
        Said::Absent => return Value::Absent,
        Said::Null => return Value::Null,
        Said::Odd(_) | Said::Template => return Value::Unreadable,
        Said::List(values) => return Value::List(values.clone()),
        Said::Is(text) => text.clone(),
    };
    match field.info().ty {
        FieldType::Vendor => {
            // A vendor that no pack declares is known to be none of theirs. Case does not count, and `v` has other words.
            let lower = text.to_lowercase();
            let is_it = |name: &str| lower == name || (name == "v" && fits("vee-*", &lower));
            word(policy.vendors.iter().position(|(_, vendor)| is_it(&vendor.name))).unwrap_or(Value::Text(text))
        }
        FieldType::Region => {
            word(policy.vendors.regions().position(|(_, region)| region == text)).unwrap_or(Value::Unreadable)
        }
        FieldType::Mode => word(policy.modes.iter().position(|(_, mode)| mode.name == text)).unwrap(),
        FieldType::Word(words) => word(words.iter().position(|word| *word == text)).unwrap(),
        FieldType::Date => Value::Day(compline_time::Day::parse(&text).unwrap().0),
        FieldType::Duration | FieldType::Number => Value::Number(text.parse().unwrap()),
        FieldType::Bool => Value::Bool(text == "true"),
        _ => Value::Text(text),
    }
}
