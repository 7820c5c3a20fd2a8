//! A plan in the making. Readers hand in what they found as it is; here it gets its key, is made to
//! fit the feed's bounds, and every change is noted.

mod fit;
mod found;

use std::collections::BTreeSet;

use pilotlight_feed::{IncidentStatus, limits};

use super::fields::{Fields, Known};
use super::plan::{
    Component, Group, Incident, IncidentUpdate, Maintenance, MaintenanceUpdate, Plan, Unmapped,
};
use super::text::{self, Keys};
use super::{ImportError, watch};

pub(super) use found::{Part, Trouble, Work};

/// Incidents or maintenances of one import: a busy Statuspage of ten years has three thousand.
const EVENTS: usize = 10_000;
/// Monitors of one import; a component has rarely more than one.
const MONITORS: usize = 2 * limits::COMPONENTS;
/// Entries of the list of what does not map. Beyond that nobody reads on.
const UNMAPPED: usize = 10_000;
const UNKNOWN_FIELD: &str = "nothing here stands for it, or it has an unknown shape";
/// Characters of each text of such an entry.
const UNMAPPED_CHARS: usize = 300;

#[derive(Debug, Default)]
pub(super) struct Draft {
    plan: Plan,
    groups: Keys,
    components: Keys,
    incidents: Keys,
    maintenances: Keys,
    unmapped: BTreeSet<Unmapped>,
    untold: usize,
}

impl Draft {
    /// Notes that something is not carried over, or not as it was.
    pub(super) fn tell(&mut self, what: &str, why: &str, wherefrom: &str) {
        let line =
            |text| text::line(text, UNMAPPED_CHARS).map_or_else(String::new, |(text, _)| text);
        let unmapped = Unmapped {
            what: line(what),
            why: line(why),
            wherefrom: line(wherefrom),
        };
        if UNMAPPED <= self.unmapped.len() && !self.unmapped.contains(&unmapped) {
            self.untold += 1;
        } else {
            self.unmapped.insert(unmapped);
        }
    }

    /// Notes every field that nobody has read. `kind` is in the plural: `endpoints`.
    pub(super) fn leave(
        &mut self,
        fields: &Fields<'_>,
        kind: &str,
        known: &[Known],
        wherefrom: &str,
    ) {
        for field in fields.unread() {
            self.leave_field(field, kind, known, wherefrom);
        }
    }

    pub(super) fn leave_field(
        &mut self,
        field: &str,
        kind: &str,
        known: &[Known],
        wherefrom: &str,
    ) {
        let why = known.iter().find(|(key, _)| *key == field);
        let why = why.map_or(UNKNOWN_FIELD, |(_, why)| why);
        if !why.is_empty() {
            self.tell(&format!("{field} of {kind}"), why, wherefrom);
        }
    }

    pub(super) fn has_component(&self, foreign: &str) -> bool {
        self.components.of(foreign).is_some()
    }

    pub(super) fn has_incident(&self, foreign: &str) -> bool {
        self.incidents.of(foreign).is_some() || self.maintenances.of(foreign).is_some()
    }

    /// Adds a group, unless it was there before.
    pub(super) fn group(&mut self, foreign: &str, key: &str, name: &str, wherefrom: &str) {
        if self.groups.of(foreign).is_some() {
            return;
        }
        let wanted = self.groups.take(foreign, key);
        self.tell_key("group", key, &wanted, name, wherefrom);
        let name = self.name(name, &wanted, "group", wherefrom);
        self.plan.groups.push(Group { key: wanted, name });
    }

    /// Adds a component, unless it was there before; answers its key.
    pub(super) fn component(&mut self, part: &Part<'_>, wherefrom: &str) -> String {
        if let Some(key) = self.components.of(part.foreign) {
            return key.clone();
        }
        let key = self.components.take(part.foreign, part.key);
        self.tell_key("component", part.key, &key, part.name, wherefrom);
        let name = self.name(part.name, &key, "component", wherefrom);
        let description = part.description.and_then(|text| {
            let (line, is_cut) = text::line(text, limits::LINE_CHARS)?;
            self.tell_cut(
                is_cut,
                "description of components",
                limits::LINE_CHARS,
                wherefrom,
            );
            Some(line)
        });
        let group = part.group.and_then(|foreign| {
            let group = self.groups.of(foreign).cloned();
            if group.is_none() {
                let what = format!("group {foreign} of components");
                self.tell(&what, "the source does not describe that group", wherefrom);
            }
            group
        });
        self.plan.components.push(Component {
            key: key.clone(),
            name,
            description,
            group,
        });
        key
    }

