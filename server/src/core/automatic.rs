//! Incidents that the monitors tell by themselves, where an operator wants it: when they open, who
//! joins them, when they are over.
//!
//! Decided anew from the state and the time whenever the clock or the store brings something, so
//! that a commit that was refused is simply decided again. Once a person has touched an incident
//! ([`Teller::People`]) nothing here changes it any more.

mod policy;
mod seen;
mod story;
mod text;

use std::cmp::Ordering;
use std::sync::Arc;

use pilotlight_feed::{Status, Timestamp};

use super::incident::{Incident, Teller};
use super::state::State;
use policy::seconds;
use seen::{Problem, Seen};
use story::News;

pub use policy::{AutomaticIncident, Texts};
pub(super) use text::Facts;
pub use text::{Template, UnknownBlank, length};

/// Between two automatic updates of one incident; what comes meanwhile is told in one.
const SPACING_S: i64 = 60;
/// An incident that the monitors have told so much of is only resolved any more: its components
/// flap, and a feed is not for logs.
const MOST_UPDATES: usize = 200;

/// Every incident that the monitors open, add to or resolve at this instant.
pub(super) fn decide(state: &State, now: Timestamp) -> Vec<Incident> {
    let mut told: Vec<Incident> = Vec::new();
    let components = 0..state.catalog.components.len();
    let problems = components.filter_map(|component| seen::problem(state, component, now));
    let mut waiting: Vec<Problem> = problems.filter(|problem| problem.due <= now).collect();
    for incident in by_monitors(state).filter(|incident| incident.is_open()) {
        let (own, others) = waiting
            .into_iter()
            .partition(|problem| belongs(state, incident, problem.component));
        waiting = others;
        told.extend(follow(state, now, incident, own));
    }
    while let Some(first) = waiting.first().copied() {
        let scope = |problem: &Problem| state.catalog.components[problem.component].group;
        let (own, others) = waiting
            .into_iter()
            .partition(|problem| scope(problem) == scope(&first));
        waiting = others;
        // Whoever is given the same identifier is next once this one is durable.
        let next = begin(state, now, own);
        let is_new = |next: &Incident| told.iter().all(|known| known.id != next.id);
        let next = next.filter(is_new);
        told.extend(next);
    }
    told
}

/// When the monitors next tell something by themselves, as far as that is known. What was due until
/// `looked_at` is not waited for any more.
pub(super) fn next_after(state: &State, looked_at: Timestamp) -> Option<Timestamp> {
    let components = 0..state.catalog.components.len();
    let problems = components.filter_map(|component| seen::problem(state, component, looked_at));
    let mut due: Vec<Timestamp> = problems.map(|problem| problem.due).collect();
    for incident in by_monitors(state) {
        due.push(written_at(state, incident).plus(SPACING_S));
        if incident.is_open() {
            let wait_s = resolve_after_s(state, incident);
            let named = named(state, incident).map(|(component, _)| component);
            due.extend(named.filter_map(|component| {
                match seen::look(state, component, looked_at) {
                    Seen::Good(since) => Some(since.plus(wait_s)),
                    _ => None,
                }
            }));
        }
    }
    due.into_iter().filter(|at| looked_at < *at).min()
}

/// What has come of an open incident since it was last written.
struct Course {
    /// Components that fail, or fail worse.
    worse: Vec<News>,
    /// Components that are better.
    better: Vec<News>,
    /// Since when every component of it has been good; none while one is not.
    good_since: Option<Timestamp>,
}

/// What is to be added to an open incident; `problems` are settled and belong to it.
fn follow(
    state: &State,
    now: Timestamp,
    incident: &Incident,
    problems: Vec<Problem>,
) -> Option<Incident> {
    if !may_write(state, incident, now) {
        return None;
    }
    let course = course(state, now, incident, problems);
    let wait_s = resolve_after_s(state, incident);
    if let Some(good) = course.good_since.filter(|good| good.plus(wait_s) <= now) {
        return Some(story::resolved(state, now, good, incident, &course.better));
    }
    if MOST_UPDATES <= incident.updates.len() {
        return None;
    }
    // One after the other: both are dated when they happened, which is not at one time.
    if !course.better.is_empty() {
        return Some(story::better(state, now, incident, &course.better));
    }
    (!course.worse.is_empty()).then(|| story::worse(state, now, incident, &course.worse))
}

