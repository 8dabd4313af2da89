//! What people write who come from other languages, or forget a mark: what to write instead.
//!
//! All of this is help under a message that is right without it. Words are looked at in the place where the grammar
//! stopped, with their neighbours; nothing here decides whether a text is accepted.

use crate::grammar::Rule;
use crate::lower::Block;
use crate::scan::{Kind, Scan};
use crate::wording::Place;

/// Where the grammar stopped, and what it would have taken.
pub(crate) struct Stop<'s, 't> {
    pub(crate) scan: &'s Scan<'t>,
    /// The token that does not fit.
    pub(crate) at: usize,
    pub(crate) expected: &'s [Rule],
    pub(crate) place: &'s Place,
}

const UNITS: &[(&str, &str)] =
    &[("s", "seconds"), ("h", "hours"), ("d", "days"), ("w", "weeks"), ("m", "months"), ("y", "years")];
const SUBJECTS: &[&str] = &["integration", "connection", "endpoint", "scope"];
const ABSENT: &[&str] = &["missing", "undefined", "unset", "empty", "nil", "none"];
const PRESENT: &[&str] = &["present", "defined", "set", "given", "there"];
const SEVERITIES: &[&str] = &["error", "warning", "note", "undetermined", "waived"];

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
}

fn is_date(text: &str) -> bool {
    text.len() >= 4 && text.starts_with(|c: char| c.is_ascii_digit()) && text.contains('-')
}

