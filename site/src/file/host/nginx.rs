//! What nginx is told, so that it answers for the published folder as we do.
//!
//! Lines for a `server` block, which says itself where it listens and for whom. A `location` with
//! headers of its own inherits none, so each has all; and nginx knows few types, so all are here. A folder
//! without a page of its own, which nginx does not list, is missing like anything else.

use super::{TYPES, Terms, common, patterns};
use crate::file::Header;

/// The lines.
#[must_use]
pub fn nginx(terms: &Terms) -> String {
    let mut text = String::from(
        "# For a server block that sets `root` to the published folder. Made by `pilotlight hosting\n\
         # nginx`: make it anew with each version.\n\
         index index.html;\n\
         absolute_redirect off;\n\
         error_page 403 404 =404 /404.html;\n\
         gzip on;\n\
         gzip_types",
    );
    // HTML it compresses unasked, and complains when asked; a picture of points is compressed.
    let own = patterns().filter_map(|pattern| pattern.media_type);
    let all = TYPES.iter().map(|(_, media_type)| *media_type).chain(own);
    for media_type in all.map(|whole| whole.split(';').next().unwrap_or(whole)) {
        if !matches!(media_type, "text/html" | "image/png") {
            text.extend([" ", media_type]);
        }
    }
    text.push_str(";\ntypes {\n");
    for (extension, media_type) in TYPES {
        text.extend(["    \"", media_type, "\" ", extension, ";\n"]);
    }
    text.push_str("}\n");
    write_headers(&mut text, "", common(terms));
    for pattern in patterns() {
        let (how, address) = match pattern.prefix() {
            Some(prefix) => ("", prefix),
            None => ("= ", pattern.address),
        };
        // A folder leads to its page by a second look, which has the headers.
        if pattern.address.ends_with('/') {
            continue;
        }
        text.extend(["location ", how, address, " {\n"]);
        if let Some(media_type) = pattern.media_type {
            text.extend(["    types { }\n    default_type \"", media_type, "\";\n"]);
        }
        let all = common(terms).chain(pattern.kind.headers(terms));
        write_headers(&mut text, "    ", all);
        text.push_str("}\n");
    }
    text
}

fn write_headers(text: &mut String, indent: &str, headers: impl Iterator<Item = Header>) {
    for (name, value) in headers {
        // With errors too: what is missing is a page like any other.
        text.extend([indent, "add_header ", name, " \"", &value, "\" always;\n"]);
    }
}
