//! What the configuration accepts, and what it says when it does not.

use std::path::Path;
use std::time::Duration;

use expect_test::{Expect, expect};
use pilotlight_feed::Status;

use super::{Config, SAMPLE, parse};
use crate::core::AutomaticIncident;
use crate::probe::Probe;

const SMALLEST: &str = r#"
[page]
name = "Acme"
url = "https://status.acme.example"
[[component]]
id = "web"
name = "Web"
[[component.monitor]]
kind = "http"
url = "https://www.acme.example/"
"#;

fn good(text: &str) -> Config {
    parse(text, Path::new("/etc/pilotlight")).expect("a good configuration")
}

#[track_caller]
fn check(text: &str, expected: &Expect) {
    check_in(Path::new("."), text, expected);
}

/// Checks what is said of a configuration that lies in `folder`.
#[track_caller]
pub(super) fn check_in(folder: &Path, text: &str, expected: &Expect) {
    let problems = parse(text, folder).expect_err("a bad configuration");
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("{problem}\n"))
        .collect();
    expected.assert_eq(&lines.concat());
}

/// What needs a store or a token of the operator's own stands in the sample as a comment.
#[test]
fn what_the_sample_has_as_a_comment_is_good_too() {
    let mut is_within = false;
    let lines = SAMPLE.lines().map(|line| {
        is_within = line.starts_with("# [publish.") || (is_within && !line.is_empty());
        line.strip_prefix("# ")
            .filter(|_| is_within)
            .unwrap_or(line)
    });
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    let publish = good(&text).publish;
    let bucket = publish.bucket.expect("a bucket");
    assert_eq!(bucket.address(), "s3://acme-status/folder");
    assert!(publish.purge.is_some_and(|purge| purge.token_env.is_some()));
    assert!(good(SAMPLE).publish.bucket.is_none());
}

