//! How what was said of planned work becomes what is written down here, so that a dry run shows what
//! an import does: a begin and an end that nobody wrote about are updates without words, and what this
//! system would refuse is told instead.

use pilotlight_feed::Timestamp;

use super::plan::{Incident, Maintenance, MaintenanceStatus, MaintenanceUpdate, Plan};
use super::told::Told;
use crate::core::LONGEST_S;

/// Brings a plan to what can be written down at `now`.
pub(super) fn settle(plan: &mut Plan, now: Timestamp) {
    let mut told = Told::default();
    told.extend(std::mem::take(&mut plan.unmapped));
    plan.incidents
        .retain_mut(|incident| has_been(incident, now, &mut told));
    plan.maintenances
        .retain_mut(|work| follow(work, now, &mut told));
    plan.unmapped = told.finish();
}

/// Takes out what lies ahead; answers whether anything is left.
fn has_been(incident: &mut Incident, now: Timestamp, told: &mut Told) -> bool {
    let before = incident.updates.len();
    incident.updates.retain(|update| update.at <= now);
    let left = incident.updates.len();
    if left < before {
        let what = if left == 0 {
            "incidents that lie ahead"
        } else {
            "updates that lie ahead"
        };
        let why = "only what has been is an incident; plan a maintenance for what is to come";
        told.add(what, why, &format!("incident {:?}", incident.title));
    }
    0 < left
}

/// Completes what was said of planned work; answers whether it can be written down.
fn follow(work: &mut Maintenance, now: Timestamp, told: &mut Told) -> bool {
    let title = work.title.clone();
    let mut tell = |what: &str, why: String| {
        told.add(what, &why, &format!("maintenance {title:?}"));
    };
    if LONGEST_S < work.ends_at.since(work.starts_at) {
        let days = LONGEST_S / 86_400;
        tell(
            "maintenances",
            format!("it is longer than {days} days; announce it in parts"),
        );
        return false;
    }
    let mut course = Course::default();
    for update in std::mem::take(&mut work.updates) {
        let at = update.at.min(now);
        if at < update.at {
            let why = "it is dated later than now, so it is said now";
            tell("updates that lie ahead", why.to_owned());
        }
        if update.status == MaintenanceStatus::Cancelled && course.has_begun {
            tell(
                "cancelled maintenances",
                "it had begun, so it is completed here".to_owned(),
            );
        }
        course.say(at, update.status, update.body, work.starts_at);
    }
    course.end(work, now);
    if course.status() == MaintenanceStatus::Scheduled && work.ends_at <= now {
        tell(
            "maintenances",
            "its window is over, and nothing says whether it took place".to_owned(),
        );
        return false;
    }
    work.status = course.status();
    work.updates = course.said;
    true
}

/// What was said so far, oldest first: a begin before an end, and no way back from the begin.
#[derive(Default)]
struct Course {
    said: Vec<MaintenanceUpdate>,
    has_begun: bool,
}

impl Course {
    fn status(&self) -> MaintenanceStatus {
        let newest = self.said.last();
        newest.map_or(MaintenanceStatus::Scheduled, |update| update.status)
    }

    fn say(
        &mut self,
        at: Timestamp,
        status: MaintenanceStatus,
        body: String,
        starts_at: Timestamp,
    ) {
        let at = self.said.last().map_or(at, |last| last.at.max(at));
        let status = match status {
            MaintenanceStatus::Scheduled if self.has_begun => self.status(),
            MaintenanceStatus::Cancelled if self.has_begun => MaintenanceStatus::Completed,
            MaintenanceStatus::Completed if !self.has_begun => {
                self.say(
                    starts_at.min(at),
                    MaintenanceStatus::InProgress,
                    String::new(),
                    starts_at,
                );
                status
            }
            _ => status,
        };
        self.has_begun |= matches!(
            status,
            MaintenanceStatus::InProgress | MaintenanceStatus::Verifying
        );
        if body.is_empty() && status == self.status() && !self.said.is_empty() {
            return;
        }
        self.said.push(MaintenanceUpdate { at, status, body });
    }

