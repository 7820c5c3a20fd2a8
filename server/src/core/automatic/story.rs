//! The incident as it is written: an identifier that follows from what happened, one update more,
//! the words of its operator.

use std::collections::BTreeMap;

use pilotlight_feed::{IncidentStatus, Status, Timestamp, limits};

use super::policy::Texts;
use super::seen::{Problem, policy};
use super::text::{Facts, Template, shortened};
use crate::core::incident::{Audience, Expected, Incident, Teller, Update};
use crate::core::state::State;

/// Something new of one component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct News {
    /// Index of the component.
    pub(super) component: usize,
    pub(super) status: Status,
    pub(super) since: Timestamp,
    /// When its incident no longer said it rightly.
    pub(super) from: Timestamp,
}

impl From<Problem> for News {
    fn from(problem: Problem) -> Self {
        Self {
            component: problem.component,
            status: problem.status,
            since: problem.since,
            from: problem.since,
        }
    }
}

/// The incident that begins with these problems, which began at one instant.
pub(super) fn open(state: &State, now: Timestamp, problems: &[News]) -> Option<Incident> {
    let first = problems.first()?;
    let mut incident = Incident {
        id: fresh_id(state, first),
        version: 0,
        changed_at: None,
        name: String::new(),
        impact: None,
        audience: Audience::Everyone,
        teller: Teller::Monitors,
        updates: Vec::new(),
    };
    say(
        state,
        &mut incident,
        IncidentStatus::Investigating,
        first.since,
        problems,
    );
    let worst = problems.iter().map(|news| news.status).max();
    let body = whole(state, now, &incident, worst, |texts| &texts.opening);
    word(&mut incident, body);
    title(state, now, &mut incident);
    Some(incident)
}

/// The incident with these problems in it. They are dated when the last of them began: what each
/// was before that is in its component's history.
pub(super) fn worse(state: &State, now: Timestamp, known: &Incident, news: &[News]) -> Incident {
    let mut incident = known.clone();
    let at = news.iter().map(|news| news.from).max().unwrap_or(now);
    say(
        state,
        &mut incident,
        IncidentStatus::Investigating,
        at,
        news,
    );
    let lines = news.iter().map(|news| {
        let joining = policy(state, news.component).texts.joining;
        joining.markdown(&facts(state, &incident, news, now.since(news.since)))
    });
    let body = lines.collect::<Vec<String>>().join("\n\n");
    word(&mut incident, body);
    title(state, now, &mut incident);
    incident
}

/// The incident with these components better. They are dated when the first of them was: how long
/// each of the others was not is in its history.
pub(super) fn better(state: &State, now: Timestamp, known: &Incident, news: &[News]) -> Incident {
    let mut incident = known.clone();
    let mut after = known.statuses();
    for news in news {
        after.insert(&state.catalog.components[news.component].id, news.status);
    }
    let status = if after.values().any(|status| status.is_problem()) {
        IncidentStatus::Investigating
    } else {
        IncidentStatus::Monitoring
    };
    let at = news.iter().map(|news| news.from).min().unwrap_or(now);
    say(state, &mut incident, status, at, news);
    let lines = news.iter().map(|news| {
        let recovering = policy(state, news.component).texts.recovering;
        let began = last_good(state, news).unwrap_or(known.started_at());
        recovering.markdown(&facts(state, &incident, news, news.since.since(began)))
    });
    let body = lines.collect::<Vec<String>>().join("\n\n");
    word(&mut incident, body);
    incident
}

/// The incident as it is over: all has been good since `good`.
pub(super) fn resolved(
    state: &State,
    now: Timestamp,
    good: Timestamp,
    known: &Incident,
    news: &[News],
) -> Incident {
    let mut incident = known.clone();
    let at = news.iter().map(|news| news.from).min().unwrap_or(now);
    say(state, &mut incident, IncidentStatus::Resolved, at, news);
    let worst = worst(known);
    let body = whole(state, good, &incident, worst, |texts| &texts.resolving);
    word(&mut incident, body);
    incident
}

