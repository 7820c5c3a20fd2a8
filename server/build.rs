//! Embeds the built widget, `widget/dist`, into the binary, so that one file is all an operator
//! deploys. Without it the server builds and serves the site without the widget.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let dist = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?)
        .join("../widget/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    if dist.is_dir() {
        collect(&dist, &mut files)?;
    }
    files.sort();
    let mut code = String::from("&[\n");
    for file in &files {
        let path = file.strip_prefix(&dist).map_err(io::Error::other)?;
        let key = path.to_string_lossy().replace('\\', "/");
        let absolute = file.canonicalize()?;
        writeln!(
            code,
            "    ({key:?}, include_bytes!({:?})),",
            absolute.display().to_string()
        )
        .map_err(io::Error::other)?;
    }
    code.push(']');
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("widget_files.rs"), code)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // trunk works in a hidden folder beside its result.
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
