//! A component that is taken out of the file while nothing runs: it was not up meanwhile, what it was
//! before is kept, and what was said of it still names it.

use std::fs;

use pilotlight_feed::{Ledger, Status};
use pilotlight_tests::{Server, Told, get, until};
use serde_json::Value;

const API: &str = "[[component]]\nid = \"api\"\nname = \"API\"\nmanual = true\n";

/// What is published of a component's past.
fn ledger(told: &Told, id: &str) -> Option<Ledger> {
    let path = format!("/feed/v1/ledger/{id}.json");
    let (_, body) = get(told.home.listen, &path).filter(|(status, _)| *status == 200)?;
    Some(serde_json::from_slice(&body).expect("a ledger"))
}

/// The statuses of its past, oldest first, with why.
fn story(ledger: &Ledger) -> Vec<(Status, Value)> {
    let stretches = ledger.intervals.iter();
    let cause = |cause| serde_json::to_value(cause).expect("serializes");
    stretches
        .map(|stretch| (stretch.status, cause(&stretch.cause)))
        .collect()
}

fn uptime(told: &Told) -> Value {
    let report = told
        .home
        .run("report", &["uptime", "--local", "--json", "-c", "api"]);
    assert!(report.status.success(), "{report:?}");
    let report: Value = serde_json::from_slice(&report.stdout).expect("is JSON");
    report["components"][0].clone()
}

#[test]
fn what_leaves_the_file_while_nothing_runs_keeps_its_history_and_was_not_up_meanwhile() {
    let told = Told::with(API);
    let file = told.home.configuration();
    let both = fs::read_to_string(&file).expect("can be read");
    let mut server = Server::start(&told.home);
    let token = told.token_beside();
    // A day is known from its first whole second on.
    for id in ["web", "api"] {
        server.until_component(id, |known| {
            known.days.as_ref().is_some_and(|days| days.ends_with('o'))
        });
    }
    let incident = |typed: &[&str]| {
        let mut command = told.home.command("incident");
        let done = command.args(typed).env("PILOTLIGHT_TOKEN", &token).output();
        let done = done.expect("it can be started");
        assert!(done.status.success(), "{typed:?}: {done:?}");
    };
    incident(&[
        "open",
        "Calls are lost",
        "-m",
        "We look.",
        "-c",
        "api=partial_outage",
    ]);
    server.until_component("api", |known| known.status == Status::PartialOutage);
    incident(&["resolve", "-m", "Done."]);
    server.until_component("api", |known| known.status == Status::Operational);
    server.stop();
    drop(server);

    fs::write(&file, both.replace(API, "")).expect("can be written");
    let mut server = Server::start(&told.home);
    let feed = server.feed();
    let ids: Vec<&str> = feed
        .components
        .iter()
        .map(|known| known.id.as_str())
        .collect();
    assert_eq!(
        ids,
        ["web"],
        "it is off the page from the first publication on"
    );
    let [former] = &feed.former_components[..] else {
        panic!("one is named still: {:?}", feed.former_components);
    };
    let named = (former.id.as_str(), former.name.as_str(), former.status);
    assert_eq!(named, ("api", "API", Status::Unknown));
    assert_eq!(feed.past_incidents[0].components, ["api"]);
    assert_eq!(
        feed.status.level,
        Status::Operational,
        "nothing of it counts now"
    );
    assert!(ledger(&told, "api").is_none() && ledger(&told, "web").is_some());
    // Some seconds go by in which nobody knows of it.
    let gone = feed.generated_at;
    until("some seconds", || {
        (2 < server.feed().generated_at.since(gone)).then_some(())
    });
    server.stop();
    drop(server);

    fs::write(&file, &both).expect("can be written");
    let before = uptime(&told);
    assert!(
        before["operational_s"]
            .as_i64()
            .is_some_and(|seconds| 0 < seconds),
        "{before}"
    );
    let server = Server::start(&told.home);
    server.until_component("api", |known| known.status == Status::Operational);
    let story_of = |id: &str| {
        ledger(&told, id)
            .map(|known| story(&known))
            .unwrap_or_default()
    };
    let api = until("its past", || {
        let api = story_of("api");
        let is_back = api
            .last()
            .is_some_and(|(status, _)| *status == Status::Operational);
        is_back.then_some(api)
    });
    let first = api
        .iter()
        .position(|(status, _)| *status == Status::Operational);
    let gap = api.iter().skip(first.expect("it was up before"));
    let gap = gap.filter(|(status, _)| *status == Status::Unknown);
    assert!(0 < gap.count(), "nothing was known meanwhile: {api:?}");
    // The control: one that stayed in the file has no gap, as it was only for a moment.
    let web = story_of("web");
    let first = web
        .iter()
        .position(|(status, _)| *status == Status::Operational);
    let mut rest = web.iter().skip(first.expect("it is up"));
    assert!(
        rest.all(|(status, _)| *status == Status::Operational),
        "{web:?}"
    );
}
