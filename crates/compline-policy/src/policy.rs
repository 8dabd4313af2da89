//! The compiled policy: everything a check needs to know, checked.

use compline_diagnostic::{FileSpan, Sources};
use compline_manifest::Words;
use compline_manifest::format::Format;
use compline_manifest::schema::{FieldType, Subject};
use compline_time::{Day, Zone};

use crate::cutoff::{Cutoff, CutoffId, Stage, StageRef};
use crate::mode::Modes;
use crate::pack::PackInfo;
use crate::rule::{Rule, RuleId, SeverityClause};
use crate::scope_lattice::ScopeLattice;
use crate::vendor::{VendorId, Vendors};
use crate::waiver::{Waiver, WaiverLimit};

/// Names a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// Where a fact comes from.
#[derive(Clone, Debug)]
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

/// Packs, checked whole and compiled.
#[derive(Debug, Default)]
pub struct Policy {
    /// The rule files, for pointing into.
    pub sources: Sources,
    /// The packs, in order of name.
    pub packs: Vec<PackInfo>,
    /// The tree of auth modes.
    pub modes: Modes,
    /// Vendors, hosts and regions.
    pub vendors: Vendors,
    /// Scope lattices, by vendor.
    pub lattices: Vec<(VendorId, ScopeLattice)>,
    /// Cutoffs.
    pub cutoffs: Vec<Cutoff>,
    /// Sources of facts.
    pub facts: Vec<Source>,
    /// Rules, in order of id.
    pub rules: Vec<Rule>,
    /// Waivers, in order of pack and place.
    pub waivers: Vec<Waiver>,
    /// The strictest limit on waivers.
    pub waiver_limit: Option<WaiverLimit>,
    /// Formats, in order of id.
    pub formats: Vec<Format>,
    /// How many rows all stages have together.
    pub rows: u32,
    /// How many severity clauses all rules have together.
    pub severity_clauses: u32,
    pub(crate) rules_by_vendor: Vec<Vec<RuleId>>,
    pub(crate) rules_of_any_vendor: Vec<RuleId>,
    /// For each rule, the waivers that are for it.
    pub(crate) waivers_by_rule: Vec<Vec<u32>>,
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

    /// The scopes of a vendor.
    pub fn lattice(&self, vendor: VendorId) -> Option<&ScopeLattice> {
        self.lattices.iter().find(|(id, _)| *id == vendor).map(|(_, lattice)| lattice)
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
