//! What is watched and shown: fixed while the server runs, taken from the configuration.

use std::sync::Arc;
use std::time::Duration;

use jiff::civil;
use jiff::tz::TimeZone;
use pilotlight_feed::uptime::Weights;
use pilotlight_feed::{Date, Month, Timestamp};
use pilotlight_site::Look;

use super::automatic::AutomaticIncident;
use super::days::date_of;
use super::incident_template::IncidentTemplate;

/// Page, groups, components and monitors in the order of display.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// The page itself.
    pub page: Page,
    /// Groups, addressed by their index.
    pub groups: Vec<Group>,
    /// Components, addressed by their index.
    pub components: Vec<Component>,
    /// Monitors, addressed by their index.
    pub monitors: Vec<Monitor>,
    /// How much of a lesser problem counts as downtime.
    pub weights: Weights,
    /// What people may open incidents from, in the order of the configuration.
    pub templates: Vec<IncidentTemplate>,
}

/// Whose status is shown.
#[derive(Clone, Debug)]
pub struct Page {
    /// Name for display.
    pub name: String,
    /// Public address, ending in a slash.
    pub url: String,
    /// Whose midnights bound the days.
    pub zone: Zone,
    /// Where to report what is not safe, with its scheme, for example `mailto:security@acme.com`.
    pub security_contact: Option<String>,
    /// What the operator decided of its look; shared, because catalogues are copied.
    pub look: Arc<Look>,
}

/// A time zone and its IANA name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// IANA name, for example `Europe/Berlin`.
    pub name: String,
    /// Its rules.
    pub rules: TimeZone,
}

/// Components shown together.
#[derive(Clone, Debug)]
pub struct Group {
    /// Stable identifier.
    pub id: String,
    /// Name for display.
    pub name: String,
    /// Whether its components are shown only when asked, as long as all of them are well.
    pub is_collapsed: bool,
}

/// A part of the service.
#[derive(Clone, Debug)]
pub struct Component {
    /// Stable identifier; names its history in the store.
    pub id: String,
    /// Name for display.
    pub name: String,
    /// Index of its group.
    pub group: Option<usize>,
    /// What it is.
    pub description: Option<String>,
    /// Has no monitors: it works unless somebody says otherwise.
    pub is_manual: bool,
    /// A major outage of it alone is one of the whole page and of its group.
    pub is_critical: bool,
    /// Watched, and told to nobody but the operators.
    pub is_hidden: bool,
    /// How its monitors tell an incident by themselves; none: they leave that to people.
    pub incident: Option<AutomaticIncident>,
}

/// A configured watch on a component; how it checks is the probe's business.
#[derive(Clone, Debug)]
pub struct Monitor {
    /// Stable identifier; names its measurements in the store.
    pub id: String,
    /// Index of its component.
    pub component: usize,
    /// Time from one check to the next.
    pub every: Duration,
    /// Longest time that one check takes.
    pub timeout: Duration,
    /// Failed checks in a row until it is down.
    pub failures: u32,
    /// Good checks in a row until it is up again.
    pub recoveries: u32,
}

impl Monitor {
    /// How long the last conclusive outcome may stand for the present: three checks in a row may
    /// go without one.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.every * 3 + self.timeout
    }
}

impl Zone {
    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self {
            name: "UTC".to_owned(),
            rules: TimeZone::UTC,
        }
    }

    /// The month that it is there.
    #[must_use]
    pub fn month(&self, at: Timestamp) -> Month {
        Month::of(date_of(self, at))
    }

    /// The first instant of a day; where the clock skips midnight, the first that there is.
    #[must_use]
    pub fn midnight(&self, date: Date) -> Timestamp {
        self.instant(date, [0, 0, 0])
    }

    /// When the clock of this zone shows an hour, minute and second of a day. What it skips is as
    /// much later as it skips; of what it shows twice this is the first.
    pub(super) fn instant(&self, date: Date, [hour, minute, second]: [i8; 3]) -> Timestamp {
        let (year, month, day) = date.to_civil();
        let known = || {
            let (year, month) = (year.try_into().ok()?, month.try_into().ok()?);
            let date = civil::Date::new(year, month, day.try_into().ok()?).ok()?;
            let time = civil::Time::new(hour, minute, second, 0).ok()?;
            let ambiguous = self.rules.to_ambiguous_timestamp(date.to_datetime(time));
            ambiguous.compatible().ok()
        };
        let clock = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
        // Out of jiff's years there is no rule to apply: count the day as UTC does.
        known().map_or(Timestamp(date.0 * 86_400 + clock), |known| {
            Timestamp(known.as_second())
        })
    }
}
