//! What a page's policies forbid: Content-Security-Policy, several of which all apply, and
//! Cross-Origin-Embedder-Policy.

use http::HeaderMap;
use url::Url;

use super::markup::{Script, Snippet};
use super::{Finding, Ours, Page, Severity};

/// One policy: its directives in order.
struct Policy {
    /// `the header` or `<meta>`, for the remedy.
    place: &'static str,
    directives: Vec<(String, Vec<String>)>,
}

/// What is asked of a directive, and what is lost without it.
struct Need<'a> {
    /// The directive that is looked for first, then those that stand in for it.
    directives: &'a [&'a str],
    /// What to add to it.
    source: String,
    severity: Severity,
    loss: &'a str,
}

pub(super) fn examine(
    page: &Page,
    snippet: &Snippet,
    script: &Script,
    ours: &Ours,
    findings: &mut Vec<Finding>,
) {
    let headers = page.headers.get_all("content-security-policy").iter();
    let headers = headers.filter_map(|value| value.to_str().ok());
    // Several policies may stand in one header, separated by commas.
    let headers = headers
        .flat_map(|value| value.split(','))
        .map(|text| ("the header Content-Security-Policy", text));
    let metas = snippet.policies.iter().map(|text| {
        (
            "<meta http-equiv=\"Content-Security-Policy\">",
            text.as_str(),
        )
    });
    for (place, text) in headers.chain(metas) {
        let policy = Policy::parse(place, text);
        policy.examine(page, snippet, script, ours, findings);
    }
    embedder(page, script, ours, findings);
}

impl Policy {
    fn parse(place: &'static str, text: &str) -> Self {
        let directives = text.split(';').filter_map(|directive| {
            let mut words = directive.split_whitespace().map(str::to_owned);
            Some((words.next()?.to_lowercase(), words.collect()))
        });
        // Of a directive that is there twice the first counts.
        let mut known: Vec<(String, Vec<String>)> = Vec::new();
        for (name, sources) in directives {
            if !known.iter().any(|(there, _)| *there == name) {
                known.push((name, sources));
            }
        }
        Self {
            place,
            directives: known,
        }
    }

    fn sources(&self, names: &[&str]) -> Option<&[String]> {
        let found = names
            .iter()
            .find_map(|name| self.directives.iter().find(|(known, _)| known == name));
        found.map(|(_, sources)| sources.as_slice())
    }

    fn examine(
        &self,
        page: &Page,
        snippet: &Snippet,
        script: &Script,
        ours: &Ours,
        findings: &mut Vec<Finding>,
    ) {
        if let Some(allowed) = self.sources(&["sandbox"])
            && !allowed.iter().any(|word| word == "allow-scripts")
        {
            findings.push(Finding::new(
                Severity::Stops,
                "the page is sandboxed without scripts",
                format!("add allow-scripts to sandbox in {}", self.place),
            ));
        }
        let scripts = ["script-src-elem", "script-src", "default-src"];
        if !self.allows_script(&scripts, page, script) {
            let need = Need {
                directives: &scripts,
                source: origin(&script.address),
                severity: Severity::Stops,
                loss: "the page's policy forbids the widget's script",
            };
            findings.push(self.finding(&need));
        }
        let evaluation = ["script-src", "default-src"];
        let may_compile = self.sources(&evaluation).is_none_or(|sources| {
            sources
                .iter()
                .any(|word| word == "'wasm-unsafe-eval'" || word == "'unsafe-eval'")
        });
        if !may_compile {
            let need = Need {
                directives: &evaluation,
                source: "'wasm-unsafe-eval'".to_owned(),
                severity: Severity::Limits,
                loss: "the page's policy forbids WebAssembly: the first status shows, and nothing opens or follows",
            };
            findings.push(self.finding(&need));
        }
        let connections = ours
            .feeds
            .iter()
            .chain(&ours.wasm)
            .map(|fetched| &fetched.address);
        self.examine_each(
            &["connect-src", "default-src"],
            connections,
            page,
            Severity::Limits,
            "the page's policy forbids to ask for the status",
            findings,
        );
        let images = snippet.elements.iter().flat_map(|element| &element.images);
        let images: Vec<Url> = images.filter_map(|image| Url::parse(image).ok()).collect();
        self.examine_each(
            &["img-src", "default-src"],
            images.iter(),
            page,
            Severity::Note,
            "the page's policy forbids the image that shows until the script runs",
            findings,
        );
    }

