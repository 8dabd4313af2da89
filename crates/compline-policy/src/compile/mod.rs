//! From packs as read to a [`Policy`], or to every mistake in them.
//!
//! One pass after another over all packs together: parse, see who uses whom, declare names, then resolve and check the
//! items in the order of what they need (regions, vendors, modes, sources, scopes, definitions, cutoffs, rules,
//! formats). A mistake in one item leaves the others to be checked, so that one run reports all of them.

mod comparisons;
mod conditions;
mod cutoffs;
mod fields;
mod formats;
mod gaps;
mod items;
mod messages;
mod points;
pub(crate) mod proof;
mod releases;
mod rules;
mod scopes;
mod symbols;
mod tests;
mod text_form;
mod tighten;
mod waivers;

use std::collections::BTreeSet;

use compline_diagnostic::{Diagnostic, FileId, FileSpan, Severity, SourceFile, Sources, Span, codes, did_you_mean};
use compline_manifest::schema::Field;
use compline_syntax::ast;

use crate::cutoff::{Cutoff, StageRef};
use crate::format_clause;
use crate::mode::Modes;
use crate::operations::Operations;
use crate::pack::{PackFiles, PackInfo};
use crate::policy::{DeclaredField, Policy, Release, Source, VendorScopes};
use crate::rule::{Rule, RuleId};
use crate::usage::{DefineUse, Usage};
use crate::vendor::{VendorId, Vendors};
pub(crate) use rules::vendors_named;
use symbols::Symbols;

/// The pack whose names are in sight everywhere.
pub const CORE: &str = "core";

/// A policy and what is worth saying about it.
#[derive(Debug)]
pub struct Compiled {
    /// The policy.
    pub policy: Policy,
    /// Warnings and notes.
    pub warnings: Vec<Diagnostic>,
}

/// Packs that cannot be used.
#[derive(Debug)]
pub struct Rejected {
    /// The texts that the diagnostics point into.
    pub sources: Sources,
    /// Every mistake, errors and warnings, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

/// A pack in the works.
struct Pack {
    info: PackInfo,
    /// Packs in sight, itself not among them, as indices.
    uses: BTreeSet<usize>,
    items: Vec<(FileId, ast::Item)>,
}

/// What the passes share.
struct Compiler {
    sources: Sources,
    packs: Vec<Pack>,
    symbols: Symbols,
    /// Things that something names.
    used: BTreeSet<(symbols::Kind, u32)>,
    /// Stages that something names.
    used_stages: BTreeSet<StageRef>,
    diagnostics: Vec<Diagnostic>,
    modes: Modes,
    vendors: Vendors,
    facts: Vec<Source>,
    /// What each declaration of a field made, in the order of declaration.
    fields: Vec<Option<Field>>,
    /// The fields that were made.
    declared: Vec<DeclaredField>,
    /// Those of them that a condition, a row, a point or a message names.
    used_fields: BTreeSet<Field>,
    releases: Vec<Release>,
    /// Releases that the row at hand names.
    releases_named: Vec<u32>,
    lattices: Vec<VendorScopes>,
    operations: Vec<(VendorId, Operations)>,
    defines: Vec<conditions::Define>,
    /// Cutoffs as written, for stages to be looked up before they are compiled.
    cutoff_asts: Vec<(usize, FileId, Option<String>, ast::Cutoff)>,
    cutoffs: Vec<Cutoff>,
    rows: u32,
    severity_clauses: u32,
}

/// Compiles `selected`, with the packs of `library` that they use, directly or by way of others.
///
/// # Errors
/// Every mistake in any of the packs, at its place.
pub fn compile(selected: Vec<PackFiles>, library: &[PackFiles]) -> Result<Compiled, Rejected> {
    let mut compiler = Compiler {
        sources: Sources::default(),
        packs: vec![],
        symbols: Symbols::default(),
        used: BTreeSet::new(),
        used_stages: BTreeSet::new(),
        diagnostics: vec![],
        modes: Modes::default(),
        vendors: Vendors::default(),
        facts: vec![],
        fields: vec![],
        declared: vec![],
        used_fields: BTreeSet::new(),
        releases: vec![],
        releases_named: vec![],
        lattices: vec![],
        operations: vec![],
        defines: vec![],
        cutoff_asts: vec![],
        cutoffs: vec![],
        rows: 0,
        severity_clauses: 0,
    };
    compiler.load(selected, library);
    compiler.declare();
    compiler.cutoff_asts = compiler.each_item(|kind| match kind {
        ast::ItemKind::Cutoff(cutoff) => Some(cutoff),
        _ => None,
    });
    compiler.items();
    compiler.compile_cutoffs();
    compiler.check_row_conditions();
    let mut rules = compiler.compile_rules();
    compiler.tighten(&mut rules);
    let waivers = compiler.compile_waivers(&rules);
    let waiver_limit = compiler.compile_limits();
    let tests = compiler.compile_tests(&rules);
    let mut formats = compiler.compile_formats();
    compiler.sort_diagnostics();
    if compiler.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(Rejected { sources: compiler.sources, diagnostics: compiler.diagnostics });
    }
    let mut rules: Vec<Rule> = rules.into_iter().flatten().collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    let (waivers, waivers_by_rule) = waivers::in_place(waivers, waiver_limit.as_ref(), &rules);
    formats.sort_by(|a, b| a.id.cmp(&b.id));
    let (rules_by_vendor, rules_of_any_vendor) = index(&rules, compiler.vendors.len());
    let usage = compiler.usage();
    let packs: Vec<PackInfo> = compiler.packs.into_iter().map(|pack| pack.info).collect();
    let policy = Policy {
        sources: compiler.sources,
        packs,
        modes: compiler.modes,
        vendors: compiler.vendors,
        lattices: compiler.lattices,
        operations: compiler.operations,
        cutoffs: compiler.cutoffs,
        facts: compiler.facts,
        fields: compiler.declared,
        releases: compiler.releases,
        rules,
        waivers,
        waiver_limit,
        formats,
        tests,
        rows: compiler.rows,
        severity_clauses: compiler.severity_clauses,
        rules_by_vendor,
        rules_of_any_vendor,
        waivers_by_rule,
        usage,
    };
    Ok(Compiled { policy, warnings: compiler.diagnostics })
}

