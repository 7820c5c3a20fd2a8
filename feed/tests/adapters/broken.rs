//! Documents with something missing, empty, mistyped or unheard of.

use pilotlight_feed::Status;
use pilotlight_feed::adapter::{Format, Refused, Source, Value, detect};
use pilotlight_feed::{Timestamp, limits};
use serde_json::{Value as Json, json};

use super::{GOLDEN, address, golden, read, value};

#[track_caller]
fn check(format: Format, document: Json, level: Status, parts: &[(&str, Status)]) {
    let feed = read(format, document.clone(), None).expect("is read");
    let found: Vec<(&str, Status)> = feed
        .components
        .iter()
        .map(|part| (part.name.as_str(), part.status))
        .collect();
    assert_eq!(feed.status.level, level, "{document}");
    assert_eq!(found, parts, "{document}");
}

#[track_caller]
fn refused(format: Format, document: Json) {
    let refusal = read(format, document, None).expect_err("is refused");
    assert_eq!(refusal, Refused::Shape(format));
}

#[test]
fn a_document_of_another_shape_is_refused() {
    for format in Format::ALL {
        for document in [
            json!(null),
            json!(7),
            json!("up"),
            json!({}),
            json!({"a": []}),
        ] {
            refused(format, document);
        }
    }
    for format in [Format::Gatus, Format::Upptime] {
        check(format, json!([]), Status::Unknown, &[]);
    }
}

#[test]
fn statuspage_missing_names_nulls_and_unknown_words_do_not_read_as_green() {
    let (format, good) = (Format::Statuspage, Status::Operational);
    let with = |components| json!({"page": null, "components": components});
    check(format, with(json!([])), Status::Unknown, &[]);
    check(
        format,
        with(json!([null, 3, "api", {"id": "api", "name": null, "status": "operational"}])),
        good,
        &[("api", good)],
    );
    for status in [
        json!(null),
        json!(1),
        json!("splendid"),
        json!([]),
        json!(""),
    ] {
        check(
            format,
            with(json!([{"id": "api", "name": "API", "status": status}])),
            Status::Unknown,
            &[("API", Status::Unknown)],
        );
    }
}

#[test]
fn statuspage_is_never_greener_than_its_own_indicator() {
    let with = |indicator: &str, status: &str| {
        json!({
            "status": {"indicator": indicator},
            "components": [{"id": "a", "name": "A", "status": status}],
        })
    };
    for (indicator, status, level) in [
        ("none", "operational", Status::Operational),
        ("maintenance", "operational", Status::UnderMaintenance),
        ("minor", "operational", Status::DegradedPerformance),
        ("major", "degraded_performance", Status::PartialOutage),
        ("critical", "operational", Status::MajorOutage),
        ("none", "major_outage", Status::MajorOutage),
        ("festive", "operational", Status::Unknown),
    ] {
        check(
            Format::Statuspage,
            with(indicator, status),
            level,
            &[("A", Status::from_word(status))],
        );
    }
}

#[test]
fn statuspage_a_group_is_a_component_only_when_nobody_is_in_it() {
    let document = json!({"components": [
        {"id": "g", "name": "G", "status": "major_outage", "group": true},
        {"id": "h", "name": "H", "status": "major_outage", "group": true},
        {"id": "a", "name": "A", "status": "operational", "group_id": "g"},
    ]});
    check(
        Format::Statuspage,
        document,
        Status::PartialOutage,
        &[("H", Status::MajorOutage), ("A", Status::Operational)],
    );
}

#[test]
fn instatus_words_of_the_page_become_levels() {
    for (word, level) in [
        ("UP", Status::Operational),
        ("HASISSUES", Status::DegradedPerformance),
        ("UNDERMAINTENANCE", Status::UnderMaintenance),
        ("ALLMAJOROUTAGE", Status::MajorOutage),
        ("SOMEMAJOROUTAGE", Status::PartialOutage),
        ("ONEPARTIALOUTAGE", Status::DegradedPerformance),
        ("SOMETHING", Status::Unknown),
        ("up", Status::Unknown),
    ] {
        check(
            Format::Instatus,
            json!({"page": {"status": word}}),
            level,
            &[],
        );
    }
    refused(Format::Instatus, json!({"page": {"status": null}}));
}

