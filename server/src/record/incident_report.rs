//! A report of incidents as JSON for programs and as CSV for spreadsheets.

use std::fmt::Write as _;

use pilotlight_feed::Timestamp;
use serde::Serialize;

use super::csv::cell;
use super::report::month_name;
use super::value;
use crate::core::{IncidentReport, Incidents, Part, Share};

#[derive(Serialize)]
struct Document {
    format: &'static str,
    from: Timestamp,
    to: Timestamp,
    time_zone: String,
    #[serde(flatten)]
    total: IncidentsDocument,
    /// Left out when the incidents were not to be told apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<Vec<PartDocument>>,
}

#[derive(Serialize)]
struct PartDocument {
    #[serde(flatten)]
    share: ShareDocument,
    #[serde(flatten)]
    incidents: IncidentsDocument,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ShareDocument {
    Month { month: String },
    Component { component: String, name: String },
    Impact { impact: &'static str },
}

#[derive(Serialize)]
struct IncidentsDocument {
    count: usize,
    resolved: usize,
    mean_time_to_resolve_s: Option<i64>,
    acknowledged: usize,
    mean_time_to_acknowledge_s: Option<i64>,
}

/// The first line of the CSV.
const COLUMNS: &str = "kind,id,name,count,resolved,mean_time_to_resolve_s,acknowledged,\
     mean_time_to_acknowledge_s";

impl IncidentReport {
    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let parts = || self.parts.iter().map(PartDocument::of).collect();
        value(&Document {
            format: "pilotlight-incidents/1",
            from: self.from,
            to: self.to,
            time_zone: self.time_zone.clone(),
            total: IncidentsDocument::of(&self.total),
            parts: self.by.map(|_| parts()),
        })
    }

    /// As CSV of RFC 4180: a line for all, and one for each part.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = format!("{COLUMNS}\r\n");
        write_row(&mut text, ["all", "", ""], &self.total);
        for part in &self.parts {
            let month;
            let names = match &part.share {
                Share::Month(first) => {
                    month = month_name(*first);
                    ["month", &month, ""]
                }
                Share::Component { id, name } => ["component", id, name],
                Share::Impact(impact) => ["impact", impact.as_str(), ""],
            };
            write_row(&mut text, names, &part.incidents);
        }
        text
    }
}

impl PartDocument {
    fn of(part: &Part) -> Self {
        Self {
            share: match &part.share {
                Share::Month(first) => ShareDocument::Month {
                    month: month_name(*first),
                },
                Share::Component { id, name } => ShareDocument::Component {
                    component: id.clone(),
                    name: name.clone(),
                },
                Share::Impact(impact) => ShareDocument::Impact {
                    impact: impact.as_str(),
                },
            },
            incidents: IncidentsDocument::of(&part.incidents),
        }
    }
}

impl IncidentsDocument {
    fn of(incidents: &Incidents) -> Self {
        Self {
            count: incidents.count,
            resolved: incidents.resolved,
            mean_time_to_resolve_s: incidents.mean_time_to_resolve_s,
            acknowledged: incidents.acknowledged,
            mean_time_to_acknowledge_s: incidents.mean_time_to_acknowledge_s,
        }
    }
}

fn write_row(text: &mut String, names: [&str; 3], incidents: &Incidents) {
    for name in names {
        text.push_str(&cell(name));
        text.push(',');
    }
    let seconds = |mean: Option<i64>| mean.map(|mean| mean.to_string()).unwrap_or_default();
    // Writing into a text does not fail.
    let _ = write!(
        text,
        "{},{},{},{},{}\r\n",
        incidents.count,
        incidents.resolved,
        seconds(incidents.mean_time_to_resolve_s),
        incidents.acknowledged,
        seconds(incidents.mean_time_to_acknowledge_s),
    );
}
