//! `kill -9` at random moments while four people write: nothing that they were told is kept is gone.

use std::time::{Duration, Instant};

use pilotlight_tests::{Chance, Server, Told, until};

use crate::database::{copy, names};
use crate::hasty::Hasty;
use crate::writers::Acknowledged;

/// How often it is killed, when `KILLS` does not say otherwise.
const KILLS: usize = 20;
/// Writes that are acknowledged before a kill, at most: where the others are then, chance decides.
const MOST_BEFORE: u64 = 6;

fn kills() -> usize {
    let wanted = std::env::var("KILLS").ok();
    wanted.map_or(KILLS, |number| number.parse().expect("KILLS is a number"))
}

/// Lets people write until as many were told that it is kept as chance decides, then kills the server.
fn kill_among_writers(
    acknowledged: &Acknowledged,
    (told, token): (&Told, &str),
    chance: &mut Chance,
    by_hasty: bool,
) -> Duration {
    let began = Instant::now();
    let server = Server::start(&told.home);
    let ready = began.elapsed();
    let hasty = by_hasty.then(|| Hasty::before(told.admin));
    let address = hasty.as_ref().map_or(told.admin, |hasty| hasty.address);
    let before = acknowledged.names().len();
    let more = usize::try_from(chance.below(MOST_BEFORE)).expect("small");
    acknowledged.write_during(address, token, || {
        until("so many to be told that it is kept", || {
            (before + more <= acknowledged.names().len()).then_some(())
        });
        // In the middle of what it is killed is the question here.
        drop(server);
        drop(hasty);
    });
    ready
}

/// What is gone of what was acknowledged, after the database was found whole.
fn lost(acknowledged: &Acknowledged, told: &Told) -> Vec<String> {
    // Of a copy: it is the server that has to recover the database itself.
    let at = told.home.path("copy/pilotlight.db");
    copy(&told.database(), &at);
    acknowledged.lost(&names(&at).expect("can be read"))
}

#[test]
fn what_was_acknowledged_outlives_any_kill() {
    let mut chance = Chance::told("kills");
    let (told, acknowledged) = (Told::default(), Acknowledged::default());
    let token = told.token();
    let mut ready = Vec::new();
    let mut kill = || {
        ready.push(kill_among_writers(
            &acknowledged,
            (&told, &token),
            &mut chance,
            false,
        ));
        let lost = lost(&acknowledged, &told);
        assert!(lost.is_empty(), "after kill {}: {lost:?}", ready.len());
    };
    for _ in 0..kills() {
        kill();
    }
    // Chance may have let few write.
    while acknowledged.names().len() < kills() {
        kill();
    }
    let server = Server::start(&told.home);
    assert!(!server.feed().incidents.is_empty());
    drop(server);
    ready.sort_unstable();
    eprintln!(
        "{} acknowledged, 0 lost after {} kills; ready in {} ms (p95)",
        acknowledged.names().len(),
        ready.len(),
        ready[(ready.len() * 95).div_ceil(100) - 1].as_millis()
    );
}

/// The control: the same people, kills and look, with somebody who acknowledges before the commit.
#[test]
fn who_acknowledges_before_the_commit_is_caught() {
    let mut chance = Chance::told("kills of a hasty one");
    let (told, acknowledged) = (Told::default(), Acknowledged::default());
    let token = told.token();
    let is_caught = (0..KILLS).any(|_| {
        kill_among_writers(&acknowledged, (&told, &token), &mut chance, true);
        !lost(&acknowledged, &told).is_empty()
    });
    assert!(is_caught, "a loss would not be seen");
}
