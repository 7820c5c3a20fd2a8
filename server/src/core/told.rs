//! Components and groups that people tell by API, beside those of the configuration file.
//!
//! They stand after the file's, so that the file's keep their places. An identifier belongs to the
//! one or to the other, never to both. What is retired keeps its history under its identifier, and its
//! name in what was said of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotlight_feed::Timestamp;

use super::catalog::{Catalog, Component, Group};

/// A component that somebody has told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldComponent {
    /// Stable identifier; names its history in the store.
    pub id: String,
    /// Grows by one with every change, from 1.
    pub version: u64,
    /// Name for display.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// Identifier of its group, of the file or told.
    pub group: Option<String>,
    /// Told to nobody but the operators.
    pub is_hidden: bool,
    /// A major outage of it alone is one of the whole page and of its group.
    pub is_critical: bool,
    /// Grows with each that is added: the order as long as nobody gives another.
    pub number: u64,
    /// Since when it is on the page.
    pub told_at: Timestamp,
    /// Since when it is not any more.
    pub retired_at: Option<Timestamp>,
}

/// A group that somebody has told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldGroup {
    /// Stable identifier.
    pub id: String,
    /// Grows by one with every change, from 1.
    pub version: u64,
    /// Name for display.
    pub name: String,
    /// Whether its components are shown only when asked, as long as all of them are well.
    pub is_collapsed: bool,
    /// Grows with each that is added: the order as long as nobody gives another.
    pub number: u64,
    /// Since when it is on the page.
    pub told_at: Timestamp,
    /// Since when it is not any more.
    pub retired_at: Option<Timestamp>,
}

/// What an order is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Of components.
    Component,
    /// Of groups.
    Group,
}

/// In which order what is told is shown. What it does not name comes after, as it was told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Grows by one with every change; 0 before the first.
    pub version: u64,
    /// Identifiers.
    pub ids: Vec<String>,
}

/// How a component was called last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Name for display.
    pub name: String,
    /// Told to nobody but the operators.
    pub is_hidden: bool,
}

/// All that is told of what the page has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Components by identifier, also those that are retired.
    pub components: BTreeMap<String, Arc<ToldComponent>>,
    /// Groups by identifier, also those that are retired.
    pub groups: BTreeMap<String, Arc<ToldGroup>>,
    /// The orders that somebody has given.
    pub orders: BTreeMap<Kind, Arc<Order>>,
    /// Every component that was ever shown, by identifier: what is gone is still named by what was
    /// said of it.
    pub names: BTreeMap<String, Named>,
}

/// An identifier that both the file and the API have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{kind} {id:?} stands in the configuration file and was told by API too; take it out of the file, or retire the other first: `pilotlight {kind} retire {id}`"
)]
pub struct Claimed {
    /// Of what.
    pub kind: Kind,
    /// Which.
    pub id: String,
}

