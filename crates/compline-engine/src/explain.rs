//! From a broken rule to a finding: message, labels, dates in words, what an open outcome depends on.

use std::fmt::Write as _;

use compline_diagnostic::{FileSpan, Located, Severity, Sources, Span};
use compline_manifest::format::Format;
use compline_manifest::model::{Content, Model, Origin};
use compline_manifest::schema::{Field, FieldType, Subject};
use compline_manifest::{Kind, NodeId, View};
use compline_policy::Policy;
use compline_policy::cutoff::StageRef;
use compline_policy::mode::ModeId;
use compline_policy::rule::{Message, Piece, Rule};
use compline_policy::vendor::{RegionId, VendorId};
use compline_time::{Axis, Tick, Zone, format_tick, tick_in_words};

use crate::blame::{Blame, Cause, Role, blame};
use crate::check::{Broken, case_words, naming_field, rule_id, state_words};
use crate::eval::Eval;
use crate::finding::{Dependency, Finding, NextChange, Outcome, SourceRef, State, Step, When};
use crate::levels::Levels;
use crate::needed;
use crate::setup::Setup;
use crate::trials::Tried;
use crate::waivers;

/// A manifest at hand, as far as findings need it.
pub(crate) struct Manifest<'m> {
    pub(crate) path: &'m str,
    pub(crate) text: &'m str,
    pub(crate) model: &'m Model,
    pub(crate) view: View<'m>,
    pub(crate) format: &'m Format,
    /// The policy's sources with this manifest.
    pub(crate) sources: &'m Sources,
}

/// The finding that a broken rule comes to.
pub(crate) fn finding(setup: &Setup<'_>, manifest: &Manifest<'_>, broken: &Broken<'_>) -> Finding {
    let eval = Eval { setup, model: manifest.model, text: manifest.text, assumed: &[] };
    let rule = broken.rule;
    let now = broken.levels.worst_within(setup.range.0, setup.range.1);
    let zone = zone_of(setup, rule);
    let schedule = schedule(setup, &broken.levels, zone);
    let next_change = next_change(setup, &schedule, now.1);
    let (tick, shown) = moment_to_show(setup, &broken.levels, now);
    let blame = blame(&eval, rule, broken.thing, tick);
    let outcome = shown.outcome().unwrap_or(Outcome::Violation);
    let severity = shown.at_most.unwrap_or(Severity::Note);
    let depends_on = if shown.is_certain() { vec![] } else { dependencies(setup, manifest, broken, &blame, tick) };
    let causes = in_order(manifest.model, &blame, shown);
    let mut notes = needed::notes(&eval, rule, broken.thing);
    notes.extend(history(setup, manifest, rule, broken.thing));
    let mut located = Located {
        code: rule.id.to_string(),
        severity,
        message: told(shown, message(setup, manifest, &rule.message, broken.thing)),
        labels: vec![],
        help: rule.help.as_ref().map(|help| message(setup, manifest, help, broken.thing)),
        notes,
        snippets: vec![],
        url: None,
    };
    let mut pointer = String::new();
    for (index, cause) in causes.iter().enumerate() {
        let (span, node, text) = describe(setup.policy, manifest, cause);
        let text = needed::label(&eval, cause).unwrap_or(text);
        if index == 0 {
            pointer = manifest.view.pointer(node as NodeId);
        }
        if !located.labels.iter().any(|label| label.span == span && label.message == text) {
            located.push_label(FileSpan::manifest(span), text, index == 0, manifest.sources);
        }
        // A value that was reached through an alias or a reference stands in one place and counts in another.
        let cell = manifest.model.cell_index(cause.thing, cause.field);
        if let Some(site) = cell.filter(|_| cause.item.is_none()).and_then(|cell| manifest.model.site(cell)) {
            if index == 0 {
                pointer = manifest.view.pointer(site.node as NodeId);
            }
            let text = format!("`{}` comes from there", cause.field.info().name);
            let is_alias = manifest.view.kind(site.node as NodeId) == Kind::Alias;
            let span = if is_alias { manifest.view.span(site.node as NodeId) } else { site.span };
            located.push_label(FileSpan::manifest(span), text, false, manifest.sources);
        }
    }
    let thing = &manifest.model.things[broken.thing as usize];
    if located.labels.is_empty() {
        pointer = manifest.view.pointer(thing.node as NodeId);
        let what = format!("this {}", rule.subject.as_str());
        located.push_label(FileSpan::manifest(thing.span), what, true, manifest.sources);
    }
    let tightened_by = tightened(setup, manifest, broken, tick, &mut located);
    let known = |field| known_text(setup.policy, manifest, broken.thing, field);
    let name = known(Field::Integration).unwrap_or_else(|| manifest.path.to_owned());
    let fingerprint = fingerprint(manifest, rule, broken.thing, &name, causes.first(), &known);
    Finding {
        rule: rule_id(rule),
        outcome,
        severity,
        state: now.1,
        schedule,
        next_change,
        subject: rule.subject.as_str(),
        vendor: known(Field::Vendor),
        region: known(Field::Region),
        owner: known(Field::Owner),
        usage: usage(manifest.model, broken.thing),
        integration: name,
        pointer,
        located,
        sources: sources(setup.policy, rule),
        controls: rule.controls.clone(),
        tightened_by,
        waivers: waivers::shown(setup, &broken.covers, tick),
        depends_on,
        places: thing.places,
        fingerprint,
    }
}

