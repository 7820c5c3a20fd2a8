//! What readers hand in, as they found it: foreign identifiers, and texts of any length.

use pilotlight_feed::{Impact, IncidentStatus, Timestamp};

use crate::import::plan::MaintenanceStatus;

/// A component as a reader found it.
#[derive(Debug)]
pub(in crate::import) struct Part<'a> {
    /// The foreign identifier, by which incidents refer to it.
    pub(in crate::import) foreign: &'a str,
    /// What the key is made of: the identifier where people see it, else the name.
    pub(in crate::import) key: &'a str,
    pub(in crate::import) name: &'a str,
    pub(in crate::import) description: Option<&'a str>,
    /// The foreign identifier of its group.
    pub(in crate::import) group: Option<&'a str>,
}

/// An incident as a reader found it.
#[derive(Debug)]
pub(in crate::import) struct Trouble<'a> {
    pub(in crate::import) foreign: &'a str,
    pub(in crate::import) title: &'a str,
    pub(in crate::import) impact: Impact,
    pub(in crate::import) started_at: Option<Timestamp>,
    /// Its end, where that is known beside the updates.
    pub(in crate::import) ended_at: Option<Timestamp>,
    /// Foreign identifiers of the components.
    pub(in crate::import) components: Vec<String>,
    /// One without a time is of the begin.
    pub(in crate::import) updates: Vec<(Option<Timestamp>, IncidentStatus, String)>,
}

/// A maintenance as a reader found it.
#[derive(Debug)]
pub(in crate::import) struct Work<'a> {
    pub(in crate::import) foreign: &'a str,
    pub(in crate::import) title: &'a str,
    pub(in crate::import) starts_at: Option<Timestamp>,
    pub(in crate::import) ends_at: Option<Timestamp>,
    pub(in crate::import) status: MaintenanceStatus,
    /// Foreign identifiers of the components.
    pub(in crate::import) components: Vec<String>,
    pub(in crate::import) updates: Vec<(Timestamp, MaintenanceStatus, String)>,
}
