//! Whole-process measurements: processor time and memory of checks, beside reading alone and beside other checkers.
//!
//! `cargo bench -p compline-cli --bench whole -- [--files N] [--workload FOLDER] [--runs N] [--large]
//! [--peer 'NAME=COMMAND']...`; `{}` in a peer's command stands for the folder. See `docs/speed.md`.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program for developers"
)]

mod workload;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4;

/// What a process cost.
#[derive(Clone, Copy)]
struct Cost {
    /// User and system time, in milliseconds.
    cpu: f64,
    wall: f64,
    /// The most memory, in MiB.
    memory: f64,
}

/// Something to run, and what it has cost so far.
struct Contender {
    name: String,
    command: Vec<String>,
    costs: Vec<Cost>,
}

impl Contender {
    fn new(name: &str, command: Vec<String>) -> Self {
        Self { name: name.to_owned(), command, costs: vec![] }
    }

    fn run(&mut self) {
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{}: {error}", self.command[0]));
        let used = child.wait4().unwrap().rusage;
        let wall = start.elapsed().as_secs_f64() * 1e3;
        let cpu = (used.utime + used.stime).as_secs_f64() * 1e3;
        self.costs.push(Cost { cpu, wall, memory: used.maxrss as f64 / f64::from(1 << 20) });
    }

    fn median(&self, of: fn(&Cost) -> f64) -> f64 {
        let mut all: Vec<f64> = self.costs.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    }

    fn cpu(&self) -> f64 {
        self.median(|cost| cost.cpu)
    }
}

/// Runs each in turn, once unmeasured and then `runs` times, so that a machine that slows down slows all.
fn measure(contenders: &mut [Contender], runs: usize) {
    for round in 0..=runs {
        for contender in &mut *contenders {
            contender.run();
            if round == 0 {
                contender.costs.clear();
            }
        }
    }
}

fn table(title: &str, contenders: &[Contender], files: usize) {
    let files = files.max(1) as f64;
    println!("\n{title}\n\n| what | CPU ms | CPU µs a file | wall ms | peak MiB | CPU to the first |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for contender in contenders {
        println!(
            "| {} | {:.1} | {:.2} | {:.1} | {:.1} | {:.2} |",
            contender.name,
            contender.cpu(),
            contender.cpu() * 1e3 / files,
            contender.median(|cost| cost.wall),
            contender.median(|cost| cost.memory),
            contender.cpu() / contenders[0].cpu(),
        );
    }
}

/// `compline check` of a path, with the benchmark's pack or another.
fn check(path: &Path, pack: Option<&Path>, more: &[&str]) -> Vec<String> {
    let mut command = vec![env!("CARGO_BIN_EXE_compline").to_owned(), "check".to_owned(), shown(path)];
    if let Some(pack) = pack {
        command.extend(["--pack".to_owned(), shown(pack)]);
    }
    let fixed = ["--as-of", "2021-06-15", "--allow-empty", "--format", "short"];
    command.extend(fixed.iter().chain(more).map(ToString::to_string));
    command
}

fn shown(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// Reads the files of a folder, one after the other, with nothing but the events of the YAML parser.
fn events(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            events(&path);
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        let options = granit_parser::options! { emit_comments: false };
        let parser = granit_parser::Parser::new_from_str_with_options(&text, options);
        assert!(parser.flatten().count() > 0);
    }
}

/// The benchmark's pack with rules about other vendors than those of the manifests.
fn pack_with(rules: usize, folder: &Path) -> PathBuf {
    let pack = folder.join("pack");
    fs::create_dir_all(&pack).unwrap();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/bench/pack");
    for file in ["pack.yaml", "policies.compline"] {
        fs::copy(own.join(file), pack.join(file)).unwrap();
    }
    let mut text = String::new();
    for vendor in 0..rules.div_ceil(10) {
        let _ = writeln!(text, "vendor v{vendor} \"V{vendor}\" {{\n  hosts \"*.v{vendor}.example\"\n}}\n");
        for rule in 0..10 {
            let _ = writeln!(
                text,
                "rule v{vendor}-{rule} for connection where vendor is v{vendor} and auth.mode is oauth2 {{\n  forbid \
                 auth.expires-in > {} hours\n  error\n  message \"too long\"\n  help \"Shorten it.\"\n}}\n",
                rule + 1
            );
        }
    }
    fs::write(pack.join("others.compline"), text).unwrap();
    pack
}

