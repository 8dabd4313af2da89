//! The integration model's fields: one table, from which the language takes names and types and the reader takes shapes,
//! and beside it the fields that packs declare.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The kinds of things that rules speak of, outermost first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum Subject {
    /// One integration: usually a file, sometimes an entry of one.
    Integration,
    /// One way in which an integration connects: credentials with scopes and endpoints.
    Connection,
    /// One URL that a connection calls.
    Endpoint,
    /// One scope that a connection asks for.
    Scope,
}

impl Subject {
    /// Every kind, outermost first.
    pub const ALL: [Self; 4] = [Self::Integration, Self::Connection, Self::Endpoint, Self::Scope];

    /// The word of the language.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Integration => "integration",
            Self::Connection => "connection",
            Self::Endpoint => "endpoint",
            Self::Scope => "scope",
        }
    }

    /// The kind of a word of the language.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.as_str() == word)
    }

    /// Whether things of this kind lie inside things of `outer`, or are of it.
    pub fn is_inside(self, outer: Self) -> bool {
        match outer {
            Self::Integration => true,
            Self::Connection => self != Self::Integration,
            _ => self == outer,
        }
    }
}

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldType {
    /// Any text.
    Text,
    /// A civil day, `2021-05-31`, or an instant, of which the day as written counts.
    Date,
    /// Whole seconds: a number, or a text such as `3600`.
    Duration,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Bool,
    /// A URL.
    Url,
    /// A node of the tree of auth modes.
    Mode,
    /// A vendor; manifests may name vendors that no pack declares.
    Vendor,
    /// A region of the vendor.
    Region,
    /// One of a fixed list of words.
    Word(&'static [&'static str]),
    /// Several scopes.
    Scopes,
    /// What an operation needs: any of several alternatives, each of them several scopes that are all needed.
    Needs,
    /// Several URLs.
    Urls,
    /// A map from text to text.
    Labels,
    /// Present or absent, never shown.
    Secret,
}

impl FieldType {
    /// The type in words, with its article.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Date => "a date",
            Self::Duration => "a duration in seconds",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::Url => "a URL",
            Self::Mode => "an auth mode",
            Self::Vendor => "a vendor",
            Self::Region => "a region",
            Self::Word(_) => "a word of a fixed list",
            Self::Scopes => "a list of scopes",
            Self::Needs => "what an operation needs",
            Self::Urls => "a list of URLs",
            Self::Labels => "a map of labels",
            Self::Secret => "a secret",
        }
    }
}

/// One field of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldInfo {
    /// Its name in the language.
    pub name: &'static str,
    /// The kind of thing that has it.
    pub subject: Subject,
    /// The type of its value.
    pub ty: FieldType,
    /// Whether it is worked out from other fields rather than read by formats.
    pub derived: bool,
    /// What it means.
    pub meaning: &'static str,
    /// Its place among the fields of its kind: first those of the table, then those that packs declare.
    pub(crate) slot: usize,
}

macro_rules! fields {
    ($($name:ident $text:literal $subject:ident $ty:expr, $derived:literal, $meaning:literal;)*) => {
        /// Names a field of the model.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
        #[serde(try_from = "Stored", into = "Stored")]
        pub enum Field {
            $(#[doc = $meaning] $name,)*
            /// A field that a pack declares.
            Declared(Declared),
        }

        /// The rows of the table, in the order of [`Field`].
        enum Row { $($name,)* }

        const TABLE: [FieldInfo; Field::CORE.len()] = {
            let mut table = [$(FieldInfo {
                name: $text, subject: Subject::$subject, ty: $ty, derived: $derived, meaning: $meaning, slot: 0,
            }),*];
            let mut next = [0; 4];
            let mut i = 0;
            while i < table.len() {
                let subject = table[i].subject as usize;
                table[i].slot = next[subject];
                next[subject] += 1;
                i += 1;
            }
            table
        };

        impl Field {
            /// Every field that the model has by itself.
            pub const CORE: &[Self] = &[$(Self::$name),*];

            /// What there is to know about it.
            pub const fn info(self) -> &'static FieldInfo {
                match self {
                    $(Self::$name => &TABLE[Row::$name as usize],)*
                    Self::Declared(Declared(info)) => info,
                }
            }
        }
    };
}

/// A field that a pack declares. Two of them are the same if all that there is to know about them is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Declared(&'static FieldInfo);

/// What a pack says of a field that it declares.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct Declaration {
    /// Its name in the language.
    pub name: String,
    /// The kind of thing that has it.
    pub subject: Subject,
    /// The type of its value.
    pub ty: DeclaredType,
    /// What it means.
    pub meaning: String,
    /// How many fields that other declarations add to things of this kind come before it.
    pub number: usize,
}

