//! A report of uptime as JSON for programs and as CSV for spreadsheets.

use std::fmt::Write as _;

use pilotlight_feed::{Date, Status, Timestamp};
use serde::Serialize;

use super::csv::cell;
use super::value;
use crate::core::{Figures, Line, UptimeReport};

#[derive(Serialize)]
struct Document {
    format: &'static str,
    from: Timestamp,
    to: Timestamp,
    time_zone: String,
    components: Vec<LineDocument>,
    groups: Vec<LineDocument>,
}

#[derive(Serialize)]
struct LineDocument {
    id: String,
    name: String,
    #[serde(flatten)]
    total: FiguresDocument,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    months: Vec<MonthDocument>,
}

#[derive(Serialize)]
struct MonthDocument {
    /// For example `2026-11`.
    month: String,
    #[serde(flatten)]
    figures: FiguresDocument,
}

#[derive(Serialize)]
struct FiguresDocument {
    uptime_ppm: Option<u32>,
    downtime_minutes: i64,
    operational_s: i64,
    degraded_performance_s: i64,
    partial_outage_s: i64,
    major_outage_s: i64,
    under_maintenance_s: i64,
    unknown_s: i64,
}

/// The first line of the CSV.
const COLUMNS: &str = "kind,id,name,month,uptime_ppm,downtime_minutes,operational_s,\
     degraded_performance_s,partial_outage_s,major_outage_s,under_maintenance_s,unknown_s";

impl UptimeReport {
    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let lines = |lines: &[Line]| lines.iter().map(LineDocument::of).collect();
        value(&Document {
            format: "pilotlight-uptime/1",
            from: self.from,
            to: self.to,
            time_zone: self.time_zone.clone(),
            components: lines(&self.components),
            groups: lines(&self.groups),
        })
    }

    /// As CSV of RFC 4180: a line for each component and group over the whole window, whose month is
    /// empty, and one for each of its months.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = format!("{COLUMNS}\r\n");
        for (kind, lines) in [("component", &self.components), ("group", &self.groups)] {
            for line in lines {
                write_row(&mut text, [kind, &line.id, &line.name, ""], &line.total);
                for month in &line.months {
                    let name = month_name(month.first);
                    write_row(
                        &mut text,
                        [kind, &line.id, &line.name, &name],
                        &month.figures,
                    );
                }
            }
        }
        text
    }
}

impl LineDocument {
    fn of(line: &Line) -> Self {
        let months = line.months.iter().map(|month| MonthDocument {
            month: month_name(month.first),
            figures: FiguresDocument::of(&month.figures),
        });
        Self {
            id: line.id.clone(),
            name: line.name.clone(),
            total: FiguresDocument::of(&line.total),
            months: months.collect(),
        }
    }
}

impl FiguresDocument {
    fn of(figures: &Figures) -> Self {
        let seconds = |status| figures.tally.seconds(status);
        Self {
            uptime_ppm: figures.uptime_ppm,
            downtime_minutes: figures.downtime_minutes,
            operational_s: seconds(Status::Operational),
            degraded_performance_s: seconds(Status::DegradedPerformance),
            partial_outage_s: seconds(Status::PartialOutage),
            major_outage_s: seconds(Status::MajorOutage),
            under_maintenance_s: seconds(Status::UnderMaintenance),
            unknown_s: seconds(Status::Unknown),
        }
    }
}

/// `2026-11` of its first day.
pub(super) fn month_name(first: Date) -> String {
    let (year, month, _) = first.to_civil();
    format!("{year:04}-{month:02}")
}

fn write_row(text: &mut String, names: [&str; 4], figures: &Figures) {
    let figures = FiguresDocument::of(figures);
    let uptime = figures.uptime_ppm.map(|ppm| ppm.to_string());
    let numbers = [
        figures.downtime_minutes,
        figures.operational_s,
        figures.degraded_performance_s,
        figures.partial_outage_s,
        figures.major_outage_s,
        figures.under_maintenance_s,
        figures.unknown_s,
    ];
    for name in names {
        text.push_str(&cell(name));
        text.push(',');
    }
    text.push_str(&uptime.unwrap_or_default());
    for number in numbers {
        // Writing into a text does not fail.
        let _ = write!(text, ",{number}");
    }
    text.push_str("\r\n");
}
