//! Packs, from where they are to a policy.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use compline_diagnostic::{Diagnostic, Located, Sources, codes, did_you_mean};
use compline_policy::{PackFile, PackFiles};

use crate::builtin;

/// Where a pack is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackSource {
    /// Built in, by name.
    Builtin(String),
    /// A folder with `pack.yaml` and `*.compline` files, or a single `.compline` file.
    Path(PathBuf),
    /// At hand already: a name, and the text of its one rule file.
    Text(String, String),
}

impl PackSource {
    /// What a person means: a path, if there is something there or it looks like one; else the name of a built-in pack.
    pub fn parse(text: &str) -> Self {
        let path = Path::new(text);
        if path.exists() || text.starts_with('.') || path.is_absolute() || text.ends_with(".compline") {
            Self::Path(path.to_owned())
        } else {
            Self::Builtin(text.to_owned())
        }
    }
}

/// Packs, checked whole and compiled: what manifests are checked against.
#[derive(Debug)]
pub struct Policy {
    pub(crate) inner: compline_policy::Policy,
    warnings: Vec<Located>,
}

/// Why packs cannot be used: every mistake in them, at its place.
#[derive(Debug)]
pub struct PolicyError {
    /// The mistakes, in order of file and place.
    pub diagnostics: Vec<Located>,
}

impl PolicyError {
    pub(crate) fn one(diagnostic: Diagnostic) -> Self {
        Self { diagnostics: vec![Located::new(diagnostic, &Sources::default())] }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.diagnostics.as_slice() {
            [] => f.write_str("the packs cannot be used"),
            [one] => write!(f, "{one}"),
            [first, rest @ ..] => write!(f, "{first} (and {} more)", rest.len()),
        }
    }
}

impl std::error::Error for PolicyError {}

impl Policy {
    /// All packs that are built in.
    ///
    /// # Errors
    /// None, unless the build itself is broken: the packs are checked by its tests.
    pub fn builtin() -> Result<Self, PolicyError> {
        Self::load(&[])
    }

    /// These packs, with those they use, and with every built-in format, so that manifests can be read; all built-in
    /// packs, if none is given.
    ///
    /// # Errors
    /// A pack that is not there, a file that cannot be read, and every mistake in any of the packs.
    pub fn load(packs: &[PackSource]) -> Result<Self, PolicyError> {
        Self::load_as(packs, Tests::Leave).map(|(policy, _)| policy)
    }

    /// One pack with its tests, those it uses without, and its name.
    pub(crate) fn load_with_tests(pack: &PackSource) -> Result<(Self, String), PolicyError> {
        let (policy, names) = Self::load_as(std::slice::from_ref(pack), Tests::Take)?;
        Ok((policy, names.into_iter().next().unwrap_or_default()))
    }

    /// The packs without their tests, and the names of those that were asked for.
    pub(crate) fn load_named(packs: &[PackSource]) -> Result<(Self, Vec<String>), PolicyError> {
        Self::load_as(packs, Tests::Leave)
    }

    /// The policy, and the names of the packs that were asked for.
    fn load_as(packs: &[PackSource], tests: Tests) -> Result<(Self, Vec<String>), PolicyError> {
        if packs.is_empty()
            && let Some(inner) = builtin::policy()
        {
            return Ok((Self { inner, warnings: vec![] }, vec![]));
        }
        let library = builtin::packs();
        let mut selected = vec![];
        let mut problems = vec![];
        for pack in packs {
            match find(pack, &library, tests) {
                // Given twice; two packs of one name are another matter, and refused.
                Ok(files) if selected.contains(&files) => {}
                Ok(files) => selected.push(files),
                Err(diagnostic) => problems.push(Located::new(*diagnostic, &Sources::default())),
            }
        }
        if !problems.is_empty() {
            return Err(PolicyError { diagnostics: problems });
        }
        let names = selected.iter().map(PackFiles::name).collect();
        let is_wanted = |name: &str| packs.is_empty() || name == "formats";
        for pack in &library {
            let name = pack.name();
            if is_wanted(&name) && !selected.iter().any(|known| known.name() == name) {
                selected.push(pack.clone());
            }
        }
        let located = |diagnostics: Vec<Diagnostic>, sources: &Sources| {
            diagnostics.into_iter().map(|diagnostic| Located::new(diagnostic, sources)).collect::<Vec<_>>()
        };
        match compline_policy::compile(selected, &library) {
            Ok(compiled) => {
                let warnings = located(compiled.warnings, &compiled.policy.sources);
                Ok((Self { inner: compiled.policy, warnings }, names))
            }
            Err(rejected) => Err(PolicyError { diagnostics: located(rejected.diagnostics, &rejected.sources) }),
        }
    }

