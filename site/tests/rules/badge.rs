//! Badges in the styles that readers know.

use std::collections::BTreeMap;

use expect_test::expect;
use pilotlight_feed::uptime::Weights;
use pilotlight_feed::{Cause, Feed, Ledger, LedgerInterval, Status, Timestamp};
use pilotlight_site::badge::MORE;
use pilotlight_site::{File, Live, Options, ResponseTimes, render};

use crate::document::Document;
use crate::{OUTAGE, an_hour_ahead, feed, files, text};

fn paths(files: &[File]) -> Vec<&str> {
    let paths = files.iter().map(|file| file.path.as_str());
    paths.filter(|path| path.starts_with("badge")).collect()
}

/// All components have been up all the time that is told of.
fn with_ledgers(feed: &Feed) -> Vec<File> {
    let ledgers: Vec<Ledger> = feed
        .components
        .iter()
        .map(|component| Ledger {
            format: Ledger::FORMAT.to_owned(),
            component: component.id.clone(),
            time_zone: feed.page.time_zone.clone(),
            weights: Weights::default(),
            intervals: vec![LedgerInterval {
                from: Timestamp(0),
                to: None,
                status: Status::Operational,
                cause: Cause::Monitors,
            }],
        })
        .collect();
    let options = Options {
        ledgers: &ledgers,
        ..Options::new(Live::Static, &an_hour_ahead)
    };
    render(feed, &options)
}

#[test]
fn each_component_has_its_status_in_three_styles_and_its_uptime_over_three_windows() {
    let feed = feed(OUTAGE);
    let files = with_ledgers(&feed);
    for component in &feed.components {
        let id = &component.id;
        for path in [
            format!("badge/{id}.svg"),
            format!("badge/{id}/flat-square.svg"),
            format!("badge/{id}/for-the-badge.svg"),
        ] {
            let badge = Document::parse(&text(&files, &path));
            let words = badge.one("title").text.clone();
            assert!(words.starts_with(&component.name), "{words}");
        }
        for path in ["uptime-30", "uptime-7"] {
            let badge = text(&files, &format!("badge/{id}/{path}.svg"));
            assert!(badge.contains("100% in"), "{badge}");
        }
        let folder = format!("badge/{id}/");
        let mut names: Vec<&str> = paths(&files)
            .into_iter()
            .filter_map(|path| path.strip_prefix(&folder))
            .collect();
        names.sort_unstable();
        let mut told = MORE;
        told.sort_unstable();
        assert_eq!(names, told, "who deletes them must know them all");
        let badge = text(&files, &format!("badge/{id}/uptime.svg"));
        assert!(badge.contains("% in 90 days") || badge.contains("no data"));
    }
}

#[test]
fn how_fast_a_component_answers_is_the_median_of_its_last_day() {
    let feed = feed(OUTAGE);
    let id = feed.components[0].id.clone();
    let mut averages_ms = vec![Some(9_000); 7 * 24];
    // The last day: three hours that were measured, and the slowest of them is not what it is like.
    averages_ms.splice(6 * 24.., [None; 24]);
    for (hour, average) in [(2, 320), (5, 5_000), (9, 280)] {
        averages_ms[6 * 24 + hour] = Some(average);
    }
    let first = Timestamp(0);
    let times = ResponseTimes { first, averages_ms };
    let responses = BTreeMap::from([(id.clone(), times)]);
    let options = Options {
        responses: &responses,
        ..Options::new(Live::Static, &an_hour_ahead)
    };
    let files = render(&feed, &options);
    let told = |id: &str| {
        let badge = text(&files, &format!("badge/{id}/response.svg"));
        Document::parse(&badge).one("title").text.clone()
    };
    let component = &feed.components[0];
    assert_eq!(told(&id), format!("{}: 320 ms", component.name));
    for other in &feed.components[1..] {
        assert_eq!(told(&other.id), format!("{}: no data", other.name));
    }
}

#[test]
fn what_nothing_is_known_of_has_no_badge_for_it() {
    let files = files(&feed(OUTAGE));
    assert!(paths(&files).contains(&"badge/website/uptime.svg"));
    assert!(!paths(&files).contains(&"badge/website/uptime-7.svg"));
}

#[test]
fn a_page_of_very_many_components_has_two_badges_for_each() {
    let mut feed = feed(OUTAGE);
    let original = feed.components[0].clone();
    feed.components = (0..1_000)
        .map(|index| {
            let mut copy = original.clone();
            copy.id = format!("part-{index}");
            copy
        })
        .collect();
    let files = with_ledgers(&feed);
    let own = paths(&files).into_iter();
    assert_eq!(own.filter(|path| path.starts_with("badge/")).count(), 2_000);
}

#[test]
fn only_operational_is_green() {
    let mut feed = feed(OUTAGE);
    for status in Status::ALL {
        feed.components[0].status = *status;
        feed.status.level = *status;
        let files = files(&feed);
        for path in ["badge/website.svg", "badge-flat.svg"] {
            let is_green = text(&files, path).contains("1a7f37");
            assert_eq!(is_green, *status == Status::Operational, "{path}");
        }
    }
}

#[test]
fn a_badge_is_a_label_beside_a_message() {
    let mut feed = feed(OUTAGE);
    feed.components[0].status = Status::MajorOutage;
    feed.components[0].name = "Web & <API>".to_owned();
    expect![[r##"
        <svg xmlns="http://www.w3.org/2000/svg" width="175" height="20" viewBox="0 0 175 20" role="img" aria-labelledby="t"><title id="t">Web &amp; &lt;API&gt;: Major outage</title><clipPath id="r"><rect width="175" height="20" rx="3"/></clipPath><g clip-path="url(#r)"><path fill="#424a53" d="M0 0h87v20H0z"/><path fill="#cf222e" d="M87 0h88v20H87z"/></g><g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11"><text x="6" y="14" textLength="75" lengthAdjust="spacingAndGlyphs" font-weight="400">Web &amp; &lt;API&gt;</text><text x="93" y="14" textLength="76" lengthAdjust="spacingAndGlyphs" font-weight="400">Major outage</text></g></svg>
    "##]]
    .assert_eq(&text(&files(&feed), "badge/website.svg"));
}

/// `<picture>` chooses one of two, so neither may choose by itself.
#[test]
fn the_badge_is_there_light_and_dark_whatever_the_reader_has() {
    let files = files(&feed(OUTAGE));
    let badge = |name: &str| text(&files, name);
    let own = badge("badge.svg");
    let (light, dark) = (badge("badge-light.svg"), badge("badge-dark.svg"));
    assert!(own.contains("prefers-color-scheme") && own.contains("fill:#fff"));
    for fixed in [&light, &dark] {
        assert!(!fixed.contains("prefers-color-scheme"), "{fixed}");
        assert_eq!(
            fixed.matches('{').count(),
            fixed.matches('}').count(),
            "{fixed}"
        );
        assert_eq!(
            Document::parse(fixed).one("title").text,
            Document::parse(&own).one("title").text
        );
    }
    assert!(!light.contains("#151b23") && dark.rfind("#151b23") > dark.rfind("fill:#fff"));
}
