//! Packs as rule text, from a tape of numbers: what runs out is 0, so short tapes are simple cases.

use compline_manifest::schema::Subject;

use super::made::Made;
use super::scopes_made::{hosts, operations, scopes};
use super::upon::{Upon, upon};

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
pub const REGIONS: [&str; 3] = ["EU", "US", "IN"];

/// Choices, one after the other.
pub struct Tape<'t>(std::slice::Iter<'t, u16>);

impl<'t> Tape<'t> {
    pub fn new(choices: &'t [u16]) -> Self {
        Self(choices.iter())
    }

    pub fn below(&mut self, n: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % n
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
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
    /// The text without rules.
    pub ground: String,
    pub made: Made,
    pub upon: Option<Upon>,
    /// Whether anything in it happens at another time of day than midnight.
    pub times: bool,
}

/// A rule, clause by clause.
#[derive(Clone)]
pub struct Rule {
    pub subject: Subject,
    pub message: &'static str,
    pub selection: String,
    /// What is forbidden of what is selected; all of it, where there is nothing.
    pub broken: Option<String>,
    pub severities: Vec<String>,
}

impl Rule {
    /// The rule as text.
    pub fn write(&self, number: usize) -> String {
        format!(
            "rule r{number} for {} where {} {{\n  forbid {}\n  {}\n  message \"{}\"\n}}\n",
            self.subject.as_str(),
            self.selection,
            self.broken.as_deref().unwrap_or_default(),
            self.severities.join("\n  "),
            self.message
        )
    }
}

/// What has been declared so far.
pub struct Maker<'a, 't> {
    pub tape: &'a mut Tape<'t>,
    pub times: bool,
    pub regions: usize,
    /// Stages that points can name without going in circles.
    /// Whether each depends on a connection.
    pub stages: Vec<(String, bool)>,
    /// Whether what is made may depend on a connection, and whether it does.
    pub inner: bool,
    pub depends: bool,
    cutoffs: usize,
}

/// A row's selection, to see which rows can meet.
#[derive(PartialEq, Eq, Clone)]
struct Select {
    known: Option<usize>,
    fields: Vec<(&'static str, Vec<&'static str>)>,
    /// Conditions, each by its number and whether it is asked to hold.
    conditions: Vec<(usize, bool)>,
}

impl Select {
    fn may_tie(&self, other: &Self) -> bool {
        let weight = |row: &Self| row.fields.len() + row.conditions.len();
        let apart = self.fields.iter().any(|(field, values)| {
            other.fields.iter().any(|(name, others)| name == field && values.iter().all(|v| !others.contains(v)))
        });
        // A condition and its opposite never hold together.
        let opposite = self.conditions.iter().any(|(one, yes)| other.conditions.contains(&(*one, !yes)));
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

    pub fn point(&mut self, depth: usize) -> String {
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
            6 => self.date(),
            7 if self.has_stages() => self.stage(),
            8 if self.cutoffs > 0 => format!("c{}.known", self.tape.below(self.cutoffs)),
            8 if self.times => format!("{} hours before {}", self.tape.one(&[1, 3]), self.point(depth - 1)),
            _ => self.literal().to_owned(),
        }
    }

    /// A date of the manifest.
    fn date(&mut self) -> String {
        let date = self.tape.one(&["created", "auth.created", "auth.expires"]);
        if date != "created" && self.inner {
            self.depends = true;
            return date.to_owned();
        }
        "created".to_owned()
    }

    fn stages_at_hand(&self) -> impl Iterator<Item = &(String, bool)> {
        self.stages.iter().filter(|(_, depends)| self.inner || !depends)
    }

    pub fn has_stages(&self) -> bool {
        self.stages_at_hand().next().is_some()
    }

    pub fn stage(&mut self) -> String {
        let at = self.tape.below(self.stages_at_hand().count());
        let (stage, depends) = self.stages_at_hand().nth(at).unwrap().clone();
        self.depends |= depends;
        stage
    }

    /// A point whose day is to be over. With times of day about, what "a day later" than one is is left aside.
    pub fn last_day(&mut self, depth: usize) -> String {
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
            7 => {
                let (first, last) = (self.point(1), self.tape.below(3));
                format!("during {first} .. {}", if last == 0 { "2022-02-28".to_owned() } else { self.date() })
            }
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
            let mut row = Select { known: None, fields: vec![], conditions: vec![] };
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
            for field in ["edition", "tenant", "product", "environment"] {
                if self.tape.once_in(6) {
                    row.fields.push((field, vec![self.tape.one(&WORDS[..3])]));
                }
            }
            if self.tape.once_in(4) {
                row.conditions.push((self.tape.below(4), self.tape.below(2) == 1));
                let second = self.tape.below(12);
                if second < 4 && second != row.conditions[0].0 {
                    row.conditions.push((second, self.tape.below(2) == 1));
                }
                // The credential is the connection's.
                row.conditions.retain(|(one, _)| self.inner || matches!(one, 0 | 3));
                self.depends |= row.conditions.iter().any(|(one, _)| matches!(one, 1 | 2));
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
            if !row.conditions.is_empty() {
                let word = |(condition, yes): &(usize, bool)| {
                    let (a, b) = CONDITIONS[*condition];
                    if *yes { a } else { b }
                };
                line.push_str(&format!(" where {}", row.conditions.iter().map(word).collect::<Vec<_>>().join(" and ")));
            }
            line.push_str(&format!(" {when}\n"));
            // A row that begins with its date comes first: behind `where auth.pkce from D`, the grammar would take the
            // `from D` for a part of the condition.
            let plain = row.known.is_none() && row.fields.is_empty() && row.conditions.is_empty();
            text.insert_str(if plain { 0 } else { text.len() }, &line);
            made.push(row);
        }
        text + self.tape.one(&["", "", "    else never\n", "    else unknown\n"])
    }

