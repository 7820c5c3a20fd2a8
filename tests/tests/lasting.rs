//! What has been told stays where it was told: links to incidents of long ago hold after publications,
//! restarts, kills and imports, in the folder, in a bucket and in our own answers; and no page leads to
//! one that is not there.

use std::collections::BTreeSet;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use pilotlight_tests::{
    Answer, Chance, Fate, Proxy, Server, Store, Told, ask, files, get, open_at, send, until,
};
use serde_json::json;

/// Its month lies far beyond the days of a feed.
const LONG_AGO: &str = "2021-03";

/// Who sees an incident.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    ByEveryone,
    ByOperators,
}

/// Tells of an incident that began on this day and was over an hour later; answers its identifier.
fn tell(told: &Told, token: &str, (name, day): (&str, &str), seen: Seen) -> String {
    let incident = json!({
        "name": name,
        "draft": seen == Seen::ByOperators,
        "updates": [
            {
                "status": "investigating",
                "body": "It was dark.",
                "at": format!("{day}T10:00:00Z"),
                "components": { "web": "major_outage" },
            },
            { "status": "resolved", "body": "There was light.", "at": format!("{day}T11:00:00Z") },
        ],
    });
    let sent = send(
        told.admin,
        "POST",
        "/api/v1/incidents",
        token,
        &incident.to_string(),
    );
    id_of(&sent.expect("is answered"))
}

fn id_of(answer: &Answer) -> String {
    assert_eq!(
        answer.status,
        201,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    let document: serde_json::Value = answer.json();
    document["id"].as_str().expect("an identifier").to_owned()
}

/// The places that an incident of long ago has.
fn places(id: &str) -> [String; 3] {
    [
        format!("incidents/{id}/index.html"),
        format!("history/{LONG_AGO}/index.html"),
        format!("feed/v1/history/{LONG_AGO}.json"),
    ]
}

fn address(place: &str) -> String {
    ["/", place.strip_suffix("index.html").unwrap_or(place)].concat()
}

/// Tells that it was in another month of that year.
fn move_to_may(told: &Told, token: &str, id: &str) {
    let bearer = format!("Bearer {token}");
    let authorization = ("Authorization", bearer.as_str());
    for (number, hour) in [(2, 11), (1, 10)] {
        let path = format!("/api/v1/incidents/{id}");
        let known = ask(told.admin, "GET", &path, &[authorization], None).expect("is answered");
        let headers = [authorization, ("If-Match", known.headers["etag"].as_str())];
        let edit = json!({ "at": format!("2021-05-10T{hour}:00:00Z") }).to_string();
        let path = format!("{path}/updates/{number}");
        let edited = ask(told.admin, "PATCH", &path, &headers, Some(&edit)).expect("is answered");
        assert_eq!(edited.status, 200, "{number}: {}", edited.json());
    }
}

fn until_served(told: &Told, place: &str) {
    until(place, || {
        get(told.home.listen, &address(place)).filter(|(status, _)| *status == 200)
    });
}

#[test]
fn a_link_to_an_incident_of_long_ago_holds_after_publications_and_starts() {
    let told = Told::default();
    let token = told.token();
    let mut server = Server::start(&told.home);
    let day = format!("{LONG_AGO}-10");
    let id = tell(&told, &token, ("Long ago", &day), Seen::ByEveryone);
    let draft = tell(&told, &token, ("Canary", &day), Seen::ByOperators);
    let public = told.home.path("public");
    for place in places(&id) {
        until_served(&told, &place);
        until(&place, || public.join(&place).is_file().then_some(()));
    }
    let bytes = || places(&id).map(|place| fs::read(public.join(place)).expect("is there"));
    // Other news, and a publication of nothing.
    tell(&told, &token, ("Of late", "2026-01-10"), Seen::ByEveryone);
    server.publish();
    let revision = server.feed().revision;
    until("two publications", || {
        (revision + 2 <= server.feed().revision).then_some(())
    });
    assert!(server.stop().success(), "{}", server.log());
    let before = bytes();
    // After a stop, and after a kill.
    for _ in 0..2 {
        let again = Server::start(&told.home);
        for place in places(&id) {
            let (status, _) = get(told.home.listen, &address(&place)).expect("answers");
            assert_eq!(status, 200, "{place}, at once");
        }
        drop(again);
        assert_eq!(bytes(), before);
    }
    let once = told.home.run("publish", &["--out", "once"]);
    assert!(once.status.success(), "{once:?}");
    for place in places(&id) {
        assert!(told.home.path("once").join(&place).is_file(), "{place}");
    }
    // What operators keep to themselves has no page, and its name is nowhere.
    for root in ["public", "once"] {
        for (path, bytes) in files(&told.home.path(root)) {
            assert!(!path.to_string_lossy().contains(&draft), "{path:?}");
            assert!(
                !String::from_utf8_lossy(&bytes).contains("Canary"),
                "{path:?}"
            );
        }
    }
}

#[test]
fn an_incident_that_is_moved_to_another_month_leaves_the_old_one() {
    let told = Told::default();
    let token = told.token();
    let _server = Server::start(&told.home);
    let id = tell(
        &told,
        &token,
        ("Moved", &format!("{LONG_AGO}-10")),
        Seen::ByEveryone,
    );
    let public = told.home.path("public");
    let [page, month, document] = places(&id).map(|place| public.join(place));
    until("its month", || month.is_file().then_some(()));
    move_to_may(&told, &token, &id);
    until("the old month to go", || {
        (!month.is_file() && !document.is_file()).then_some(())
    });
    assert!(page.is_file());
    assert!(public.join("history/2021-05/index.html").is_file());
}

/// A page that is published to a bucket behind this address.
fn with_bucket(address: SocketAddr) -> Told {
    Told::with(&format!(
        "[publish.bucket]\nurl = \"s3://{}\"\nendpoint = \"http://{address}\"\n",
        Store::BUCKET,
    ))
}

/// A server with the credentials of the bucket.
fn start_with_bucket(told: &Told) -> Server<'_> {
    let mut command: Command = told.home.command("run");
    command.env("AWS_ACCESS_KEY_ID", "test");
    command.env("AWS_SECRET_ACCESS_KEY", "test");
    command.env_remove("AWS_ENDPOINT_URL");
    Server::start_by(&told.home, command)
}

