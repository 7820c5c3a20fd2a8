//! What of a month is shown: a choice that works without script, by the stylesheet alone. Where a browser
//! cannot, everything is shown and nothing is offered.

use leptos::prelude::*;
use pilotlight_feed::{Impact, Status};

use crate::page::Context;
use crate::words::Word;

/// What something is chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shown {
    /// A critical impact, a major outage.
    Critical,
    /// A major impact, a partial outage.
    Major,
    /// A minor impact, degraded performance.
    Minor,
    /// No impact.
    NoImpact,
    /// Planned work.
    Maintenance,
}

impl Shown {
    pub(crate) const fn of_impact(impact: Impact) -> Self {
        match impact {
            Impact::Critical => Self::Critical,
            Impact::Major => Self::Major,
            Impact::Minor => Self::Minor,
            Impact::None => Self::NoImpact,
        }
    }

    pub(crate) const fn of_status(status: Status) -> Self {
        match status {
            Status::MajorOutage => Self::Critical,
            Status::PartialOutage => Self::Major,
            Status::DegradedPerformance => Self::Minor,
            Status::UnderMaintenance => Self::Maintenance,
            Status::Operational | Status::Unknown => Self::NoImpact,
        }
    }

    /// The class of what it chooses; the stylesheet knows it.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Critical => "is-critical",
            Self::Major => "is-major",
            Self::Minor => "is-minor",
            Self::NoImpact => "is-none",
            Self::Maintenance => "is-maintenance",
        }
    }

    const fn id(self) -> &'static str {
        match self {
            Self::Critical => "only-critical",
            Self::Major => "only-major",
            Self::Minor => "only-minor",
            Self::NoImpact => "only-none",
            Self::Maintenance => "only-maintenance",
        }
    }

    const fn word(self) -> Word {
        match self {
            Self::Critical => Word::Critical,
            Self::Major => Word::Major,
            Self::Minor => Word::Minor,
            Self::NoImpact => Word::ImpactNone,
            Self::Maintenance => Word::Maintenance,
        }
    }
}

/// The choice among these; none where there is nothing to choose.
pub(crate) fn filter(context: &Context<'_>, shown: &[Shown]) -> Option<AnyView> {
    let words = &context.words;
    if shown.len() < 2 {
        return None;
    }
    let choices: Vec<_> = shown
        .iter()
        .map(|one| {
            view! {
                <label><input type="radio" name="only" id=one.id()/> {words.say(one.word())}</label>
            }
            .into_any()
        })
        .collect();
    Some(
        view! {
            <fieldset class="filter">
                <legend>{words.say(Word::Show)}</legend>
                <label><input type="radio" name="only" checked=true/> {words.say(Word::Everything)}</label>
                {choices}
            </fieldset>
        }
        .into_any(),
    )
}
