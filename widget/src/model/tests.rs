//! The rules of the model, one by one.

use pilotlight_feed::{Feed, Status, Timestamp};

use super::{Document, Model, Moment, Next, STALE_FOR_MS, State, Wishes};

/// When the golden feed was generated, and the last millisecond of its promise.
const START_MS: i64 = 1_795_414_200_000;
const END_MS: i64 = START_MS + 180_000;
/// Chance that spreads nothing.
const EVEN: u32 = 100;
const POLLS: Wishes = Wishes {
    poll_s: Some(60),
    is_open: false,
    is_visible: true,
};
const OPEN: Wishes = Wishes {
    is_open: true,
    ..POLLS
};

fn whole() -> Feed {
    serde_json::from_str(include_str!("../../../feed/golden/v1/outage-feed.json")).unwrap()
}

fn summary() -> Feed {
    whole().summary()
}

fn at(now_ms: i64) -> Moment {
    Moment {
        now_ms,
        chance: EVEN,
    }
}

fn model(wishes: Wishes) -> Model {
    Model::new(at(START_MS), wishes, Ok(summary()))
}

fn later(revision: u64, status: Status) -> Feed {
    let mut feed = summary();
    feed.revision = revision;
    feed.generated_at = feed.generated_at.plus(30);
    feed.valid_until = feed.valid_until.plus(30);
    feed.components[0].status = status;
    feed
}

#[test]
fn the_golden_feed_is_where_these_tests_think() {
    assert_eq!(summary().generated_at, Timestamp(START_MS / 1_000));
    assert_eq!(summary().valid_until, Timestamp(END_MS / 1_000));
}

#[track_caller]
fn check_truth(now_ms: i64, state: State, level: Status) {
    let shown = model(POLLS).shown(now_ms);
    let known = shown
        .present()
        .map_or(Status::Unknown, |feed| feed.status.level);
    assert_eq!((shown.state, known), (state, level));
}

#[test]
fn a_feed_is_fresh_until_its_promise_ends() {
    check_truth(START_MS, State::Ready, Status::PartialOutage);
    check_truth(END_MS, State::Ready, Status::PartialOutage);
    check_truth(END_MS + 1, State::Stale, Status::PartialOutage);
}

#[test]
fn an_hour_past_its_promise_a_feed_says_nothing_of_the_present() {
    check_truth(END_MS + STALE_FOR_MS, State::Stale, Status::PartialOutage);
    check_truth(END_MS + STALE_FOR_MS + 1, State::Error, Status::Unknown);
    assert_eq!(
        model(POLLS).shown(END_MS + STALE_FOR_MS + 1).present(),
        None
    );
}

#[test]
fn without_a_feed_the_status_is_unknown() {
    let shown = Model::new(at(START_MS), POLLS, Err(0)).shown(START_MS);
    assert_eq!((shown.state, &shown.feed), (State::Error, &None));
}

#[test]
fn without_a_feed_the_summary_is_asked_for_although_a_panel_is_open() {
    let mut model = Model::new(at(START_MS), OPEN, Err(0));
    model.asked(START_MS);
    check_fetch(&model, START_MS, Some(Document::Summary));
}

#[test]
fn what_the_server_wanted_of_the_first_request_holds_for_the_next() {
    let model = Model::new(at(START_MS), POLLS, Err(1_800));
    check_fetch(&model, START_MS + 1_799_000, None);
    check_fetch(&model, START_MS + 1_800_000, Some(Document::Summary));
}

#[test]
fn time_alone_ends_a_promise() {
    let model = model(Wishes {
        poll_s: None,
        ..POLLS
    });
    let wake_at = |now_ms| model.next(now_ms).wake_at_ms;
    assert_eq!(wake_at(END_MS - 5_000), END_MS + 1);
    assert_eq!(
        wake_at(END_MS + STALE_FOR_MS - 5_000),
        END_MS + STALE_FOR_MS + 1
    );
}

