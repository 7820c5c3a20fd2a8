//! What is asked for, and what is made durable: one commit at a time, each decided on what the one
//! before it has made durable.

use std::sync::Arc;

use super::{COMMIT_RETRY, Committed, Loop, Recalled, audit, beside, complain};
use crate::core::{Change, Done, Input, Now, Record, State, Subject, apply};
use crate::request::{Refusal, Request};
use crate::store::{Commit, Loaded, Store, StoreError, Stored};

impl<S: Store> Loop<S> {
    pub(super) fn asked(&mut self, request: Request) {
        self.requests.push_back(request);
        self.serve();
    }

    /// Does what was asked for, one after the other: each is decided on what the one before it has
    /// made durable.
    pub(super) fn serve(&mut self) {
        while !self.is_busy()
            && let Some(request) = self.requests.pop_front()
        {
            // Who asked has gone: perhaps to ask again, and then it would be done twice.
            if request.reply.is_closed() {
                continue;
            }
            let now = self.clock.now();
            if now.elapsed < self.commit_again_at {
                answer(request, Err(Refusal::Busy));
                continue;
            }
            let subject = request.command.subject();
            let is_away = |it: &Subject| !request.is_recalled && !self.state.knows(it);
            if let Some(subject) = subject.filter(is_away) {
                self.recalling = Some(beside(recall(Arc::clone(&self.store), subject)));
                self.requests.push_front(request);
                return;
            }
            let mut step = apply(&self.state, now, &Input::Command(request.command.clone()));
            let decided = step.answer.take();
            let records = self.carry_out(now, step);
            match decided {
                Some(Ok(done)) if records.is_empty() => answer(request, Ok(done)),
                Some(Ok(done)) => self.commit(records, Some((request, done))),
                Some(Err(rejection)) => answer(request, Err(rejection.into())),
                None => answer(request, Err(Refusal::Stopping)),
            }
        }
    }

    pub(super) fn recalled(&mut self, result: Recalled) {
        let now = self.clock.now();
        let request = self.requests.pop_front();
        match result {
            Ok(changes) => {
                for change in changes {
                    self.state.absorb(change, now);
                }
                if let Some(mut request) = request {
                    request.is_recalled = true;
                    self.requests.push_front(request);
                    // Before anything else: what is of long ago is forgotten again with the next record.
                    self.serve();
                }
            }
            Err(error) => {
                complain("cannot read what is to be changed", &error);
                if let Some(request) = request {
                    answer(request, Err(Refusal::Busy));
                }
            }
        }
        self.store_ready();
    }

    /// Has records made durable, beside the loop: a database that is held by another process must
    /// not hold up checks and publications. One commit at a time; what is not asked for and comes
    /// meanwhile is decided anew when the store is ready.
    pub(super) fn commit(&mut self, records: Vec<Record>, request: Option<(Request, Done)>) {
        let now = self.clock.now();
        if self.is_busy() || now.elapsed < self.commit_again_at {
            self.news_waits_for_store = true;
            return;
        }
        let catalog = &self.state.catalog;
        let asked = request.as_ref().map(|(request, _)| request);
        let commit = Commit {
            records: records
                .iter()
                .map(|record| Stored::of(record, catalog))
                .collect(),
            audit: audit::entries(&self.state, now.at, &records, asked),
        };
        let (store, version) = (Arc::clone(&self.store), self.version);
        self.committing = Some(beside(async move {
            let result = store.commit(version, &commit).await;
            (records, request, result)
        }));
    }

