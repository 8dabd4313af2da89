//! Names and what they stand for, pack by pack.

use std::collections::BTreeMap;

use compline_diagnostic::{Code, Diagnostic, FileSpan, Spanned, codes, suggest};
use compline_syntax::ast::ItemKind;

use super::Compiler;

/// What kind of thing a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Vendor,
    Mode,
    Source,
    Cutoff,
    Define,
    Rule,
    Format,
    Field,
    Release,
}

impl Kind {
    const fn noun(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Mode => "auth mode",
            Self::Source => "source",
            Self::Cutoff => "cutoff",
            Self::Define => "definition",
            Self::Rule => "rule",
            Self::Format => "format",
            Self::Field => "field",
            Self::Release => "release",
        }
    }

    const fn unknown(self) -> Code {
        match self {
            Self::Vendor => codes::name::UNKNOWN_VENDOR,
            Self::Mode => codes::name::UNKNOWN_MODE,
            Self::Source => codes::name::UNKNOWN_SOURCE,
            Self::Cutoff => codes::name::UNKNOWN_CUTOFF,
            Self::Rule => codes::name::UNKNOWN_RULE,
            Self::Field => codes::name::UNKNOWN_FIELD,
            Self::Release => codes::types::POINT,
            Self::Define | Self::Format => codes::name::UNKNOWN_DEFINE,
        }
    }
}

/// One declared name.
#[derive(Clone, Copy, Debug)]
struct Symbol {
    pack: usize,
    /// Which thing of its kind.
    id: u32,
    at: FileSpan,
}

/// Every declared name.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    table: BTreeMap<(Kind, String), Vec<Symbol>>,
}

impl Compiler {
    /// Declares the names of all items. Things are numbered in the order of their declaration, packs in turn.
    pub(super) fn declare(&mut self) {
        let mut next = BTreeMap::<Kind, u32>::new();
        let mut twins = vec![];
        for (pack, files) in self.packs.iter().enumerate() {
            for (file, item) in &files.items {
                let (kind, name) = match &item.kind {
                    ItemKind::Vendor(vendor) => (Kind::Vendor, &vendor.name),
                    ItemKind::Mode(mode) => (Kind::Mode, &mode.name),
                    ItemKind::Source(source) => (Kind::Source, &source.name),
                    ItemKind::Cutoff(cutoff) => (Kind::Cutoff, &cutoff.name),
                    ItemKind::Define(define) => (Kind::Define, &define.name),
                    ItemKind::Rule(rule) => (Kind::Rule, &rule.name),
                    ItemKind::Format(format) => (Kind::Format, &format.name),
                    ItemKind::Field(field) => (Kind::Field, &field.name),
                    ItemKind::Release(release) => (Kind::Release, &release.name),
                    ItemKind::Use(_)
                    | ItemKind::Scopes(_)
                    | ItemKind::Operations(_)
                    | ItemKind::Tighten(_)
                    | ItemKind::Waive(_)
                    | ItemKind::Limit(_)
                    | ItemKind::Test(_) => continue,
                };
                let number = next.entry(kind).or_default();
                let symbol = Symbol { pack, id: *number, at: FileSpan::new(*file, name.span) };
                *number += 1;
                let known = self.symbols.table.entry((kind, name.value.clone())).or_default();
                if let Some(twin) = known.iter().find(|other| other.pack == pack) {
                    twins.push(
                        Diagnostic::error(
                            codes::name::DUPLICATE,
                            format!("there is already a {} `{}` in this pack", kind.noun(), name.value),
                        )
                        .at(symbol.at, "declared again here")
                        .also(twin.at, "first declared here")
                        .help("give one of them another name"),
                    );
                }
                known.push(symbol);
            }
        }
        self.diagnostics.extend(twins);
    }

    /// Another name for a thing, such as a mode's whole path.
    pub(super) fn declare_alias(&mut self, kind: Kind, alias: String, pack: usize, id: u32, at: FileSpan) {
        let known = self.symbols.table.entry((kind, alias)).or_default();
        if !known.iter().any(|other| other.pack == pack) {
            known.push(Symbol { pack, id, at });
        }
    }

