//! The JSON of a series of maintenances.

use pilotlight_feed::{Date, Timestamp};
use serde::de::Error as _;
use serde::{Deserialize, Serialize};

use crate::core::{Audience, Rule, Series, Start, Switches};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Document {
    id: String,
    version: u64,
    name: String,
    /// Markdown.
    body: String,
    draft: bool,
    components: Vec<String>,
    /// By the wall clock of `time_zone`, for example `2026-12-01T02:30`.
    starts: String,
    /// IANA name.
    time_zone: String,
    duration_s: i64,
    /// As it was given.
    rule: String,
    excluded: Vec<Date>,
    ended_at: Option<Timestamp>,
    begins_itself: bool,
    completes_itself: bool,
    puts_under: bool,
    puts_back: bool,
    counts_as_downtime: bool,
}

impl Document {
    pub(super) fn of(series: &Series) -> Self {
        let switches = series.switches;
        Self {
            id: series.id.clone(),
            version: series.version,
            name: series.name.clone(),
            body: series.body.clone(),
            draft: series.audience == Audience::Operators,
            components: series.components.clone(),
            starts: series.start.local(),
            time_zone: series.start.zone.name.clone(),
            duration_s: series.duration_s,
            rule: series.rule.text.clone(),
            excluded: series.excluded.clone(),
            ended_at: series.ended_at,
            begins_itself: switches.begins_itself,
            completes_itself: switches.completes_itself,
            puts_under: switches.puts_under,
            puts_back: switches.puts_back,
            counts_as_downtime: switches.counts_as_downtime,
        }
    }

    /// Fails on a rule or a zone that a newer version wrote and this one does not know.
    pub(super) fn read(self) -> Result<Series, serde_json::Error> {
        let start = Start::parse(&self.starts, &self.time_zone);
        let rule = Rule::parse(&self.rule);
        Ok(Series {
            id: self.id,
            version: self.version,
            name: self.name,
            body: self.body,
            audience: if self.draft {
                Audience::Operators
            } else {
                Audience::Everyone
            },
            components: self.components,
            switches: Switches {
                begins_itself: self.begins_itself,
                completes_itself: self.completes_itself,
                puts_under: self.puts_under,
                puts_back: self.puts_back,
                counts_as_downtime: self.counts_as_downtime,
            },
            start: start.map_err(serde_json::Error::custom)?,
            duration_s: self.duration_s,
            rule: rule.map_err(serde_json::Error::custom)?,
            excluded: self.excluded,
            ended_at: self.ended_at,
        })
    }
}