/// Tells who made the rule stricter, and what it would be without that; the packs, in order of name.
fn tightened(
    setup: &Setup<'_>,
    manifest: &Manifest<'_>,
    broken: &Broken<'_>,
    tick: Tick,
    located: &mut Located,
) -> Vec<String> {
    let Some(original) = &broken.original else { return vec![] };
    let mut packs: Vec<String> = vec![];
    for tightening in &broken.rule.tightened {
        let pack = &setup.policy.packs[tightening.pack].name;
        located.push_label(tightening.at, format!("made stricter by `{pack}`"), false, manifest.sources);
        if !packs.contains(pack) {
            packs.push(pack.clone());
        }
    }
    let (alone, now) = (original.at(tick), broken.levels.at(tick));
    let difference = if (alone.at_least, alone.at_most) == (now.at_least, now.at_most) {
        "here that makes no difference".to_owned()
    } else {
        format!("without that: {}", state_words(alone))
    };
    let names: Vec<String> = packs.iter().map(|pack| format!("`{pack}`")).collect();
    located.notes.push(format!("the rule was made stricter by {}; {difference}", names.join(" and ")));
    packs
}

/// A message as it is told: of what may not be so at all, that it is not known.
fn told(shown: State, message: String) -> String {
    if shown.at_least.is_none() && shown.at_most.is_some() {
        format!("it is not known whether this holds: {message}")
    } else {
        message
    }
}

/// The zone in which a rule's dates are shown.
pub(crate) fn zone_of<'p>(setup: &Setup<'p>, rule: &Rule) -> Option<&'p Zone> {
    rule.stages.first().and_then(|stage| setup.policy.cutoff(stage.cutoff).zone.as_ref())
}

fn when(axis: Axis, zone: Option<&Zone>, tick: Tick) -> When {
    When { tick, text: format_tick(tick, axis, zone), words: tick_in_words(tick, axis, zone) }
}

/// The whole schedule, ready to be shown.
pub(crate) fn schedule(setup: &Setup<'_>, levels: &Levels, zone: Option<&Zone>) -> Vec<Step> {
    let steps = levels.steps().into_iter();
    steps.map(|(from, state)| Step { from: from.map(|tick| when(setup.axis(), zone, tick)), state }).collect()
}

/// The first step after the as-of moment.
pub(crate) fn next_change(setup: &Setup<'_>, schedule: &[Step], now: State) -> Option<NextChange> {
    const DAY: i64 = 86_400;
    let (start, end) = setup.range;
    // The first step that changes anything: a day on which something failed for minutes counts as failing all day.
    let next =
        schedule.iter().find(|step| step.state != now && step.from.as_ref().is_some_and(|from| from.tick >= end))?;
    let at = next.from.clone()?;
    let days = (at.tick.saturating_sub(start)).saturating_add(DAY - 1).div_euclid(DAY).max(1);
    Some(NextChange { at, state: next.state, days })
}

