//! Rules of single vendors over an integration whose vendor nobody can tell: one finding, not one a rule.

use std::collections::BTreeMap;
use std::sync::Arc;

use compline_diagnostic::{FileSpan, Located, Severity, codes};
use compline_manifest::NodeId;
use compline_manifest::model::Content;
use compline_manifest::schema::Field;
use compline_policy::expr::Value;

use crate::check::{Broken, state_words};
use crate::explain::{Manifest, known_text, next_change, schedule, usage};
use crate::finding::{Dependency, Finding, Outcome};
use crate::levels::Levels;
use crate::setup::Setup;
use crate::trials::Tried;

/// One finding for each integration of which some rule hangs on the vendor.
pub(crate) fn findings(
    setup: &Setup<'_>,
    manifest: &Manifest<'_>,
    open: &[&Broken<'_>],
    wanted: &mut dyn FnMut(&Levels) -> bool,
) -> Vec<Finding> {
    let mut by_integration: BTreeMap<u32, Vec<&Broken<'_>>> = BTreeMap::new();
    for broken in open {
        by_integration.entry(manifest.model.integration_of(broken.thing)).or_default().push(broken);
    }
    let mut found = vec![];
    for (integration, rules) in by_integration {
        // Any one of the vendors may be the one, or none of them.
        let cases: Vec<Levels> = rules.iter().map(|broken| broken.levels.clone()).chain([Levels::CLEAN]).collect();
        let levels = Levels::either(&cases);
        if wanted(&levels) {
            found.push(finding(setup, manifest, integration, &rules, &levels));
        }
    }
    found
}

fn finding(
    setup: &Setup<'_>,
    manifest: &Manifest<'_>,
    integration: u32,
    rules: &[&Broken<'_>],
    levels: &Levels,
) -> Finding {
    let (start, end) = setup.range;
    let now = levels.worst_within(start, end);
    let severity = now.1.at_most.unwrap_or(Severity::Note);
    let thing = &manifest.model.things[integration as usize];
    let name =
        known_text(setup.policy, manifest, integration, Field::Integration).unwrap_or_else(|| manifest.path.to_owned());
    let mut would_decide: Vec<String> = vec![];
    for broken in rules {
        for vendor in broken.rule.vendors.iter().flatten() {
            let assumed = (Field::Vendor, Tried::Is(Value::Word(vendor.0)));
            let cases = broken.cases.iter().filter(|(case, _)| case.contains(&assumed));
            let cases: Vec<Levels> = cases.map(|(_, levels)| levels.clone()).collect();
            let state = state_words(Levels::either(&cases).at(now.0));
            would_decide.push(format!("{}: {state} ({})", setup.policy.vendors.get(*vendor).name, broken.rule.id));
        }
    }
    would_decide.sort();
    would_decide.dedup();
    let mut located = Located {
        code: codes::check::VENDOR_UNKNOWN.as_str().to_owned(),
        severity,
        message: format!("the vendor of {name} is not known, so {} cannot be decided", count(would_decide.len())),
        labels: vec![],
        help: Some("name the vendor: `vendor: NAME`, or give the endpoints' URLs".into()),
        notes: vec![],
        snippets: vec![],
        url: None,
    };
    let cell = manifest.model.cell(integration, Field::Vendor).copied();
    let (span, what, because) = match cell.map(|cell| (cell.span, cell.content)) {
        Some((span, Content::WrongShape)) => (span, "this is no vendor's name", "not a vendor's name"),
        Some((span, Content::Opaque(_))) => (span, "filled in later", "filled in later"),
        _ => (thing.span, "no vendor here", "absent"),
    };
    located.push_label(FileSpan::manifest(span), what.into(), true, manifest.sources);
    let schedule = schedule(setup, levels, None);
    let digest = blake3::hash(format!("{}\0{name}\0{}", manifest.path, located.code).as_bytes()).to_hex();
    Finding {
        rule: Arc::from(codes::check::VENDOR_UNKNOWN.as_str()),
        outcome: Outcome::Undetermined,
        severity,
        state: now.1,
        next_change: next_change(setup, &schedule, now.1),
        schedule,
        integration: name,
        subject: "integration",
        vendor: None,
        region: known_text(setup.policy, manifest, integration, Field::Region),
        owner: known_text(setup.policy, manifest, integration, Field::Owner),
        usage: usage(manifest.model, integration),
        pointer: manifest.view.pointer(thing.node as NodeId),
        located,
        sources: vec![],
        controls: vec![],
        tightened_by: vec![],
        waivers: vec![],
        depends_on: vec![Dependency {
            on: "vendor".into(),
            because: format!("{because}, and the hosts of the endpoints tell none"),
            would_decide,
        }],
        places: thing.places,
        fingerprint: digest[..32].to_owned(),
    }
}

fn count(rules: usize) -> String {
    if rules == 1 { "one rule".into() } else { format!("{rules} rules") }
}
