//! What a page has: the components of the configuration and after them what is told by API, each with
//! its history.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotlight_feed::{Status, Timestamp};

use super::catalog::{Catalog, Component};
use super::events::Events;
use super::input::Pending;
use super::ledger::{Ledger, LedgerEntry};
use super::state::State;
use super::told::Told;

impl State {
    /// Replaces all that people say, and with it the components that they have told.
    pub fn replace_events(&mut self, events: Events) {
        self.events = events;
        self.merge();
    }

    /// The catalogue that a file makes with what is told by API.
    #[must_use]
    pub fn merged(&self, file: &Arc<Catalog>) -> Arc<Catalog> {
        self.events.told.onto(file)
    }

    /// The catalogue as it would be with this.
    pub(super) fn merged_with(&self, told: &Told) -> Arc<Catalog> {
        told.onto(&self.file)
    }

    /// Components that are not on the page now and of which something is still held true.
    pub(crate) fn unended(&self) -> impl Iterator<Item = &str> {
        let away = self.away.iter();
        let known = away.filter(|(_, ledger)| ledger.status() != Status::Unknown);
        known.map(|(id, _)| id.as_str())
    }

    /// Notes that nothing is known any more of a component that is not on the page.
    pub(crate) fn end_unended(&mut self, id: &str, at: Timestamp) {
        if let Some(ledger) = self.away.get_mut(id) {
            ledger.push(LedgerEntry {
                at,
                status: Status::Unknown,
            });
        }
    }

    /// Makes the catalogue anew after something was told. The file's components keep their places, and
    /// every component its history.
    pub(super) fn merge(&mut self) {
        let next = self.merged(&self.file);
        let names = |catalog: &Catalog| -> Vec<String> {
            let components = catalog.components.iter();
            components.map(|known| known.id.clone()).collect()
        };
        let olds = names(&self.catalog);
        let mut pending: BTreeMap<&str, Option<Pending>> = BTreeMap::new();
        let known = std::mem::take(&mut self.ledgers).into_iter();
        for (id, (ledger, waits)) in olds
            .iter()
            .zip(known.zip(std::mem::take(&mut self.pending)))
        {
            self.away.insert(id.clone(), ledger);
            pending.insert(id, waits);
        }
        for id in names(&next) {
            self.ledgers.push(self.away.remove(&id).unwrap_or_default());
            let waits = pending.remove(id.as_str()).flatten();
            self.pending.push(waits);
        }
        self.of_component = of_component(&next);
        self.catalog = next;
    }

    /// The same with these components, if they were ever on the page, as if they still were: for reports.
    #[must_use]
    pub fn with_former(mut self, ids: &[String]) -> Self {
        let mut catalog = Catalog::clone(&self.catalog);
        for id in ids {
            let is_there = catalog.components.iter().any(|known| known.id == *id);
            let Some(named) = self.events.told.names.get(id).filter(|_| !is_there) else {
                continue;
            };
            catalog.components.push(Component {
                id: id.clone(),
                name: named.name.clone(),
                group: None,
                description: None,
                is_manual: true,
                is_critical: false,
                is_hidden: named.is_hidden,
                incident: None,
            });
            self.ledgers.push(self.away.remove(id).unwrap_or_default());
            self.pending.push(None);
        }
        self.of_component = of_component(&catalog);
        self.catalog = Arc::new(catalog);
        self
    }

    pub(super) fn take_ledgers(
        &mut self,
        entries: impl IntoIterator<Item = (String, LedgerEntry)>,
        horizon: Timestamp,
    ) {
        let mut all: BTreeMap<String, Ledger> = BTreeMap::new();
        for (id, entry) in entries {
            all.entry(id).or_default().push(entry);
        }
        for ledger in all.values_mut() {
            ledger.forget_before(horizon);
        }
        let components = self.catalog.components.iter();
        self.ledgers = components
            .map(|component| all.remove(&component.id).unwrap_or_default())
            .collect();
        self.away = all;
    }
}

/// The monitors of each component.
pub(super) fn of_component(catalog: &Catalog) -> Vec<Vec<usize>> {
    let mut monitors = vec![Vec::new(); catalog.components.len()];
    for (index, monitor) in catalog.monitors.iter().enumerate() {
        monitors[monitor.component].push(index);
    }
    monitors
}
