//! Other people's documents, whole and broken, and the feeds that come of them.
//!
//! The golden files are written for these tests, each after what its project publishes:
//! - Statuspage: the page `/api` of any Statuspage, for example <https://status.chargebee.com/api>
//! - incident.io: `/api/v2/summary.json` of its pages, as the project e2b-dev/dashboard reads it (#313)
//! - OpenStatus: `apps/status-page/src/content/status-json.ts` of openstatusHQ/openstatus
//! - Instatus: <https://instatus.com/help/api/public-data>
//! - Gatus: `config/endpoint/status.go` and `result.go` of TwiN/gatus
//! - Upptime: `history/summary.json` of a repository made from upptime/upptime
//! - cState: `layouts/index.json` of cstate/cstate
//! - Uptime Kuma: `server/routers/status-page-router.js` and `server/model` of louislam/uptime-kuma

mod broken;
mod mutated;
mod sketch;

use std::path::Path;

use expect_test::{Expect, expect};
use pilotlight_feed::adapter::{Format, Refused, Source, Value};
use pilotlight_feed::{Feed, Status, Timestamp};

const NOW: &str = "2026-11-23T06:10:00Z";

const GOLDEN: [(Format, &str); 16] = [
    (Format::Statuspage, "statuspage"),
    (Format::Statuspage, "statuspage-outage"),
    (Format::Statuspage, "incident-io"),
    (Format::Statuspage, "incident-io-outage"),
    (Format::Statuspage, "openstatus"),
    (Format::Statuspage, "openstatus-outage"),
    (Format::Instatus, "instatus"),
    (Format::Instatus, "instatus-outage"),
    (Format::Gatus, "gatus"),
    (Format::Gatus, "gatus-outage"),
    (Format::Upptime, "upptime"),
    (Format::Upptime, "upptime-outage"),
    (Format::Cstate, "cstate"),
    (Format::Cstate, "cstate-outage"),
    (Format::Kuma, "kuma"),
    (Format::Kuma, "kuma-outage"),
];

fn golden(name: &str) -> Option<serde_json::Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/adapter");
    let text = std::fs::read_to_string(folder.join([name, ".json"].concat())).ok()?;
    Some(serde_json::from_str(&text).expect("is JSON"))
}

fn value(document: serde_json::Value) -> Value {
    serde_json::from_value(document).expect("any JSON is a value")
}

const fn address(format: Format) -> &'static str {
    match format {
        Format::Statuspage => "https://status.haldenfreight.example/api/v2/summary.json",
        Format::Instatus => "https://status.kestrelmail.example/summary.json",
        Format::Gatus => "https://watch.larkbooks.example/api/v1/endpoints/statuses",
        Format::Upptime => {
            "https://raw.githubusercontent.com/birch/status/master/history/summary.json"
        }
        Format::Cstate => "https://status.ternchat.example/index.json",
        Format::Kuma => "https://kuma.fennel.example/api/status-page/fennel",
    }
}

fn read(
    format: Format,
    document: serde_json::Value,
    companion: Option<serde_json::Value>,
) -> Result<Feed, Refused> {
    let companion = companion.map(value);
    let source = Source {
        address: address(format),
        now: Timestamp::parse(NOW).expect("an instant"),
        companion: companion.as_ref(),
    };
    let feed = format.read(&value(document), &source)?;
    feed.validate().expect("what was read is valid");
    Ok(feed)
}

fn read_golden(format: Format, name: &str) -> Feed {
    let document = golden(name).expect("a golden file");
    read(format, document, golden(&[name, "-heartbeat"].concat())).expect("is read")
}

#[track_caller]
fn check(format: Format, name: &str, expected: Expect) {
    let feed = read_golden(format, name);
    expected.assert_eq(&sketch::sketch(&feed));
    assert!(feed.is_fresh(feed.generated_at.plus(5 * 60)), "{name}");
    assert!(!feed.is_fresh(feed.generated_at.plus(5 * 60 + 1)), "{name}");
}