/// The moment whose outcome a finding shows: the worst of the as-of moment or, where that is clean, the next change that
/// is not or, where there is none, the last time that was not.
fn moment_to_show(setup: &Setup<'_>, levels: &Levels, now: (Tick, State)) -> (Tick, State) {
    if !now.1.is_clean() {
        return now;
    }
    let steps = levels.steps();
    let dirty = || steps.iter().filter(|(_, state)| !state.is_clean());
    let tick = |from: &Option<Tick>| from.unwrap_or(Tick::MIN);
    dirty()
        .find(|(from, _)| tick(from) >= setup.range.1)
        .or_else(|| dirty().next_back())
        .map_or(now, |(from, state)| (tick(from), *state))
}

/// The causes to point at, the primary one first: of tests of scopes what they found; what was known and decided, the
/// innermost before the rest; then, of
/// an open outcome, what is not known; last what only selects, the vendor above all. What the format alone says stands
/// nowhere in the file.
fn in_order(model: &Model, blame: &Blame, shown: State) -> Vec<Cause> {
    let is_fixed =
        |cause: &Cause| model.cell(cause.thing, cause.field).is_some_and(|cell| cell.origin == Origin::Fixed);
    let relevant = |cause: &&Cause| (cause.known || !shown.is_certain()) && !is_fixed(cause);
    let mut causes: Vec<Cause> = blame.causes.iter().filter(relevant).copied().collect();
    let depth = |cause: &Cause| model.things[cause.thing as usize].subject;
    let class = |cause: &Cause| match (matches!(cause.field, Field::Vendor | Field::Usage | Field::Region), cause.known)
    {
        (false, true) => 0,
        (false, false) => 1,
        (true, false) => 2,
        (true, true) => 3,
    };
    let is_found = |cause: &Cause| {
        matches!(cause.role, Role::Missing | Role::Excess | Role::Open(_)) || (cause.item.is_some() && !cause.known)
    };
    causes.sort_by_key(|cause| (!is_found(cause), class(cause), std::cmp::Reverse(depth(cause))));
    causes
}

/// Where a cause stands, the node it is in, and what is to be seen there.
pub(crate) fn describe(policy: &Policy, manifest: &Manifest<'_>, cause: &Cause) -> (Span, u32, String) {
    let model = manifest.model;
    let Some(cell) = model.cell(cause.thing, cause.field).copied() else {
        let thing = &model.things[cause.thing as usize];
        return (thing.span, thing.node, String::new());
    };
    if let Some(item) = cause.item.and_then(|item| model.items.get(item as usize)) {
        let text = match item.content {
            Content::Text(text) => format!("`{}`", model.text(manifest.text, text)),
            Content::Opaque(_) => "this is filled in later".into(),
            _ => "this cannot be told".into(),
        };
        return (item.span, item.node, text);
    }
    let name = cause.field.info().name;
    let text = match cell.content {
        Content::Absent => format!("no `{name}` here"),
        Content::Bool(true) if cell.origin == Origin::Derived => "this one".into(),
        Content::Null => format!("`{name}` is null"),
        Content::WrongShape => format!("`{name}` is not {}", cause.field.info().ty.describe()),
        Content::Opaque(_) => format!("`{name}` is filled in later"),
        Content::Unmapped(_) => format!("`{name}` is a word that is not known"),
        Content::List(start, end) if start == end => format!("`{name}` is empty"),
        Content::List(start, end) => format!("{} {name}", end - start),
        Content::Secret => format!("a secret in `{name}`"),
        _ => {
            let value = known_text(policy, manifest, cause.thing, cause.field).unwrap_or_default();
            match (cell.origin, cause.field) {
                (Origin::Derived, Field::Vendor) => format!("vendor `{value}`, by this host"),
                (Origin::Derived, Field::Region | Field::HostRegion) => format!("region `{value}`, by this host"),
                (Origin::Fixed, _) => format!("`{name}` is `{value}`, by the format"),
                (_, Field::UrlCredential) => format!("`{value}` in the query of this"),
                (_, Field::Url | Field::Scope) => format!("this {}", cause.field.info().subject.as_str()),
                _ => format!("{} `{value}`", name.replace('.', " ")),
            }
        }
    };
    (cell.span, cell.node, text)
}

