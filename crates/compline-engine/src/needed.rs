//! What the endpoints of a connection need by the vendor's table of operations, against the scopes that are granted.

use std::borrow::Cow;

use compline_diagnostic::FileSpan;
use compline_manifest::schema::{Field, Subject};
use compline_policy::expr::{Expr, ExprKind, Operand, Test};
use compline_policy::operations::{Operation, excess};
use compline_policy::rule::Rule;
use compline_policy::scope_lattice::{Empty, ScopeLattice, gives};
use compline_policy::vendor::VendorId;
use compline_time::Tri;

use crate::blame::{Blame, Cause, Role};
use crate::eval::{Eval, Seen, tri};

/// What the endpoints of a connection need.
pub(crate) struct Demand<'p> {
    /// Endpoints, each with the operation that it is.
    pub(crate) known: Vec<(u32, Cow<'p, Operation>)>,
    /// Endpoints of which it cannot be told what they need, each with the field to blame and why.
    pub(crate) open: Vec<(u32, Field, &'static str)>,
}

/// The scopes of a connection.
pub(crate) struct Granted<'m> {
    /// Those that can be told, each with its place among the model's items.
    pub(crate) items: Vec<(u32, &'m str)>,
    /// Elements that cannot be told.
    pub(crate) unknown: Vec<u32>,
}

impl<'m> Granted<'m> {
    pub(crate) fn texts(&self) -> Vec<&'m str> {
        self.items.iter().map(|(_, text)| *text).collect()
    }

    fn is_empty(&self) -> bool {
        self.items.is_empty() && self.unknown.is_empty()
    }
}

/// The connection that a thing is or lies in.
fn connection_of(eval: &Eval<'_>, thing: u32) -> u32 {
    let mut at = thing;
    while eval.model.things[at as usize].subject != Subject::Connection && eval.model.things[at as usize].parent != at {
        at = eval.model.things[at as usize].parent;
    }
    at
}

/// What the endpoints of a connection need. Those of no API, and those of another vendor, need nothing of this one's.
pub(crate) fn demand<'a>(eval: &Eval<'a>, connection: u32) -> Demand<'a> {
    const API: u32 = 0;
    let mut found = Demand { known: vec![], open: vec![] };
    let vendor = match eval.seen(connection, Field::Vendor) {
        Seen::Word(vendor) => Some(VendorId(vendor)),
        _ => None,
    };
    let table = vendor.and_then(|vendor| eval.policy().operations(vendor));
    let granted = granted(eval, connection);
    let lattices = eval.lattices(connection);
    for endpoint in eval.model.inside(connection, Subject::Endpoint) {
        match eval.seen(endpoint, Field::Role) {
            Seen::Word(API) | Seen::Absent | Seen::Null => {}
            Seen::Word(_) => continue,
            _ => {
                found.open.push((endpoint, Field::Role, "what it is for is not known"));
                continue;
            }
        }
        if let Seen::Text(host) = eval.seen(endpoint, Field::Host)
            && let Some(whose) = eval.policy().vendors.lookup_host(host)
            && Some(whose.vendor) != vendor
        {
            continue;
        }
        match stated(eval, endpoint) {
            Stated::Nothing => {}
            Stated::Needs(operation) => {
                found.known.push((endpoint, Cow::Owned(operation)));
                continue;
            }
            Stated::Unknown => {
                found.open.push((endpoint, Field::Needs, "what it needs is not known"));
                continue;
            }
        }
        let Some(table) = table else {
            found.open.push((endpoint, Field::Url, "no pack says what the vendor's operations need"));
            continue;
        };
        let Seen::Text(path) = eval.seen(endpoint, Field::Path) else {
            found.open.push((endpoint, Field::Url, "its path is not known"));
            continue;
        };
        let Seen::Text(method) = eval.seen(endpoint, Field::Method) else {
            found.open.push((endpoint, Field::Method, "the method is not known"));
            continue;
        };
        match table.find(method, path) {
            Some(operation) if operation.at_most && !is_enough(operation, granted.as_ref(), &lattices) => {
                found.open.push((endpoint, Field::Url, "less than what is known to be enough for it may do"));
            }
            Some(operation) => found.known.push((endpoint, Cow::Borrowed(operation))),
            None => found.open.push((endpoint, Field::Url, "the vendor's table of operations does not have it")),
        }
    }
    found
}