    /// What a name means in a pack: the pack's own thing, or else that of one pack in sight. A mistake is reported.
    pub(super) fn lookup(&mut self, kind: Kind, name: &str, pack: usize, at: FileSpan) -> Option<u32> {
        match self.find(kind, name, pack, at) {
            Ok(id) => {
                self.used.insert((kind, id));
                Some(id)
            }
            Err(diagnostic) => {
                self.report(*diagnostic);
                None
            }
        }
    }

    /// The things in sight of a pack that go by a name, the pack's own first.
    pub(super) fn in_sight(&self, kind: Kind, name: &str, pack: usize) -> Vec<u32> {
        let (wanted, bare) = name.rsplit_once('/').map_or((None, name), |(wanted, bare)| (Some(wanted), bare));
        let everywhere = self.symbols.table.get(&(kind, bare.to_owned())).map_or(&[][..], Vec::as_slice);
        let in_sight = everywhere.iter().filter(|symbol| {
            (symbol.pack == pack || self.packs[pack].uses.contains(&symbol.pack))
                && wanted.is_none_or(|wanted| self.packs[symbol.pack].info.name == wanted)
        });
        let (own, others): (Vec<&Symbol>, Vec<&Symbol>) = in_sight.partition(|symbol| symbol.pack == pack);
        own.into_iter().chain(others).map(|symbol| symbol.id).collect()
    }

    fn find(&self, kind: Kind, name: &str, pack: usize, at: FileSpan) -> Result<u32, Box<Diagnostic>> {
        let (wanted, bare) = match name.rsplit_once('/') {
            Some((wanted, bare)) => (Some(wanted), bare),
            None => (None, name),
        };
        let everywhere = self.symbols.table.get(&(kind, bare.to_owned())).map_or(&[][..], Vec::as_slice);
        let in_sight = |symbol: &&Symbol| symbol.pack == pack || self.packs[pack].uses.contains(&symbol.pack);
        let named = |symbol: &&Symbol| wanted.is_none_or(|wanted| self.packs[symbol.pack].info.name == wanted);
        let found: Vec<&Symbol> = everywhere.iter().filter(in_sight).filter(named).collect();
        let own = found.iter().find(|symbol| symbol.pack == pack);
        match (own, found.as_slice()) {
            (Some(symbol), _) | (None, [symbol]) => return Ok(symbol.id),
            (None, []) => {}
            (None, several) => {
                let names: Vec<String> =
                    several.iter().map(|symbol| format!("`{}/{bare}`", self.packs[symbol.pack].info.name)).collect();
                return Err(Box::new(
                    Diagnostic::error(
                        codes::name::AMBIGUOUS,
                        format!("`{bare}` could be the {} of {} packs", kind.noun(), several.len()),
                    )
                    .at(at, "")
                    .help(format!("write {}", names.join(" or "))),
                ));
            }
        }
        let diagnostic = Diagnostic::error(kind.unknown(), format!("there is no {} `{name}`", kind.noun())).at(at, "");
        if let Some(elsewhere) = everywhere.iter().find(named) {
            let other = &self.packs[elsewhere.pack].info.name;
            return Err(Box::new(
                diagnostic.help(format!("pack `{other}` declares it: add `use {other}` at the top of the file")),
            ));
        }
        let candidates = self
            .symbols
            .table
            .iter()
            .filter(|((of, _), symbols)| *of == kind && symbols.iter().any(|symbol| in_sight(&symbol)))
            .map(|((_, name), _)| name.as_str());
        let candidates: Vec<&str> = candidates.collect();
        let near = suggest(bare, candidates.iter().copied()).map(|near| match wanted {
            Some(pack) => format!("did you mean `{pack}/{near}`?"),
            None => format!("did you mean `{near}`?"),
        });
        let help = near.or_else(|| {
            (!candidates.is_empty() && candidates.len() <= 12).then(|| {
                format!(
                    "there are {}",
                    candidates.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                )
            })
        });
        Err(Box::new(diagnostic.maybe_help(help)))
    }

    /// The things that names mean, mistakes reported and left out.
    pub(super) fn lookup_all(
        &mut self,
        kind: Kind,
        names: &[Spanned<String>],
        pack: usize,
        file: compline_diagnostic::FileId,
    ) -> Vec<u32> {
        names.iter().filter_map(|name| self.lookup(kind, &name.value, pack, FileSpan::new(file, name.span))).collect()
    }
}