#[test]
fn the_clock_is_looked_at_although_nothing_is_due() {
    let Next { fetch, wake_at_ms } = model(POLLS).next(START_MS);
    assert_eq!((fetch, wake_at_ms), (None, START_MS + 20_000));
}

#[test]
fn an_older_feed_is_ignored() {
    let mut model = model(POLLS);
    model.read(
        at(START_MS),
        Document::Summary,
        later(4_712, Status::Operational),
    );
    let mut older = later(4_700, Status::MajorOutage);
    older.generated_at = older.generated_at.plus(-60);
    model.read(at(START_MS), Document::Summary, older);
    assert_eq!(model.shown(START_MS).feed.unwrap().revision, 4_712);
}

#[test]
fn a_server_that_counts_anew_is_believed() {
    let mut model = model(POLLS);
    model.read(
        at(START_MS),
        Document::Summary,
        later(1, Status::MajorOutage),
    );
    assert_eq!(model.shown(START_MS).feed.unwrap().revision, 1);
}

#[track_caller]
fn check_fetch(model: &Model, now_ms: i64, fetch: Option<Document>) {
    assert_eq!(
        model.next(now_ms).fetch,
        fetch,
        "{} s",
        (now_ms - START_MS) / 1_000
    );
}

#[test]
fn polls_are_spread_by_a_tenth_either_way() {
    for (chance, pause_ms) in [(0, 54_000), (EVEN, 60_000), (200, 66_000), (201, 54_000)] {
        let model = Model::new(
            Moment {
                now_ms: START_MS,
                chance,
            },
            POLLS,
            Ok(summary()),
        );
        check_fetch(&model, START_MS + pause_ms - 1, None);
        check_fetch(&model, START_MS + pause_ms, Some(Document::Summary));
    }
}

#[test]
fn a_page_that_does_not_poll_asks_for_nothing() {
    check_fetch(
        &model(Wishes {
            poll_s: None,
            ..POLLS
        }),
        START_MS + 86_400_000,
        None,
    );
}

#[test]
fn a_page_that_does_not_poll_asks_once_when_somebody_wants_news() {
    let mut model = model(Wishes {
        poll_s: None,
        ..POLLS
    });
    check_fetch(&model, START_MS, None);
    model.asked(START_MS);
    check_fetch(&model, START_MS, Some(Document::Summary));
    model.failed(at(START_MS), Document::Summary, 0);
    check_fetch(&model, START_MS + 3_600_000, None);
}

#[test]
fn a_hidden_page_asks_for_nothing_and_a_seen_one_at_once() {
    let mut model = model(Wishes {
        is_visible: false,
        ..POLLS
    });
    check_fetch(&model, START_MS + 50_000, None);
    model.wish(START_MS + 50_000, POLLS);
    model.resumed(START_MS + 50_000);
    check_fetch(&model, START_MS + 50_000, Some(Document::Summary));
}

#[test]
fn who_comes_back_within_seconds_has_news_enough() {
    let mut model = model(POLLS);
    model.resumed(START_MS + 9_999);
    check_fetch(&model, START_MS + 9_999, None);
}

#[test]
fn failures_double_the_pause_up_to_a_quarter_of_an_hour() {
    let mut model = model(POLLS);
    let mut now_ms = START_MS;
    for pause_ms in [120_000, 240_000, 480_000, 900_000, 900_000] {
        model.failed(at(now_ms), Document::Summary, 0);
        check_fetch(&model, now_ms + pause_ms - 1, None);
        check_fetch(&model, now_ms + pause_ms, Some(Document::Summary));
        now_ms += pause_ms;
    }
    model.read(at(now_ms), Document::Summary, summary());
    check_fetch(&model, now_ms + 60_000, Some(Document::Summary));
}