#[test]
fn a_link_to_an_incident_of_long_ago_holds_in_a_bucket_too() {
    let Some(store) = Store::start() else { return };
    let told = with_bucket(store.address);
    let start = || start_with_bucket(&told);
    let mut server = start();
    let token = told.token_beside();
    let id = tell(
        &told,
        &token,
        ("Long ago", &format!("{LONG_AGO}-10")),
        Seen::ByEveryone,
    );
    for place in places(&id) {
        until(&place, || store.get(&place));
    }
    // The month leads to the next that there is: this one, which is known once something was measured.
    let [_, month, _] = places(&id);
    until("the month to lead to the next", || {
        let page = store.get(&month)?.body;
        String::from_utf8_lossy(&page)
            .contains("rel=\"next\"")
            .then_some(())
    });
    let kept = || places(&id).map(|place| store.get(&place).expect("is still there").body);
    assert!(server.stop().success(), "{}", server.log());
    let before = kept();
    let mut server = start();
    let revision = server.feed().revision;
    until("news in the bucket", || {
        let feed = store.get("feed/v1/feed.json")?;
        let feed: pilotlight_feed::Feed = serde_json::from_slice(&feed.body).ok()?;
        (revision < feed.revision).then_some(())
    });
    assert!(server.stop().success(), "{}", server.log());
    for ((place, before), after) in places(&id).iter().zip(before).zip(kept()) {
        let [before, after] =
            [before, after].map(|body| String::from_utf8_lossy(&body).into_owned());
        assert_eq!(before, after, "{place}");
    }
    let _server = start();
    // What is told no more goes from there as well.
    move_to_may(&told, &token, &id);
    let [page, month, document] = places(&id);
    until("the old month to go", || {
        (store.get(&month).is_none() && store.get(&document).is_none()).then_some(())
    });
    assert!(store.get(&page).is_some());
}

