//! Gatus: its YAML configuration, one file or the folder that `GATUS_CONFIG_PATH` names.
//!
//! A condition becomes an expectation where there is one ([`condition`]). Gatus takes a slow
//! answer for a failure; here it is degraded.

mod condition;

use std::time::Duration;

use serde_json::{Value, json};

use condition::Expected;

use super::draft::{Draft, Part};
use super::fields::{Fields, Known};
use super::plan::{HttpRequest, Plan, Probe};
use super::watch::{self, Wanted};
use super::{ImportError, Source, System, document, text};

/// What Gatus does where an endpoint says nothing.
const EVERY: Duration = Duration::from_secs(60);

const SET_UP_ANEW: &str = "notifications are set up anew";
const ENDPOINT: [Known; 8] = [
    ("alerts", SET_UP_ANEW),
    ("ui", "what a page shows is not set for each component"),
    ("extra-labels", "there are no labels"),
    (
        "maintenance-windows",
        "recurring maintenances are announced anew",
    ),
    ("dns", "answers of the name service are not checked here"),
    ("ssh", "only connections and requests are checked here"),
    ("store", "a check does not know the answers of others"),
    ("always-run", "a check does not know the answers of others"),
];
const CLIENT: [Known; 4] = [
    ("insecure", "certificates are always checked"),
    ("dns-resolver", "names are asked of the system's resolver"),
    ("proxy-url", "checks go out directly"),
    ("oauth2", "a check has fixed headers only"),
];
const ROOT: [Known; 15] = [
    ("alerting", SET_UP_ANEW),
    ("announcements", "write them as incidents"),
    ("concurrency", ""),
    ("debug", ""),
    ("default-endpoint", ""),
    ("disable-monitoring-lock", ""),
    ("maintenance", "recurring maintenances are announced anew"),
    ("metrics", "there are no metrics"),
    ("remote", "one server publishes one page"),
    ("security", "a status page is public"),
    ("skip-invalid-config-update", ""),
    ("storage", "the measured history stays with Gatus"),
    ("suites", "a check does not know the answers of others"),
    (
        "ui",
        "write name and description into [page] of the configuration",
    ),
    ("web", "write the address into [http] of the configuration"),
];

pub(super) fn read(source: &Source) -> Result<Plan, ImportError> {
    let mut draft = Draft::default();
    let mut documents: Vec<_> = source.documents.iter().collect();
    documents.sort_by_key(|found| &found.path);
    let is_yaml = |path: &str| path.ends_with(".yaml") || path.ends_with(".yml");
    let mut is_known = false;
    for found in documents {
        let path = &found.path;
        if source.documents.len() != 1 && !is_yaml(path) {
            draft.leave_file("only YAML is read", path);
            continue;
        }
        let root = document::yaml(found)?;
        let Some(root) = Fields::of(&root) else {
            draft.leave_file("it has no settings", path);
            continue;
        };
        is_known |= root.has("endpoints") || root.has("external-endpoints");
        for endpoint in draft.each(root.list("endpoints"), "endpoints", path) {
            add_endpoint(&mut draft, &endpoint, path);
        }
        let external = root.list("external-endpoints");
        for endpoint in draft.each(external, "external endpoints", path) {
            add_external(&mut draft, &endpoint, path);
        }
        // Anchors are kept under names of the author's own.
        draft.leave(&root, "the configuration", &ROOT, path);
    }
    if !is_known {
        return Err(ImportError::Nothing {
            system: System::Gatus,
            wanted: "the configuration with its endpoints",
        });
    }
    draft.finish()
}

/// Adds the component; answers its key and where it stands, none when it is switched off.
fn add_part(draft: &mut Draft, endpoint: &Fields<'_>, path: &str) -> Option<(String, String)> {
    let name = endpoint.text("name").unwrap_or_default();
    let group = endpoint.text("group");
    // Gatus tells endpoints apart by group and name.
    let foreign = [group.unwrap_or_default(), name].join("/");
    let at = format!("{path}, endpoint {:?}", foreign.trim_start_matches('/'));
    if endpoint.flag("enabled") == Some(false) {
        draft.tell("endpoints", "it is switched off", &at);
        return None;
    }
    if let Some(group) = group {
        draft.group(group, group, group, &at);
    }
    if draft.has_component(&foreign) {
        draft.tell("endpoints", "another one has its group and name", &at);
        return None;
    }
    let part = Part {
        foreign: &foreign,
        key: name,
        name,
        description: None,
        group,
    };
    Some((draft.component(&part, &at), at))
}

