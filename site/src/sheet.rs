//! The pages' stylesheet, under a path that changes with its bytes so that it may be kept for ever.

use sha2::{Digest, Sha256};

/// The stylesheet.
pub(crate) const CSS: &str = include_str!("style.css");

/// Bytes of the digest in the path: 64 bits tell any two of our stylesheets apart.
const DIGEST_BYTES: usize = 8;

/// Its path below the root of the site.
pub(crate) fn path() -> String {
    let digest = Sha256::digest(CSS);
    let name: String = digest
        .iter()
        .take(DIGEST_BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("assets/{name}.css")
}