    /// What is worth saying about the packs although they can be used.
    pub fn warnings(&self) -> &[Located] {
        &self.warnings
    }

    /// The ids of the rules, `pack/rule`, in order.
    pub fn rule_ids(&self) -> impl Iterator<Item = &str> {
        self.inner.rules.iter().map(|rule| &*rule.id)
    }

    /// The ids of the formats, `pack/format`, in order.
    pub fn format_ids(&self) -> impl Iterator<Item = &str> {
        self.inner.formats.iter().map(|format| format.id.as_str())
    }
}

/// The names of the packs that are built in, in order of folder.
pub fn builtin_packs() -> Vec<String> {
    builtin::packs().iter().map(PackFiles::name).collect()
}

/// Whether files that hold nothing but tests, `*.tests.compline`, are read: a check does without them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tests {
    Take,
    Leave,
}

fn find(pack: &PackSource, library: &[PackFiles], tests: Tests) -> Result<PackFiles, Box<Diagnostic>> {
    match pack {
        PackSource::Builtin(name) => {
            let found = library.iter().find(|pack| pack.name() == *name).cloned();
            let with_tests = |mut pack: PackFiles| {
                if tests == Tests::Take {
                    pack.rules.extend(builtin::tests(&pack.fallback_name));
                }
                pack
            };
            found.map(with_tests).ok_or_else(|| {
                let names: Vec<String> = library.iter().map(PackFiles::name).collect();
                let listed = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                Box::new(
                    Diagnostic::error(
                        codes::pack::NOT_FOUND,
                        format!("no pack `{name}` is built in, and there is no such folder"),
                    )
                    .help(
                        did_you_mean(name, names.iter().map(String::as_str))
                            .unwrap_or_else(|| format!("built in are {listed}")),
                    ),
                )
            })
        }
        PackSource::Text(name, text) => Ok(PackFiles::single(name, format!("{name}.compline"), text)),
        PackSource::Path(path) => read_pack(path, tests),
    }
}

/// Reads a folder's `pack.yaml` and `*.compline` files, or a single rule file.
fn read_pack(path: &Path, tests: Tests) -> Result<PackFiles, Box<Diagnostic>> {
    let unreadable = |path: &Path, error: &io::Error| {
        let code =
            if error.kind() == io::ErrorKind::NotFound { codes::pack::NOT_FOUND } else { codes::pack::UNREADABLE };
        Box::new(
            Diagnostic::error(code, format!("cannot read `{}`: {error}", path.display()))
                .help("give a folder with `pack.yaml` and `*.compline` files, or one `.compline` file"),
        )
    };
    let read = |path: &Path| {
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
        Ok::<_, Box<Diagnostic>>(PackFile { path: path.display().to_string().replace('\\', "/"), text })
    };
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    if !metadata.is_dir() {
        let file = read(path)?;
        return Ok(PackFiles::single(stem(path).unwrap_or_else(|| "pack".into()), file.path, file.text));
    }
    let entries = std::fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.sort();
    let name = path.canonicalize().ok().and_then(|path| stem(&path)).unwrap_or_else(|| "pack".into());
    let mut pack = PackFiles { fallback_name: name, manifest: None, rules: vec![] };
    for file in files {
        if file.file_name().is_some_and(|name| name == "pack.yaml") {
            pack.manifest = Some(read(&file)?);
        } else if file.extension().is_some_and(|extension| extension == "compline")
            && (tests == Tests::Take || !is_tests_only(&file))
        {
            pack.rules.push(read(&file)?);
        }
    }
    Ok(pack)
}

/// Whether a rule file holds nothing but tests, by its name.
fn is_tests_only(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".tests.compline"))
}
