//! From text to tree, construct by construct.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests are not tests to clippy

mod common;

use common::{CORPUS, read};
use compline_syntax::ast::{
    BinaryOp, CutoffClause, DateRelation, EachClause, Expr, ExprKind, Format, FormatClause, ItemKind, Pattern, Point,
    PointKind, Quantifier, ReadingFrom, Row, Rule, RuleClause, ScopesClause, SeverityWhen, SplitBy, Step, Test,
    TestClause, VendorClause, When,
};
use compline_syntax::keywords;

/// The only item of a text without mistakes.
fn item(text: &str) -> ItemKind {
    let parsed = read(text);
    assert_eq!(common::render(text, &parsed.errors), "");
    assert_eq!(parsed.file.items.len(), 1);
    parsed.file.items.into_iter().next().unwrap().kind
}

fn rule(text: &str) -> Rule {
    match item(text) {
        ItemKind::Rule(rule) => rule,
        other => panic!("{other:?}"),
    }
}

fn rows(text: &str) -> Vec<Row> {
    match item(&format!("cutoff c {{ stage s {{ {text} }} }}")) {
        ItemKind::Cutoff(cutoff) => cutoff.stages.into_iter().next().unwrap().rows,
        other => panic!("{other:?}"),
    }
}

fn format(text: &str) -> Format {
    match item(&format!("format f {{ {text} }}")) {
        ItemKind::Format(format) => format,
        other => panic!("{other:?}"),
    }
}

fn condition(text: &str) -> String {
    match item(&format!("define d(c: connection) = {text}")) {
        ItemKind::Define(define) => show(&define.body),
        other => panic!("{other:?}"),
    }
}

fn show_all(all: &[Expr]) -> String {
    all.iter().map(show).collect::<Vec<_>>().join(" ")
}

/// A condition with all its parentheses.
fn show(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Or(all) => format!("(or {})", show_all(all)),
        ExprKind::And(all) => format!("(and {})", show_all(all)),
        ExprKind::Not(inner) => format!("(not {})", show(inner)),
        ExprKind::Quantified { quantifier, subject, body } => {
            format!("({:?} {} {})", quantifier.value, subject.value, show(body))
        }
        ExprKind::Binary { left, op, right } => format!("({:?} {} {})", op.value, show(left), show(right)),
        ExprKind::Test { operand, test } => format!("({:?} {})", test.value, show(operand)),
        ExprKind::Dated { operand, relation, point } => {
            format!("({:?} {} {})", relation.value, show(operand), show_point(point))
        }
        ExprKind::During(name) => format!("(during {})", name.value),
        ExprKind::Call { name, argument } => format!("({} {})", name.value, argument.value),
        ExprKind::Count(name) => format!("(count {})", name.value),
        ExprKind::OrElse(left, right) => format!("(or-else {} {})", show(left), show(right)),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Text(text) => format!("{text:?}"),
        ExprKind::Number(number) => number.to_string(),
        ExprKind::Bool(bool) => bool.to_string(),
        ExprKind::Moment(moment) => moment.to_string(),
        ExprKind::Duration(shift) => format!("{}{:?}", shift.amount, shift.unit),
        ExprKind::Set(all) => format!("{{{}}}", show_all(all)),
        ExprKind::Needed => "<needed>".to_owned(),
    }
}

fn show_point(point: &Point) -> String {
    match &point.kind {
        PointKind::Moment(moment) => moment.to_string(),
        PointKind::Shifted { by, before, from } => {
            format!("{}{:?} {} {}", by.amount, by.unit, if *before { "before" } else { "after" }, show_point(from))
        }
        PointKind::Extreme { earliest, of } => {
            let of: Vec<_> = of.iter().map(show_point).collect();
            format!("{}({})", if *earliest { "earliest" } else { "latest" }, of.join(", "))
        }
        PointKind::Name(name) => name.value.clone(),
    }
}

/// Every example of the design pages, as trees; byte ranges are left out to keep the snapshot readable.
#[test]
fn the_corpus_as_trees() {
    for (name, text) in CORPUS {
        let mut out = String::new();
        for item in read(text).file.items {
            let mut shown = format!("{item:?}\n");
            while let Some(at) = shown.find("span: Span { start: ") {
                let end = at + shown[at..].find('}').unwrap() + 1;
                let from = if shown[..at].ends_with(", ") { at - 2 } else { at };
                shown.replace_range(from..end, "");
            }
            out.push_str(&shown.replace("Spanned ", ""));
        }
        insta::assert_snapshot!(*name, out);
    }
}

