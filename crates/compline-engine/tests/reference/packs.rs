//! Packs as rule text, and manifests, from a tape of numbers: what runs out is 0, so short tapes are simple cases.

use compline_manifest::schema::{Field, Subject};

use super::manifest::{Said, Written};

/// What editions, tenants and the like are called, in packs and manifests.
pub const WORDS: [&str; 4] = ["saas", "server", "new", "SAAS"];
/// Few days, so that they meet; clocks change on some of them.
pub const DAYS: [&str; 10] = [
    "2021-05-31",
    "2021-06-01",
    "2021-03-28",
    "2021-11-07",
    "2021-03-31",
    "2020-02-29",
    "2021-10-31",
    "2021-07-15",
    "2022-02-28",
    "2021-04-04",
];
const PERIODS: [&str; 9] = [
    "2021-05",
    "2021-Q3",
    "2021-H1",
    "2021-summer",
    "2021-winter",
    "2021-05-late",
    "2021-06-early",
    "2021-03-H2",
    "2021",
];
const INSTANTS: [&str; 6] = [
    "2021-05-31T18:30Z",
    "2021-06-01T00:15+05:30",
    "2021-03-28T02:30",
    "2021-10-31T02:30[Europe/Berlin]",
    "2021-05-31T18:00",
    "2021-11-07T01:30-04:00[America/New_York]",
];
pub const ZONES: [&str; 6] =
    ["Asia/Kolkata", "Europe/Berlin", "America/New_York", "UTC", "Australia/Lord_Howe", "Pacific/Apia"];
const REGIONS: [&str; 3] = ["EU", "US", "IN"];

/// Choices, one after the other.
pub struct Tape<'t>(std::slice::Iter<'t, u16>);

impl<'t> Tape<'t> {
    pub fn new(choices: &'t [u16]) -> Self {
        Self(choices.iter())
    }

    pub fn below(&mut self, n: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % n
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// True in one of `n` cases, and not at the end of the tape.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }
}

/// A pack, and what is known of it.
pub struct Pack {
    pub text: String,
    /// Whether anything in it happens at another time of day than midnight.
    pub times: bool,
}

/// What has been declared so far.
struct Maker<'a, 't> {
    tape: &'a mut Tape<'t>,
    times: bool,
    regions: usize,
    /// Stages that points can name without going in circles.
    stages: Vec<String>,
    cutoffs: usize,
}

/// A row's selection, to see which rows can meet.
#[derive(PartialEq, Eq, Clone)]
struct Select {
    known: Option<usize>,
    fields: Vec<(&'static str, Vec<&'static str>)>,
    condition: Option<(usize, bool)>,
}

impl Select {
    fn may_tie(&self, other: &Self) -> bool {
        let weight = |row: &Self| row.fields.len() + usize::from(row.condition.is_some());
        let apart = self.fields.iter().any(|(field, values)| {
            other.fields.iter().any(|(name, others)| name == field && values.iter().all(|v| !others.contains(v)))
        });
        // A condition and its opposite never hold together.
        let opposite = match (self.condition, other.condition) {
            (Some((a, yes)), Some((b, no))) => a == b && yes != no,
            _ => false,
        };
        self.known == other.known && weight(self) == weight(other) && !apart && !opposite
    }
}

impl Maker<'_, '_> {
    fn literal(&mut self) -> &'static str {
        match self.tape.below(6) {
            4 => self.tape.one(&PERIODS),
            5 if self.times => self.tape.one(&INSTANTS),
            _ => self.tape.one(&DAYS),
        }
    }

