//! What a command is called, and what it is about.

use super::Command;
use crate::core::told::Kind;

impl Command {
    /// What the audit log calls it.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::OpenIncident(_) => "incident.open",
            Self::UpdateIncident { .. } => "incident.update",
            Self::EditIncident { .. } => "incident.edit",
            Self::EditIncidentUpdate { .. } => "incident.edit_update",
            Self::PlanMaintenance(_) => "maintenance.plan",
            Self::RecordMaintenance { .. } => "maintenance.record",
            Self::UpdateMaintenance { .. } => "maintenance.update",
            Self::EditMaintenance { .. } => "maintenance.edit",
            Self::EditMaintenanceUpdate { .. } => "maintenance.edit_update",
            Self::PlanSeries(_) => "series.plan",
            Self::EditSeries { .. } => "series.edit",
            Self::EndSeries { .. } => "series.end",
            Self::SetStatus(_) => "status.set",
            Self::ClearStatus { .. } => "status.clear",
            Self::AddComponent(_) => "component.add",
            Self::EditComponent { .. } => "component.edit",
            Self::RetireComponent { .. } => "component.retire",
            Self::AddGroup(_) => "group.add",
            Self::EditGroup { .. } => "group.edit",
            Self::RetireGroup { .. } => "group.retire",
            Self::Order {
                kind: Kind::Component,
                ..
            } => "component.order",
            Self::Order {
                kind: Kind::Group, ..
            } => "group.order",
        }
    }

    /// The incident or maintenance that it changes, which may be older than what is in memory.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        match self {
            Self::UpdateIncident { id, .. }
            | Self::EditIncident { id, .. }
            | Self::EditIncidentUpdate { id, .. } => Some(Subject::Incident(id.clone())),
            Self::UpdateMaintenance { id, .. }
            | Self::EditMaintenance { id, .. }
            | Self::EditMaintenanceUpdate { id, .. } => Some(Subject::Maintenance(id.clone())),
            Self::OpenIncident(new) => Some(Subject::Incident(new.id.clone())),
            Self::PlanMaintenance(new) | Self::RecordMaintenance { new, .. } => {
                Some(Subject::Maintenance(new.id.clone()))
            }
            Self::EditSeries { id, .. } | Self::EndSeries { id, .. } => {
                Some(Subject::Series(id.clone()))
            }
            Self::PlanSeries(new) => Some(Subject::Series(new.id.clone())),
            Self::Publish
            | Self::SetStatus(_)
            | Self::ClearStatus { .. }
            | Self::AddComponent(_)
            | Self::EditComponent { .. }
            | Self::RetireComponent { .. }
            | Self::AddGroup(_)
            | Self::EditGroup { .. }
            | Self::RetireGroup { .. }
            | Self::Order { .. } => None,
        }
    }
}

/// What a command changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The incident of this identifier.
    Incident(String),
    /// The maintenance of this identifier.
    Maintenance(String),
    /// The series of this identifier.
    Series(String),
}