#[test]
fn operators_bind_as_documented() {
    assert_eq!(condition("a or b and not c or d"), "(or a (and b (not c)) d)");
    assert_eq!(condition("(a or b) and c"), "(and (or a b) c)");
    assert_eq!(condition("not not a"), "(not (not a))");
    assert_eq!(condition("not a is b"), "(not (Is a b))");
    assert_eq!(condition("a or else b == c or d"), "(or (Equal (or-else a b) c) d)");
    assert_eq!(condition("a == b or else c or else d"), "(Equal a (or-else (or-else b c) d))");
}

#[test]
fn every_comparison() {
    let all = [
        ("is", BinaryOp::Is),
        ("is not", BinaryOp::IsNot),
        ("==", BinaryOp::Equal),
        ("!=", BinaryOp::NotEqual),
        ("<", BinaryOp::Less),
        ("<=", BinaryOp::LessOrEqual),
        (">", BinaryOp::Greater),
        (">=", BinaryOp::GreaterOrEqual),
        ("in", BinaryOp::In),
        ("not in", BinaryOp::NotIn),
        ("matches", BinaryOp::Matches),
        ("not matches", BinaryOp::NotMatches),
        ("contains", BinaryOp::Contains),
        ("covers", BinaryOp::Covers),
        ("within", BinaryOp::Within),
    ];
    for (written, op) in all {
        assert_eq!(condition(&format!("a.b {written} c")), format!("({op:?} a.b c)"));
        assert_eq!(condition(&format!("a\n{written}\n{{ c, \"d\", }}")), format!("({op:?} a {{c \"d\"}})"));
    }
    let tests = [
        ("exists", Test::Exists),
        ("absent", Test::Absent),
        ("is null", Test::IsNull),
        ("is not null", Test::IsNotNull),
    ];
    for (written, test) in tests {
        assert_eq!(condition(&format!("a {written}")), format!("({test:?} a)"));
    }
    for (written, relation) in
        [("from", DateRelation::From), ("before", DateRelation::Before), ("after", DateRelation::After)]
    {
        assert_eq!(condition(&format!("a {written} b.c")), format!("({relation:?} a b.c)"));
    }
}

#[test]
fn every_operand() {
    assert_eq!(condition("a == 2021"), "(Equal a 2021)");
    assert_eq!(condition("a == -3"), "(Equal a -3)");
    assert_eq!(condition("a == 2021-05"), "(Equal a 2021-05)");
    assert_eq!(condition("a == true and b != false"), "(and (Equal a true) (NotEqual b false))");
    assert_eq!(condition("a < 3600 seconds and b > 1 day"), "(and (Less a 3600Second) (Greater b 1Day))");
    assert_eq!(condition("count(it.scopes) > 3"), "(Greater (count it.scopes) 3)");
    assert_eq!(condition("zoho/secure(it)"), "(zoho/secure it)");
    assert_eq!(condition("during zoho/authtoken.fails and x"), "(and (during zoho/authtoken.fails) x)");
    assert_eq!(condition("\"a\" in b"), "(In \"a\" b)");
    assert_eq!(condition("a in {}"), "(In a {})");
    // Words of clauses and operators may begin a longer name.
    assert_eq!(
        condition("source.known is not.a and note-book exists"),
        "(and (Is source.known not.a) (Exists note-book))"
    );
    // And words that only quantify before a parenthesis are names elsewhere.
    assert_eq!(condition("a is any and all is no"), "(and (Is a any) (Is all no))");
}

#[test]
fn quantifiers_take_either_number() {
    for (written, quantifier) in [("any", Quantifier::Any), ("all", Quantifier::All), ("no", Quantifier::No)] {
        for subject in ["connection", "connections"] {
            let shown = condition(&format!("{written} {subject} (a and no scopes(b))"));
            assert_eq!(shown, format!("({quantifier:?} connection (and a (No scope b)))"));
        }
    }
}

