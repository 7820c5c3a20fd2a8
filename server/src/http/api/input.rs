//! Bodies of requests: read strictly, so that a misspelt field or word is a mistake and not nothing.

mod incident;
mod told;

use std::collections::BTreeMap;

use pilotlight_feed::{Date, Impact, IncidentStatus, MaintenanceStatus, Status, Timestamp};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

pub(super) use self::incident::{IncidentEditInput, IncidentInput, UpdateEditInput, UpdateInput};
pub(super) use self::told::{
    ComponentEditInput, ComponentInput, GroupEditInput, GroupInput, OrderInput,
};
use super::problem::Problem;
use crate::access::{Role, Scope};
use crate::core::{
    Audience, Command, MaintenanceEdit, MaintenanceUpdateEdit, NewMaintenance,
    NewMaintenanceUpdate, NewSeries, SeriesEdit, Switches,
};

/// Reads a body.
///
/// # Errors
/// 400 that says where it is wrong.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    if body.is_empty() {
        return Err(Problem::bad("the body is empty; send JSON"));
    }
    serde_json::from_slice(body).map_err(|error| Problem::bad(format!("the body: {error}")))
}

/// Reads one word of a closed set.
macro_rules! strict {
    ($name:ident, $type:ty) => {
        strict!($name, $type, <$type>::ALL.iter());
    };
    ($name:ident, $type:ty, $offered:expr) => {
        fn $name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
            let word = String::deserialize(deserializer)?;
            let known = <$type>::ALL.iter().copied();
            known
                .into_iter()
                .find(|known| known.as_str() == word)
                .ok_or_else(|| {
                    let words: Vec<&str> = $offered.map(|known| known.as_str()).collect();
                    D::Error::custom(format!("{word:?} is none of {}", words.join(", ")))
                })
        }
    };
}

// Unknown is ours to say, which the core tells who gives it; nobody is led to it.
strict!(
    status,
    Status,
    Status::ALL
        .iter()
        .filter(|known| **known != Status::Unknown)
);
strict!(incident_status, IncidentStatus);
strict!(maintenance_status, MaintenanceStatus);
strict!(impact, Impact);
strict!(role, Role);
strict!(scope, Scope);

/// A word read by [`strict`], for places where serde wants a type.
macro_rules! word {
    ($name:ident, $type:ty, $read:literal) => {
        #[derive(Clone, Copy, Debug, Deserialize)]
        #[serde(transparent)]
        pub(super) struct $name(#[serde(deserialize_with = $read)] pub(super) $type);
    };
}

word!(StatusWord, Status, "status");
word!(IncidentStatusWord, IncidentStatus, "incident_status");
word!(
    MaintenanceStatusWord,
    MaintenanceStatus,
    "maintenance_status"
);
word!(ImpactWord, Impact, "impact");
word!(RoleWord, Role, "role");
word!(ScopeWord, Scope, "scope");

/// A field that may be null, and that is something else when it is left out.
fn some<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Body of `POST /maintenances`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaintenanceInput {
    id: Option<String>,
    name: String,
    #[serde(default)]
    draft: bool,
    components: Vec<String>,
    from: Timestamp,
    to: Timestamp,
    #[serde(default)]
    body: String,
    updates: Option<Vec<MaintenanceUpdateInput>>,
    begins_itself: Option<bool>,
    completes_itself: Option<bool>,
    puts_under: Option<bool>,
    puts_back: Option<bool>,
    counts_as_downtime: Option<bool>,
}

/// Body of `PATCH /maintenances/{id}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaintenanceEditInput {
    name: Option<String>,
    draft: Option<bool>,
    components: Option<Vec<String>>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    begins_itself: Option<bool>,
    completes_itself: Option<bool>,
    puts_under: Option<bool>,
    puts_back: Option<bool>,
    counts_as_downtime: Option<bool>,
}

/// Body of `POST /series`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeriesInput {
    id: Option<String>,
    name: String,
    #[serde(default)]
    draft: bool,
    components: Vec<String>,
    starts: String,
    time_zone: String,
    duration_s: i64,
    rule: String,
    #[serde(default)]
    excluded: Vec<Date>,
    #[serde(default)]
    body: String,
    begins_itself: Option<bool>,
    completes_itself: Option<bool>,
    puts_under: Option<bool>,
    puts_back: Option<bool>,
    counts_as_downtime: Option<bool>,
}

/// Body of `PATCH /series/{id}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeriesEditInput {
    name: Option<String>,
    draft: Option<bool>,
    components: Option<Vec<String>>,
    starts: Option<String>,
    time_zone: Option<String>,
    duration_s: Option<i64>,
    rule: Option<String>,
    excluded: Option<Vec<Date>>,
    body: Option<String>,
    begins_itself: Option<bool>,
    completes_itself: Option<bool>,
    puts_under: Option<bool>,
    puts_back: Option<bool>,
    counts_as_downtime: Option<bool>,
}

/// Body of `POST /maintenances/{id}/updates`, and an update in a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaintenanceUpdateInput {
    status: Option<MaintenanceStatusWord>,
    at: Option<Timestamp>,
    #[serde(default)]
    body: String,
}

