//! `pilotlight doctor`: fetches a page and what it uses of ours, and says what would stop the widget.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{anyhow, bail};
use bytes::Bytes;
use http::{Request, header};
use http_body_util::Full;
use pilotlight_feed::Timestamp;
use pilotlight_server::doctor::{Answer, Fetched, Finding, Ours, Page, examine, snippet};
use serde_json::json;
use url::Url;

use super::connect;
use super::show;
use super::usage::usage;

/// A page that has not come by now is none for its visitors either.
const PATIENCE: Duration = Duration::from_secs(15);
/// Bytes of a page or a file.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Redirects that are followed.
const MOST_REDIRECTS: usize = 5;
/// Where a script without a feed finds one.
const FEED: &str = "/feed/v1/summary.json";

/// Says what would stop the widget; exits with 1 when anything does.
pub(crate) async fn doctor(address: &str, is_json: bool) -> anyhow::Result<ExitCode> {
    let address = Url::parse(address)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(address) = address else {
        return Err(usage(
            "write the whole address of the page, for example https://www.example.com/",
        ));
    };
    let (address, answer) = fetch(&address).await?;
    if answer.status != 200 {
        bail!(
            "{address} answers with {}; name a page that is there",
            answer.status
        );
    }
    let page = Page {
        address,
        headers: answer.headers,
        html: String::from_utf8_lossy(&answer.body).into_owned(),
    };
    let ours = fetch_ours(&page).await;
    let now = Timestamp(jiff::Timestamp::now().as_second());
    let findings = examine(&page, &ours, now);
    if is_json {
        let all = findings.iter().map(|finding| {
            json!({
                "severity": finding.severity.as_str(),
                "what": finding.what,
                "remedy": finding.remedy,
            })
        });
        show::json(&json!({ "page": page.address.as_str(), "findings": all.collect::<Vec<_>>() }));
    } else {
        print(&page, &findings);
    }
    let is_well = findings
        .iter()
        .all(|finding| finding.severity.as_str() == "note");
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn print(page: &Page, findings: &[Finding]) {
    let address = &page.address;
    match findings.first().map(|worst| worst.severity.as_str()) {
        Some("stops") => println!("{address}: the widget does not show"),
        Some("limits") => {
            println!("{address}: the widget shows, and something of it does not work")
        }
        _ => println!("{address}: nothing stops the widget"),
    }
    for finding in findings {
        println!(
            "\n{}: {}\n  {}",
            finding.severity.as_str(),
            finding.what,
            finding.remedy
        );
    }
}

/// What the page's visitors would get of ours.
async fn fetch_ours(page: &Page) -> Ours {
    let snippet = snippet(page);
    let Some(script) = snippet.scripts.first() else {
        return Ours::default();
    };
    let fetched = fetched(script.address.clone()).await;
    let wasm = match &fetched.result {
        Ok(answer) => match wasm_address(&script.address, &answer.body) {
            Some(address) => Some(self::fetched(address).await),
            None => None,
        },
        Err(_) => None,
    };
    let on_script = script.attributes.get("data-feed").cloned();
    let in_query = script
        .address
        .query_pairs()
        .find(|(name, _)| name == "feed");
    let otherwise = on_script.or(in_query.map(|(_, value)| value.into_owned()));
    let named = snippet
        .elements
        .iter()
        .map(|element| element.attributes.get("feed").cloned());
    let mut named: Vec<Option<String>> = named.collect();
    if named.is_empty() {
        named.push(None);
    }
    let named = named
        .into_iter()
        .map(|feed| feed.or(otherwise.clone()).unwrap_or(FEED.to_owned()));
    let mut addresses: Vec<Url> = named
        .flat_map(|feeds| {
            feeds
                .split([',', ' '])
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|feed| !feed.is_empty())
        .filter_map(|feed| script.address.join(&feed).ok())
        .collect();
    addresses.dedup();
    let mut feeds = Vec::new();
    for address in addresses {
        feeds.push(self::fetched(address).await);
    }
    Ours {
        script: Some(fetched),
        wasm,
        feeds,
    }
}

/// The WebAssembly that a script names: beside a pinned one, else in the folder of its version.
fn wasm_address(script: &Url, source: &[u8]) -> Option<Url> {
    let source = String::from_utf8_lossy(source);
    let at = source.find("pilotlight-")?;
    let name: String = source[at..]
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))
        .collect();
    if !name.ends_with(".wasm") {
        return None;
    }
    if script.path().contains("/widget/") {
        return script.join(&name).ok();
    }
    let at = source.find("widget/")?;
    let folder: String = source[at..]
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-'))
        .collect();
    script
        .join(&format!("{}/{name}", folder.trim_end_matches('/')))
        .ok()
}

async fn fetched(address: Url) -> Fetched {
    match fetch(&address).await {
        Ok((address, answer)) => Fetched {
            address,
            result: Ok(answer),
        },
        Err(error) => Fetched {
            address,
            result: Err(format!("{error:#}")),
        },
    }
}

/// Fetches as a browser would, redirects included; answers to where they led.
async fn fetch(address: &Url) -> anyhow::Result<(Url, Answer)> {
    let mut address = address.clone();
    for _ in 0..=MOST_REDIRECTS {
        let answer = tokio::time::timeout(PATIENCE, fetch_once(&address)).await;
        let answer = answer.map_err(|_| anyhow!("no answer in {} s", PATIENCE.as_secs()))??;
        let is_redirect = matches!(answer.status, 301 | 302 | 303 | 307 | 308);
        let location = answer
            .headers
            .get(header::LOCATION)
            .and_then(|value| value.to_str().ok());
        match location
            .filter(|_| is_redirect)
            .and_then(|to| address.join(to).ok())
        {
            Some(next) if matches!(next.scheme(), "http" | "https") => address = next,
            _ => return Ok((address, answer)),
        }
    }
    bail!("more than {MOST_REDIRECTS} redirects")
}

async fn fetch_once(address: &Url) -> anyhow::Result<Answer> {
    let host = &address[url::Position::BeforeHost..url::Position::AfterPort];
    let path = &address[url::Position::BeforePath..url::Position::AfterQuery];
    let request = Request::builder()
        .uri(path)
        .header(header::HOST, host)
        .header(
            header::USER_AGENT,
            concat!("pilotlight-doctor/", env!("CARGO_PKG_VERSION")),
        )
        .body(Full::new(Bytes::new()))?;
    let answer = connect::send(address, request).await?;
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let body = connect::body(answer, MOST_BYTES).await?.to_vec();
    Ok(Answer {
        status,
        headers,
        body,
    })
}
