//! Puts the packs under `rules/` into the binary: a table of their files, each by `include_str!`, and all of them compiled.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use compline_policy::{PackFile, PackFiles};

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let root = manifest.join("../../rules").canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let mut packs = vec![];
    find_packs(&root, &mut packs)?;
    packs.sort();
    let mut code = String::from(
        "/// Files of the packs that are built in: pack folder, path to show, text.\npub(crate) static FILES: &[(&str, &str, &str)] = &[\n",
    );
    let mut tests = String::from(
        "/// Tests of these packs: pack folder, path to show, text.\npub(crate) static TESTS: &[(&str, &str, &str)] = &[\n",
    );
    let mut fixtures = String::from(
        "/// Manifests that these tests give: path to show, text.\npub(crate) static FIXTURES: &[(&str, &str)] = &[\n",
    );
    let mut sources = vec![];
    for pack in packs {
        let mut source = PackFiles { fallback_name: String::new(), manifest: None, rules: vec![] };
        let mut files: Vec<PathBuf> = fs::read_dir(&pack)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        files.sort();
        let folder = pack.strip_prefix(&root).unwrap_or(&pack).display().to_string().replace('\\', "/");
        for file in files {
            println!("cargo::rerun-if-changed={}", file.display());
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let shown = format!("rules/{folder}/{name}");
            let path = file.display().to_string();
            if name.ends_with(".tests.compline") {
                let _ = writeln!(tests, "    ({folder:?}, {shown:?}, include_str!({path:?})),");
            } else if name == "fixtures" && file.is_dir() {
                let mut manifests: Vec<PathBuf> =
                    fs::read_dir(&file)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
                manifests.sort();
                for manifest in manifests.iter().filter(|manifest| manifest.is_file()) {
                    println!("cargo::rerun-if-changed={}", manifest.display());
                    let name = manifest.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    let path = manifest.display().to_string();
                    let _ = writeln!(fixtures, "    (\"{shown}/{name}\", include_str!({path:?})),");
                }
            } else if name == "pack.yaml" || name.ends_with(".compline") {
                let _ = writeln!(code, "    ({folder:?}, {shown:?}, include_str!({path:?})),");
                let text = PackFile { path: shown, text: fs::read_to_string(&file)? };
                if name == "pack.yaml" {
                    source.manifest = Some(text);
                } else {
                    source.rules.push(text);
                }
            }
        }
        source.fallback_name = folder;
        sources.push(source);
    }
    tests.push_str("];\n");
    fixtures.push_str("];\n");
    code.push_str("];\n");
    code.push_str(&tests);
    code.push_str(&fixtures);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    fs::write(out.join("packs.rs"), code)?;
    fs::write(out.join("packs.bin"), compiled(&sources))
}

/// The packs as one policy, in bytes. Nothing if there is anything to say about them: the program compiles them itself
/// then, and says it.
fn compiled(packs: &[PackFiles]) -> Vec<u8> {
    let compiled = compline_policy::compile(packs.to_vec(), packs);
    let bytes = match compiled {
        Ok(compiled) if compiled.warnings.is_empty() => compiled.policy.to_bytes(),
        Ok(_) => Err("there are warnings".to_owned()),
        Err(_) => Err("there are errors".to_owned()),
    };
    bytes.unwrap_or_else(|reason| {
        println!(
            "cargo::warning=the packs under rules/ are not compiled ahead: {reason}; `compline lint rules` shows them"
        );
        vec![]
    })
}

/// Every folder with a `pack.yaml`.
fn find_packs(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    if folder.join("pack.yaml").is_file() {
        found.push(folder.to_owned());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find_packs(&path, found)?;
        }
    }
    Ok(())
}
