//! Tests of rules: names resolved, dates read, and what can never come out refused.

use std::collections::BTreeMap;
use std::sync::Arc;

use compline_diagnostic::{Diagnostic, FileSpan, Spanned, codes};
use compline_syntax::ast::{self, ItemKind, TestClause};
use compline_time::{AsOf, Moment};

use super::Compiler;
use super::points::Place;
use super::symbols::Kind;
use crate::rule::Rule;
use crate::test::{Expectation, Expected, Fixture, RuleTest, TestCase};

impl Compiler {
    /// The tests, in order of declaration. `rules` are all that were compiled.
    pub(super) fn compile_tests(&mut self, rules: &[Option<Rule>]) -> Vec<RuleTest> {
        let tests = self.each_item(|kind| match kind {
            ItemKind::Test(test) => Some(test),
            _ => None,
        });
        if tests.is_empty() {
            return vec![];
        }
        let declared = self.each_item(|kind| match kind {
            ItemKind::Rule(rule) => Some(&rule.name),
            _ => None,
        });
        let ids: Vec<Arc<str>> =
            declared.into_iter().map(|(pack, _, _, name)| self.qualified(pack, &name.value).into()).collect();
        let mut names: BTreeMap<(usize, String), FileSpan> = BTreeMap::new();
        let mut compiled = vec![];
        for (pack, file, doc, test) in tests {
            let place = Place { pack, file };
            let at = place.at(test.name.span);
            if let Some(twin) = names.insert((pack, test.name.value.clone()), at) {
                self.report(
                    Diagnostic::error(
                        codes::name::DUPLICATE,
                        format!("there is already a test \"{}\" in this pack", test.name.value),
                    )
                    .at(at, "declared again here")
                    .also(twin, "first declared here")
                    .help("say in its name what it shows that the other does not"),
                );
            }
            compiled.push(self.test(&place, doc, &test, rules, &ids));
        }
        compiled
    }

    fn test(
        &mut self,
        place: &Place,
        doc: Option<String>,
        test: &ast::RuleTest,
        rules: &[Option<Rule>],
        ids: &[Arc<str>],
    ) -> RuleTest {
        let at = place.at(test.name.span);
        let (mut given, mut cases): (Vec<Fixture>, Vec<TestCase>) = (vec![], vec![]);
        for clause in &test.clauses {
            match clause {
                TestClause::Given { path, text } => {
                    let at = place.at(path.span);
                    if let Some(twin) = given.iter().find(|fixture| fixture.path == path.value) {
                        self.report(
                            Diagnostic::error(codes::rule::REPEATED_CLAUSE, format!("`{}` is given twice", path.value))
                                .at(at, "")
                                .also(twin.at, "first given here")
                                .help("keep one of them; give a text another name"),
                        );
                    }
                    let text = text.as_ref().map(|text| Arc::from(text.value.as_str()));
                    given.push(Fixture { path: path.value.clone(), text, at });
                }
                TestClause::Case(case) => cases.push(self.test_case(place, case, rules, ids)),
            }
        }
        let name = &test.name.value;
        if given.is_empty() {
            self.report(
                Diagnostic::error(codes::test::NO_GIVEN, format!("test \"{name}\" has no manifest to check"))
                    .at(at, "")
                    .help("add `given \"fixtures/NAME.yaml\"`, a file beside the rule file"),
            );
        }
        if cases.is_empty() {
            self.report(
                Diagnostic::error(codes::test::NO_CASE, format!("test \"{name}\" expects nothing"))
                    .at(at, "")
                    .help("add for example `as of 2021-06-01 expect error RULE`, or `expect clean`"),
            );
        }
        let pack = self.packs[place.pack].info.name.clone();
        RuleTest { name: name.clone(), at, doc, pack, given, cases }
    }

