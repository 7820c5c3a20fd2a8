//! The JSON of components and groups told by API, and of their order.

use pilotlight_feed::Timestamp;
use serde::{Deserialize, Serialize};

use crate::core::{ToldComponent, ToldGroup};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Component {
    id: String,
    version: u64,
    name: String,
    description: Option<String>,
    group: Option<String>,
    hidden: bool,
    critical: bool,
    number: u64,
    told_at: Timestamp,
    retired_at: Option<Timestamp>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Group {
    id: String,
    version: u64,
    name: String,
    collapsed: bool,
    number: u64,
    told_at: Timestamp,
    retired_at: Option<Timestamp>,
}

impl Component {
    pub(super) fn of(component: &ToldComponent) -> Self {
        Self {
            id: component.id.clone(),
            version: component.version,
            name: component.name.clone(),
            description: component.description.clone(),
            group: component.group.clone(),
            hidden: component.is_hidden,
            critical: component.is_critical,
            number: component.number,
            told_at: component.told_at,
            retired_at: component.retired_at,
        }
    }

    pub(super) fn read(self) -> ToldComponent {
        ToldComponent {
            id: self.id,
            version: self.version,
            name: self.name,
            description: self.description,
            group: self.group,
            is_hidden: self.hidden,
            is_critical: self.critical,
            number: self.number,
            told_at: self.told_at,
            retired_at: self.retired_at,
        }
    }
}

impl Group {
    pub(super) fn of(group: &ToldGroup) -> Self {
        Self {
            id: group.id.clone(),
            version: group.version,
            name: group.name.clone(),
            collapsed: group.is_collapsed,
            number: group.number,
            told_at: group.told_at,
            retired_at: group.retired_at,
        }
    }

    pub(super) fn read(self) -> ToldGroup {
        ToldGroup {
            id: self.id,
            version: self.version,
            name: self.name,
            is_collapsed: self.collapsed,
            number: self.number,
            told_at: self.told_at,
            retired_at: self.retired_at,
        }
    }
}
