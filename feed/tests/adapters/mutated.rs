//! Golden documents with random damage: none panics, none breaks the bounds of a feed, and none
//! reads greener than what is known to be down in it.

use pilotlight_feed::adapter::Format;
use pilotlight_feed::{Feed, Status, roll_up};
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::sample::{Index, select};
use serde_json::{Value as Json, json};

use super::{GOLDEN, golden, read, read_golden};

/// One piece of damage: where, counted over all values of the document, and what stands there then.
type Damage = (Index, Json);

fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let odd = prop_oneof![
        select(vec![
            json!(null),
            json!(true),
            json!(false),
            json!(-1),
            json!(0.5),
            json!(1e300),
            json!(u64::MAX),
            json!([]),
            json!({}),
            json!([null, {"status": "down"}]),
            json!("major_outage"),
            json!("operational"),
            json!("2026-02-30T25:00:00Z"),
            json!("9999-12-31T23:59:59-23:59"),
            json!("x".repeat(20_000)),
            json!("a\u{0}\n\u{202e}<script>"),
        ]),
        any::<String>().prop_map(Json::String),
        any::<i64>().prop_map(|number| json!(number)),
        Just(json!({"id": "a", "name": "A", "group": true, "group_id": "a"})),
    ];
    proptest::collection::vec((any::<Index>(), odd), 1..8)
}

/// Every value of a document, itself first.
fn count(document: &Json) -> usize {
    let children: usize = match document {
        Json::Array(list) => list.iter().map(count).sum(),
        Json::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    };
    1 + children
}

/// Replaces the value number `at`; the rest of `at` where it lies beyond this part.
fn replace(document: &mut Json, at: usize, with: &Json) -> Option<usize> {
    if at == 0 {
        *document = with.clone();
        return None;
    }
    let children: Vec<&mut Json> = match document {
        Json::Array(list) => list.iter_mut().collect(),
        Json::Object(fields) => fields.values_mut().collect(),
        _ => Vec::new(),
    };
    children
        .into_iter()
        .try_fold(at - 1, |rest, child| replace(child, rest, with))
}

fn mutate(document: &mut Json, damage: &[Damage]) {
    for (at, with) in damage {
        let at = at.index(count(document));
        replace(document, at, with);
    }
}

/// The worst that a document says of a component in words that are known, told by other code than
/// the adapters'.
fn worst_known(format: Format, document: &Json) -> Status {
    let none = Vec::new();
    let list = |value: &Json| value.as_array().unwrap_or(&none).clone();
    let status = |entry: &Json| match (format, entry["status"].as_str()) {
        (Format::Statuspage, Some("major_outage"))
        | (Format::Upptime | Format::Cstate, Some("down")) => Status::MajorOutage,
        (Format::Statuspage, Some("partial_outage")) | (Format::Cstate, Some("disrupted")) => {
            Status::PartialOutage
        }
        (Format::Statuspage, Some("degraded_performance"))
        | (Format::Upptime, Some("degraded")) => Status::DegradedPerformance,
        _ => Status::Operational,
    };
    let statuses: Vec<Status> = match format {
        Format::Statuspage => {
            let parts = list(&document["components"]).into_iter();
            let parts = parts.filter(|part| part["group"] != json!(true));
            parts.map(|part| status(&part)).collect()
        }
        Format::Cstate => list(&document["systems"]).iter().map(status).collect(),
        Format::Upptime => list(document).iter().map(status).collect(),
        Format::Gatus => list(document)
            .iter()
            .filter_map(|part| list(&part["results"]).into_iter().rfind(Json::is_object))
            .filter(|result| result["success"] == json!(false))
            .map(|_| Status::MajorOutage)
            .collect(),
        Format::Instatus => list(&document["activeIncidents"])
            .iter()
            .filter(|it| it["impact"] == json!("MAJOROUTAGE") && it["status"] != json!("RESOLVED"))
            .map(|_| Status::MajorOutage)
            .collect(),
        // Its statuses lie in the second document.
        Format::Kuma => Vec::new(),
    };
    statuses.into_iter().max().unwrap_or(Status::Operational)
}

fn is_greener_than(feed: &Feed, worst: Status) -> bool {
    let own = roll_up(feed.components.iter().map(|part| part.status));
    let hides_own = !feed.components.is_empty() && feed.status.level < own;
    let hides_worst = worst.is_problem() && !feed.status.level.is_problem();
    hides_own || hides_worst
}

proptest! {
    #[test]
    fn a_damaged_document_never_reads_greener_than_what_is_down_in_it(
        (format, name) in select(GOLDEN.to_vec()),
        main in damage(),
        beside in damage(),
    ) {
        let mut document = golden(name).expect("a golden file");
        mutate(&mut document, &main);
        let mut companion = golden(&[name, "-heartbeat"].concat());
        if let Some(companion) = &mut companion {
            mutate(companion, &beside);
        }
        let worst = worst_known(format, &document);
        // `read` also holds the feed against its bounds.
        if let Ok(feed) = read(format, document, companion) {
            assert!(!is_greener_than(&feed, worst), "{worst:?} {feed:?}");
            let text = serde_json::to_string(&feed).expect("serializes");
            assert_eq!(serde_json::from_str::<Feed>(&text).expect("is a feed"), feed);
        }
    }
}

/// The control: the property above sees a feed that was painted green.
#[test]
fn a_feed_painted_green_is_caught() {
    for (format, name) in GOLDEN {
        let worst = worst_known(format, &golden(name).expect("a golden file"));
        let mut feed = read_golden(format, name);
        let is_outage = feed.status.level != Status::Operational;
        assert!(!is_greener_than(&feed, worst), "{name}");
        feed.status.level = Status::Operational;
        assert_eq!(is_greener_than(&feed, worst), is_outage, "{name}");
    }
}