/// Rules by the vendors that their selection names, and those that name none.
pub(crate) fn index(rules: &[Rule], vendors: usize) -> (Vec<Vec<RuleId>>, Vec<RuleId>) {
    let mut by_vendor = vec![vec![]; vendors];
    let mut any = vec![];
    for (number, rule) in rules.iter().enumerate() {
        let id = RuleId(number as u32);
        match &rule.vendors {
            Some(vendors) => vendors.iter().for_each(|vendor| by_vendor[vendor.0 as usize].push(id)),
            None => any.push(id),
        }
    }
    (by_vendor, any)
}

impl Compiler {
    /// Parses the packs, takes those of the library in that they use, and notes who uses whom.
    fn load(&mut self, selected: Vec<PackFiles>, library: &[PackFiles]) {
        let mut wanted: Vec<(Option<(FileSpan, String)>, PackFiles)> =
            selected.into_iter().map(|pack| (None, pack)).collect();
        // A core pack, if there is one, is in every policy.
        if !wanted.iter().any(|(_, pack)| pack.name() == CORE)
            && let Some(core) = library.iter().find(|pack| pack.name() == CORE)
        {
            wanted.push((None, core.clone()));
        }
        let mut uses: Vec<Vec<(String, FileSpan)>> = vec![];
        let mut next = 0;
        while next < wanted.len() {
            let files = wanted[next].1.clone();
            next += 1;
            let used = self.parse_pack(&files);
            for (name, at) in &used {
                let here = wanted.iter().any(|(_, pack)| pack.name() == *name);
                if here {
                    continue;
                }
                if let Some(pack) = library.iter().find(|pack| pack.name() == *name) {
                    wanted.push((Some((*at, name.clone())), pack.clone()));
                } else {
                    let names: Vec<String> =
                        library.iter().chain(wanted.iter().map(|(_, pack)| pack)).map(PackFiles::name).collect();
                    let help = did_you_mean(name, names.iter().map(String::as_str))
                        .unwrap_or_else(|| format!("give its folder too: `--pack PATH/TO/{name}`"));
                    self.diagnostics.push(
                        Diagnostic::error(codes::pack::NOT_FOUND, format!("there is no pack `{name}`"))
                            .at(*at, "")
                            .help(help),
                    );
                }
            }
            uses.push(used);
        }
        self.link(&uses);
    }