/// Whether what is granted is enough for an operation, whatever the elements are that cannot be told.
fn is_enough(operation: &Operation, granted: Option<&Granted<'_>>, lattices: &[Option<&ScopeLattice>]) -> bool {
    granted.is_some_and(|granted| {
        let texts = granted.texts();
        lattices.iter().all(|lattice| {
            operation.is_satisfied(*lattice, &texts) || (granted.is_empty() && empty(*lattice) == Empty::All)
        })
    })
}

/// What a manifest itself says that an endpoint's operation needs.
enum Stated {
    Nothing,
    Needs(Operation),
    /// It says something, and what cannot be told.
    Unknown,
}

fn stated(eval: &Eval<'_>, endpoint: u32) -> Stated {
    let (start, end) = match eval.seen(endpoint, Field::Needs) {
        Seen::Absent | Seen::Null => return Stated::Nothing,
        Seen::List(start, end) => (start, end),
        _ => return Stated::Unknown,
    };
    let items = |start: u32, end: u32| &eval.model.items[start as usize..end as usize];
    let alternatives: Option<Vec<Vec<String>>> = items(start, end)
        .iter()
        .map(|alternative| match eval.seen_content(alternative.content) {
            Seen::List(start, end) => items(start, end)
                .iter()
                .map(|scope| match eval.seen_content(scope.content) {
                    Seen::Text(scope) => Some(scope.to_owned()),
                    _ => None,
                })
                .collect(),
            _ => None,
        })
        .collect();
    let Some(alternatives) = alternatives else { return Stated::Unknown };
    let text = |field| match eval.seen(endpoint, field) {
        Seen::Text(text) => text,
        _ => "",
    };
    let path = match text(Field::Path) {
        "" => text(Field::Url),
        path => path,
    };
    let request = format!("{} {path}", text(Field::Method).to_ascii_uppercase()).trim().to_owned();
    let span = eval.model.cell(endpoint, Field::Needs).map_or_else(Default::default, |cell| cell.span);
    Stated::Needs(Operation::stated(request, alternatives, FileSpan::manifest(span)))
}

/// The scopes of a connection; nothing if it is not even known how many there are.
pub(crate) fn granted<'a>(eval: &Eval<'a>, connection: u32) -> Option<Granted<'a>> {
    let Seen::List(start, end) = eval.seen(connection, Field::Scopes) else { return None };
    let mut found = Granted { items: vec![], unknown: vec![] };
    for item in start..end {
        match eval.seen_content(eval.model.items[item as usize].content) {
            Seen::Text(text) => found.items.push((item, text)),
            _ => found.unknown.push(item),
        }
    }
    Some(found)
}

/// What asking for no scope means in a lattice.
pub(crate) fn empty(lattice: Option<&ScopeLattice>) -> Empty {
    lattice.map_or(Empty::None, ScopeLattice::empty)
}

/// The indices of the granted scopes that are excess for the operations that are known.
fn excess_of(demand: &Demand<'_>, granted: &Granted<'_>, lattice: Option<&ScopeLattice>) -> Vec<usize> {
    let operations: Vec<&Operation> = demand.known.iter().map(|(_, operation)| &**operation).collect();
    excess(lattice, &operations, &granted.texts())
}

/// Whether nothing is missing. What a known operation lacks is missing, whatever the others need.
pub(crate) fn covers_needed(eval: &Eval<'_>, thing: u32) -> Tri {
    let connection = connection_of(eval, thing);
    let demand = demand(eval, connection);
    let Some(granted) = granted(eval, connection) else { return Tri::Unknown };
    if demand.known.is_empty() {
        return Tri::Unknown;
    }
    let texts = granted.texts();
    eval.agreed(connection, |lattice| {
        if granted.is_empty() {
            match empty(lattice) {
                Empty::All => return Tri::True,
                Empty::Unknown => return Tri::Unknown,
                Empty::None => {}
            }
        }
        let lacking = demand.known.iter().any(|(_, operation)| !operation.is_satisfied(lattice, &texts));
        match (lacking, granted.unknown.is_empty(), demand.open.is_empty()) {
            (true, true, _) => Tri::False,
            (false, _, true) => Tri::True,
            _ => Tri::Unknown,
        }
    })
}