    pub(super) fn committed(&mut self, (records, request, result): Committed) {
        let now = self.clock.now();
        match result {
            Ok(version) => {
                self.version = version;
                let tells =
                    |record: &Record| matches!(record, Record::Component(_) | Record::Name(..));
                let is_told = records.iter().any(tells);
                for record in records {
                    self.log(&record);
                    self.note_past(&record);
                    self.state.absorb(Change::Record(record), now);
                }
                if is_told {
                    self.doubt_past();
                }
                self.share();
                if let Some((request, done)) = request {
                    answer(request, Ok(done));
                }
            }
            Err(StoreError::Conflict(_)) => {
                // Decided anew on what somebody else has committed.
                if let Some((mut request, _)) = request {
                    // What is read anew does not reach back to what is of long ago.
                    request.is_recalled = false;
                    self.requests.push_front(request);
                }
                return self.reload(now);
            }
            Err(StoreError::Repeated) => {
                if let Some((request, _)) = request {
                    answer(request, Err(Refusal::Repeated));
                }
            }
            Err(error) => {
                complain(
                    "cannot make a change durable: components that it concerns read unknown, and it is tried again",
                    &error,
                );
                self.commit_again_at = now.elapsed + COMMIT_RETRY;
                self.news_waits_for_store = true;
                if let Some((request, _)) = request {
                    answer(request, Err(Refusal::Busy));
                }
                self.take(Input::StoreRefused);
                self.serve();
                return;
            }
        }
        self.store_ready();
    }

    fn log(&self, record: &Record) {
        match record {
            Record::Transition(transition) => tracing::info!(
                component = self.state.catalog.components[transition.component].id,
                status = transition.status.as_str(),
                since = %transition.at,
                cause = transition.cause,
                "status changed"
            ),
            Record::Incident(incident) => tracing::info!(
                id = incident.id,
                status = incident.status().as_str(),
                version = incident.version,
                "incident changed"
            ),
            Record::Maintenance(maintenance) => tracing::info!(
                id = maintenance.id,
                status = maintenance.status().as_str(),
                version = maintenance.version,
                begins = %maintenance.starts_at(),
                ends = %maintenance.ends_at(),
                "maintenance changed"
            ),
            Record::Series(series) => tracing::info!(
                id = series.id,
                version = series.version,
                "series of maintenances changed"
            ),
            Record::Override(set) => tracing::info!(
                component = set.component,
                status = set.status.as_str(),
                "status set by hand"
            ),
            Record::Component(component) => tracing::info!(
                id = component.id,
                version = component.version,
                retired = component.retired_at.is_some(),
                "component changed"
            ),
            Record::Group(group) => tracing::info!(
                id = group.id,
                version = group.version,
                retired = group.retired_at.is_some(),
                "group changed"
            ),
            Record::Order(kind, order) => tracing::info!(
                kind = kind.as_str(),
                version = order.version,
                "order changed"
            ),
            Record::Name(id, named) => tracing::debug!(id, name = named.name, "name noted"),
        }
    }

    /// Somebody else has committed: what they know counts, and is read beside the loop. No commit
    /// can succeed before that.
    pub(super) fn reload(&mut self, now: Now) {
        let store = Arc::clone(&self.store);
        self.news_waits_for_store = true;
        self.loading = Some(beside(
            async move { store.load(State::horizon(now.at)).await },
        ));
    }

    pub(super) fn loaded(&mut self, result: Result<Loaded, StoreError>) {
        let now = self.clock.now();
        match result {
            Ok(loaded) => {
                self.version = loaded.version;
                self.state.replace_events(loaded.events);
                self.state.replace_ledgers(loaded.ledger, now.at);
                self.doubt_past();
                self.share();
                self.store_ready();
            }
            Err(error) => {
                complain("cannot read the database anew; it is tried again", &error);
                // The next commit fails for the same reason and leads here again.
                self.commit_again_at = now.elapsed + COMMIT_RETRY;
                self.take(Input::StoreRefused);
                self.serve();
            }
        }
    }
}

/// Reads what a command changes and what is not in memory any more.
async fn recall<S: Store>(store: Arc<S>, subject: Subject) -> Recalled {
    Ok(match subject {
        Subject::Incident(id) => {
            let found = store.incident(&id).await?.map(Arc::new);
            found.map(Change::RecalledIncident).into_iter().collect()
        }
        Subject::Series(id) => {
            let found = store.one_series(&id).await?.map(Arc::new);
            found.map(Change::RecalledSeries).into_iter().collect()
        }
        Subject::Maintenance(id) => {
            let found = store.maintenance(&id).await?.map(Arc::new);
            found.map(Change::RecalledMaintenance).into_iter().collect()
        }
    })
}

fn answer(request: Request, answer: Result<Done, Refusal>) {
    // Fails only when nobody waits any more.
    let _ = request.reply.send(answer);
}
