//! A pack: a folder of rule files with a manifest, `pack.yaml`, that names and versions it.

use std::collections::BTreeMap;

use compline_diagnostic::{Diagnostic, FileId, FileSpan, Span, codes, suggest};
use semver::{Version, VersionReq};
use serde::{Deserialize, Serialize};

/// A file of a pack, as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFile {
    /// Its path, as people are to be shown it.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The files of a pack, as read; nothing is checked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFiles {
    /// The name of the folder or, for a single rule file, of the file: what the pack is called if it has no manifest.
    pub fallback_name: String,
    /// `pack.yaml`, if there is one.
    pub manifest: Option<PackFile>,
    /// The rule files, in order of path.
    pub rules: Vec<PackFile>,
}

/// What a pack says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct PackInfo {
    /// Its name: lower-case words joined by `-`, parts by `/`.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// What it is for.
    pub description: Option<String>,
    /// The packs it builds on, with the versions that will do.
    pub dependencies: BTreeMap<String, VersionReq>,
    /// A digest of its files (BLAKE3, hexadecimal).
    pub digest: String,
}

/// `pack.yaml` as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    version: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    compline: Option<String>,
    #[serde(default)]
    dependencies: BTreeMap<String, String>,
}

const KEYS: [&str; 5] = ["name", "version", "description", "compline", "dependencies"];

impl PackFiles {
    /// A pack of one rule file without a manifest.
    pub fn single(name: impl Into<String>, path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            fallback_name: name.into(),
            manifest: None,
            rules: vec![PackFile { path: path.into(), text: text.into() }],
        }
    }

    /// The name the pack goes by, as far as that can be told without checking it.
    pub fn name(&self) -> String {
        self.manifest
            .as_ref()
            .and_then(|file| serde_yaml::from_str::<Written>(&file.text).ok())
            .map_or_else(|| self.fallback_name.clone(), |written| written.name)
    }

    /// A digest of every file's name within the pack and its bytes; where the pack lies does not matter.
    pub fn digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for file in self.manifest.iter().chain(&self.rules) {
            let name = file.path.rsplit('/').next().unwrap_or(&file.path);
            for part in [name, &file.text] {
                hasher.update(&(part.len() as u64).to_le_bytes());
                hasher.update(part.as_bytes());
            }
        }
        hasher.finalize().to_hex()[..32].to_owned()
    }

    /// Reads the manifest, which was added to the sources as `file`.
    pub fn info(&self, file: Option<FileId>, errors: &mut Vec<Diagnostic>) -> PackInfo {
        let mut info = PackInfo {
            name: self.fallback_name.clone(),
            version: Version::new(0, 0, 0),
            description: None,
            dependencies: BTreeMap::new(),
            digest: self.digest(),
        };
        let (Some(manifest), Some(file)) = (&self.manifest, file) else { return info };
        let written: Written = match serde_yaml::from_str(&manifest.text) {
            Ok(written) => written,
            Err(error) => {
                errors.push(manifest_error(manifest, file, &error));
                return info;
            }
        };
        let place = |value: &str| {
            let start = manifest.text.find(value).unwrap_or(0);
            FileSpan::new(file, Span::from(start..start + value.len().min(manifest.text.len() - start)))
        };
        let name_is_fine = !written.name.is_empty()
            && written.name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.'));
        if !name_is_fine {
            errors.push(
                Diagnostic::error(codes::pack::MANIFEST, format!("`{}` is not a pack name", written.name))
                    .at(place(&written.name), "")
                    .help("use letters, digits, `-` and `/`, such as `acme-integrations`"),
            );
        }
        match Version::parse(&written.version) {
            Ok(version) => info.version = version,
            Err(error) => errors.push(
                Diagnostic::error(codes::pack::MANIFEST, format!("`{}` is not a version: {error}", written.version))
                    .at(place(&written.version), "")
                    .help("write three numbers, such as `1.0.0` (semver.org)"),
            ),
        }
        let mut requirement = |text: &str| match VersionReq::parse(text) {
            Ok(requirement) => Some(requirement),
            Err(error) => {
                errors.push(
                    Diagnostic::error(
                        codes::pack::MANIFEST,
                        format!("`{text}` is not a requirement on a version: {error}"),
                    )
                    .at(place(text), "")
                    .help("write for example `>=1.2`, `^1` or `*`"),
                );
                None
            }
        };
        for (name, text) in &written.dependencies {
            if let Some(requirement) = requirement(text) {
                info.dependencies.insert(name.clone(), requirement);
            }
        }
        if let Some(text) = &written.compline
            && let Some(wanted) = requirement(text)
            && let Ok(here) = Version::parse(env!("CARGO_PKG_VERSION"))
            && !wanted.matches(&here)
        {
            errors.push(
                Diagnostic::error(
                    codes::pack::COMPLINE_VERSION,
                    format!("pack `{}` needs Compline `{text}`, this is {here}", written.name),
                )
                .at(place(text), "")
                .help("update Compline, or use a version of the pack made for this one"),
            );
        }
        info.name = written.name;
        info.description = written.description;
        info
    }
}

/// A message for a `pack.yaml` that is not what it should be, at the place the YAML reader names.
fn manifest_error(manifest: &PackFile, file: FileId, error: &serde_yaml::Error) -> Diagnostic {
    let offset = error.location().map_or(0, |location| location.index().min(manifest.text.len()));
    let message = error.to_string();
    let unknown = message.split_once("unknown field `").and_then(|(_, rest)| rest.split_once('`')).map(|(key, _)| key);
    let (at, message, help) = match unknown {
        Some(key) => {
            let start = manifest.text.find(&format!("{key}:")).unwrap_or(offset);
            let help = match suggest(key, KEYS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("a pack manifest has the keys {}", KEYS.map(|key| format!("`{key}`")).join(", ")),
            };
            (Span::from(start..start + key.len()), format!("unknown key `{key}` in the pack's manifest"), help)
        }
        None => (
            Span::at(offset as u32),
            format!("the pack's manifest cannot be read: {message}"),
            "it needs at least `name: NAME` and `version: 1.0.0`".to_owned(),
        ),
    };
    Diagnostic::error(codes::pack::MANIFEST, message).at(FileSpan::new(file, at), "").help(help)
}
