//! Incidents, maintenances, their series, statuses set by hand, what is told of components, who is let
//! in, as JSON:
//! one form for the database, the answers of the API, the audit log and an export.
//!
//! What follows from the rest (state, begin, end) is written for whoever reads and never read back.

mod access;
mod csv;
mod incident;
mod incident_report;
mod maintenance;
mod report;
mod series;
mod status_override;
mod told;

use pilotlight_feed::Timestamp;
use serde::Serialize;

pub use self::access::{member_json, token_json};
use crate::core::{
    Incident, Kind, Maintenance, Order, Record, Series, StatusOverride, ToldComponent, ToldGroup,
};

/// A document that cannot be read: damaged, or written by a newer version.
#[derive(Debug, thiserror::Error)]
#[error("the {kind} {id:?} in the database cannot be read: {source}")]
pub struct Unreadable {
    kind: &'static str,
    id: String,
    source: serde_json::Error,
}

/// An incident as JSON.
#[must_use]
pub fn incident_json(incident: &Incident) -> serde_json::Value {
    value(&incident::Document::of(incident))
}

/// An incident for who asks now, to be written as JSON: with what follows from the time too.
#[must_use]
pub fn incident_at(incident: &Incident, now: Timestamp) -> impl Serialize + use<> {
    incident::Document::at(incident, now)
}

/// The same as JSON.
#[must_use]
pub fn incident_json_at(incident: &Incident, now: Timestamp) -> serde_json::Value {
    value(&incident_at(incident, now))
}

/// An incident from JSON of [`incident_json`].
///
/// # Errors
/// [`Unreadable`] when it is none.
pub fn read_incident(id: &str, json: &str) -> Result<Incident, Unreadable> {
    let document: Result<incident::Document, _> = serde_json::from_str(json);
    document
        .map(incident::Document::read)
        .map_err(|source| unreadable("incident", id, source))
}

/// A maintenance as JSON.
#[must_use]
pub fn maintenance_json(maintenance: &Maintenance) -> serde_json::Value {
    value(&maintenance::Document::of(maintenance))
}

/// A maintenance for who asks now, to be written as JSON: with what follows from the time too.
#[must_use]
pub fn maintenance_at(maintenance: &Maintenance, now: Timestamp) -> impl Serialize + use<> {
    maintenance::Document::at(maintenance, now)
}

/// The same as JSON.
#[must_use]
pub fn maintenance_json_at(maintenance: &Maintenance, now: Timestamp) -> serde_json::Value {
    value(&maintenance_at(maintenance, now))
}

/// A maintenance from JSON of [`maintenance_json`].
///
/// # Errors
/// [`Unreadable`] when it is none.
pub fn read_maintenance(id: &str, json: &str) -> Result<Maintenance, Unreadable> {
    let document: Result<maintenance::Document, _> = serde_json::from_str(json);
    document
        .map(maintenance::Document::read)
        .map_err(|source| unreadable("maintenance", id, source))
}

/// A series of maintenances as JSON.
#[must_use]
pub fn series_json(series: &Series) -> serde_json::Value {
    value(&series::Document::of(series))
}

/// A series from JSON of [`series_json`].
///
/// # Errors
/// [`Unreadable`] when it is none.
pub fn read_series(id: &str, json: &str) -> Result<Series, Unreadable> {
    let document: Result<series::Document, _> = serde_json::from_str(json);
    document
        .and_then(series::Document::read)
        .map_err(|source| unreadable("series", id, source))
}

/// A status set by hand as JSON.
#[must_use]
pub fn override_json(set: &StatusOverride) -> serde_json::Value {
    value(&status_override::Document::of(set))
}

/// A component told by API as JSON.
#[must_use]
pub fn component_json(component: &ToldComponent) -> serde_json::Value {
    value(&told::Component::of(component))
}

/// A component from JSON of [`component_json`].
///
/// # Errors
/// [`Unreadable`] when it is none.
pub fn read_component(id: &str, json: &str) -> Result<ToldComponent, Unreadable> {
    let document: Result<told::Component, _> = serde_json::from_str(json);
    document
        .map(told::Component::read)
        .map_err(|source| unreadable("component", id, source))
}

/// A group told by API as JSON.
#[must_use]
pub fn group_json(group: &ToldGroup) -> serde_json::Value {
    value(&told::Group::of(group))
}

/// A group from JSON of [`group_json`].
///
/// # Errors
/// [`Unreadable`] when it is none.
pub fn read_group(id: &str, json: &str) -> Result<ToldGroup, Unreadable> {
    let document: Result<told::Group, _> = serde_json::from_str(json);
    document
        .map(told::Group::read)
        .map_err(|source| unreadable("group", id, source))
}

/// An order of what is told as JSON.
#[must_use]
pub fn order_json(order: &Order) -> serde_json::Value {
    serde_json::json!({ "ids": order.ids, "version": order.version })
}

/// The identifiers of an order, from a list of JSON.
///
/// # Errors
/// [`Unreadable`] when it is none.
pub(crate) fn read_ids(kind: Kind, json: &str) -> Result<Vec<String>, Unreadable> {
    serde_json::from_str(json).map_err(|source| unreadable("order of", kind.as_str(), source))
}

/// A record as JSON; none for what monitors found, which the ledger keeps, and for what the
/// configuration calls a component.
#[must_use]
pub fn record_json(record: &Record) -> Option<serde_json::Value> {
    match record {
        Record::Transition(_) | Record::Name(_, _) => None,
        Record::Incident(incident) => Some(incident_json(incident)),
        Record::Maintenance(maintenance) => Some(maintenance_json(maintenance)),
        Record::Series(series) => Some(series_json(series)),
        Record::Override(set) => Some(override_json(set)),
        Record::Component(component) => Some(component_json(component)),
        Record::Group(group) => Some(group_json(group)),
        Record::Order(_, order) => Some(order_json(order)),
    }
}

fn unreadable(kind: &'static str, id: &str, source: serde_json::Error) -> Unreadable {
    Unreadable {
        kind,
        id: id.to_owned(),
        source,
    }
}

fn value(document: &impl Serialize) -> serde_json::Value {
    // Texts, whole numbers and lists: there is nothing in it that JSON cannot say.
    serde_json::to_value(document).unwrap_or_default()
}

#[cfg(test)]
mod tests;