/// A value as text, if there is a known one: the identifier of a vendor, the name of a mode.
pub(crate) fn known_text(policy: &Policy, manifest: &Manifest<'_>, thing: u32, field: Field) -> Option<String> {
    let cell = manifest.model.cell(thing, field)?;
    match cell.content {
        Content::Text(text) => Some(manifest.model.text(manifest.text, text).to_owned()),
        Content::Word(id) => Some(match field.info().ty {
            FieldType::Mode => policy.modes.get(ModeId(id)).name.clone(),
            FieldType::Vendor => policy.vendors.get(VendorId(id)).name.clone(),
            FieldType::Region => policy.vendors.region_name(RegionId(id)).to_owned(),
            FieldType::Word(words) => words.get(id as usize).copied().unwrap_or_default().to_owned(),
            _ => return None,
        }),
        Content::Number(number) => Some(number.to_string()),
        Content::Bool(value) => Some(value.to_string()),
        Content::Day(day) => Some(compline_time::Day(day).to_string()),
        _ => None,
    }
}

/// A message with its values put in. What is absent is said to be, and where it was looked for.
fn message(setup: &Setup<'_>, manifest: &Manifest<'_>, message: &Message, thing: u32) -> String {
    let mut text = String::new();
    for piece in &message.pieces {
        match piece {
            Piece::Text(literal) => text.push_str(literal),
            Piece::Field(field) => text.push_str(&field_words(setup.policy, manifest, thing, *field)),
            Piece::Stage(stage) => text.push_str(&stage_words(setup, manifest, *stage, thing)),
        }
    }
    text
}

fn field_words(policy: &Policy, manifest: &Manifest<'_>, thing: u32, field: Field) -> String {
    let Some(cell) = manifest.model.cell(thing, field) else { return String::new() };
    if field == Field::Vendor
        && let Content::Word(id) = cell.content
    {
        return policy.vendors.get(VendorId(id)).title.clone();
    }
    if let Some(text) = known_text(policy, manifest, thing, field) {
        return text;
    }
    let name = field.info().name;
    match cell.content {
        Content::Opaque(text) | Content::Unmapped(text) => manifest.model.text(manifest.text, text).to_owned(),
        Content::List(start, end) => {
            let items = manifest.model.items[start as usize..end as usize].iter();
            let texts = items.filter_map(|item| match item.content {
                Content::Text(text) => Some(manifest.model.text(manifest.text, text)),
                _ => None,
            });
            texts.collect::<Vec<_>>().join(", ")
        }
        Content::Null => format!("(`{name}` is null)"),
        Content::Secret => "(a secret)".into(),
        Content::WrongShape => format!("(`{name}` cannot be read)"),
        _ => match manifest.format.looked_for(field).first() {
            Some(place) => format!("(no `{name}` at {place})"),
            None => format!("(no `{name}`)"),
        },
    }
}

/// `: looked for at /region and in the hosts`, where the format looks for it.
pub(crate) fn looked_for(format: &Format, field: Field) -> String {
    let mut places = format.looked_for(field);
    if matches!(field, Field::Vendor | Field::Region) {
        places.push("the hosts of the endpoints".into());
    }
    match places.as_slice() {
        [] => ": the format has none".into(),
        [one] => format!(": looked for at {one}"),
        [rest @ .., last] => format!(": looked for at {} and {last}", rest.join(", ")),
    }
}