    /// Parses one pack's files and returns the packs that it names, each with the place.
    fn parse_pack(&mut self, files: &PackFiles) -> Vec<(String, FileSpan)> {
        let manifest = files
            .manifest
            .as_ref()
            .map(|file| self.sources.add(SourceFile::new(file.path.as_str(), file.text.as_str())));
        let info = files.info(manifest, &mut self.diagnostics);
        let mut used = vec![];
        if let (Some(id), Some(file)) = (manifest, &files.manifest) {
            for name in info.dependencies.keys() {
                let start = file.text.find(&format!("{name}:")).unwrap_or(0);
                used.push((name.clone(), FileSpan::new(id, Span::from(start..start + name.len()))));
            }
        }
        let mut items = vec![];
        for file in &files.rules {
            let id = self.sources.add(SourceFile::new(file.path.as_str(), file.text.as_str()));
            let parsed = compline_syntax::parse(&file.text, id);
            self.diagnostics.extend(parsed.errors);
            for item in parsed.file.items {
                if let ast::ItemKind::Use(names) = &item.kind {
                    used.extend(names.iter().map(|name| (name.value.clone(), FileSpan::new(id, name.span))));
                } else {
                    items.push((id, item));
                }
            }
        }
        if files.rules.is_empty() {
            let diagnostic =
                Diagnostic::error(codes::pack::EMPTY, format!("pack `{}` has no `.compline` file", info.name))
                    .help("rules stand in files that end in `.compline`, in the folder of the pack");
            self.diagnostics.push(match manifest {
                Some(id) => diagnostic.at(FileSpan::new(id, Span::at(0)), "its manifest is here"),
                None => diagnostic,
            });
        }
        self.packs.push(Pack { info, uses: BTreeSet::new(), items });
        used
    }

    /// Turns names of used packs into links, and checks versions.
    fn link(&mut self, uses: &[Vec<(String, FileSpan)>]) {
        for index in 0..self.packs.len() {
            if let Some(twin) = (0..index).find(|&other| self.packs[other].info.name == self.packs[index].info.name) {
                let name = &self.packs[twin].info.name;
                self.diagnostics.push(
                    Diagnostic::error(codes::pack::DUPLICATE, format!("there are two packs called `{name}`"))
                        .help("give one of them another `name` in its `pack.yaml`"),
                );
            }
        }
        let position = |packs: &[Pack], name: &str| packs.iter().position(|pack| pack.info.name == name);
        for (index, used) in uses.iter().enumerate() {
            if let Some(core) = position(&self.packs, CORE) {
                self.packs[index].uses.insert(core);
            }
            for (name, at) in used {
                let Some(other) = position(&self.packs, name) else { continue };
                self.packs[index].uses.insert(other);
                let version = &self.packs[other].info.version;
                if let Some(wanted) = self.packs[index].info.dependencies.get(name)
                    && !wanted.matches(version)
                {
                    self.diagnostics.push(
                        Diagnostic::error(
                            codes::pack::VERSION,
                            format!("pack `{name}` is wanted as `{wanted}`, version {version} is at hand"),
                        )
                        .at(*at, "")
                        .help("give the pack in a version that will do, or widen the requirement"),
                    );
                }
            }
            self.packs[index].uses.remove(&index);
        }
        self.sort_packs();
    }

