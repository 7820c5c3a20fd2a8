//! Every route with what it needs: the one table that decides who may ask for what.

mod table;

use http::{Method, StatusCode};

pub(super) use self::table::ROUTES;

use super::problem::Problem;
use crate::access::Scope;

/// What a route needs to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing: it tells only what is in our documentation.
    Nothing,
    /// A token with this scope.
    Scope(Scope),
}

/// What a route does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    OpenApi,
    Status,
    Components,
    AddComponent,
    Component,
    EditComponent,
    RetireComponent,
    Ledger,
    ComponentOrder,
    OrderComponents,
    Groups,
    AddGroup,
    Group,
    EditGroup,
    RetireGroup,
    GroupOrder,
    OrderGroups,
    SetStatus,
    ClearStatus,
    Publish,
    Incidents,
    OpenIncident,
    IncidentTemplates,
    Incident,
    EditIncident,
    UpdateIncident,
    EditIncidentUpdate,
    Maintenances,
    PlanMaintenance,
    Maintenance,
    EditMaintenance,
    UpdateMaintenance,
    EditMaintenanceUpdate,
    AllSeries,
    PlanSeries,
    Series,
    EditSeries,
    EndSeries,
    UptimeReport,
    IncidentReport,
    Audit,
    Tokens,
    MakeToken,
    RevokeToken,
    Members,
    PutMember,
    RemoveMember,
}

/// A line of the table. A segment in braces is a placeholder.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) needs: Needs,
    pub(super) operation: Operation,
}

/// The route of a request, and what stands for its placeholders.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) needs: Needs,
    pub(super) operation: Operation,
    pub(super) parameters: Vec<&'a str>,
}

impl Operation {
    /// Whether it reads parameters of the address: lists and reports do.
    pub(super) const fn has_parameters(self) -> bool {
        matches!(
            self,
            Self::Components
                | Self::Groups
                | Self::Ledger
                | Self::Incidents
                | Self::IncidentTemplates
                | Self::Maintenances
                | Self::AllSeries
                | Self::UptimeReport
                | Self::IncidentReport
                | Self::Audit
                | Self::Tokens
                | Self::Members
        )
    }

    /// Whether it changes a version that `If-Match` may name. A precondition that is not judged is
    /// refused: who sends one relies on it.
    pub(super) const fn judges_version(self) -> bool {
        matches!(
            self,
            Self::EditComponent
                | Self::RetireComponent
                | Self::OrderComponents
                | Self::EditGroup
                | Self::RetireGroup
                | Self::OrderGroups
                | Self::EditIncident
                | Self::UpdateIncident
                | Self::EditIncidentUpdate
                | Self::EditMaintenance
                | Self::UpdateMaintenance
                | Self::EditMaintenanceUpdate
                | Self::EditSeries
                | Self::EndSeries
        )
    }

    /// The status of the answer when it is done.
    pub(super) const fn done(self) -> StatusCode {
        match self {
            Self::OpenIncident
            | Self::PlanMaintenance
            | Self::PlanSeries
            | Self::AddComponent
            | Self::AddGroup
            | Self::MakeToken => StatusCode::CREATED,
            Self::Publish => StatusCode::ACCEPTED,
            _ => StatusCode::OK,
        }
    }
}

/// Finds the route of a request.
///
/// # Errors
/// A [`Problem`] when no path fits, or when one does and its method does not.
pub(super) fn find<'a>(method: &Method, path: &'a str) -> Result<Found<'a>, Problem> {
    let mut allowed = Vec::new();
    for route in ROUTES {
        let Some(parameters) = fits(route.path, path) else {
            continue;
        };
        if route.method == method {
            return Ok(Found {
                needs: route.needs,
                operation: route.operation,
                parameters,
            });
        }
        allowed.push(route.method.as_str());
    }
    if allowed.is_empty() {
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            "there is no such route; GET /api/v1/openapi.json lists all",
        ));
    }
    Err(Problem::not_allowed(&allowed.join(", ")))
}

/// What stands for the placeholders of a pattern; none when the path does not fit.
fn fits<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    let mut parameters = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(parameters),
            (Some(wanted), Some(given)) if wanted.starts_with('{') && !given.is_empty() => {
                parameters.push(given);
            }
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return None,
        }
    }
}
