//! Takes comments and blank space out of the stylesheet before it goes into the WebAssembly: every
//! visitor of every page would carry them.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=src/view/style.css");
    let style = fs::read_to_string("src/view/style.css")?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("style.css"), squeeze(&style))
}

/// Good for a stylesheet without comment signs in strings, which ours is.
fn squeeze(style: &str) -> String {
    let mut pieces = style.split("/*");
    let mut bare = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        bare.push_str(piece.split_once("*/").map_or("", |(_, rest)| rest));
    }
    let mut squeezed = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    for sign in ["{", "}", ";", ",", ":"] {
        squeezed = squeezed.replace(&format!("{sign} "), sign);
        // A space before a colon means a descendant: `.card :is(…)`.
        if sign != ":" {
            squeezed = squeezed.replace(&format!(" {sign}"), sign);
        }
    }
    squeezed.replace(";}", "}")
}
