//! What pages refer to and everybody may keep for ever: the stylesheet, the script and the icon of
//! the tab,
//! under paths that change with their bytes.

use sha2::{Digest, Sha256};

use crate::File;

/// Bytes of the digest in a path: 64 bits tell any two of our files apart.
const DIGEST_BYTES: usize = 8;

/// A file that is part of the program.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asset {
    /// The pages' stylesheet.
    Style,
    /// The pages' own script: times of the reader's zone, word of news.
    Page,
    /// A flame, in no colour of any level: a tab left open must not look green for ever.
    Icon,
}

impl Asset {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Style, Self::Page, Self::Icon];

    const fn body(self) -> &'static str {
        match self {
            Self::Style => include_str!("asset/style.css"),
            Self::Page => include_str!("asset/page.js"),
            Self::Icon => include_str!("asset/icon.svg"),
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Style => "css",
            Self::Page => "js",
            Self::Icon => "svg",
        }
    }

    /// Its path below the root of the site.
    fn path(self) -> String {
        path(self.body().as_bytes(), self.extension())
    }

    /// Its address from anywhere on the site.
    pub(crate) fn address(self) -> String {
        ["/", &self.path()].concat()
    }

    pub(crate) fn file(self) -> File {
        File::text(self.path(), self.body())
    }
}

/// Where a file stands that everybody may keep for ever, below the root of the site.
pub(crate) fn path(body: &[u8], extension: &str) -> String {
    let digest = Sha256::digest(body);
    let name: String = digest
        .iter()
        .take(DIGEST_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("assets/{name}.{extension}")
}