fn add_external(draft: &mut Draft, endpoint: &Fields<'_>, path: &str) {
    let Some((_, at)) = add_part(draft, endpoint, path) else {
        return;
    };
    let why = "it is told its results from outside; give the component a monitor";
    draft.tell("external endpoints", why, &at);
    let _ = endpoint.text("token");
    let known = [("alerts", SET_UP_ANEW), ("heartbeat", why)];
    draft.leave(endpoint, "external endpoints", &known, &at);
}

fn add_endpoint(draft: &mut Draft, endpoint: &Fields<'_>, path: &str) {
    let Some((key, at)) = add_part(draft, endpoint, path) else {
        return;
    };
    let mut expected = Expected::anything();
    for condition in endpoint.words("conditions") {
        if let Err(why) = expected.add(&condition) {
            draft.tell(&format!("condition {condition:?}"), why, &at);
        }
    }
    if expected.degraded_over.is_some() {
        let why = "a slow answer is degraded here, and an outage with Gatus";
        draft.tell("condition [RESPONSE_TIME]", why, &at);
    }
    let client = endpoint.object("client");
    let client = client.as_ref();
    let timeout = client.and_then(|client| client.text("timeout"));
    if let Some(words) = timeout.filter(|words| text::duration(words).is_none()) {
        let why = format!("{words:?} is no length of time; ten seconds stand for it");
        draft.tell("timeout of endpoints", &why, &at);
    }
    let timeout = timeout.and_then(text::duration);
    let every = endpoint.text("interval").and_then(text::duration);
    if endpoint.has("interval") && every.is_none() {
        draft.tell(
            "interval of endpoints",
            "it is no length of time; one minute stands for it",
            &at,
        );
    }
    let url = endpoint.text("url").unwrap_or_default();
    if let Some(probe) = probe(draft, endpoint, url, &at) {
        let probe = match probe {
            Probe::Http(request) => Probe::Http(Box::new(HttpRequest {
                expect_status: expected.statuses(),
                body_contains: expected.body_contains.clone(),
                body_matches: expected.body_matches.clone(),
                follow_redirects: client.and_then(|it| it.flag("ignore-redirect")) != Some(true),
                ..*request
            })),
            tcp @ Probe::Tcp { .. } => {
                if expected.is_of_answer() {
                    let why = "only the connection is checked, and not what answers";
                    draft.tell("conditions of endpoints", why, &at);
                }
                tcp
            }
        };
        let wanted = Wanted {
            component: key,
            every: Some(every.unwrap_or(EVERY)),
            timeout,
            degraded_over: expected.degraded_over,
            failures: None,
            recoveries: None,
            probe,
        };
        draft.monitor(wanted, &at);
    }
    if let Some(client) = client {
        draft.leave(client, "clients of endpoints", &CLIENT, &at);
    }
    draft.leave(endpoint, "endpoints", &ENDPOINT, &at);
}

fn probe(draft: &mut Draft, endpoint: &Fields<'_>, url: &str, at: &str) -> Option<Probe> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    match scheme {
        "http" | "https" => {
            let mut request = watch::request(url);
            request.method = endpoint.text("method").unwrap_or("GET").to_owned();
            request.headers = endpoint.pairs("headers");
            request.body = endpoint.text("body").unwrap_or_default().to_owned();
            if endpoint.flag("graphql") == Some(true) {
                request.body = json!({"query": Value::from(request.body)}).to_string();
                let is_type =
                    |(name, _): &(String, String)| name.eq_ignore_ascii_case("content-type");
                if !request.headers.iter().any(is_type) {
                    let json = ("content-type".to_owned(), "application/json".to_owned());
                    request.headers.push(json);
                }
            }
            let texts = [&request.url, &request.body];
            let values = request.headers.iter().map(|(_, value)| value);
            if texts
                .into_iter()
                .chain(values)
                .any(|text| text.contains('$'))
            {
                let why = "variables of the environment are not filled in; write the value";
                draft.tell("$ in endpoints", why, at);
            }
            Some(Probe::Http(Box::new(request)))
        }
        "tcp" | "tls" => {
            if scheme == "tls" {
                let why = "only the connection is checked, not the certificate";
                draft.tell("tls:// of endpoints", why, at);
            }
            Some(Probe::Tcp {
                address: rest.trim_end_matches('/').to_owned(),
            })
        }
        _ => {
            let why = match scheme {
                "" => "it is no http:, https: or tcp: address; give the component a monitor"
                    .to_owned(),
                _ => format!("{scheme}:// is not checked here; give the component a monitor"),
            };
            draft.tell("url of endpoints", &why, at);
            None
        }
    }
}
