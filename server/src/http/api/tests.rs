//! The document and the table of routes say the same.

use std::collections::BTreeSet;

use serde_json::Value;

use super::openapi::DOCUMENT;
use super::route::{Needs, ROUTES, find};

fn document() -> Value {
    serde_json::from_str(DOCUMENT).expect("the document is JSON")
}

#[test]
fn the_document_describes_every_route_and_no_other() {
    let document = document();
    let paths = document["paths"].as_object().expect("has paths");
    let described: BTreeSet<(String, String)> = paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().expect("has methods").keys();
            methods.map(|method| (method.to_uppercase(), path.clone()))
        })
        .collect();
    let routes = ROUTES.iter();
    let routed: BTreeSet<(String, String)> = routes
        .map(|route| (route.method.to_string(), route.path.to_owned()))
        .collect();
    assert_eq!(described, routed);
}

#[test]
fn the_document_says_which_scope_each_route_needs() {
    let document = document();
    for route in ROUTES {
        let operation = &document["paths"][route.path][route.method.as_str().to_lowercase()];
        let said = operation["description"]
            .as_str()
            .expect("has a description");
        match route.needs {
            Needs::Scope(scope) => {
                let words = format!("`{}`", scope.as_str());
                assert!(said.contains(&words), "{}", route.path);
            }
            Needs::Nothing => assert_eq!(operation["security"], serde_json::json!([])),
        }
    }
}

#[test]
fn the_document_says_which_routes_read_parameters_and_no_other_does() {
    let document = document();
    for route in ROUTES {
        let operation = &document["paths"][route.path][route.method.as_str().to_lowercase()];
        let described = operation["parameters"].as_array().into_iter().flatten();
        let mut described = described.map(|parameter| match parameter["$ref"].as_str() {
            Some(reference) => &document.pointer(&reference[1..]).expect("is there")["in"],
            None => &parameter["in"],
        });
        let reads = described.any(|place| place == "query");
        assert_eq!(reads, route.operation.has_parameters(), "{}", route.path);
    }
}

#[test]
fn the_document_says_which_routes_judge_a_version_and_no_other_does() {
    let document = document();
    for route in ROUTES {
        let operation = &document["paths"][route.path][route.method.as_str().to_lowercase()];
        let described = operation["parameters"].as_array().into_iter().flatten();
        let mut described = described.filter_map(|parameter| parameter["$ref"].as_str());
        let judges = described.any(|name| name.ends_with("Match"));
        assert_eq!(judges, route.operation.judges_version(), "{}", route.path);
    }
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    fn check(value: &Value, document: &Value) {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(reference)) = map.get("$ref") {
                    let pointer = reference.strip_prefix('#').expect("is its own");
                    assert!(document.pointer(pointer).is_some(), "{reference}");
                }
                map.values().for_each(|value| check(value, document));
            }
            Value::Array(list) => list.iter().for_each(|value| check(value, document)),
            _ => {}
        }
    }
    check(&document(), &document());
}

#[test]
fn a_path_that_is_not_in_the_table_has_no_route() {
    let get = http::Method::GET;
    for path in [
        "/",
        "/api/v1",
        "/api/v1/incidents/",
        "/api/v1/incidents/a/b",
        "/api/v2/status",
        "//api/v1/status",
    ] {
        assert!(find(&get, path).is_err(), "{path}");
    }
    let found = find(&get, "/api/v1/incidents/abc").expect("is there");
    assert_eq!(found.parameters, ["abc"]);
}