/// Body of `PATCH /maintenances/{id}/updates/{number}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MaintenanceUpdateEditInput {
    body: Option<String>,
    at: Option<Timestamp>,
}

/// Body of `PUT /components/{id}/status`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusInput {
    pub(super) status: StatusWord,
    pub(super) until: Option<Timestamp>,
    #[serde(default)]
    pub(super) reason: String,
}

/// Body of `POST /tokens`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenInput {
    pub(super) name: String,
    pub(super) member: Option<String>,
    pub(super) scopes: Vec<ScopeWord>,
    pub(super) expires_at: Option<Timestamp>,
}

/// Body of `PUT /members/{id}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberInput {
    pub(super) name: String,
    pub(super) role: RoleWord,
}

impl MaintenanceInput {
    /// What is to be planned; with updates, what is to be written down. `id` is for one that has none.
    pub(super) fn command(self, id: String) -> Command {
        let usual = Switches::default();
        let new = NewMaintenance {
            id: self.id.unwrap_or(id),
            name: self.name,
            audience: audience(self.draft),
            components: self.components,
            from: self.from,
            to: self.to,
            switches: Switches {
                begins_itself: self.begins_itself.unwrap_or(usual.begins_itself),
                completes_itself: self.completes_itself.unwrap_or(usual.completes_itself),
                puts_under: self.puts_under.unwrap_or(usual.puts_under),
                puts_back: self.puts_back.unwrap_or(usual.puts_back),
                counts_as_downtime: self.counts_as_downtime.unwrap_or(usual.counts_as_downtime),
            },
            body: self.body,
            series: None,
        };
        match self.updates {
            None => Command::PlanMaintenance(new),
            Some(said) => Command::RecordMaintenance {
                new,
                said: said
                    .into_iter()
                    .map(MaintenanceUpdateInput::command)
                    .collect(),
            },
        }
    }
}

impl MaintenanceUpdateInput {
    pub(super) fn command(self) -> NewMaintenanceUpdate {
        NewMaintenanceUpdate {
            status: self.status.map(|word| word.0),
            at: self.at,
            body: self.body,
        }
    }
}

impl MaintenanceUpdateEditInput {
    pub(super) fn command(self) -> MaintenanceUpdateEdit {
        MaintenanceUpdateEdit {
            body: self.body,
            at: self.at,
        }
    }
}

impl MaintenanceEditInput {
    /// What changes; `now` is how its switches stand.
    pub(super) fn command(self, now: Switches) -> MaintenanceEdit {
        let switches = Switches {
            begins_itself: self.begins_itself.unwrap_or(now.begins_itself),
            completes_itself: self.completes_itself.unwrap_or(now.completes_itself),
            puts_under: self.puts_under.unwrap_or(now.puts_under),
            puts_back: self.puts_back.unwrap_or(now.puts_back),
            counts_as_downtime: self.counts_as_downtime.unwrap_or(now.counts_as_downtime),
        };
        MaintenanceEdit {
            name: self.name,
            audience: self.draft.map(audience),
            components: self.components,
            from: self.from,
            to: self.to,
            switches: (switches != now).then_some(switches),
        }
    }
}

impl SeriesInput {
    /// The series to plan. `id` is for one that has none.
    pub(super) fn command(self, id: String) -> NewSeries {
        let usual = Switches::default();
        NewSeries {
            id: self.id.unwrap_or(id),
            name: self.name,
            body: self.body,
            audience: audience(self.draft),
            components: self.components,
            switches: Switches {
                begins_itself: self.begins_itself.unwrap_or(usual.begins_itself),
                completes_itself: self.completes_itself.unwrap_or(usual.completes_itself),
                puts_under: self.puts_under.unwrap_or(usual.puts_under),
                puts_back: self.puts_back.unwrap_or(usual.puts_back),
                counts_as_downtime: self.counts_as_downtime.unwrap_or(usual.counts_as_downtime),
            },
            starts: self.starts,
            time_zone: self.time_zone,
            duration_s: self.duration_s,
            rule: self.rule,
            excluded: self.excluded,
        }
    }
}

impl SeriesEditInput {
    /// What changes; `now` is how its switches stand.
    pub(super) fn command(self, now: Switches) -> SeriesEdit {
        let switches = Switches {
            begins_itself: self.begins_itself.unwrap_or(now.begins_itself),
            completes_itself: self.completes_itself.unwrap_or(now.completes_itself),
            puts_under: self.puts_under.unwrap_or(now.puts_under),
            puts_back: self.puts_back.unwrap_or(now.puts_back),
            counts_as_downtime: self.counts_as_downtime.unwrap_or(now.counts_as_downtime),
        };
        SeriesEdit {
            name: self.name,
            body: self.body,
            audience: self.draft.map(audience),
            components: self.components,
            switches: (switches != now).then_some(switches),
            starts: self.starts,
            time_zone: self.time_zone,
            duration_s: self.duration_s,
            rule: self.rule,
            excluded: self.excluded,
        }
    }
}

const fn audience(is_draft: bool) -> Audience {
    if is_draft {
        Audience::Operators
    } else {
        Audience::Everyone
    }
}

fn statuses(words: BTreeMap<String, StatusWord>) -> BTreeMap<String, Status> {
    words.into_iter().map(|(id, word)| (id, word.0)).collect()
}
