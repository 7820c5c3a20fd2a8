//! What is told stands after what is configured, in its order, and never takes its place.

use std::sync::Arc;

use pilotlight_feed::Timestamp;

use super::{Kind, Named, Order, Told, ToldComponent, ToldGroup};
use crate::core::fixture::page;
use crate::core::{Group, Zone};

fn component(id: &str, at: u64, group: Option<&str>) -> Arc<ToldComponent> {
    Arc::new(ToldComponent {
        id: id.to_owned(),
        version: 1,
        name: id.to_uppercase(),
        description: None,
        group: group.map(str::to_owned),
        is_hidden: false,
        is_critical: false,
        number: at,
        told_at: Timestamp(1),
        retired_at: None,
    })
}

fn group(id: &str) -> Arc<ToldGroup> {
    Arc::new(ToldGroup {
        id: id.to_owned(),
        version: 1,
        name: id.to_uppercase(),
        is_collapsed: true,
        number: 1,
        told_at: Timestamp(1),
        retired_at: None,
    })
}

fn told(components: &[Arc<ToldComponent>]) -> Told {
    let mut told = Told::default();
    for component in components {
        told.put(Arc::clone(component));
    }
    told
}

fn ids(told: &Told) -> Vec<String> {
    let catalog = told.onto(&Arc::new(page(Zone::utc())));
    let components = catalog.components.iter();
    components.map(|known| known.id.clone()).collect()
}

#[test]
fn what_is_told_comes_after_what_is_configured_as_it_was_told() {
    let told = told(&[component("a", 9, None), component("b", 5, None)]);
    assert_eq!(ids(&told), ["web", "api", "b", "a"]);
}

#[test]
fn an_order_puts_those_that_it_names_first() {
    let mut told = told(&[
        component("a", 1, None),
        component("b", 2, None),
        component("c", 3, None),
    ]);
    let order = Order {
        version: 1,
        ids: ["c", "gone", "b"].map(str::to_owned).into(),
    };
    told.orders.insert(Kind::Component, Arc::new(order));
    assert_eq!(ids(&told), ["web", "api", "c", "b", "a"]);
}

#[test]
fn what_is_retired_is_not_on_the_page_and_keeps_its_name() {
    let mut gone = ToldComponent::clone(&component("a", 1, None));
    gone.retired_at = Some(Timestamp(2));
    let mut told = told(&[Arc::new(gone)]);
    assert_eq!(ids(&told), ["web", "api"]);
    assert_eq!(told.former_name("a"), Some("A"));
    let hidden = Named {
        name: "A".to_owned(),
        is_hidden: true,
    };
    told.names.insert("a".to_owned(), hidden);
    assert_eq!(told.former_name("a"), None, "what was hidden has no name");
}

#[test]
fn one_stands_in_a_group_of_the_file_or_in_one_that_was_told() {
    let mut file = page(Zone::utc());
    file.groups.push(Group {
        id: "core".to_owned(),
        name: "Core".to_owned(),
        is_collapsed: false,
    });
    let mut told = told(&[
        component("a", 1, Some("core")),
        component("b", 2, Some("more")),
        component("c", 3, Some("gone")),
    ]);
    told.groups.insert("more".to_owned(), group("more"));
    let catalog = told.onto(&Arc::new(file));
    let groups: Vec<Option<usize>> = catalog.components.iter().map(|known| known.group).collect();
    assert_eq!(groups, [None, None, Some(0), Some(1), None]);
    assert!(catalog.groups[1].is_collapsed);
}

#[test]
fn an_identifier_that_the_file_has_too_is_found() {
    let file = page(Zone::utc());
    assert_eq!(told(&[component("a", 1, None)]).claimed_by(&file), None);
    let twice = told(&[component("web", 1, None)]);
    let claimed = twice.claimed_by(&file).expect("both have it");
    assert_eq!(
        (claimed.kind, claimed.id.as_str()),
        (Kind::Component, "web")
    );
    assert!(
        claimed
            .to_string()
            .contains("pilotlight component retire web")
    );
    // Where nobody could refuse it, the file's stands, once.
    assert_eq!(ids(&twice), ["web", "api"]);
    let mut retired = ToldComponent::clone(&component("web", 1, None));
    retired.retired_at = Some(Timestamp(2));
    assert_eq!(told(&[Arc::new(retired)]).claimed_by(&file), None);
}

#[test]
fn only_names_that_have_changed_are_to_be_noted() {
    let file = page(Zone::utc());
    let mut told = Told::default();
    for (id, named) in told.misnamed(&file) {
        told.names.insert(id, named);
    }
    assert_eq!(told.names.len(), 2);
    assert!(told.misnamed(&file).is_empty());
    let mut renamed = page(Zone::utc());
    renamed.components[1].is_hidden = true;
    let changed: Vec<String> = told
        .misnamed(&renamed)
        .into_iter()
        .map(|(id, _)| id)
        .collect();
    assert_eq!(changed, ["api"]);
}
