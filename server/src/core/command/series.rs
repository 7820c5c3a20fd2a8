//! Commands on series of maintenances. They change the series alone: its windows follow by the clock.

use pilotlight_feed::{Date, limits};

use super::{
    Named, Rejection, at_version, checked_body, checked_components, checked_name, fresh_id, invalid,
};
use crate::core::incident::Audience;
use crate::core::input::Now;
use crate::core::maintenance::Switches;
use crate::core::recurrence::{Rule, Start, StartError};
use crate::core::series::{LONGEST_S, Series};
use crate::core::state::State;

/// Series that plan at once.
const MOST_SERIES: usize = 500;
/// The shortest window: shorter than a check and its repetition nothing would show it.
const SHORTEST_S: i64 = 60;
/// Days of one series without a window.
const MOST_EXCLUDED: usize = 1_000;

/// A series to plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSeries {
    /// Its identifier.
    pub id: String,
    /// Title of each window.
    pub name: String,
    /// What is said of each window: Markdown.
    pub body: String,
    /// Who sees the windows.
    pub audience: Audience,
    /// Identifiers of the components.
    pub components: Vec<String>,
    /// What each window does by itself.
    pub switches: Switches,
    /// When it begins, by the wall clock: `2026-12-01T02:30`.
    pub starts: String,
    /// Whose wall clock: the IANA name of a zone.
    pub time_zone: String,
    /// Length of each window in seconds.
    pub duration_s: i64,
    /// On which days: an RRULE of RFC 5545.
    pub rule: String,
    /// Days of the rule without a window.
    pub excluded: Vec<Date>,
}

/// What changes of a series; what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeriesEdit {
    /// Title of each window.
    pub name: Option<String>,
    /// What is said of each window.
    pub body: Option<String>,
    /// Who sees the windows.
    pub audience: Option<Audience>,
    /// Identifiers of the components.
    pub components: Option<Vec<String>>,
    /// What each window does by itself.
    pub switches: Option<Switches>,
    /// When it begins, by the wall clock.
    pub starts: Option<String>,
    /// Whose wall clock.
    pub time_zone: Option<String>,
    /// Length of each window in seconds.
    pub duration_s: Option<i64>,
    /// On which days.
    pub rule: Option<String>,
    /// Days of the rule without a window, whole.
    pub excluded: Option<Vec<Date>>,
}

pub(super) fn plan(state: &State, now: Now, new: &NewSeries) -> Result<Series, Rejection> {
    let all = &state.events.series;
    fresh_id(&new.id, all.contains_key(&new.id))?;
    let most = limits::ID_CHARS - Series::DAY_CHARS;
    if most < new.id.len() {
        return Err(invalid(
            "id",
            format!("is longer than {most} characters, and each window adds its day to it"),
        ));
    }
    let planning = all.values().filter(|series| series.ended_at.is_none());
    if MOST_SERIES <= planning.count() {
        return Err(Rejection::Conflict(format!(
            "there are {MOST_SERIES} series already; end one first"
        )));
    }
    let series = Series {
        id: new.id.clone(),
        version: 1,
        name: checked_name(&new.name)?,
        body: checked_body(&new.body)?,
        audience: new.audience,
        components: checked_components(state, &new.components)?,
        switches: new.switches,
        start: checked_start(&new.starts, &new.time_zone)?,
        duration_s: checked_duration(new.duration_s)?,
        rule: checked_rule(&new.rule)?,
        excluded: checked_excluded(&new.excluded)?,
        ended_at: None,
    };
    plans_something(&series, now)?;
    Ok(series)
}

pub(super) fn edit(
    state: &State,
    now: Now,
    named: Named<'_>,
    edit: &SeriesEdit,
) -> Result<Series, Rejection> {
    let mut series = find(state, named)?;
    if let Some(name) = &edit.name {
        series.name = checked_name(name)?;
    }
    if let Some(body) = &edit.body {
        series.body = checked_body(body)?;
    }
    if let Some(audience) = edit.audience {
        if series.audience == Audience::Everyone && audience == Audience::Operators {
            return Err(Rejection::Conflict(
                "everyone has seen windows of this series; end it and plan another".to_owned(),
            ));
        }
        series.audience = audience;
    }
    if let Some(components) = &edit.components {
        series.components = checked_components(state, components)?;
    }
    if let Some(switches) = edit.switches {
        series.switches = switches;
    }
    if edit.starts.is_some() || edit.time_zone.is_some() {
        let (starts, zone) = (series.start.local(), series.start.zone.name.clone());
        series.start = checked_start(
            edit.starts.as_ref().unwrap_or(&starts),
            edit.time_zone.as_ref().unwrap_or(&zone),
        )?;
    }
    if let Some(duration_s) = edit.duration_s {
        series.duration_s = checked_duration(duration_s)?;
    }
    if let Some(rule) = &edit.rule {
        series.rule = checked_rule(rule)?;
    }
    if let Some(excluded) = &edit.excluded {
        series.excluded = checked_excluded(excluded)?;
    }
    if edit.rule.is_some() || edit.starts.is_some() {
        plans_something(&series, now)?;
    }
    Ok(series)
}

pub(super) fn end(state: &State, now: Now, named: Named<'_>) -> Result<Series, Rejection> {
    let mut series = find(state, named)?;
    series.ended_at = Some(now.at);
    Ok(series)
}

fn find(state: &State, (id, version): Named<'_>) -> Result<Series, Rejection> {
    let found = state.events.series.get(id);
    let found = found.ok_or_else(|| Rejection::Missing {
        kind: "series",
        id: id.to_owned(),
    })?;
    at_version(found.version, version)?;
    if let Some(ended_at) = found.ended_at {
        return Err(Rejection::Conflict(format!(
            "this series has ended at {ended_at}; plan another"
        )));
    }
    let mut series = Series::clone(found);
    series.version += 1;
    Ok(series)
}

fn checked_start(local: &str, zone: &str) -> Result<Start, Rejection> {
    Start::parse(local, zone).map_err(|error| {
        let field = match &error {
            StartError::NoTime(_) => "starts",
            StartError::NoZone(_) => "time_zone",
        };
        invalid(field, error.to_string())
    })
}

fn checked_rule(text: &str) -> Result<Rule, Rejection> {
    Rule::parse(text).map_err(|error| invalid("rule", error.to_string()))
}

fn checked_duration(duration_s: i64) -> Result<i64, Rejection> {
    if (SHORTEST_S..=LONGEST_S).contains(&duration_s) {
        return Ok(duration_s);
    }
    let days = LONGEST_S / 86_400;
    Err(invalid(
        "duration_s",
        format!("is {duration_s}; write seconds, from {SHORTEST_S} to those of {days} days"),
    ))
}

fn checked_excluded(days: &[Date]) -> Result<Vec<Date>, Rejection> {
    if MOST_EXCLUDED < days.len() {
        return Err(invalid(
            "excluded",
            format!("has more than {MOST_EXCLUDED} days; leave out those that are over"),
        ));
    }
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

/// Refuses a rule that gives no window any more: it is a slip of who wrote it.
fn plans_something(series: &Series, now: Now) -> Result<(), Rejection> {
    let today = Date(now.at.0.div_euclid(86_400));
    let from = today.plus(-1).max(series.start.date);
    match series.rule.next_day(&series.start, from) {
        Some(_) => Ok(()),
        None => Err(invalid(
            "rule",
            format!("gives no day from {from} on; look at its end and its days"),
        )),
    }
}
