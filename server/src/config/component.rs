//! Sections `[[group]]` and `[[component]]`: what the page shows.

use pilotlight_feed::limits;

use super::reader::Section;
use super::{monitor, value};
use crate::core::{Component, Group, Monitor};
use crate::probe::Watch;

pub(super) fn parse_groups(root: &Section<'_>) -> Option<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut all_good = true;
    for section in root.list("group") {
        let id = section.required("id", value::id, "\"core\"");
        let name = section.required("name", value::name, "\"Core\"");
        section.finish();
        match (id, name) {
            (Some(id), Some(name)) => {
                all_good &= is_new(&section, groups.iter().map(|group| &group.id), &id);
                groups.push(Group { id, name });
            }
            _ => all_good = false,
        }
    }
    all_good.then_some(groups)
}

type Parts = (Vec<Component>, Vec<Monitor>, Vec<Watch>);

pub(super) fn parse_components(root: &Section<'_>, groups: &[Group]) -> Option<Parts> {
    let (mut components, mut monitors, mut watches) = (Vec::new(), Vec::new(), Vec::new());
    let sections = root.list("component");
    let mut all_good = true;
    if sections.is_empty() {
        root.problem("component", "there is none; add a section [[component]]");
        all_good = false;
    }
    if limits::COMPONENTS < sections.len() {
        let message = format!("there are {}; one page shows at most {}", sections.len(), limits::COMPONENTS);
        root.problem("component", message);
        all_good = false;
    }
    for section in &sections {
        let index = components.len();
        match parse_component(section, groups, index) {
            Some((component, own)) => {
                let known = components.iter().map(|component: &Component| &component.id);
                all_good &= is_new(section, known, &component.id);
                for (monitor, watch) in own {
                    monitors.push(monitor);
                    watches.push(watch);
                }
                components.push(component);
            }
            None => all_good = false,
        }
    }
    all_good.then_some((components, monitors, watches))
}

fn parse_component(
    section: &Section<'_>,
    groups: &[Group],
    index: usize,
) -> Option<(Component, Vec<(Monitor, Watch)>)> {
    let id = section.required("id", value::id, "\"api\"");
    let name = section.required("name", value::name, "\"API\"");
    let description = section.optional("description", value::description);
    let group = section.optional("group", value::id).and_then(|group| match group {
        None => Some(None),
        Some(id) => match groups.iter().position(|known| known.id == id) {
            Some(position) => Some(Some(position)),
            None => {
                section.problem("group", format!("{id:?} is no group; add [[group]] with that id"));
                None
            }
        },
    });
    let sections = section.list("monitor");
    if sections.is_empty() {
        section.problem("monitor", "there is none; add a section [[component.monitor]]");
    }
    let own_id = id.as_deref().unwrap_or("component");
    let mut own = Vec::new();
    let mut all_good = !sections.is_empty();
    for (i, monitor_section) in sections.iter().enumerate() {
        match monitor::parse(monitor_section, &format!("{own_id}/{}", i + 1), index) {
            Some(parsed) => own.push(parsed),
            None => all_good = false,
        }
    }
    section.finish();
    let component = Component { id: id?, name: name?, group: group?, description: description? };
    all_good.then_some((component, own))
}

fn is_new<'a>(section: &Section<'_>, mut known: impl Iterator<Item = &'a String>, id: &str) -> bool {
    let twice = known.any(|known| known == id);
    if twice {
        section.problem("id", format!("{id:?} is there twice; give each its own"));
    }
    !twice
}