    fn test_case(&mut self, place: &Place, case: &ast::TestCase, rules: &[Option<Rule>], ids: &[Arc<str>]) -> TestCase {
        let known = case.known.as_ref().and_then(|moment| self.day(moment, place.file, "`known`"));
        let as_of = case.as_of.iter().filter_map(|moment| self.as_of(place, moment)).collect();
        let expectations: Vec<Expectation> =
            case.expectations.iter().filter_map(|one| self.expectation(place, one, rules, ids)).collect();
        let at = place.at(case.span);
        if case.as_of.is_empty() || case.expectations.is_empty() {
            self.report(
                Diagnostic::error(codes::test::NO_CASE, "this case asks about no day, or expects nothing")
                    .at(at, "")
                    .help("write `as of 2021-06-01 expect error RULE`"),
            );
        }
        for (index, one) in expectations.iter().enumerate().filter(|(_, one)| one.kind == Expected::Clean) {
            let other = expectations
                .iter()
                .enumerate()
                .find(|(other, expectation)| *other != index && expectation.rule == one.rule)
                .map(|(_, expectation)| expectation.at);
            if let Some(other) = other {
                self.report(
                    Diagnostic::error(codes::test::CONTRADICTION, "no finding and a finding cannot both come out")
                        .at(one.at, "expects none")
                        .also(other, "speaks of the same")
                        .help("keep one of them"),
                );
            }
        }
        TestCase { known, as_of, expectations, at }
    }

    fn as_of(&mut self, place: &Place, moment: &Spanned<Moment>) -> Option<AsOf> {
        match AsOf::parse(&moment.value.to_string()) {
            Ok(as_of) => Some(as_of),
            Err(error) => {
                self.report(
                    Diagnostic::error(codes::test::AS_OF, error.message)
                        .at(place.at(moment.span), "")
                        .maybe_help(error.help),
                );
                None
            }
        }
    }

    fn expectation(
        &mut self,
        place: &Place,
        expectation: &ast::Expectation,
        rules: &[Option<Rule>],
        ids: &[Arc<str>],
    ) -> Option<Expectation> {
        let at = place.at(expectation.span);
        let kind = match expectation.kind.value {
            ast::Expected::Clean => Expected::Clean,
            ast::Expected::Violation(severity) => Expected::Violation(severity),
            ast::Expected::Undetermined => Expected::Undetermined,
            ast::Expected::Waived => Expected::Waived,
        };
        let rule = match &expectation.rule {
            None => None,
            Some(name) => {
                let number = self.lookup(Kind::Rule, &name.value, place.pack, place.at(name.span))?;
                Some(Arc::clone(ids.get(number as usize)?))
            }
        };
        if rule.is_none() && kind != Expected::Clean {
            self.report(
                Diagnostic::error(codes::test::CONTRADICTION, format!("`{}` of which rule?", kind.as_str()))
                    .at(at, "")
                    .help(format!("write `{} RULE`", kind.as_str())),
            );
        }
        if kind == Expected::Clean
            && let Some(what) = expectation.at.as_ref().map(|at| at.span).or(expectation.times.as_ref().map(|n| n.span))
        {
            self.report(
                Diagnostic::error(codes::test::CONTRADICTION, "`clean` is nowhere, and no number of times")
                    .at(place.at(what), "")
                    .help("leave it away"),
            );
        }
        if let Expected::Violation(severity) = kind
            && let Some(rule) = rule.as_ref().and_then(|id| rules.iter().flatten().find(|rule| rule.id == *id))
            && !rule.severities.iter().any(|clause| clause.severity == severity)
        {
            let mut words: Vec<String> =
                rule.severities.iter().map(|clause| format!("`{}`", clause.severity)).collect();
            words.dedup();
            self.report(
                Diagnostic::error(codes::test::NEVER, format!("rule `{}` is never of severity `{severity}`", rule.id))
                    .at(place.at(expectation.kind.span), "")
                    .also(rule.at, format!("its severities are {}", words.join(", ")))
                    .help("expect one of the rule's own severities, `undetermined` or `clean`"),
            );
        }
        if let Some(pointer) = expectation.at.as_ref().filter(|at| !at.value.is_empty() && !at.value.starts_with('/')) {
            self.report(
                Diagnostic::error(codes::test::POINTER, format!("`{}` is not a JSON pointer", pointer.value))
                    .at(place.at(pointer.span), "")
                    .help(
                        "write the path from the top of the document, such as \"/connections/0/auth/mode\" (RFC 6901)",
                    ),
            );
        }
        if let Some(zero) = expectation.times.as_ref().filter(|times| times.value == 0) {
            self.report(
                Diagnostic::error(codes::test::CONTRADICTION, "a finding cannot come out 0 times")
                    .at(place.at(zero.span), "")
                    .help("write `clean RULE`"),
            );
        }
        Some(Expectation {
            kind,
            rule,
            pointer: expectation.at.as_ref().map(|at| at.value.clone()),
            times: expectation.times.as_ref().map_or(1, |times| times.value),
            at,
        })
    }
}
