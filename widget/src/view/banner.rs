//! The one sentence that most visitors come for.

use super::heading::heading;
use super::icon::icon;
use super::node::{Element, element};
use super::time::moment;
use super::words;
use crate::model::{Shown, State};

/// Level and words of the whole page, and as of when.
pub(super) fn banner(shown: &Shown, heading_level: u8) -> Element {
    let said = shown
        .present()
        .map_or(words::UNAVAILABLE, |feed| &feed.status.description);
    let mut banner = element("div", &[("part", "header")])
        .with("class", ["banner ", tone(shown)].concat())
        .child(icon(shown.level()))
        .child(heading(heading_level, "said", said.to_owned()));
    if let Some(feed) = &shown.feed {
        let as_of = element("p", &[])
            .text(words::AS_OF)
            .child(moment(feed.generated_at));
        banner = banner.child(as_of);
    }
    match shown.state {
        State::Stale => banner.child(element("p", &[]).text(words::OUTDATED)),
        State::Ready | State::Error => banner,
    }
}

/// The colour of the page's level: grey unless fresh, because nothing past its promise may look
/// like the present.
pub(super) fn tone(shown: &Shown) -> &'static str {
    if shown.is_fresh() {
        words::level(shown.level())
    } else {
        "unknown"
    }
}
