//! `waive` and `limit`: exceptions, who signed for them, and how far they may go.

use compline_diagnostic::{Diagnostic, FileId, FileSpan, Spanned, codes, did_you_mean};
use compline_manifest::schema::{Field, Subject};
use compline_syntax::ast::{self, ItemKind, WaiveClause};
use compline_time::{Day, Moment};

use super::Compiler;
use super::conditions::Scope;
use super::points::Place;
use super::symbols::Kind;
use crate::Glob;
use crate::rule::{Rule, RuleId};
use crate::waiver::{Standing, Waiver, WaiverLimit};

/// What the clauses of a waiver say.
#[derive(Default)]
struct Parts<'a> {
    from: Option<&'a Spanned<Moment>>,
    until: Option<&'a Spanned<Moment>>,
    because: Option<&'a ast::Text>,
    approved: Option<&'a ast::Text>,
    ticket: Option<&'a ast::Text>,
}

/// A waiver, with the ids of the rules that it is for: their numbers are not settled yet.
pub(super) type Unplaced = (Waiver, Vec<std::sync::Arc<str>>);

impl Compiler {
    /// The waivers of all packs.
    pub(super) fn compile_waivers(&mut self, rules: &[Option<Rule>]) -> Vec<Unplaced> {
        let mut waivers = vec![];
        for (pack, file, _, waive) in self.each_item(|kind| match kind {
            ItemKind::Waive(waive) => Some(waive),
            _ => None,
        }) {
            let place = Place { pack, file };
            waivers.extend(self.waiver(&place, &waive, rules));
        }
        waivers
    }

    fn waiver(&mut self, place: &Place, waive: &ast::Waive, rules: &[Option<Rule>]) -> Option<Unplaced> {
        let at = place.at(waive.rule.span);
        let rules = self.waived_rules(place, waive, rules);
        let parts = self.waiver_clauses(place, waive);
        let from = parts.from.map(|moment| self.waiver_day(moment, place.file, "the first day of a waiver"));
        let until = self.waiver_end(place, &parts);
        if let (Some(Some(from)), Some((until, until_at))) = (from, until)
            && until < from
        {
            self.report(
                Diagnostic::error(codes::waiver::BACKWARDS, "this waiver ends before it begins")
                    .at(until_at, format!("the last day, {}", until.in_words()))
                    .also(place.at(parts.from.map_or(waive.span, |from| from.span)), "the first day")
                    .help("both days are included: a waiver of one day has the same day twice"),
            );
        }
        let rules = rules?;
        let subject = match rules.as_slice() {
            [rule] if !waive.rule.value.ends_with("/*") => rule.subject,
            _ => Subject::Integration,
        };
        let targets = self.waiver_targets(place, waive, &rules);
        let scope = Scope { place: place.clone(), subject, parameter: None };
        let condition = match &waive.condition {
            Some(condition) => Some((subject, self.condition(condition, &scope)?)),
            None => None,
        };
        let (until, until_at) = until?;
        let text = |text: Option<&ast::Text>| text.map(|text| text.value.trim().to_owned());
        let waiver = Waiver {
            rule: match rules.as_slice() {
                [rule] if !waive.rule.value.ends_with("/*") => rule.id.clone(),
                _ => waive.rule.value.as_str().into(),
            },
            rules: vec![],
            at,
            pack: place.pack,
            targets: targets?,
            condition,
            from: match from {
                Some(from) => Some(from?),
                None => None,
            },
            until,
            until_at,
            because: text(parts.because)?,
            approved: text(parts.approved)?,
            ticket: text(parts.ticket),
            standing: Standing::Whole,
        };
        Some((waiver, rules.into_iter().map(|rule| rule.id.clone()).collect()))
    }

