//! What operators are reminded of, said in the log: their one channel as long as nothing else is sent.

use crate::core::{Incident, Maintenance, Promise, Reminder, Waiting, Work};

/// Says it, once.
pub(super) fn remind(reminder: &Reminder) {
    match reminder {
        Reminder::Incident(incident, promise) => of_incident(incident, *promise),
        Reminder::Maintenance(maintenance, work) => of_maintenance(maintenance, *work),
    }
}

fn of_incident(incident: &Incident, promise: Promise) {
    let (id, name) = (&incident.id, &incident.name);
    match promise {
        Promise::NextUpdate => tracing::warn!(
            id,
            name,
            promised = incident.next_update_at().map(tracing::field::display),
            "an update of an incident was promised and is overdue"
        ),
        Promise::Resolution => tracing::warn!(
            id,
            name,
            expected = incident
                .expected_resolution_at()
                .map(tracing::field::display),
            "an incident was expected to be over and is not"
        ),
    }
}

fn of_maintenance(maintenance: &Maintenance, work: Work) {
    let (id, name) = (&maintenance.id, &maintenance.name);
    match work {
        Work::Ahead => tracing::info!(
            id,
            name,
            begins = %maintenance.planned_from,
            by_itself = maintenance.switches.begins_itself,
            "a maintenance begins within the hour"
        ),
        Work::Overdue(Waiting::Begin) => tracing::warn!(
            id,
            name,
            planned = %maintenance.planned_from,
            "a maintenance was planned to begin and waits for somebody to begin it"
        ),
        Work::Overdue(Waiting::End) => tracing::warn!(
            id,
            name,
            planned = %maintenance.planned_to,
            "a maintenance was planned to be over and waits for somebody to complete it"
        ),
    }
}
