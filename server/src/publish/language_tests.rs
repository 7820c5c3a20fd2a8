//! A site in several languages in a publication: what a change writes, and what goes with a language, a
//! component or a month, also when the server was stopped meanwhile.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pilotlight_feed::uptime::Weights;
use pilotlight_feed::{Feed, History, Ledger};
use pilotlight_site::{Language, Languages, Look};
use tempfile::TempDir;

use super::{Directory, News, Publisher, Report, Signer, fresh_key};
use crate::core::{Past, Zone};

fn feed() -> Feed {
    let golden = include_str!("../../../feed/golden/v1/busy-feed.json");
    serde_json::from_str(golden).expect("a feed")
}

fn month() -> History {
    let golden = include_str!("../../../feed/golden/v1/history-2026-11.json");
    serde_json::from_str(golden).expect("a month")
}

/// A page in English and these.
fn also_in(tags: &[&str]) -> Look {
    let language = |tag: &&str| Language::of_tag(tag).expect("a language");
    Look {
        languages: Languages {
            main: Language::ENGLISH,
            others: tags.iter().map(language).collect(),
        },
        ..Look::OURS
    }
}

/// A publisher that knows nothing of what stands in the folder, as after a start.
fn publisher(folder: &TempDir) -> Publisher {
    let signer = Signer::new(&fresh_key().expect("random bytes")).expect("a key");
    let directory = Directory::open(folder.path()).expect("opens");
    Publisher::new(Zone::utc(), signer, Some(directory)).at_once()
}

fn publish(publisher: &mut Publisher, feed: &Feed, past: &Past, look: &Look) -> Report {
    let ledger = |id: &String| Ledger {
        format: Ledger::FORMAT.to_owned(),
        component: id.clone(),
        time_zone: "UTC".to_owned(),
        weights: Weights::default(),
        intervals: Vec::new(),
    };
    let ledgers: Vec<Ledger> = feed
        .components
        .iter()
        .map(|known| ledger(&known.id))
        .collect();
    let news = News {
        ledgers: &ledgers,
        past,
        look,
        ..News::from(feed)
    };
    publisher.publish(news).expect("publishes")
}

/// The paths of all files in a folder.
fn paths(folder: &TempDir) -> BTreeSet<String> {
    fn walk(root: &Path, folder: &Path, all: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => walk(root, &path, all),
                false => {
                    let below = path.strip_prefix(root).expect("below");
                    all.insert(below.to_str().expect("a name").to_owned());
                }
            }
        }
    }
    let mut all = BTreeSet::new();
    walk(folder.path(), folder.path(), &mut all);
    all
}

fn of_language(paths: &BTreeSet<String>, tag: &str) -> usize {
    let (root, frame) = ([tag, "/"].concat(), format!("embed/{tag}/index.html"));
    let own = paths
        .iter()
        .filter(|path| path.starts_with(&root) || **path == frame);
    own.count()
}

#[test]
fn what_has_changed_is_written_in_every_language_and_nothing_else() {
    let folder = TempDir::new().expect("a folder");
    let mut publisher = publisher(&folder);
    let past = Past::told(vec![month()]);
    let (mut feed, look) = (feed(), also_in(&["de", "pt-BR"]));
    publish(&mut publisher, &feed, &past, &look);
    let before = publisher.published().load_full();
    publish(&mut publisher, &feed, &past, &look);
    assert_eq!(publisher.published().load_full().changed_since(&before), 0);
    feed.components[0].description = Some("Something else.".to_owned());
    publish(&mut publisher, &feed, &past, &look);
    let after = publisher.published().load_full();
    let new = after.in_order().filter(|entry| !before.holds(entry));
    let new: BTreeSet<&str> = new.map(|entry| entry.path.as_str()).collect();
    let pages = new.iter().filter(|path| path.ends_with(".html"));
    let wanted = ["", "de/", "pt-BR/"].map(|root| {
        ["index.html", "components/website/index.html"].map(|page| [root, page].concat())
    });
    let wanted: BTreeSet<String> = wanted.into_iter().flatten().collect();
    assert!(pages.map(|path| (*path).to_owned()).eq(wanted), "{new:?}");
}

#[test]
fn a_language_that_is_taken_out_takes_its_pages_along() {
    let past = Past::told(vec![month()]);
    let alone = TempDir::new().expect("a folder");
    publish(&mut publisher(&alone), &feed(), &past, &also_in(&["de"]));
    let wanted = paths(&alone);
    assert!(10 < of_language(&wanted, "de"));
    for is_restarted in [false, true] {
        let folder = TempDir::new().expect("a folder");
        let mut running = publisher(&folder);
        publish(&mut running, &feed(), &past, &also_in(&["ar", "de"]));
        assert_eq!(
            of_language(&paths(&folder), "ar"),
            of_language(&wanted, "de")
        );
        if is_restarted {
            running = publisher(&folder);
        }
        publish(&mut running, &feed(), &past, &also_in(&["de"]));
        assert_eq!(paths(&folder), wanted);
        assert!(!folder.path().join("ar").exists());
        assert!(!folder.path().join("embed/ar").exists());
    }
}

