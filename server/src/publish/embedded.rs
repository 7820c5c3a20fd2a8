//! The widget's own files, which this binary carries.

use bytes::Bytes;
use pilotlight_site::File;

use super::compress::{Forms, is_worth};

/// One of them, as it is and compressed by the build.
#[derive(Debug)]
struct Embedded {
    path: &'static str,
    body: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

/// As the widget's build left them; empty when it was not built.
const WIDGET_FILES: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/widget_files.rs"));

/// Whether this binary carries the widget.
#[must_use]
pub fn has_widget() -> bool {
    !WIDGET_FILES.is_empty()
}

/// All of them.
pub(super) fn widget() -> Vec<File> {
    let files = WIDGET_FILES.iter().map(|file| File {
        path: file.path.to_owned(),
        body: file.body.to_vec(),
    });
    files.collect()
}

/// Number of files.
#[cfg(test)]
pub(super) fn len() -> usize {
    WIDGET_FILES.len()
}

/// The compressed forms of what is published at this path, when it is one of them and has these bytes.
pub(super) fn forms(path: &str, body: &[u8]) -> Option<Forms> {
    let is_it = |file: &&Embedded| file.path == path && file.body == body;
    let file = WIDGET_FILES.iter().find(is_it)?;
    let worth =
        |form: &'static [u8]| is_worth(body.len(), form.len()).then(|| Bytes::from_static(form));
    Some(Forms {
        brotli: worth(file.brotli),
        gzip: worth(file.gzip),
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    /// What the build compressed is what is carried, or browsers would run something else.
    #[test]
    fn the_compressed_forms_are_of_the_same_bytes() {
        let is_built = std::env::var_os("PILOTLIGHT_ALL_TOOLS").is_some();
        assert!(has_widget() || !is_built, "nothing to compare");
        for file in WIDGET_FILES {
            let mut plain = Vec::new();
            brotli::Decompressor::new(file.brotli, 4096)
                .read_to_end(&mut plain)
                .expect("is brotli");
            assert_eq!(plain, file.body, "{}", file.path);
            plain.clear();
            flate2::read::GzDecoder::new(file.gzip)
                .read_to_end(&mut plain)
                .expect("is gzip");
            assert_eq!(plain, file.body, "{}", file.path);
            assert!(forms(file.path, file.body).is_some(), "{}", file.path);
            assert!(forms(file.path, b"something else").is_none());
        }
    }
}
