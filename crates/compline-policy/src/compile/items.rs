//! Vendors and regions, modes, sources, definitions: items that need little of each other.

use std::collections::BTreeMap;

use compline_diagnostic::{Diagnostic, FileId, FileSpan, Spanned, codes};
use compline_syntax::ast::{self, ItemKind};
use compline_time::{Day, Moment};

use super::Compiler;
use super::conditions::Define;
use super::symbols::Kind;
use crate::Glob;
use crate::mode::{Mode, ModeId, Modes};
use crate::policy::Source;
use crate::vendor::{RegionId, Vendor, Vendors};

/// What a source can count for.
const STANDINGS: [&str; 4] = ["vendor", "vendor-copy", "third-party", "standard"];

impl Compiler {
    pub(super) fn items(&mut self) {
        self.compile_vendors();
        self.compile_modes();
        self.compile_sources();
        self.compile_releases();
        self.compile_fields();
        self.compile_scopes();
        self.compile_operations();
        self.collect_defines();
    }

    /// The day of a date literal that has to be one.
    pub(super) fn day(&mut self, moment: &Spanned<Moment>, file: FileId, what: &str) -> Option<Day> {
        if moment.value.first_day() == moment.value.last_day() {
            return Some(moment.value.first_day());
        }
        self.report(
            Diagnostic::error(codes::types::POINT, format!("{what} is a day, and `{}` is not one", moment.value))
                .at(FileSpan::new(file, moment.span), "")
                .help("write a day such as `2021-04-30`"),
        );
        None
    }

    fn compile_vendors(&mut self) {
        let mut regions: Vec<String> = vec![];
        let mut vendors: Vec<Vendor> = vec![];
        let mut claimed: Vec<(String, String, FileSpan)> = vec![];
        let mut region = |name: &str| {
            let index = regions.iter().position(|region| region == name).unwrap_or_else(|| {
                regions.push(name.to_owned());
                regions.len() - 1
            });
            RegionId(index as u32)
        };
        for (pack, file, doc, vendor) in self.each_item(|kind| match kind {
            ItemKind::Vendor(vendor) => Some(vendor),
            _ => None,
        }) {
            let mut compiled = Vendor {
                name: vendor.name.value.clone(),
                title: vendor.title.as_ref().map_or_else(|| vendor.name.value.clone(), |title| title.value.clone()),
                at: FileSpan::new(file, vendor.name.span),
                doc,
                pack,
                regions: vec![],
                hosts: vec![],
                checked_through: None,
                known_as: vec![],
            };
            for clause in &vendor.clauses {
                match clause {
                    ast::VendorClause::Hosts { patterns, region: name } => {
                        let id = name.as_ref().map(|name| region(&name.value));
                        compiled.regions.extend(id.filter(|id| !compiled.regions.contains(id)));
                        for pattern in patterns {
                            if self.host_pattern(pattern, file) {
                                self.claim_host(pattern, file, &compiled.name, &mut claimed);
                                compiled.hosts.push((pattern.value.clone(), id));
                            }
                        }
                    }
                    ast::VendorClause::Regions(names) => {
                        for name in names {
                            let id = region(&name.value);
                            if !compiled.regions.contains(&id) {
                                compiled.regions.push(id);
                            }
                        }
                    }
                    ast::VendorClause::KnownAs(words) => {
                        compiled.known_as.extend(words.iter().map(|word| Glob::folding_case(&word.value)));
                    }
                    ast::VendorClause::Source(names) => {
                        self.lookup_all(Kind::Source, names, pack, file);
                    }
                    ast::VendorClause::CheckedThrough(moment) => {
                        compiled.checked_through = self.day(moment, file, "`checked through`");
                    }
                }
            }
            vendors.push(compiled);
        }
        for vendor in &vendors {
            for other in vendors.iter().filter(|other| other.name != vendor.name) {
                if vendor.known_as.iter().any(|word| word.matches(&other.name)) {
                    self.report(
                        Diagnostic::error(
                            codes::rule::WORD_TAKEN,
                            format!(
                                "`{}` is a vendor of its own, and `{}` is known by a word that fits it",
                                other.name, vendor.name
                            ),
                        )
                        .at(vendor.at, "known by such a word")
                        .also(other.at, "a vendor of its own")
                        .help("narrow the pattern after `known as`"),
                    );
                }
            }
        }
        self.vendors = Vendors::new(vendors, regions);
    }