    /// Puts the packs in order of name: what they come to must not depend on the order in which they are given.
    fn sort_packs(&mut self) {
        let mut order: Vec<usize> = (0..self.packs.len()).collect();
        order.sort_by(|a, b| self.packs[*a].info.name.cmp(&self.packs[*b].info.name));
        let mut place = vec![0; order.len()];
        for (new, old) in order.into_iter().enumerate() {
            place[old] = new;
        }
        let mut packs: Vec<(usize, Pack)> = self.packs.drain(..).enumerate().collect();
        packs.sort_by_key(|(old, _)| place[*old]);
        self.packs = packs
            .into_iter()
            .map(|(_, pack)| Pack { uses: pack.uses.iter().map(|old| place[*old]).collect(), ..pack })
            .collect();
    }

    /// Every item of every pack with the pack's index, as owned copies: the passes change the compiler as they go.
    fn each_item<T>(&self, pick: impl Fn(&ast::ItemKind) -> Option<&T>) -> Vec<(usize, FileId, Option<String>, T)>
    where
        T: Clone,
    {
        let mut found = vec![];
        for (index, pack) in self.packs.iter().enumerate() {
            for (file, item) in &pack.items {
                if let Some(item_of_kind) = pick(&item.kind) {
                    let doc = item.doc.as_ref().map(|doc| doc.value.clone());
                    found.push((index, *file, doc, item_of_kind.clone()));
                }
            }
        }
        found
    }

    /// What of the declared names is used.
    fn usage(&self) -> Usage {
        let of = |kind| self.used.iter().filter(move |(of, _)| *of == kind).map(|(_, id)| *id).collect();
        let define = |define: &conditions::Define| DefineUse {
            name: define.define.name.value.clone(),
            at: FileSpan::new(define.file, define.define.name.span),
            pack: define.pack,
            used: define.used,
        };
        let items = self.packs.iter().enumerate().flat_map(|(index, pack)| {
            pack.items.iter().map(move |(file, item)| {
                let span = item.doc.as_ref().map_or(item.span, |doc| doc.span.to(item.span));
                (index, FileSpan::new(*file, span))
            })
        });
        Usage {
            sources: of(symbols::Kind::Source),
            cutoffs: of(symbols::Kind::Cutoff),
            releases: of(symbols::Kind::Release),
            fields: self.used_fields.clone(),
            stages: self.used_stages.clone(),
            modes: of(symbols::Kind::Mode),
            format_clauses: self
                .packs
                .iter()
                .enumerate()
                .flat_map(|(index, pack)| pack.items.iter().map(move |item| (index, item)))
                .filter_map(|(pack, (file, item))| match &item.kind {
                    ast::ItemKind::Format(format) => {
                        Some((self.qualified(pack, &format.name.value), format_clause::clauses(*file, format)))
                    }
                    _ => None,
                })
                .collect(),
            defines: self.defines.iter().map(define).collect(),
            items: items.collect(),
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The name of an item with its pack's.
    fn qualified(&self, pack: usize, name: &str) -> String {
        format!("{}/{name}", self.packs[pack].info.name)
    }

    fn sort_diagnostics(&mut self) {
        self.drop_follow_ons();
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| label.at));
        self.diagnostics.dedup();
    }

