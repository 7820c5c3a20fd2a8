//! `cargo xtask fuzz`: looks for inputs that break what must hold of the parsers and rules that strangers
//! reach, a while for each target of `fuzz`. What is found stays in `fuzz/artifacts`, and what leads to
//! new code in `fuzz/corpus`, where the next run goes on.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::step::{run as run_to_end, step};
use crate::tools;
use crate::workspace::Workspace;

/// A program of `fuzz/targets`.
struct Target {
    name: &'static str,
    /// Files and folders that tests and the product have already, to begin with. What there is in
    /// `fuzz/seeds` for it comes to them.
    seeds: &'static [&'static str],
}

const TARGETS: [Target; 8] = [
    Target {
        name: "request",
        seeds: &[],
    },
    Target {
        name: "markdown",
        seeds: &[],
    },
    Target {
        name: "address",
        seeds: &["server/tests/checks/private_addresses.txt"],
    },
    Target {
        name: "feed",
        seeds: &["feed/golden/v1"],
    },
    Target {
        name: "adapters",
        seeds: &["feed/golden/adapter"],
    },
    Target {
        name: "bodies",
        seeds: &[],
    },
    Target {
        name: "configuration",
        seeds: &["server/src/config/sample.toml"],
    },
    Target {
        name: "schedules",
        seeds: &[],
    },
];

/// One input that takes longer is a find, in seconds: on a busy machine too, no good one takes a
/// tenth.
const MOST_S: u32 = 10;
/// One that takes more memory is a find too, in MiB.
const MOST_MIB: u32 = 1_024;

/// How cargo-fuzz builds: on the pinned toolchain, which has no library for a sanitizer of memory and no
/// code of ours that would need one, and with dependencies as the product has them.
const BUILD: [&str; 5] = [
    "--sanitizer",
    "none",
    "--no-cfg-fuzzing",
    "--codegen-units",
    "16",
];

pub(crate) fn run(workspace: &Workspace, seconds: u32, only: Option<&str>) -> Result<()> {
    let chosen: Vec<&Target> = TARGETS
        .iter()
        .filter(|target| only.is_none_or(|only| only == target.name))
        .collect();
    if chosen.is_empty() {
        bail!(
            "there is no such target; there are {}",
            names(&TARGETS.iter().collect::<Vec<_>>())
        );
    }
    let program = tools::cargo_fuzz(workspace)?;
    step(
        "build of all targets, about 10 minutes the first time",
        || run_to_end(&mut command(workspace, &program, "build")?),
    )?;
    let mut failed = Vec::new();
    for target in chosen {
        let found = step(&format!("{} for {seconds} s", target.name), || {
            let mut fuzz = command(workspace, &program, "run")?;
            fuzz.arg(target.name).arg("--");
            fuzz.args(options(workspace, target, seconds)?);
            run_to_end(&mut fuzz)
        });
        if let Err(error) = found {
            eprintln!("    {error:#}");
            failed.push(target);
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!(
        "something was found by {}; the inputs are in fuzz/artifacts",
        names(&failed)
    )
}

fn names(targets: &[&Target]) -> String {
    let names: Vec<&str> = targets.iter().map(|target| target.name).collect();
    names.join(", ")
}

fn command(workspace: &Workspace, program: &Path, what: &str) -> Result<std::process::Command> {
    let mut command = workspace.command(program)?;
    command.args([what, "--fuzz-dir", "fuzz"]).args(BUILD);
    command
        .arg("--target-dir")
        .arg(workspace.target.join("fuzz"))
        // The flags that tell libFuzzer what has been reached.
        .env("RUSTC_BOOTSTRAP", "1");
    Ok(command)
}

/// What libFuzzer is told.
fn options(workspace: &Workspace, target: &Target, seconds: u32) -> Result<Vec<String>> {
    let mut options = vec![
        format!("-max_total_time={seconds}"),
        format!("-timeout={MOST_S}"),
        format!("-rss_limit_mb={MOST_MIB}"),
        "-verbosity=0".to_owned(),
        "-print_final_stats=1".to_owned(),
        "-print_funcs=0".to_owned(),
    ];
    let words = workspace
        .root
        .join(format!("fuzz/words/{}.txt", target.name));
    if words.is_file() {
        options.push(format!("-dict={}", words.display()));
    }
    let own = format!("fuzz/seeds/{}", target.name);
    let mut seeds = Vec::new();
    for place in target.seeds.iter().copied().chain([own.as_str()]) {
        seeds.extend(files(&workspace.root.join(place))?);
    }
    let seeds: Vec<String> = seeds
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    options.push(format!("-seed_inputs={}", seeds.join(",")));
    Ok(options)
}

/// A file, or those of a folder; nothing where there is neither.
fn files(place: &Path) -> Result<Vec<PathBuf>> {
    if place.is_file() {
        return Ok(vec![place.to_owned()]);
    }
    if !place.is_dir() {
        return Ok(Vec::new());
    }
    let list = fs::read_dir(place).with_context(|| format!("list {}", place.display()))?;
    let paths = list.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = paths
        .collect::<Result<_, _>>()
        .with_context(|| format!("list {}", place.display()))?;
    paths.sort();
    Ok(paths)
}