fn course(state: &State, now: Timestamp, incident: &Incident, problems: Vec<Problem>) -> Course {
    let is_said_bad = |component: usize| {
        let mut said = named(state, incident);
        said.any(|(known, status)| known == component && status.is_problem())
    };
    let joining = problems.into_iter().map(News::from);
    let mut course = Course {
        worse: joining
            .filter(|news| !is_said_bad(news.component))
            .collect(),
        better: Vec::new(),
        good_since: None,
    };
    let mut all_good = course.worse.is_empty();
    for (component, said) in named(state, incident) {
        let (status, since) = match seen::look(state, component, now) {
            Seen::Good(since) => (Status::Operational, since),
            Seen::Bad(status, since) | Seen::SetBad(status, since) => (status, since),
            Seen::Unclear => {
                all_good = false;
                continue;
            }
        };
        if status == Status::Operational {
            course.good_since = course.good_since.max(Some(since));
        } else {
            all_good = false;
        }
        // A component that is said to be good fails again by joining, once that is settled.
        let news = |from| News {
            component,
            status,
            since,
            from,
        };
        match status.cmp(&said) {
            _ if !said.is_problem() => {}
            Ordering::Less => {
                let from = seen::better_since(state, component, said, since);
                course.better.push(news(from));
            }
            Ordering::Equal => {}
            Ordering::Greater => course.worse.push(news(since)),
        }
    }
    course.good_since = course.good_since.filter(|_| all_good);
    course
}

/// The incident that settled problems of one group begin, or begin again.
fn begin(state: &State, now: Timestamp, problems: Vec<Problem>) -> Option<Incident> {
    let is_again = |incident: &&Arc<Incident>| {
        incident.updates.len() < MOST_UPDATES
            && problems
                .iter()
                .any(|problem| reopens(state, incident, problem))
    };
    let over = by_monitors(state).filter(is_again);
    let news = problems.iter().copied().map(News::from);
    if let Some(last) = over.max_by_key(|incident| incident.resolved_at()) {
        let news: Vec<News> = news.collect();
        return may_write(state, last, now).then(|| story::worse(state, now, last, &news));
    }
    // The others join it: it is dated when it began, and then they had not failed yet.
    let first = problems.iter().map(|problem| problem.since).min()?;
    let began: Vec<News> = news.filter(|news| news.since == first).collect();
    story::open(state, now, &began)
}

/// Whether a problem is the end of an incident taken back.
fn reopens(state: &State, incident: &Incident, problem: &Problem) -> bool {
    let id = &state.catalog.components[problem.component].id;
    let within_s = seconds(seen::policy(state, problem.component).reopen_within);
    let end = incident.resolved_at();
    end.is_some_and(|end| problem.since <= end.plus(within_s))
        && incident.components().contains(&id.as_str())
}

/// Whether a component's problems are told in an incident: it is named there, or its group is.
fn belongs(state: &State, incident: &Incident, component: usize) -> bool {
    let components = &state.catalog.components;
    let is_named = |incident: &Incident| {
        let id = components[component].id.as_str();
        incident.statuses().contains_key(id)
    };
    let mut others = by_monitors(state).filter(|other| other.id != incident.id);
    let in_scope = story::opener(state, incident)
        .is_some_and(|opener| components[opener].group == components[component].group);
    is_named(incident) || (in_scope && !others.any(|other| is_named(other)))
}

fn by_monitors(state: &State) -> impl Iterator<Item = &Arc<Incident>> {
    let all = state.events.incidents.values();
    all.filter(|incident| incident.teller == Teller::Monitors)
}

/// The components that an incident gives a status, of those that the page still has.
fn named<'a>(
    state: &'a State,
    incident: &'a Incident,
) -> impl Iterator<Item = (usize, Status)> + 'a {
    let said = incident.statuses();
    let components = state.catalog.components.iter().enumerate();
    components.filter_map(move |(index, known)| Some((index, *said.get(known.id.as_str())?)))
}

/// The longest that one of its components asks for.
fn resolve_after_s(state: &State, incident: &Incident) -> i64 {
    let waits = named(state, incident)
        .map(|(component, _)| seconds(seen::policy(state, component).resolve_after));
    waits.max().unwrap_or(0)
}

/// When an incident was last written; after a restart, when that is dated.
fn written_at(state: &State, incident: &Incident) -> Timestamp {
    let dated = incident.newest().map(|newest| newest.at);
    let written = state.written.get(&incident.id).copied();
    written.or(dated).unwrap_or_default()
}

/// Whether enough time has passed since the last update. A clock that was put back does not keep an
/// incident waiting.
fn may_write(state: &State, incident: &Incident, now: Timestamp) -> bool {
    let written = written_at(state, incident);
    now < written || written.plus(SPACING_S) <= now
}

#[cfg(test)]
mod tests;
