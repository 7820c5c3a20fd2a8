//! Maintenances that recur: one plan, and the windows that follow it.
//!
//! The windows are ordinary maintenances. Each is made from the plan anew until it begins or somebody
//! takes it in hand, so an edited or ended series needs nothing said of its windows: the clock brings
//! them in line, and what a stop has interrupted it brings in line at the next start.

use pilotlight_feed::{Date, MaintenanceStatus, Timestamp};

use super::incident::Audience;
use super::maintenance::{Maintenance, MaintenanceUpdate, Switches};
use super::recurrence::{Rule, Start};

/// Windows are planned this far ahead.
const AHEAD_DAYS: i64 = 60;
/// And at most so many of one series, so that a daily one does not fill the page.
const MOST_AHEAD: usize = 20;
/// The longest window of a series. With the days ahead it is less than what is kept in memory, so
/// that a window which was cancelled is known as long as its time could come.
pub(super) const LONGEST_S: i64 = 30 * 86_400;
const DAY_S: i64 = 86_400;

/// A maintenance that recurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Stable identifier; its windows are called by it and their day.
    pub id: String,
    /// Grows by one with every change, from 1.
    pub version: u64,
    /// Title of each window.
    pub name: String,
    /// What is said of each window: Markdown.
    pub body: String,
    /// Who sees the windows.
    pub audience: Audience,
    /// Identifiers of the components, sorted, each once.
    pub components: Vec<String>,
    /// What each window does by itself.
    pub switches: Switches,
    /// When windows begin, by the wall clock; none before its day.
    pub start: Start,
    /// Length of each window in seconds, as time passes and not as the clock shows it.
    pub duration_s: i64,
    /// On which days.
    pub rule: Rule,
    /// Days of the rule without a window, sorted.
    pub excluded: Vec<Date>,
    /// Since when it plans nothing more.
    pub ended_at: Option<Timestamp>,
}

impl Series {
    /// Characters that the day of a window adds to the identifier of its series.
    pub(super) const DAY_CHARS: usize = 9;

    /// Identifier of the window of a day.
    #[must_use]
    pub fn window_id(&self, day: Date) -> String {
        let (year, month, day) = day.to_civil();
        format!("{}-{year:04}{month:02}{day:02}", self.id)
    }

    /// What of its windows is not as it says, each as it is to be at `now`. `known` finds a
    /// maintenance; `own` are those that name this series.
    #[must_use]
    pub fn bring_in_line<'a>(
        &self,
        own: &[&'a Maintenance],
        known: impl Fn(&str) -> Option<&'a Maintenance>,
        now: Timestamp,
    ) -> Vec<Maintenance> {
        let planned = own.iter().map(|window| window.planned_from);
        let furthest = planned.fold(now.plus(AHEAD_DAYS * DAY_S), Timestamp::max);
        let days = self.days_from(now, furthest);
        let mut moved = Vec::new();
        for (index, day) in days.iter().enumerate() {
            let (id, from) = (self.window_id(*day), self.start.on(*day));
            let is_near = from <= now.plus(AHEAD_DAYS * DAY_S) && index < MOST_AHEAD;
            let window = match known(&id) {
                Some(window) => follow(self, window, from, now),
                None if is_near => Some(self.window(id, from, now)),
                None => None,
            };
            moved.extend(window);
        }
        let wanted: Vec<String> = days.iter().map(|day| self.window_id(*day)).collect();
        let dropped = own.iter().filter(|window| !wanted.contains(&window.id));
        moved.extend(dropped.filter_map(|window| called_off(window, now)));
        moved
    }

    /// The days whose windows are not over, until that of an instant.
    fn days_from(&self, now: Timestamp, last: Timestamp) -> Vec<Date> {
        if self.ended_at.is_some() {
            return Vec::new();
        }
        // A day of margin on both sides: no zone is further from UTC.
        let first = Date(now.plus(-self.duration_s).0.div_euclid(DAY_S) - 1);
        let last = Date(last.0.div_euclid(DAY_S) + 1);
        let mut days = self.rule.days(&self.start, first, last);
        days.retain(|day| {
            !self.excluded.contains(day) && now < self.start.on(*day).plus(self.duration_s)
        });
        days
    }

    fn window(&self, id: String, from: Timestamp, now: Timestamp) -> Maintenance {
        Maintenance {
            id,
            version: 1,
            changed_at: None,
            name: self.name.clone(),
            audience: self.audience,
            components: self.components.clone(),
            planned_from: from,
            planned_to: from.plus(self.duration_s),
            switches: self.switches,
            updates: vec![MaintenanceUpdate {
                number: 1,
                status: MaintenanceStatus::Scheduled,
                at: now,
                body: self.body.clone(),
                edited_at: None,
                by_hand: false,
            }],
            series: Some(self.id.clone()),
            follows_series: true,
        }
    }
}

/// A window as its series says, when it is not so and still follows.
fn follow(
    series: &Series,
    window: &Maintenance,
    from: Timestamp,
    now: Timestamp,
) -> Option<Maintenance> {
    let is_own = window.series.as_ref() == Some(&series.id) && window.follows_series;
    let is_open = match window.status() {
        MaintenanceStatus::Scheduled => true,
        // Called off by the series, which has it again.
        MaintenanceStatus::Cancelled => now < from,
        _ => false,
    };
    if !is_own || !is_open {
        return None;
    }
    let mut moved = series.window(window.id.clone(), from, now);
    moved.version = window.version + 1;
    moved.changed_at = Some(now);
    moved.updates.clone_from(&window.updates);
    if let Some(first) = moved.updates.first_mut() {
        first.body.clone_from(&series.body);
    }
    if window.status() == MaintenanceStatus::Cancelled {
        say(&mut moved, MaintenanceStatus::Scheduled, now);
    }
    let is_same = Maintenance {
        version: window.version,
        changed_at: window.changed_at,
        ..moved.clone()
    } == *window;
    (!is_same).then_some(moved)
}

/// A window that its series does not have any more.
pub(super) fn called_off(window: &Maintenance, now: Timestamp) -> Option<Maintenance> {
    let is_ahead = window.status() == MaintenanceStatus::Scheduled && now < window.planned_from;
    if !is_ahead || !window.follows_series {
        return None;
    }
    let mut window = window.clone();
    window.version += 1;
    say(&mut window, MaintenanceStatus::Cancelled, now);
    Some(window)
}

fn say(window: &mut Maintenance, status: MaintenanceStatus, now: Timestamp) {
    let last = window.updates.last().map_or(now, |update| update.at);
    window.insert(MaintenanceUpdate {
        number: window.next_number(),
        status,
        at: now.max(last),
        body: String::new(),
        edited_at: None,
        by_hand: false,
    });
}

#[cfg(test)]
mod tests;