impl Kind {
    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Group => "group",
        }
    }

    /// The kind of a word; none when there is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Component, Self::Group];
        all.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Told {
    /// Components on the page, in their order.
    #[must_use]
    pub fn components(&self) -> Vec<&ToldComponent> {
        let shown = self.components.values().map(AsRef::as_ref);
        let shown = shown.filter(|known| known.retired_at.is_none());
        self.sorted(Kind::Component, shown, |known| (known.number, &known.id))
    }

    /// Groups on the page, in their order.
    #[must_use]
    pub fn groups(&self) -> Vec<&ToldGroup> {
        let shown = self.groups.values().map(AsRef::as_ref);
        let shown = shown.filter(|known| known.retired_at.is_none());
        self.sorted(Kind::Group, shown, |known| (known.number, &known.id))
    }

    fn sorted<'a, T>(
        &self,
        kind: Kind,
        shown: impl Iterator<Item = &'a T>,
        told: impl Fn(&'a T) -> (u64, &'a String),
    ) -> Vec<&'a T> {
        let order = self.orders.get(&kind);
        let order = order.map_or(&[][..], |order| &order.ids);
        let places: BTreeMap<&str, usize> = order.iter().map(String::as_str).zip(0..).collect();
        let mut sorted: Vec<&T> = shown.collect();
        sorted.sort_by_cached_key(|known| {
            let (number, id) = told(known);
            let place = places.get(id.as_str()).copied().unwrap_or(usize::MAX);
            (place, number, id.clone())
        });
        sorted
    }

    /// The first identifier on the page that a file has too.
    #[must_use]
    pub fn claimed_by(&self, file: &Catalog) -> Option<Claimed> {
        let components = file.components.iter().map(|known| &known.id);
        let component = components.into_iter().find(|id| self.has_component(id));
        let groups = file.groups.iter().map(|known| &known.id);
        let group = groups.into_iter().find(|id| self.has_group(id));
        let claimed = |kind| {
            move |id: &String| Claimed {
                kind,
                id: id.clone(),
            }
        };
        let component = component.map(claimed(Kind::Component));
        component.or_else(|| group.map(claimed(Kind::Group)))
    }

    fn has_component(&self, id: &str) -> bool {
        let known = self.components.get(id);
        known.is_some_and(|known| known.retired_at.is_none())
    }

    fn has_group(&self, id: &str) -> bool {
        let known = self.groups.get(id);
        known.is_some_and(|known| known.retired_at.is_none())
    }

    /// The catalogue of a file with what is told after it.
    #[must_use]
    pub fn onto(&self, file: &Arc<Catalog>) -> Arc<Catalog> {
        let (groups, components) = (self.groups(), self.components());
        if groups.is_empty() && components.is_empty() {
            return Arc::clone(file);
        }
        let mut catalog = Catalog::clone(file);
        for told in groups {
            if !file.groups.iter().any(|known| known.id == told.id) {
                catalog.groups.push(told.shown());
            }
        }
        let places: BTreeMap<&str, usize> = catalog
            .groups
            .iter()
            .map(|known| known.id.as_str())
            .zip(0..)
            .collect();
        for told in components {
            if !file.components.iter().any(|known| known.id == told.id) {
                let group = told.group.as_deref();
                // A group that has left the file meanwhile is missed by nobody.
                let group = group.and_then(|id| places.get(id).copied());
                catalog.components.push(told.shown(group));
            }
        }
        Arc::new(catalog)
    }

    /// The number of the next that is added.
    pub(super) fn next_number(&self) -> u64 {
        let components = self.components.values().map(|known| known.number);
        let numbers = components.chain(self.groups.values().map(|known| known.number));
        numbers.max().unwrap_or(0) + 1
    }

    /// Takes in a component, as it is from now on.
    pub(super) fn put(&mut self, component: Arc<ToldComponent>) {
        let named = Named {
            name: component.name.clone(),
            is_hidden: component.is_hidden,
        };
        self.names.insert(component.id.clone(), named);
        self.components.insert(component.id.clone(), component);
    }

    /// How a component was called that is not on the page any more; none of what was hidden.
    #[must_use]
    pub fn former_name(&self, id: &str) -> Option<&str> {
        let named = self.names.get(id).filter(|named| !named.is_hidden);
        named.map(|named| named.name.as_str())
    }

    /// The components of a catalogue that are called otherwise than was noted, as they are now.
    #[must_use]
    pub fn misnamed(&self, catalog: &Catalog) -> Vec<(String, Named)> {
        let components = catalog.components.iter().map(|component| {
            let named = Named {
                name: component.name.clone(),
                is_hidden: component.is_hidden,
            };
            (component.id.clone(), named)
        });
        components
            .filter(|(id, named)| self.names.get(id) != Some(named))
            .collect()
    }
}

impl ToldComponent {
    fn shown(&self, group: Option<usize>) -> Component {
        Component {
            id: self.id.clone(),
            name: self.name.clone(),
            group,
            description: self.description.clone(),
            is_manual: true,
            is_critical: self.is_critical,
            is_hidden: self.is_hidden,
            incident: None,
        }
    }
}

impl ToldGroup {
    fn shown(&self) -> Group {
        Group {
            id: self.id.clone(),
            name: self.name.clone(),
            is_collapsed: self.is_collapsed,
        }
    }
}

#[cfg(test)]
mod tests;