#[test]
fn what_is_told_no_more_goes_from_a_bucket_that_was_out_of_reach_when_the_server_ended() {
    let Some(store) = Store::start() else { return };
    let proxy = Proxy::before(Some(store.address));
    let told = with_bucket(proxy.address);
    let server = start_with_bucket(&told);
    let token = told.token_beside();
    let day = format!("{LONG_AGO}-10");
    let id = tell(&told, &token, ("Long ago", &day), Seen::ByEveryone);
    let [page, month, document] = places(&id);
    for place in [&page, &month, &document] {
        until(place, || store.get(place));
    }
    proxy.judge(|_, _| Fate::Refuse);
    move_to_may(&told, &token, &id);
    let here = told.home.path("public").join(&month);
    until("the old month to go from the folder", || {
        (!here.is_file()).then_some(())
    });
    // SIGKILL.
    drop(server);
    let of_march = store
        .get(&document)
        .expect("the bucket has not heard of it");
    let foreign = [
        ("history/2021-02/index.html", b"theirs".as_slice()),
        ("feed/v1/history/2021-02.json", of_march.body.as_slice()),
        ("calendar/theirs.ics", b"theirs"),
        ("components/theirs/index.html", b"theirs"),
    ];
    for (key, body) in foreign {
        store.put(key, body);
    }
    proxy.judge(|_, _| Fate::Pass);
    let _again = start_with_bucket(&told);
    until("the old month to go", || {
        (store.get(&month).is_none() && store.get(&document).is_none()).then_some(())
    });
    assert!(store.get(&page).is_some());
    assert!(store.get("history/2021-05/index.html").is_some());
    for (key, _) in foreign {
        assert!(store.get(key).is_some(), "{key}");
    }
}

#[test]
fn a_database_that_was_lost_takes_from_a_bucket_what_was_planned_and_not_what_happened() {
    let Some(store) = Store::start() else { return };
    let told = with_bucket(store.address);
    let mut server = start_with_bucket(&told);
    let token = told.token_beside();
    let day = format!("{LONG_AGO}-10");
    let id = tell(&told, &token, ("Long ago", &day), Seen::ByEveryone);
    let planned = json!({
        "name": "Disks",
        "from": "2100-01-01T00:00:00Z",
        "to": "2100-01-01T01:00:00Z",
        "components": ["web"],
    });
    let path = "/api/v1/maintenances";
    let sent = send(told.admin, "POST", path, &token, &planned.to_string());
    let calendar = format!("calendar/{}.ics", id_of(&sent.expect("is answered")));
    for place in places(&id).iter().chain([&calendar]) {
        until(place, || store.get(place));
    }
    assert!(server.stop().success(), "{}", server.log());
    store.put("calendar/theirs.ics", b"theirs");

    let other = with_bucket(store.address);
    let _server = start_with_bucket(&other);
    until("the calendar to go", || {
        store.get(&calendar).is_none().then_some(())
    });
    for place in places(&id) {
        assert!(store.get(&place).is_some(), "{place}");
    }
    assert!(store.get("calendar/theirs.ics").is_some());
}

#[test]
fn what_is_imported_has_its_pages() {
    let told = Told::default();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/tests/import/fixtures");
    // The same page, years ago.
    let source = told.home.path("source");
    fs::create_dir(&source).expect("can be made");
    for (path, bytes) in files(&fixtures.join("statuspage")) {
        let text = String::from_utf8(bytes)
            .expect("is text")
            .replace("2026-", "2021-");
        fs::write(source.join(path), text).expect("can be written");
    }
    let source = source.to_str().expect("a path of letters");
    let sections = told
        .home
        .run("import", &["statuspage", source, "--configuration"]);
    let mut text = fs::read_to_string(told.home.configuration()).expect("reads");
    text.push_str(&String::from_utf8(sections.stdout).expect("is text"));
    fs::write(told.home.configuration(), text).expect("writes");
    let token = told.token();
    let server = Server::start(&told.home);
    let mut command = told.home.command("import");
    command
        .args(["statuspage", source])
        .env("PILOTLIGHT_TOKEN", &token);
    let made = command.output().expect("runs");
    assert!(made.status.success(), "{made:?}");
    let listed = send(told.admin, "GET", "/api/v1/incidents", &token, "").expect("is answered");
    let listed: serde_json::Value = listed.json();
    let all = listed["items"].as_array().expect("a list");
    let id = |one: &serde_json::Value| one["id"].as_str().expect("an identifier").to_owned();
    let ids: Vec<String> = all.iter().map(id).collect();
    assert!(!ids.is_empty(), "{listed}");
    for id in &ids {
        let place = format!("incidents/{id}/index.html");
        until_served(&told, &place);
        let file = told.home.path("public").join(&place);
        until(&place, || file.is_file().then_some(()));
    }
    let month = told.home.path("public/history/2021-11/index.html");
    until("its month", || month.is_file().then_some(()));
    drop(server);
    let _again = Server::start(&told.home);
    for id in &ids {
        let (status, _) = get(told.home.listen, &format!("/incidents/{id}/")).expect("answers");
        assert_eq!(status, 200, "{id}");
    }
}