/// The control: what only stands where a language would is somebody else's.
#[test]
fn what_others_keep_where_a_language_would_stand_stays() {
    let past = Past::none();
    let folder = TempDir::new().expect("a folder");
    publish(&mut publisher(&folder), &feed(), &past, &also_in(&["ar"]));
    let ours = fs::read_to_string(folder.path().join("ar/index.html")).expect("a page");
    let foreign = [
        // A page that is none of ours, and all below it.
        (
            "fr/index.html",
            "<!DOCTYPE html><html lang=\"fr\"><title>Nous</title>".to_owned(),
        ),
        (
            "fr/history/2026-11/index.html",
            ours.replace("lang=\"ar\"", "lang=\"fr\""),
        ),
        // A page of ours that is in another language than its place says.
        ("it/index.html", ours.clone()),
        ("ar/notes.txt", "Remember the milk.".to_owned()),
        (
            "ar/incidents/own/index.html",
            "<!DOCTYPE html><html lang=\"ar\">".to_owned(),
        ),
    ];
    for (path, text) in &foreign {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("is made");
        fs::write(place, text).expect("writes");
    }
    publish(&mut publisher(&folder), &feed(), &past, &Look::OURS);
    assert!(!folder.path().join("ar/index.html").exists());
    for (path, text) in &foreign {
        let found = fs::read_to_string(folder.path().join(path)).expect(path);
        assert_eq!(found, *text);
    }
}

#[test]
fn a_component_and_a_month_that_are_gone_are_so_in_every_language_after_a_restart() {
    let folder = TempDir::new().expect("a folder");
    let look = also_in(&["de"]);
    let mut told = month();
    // Of components that are off the page, and of nothing that people said.
    told.incidents.clear();
    told.maintenances.clear();
    told.components.truncate(1);
    told.components[0].id = "off".to_owned();
    let mut feed = feed();
    publish(
        &mut publisher(&folder),
        &feed,
        &Past::told(vec![told]),
        &look,
    );
    let gone = [
        "components/sandbox/index.html",
        "history/component/sandbox/index.html",
        "history/2026-11/index.html",
    ];
    let there = |path: &str| ["", "de/"].map(|root| folder.path().join(root).join(path).exists());
    for path in gone {
        assert_eq!(there(path), [true; 2], "{path}");
    }
    feed.components.retain(|known| known.id != "sandbox");
    publish(&mut publisher(&folder), &feed, &Past::none(), &look);
    for path in gone {
        assert_eq!(there(path), [false; 2], "{path}");
    }
    assert_eq!(there("components/website/index.html"), [true; 2]);
}

/// Somebody publishes another page into a folder that is called like a language, and keeps files of their
/// own in others.
#[test]
fn a_site_below_ours_keeps_its_pages_and_its_components() {
    let folder = TempDir::new().expect("a folder");
    let mut feed = feed();
    publish(
        &mut publisher(&folder),
        &feed,
        &Past::none(),
        &also_in(&["de"]),
    );
    let nested = Directory::open(&folder.path().join("it")).expect("opens");
    let signer = Signer::new(&fresh_key().expect("random bytes")).expect("a key");
    let mut nested = Publisher::new(Zone::utc(), signer, Some(nested)).at_once();
    let mut italian = also_in(&[]);
    italian.languages.main = Language::of_tag("it").expect("a language");
    publish(&mut nested, &feed, &Past::told(vec![month()]), &italian);
    let own = folder.path().join("fr/components/sandbox.html");
    fs::create_dir_all(own.parent().expect("a folder")).expect("is made");
    fs::write(&own, "ours").expect("writes");
    let below = |all: BTreeSet<String>| -> Vec<String> {
        let others = |path: &String| path.starts_with("it/") || path.starts_with("fr/");
        all.into_iter().filter(others).collect()
    };
    let before = below(paths(&folder));
    assert!(before.contains(&"it/components/sandbox/index.html".to_owned()));
    feed.components.retain(|known| known.id != "sandbox");
    publish(&mut publisher(&folder), &feed, &Past::none(), &Look::OURS);
    assert_eq!(below(paths(&folder)), before);
    // The control: ours went, in the language that there is no more too.
    for gone in ["components/sandbox/index.html", "de/index.html"] {
        assert!(!folder.path().join(gone).exists(), "{gone}");
    }
}

#[test]
fn the_page_of_each_language_is_the_last_of_its_pages() {
    let folder = TempDir::new().expect("a folder");
    let mut publisher = publisher(&folder);
    publish(
        &mut publisher,
        &feed(),
        &Past::told(vec![month()]),
        &also_in(&["de"]),
    );
    let published = publisher.published().load_full();
    let order: Vec<&str> = published
        .in_order()
        .map(|entry| entry.path.as_str())
        .collect();
    let place = |wanted: &str| order.iter().position(|path| *path == wanted).expect(wanted);
    assert!(
        place("de/incidents/inc-20261101-1/index.html") < place("de/history/2026-11/index.html")
    );
    assert!(place("de/history/2026-11/index.html") < place("de/history/index.html"));
    assert!(place("de/history/index.html") < place("de/index.html"));
}