#[test]
fn the_server_says_when_to_ask_again_within_an_hour() {
    let mut model = model(POLLS);
    model.failed(at(START_MS), Document::Summary, 600);
    model.resumed(START_MS + 20_000);
    check_fetch(&model, START_MS + 599_999, None);
    check_fetch(&model, START_MS + 600_000, Some(Document::Summary));
    model.failed(at(START_MS), Document::Summary, u32::MAX);
    check_fetch(&model, START_MS + 3_600_000, Some(Document::Summary));
}

#[test]
fn the_whole_is_fetched_when_a_panel_opens() {
    let mut model = model(POLLS);
    check_fetch(&model, START_MS, None);
    model.wish(START_MS, OPEN);
    check_fetch(&model, START_MS, Some(Document::Whole));
    model.read(at(START_MS), Document::Whole, whole());
    check_fetch(&model, START_MS, None);
    assert!(model.shown(START_MS).is_settled);
}

#[test]
fn a_whole_that_fails_does_not_hold_the_summary_up() {
    let mut model = model(OPEN);
    model.failed(at(START_MS), Document::Whole, 0);
    assert!(
        model.shown(START_MS).is_settled,
        "what will not come is not waited for"
    );
    check_fetch(&model, START_MS + 60_000, Some(Document::Summary));
    model.read(at(START_MS + 299_000), Document::Summary, summary());
    check_fetch(&model, START_MS + 300_000, Some(Document::Whole));
}

#[test]
fn past_days_outlive_a_summary_that_says_nothing_of_them() {
    let mut model = model(OPEN);
    model.read(at(START_MS), Document::Whole, whole());
    model.read(
        at(START_MS),
        Document::Summary,
        later(4_712, Status::Operational),
    );
    let shown = model.shown(START_MS);
    assert_eq!(
        shown.days_of("website").unwrap().days,
        whole().components[0].days
    );
    assert_eq!(shown.feed.unwrap().revision, 4_712);
    check_fetch(&model, START_MS, None);
}

#[test]
fn a_changed_status_asks_for_the_whole_again() {
    let mut model = model(OPEN);
    model.read(at(START_MS), Document::Whole, whole());
    model.read(
        at(START_MS),
        Document::Summary,
        later(4_712, Status::MajorOutage),
    );
    check_fetch(&model, START_MS, Some(Document::Whole));
}

#[test]
fn an_older_whole_still_tells_of_past_days() {
    let mut model = model(OPEN);
    model.read(
        at(START_MS),
        Document::Summary,
        later(4_712, Status::MajorOutage),
    );
    model.read(at(START_MS), Document::Whole, whole());
    let shown = model.shown(START_MS);
    assert_eq!(
        shown.days_of("website").unwrap().days,
        whole().components[0].days
    );
    let feed = shown.feed.unwrap();
    assert_eq!(
        (feed.revision, feed.components[0].status),
        (4_712, Status::MajorOutage)
    );
}

/// The golden feed with a promise of an update ten seconds after it was made.
fn promising() -> Model {
    let mut feed = summary();
    let promised = feed.generated_at.plus(10);
    feed.incidents[0].expected_resolution_at = None;
    feed.incidents[0].next_update_at = Some(promised);
    Model::new(at(START_MS), POLLS, Ok(feed))
}

#[test]
fn a_promise_runs_out_by_the_visitors_own_clock() {
    let model = promising();
    for (after_ms, until) in [(0, 0), (9_999, 0), (10_000, 10), (60_000, 10)] {
        let shown = model.shown(START_MS + after_ms);
        let expected = Timestamp(START_MS / 1_000 + until);
        assert_eq!(shown.promised_until, expected, "after {after_ms} ms");
    }
}

#[test]
fn the_clock_is_looked_at_when_a_promise_runs_out() {
    let model = promising();
    assert_eq!(model.next(START_MS).wake_at_ms, START_MS + 10_000);
    let (before, after) = (model.shown(START_MS), model.shown(START_MS + 10_000));
    assert!(!before.is_same(&after), "what is shown changes then");
    assert!(
        before.is_same(&model.shown(START_MS + 9_999)),
        "the control"
    );
}
