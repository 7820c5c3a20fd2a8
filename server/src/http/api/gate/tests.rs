//! How long whoever guesses has to wait, by a clock that the test sets.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use http::StatusCode;
use pilotlight_feed::Timestamp;

use super::Gate;
use super::failures::{MOST_FAILURES, WINDOW};
use crate::core::Now;

fn at(elapsed: Duration) -> Now {
    Now {
        at: Timestamp(1_800_000_000),
        elapsed,
    }
}

fn address(number: u32) -> IpAddr {
    Ipv4Addr::from_bits(0x0a00_0000 + number).into()
}

/// Status of the answer to a failure at this time, and for how many seconds it is told to wait.
fn refused(gate: &Gate, peer: u32, elapsed: Duration) -> (StatusCode, Option<u64>) {
    let answer = gate.refuse(address(peer), at(elapsed)).into_response();
    let wait = answer.headers().get("retry-after");
    let wait = wait.and_then(|wait| wait.to_str().ok()?.parse().ok());
    (answer.status(), wait)
}

const WRONG: (StatusCode, Option<u64>) = (StatusCode::UNAUTHORIZED, None);

#[test]
fn after_ten_failures_an_address_waits_until_the_minute_is_over() {
    let gate = Gate::default();
    for _ in 0..MOST_FAILURES {
        assert_eq!(refused(&gate, 1, Duration::from_secs(5)), WRONG);
    }
    let told = |elapsed| refused(&gate, 1, elapsed);
    let too_many = StatusCode::TOO_MANY_REQUESTS;
    assert_eq!(told(Duration::from_secs(5)), (too_many, Some(60)));
    assert_eq!(told(Duration::from_secs(35)), (too_many, Some(30)));
    let last = WINDOW + Duration::from_secs(5) - Duration::from_millis(1);
    assert_eq!(told(last), (too_many, Some(1)));
    assert_eq!(told(WINDOW + Duration::from_secs(5)), WRONG);
    // And the count begins anew.
    for _ in 1..MOST_FAILURES {
        assert_eq!(told(WINDOW + Duration::from_secs(5)), WRONG);
    }
    assert_eq!(told(WINDOW + Duration::from_secs(5)).0, too_many);
}

#[test]
fn an_address_does_not_wait_for_what_another_one_guesses() {
    let gate = Gate::default();
    for _ in 0..2 * MOST_FAILURES {
        refused(&gate, 1, Duration::ZERO);
    }
    assert_eq!(refused(&gate, 2, Duration::ZERO), WRONG);
}