    /// The rules that a waiver is for; nothing, and the mistake reported, if there is none.
    fn waived_rules<'r>(
        &mut self,
        place: &Place,
        waive: &ast::Waive,
        rules: &'r [Option<Rule>],
    ) -> Option<Vec<&'r Rule>> {
        let (name, at) = (&waive.rule.value, place.at(waive.rule.span));
        let Some(pack) = name.strip_suffix("/*") else {
            let id = self.lookup(Kind::Rule, name, place.pack, at)?;
            return rules.get(id as usize)?.as_ref().map(|rule| vec![rule]);
        };
        let in_sight = |index: &usize| *index == place.pack || self.packs[place.pack].uses.contains(index);
        let packs: Vec<usize> = (0..self.packs.len()).filter(in_sight).collect();
        let Some(pack) = packs.iter().copied().find(|index| self.packs[*index].info.name == pack) else {
            let names = packs.iter().map(|index| self.packs[*index].info.name.as_str());
            let help = did_you_mean(pack, names)
                .unwrap_or_else(|| format!("if there is such a pack, add `use {pack}` at the top of the file"));
            self.report(
                Diagnostic::error(codes::name::UNKNOWN_RULE, format!("there is no pack `{pack}` in sight"))
                    .at(at, "")
                    .help(help),
            );
            return None;
        };
        let found: Vec<&Rule> = rules.iter().flatten().filter(|rule| rule.pack == pack).collect();
        if found.is_empty() {
            self.report(
                Diagnostic::error(
                    codes::name::UNKNOWN_RULE,
                    format!("pack `{name}` has no rule", name = self.packs[pack].info.name),
                )
                .at(at, "")
                .help("name the pack whose rules are meant"),
            );
            return None;
        }
        Some(found)
    }

    fn waiver_clauses<'a>(&mut self, place: &Place, waive: &'a ast::Waive) -> Parts<'a> {
        let mut parts = Parts::default();
        for clause in &waive.clauses {
            let (word, span, first) = match clause {
                WaiveClause::From(moment) => ("from", moment.span, parts.from.replace(moment).map(|old| old.span)),
                WaiveClause::Until(moment) => ("until", moment.span, parts.until.replace(moment).map(|old| old.span)),
                WaiveClause::Because(text) => ("because", text.span, parts.because.replace(text).map(|old| old.span)),
                WaiveClause::Approved(text) => {
                    ("approved", text.span, parts.approved.replace(text).map(|old| old.span))
                }
                WaiveClause::Ticket(text) => ("ticket", text.span, parts.ticket.replace(text).map(|old| old.span)),
            };
            if let Some(first) = first {
                self.report(
                    Diagnostic::error(codes::rule::REPEATED_CLAUSE, format!("`{word}` is given twice"))
                        .at(place.at(span), "")
                        .also(place.at(first), "first given here")
                        .help("keep one of them"),
                );
            }
        }
        let head = place.at(waive.rule.span);
        for (word, text, example) in [
            ("because", parts.because, "because \"why the rule cannot be met yet\""),
            ("approved", parts.approved, "approved \"who signs for it\""),
        ] {
            let (what, at) = match text {
                None => ("does not say", head),
                Some(text) if text.value.trim().is_empty() => ("has nothing to say for", place.at(text.span)),
                Some(_) => continue,
            };
            self.report(
                Diagnostic::error(
                    codes::waiver::INCOMPLETE,
                    format!("the waiver of `{}` {what} `{word}`", waive.rule.value),
                )
                .at(at, "")
                .help(format!("add `{example}`")),
            );
        }
        if parts.until.is_none() {
            self.report(
                Diagnostic::error(
                    codes::waiver::INCOMPLETE,
                    format!("the waiver of `{}` does not say until when it holds", waive.rule.value),
                )
                .at(head, "")
                .help("add `until 2021-05-15`: its last day. There are no waivers for ever"),
            );
        }
        if parts.ticket.is_none_or(|ticket| ticket.value.trim().is_empty()) {
            self.report(
                Diagnostic::warning(
                    codes::waiver::NO_TICKET,
                    format!("the waiver of `{}` has no ticket", waive.rule.value),
                )
                .at(head, "")
                .help("add `ticket \"SEC-1\"`, so that somebody follows it up"),
            );
        }
        parts
    }

    fn waiver_end(&mut self, place: &Place, parts: &Parts<'_>) -> Option<(Day, FileSpan)> {
        let until = parts.until?;
        let day = self.waiver_day(until, place.file, "the last day of a waiver")?;
        Some((day, place.at(until.span)))
    }

    /// A civil day: a waiver begins and ends with one.
    fn waiver_day(&mut self, moment: &Spanned<Moment>, file: FileId, what: &str) -> Option<Day> {
        let day = moment.value.as_day();
        if day.is_none() {
            self.report(
                Diagnostic::error(codes::types::POINT, format!("{what} is a day, and `{}` is not one", moment.value))
                    .at(FileSpan::new(file, moment.span), "")
                    .help(format!("write a day such as `{}`", moment.value.last_day())),
            );
        }
        day
    }

    /// The fields and patterns that have to fit.
    fn waiver_targets(&mut self, place: &Place, waive: &ast::Waive, rules: &[&Rule]) -> Option<Vec<(Field, Glob)>> {
        let mut targets = vec![];
        let mut fine = true;
        for (kind, pattern) in &waive.targets {
            let subject = match kind.value.as_str() {
                "integration" => Subject::Integration,
                "connection" => Subject::Connection,
                word => {
                    let help = did_you_mean(word, ["integration", "connection"])
                        .unwrap_or_else(|| "write `for integration \"NAME\"`, `connection \"NAME\"` or both".into());
                    self.report(
                        Diagnostic::error(codes::waiver::TARGET, format!("waivers are not for `{word}` by name"))
                            .at(place.at(kind.span), "")
                            .help(help),
                    );
                    fine = false;
                    continue;
                }
            };
            if !rules.iter().any(|rule| rule.subject.is_inside(subject)) {
                self.report(
                    Diagnostic::error(
                        codes::waiver::TARGET,
                        format!(
                            "`{}` speaks of {}s, so naming a {} can never fit",
                            waive.rule.value,
                            rules.first().map_or("thing", |rule| rule.subject.as_str()),
                            subject.as_str()
                        ),
                    )
                    .at(place.at(kind.span), "")
                    .help("name the integration"),
                );
                fine = false;
                continue;
            }
            let field = if subject == Subject::Integration { Field::Integration } else { Field::Connection };
            targets.push((field, Glob::new(pattern.value.as_str())));
        }
        fine.then_some(targets)
    }

    /// The strictest limit of all packs.
    pub(super) fn compile_limits(&mut self) -> Option<WaiverLimit> {
        let mut strictest: Option<WaiverLimit> = None;
        for (pack, file, _, limit) in self.each_item(|kind| match kind {
            ItemKind::Limit(limit) => Some(limit),
            _ => None,
        }) {
            let place = Place { pack, file };
            if limit.what.value != "waivers" {
                let help = did_you_mean(&limit.what.value, ["waivers"])
                    .unwrap_or_else(|| "write `limit waivers to 180 days`".into());
                self.report(
                    Diagnostic::error(codes::waiver::LIMIT, format!("there is no limit on `{}`", limit.what.value))
                        .at(place.at(limit.what.span), "")
                        .help(help),
                );
                continue;
            }
            let longest = limit.to.as_ref();
            if let Some(length) = longest
                && (length.value.amount == 0 || length.value.seconds().is_some_and(|seconds| seconds % 86_400 != 0))
            {
                self.report(
                    Diagnostic::error(codes::waiver::LIMIT, format!("waivers last whole days, not {}", length.value))
                        .at(place.at(length.span), "")
                        .help("write for example `180 days`, or `none` to allow no waivers"),
                );
                continue;
            }
            let at = place.at(longest.map_or(limit.what.span, |length| limit.what.span.to(length.span)));
            let this = WaiverLimit { longest: longest.map(|length| length.value), at, pack };
            // Compared over the same stretch of the calendar; the day itself makes no difference worth having.
            let reach = |limit: &WaiverLimit| limit.last_day(Day(18_262));
            if strictest.as_ref().is_none_or(|known| reach(&this) < reach(known)) {
                strictest = Some(this);
            }
        }
        strictest
    }
}

/// Gives waivers the numbers of their rules and what the limit leaves of them, and lists them by rule.
pub(super) fn in_place(
    waivers: Vec<Unplaced>,
    limit: Option<&WaiverLimit>,
    rules: &[Rule],
) -> (Vec<Waiver>, Vec<Vec<u32>>) {
    let mut by_rule = vec![vec![]; rules.len()];
    let mut placed = vec![];
    for (mut waiver, ids) in waivers {
        let number = placed.len() as u32;
        for id in ids {
            let Ok(rule) = rules.binary_search_by(|rule| rule.id.cmp(&id)) else { continue };
            waiver.rules.push(RuleId(rule as u32));
            by_rule[rule].push(number);
        }
        waiver.standing = match (limit, waiver.from) {
            (None, _) => Standing::Whole,
            (Some(WaiverLimit { longest: None, .. }), _) => Standing::Forbidden,
            (Some(_), None) => Standing::NoBeginning,
            (Some(limit), Some(from)) => match limit.last_day(from) {
                Some(last) if last < waiver.until => Standing::CutShort(last),
                Some(_) => Standing::Whole,
                None => Standing::Forbidden,
            },
        };
        placed.push(waiver);
    }
    (placed, by_rule)
}