#[test]
fn points() {
    let point = |text: &str| match &rows(&format!("from {text}"))[0].when.value {
        When::From(point) => show_point(point),
        other => panic!("{other:?}"),
    };
    assert_eq!(point("2026"), "2026");
    assert_eq!(point("2026-Q3"), "2026-Q3");
    assert_eq!(point("2027-H2"), "2027-H2");
    assert_eq!(point("90 days before 1 month after zoho/a.b"), "90Day before 1Month after zoho/a.b");
    assert_eq!(point("earliest of (a, latest of (b, 2026-01-01),)"), "earliest(a, latest(b, 2026-01-01))");
    assert_eq!(point("2 weeks after 2026"), "2Week after 2026");
}

#[test]
fn every_kind_of_row() {
    let rows = rows(
        "region EU, CN from 2021-01-01
         app public, section orders, reports after 2021-01-01
         edition a tier b, c where x from 2020 and y during 2021-01-01 .. 2021-02-01
         known 2020-01-01 during 2021-01-01..2021-02-01 rollout source a, b
         during 2021-01-01 .. 2021-02-01 daily at 00:00, 06:30 for 15 minutes
         not before 2021-01-01 unannounced never withdrawn
         where a where b never
         where flag.x from 2025
         where flag.x from 2024 from 2025
         where (created from 2024) or z after 2025",
    );
    let selectors: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let shown = row.selectors.iter().map(|selector| {
                let values: Vec<_> = selector.values.iter().map(|value| value.name.value.as_str()).collect();
                format!("{}={}", selector.field.value, values.join("|"))
            });
            shown.collect()
        })
        .collect();
    assert_eq!(selectors[0], ["region=EU|CN"]);
    assert_eq!(selectors[1], ["app=public", "section=orders|reports"]);
    assert_eq!(selectors[2], ["edition=a", "tier=b|c"]);
    let conditions: Vec<_> = rows.iter().map(|row| row.condition.as_ref().map(show).unwrap_or_default()).collect();
    assert_eq!(conditions[2], "(and (From x 2020) y)");
    assert_eq!(conditions[9..], ["(and a b)", "flag.x", "(From flag.x 2024)", "(or (From created 2024) z)"]);
    let whens: Vec<_> = rows.iter().map(|row| &row.when.value).collect();
    assert!(matches!(whens[1], When::After(_)));
    assert!(matches!(whens[2], When::During { pattern: Pattern::Whole, .. }));
    assert!(matches!(whens[3], When::During { pattern: Pattern::Rollout, .. }));
    assert_eq!(rows[3].sources.len(), 2);
    assert!(rows[3].known.is_some());
    let When::During { pattern: Pattern::Daily { at, length }, .. } = whens[4] else { panic!("{:?}", whens[4]) };
    assert_eq!(at.iter().map(|at| at.value).collect::<Vec<_>>(), [0, 6 * 3600 + 1800]);
    assert_eq!(length.value.amount, 15);
    assert!(matches!(whens[5..9], [When::NotBefore(_), When::Unannounced, When::Never, When::Withdrawn]));
    assert_eq!(rows.len(), 13);
}

#[test]
fn a_value_of_a_row_may_stand_in_quotes() {
    let rows = rows("product \"Zoho CRM\", Desk, api \"2024-10\" from 2021-01-01");
    let shown: Vec<_> = rows[0]
        .selectors
        .iter()
        .flat_map(|selector| &selector.values)
        .map(|value| (value.name.value.as_str(), value.quoted))
        .collect();
    assert_eq!(shown, [("Zoho CRM", true), ("Desk", false), ("2024-10", true)]);
}