/// Pages that something in this folder leads to and that are not there: links of pages, incidents of
/// feeds.
fn missing(root: &Path) -> BTreeSet<String> {
    let mut all = files(root);
    // What was being written is no page yet; the next start deletes it.
    all.retain(|path, _| !path.to_string_lossy().contains(".pilotlight-writing-"));
    let is_there = |path: &str| all.contains_key(Path::new(path));
    let mut missing = BTreeSet::new();
    for (path, bytes) in &all {
        let text = String::from_utf8_lossy(bytes);
        let mut wanted = Vec::new();
        if path.extension().is_some_and(|form| form == "html") {
            let links = text.split("href=\"/").skip(1);
            let links = links.filter_map(|rest| rest.split(['"', '#', '?']).next());
            // Feeds are written after the pages that name them.
            let links = links.filter(|link| link.is_empty() || link.ends_with('/'));
            wanted.extend(links.map(str::to_owned));
        }
        if let Ok(feed) = serde_json::from_str::<pilotlight_feed::Feed>(&text) {
            let told = feed.incidents.iter().chain(&feed.past_incidents);
            wanted.extend(told.map(|one| format!("incidents/{}/", one.id)));
        }
        for link in wanted {
            let place = match link.as_str() {
                "" => "index.html".to_owned(),
                folder if folder.ends_with('/') => [folder, "index.html"].concat(),
                file => file.to_owned(),
            };
            if !is_there(&place) {
                missing.insert(format!("{} leads to {place}", path.display()));
            }
        }
    }
    missing
}

/// How often it is killed.
const KILLS: usize = 6;
/// Latest moment of a kill, in incidents told before it.
const MOST_TOLD: u64 = 12;

#[test]
fn killed_at_any_moment_no_page_leads_to_one_that_is_not_there() {
    let mut chance = Chance::told("kills among publications");
    let told = Told::default();
    let token = told.token();
    let public = told.home.path("public");
    // An empty folder gets its front page last.
    let first = Server::start(&told.home);
    until("the first publication", || {
        public.join("feed/v1/summary.json").is_file().then_some(())
    });
    drop(first);
    for round in 0..KILLS {
        let server = Server::start(&told.home);
        for number in 0..=chance.below(MOST_TOLD) {
            // Of late and of long ago in turn.
            let name = format!("Incident {round}-{number}");
            match number % 2 {
                0 => drop(open_at(told.admin, &token, &name)),
                _ => {
                    let day = format!("2022-{:02}-10", number % 12 + 1);
                    tell(&told, &token, (&name, &day), Seen::ByEveryone);
                }
            }
            server.publish();
        }
        // SIGKILL, in whatever it is doing.
        drop(server);
        let missing = missing(&public);
        assert!(missing.is_empty(), "kill {round}: {missing:?}");
    }
    let server = Server::start(&told.home);
    let feed = server.feed();
    assert!(!feed.incidents.is_empty());
    drop(server);

    // The control: a page that is gone is noticed.
    let id = &feed.incidents[0].id;
    let server = Server::start(&told.home);
    until("the feed that names it", || {
        let text = fs::read_to_string(public.join("feed/v1/feed.json")).ok()?;
        text.contains(id.as_str()).then_some(())
    });
    drop(server);
    fs::remove_dir_all(public.join(format!("incidents/{id}"))).expect("was there");
    assert!(!missing(&public).is_empty());
}
