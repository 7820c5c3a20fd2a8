//! What an operator decides of the incidents that monitors tell: of which problems, after what
//! time, and in which words.

use std::time::Duration;

use pilotlight_feed::Status;

use super::text::Template;

/// How the monitors of a component tell an incident by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutomaticIncident {
    /// How long a problem lasts until an incident is told of it; a shorter one never is.
    pub after: Duration,
    /// How long every component of an incident is good until it is resolved.
    pub resolve_after: Duration,
    /// How long after its end an incident is reopened when one of its components fails again.
    pub reopen_within: Duration,
    /// The statuses that open one.
    pub statuses: Vec<Status>,
    /// What is said.
    pub texts: Texts,
}

/// The words of automatic incidents. All but the title are Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// Title.
    pub title: Template,
    /// The first update.
    pub opening: Template,
    /// A component fails, fails again, or fails in another way while the incident is open.
    pub joining: Template,
    /// A component is better.
    pub recovering: Template,
    /// All is good.
    pub resolving: Template,
}

impl Default for AutomaticIncident {
    fn default() -> Self {
        Self {
            after: Duration::from_secs(120),
            resolve_after: Duration::from_secs(300),
            reopen_within: Duration::from_secs(900),
            statuses: vec![Status::PartialOutage, Status::MajorOutage],
            texts: Texts::default(),
        }
    }
}

impl Default for Texts {
    fn default() -> Self {
        let text = Template::fixed;
        Self {
            title: text("{components}: {status}"),
            opening: text("Our automatic checks report {status} for {components} since {since}."),
            joining: text("{component}: {status} since {since}."),
            recovering: text("{component}: {status} since {since}, after {duration}."),
            resolving: text("All checks are good again: {components}. It lasted {duration}."),
        }
    }
}

/// A length of time as it is added to a wall clock.
pub(super) fn seconds(length: Duration) -> i64 {
    i64::try_from(length.as_secs()).unwrap_or(i64::MAX)
}
