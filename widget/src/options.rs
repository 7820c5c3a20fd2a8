//! What the author of a page asks of the widget: the attributes of the element, parsed once.
//!
//! An unknown or broken value reads as the default, because a typing error on a stranger's page
//! must not cost its visitors the status.

use serde::Deserialize;

/// Seconds between two polls, unless the page asks for other ones.
const POLL_S: u32 = 60;
/// The least that a page may ask for, in seconds: a feed changes no faster than its cache allows.
const LEAST_POLL_S: u32 = 30;
/// Level of the first heading, unless the page asks for another: below a page's own title.
const HEADING_LEVEL: u8 = 2;

/// The attributes as they stand in the page; one that is not there is empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    /// Absolute address of `summary.json`.
    feed: String,
    /// `badge` or `panel`.
    variant: String,
    /// Seconds; `0` is never.
    poll: String,
    /// 1 to 6.
    heading: String,
    /// Where a link leads while no feed has said it.
    href: String,
    /// Not empty when the element has content of its own, which stays until there is better.
    fallback: String,
}

/// How the status is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// A button as large as the badge's image, which opens the panel above the page.
    Badge,
    /// The panel itself, in the flow of the page.
    Panel,
}

/// The attributes as the widget goes by them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) feed: String,
    pub(crate) variant: Variant,
    /// Seconds between two polls; none is never.
    pub(crate) poll_s: Option<u32>,
    /// Level of the first heading, 1 to 6.
    pub(crate) heading_level: u8,
    pub(crate) href: String,
    /// Whether the element's own content is shown until there is better.
    pub(crate) has_fallback: bool,
}

impl From<Given> for Options {
    fn from(given: Given) -> Self {
        Self {
            variant: match given.variant.as_str() {
                "panel" => Variant::Panel,
                _ => Variant::Badge,
            },
            poll_s: match given.poll.parse() {
                Ok(0) => None,
                Ok(seconds) => Some(LEAST_POLL_S.max(seconds)),
                Err(_) => Some(POLL_S),
            },
            heading_level: match given.heading.parse() {
                Ok(level @ 1..=6) => level,
                _ => HEADING_LEVEL,
            },
            feed: given.feed,
            href: given.href,
            has_fallback: !given.fallback.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Given, HEADING_LEVEL, LEAST_POLL_S, Options, POLL_S, Variant};

    fn options(poll: &str, variant: &str, heading: &str) -> Options {
        let given = Given {
            poll: poll.to_owned(),
            variant: variant.to_owned(),
            heading: heading.to_owned(),
            ..Given::default()
        };
        given.into()
    }

    #[track_caller]
    fn check_poll(text: &str, poll_s: Option<u32>) {
        assert_eq!(options(text, "", "").poll_s, poll_s, "{text:?}");
    }

    #[test]
    fn a_page_polls_no_faster_than_every_30_seconds() {
        check_poll("120", Some(120));
        check_poll("5", Some(LEAST_POLL_S));
        check_poll("0", None);
    }

    #[test]
    fn what_cannot_be_read_is_the_default() {
        for text in ["", "fast", "-1", "1e3", "99999999999"] {
            check_poll(text, Some(POLL_S));
        }
        assert_eq!(options("", "carousel", "").variant, Variant::Badge);
        assert_eq!(options("", "", "0").heading_level, HEADING_LEVEL);
        assert_eq!(options("", "", "7").heading_level, HEADING_LEVEL);
    }

    #[test]
    fn what_can_be_read_is_taken() {
        assert_eq!(options("", "panel", "").variant, Variant::Panel);
        assert_eq!(options("", "", "1").heading_level, 1);
    }
}
