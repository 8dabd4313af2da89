//! Conditions of rules, made from a tape.

use compline_manifest::schema::Subject;

use super::packs::{Maker, REGIONS, WORDS};
use super::scopes_made::SCOPES;

impl Maker<'_, '_> {
    fn atom(&mut self, subject: Subject, depth: usize) -> String {
        let outer = match subject {
            Subject::Integration => 0,
            Subject::Connection => self.tape.below(2),
            _ => self.tape.below(3),
        };
        match (subject, outer) {
            (Subject::Integration, _) | (_, 0) => match self.tape.below(14) {
                0 | 1 if self.has_stages() => format!("during {}", self.stage()),
                2 if self.regions > 0 => format!("region is {}", REGIONS[self.tape.below(self.regions)]),
                3 if self.regions > 0 => format!("region in {{ EU, {} }}", REGIONS[self.tape.below(self.regions)]),
                4 => format!("{} == \"{}\"", self.tape.one(&["edition", "product"]), self.tape.one(&WORDS)),
                5 => format!("tenant not in {{ \"new\", \"{}\" }}", self.tape.one(&WORDS)),
                6 => format!("{} exists", self.tape.one(&["owner", "region", "edition", "created"])),
                7 => format!("{} absent", self.tape.one(&["owner", "region", "tenant", "created"])),
                8 => format!("{} is null", self.tape.one(&["owner", "region", "edition"])),
                9 => format!("created {} {}", self.tape.one(&["from", "before"]), self.point(depth)),
                10 => format!("created after {}", self.last_day(depth)),
                11 => self.tape.one(&["edition == tenant", "edition matches \"s*\"", "owner == \"saas\""]).to_owned(),
                12 => format!("edition or else \"saas\" == \"{}\"", self.tape.one(&WORDS)),
                _ => self.tape.one(&["vendor is v", "vendor is w", "vendor exists"]).to_owned(),
            },
            (Subject::Connection, _) | (_, 1) => match self.tape.below(18) {
                0 => "auth.mode is static".to_owned(),
                1 => "auth.mode in { none, oauth2 }".to_owned(),
                2 => "auth.mode == static.basic".to_owned(),
                3 => "auth.pkce".to_owned(),
                4 => "not auth.refresh".to_owned(),
                5 => format!("auth.storage == \"{}\"", self.tape.one(&WORDS)),
                6 => format!("auth.created {} {}", self.tape.one(&["from", "before"]), self.point(depth)),
                7 => format!("auth.expires-in {} 1 hours", self.tape.one(&["<", "<=", ">", ">="])),
                8 => self
                    .tape
                    .one(&["auth.expires-in is not null", "auth.storage is null", "auth.pkce exists"])
                    .to_owned(),
                9 => format!("scopes contains \"{}\"", self.tape.one(&SCOPES)),
                10 => format!("count(scopes) > {}", self.tape.below(3)),
                11 | 12 => "scopes within needed".to_owned(),
                13 | 14 => "scopes covers needed".to_owned(),
                15 => self.tape.one(&["api == \"books\"", "token-kind exists", "api is null"]).to_owned(),
                16 => format!("scopes covers \"{}\"", self.tape.one(&SCOPES)),
                _ => format!("scopes within {{ \"{}\", \"{}\" }}", self.tape.one(&SCOPES), self.tape.one(&SCOPES)),
            },
            (Subject::Endpoint, _) => match self.tape.below(8) {
                0 => "method == \"GET\"".to_owned(),
                1 => "role is token".to_owned(),
                2 => "scheme == \"http\"".to_owned(),
                3 if self.regions > 0 => "host-region == region".to_owned(),
                4 if self.regions > 0 => format!("host-region is {}", REGIONS[self.tape.below(self.regions)]),
                5 => "host-region exists".to_owned(),
                6 => "path == \"/a\"".to_owned(),
                _ => self.tape.one(&["host matches \"*.b.test\"", "host matches \"*.v.example\""]).to_owned(),
            },
            (Subject::Scope, _) => match self.tape.below(8) {
                0 => format!("scope == \"{}\"", self.tape.one(&SCOPES)),
                1 | 2 => format!("scope within \"{}\"", self.tape.one(&SCOPES)),
                3 => "scope within needed".to_owned(),
                4 => "scope-retired".to_owned(),
                5 => "not scope-retired".to_owned(),
                6 => "scope-tier == \"high\"".to_owned(),
                _ => self.tape.one(&["scope-tier is null", "scope exists", "scope-tier exists"]).to_owned(),
            },
        }
    }

    pub fn condition(&mut self, subject: Subject, depth: usize) -> String {
        if depth == 0 {
            return self.atom(subject, 1);
        }
        match self.tape.below(8) {
            3 => format!("({} and {})", self.condition(subject, depth - 1), self.condition(subject, depth - 1)),
            4 => format!("({} or {})", self.condition(subject, depth - 1), self.condition(subject, depth - 1)),
            5 => format!("not ({})", self.condition(subject, depth - 1)),
            6 | 7 if subject < Subject::Endpoint => {
                let inner = match (subject, self.tape.below(3)) {
                    (Subject::Integration, 0) => Subject::Connection,
                    (_, 1) => Subject::Scope,
                    _ => Subject::Endpoint,
                };
                let word = self.tape.one(&["any", "all", "no"]);
                format!("{word} {} ({})", inner.as_str(), self.condition(inner, depth - 1))
            }
            _ => self.atom(subject, 2),
        }
    }
}
