//! What a report is asked for, and what nothing can be said of.

use pilotlight_feed::Timestamp;

use crate::core::state::State;

/// A day, in seconds.
const DAY_S: i64 = 86_400;
/// The longest window of a report, in days: ten years. By month, a longer one is work that grows with
/// months nobody reads.
const MOST_DAYS: i64 = 3_660;
/// The window of a report that names no begin, in days.
const DEFAULT_DAYS: i64 = 30;

/// What a report is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Start, included.
    pub from: Timestamp,
    /// End, excluded.
    pub to: Timestamp,
    /// The present: nothing is said of what is ahead.
    pub now: Timestamp,
    /// Identifiers of components; none: the whole page.
    pub components: Vec<String>,
}

/// Why there is no report of that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// The window ends before it begins.
    #[error("the window ends at {to}, and begins only at {from}; let it end later")]
    Backwards {
        /// Where it begins.
        from: Timestamp,
        /// Where it ends.
        to: Timestamp,
    },
    /// The window begins ahead.
    #[error("the window begins at {from}, which is ahead: it is {now}; let it begin earlier")]
    Ahead {
        /// Where it begins.
        from: Timestamp,
        /// The present.
        now: Timestamp,
    },
    /// The window is too long.
    #[error("the window is longer than {MOST_DAYS} days; ask for one part of it after the other")]
    TooLong,
    /// The page has no such component.
    #[error("there is no component {id:?}; there are {known}")]
    NoComponent {
        /// What was asked for.
        id: String,
        /// Those that there are.
        known: String,
    },
}

impl SelectionError {
    /// What of the question is at fault: `from`, `to` or `component`.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Backwards { .. } => "to",
            Self::Ahead { .. } | Self::TooLong => "from",
            Self::NoComponent { .. } => "component",
        }
    }
}

impl Selection {
    /// What was asked for; what was left out is the last days of the whole page. Whether the page has
    /// the components says [`Selection::of_page`].
    ///
    /// # Errors
    /// [`SelectionError`] when there is no report of that window.
    pub fn new(
        (from, to): (Option<Timestamp>, Option<Timestamp>),
        components: Vec<String>,
        now: Timestamp,
    ) -> Result<Self, SelectionError> {
        let to = to.unwrap_or(now);
        let from = from.unwrap_or_else(|| to.min(now).plus(-DEFAULT_DAYS * DAY_S));
        if to <= from {
            return Err(SelectionError::Backwards { from, to });
        }
        if now <= from {
            return Err(SelectionError::Ahead { from, now });
        }
        if MOST_DAYS * DAY_S < to.min(now).since(from) {
            return Err(SelectionError::TooLong);
        }
        Ok(Self {
            from,
            to,
            now,
            components,
        })
    }

    /// The same, where the page has all the components that are asked for, or had them: it is counted
    /// from this state.
    ///
    /// # Errors
    /// [`SelectionError::NoComponent`] when it never had one.
    pub fn of_page(self, state: State) -> Result<(State, Self), SelectionError> {
        let state = state.with_former(&self.components);
        let ids = || {
            state
                .catalog
                .components
                .iter()
                .map(|known| known.id.as_str())
        };
        let mut asked = self.components.iter();
        if let Some(id) = asked.find(|id| ids().all(|known| known != *id)) {
            return Err(SelectionError::NoComponent {
                id: id.clone(),
                known: ids().collect::<Vec<&str>>().join(", "),
            });
        }
        Ok((state, self))
    }

    /// From when to when there is something to say.
    pub(super) fn bounds(&self) -> (Timestamp, Timestamp) {
        let from = self.from.max(Timestamp::default());
        (from, self.to.min(self.now).max(from))
    }

    /// Whether something of this component is asked for.
    pub(super) fn has(&self, component: &str) -> bool {
        self.components.is_empty() || self.components.iter().any(|id| id == component)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pilotlight_feed::Timestamp;

    use super::{DAY_S, Selection};
    use crate::core::fixture::page;
    use crate::core::{Events, State, Zone};

    const NOW: Timestamp = Timestamp(8_000 * DAY_S);

    fn state() -> State {
        let catalog = Arc::new(page(Zone::utc()));
        State::of_history(catalog, [], Events::default(), NOW)
    }

    /// Days from the present, a component, and what is at fault.
    #[track_caller]
    fn check(from: Option<i64>, to: Option<i64>, component: &str, fault: Option<&str>) {
        let at = |days: Option<i64>| days.map(|days| NOW.plus(days * DAY_S));
        let components = vec![component.to_owned()];
        let selection = Selection::new((at(from), at(to)), components, NOW);
        let selection = selection.and_then(|selection| selection.of_page(state()));
        assert_eq!(selection.err().map(|error| error.field()), fault);
    }

    #[test]
    fn a_window_begins_before_it_ends_and_before_the_present() {
        check(Some(-2), Some(-1), "web", None);
        check(Some(-2), Some(1), "web", None);
        check(Some(-1), Some(-1), "web", Some("to"));
        check(Some(-1), Some(-2), "web", Some("to"));
        check(Some(1), Some(2), "web", Some("from"));
        check(Some(0), Some(2), "web", Some("from"));
    }

    #[test]
    fn a_window_is_ten_years_at_most_of_which_what_is_ahead_does_not_count() {
        check(Some(-3_660), None, "web", None);
        check(Some(-3_660), Some(9), "web", None);
        check(Some(-3_661), None, "web", Some("from"));
    }

    #[test]
    fn what_is_left_out_is_the_last_thirty_days() {
        check(None, None, "web", None);
        let whole = Selection::new((None, None), Vec::new(), NOW);
        let whole = whole.expect("there is one");
        assert_eq!((whole.from, whole.to), (NOW.plus(-30 * DAY_S), NOW));
    }

    #[test]
    fn who_asks_for_a_component_that_is_not_there_is_told_which_are() {
        check(None, None, "wbe", Some("component"));
        let asked = vec!["wbe".to_owned()];
        let selection = Selection::new((None, None), asked, NOW).expect("a good window");
        let told = selection
            .of_page(state())
            .expect_err("it is not there")
            .to_string();
        assert_eq!(told, "there is no component \"wbe\"; there are web, api");
    }
}
