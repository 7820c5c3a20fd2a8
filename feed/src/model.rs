//! The document itself: a [`Feed`] and the small parts that have no file of their own.

use serde::{Deserialize, Serialize};

use crate::{Component, Date, Group, Incident, Maintenance, Status, Timestamp};

/// What a status feed says. Published twice: whole as `feed.json`, and as [`Feed::summary`] in
/// `summary.json`, which is what a reader polls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// [`Feed::FORMAT`]; a reader refuses any other.
    pub format: String,
    /// Grows with every publication: by one while the server runs, further over a restart. A reader
    /// that has seen a newer one ignores this.
    pub revision: u64,
    /// When this was projected from the server's state.
    pub generated_at: Timestamp,
    /// The promise: a reader past this instant must not show green. Later than `generated_at`.
    pub valid_until: Timestamp,
    /// Whose status this is.
    pub page: Page,
    /// The level of the whole page and its words.
    pub status: Overall,
    /// Groups in the order of display.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// Visible components in the order of display.
    #[serde(default)]
    pub components: Vec<Component>,
    /// Components that are not on the page any more and that an incident or a maintenance of this
    /// document still names: each with its id, its last name, and a status of `unknown`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_components: Vec<Component>,
    /// Open incidents, newest first.
    #[serde(default)]
    pub incidents: Vec<Incident>,
    /// Maintenances in progress, oldest first.
    #[serde(default)]
    pub maintenances: Vec<Maintenance>,
    /// Maintenances that lie ahead, soonest first.
    #[serde(default)]
    pub scheduled_maintenances: Vec<Maintenance>,
    /// Incidents resolved within `days`, newest first. `feed.json` only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past_incidents: Vec<Incident>,
    /// Maintenances completed or cancelled within `days`, newest first. `feed.json` only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past_maintenances: Vec<Maintenance>,
    /// The days that [`Component::days`] covers. `feed.json` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<DayRange>,
    /// Where to read on.
    pub links: Links,
}

/// Whose status a feed tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Name of the service or company, 1 to 200 characters, for example `"Acme"`.
    pub name: String,
    /// Address of the status page, `https:` or `http:`, for example `"https://status.acme.com/"`.
    pub url: String,
    /// IANA name of the zone whose midnights bound the days, for example `"Europe/Berlin"`.
    pub time_zone: String,
}

/// Level and words of the whole page: two fields, because the words may say more than the level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overall {
    /// The roll-up of all visible components.
    pub level: Status,
    /// One short sentence in the page's language, for example `"All systems operational"`.
    pub description: String,
}

/// A range of calendar days in the page's zone, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRange {
    /// The oldest day.
    pub first: Date,
    /// The newest day: today when the feed was generated.
    pub last: Date,
}

/// Addresses of the feed's own parts, relative to the address of the document they stand in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// What to poll, for example `"summary.json"`.
    pub summary: String,
    /// The whole, for example `"feed.json"`.
    pub feed: String,
}

impl Feed {
    /// The value of `format` in this version.
    pub const FORMAT: &'static str = "pilotlight/1";

    /// The same news without what only a detailed view needs: no descriptions, no days, no uptime,
    /// no past incidents, and of each incident and maintenance only its newest update and no
    /// version.
    #[must_use]
    pub fn summary(&self) -> Self {
        let mut summary = Self {
            format: self.format.clone(),
            revision: self.revision,
            generated_at: self.generated_at,
            valid_until: self.valid_until,
            page: self.page.clone(),
            status: self.status.clone(),
            groups: self.groups.clone(),
            components: self.components.clone(),
            former_components: self.former_components.clone(),
            incidents: self.incidents.clone(),
            maintenances: self.maintenances.clone(),
            scheduled_maintenances: self.scheduled_maintenances.clone(),
            past_incidents: Vec::new(),
            past_maintenances: Vec::new(),
            days: None,
            links: self.links.clone(),
        };
        for component in &mut summary.components {
            component.description = None;
            component.days = None;
            component.uptime_bp = None;
            component.until = None;
        }
        let incidents = summary.incidents.iter_mut();
        let maintenances = summary.maintenances.iter_mut();
        let maintenances = maintenances.chain(&mut summary.scheduled_maintenances);
        let updates = incidents.map(|incident| {
            (incident.version, incident.updated_at) = (None, None);
            &mut incident.updates
        });
        let maintenances = maintenances.map(|maintenance| {
            (maintenance.version, maintenance.updated_at) = (None, None);
            &mut maintenance.updates
        });
        for updates in updates.chain(maintenances) {
            updates.truncate(1);
            for update in updates {
                update.summarize();
            }
        }
        summary.forget_unnamed();
        summary
    }

    /// Leaves out the former components that no incident and no maintenance names.
    pub fn forget_unnamed(&mut self) {
        let incidents = self.incidents.iter().chain(&self.past_incidents);
        let maintenances = self.maintenances.iter().chain(&self.scheduled_maintenances);
        let maintenances = maintenances.chain(&self.past_maintenances);
        let named: Vec<&[String]> = incidents
            .map(|incident| &incident.components[..])
            .chain(maintenances.map(|maintenance| &maintenance.components[..]))
            .collect();
        self.former_components
            .retain(|known| named.iter().any(|ids| ids.contains(&known.id)));
    }

    /// The components of these identifiers in the order of display, and after them those that are
    /// not on the page any more.
    pub fn named<'a>(&'a self, ids: &'a [String]) -> impl Iterator<Item = &'a Component> {
        let all = self.components.iter().chain(&self.former_components);
        all.filter(|component| ids.contains(&component.id))
    }

    /// Whether the feed may still be shown as the present at `now`.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now <= self.valid_until
    }
}
