//! The packs that are built in.

use compline_policy::{PackFile, PackFiles, Policy};

include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// Every pack under `rules/`, compiled without their tests; nothing if the build found anything to say about them.
static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/packs.bin"));

/// The policy of every pack under `rules/`, if the build could make it.
pub(crate) fn policy() -> Option<Policy> {
    Policy::from_bytes(COMPILED).ok()
}

/// Every pack under `rules/`, in order of folder.
pub(crate) fn packs() -> Vec<PackFiles> {
    let mut packs: Vec<(&str, PackFiles)> = vec![];
    for (folder, path, text) in FILES {
        if packs.last().is_none_or(|(last, _)| last != folder) {
            let fallback_name = (*folder).to_owned();
            packs.push((folder, PackFiles { fallback_name, manifest: None, rules: vec![] }));
        }
        let file = PackFile { path: (*path).to_owned(), text: (*text).to_owned() };
        if let Some((_, pack)) = packs.last_mut() {
            if path.ends_with("pack.yaml") {
                pack.manifest = Some(file);
            } else {
                pack.rules.push(file);
            }
        }
    }
    packs.into_iter().map(|(_, pack)| pack).collect()
}

/// The rule files of a pack that hold nothing but tests. Checks do without them.
pub(crate) fn tests(name: &str) -> Vec<PackFile> {
    TESTS
        .iter()
        .filter(|(folder, _, _)| *folder == name)
        .map(|(_, path, text)| PackFile { path: (*path).to_owned(), text: (*text).to_owned() })
        .collect()
}

/// A manifest that tests of built-in packs give.
pub(crate) fn fixture(path: &str) -> Option<&'static str> {
    FIXTURES.iter().find(|(known, _)| *known == path).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_build_compiled_is_what_the_packs_say() {
        let library = packs();
        let compiled = compline_policy::compile(library.clone(), &library).unwrap();
        assert!(compiled.warnings.is_empty());
        let stored = policy().expect("the build compiled the packs");
        assert_eq!(format!("{stored:?}"), format!("{:?}", compiled.policy));
        assert!(compiled.policy.to_bytes().unwrap() == COMPILED, "the same packs, the same bytes");
    }
}