/// The type of a field that a pack declares.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub enum DeclaredType {
    /// [`FieldType::Text`].
    Text,
    /// [`FieldType::Word`], of these.
    Word(Vec<String>),
    /// [`FieldType::Date`].
    Date,
    /// [`FieldType::Number`].
    Number,
    /// [`FieldType::Duration`].
    Length,
    /// [`FieldType::Bool`].
    Truth,
}

/// A field as it is written down: those of the model by their place in its table.
#[derive(Deserialize, Serialize)]
enum Stored {
    Core(u16),
    Declared(Declaration),
}

impl From<Field> for Stored {
    fn from(field: Field) -> Self {
        match field {
            Field::Declared(Declared(info)) => Self::Declared(info.declaration()),
            core => Self::Core(Field::CORE.iter().position(|known| *known == core).unwrap_or_default() as u16),
        }
    }
}

impl TryFrom<Stored> for Field {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        match stored {
            Stored::Core(at) => Self::CORE.get(usize::from(at)).copied().ok_or("a field that the model does not have"),
            Stored::Declared(declaration) => Ok(Self::declare(&declaration)),
        }
    }
}

impl FieldInfo {
    /// What a pack said to declare it.
    fn declaration(&self) -> Declaration {
        let ty = match self.ty {
            FieldType::Word(words) => DeclaredType::Word(words.iter().map(|word| (*word).to_owned()).collect()),
            FieldType::Date => DeclaredType::Date,
            FieldType::Number => DeclaredType::Number,
            FieldType::Duration => DeclaredType::Length,
            FieldType::Bool => DeclaredType::Truth,
            // No other type can be declared.
            _ => DeclaredType::Text,
        };
        Declaration {
            name: self.name.to_owned(),
            subject: self.subject,
            ty,
            meaning: self.meaning.to_owned(),
            number: self.slot - core_fields_of(self.subject),
        }
    }
}

/// Every declaration that there has been, each kept for as long as the program runs: a field is named all over a compiled
/// policy, and a name that is one machine word and always good is worth the few bytes.
static DECLARED: Mutex<BTreeMap<Declaration, &'static FieldInfo>> = Mutex::new(BTreeMap::new());

use FieldType::{Bool, Date, Duration, Labels, Mode, Needs, Region, Scopes, Secret, Text, Url, Urls, Vendor, Word};
use serde::{Deserialize, Serialize};

fields! {
    Integration "integration" Integration Text, false, "The integration's identifier.";
    Vendor "vendor" Integration Vendor, false, "The vendor whose API is called; worked out from the hosts where no vendor is named.";
    Product "product" Integration Text, false, "The vendor's product.";
    Owner "owner" Integration Text, false, "Who answers for the integration.";
    Environment "environment" Integration Text, false, "Where it runs: production, staging and so on.";
    Region "region" Integration Region, false, "The vendor's data centre; worked out from the hosts where no region is named.";
    Edition "edition" Integration Text, false, "The vendor's edition or cloud, such as saas or self-managed.";
    Tenant "tenant" Integration Text, false, "The kind of tenant, such as new or existing, where a vendor's dates tell them apart.";
    Created "created" Integration Date, false, "The day on which the integration was set up.";
    Labels "labels" Integration Labels, false, "Free labels.";
    Description "description" Integration Text, false, "What it is for.";
    Connection "connection" Connection Text, false, "The connection's name.";
    Usage "usage" Connection Word(&["uses", "offers"]), false, "Whether the connection is used, or offered for use: by a catalogue, or as one of several to choose from.";
    AuthMode "auth.mode" Connection Mode, false, "How the connection authenticates.";
    AuthPlaced "auth.placed" Connection Word(&["header", "query", "body", "cookie"]), false, "Where in the request the credential stands.";
    AuthStorage "auth.storage" Connection Text, false, "Where the credential is kept: vault, kms, env, file, plain and so on.";
    AuthCreated "auth.created" Connection Date, false, "The day on which the credential was issued.";
    AuthLastUsed "auth.last-used" Connection Date, false, "The day on which the credential was last used.";
    AuthExpires "auth.expires" Connection Date, false, "The day on which the credential expires.";
    AuthExpiresIn "auth.expires-in" Connection Duration, false, "How long an access token lives, in seconds.";
    AuthRefresh "auth.refresh" Connection Bool, false, "Whether refresh tokens are used.";
    AuthPkce "auth.pkce" Connection Bool, false, "Whether the authorization code is bound by PKCE (RFC 7636).";
    AuthRedirectUris "auth.redirect-uris" Connection Urls, false, "Redirect URIs (RFC 6749, section 3.1.2).";
    AuthRedirectPlain "auth.redirect-plain" Connection Bool, true, "Whether a redirect URI is plain http and leads to another machine (RFC 8252, section 7.3).";
    AuthRedirectWildcard "auth.redirect-wildcard" Connection Bool, true, "Whether a redirect URI has a `*` in it.";
    AuthSecret "auth.secret" Connection Secret, false, "A secret that stands in the manifest itself.";
    AuthSecretWritten "auth.secret-written" Connection Bool, true, "Whether `auth.secret` is the secret itself, not a place holder, a template or nothing.";
    Api "api" Connection Text, false, "The API of the vendor that is called, where its scopes differ by API.";
    TokenKind "token-kind" Connection Text, false, "The kind of token, such as user, bot, delegated or application, where the vendor's scopes differ by it.";
    Scopes "scopes" Connection Scopes, false, "The scopes that are asked for (RFC 6749, section 3.3).";
    Method "method" Endpoint Text, false, "The HTTP method.";
    Url "url" Endpoint Url, false, "The URL as written.";
    Role "role" Endpoint Word(&["api", "authorization", "token", "refresh", "revocation", "registration"]), false, "What the endpoint is for.";
    Scheme "scheme" Endpoint Text, false, "The scheme, in lower case: the URL's, where there is one.";
    Host "host" Endpoint Text, false, "The host, in lower case: the URL's, where there is one.";
    Needs "needs" Endpoint Needs, false, "The scopes that the operation needs, where the manifest itself says so.";
    UrlCredential "url-credential" Endpoint Text, true, "The parameter in the URL's query whose name is that of a credential, such as `access_token` or `api_key`.";
    Path "path" Endpoint Text, true, "The URL's path, without query.";
    HostRegion "host-region" Endpoint Region, true, "The region that the vendor's host pattern gives this host.";
    Scope "scope" Scope Text, false, "The scope as written.";
    ScopeWildcard "scope-wildcard" Scope Bool, true, "Whether the scope has a `*` in it.";
    ScopeTier "scope-tier" Scope Text, true, "How sensitive the vendor calls the scope; null where the vendor tells tiers and this scope is in none.";
    ScopeRetired "scope-retired" Scope Bool, true, "Whether the scope is no longer to be had, which may change over time.";
}

