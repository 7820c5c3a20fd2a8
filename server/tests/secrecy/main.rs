//! Canaries: words in all that is not for everyone, which must be found in nothing that everyone sees,
//! and in no log. One process has one log, so it is one test.

mod logged;
mod page;

use logged::Logged;
use page::{Page, files};
use serde_json::json;

/// In every private word, and in no public one.
const CANARY: &[u8] = b"canary";
/// Of these, what is not even for the log.
const SECRETS: [&str; 6] = [
    "canary-secret-query",
    "canary-secret-header",
    "canary-secret-key",
    "canary-secret-body",
    "canary-draft-text",
    "canary-body",
];
/// What is there to be found, so that nothing found means something.
const PUBLIC: [&str; 3] = ["Known to all", "Known to all, too", "Said to all."];

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word))
}

/// Where a word stands in this text, for who has to find out why.
fn around(text: &str, word: &str) -> String {
    let place = text.find(word).unwrap_or_default();
    let start = text.floor_char_boundary(place.saturating_sub(200));
    let end = text.ceil_char_boundary((place + 200).min(text.len()));
    text[start..end].to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_private_is_in_nothing_that_is_published_and_no_secret_is_in_a_log() {
    let log = Logged::listen();
    let page = Page::start().await;
    page.told().await;
    page.until_published().await;
    let minted = wrong_tokens_and_bodies(&page).await;

    let published = files(&page.folder.path().join("public"));
    for (path, bytes) in &published {
        let text = String::from_utf8_lossy(bytes);
        assert!(!holds(bytes, CANARY), "{path}: {}", around(&text, "canary"));
        let address = path.strip_suffix("index.html").unwrap_or(path);
        let (_, answer) = page.served(&format!("/{address}")).await;
        assert!(
            !holds(answer.as_bytes(), CANARY),
            "/{address}: {}",
            around(&answer, "canary")
        );
    }
    // The control: public words are found by the same search.
    for word in PUBLIC {
        let found = published
            .values()
            .any(|bytes| holds(bytes, word.as_bytes()));
        assert!(found, "{word:?} is nowhere");
    }
    for kind in ["components/{}/", "badge/{}.svg", "feed/v1/ledger/{}.json"] {
        let of = |id: &str| format!("/{}", kind.replace("{}", id));
        let (hidden, unknown) = (of("canary-hidden"), of("nothing-here"));
        assert_eq!(page.served(&hidden).await.0, 404, "{hidden}");
        assert_eq!(page.served(&unknown).await.0, 404, "{unknown}");
    }

    let secrets = [&minted[..], &SECRETS.map(str::to_owned)].concat();
    for (path, bytes) in files(&page.folder.path().join("data")) {
        for token in &minted {
            assert!(!holds(&bytes, token.as_bytes()), "{path} holds a token");
        }
    }
    for path in ["audit", "tokens", "members", "incidents"] {
        let (_, text) = page
            .ask(&page.token, "GET", &format!("/api/v1/{path}"), None)
            .await;
        for token in &minted {
            assert!(!text.contains(token), "{path} tells a token");
        }
    }
    page.server.stop().await;
    let text = log.text();
    for secret in &secrets {
        assert!(!text.contains(secret), "logged: {}", around(&text, secret));
    }
    // The control: our own words are heard, and what is said at the lowest level.
    tracing::trace!("a canary of the control");
    assert!(log.text().contains("a canary of the control"));
    assert!(text.contains("DEBUG pilotlight_server"), "{text}");
}

/// Asks with what is no token, and with bodies that are not understood; the secrets of all tokens that
/// were used.
async fn wrong_tokens_and_bodies(page: &Page) -> Vec<String> {
    let wrong = "plt_0123456789_canarysecrettoken";
    for path in [
        "/api/v1/status",
        "/api/v1/nowhere",
        "/api/v1",
        "/api/v1/tokens/plt_0123456789_canarysecrettoken",
    ] {
        let (status, text) = page.ask(wrong, "GET", path, None).await;
        assert!(status == 401, "{path}: {text}");
        assert!(!text.contains("canarysecret"), "{path}: {text}");
    }
    // A secret may have such a stroke of its own.
    let secret = |token: &str| token.splitn(3, '_').nth(2).expect("a secret").to_owned();
    let wanted = json!({ "name": "ci", "scopes": ["read"] });
    let made = page.tell("POST", "/api/v1/tokens?", wanted).await;
    let token = made["token"].as_str().expect("a token");
    for (method, path, body) in [
        ("GET", "/api/v1/incidents", None),
        ("GET", "/api/v1/audit", None),
        ("POST", "/api/v1/incidents", Some(json!({ "name": token }))),
        ("POST", "/api/v1/publish", Some(json!({ "token": token }))),
    ] {
        let (_, text) = page.ask(token, method, path, body).await;
        assert!(!text.contains(&secret(token)), "{method} {path}: {text}");
    }
    vec![secret(token), secret(&page.token), secret(wrong)]
}