    /// Takes out what follows from another mistake alone: a name whose declaration could not be read is no second mistake,
    /// nor is a clause or row that is missing because it could not be read, nor what a test expects of such a rule.
    fn drop_follow_ons(&mut self) {
        use codes::{name, rule};
        let (unreadable, mut others): (Vec<Diagnostic>, Vec<Diagnostic>) =
            self.diagnostics.drain(..).partition(|diagnostic| diagnostic.code.as_str().starts_with("syntax/"));
        let places: Vec<FileSpan> =
            unreadable.iter().filter_map(|diagnostic| diagnostic.labels.first()).map(|label| label.at).collect();
        let declared_in_vain = |keyword: &str, name: &str| {
            let declarations = [format!("{keyword} {name}"), format!("{keyword} \"{name}\"")];
            places.iter().filter_map(|at| Some((at, self.sources.get(at.file)?))).any(|(at, file)| {
                // A misspelt keyword before it, or the keyword itself.
                let after = file.text().get(at.span.end as usize..).unwrap_or_default().trim_start_matches(' ');
                after.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '(']))
                    || declarations.iter().any(|declaration| file.text().contains(declaration))
            })
        };
        let wrong: Vec<FileSpan> = others
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error && diagnostic.code != codes::test::NEVER)
            .filter_map(|diagnostic| Some(diagnostic.labels.first()?.at))
            .collect();
        let item_is_broken = |at: FileSpan| {
            let items = self.packs.iter().flat_map(|pack| &pack.items);
            let holds = |item: &ast::Item, other: Span| item.span.start <= other.start && other.start < item.span.end;
            items
                .filter(|(file, item)| *file == at.file && holds(item, at.span))
                .any(|(file, item)| places.iter().any(|other| other.file == *file && holds(item, other.span)))
        };
        // By a mistake in form or in meaning.
        let item_is_wrong = |at: FileSpan| {
            let items = self.packs.iter().flat_map(|pack| &pack.items);
            let holds = |span: Span, other: FileSpan| span.start <= other.span.start && other.span.start < span.end;
            items.filter(|(file, item)| *file == at.file && holds(item.span, at)).any(|(file, item)| {
                wrong.iter().chain(&places).any(|other| other.file == *file && holds(item.span, *other))
            })
        };
        let vendor_is_broken = places.iter().any(|at| {
            let items = self.packs.iter().flat_map(|pack| &pack.items).filter(|(file, _)| *file == at.file);
            let mut holding =
                items.filter(|(_, item)| item.span.start <= at.span.start && at.span.start < item.span.end);
            let line_start = self.sources.get(at.file).map_or("", |file| &file.text()[..at.span.start as usize]);
            let in_vendor =
                || line_start.rfind("\nvendor ").is_some_and(|vendor| !line_start[vendor..].contains("\n}"));
            holding.next().map_or_else(in_vendor, |(_, item)| matches!(item.kind, ast::ItemKind::Vendor(_)))
        });
        others.retain(|diagnostic| {
            let Some(at) = diagnostic.labels.first().map(|label| label.at) else { return true };
            let written = self.sources.slice(at);
            let bare = written.rsplit('/').next().unwrap_or_default();
            match diagnostic.code {
                name::UNKNOWN_VENDOR => !declared_in_vain("vendor", bare),
                name::UNKNOWN_FIELD | name::UNKNOWN_PLACEHOLDER => !declared_in_vain("field", bare),
                name::UNKNOWN_MODE => !declared_in_vain("mode", bare),
                name::UNKNOWN_SOURCE => !declared_in_vain("source", bare),
                name::UNKNOWN_DEFINE => !declared_in_vain("define", bare),
                name::UNKNOWN_RULE => !declared_in_vain("rule", bare),
                // Regions are declared by vendors: by one that could not be read, perhaps.
                name::UNKNOWN_REGION => !vendor_is_broken,
                name::UNKNOWN_CUTOFF | codes::types::POINT => {
                    !declared_in_vain("cutoff", bare.split('.').next().unwrap_or_default())
                        && !declared_in_vain("release", bare)
                        && !declared_in_vain("field", bare)
                }
                name::UNKNOWN_STAGE => !declared_in_vain("stage", bare.rsplit('.').next().unwrap_or_default()),
                rule::STAGE_EMPTY
                | rule::NO_OBLIGATION
                | rule::NO_SEVERITY
                | rule::NO_MESSAGE
                | rule::HOST_PATTERN
                | rule::NO_ZONE
                | rule::CLAUSE_MISSING
                | rule::FORBID_EVERYTHING
                | rule::FORMAT
                | codes::test::NO_GIVEN
                | codes::test::NO_CASE
                | codes::waiver::INCOMPLETE
                | rule::KNOWN_NEEDS_CUTOFF => !item_is_broken(at),
                rule::STAGE_GAP => !item_is_wrong(at),
                codes::test::NEVER => diagnostic.labels.get(1).is_none_or(|rule| !item_is_wrong(rule.at)),
                _ => true,
            }
        });
        self.diagnostics = unreadable;
        self.diagnostics.append(&mut others);
    }
}
