//! Response times for the pages: read from the store once an hour, beside the loop, so that a page does
//! not change with every check.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotlight_feed::Timestamp;
use pilotlight_site::ResponseTimes;

use super::{Loop, beside, complain};
use crate::core::Change;
use crate::measure::{first_shown, response_times};
use crate::store::{MeasuredHour, Store, StoreError};

/// Beyond the end of an hour until its measurements are sure to be written, seconds.
const WRITTEN_AFTER_S: i64 = 60;

/// From when on, and what was measured since.
pub(super) type Measured = (Timestamp, Result<Vec<MeasuredHour>, StoreError>);

impl<S: Store> Loop<S> {
    /// Begins to read what was measured, when there is another hour of it.
    pub(super) fn read_responses(&mut self) {
        let first = first_shown(self.clock.now().at.plus(-WRITTEN_AFTER_S));
        if self.reading_responses.is_some() || self.responses_from == Some(first) {
            return;
        }
        let store = Arc::clone(&self.store);
        self.reading_responses = Some(beside(
            async move { (first, store.measured_hours(first).await) },
        ));
    }

    pub(super) fn responses_read(&mut self, (first, read): Measured) {
        match read {
            Ok(measured) => {
                self.responses_from = Some(first);
                let times = response_times(&self.state.catalog, &measured, first);
                if times != *self.responses {
                    self.responses = Arc::new(times);
                    self.state.absorb(Change::NewsWaits, self.clock.now());
                }
            }
            Err(error) => complain(
                "cannot read response times; pages show the old ones, and it is tried again with the next publication",
                &error,
            ),
        }
    }

    /// Response times of components that are shown no more are told nowhere.
    pub(super) fn doubt_responses(&mut self) {
        let mut times = BTreeMap::<String, ResponseTimes>::clone(&self.responses);
        let components = &self.state.catalog.components;
        times.retain(|id, _| {
            let mut shown = components.iter().filter(|known| !known.is_hidden);
            shown.any(|known| known.id == *id)
        });
        self.responses = Arc::new(times);
        self.responses_from = None;
    }
}