    fn point(&mut self, depth: usize) -> String {
        let kind = if depth == 0 { 0 } else { self.tape.below(9) };
        match kind {
            4 => {
                let (amount, unit) =
                    self.tape.one(&[(30, "days"), (1, "day"), (1, "month"), (2, "weeks"), (1, "year"), (90, "days")]);
                let side = self.tape.one(&["before", "after"]);
                format!("{amount} {unit} {side} {}", self.point(depth - 1))
            }
            5 => {
                let which = self.tape.one(&["earliest", "latest"]);
                format!("{which} of ({}, {})", self.point(depth - 1), self.point(depth - 1))
            }
            6 => self.tape.one(&["created", "auth.created", "auth.expires"]).to_owned(),
            7 if !self.stages.is_empty() => self.stage(),
            8 if self.cutoffs > 0 => format!("c{}.known", self.tape.below(self.cutoffs)),
            8 if self.times => format!("{} hours before {}", self.tape.one(&[1, 3]), self.point(depth - 1)),
            _ => self.literal().to_owned(),
        }
    }

    fn stage(&mut self) -> String {
        let at = self.tape.below(self.stages.len());
        self.stages[at].clone()
    }

    /// A point whose day is to be over. With times of day about, what "a day later" than one is is left aside.
    fn last_day(&mut self, depth: usize) -> String {
        if self.times { self.literal().to_owned() } else { self.point(depth) }
    }

    fn when(&mut self) -> String {
        match self.tape.below(12) {
            4 | 5 => format!("after {}", self.last_day(2)),
            6 => {
                let (a, b) = (self.tape.below(6), self.tape.below(6));
                let days = ["2021-03-27", "2021-03-28", "2021-05-31", "2021-06-01", "2021-10-31", "2022-02-28"];
                let (first, last) = (days[a.min(b)], days[a.max(b)]);
                match self.tape.below(3) {
                    0 => format!("during {first} .. {last}"),
                    1 => format!("during {first} .. {last} rollout"),
                    _ if self.times => {
                        let last = days[a.min(b) + usize::from(a.min(b) % 2 == 0)];
                        let length = self.tape.one(&["15 minutes", "2 hours", "90 minutes"]);
                        let at = self.tape.one(&["00:00", "02:30, 14:00", "06:00, 23:45", "01:30, 12:00"]);
                        format!("during {first} .. {last} daily at {at} for {length}")
                    }
                    _ => format!("during 2021-03 .. {}", self.tape.one(&["2021-05", "2021-Q3", "2021-03-31"])),
                }
            }
            7 => format!("during {} .. {}", self.point(1), self.tape.one(&["2022-02-28", "auth.expires", "created"])),
            8 => format!("not before {}", self.point(1)),
            9 => "unannounced".to_owned(),
            10 => "never".to_owned(),
            11 => "withdrawn".to_owned(),
            _ => format!("from {}", self.point(2)),
        }
    }

    fn rows(&mut self) -> String {
        const KNOWN: [&str; 3] = ["2020-06-01", "2021-01-01", "2021-06-01"];
        const CONDITIONS: [(&str, &str); 4] = [
            ("created from 2021-05-31", "created before 2021-05-31"),
            ("(auth.pkce)", "not (auth.pkce)"),
            ("auth.created after 2021-03-31", "not (auth.created after 2021-03-31)"),
            ("tenant == \"new\"", "not (tenant == \"new\")"),
        ];
        let mut made: Vec<Select> = vec![];
        let mut text = String::new();
        for _ in 0..=self.tape.below(5) {
            let mut row = Select { known: None, fields: vec![], condition: None };
            if self.tape.below(2) == 1 {
                row.known = Some(self.tape.below(3));
            }
            if self.regions > 0 && self.tape.once_in(3) {
                let first = self.tape.below(self.regions);
                let mut regions = vec![REGIONS[first]];
                if self.tape.once_in(3) && first + 1 < self.regions {
                    regions.push(REGIONS[first + 1]);
                }
                row.fields.push(("region", regions));
            }
            for field in ["edition", "tenant"] {
                if self.tape.once_in(4) {
                    row.fields.push((field, vec![self.tape.one(&WORDS[..3])]));
                }
            }
            if self.tape.once_in(4) {
                row.condition = Some((self.tape.below(4), self.tape.below(2) == 1));
            }
            let when = self.when();
            if made.iter().any(|other| other.may_tie(&row)) {
                continue;
            }
            let mut line = "    ".to_owned();
            if let Some(known) = row.known {
                line.push_str(&format!("known {} ", KNOWN[known]));
            }
            let fields: Vec<String> =
                row.fields.iter().map(|(field, values)| format!("{field} {}", values.join(", "))).collect();
            line.push_str(&fields.join(", "));
            if let Some((condition, yes)) = row.condition {
                let (a, b) = CONDITIONS[condition];
                line.push_str(&format!(" where {}", if yes { a } else { b }));
            }
            line.push_str(&format!(" {when}\n"));
            // A row that begins with its date comes first: behind `where auth.pkce from D`, the grammar would take the
            // `from D` for a part of the condition.
            let plain = row.known.is_none() && row.fields.is_empty() && row.condition.is_none();
            text.insert_str(if plain { 0 } else { text.len() }, &line);
            made.push(row);
        }
        text + self.tape.one(&["", "", "    else never\n", "    else unknown\n"])
    }