#[test]
fn severities() {
    let rule =
        rule("rule r for scope { note from known warning after 2021-05 error during a.b error forbid x require y }");
    let shown: Vec<_> = rule
        .clauses
        .iter()
        .map(|clause| match clause {
            RuleClause::Severity { severity, when, .. } => {
                let when = match when {
                    None => String::new(),
                    Some(SeverityWhen::From(point)) => format!(" from {}", show_point(point)),
                    Some(SeverityWhen::After(point)) => format!(" after {}", show_point(point)),
                    Some(SeverityWhen::During(name)) => format!(" during {}", name.value),
                };
                format!("{}{when}", severity.value)
            }
            RuleClause::Forbid(_, condition) => format!("forbid {}", condition.as_ref().map(show).unwrap_or_default()),
            RuleClause::Require(_, condition) => format!("require {}", show(condition)),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        shown,
        ["note from known", "warning after 2021-05", "error during a.b", "error", "forbid x", "require y"]
    );
    assert_eq!(rule.subject.value, "scope");
}

#[test]
fn lists_take_commas_or_spaces() {
    let vendor = |text: &str| match item(&format!("vendor v {{ {text} }}")) {
        ItemKind::Vendor(vendor) => vendor.clauses,
        other => panic!("{other:?}"),
    };
    assert_eq!(vendor("regions US EU, IN source a"), vendor("regions US, EU, IN, source a,"));
    assert_eq!(
        vendor("hosts \"a\" \"b\" region US known as \"c\""),
        vendor("hosts \"a\", \"b\" region US known as \"c\"")
    );
    assert!(
        matches!(&vendor("regions US EU source a b")[..], [VendorClause::Regions(r), VendorClause::Source(s)] if r.len() == 2 && s.len() == 2)
    );
    assert!(matches!(item("use a, b c"), ItemKind::Use(names) if names.len() == 3));
    assert!(matches!(item("use a,\n  b\n  c"), ItemKind::Use(names) if names.len() == 3));
    let scopes = item("scopes v { \"a\", \"b\" covers \"c\" \"d\" covers \"e\", \"f\" separator \" \" }");
    let ItemKind::Scopes(scopes) = scopes else { panic!("{scopes:?}") };
    assert!(matches!(
        &scopes.clauses[..],
        [ScopesClause::Covers { wide, .. }, ScopesClause::Covers { narrow, .. }, ScopesClause::Separator(_)]
            if wide.len() == 2 && narrow.len() == 2
    ));
}

#[test]
fn texts_fold_and_unescape() {
    let text = |text: &str| match item(&format!("source s {{ title {text} }}")) {
        ItemKind::Source(source) => match &source.clauses[0] {
            compline_syntax::ast::SourceClause::Title(title) => title.value.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    assert_eq!(text(r#""a \"b\" \\ \n\t \u{e9}\u{1F600}""#), "a \"b\" \\ \n\t é😀");
    assert_eq!(text("\"one  \n     two\r\n\t\tthree\""), "one two three");
    assert_eq!(text("\"a\\n  \n  b\""), "a\n b");
    assert_eq!(text("\"# no {comment} // é\""), "# no {comment} // é");
    assert_eq!(text("\"\""), "");
}

#[test]
fn documentation_stands_right_above() {
    let docs = |text: &str| -> Vec<Option<String>> {
        read(text).file.items.into_iter().map(|item| item.doc.map(|doc| doc.value)).collect()
    };
    assert_eq!(docs("## one\n##  two \n##\n## three\nmode a"), [Some("one\n two\n\nthree".to_owned())]);
    assert_eq!(docs("## far\n\nmode a\n## near\r\nmode b ## not this\nmode c"), [None, Some("near".to_owned()), None]);
    assert_eq!(docs("### a line\nmode a\n## x\n# y\nmode b"), [None, None]);
    let text = "\n  ## a é\n  ## b\n  mode x";
    let item = &read(text).file.items[0];
    assert_eq!(&text[item.doc.as_ref().unwrap().span.range()], "## a é\n  ## b");
    assert_eq!(&text[item.span.range()], "mode x");
}

#[test]
fn space_does_not_matter() {
    for (name, text) in CORPUS {
        // In text blocks it does.
        let text: String = text.split("\"\"\"").step_by(2).collect();
        let lines: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
        let plain: Vec<_> = lines.iter().map(|line| line.split("  #").next().unwrap_or_default()).collect();
        let plain = plain.join("\n");
        let shape = |text: &str| {
            let parsed = read(text);
            assert_eq!(common::render(text, &parsed.errors), "", "{name}: {text}");
            parsed.file.items.into_iter().map(|item| without_spans(&item.kind)).collect::<Vec<_>>()
        };
        let expected = shape(&plain);
        assert_eq!(expected.len(), read(&text).file.items.len());
        assert_eq!(shape(&plain.replace('\n', "\r\n")), expected);
        assert_eq!(shape(&plain.replace('\n', "\n\n\t")), expected);
        assert_eq!(shape(&plain.lines().map(str::trim_start).collect::<Vec<_>>().join("\n")), expected, "{name}");
        assert_eq!(shape(&plain.replace('\n', " ")), expected, "{name}");
    }
}

fn without_spans(kind: &ItemKind) -> String {
    let shown = format!("{kind:?}");
    let mut out = String::new();
    for (n, part) in shown.split("Span { start: ").enumerate() {
        let rest = if n == 0 { part } else { part.split_once('}').map_or("", |(_, rest)| rest) };
        out.push_str(rest);
    }
    // Line breaks in texts have become many spaces by the time this compares them.
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn names_and_spans_agree() {
    let text =
        "\u{feff}# é\nrule é-no for x {}\ncutoff a-b \"é\" { zone America/Argentina/Buenos_Aires vendor zoho }\n";
    let parsed = read(text);
    let ItemKind::Cutoff(cutoff) = &parsed.file.items.last().unwrap().kind else { panic!("{parsed:?}") };
    assert_eq!(&text[cutoff.name.span.range()], "a-b");
    assert_eq!(&text[cutoff.title.as_ref().unwrap().span.range()], "\"é\"");
    let CutoffClause::Zone(zone) = &cutoff.clauses[0] else { panic!("{cutoff:?}") };
    assert_eq!(
        (&text[zone.span.range()], zone.value.as_str()),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires")
    );

    let text = "rule r for connection where a  is   b { forbid x   error  from  2021-01-01   message \"m\" }";
    let rule = rule(text);
    let selection = rule.selection.unwrap();
    assert_eq!(&text[selection.span.range()], "a  is   b");
    let ExprKind::Binary { left, op, right } = selection.kind else { panic!() };
    assert_eq!([left.span, op.span, right.span].map(|span| &text[span.range()]), ["a", "is", "b"]);
    let RuleClause::Forbid(keyword, Some(_)) = &rule.clauses[0] else { panic!() };
    assert_eq!(&text[keyword.range()], "forbid");
    let RuleClause::Severity { span, .. } = &rule.clauses[1] else { panic!() };
    assert_eq!(&text[span.range()], "error  from  2021-01-01");
}

fn each(format: &Format) -> &compline_syntax::ast::Each {
    match &format.clauses[0] {
        FormatClause::Each(each) => each,
        other => panic!("{other:?}"),
    }
}

#[test]
fn shorthands_of_formats_are_written_out() {
    let short = format("each integration in /* { id key connection { name /n endpoints /a, /b } }");
    let long = format(
        "each integration in /* { integration key each connection { connection /n each endpoint in /a, /b { url value } } }",
    );
    let strip = |format: Format| without_spans(&ItemKind::Format(format));
    assert_eq!(strip(short), strip(long));
    // Elsewhere the words are fields of those names.
    let other = format("each endpoint in /* { id key name key }");
    let EachClause::Field { field, .. } = &each(&other).clauses[0] else { panic!() };
    assert_eq!(field.value, "id");
}

#[test]
fn or_else_after_split() {
    let readings = |text: &str| match &each(&format(&format!("each connection {{ scopes {text} }}"))).clauses[0] {
        EachClause::Field { readings, .. } => readings.clone(),
        other => panic!("{other:?}"),
    };
    // After a path it goes on with the separator, after a text with the field.
    let one = readings("/a split by /sep or else //sep or else \" \" or else /b");
    assert_eq!(one.len(), 2);
    assert!(matches!(&one[0].split[..], [SplitBy::Path(_), SplitBy::Path(_), SplitBy::Text(_)]));
    let two =
        readings("/a, /b split by \" \" or else \"none\" or else key or else capture x or else value or else w.x");
    let from: Vec<_> = two.iter().map(|reading| &reading.from).collect();
    assert!(matches!(
        from[..],
        [
            ReadingFrom::Paths(_),
            ReadingFrom::Text(_),
            ReadingFrom::Key(_),
            ReadingFrom::Capture(_),
            ReadingFrom::Value,
            ReadingFrom::Word(_)
        ]
    ));
}

#[test]
fn every_path() {
    let paths = |text: &str| match &format(&format!("ignore {text}")).clauses[0] {
        FormatClause::Ignore(paths) => paths
            .iter()
            .map(|path| {
                let steps: Vec<_> = path
                    .steps
                    .iter()
                    .map(|step| match &step.value {
                        Step::Key(key) => key.clone(),
                        Step::Every => "<every>".to_owned(),
                        Step::Deep => "<deep>".to_owned(),
                        Step::KeyOf(name) => format!("<key of {}>", name.value),
                        Step::Only(filters) => format!("<only {}>", filters.len()),
                    })
                    .collect();
                format!("{:?} {}", path.start, steps.join(" "))
            })
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        paths("/a/b_c-d.e/$ref/@id, /, /*, /**/x, //, //a/*, .., ../a, ../../b/*, /\"a b\"/\"/\", /0/1"),
        [
            "Here a b_c-d.e $ref @id",
            "Here ",
            "Here <every>",
            "Here <deep> x",
            "Root ",
            "Root a <every>",
            "Up(1) ",
            "Up(1) a",
            "Up(2) b <every>",
            "Here a b /",
            "Here 0 1",
        ]
    );
}

#[test]
fn a_bad_clause_leaves_its_siblings() {
    let text = "rule r for connection {\n  forbid\n  mesage \"x\"\n  help \"y\"\n  error from\n}\ncutoff c {\n  zone UTC\n  stage s {\n    from 2021-13-01\n    from 2021-12-01\n  }\n  stag t { from 2021-01-01 }\n  stage u { never }\n}\n";
    let parsed = read(text);
    assert_eq!(parsed.errors.len(), 4, "{}", common::render(text, &parsed.errors));
    let [rule, cutoff] = &parsed.file.items[..] else { panic!("{parsed:?}") };
    assert!(matches!(&rule.kind, ItemKind::Rule(rule) if rule.clauses.len() == 2));
    assert!(
        matches!(&cutoff.kind, ItemKind::Cutoff(cutoff) if cutoff.clauses.len() == 1 && cutoff.stages.len() == 2 && cutoff.stages[0].rows.len() == 1)
    );
}

#[test]
fn keywords_are_sorted_and_once() {
    let all = keywords();
    assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(all.contains(&"forbid") && all.contains(&"unannounced"));
}

#[test]
fn text_blocks_are_verbatim() {
    let text = |block: &str| {
        let written = format!("test \"t\" {{\n  given \"p\" {block}\n  as of 2021-01-01 expect clean\n}}");
        match item(&written) {
            ItemKind::Test(test) => match &test.clauses[..] {
                [TestClause::Given { text: Some(text), .. }, TestClause::Case(_)] => {
                    assert_eq!(&written[text.span.range()], block);
                    text.value.clone()
                }
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };
    let q = "\"\"\"";
    assert_eq!(
        text(&format!("{q}\n    a: 1\n      b: \"x\" # \\n {{\n\n    c: '{q}'\n    {q}")),
        "a: 1\n  b: \"x\" # \\n {\n\nc: '\"\"\"'\n"
    );
    assert_eq!(text(&format!("{q}  \r\n\r\n    a\r\n  b  \r\n{q}")), "\n  a\nb  \n");
    assert_eq!(text(&format!("{q}\n{q}")), "");
    assert_eq!(text(&format!("{q}\n\n{q}")), "\n");
    assert_eq!(text(&format!("{q}\n\ta\n  b\n{q}")), "\ta\n  b\n");
    // Without indentation nothing in it can be taken for an item; and there is no limit to its length.
    assert_eq!(text(&format!("{q}\nrule a for b {{\n{q}")), "rule a for b {\n");
    let long = "x\n".repeat(5000);
    assert_eq!(text(&format!("{q}\n{long}{q}")), long);
    // What looks like one elsewhere is two texts.
    assert!(matches!(item("source a { title \"\" url \"x\" }"), ItemKind::Source(_)));
}

#[test]
fn needed_is_a_word_only_beside_scopes() {
    assert_eq!(condition("scopes within needed"), "(Within scopes <needed>)");
    assert_eq!(condition("scopes covers (needed)"), "(Covers scopes <needed>)");
    assert_eq!(condition("needed within scopes and a is needed"), "(and (Within needed scopes) (Is a needed))");
}

#[test]
fn words_of_the_newer_clauses_are_names_elsewhere() {
    assert_eq!(
        condition("test is clean and tier.x in { one, waived } and field == limit"),
        "(and (Is test clean) (In tier.x {one waived}) (Equal field limit))"
    );
    let rule = rule("rule test for connection { forbid fix.x source a fix remove excess error }");
    assert_eq!(rule.clauses.len(), 4);
}
