//! Which crate may lean on which: the arrows of ARCHITECTURE.md, read from cargo's own answer.

use std::path::Path;
use std::process::Command;

/// The packages of one build with their features, one `name version features` a line.
fn build_of(arguments: &[&str]) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate is in the workspace");
    let output = Command::new(env!("CARGO"))
        .current_dir(root)
        .args([
            "tree",
            "--locked",
            "--edges=normal",
            "--prefix=none",
            "--format={p} {f}",
        ])
        .args(arguments)
        .output()
        .expect("cargo can be started");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}

#[track_caller]
fn check_absent(build: &[&str], unwanted: &[&str]) {
    let packages = build_of(build);
    assert!(!packages.is_empty());
    for line in packages {
        let name = line.split(' ').next().unwrap_or_default();
        assert!(!unwanted.contains(&name), "{build:?} has {line}");
    }
}

/// The features that Leptos is built with in one build.
fn leptos_features(build: &[&str]) -> String {
    let packages = build_of(build);
    let leptos = packages
        .iter()
        .find(|line| line.starts_with("leptos v"))
        .expect("the build has Leptos");
    leptos.split(' ').nth(2).unwrap_or_default().to_owned()
}

const WIDGET: [&str; 2] = [
    "--package=pilotlight-widget",
    "--target=wasm32-unknown-unknown",
];

const ADAPTERS: [&str; 2] = [
    "--package=pilotlight-adapters",
    "--target=wasm32-unknown-unknown",
];

#[test]
fn the_contract_needs_neither_a_view_nor_a_runtime() {
    check_absent(
        &["--package=pilotlight-feed"],
        &[
            "leptos",
            "tokio",
            "hyper",
            "sqlx",
            "wasm-bindgen",
            "web-sys",
        ],
    );
}

#[test]
fn the_site_knows_only_the_contract() {
    check_absent(
        &["--package=pilotlight-site"],
        &["pilotlight-server", "pilotlight-widget", "hyper", "sqlx"],
    );
}

#[test]
fn the_server_does_not_know_the_widget() {
    check_absent(&["--package=pilotlight-server"], &["pilotlight-widget"]);
}

#[test]
fn the_widget_knows_only_the_contract() {
    check_absent(&WIDGET, &["pilotlight-site", "pilotlight-server", "tokio"]);
}

#[test]
fn who_verifies_in_the_browser_is_the_browser() {
    let cryptography = ["ring", "ed25519-dalek", "ed25519", "curve25519-dalek"];
    check_absent(&WIDGET, &cryptography);
    check_absent(&ADAPTERS, &cryptography);
    // The control: the server signs, so there it is.
    let server = build_of(&["--package=pilotlight-server"]);
    assert!(
        server.iter().any(|line| {
            let name = line.split(' ').next().unwrap_or_default();
            cryptography.contains(&name)
        }),
        "nothing in the server would be told apart"
    );
}

#[test]
fn rendering_and_mounting_never_meet_in_one_build() {
    let has = |features: &str, feature: &str| features.split(',').any(|one| one == feature);
    let default = leptos_features(&[]);
    assert!(has(&default, "ssr") && !has(&default, "csr"), "{default}");
    let widget = leptos_features(&WIDGET);
    assert!(has(&widget, "csr") && !has(&widget, "ssr"), "{widget}");
}

#[test]
fn no_web_framework_and_no_second_tls_anywhere() {
    let lockfile = include_str!("../../Cargo.lock");
    for unwanted in ["actix-web", "axum", "native-tls", "openssl", "openssl-sys"] {
        assert!(
            !lockfile.contains(&format!("name = \"{unwanted}\"\n")),
            "{unwanted}"
        );
    }
}
