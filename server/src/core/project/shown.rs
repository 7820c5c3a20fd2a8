//! Which components may be named, and how: those of the page, and those that are off it by their last
//! name. What is hidden, or was when it went, is named nowhere.

use std::collections::HashSet;

use crate::core::state::State;
use crate::core::told::Told;

/// The components that may be named.
pub(super) struct Shown<'a> {
    on_page: HashSet<&'a str>,
    visible: HashSet<&'a str>,
    told: &'a Told,
}

impl<'a> Shown<'a> {
    pub(super) fn of(state: &'a State) -> Self {
        let components = &state.catalog.components;
        let visible = components.iter().filter(|known| !known.is_hidden);
        Self {
            on_page: components.iter().map(|known| known.id.as_str()).collect(),
            visible: visible.map(|known| known.id.as_str()).collect(),
            told: &state.events.told,
        }
    }

    /// Whether it is on the page for everyone.
    pub(super) fn is_visible(&self, id: &str) -> bool {
        self.visible.contains(id)
    }

    /// How one was called that is off the page.
    pub(super) fn former_name(&self, id: &str) -> Option<&'a str> {
        let is_off = !self.on_page.contains(id);
        is_off.then(|| self.told.former_name(id)).flatten()
    }

    /// Whether what tells of it may name it.
    pub(super) fn is_named(&self, id: &str) -> bool {
        self.is_visible(id) || self.former_name(id).is_some()
    }
}