#[test]
fn a_bucket_in_the_clear_and_a_token_in_the_file_are_mistakes() {
    let text = format!(
        "{SMALLEST}[publish.bucket]\nurl = \"acme\"\nendpoint = \"http://s3.example.com\"\nsecret = \"x\"\n\
         [publish.purge]\nurl = \"https://api.example.com/\"\ntoken_env = \"hunter-2\"\nbatch = 0\n"
    );
    check(
        &text,
        &expect![[r#"
            12: publish.bucket.url: "acme" is no bucket; write for example "s3://name" or "s3://name/folder"
            13: publish.bucket.endpoint: is in the clear, where anyone on the way could turn the page green; write https, or allow_http = true when the network is yours alone
            14: publish.bucket.secret: is no setting; known here: url, allow_http, endpoint, region, path_style, conditional
            17: publish.purge.token_env: is the name of a variable of the environment, in capitals, and not the token itself; write for example "PURGE_TOKEN"
            18: publish.purge.batch: is a whole number from 1 to 10000
        "#]],
    );
}

#[test]
fn the_sample_is_a_good_configuration_and_names_every_setting() {
    let config = good(SAMPLE);
    assert_eq!(
        (config.catalog.components.len(), config.watches.len()),
        (4, 3)
    );
    // A setting that the sample does not name would be one that nobody finds.
    for setting in [
        "data_dir",
        "reload_on_change",
        "name",
        "url",
        "time_zone",
        "language",
        "languages",
        "listen",
        "trusted_proxies",
        "proxy_header",
        "directory",
        "refresh",
        "valid_for",
        "addresses",
        "partial_outage_percent",
        "degraded_performance_percent",
        "id",
        "group",
        "description",
        "critical",
        "collapsed",
        "kind",
        "method",
        "headers",
        "body",
        "expect_status",
        "body_contains",
        "body_matches",
        "follow_redirects",
        "every",
        "timeout",
        "degraded_over",
        "failures",
        "recoveries",
        "address",
        "after",
        "resolve_after",
        "reopen_within",
        "statuses",
        "title",
        "opening",
        "joining",
        "recovering",
        "resolving",
    ] {
        assert!(
            SAMPLE
                .lines()
                .any(|line| line.starts_with(&format!("{setting} = "))),
            "{setting}"
        );
    }
}

#[test]
fn what_is_left_out_has_a_default() {
    let config = good(SMALLEST);
    assert_eq!(config.data_dir, Path::new("/etc/pilotlight/data"));
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.publish.directory, None);
    assert_eq!(config.catalog.page.zone.name, "UTC");
    assert_eq!(config.catalog.page.url, "https://status.acme.example/");
    let monitor = &config.catalog.monitors[0];
    assert_eq!(
        (monitor.id.as_str(), monitor.failures, monitor.recoveries),
        ("web/1", 2, 2)
    );
    assert_eq!(
        (monitor.every, monitor.timeout),
        (Duration::from_secs(60), Duration::from_secs(10))
    );
    assert!(
        matches!(&config.watches[0].probe, Probe::Http(probe) if probe.expect_status == [200..=299])
    );
}

#[test]
fn monitors_tell_incidents_only_of_components_that_say_so_and_as_the_page_says() {
    let text = SMALLEST.replace("[[component]]", "[incident]\nafter = \"1m\"\n[[component]]");
    assert_eq!(good(&text).catalog.components[0].incident, None);
    let text = format!("{text}[component.incident]\nstatuses = [\"degraded_performance\"]\n");
    let page = AutomaticIncident {
        after: Duration::from_secs(60),
        statuses: vec![Status::DegradedPerformance],
        ..AutomaticIncident::default()
    };
    assert_eq!(good(&text).catalog.components[0].incident, Some(page));
}

#[test]
fn the_sample_says_the_defaults_of_automatic_incidents() {
    let configured = good(SAMPLE).catalog.components[1].incident.clone();
    let expected = AutomaticIncident {
        after: Duration::from_secs(300),
        ..AutomaticIncident::default()
    };
    assert_eq!(configured, Some(expected));
}

#[test]
fn a_mistake_in_an_automatic_incident_is_said_with_its_line_and_what_to_do() {
    let text = format!(
        r#"{SMALLEST}
[component.incident]
after = "2d"
statuses = ["unknown"]
title = "{{componnet}} is down"
opening = ""
joining = "so {{"
reslove_after = "1m"
[incident]
statuses = []
"#
    );
    check(
        &text,
        &expect![[r#"
            13: component[0].incident.after: 172800s is out of range; write between 1s and 86400s
            14: component[0].incident.statuses: "unknown" opens no incident; write some of "degraded_performance", "partial_outage", "major_outage"
            15: component[0].incident.title: "{componnet}" is no blank; write {component}, {components}, {status}, {since} or {duration}, and no other braces
            16: component[0].incident.opening: is empty; write some text
            17: component[0].incident.joining: "{" is no blank; write {component}, {components}, {status}, {since} or {duration}, and no other braces
            18: component[0].incident.reslove_after: is no setting; did you mean resolve_after?
            20: incident.statuses: is empty; leave out the section where no incident is to be told
        "#]],
    );
}

#[test]
fn a_template_names_components_that_there_are_and_blanks_that_there_are() {
    let text = format!(
        r#"{SMALLEST}
[[incident.template]]
id = "slow"
title = "{{component}} is slow"
text = "We look into it."
components = {{ web = "degraded_performance" }}
[[incident.template]]
id = "slow"
title = "{{componnet}} is slow"
impact = "bad"
components = {{ aip = "major_outage" }}
[[incident.template]]
id = "down"
title = "Down"
text = "We look into it."
components = {{ web = "down" }}
body = "no"
[component.incident]
template = []
"#
    );
    check(
        &text,
        &expect![[r#"
        17: incident.template[1].text: is missing; write for example text = "We look into it."
        18: incident.template[1].id: "slow" is there twice; give each its own
        19: incident.template[1].title: "{componnet}" is no blank; write {component}, {components}, {status}, {since} or {duration}, and no other braces
        20: incident.template[1].impact: "bad" is no impact; write one of "none", "minor", "major", "critical"
        21: incident.template[1].components: there is no component "aip"; there are "web"
        26: incident.template[2].components: "down" is no status; write one of "operational", "unknown", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"
        27: incident.template[2].body: is no setting; did you mean id?
        29: component[0].incident.template: is no setting; known here: after, resolve_after, reopen_within, statuses, title, opening, joining, recovering, resolving
    "#]],
    );
}

#[test]
fn a_timeout_that_is_not_set_fits_a_short_interval() {
    let config = good(&SMALLEST.replace("kind = \"http\"", "kind = \"http\"\nevery = \"2s\""));
    assert_eq!(config.catalog.monitors[0].timeout, Duration::from_secs(2));
}

#[test]
fn every_mistake_is_reported_at_once_with_its_line_and_what_to_do() {
    check(
        r#"
data_dir = 7
[page]
nmae = "Acme"
url = "ftp://status.acme.example"
time_zone = "Europe/Berlln"
[http]
listen = "8080"
[publish]
refresh = "10s"
valid_for = "15s"
[[group]]
id = "Core!"
name = ""
[[component]]
id = "web"
name = "Web"
group = "front"
[[component.monitor]]
kind = "icmp"
[[component.monitor]]
kind = "http"
url = "www.acme.example"
every = "soon"
expect_status = ["2xx"]
body_matches = "("
headers = { "Content-Length" = "7" }
failures = 0
[[component]]
id = "web"
name = "Again"
[[component]]
id = "db"
name = "Database"
[[component.monitor]]
kind = "tcp"
address = "db.acme.example"
timeout = "2m"
"#,
        &expect![[r#"
            2: data_dir: is a text in quotes, not an integer
            3: page.name: is missing; write for example name = "Acme"
            4: page.nmae: is no setting; did you mean name?
            5: page.url: "ftp://status.acme.example" is not a web address; write for example "https://status.example.com/"
            6: page.time_zone: "Europe/Berlln" is no time zone; write an IANA name, for example "Europe/Berlin"
            8: http.listen: "8080" is no address and port; write for example "127.0.0.1:8080"
            11: publish.valid_for: 15s is too short for a refresh of 10s: readers would see stale news between two publications; write at least twice the refresh
            13: group[0].id: "Core!" is no identifier; use 1 to 64 of a-z, 0-9, - and _
            14: group[0].name: is empty; write some text
            18: component[0].group: "front" is no group; add [[group]] with that id
            20: component[0].monitor[0].kind: "icmp" is no kind of check; write "http" or "tcp"
            23: component[0].monitor[1].url: "www.acme.example" is no address (relative URL without a base); write for example "https://api.example.com/health"
            24: component[0].monitor[1].every: is no length of time; write for example "500ms", "30s", "5m", "1h"
            25: component[0].monitor[1].expect_status: "2xx" is no status range; write for example "200-299" or "401"
            26: component[0].monitor[1].body_matches: is no regular expression: unclosed group
            27: component[0].monitor[1].headers: content-length is set by the check itself; leave it out
            28: component[0].monitor[1].failures: is a whole number from 1 to 100
            29: component[1].monitor: there is none; add a section [[component.monitor]], or manual = true when people tell its status
            30: component[1].id: "web" is there twice; give each its own
            37: component[2].monitor[0].address: "db.acme.example" is no host and port; write for example "db.example.com:5432"
            38: component[2].monitor[0].timeout: 120s is out of range; write between 10ms and 60s
        "#]],
    );
}

#[test]
fn a_page_is_in_languages_that_there_are_each_once() {
    let languages = |lines: &str| {
        let text = format!(
            "{}\n{lines}",
            "[page]\nname = \"A\"\nurl = \"https://a.example\""
        );
        let rest = "[[component]]\nid = \"a\"\nname = \"A\"\nmanual = true";
        parse(&format!("{text}\n{rest}"), Path::new("."))
    };
    let tags = |lines: &str| {
        let config = languages(lines).expect("parses");
        let languages = &config.catalog.page.look.languages;
        let others = languages.others.iter();
        let others: Vec<&str> = others.map(|language| language.tag()).collect();
        (languages.main.tag(), others)
    };
    assert_eq!(tags(""), ("en", vec![]));
    let some = "language = \"ar\"\nlanguages = [\"EN\", \"zh-hant\"]";
    assert_eq!(tags(some), ("ar", vec!["en", "zh-Hant"]));
    let known = "ar, de, en, es, fr, he, hi, id, it, ja, ko, nl, pl, pt-BR, ru, sv, tr, uk, zh-Hans, zh-Hant";
    for (lines, problem) in [
        (
            "language = \"tlh\"",
            format!("\"tlh\" is no language that the page can be in; write one of {known}"),
        ),
        (
            "languages = [\"de\", \"xx\"]",
            format!("\"xx\" is no language that the page can be in; write one of {known}"),
        ),
        (
            "languages = [\"de\", \"DE\"]",
            "names \"de\" twice".to_owned(),
        ),
        (
            "languages = [\"en\"]",
            "names \"en\", which is `language`, that of /; leave it out here".to_owned(),
        ),
        (
            "languages = \"de\"",
            "is a list of texts; write [\"…\", \"…\"]".to_owned(),
        ),
    ] {
        let problems = languages(lines).expect_err(lines);
        let found: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(
            found.len() == 1 && found[0].ends_with(&problem),
            "{found:?}"
        );
    }
}

#[test]
fn weights_are_percent_and_a_lesser_problem_never_counts_more() {
    let weights = good(&format!(
        "{SMALLEST}[uptime]\npartial_outage_percent = 50\n"
    ));
    let weights = weights.catalog.weights;
    assert_eq!(weights.partial_outage_percent, 50);
    assert_eq!(weights.degraded_performance_percent, 0);
    check(
        &format!("{SMALLEST}[uptime]\npartial_outage_percent = 101\n"),
        &expect![[r#"
            12: uptime.partial_outage_percent: is a whole number from 0 to 100
        "#]],
    );
    check(
        &format!("{SMALLEST}[uptime]\ndegraded_performance_percent = 31\n"),
        &expect![[r#"
            12: uptime.degraded_performance_percent: 31 is more than a partial outage counts, 30; write at most as much
        "#]],
    );
}

#[test]
fn proxies_are_addresses_or_networks_and_write_one_header() {
    check(
        &format!("{SMALLEST}[admin]\ntrusted_proxies = [\"10.0.0.0/40\"]\n"),
        &expect![[r#"
            12: admin.trusted_proxies: "10.0.0.0/40" is neither an address nor a network such as 10.0.0.0/8
        "#]],
    );
    check(
        &format!("{SMALLEST}[admin]\nproxy_header = \"via\"\n"),
        &expect![[r#"
            12: admin.proxy_header: "via" is none; write "x-forwarded-for" or "forwarded"
        "#]],
    );
}

#[test]
fn what_is_no_toml_is_said_with_its_line() {
    check(
        "[page]\nname = \"Acme\nurl = 1\n",
        &expect![[r#"
        2: not TOML: invalid basic string, expected `"`
    "#]],
    );
}

#[test]
fn an_empty_file_says_what_a_page_needs() {
    check(
        "",
        &expect![[r#"
        1: page: is missing; add a section [page]
        1: component: there is none; add a section [[component]]
    "#]],
    );
}

#[test]
fn a_header_that_is_refused_does_not_repeat_its_value() {
    let text = SMALLEST.replace(
        "kind = \"http\"",
        "kind = \"http\"\nheaders = { Authorization = \"Bearer canary\\n\" }",
    );
    let problems = parse(&text, Path::new(".")).expect_err("a bad header");
    assert!(
        !problems
            .iter()
            .any(|problem| problem.to_string().contains("canary"))
    );
}

#[test]
fn nobody_can_connect_to_a_multicast_address() {
    check(
        &format!("{SMALLEST}[admin]\nlisten = \"227.0.0.2:0\"\n"),
        &expect![[r#"
            12: admin.listen: "227.0.0.2:0" is a multicast address, to which nobody can connect; write for example "127.0.0.1:8080"
        "#]],
    );
}