#[test]
fn instatus_an_open_incident_is_never_shown_beside_green() {
    let with = |incident| json!({"page": {"status": "UP"}, "activeIncidents": [incident]});
    for (incident, level) in [
        (json!({"impact": "MAJOROUTAGE"}), Status::MajorOutage),
        (json!({"impact": null}), Status::Unknown),
        (
            json!({"impact": "MAJOROUTAGE", "status": "RESOLVED"}),
            Status::Operational,
        ),
    ] {
        check(Format::Instatus, with(incident), level, &[]);
    }
}

#[test]
fn gatus_without_a_readable_or_recent_result_is_unknown() {
    for (results, status) in [
        (json!([]), Status::Unknown),
        (json!(null), Status::Unknown),
        (json!([{"success": null}]), Status::Unknown),
        (json!([{"success": "true"}]), Status::Unknown),
        (
            json!([{"success": false}, {"success": true}]),
            Status::Operational,
        ),
        (
            json!([{"success": true}, {"success": false}]),
            Status::MajorOutage,
        ),
        (
            json!([{"success": true, "timestamp": "2026-11-20T06:10:00Z"}]),
            Status::Unknown,
        ),
        (
            json!([{"success": false, "timestamp": "2026-11-20T06:10:00Z"}]),
            Status::MajorOutage,
        ),
    ] {
        let document = json!([{"name": "shop", "key": 9, "group": {}, "results": results}]);
        check(Format::Gatus, document, status, &[("shop", status)]);
    }
}

#[test]
fn upptime_and_cstate_read_unknown_words_as_unknown() {
    for word in [json!("upp"), json!("OK"), json!(null), json!(true)] {
        check(
            Format::Upptime,
            json!([{"name": "www", "slug": null, "status": word}]),
            Status::Unknown,
            &[("www", Status::Unknown)],
        );
        check(
            Format::Cstate,
            json!({"summaryStatus": "ok", "systems": [{"name": "www", "status": word}]}),
            Status::Unknown,
            &[("www", Status::Unknown)],
        );
    }
}

#[test]
fn kuma_without_its_heartbeats_is_unknown() {
    let document = golden("kuma").expect("a golden file");
    let unknown = Status::Unknown;
    let parts = [("Photos", unknown), ("Wiki", unknown), ("Uplink", unknown)];
    check(Format::Kuma, document, unknown, &parts);
}

#[test]
fn what_is_cut_off_still_counts() {
    let good = json!({"name": "x".repeat(5_000), "status": "up", "slug": "x"});
    let mut sites = vec![good; limits::COMPONENTS];
    sites.push(json!({"name": "last", "status": "down", "slug": "last"}));
    let feed = read(Format::Upptime, json!(sites), None).expect("is read");
    assert_eq!(feed.components.len(), limits::COMPONENTS);
    assert_eq!(feed.status.level, Status::PartialOutage);
}

#[test]
fn only_web_addresses_become_links() {
    let document = json!({"page": {"url": "javascript:alert(1)"}, "components": []});
    let feed = read(Format::Statuspage, document.clone(), None).expect("is read");
    assert_eq!(feed.page.url, "https://status.haldenfreight.example");
    let source = Source {
        address: "javascript:alert(1)",
        now: Timestamp(0),
        companion: None,
    };
    let read = Format::Statuspage.read(&value(document), &source);
    assert_eq!(read.expect_err("is refused"), Refused::Address);
}

#[test]
fn a_document_nested_beyond_reason_is_no_value() {
    let nested = |depth| ["[".repeat(depth), "]".repeat(depth)].concat();
    assert!(serde_json::from_str::<Value>(&nested(32)).is_ok());
    assert!(serde_json::from_str::<Value>(&nested(33)).is_err());
}

#[test]
fn a_format_is_told_by_shape_and_by_its_word() {
    for (format, name) in GOLDEN {
        let document = golden(name).expect("a golden file");
        assert_eq!(detect(&value(document)), Some(format), "{name}");
        assert_eq!(Format::from_word(format.word()), Some(format));
    }
    assert_eq!(Format::from_word("Statuspage"), None);
    let ours = include_str!("../../golden/v1/quiet-summary.json");
    let ours = serde_json::from_str(ours).expect("is JSON");
    for other in [
        ours,
        json!(null),
        json!([]),
        json!([{}]),
        json!({"page": {}}),
    ] {
        assert_eq!(detect(&value(other)), None);
    }
}

#[test]
fn only_kuma_needs_a_second_document() {
    for format in Format::ALL {
        let companion = format.companion(address(format));
        assert_eq!(companion.is_some(), format == Format::Kuma);
    }
    assert_eq!(
        Format::Kuma.companion("https://kuma.example/status/a"),
        None
    );
}
