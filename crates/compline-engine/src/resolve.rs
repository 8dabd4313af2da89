//! What hosts tell: whose they are, in which region, and so the vendor and region that a manifest leaves out.

use compline_diagnostic::{Diagnostic, FileSpan, codes, did_you_mean, slip};
use compline_manifest::model::{Cell, Content, Model, Origin, Str};
use compline_manifest::schema::{Field, Subject};
use compline_policy::Policy;
use compline_policy::scope_lattice::ScopeLattice;
use compline_policy::vendor::{HostMatch, RegionId, VendorId};

use crate::look_into;

/// Fills in vendor, region and host regions, and says where a region is none of the vendor's.
/// In a file that was made for Compline (`ours`), a vendor that nobody knows may be a slip of the pen; in others it is
/// whatever their catalogue has.
pub(crate) fn resolve(policy: &Policy, text: &str, model: &mut Model, ours: bool, diagnostics: &mut Vec<Diagnostic>) {
    let integrations: Vec<u32> = model.integrations().collect();
    for integration in integrations {
        let mut hosts: Vec<(u32, HostMatch)> = vec![];
        for endpoint in model.inside(integration, Subject::Endpoint) {
            if let Some(cell) = model.cell(endpoint, Field::Host)
                && let Content::Text(host) = cell.content
                && let Some(found) = policy.vendors.lookup_host(model.text(text, host).trim_end_matches('.'))
            {
                hosts.push((endpoint, found));
            }
        }
        let vendor = resolve_vendor(model, integration, &hosts);
        if let Some(vendor) = vendor {
            diagnostics.extend(unknown_region(policy, text, model, integration, vendor));
        } else if ours {
            diagnostics.extend(misspelt_vendor(policy, text, model, integration));
        }
        // A host that is filled in later may be in another region than those that are there.
        let open = model.inside(integration, Subject::Endpoint).any(|endpoint| {
            model.cell(endpoint, Field::Host).is_some_and(|cell| matches!(cell.content, Content::Opaque(_)))
        });
        resolve_region(model, integration, vendor, if open { &[] } else { &hosts });
        use_by_default(model, integration);
        look_into::redirect_uris(text, model, integration);
        look_into::secrets(text, model, integration);
        look_into::scopes(text, model, integration);
        look_into::urls(text, model, integration);
        if let Some(vendor) = vendor {
            tiers(policy, text, model, integration, vendor);
        }
        for (endpoint, found) in &hosts {
            if let Some(region) = found.region {
                derive(model, *endpoint, Field::HostRegion, *endpoint, region.0);
            }
        }
    }
}

/// The vendor, which is that of the hosts where the manifest names none that a pack knows.
fn resolve_vendor(model: &mut Model, integration: u32, hosts: &[(u32, HostMatch)]) -> Option<VendorId> {
    let cell = *model.cell(integration, Field::Vendor)?;
    if let Content::Word(id) = cell.content {
        return Some(VendorId(id));
    }
    let (endpoint, first) = hosts.first()?;
    if hosts.iter().any(|(_, other)| other.vendor != first.vendor) {
        return None;
    }
    derive(model, integration, Field::Vendor, *endpoint, first.vendor.0);
    Some(first.vendor)
}

/// A vendor that no pack knows, and whose name is nearly that of one.
fn misspelt_vendor(policy: &Policy, text: &str, model: &Model, integration: u32) -> Option<Diagnostic> {
    let cell = model.cell(integration, Field::Vendor)?;
    let Content::Text(written) = cell.content else { return None };
    let written = model.text(text, written);
    let names = policy.vendors.iter().flat_map(|(_, vendor)| [vendor.name.as_str(), vendor.title.as_str()]);
    let meant = policy.vendors.lookup(slip(written, names)?)?;
    let name = &policy.vendors.get(meant).name;
    Some(
        Diagnostic::warning(codes::check::VENDOR_MISSPELT, format!("no loaded pack knows a vendor `{written}`"))
            .at(FileSpan::manifest(cell.span), format!("the rules about `{name}` pass it over"))
            .help(format!(
                "did you mean `{name}`? If not, declare the vendor: `vendor NAME \"{written}\"`, in a pack of your own"
            )),
    )
}

