//! Runs the built binary as a person or a script does.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::panic,
    reason = "test support"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a run came to.
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// The top of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Runs `compline` at the top of the workspace.
pub fn compline(arguments: &[&str]) -> Run {
    compline_in(&root(), arguments)
}

pub fn compline_in(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("compline"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1").env("COLUMNS", "80");
    let output = command.output().unwrap();
    Run {
        status: output.status.code().expect("the program was killed"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The findings of a run with `--format json`.
pub fn json(run: &Run) -> serde_json::Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}\n{}\n{}", run.stdout, run.stderr))
}

/// A folder of real files of other people, where there is one: `$COMPLINE_CORPUS/NAME`, or `shared/corpus/NAME` beside
/// the workspace. Says so where there is none.
pub fn corpus(name: &str) -> Option<PathBuf> {
    let base = std::env::var_os("COMPLINE_CORPUS").map_or_else(|| root().join("../shared/corpus"), PathBuf::from);
    let folder = base.join(name);
    if folder.is_dir() {
        return folder.canonicalize().ok();
    }
    eprintln!("skipped: no folder {}; set COMPLINE_CORPUS to a folder that has `{name}`", folder.display());
    None
}