#[test]
fn statuspage_is_read() {
    check(
        Format::Statuspage,
        "statuspage",
        expect![[r#"
        Halden Freight <https://status.haldenfreight.example> Europe/Oslo
        operational: All systems operational
        group gr0upp1atf0rm "Platform" operational
        part gr0upp1atf0rm/tr4ck1ng0api "Tracking API" operational
        part gr0upp1atf0rm/l4be1s0print "Label printing" operational
        part -/w3bh00ks0out "Webhooks" operational
        work m41nt0ahead0 "Database upgrade in Oslo" scheduled 2026-11-28T22:00:00Z..2026-11-29T00:00:00Z [l4be1s0print]
    "#]],
    );
    check(
        Format::Statuspage,
        "statuspage-outage",
        expect![[r#"
        Halden Freight <https://status.haldenfreight.example> Europe/Oslo
        partial_outage: Partial outage
        group gr0upp1atf0rm "Platform" partial_outage
        part gr0upp1atf0rm/tr4ck1ng0api "Tracking API" major_outage
        part gr0upp1atf0rm/l4be1s0print "Label printing" operational
        part -/w3bh00ks0out "Webhooks" degraded_performance
        part -/f4x0gateway0 "Fax gateway" partial_outage
        incident 1nc1dent0one "Tracking does not answer" ("identified", "critical") 2026-11-23T05:30:55Z [tr4ck1ng0api]
          2026-11-23T05:58:40Z identified A failed disk in the search cluster; it is being replaced.
          2026-11-23T05:31:12Z investigating Requests to the tracking API time out.
        work m41nt0now000 "Webhook relay move" in_progress 2026-11-23T05:00:00Z..2026-11-23T07:00:00Z [w3bh00ks0out]
    "#]],
    );
}

/// Level, components and names of the open incidents.
#[track_caller]
fn check_copy(name: &str, level: Status, parts: &[(&str, Status)], incidents: &[&str]) {
    let feed = read_golden(Format::Statuspage, name);
    assert_eq!(feed.status.level, level, "{name}");
    let found = feed.components.iter();
    let found: Vec<_> = found
        .map(|part| (part.name.as_str(), part.status))
        .collect();
    assert_eq!(found, parts, "{name}");
    let found = feed.incidents.iter();
    let found: Vec<_> = found.map(|incident| incident.name.as_str()).collect();
    assert_eq!(found, incidents, "{name}");
}

#[test]
fn those_who_copy_statuspage_are_read() {
    let (well, slow) = (Status::Operational, Status::DegradedPerformance);
    check_copy(
        "incident-io",
        well,
        &[("Payments", well), ("Dashboard", well)],
        &[],
    );
    check_copy(
        "incident-io-outage",
        slow,
        &[
            ("Payments", slow),
            ("Dashboard", well),
            ("Webhooks", Status::UnderMaintenance),
        ],
        &["Payments are slow"],
    );
    // Components without identifiers, incidents without a start, an impact or components.
    check_copy(
        "openstatus",
        well,
        &[("Tiles", well), ("Routing", well)],
        &[],
    );
    check_copy(
        "openstatus-outage",
        Status::PartialOutage,
        &[
            ("Tiles", well),
            ("Routing", Status::PartialOutage),
            ("Search", slow),
        ],
        &["Routes cannot be computed"],
    );
}

#[test]
fn instatus_is_read() {
    check(
        Format::Instatus,
        "instatus",
        expect![[r#"
        Kestrel Mail <https://status.kestrelmail.example> Etc/UTC
        operational: All systems operational
    "#]],
    );
    check(
        Format::Instatus,
        "instatus-outage",
        expect![[r#"
        Kestrel Mail <https://status.kestrelmail.example> Etc/UTC
        major_outage: Major outage
        incident cm3v0k2x90001 "Outgoing mail is held back" ("investigating", "critical") 2026-11-23T05:41:07Z []
        incident cm3v0k2x90000 "Search is slow" ("monitoring", "minor") 2026-11-22T21:15:00Z []
        work cm3v0k2x90002 "Spool disks are swapped" in_progress 2026-11-23T05:30:00Z..2026-11-23T07:00:00Z []
        work cm3v0k2x90003 "New certificates" scheduled 2026-11-24T04:00:00Z..2026-11-24T04:30:00Z []
    "#]],
    );
}

#[test]
fn gatus_is_read() {
    check(
        Format::Gatus,
        "gatus",
        expect![[r#"
        watch.larkbooks.example <https://watch.larkbooks.example> Etc/UTC
        operational: All systems operational
        group front "front" operational
        group back "back" operational
        part front/front_shop "shop" operational
        part front/front_search "search" operational
        part back/back_orders-database "orders database" operational
    "#]],
    );
    check(
        Format::Gatus,
        "gatus-outage",
        expect![[r#"
        watch.larkbooks.example <https://watch.larkbooks.example> Etc/UTC
        partial_outage: Partial outage
        group front "front" partial_outage
        group back "back" operational
        part front/front_shop "shop" operational
        part front/front_search "search" major_outage since 2026-11-23T06:07:11Z
        part back/back_orders-database "orders database" operational
        part -/_newsletter "newsletter" unknown
    "#]],
    );
}

#[test]
fn upptime_is_read() {
    check(
        Format::Upptime,
        "upptime",
        expect![[r#"
        birch/status <https://github.com/birch/status> Etc/UTC
        operational: All systems operational
        part -/appointments "Appointments" operational
        part -/portal "Patient portal" operational
    "#]],
    );
    check(
        Format::Upptime,
        "upptime-outage",
        expect![[r#"
        birch/status <https://github.com/birch/status> Etc/UTC
        partial_outage: Partial outage
        part -/appointments "Appointments" major_outage
        part -/portal "Patient portal" degraded_performance
        part -/www "Website" operational
    "#]],
    );
}

#[test]
fn cstate_is_read() {
    check(
        Format::Cstate,
        "cstate",
        expect![[r#"
        Tern Chat <https://status.ternchat.example/> Etc/UTC
        operational: All systems operational
        group chat "Chat" operational
        group uncategorized "Uncategorized" operational
        part chat/messages "Messages" operational
        part chat/uploads "Uploads" operational
        part uncategorized/website "Website" operational
    "#]],
    );
    check(
        Format::Cstate,
        "cstate-outage",
        expect![[r#"
        Tern Chat <https://status.ternchat.example/> Etc/UTC
        major_outage: Major outage
        group chat "Chat" major_outage
        group uncategorized "Uncategorized" under_maintenance
        part chat/messages "Messages" major_outage
        part chat/uploads "Uploads" major_outage
        part uncategorized/website "Website" under_maintenance
        incident 2026-11-23-late "Messages arrive late or not at all" ("investigating", "critical") 2026-11-23T05:12:00Z [messages,uploads]
        incident move "The website moves on Sunday" ("investigating", "none") 2026-11-21T08:00:00Z [website]
    "#]],
    );
}

#[test]
fn kuma_is_read() {
    check(
        Format::Kuma,
        "kuma",
        expect![[r#"
        Fennel Home Lab <https://kuma.fennel.example/status/fennel> Etc/UTC
        operational: All systems operational
        group 4 "Services" operational
        group 5 "Network" operational
        part 4/11 "Photos" operational
        part 4/12 "Wiki" operational
        part 5/7 "Uplink" operational
    "#]],
    );
    check(
        Format::Kuma,
        "kuma-outage",
        expect![[r#"
        Fennel Home Lab <https://kuma.fennel.example/status/fennel> Etc/UTC
        partial_outage: Partial outage
        group 4 "Services" partial_outage
        group 5 "Network" under_maintenance
        part 4/11 "Photos" major_outage since 2026-11-23T06:07:30Z
        part 4/12 "Wiki" unknown since 2026-11-23T06:09:30Z
        part 5/7 "Uplink" under_maintenance since 2026-11-23T06:08:30Z
        incident 3 "Photos are not reachable" ("investigating", "major") 2026-11-23T05:50:21Z []
          2026-11-23T06:01:02Z investigating The disk is **full**; older backups are being removed.
        work 2 "Uplink change" in_progress 2026-11-23T05:00:00Z..2026-11-23T07:30:00Z []
    "#]],
    );
}
