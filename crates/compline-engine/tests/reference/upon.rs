//! A pack upon a pack: rules made stricter, and the same rules written out in full; waivers.

use compline_manifest::schema::Subject;
use compline_time::Day;

use super::made::{Limit, Made, Waiver};
use super::packs::{Maker, Rule};

/// What another pack says of the rules of a pack.
pub struct Upon {
    pub tighten: String,
    pub waive: String,
    /// Each rule as it is with all that `tighten` adds.
    pub written_out: Vec<Rule>,
    /// The number of the first severity that was added, of rules that were made stricter.
    pub stricter: Vec<Option<usize>>,
}

pub fn upon(maker: &mut Maker<'_, '_>, rules: &[Rule], made: &mut Made) -> Upon {
    let mut upon = Upon { tighten: String::new(), waive: String::new(), written_out: vec![], stricter: vec![] };
    for (number, rule) in rules.iter().enumerate() {
        let added = if maker.tape.below(3) == 2 { Some(tighten(maker, rule)) } else { None };
        upon.stricter.push(added.as_ref().map(|_| rule.severities.len()));
        match added {
            Some((text, whole)) => {
                upon.tighten.push_str(&format!("tighten base/r{number} {{\n{text}}}\n"));
                upon.written_out.push(whole);
            }
            None => upon.written_out.push(rule.clone()),
        }
    }
    for _ in 0..maker.tape.below(3) {
        let rule = if maker.tape.below(4) == 3 { None } else { Some(maker.tape.below(rules.len())) };
        let integration = maker.tape.one(&[None, Some("i"), Some("*"), Some("j")]);
        let connection = maker.tape.one(&[None, Some("c0"), Some("c?"), None]);
        // Only what lies in a connection has its name.
        let connection = connection.filter(|_| rule.is_some_and(|rule| rules[rule].subject != Subject::Integration));
        let from = maker.tape.one(&[None, Some("2021-05-31"), Some("2021-03-28")]);
        let until = maker.tape.one(&["2021-06-01", "2021-07-15", "2022-02-28"]);
        // Of what the rule speaks of; of all rules, the integration.
        let subject = rule.map_or(Subject::Integration, |rule| rules[rule].subject);
        maker.inner = subject != Subject::Integration;
        let condition = if maker.tape.below(3) == 2 { Some(maker.condition(subject, 1)) } else { None };
        let target =
            |word: &str, name: Option<&str>| name.map_or_else(String::new, |name| format!(" {word} \"{name}\""));
        upon.waive.push_str(&format!(
            "waive base/{}{}{}{}{} {{\n{}  until {until}\n  because \"b\"\n  approved \"a\"\n  ticket \"T-1\"\n}}\n",
            rule.map_or_else(|| "*".to_owned(), |rule| format!("r{rule}")),
            if integration.is_some() || connection.is_some() { " for" } else { "" },
            target("integration", integration),
            target("connection", connection),
            condition.map_or_else(String::new, |condition| format!(" where {condition}")),
            from.map_or_else(String::new, |from| format!("  from {from}\n")),
        ));
        let day = |text| Day::parse(text).unwrap();
        made.waivers.push(Waiver { rule, integration, connection, from: from.map(day), until: day(until) });
    }
    made.limit = maker.tape.one(&[None, None, None, Some(Limit::Days(30)), Some(Limit::NoneAtAll)]);
    upon.waive.push_str(match made.limit {
        None => "",
        Some(Limit::Days(_)) => "limit waivers to 30 days\n",
        Some(Limit::NoneAtAll) => "limit waivers to none\n",
    });
    upon
}

/// What is added to a rule, and the rule with it.
fn tighten(maker: &mut Maker<'_, '_>, rule: &Rule) -> (String, Rule) {
    let (mut text, mut whole) = (String::new(), rule.clone());
    maker.inner = rule.subject != Subject::Integration;
    for own in &rule.severities {
        let severity = match (maker.tape.below(6), own.split_once(" from ")) {
            (0, _) => continue,
            (1, _) => own.clone(),
            (2, Some((word, point))) => format!("{word} from {} days before {point}", maker.tape.one(&[1, 30])),
            (3 | 4, Some((word, point))) => format!("{word} from earliest of ({}, {point})", maker.point(1)),
            (5, _) => maker.severity(),
            _ => own.split(' ').next().unwrap().to_owned(),
        };
        text.push_str(&format!("  {severity}\n"));
        whole.severities.push(severity);
    }
    if text.is_empty() || maker.tape.below(3) == 1 {
        let condition = maker.condition(rule.subject, 1);
        text.push_str(&format!("  also where {condition}\n"));
        whole.selection = format!("(({}) or ({condition}))", rule.selection);
    }
    if let (Some(broken), 1) = (&rule.broken, maker.tape.below(3)) {
        let condition = maker.condition(rule.subject, 1);
        let word = maker.tape.one(&["forbid", "require"]);
        text.push_str(&format!("  {word} {condition}\n"));
        let condition = if word == "require" { format!("not ({condition})") } else { condition };
        whole.broken = Some(format!("({broken}) or (({}) and ({condition}))", rule.selection));
    }
    (text, whole)
}
