//! What a server has after an import, and after a second one: the state itself, and not the plan.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use expect_test::{ExpectFile, expect_file};
use pilotlight_feed::Timestamp;
use pilotlight_server::import::{Plan, System, read_kuma_database};
use serde_json::{Value, json};

use super::database;
use super::page::{Page, sections, told};
use super::{NOW, folder, plan};

/// What lies ahead in the fixtures lies ahead for longer than anybody runs this.
fn far_ahead(text: &str) -> String {
    text.replace("2026-12", "2098-12")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            let text = fs::read_to_string(&path).expect("a text");
            fs::write(target, far_ahead(&text)).expect("can be written");
        }
    }
}

/// The export without what depends on when this runs.
fn steady(mut export: Value, since: Timestamp) -> Value {
    for component in export["components"].as_array_mut().expect("a list") {
        let component = component.as_object_mut().expect("an object");
        component.remove("status");
        component.remove("since");
        component.remove("found");
    }
    for list in ["incidents", "maintenances"] {
        for event in export[list].as_array_mut().expect("a list") {
            for update in event["updates"].as_array_mut().expect("a list") {
                let at = update["at"].as_str().expect("a time");
                if since <= Timestamp::parse(at).expect("a time") {
                    update["at"] = "now".into();
                }
            }
        }
    }
    json!({
        "groups": export["groups"].as_array().expect("a list").iter().map(|it| &it["id"]).collect::<Vec<_>>(),
        "components": export["components"],
        "incidents": export["incidents"],
        "maintenances": export["maintenances"],
    })
}

fn now() -> Timestamp {
    let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let elapsed = elapsed.expect("it is after 1970").as_secs();
    Timestamp(i64::try_from(elapsed).expect("it is before the end of time"))
}

/// How many of a thing the first line of a report tells of.
fn count_of(report: &str, thing: &str) -> u32 {
    let line = report.lines().next().unwrap_or_default();
    let words: Vec<&str> = line.split(|it: char| !it.is_alphanumeric()).collect();
    let mut pairs = words.windows(2);
    let found = pairs.find(|pair| pair[1].trim_end_matches('s') == thing);
    let count = found.and_then(|pair| pair[0].parse().ok());
    count.expect("the line counts it")
}

async fn check(system: System, name: &str, golden: ExpectFile) {
    let page = Page::start(&sections(&plan(system, name))).await;
    let source = page.folder.path().join(name);
    copy(&folder(name), &source);
    check_source(&page, system, &source, (&plan(system, name), golden));
    page.stop().await;
}

