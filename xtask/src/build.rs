//! `cargo xtask build`: the widget by trunk, then the server with the widget in it.

mod fingerprint;

use std::fs;

use anyhow::{Context, Result};

use self::fingerprint::fingerprint;
use crate::step::{run as run_to_end, step};
use crate::tools;
use crate::workspace::Workspace;

/// How the server is built; the widget is always built for release.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Profile {
    Release,
    Dev,
}

/// Everything that the widget's bytes depend on, from the top of the repository.
const WIDGET_INPUTS: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "rust-toolchain.toml",
    "feed",
    "widget",
    "www",
];

const WIDGET_OUTPUT: &str = "widget/dist";

/// The widget is built with a standard library of its own: without the words of panics that nobody
/// reads, for size, and ending at once at a fault, which the loader catches. 7 kB brotli of 50. These
/// are nightly options that the pinned toolchain has too; `RUSTC_BOOTSTRAP` lets it.
const WIDGET_ENVIRONMENT: &[(&str, &str)] = &[
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none",
    ),
];

pub(crate) fn run(workspace: &Workspace, profile: Profile) -> Result<()> {
    tools::for_build(workspace)?;
    widget(workspace)?;
    step("server", || {
        let mut cargo = workspace.cargo()?;
        cargo.args(["build", "--locked", "--package", "pilotlight-server"]);
        match profile {
            Profile::Release => run_to_end(cargo.arg("--release")),
            Profile::Dev => run_to_end(&mut cargo),
        }
    })
}

/// Builds the widget and its npm package unless neither its sources nor its output changed since the last time: cargo
/// would find nothing to do, but wasm-opt and the bundler would do all of their work again.
pub(crate) fn widget(workspace: &Workspace) -> Result<()> {
    let stamp = workspace.target.join("widget.stamp");
    let state = || -> Result<String> {
        let sources = fingerprint(&workspace.root, WIDGET_INPUTS)?;
        let output = fingerprint(&workspace.root, &[WIDGET_OUTPUT])?;
        let package = fingerprint(&workspace.npm_package(), &["."])?;
        Ok(format!("{sources}\n{output}\n{package}\n"))
    };
    if fs::read_to_string(&stamp).is_ok_and(|last| state().is_ok_and(|now| last == now)) {
        return Ok(());
    }
    step("adapters", || adapters(workspace))?;
    step("widget", || {
        let mut trunk = workspace.command("trunk")?;
        trunk.args(["build", "--release", "--config", "widget/Trunk.toml"]);
        trunk.env("CARGO_TARGET_DIR", workspace.widget_target());
        trunk.envs(WIDGET_ENVIRONMENT.iter().copied());
        // trunk reads NO_COLOR as a flag of its own and refuses `1`, which is what people set:
        // https://github.com/trunk-rs/trunk/issues/1065
        trunk.env_remove("NO_COLOR");
        run_to_end(&mut trunk)
    })?;
    fs::write(&stamp, state()?).with_context(|| format!("write {}", stamp.display()))
}

/// The second WebAssembly, for pages whose feed is another provider's. It has no glue, so it needs
/// no trunk; the bundler takes it in.
fn adapters(workspace: &Workspace) -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let folder = workspace.widget_target();
    let mut cargo = workspace.cargo()?;
    cargo.args(["build", "--locked", "--profile=widget", "--target", TARGET]);
    cargo.arg("--package=pilotlight-adapters");
    cargo.env("CARGO_TARGET_DIR", &folder);
    cargo.envs(WIDGET_ENVIRONMENT.iter().copied());
    run_to_end(&mut cargo)?;
    let built = folder.join(TARGET).join("widget/pilotlight_adapters.wasm");
    let mut optimizer = workspace.command("wasm-opt")?;
    optimizer.args([
        "-Oz",
        "--strip-producers",
        "--strip-debug",
        "--all-features",
    ]);
    optimizer
        .arg(built)
        .arg("-o")
        .arg(folder.join("adapters.wasm"));
    run_to_end(&mut optimizer)
}
