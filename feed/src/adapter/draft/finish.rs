//! From a draft to a feed that every reader accepts: roll-up, order, bounds.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{FRESH_SECONDS, Refused, Source, text};
use super::{Draft, Heading};
use crate::{
    Feed, Incident, Links, Maintenance, MaintenanceStatus, Overall, Page, Status, describe,
    is_web_address, limits, roll_up,
};

impl Draft {
    /// Rolls up, cuts to size and checks.
    pub(in crate::adapter) fn finish(mut self, from: &Source<'_>) -> Result<Feed, Refused> {
        if !is_web_address(from.address) {
            return Err(Refused::Address);
        }
        // Before anything is cut, so that what lies beyond the bounds still counts.
        let status = self.overall();
        let mut members: BTreeMap<&str, Vec<Status>> = BTreeMap::new();
        for part in &self.components {
            if let Some(group) = &part.group {
                members.entry(group).or_default().push(part.status);
            }
        }
        for group in &mut self.groups {
            let statuses = members.remove(group.id.as_str()).unwrap_or_default();
            group.status = roll_up(statuses);
        }
        self.components.truncate(limits::COMPONENTS);
        let shown = self.components.iter();
        let inhabited: BTreeSet<&String> = shown.filter_map(|part| part.group.as_ref()).collect();
        self.groups.retain(|group| inhabited.contains(&group.id));
        let is_ahead = |work: &Maintenance| work.status == MaintenanceStatus::Scheduled;
        let (mut ahead, mut running): (Vec<_>, Vec<_>) =
            self.maintenances.into_iter().partition(is_ahead);
        for list in [&mut ahead, &mut running] {
            list.sort_by_key(|work| work.starts_at);
            list.truncate(limits::EVENTS);
        }
        let newest = |incident: &Incident| core::cmp::Reverse(incident.started_at);
        self.incidents.sort_by_key(newest);
        self.incidents.truncate(limits::EVENTS);
        let feed = Feed {
            format: Feed::FORMAT.to_owned(),
            // Foreign documents do not count their publications; the later fetch is the newer.
            revision: u64::try_from(from.now.0).unwrap_or(0),
            generated_at: from.now,
            valid_until: from.now.plus(FRESH_SECONDS),
            page: page(self.heading, from),
            status,
            groups: self.groups,
            components: self.components,
            former_components: Vec::new(),
            incidents: self.incidents,
            maintenances: running,
            scheduled_maintenances: ahead,
            past_incidents: Vec::new(),
            past_maintenances: Vec::new(),
            days: None,
            // There is no second, longer document.
            links: Links {
                summary: from.address.to_owned(),
                feed: from.address.to_owned(),
            },
        };
        feed.validate()?;
        Ok(feed)
    }

    /// Our roll-up, or the document's own verdict where that is worse, or all there is.
    fn overall(&self) -> Overall {
        let parts = self.components.iter();
        let own = roll_up(parts.clone().map(|part| part.status));
        let level = match self.heading.overall {
            Some(said) if self.components.is_empty() => said,
            Some(said) => said.max(own),
            None => own,
        };
        let description = if level == own {
            describe(parts.map(|part| (part.name.as_str(), part.status)))
        } else {
            // Two parts of one level have the words of the whole.
            describe([("", level), ("", level)])
        };
        Overall {
            level,
            // A long name can make the sentence too long.
            description: text::line(&description, limits::LINE_CHARS)
                .unwrap_or_else(|| level.label().to_owned()),
        }
    }
}

fn page(heading: Heading, from: &Source<'_>) -> Page {
    let named = |zone: &String| {
        zone.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/_+-".contains(&b))
    };
    Page {
        name: heading
            .name
            .and_then(|name| text::name(&name))
            .or_else(|| text::name(text::host(from.address)))
            .unwrap_or_else(|| "Status".to_owned()),
        url: heading
            .url
            .filter(|url| is_web_address(url))
            .unwrap_or_else(|| text::origin(from.address).to_owned()),
        time_zone: heading
            .time_zone
            .and_then(|zone| text::line(&zone, limits::ID_CHARS))
            .filter(named)
            .unwrap_or_else(|| "Etc/UTC".to_owned()),
    }
}
