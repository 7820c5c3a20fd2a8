//! Status of a component and level of a page: one vocabulary, ordered by severity, and the roll-up
//! from many to one.

use crate::locale::Words;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// How a component, a group or the whole page is doing, ordered from best to worst.
    ///
    /// Unknown ranks above operational, so that missing knowledge is never shown as green;
    /// maintenance ranks below every problem, so that it never masks one.
    #[derive(Default)]
    pub enum Status else Unknown {
        /// Works as it should.
        Operational = "operational",
        /// Nothing is known: no data yet, or our own checks fail.
        #[default]
        Unknown = "unknown",
        /// A planned maintenance is in progress.
        UnderMaintenance = "under_maintenance",
        /// Works, but slower or worse than usual.
        DegradedPerformance = "degraded_performance",
        /// Down for some.
        PartialOutage = "partial_outage",
        /// Down for all.
        MajorOutage = "major_outage",
    }
}

impl Status {
    /// Whether this is a problem: degraded or worse.
    #[must_use]
    pub fn is_problem(self) -> bool {
        Self::DegradedPerformance <= self
    }

    /// The words for one component in this status, as a page shows them.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Operational => "Operational",
            Self::Unknown => "Unknown",
            Self::UnderMaintenance => "Under maintenance",
            Self::DegradedPerformance => "Degraded performance",
            Self::PartialOutage => "Partial outage",
            Self::MajorOutage => "Major outage",
        }
    }

    /// One step better, for outages only: what a page says when not all of it is hit.
    const fn one_step_lower(self) -> Self {
        match self {
            Self::MajorOutage => Self::PartialOutage,
            Self::PartialOutage => Self::DegradedPerformance,
            other => other,
        }
    }
}

/// Rolls the statuses of the parts up to the status of the whole: the worst, one step lower when
/// an outage does not hit all. Of nothing, nothing is known.
///
/// ```
/// use pilotlight_feed::{Status, roll_up};
/// assert_eq!(roll_up([Status::MajorOutage, Status::Operational]), Status::PartialOutage);
/// assert_eq!(roll_up([Status::MajorOutage]), Status::MajorOutage);
/// assert_eq!(roll_up([]), Status::Unknown);
/// ```
#[must_use]
pub fn roll_up(parts: impl IntoIterator<Item = Status>) -> Status {
    let mut seen = None;
    for part in parts {
        let (best, worst) = seen.unwrap_or((part, part));
        seen = Some((part.min(best), part.max(worst)));
    }
    match seen {
        None => Status::Unknown,
        Some((best, worst)) if best == worst => worst,
        Some((_, worst)) => worst.one_step_lower(),
    }
}

/// [`roll_up`] of parts of which some are critical, `(status, is_critical)`: a major outage of one of
/// these is a major outage of the whole.
///
/// ```
/// use pilotlight_feed::{Status, roll_up_critical};
/// let parts = [(Status::MajorOutage, true), (Status::Operational, false)];
/// assert_eq!(roll_up_critical(parts), Status::MajorOutage);
/// ```
#[must_use]
pub fn roll_up_critical(parts: impl IntoIterator<Item = (Status, bool)>) -> Status {
    let mut is_all_lost = false;
    let status = roll_up(parts.into_iter().map(|(status, is_critical)| {
        is_all_lost |= is_critical && status == Status::MajorOutage;
        status
    }));
    if is_all_lost {
        Status::MajorOutage
    } else {
        status
    }
}

/// The words beside a page's level, in English. With exactly one component in trouble they name it.
///
/// `components` are `(name, status)` of every visible component.
#[must_use]
pub fn describe<'a>(components: impl IntoIterator<Item = (&'a str, Status)>) -> String {
    describe_in(&Words::default(), components)
}

/// [`describe`] in another language.
#[must_use]
pub fn describe_in<'a>(
    words: &Words,
    components: impl IntoIterator<Item = (&'a str, Status)>,
) -> String {
    let components: Vec<(&str, Status)> = components.into_iter().collect();
    let level = roll_up(components.iter().map(|(_, status)| *status));
    describe_level(words, level, components)
}

/// [`describe_in`] beside a level that is more than the [`roll_up`] of these components.
#[must_use]
pub fn describe_level<'a>(
    words: &Words,
    level: Status,
    components: impl IntoIterator<Item = (&'a str, Status)>,
) -> String {
    let is_affected = |(_, status): &(&str, Status)| *status != Status::Operational;
    let mut affected = components.into_iter().filter(is_affected);
    match (affected.next(), affected.next()) {
        (Some((name, status)), None) => words.one(name, status),
        _ => words.overall(level).to_owned(),
    }
}

