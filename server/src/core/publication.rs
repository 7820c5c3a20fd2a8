//! When to publish: news at once, everything from time to time, and one publication at a time.

use std::time::Duration;

use super::state::PublishPolicy;

/// In the long run two publications begin at least this far apart, so that a flapping monitor does not
/// keep the disk busy.
const SPACING: Duration = Duration::from_millis(500);
/// So many may follow each other at once after it was quiet: an operator who opens an incident, sets a
/// status and says something more waits for none of it.
const AT_ONCE: u32 = 4;

/// Where publishing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PublishState {
    pub(super) policy: PublishPolicy,
    pub(super) revision: u64,
    pub(super) in_flight: bool,
    pub(super) news_wait: bool,
    pub(super) began: Option<Duration>,
    pub(super) due: Duration,
    /// Until when what has begun so far would take if each of it kept its distance.
    spaced: Duration,
}

impl PublishState {
    /// Nothing has been published since this publication, which was before the start.
    pub(super) const fn new(policy: PublishPolicy, revision: u64) -> Self {
        Self {
            policy,
            revision,
            in_flight: false,
            news_wait: false,
            began: None,
            due: Duration::ZERO,
            spaced: Duration::ZERO,
        }
    }

    /// A publication begins.
    pub(super) fn begin(&mut self, at: Duration, revision: u64) {
        self.in_flight = true;
        self.news_wait = false;
        self.began = Some(at);
        self.spaced = self.spaced.max(at) + SPACING;
        self.revision = revision;
    }

    /// When the next publication may and must begin; none while one runs.
    pub(super) fn next(&self) -> Option<Duration> {
        if self.in_flight {
            return None;
        }
        let soonest = self.spaced.saturating_sub(SPACING * (AT_ONCE - 1));
        Some(if self.news_wait {
            soonest
        } else {
            self.due.max(soonest)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{AT_ONCE, PublishState, SPACING};
    use crate::core::PublishPolicy;

    fn quiet() -> PublishState {
        let refresh = Duration::from_secs(30);
        let valid_for = Duration::from_secs(180);
        PublishState::new(PublishPolicy { refresh, valid_for }, 0)
    }

    /// When so many publications begin, each as soon as it may, when there is news all the time and one
    /// takes so long.
    fn begins(state: &mut PublishState, from: Duration, count: u64, takes: Duration) -> Vec<u64> {
        let mut now = from;
        let begins = (1..=count).map(|revision| {
            state.in_flight = false;
            state.news_wait = true;
            now = now.max(state.next().expect("none is under way"));
            state.begin(now, revision);
            let began = now - from;
            now += takes;
            u64::try_from(began.as_millis()).expect("is small")
        });
        begins.collect()
    }

    #[test]
    fn some_news_after_a_quiet_while_goes_out_at_once_and_the_rest_keeps_its_distance() {
        let mut state = quiet();
        let hour = Duration::from_secs(3_600);
        let takes = Duration::from_millis(20);
        let expected = [0, 20, 40, 60, 500, 1_000, 1_500];
        assert_eq!(begins(&mut state, hour, 7, takes), expected);
        // Soon after that there is room for one, not for as many as before.
        let soon = hour + Duration::from_secs(2);
        assert_eq!(begins(&mut state, soon, 3, takes), [0, 500, 1_000]);
        let later = hour * 2;
        assert_eq!(begins(&mut state, later, 4, takes), [0, 20, 40, 60]);
    }

    #[test]
    fn however_long_the_news_goes_on_two_a_second_are_published() {
        let mut state = quiet();
        let count = 1_000;
        let all = begins(&mut state, Duration::from_secs(60), count, Duration::ZERO);
        let spacing = u64::try_from(SPACING.as_millis()).expect("is small");
        let least = spacing * (count - u64::from(AT_ONCE));
        assert_eq!(all.last(), Some(&least));
    }

    #[test]
    fn none_begins_while_one_is_under_way_and_without_news_it_waits_for_its_time() {
        let mut state = quiet();
        state.begin(Duration::from_secs(60), 1);
        state.news_wait = true;
        assert_eq!(state.next(), None);
        state.in_flight = false;
        state.news_wait = false;
        state.due = Duration::from_secs(90);
        assert_eq!(state.next(), Some(Duration::from_secs(90)));
    }
}
