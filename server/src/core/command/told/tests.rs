//! Components that people add, change, order and retire: their history goes by their identifier.

use std::sync::Arc;

use pilotlight_feed::{Feed, Status, Timestamp, limits};

use super::{ComponentEdit, GroupEdit, NewComponent, NewGroup};
use crate::core::command::tests::Desk;
use crate::core::{
    Audience, Command, Done, Input, Kind, NewIncident, NewStatus, NewUpdate, Outcome,
    ToldComponent, UpdateEdit, Verdict, Window, project,
};

fn new(id: &str) -> NewComponent {
    NewComponent {
        id: id.to_owned(),
        name: id.to_uppercase(),
        description: None,
        group: None,
        is_hidden: false,
        is_critical: false,
    }
}

fn group(id: &str) -> Command {
    Command::AddGroup(NewGroup {
        id: id.to_owned(),
        name: id.to_uppercase(),
        is_collapsed: false,
    })
}

fn edit(id: &str, version: u64, edit: ComponentEdit) -> Command {
    Command::EditComponent {
        id: id.to_owned(),
        version: Some(version),
        edit,
    }
}

fn retire(id: &str) -> Command {
    Command::RetireComponent {
        id: id.to_owned(),
        version: None,
    }
}

fn order(version: u64, ids: &[&str]) -> Command {
    Command::Order {
        kind: Kind::Component,
        version: Some(version),
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
    }
}

/// As the loop does: what was decided is durable, and the core is told so.
fn done(desk: &mut Desk, command: Command) -> Done {
    let done = desk.ask(command).expect("is done");
    assert!(desk.take(&Input::StoreReady).is_none());
    done
}

impl Desk {
    fn feed(&self) -> Feed {
        let window = Window {
            generated_at: Timestamp(self.at),
            valid_until: Timestamp(self.at + 1),
        };
        project(&self.state, window, 1)
    }

    fn open(&mut self, id: &str, components: &[(&str, Status)]) {
        let components = components.iter();
        let update = NewUpdate {
            body: "We are on it.".to_owned(),
            components: components
                .map(|(id, status)| ((*id).to_owned(), *status))
                .collect(),
            ..NewUpdate::default()
        };
        let new = NewIncident {
            id: id.to_owned(),
            name: "Nobody answers".to_owned(),
            impact: None,
            audience: Audience::Everyone,
            updates: vec![update],
        };
        done(self, Command::OpenIncident(new));
    }
}

#[track_caller]
fn component(done: Done) -> Arc<ToldComponent> {
    let Done::Component(component) = done else {
        panic!("a component: {done:?}");
    };
    component
}

fn shown(feed: &Feed) -> Vec<(&str, Status)> {
    let components = feed.components.iter();
    components
        .map(|known| (known.id.as_str(), known.status))
        .collect()
}

const UP: Status = Status::Operational;

#[test]
fn one_that_is_added_stands_last_and_works_until_somebody_says_otherwise() {
    let mut desk = Desk::new();
    let added = component(done(&mut desk, Command::AddComponent(new("support"))));
    assert_eq!((added.version, added.told_at), (1, Timestamp(1_000)));
    let feed = desk.feed();
    assert_eq!(shown(&feed), [("web", UP), ("api", UP), ("support", UP)]);
    // A check that was under way all the while still finds its own component.
    for second in [1_010, 1_020] {
        desk.at = second;
        let outcome = Outcome {
            verdict: Verdict::Down,
            latency: std::time::Duration::ZERO,
            detail: String::new(),
        };
        desk.take(&Input::Checked {
            monitor: 0,
            outcome,
        });
    }
    desk.take(&Input::StoreReady);
    assert_eq!(shown(&desk.feed())[0], ("web", Status::MajorOutage));
    assert_eq!(shown(&desk.feed())[2], ("support", UP));
}

#[test]
fn an_identifier_belongs_to_the_file_or_to_the_api_and_never_to_both() {
    let mut desk = Desk::new();
    desk.refused(
        Command::AddComponent(new("web")),
        "in the configuration file; change it there",
    );
    desk.refused(edit("web", 0, ComponentEdit::default()), "change it there");
    desk.refused(retire("web"), "change it there");
    done(&mut desk, Command::AddComponent(new("support")));
    desk.refused(Command::AddComponent(new("support")), "already; edit that");
    desk.refused(retire("nothing"), "there is no component \"nothing\"");
}