    /// Notes whose a host pattern is; two vendors cannot have the same.
    fn claim_host(
        &mut self,
        pattern: &Spanned<String>,
        file: FileId,
        vendor: &str,
        claimed: &mut Vec<(String, String, FileSpan)>,
    ) {
        let at = FileSpan::new(file, pattern.span);
        let key = pattern.value.to_ascii_lowercase();
        if let Some((_, other, there)) = claimed.iter().find(|(known, other, _)| *known == key && other != vendor) {
            self.diagnostics.push(
                Diagnostic::error(codes::rule::HOST_TAKEN, format!("hosts `{key}` are those of `{other}` already"))
                    .at(at, format!("claimed by `{vendor}`"))
                    .also(*there, format!("claimed by `{other}`"))
                    .help("a host belongs to one vendor: narrow one of the patterns"),
            );
        }
        claimed.push((key, vendor.to_owned(), at));
    }

    /// Whether a host pattern is one; reported, if not.
    fn host_pattern(&mut self, pattern: &Spanned<String>, file: FileId) -> bool {
        let fine = !pattern.value.is_empty()
            && pattern.value.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '*' | '_'))
            && pattern.value.split('.').any(|label| !label.contains('*'));
        if !fine {
            self.report(
                Diagnostic::error(codes::rule::HOST_PATTERN, format!("`{}` is not a host pattern", pattern.value))
                    .at(FileSpan::new(file, pattern.span), "")
                    .help("write a host without scheme, port or path, such as `api.example.com` or `*.example.com`"),
            );
        }
        fine
    }

    fn compile_modes(&mut self) {
        let declared = self.each_item(|kind| match kind {
            ItemKind::Mode(mode) => Some(mode),
            _ => None,
        });
        // Names first, so that a parent may be declared later than its child.
        let mut modes: Vec<Mode> = vec![];
        for (pack, file, doc, mode) in &declared {
            modes.push(Mode {
                path: mode.name.value.clone(),
                name: mode.name.value.clone(),
                title: mode.title.as_ref().map_or_else(|| mode.name.value.clone(), |title| title.value.clone()),
                parent: None,
                at: FileSpan::new(*file, mode.name.span),
                doc: doc.clone(),
                pack: *pack,
                enter: 0,
                leave: 0,
            });
        }
        for (index, (pack, file, _, mode)) in declared.iter().enumerate() {
            let dotted = mode.name.value.rsplit_once('.').map(|(parent, _)| parent.to_owned());
            let parent = match (&mode.parent, dotted) {
                (Some(parent), None) => Some((parent.value.clone(), parent.span)),
                (None, dotted) => dotted.map(|parent| (parent, mode.name.span)),
                (Some(parent), Some(_)) => {
                    self.report(
                        Diagnostic::error(
                            codes::rule::MODE_PARENT,
                            format!("mode `{}` says its parent twice", mode.name.value),
                        )
                        .at(FileSpan::new(*file, parent.span), "here, and by the `.` in its name")
                        .help("leave `is ...` away, or give the mode a name of one word"),
                    );
                    None
                }
            };
            modes[index].parent = parent
                .and_then(|(name, span)| self.lookup(Kind::Mode, &name, *pack, FileSpan::new(*file, span)))
                .map(ModeId);
        }
        for index in 0..modes.len() {
            let mut at = index;
            let mut names = vec![modes[index].name.rsplit('.').next().unwrap_or_default().to_owned()];
            for _ in 0..=modes.len() {
                let Some(parent) = modes[at].parent else { break };
                at = parent.0 as usize;
                names.push(modes[at].name.rsplit('.').next().unwrap_or_default().to_owned());
            }
            if names.len() > modes.len() {
                self.report(
                    Diagnostic::error(
                        codes::rule::MODE_PARENT,
                        format!("mode `{}` is below itself", modes[index].name),
                    )
                    .at(modes[index].at, "")
                    .help("one of its parents has to be a root, or below one"),
                );
                modes[index].parent = None;
                continue;
            }
            names.reverse();
            modes[index].path = names.join(".");
        }
        let mut words = BTreeMap::new();
        for (index, (pack, file, _, mode)) in declared.iter().enumerate() {
            let id = ModeId(index as u32);
            let path = modes[index].path.clone();
            self.declare_alias(Kind::Mode, path.clone(), *pack, id.0, FileSpan::new(*file, mode.name.span));
            let at = mode.name.span;
            let own = [(path, at), (modes[index].name.clone(), at)];
            for (word, span) in own.into_iter().chain(mode.known_as.iter().map(|word| (word.value.clone(), word.span)))
            {
                let taken = *words.entry(word.to_ascii_lowercase()).or_insert(id);
                if taken != id {
                    let other = &modes[taken.0 as usize];
                    self.diagnostics.push(
                        Diagnostic::error(
                            codes::rule::WORD_TAKEN,
                            format!("manifests that say `{word}` already mean mode `{}`", other.path),
                        )
                        .at(FileSpan::new(*file, span), "")
                        .also(other.at, "declared here")
                        .help("use that mode, or give this one another name"),
                    );
                }
            }
        }
        self.modes = Modes::new(modes, words);
    }

    fn compile_sources(&mut self) {
        for (pack, file, _, source) in self.each_item(|kind| match kind {
            ItemKind::Source(source) => Some(source),
            _ => None,
        }) {
            let at = FileSpan::new(file, source.name.span);
            let mut compiled = Source {
                id: self.qualified(pack, &source.name.value),
                title: source.name.value.clone(),
                publisher: None,
                url: String::new(),
                published: None,
                seen: None,
                standing: None,
                note: None,
                at,
            };
            for clause in &source.clauses {
                match clause {
                    ast::SourceClause::Title(text) => compiled.title.clone_from(&text.value),
                    ast::SourceClause::Publisher(text) => compiled.publisher = Some(text.value.clone()),
                    ast::SourceClause::Note(text) => compiled.note = Some(text.value.clone()),
                    ast::SourceClause::Published(moment) => compiled.published = Some(moment.value.to_string()),
                    ast::SourceClause::Seen(moment) => compiled.seen = self.day(moment, file, "`seen`"),
                    ast::SourceClause::Standing(word) => {
                        if STANDINGS.contains(&word.value.as_str()) {
                            compiled.standing = Some(word.value.clone());
                        } else {
                            let help = compline_diagnostic::did_you_mean(&word.value, STANDINGS).unwrap_or_else(|| {
                                format!("write {}", STANDINGS.map(|word| format!("`{word}`")).join(", "))
                            });
                            self.report(
                                Diagnostic::error(
                                    codes::name::UNKNOWN_WORD,
                                    format!("`{}` is no standing of a source", word.value),
                                )
                                .at(FileSpan::new(file, word.span), "")
                                .help(help),
                            );
                        }
                    }
                    ast::SourceClause::Url(text) => {
                        if text.value.starts_with("https://") || text.value.starts_with("http://") {
                            compiled.url.clone_from(&text.value);
                        } else {
                            compiled.url = "?".into();
                            self.report(
                                Diagnostic::error(codes::rule::URL, format!("`{}` is not a web address", text.value))
                                    .at(FileSpan::new(file, text.span), "")
                                    .help("write the whole address, from `https://` on"),
                            );
                        }
                    }
                }
            }
            if compiled.url.is_empty() {
                self.report(
                    Diagnostic::error(
                        codes::rule::CLAUSE_MISSING,
                        format!("source `{}` does not say where it can be read", source.name.value),
                    )
                    .at(at, "")
                    .help("add `url \"https://...\"`"),
                );
            }
            self.facts.push(compiled);
        }
    }

    fn collect_defines(&mut self) {
        for (pack, file, _, define) in self.each_item(|kind| match kind {
            ItemKind::Define(define) => Some(define),
            _ => None,
        }) {
            self.defines.push(Define { pack, file, define, open: false, used: false });
        }
        // A definition is checked where it is used; one that nobody uses is checked here.
        for index in 0..self.defines.len() {
            self.check_define(index);
        }
    }
}
