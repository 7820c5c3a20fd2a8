//! Signatures as a reader finds them, with nothing but the published files.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use pilotlight_feed::Feed;
use pilotlight_site::File;
use ring::signature::{ED25519, UnparsedPublicKey};

use super::{KeyError, Signer, fresh_key};
use crate::core::Zone;
use crate::publish::verify::{Bounds, verify};
use crate::publish::{Published, Publisher, Refusal};
use crate::store::StoredKey;

const FEEDS: [&str; 2] = ["/feed/v1/summary.json", "/feed/v1/feed.json"];

/// Where the text of a signature begins and ends, counted by hand.
const SIGNATURE_AT: usize = r#"{"format":"pilotlight/1","signature":""#.len();
const SIGNATURE_END: usize = SIGNATURE_AT + 86;

fn outage() -> Feed {
    let golden = include_str!("../../../../feed/golden/v1/outage-feed.json");
    serde_json::from_str(golden).expect("a feed")
}

fn signer() -> Signer {
    Signer::new(&fresh_key().expect("random bytes")).expect("a key")
}

fn published(publisher: &mut Publisher, feed: &Feed) -> Arc<Published> {
    publisher.publish(feed).expect("publishes");
    publisher.published().load_full()
}

fn bytes(published: &Published, address: &str) -> Vec<u8> {
    let entry = published.at(address).expect("is published");
    entry.identity.body.to_vec()
}

/// Reads as a stranger does: without a line of ours between the bytes and the cryptography.
fn holds(document: &[u8], key_file: &[u8]) -> bool {
    let key: serde_json::Value = serde_json::from_slice(key_file).expect("is JSON");
    assert_eq!(key["format"], "pilotlight-key/1");
    let key = key["key"].as_str().expect("a text");
    assert_eq!(key.len(), 43);
    let key = BASE64_URL_SAFE_NO_PAD.decode(key).expect("is base64url");
    let signature = BASE64_URL_SAFE_NO_PAD.decode(&document[SIGNATURE_AT..SIGNATURE_END]);
    let message = [&document[..SIGNATURE_AT], &document[SIGNATURE_END..]].concat();
    let public = UnparsedPublicKey::new(&ED25519, key);
    signature.is_ok_and(|signature| public.verify(&message, &signature).is_ok())
}

#[test]
fn every_published_feed_holds_by_the_published_files_alone() {
    let mut publisher = Publisher::new(Zone::utc(), signer(), None);
    let set = published(&mut publisher, &outage());
    let others = published(&mut Publisher::new(Zone::utc(), signer(), None), &outage());
    for address in FEEDS {
        let document = bytes(&set, address);
        assert!(
            holds(&document, &bytes(&set, "/feed/v1/key.json")),
            "{address}"
        );
        let other = bytes(&others, "/feed/v1/key.json");
        assert!(!holds(&document, &other), "{address} by another key");
    }
}

#[test]
fn what_webcrypto_has_signed_holds() {
    let document = include_bytes!("../../../../feed/golden/v1/signed-summary.json");
    let key = include_bytes!("../../../../feed/golden/v1/signed-summary-key.json");
    assert!(holds(document, key));
}

/// The control of the two above: not one byte can be another, in the signature or outside it.
#[test]
fn a_feed_with_one_flipped_bit_does_not_hold() {
    let mut publisher = Publisher::new(Zone::utc(), signer(), None);
    let set = published(&mut publisher, &outage());
    for address in FEEDS {
        let document = bytes(&set, address);
        let holds = |document: &[u8]| publisher.signer.has_signed(document);
        assert!(holds(&document), "{address}");
        let flipped = |at: usize, bit: usize| {
            let mut flipped = document.clone();
            flipped[at] ^= 1 << bit;
            flipped
        };
        for at in 0..document.len() {
            assert!(!holds(&flipped(at, at % 8)), "{address}: byte {at}");
        }
        // Whatever bit: the last character of the signature has some that say nothing.
        for bit in 0..8 {
            let spoilt = flipped(SIGNATURE_END - 1, bit);
            assert!(!holds(&spoilt), "{address}: bit {bit}");
        }
        assert!(!holds(&document[..document.len() - 1]), "{address}: cut");
        assert!(
            !holds(&[&document[..], b"\n"].concat()),
            "{address}: longer"
        );
    }
}

#[test]
fn a_feed_that_our_key_has_not_signed_is_not_published() {
    let signer = signer();
    let plain = serde_json::to_vec(&outage()).expect("serializes");
    let of_another = Signer::new(&fresh_key().expect("random bytes"))
        .expect("a key")
        .sign(&plain)
        .expect("is a feed");
    let ours = signer.sign(&plain).expect("is a feed");
    let check = |body: &[u8]| {
        let file = File {
            path: "feed/v1/feed.json".to_owned(),
            body: body.to_vec(),
        };
        verify(&file, &signer, Bounds::default())
    };
    assert!(matches!(check(&plain), Err(Refusal::Unsigned)));
    assert!(matches!(check(&of_another), Err(Refusal::Unsigned)));
    assert!(check(&ours).is_ok());
}

#[test]
fn a_second_publication_differs_only_where_the_news_does() {
    let mut publisher = Publisher::new(Zone::utc(), signer(), None);
    let first = published(&mut publisher, &outage());
    let again = publisher.publish(&outage()).expect("publishes");
    assert_eq!(again.changed, 0, "the same news has the same signature");
    let mut next = outage();
    next.revision += 1;
    let second = published(&mut publisher, &next);
    assert_eq!(
        second.changed_since(&first),
        FEEDS.len() + 1,
        "and the page that follows them"
    );
    for address in FEEDS {
        let (old, new) = (bytes(&first, address), bytes(&second, address));
        assert_ne!(
            old[SIGNATURE_AT..SIGNATURE_END],
            new[SIGNATURE_AT..SIGNATURE_END]
        );
        let from = format!("\"revision\":{}", outage().revision);
        let to = format!("\"revision\":{}", next.revision);
        let old = String::from_utf8(old[SIGNATURE_END..].to_vec()).expect("is text");
        let new = String::from_utf8(new[SIGNATURE_END..].to_vec()).expect("is text");
        assert_eq!(old.replacen(&from, &to, 1), new, "{address}");
    }
}

#[test]
fn a_damaged_key_signs_nothing() {
    let StoredKey(good) = fresh_key().expect("random bytes");
    let mut swapped = good.clone();
    // Within the private half: the public one does not belong to it any more.
    swapped[20] ^= 1;
    for damaged in [Vec::new(), good[1..].to_vec(), swapped] {
        let refused = Signer::new(&StoredKey(damaged));
        assert!(matches!(refused, Err(KeyError::Damaged)), "{refused:?}");
    }
}

#[test]
fn a_signer_shows_its_public_half_only() {
    let StoredKey(key) = fresh_key().expect("random bytes");
    let signer = Signer::new(&StoredKey(key)).expect("a key");
    let expected = format!("Signer {{ public_key: \"{}\", .. }}", signer.public_key());
    assert_eq!(format!("{signer:?}"), expected);
}
