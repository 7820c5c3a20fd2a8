//! All that the server knows, and how changes enter it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use pilotlight_feed::{Status, Timestamp};

use super::automatic;
use super::catalog::Catalog;
use super::command::Subject;
use super::events::Events;
use super::incident::Teller;
use super::input::{Change, Now, Pending, Record};
use super::ledger::{Ledger, LedgerEntry};
use super::maintenance::Maintenance;
use super::merging::of_component;
use super::monitor::MonitorState;
use super::publication::PublishState;
use super::reminder;

/// How often and for how long news is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishPolicy {
    /// Longest time between two publications.
    pub refresh: Duration,
    /// How long after its publication a feed may be shown as the present.
    pub valid_for: Duration,
}

/// Everything the core remembers. Changed by [`State::absorb`] alone.
#[derive(Clone, Debug)]
pub struct State {
    /// What is watched and shown: what the configuration has, and what is told by API after it.
    pub catalog: Arc<Catalog>,
    /// What the configuration has.
    pub(super) file: Arc<Catalog>,
    /// The history of each component of the catalogue.
    pub ledgers: Vec<Ledger>,
    /// The history of components that are not on the page now, by identifier.
    pub(super) away: BTreeMap<String, Ledger>,
    /// What people say of them.
    pub events: Events,
    pub(super) monitors: Vec<MonitorState>,
    pub(super) of_component: Vec<Vec<usize>>,
    pub(super) schedule: BTreeSet<(Duration, usize)>,
    pub(super) slots: Vec<Option<Slot>>,
    /// What each component's monitors say that its history does not say yet.
    pub(super) pending: Vec<Option<Pending>>,
    /// Up to when the clock's part in maintenances and overrides is decided.
    pub(super) looked_at: Timestamp,
    /// Maintenances that waited for people already when they were told: the clock passes no moment at which
    /// operators would be reminded of them.
    pub(super) late: BTreeSet<String>,
    /// When each incident that the monitors tell was last written, by identifier.
    pub(super) written: BTreeMap<String, Timestamp>,
    /// Whether the last record that was to become durable did.
    pub(super) store_takes: bool,
    pub(super) publish: PublishState,
}

/// Place of a monitor in the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) due: Duration,
    pub(super) count: u64,
}

/// How much history the ledgers keep in memory: the days that are shown and one for good measure.
const MEMORY_S: i64 = 92 * 86_400;

impl State {
    /// The state of a page of which nothing is known yet, after this publication.
    #[must_use]
    pub fn new(catalog: Arc<Catalog>, policy: PublishPolicy, revision: u64) -> Self {
        let of_component = of_component(&catalog);
        let ledgers = vec![Ledger::default(); catalog.components.len()];
        let monitors = vec![MonitorState::default(); catalog.monitors.len()];
        let slots = vec![None; catalog.monitors.len()];
        let publish = PublishState::new(policy, revision);
        let schedule = BTreeSet::new();
        let pending = vec![None; catalog.components.len()];
        Self {
            pending,
            looked_at: Timestamp::default(),
            late: BTreeSet::new(),
            written: BTreeMap::new(),
            store_takes: true,
            file: Arc::clone(&catalog),
            catalog,
            ledgers,
            away: BTreeMap::new(),
            events: Events::default(),
            monitors,
            of_component,
            schedule,
            slots,
            publish,
        }
    }

    /// A state to be read and not run: what is known of a page from `since` on, however long ago that
    /// is.
    #[must_use]
    pub fn of_history(
        catalog: Arc<Catalog>,
        ledger: impl IntoIterator<Item = (String, LedgerEntry)>,
        events: Events,
        since: Timestamp,
    ) -> Self {
        let never = PublishPolicy {
            refresh: Duration::MAX,
            valid_for: Duration::ZERO,
        };
        let mut state = Self::new(catalog, never, 0);
        state.replace_events(events);
        state.take_ledgers(ledger, since);
        state
    }

