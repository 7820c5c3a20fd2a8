//! The snippet in a page's markup. The page is anybody's, so it is read by a tokenizer that follows the
//! HTML standard and needs no tree.

use std::collections::BTreeMap;

use html5gum::{Token, Tokenizer};
use url::Url;

/// Attributes by name.
pub(super) type Attributes = BTreeMap<String, String>;

/// What a page says of the widget.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// Our scripts.
    pub scripts: Vec<Script>,
    /// `<pilot-light>` elements.
    pub elements: Vec<Element>,
    /// Policies in `<meta http-equiv>`.
    pub policies: Vec<String>,
}

/// A script of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Where it is taken from.
    pub address: Url,
    /// Its attributes.
    pub attributes: Attributes,
}

/// A `<pilot-light>`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its attributes.
    pub attributes: Attributes,
    /// Addresses of images within it.
    pub images: Vec<String>,
}

/// Reads a page.
pub(super) fn read(html: &str, page: &Url) -> Snippet {
    let mut snippet = Snippet::default();
    let mut is_within = false;
    let mut base = page.clone();
    for token in Tokenizer::new(html).flatten() {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attributes: Attributes = tag
                    .attributes
                    .iter()
                    .map(|(name, value)| (text(name), text(value)))
                    .collect();
                match name.as_str() {
                    "base" => {
                        let href = attributes.get("href").and_then(|href| page.join(href).ok());
                        base = href.unwrap_or(base);
                    }
                    "meta" => snippet.policies.extend(policy(&attributes)),
                    "script" => snippet.scripts.extend(script(attributes, &base)),
                    "pilot-light" => {
                        is_within = !tag.self_closing;
                        snippet.elements.push(Element {
                            attributes,
                            images: Vec::new(),
                        });
                    }
                    "img" if is_within => {
                        let image = attributes.get("src").and_then(|src| base.join(src).ok());
                        if let (Some(element), Some(image)) = (snippet.elements.last_mut(), image) {
                            element.images.push(image.into());
                        }
                    }
                    _ => {}
                }
            }
            Token::EndTag(tag) if *tag.name == b"pilot-light"[..] => is_within = false,
            _ => {}
        }
    }
    snippet
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn policy(attributes: &Attributes) -> Option<String> {
    let kind = attributes.get("http-equiv")?;
    let is_policy = kind.eq_ignore_ascii_case("content-security-policy");
    attributes.get("content").filter(|_| is_policy).cloned()
}

/// A script is ours by its name: `widget.js`, alone or below a version.
fn script(attributes: Attributes, base: &Url) -> Option<Script> {
    let address = base.join(attributes.get("src")?).ok()?;
    let is_ours = address.path().ends_with("/widget.js");
    is_ours.then_some(Script {
        address,
        attributes,
    })
}
