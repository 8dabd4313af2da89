//! Vendors, and how a host tells the vendor and the region.

use std::collections::BTreeMap;

use compline_diagnostic::FileSpan;
use compline_time::Day;
use serde::{Deserialize, Serialize};

use crate::Glob;

/// Names a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct VendorId(pub u32);

/// Names a region. Regions of one name are one region, whichever vendor they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct RegionId(pub u32);

/// One vendor.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Vendor {
    /// Its identifier.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Where it is declared.
    pub at: FileSpan,
    /// What its documentation comment says.
    pub doc: Option<String>,
    /// The pack that declares it, as an index into the policy's packs.
    pub pack: usize,
    /// Its regions, in order of declaration; none where the pack tells no regions apart.
    pub regions: Vec<RegionId>,
    /// Its host patterns, as written, with their region.
    pub hosts: Vec<(String, Option<RegionId>)>,
    /// Nothing further had been announced by this day.
    pub checked_through: Option<Day>,
    /// Other words for it in manifests.
    pub(crate) known_as: Vec<Glob>,
}

/// What a host says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct HostMatch {
    /// Whose it is.
    pub vendor: VendorId,
    /// In which region it is.
    pub region: Option<RegionId>,
}

/// Every vendor of a policy.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Vendors {
    vendors: Vec<Vendor>,
    regions: Vec<String>,
    /// Identifiers, titles and other words, in lower case.
    words: BTreeMap<String, VendorId>,
    region_words: BTreeMap<String, RegionId>,
    /// Hosts given whole.
    exact: BTreeMap<String, HostMatch>,
    /// What follows a leading `*.`.
    below: BTreeMap<String, HostMatch>,
    /// Patterns with a `*` elsewhere.
    patterns: Vec<(Glob, HostMatch)>,
}

impl Vendors {
    pub(crate) fn new(vendors: Vec<Vendor>, regions: Vec<String>) -> Self {
        let mut table = Self { regions, ..Self::default() };
        for (index, region) in table.regions.iter().enumerate() {
            table.region_words.insert(region.to_ascii_lowercase(), RegionId(index as u32));
        }
        for (index, vendor) in vendors.iter().enumerate() {
            let id = VendorId(index as u32);
            table.words.insert(vendor.name.to_ascii_lowercase(), id);
            table.words.entry(vendor.title.to_ascii_lowercase()).or_insert(id);
            for (pattern, region) in &vendor.hosts {
                let found = HostMatch { vendor: id, region: *region };
                let pattern = pattern.to_ascii_lowercase();
                match pattern.strip_prefix("*.") {
                    Some(rest) if !rest.contains('*') => table.below.insert(rest.to_owned(), found),
                    None if !pattern.contains('*') => table.exact.insert(pattern, found),
                    _ => {
                        table.patterns.push((Glob::new(pattern), found));
                        None
                    }
                };
            }
        }
        table.vendors = vendors;
        table
    }

    /// The same with other hosts for one of them.
    pub(crate) fn with_hosts(&self, id: VendorId, hosts: Vec<(String, Option<RegionId>)>) -> Self {
        let mut vendors = self.vendors.clone();
        if let Some(vendor) = vendors.get_mut(id.0 as usize) {
            vendor.hosts = hosts;
        }
        Self::new(vendors, self.regions.clone())
    }

    /// The vendor of an id of this policy.
    pub fn get(&self, id: VendorId) -> &Vendor {
        &self.vendors[id.0 as usize]
    }

    /// Every vendor, in order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = (VendorId, &Vendor)> {
        self.vendors.iter().enumerate().map(|(index, vendor)| (VendorId(index as u32), vendor))
    }

    /// How many vendors there are.
    pub fn len(&self) -> usize {
        self.vendors.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.vendors.is_empty()
    }

    /// The name of a region.
    pub fn region_name(&self, id: RegionId) -> &str {
        &self.regions[id.0 as usize]
    }

    /// Every region's name.
    pub fn regions(&self) -> impl Iterator<Item = (RegionId, &str)> {
        self.regions.iter().enumerate().map(|(index, name)| (RegionId(index as u32), name.as_str()))
    }

    /// The vendor that a word of a manifest means: its identifier, its title, or another word that its pack lists.
    pub fn lookup(&self, word: &str) -> Option<VendorId> {
        if let Some(&id) = self.words.get(word).or_else(|| self.words.get(&word.to_ascii_lowercase())) {
            return Some(id);
        }
        self.iter().find(|(_, vendor)| vendor.known_as.iter().any(|known| known.matches(word))).map(|(id, _)| id)
    }

    /// The region that a word means. Case does not count.
    pub fn lookup_region(&self, word: &str) -> Option<RegionId> {
        self.region_words.get(word).or_else(|| self.region_words.get(&word.to_ascii_lowercase())).copied()
    }

    /// Whose a host is. The host is given in lower case. A whole host wins over a pattern, a longer pattern over a
    /// shorter one.
    pub fn lookup_host(&self, host: &str) -> Option<HostMatch> {
        if let Some(&found) = self.exact.get(host) {
            return Some(found);
        }
        let parents = host.match_indices('.').map(|(at, _)| &host[at + 1..]);
        let below = parents.filter_map(|parent| Some((parent.len() + "*.".len(), *self.below.get(parent)?)));
        let patterns = self.patterns.iter().filter(|(pattern, _)| pattern.matches(host));
        below
            .chain(patterns.map(|(pattern, found)| (pattern.as_str().len(), *found)))
            .max_by_key(|(length, _)| *length)
            .map(|(_, found)| found)
    }
}