    /// Number of the newest publication.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.publish.revision
    }

    /// Whether something has changed that is not being published yet.
    #[must_use]
    pub(crate) fn has_news(&self) -> bool {
        self.publish.news_wait
    }

    /// How often and for how long news is published.
    #[must_use]
    pub(crate) fn policy(&self) -> PublishPolicy {
        self.publish.policy
    }

    /// How long after its publication a feed may be shown as the present.
    #[must_use]
    pub fn valid_for(&self) -> Duration {
        self.publish.policy.valid_for
    }

    /// What a component's monitors found, as far as it may be told: while the store refuses what they
    /// say, neither that, which is not durable, nor what was true before.
    #[must_use]
    pub fn found(&self, component: usize) -> Status {
        if !self.store_takes && self.pending[component].is_some() {
            return Status::Unknown;
        }
        self.ledgers[component].status()
    }

    /// What a component is at an instant: what its monitors found, under what people say of it.
    #[must_use]
    pub fn status(&self, component: usize, at: Timestamp) -> Status {
        let layers = self.events.layers(&self.catalog.components[component].id);
        layers.status(self.found(component), at)
    }

    /// The components of which something is held true that their monitors have not decided since the
    /// start.
    pub(crate) fn undecided(&self) -> impl Iterator<Item = usize> {
        let is_undecided = |own: &Vec<usize>| {
            let mut own = own.iter();
            own.any(|monitor| self.monitors[*monitor].settled().is_none())
        };
        let components = self.of_component.iter().enumerate();
        components
            .filter(move |(_, own)| is_undecided(own))
            .map(|(component, _)| component)
            .filter(|component| self.ledgers[*component].status() != Status::Unknown)
    }

    /// When the next [`super::Input::Tick`] is needed; the monotonic clock.
    #[must_use]
    pub fn next_wake(&self, now: Now) -> Option<Duration> {
        let check = self.schedule.first().map(|(due, _)| *due);
        let planned = self.events.next_after(self.looked_at).into_iter();
        let planned = planned.chain(automatic::next_after(self, self.looked_at));
        let planned = planned.chain(reminder::next_after(&self.events, self.looked_at));
        let planned = planned.min().map(|at| {
            let wait_s = u64::try_from(at.since(now.at)).unwrap_or(0);
            now.elapsed + Duration::from_secs(wait_s)
        });
        check
            .into_iter()
            .chain(planned)
            .chain(self.publish.next())
            .min()
    }

    /// Takes in one change, once it is as durable as it must be.
    pub fn absorb(&mut self, change: Change, now: Now) {
        match change {
            Change::Record(record) => {
                self.absorb_record(record, now);
                self.store_takes = true;
                self.publish.news_wait = true;
            }
            Change::Decided { component, pending } => self.pending[component] = pending,
            Change::StoreRefused => self.store_takes = false,
            Change::LookedAt(at) => {
                self.looked_at = at;
                self.late.clear();
            }
            Change::Counted { monitor, state } => self.monitors[monitor] = state,
            Change::Scheduled {
                monitor,
                count,
                due,
            } => {
                let slot = &mut self.slots[monitor];
                if let Some(old) = slot.replace(Slot { due, count }) {
                    self.schedule.remove(&(old.due, monitor));
                }
                self.schedule.insert((due, monitor));
            }
            Change::RecalledIncident(incident) => {
                let id = incident.id.clone();
                self.events.incidents.entry(id).or_insert(incident);
            }
            Change::RecalledMaintenance(maintenance) => {
                let id = maintenance.id.clone();
                self.events.maintenances.entry(id).or_insert(maintenance);
            }
            Change::RecalledSeries(series) => {
                let id = series.id.clone();
                self.events.series.entry(id).or_insert(series);
            }
            Change::NewsWaits => self.publish.news_wait = true,
            Change::PublishBegan { at, revision } => self.publish.begin(at, revision),
            Change::PublishEnded { due } => {
                self.publish.in_flight = false;
                self.publish.due = due;
            }
        }
    }

    fn absorb_record(&mut self, record: Record, now: Now) {
        let events = &mut self.events;
        match record {
            Record::Transition(transition) => {
                let ledger = &mut self.ledgers[transition.component];
                ledger.push(LedgerEntry {
                    at: transition.at,
                    status: transition.status,
                });
                ledger.forget_before(Self::horizon(now.at));
                self.pending[transition.component] = None;
            }
            Record::Incident(incident) => {
                if incident.teller == Teller::Monitors {
                    self.written.insert(incident.id.clone(), now.at);
                }
                events.incidents.insert(incident.id.clone(), incident);
            }
            Record::Maintenance(maintenance) => {
                let id = maintenance.id.clone();
                let waits = |known: &Maintenance| known.is_overdue(self.looked_at);
                let waits_now = waits(&maintenance);
                let before = events.maintenances.insert(id.clone(), maintenance);
                if waits_now && !before.is_some_and(|before| waits(&before)) {
                    self.late.insert(id);
                }
            }
            Record::Series(series) => {
                events.series.insert(series.id.clone(), series);
            }
            Record::Override(set) => {
                events.overrides.insert(set.id.clone(), set);
            }
            Record::Component(component) => {
                events.told.put(component);
                self.merge();
            }
            Record::Group(group) => {
                events.told.groups.insert(group.id.clone(), group);
                self.merge();
            }
            Record::Order(kind, order) => {
                events.told.orders.insert(kind, order);
                self.merge();
            }
            Record::Name(id, named) => {
                events.told.names.insert(id, named);
            }
        }
        let events = &mut self.events;
        events.forget_before(Self::horizon(now.at));
        self.written
            .retain(|id, _| events.incidents.contains_key(id));
    }

    /// Ledgers and events need not reach back beyond this.
    #[must_use]
    pub fn horizon(now: Timestamp) -> Timestamp {
        now.plus(-MEMORY_S)
    }

    /// Whether what a command changes is in memory.
    #[must_use]
    pub fn knows(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Incident(id) => self.events.incidents.contains_key(id),
            Subject::Maintenance(id) => self.events.maintenances.contains_key(id),
            Subject::Series(id) => self.events.series.contains_key(id),
        }
    }

    /// Replaces all history by entries given with their component's identifier, oldest first.
    /// Those of components that the catalogue does not have are kept for when they come back.
    pub fn replace_ledgers(
        &mut self,
        entries: impl IntoIterator<Item = (String, LedgerEntry)>,
        now: Timestamp,
    ) {
        self.take_ledgers(entries, Self::horizon(now));
    }
}
