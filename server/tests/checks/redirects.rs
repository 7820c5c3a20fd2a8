//! Where a redirect leads, and what goes along: the operator's headers and body may be secret.

use http::{HeaderName, HeaderValue, Method};
use pilotlight_server::core::Verdict;
use pilotlight_server::probe::HttpProbe;
use tokio::io::AsyncWriteExt;

use crate::target::{OK, TIMEOUT, answering, expect, http, outcome, target};

#[tokio::test]
async fn redirects_are_followed_without_the_operators_headers_to_another_origin() {
    let (end, mut heads) = answering(OK).await;
    let location = format!("http://{end}/end");
    let (start, _) = target(move |mut stream, _| {
        let answer =
            format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
        async move { drop(stream.write_all(answer.as_bytes()).await) }
    })
    .await;
    let probe = HttpProbe {
        method: Method::POST,
        headers: vec![(
            HeaderName::from_static("authorization"),
            HeaderValue::from_static("Bearer canary"),
        )],
        body: "secret".into(),
        ..http(&format!("http://{start}/"))
    };
    expect(&outcome(probe.clone(), TIMEOUT).await, Verdict::Up, "ok");
    let head = heads.recv().await.expect("a head");
    assert!(head.starts_with("GET /end "), "{head}");
    assert!(!head.contains("canary"), "{head}");
    let stays = HttpProbe {
        follow_redirects: false,
        expect_status: vec![302..=302],
        ..probe
    };
    expect(&outcome(stays, TIMEOUT).await, Verdict::Up, "ok");
}

#[tokio::test]
async fn redirects_without_end_or_out_of_the_web_are_down() {
    let (circle, _) =
        answering("HTTP/1.1 307 Again\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n").await;
    let (file, _) = answering(
        "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n",
    )
    .await;
    let (nowhere, _) = answering("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n").await;
    for (address, detail) in [
        (circle, "more than 10 redirects"),
        (file, "redirect to file:"),
        (nowhere, "without a valid Location"),
    ] {
        expect(
            &outcome(http(&format!("http://{address}/")), TIMEOUT).await,
            Verdict::Down,
            detail,
        );
    }
}

/// 307 keeps the method, so nothing but the origin holds headers and body back.
#[tokio::test]
async fn a_redirect_that_keeps_the_method_takes_headers_and_body_to_its_own_origin_only() {
    let (elsewhere, mut heads_elsewhere) = answering(OK).await;
    for (location, goes_along) in [
        (format!("http://{elsewhere}/end"), false),
        ("/end".to_owned(), true),
    ] {
        let (start, mut heads) = target(move |mut stream, head| {
            let again =
                format!("HTTP/1.1 307 Go\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
            async move {
                let is_end = head.starts_with("POST /end ");
                let answer = if is_end { OK } else { &again };
                drop(stream.write_all(answer.as_bytes()).await);
            }
        })
        .await;
        let probe = HttpProbe {
            method: Method::POST,
            headers: vec![(
                HeaderName::from_static("authorization"),
                HeaderValue::from_static("Bearer canary"),
            )],
            body: "secret".into(),
            ..http(&format!("http://{start}/"))
        };
        expect(&outcome(probe, TIMEOUT).await, Verdict::Up, "ok");
        heads.recv().await.expect("the first head");
        let seen = if goes_along {
            &mut heads
        } else {
            &mut heads_elsewhere
        };
        let head = seen.recv().await.expect("the second head");
        assert!(head.starts_with("POST /end "), "{head}");
        assert_eq!(head.contains("canary"), goes_along, "{head}");
        let head = head.to_ascii_lowercase();
        assert_eq!(head.contains("content-length: 6\r\n"), goes_along, "{head}");
    }
}