fn check_source(page: &Page, system: System, source: &Path, wanted: (&Plan, ExpectFile)) {
    let (plan, golden) = wanted;
    let since = now();
    let source = source.to_str().expect("a path of letters");
    let before = page.export();
    let dry = page.run(&["import", system.word(), source, "--dry-run"]);
    assert!(dry.status.success(), "{}", told(&dry));
    let dry = told(&dry);
    for it in &plan.unmapped {
        let line = format!("  {}: {}\n", it.what, it.why);
        assert!(dry.contains(&line), "{line:?} in {dry}");
    }
    assert_eq!(dry.contains("everything maps"), plan.unmapped.is_empty());
    assert_eq!(page.export(), before, "a dry run makes nothing");
    let done = page.run(&["import", system.word(), source]);
    assert!(done.status.success(), "{}", told(&done));
    // What was to be made is what was made.
    let made = told(&done);
    let made = made.split(", added").next().expect("a line");
    for event in ["incident", "maintenance"] {
        assert_eq!(count_of(&dry, event), count_of(made, event), "{dry}{made}");
    }
    let moved = steady(page.export(), since);
    golden.assert_eq(&format!("{moved:#}\n"));
    // Nothing is made or added a second time.
    let again = page.run(&["import", system.word(), source]);
    let words = "made 0 incidents and 0 maintenances, added 0 updates to others";
    assert!(told(&again).starts_with(words), "{}", told(&again));
    assert_eq!(steady(page.export(), since), moved);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_statuspage_is_there_as_it_was() {
    let golden = expect_file!["golden/moved/statuspage.json"];
    check(System::Statuspage, "statuspage", golden).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_cstate_is_there_as_it_was() {
    let golden = expect_file!["golden/moved/cstate.json"];
    check(System::Cstate, "cstate", golden).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_upptime_is_there_as_it_was() {
    let golden = expect_file!["golden/moved/upptime.json"];
    check(System::Upptime, "upptime", golden).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_gatus_is_there_as_it_was() {
    let golden = expect_file!["golden/moved/gatus.json"];
    check(System::Gatus, "gatus", golden).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_cachet_is_there_as_it_was() {
    let golden = expect_file!["golden/moved/cachet.json"];
    check(System::Cachet, "cachet", golden).await;
    let golden = expect_file!["golden/moved/cachet3.json"];
    check(System::Cachet, "cachet3", golden).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_kuma_is_there_as_it_was() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("kuma.db");
    database::make(&file, &far_ahead(&database::tables())).await;
    let plan = read_kuma_database(&file, NOW).await.expect("a plan");
    let page = Page::start(&sections(&plan)).await;
    let golden = expect_file!["golden/moved/kuma.json"];
    check_source(&page, System::Kuma, &file, (&plan, golden));
    page.stop().await;
}

const WEB: &str = "[[component]]\nid = \"web\"\nname = \"Web\"\nmanual = true\n";

fn said(at: &str, status: &str, body: &str) -> Value {
    json!({ "created_at": at, "display_at": at, "status": status, "body": body })
}

fn trouble(id: &str, updates: &[Value]) -> Value {
    json!({
        "id": id, "name": format!("Trouble {id}"), "impact": "major",
        "started_at": "2026-11-01T10:00:00Z", "created_at": "2026-11-01T10:00:00Z",
        "components": [{ "id": "web", "name": "Web" }], "incident_updates": updates,
    })
}

fn work(id: &str, status: &str, (from, to): (&str, &str), updates: &[Value]) -> Value {
    json!({
        "id": id, "name": format!("Work {id}"), "impact": "maintenance", "status": status,
        "scheduled_for": from, "scheduled_until": to,
        "components": [{ "id": "web", "name": "Web" }], "incident_updates": updates,
    })
}

fn write(page: &Page, incidents: &[Value], works: &[Value]) -> String {
    let source = page.write(&[
        ("incidents.json", json!({ "incidents": incidents })),
        (
            "scheduled-maintenances.json",
            json!({ "scheduled_maintenances": works }),
        ),
    ]);
    source.to_str().expect("a path of letters").to_owned()
}

const AHEAD: (&str, &str) = ("2098-12-01T22:00:00Z", "2098-12-02T02:00:00Z");
const OVER: (&str, &str) = ("2026-11-02T22:00:00Z", "2026-11-03T02:00:00Z");

/// Each event's value of a field, by its identifier.
fn each(export: &Value, list: &str, field: &str) -> BTreeMap<String, Value> {
    let events = export[list].as_array().expect("a list").iter();
    let id = |event: &Value| event["id"].as_str().expect("an identifier").to_owned();
    events
        .map(|event| (id(event), event[field].clone()))
        .collect()
}

fn starts_with(output: &std::process::Output, words: &str) {
    let said = told(output);
    assert!(output.status.success() && said.starts_with(words), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_run_adds_exactly_what_is_new_whoever_runs_it() {
    let page = Page::start(WEB).await;
    let began = said("2026-11-01T10:05:00Z", "investigating", "It is slow.");
    let source = write(
        &page,
        &[trouble("a1", std::slice::from_ref(&began))],
        &[work("m1", "scheduled", AHEAD, &[])],
    );
    starts_with(
        &page.run(&["import", "statuspage", &source]),
        "made 1 incident and 1 maintenance, added 0 updates to others, 0 were there already",
    );

    let all = [
        began,
        said("2026-11-01T11:00:00Z", "identified", "A disk."),
        said("2026-11-01T12:00:00Z", "resolved", "It is new."),
    ];
    let notice = said("2026-11-20T10:00:00Z", "scheduled", "We move.");
    let source = write(
        &page,
        &[trouble("a1", &all), trouble("b2", &all[..1])],
        &[
            work("m1", "scheduled", AHEAD, &[notice]),
            work("n2", "completed", OVER, &[]),
        ],
    );
    let another = page.another_token();
    starts_with(
        &page.run_as(&another, &["import", "statuspage", &source]),
        "made 1 incident and 1 maintenance, added 3 updates to others, 0 were there already",
    );
    let export = page.export();
    let statuses: Vec<&str> = export["incidents"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|it| it["id"] == "statuspage-a1")
        .expect("the incident")["updates"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| it["status"].as_str().expect("a status"))
        .collect();
    assert_eq!(statuses, ["investigating", "identified", "resolved"]);
    let resolved = each(&export, "incidents", "resolved_at");
    assert_eq!(resolved["statuspage-a1"], "2026-11-01T12:00:00Z");
    assert_eq!(resolved["statuspage-b2"], Value::Null);
    let works = each(&export, "maintenances", "status");
    assert_eq!(works["statuspage-m1"], "scheduled");
    assert_eq!(works["statuspage-n2"], "completed");

    starts_with(
        &page.run(&["import", "statuspage", &source]),
        "made 0 incidents and 0 maintenances, added 0 updates to others, 4 were there already",
    );
    assert_eq!(page.export()["incidents"], export["incidents"]);
    assert_eq!(page.export()["maintenances"], export["maintenances"]);
    // The control: from another page, the same identifiers are others.
    starts_with(
        &page.run(&["import", "statuspage", &source, "--label", "shop"]),
        "made 2 incidents and 2 maintenances, added 0 updates to others, 0 were there already",
    );
    page.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_maintenance_moves_in_as_it_ran_and_the_dry_run_says_so() {
    let page = Page::start(WEB).await;
    let soon = said("2026-11-01T08:00:00Z", "scheduled", "Soon.");
    let begun = said("2026-11-02T22:05:00Z", "in_progress", "Now.");
    let source = write(
        &page,
        &[],
        &[
            work(
                "ran",
                "completed",
                OVER,
                &[
                    soon.clone(),
                    begun.clone(),
                    said("2026-11-03T01:50:00Z", "completed", "Done."),
                ],
            ),
            work("silent", "completed", OVER, &[]),
            work(
                "off",
                "cancelled",
                AHEAD,
                &[
                    soon.clone(),
                    said("2026-11-02T08:00:00Z", "cancelled", "No."),
                ],
            ),
            work(
                "off-silently",
                "cancelled",
                OVER,
                std::slice::from_ref(&soon),
            ),
            work("late", "in_progress", OVER, &[soon.clone(), begun]),
            work("ahead", "scheduled", AHEAD, std::slice::from_ref(&soon)),
            work("forgotten", "scheduled", OVER, &[soon]),
        ],
    );
    let dry = told(&page.run(&["import", "statuspage", &source, "--dry-run"]));
    let done = page.run(&["import", "statuspage", &source]);
    starts_with(
        &done,
        "made 0 incidents and 6 maintenances, added 0 updates to others, 0 were there already",
    );
    let export = page.export();
    let is = each(&export, "maintenances", "status");
    for (id, status, updates) in [
        ("ran", "completed", 3),
        ("silent", "completed", 2),
        ("off", "cancelled", 2),
        ("off-silently", "cancelled", 2),
        ("late", "in_progress", 2),
        ("ahead", "scheduled", 1),
    ] {
        let here = format!("statuspage-{id}");
        assert_eq!(is[&here], status, "{id}");
        let said = &each(&export, "maintenances", "updates")[&here];
        assert_eq!(
            said.as_array().expect("a list").len(),
            updates,
            "{id}: {said}"
        );
        let count = format!(
            "{id}: Work {id} ({status}, {updates} update{}",
            if updates == 1 { "" } else { "s" }
        );
        assert!(dry.contains(&count), "{count:?} in {dry}");
    }
    let starts = each(&export, "maintenances", "starts_at");
    assert_eq!(starts["statuspage-ran"], "2026-11-02T22:05:00Z");
    assert_eq!(starts["statuspage-silent"], OVER.0);
    let ends = each(&export, "maintenances", "ends_at");
    assert_eq!(ends["statuspage-ran"], "2026-11-03T01:50:00Z");
    assert_eq!(ends["statuspage-silent"], OVER.1);
    // Past its plan it goes on until somebody ends it.
    let ends_itself = each(&export, "maintenances", "completes_itself");
    assert_eq!(ends_itself["statuspage-late"], false);
    assert_eq!(ends_itself["statuspage-ahead"], true);
    for said in [&dry, &told(&done)] {
        assert!(
            said.contains("nothing says whether it took place"),
            "{said}"
        );
        assert!(said.contains("forgotten"), "{said}");
    }
    page.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_changed_here_stays_and_is_named() {
    let page = Page::start(WEB).await;
    let began = said("2026-11-01T10:05:00Z", "investigating", "It is slow.");
    let source = write(&page, &[trouble("a1", &[began])], &[]);
    starts_with(
        &page.run(&["import", "statuspage", &source]),
        "made 1 incident",
    );
    let edit = ["incident", "edit", "statuspage-a1", "--name", "Slow web"];
    let edit = [&edit[..], &["--update", "1", "-m", "Slower than usual."]].concat();
    starts_with(&page.run(&edit), "statuspage-a1");
    let before = page.export();
    let again = page.run(&["import", "statuspage", &source]);
    starts_with(
        &again,
        "made 0 incidents and 0 maintenances, added 0 updates",
    );
    let line = "left as it is here: \"Trouble a1\" (statuspage-a1): its title differs";
    assert!(told(&again).contains(line), "{}", told(&again));
    assert_eq!(page.export()["incidents"], before["incidents"]);
    page.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_named_and_does_not_stop_the_rest() {
    let page = Page::start(WEB).await;
    let source = write(&page, &[], &[work("m1", "scheduled", AHEAD, &[])]);
    starts_with(
        &page.run(&["import", "statuspage", &source]),
        "made 0 incidents and 1",
    );
    starts_with(
        &page.run(&["maintenance", "begin", "statuspage-m1"]),
        "statuspage-m1",
    );
    let off = said(&now().to_string(), "cancelled", "No.");
    let began = said("2026-11-01T10:05:00Z", "investigating", "It is slow.");
    let source = write(
        &page,
        &[trouble("z9", &[began])],
        &[
            work("m1", "cancelled", AHEAD, &[off]),
            work("n2", "completed", OVER, &[]),
        ],
    );
    let done = page.run(&["import", "statuspage", &source]);
    let said = told(&done);
    assert_eq!(done.status.code(), Some(1), "{said}");
    for words in [
        "made 1 incident and 1 maintenance",
        "refused: \"Work m1\" (statuspage-m1): this maintenance has begun",
        "1 of them was refused",
    ] {
        assert!(said.contains(words), "{words:?} in {said}");
    }
    page.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_component_is_known_to_an_import_and_one_that_is_missing_stops_it() {
    let hidden = [WEB, "hidden = true\n"].concat();
    let shown = "[[component]]\nid = \"other\"\nname = \"Other\"\nmanual = true\n";
    let began = said("2026-11-01T10:05:00Z", "investigating", "It is slow.");
    let page = Page::start(&[&hidden, shown].concat()).await;
    let source = write(&page, &[trouble("a1", std::slice::from_ref(&began))], &[]);
    starts_with(
        &page.run(&["import", "statuspage", &source]),
        "made 1 incident",
    );
    page.stop().await;

    let page = Page::start(shown).await;
    let source = write(&page, &[trouble("a1", &[began])], &[]);
    let refused = page.run(&["import", "statuspage", &source]);
    let said = told(&refused);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(
        said.contains("the page has no web") && said.contains("--configuration"),
        "{said}"
    );
    assert_eq!(page.export()["incidents"], json!([]));
    page.stop().await;
}