/// Whether no scope, or of a scope whether it, is excess. What the known operations need is needed, whatever the others
/// need; what they do not need, an operation that is not known may. `single` says that one scope is asked about.
pub(crate) fn within_needed(eval: &Eval<'_>, thing: u32, single: bool) -> Tri {
    let connection = connection_of(eval, thing);
    let demand = demand(eval, connection);
    let Some(granted) = granted(eval, connection) else { return Tri::Unknown };
    if demand.known.is_empty() {
        return Tri::Unknown;
    }
    let open = if demand.open.is_empty() { Tri::False } else { Tri::Unknown };
    let own = match eval.seen(thing, Field::Scope) {
        Seen::Text(own) if single => Some(own),
        _ if single => return Tri::Unknown,
        _ => None,
    };
    eval.agreed(connection, |lattice| {
        if granted.is_empty() {
            return match empty(lattice) {
                Empty::All => open,
                Empty::None => Tri::True,
                Empty::Unknown => Tri::Unknown,
            };
        }
        let found = excess_of(&demand, &granted, lattice);
        let is_asked = |at: usize| {
            let (item, text) = granted.items[at];
            own.is_none_or(|own| own == text && is_item(eval, thing, item))
        };
        let is_excess = found.iter().any(|at| is_asked(*at));
        if granted.unknown.is_empty() {
            // One that is kept for what another could do as well may be excess, if the other is needed for more.
            let may_go =
                single && (0..granted.items.len()).any(|at| is_asked(at) && can_go(&demand, &granted, lattice, at));
            return if is_excess || may_go && open == Tri::Unknown { open } else { Tri::True };
        }
        // An element that cannot be told may be excess, and may make another one so. Only what the others that can be
        // told do without is excess for certain, and only if nothing is missing that the unknown ones may be for.
        let texts = granted.texts();
        let lacking = demand.known.iter().any(|(_, operation)| !operation.is_satisfied(lattice, &texts));
        if is_excess && !lacking { open } else { Tri::Unknown }
    })
}

/// Whether the known operations that are possible are so without one of the granted scopes.
fn can_go(demand: &Demand<'_>, granted: &Granted<'_>, lattice: Option<&ScopeLattice>, at: usize) -> bool {
    let all = granted.texts();
    let mut rest = all.clone();
    rest.remove(at);
    let mut operations = demand.known.iter().map(|(_, operation)| operation);
    operations.all(|operation| !operation.is_satisfied(lattice, &all) || operation.is_satisfied(lattice, &rest))
}

/// Whether a thing for a scope is the one of an element of the list.
fn is_item(eval: &Eval<'_>, thing: u32, item: u32) -> bool {
    let span = eval.model.cell(thing, Field::Scope).map(|cell| cell.span);
    span == eval.model.items.get(item as usize).map(|item| item.span)
}

/// Adds what makes a test against what is needed what it is.
pub(crate) fn causes(eval: &Eval<'_>, operand: &Operand, test: &Test, thing: u32, value: Tri, blame: &mut Blame) {
    let connection = connection_of(eval, thing);
    let demand = demand(eval, connection);
    let granted = granted(eval, connection);
    let lattices = eval.lattices(connection);
    let lattice = lattices.first().copied().flatten();
    let is_open = value == Tri::Unknown;
    let cause = |thing, field, item, known, role| Cause { thing, field, item, known, role };
    if let (Test::WithinNeeded, Some(granted), false) = (test, &granted, value == Tri::True) {
        let single = operand.field() == Some(Field::Scope);
        for at in excess_of(&demand, granted, lattice) {
            let (item, _) = granted.items[at];
            if !single {
                blame.add(cause(connection, Field::Scopes, Some(item), true, Role::Excess));
            } else if is_item(eval, thing, item) {
                blame.add(cause(thing, Field::Scope, None, true, Role::Excess));
            }
        }
    }
    if let (Test::CoversNeeded, Some(granted), false) = (test, &granted, value == Tri::True) {
        let texts = granted.texts();
        for (endpoint, _) in demand.known.iter().filter(|(_, operation)| !operation.is_satisfied(lattice, &texts)) {
            blame.add(cause(*endpoint, Field::Url, None, true, Role::Missing));
        }
    }
    let silent = demand.known.is_empty() && demand.open.is_empty();
    if silent || granted.as_ref().is_none_or(Granted::is_empty) || value == Tri::True {
        let role = if silent && is_open { Role::Silent } else { Role::Value };
        blame.add(cause(connection, Field::Scopes, None, !is_open, role));
    }
    if is_open {
        for (endpoint, field, why) in &demand.open {
            blame.add(cause(*endpoint, *field, None, false, Role::Open(why)));
        }
        for item in granted.iter().flat_map(|granted| &granted.unknown) {
            blame.add(cause(connection, Field::Scopes, Some(*item), false, Role::Value));
        }
        lattice_causes(eval, connection, blame);
    }
}

