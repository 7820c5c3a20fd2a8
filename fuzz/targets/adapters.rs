//! Other people's documents: whatever is made of one, a reader takes it, and it is never greener than it
//! is fresh.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pilotlight_feed::adapter::{Format, Refused, Source, Value, detect};
use pilotlight_feed::is_web_address;
use pilotlight_fuzz::{NOW, check_written};

const ADDRESS: &str = "https://status.acme.example/api/status-page/acme";

/// The two halves of what Uptime Kuma publishes.
static KUMA: LazyLock<[Value; 2]> = LazyLock::new(|| {
    [
        include_str!("../../feed/golden/adapter/kuma-outage.json"),
        include_str!("../../feed/golden/adapter/kuma-outage-heartbeat.json"),
    ]
    .map(|text| serde_json::from_str(text).expect("a document"))
});

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = str::from_utf8(data) {
        check_companion(text);
    }
    let Ok(document) = serde_json::from_slice::<Value>(data) else {
        return;
    };
    for format in Format::ALL {
        check(format, &document, None);
        check(format, &document, Some(&document));
    }
    check(Format::Kuma, &document, Some(&KUMA[1]));
    check(Format::Kuma, &KUMA[0], Some(&document));
    if let Some(format) = detect(&document) {
        let refused = read(format, &document, None);
        assert_ne!(refused, Err(Refused::Shape(format)), "told by its shape");
    }
});

fn read(
    format: Format,
    document: &Value,
    companion: Option<&Value>,
) -> Result<pilotlight_feed::Feed, Refused> {
    let from = Source {
        address: ADDRESS,
        now: NOW,
        companion,
    };
    format.read(document, &from)
}

fn check(format: Format, document: &Value, companion: Option<&Value>) {
    let feed = match read(format, document, companion) {
        Ok(feed) => feed,
        // What breaks a bound is cut or left out: the rest is still worth to be shown.
        Err(Refused::Invalid(invalid)) => panic!("{}: {invalid}", format.word()),
        Err(Refused::Shape(_) | Refused::Address) => return,
    };
    if let Err(invalid) = feed.validate() {
        panic!("{}: {invalid}", format.word());
    }
    assert!(is_web_address(&feed.page.url), "{}", feed.page.url);
    assert!(feed.is_fresh(NOW) && !feed.is_fresh(NOW.plus(5 * 60 + 1)));
    let worst = feed.components.iter().map(|known| known.status).max();
    if feed.components.is_empty() && feed.incidents.is_empty() {
        return check_written(&feed);
    }
    // Nothing that is broken is told as well.
    let is_green = feed.status.level == pilotlight_feed::Status::Operational;
    let is_broken = worst.is_some_and(|worst| worst != pilotlight_feed::Status::Operational);
    assert!(!is_green || !is_broken, "{}: {worst:?}", format.word());
    check_written(&feed);
}

fn check_companion(text: &str) {
    for format in Format::ALL {
        for address in [text.to_owned(), format!("https://{text}")] {
            let Some(companion) = format.companion(&address) else {
                continue;
            };
            assert_ne!(companion, address);
            let same = |text: &str| {
                text.split('/')
                    .take(3)
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            assert_eq!(same(&companion), same(&address), "led to another host");
        }
    }
}
