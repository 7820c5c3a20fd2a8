//! The rules of `semantics.md` on what outranks what, and on what counts.

use pilotlight_feed::Status::{
    DegradedPerformance as Degraded, MajorOutage as Major, Operational as Good,
    PartialOutage as Partial, UnderMaintenance as Work, Unknown,
};
use pilotlight_feed::{Status, Timestamp};

use super::{Layers, intervals};
use crate::core::span::Span;
use crate::core::{Ledger, LedgerEntry};

/// Where each layer says something, in seconds.
#[derive(Default)]
struct Said<'a> {
    found: &'a [(i64, Status)],
    by_hand: &'a [(i64, i64, Status)],
    incidents: &'a [(i64, i64, Status)],
    work: &'a [(i64, i64)],
    counted: &'a [(i64, i64)],
}

fn span(from: i64, to: i64, status: Status) -> Span {
    Span {
        from: Timestamp(from),
        to: Some(Timestamp(to)),
        status,
    }
}

/// Holds the stretches until second 100 against `(from, status)` of each.
#[track_caller]
fn check(said: &Said<'_>, expected: &[(i64, Status)]) {
    let mut ledger = Ledger::default();
    for (at, status) in said.found {
        let at = Timestamp(*at);
        ledger.push(LedgerEntry {
            at,
            status: *status,
        });
    }
    let spans = |said: &[(i64, i64, Status)]| -> Vec<Span> {
        said.iter()
            .map(|(from, to, status)| span(*from, *to, *status))
            .collect()
    };
    let work = |said: &[(i64, i64)]| -> Vec<Span> {
        said.iter()
            .map(|(from, to)| span(*from, *to, Work))
            .collect()
    };
    let layers = Layers {
        overrides: spans(said.by_hand),
        incidents: spans(said.incidents),
        maintenances: work(said.work),
        counted: work(said.counted),
    };
    let stretches = intervals(&ledger, &layers, Timestamp(100));
    let seen: Vec<(i64, Status)> = stretches
        .iter()
        .map(|interval| (interval.from.0, interval.status))
        .collect();
    assert_eq!(seen, expected);
    let touching = stretches.windows(2).all(|pair| pair[0].to == pair[1].from);
    assert!(
        touching
            && stretches
                .last()
                .is_some_and(|last| last.to == Timestamp(100))
    );
}

const UP: &[(i64, Status)] = &[(0, Good)];

#[test]
fn overlapping_incidents_merge_at_the_worst_and_never_add() {
    check(
        &Said {
            found: UP,
            incidents: &[(10, 60, Partial), (30, 40, Major), (35, 80, Degraded)],
            ..Said::default()
        },
        &[
            (0, Good),
            (10, Partial),
            (30, Major),
            (40, Partial),
            (60, Degraded),
            (80, Good),
        ],
    );
}

#[test]
fn an_incident_never_makes_better_what_monitors_find() {
    check(
        &Said {
            found: &[(0, Good), (20, Major), (50, Good)],
            incidents: &[(10, 60, Degraded)],
            ..Said::default()
        },
        &[
            (0, Good),
            (10, Degraded),
            (20, Major),
            (50, Degraded),
            (60, Good),
        ],
    );
}

#[test]
fn a_maintenance_covers_what_monitors_find_and_never_an_incident() {
    check(
        &Said {
            found: &[(0, Good), (30, Major), (50, Good)],
            incidents: &[(40, 45, Partial)],
            work: &[(20, 70)],
            ..Said::default()
        },
        &[(0, Good), (20, Work), (40, Partial), (45, Work), (70, Good)],
    );
}

#[test]
fn overlapping_windows_are_a_union() {
    check(
        &Said {
            found: UP,
            work: &[(10, 30), (20, 50)],
            ..Said::default()
        },
        &[(0, Good), (10, Work), (50, Good)],
    );
}

#[test]
fn a_window_that_counts_as_downtime_counts_as_an_outage() {
    check(
        &Said {
            found: UP,
            counted: &[(10, 30)],
            ..Said::default()
        },
        &[(0, Good), (10, Major), (30, Good)],
    );
}

#[test]
fn what_is_set_by_hand_stands_for_what_monitors_find() {
    check(
        &Said {
            found: &[(0, Major)],
            by_hand: &[(10, 40, Good), (20, 30, Degraded)],
            work: &[(35, 38)],
            ..Said::default()
        },
        &[
            (0, Major),
            (10, Good),
            (20, Degraded),
            (30, Good),
            (40, Major),
        ],
    );
}

#[test]
fn a_backfilled_incident_counts_where_nothing_was_known() {
    check(
        &Said {
            found: &[(5, Good), (8, Unknown), (50, Good)],
            incidents: &[(10, 30, Major)],
            ..Said::default()
        },
        &[
            (5, Good),
            (8, Unknown),
            (10, Major),
            (30, Unknown),
            (50, Good),
        ],
    );
}

#[test]
fn before_a_component_was_watched_nothing_counts() {
    check(
        &Said {
            found: &[(50, Good)],
            incidents: &[(10, 60, Major)],
            ..Said::default()
        },
        &[(50, Major), (60, Good)],
    );
}

#[test]
fn what_lies_ahead_does_not_count() {
    check(
        &Said {
            found: UP,
            incidents: &[(200, 300, Major)],
            work: &[(90, 300)],
            ..Said::default()
        },
        &[(0, Good), (90, Work)],
    );
}
