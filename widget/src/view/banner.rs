//! The one sentence that most visitors come for.

use pilotlight_feed::Status;
use pilotlight_feed::locale::Word;

use super::heading::{heading, sentence};
use super::icon::icon;
use super::node::{Element, element};
use super::panel::Setting;
use super::time::{moment, with_time};
use super::words;
use crate::model::{Overview, State};

/// Level and words of everything, and as of when.
pub(super) fn banner(overview: &Overview, is_unsigned: bool, setting: &Setting<'_>) -> Element {
    let words = &setting.language.words;
    let said = match overview.state {
        State::Error => words.say(Word::Unavailable),
        State::Ready | State::Stale => &overview.said,
    };
    let tone = tone(overview.is_fresh(), overview.level);
    // What the feed itself says may be in another script than the page.
    let said_as = if overview.is_quoted {
        heading
    } else {
        sentence
    };
    let mut banner = element("div", &[("part", "header")])
        .with("class", ["head ", tone].concat())
        .child(icon(overview.level))
        .child(said_as(setting.heading_level, "words", said.to_owned()));
    if let Some(at) = overview.at {
        let time = moment(setting.language, at);
        let as_of = with_time(element("p", &[]), setting.language, Word::AsOf, time);
        banner = banner.child(as_of);
    }
    let doubt = if overview.state != State::Ready && is_unsigned {
        Some(Word::NotSigned)
    } else {
        (overview.state == State::Stale).then_some(Word::Outdated)
    };
    let doubt = doubt.map(|word| element("p", &[]).said(words.say(word).to_owned()));
    banner.maybe(doubt)
}

/// The colour of a level: grey unless fresh, because nothing past its promise may look like the
/// present.
pub(super) fn tone(is_fresh: bool, level: Status) -> &'static str {
    if is_fresh {
        words::level(level)
    } else {
        "unknown"
    }
}