    fn atom(&mut self, subject: Subject, depth: usize) -> String {
        let outer = match subject {
            Subject::Integration => 0,
            Subject::Connection => self.tape.below(2),
            _ => self.tape.below(3),
        };
        match (subject, outer) {
            (Subject::Integration, _) | (_, 0) => match self.tape.below(14) {
                0 | 1 if !self.stages.is_empty() => format!("during {}", self.stage()),
                2 if self.regions > 0 => format!("region is {}", REGIONS[self.tape.below(self.regions)]),
                3 if self.regions > 0 => format!("region in {{ EU, {} }}", REGIONS[self.tape.below(self.regions)]),
                4 => format!("edition == \"{}\"", self.tape.one(&WORDS)),
                5 => format!("tenant not in {{ \"new\", \"{}\" }}", self.tape.one(&WORDS)),
                6 => format!("{} exists", self.tape.one(&["owner", "region", "edition", "created"])),
                7 => format!("{} absent", self.tape.one(&["owner", "region", "tenant", "created"])),
                8 => format!("{} is null", self.tape.one(&["owner", "region", "edition"])),
                9 => format!("created {} {}", self.tape.one(&["from", "before"]), self.point(depth)),
                10 => format!("created after {}", self.last_day(depth)),
                11 => self.tape.one(&["edition == tenant", "edition matches \"s*\"", "owner == \"saas\""]).to_owned(),
                12 => format!("edition or else \"saas\" == \"{}\"", self.tape.one(&WORDS)),
                _ => "vendor is v".to_owned(),
            },
            (Subject::Connection, _) | (_, 1) => match self.tape.below(12) {
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
                9 => "scopes contains \"read\"".to_owned(),
                10 => format!("count(scopes) > {}", self.tape.below(3)),
                _ => self.tape.one(&["scopes within { \"read\", \"c0.w\" }", "scopes covers \"read\""]).to_owned(),
            },
            (Subject::Endpoint, _) => match self.tape.below(4) {
                0 => "method == \"GET\"".to_owned(),
                1 => "role is token".to_owned(),
                2 => "scheme == \"http\"".to_owned(),
                _ => "host matches \"*.b.test\"".to_owned(),
            },
            (Subject::Scope, _) => {
                self.tape.one(&["scope == \"read\"", "scope within \"read\"", "scope exists"]).to_owned()
            }
        }
    }

