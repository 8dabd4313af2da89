//! Small policies and manifests, and a way to ask what comes of them.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test support"
)]

use compline_diagnostic::{Diagnostic, Severity};
use compline_engine::finding::{FileReport, Finding, State};
use compline_engine::{CheckOptions, Checker, Horizon};
use compline_policy::{PackFile, PackFiles, Policy, compile};
use compline_time::{AsOf, Day};

/// The modes and the native format that ship.
const MODES: &str = include_str!("../../../../rules/core/modes.compline");
const NATIVE: &str = include_str!("../../../../rules/formats/native.compline");

/// The vendor and cutoff of the founding case, shorter.
pub const ZOHO: &str = r#"
vendor zoho "Zoho" {
  hosts "*.zoho.com"    region US
  hosts "*.zoho.eu"     region EU
  hosts "*.zoho.in"     region IN
  hosts "*.zoho.com.cn" region CN
}
mode authtoken "Zoho authtoken" is static.token
source announcement { title "Authtoken Deprecation" publisher "Zoho" url "https://example.com/authtoken" }
cutoff authtoken "Zoho authtokens" {
  vendor zoho  zone Asia/Kolkata  source announcement
  stage no-new "no new authtokens are issued" {
    region IN      from 2020-09-30
    region EU, CN  from 2020-10-30
    region US      from 2020-11-30
  }
  stage fails "calls that carry an authtoken fail" {
    known 2020-11-30  from  2021-05-01
    known 2021-04-30  after 2021-05-31
  }
}
rule authtoken-calls for connection where vendor is zoho and auth.mode is authtoken {
  forbid
  note    from known
  warning from 90 days before authtoken.fails
  error   from authtoken.fails
  message "{integration} calls {vendor} with an authtoken"
}
"#;

/// A manifest of the founding case; `lines` are put between the vendor and the connections.
pub fn authtoken(lines: &str, host: &str) -> String {
    format!(
        "integration: sync\nvendor: zoho\n{lines}connections:\n  - name: main\n    auth:\n      mode: authtoken\n      created: 2020-10-15\n    endpoints:\n      - {{ method: GET, url: \"https://{host}/v2/Leads\" }}\n"
    )
}

pub fn policy(rules: &str) -> Policy {
    try_policy(rules).unwrap_or_else(|rejected| panic!("{rejected}"))
}

/// A policy, or why there is none.
pub fn try_policy(rules: &str) -> Result<Policy, String> {
    try_packs(&[("test", rules)]).map_err(|diagnostics| format!("{rules}\n{diagnostics:#?}"))
}

/// A policy of packs by name and text, with those that everything needs; or what is wrong with them.
pub fn try_packs(packs: &[(&str, &str)]) -> Result<Policy, Vec<Diagnostic>> {
    let pack = |(name, text): &(&str, &str)| {
        let path = format!("{name}.compline");
        let rules = vec![PackFile { path, text: (*text).into() }];
        PackFiles { fallback_name: (*name).into(), manifest: None, rules }
    };
    let ground = [("core", MODES), ("native", NATIVE)];
    compile(ground.iter().chain(packs).map(pack).collect(), &[])
        .map(|compiled| compiled.policy)
        .map_err(|rejected| rejected.diagnostics.into_iter().filter(|one| one.severity == Severity::Error).collect())
}

/// A policy and a manifest, to be asked about at several times.
pub struct Case {
    policy: Policy,
    manifest: String,
}

pub fn case(rules: &str, manifest: impl Into<String>) -> Case {
    Case { policy: policy(rules), manifest: manifest.into() }
}

impl Case {
    pub fn report(&self, as_of: &str, known_at: Option<&str>) -> FileReport {
        let options = CheckOptions {
            as_of: AsOf::parse(as_of).unwrap(),
            known_at: known_at.map(|day| Day::parse(day).unwrap()),
            jobs: None,
            file_format: None,
            horizon: Horizon::All,
        };
        Checker::new(&self.policy, options).unwrap().check_bytes("m.yaml", self.manifest.as_bytes()).0
    }

    /// The finding of a rule of the pack `test`, if there is one.
    pub fn finding(&self, rule: &str, as_of: &str, known_at: Option<&str>) -> Option<Finding> {
        let report = self.report(as_of, known_at);
        let id = if rule.contains('/') { rule.to_owned() } else { format!("test/{rule}") };
        report.findings.into_iter().find(|finding| *finding.rule == *id)
    }

    /// How a rule comes out: `clean`, `error`, `clean..error` where it is not known.
    pub fn state(&self, rule: &str, as_of: &str) -> String {
        self.finding(rule, as_of, None).map_or_else(|| "clean".into(), |finding| words(finding.state))
    }

    pub fn state_known(&self, rule: &str, as_of: &str, known_at: &str) -> String {
        self.finding(rule, as_of, Some(known_at)).map_or_else(|| "clean".into(), |finding| words(finding.state))
    }

    /// The schedule of a rule as text: `clean | 2020-11-30 note | 2021-03-03 warning`.
    pub fn schedule(&self, rule: &str) -> String {
        let finding = self.finding(rule, "2021-01-01", None).expect("a finding at some time");
        let step = |step: &compline_engine::finding::Step| match &step.from {
            None => words(step.state),
            Some(from) => format!("{} {}", from.text, words(step.state)),
        };
        finding.schedule.iter().map(step).collect::<Vec<_>>().join(" | ")
    }

    /// The labels of a finding: the text pointed at and what is said of it, the primary one first.
    pub fn labels(&self, rule: &str, as_of: &str) -> Vec<(String, String)> {
        let finding = self.finding(rule, as_of, None).expect("a finding");
        let labels = finding.located.labels.iter();
        labels.map(|label| (self.manifest[label.span.range()].to_owned(), label.message.clone())).collect()
    }
}

fn words(state: State) -> String {
    let name = |severity: Option<compline_diagnostic::Severity>| severity.map_or("clean", |severity| severity.as_str());
    if state.at_least == state.at_most {
        name(state.at_least).into()
    } else {
        format!("{}..{}", name(state.at_least), name(state.at_most))
    }
}
