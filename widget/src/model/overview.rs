//! One sentence about everything that an element shows: one feed, a part of it, or several.
//!
//! A feed beside the page's own that cannot be told counts as unknown: it makes nothing green, and
//! takes nothing else away.

use pilotlight_feed::locale::Words;
use pilotlight_feed::{Status, Timestamp, describe_in, describe_level, roll_up};

use super::{Shown, State};
use crate::options::Options;

/// What is said of everything together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Overview {
    /// That of the page's own feed.
    pub(crate) state: State,
    pub(crate) level: Status,
    /// The sentence; empty when nothing is known.
    pub(crate) said: String,
    /// Whether that is the feed's own.
    pub(crate) is_quoted: bool,
    /// As of when.
    pub(crate) at: Option<Timestamp>,
}

impl Overview {
    /// Of all feeds, the page's own first.
    pub(crate) fn new(all: &[Shown], options: &Options, words: &Words) -> Self {
        let own = &all[0];
        let at = own.feed.as_ref().map(|feed| feed.generated_at);
        let Some(feed) = own.present() else {
            return Self {
                state: State::Error,
                level: Status::Unknown,
                said: String::new(),
                is_quoted: false,
                at,
            };
        };
        let is_whole = all.len() == 1 && !options.is_part();
        let mut parts = Vec::new();
        let mut pages = Vec::new();
        for (index, shown) in all.iter().enumerate() {
            let name = |feed: &'_ pilotlight_feed::Feed| feed.page.name.clone();
            let name = shown.feed.as_deref().map(name).unwrap_or_default();
            let before = parts.len();
            // What a feed of others said of its past is worth nothing beside the present of ours.
            match shown.present().filter(|_| index == 0 || shown.is_fresh()) {
                Some(feed) => {
                    let components = feed.components.iter();
                    let wanted =
                        components.filter(|component| 0 < index || options.wants(component));
                    parts.extend(wanted.map(|part| (part.name.as_str(), part.status)));
                    if 0 == index {
                        // Nobody is called healthy for not being there.
                        let missing = options.missing(&feed.components);
                        parts.extend(missing.map(|id| (id, Status::Unknown)));
                    }
                    if parts.len() == before {
                        let is_part = 0 == index && options.is_part();
                        let level = if is_part {
                            Status::Unknown
                        } else {
                            feed.status.level
                        };
                        parts.push((&feed.page.name, level));
                    }
                }
                None => parts.push(("", Status::Unknown)),
            }
            let level = roll_up(parts[before..].iter().map(|(_, status)| *status));
            pages.push((name, level));
        }
        let level = if is_whole {
            feed.status.level
        } else {
            roll_up(parts.iter().map(|(_, status)| *status))
        };
        let is_bad = |(_, status): &&(&str, Status)| *status != Status::Operational;
        let bad = parts.iter().filter(is_bad).count();
        let is_quoted = is_whole && words.are_english();
        let said = if is_quoted {
            feed.status.description.clone()
        } else if all.len() == 1 || bad == 1 {
            describe_level(words, level, parts.iter().copied())
        } else {
            let pages = pages.iter().map(|(name, level)| (name.as_str(), *level));
            describe_in(words, pages)
        };
        Self {
            state: own.state,
            level,
            said,
            is_quoted,
            at,
        }
    }

    /// Since when it has been bad: since the first of the components that are, else since the first
    /// open incident. Only what is shown counts.
    pub(crate) fn bad_since(all: &[Shown], options: &Options) -> Option<Timestamp> {
        let (mut components, mut incidents) = (Vec::new(), Vec::new());
        for (index, shown) in all.iter().enumerate() {
            let Some(feed) = shown.present().filter(|_| index == 0 || shown.is_fresh()) else {
                continue;
            };
            for component in &feed.components {
                if Status::Unknown < component.status && (0 < index || options.wants(component)) {
                    components.extend(component.since);
                }
            }
            for incident in &feed.incidents {
                if 0 < index || options.wants_any(&feed.components, &incident.components) {
                    incidents.push(incident.started_at);
                }
            }
        }
        components.into_iter().min().or(incidents.into_iter().min())
    }

    /// Whether the present is shown, and not the past.
    pub(crate) fn is_fresh(&self) -> bool {
        self.state == State::Ready
    }
}

#[cfg(test)]
mod tests;
