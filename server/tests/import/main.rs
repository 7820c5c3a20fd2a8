//! What the readers make of documents of each system: the dry run that a person reads, the rules that
//! every plan keeps, damage, and what a server has afterwards.

mod configuration;
mod damaged;
mod database;
mod moved;
mod page;
mod rules;
mod shapes;
mod unread;
mod updates;

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::{ExpectFile, expect_file};
use pilotlight_feed::Timestamp;
use pilotlight_server::import::{Document, ImportError, Plan, Source, System};

/// 2026-11-23T06:10:00Z.
pub(crate) const NOW: Timestamp = Timestamp(1_795_414_200);

/// Each system's documents; folders of `fixtures`, written after the public documentation.
pub(crate) const FIXTURES: [(System, &str); 7] = [
    (System::Statuspage, "statuspage"),
    (System::Cstate, "cstate"),
    (System::Upptime, "upptime"),
    (System::Gatus, "gatus"),
    (System::Kuma, "kuma"),
    (System::Cachet, "cachet"),
    (System::Cachet, "cachet3"),
];

pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/import/fixtures")
        .join(name)
}

/// The documents of a folder, as a command line would read them.
pub(crate) fn source(name: &str) -> Source {
    let root = folder(name);
    let mut documents = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|it| it != "sql") {
                let inside = path.strip_prefix(&root).expect("a path inside");
                documents.push(Document {
                    path: inside.to_string_lossy().into_owned(),
                    text: fs::read_to_string(&path).expect("a text"),
                });
            }
        }
    }
    documents.sort_by(|one, other| one.path.cmp(&other.path));
    Source {
        documents,
        now: NOW,
    }
}

pub(crate) fn plan(system: System, name: &str) -> Plan {
    system.read(&source(name)).expect("a plan")
}

pub(crate) fn one(path: &str, text: &str) -> Source {
    Source {
        documents: vec![Document {
            path: path.to_owned(),
            text: text.to_owned(),
        }],
        now: NOW,
    }
}

#[track_caller]
fn check(system: System, name: &str, golden: ExpectFile) {
    golden.assert_eq(&plan(system, name).describe());
}

#[test]
fn statuspage_becomes_groups_components_and_history() {
    check(
        System::Statuspage,
        "statuspage",
        expect_file!["golden/statuspage.txt"],
    );
}

#[test]
fn cstate_becomes_systems_and_issues() {
    check(System::Cstate, "cstate", expect_file!["golden/cstate.txt"]);
}

#[test]
fn upptime_becomes_monitors_and_issues() {
    check(
        System::Upptime,
        "upptime",
        expect_file!["golden/upptime.txt"],
    );
}

#[test]
fn gatus_becomes_monitors_with_expectations() {
    check(System::Gatus, "gatus", expect_file!["golden/gatus.txt"]);
}

#[test]
fn a_backup_of_kuma_becomes_monitors() {
    check(System::Kuma, "kuma", expect_file!["golden/kuma.txt"]);
}

#[test]
fn cachet_2_becomes_components_and_incidents() {
    check(System::Cachet, "cachet", expect_file!["golden/cachet.txt"]);
}

#[test]
fn cachet_3_becomes_components_and_incidents() {
    check(
        System::Cachet,
        "cachet3",
        expect_file!["golden/cachet3.txt"],
    );
}

#[test]
fn documents_of_another_make_are_refused_with_what_is_wanted() {
    for system in System::ALL {
        let refused = system.read(&one("x.json", "{\"hello\": [1]}"));
        let Err(ImportError::Nothing { wanted, .. }) = &refused else {
            panic!("{system:?} {refused:?}");
        };
        let words = refused.as_ref().map_err(ToString::to_string).unwrap_err();
        assert!(
            words.contains(system.name()) && words.contains(wanted),
            "{words}"
        );
        assert_eq!(System::from_word(system.word()), Some(system));
    }
}

#[test]
fn a_document_that_does_not_parse_is_named() {
    for (system, path) in [
        (System::Statuspage, "summary.json"),
        (System::Cstate, "config.yml"),
        (System::Upptime, ".upptimerc.yml"),
        (System::Gatus, "config.yaml"),
        (System::Kuma, "backup.json"),
        (System::Cachet, "components.json"),
    ] {
        let refused = system
            .read(&one(path, "{\"a\": ["))
            .unwrap_err()
            .to_string();
        assert!(
            refused.starts_with(&format!("cannot read {path} as ")),
            "{refused}"
        );
    }
}

#[test]
fn too_large_and_too_many_documents_are_refused() {
    let large = one("x.json", &" ".repeat(8 * 1024 * 1024 + 1));
    let many = Source {
        documents: vec![one("x.md", "").documents[0].clone(); 10_001],
        now: NOW,
    };
    let deep = one("x.yaml", &["endpoints: ", &"[".repeat(5_000)].concat());
    for (source, word) in [
        (large, "bytes"),
        (many, "documents"),
        (deep, "recursion limit"),
    ] {
        let refused = System::Gatus.read(&source).unwrap_err().to_string();
        assert!(refused.contains(word), "{refused}");
    }
}

#[test]
fn more_components_than_a_page_shows_are_refused() {
    let endpoints = |count: usize| {
        let names = (0..count).map(|it| format!("- {{name: e{it}, url: 'tcp://a.example:1'}}\n"));
        one(
            "x.yaml",
            &["endpoints:\n", &names.collect::<String>()].concat(),
        )
    };
    assert!(System::Gatus.read(&endpoints(2_000)).is_ok());
    let refused = System::Gatus
        .read(&endpoints(2_001))
        .unwrap_err()
        .to_string();
    assert!(refused.contains("more than 2000 components"), "{refused}");
}

#[test]
fn no_secret_of_a_configuration_is_in_the_dry_run() {
    for (system, name) in FIXTURES {
        let plan = plan(system, name);
        let text = plan.describe();
        for secret in ["hunter2", "potato", "API_TOKEN}", "Bearer", "hooks.slack"] {
            assert!(!text.contains(secret), "{name}: {secret}");
        }
    }
    // The control: the plan itself has them.
    assert!(format!("{:?}", plan(System::Kuma, "kuma")).contains("hunter2"));
}