impl<'t> Stop<'_, 't> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.scan.tokens.get(at).map(|token| token.kind)
    }

    fn written(&self, at: usize) -> &'t str {
        self.scan.tokens.get(at).map_or("", |token| self.scan.slice(token))
    }

    /// The token so many before the one that does not fit.
    fn before(&self, by: usize) -> usize {
        self.at.checked_sub(by).unwrap_or(usize::MAX)
    }

    fn expects(&self, rules: &[Rule]) -> bool {
        rules.iter().any(|rule| self.expected.contains(rule))
    }

    /// What a text literal holds.
    fn inside(&self, at: usize) -> &'t str {
        self.written(at).trim_matches('"')
    }

    fn in_condition(&self) -> bool {
        self.expects(&[Rule::and_op, Rule::tail, Rule::row_tail, Rule::operator])
    }

    fn wants_condition(&self) -> bool {
        self.expects(&[Rule::expr, Rule::and_expr, Rule::not_expr, Rule::comparison, Rule::quantified, Rule::not_op])
    }

    /// Help that is surer than a similar word.
    pub(crate) fn help(&self) -> Option<String> {
        match self.kind(self.at)? {
            Kind::Mark => self.mark(),
            Kind::Text => self.text(),
            Kind::Number => self.number(),
            Kind::Word => self.word(),
            Kind::Open => self.brace(),
            _ => None,
        }
        .or_else(|| self.unquoted())
        .or_else(|| self.parts())
    }

    /// Help where no similar word is known.
    pub(crate) fn fallback(&self) -> Option<String> {
        let word = self.kind(self.at) == Some(Kind::Word);
        if word && let Some(help) = habit(self.written(self.at), self.place) {
            return Some(help.to_owned());
        }
        let field = self.written(self.before(1));
        let joined = matches!(self.written(self.at + 1), "and" | "or" | "{" | ")" | "")
            || self.scan.tokens.get(self.at + 1).is_some_and(|token| token.first);
        if word && joined && self.expects(&[Rule::tail]) && self.kind(self.before(1)) == Some(Kind::Word) {
            return Some(format!("an operator is missing: `{field} is {}`", self.written(self.at)));
        }
        if (word || self.kind(self.at) == Some(Kind::OpenParen)) && self.expects(&[Rule::and_op]) {
            return Some("conditions are joined by `and` or `or`".to_owned());
        }
        (*self.place == Place::Clause(Block::Stage)).then(|| ROW.to_owned())
    }

    fn mark(&self) -> Option<String> {
        let mark = self.written(self.at);
        let next = self.written(self.at + 1);
        let close = self.scan.tokens.get(self.at).zip(self.scan.tokens.get(self.at + 1));
        let adjacent = close.is_some_and(|(mark, next)| mark.span.end == next.span.start);
        match mark {
            "/" if adjacent && matches!(next, "/" | "*") => Some(COMMENT.to_owned()),
            "/" if self.expects(&[Rule::rhs, Rule::operand, Rule::text]) => {
                Some("a pattern is a text: `matches \"*part*\"`, in which `*` is any text and `?` one character".into())
            }
            "[" if self.expects(&[Rule::rhs, Rule::set, Rule::text_set]) => {
                Some(format!("a set stands in braces: {}", self.set(self.at + 1, "]")?))
            }
            "," if self.written(self.before(2)) == "(" && self.expects(&[Rule::and_op]) => {
                Some(format!("a set stands in braces: {}", self.set(self.before(1), ")")?))
            }
            "," if self.written(self.before(2)) == "(" => Some("a definition is asked of one thing: `NAME(it)`".into()),
            "," if self.in_condition() => Some("conditions are joined by `and` or `or`".to_owned()),
            "-" | "+" if self.expects(&[Rule::zone_name]) => {
                Some("name a place, such as `Asia/Kolkata`, or `UTC`".to_owned())
            }
            "-" if self.expects(&[Rule::dots]) => Some(WINDOW.to_owned()),
            "-" | "+" if self.kind(self.at + 1) == Some(Kind::Number) && self.kind(self.at + 2) == Some(Kind::Word) => {
                let side = if mark == "-" { "before" } else { "after" };
                Some(format!("write `{next} {} {side} {}`", self.written(self.at + 2), self.written(self.before(1))))
            }
            ":" | "=" => Some("leave it out: a word and its value have only a space between them".to_owned()),
            _ => None,
        }
    }

    /// `{ "a", "b" }` from what stands on this line up to a mark.
    fn set(&self, from: usize, close: &str) -> Option<String> {
        let line = self.scan.tokens.get(from)?.line;
        let end = (from..).take_while(|&at| self.scan.tokens.get(at).is_some_and(|token| token.line == line));
        let end = end.into_iter().find(|&at| self.written(at) == close)?;
        let (first, last) = (self.scan.tokens.get(from)?, self.scan.tokens.get(end.checked_sub(1)?)?);
        Some(format!("`{{ {} }}`", self.scan.text.get(first.span.start as usize..last.span.end as usize)?))
    }

    fn text(&self) -> Option<String> {
        let inside = self.inside(self.at);
        let before = self.kind(self.before(1));
        if self.expects(&[Rule::point, Rule::shift, Rule::day, Rule::moment, Rule::date]) && is_date(inside) {
            return Some(format!("dates have no quotes: `{inside}`"));
        }
        if *self.place == Place::Head(Block::Waive) && self.written(self.before(1)) == "for" {
            return Some(format!("say of what: `integration {}`", self.written(self.at)));
        }
        let names = &[
            Rule::new_name,
            Rule::mode_name,
            Rule::list_name,
            Rule::names,
            Rule::comma_names,
            Rule::word,
            Rule::rule_name,
            Rule::rule_names,
            Rule::case_rule,
            Rule::row_name,
        ];
        if self.expects(names) && is_name(inside) {
            return Some(format!("names have no quotes: `{inside}`"));
        }
        if before == Some(Kind::Text) && self.expects(&[Rule::comma]) {
            return Some("put a `,` between them".to_owned());
        }
        (before == Some(Kind::Word) && self.expects(&[Rule::tail]))
            .then(|| format!("an operator is missing: `{} == {}`", self.written(self.before(1)), self.written(self.at)))
    }

    fn number(&self) -> Option<String> {
        let number = self.written(self.at);
        let before = self.written(self.before(1));
        if number.contains(':') && is_date(before) {
            return Some(format!("write `{before}T{number}`"));
        }
        if number.len() == 4 && matches!(before, "Q1" | "Q2" | "Q3" | "Q4" | "H1" | "H2") {
            return Some(format!("write `{number}-{before}`"));
        }
        let unit = self.written(self.at + 1);
        let same_line = self.scan.tokens.get(self.at + 1).is_some_and(|token| !token.first);
        let shown = if is_name(unit) && same_line { format!("{number} {unit} ...") } else { number.to_owned() };
        if self.expects(&[Rule::severity_when]) || SEVERITIES.contains(&before) && self.expects(&[Rule::k_from]) {
            return Some(format!("put `from` before it: `{before} from {shown}`"));
        }
        self.expects(&[Rule::when]).then(|| {
            format!("say how it stands to the date: `from {shown}` if that is its first day, `after {shown}` if it is the last day before it")
        })
    }

    fn word(&self) -> Option<String> {
        let word = self.written(self.at);
        let before = self.written(self.before(1));
        let near = |a: usize, b: usize| {
            let (Some(a), Some(b)) = (self.scan.tokens.get(a), self.scan.tokens.get(b)) else { return false };
            a.span.end == b.span.start
        };
        if self.kind(self.before(1)) == Some(Kind::Text) && near(self.before(1), self.at) {
            return Some("a `\"` inside of a text is written `\\\"`".to_owned());
        }
        if matches!(word, "before" | "after") {
            let digits = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let unit = UNITS.iter().find(|(short, _)| before.strip_prefix(digits) == Some(short));
            if let (Some((_, unit)), false) = (unit, digits.is_empty()) {
                return Some(format!("write `{digits} {unit}`"));
            }
            if UNITS.iter().any(|(_, unit)| before == *unit) {
                return Some(format!("say how many: `90 {before} {word} {}`", self.written(self.at + 1)));
            }
        }
        if let Some(help) = self.of_being(word, before) {
            return Some(help);
        }
        if self.scan.tokens.get(self.at).is_some_and(|token| token.first) {
            match before {
                "and" | "or" => return Some(format!("take the `{before}` out, or say what else has to hold")),
                _ if self.kind(self.before(1)) == Some(Kind::Mark) && self.expects(&[Rule::rhs, Rule::operand]) => {
                    return Some(format!(
                        "say what it is compared with: `{} {before} \"text\"`",
                        self.written(self.before(2))
                    ));
                }
                _ => {}
            }
        }
        if matches!(before, "if" | "unless" | "when") && matches!(self.place, Place::Clause(Block::Rule)) {
            return Some("the condition stands right after it: `forbid CONDITION` or `require CONDITION`".to_owned());
        }
        if matches!(self.place, Place::Head(Block::Rule)) {
            return self.rule_head(word, before);
        }
        if word == "where" && self.expects(&[Rule::and_op]) {
            return Some("conditions are joined by `and` or `or`".to_owned());
        }
        if self.expects(&[Rule::expectation]) {
            if matches!(word, "nothing" | "none" | "ok" | "pass" | "no") {
                return Some("that is `clean`".to_owned());
            }
            if SEVERITIES.contains(&self.written(self.at + 1)) {
                return Some(format!("the severity comes first: `{} {word}`", self.written(self.at + 1)));
            }
        }
        None
    }

    /// `is absent`, `== null`, `missing`, `exists x`.
    fn of_being(&self, word: &str, before: &str) -> Option<String> {
        let field = |by| {
            let field = self.written(self.before(by));
            if is_name(field) { field } else { "FIELD" }
        };
        let operator = self.kind(self.before(1)) == Some(Kind::Mark);
        match word {
            "null" if operator && before.starts_with('!') => Some(format!("write `{} is not null`", field(2))),
            "null" if operator => {
                Some(format!("write `{0} is null`; what is not there at all is `{0} absent`", field(2)))
            }
            "absent" | "exists" if before == "is" => Some(format!("leave out `is`: `{} {word}`", field(2))),
            "absent" | "exists" if before == "not" && self.written(self.before(2)) == "is" => {
                let other = if word == "absent" { "exists" } else { "absent" };
                Some(format!("write `{} {other}`", field(3)))
            }
            "absent" | "exists" if self.wants_condition() => {
                let next = self.written(self.at + 1);
                is_name(next).then(|| format!("it stands after the field: `{next} {word}`"))
            }
            _ if ABSENT.contains(&word) && self.expects(&[Rule::tail]) => Some(format!("write `{before} absent`")),
            _ if PRESENT.contains(&word) && self.expects(&[Rule::tail]) => Some(format!("write `{before} exists`")),
            "starts" | "begins" | "startswith" | "startsWith" if self.expects(&[Rule::tail]) => {
                Some(format!("write `{before} matches \"text*\"`"))
            }
            "ends" | "endswith" | "endsWith" if self.expects(&[Rule::tail]) => {
                Some(format!("write `{before} matches \"*text\"`"))
            }
            "like" | "includes" | "has" if self.expects(&[Rule::tail]) => {
                Some(format!("write `{before} matches \"*text*\"`, or for a list `{before} contains \"element\"`"))
            }
            _ => None,
        }
    }

    fn rule_head(&self, word: &str, before: &str) -> Option<String> {
        let name_at = (2..=4).map(|by| self.before(by)).find(|&at| self.scan.is_word(at, "rule"));
        if let Some(rule) = name_at
            && !(rule..self.at).any(|at| self.scan.is_one_of(at, &["for", "where"]))
            && !matches!(word, "if" | "when" | "unless")
        {
            let words = (rule + 1..).map(|at| self.written(at));
            let name: Vec<&str> = words.take_while(|word| is_name(word) && !matches!(*word, "for" | "where")).collect();
            if name.len() > 1 {
                return Some(format!("a name is one word: `{}`", name.join("-")));
            }
        }
        if before == "each" && SUBJECTS.contains(&word) {
            return Some(format!("write `for {word}`: a rule speaks of each"));
        }
        if self.written(self.before(2)) == "for" && !SUBJECTS.contains(&before.trim_end_matches('s')) {
            return Some(format!(
                "a rule is for an `integration`, a `connection`, an `endpoint` or a `scope`; which of them is said by `where {before} is {word}`"
            ));
        }
        None
    }

    fn brace(&self) -> Option<String> {
        if self.wants_condition() {
            return Some("a condition has no braces; parts of it can stand in `(` and `)`".to_owned());
        }
        None
    }

    /// What should have been a text.
    fn unquoted(&self) -> Option<String> {
        let texts = &[
            Rule::text,
            Rule::texts,
            Rule::comma_texts,
            Rule::scope_texts,
            Rule::mapping,
            Rule::needing,
            Rule::covering,
        ];
        let all = self.expects(texts)
            && self
                .expected
                .iter()
                .all(|rule| texts.contains(rule) || matches!(rule, Rule::colon | Rule::comma | Rule::k_at));
        (all && self.scan.tokens.get(self.at).is_some_and(|token| !token.first))
            .then(|| "put it between double quotes".to_owned())
    }

    /// Parentheses and other parts that are missing.
    fn parts(&self) -> Option<String> {
        let before = self.written(self.before(1));
        if self.expects(&[Rule::open_paren]) && matches!(self.written(self.before(2)), "any" | "all" | "no") {
            return Some(format!(
                "what has to hold stands in parentheses: `{} {before} (...)`",
                self.written(self.before(2))
            ));
        }
        if self.expects(&[Rule::colon]) && self.written(self.before(2)) == "(" {
            return Some(format!("say what `{before}` is: `({before}: connection)`"));
        }
        if self.expects(&[Rule::close_paren])
            && self.kind(self.at) != Some(Kind::CloseParen)
            && self.expects(&[Rule::and_op])
        {
            let joins = self.kind(self.at) == Some(Kind::Word)
                && self.scan.tokens.get(self.at).is_some_and(|token| !token.first);
            return (!joins).then(|| "a `(` before it is not closed".to_owned());
        }
        if self.expects(&[Rule::dots]) {
            return Some(WINDOW.to_owned());
        }
        None
    }
}