/// When a stage comes for a thing, in the words of the announcement that stands.
fn stage_words(setup: &Setup<'_>, manifest: &Manifest<'_>, stage: StageRef, thing: u32) -> String {
    let eval = Eval { setup, model: manifest.model, text: manifest.text, assumed: &[] };
    let (mut words, mut settled) = (vec![], false);
    for row in setup.policy.stage(stage).rows.iter().filter(|row| setup.is_known(row)) {
        let speaks = eval.selects(row, thing);
        if speaks.is_never() {
            continue;
        }
        words.push(row.when.in_words());
        settled = speaks.is_always();
        if settled {
            break;
        }
    }
    if !settled && setup.policy.stage(stage).otherwise_never {
        words.push("never".into());
    }
    words.dedup();
    match words.as_slice() {
        [] => "at no announced date".into(),
        [one] => one.clone(),
        several => several.join(" or "),
    }
}

/// What was announced about the stages that a rule speaks of, a line each: what stands, and what stood before.
fn history(setup: &Setup<'_>, manifest: &Manifest<'_>, rule: &Rule, thing: u32) -> Vec<String> {
    let eval = Eval { setup, model: manifest.model, text: manifest.text, assumed: &[] };
    let mut lines = vec![];
    for stage_ref in &rule.stages {
        let (cutoff, stage) = (setup.policy.cutoff(stage_ref.cutoff), setup.policy.stage(*stage_ref));
        let mut rows =
            stage.rows.iter().filter(|row| setup.is_known(row)).filter(|row| !eval.selects(row, thing).is_never());
        let Some(standing) = rows.next() else { continue };
        let region = |row: &compline_policy::cutoff::Row| {
            let open = !eval.selects(row, thing).is_always();
            let named: Vec<String> = row
                .selectors
                .iter()
                .flat_map(|(field, values)| {
                    values.iter().map(|value| case_words(setup.policy, &[(*field, Tried::Is(value.value.clone()))]))
                })
                .collect();
            if open && !named.is_empty() { format!(" for {}", named.join(", ")) } else { String::new() }
        };
        let mut line = format!("{}: {} {}{}", cutoff.title, stage.title, standing.when.in_words(), region(standing));
        if let Some(known) = standing.known {
            let _ = write!(line, ", as announced by {}", known.in_words());
        }
        for row in rows {
            // Another row may be for other manifests, or an earlier word about this one.
            let earlier = eval.selects(standing, thing).is_always() && row.known < standing.known;
            if earlier {
                let _ = write!(line, "; before that, {}", row.when.in_words());
                if let Some(known) = row.known {
                    let _ = write!(line, " (known by {})", known.in_words());
                }
            } else if !eval.selects(standing, thing).is_always() {
                let _ = write!(line, "; {}{}", row.when.in_words(), region(row));
            }
        }
        lines.push(line);
    }
    lines
}

/// What an open outcome hangs on.
fn dependencies(
    setup: &Setup<'_>,
    manifest: &Manifest<'_>,
    broken: &Broken<'_>,
    blame: &Blame,
    tick: Tick,
) -> Vec<Dependency> {
    let mut found = vec![];
    for cause in blame.causes.iter().filter(|cause| !cause.known) {
        let name = cause.field.info().name;
        let Some(cell) = manifest.model.cell(cause.thing, cause.field) else { continue };
        let written = |text| manifest.model.text(manifest.text, text);
        let item = cause.item.and_then(|item| manifest.model.items.get(item as usize));
        let because = match item.map_or(cell.content, |item| item.content) {
            _ if cause.role != Role::Value => match cause.role {
                Role::Open(why) => why.to_owned(),
                _ => "no endpoint says which operations there are".into(),
            },
            Content::Absent => {
                let places = format!("absent{}", looked_for(manifest.format, cause.field));
                let disagree = disagreement(setup.policy, manifest, cause)
                    .map(|regions| format!("{places}, which disagree ({regions})"));
                disagree.unwrap_or(places)
            }
            Content::Null => "null".into(),
            Content::WrongShape => format!("not {}", cause.field.info().ty.describe()),
            Content::Opaque(text) => format!("filled in later: {}", written(text)),
            Content::Unmapped(text) => format!("`{}` is a word that is not known", written(text)),
            _ => "it does not decide the condition".into(),
        };
        let would_decide = would_decide(setup.policy, broken, cause.field, tick);
        found.push(Dependency { on: name.to_owned(), because, would_decide });
    }
    for open in &blame.stages {
        let words = stage_words(setup, manifest, open.stage, open.thing);
        found.push(Dependency {
            on: setup.policy.stage_name(open.stage),
            because: format!("known only as: {words}"),
            would_decide: vec![],
        });
    }
    found.sort();
    found.dedup();
    found
}