/// Adds the fields on which it hangs which lattice of the vendor is meant.
pub(crate) fn lattice_causes(eval: &Eval<'_>, connection: u32, blame: &mut Blame) {
    if eval.lattices(connection).len() < 2 {
        return;
    }
    for field in [Field::Api, Field::TokenKind] {
        if !matches!(eval.seen(connection, field), Seen::Text(_)) {
            let connection = connection_of(eval, connection);
            blame.add(Cause { thing: connection, field, item: None, known: false, role: Role::Value });
        }
    }
}

/// What is to be said where a cause is, if that is not the value itself.
pub(crate) fn label(eval: &Eval<'_>, cause: &Cause) -> Option<String> {
    match cause.role {
        Role::Value => None,
        Role::Silent => Some("no operation here says what is needed".into()),
        Role::Open(why) => Some(why.to_owned()),
        Role::Excess => {
            let text = match cause.item.and_then(|item| eval.model.items.get(item as usize)) {
                Some(item) => eval.seen_content(item.content),
                None => eval.seen(cause.thing, cause.field),
            };
            let Seen::Text(text) = text else { return None };
            Some(format!("`{text}` is not needed"))
        }
        Role::Missing => {
            let connection = connection_of(eval, cause.thing);
            let demand = demand(eval, connection);
            let (_, operation) = demand.known.iter().find(|(endpoint, _)| *endpoint == cause.thing)?;
            let lattice = eval.lattices(connection).first().copied().flatten();
            let texts = granted(eval, connection)?.texts();
            Some(format!("this needs {}", quoted(&operation.missing(lattice, &texts), " and ")))
        }
    }
}

/// An endpoint, and whether what it needs is granted.
pub(crate) struct Step {
    pub(crate) endpoint: u32,
    /// Where the operation that it is stands, if the vendor's table has it.
    pub(crate) at: Option<FileSpan>,
    /// What it needs, or why that is not known.
    pub(crate) text: String,
    /// Whether that is granted.
    pub(crate) granted: Tri,
    /// Which scope gives what.
    pub(crate) notes: Vec<String>,
}

/// What each endpoint around a thing needs, and which scopes give it.
pub(crate) fn steps(eval: &Eval<'_>, thing: u32) -> Vec<Step> {
    let connection = connection_of(eval, thing);
    let demand = demand(eval, connection);
    let granted = granted(eval, connection);
    let texts = granted.as_ref().map(Granted::texts).unwrap_or_default();
    let all_known = granted.as_ref().is_some_and(|granted| granted.unknown.is_empty());
    let lattice = eval.lattices(connection).first().copied().flatten();
    let mut found: Vec<Step> = vec![];
    for (endpoint, operation) in &demand.known {
        let mut notes: Vec<String> = vec![];
        for needed in operation.needs.iter().flatten() {
            let givers: Vec<&str> = texts.iter().copied().filter(|scope| gives(lattice, &[scope], needed)).collect();
            let line = match givers.as_slice() {
                [] if gives(lattice, &texts, needed) => format!("`{needed}` is given by several scopes together"),
                [] => format!("`{needed}` is given by no scope here"),
                [own] if own == needed => format!("`{needed}` is granted itself"),
                givers => format!("`{needed}` is given by {}", quoted(givers, " and by ")),
            };
            if !notes.contains(&line) {
                notes.push(line);
            }
        }
        let granted = match (operation.is_satisfied(lattice, &texts), all_known) {
            (true, _) => Tri::True,
            (false, true) => Tri::False,
            (false, false) => Tri::Unknown,
        };
        let text = format!("`{}` needs {}", operation.pattern.as_str(), operation.needs_in_words());
        found.push(Step { endpoint: *endpoint, at: Some(operation.at), text, granted, notes });
    }
    found.extend(demand.open.iter().map(|(endpoint, _, why)| Step {
        endpoint: *endpoint,
        at: None,
        text: format!("what this needs is not known: {why}"),
        granted: Tri::Unknown,
        notes: vec![],
    }));
    found.sort_by_key(|step| step.endpoint);
    found
}

/// The scopes that nothing needs, a line each.
pub(crate) fn excess_words(eval: &Eval<'_>, thing: u32) -> Vec<String> {
    let connection = connection_of(eval, thing);
    let demand = demand(eval, connection);
    let Some(granted) = granted(eval, connection).filter(|_| !demand.known.is_empty()) else { return vec![] };
    let lattice = eval.lattices(connection).first().copied().flatten();
    let excess = excess_of(&demand, &granted, lattice);
    let but = if demand.open.is_empty() { "" } else { " that is known" };
    excess.iter().map(|at| format!("`{}` is needed by no operation here{but}", granted.items[*at].1)).collect()
}