    fn condition(&mut self, subject: Subject, depth: usize) -> String {
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

    fn severity(&mut self) -> String {
        let word = self.tape.one(&["error", "warning", "note"]);
        match self.tape.below(6) {
            0 if !self.stages.is_empty() => format!("{word} from {}", self.stage()),
            1 if !self.stages.is_empty() => format!("{word} during {}", self.stage()),
            2 => format!("{word} after {}", self.last_day(2)),
            3 | 4 => format!("{word} from {}", self.point(2)),
            _ => word.to_owned(),
        }
    }
}

/// A pack with vendors, cutoffs and rules of every subject.
pub fn pack(tape: &mut Tape<'_>) -> Pack {
    let times = tape.below(3) == 1;
    let regions = [2, 3, 1, 0][tape.below(4)];
    let mut text = "vendor v \"V\" { hosts \"*.v.example\" ".to_owned();
    if regions > 0 {
        text.push_str(&format!("regions {}", REGIONS[..regions].join(", ")));
    }
    text.push_str(" }\nvendor w \"W\" { hosts \"*.w.example\" regions EU, ELSEWHERE }\n");
    let mut maker = Maker { tape, times, regions, stages: vec![], cutoffs: 0 };
    for cutoff in 0..=maker.tape.below(3) {
        let zone = match maker.tape.below(8) {
            7 => String::new(),
            at => format!("zone {}", ZONES[at % ZONES.len()]),
        };
        text.push_str(&format!("cutoff c{cutoff} \"C\" {{\n  vendor v {zone}\n"));
        for stage in 0..=maker.tape.below(2) {
            let rows = maker.rows();
            text.push_str(&format!("  stage s{stage} {{\n{rows}  }}\n"));
            maker.stages.push(format!("c{cutoff}.s{stage}"));
        }
        text.push_str("}\n");
        maker.cutoffs += 1;
    }
    let says = [
        (Subject::Integration, "<{integration}>"),
        (Subject::Connection, "<{connection}>"),
        (Subject::Endpoint, "<{url}>"),
        (Subject::Scope, "<{connection}|{scope}>"),
    ];
    for rule in 0..2 + maker.tape.below(3) {
        let (subject, message) = maker.tape.one(&says);
        let selection = match maker.tape.below(3) {
            0 => "where vendor is v".to_owned(),
            1 => format!("where vendor is v and {}", maker.condition(subject, 1)),
            _ => format!("where {}", maker.condition(subject, 2)),
        };
        let obligation = match maker.tape.below(3) {
            0 => "forbid".to_owned(),
            1 => format!("forbid {}", maker.condition(subject, 2)),
            _ => format!("require {}", maker.condition(subject, 2)),
        };
        let severities: Vec<String> = (0..=maker.tape.below(3)).map(|_| maker.severity()).collect();
        text.push_str(&format!(
            "rule r{rule} for {} {selection} {{\n  {obligation}\n  {}\n  message \"{message}\"\n}}\n",
            subject.as_str(),
            severities.join("\n  ")
        ));
    }
    Pack { text, times }
}

/// A manifest that leaves out, spoils or says each field.
pub fn manifest(tape: &mut Tape<'_>) -> Written {
    let said = |tape: &mut Tape<'_>, odd: &'static str, values: &[&str]| match tape.below(8) {
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
    integration.say(Field::Vendor, Said::Is(tape.one(&["v", "v", "v", "v", "w", "nobody"]).to_owned()));
    for field in [Field::Owner, Field::Edition, Field::Tenant] {
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
        let scopes = match tape.below(5) {
            0 => Said::List(vec![format!("c{c}.w")]),
            1 => Said::List(vec!["read".to_owned(), format!("c{c}.w")]),
            2 => Said::List(vec![]),
            3 => Said::Null,
            _ => Said::Absent,
        };
        connection.say(Field::Scopes, scopes);
        for e in 0..=tape.below(2) {
            let mut endpoint = Written::new(Subject::Endpoint);
            let (scheme, host) = (tape.one(&["https", "http"]), tape.one(&["a.test", "x.b.test"]));
            endpoint.say(Field::Url, Said::Is(format!("{scheme}://{host}/c{c}e{e}")));
            let method = said(tape, "[GET]", &["GET", "POST"]);
            endpoint.say(Field::Method, method);
            if tape.once_in(3) {
                endpoint.say(Field::Role, Said::Is("token".to_owned()));
            }
            connection.inside.push(endpoint);
        }
        integration.inside.push(connection);
    }
    integration
}
