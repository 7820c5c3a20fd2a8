//! What is new in a publication, for a folder that has the one before and for one that has not.

use std::fs;

use pilotlight_feed::Feed;
use tempfile::TempDir;

use super::{Directory, Publisher, Signer, fresh_key};
use crate::core::Zone;

fn feed() -> Feed {
    let golden = include_str!("../../../feed/golden/v1/outage-feed.json");
    serde_json::from_str(golden).expect("a feed")
}

fn publisher(folder: &TempDir) -> Publisher {
    let directory = Directory::open(folder.path()).expect("opens");
    let signer = Signer::new(&fresh_key().expect("random bytes")).expect("a key");
    Publisher::new(Zone::utc(), signer, Some(directory))
}

/// The files of the set that do not stand in the folder as they are.
fn lacking(folder: &TempDir, publisher: &Publisher) -> Vec<String> {
    let published = publisher.published().load_full();
    let lacking = published.in_order().filter(|entry| {
        let found = fs::read(folder.path().join(&entry.path));
        !found.is_ok_and(|found| found == entry.identity.body)
    });
    lacking.map(|entry| entry.path.clone()).collect()
}

#[test]
fn what_is_new_is_what_a_folder_with_the_set_before_it_lacks() {
    let folder = TempDir::new().expect("a folder");
    let mut publisher = publisher(&folder);
    let mut feed = feed();
    publisher.publish(&feed).expect("publishes");
    let before = publisher.published().load_full();
    assert_eq!(before.new_to(None).len(), before.len());
    feed.revision += 1;
    feed.components[0].name = "Renamed".to_owned();
    publisher.publish(&feed).expect("publishes");
    let after = publisher.published().load_full();
    let new = after.new_to(before.number());
    let expected = after.in_order().filter(|entry| !before.holds(entry));
    let mut expected: Vec<&str> = expected.map(|entry| entry.path.as_str()).collect();
    let mut paths: Vec<&str> = new.iter().map(|entry| entry.path.as_str()).collect();
    expected.sort_unstable();
    paths.sort_unstable();
    assert_eq!(paths, expected);
    assert!(!new.is_empty() && new.len() < after.len());
    assert!(new.is_sorted_by_key(|entry| entry.turn()));
    assert_eq!(lacking(&folder, &publisher), [""; 0]);
    // To everybody else all of it is.
    assert_eq!(after.new_to(after.number()).len(), after.len());
}

#[test]
fn a_folder_that_missed_a_publication_has_all_of_it_after_the_next() {
    let folder = TempDir::new().expect("a folder");
    let mut publisher = publisher(&folder);
    let mut feed = feed();
    publisher.publish(&feed).expect("publishes");
    // In the place of a page stands what is none.
    let place = folder.path().join("index.html");
    fs::remove_file(&place).expect("was there");
    fs::create_dir(&place).expect("a folder");
    fs::write(place.join("theirs"), "theirs").expect("can be written");
    feed.revision += 1;
    feed.components[0].name = "Renamed".to_owned();
    publisher.publish(&feed).expect_err("stands in its way");
    assert!(
        lacking(&folder, &publisher).contains(&"index.html".to_owned()),
        "the control"
    );
    fs::remove_dir_all(&place).expect("can be removed");
    // Nothing is new in it but the time.
    feed.revision += 1;
    publisher.publish(&feed).expect("publishes");
    assert_eq!(lacking(&folder, &publisher), [""; 0]);
}
