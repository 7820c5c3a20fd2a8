//! Nothing is dropped in silence: a field that no reader knows is told, wherever it stands.

use pilotlight_server::import::System;
use serde_json::{Value, json};

use super::{one, source};

const SURPRISE: &str = "surprise";

/// Places in the JSON documents where a field would say something.
const PLACES: [(System, &str, &str, &str); 13] = [
    (System::Statuspage, "statuspage", "summary.json", ""),
    (System::Statuspage, "statuspage", "summary.json", "/page"),
    (
        System::Statuspage,
        "statuspage",
        "summary.json",
        "/components/0",
    ),
    (
        System::Statuspage,
        "statuspage",
        "summary.json",
        "/components/2",
    ),
    (
        System::Statuspage,
        "statuspage",
        "incidents.json",
        "/incidents/0",
    ),
    (
        System::Statuspage,
        "statuspage",
        "incidents.json",
        "/incidents/0/incident_updates/1",
    ),
    (
        System::Statuspage,
        "statuspage",
        "scheduled-maintenances.json",
        "/scheduled_maintenances/0",
    ),
    (System::Kuma, "kuma", "backup.json", "/monitorList/1"),
    (System::Cachet, "cachet", "components.json", "/data/0"),
    (System::Cachet, "cachet", "groups.json", "/data/0"),
    (System::Cachet, "cachet", "incidents.json", "/data/0"),
    (
        System::Cachet,
        "cachet",
        "incidents.json",
        "/data/0/updates/0",
    ),
    (
        System::Cachet,
        "cachet3",
        "schedules.json",
        "/data/0/attributes",
    ),
];

#[test]
fn a_field_that_no_reader_knows_is_told() {
    for (system, name, file, pointer) in PLACES {
        let mut source = source(name);
        let is_told = |source: &_| {
            let plan = system.read(source).expect("a plan");
            plan.unmapped.iter().any(|it| it.what.starts_with(SURPRISE))
        };
        // The control: without the field nothing of it is told.
        assert!(!is_told(&source), "{name} {pointer}");
        let found = source.documents.iter_mut().find(|it| it.path == file);
        let document = found.expect("the document");
        let mut root: Value = serde_json::from_str(&document.text).expect("JSON");
        root.pointer_mut(pointer).expect("the place")[SURPRISE] = json!("something");
        document.text = root.to_string();
        assert!(is_told(&source), "{name} {file} {pointer}");
    }
}

#[test]
fn a_field_of_a_yaml_document_that_no_reader_knows_is_told() {
    for (system, text) in [
        (
            System::Gatus,
            "surprise: 1\nendpoints: [{name: a, url: 'tcp://a.example:1'}]",
        ),
        (
            System::Gatus,
            "endpoints: [{name: a, url: 'tcp://a.example:1', surprise: [1]}]",
        ),
        (
            System::Gatus,
            "endpoints: [{name: a, url: 'tcp://a.example:1', client: {surprise: 1}}]",
        ),
        (
            System::Upptime,
            "surprise: 1\nsites: [{name: a, url: 'https://a.example'}]",
        ),
        (
            System::Upptime,
            "sites: [{name: a, url: 'https://a.example', surprise: 1}]",
        ),
    ] {
        let plan = system.read(&one("x.yml", text)).expect("a plan");
        let is_told = plan.unmapped.iter().any(|it| it.what.starts_with(SURPRISE));
        assert!(is_told, "{text}");
    }
}

#[test]
fn a_known_field_of_an_unknown_shape_is_told() {
    let text = "endpoints: [{name: a, url: 'tcp://a.example:1', conditions: [{a: 1}]}]";
    let plan = System::Gatus.read(&one("x.yml", text)).expect("a plan");
    let is_told = |it: &&_| -> bool {
        let it: &pilotlight_server::import::Unmapped = it;
        it.what == "conditions of endpoints"
    };
    assert!(plan.unmapped.iter().any(|it| is_told(&it)));
}