    pub fn severity(&mut self) -> String {
        let word = self.tape.one(&["error", "warning", "note"]);
        match self.tape.below(6) {
            0 if self.has_stages() => format!("{word} from {}", self.stage()),
            1 if self.has_stages() => format!("{word} during {}", self.stage()),
            2 => format!("{word} after {}", self.last_day(2)),
            3 | 4 => format!("{word} from {}", self.point(2)),
            _ => word.to_owned(),
        }
    }
}

/// A format of the same keys as Compline's own, in which values may be filled in later.
const FORMAT: &str = r#"
format later "Filled in later" {
  files "*.later.yaml"
  recognise /id
  templates "${" "}"
  each integration in / {
    integration /id
    vendor      /vendor
    product     /product
    owner       /owner
    environment /environment
    region      /region
    edition     /edition
    tenant      /tenant
    created     /created
    each connection in /connections/* {
      connection      /name
      auth.mode       /auth/mode
      auth.placed     /auth/placed
      auth.storage    /auth/storage
      auth.created    /auth/created
      auth.expires    /auth/expires
      auth.expires-in /auth/expires_in
      auth.refresh    /auth/refresh
      auth.pkce       /auth/pkce
      api             /api
      token-kind      /token_kind
      scopes          /scopes
      each endpoint in /endpoints/* {
        method /method
        url    /url
        role   /role or else api
      }
    }
  }
}
"#;

/// A pack with vendors, cutoffs and rules of every subject.
pub fn pack(tape: &mut Tape<'_>) -> Pack {
    let times = tape.below(3) == 1;
    let regions = [2, 3, 1, 0][tape.below(4)];
    let mut made = Made::default();
    let mut text = hosts(tape, &mut made, &REGIONS[..regions]);
    text.push_str(FORMAT);
    let mut maker = Maker { tape, times, regions, stages: vec![], inner: false, depends: false, cutoffs: 0 };
    for cutoff in 0..=maker.tape.below(3) {
        let zone = match maker.tape.below(8) {
            7 => String::new(),
            at => format!("zone {}", ZONES[at % ZONES.len()]),
        };
        text.push_str(&format!("cutoff c{cutoff} \"C\" {{\n  vendor v {zone}\n"));
        for stage in 0..=maker.tape.below(2) {
            (maker.inner, maker.depends) = (maker.tape.below(2) == 1, false);
            let rows = maker.rows();
            text.push_str(&format!("  stage s{stage} {{\n{rows}  }}\n"));
            maker.stages.push((format!("c{cutoff}.s{stage}"), maker.depends));
        }
        text.push_str("}\n");
        maker.cutoffs += 1;
    }
    maker.inner = false;
    text.push_str(&scopes(&mut maker, &mut made));
    text.push_str(&operations(maker.tape, &mut made));
    let says = [
        (Subject::Integration, "<{integration}>"),
        (Subject::Connection, "<{connection}>"),
        (Subject::Endpoint, "<{url}>"),
        (Subject::Scope, "<{connection}|{scope}>"),
    ];
    let ground = text.clone();
    let mut rules = vec![];
    for number in 0..2 + maker.tape.below(3) {
        let (subject, message) = maker.tape.one(&says);
        maker.inner = subject != Subject::Integration;
        let selection = match maker.tape.below(3) {
            0 => "vendor is v".to_owned(),
            1 => format!("vendor is v and {}", maker.condition(subject, 1)),
            _ => maker.condition(subject, 2),
        };
        let broken = match maker.tape.below(3) {
            0 => None,
            1 => Some(maker.condition(subject, 2)),
            _ => Some(format!("not ({})", maker.condition(subject, 2))),
        };
        let severities: Vec<String> = (0..=maker.tape.below(3)).map(|_| maker.severity()).collect();
        let rule = Rule { subject, message, selection, broken, severities };
        text.push_str(&rule.write(number));
        rules.push(rule);
    }
    let upon = if maker.tape.below(3) == 2 { Some(upon(&mut maker, &rules, &mut made)) } else { None };
    Pack { text, ground, made, upon, times }
}