/// The regions that the hosts of an integration name, where a region is missing because they are several.
fn disagreement(policy: &Policy, manifest: &Manifest<'_>, cause: &Cause) -> Option<String> {
    if cause.field != Field::Region {
        return None;
    }
    let mut regions: Vec<&str> = vec![];
    for endpoint in manifest.model.inside(cause.thing, Subject::Endpoint) {
        if let Content::Word(id) = manifest.model.cell(endpoint, Field::HostRegion)?.content {
            let name = policy.vendors.region_name(RegionId(id));
            if !regions.contains(&name) {
                regions.push(name);
            }
        }
    }
    (regions.len() > 1).then(|| regions.join(", "))
}

/// What each value of a field would come to at a tick: `IN: error`, `US: no finding`.
fn would_decide(policy: &Policy, broken: &Broken<'_>, field: Field, tick: Tick) -> Vec<String> {
    let mut by_state: Vec<(State, Vec<String>)> = vec![];
    for (case, levels) in broken.cases.iter().filter(|(case, _)| case.iter().any(|(of, _)| *of == field)) {
        let state = levels.at(tick);
        let words = case_words(policy, case);
        match by_state.iter_mut().find(|(known, _)| *known == state) {
            Some((_, all)) => all.push(words),
            None => by_state.push((state, vec![words])),
        }
    }
    by_state.into_iter().map(|(state, values)| format!("{}: {}", values.join(", "), state_words(state))).collect()
}

/// `offers` if every connection that a thing is, lies in or holds is only offered; `uses` otherwise.
pub(crate) fn usage(model: &Model, thing: u32) -> &'static str {
    const OFFERS: Content = Content::Word(1);
    let is_offer = |thing: u32| model.cell(thing, Field::Usage).is_some_and(|cell| cell.content == OFFERS);
    if model.cell(thing, Field::Usage).is_some() {
        return if is_offer(thing) { "offers" } else { "uses" };
    }
    let mut connections = model.inside(thing, Subject::Connection).peekable();
    if connections.peek().is_some() && connections.all(is_offer) { "offers" } else { "uses" }
}

fn sources(policy: &Policy, rule: &Rule) -> Vec<SourceRef> {
    rule.sources
        .iter()
        .map(|id| {
            let source = policy.fact(*id);
            SourceRef { title: source.title.clone(), publisher: source.publisher.clone(), url: source.url.clone() }
        })
        .collect()
}

/// A digest of what a finding is about and not of where it stands.
fn fingerprint(
    manifest: &Manifest<'_>,
    rule: &Rule,
    thing: u32,
    integration: &str,
    cause: Option<&Cause>,
    known: &dyn Fn(Field) -> Option<String>,
) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut part = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    part(&rule.id);
    part(manifest.path);
    part(integration);
    let mut at = thing;
    loop {
        let this = &manifest.model.things[at as usize];
        if this.subject != Subject::Integration {
            part(&known(naming_field(this.subject)).unwrap_or_default());
        }
        if this.parent == at {
            break;
        }
        at = this.parent;
    }
    if let Some(cause) = cause {
        part(cause.field.info().name);
        part(&cause.item.and_then(|item| item_text(manifest, item)).or_else(|| known(cause.field)).unwrap_or_default());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

fn item_text(manifest: &Manifest<'_>, item: u32) -> Option<String> {
    match manifest.model.items.get(item as usize)?.content {
        Content::Text(text) => Some(manifest.model.text(manifest.text, text).to_owned()),
        _ => None,
    }
}
