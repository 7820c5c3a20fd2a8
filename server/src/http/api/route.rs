//! Every route with what it needs: the one table that decides who may ask for what.

use http::{Method, StatusCode};

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

const fn route(method: Method, path: &'static str, scope: Scope, operation: Operation) -> Route {
    Route {
        method,
        path,
        needs: Needs::Scope(scope),
        operation,
    }
}

/// The table.
pub(super) const ROUTES: &[Route] = &[
    Route {
        method: Method::GET,
        path: "/api/v1/openapi.json",
        needs: Needs::Nothing,
        operation: Operation::OpenApi,
    },
    route(
        Method::GET,
        "/api/v1/status",
        Scope::Read,
        Operation::Status,
    ),
    route(
        Method::GET,
        "/api/v1/components",
        Scope::Read,
        Operation::Components,
    ),
    route(
        Method::GET,
        "/api/v1/components/{id}",
        Scope::Read,
        Operation::Component,
    ),
    route(
        Method::POST,
        "/api/v1/components",
        Scope::Components,
        Operation::AddComponent,
    ),
    route(
        Method::PATCH,
        "/api/v1/components/{id}",
        Scope::Components,
        Operation::EditComponent,
    ),
    route(
        Method::DELETE,
        "/api/v1/components/{id}",
        Scope::Components,
        Operation::RetireComponent,
    ),
    route(
        Method::GET,
        "/api/v1/ledger",
        Scope::Read,
        Operation::Ledger,
    ),
    route(
        Method::GET,
        "/api/v1/component-order",
        Scope::Read,
        Operation::ComponentOrder,
    ),
    route(
        Method::PUT,
        "/api/v1/component-order",
        Scope::Components,
        Operation::OrderComponents,
    ),
    route(
        Method::POST,
        "/api/v1/groups",
        Scope::Components,
        Operation::AddGroup,
    ),
    route(
        Method::GET,
        "/api/v1/groups/{id}",
        Scope::Read,
        Operation::Group,
    ),
    route(
        Method::PATCH,
        "/api/v1/groups/{id}",
        Scope::Components,
        Operation::EditGroup,
    ),
    route(
        Method::DELETE,
        "/api/v1/groups/{id}",
        Scope::Components,
        Operation::RetireGroup,
    ),
    route(
        Method::GET,
        "/api/v1/group-order",
        Scope::Read,
        Operation::GroupOrder,
    ),
    route(
        Method::PUT,
        "/api/v1/group-order",
        Scope::Components,
        Operation::OrderGroups,
    ),
    route(
        Method::GET,
        "/api/v1/groups",
        Scope::Read,
        Operation::Groups,
    ),
    route(
        Method::PUT,
        "/api/v1/components/{id}/status",
        Scope::Components,
        Operation::SetStatus,
    ),
    route(
        Method::DELETE,
        "/api/v1/components/{id}/status",
        Scope::Components,
        Operation::ClearStatus,
    ),
    route(
        Method::POST,
        "/api/v1/publish",
        Scope::Incidents,
        Operation::Publish,
    ),
    route(
        Method::GET,
        "/api/v1/incidents",
        Scope::Read,
        Operation::Incidents,
    ),
    route(
        Method::POST,
        "/api/v1/incidents",
        Scope::Incidents,
        Operation::OpenIncident,
    ),
    route(
        Method::GET,
        "/api/v1/incident-templates",
        Scope::Read,
        Operation::IncidentTemplates,
    ),
    route(
        Method::GET,
        "/api/v1/incidents/{id}",
        Scope::Read,
        Operation::Incident,
    ),
    route(
        Method::PATCH,
        "/api/v1/incidents/{id}",
        Scope::Incidents,
        Operation::EditIncident,
    ),
    route(
        Method::POST,
        "/api/v1/incidents/{id}/updates",
        Scope::Incidents,
        Operation::UpdateIncident,
    ),
    route(
        Method::PATCH,
        "/api/v1/incidents/{id}/updates/{number}",
        Scope::Incidents,
        Operation::EditIncidentUpdate,
    ),
    route(
        Method::GET,
        "/api/v1/maintenances",
        Scope::Read,
        Operation::Maintenances,
    ),
    route(
        Method::POST,
        "/api/v1/maintenances",
        Scope::Incidents,
        Operation::PlanMaintenance,
    ),
    route(
        Method::GET,
        "/api/v1/maintenances/{id}",
        Scope::Read,
        Operation::Maintenance,
    ),
    route(
        Method::PATCH,
        "/api/v1/maintenances/{id}",
        Scope::Incidents,
        Operation::EditMaintenance,
    ),
    route(
        Method::POST,
        "/api/v1/maintenances/{id}/updates",
        Scope::Incidents,
        Operation::UpdateMaintenance,
    ),
    route(
        Method::GET,
        "/api/v1/series",
        Scope::Read,
        Operation::AllSeries,
    ),
    route(
        Method::POST,
        "/api/v1/series",
        Scope::Incidents,
        Operation::PlanSeries,
    ),
    route(
        Method::GET,
        "/api/v1/series/{id}",
        Scope::Read,
        Operation::Series,
    ),
    route(
        Method::PATCH,
        "/api/v1/series/{id}",
        Scope::Incidents,
        Operation::EditSeries,
    ),
    route(
        Method::DELETE,
        "/api/v1/series/{id}",
        Scope::Incidents,
        Operation::EndSeries,
    ),
    route(
        Method::GET,
        "/api/v1/reports/uptime",
        Scope::Read,
        Operation::UptimeReport,
    ),
    route(
        Method::GET,
        "/api/v1/reports/incidents",
        Scope::Read,
        Operation::IncidentReport,
    ),
    route(Method::GET, "/api/v1/audit", Scope::Admin, Operation::Audit),
    route(
        Method::GET,
        "/api/v1/tokens",
        Scope::Admin,
        Operation::Tokens,
    ),
    route(
        Method::POST,
        "/api/v1/tokens",
        Scope::Admin,
        Operation::MakeToken,
    ),
    route(
        Method::DELETE,
        "/api/v1/tokens/{id}",
        Scope::Admin,
        Operation::RevokeToken,
    ),
    route(
        Method::GET,
        "/api/v1/members",
        Scope::Admin,
        Operation::Members,
    ),
    route(
        Method::PUT,
        "/api/v1/members/{id}",
        Scope::Admin,
        Operation::PutMember,
    ),
    route(
        Method::DELETE,
        "/api/v1/members/{id}",
        Scope::Admin,
        Operation::RemoveMember,
    ),
];

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