    /// Says without words where the source has it stand, when no update of it did.
    fn end(&mut self, work: &Maintenance, now: Timestamp) {
        let at = match work.status {
            status if status == self.status() => return,
            MaintenanceStatus::Scheduled => return,
            MaintenanceStatus::InProgress | MaintenanceStatus::Cancelled => work.starts_at,
            MaintenanceStatus::Verifying | MaintenanceStatus::Completed => work.ends_at,
        };
        self.say(at.min(now), work.status, String::new(), work.starts_at);
    }
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::Timestamp;

    use super::settle;
    use crate::import::plan::MaintenanceStatus::{
        self, Cancelled, Completed, InProgress, Scheduled, Verifying,
    };
    use crate::import::plan::{Maintenance, MaintenanceUpdate, Plan};

    /// A window from 100 to 200.
    fn work(status: MaintenanceStatus, said: &[(i64, MaintenanceStatus, &str)]) -> Maintenance {
        let said = said.iter().map(|(at, status, body)| MaintenanceUpdate {
            at: Timestamp(*at),
            status: *status,
            body: (*body).to_owned(),
        });
        Maintenance {
            key: "work".to_owned(),
            foreign_id: "work".to_owned(),
            title: "Work".to_owned(),
            starts_at: Timestamp(100),
            ends_at: Timestamp(200),
            status,
            components: Vec::new(),
            updates: said.collect(),
        }
    }

    /// What is written down at `now`; none when it is told instead.
    #[track_caller]
    fn check(now: i64, work: Maintenance, wanted: Option<&[(i64, MaintenanceStatus, &str)]>) {
        let mut plan = Plan {
            maintenances: vec![work],
            ..Plan::default()
        };
        settle(&mut plan, Timestamp(now));
        let settled = plan.maintenances.first().map(|work| {
            let said = work.updates.iter();
            said.map(|it| (it.at.0, it.status, it.body.as_str()))
                .collect::<Vec<_>>()
        });
        assert_eq!(settled.as_deref(), wanted);
        assert_eq!(
            wanted.is_none(),
            !plan.unmapped.is_empty() && settled.is_none()
        );
    }

    #[test]
    fn a_begin_and_an_end_that_nobody_wrote_about_are_updates_without_words() {
        check(
            300,
            work(Completed, &[]),
            Some(&[(100, InProgress, ""), (200, Completed, "")]),
        );
        check(
            300,
            work(
                Completed,
                &[(50, Scheduled, "soon"), (220, Completed, "done")],
            ),
            Some(&[
                (50, Scheduled, "soon"),
                (100, InProgress, ""),
                (220, Completed, "done"),
            ]),
        );
        check(150, work(InProgress, &[]), Some(&[(100, InProgress, "")]));
        check(150, work(Verifying, &[]), Some(&[(150, Verifying, "")]));
    }

    #[test]
    fn what_lies_ahead_has_nothing_said_yet() {
        check(50, work(Scheduled, &[]), Some(&[]));
    }

    #[test]
    fn a_cancelled_window_stays_cancelled() {
        check(50, work(Cancelled, &[]), Some(&[(50, Cancelled, "")]));
        check(300, work(Cancelled, &[]), Some(&[(100, Cancelled, "")]));
        check(
            300,
            work(Cancelled, &[(40, Scheduled, "soon"), (60, Cancelled, "no")]),
            Some(&[(40, Scheduled, "soon"), (60, Cancelled, "no")]),
        );
    }

    #[test]
    fn one_that_is_cancelled_after_its_begin_is_completed() {
        check(
            300,
            work(
                Cancelled,
                &[(100, InProgress, "now"), (120, Cancelled, "no")],
            ),
            Some(&[(100, InProgress, "now"), (120, Completed, "no")]),
        );
    }

    #[test]
    fn nothing_is_scheduled_again_after_its_begin() {
        check(
            150,
            work(
                InProgress,
                &[(100, InProgress, "now"), (120, Scheduled, "more")],
            ),
            Some(&[(100, InProgress, "now"), (120, InProgress, "more")]),
        );
    }

    #[test]
    fn a_window_that_is_over_without_a_word_is_told() {
        check(300, work(Scheduled, &[(50, Scheduled, "soon")]), None);
    }

    #[test]
    fn a_window_of_months_is_told() {
        let long = Maintenance {
            ends_at: Timestamp(100 + 91 * 86_400),
            ..work(Scheduled, &[])
        };
        check(50, long, None);
    }
}