impl Field {
    /// The field of the model that has this name in the language.
    pub fn parse(name: &str) -> Option<Self> {
        Self::CORE.iter().copied().find(|field| field.info().name == name)
    }

    /// The field that a declaration makes; the same declaration makes the same field.
    pub fn declare(declaration: &Declaration) -> Self {
        // A thread that panicked while it held this cannot have left half of an entry.
        let mut declared = DECLARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(info) = declared.get(declaration) {
            return Self::Declared(Declared(info));
        }
        let keep = |text: &String| -> &'static str { Box::leak(text.clone().into_boxed_str()) };
        let ty = match &declaration.ty {
            DeclaredType::Text => FieldType::Text,
            DeclaredType::Word(words) => FieldType::Word(Box::leak(words.iter().map(keep).collect())),
            DeclaredType::Date => FieldType::Date,
            DeclaredType::Number => FieldType::Number,
            DeclaredType::Length => FieldType::Duration,
            DeclaredType::Truth => FieldType::Bool,
        };
        let info: &'static FieldInfo = Box::leak(Box::new(FieldInfo {
            name: keep(&declaration.name),
            subject: declaration.subject,
            ty,
            derived: false,
            meaning: keep(&declaration.meaning),
            slot: core_fields_of(declaration.subject) + declaration.number,
        }));
        declared.insert(declaration.clone(), info);
        Self::Declared(Declared(info))
    }
}

/// How many fields the model has by itself for a kind of thing.
pub const fn core_fields_of(subject: Subject) -> usize {
    let (mut i, mut n) = (0, 0);
    while i < TABLE.len() {
        if TABLE[i].subject as u8 == subject as u8 {
            n += 1;
        }
        i += 1;
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_slots_follow_each_other() {
        let mut names = std::collections::BTreeSet::new();
        let mut next = [0; 4];
        for &field in Field::CORE {
            let info = field.info();
            assert!(names.insert(info.name), "{} stands twice", info.name);
            assert_eq!(Field::parse(info.name), Some(field));
            assert_eq!(info.slot, next[info.subject as usize]);
            next[info.subject as usize] += 1;
        }
    }

    #[test]
    fn the_same_declaration_makes_the_same_field() {
        let declaration = |words: &[&str], number| Declaration {
            name: "app.audience".into(),
            subject: Subject::Integration,
            ty: DeclaredType::Word(words.iter().map(|word| (*word).to_owned()).collect()),
            meaning: "Who may install the app.".into(),
            number,
        };
        let field = Field::declare(&declaration(&["public", "private"], 1));
        assert_eq!(field, Field::declare(&declaration(&["public", "private"], 1)));
        assert_ne!(field, Field::declare(&declaration(&["public"], 1)));
        assert_eq!(field.info().ty, FieldType::Word(&["public", "private"]));
        assert_eq!(field.info().slot, core_fields_of(Subject::Integration) + 1);
        assert!(field > Field::ScopeRetired);
    }
}