/// That a comment is a comment.
pub(crate) const COMMENT: &str = "comments begin with `#`";
const WINDOW: &str =
    "a window has a first and a last day: `during FIRST .. LAST`; for a day on which something begins, write `from`";
/// What a row looks like.
pub(crate) const ROW: &str =
    "a row is, in this order: `known DAY`, fields with values, `where CONDITION`, and a date word such as `from`";

/// The keyword for which people write another word at the beginning of an item.
pub(crate) fn of_item(word: &str) -> Option<&'static str> {
    Some(match word {
        "import" | "include" | "require" | "load" => "use",
        "policy" | "check" | "constraint" | "lint" => "rule",
        "let" | "def" | "function" | "fn" | "macro" | "const" => "define",
        "deadline" | "sunset" | "deprecation" | "eol" => "cutoff",
        "ignore" | "exempt" | "exception" | "suppress" | "allow" => "waive",
        "override" | "extend" => "tighten",
        "provider" | "service" => "vendor",
        _ => return None,
    })
}

/// Help for words that people bring along from other languages.
pub(crate) fn habit(word: &str, place: &Place) -> Option<&'static str> {
    Some(match (word, place) {
        ("when" | "if" | "unless", Place::Head(Block::Rule)) => {
            "which subjects a rule speaks of is said by `where CONDITION`"
        }
        ("deny" | "disallow" | "block", Place::ClauseStart(Block::Rule)) => "that is `forbid`",
        ("allow" | "assert" | "must" | "expect" | "ensure", Place::ClauseStart(Block::Rule)) => {
            "that is `require CONDITION`"
        }
        ("severity" | "level", Place::ClauseStart(Block::Rule)) => {
            "write the severity itself: `error`, `warning from 2021-05-01`"
        }
        (
            "critical" | "fatal" | "high" | "medium" | "low" | "info" | "warn" | "blocker",
            Place::ClauseStart(Block::Rule | Block::Tighten),
        ) => "severities are `error`, `warning` and `note`",
        ("when" | "if" | "where" | "unless", Place::ClauseStart(Block::Rule)) => {
            "the selection stands before the brace: `rule NAME for SUBJECT where CONDITION {`"
        }
        ("expires" | "expiry" | "till" | "to" | "through", Place::ClauseStart(Block::Waive)) => {
            "that is `until DAY`, the waiver's last day"
        }
        ("reason" | "why", Place::ClauseStart(Block::Waive)) => "that is `because \"...\"`",
        ("approver" | "approvedBy" | "approved-by" | "by", Place::ClauseStart(Block::Waive)) => {
            "that is `approved \"...\"`"
        }
        ("file" | "fixture" | "manifest" | "input", Place::ClauseStart(Block::Test)) => "that is `given \"...\"`",
        ("as-of" | "asof" | "on" | "at" | "date" | "day", Place::ClauseStart(Block::Test)) => {
            "a case begins with `as of DAY`"
        }
        ("expect" | "assert", Place::ClauseStart(Block::Test)) => {
            "a case says first when it asks: `as of DAY expect ...`"
        }
        ("message" | "help" | "fix", Place::ClauseStart(Block::Tighten)) => {
            "what a rule says stays as its pack wrote it; only its severity and conditions can be made stricter"
        }
        ("where", Place::ClauseStart(Block::Tighten)) => {
            "that is `also where CONDITION`: it can only widen the selection"
        }
        ("requires" | "need", Place::Clause(Block::Operations)) => "that is `needs`",
        ("equals" | "is" | "alias", Place::Clause(Block::Scopes)) => "that is `same as`",
        ("like" | "equals" | "eq" | "has" | "includes", Place::Clause(_) | Place::Head(_) | Place::Item) => {
            "comparisons are `is`, `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`, `matches`, `contains`, `covers` and `within`"
        }
        _ => return None,
    })
}
