//! What a newcomer must have: a C compiler, Node with npm, and a Rust toolchain that can build
//! for wasm.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};

use crate::step::{answer, run, step};
use crate::workspace::Workspace;

/// The oldest major version of Node whose test runner and `fetch` are good enough.
const NODE_MAJOR: u32 = 20;

const WASM: &str = "wasm32-unknown-unknown";

/// Where a toolchain keeps the sources of the standard library, from its own folder.
const STD: &str = "lib/rustlib/src/rust/library/Cargo.toml";

pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let compilers = [
        env::var("CC").unwrap_or_else(|_| "cc".to_owned()),
        "clang".into(),
    ];
    let mut has_compiler = false;
    for compiler in compilers {
        let mut command = workspace.command(compiler)?;
        has_compiler |= answer(command.arg("--version")).is_some();
    }
    ensure!(
        has_compiler,
        "no C compiler: install one, for example `apt-get install gcc`"
    );

    let node = answer(workspace.command("node")?.arg("--version"));
    let major = node.as_deref().and_then(major_version);
    ensure!(
        major.is_some_and(|major| NODE_MAJOR <= major),
        "Node {NODE_MAJOR} or newer is needed and {}: see https://nodejs.org",
        node.map_or("none was found".to_owned(), |found| format!(
            "{} was found",
            found.trim()
        )),
    );
    let npm = answer(workspace.command("npm")?.arg("--version"));
    ensure!(
        npm.is_some(),
        "npm is needed: it comes with Node, or as a package of its own name"
    );
    Ok(())
}

/// Not every rustup adds what rust-toolchain.toml names by itself.
pub(crate) fn add_wasm_target(workspace: &Workspace) -> Result<()> {
    let folder = sysroot(workspace)?;
    let has_target = folder.join("lib/rustlib").join(WASM).is_dir();
    let has_source = folder.join(STD).is_file();
    if has_target && has_source {
        return Ok(());
    }
    let mut rustup = workspace.command("rustup")?;
    if answer(rustup.arg("--version")).is_none() {
        bail!(
            "Rust's {WASM} target or its component rust-src is missing: install Rust with rustup, \
             see https://rustup.rs"
        );
    }
    step("Rust's target for WebAssembly", || {
        run(workspace.command("rustup")?.args(["target", "add", WASM]))?;
        run(workspace
            .command("rustup")?
            .args(["component", "add", "rust-src"]))
    })
}

/// The standard library's own dependencies: the widget is built with its sources, and trunk builds
/// offline.
pub(crate) fn fetch_std(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo()?;
    cargo.args(["fetch", "--quiet", "--locked", "--manifest-path"]);
    cargo.arg(sysroot(workspace)?.join(STD));
    // The library's manifest asks for what only a nightly toolchain has by itself.
    run(cargo.env("RUSTC_BOOTSTRAP", "1"))
}

fn sysroot(workspace: &Workspace) -> Result<PathBuf> {
    let sysroot = answer(workspace.command("rustc")?.args(["--print", "sysroot"]));
    let sysroot = sysroot.context("no rustc: install Rust with rustup, see https://rustup.rs")?;
    Ok(PathBuf::from(sysroot.trim()))
}

fn major_version(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::major_version;

    #[test]
    fn the_major_version_is_the_first_number() {
        assert_eq!(major_version("v20.20.2\n"), Some(20));
        assert_eq!(major_version("nonsense"), None);
    }
}
