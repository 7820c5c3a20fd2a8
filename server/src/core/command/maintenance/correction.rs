//! What was said of a maintenance is corrected: its words and its time, never where the work stood.
//! That is what the clock and the uptime went by; a new update says where it stands instead.

use pilotlight_feed::Timestamp;

use super::{INSTEAD_OF_AHEAD, Misplaced, find, misplaced, says_something};
use crate::core::command::{Named, Rejection, checked_body, checked_time, invalid, place_of};
use crate::core::input::Now;
use crate::core::maintenance::{Maintenance, MaintenanceUpdate, is_under_way};
use crate::core::state::State;

/// What changes of an update of a maintenance; what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MaintenanceUpdateEdit {
    /// What is said.
    pub body: Option<String>,
    /// The time it is shown under.
    pub at: Option<Timestamp>,
}

pub(in crate::core::command) fn edit_update(
    state: &State,
    now: Now,
    named: Named<'_>,
    number: u32,
    edit: &MaintenanceUpdateEdit,
) -> Result<Maintenance, Rejection> {
    let mut maintenance = find(state, now, named)?;
    let (stood, was_possible) = (
        maintenance.status(),
        out_of_order(&maintenance.updates).is_none(),
    );
    let place = place_of(maintenance.updates.iter().map(|known| known.number), number)?;
    let mut update = maintenance.updates.remove(place);
    if let Some(body) = &edit.body {
        update.body = checked_body(body)?;
    }
    if let Some(at) = edit.at {
        update.at = checked_time(now, at, INSTEAD_OF_AHEAD)?;
    }
    update.edited_at = Some(now.at);
    let (at, status) = (update.at, update.status);
    let body = edit.body.is_some().then(|| update.body.clone());
    maintenance.insert(update);
    // What somebody else has kept may be in no order that we would take; it can be corrected too.
    if let Some((wrong, why)) = out_of_order(&maintenance.updates).filter(|_| was_possible) {
        let (status, number) = (wrong.status.as_str(), wrong.number);
        return Err(invalid(
            "at",
            format!("is {at}, and update {number} would be {status} {why}; choose another time"),
        ));
    }
    if maintenance.status() != stood {
        let stood = stood.as_str();
        return Err(invalid(
            "at",
            format!(
                "is {at}, and it would not be {stood} any more; choose another time, or say in a new update where it stands"
            ),
        ));
    }
    if let Some(body) = body {
        let earlier = maintenance.updates.iter();
        let earlier = earlier.take_while(|known| known.number != number);
        says_something(earlier.last().map(|known| known.status), status, &body)?;
    }
    Ok(maintenance)
}

/// The first update that cannot stand where it does, and why.
fn out_of_order(updates: &[MaintenanceUpdate]) -> Option<(&MaintenanceUpdate, &'static str)> {
    let (mut before, mut has_begun) = (None, false);
    for update in updates {
        match misplaced((before, has_begun), update.status) {
            Some(Misplaced::AfterBegin(_)) => return Some((update, "after the work has begun")),
            Some(Misplaced::BeforeBegin) => return Some((update, "before the work begins")),
            None => {}
        }
        before = Some(update.status);
        has_begun |= is_under_way(update.status);
    }
    None
}