    /// Adds a monitor, when the configuration would take it.
    pub(super) fn monitor(&mut self, wanted: watch::Wanted, wherefrom: &str) {
        let (monitor, told) = watch::fit(wanted);
        for (what, why) in told {
            self.tell(&what, &why, wherefrom);
        }
        self.plan.monitors.extend(monitor);
    }

    /// Adds an incident, unless it was there before.
    pub(super) fn incident(&mut self, trouble: Trouble<'_>, wherefrom: &str) {
        if self.incidents.of(trouble.foreign).is_some() {
            return;
        }
        let mut updates = trouble.updates;
        let first = updates.iter().map(|(at, ..)| *at).min();
        let started = trouble.started_at.or(first);
        let Some(started) = started.or(trouble.ended_at) else {
            self.tell(
                "incidents",
                "the source does not say when it was",
                wherefrom,
            );
            return;
        };
        if updates.is_empty() {
            updates.push((started, IncidentStatus::Investigating, String::new()));
        }
        let is = |wanted| move |(_, status, _): &(_, IncidentStatus, _)| *status == wanted;
        if let Some(end) = trouble.ended_at
            && !updates.iter().any(is(IncidentStatus::Resolved))
        {
            let said = updates
                .iter()
                .filter(|it| !is(IncidentStatus::Postmortem)(it));
            let newest = said.map(|(at, ..)| *at).max();
            let end = newest.map_or(end, |newest| end.max(newest));
            updates.push((end, IncidentStatus::Resolved, String::new()));
        }
        // An explanation comes after the end, also where both are of one instant.
        updates.sort_by_key(|(at, status, _)| (*at, *status == IncidentStatus::Postmortem));
        let key = self.incidents.take(trouble.foreign, trouble.foreign);
        self.tell_key("incident", trouble.foreign, &key, trouble.title, wherefrom);
        let updates = self.updates(updates, wherefrom);
        let updates: Vec<IncidentUpdate> = updates
            .into_iter()
            .map(|(at, status, body)| IncidentUpdate { at, status, body })
            .collect();
        let first = updates.first().map_or(started, |update| update.at);
        let incident = Incident {
            title: self.name(trouble.title, &key, "incident", wherefrom),
            foreign_id: trouble.foreign.to_owned(),
            impact: trouble.impact,
            started_at: started.min(first),
            components: self.affected(trouble.components, wherefrom),
            updates,
            key,
        };
        self.plan.incidents.push(incident);
    }

    /// Adds a maintenance, unless it was there before or has no beginning and end.
    pub(super) fn maintenance(&mut self, work: Work<'_>, wherefrom: &str) {
        if self.maintenances.of(work.foreign).is_some() {
            return;
        }
        let (Some(starts_at), Some(ends_at)) = (work.starts_at, work.ends_at) else {
            let why = "the source does not say from when to when it is";
            return self.tell("maintenances", why, wherefrom);
        };
        if ends_at <= starts_at {
            let why = "it ends before it begins";
            return self.tell("maintenances", why, wherefrom);
        }
        let mut updates = work.updates;
        updates.sort_by_key(|(at, ..)| *at);
        let key = self.maintenances.take(work.foreign, work.foreign);
        self.tell_key("maintenance", work.foreign, &key, work.title, wherefrom);
        let updates = self.updates(updates, wherefrom).into_iter();
        let maintenance = Maintenance {
            title: self.name(work.title, &key, "maintenance", wherefrom),
            foreign_id: work.foreign.to_owned(),
            starts_at,
            ends_at,
            status: work.status,
            components: self.affected(work.components, wherefrom),
            updates: updates
                .map(|(at, status, body)| MaintenanceUpdate { at, status, body })
                .collect(),
            key,
        };
        self.plan.maintenances.push(maintenance);
    }

    /// The plan, in its order and within its bounds.
    pub(super) fn finish(self) -> Result<Plan, ImportError> {
        let mut plan = self.plan;
        for (what, count, most) in [
            ("groups", plan.groups.len(), limits::COMPONENTS),
            ("components", plan.components.len(), limits::COMPONENTS),
            ("monitors", plan.monitors.len(), MONITORS),
            ("incidents", plan.incidents.len(), EVENTS),
            ("maintenances", plan.maintenances.len(), EVENTS),
        ] {
            if most < count {
                let path = "the source".to_owned();
                return Err(ImportError::TooMuch { path, what, most });
            }
        }
        plan.incidents.sort_by_key(|incident| incident.started_at);
        plan.maintenances.sort_by_key(|work| work.starts_at);
        plan.unmapped = self.unmapped.into_iter().collect();
        if 0 < self.untold {
            plan.unmapped.push(Unmapped {
                what: format!("{} more", self.untold),
                why: format!("only {UNMAPPED} are listed"),
                wherefrom: "the source".to_owned(),
            });
        }
        Ok(plan)
    }
}
