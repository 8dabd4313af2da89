//! The compiled policy: everything a check needs to know, checked.

use compline_diagnostic::{FileSpan, Sources};
use compline_manifest::Words;
use compline_manifest::format::Format;
use compline_manifest::schema::{Field, FieldType, Subject};
use compline_time::{Day, Moment, Tri, Zone};
use serde::{Deserialize, Serialize};

use crate::cutoff::{Cutoff, CutoffId, Stage, StageRef};
use crate::format_clause::FormatClause;
use crate::mode::{ModeId, Modes};
use crate::operations::Operations;
use crate::pack::PackInfo;
use crate::rule::{Rule, RuleId, SeverityClause};
use crate::scope_lattice::ScopeLattice;
use crate::test::RuleTest;
use crate::usage::Usage;
use crate::vendor::{VendorId, Vendors};
use crate::waiver::{Waiver, WaiverLimit};

/// Names a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct SourceId(pub u32);

/// Where a fact comes from.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Source {
    /// Its qualified name, `pack/source`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// Where it can be read.
    pub url: String,
    /// When it was published.
    pub published: Option<String>,
    /// When somebody last read it.
    pub seen: Option<Day>,
    /// What it counts for: `vendor`, `vendor-copy`, `third-party`, `standard`.
    pub standing: Option<String>,
    /// What else there is to say about it.
    pub note: Option<String>,
    /// Where it is declared.
    pub at: FileSpan,
}

/// A field that a pack declares.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DeclaredField {
    /// The field.
    pub field: Field,
    /// Where it is declared.
    pub at: FileSpan,
    /// The pack that declares it, or the first of several, as an index into the policy's packs.
    pub pack: usize,
    /// What its documentation comment says.
    pub doc: Option<String>,
}

/// A point in time that goes by a name.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Release {
    /// Its qualified name, `pack/release`.
    pub id: String,
    /// What the vendor calls it.
    pub title: String,
    /// When it is.
    pub moment: Moment,
    /// Where that comes from.
    pub sources: Vec<SourceId>,
    /// Where it is declared.
    pub at: FileSpan,
    /// The pack that declares it, as an index into the policy's packs.
    pub pack: usize,
    /// What its documentation comment says.
    pub doc: Option<String>,
}

/// A scope lattice, and what it is for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct VendorScopes {
    /// Whose.
    pub vendor: VendorId,
    /// For which of the vendor's APIs; for any that has none of its own, where nothing is said.
    pub api: Option<String>,
    /// For which kind of token; for any that has none of its own, where nothing is said.
    pub kind: Option<String>,
    /// Which scopes cover which.
    pub lattice: ScopeLattice,
    /// Where the facts are from.
    pub sources: Vec<SourceId>,
    /// What its documentation comment says.
    pub doc: Option<String>,
    /// Where it is declared.
    pub at: FileSpan,
}

/// Packs, checked whole and compiled.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Policy {
    /// The rule files, for pointing into.
    pub sources: Sources,
    /// The packs, in order of name.
    pub packs: Vec<PackInfo>,
    /// The tree of auth modes.
    pub modes: Modes,
    /// Vendors, hosts and regions.
    pub vendors: Vendors,
    /// Scope lattices, in order of declaration.
    pub lattices: Vec<VendorScopes>,
    /// What the operations of vendors need, by vendor.
    pub operations: Vec<(VendorId, Operations)>,
    /// Cutoffs.
    pub cutoffs: Vec<Cutoff>,
    /// Sources of facts.
    pub facts: Vec<Source>,
    /// Fields that packs declare, in order of declaration.
    pub fields: Vec<DeclaredField>,
    /// Points in time that go by a name, in order of declaration.
    pub releases: Vec<Release>,
    /// Rules, in order of id.
    pub rules: Vec<Rule>,
    /// Waivers, in order of pack and place.
    pub waivers: Vec<Waiver>,
    /// The strictest limit on waivers.
    pub waiver_limit: Option<WaiverLimit>,
    /// Formats, in order of id.
    pub formats: Vec<Format>,
    /// Tests of rules, in order of declaration.
    pub tests: Vec<RuleTest>,
    /// How many rows all stages have together.
    pub rows: u32,
    /// How many severity clauses all rules have together.
    pub severity_clauses: u32,
    pub(crate) rules_by_vendor: Vec<Vec<RuleId>>,
    pub(crate) rules_of_any_vendor: Vec<RuleId>,
    /// For each rule, the waivers that are for it.
    pub(crate) waivers_by_rule: Vec<Vec<u32>>,
    /// What of the declared names is used.
    pub(crate) usage: Usage,
}

impl Policy {
    /// The cutoff of an id of this policy.
    pub fn cutoff(&self, id: CutoffId) -> &Cutoff {
        &self.cutoffs[id.0 as usize]
    }

    /// The stage of a reference of this policy.
    pub fn stage(&self, stage: StageRef) -> &Stage {
        &self.cutoff(stage.cutoff).stages[stage.stage as usize]
    }

    /// The name of a stage: `authtoken.fails`.
    pub fn stage_name(&self, stage: StageRef) -> String {
        let cutoff = self.cutoff(stage.cutoff);
        let name = cutoff.id.rsplit_once('/').map_or(cutoff.id.as_str(), |(_, name)| name);
        format!("{name}.{}", self.stage(stage).name)
    }

