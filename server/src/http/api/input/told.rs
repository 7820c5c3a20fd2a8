//! Bodies of requests about components and groups.

use serde::Deserialize;

use super::some;
use crate::core::{ComponentEdit, GroupEdit, NewComponent, NewGroup};

/// Body of `POST /components`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct ComponentInput {
    id: String,
    name: String,
    description: Option<String>,
    group: Option<String>,
    #[serde(default)]
    hidden: bool,
    #[serde(default)]
    critical: bool,
}

/// Body of `PATCH /components/{id}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct ComponentEditInput {
    name: Option<String>,
    #[serde(default, deserialize_with = "some")]
    description: Option<Option<String>>,
    #[serde(default, deserialize_with = "some")]
    group: Option<Option<String>>,
    hidden: Option<bool>,
    critical: Option<bool>,
}

/// Body of `POST /groups`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct GroupInput {
    id: String,
    name: String,
    #[serde(default)]
    collapsed: bool,
}

/// Body of `PATCH /groups/{id}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct GroupEditInput {
    name: Option<String>,
    collapsed: Option<bool>,
}

/// Body of `PUT /component-order` and `PUT /group-order`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::http::api) struct OrderInput {
    pub(in crate::http::api) ids: Vec<String>,
}

impl ComponentInput {
    pub(in crate::http::api) fn command(self) -> NewComponent {
        NewComponent {
            id: self.id,
            name: self.name,
            description: self.description,
            group: self.group,
            is_hidden: self.hidden,
            is_critical: self.critical,
        }
    }
}

impl ComponentEditInput {
    pub(in crate::http::api) fn command(self) -> ComponentEdit {
        ComponentEdit {
            name: self.name,
            description: self.description,
            group: self.group,
            is_hidden: self.hidden,
            is_critical: self.critical,
        }
    }
}

impl GroupInput {
    pub(in crate::http::api) fn command(self) -> NewGroup {
        NewGroup {
            id: self.id,
            name: self.name,
            is_collapsed: self.collapsed,
        }
    }
}

impl GroupEditInput {
    pub(in crate::http::api) fn command(self) -> GroupEdit {
        GroupEdit {
            name: self.name,
            is_collapsed: self.collapsed,
        }
    }
}
