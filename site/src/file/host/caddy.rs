//! What Caddy is told, so that it answers for the published folder as we do.
//!
//! Lines for a site's block, which has the name that Caddy gets a certificate for.

use super::{TYPES, Terms, common, patterns};
use crate::file::{Header, Kind};

/// The lines.
#[must_use]
pub fn caddy(terms: &Terms) -> String {
    let mut text = String::from(
        "# For a site's block that sets `root` to the published folder. Made by `pilotlight hosting\n\
         # caddy`: make it anew with each version.\n\
         encode gzip\n\
         file_server\n\
         handle_errors {\n\
         rewrite * /404.html\n\
         file_server\n",
    );
    // The page of what is missing is asked for by another address than its own.
    write_headers(&mut text, "", Kind::Page.headers(terms));
    text.push_str("}\n");
    write_headers(&mut text, "", common(terms));
    for (extension, media_type) in TYPES {
        let name = ["@", extension].concat();
        text.extend([name.as_str(), " path *.", extension, "\n"]);
        write_type(&mut text, &name, media_type);
    }
    for (number, pattern) in patterns().enumerate() {
        let name = format!("@{number}");
        text.extend([name.as_str(), " path ", pattern.address, "\n"]);
        write_headers(&mut text, &name, pattern.kind.headers(terms));
        if let Some(media_type) = pattern.media_type {
            write_type(&mut text, &name, media_type);
        }
    }
    text
}

/// Put off until the answer is written: the file server has its own word on the type before. Of two
/// rules for one path Caddy lets the longer have the last word.
fn write_type(text: &mut String, matcher: &str, media_type: &str) {
    text.extend([
        "header ",
        matcher,
        " {\n\tcontent-type \"",
        media_type,
        "\"\n\tdefer\n}\n",
    ]);
}

fn write_headers(text: &mut String, matcher: &str, headers: impl Iterator<Item = Header>) {
    text.extend(["header ", matcher, " {\n"]);
    for (name, value) in headers {
        text.extend(["\t", name, " \"", &value, "\"\n"]);
    }
    text.push_str("}\n");
}