#[test]
fn an_edit_keeps_what_it_does_not_name_and_is_made_on_the_version_that_was_read() {
    let mut desk = Desk::new();
    done(&mut desk, group("people"));
    let first = NewComponent {
        description: Some("A telephone".to_owned()),
        ..new("support")
    };
    done(&mut desk, Command::AddComponent(first));
    let change = ComponentEdit {
        name: Some(" Help desk ".to_owned()),
        group: Some(Some("people".to_owned())),
        ..ComponentEdit::default()
    };
    desk.refused(edit("support", 7, change.clone()), "version 1 now");
    let edited = component(done(&mut desk, edit("support", 1, change)));
    assert_eq!((edited.version, edited.name.as_str()), (2, "Help desk"));
    assert_eq!(edited.description.as_deref(), Some("A telephone"));
    let feed = desk.feed();
    assert_eq!(feed.components[2].group.as_deref(), Some("people"));
    assert_eq!(feed.groups[0].status, UP);
    let alone = ComponentEdit {
        group: Some(None),
        description: Some(None),
        is_hidden: Some(true),
        ..ComponentEdit::default()
    };
    done(&mut desk, edit("support", 2, alone));
    assert_eq!(shown(&desk.feed()).len(), 2, "it is hidden");
    assert_eq!(desk.state.ledgers[2].status(), UP, "and has its history");
}

#[test]
fn one_that_is_retired_leaves_a_gap_and_comes_back_with_its_history() {
    let mut desk = Desk::new();
    done(&mut desk, Command::AddComponent(new("support")));
    desk.at = 2_000;
    let set = NewStatus {
        id: "o1".to_owned(),
        component: "support".to_owned(),
        status: Status::MajorOutage,
        until: None,
        reason: String::new(),
    };
    done(&mut desk, Command::SetStatus(set));
    desk.at = 3_000;
    let retired = component(done(&mut desk, retire("support")));
    assert_eq!(retired.retired_at, Some(Timestamp(3_000)));
    assert_eq!(shown(&desk.feed()).len(), 2);
    desk.refused(retire("support"), "is retired; add it anew");
    desk.at = 4_000;
    let back = component(done(&mut desk, Command::AddComponent(new("support"))));
    assert_eq!((back.version, back.retired_at), (3, None));
    let statuses: Vec<(i64, Status)> = desk.state.ledgers[2]
        .entries()
        .iter()
        .map(|entry| (entry.at.0, entry.status))
        .collect();
    assert_eq!(
        statuses,
        [(1_000, UP), (3_000, Status::Unknown), (4_000, UP)]
    );
    assert_eq!(
        shown(&desk.feed())[2],
        ("support", UP),
        "nothing is set by hand any more"
    );
}

#[test]
fn what_was_said_of_one_that_is_retired_still_names_it_unless_it_was_hidden() {
    let mut desk = Desk::new();
    done(&mut desk, Command::AddComponent(new("support")));
    done(&mut desk, Command::AddComponent(new("cellar")));
    let statuses = [
        ("support", Status::MajorOutage),
        ("cellar", Status::MajorOutage),
    ];
    desk.open("gone-quiet", &statuses);
    let hide = ComponentEdit {
        is_hidden: Some(true),
        ..ComponentEdit::default()
    };
    done(&mut desk, edit("cellar", 1, hide));
    done(&mut desk, retire("support"));
    done(&mut desk, retire("cellar"));
    let feed = desk.feed();
    feed.validate().expect("is one that readers take");
    assert_eq!(feed.incidents[0].components, ["support"]);
    let former: Vec<(&str, &str)> = feed
        .former_components
        .iter()
        .map(|known| (known.id.as_str(), known.name.as_str()))
        .collect();
    assert_eq!(former, [("support", "SUPPORT")]);
    assert_eq!(feed.summary().former_components.len(), 1);
}

