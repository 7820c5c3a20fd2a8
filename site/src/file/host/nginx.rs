//! What nginx is told, so that it answers for the published folder as we do.
//!
//! Lines for a `server` block, which says itself where it listens and for whom. A `location` with
//! headers of its own inherits none, so each has all; and nginx knows few types, so all are here.

use super::{PATTERNS, Scheme, common, kinds};
use crate::file::Header;

/// The lines.
#[must_use]
pub fn nginx(scheme: Scheme) -> String {
    let mut text = String::from(
        "# For a server block that sets `root` to the published folder. Made by `pilotlight hosting\n\
         # nginx`: make it anew with each version.\n\
         index index.html;\n\
         absolute_redirect off;\n\
         error_page 404 /404.html;\n\
         gzip on;\n\
         gzip_types text/plain text/css text/javascript application/json application/wasm image/svg+xml;\n\
         types {\n",
    );
    for (extension, media_type) in kinds() {
        text.extend(["    \"", media_type, "\" ", extension, ";\n"]);
    }
    text.push_str("}\n");
    write_headers(&mut text, "", common(scheme));
    for (pattern, kind) in PATTERNS {
        let (how, address) = match pattern.strip_suffix('*') {
            Some(prefix) => ("", prefix),
            None => ("= ", *pattern),
        };
        // A folder leads to its page by a second look, which has the headers.
        if pattern.ends_with('/') {
            continue;
        }
        text.extend(["location ", how, address, " {\n"]);
        let all = common(scheme).chain(kind.headers().iter().copied());
        write_headers(&mut text, "    ", all);
        text.push_str("}\n");
    }
    text
}

fn write_headers(text: &mut String, indent: &str, headers: impl Iterator<Item = Header>) {
    for (name, value) in headers {
        // With errors too: what is missing is a page like any other.
        text.extend([indent, "add_header ", name, " \"", value, "\" always;\n"]);
    }
}