/// What each operation needs, and which of the granted scopes give more than that; for rules that ask.
pub(crate) fn notes(eval: &Eval<'_>, rule: &Rule, thing: u32) -> Vec<String> {
    const MOST: usize = 12;
    if !asks(&rule.broken) && !asks(&rule.selection) {
        return vec![];
    }
    let subject = eval.model.things[thing as usize].subject;
    let connections: Vec<u32> = if subject == Subject::Integration {
        eval.model.inside(thing, Subject::Connection).collect()
    } else {
        vec![connection_of(eval, thing)]
    };
    let mut lines: Vec<String> = vec![];
    let mut push = |line: String| {
        if !lines.contains(&line) {
            lines.push(line);
        }
    };
    for connection in connections {
        let Some(granted) = granted(eval, connection) else { continue };
        let demand = demand(eval, connection);
        let lattice = eval.lattices(connection).first().copied().flatten();
        let texts = granted.texts();
        for (_, operation) in &demand.known {
            let missing = operation.missing(lattice, &texts);
            let state = if operation.is_satisfied(lattice, &texts) {
                String::new()
            } else if operation.needs.len() > 1 {
                format!("; none of these is granted, {} would do", quoted(&missing, " and "))
            } else {
                format!("; {} is missing", quoted(&missing, " and "))
            };
            push(format!("`{}` needs {}{state}", operation.pattern.as_str(), operation.needs_in_words()));
        }
        if demand.known.is_empty() {
            continue;
        }
        let named: Vec<&str> = demand
            .known
            .iter()
            .flat_map(|(_, operation)| operation.needs.iter().flatten())
            .map(String::as_str)
            .collect();
        let excess = excess_of(&demand, &granted, lattice);
        for (_, (_, text)) in granted.items.iter().enumerate().filter(|(at, _)| !excess.contains(at)) {
            if gives(lattice, &named, text) {
                continue;
            }
            let mut enough: Vec<&str> = named.iter().copied().filter(|scope| gives(lattice, &[text], scope)).collect();
            enough.sort_unstable();
            enough.dedup();
            push(format!("`{text}` gives more than is needed: {} would do", quoted(&enough, ", ")));
        }
    }
    if lines.len() > MOST {
        let more = lines.len() - MOST;
        lines.truncate(MOST);
        lines.push(format!("and {more} more"));
    }
    lines
}

fn quoted(scopes: &[&str], separator: &str) -> String {
    scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(separator)
}

fn asks(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |expr| {
        found |= matches!(&expr.kind, ExprKind::Test { test: Test::WithinNeeded | Test::CoversNeeded, .. });
    });
    found
}

/// Whether scopes, or one scope, lie within others.
pub(crate) fn within(eval: &Eval<'_>, seen: Seen<'_>, wide: &[String], thing: u32) -> Tri {
    let wide: Vec<&str> = wide.iter().map(String::as_str).collect();
    let one = |lattice: Option<&ScopeLattice>, seen: Seen<'_>| match seen {
        Seen::Text(scope) => tri(gives(lattice, &wide, scope)),
        _ => Tri::Unknown,
    };
    eval.agreed(thing, |lattice| match seen {
        Seen::List(start, end) if start == end => match empty(lattice) {
            Empty::All => Tri::False,
            Empty::None => Tri::True,
            Empty::Unknown => Tri::Unknown,
        },
        Seen::List(start, end) => eval.model.items[start as usize..end as usize]
            .iter()
            .map(|item| one(lattice, eval.seen_content(item.content)))
            .fold(Tri::True, Tri::and),
        seen => one(lattice, seen),
    })
}

/// Whether scopes, or one scope, together cover another one.
pub(crate) fn covers(eval: &Eval<'_>, seen: Seen<'_>, narrow: &str, thing: u32) -> Tri {
    let granted = match seen {
        Seen::List(start, end) => {
            (start..end).map(|item| eval.seen_content(eval.model.items[item as usize].content)).collect()
        }
        seen => vec![seen],
    };
    let texts: Vec<&str> = granted
        .iter()
        .filter_map(|seen| match seen {
            Seen::Text(text) => Some(*text),
            _ => None,
        })
        .collect();
    eval.agreed(thing, |lattice| {
        if granted.is_empty() {
            return match empty(lattice) {
                Empty::All => Tri::True,
                Empty::None => Tri::False,
                Empty::Unknown => Tri::Unknown,
            };
        }
        if gives(lattice, &texts, narrow) {
            Tri::True
        } else if texts.len() < granted.len() {
            Tri::Unknown
        } else {
            Tri::False
        }
    })
}