/// Adds an update without words; time never runs backwards in it.
fn say(
    state: &State,
    incident: &mut Incident,
    status: IncidentStatus,
    at: Timestamp,
    news: &[News],
) {
    let components = news.iter().map(|news| {
        let id = &state.catalog.components[news.component].id;
        (id.clone(), news.status)
    });
    incident.version += 1;
    incident.insert(Update {
        number: incident.next_number(),
        status,
        at: incident.newest().map_or(at, |last| last.at.max(at)),
        body: String::new(),
        components: components.collect(),
        expected: Expected::Unchanged,
        next_update_at: None,
        edited_at: None,
        by_hand: false,
    });
}

fn word(incident: &mut Incident, body: String) {
    if let Some(newest) = incident.updates.last_mut() {
        newest.body = shortened(&body, limits::BODY_CHARS);
    }
}

/// The title names every component that it has ever been about, so that it still says what it was
/// once it is over.
fn title(state: &State, now: Timestamp, incident: &mut Incident) {
    let worst = worst(incident);
    if let Some((facts, texts)) = facts_of_all(state, now, incident, worst) {
        let named = texts.title.title(&facts);
        // A blank that fills with nothing must not leave an incident without a name.
        if !named.is_empty() {
            incident.name = named;
        }
    }
}

fn whole(
    state: &State,
    until: Timestamp,
    incident: &Incident,
    status: Option<Status>,
    which: impl Fn(&Texts) -> &Template,
) -> String {
    let facts = facts_of_all(state, until, incident, status);
    facts.map_or_else(String::new, |(facts, texts)| which(&texts).markdown(&facts))
}

/// What is to be said of an incident as a whole, in the words of the component that began it.
fn facts_of_all<'a>(
    state: &'a State,
    until: Timestamp,
    incident: &Incident,
    status: Option<Status>,
) -> Option<(Facts<'a>, Texts)> {
    let opener = opener(state, incident)?;
    let news = News {
        component: opener,
        status: status.unwrap_or_default(),
        since: incident.started_at(),
        from: incident.started_at(),
    };
    let lasted_s = until.since(incident.started_at());
    Some((
        facts(state, incident, &news, lasted_s),
        policy(state, opener).texts,
    ))
}

fn facts<'a>(state: &'a State, incident: &Incident, news: &News, duration_s: i64) -> Facts<'a> {
    let components = &state.catalog.components;
    let named = incident.components();
    let all = components
        .iter()
        .filter(|known| named.contains(&known.id.as_str()));
    Facts {
        component: &components[news.component].name,
        components: all.map(|known| known.name.as_str()).collect(),
        status: news.status,
        since: news.since,
        duration_s,
        zone: &state.catalog.page.zone,
    }
}

/// The component that an incident began with, the first of them on the page; none when the page
/// has none of them any more.
pub(super) fn opener(state: &State, incident: &Incident) -> Option<usize> {
    let mut components = state.catalog.components.iter();
    let said: &BTreeMap<String, Status> = &incident.updates.first()?.components;
    components.position(|known| said.contains_key(&known.id))
}

fn worst(incident: &Incident) -> Option<Status> {
    let said = incident
        .updates
        .iter()
        .flat_map(|update| update.components.values());
    said.max().copied()
}

/// When a component that is better was last good.
fn last_good(state: &State, news: &News) -> Option<Timestamp> {
    let entries = state.ledgers[news.component].entries().iter().rev();
    let before = entries.skip_while(|entry| news.since <= entry.at);
    let row = before.take_while(|entry| entry.status != Status::Operational);
    row.last().map(|entry| entry.at)
}

/// The same for the same news, however often it is decided: the component and when it began.
fn fresh_id(state: &State, first: &News) -> String {
    let (component, began) = (
        &state.catalog.components[first.component].id,
        first.since.0.to_string(),
    );
    let is_taken = |id: &String| state.events.incidents.contains_key(id);
    let room = limits::ID_CHARS.saturating_sub("auto---99".len() + began.len());
    let component = component.get(..room).unwrap_or(component);
    let id = format!("auto-{component}-{began}");
    // Two long identifiers may begin alike.
    let others = (2..=99).map(|number| format!("{id}-{number}"));
    let mut ids = std::iter::once(id.clone()).chain(others);
    ids.find(|id| !is_taken(id)).unwrap_or(id)
}
