//! As much news as readers take, the most important first.
//!
//! A document beyond their bound is refused whole, so a busy page must never make one: what does not
//! fit is left out, the oldest first. It stands on the pages of the past and in the store.

use std::collections::HashSet;
use std::io;

use pilotlight_feed::{Component, Feed, Incident, IncidentUpdate, Maintenance, limits};

use super::events::Lists;

/// What components leave free for incidents and maintenances, in bytes.
pub(crate) const EVENTS_BYTES: usize = 16 * 1024;
/// For the signature, and for what the lists themselves cost.
const MARGIN_BYTES: usize = 2 * 1024;
/// Bytes that an event takes beside its texts: names of fields, times, status words.
const EVENT_BYTES: usize = 320;
/// Bytes that an update takes beside its texts.
const UPDATE_BYTES: usize = 120;
/// Bytes of an instant that an update may say beside its own, or of a flag, with the longest name.
const SAID_BYTES: usize = 50;
/// Bytes that a former component takes beside its id and its name.
const COMPONENT_BYTES: usize = 48;
/// Former components take no more than this from what happened lately.
const FORMER_BYTES: usize = 16 * 1024;
/// What a body is cut to when whole it does not fit, in characters.
const CUT_CHARS: usize = 400;

/// What is left of a document.
struct Room {
    left_bytes: usize,
}

/// Puts the lists into the feed, as far as they fit, and the names of what is not on the page any more.
pub(super) fn fit(mut feed: Feed, told: Lists, mut former: Vec<Component>) -> Feed {
    // Until when a status set by hand stands is the least of what is said of a component.
    if limits::DOCUMENT_BYTES - EVENTS_BYTES < size(&feed) {
        for component in &mut feed.components {
            component.until = None;
        }
    }
    let mut room = Room {
        left_bytes: (limits::DOCUMENT_BYTES - MARGIN_BYTES).saturating_sub(size(&feed)),
    };
    // First of everything open the newest word, then what was said before, then the past.
    let (mut incidents, earlier) = newest_only(told.incidents, |known| &mut known.updates);
    room.keep_open(&mut incidents, incident_bytes, |known| &mut known.updates);
    let (mut current, _) = newest_only(told.maintenances, |known| &mut known.updates);
    room.keep_open(&mut current, maintenance_bytes, |known| &mut known.updates);
    let mut ahead = told.scheduled_maintenances;
    room.keep_open(&mut ahead, maintenance_bytes, |known| &mut known.updates);
    for (incident, earlier) in incidents.iter_mut().zip(earlier) {
        let fitting = earlier
            .into_iter()
            .take_while(|update| room.take(update_bytes(update)));
        incident.updates.extend(fitting);
    }
    former.truncate(room.most_former(&former));
    let mut past = told.past_incidents;
    room.keep(&mut past, incident_bytes);
    let mut done = told.past_maintenances;
    room.keep(&mut done, maintenance_bytes);
    feed.incidents = incidents;
    feed.maintenances = current;
    feed.scheduled_maintenances = ahead;
    feed.past_incidents = past;
    feed.past_maintenances = done;
    feed.former_components = former;
    feed.forget_unnamed();
    name_only_known(&mut feed);
    feed
}

/// As many of these, the most important first, as fit into a document that holds nothing else: what comes
/// after them is left out anyway, and so is not put into words.
pub(super) fn that_may_fit(incidents: impl Iterator<Item = Incident>) -> Vec<Incident> {
    let mut room = Room {
        left_bytes: limits::DOCUMENT_BYTES,
    };
    incidents
        .take_while(|incident| room.take(incident_bytes(incident)))
        .collect()
}

/// Takes out of the events what would have no name.
fn name_only_known(feed: &mut Feed) {
    let all = feed.components.iter().chain(&feed.former_components);
    let known: HashSet<String> = all.map(|component| component.id.clone()).collect();
    let incidents = feed.incidents.iter_mut().chain(&mut feed.past_incidents);
    let lists = incidents.map(|incident| &mut incident.components);
    let maintenances = feed.maintenances.iter_mut();
    let maintenances = maintenances.chain(&mut feed.scheduled_maintenances);
    let maintenances = maintenances.chain(&mut feed.past_maintenances);
    for ids in lists.chain(maintenances.map(|maintenance| &mut maintenance.components)) {
        ids.retain(|id| known.contains(id));
    }
}

