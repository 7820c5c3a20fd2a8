//! Embeds the built widget, `widget/dist`, into the binary, so that one file is all an operator
//! deploys. Without it the server builds and serves the site without the widget. Each file is there
//! compressed too: as small as can be takes seconds, which no start of a server should.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

fn main() -> io::Result<()> {
    let own = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let dist = &Path::new(&own).join("../widget/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    if dist.is_dir() {
        collect(dist, &mut files)?;
    }
    files.sort();
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let out = Path::new(&out);
    let mut code = String::from("&[\n");
    for (number, file) in files.iter().enumerate() {
        let path = file.strip_prefix(dist).map_err(io::Error::other)?;
        let path = path.to_string_lossy().replace('\\', "/");
        let body = fs::read(file)?;
        let form = |name: &str, bytes: Vec<u8>| {
            let place = out.join(format!("{number}.{name}"));
            fs::write(&place, bytes).map(|()| include(&place))
        };
        let brotli = form("br", brotli(&body)?)?;
        let gzip = form("gz", gzip(&body)?)?;
        let body = include(&file.canonicalize()?);
        writeln!(
            code,
            "Embedded {{ path: {path:?}, body: {body}, brotli: {brotli}, gzip: {gzip} }},"
        )
        .map_err(io::Error::other)?;
    }
    code.push(']');
    fs::write(out.join("widget_files.rs"), code)
}

fn include(file: &Path) -> String {
    format!("include_bytes!({:?})", file.display().to_string())
}

fn brotli(mut body: &[u8]) -> io::Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        size_hint: body.len(),
        // 256 kB, which none of them exceeds: a browser that reads it sets as much aside.
        lgwin: 18,
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut body, &mut compressed, &params)?;
    Ok(compressed)
}

fn gzip(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body)?;
    encoder.finish()
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
