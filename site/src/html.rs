//! From a Leptos view to the text of a document.

use leptos::prelude::{AnyView, Owner, RenderHtml};

/// What Leptos leaves between nodes so that a browser could take over. Nothing takes over here, and
/// it is no valid HTML.
const MARKER: &str = "<!>";

/// Renders a view to a whole document.
pub(crate) fn document(view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new();
    let html = owner.with(|| view().to_html());
    owner.unset_with_forced_cleanup();
    ["<!DOCTYPE html>", &without_markers(&html), "\n"].concat()
}

/// Says in a document where it stands. Its title is ours to the tag, so what follows it is too.
pub(crate) fn with_address(html: &[u8], address: &str) -> Vec<u8> {
    const PLACE: &str = "</title>";
    let html = String::from_utf8_lossy(html);
    let Some((before, after)) = html.split_once(PLACE) else {
        return html.into_owned().into_bytes();
    };
    let address = address.replace('&', "&amp;").replace('"', "&quot;");
    let own = format!(
        r#"<link rel="canonical" href="{address}"><meta property="og:url" content="{address}">"#
    );
    [before, PLACE, &own, after].concat().into_bytes()
}

/// Takes the markers out. In a text a `<` is always escaped, so there it is a marker; in the value
/// of an attribute it is somebody's text and stays.
fn without_markers(html: &str) -> String {
    let mut clean = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        clean.push_str(&rest[..start]);
        rest = &rest[start..];
        if let Some(after) = rest.strip_prefix(MARKER) {
            rest = after;
            continue;
        }
        let (tag, after) = rest.split_at(tag_length(rest));
        clean.push_str(tag);
        rest = after;
    }
    clean.push_str(rest);
    clean
}

/// Bytes of the tag that a text begins with, up to the `>` that stands in no quotes.
fn tag_length(html: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::without_markers;

    #[test]
    fn markers_between_nodes_are_taken_out() {
        assert_eq!(without_markers("<p>a<!>b</p><!><br>"), "<p>ab</p><br>");
    }

    #[test]
    fn the_same_characters_in_an_attribute_are_text() {
        let html = r#"<p title="a<!>b > c">d</p>"#;
        assert_eq!(without_markers(html), html);
    }
}
