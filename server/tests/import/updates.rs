//! What updates say: stages, order and words, which a dry run only counts.

use std::fmt::Write;

use expect_test::{Expect, expect};
use pilotlight_server::import::System;

use super::plan;

#[track_caller]
fn check(system: System, name: &str, key: &str, expected: Expect) {
    let plan = plan(system, name);
    let mut out = String::new();
    for incident in plan.incidents.iter().filter(|it| it.key == key) {
        for update in &incident.updates {
            let status = update.status.as_str();
            writeln!(out, "{} {status}\n{}\n", update.at, update.body).expect("a text");
        }
    }
    for work in plan.maintenances.iter().filter(|it| it.key == key) {
        for update in &work.updates {
            let status = update.status.as_str();
            writeln!(out, "{} {status}\n{}\n", update.at, update.body).expect("a text");
        }
    }
    expected.assert_eq(&out);
}

#[test]
fn html_of_statuspage_is_markdown_and_a_postmortem_is_the_last_update() {
    check(
        System::Statuspage,
        "statuspage",
        "p31zjtct2jer",
        expect![[r#"
            2026-11-01T10:00:00Z investigating
            We see **slow** answers & errors.
            More at [our blog](https://acme.example/?a=1&b).

            - reads
            - writes

            2026-11-01T10:30:00Z investigating
            Still looking. Details

            2026-11-01T12:00:00Z resolved
            All is well again.

            2026-11-03T09:00:00Z postmortem
            A cache was cold.

        "#]],
    );
}

#[test]
fn a_history_of_statuspage_has_the_last_words_only() {
    check(
        System::Statuspage,
        "statuspage",
        "old1",
        expect![[r#"
        2020-01-01T16:17:00Z resolved
        Resolved.
        Sorry.

    "#]],
    );
}

#[test]
fn updates_of_cstate_are_cut_at_their_track_and_stand_oldest_first() {
    check(
        System::Cstate,
        "cstate",
        "2018-04-13-unavailable-guilds",
        expect![[r#"
            2018-04-13T15:54:00Z investigating
            We are aware.

            2018-04-13T16:50:00Z monitoring
            It is recovering.

            We watch it.

            2018-04-13T17:30:00Z monitoring
            Looks like this has been fixed.

            2018-04-13T17:30:00Z resolved


            2018-04-13T17:30:00Z postmortem
            A primary moved to another machine. **Twice.**

        "#]],
    );
}

#[test]
fn comments_of_upptime_are_updates_and_its_own_last_one_resolves() {
    check(
        System::Upptime,
        "upptime",
        "12",
        expect![[r#"
        2026-10-01T10:00:00Z investigating
        In [`abc1234`](https://github.com/acme/status/commit/abc1234), Website (https://acme.example) was **down**:
        - HTTP code: 503
        - Response time: 12 ms

        2026-10-01T10:05:00Z investigating
        A cable.

        2026-10-01T10:20:00Z resolved
        Website is back up in [`def5678`](https://github.com/acme/status/commit/def5678).

    "#]],
    );
}

#[test]
fn a_maintenance_of_upptime_loses_the_comment_with_its_times() {
    check(
        System::Upptime,
        "upptime",
        "14",
        expect![[r#"
        2026-11-20T10:00:00Z scheduled
        We change a switch.

    "#]],
    );
}

#[test]
fn the_message_of_cachet_is_the_first_update() {
    check(
        System::Cachet,
        "cachet",
        "1",
        expect![[r#"
        2015-08-01T12:00:00Z investigating
        We **look** into it.

        2015-08-01T12:30:00Z identified
        It is the cache.

        2015-08-01T14:00:00Z resolved
        Done.

        2016-01-01T10:00:00Z scheduled
        Read-only.

        2016-01-05T01:00:00Z in_progress


        2016-01-05T03:00:00Z completed


    "#]],
    );
    check(
        System::Cachet,
        "cachet3",
        "7",
        expect![[r#"
        2026-11-01T10:00:00Z investigating
        We look.

        2026-11-01T12:00:00Z resolved
        Fixed.

    "#]],
    );
}