#[test]
fn an_update_that_names_one_that_is_gone_is_corrected_all_the_same() {
    let mut desk = Desk::new();
    done(&mut desk, Command::AddComponent(new("support")));
    desk.open("quiet", &[("support", Status::MajorOutage)]);
    done(&mut desk, retire("support"));
    let correct = |components: &[(&str, Status)]| {
        let components = components.iter();
        Command::EditIncidentUpdate {
            id: "quiet".to_owned(),
            version: None,
            number: 1,
            edit: UpdateEdit {
                components: Some(
                    components
                        .map(|(id, status)| ((*id).to_owned(), *status))
                        .collect(),
                ),
                ..UpdateEdit::default()
            },
        }
    };
    let partial = Status::PartialOutage;
    done(
        &mut desk,
        correct(&[("support", partial), ("web", partial)]),
    );
    assert_eq!(desk.feed().incidents[0].components, ["support", "web"]);
    desk.refused(correct(&[("nowhere", partial)]), "there is no component");
    done(&mut desk, correct(&[]));
    let feed = desk.feed();
    assert!(
        feed.former_components.is_empty(),
        "nothing names it any more"
    );
}

#[test]
fn an_order_names_all_that_was_told_and_nothing_else() {
    let mut desk = Desk::new();
    for id in ["a", "b", "c"] {
        done(&mut desk, Command::AddComponent(new(id)));
    }
    desk.refused(order(0, &["c", "a"]), "does not name \"b\"");
    desk.refused(
        order(0, &["c", "a", "b", "web"]),
        "names \"web\", and no such component was told",
    );
    desk.refused(order(0, &["c", "a", "a", "b"]), "names something twice");
    desk.refused(order(4, &["c", "a", "b"]), "version 0 now");
    done(&mut desk, order(0, &["c", "a", "b"]));
    let ids = |desk: &Desk| -> Vec<String> {
        let feed = desk.feed();
        feed.components.into_iter().map(|known| known.id).collect()
    };
    assert_eq!(ids(&desk), ["web", "api", "c", "a", "b"]);
    done(&mut desk, retire("c"));
    done(&mut desk, Command::AddComponent(new("d")));
    assert_eq!(ids(&desk), ["web", "api", "a", "b", "d"]);
}

#[test]
fn a_group_is_retired_when_it_is_empty() {
    let mut desk = Desk::new();
    done(&mut desk, group("people"));
    let of_it = NewComponent {
        group: Some("people".to_owned()),
        ..new("support")
    };
    done(&mut desk, Command::AddComponent(of_it));
    let retire_group = || Command::RetireGroup {
        id: "people".to_owned(),
        version: Some(1),
    };
    desk.refused(retire_group(), "has components: support");
    done(&mut desk, retire("support"));
    done(&mut desk, retire_group());
    assert!(desk.feed().groups.is_empty());
    let rename = Command::EditGroup {
        id: "people".to_owned(),
        version: Some(2),
        edit: GroupEdit::default(),
    };
    desk.refused(rename, "is retired");
    let gone = NewComponent {
        group: Some("people".to_owned()),
        ..new("other")
    };
    desk.refused(Command::AddComponent(gone), "there is no such group");
}

#[test]
fn texts_and_numbers_are_bounded_as_in_the_file() {
    let mut desk = Desk::new();
    let named = |name: &str| {
        Command::AddComponent(NewComponent {
            name: name.to_owned(),
            ..new("a")
        })
    };
    desk.refused(named("  "), "name is empty");
    desk.refused(named("a\nb"), "control character");
    desk.refused(
        named(&"x".repeat(limits::NAME_CHARS + 1)),
        "longer than 200",
    );
    desk.refused(Command::AddComponent(new("Not An Id")), "id is 1 to 64");
    let long = |id: usize| NewComponent {
        description: Some("ü".repeat(limits::LINE_CHARS)),
        ..new(&format!("c{id}"))
    };
    let mut added = 0;
    let refusal = loop {
        match desk.ask(Command::AddComponent(long(added))) {
            Ok(_) => added += 1,
            Err(refusal) => break refusal.to_string(),
        }
    };
    assert!(refusal.contains("the page would be too large"), "{refusal}");
    assert!(100 < added, "{added}");
    desk.feed().validate().expect("what was taken in fits");
    // Hidden, it is in no feed.
    let hidden = NewComponent {
        is_hidden: true,
        ..long(added)
    };
    done(&mut desk, Command::AddComponent(hidden));
}
