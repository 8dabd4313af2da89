//! A manifest of which the meaning is known without reading it: a tree of things with values, and its text in YAML.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use compline_manifest::schema::{Field, FieldType, Subject};
use compline_policy::Policy;

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
    /// A list of texts.
    List(Vec<String>),
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
    List(Vec<String>),
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
            Some(Said::List(values)) => format!("[{}]", values.join(", ")),
        };
        writeln!(text, "{indent}{key}: {value}").unwrap();
    }

    /// The manifest, if this is an integration.
    pub fn to_yaml(&self) -> String {
        let mut text = String::new();
        for field in [
            Field::Integration,
            Field::Vendor,
            Field::Owner,
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

    pub fn value(&self, field: Field) -> Value {
        self.values.get(&field).cloned().unwrap_or(Value::Absent)
    }
}

/// What a written thing means to a policy, by the rules of `docs/manifest.md`.
pub fn meaning(policy: &Policy, written: &Written, outer: &BTreeMap<Field, Value>) -> Thing {
    let mut values = outer.clone();
    for (field, said) in &written.said {
        values.insert(*field, value_of(policy, *field, said));
    }
    // A region that is none of the vendor's is not in the vocabulary. Of a vendor without regions, or one that no pack
    // knows, there is no vocabulary: what stands there is a text like any other.
    let regions = match values.get(&Field::Vendor) {
        Some(Value::Word(vendor)) => &policy.vendors.iter().nth(*vendor as usize).unwrap().1.regions[..],
        _ => &[],
    };
    let region = match values.get(&Field::Region) {
        Some(Value::Word(region)) if !regions.is_empty() && !regions.iter().any(|known| known.0 == *region) => {
            Some(Value::Unreadable)
        }
        Some(Value::Unreadable) if regions.is_empty() => {
            written.said.iter().find(|(field, _)| **field == Field::Region).and_then(|(_, said)| match said {
                Said::Odd(text) => Some(Value::Text((*text).to_owned())),
                Said::Is(text) => Some(Value::Text(text.clone())),
                _ => None,
            })
        }
        _ => None,
    };
    if let Some(region) = region {
        values.insert(Field::Region, region);
    }
    match written.subject {
        Subject::Connection => {
            values.insert(Field::AuthPlaced, Value::Word(0));
            values.insert(Field::Usage, Value::Word(0));
        }
        Subject::Endpoint => {
            values.entry(Field::Role).or_insert(Value::Word(0));
            let Some(Value::Text(url)) = values.get(&Field::Url).cloned() else { panic!("every endpoint has a URL") };
            let (scheme, rest) = url.split_once("://").unwrap();
            values.insert(Field::Scheme, Value::Text(scheme.to_owned()));
            values.insert(Field::Host, Value::Text(rest.split('/').next().unwrap().to_owned()));
        }
        Subject::Integration | Subject::Scope => {}
    }
    let mut inside: Vec<Thing> = written.inside.iter().map(|thing| meaning(policy, thing, &values)).collect();
    if let Some(Value::List(scopes)) =
        written.said.get(&Field::Scopes).map(|said| value_of(policy, Field::Scopes, said))
    {
        for scope in scopes {
            let mut thing = Written::new(Subject::Scope);
            thing.say(Field::Scope, Said::Is(scope));
            inside.push(meaning(policy, &thing, &values));
        }
    }
    let part = |field| match values.get(&field) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let name = match written.subject {
        Subject::Integration => part(Field::Integration),
        Subject::Connection => part(Field::Connection),
        Subject::Endpoint => part(Field::Url),
        Subject::Scope => format!("{}|{}", part(Field::Connection), part(Field::Scope)),
    };
    Thing { subject: written.subject, values, inside, name }
}

fn value_of(policy: &Policy, field: Field, said: &Said) -> Value {
    let text = match said {
        Said::Absent => return Value::Absent,
        Said::Null => return Value::Null,
        Said::Odd(_) => return Value::Unreadable,
        Said::List(values) => return Value::List(values.clone()),
        Said::Is(text) => text.clone(),
    };
    let word = |index: Option<usize>| index.map(|index| Value::Word(index as u32));
    match field.info().ty {
        FieldType::Vendor => {
            // A vendor that no pack declares is known to be none of theirs.
            word(policy.vendors.iter().position(|(_, vendor)| vendor.name == text)).unwrap_or(Value::Text(text))
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