/// The region, which is that of the hosts where the manifest names none and they agree.
fn resolve_region(model: &mut Model, integration: u32, vendor: Option<VendorId>, hosts: &[(u32, HostMatch)]) {
    let Some(cell) = model.cell(integration, Field::Region) else { return };
    if !matches!(cell.content, Content::Absent | Content::Null) {
        return;
    }
    let mut regions = hosts
        .iter()
        .filter(|(_, found)| vendor.is_none_or(|vendor| vendor == found.vendor))
        .filter_map(|(endpoint, found)| found.region.map(|region| (*endpoint, region)));
    let Some((endpoint, first)) = regions.next() else { return };
    if regions.all(|(_, other)| other == first) {
        derive(model, integration, Field::Region, endpoint, first.0);
    }
}

/// A connection of which nothing says that it is only offered is used.
fn use_by_default(model: &mut Model, integration: u32) {
    let connections: Vec<u32> = model.inside(integration, Subject::Connection).collect();
    for connection in connections {
        if let Some(index) = model.cell_index(connection, Field::Usage)
            && model.cells[index].content == Content::Absent
        {
            model.cells[index] = Cell { content: Content::Word(0), origin: Origin::Fixed, ..model.cells[index] };
        }
    }
}

/// How sensitive the vendor calls each scope: null where it tells tiers and this scope is in none. Left open where no
/// pack tells tiers, or several lattices may be meant and disagree.
fn tiers(policy: &Policy, text: &str, model: &mut Model, integration: u32, vendor: VendorId) {
    if !policy.lattices.iter().any(|scopes| scopes.vendor == vendor && scopes.lattice.has_tiers()) {
        return;
    }
    let scopes: Vec<u32> = model.inside(integration, Subject::Scope).collect();
    for thing in scopes {
        let Some(&cell) = model.cell(thing, Field::Scope) else { continue };
        let Content::Text(scope) = cell.content else { continue };
        let known = |field| match model.cell(thing, field).map(|cell| cell.content) {
            Some(Content::Text(known)) => Some(model.text(text, known)),
            _ => None,
        };
        let lattices = policy.lattices_for(vendor, known(Field::Api), known(Field::TokenKind));
        let scope = model.text(text, scope);
        let tier = |lattice: Option<&'_ ScopeLattice>| -> Option<Option<String>> {
            let lattice = lattice.filter(|lattice| lattice.has_tiers())?;
            Some(lattice.tier(scope).map(str::to_owned))
        };
        let mut answers = lattices.into_iter().map(tier);
        let Some(Some(first)) = answers.next() else { continue };
        if !answers.all(|answer| answer.as_ref() == Some(&first)) {
            continue;
        }
        let content = first.map_or(Content::Null, |tier| Content::Text(model.decode(&tier)));
        if let Some(index) = model.cell_index(thing, Field::ScopeTier) {
            model.cells[index] = Cell { content, origin: Origin::Derived, ..cell };
        }
    }
}

/// Sets a cell of `thing` to a word that the host of `endpoint` tells.
fn derive(model: &mut Model, thing: u32, field: Field, endpoint: u32, word: u32) {
    let Some(host) = model.cell(endpoint, Field::Host).copied() else { return };
    if let Some(index) = model.cell_index(thing, field) {
        model.cells[index] =
            Cell { content: Content::Word(word), span: host.span, node: host.node, origin: Origin::Derived };
    }
}

/// A region that the vendor does not have: it is told, and from then on the region is not known.
fn unknown_region(
    policy: &Policy,
    text: &str,
    model: &mut Model,
    integration: u32,
    vendor: VendorId,
) -> Option<Diagnostic> {
    let vendor = policy.vendors.get(vendor);
    let index = model.cell_index(integration, Field::Region)?;
    let cell = model.cells[index];
    let written = match cell.content {
        _ if vendor.regions.is_empty() => return None,
        Content::Text(written) => model.text(text, written).to_owned(),
        Content::Word(id) if !vendor.regions.contains(&RegionId(id)) => {
            policy.vendors.region_name(RegionId(id)).to_owned()
        }
        _ => return None,
    };
    let place = Str { start: cell.span.start, len: cell.span.len(), decoded: false };
    model.cells[index].content = Content::Unmapped(place);
    let names: Vec<&str> = vendor.regions.iter().map(|region| policy.vendors.region_name(*region)).collect();
    let listed = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Some(
        Diagnostic::warning(
            codes::check::UNKNOWN_REGION,
            format!("`{written}` is not a region of {} that the packs know", vendor.title),
        )
        .at(FileSpan::manifest(cell.span), "")
        .help(
            did_you_mean(&written, names.iter().copied())
                .unwrap_or_else(|| format!("they know {listed}; what depends on the region cannot be decided")),
        ),
    )
}