    /// The rule of an id of this policy.
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id.0 as usize]
    }

    /// The source of an id of this policy.
    pub fn fact(&self, id: SourceId) -> &Source {
        &self.facts[id.0 as usize]
    }

    /// The scopes of a vendor: those that are for any API and kind of token or, if there are none, the first.
    pub fn lattice(&self, vendor: VendorId) -> Option<&ScopeLattice> {
        let all = || self.lattices.iter().filter(|scopes| scopes.vendor == vendor);
        let default = all().find(|scopes| scopes.api.is_none() && scopes.kind.is_none());
        default.or_else(|| all().next()).map(|scopes| &scopes.lattice)
    }

    /// The lattices that may be the one for a vendor, an API and a kind of token, either of which may not be known.
    /// Nothing among them stands for scopes of which no pack says anything. Where a vendor has one lattice only, that is
    /// it; of several that fit, the one that names most stands, and the API before the kind.
    pub fn lattices_for(&self, vendor: VendorId, api: Option<&str>, kind: Option<&str>) -> Vec<Option<&ScopeLattice>> {
        let all: Vec<&VendorScopes> = self.lattices.iter().filter(|scopes| scopes.vendor == vendor).collect();
        let fits = |own: &Option<String>, asked: Option<&str>| match (own, asked) {
            (None, _) => Tri::True,
            (Some(_), None) if all.len() == 1 => Tri::True,
            (Some(_), None) => Tri::Unknown,
            (Some(own), Some(asked)) => {
                if own.eq_ignore_ascii_case(asked) {
                    Tri::True
                } else {
                    Tri::False
                }
            }
        };
        let mut found = vec![];
        let mut certain = None;
        for scopes in &all {
            let exactness = (scopes.api.is_some(), scopes.kind.is_some());
            match fits(&scopes.api, api).and(fits(&scopes.kind, kind)) {
                Tri::False => {}
                Tri::Unknown => found.push((exactness, &scopes.lattice)),
                Tri::True => {
                    found.push((exactness, &scopes.lattice));
                    certain = certain.max(Some(exactness));
                }
            }
        }
        let best = found.iter().filter(|(exactness, _)| certain.is_none_or(|certain| *exactness >= certain));
        let none = certain.is_none().then_some(None);
        best.map(|(_, lattice)| Some(*lattice)).chain(none).collect()
    }

    /// What a vendor's operations need.
    pub fn operations(&self, vendor: VendorId) -> Option<&Operations> {
        self.operations.iter().find(|(id, _)| *id == vendor).map(|(_, operations)| operations)
    }

    /// The rules that name this vendor in their selection.
    pub fn rules_of_vendor(&self, vendor: VendorId) -> &[RuleId] {
        self.rules_by_vendor.get(vendor.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The rules whose selection names no vendor.
    pub fn rules_of_any_vendor(&self) -> &[RuleId] {
        &self.rules_of_any_vendor
    }

    /// The zone in which a severity's dates are meant.
    pub fn zone_of(&self, clause: &SeverityClause) -> Option<&Zone> {
        clause.zone.and_then(|cutoff| self.cutoff(cutoff).zone.as_ref())
    }

    /// The waivers that are for a rule, each with its number.
    pub fn waivers_of(&self, rule: RuleId) -> impl Iterator<Item = (u32, &Waiver)> {
        let numbers = self.waivers_by_rule.get(rule.0 as usize).map_or(&[][..], Vec::as_slice);
        numbers.iter().map(|number| (*number, &self.waivers[*number as usize]))
    }

    /// What of a format could be left out, by its place among the formats, in order of place.
    pub fn format_clauses(&self, format: usize) -> &[FormatClause] {
        let clauses = self.formats.get(format).and_then(|format| self.usage.format_clauses.get(&format.id));
        clauses.map_or(&[], Vec::as_slice)
    }

    /// The pack that a place in a rule file belongs to, as an index into the packs.
    pub fn pack_of(&self, at: FileSpan) -> Option<usize> {
        self.usage.pack_of(at)
    }

    /// What the rules can speak of, innermost last.
    pub fn subjects(&self) -> impl Iterator<Item = Subject> + '_ {
        Subject::ALL.into_iter().filter(|subject| self.rules.iter().any(|rule| rule.subject == *subject))
    }
}

impl Words for Policy {
    fn lookup(&self, ty: FieldType, text: &str) -> Option<u32> {
        match ty {
            FieldType::Mode => self.modes.lookup(text).map(|id| id.0),
            FieldType::Vendor => self.vendors.lookup(text).map(|id| id.0),
            FieldType::Region => self.vendors.lookup_region(text).map(|id| id.0),
            FieldType::Word(words) => {
                words.iter().position(|word| word.eq_ignore_ascii_case(text)).map(|index| index as u32)
            }
            _ => None,
        }
    }

    fn own_mode(&self, text: &str, mode: u32) -> Option<u32> {
        self.modes.own(text, ModeId(mode)).map(|own| own.0)
    }

    fn scope_separator(&self, vendor: u32) -> Option<&str> {
        let mut found =
            self.lattices.iter().filter(|scopes| scopes.vendor.0 == vendor).map(|scopes| scopes.lattice.separator());
        let first = found.next().flatten()?;
        found.all(|other| other == Some(first)).then_some(first)
    }

    fn declared_fields(&self) -> [usize; 4] {
        Subject::ALL.map(|subject| self.fields.iter().filter(|one| one.field.info().subject == subject).count())
    }

    fn candidates(&self, ty: FieldType) -> Vec<&str> {
        match ty {
            FieldType::Mode => self.modes.iter().map(|(_, mode)| mode.name.as_str()).collect(),
            FieldType::Vendor => self.vendors.iter().map(|(_, vendor)| vendor.name.as_str()).collect(),
            FieldType::Region => self.vendors.regions().map(|(_, region)| region).collect(),
            FieldType::Word(words) => words.to_vec(),
            _ => vec![],
        }
    }
}
