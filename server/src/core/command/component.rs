//! Commands on the status of a component.

use pilotlight_feed::{Status, Timestamp};

use super::{Rejection, checked_body, checked_instant, fresh_id, invalid, known_components};
use crate::core::input::Now;
use crate::core::state::State;
use crate::core::status_override::StatusOverride;

/// A status to set by hand. It takes the place of one that was set before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStatus {
    /// Identifier of the override.
    pub id: String,
    /// Identifier of the component.
    pub component: String,
    /// What it is set to.
    pub status: Status,
    /// Until when; none until it is taken back.
    pub until: Option<Timestamp>,
    /// Why, for the operators.
    pub reason: String,
}

/// What ends, and what is the newest then.
type Set = (Vec<StatusOverride>, StatusOverride);

pub(super) fn set(state: &State, now: Now, new: &NewStatus) -> Result<Set, Rejection> {
    fresh_id(&new.id, state.events.overrides.contains_key(&new.id))?;
    known_components(state, [&new.component])?;
    if new.status == Status::Unknown {
        return Err(invalid(
            "status",
            "unknown is only ours to say; take back what is set by hand instead",
        ));
    }
    if let Some(until) = new.until.filter(|until| *until <= now.at) {
        return Err(invalid(
            "until",
            format!("is {until}, which is over; name a time ahead"),
        ));
    }
    if let Some(until) = new.until {
        checked_instant("until", until)?;
    }
    let newest = StatusOverride {
        id: new.id.clone(),
        component: new.component.clone(),
        status: new.status,
        from: now.at,
        to: new.until,
        reason: checked_body(&new.reason)?,
    };
    Ok((ended(state, now.at, &new.component), newest))
}

pub(super) fn clear(state: &State, now: Now, component: &str) -> Result<Set, Rejection> {
    known_components(state, [&component.to_owned()])?;
    let mut ended = ended(state, now.at, component);
    ended.sort_by_key(|known| known.from);
    let newest = ended.pop().ok_or_else(|| {
        Rejection::Conflict(format!(
            "no status is set by hand on {component:?}; its monitors speak for it"
        ))
    })?;
    Ok((ended, newest))
}

/// What is set by hand on a component at an instant, as it is when it ends there.
pub(super) fn ended(state: &State, at: Timestamp, component: &str) -> Vec<StatusOverride> {
    let own = state.events.overrides.values();
    let own = own.filter(|known| known.component == component && known.span().covers(at));
    let ended = own.map(|known| StatusOverride {
        to: Some(at),
        ..StatusOverride::clone(known)
    });
    ended.collect()
}
