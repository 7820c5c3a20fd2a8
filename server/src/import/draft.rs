//! A plan in the making. Readers hand in what they found as it is; here it gets its key, is made to
//! fit the feed's bounds, and every change is noted.

mod fit;
mod found;

use pilotlight_feed::{IncidentStatus, limits};
use serde_json::Value;

use super::fields::{self, Fields, Known};
use super::plan::{
    Component, Group, Incident, IncidentUpdate, Maintenance, MaintenanceUpdate, Plan,
};
use super::text::{self, Keys};
use super::told::Told;
use super::{ImportError, watch};

pub(super) use found::{Part, Trouble, Work};

/// Incidents or maintenances of one import: a busy Statuspage of ten years has three thousand.
const EVENTS: usize = 10_000;
/// Monitors of one import; a component has rarely more than one.
const MONITORS: usize = 2 * limits::COMPONENTS;
const THERE_ALREADY: &str = "another one has its identifier already, and that one stays";
const UNTIMED: &str =
    "the source does not say when it was written, so the begin of the incident stands for it";
const UNKNOWN_FIELD: &str = "nothing here stands for it, or it has an unknown shape";
/// Characters of the names that one line lists, well below what a line has.
const NAMES_CHARS: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Draft {
    plan: Plan,
    groups: Keys,
    components: Keys,
    incidents: Keys,
    maintenances: Keys,
    told: Told,
}

impl Draft {
    /// Notes that something is not carried over, or not as it was.
    pub(super) fn tell(&mut self, what: &str, why: &str, wherefrom: &str) {
        self.told.add(what, why, wherefrom);
    }

    /// Notes things that have one reason and are called by their names, in as many lines as they take.
    pub(super) fn tell_names(&mut self, what: &str, why: &str, names: &[&str], wherefrom: &str) {
        let mut line = String::new();
        for name in names {
            if !line.is_empty() && NAMES_CHARS < line.len() + name.len() {
                self.tell(what, &format!("{why}:{line}"), wherefrom);
                line.clear();
            }
            line.push(' ');
            line.push_str(name);
        }
        if !line.is_empty() {
            self.tell(what, &format!("{why}:{line}"), wherefrom);
        }
    }

    /// Notes a document, or a file, of which nothing is carried over.
    pub(super) fn leave_file(&mut self, why: &str, path: &str) {
        self.tell("files", why, path);
    }

    /// The objects of a list; what else stands in it is told. `kind` is in the plural: `endpoints`.
    pub(super) fn each<'a>(
        &mut self,
        list: &'a [Value],
        kind: &str,
        wherefrom: &str,
    ) -> Vec<Fields<'a>> {
        let mut objects = Vec::new();
        for value in list {
            match Fields::of(value) {
                Some(object) => objects.push(object),
                None => {
                    if let Some(shape) = fields::shape(value) {
                        let why = format!("an entry of the list is {shape}, and has no fields");
                        self.tell(kind, &why, wherefrom);
                    }
                }
            }
        }
        objects
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

    /// Notes the fields that the system is not known to have, of what another document describes.
    pub(super) fn leave_unknown(
        &mut self,
        fields: &Fields<'_>,
        kind: &str,
        known: &[Known],
        wherefrom: &str,
    ) {
        for field in fields.unread() {
            if !known.iter().any(|(key, _)| *key == field) {
                self.leave_field(field, kind, known, wherefrom);
            }
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

    /// Adds an incident, unless another one has its identifier.
    pub(super) fn incident(&mut self, trouble: Trouble<'_>, wherefrom: &str) {
        if self.incidents.of(trouble.foreign).is_some() {
            return self.tell("incidents", THERE_ALREADY, wherefrom);
        }
        let first = trouble.updates.iter().filter_map(|(at, ..)| *at).min();
        let started = trouble.started_at.or(first);
        let Some(started) = started.or(trouble.ended_at) else {
            self.tell(
                "incidents",
                "the source does not say when it was",
                wherefrom,
            );
            return;
        };
        let mut updates = Vec::new();
        for (said_at, status, body) in trouble.updates {
            if said_at.is_none() && !body.trim().is_empty() {
                self.tell("time of updates", UNTIMED, wherefrom);
            }
            updates.push((said_at.unwrap_or(started), status, body));
        }
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

    /// Adds a maintenance, unless another one has its identifier or it has no beginning and end.
    pub(super) fn maintenance(&mut self, work: Work<'_>, wherefrom: &str) {
        if self.maintenances.of(work.foreign).is_some() {
            return self.tell("maintenances", THERE_ALREADY, wherefrom);
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
        plan.unmapped = self.told.finish();
        Ok(plan)
    }
}