    fn examine_each<'a>(
        &self,
        directives: &[&str],
        addresses: impl Iterator<Item = &'a Url>,
        page: &Page,
        severity: Severity,
        loss: &str,
        findings: &mut Vec<Finding>,
    ) {
        let Some(sources) = self.sources(directives) else {
            return;
        };
        let mut told: Vec<String> = Vec::new();
        for address in addresses {
            let source = origin(address);
            if covers(sources, address, &page.address) || told.contains(&source) {
                continue;
            }
            let need = Need {
                directives,
                source: source.clone(),
                severity,
                loss,
            };
            findings.push(self.finding(&need));
            told.push(source);
        }
    }

    /// By nonce, by the digest of its integrity, by its place; a strict policy counts no places.
    fn allows_script(&self, directives: &[&str], page: &Page, script: &Script) -> bool {
        let Some(sources) = self.sources(directives) else {
            return true;
        };
        let named = |prefix: &str, value: Option<&String>| {
            value.is_some_and(|value| {
                value.split_whitespace().any(|word| {
                    sources
                        .iter()
                        .any(|source| *source == format!("'{prefix}{word}'"))
                })
            })
        };
        let by_nonce = named("nonce-", script.attributes.get("nonce"));
        let by_digest = named("", script.attributes.get("integrity"));
        let is_strict = sources.iter().any(|source| source == "'strict-dynamic'");
        by_nonce || by_digest || (!is_strict && covers(sources, &script.address, &page.address))
    }

    /// What is lost, and the directive as it should be.
    fn finding(&self, need: &Need<'_>) -> Finding {
        let name = need.directives[0];
        let name = need
            .directives
            .iter()
            .find(|name| self.sources(&[name]).is_some())
            .filter(|name| **name != "default-src")
            .unwrap_or(&name);
        let present = self.sources(need.directives).unwrap_or_default();
        let kept = present.iter().filter(|word| *word != "'none'");
        let mut sources: Vec<&str> = kept.map(String::as_str).collect();
        sources.push(&need.source);
        let line = format!("{name} {}", sources.join(" "));
        let strict = present.iter().any(|word| word == "'strict-dynamic'")
            && need.severity == Severity::Stops;
        let remedy = if strict {
            format!(
                "give the script the page's nonce: <script nonce=\"…\" async src=\"…\">, for {} counts no addresses",
                self.place
            )
        } else {
            format!("in {}, write: {line}", self.place)
        };
        Finding::new(need.severity, need.loss, remedy)
    }
}

/// Whether a list of sources covers an address.
fn covers(sources: &[String], address: &Url, page: &Url) -> bool {
    sources.iter().any(|source| match source.as_str() {
        "*" => matches!(address.scheme(), "http" | "https"),
        "'self'" => address.origin() == page.origin(),
        quoted if quoted.starts_with('\'') => false,
        scheme if scheme.ends_with(':') => {
            let scheme = scheme.trim_end_matches(':');
            address.scheme() == scheme || (scheme == "http" && address.scheme() == "https")
        }
        host => covers_host(host, address, page),
    })
}

/// A source with a host: `https://*.example.com:443/path`.
fn covers_host(source: &str, address: &Url, page: &Url) -> bool {
    let (scheme, rest) = match source.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, source),
    };
    let is_scheme = match scheme {
        Some(scheme) => {
            address.scheme() == scheme || (scheme == "http" && address.scheme() == "https")
        }
        None => address.scheme() == page.scheme() || address.scheme() == "https",
    };
    let (place, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if port == "*" || port.bytes().all(|byte| byte.is_ascii_digit()) => {
            (host, Some(port))
        }
        _ => (place, None),
    };
    let given = address.host_str().unwrap_or_default();
    let is_host = match host.strip_prefix("*.") {
        Some(parent) => given
            .strip_suffix(parent)
            .is_some_and(|rest| rest.ends_with('.')),
        None => host.eq_ignore_ascii_case(given),
    };
    let is_port = match port {
        Some("*") => true,
        Some(port) => address
            .port_or_known_default()
            .is_some_and(|known| known.to_string() == port),
        None => address.port().is_none(),
    };
    let is_path = if path.ends_with('/') {
        address.path().starts_with(path)
    } else {
        path.is_empty() || address.path() == path
    };
    is_scheme && is_host && is_port && is_path
}

/// A page that takes only what offers itself to others.
fn embedder(page: &Page, script: &Script, ours: &Ours, findings: &mut Vec<Finding>) {
    if header(&page.headers, "cross-origin-embedder-policy") != Some("require-corp") {
        return;
    }
    let Some(Ok(answer)) = ours.script.as_ref().map(|fetched| &fetched.result) else {
        return;
    };
    let is_foreign = script.address.origin() != page.address.origin();
    let offers = header(&answer.headers, "cross-origin-resource-policy") == Some("cross-origin");
    let is_anonymous = script.attributes.contains_key("crossorigin")
        && answer.headers.contains_key("access-control-allow-origin");
    if is_foreign && !offers && !is_anonymous {
        findings.push(Finding::new(
            Severity::Stops,
            "the page requires Cross-Origin-Resource-Policy, and the host of the widget does not send it",
            "let the status page's host send: Cross-Origin-Resource-Policy: cross-origin",
        ));
    }
}

pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let value = headers.get(name)?.to_str().ok()?;
    value.split(';').next().map(str::trim)
}

fn origin(address: &Url) -> String {
    address.origin().ascii_serialization()
}
