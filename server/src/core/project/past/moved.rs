//! An event that was moved to another month: of the two months memory may hold only one, and until the
//! other is read again its page must neither stand twice nor be missed.

use std::sync::Arc;

use pilotlight_feed::{History, Month};

use super::{Kept, Past, has_begun, latest, latest_planned, name, nothing_of, told_at};
use crate::core::input::Record;
use crate::core::project::events::{tell_incident, tell_maintenance};
use crate::core::project::shown::Shown;
use crate::core::state::State;

/// Whether a month tells of it.
type Holds<'a> = &'a dyn Fn(&History) -> bool;
/// Takes it out of a month, and puts it there when it is the one.
type Place<'a> = &'a dyn Fn(&mut History, bool);

impl Past {
    /// The same with what a record tells of in the month in which it is from now on, and in no other.
    #[must_use]
    pub fn with_event(&self, record: &Record, state: &State) -> Self {
        let zone = &state.catalog.page.zone;
        match record {
            Record::Incident(incident) if incident.is_public() => {
                let told = tell_incident(incident);
                let holds =
                    |history: &History| history.incidents.iter().any(|one| one.id == told.id);
                let place = |history: &mut History, is_there: bool| {
                    history.incidents.retain(|one| one.id != told.id);
                    history.incidents.extend(is_there.then(|| told.clone()));
                    history.incidents.sort_by_key(latest);
                };
                let month = zone.month(incident.started_at());
                self.moved(Some(month), state, (&holds, &place))
            }
            Record::Maintenance(maintenance) if maintenance.is_public() => {
                let told = tell_maintenance(maintenance);
                let holds =
                    |history: &History| history.maintenances.iter().any(|one| one.id == told.id);
                let place = |history: &mut History, is_there: bool| {
                    history.maintenances.retain(|one| one.id != told.id);
                    history.maintenances.extend(is_there.then(|| told.clone()));
                    history.maintenances.sort_by_key(latest_planned);
                };
                let month = has_begun(maintenance).then(|| zone.month(told_at(maintenance)));
                self.moved(month, state, (&holds, &place))
            }
            _ => self.clone(),
        }
    }

    fn moved(
        &self,
        to: Option<Month>,
        state: &State,
        (holds, place): (Holds<'_>, Place<'_>),
    ) -> Self {
        let shown = Shown::of(state);
        let mut past = self.clone();
        if let Some(month) = to {
            past.months.entry(month).or_insert_with(|| Kept {
                mark: 0,
                history: Arc::new(nothing_of(month, &state.catalog)),
            });
        }
        for (month, kept) in &mut past.months {
            let is_there = to == Some(*month);
            if !is_there && !holds(&kept.history) {
                continue;
            }
            let mut history = History::clone(&kept.history);
            place(&mut history, is_there);
            name(&mut history, &shown);
            *kept = Kept {
                mark: 0,
                history: Arc::new(history),
            };
        }
        past.months.retain(|_, kept| {
            let History {
                components,
                incidents,
                maintenances,
                ..
            } = kept.history.as_ref();
            !(components.is_empty() && incidents.is_empty() && maintenances.is_empty())
        });
        past
    }
}