/// One file of about `bytes` bytes: as many documents, or one document with as many connections.
fn one_file(path: &Path, bytes: usize, documents: bool) {
    let mut text = String::new();
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        let manifest = workload::manifest(number);
        if documents {
            text.push_str("---\n");
            text.push_str(&manifest.text);
        } else if let Some((head, connections)) = manifest.text.split_once("connections:\n") {
            if number == 0 {
                text.push_str(head);
                text.push_str("connections:\n");
            }
            text.push_str(connections);
        }
    }
    fs::write(path, text).unwrap();
}

fn main() {
    let (mut files, mut runs, mut large) = (10_000, 5, false);
    let (mut folder, mut peers): (Option<PathBuf>, Vec<(String, String)>) = (None, vec![]);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} takes a value"));
        match argument.as_str() {
            "--events" => return events(Path::new(&value())),
            "--files" => files = value().parse().unwrap(),
            "--runs" => runs = value().parse().unwrap(),
            "--workload" => folder = Some(value().into()),
            "--large" => large = true,
            "--peer" => {
                let value = value();
                let (name, command) = value.split_once('=').unwrap_or_else(|| panic!("NAME=COMMAND, not {value}"));
                peers.push((name.to_owned(), command.to_owned()));
            }
            // What cargo adds.
            "--bench" => {}
            other => panic!("unknown argument {other}"),
        }
    }
    let place = tempfile::tempdir().unwrap();
    let folder = folder.unwrap_or_else(|| {
        let folder = place.path().join("manifests");
        let broken = workload::write(&folder, files);
        println!("files that break {:?}: {broken:?}", workload::POLICIES);
        folder
    });
    let empty = place.path().join("empty");
    fs::create_dir_all(&empty).unwrap();
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/bench/pack");
    let pack = Some(pack.as_path());
    let this = shown(&std::env::current_exe().unwrap());

    let mut whole = vec![
        Contender::new("compline check", check(&folder, pack, &[])),
        Contender::new("the same, no files", check(&empty, pack, &[])),
        Contender::new("the same, one thread", check(&folder, pack, &["--jobs", "1"])),
        Contender::new("the same, two threads", check(&folder, pack, &["--jobs", "2"])),
        Contender::new("the same, `--format json`", check(&folder, pack, &["--format", "json"])),
        Contender::new("the same, `--format human`", check(&folder, pack, &["--format", "human"])),
        Contender::new("granit-parser, events alone", vec![this, "--events".to_owned(), shown(&folder)]),
    ];
    for (name, command) in peers {
        let command = command.split_whitespace().map(|word| word.replace("{}", &shown(&folder))).collect();
        whole.push(Contender::new(&name, command));
    }
    measure(&mut whole, runs);
    table("Ten policies on many small files", &whole, files);
    let (one, two) = (whole[2].median(|cost| cost.wall), whole[3].median(|cost| cost.wall));
    println!("\nfrom one thread to two: {:.2} times as fast", one / two);

    let few = pack_with(10, &place.path().join("few"));
    let many = pack_with(10_000, &place.path().join("many"));
    let mut packs = vec![
        Contender::new("10 rules for other vendors", check(&folder, Some(&few), &[])),
        Contender::new("the same, no files", check(&empty, Some(&few), &[])),
        Contender::new("10,000 rules for other vendors", check(&folder, Some(&many), &[])),
        Contender::new("the same, no files", check(&empty, Some(&many), &[])),
    ];
    measure(&mut packs, runs);
    table("Rules for other vendors", &packs, files);
    let cpu = |at: usize| packs[at].cpu() - packs[at + 1].cpu();
    println!("\ncost a file, 10,000 rules to 10: {:.2}", cpu(2) / cpu(0));

    let small = place.path().join("small.yaml");
    fs::write(&small, workload::manifest(0).text).unwrap();
    let mut start = vec![
        Contender::new("one small file, all packs", check(&small, None, &[])),
        Contender::new("a process that does nothing", vec![env!("CARGO_BIN_EXE_compline").to_owned(), "-V".to_owned()]),
    ];
    measure(&mut start, runs.max(11));
    table("The start", &start, 1);

    if large {
        let file = |name: &str, bytes: usize, documents: bool| {
            let path = place.path().join(name);
            one_file(&path, bytes, documents);
            check(&path, pack, &["--quiet"])
        };
        let mut large = vec![
            Contender::new("10 MB of documents", file("d10.yaml", 10_000_000, true)),
            Contender::new("100 MB of documents", file("d100.yaml", 100_000_000, true)),
            Contender::new("one document of 2 MB", file("o2.yaml", 2_000_000, false)),
            Contender::new("one document of 20 MB", file("o20.yaml", 20_000_000, false)),
        ];
        measure(&mut large, 1);
        table("Large files", &large, 1);
    }
}