/// Splits off all updates but the newest of each event.
fn newest_only<E>(
    mut events: Vec<E>,
    updates: impl Fn(&mut E) -> &mut Vec<IncidentUpdate>,
) -> (Vec<E>, Vec<Vec<IncidentUpdate>>) {
    let split = |event: &mut E| {
        let updates = updates(event);
        updates.split_off(updates.len().min(1))
    };
    let earlier = events.iter_mut().map(split).collect();
    (events, earlier)
}

impl Room {
    /// Keeps what is open. When not all of it fits, no event takes more than its share: the updates
    /// of one that would are cut.
    fn keep_open<E>(
        &mut self,
        events: &mut Vec<E>,
        bytes: impl Fn(&E) -> usize,
        updates: impl Fn(&mut E) -> &mut Vec<IncidentUpdate>,
    ) {
        events.truncate(limits::EVENTS);
        let share = if events.iter().map(&bytes).sum::<usize>() <= self.left_bytes {
            self.left_bytes
        } else {
            self.left_bytes / events.len().max(1)
        };
        for event in events.iter_mut().filter(|event| share < bytes(event)) {
            updates(event).truncate(1);
            updates(event).iter_mut().for_each(cut);
        }
        self.keep(events, bytes);
    }

    /// Keeps events up to the first that does not fit.
    fn keep<E>(&mut self, events: &mut Vec<E>, bytes: impl Fn(&E) -> usize) {
        events.truncate(limits::EVENTS);
        let fitting = events.iter().take_while(|event| self.take(bytes(event)));
        let fitting = fitting.count();
        events.truncate(fitting);
    }

    /// How many former components fit into their share.
    fn most_former(&mut self, former: &[Component]) -> usize {
        let mut own = Self {
            left_bytes: FORMER_BYTES.min(self.left_bytes),
        };
        let bytes = |known: &Component| COMPONENT_BYTES + known.id.len() + text_bytes(&known.name);
        let fitting = former
            .iter()
            .take_while(|known| own.take(bytes(known)) && self.take(bytes(known)));
        fitting.count().min(limits::COMPONENTS)
    }

    fn take(&mut self, bytes: usize) -> bool {
        let fits = bytes <= self.left_bytes;
        if fits {
            self.left_bytes -= bytes;
        }
        fits
    }
}

fn cut(update: &mut IncidentUpdate) {
    update.markdown = None;
    if let Some((end, _)) = update.body.char_indices().nth(CUT_CHARS) {
        update.body.truncate(end);
        update.body.push('…');
    }
}

fn incident_bytes(incident: &Incident) -> usize {
    let components: usize = incident.components.iter().map(|id| id.len() + 3).sum();
    let updates: usize = incident.updates.iter().map(update_bytes).sum();
    EVENT_BYTES + text_bytes(&incident.name) + components + updates
}

fn maintenance_bytes(maintenance: &Maintenance) -> usize {
    let components: usize = maintenance.components.iter().map(|id| id.len() + 3).sum();
    let updates: usize = maintenance.updates.iter().map(update_bytes).sum();
    EVENT_BYTES + text_bytes(&maintenance.name) + components + updates
}

fn update_bytes(update: &IncidentUpdate) -> usize {
    let markdown = update.markdown.as_deref().map_or(0, text_bytes);
    let said = [
        update.expected_resolution_at.is_some(),
        update.expectation_withdrawn,
        update.next_update_at.is_some(),
        update.edited_at.is_some(),
    ];
    let said = said.into_iter().filter(|is_there| *is_there).count();
    UPDATE_BYTES + SAID_BYTES * said + text_bytes(&update.body) + markdown
}

/// Bytes of a text in JSON. Of the control characters only line ends and tabs get this far.
fn text_bytes(text: &str) -> usize {
    let escaped = text
        .bytes()
        .filter(|byte| matches!(byte, b'"' | b'\\' | b'\n' | b'\t'));
    text.len() + escaped.count()
}

/// Bytes of a document, counted and not kept.
fn size(feed: &Feed) -> usize {
    struct Counter(usize);
    impl io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // What cannot be written down is refused by the publisher, and not for its size.
    let _ = serde_json::to_writer(&mut counter, feed);
    counter.0
}

#[cfg(test)]
mod tests;