/// The one component that is not operational, which [`describe_level`] names; none when there are more, or
/// none at all. For whoever shows the name apart from the words around it.
///
/// ```
/// use pilotlight_feed::{Status, only_affected};
/// let parts = [("API", Status::MajorOutage), ("Web", Status::Operational)];
/// assert_eq!(only_affected(parts), Some(("API", Status::MajorOutage)));
/// assert_eq!(only_affected([parts[0], parts[0]]), None);
/// ```
#[must_use]
pub fn only_affected<'a>(
    components: impl IntoIterator<Item = (&'a str, Status)>,
) -> Option<(&'a str, Status)> {
    let is_affected = |(_, status): &(&str, Status)| *status != Status::Operational;
    let mut affected = components.into_iter().filter(is_affected);
    affected.next().filter(|_| affected.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::Status::{
        DegradedPerformance, MajorOutage, Operational, PartialOutage, UnderMaintenance, Unknown,
    };
    use super::{Status, Words, describe, describe_level, roll_up, roll_up_critical};

    #[track_caller]
    fn check(parts: &[Status], whole: Status) {
        assert_eq!(roll_up(parts.iter().copied()), whole, "{parts:?}");
    }

    #[test]
    fn an_outage_of_some_is_one_step_lower_than_an_outage_of_all() {
        check(&[MajorOutage, MajorOutage], MajorOutage);
        check(&[MajorOutage, Operational], PartialOutage);
        check(&[MajorOutage, PartialOutage], PartialOutage);
        check(&[PartialOutage, PartialOutage], PartialOutage);
        check(&[PartialOutage, Operational], DegradedPerformance);
        check(&[DegradedPerformance, Operational], DegradedPerformance);
    }

    #[test]
    fn maintenance_never_masks_a_problem() {
        check(
            &[UnderMaintenance, DegradedPerformance],
            DegradedPerformance,
        );
        check(&[UnderMaintenance, MajorOutage], PartialOutage);
        check(&[UnderMaintenance, Operational], UnderMaintenance);
    }

    #[test]
    fn unknown_is_never_green() {
        check(&[Unknown, Operational], Unknown);
        check(&[], Unknown);
        assert_eq!(Status::from_word("a word of tomorrow"), Unknown);
    }

    #[test]
    fn a_major_outage_of_a_critical_part_is_one_of_the_whole() {
        let check = |parts: &[(Status, bool)], whole| {
            assert_eq!(roll_up_critical(parts.iter().copied()), whole, "{parts:?}");
        };
        check(&[(MajorOutage, true), (Operational, false)], MajorOutage);
        check(&[(MajorOutage, false), (Operational, true)], PartialOutage);
        check(
            &[(PartialOutage, true), (Operational, false)],
            DegradedPerformance,
        );
        check(
            &[(UnderMaintenance, true), (MajorOutage, false)],
            PartialOutage,
        );
        check(&[(Operational, true), (Operational, false)], Operational);
        check(&[], Unknown);
    }

    #[test]
    fn the_words_beside_a_level_say_that_level() {
        let down = [
            ("API", MajorOutage),
            ("Web", Operational),
            ("Mail", Unknown),
        ];
        let words = Words::default();
        assert_eq!(describe_level(&words, MajorOutage, down), "Major outage");
        assert_eq!(describe(down), "Partial outage");
        let one = describe_level(&words, MajorOutage, down[..2].iter().copied());
        assert_eq!(one, describe(down[..2].iter().copied()), "one is named");
    }

    #[test]
    fn every_word_reads_back_as_itself() {
        for status in Status::ALL {
            assert_eq!(Status::from_word(status.as_str()), *status);
        }
    }

    #[test]
    fn exactly_one_component_in_trouble_is_named() {
        let words = |parts: &[(&str, Status)]| describe(parts.iter().copied());
        assert_eq!(
            words(&[("API", MajorOutage), ("Web", Operational)]),
            "API is down"
        );
        assert_eq!(
            words(&[("API", UnderMaintenance), ("Web", Operational)]),
            "API is under maintenance"
        );
        assert_eq!(
            words(&[("API", MajorOutage), ("Web", MajorOutage)]),
            "Major outage"
        );
        assert_eq!(
            words(&[("API", Operational), ("Web", Operational)]),
            "All systems operational"
        );
        assert_eq!(words(&[]), "Status unknown");
    }
}
