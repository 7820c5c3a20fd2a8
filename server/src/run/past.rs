//! The past that memory does not hold: read from the store beside the loop, at start and whenever
//! something of it has changed, and kept as what is told of it.

use std::sync::Arc;

use pilotlight_feed::{Month, Timestamp};

use super::{Loop, beside, complain};
use crate::core::{Catalog, Change, Past, Record, State, told_at};
use crate::store::{Store, StoreError};

/// Before everything that may ever have happened.
const EVER: Timestamp = Timestamp(-62_135_596_800);

/// From where it was read; none: all of it.
type Begin = Option<(Month, Timestamp)>;
/// What was read of it.
pub(super) type PastRead = (Begin, Result<Past, StoreError>);

/// What of the past is not as the store has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stale {
    /// Nothing.
    #[default]
    Nothing,
    /// What lies from the begin of a month on.
    Since(Month, Timestamp),
    /// All of it.
    Everything,
}

impl Stale {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, other) => other,
            (known, Self::Nothing) => known,
            (Self::Since(one, at), Self::Since(other, _)) if one <= other => Self::Since(one, at),
            (Self::Since(..), Self::Since(other, at)) => Self::Since(other, at),
            _ => Self::Everything,
        }
    }
}

fn since(begin: Begin) -> Stale {
    begin.map_or(Stale::Everything, |(month, at)| Stale::Since(month, at))
}

/// The whole past of a page, as its store has it.
///
/// # Errors
/// [`StoreError`] when it cannot be read.
pub(crate) async fn whole_past<S: Store>(
    store: &S,
    catalog: Arc<Catalog>,
    now: Timestamp,
) -> Result<Past, StoreError> {
    read(store, catalog, EVER, now).await
}

async fn read<S: Store>(
    store: &S,
    catalog: Arc<Catalog>,
    since: Timestamp,
    now: Timestamp,
) -> Result<Past, StoreError> {
    let loaded = store.history(since).await?;
    let made = tokio::task::spawn_blocking(move || {
        let state = State::of_history(catalog, loaded.ledger, loaded.events, since);
        Past::of(&state, since, now, &Past::none())
    });
    let made = made.await;
    Ok(made.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic())))
}

impl<S: Store> Loop<S> {
    /// Brings what is told of the past up to the present.
    pub(super) fn past(&mut self, now: Timestamp) -> Past {
        self.past = Past::of(&self.state, State::horizon(now), now, &self.past);
        self.past.clone()
    }

    /// Notes that all of the past may be other than it is told.
    pub(super) fn doubt_past(&mut self) {
        self.stale = Stale::Everything;
        self.past = self.past.shown_by(&self.state);
    }

    /// Notes what of the past a record changes that is not in memory.
    pub(super) fn note_past(&mut self, record: &Record) {
        let events = &self.state.events;
        let begins = match record {
            // What of them changes the past is told by `doubt_past`.
            Record::Component(_) | Record::Group(_) | Record::Order(..) | Record::Name(..) => {
                return;
            }
            Record::Transition(_) | Record::Series(_) => return,
            Record::Incident(incident) => {
                let before = events.incidents.get(&incident.id);
                let before = before.map(|known| known.started_at());
                before.into_iter().chain([incident.started_at()]).min()
            }
            Record::Maintenance(maintenance) => {
                let before = events.maintenances.get(&maintenance.id);
                let before = before.map(|known| told_at(known));
                before.into_iter().chain([told_at(maintenance)]).min()
            }
            Record::Override(set) => Some(set.from),
        };
        let now = self.clock.now().at;
        let zone = &self.state.catalog.page.zone;
        let Some(month) = begins.map(|begin| zone.month(begin)) else {
            return;
        };
        let begin = zone.midnight(month.first());
        if begin < State::horizon(now) {
            self.stale = self.stale.and(Stale::Since(month, begin));
            self.past = self.past.with_event(record, &self.state);
        }
    }

    /// Begins to read what is stale, if nothing is being read.
    pub(super) fn read_past(&mut self) {
        if self.reading_past.is_some() || self.stale == Stale::Nothing {
            return;
        }
        let from = match std::mem::take(&mut self.stale) {
            Stale::Since(month, at) => Some((month, at)),
            _ => None,
        };
        let since = from.map_or(EVER, |(_, at)| at);
        let (store, now) = (Arc::clone(&self.store), self.clock.now().at);
        let catalog = Arc::clone(&self.state.catalog);
        self.reading_past = Some(beside(async move {
            let read = read(store.as_ref(), catalog, since, now).await;
            (from, read)
        }));
    }

    pub(super) fn past_read(&mut self, (from, read): PastRead) {
        match read {
            // Something of it has changed meanwhile: what was read is from before, so it is read again.
            Ok(_) if self.stale != Stale::Nothing => {
                self.stale = self.stale.and(since(from));
                self.state.absorb(Change::NewsWaits, self.clock.now());
            }
            Ok(read) => {
                let read = read.shown_by(&self.state);
                self.past = match from {
                    Some((month, _)) => self.past.with(&read, month),
                    None => {
                        self.past_is_whole = true;
                        read
                    }
                };
                let now = self.clock.now();
                self.state.absorb(Change::NewsWaits, now);
            }
            Err(error) => {
                complain(
                    "cannot read the past; its pages stay as they are, and it is tried again with the next publication",
                    &error,
                );
                self.stale = self.stale.and(since(from));
            }
        }
    }
}
