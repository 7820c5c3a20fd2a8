//! What the author of a page asks of the widget: the attributes of the element, parsed once.
//!
//! An unknown or broken value reads as the default, because a typing error on a stranger's page
//! must not cost its visitors the status.

use js_sys::Reflect;
use pilotlight_feed::Component;
use wasm_bindgen::JsValue;

/// Seconds between two polls, unless the page asks for other ones.
const POLL_S: u32 = 60;
/// The least that a page may ask for, in seconds: a feed changes no faster than its cache allows.
const LEAST_POLL_S: u32 = 30;
/// Level of the first heading, unless the page asks for another: below a page's own title.
const HEADING_LEVEL: u8 = 2;

/// The attributes as they stand in the page; one that is not there is empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    /// Absolute addresses of summaries: a line for each feed, a space between those of one.
    feed: String,
    /// Public keys of which one must have signed the feeds.
    key: String,
    /// `badge`, `pill`, `dot`, `button`, `banner` or `panel`.
    variant: String,
    /// Identifiers of components, between spaces or commas; all when empty.
    components: String,
    /// Identifier of a group; all when empty.
    group: String,
    /// The words on the badge instead of its level's.
    label: String,
    /// The language of the place where the element stands.
    lang: String,
    /// Seconds; `0` is never.
    poll: String,
    /// 1 to 6.
    heading_level: String,
    /// Where a link leads while no feed has said it.
    href: String,
    /// The window in which a link opens.
    target: String,
    /// An address of which the visitor wants to know whether it can be reached.
    reach: String,
    /// Not empty when the widget can be taken off the page.
    dismissible: String,
    /// Not empty when the element has content of its own, which stays until there is better.
    fallback: String,
}

/// How the status is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// A button as large as the badge's image, which opens the panel above the page.
    Badge,
    /// The whole sentence on a button.
    Pill,
    /// The icon alone.
    Dot,
    /// A button that says "Status".
    Button,
    /// The whole sentence across the page.
    Banner,
    /// The panel itself, in the flow of the page.
    Panel,
}

/// The attributes as the widget goes by them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// The addresses of each feed, the page's own first.
    pub(crate) feeds: Vec<Vec<String>>,
    pub(crate) key: String,
    pub(crate) variant: Variant,
    pub(crate) label: String,
    pub(crate) language: String,
    /// Seconds between two polls; none is never.
    pub(crate) poll_s: Option<u32>,
    /// Level of the first heading, 1 to 6.
    pub(crate) heading_level: u8,
    pub(crate) href: String,
    pub(crate) target: String,
    pub(crate) reach: String,
    pub(crate) is_dismissible: bool,
    /// Whether the element's own content is shown until there is better.
    pub(crate) has_fallback: bool,
    /// Those that are shown; all when empty.
    pub(crate) components: Vec<String>,
    pub(crate) group: String,
}

impl Variant {
    const ALL: [Self; 6] = [
        Self::Badge,
        Self::Pill,
        Self::Dot,
        Self::Button,
        Self::Banner,
        Self::Panel,
    ];

    /// The word in the page.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Badge => "badge",
            Self::Pill => "pill",
            Self::Dot => "dot",
            Self::Button => "button",
            Self::Banner => "banner",
            Self::Panel => "panel",
        }
    }
}

impl Options {
    /// The same for one component of the page's own feed.
    pub(crate) fn of(&self, component: String) -> Self {
        Self {
            components: vec![component],
            group: String::new(),
            ..self.clone()
        }
    }

    /// Those that are asked for by name and not among these.
    pub(crate) fn missing<'a>(&'a self, known: &[Component]) -> impl Iterator<Item = &'a str> {
        let is_known = |id: &&String| known.iter().any(|part| part.id == **id && self.wants(part));
        let ids = self.components.iter();
        ids.filter(move |id| !is_known(id)).map(String::as_str)
    }

    /// Whether only a part of the page's own feed is shown.
    pub(crate) fn is_part(&self) -> bool {
        !self.components.is_empty() || !self.group.is_empty()
    }

    /// Whether a component is to be shown.
    pub(crate) fn wants(&self, component: &Component) -> bool {
        (self.components.is_empty() || self.components.contains(&component.id))
            && (self.group.is_empty() || component.group.as_ref() == Some(&self.group))
    }

    /// Whether something that concerns these components is to be shown; what names none concerns
    /// all.
    pub(crate) fn wants_any(&self, known: &[Component], affected: &[String]) -> bool {
        let mut known = known.iter();
        affected.is_empty()
            || !self.is_part()
            || known.any(|component| affected.contains(&component.id) && self.wants(component))
    }
}

impl Given {
    /// What stands in an object of the page's script, by the names of the attributes.
    pub(crate) fn read(object: &JsValue) -> Self {
        let text = |name: &str| {
            let value = Reflect::get(object, &name.into()).ok();
            value
                .and_then(|value| value.as_string())
                .unwrap_or_default()
        };
        Self {
            feed: text("feed"),
            key: text("key"),
            variant: text("variant"),
            components: text("components"),
            group: text("group"),
            label: text("label"),
            lang: text("lang"),
            poll: text("poll"),
            heading_level: text("heading-level"),
            href: text("href"),
            target: text("target"),
            reach: text("reach"),
            dismissible: text("dismissible"),
            fallback: text("fallback"),
        }
    }
}

impl From<Given> for Options {
    fn from(given: Given) -> Self {
        let words = |text: &str| -> Vec<String> {
            let words = text.split([' ', ',', '\t', '\n']);
            words
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let variant = Variant::ALL
            .into_iter()
            .find(|variant| variant.as_str() == given.variant);
        Self {
            // Commas are allowed within an address.
            feeds: given
                .feed
                .split('\n')
                .map(|feed| feed.split(' ').map(str::to_owned).collect())
                .collect(),
            variant: variant.unwrap_or(Variant::Badge),
            components: words(&given.components),
            group: given.group,
            poll_s: match given.poll.parse() {
                Ok(0) => None,
                Ok(seconds) => Some(LEAST_POLL_S.max(seconds)),
                Err(_) => Some(POLL_S),
            },
            heading_level: match given.heading_level.parse() {
                Ok(level @ 1..=6) => level,
                _ => HEADING_LEVEL,
            },
            key: given.key,
            label: given.label,
            language: given.lang,
            href: given.href,
            target: given.target,
            reach: given.reach,
            is_dismissible: !given.dismissible.is_empty(),
            has_fallback: !given.fallback.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::{Component, Status};

    use super::{Given, HEADING_LEVEL, LEAST_POLL_S, Options, POLL_S, Variant};

    fn options(poll: &str, variant: &str, heading: &str) -> Options {
        let given = Given {
            poll: poll.to_owned(),
            variant: variant.to_owned(),
            heading_level: heading.to_owned(),
            ..Given::default()
        };
        given.into()
    }

    fn part(components: &str, group: &str) -> Options {
        let given = Given {
            components: components.to_owned(),
            group: group.to_owned(),
            ..Given::default()
        };
        given.into()
    }

    fn component(id: &str, group: &str) -> Component {
        Component {
            id: id.to_owned(),
            name: id.to_owned(),
            group: (!group.is_empty()).then(|| group.to_owned()),
            critical: false,
            status: Status::Operational,
            since: None,
            until: None,
            description: None,
            uptime_bp: None,
            days: None,
        }
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
        for variant in Variant::ALL {
            assert_eq!(options("", variant.as_str(), "").variant, variant);
        }
        assert_eq!(options("", "", "1").heading_level, 1);
    }

    #[test]
    fn a_feed_may_have_several_addresses_and_others_beside_it() {
        let given = Given {
            feed: "https://a.example/s,1.json https://b.example/s.json\nhttps://c.example/"
                .to_owned(),
            ..Given::default()
        };
        let feeds = Options::from(given).feeds;
        assert_eq!(feeds[0].len(), 2);
        assert_eq!(feeds[1], ["https://c.example/"]);
    }

    #[test]
    fn a_page_may_show_some_components_or_one_group() {
        let (api, web) = (component("api", "core"), component("web", ""));
        assert!(part("", "").wants(&web));
        assert!(part("api, db", "").wants(&api) && !part("api, db", "").wants(&web));
        assert!(part("", "core").wants(&api) && !part("", "core").wants(&web));
        let known = [api, web];
        let affected = |id: &str| vec![id.to_owned()];
        assert!(part("api", "").wants_any(&known, &affected("api")));
        assert!(!part("api", "").wants_any(&known, &affected("web")));
        assert!(
            part("api", "").wants_any(&known, &[]),
            "what names none concerns all"
        );
    }
}
