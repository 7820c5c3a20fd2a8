//! Sections `[[group]]` and `[[component]]`: what the page shows.

use std::collections::HashSet;

use pilotlight_feed::limits;

use super::reader::Section;
use super::{automatic, monitor, value};
use crate::core::{AutomaticIncident, Component, Group, Monitor};
use crate::probe::Watch;

/// Identifiers that were given so far; each may be given once.
#[derive(Default)]
pub(super) struct Given(HashSet<String>);

impl Given {
    /// Reads the section's `id`; reports one that was given before.
    pub(super) fn take(&mut self, section: &Section<'_>, example: &str) -> Option<String> {
        let id = section.required("id", value::id, example)?;
        self.add(section, &id).then_some(id)
    }

    fn add(&mut self, section: &Section<'_>, id: &str) -> bool {
        let is_new = self.0.insert(id.to_owned());
        if !is_new {
            section.problem("id", format!("{id:?} is there twice; give each its own"));
        }
        is_new
    }
}

pub(super) fn parse_groups(root: &Section<'_>) -> Option<Vec<Group>> {
    let mut given = Given::default();
    let groups = root.list("group").into_iter().map(|section| {
        let id = given.take(&section, "\"core\"");
        let name = section.required("name", value::name, "\"Core\"");
        let is_collapsed = section.or("collapsed", value::boolean, false);
        section.finish();
        Some(Group {
            id: id?,
            name: name?,
            is_collapsed: is_collapsed?,
        })
    });
    // Every section is read, also after a mistake, so that every mistake is found.
    let groups: Vec<Option<Group>> = groups.collect();
    groups.into_iter().collect()
}

type Parts = (Vec<Component>, Vec<Monitor>, Vec<Watch>);

pub(super) fn parse_components(root: &Section<'_>, groups: &[Group]) -> Option<Parts> {
    let sections = root.list("component");
    if sections.is_empty() {
        root.problem("component", "there is none; add a section [[component]]");
        return None;
    }
    if limits::COMPONENTS < sections.len() {
        let (given, most) = (sections.len(), limits::COMPONENTS);
        root.problem(
            "component",
            format!("there are {given}; one page shows at most {most}"),
        );
        return None;
    }
    // After a mistake in it the components are still read, so that theirs are found.
    let incident = root.section_or_empty("incident", |section| {
        // Read when it is known which components there are.
        section.optional("template", |_| Ok(()))?;
        automatic::parse(section, &AutomaticIncident::default())
    });
    let mut all_good = incident.is_some();
    let incident = incident.unwrap_or_default();
    let (mut given, mut given_monitors) = (Given::default(), Given::default());
    let (mut components, mut monitors, mut watches) = (Vec::new(), Vec::new(), Vec::new());
    for (index, section) in sections.iter().enumerate() {
        let id = given.take(section, "\"api\"");
        let component = parse_component(section, groups, &incident, id.clone());
        let own = parse_monitors(
            section,
            id.as_deref().unwrap_or_default(),
            index,
            &mut given_monitors,
        );
        section.finish();
        all_good &= component.is_some() && own.is_some();
        components.extend(component);
        for (monitor, watch) in own.into_iter().flatten() {
            monitors.push(monitor);
            watches.push(watch);
        }
    }
    all_good.then_some((components, monitors, watches))
}

fn parse_component(
    section: &Section<'_>,
    groups: &[Group],
    otherwise: &AutomaticIncident,
    id: Option<String>,
) -> Option<Component> {
    let name = section.required("name", value::name, "\"API\"");
    let description = section.optional("description", value::description);
    let is_hidden = section.or("hidden", value::boolean, false);
    let is_manual = section.or("manual", value::boolean, false);
    let is_critical = section.or("critical", value::boolean, false);
    let group = section
        .optional("group", value::id)
        .and_then(|group| match group {
            None => Some(None),
            Some(id) => match groups.iter().position(|known| known.id == id) {
                Some(position) => Some(Some(position)),
                None => {
                    section.problem(
                        "group",
                        format!("{id:?} is no group; add [[group]] with that id"),
                    );
                    None
                }
            },
        });
    let incident = automatic::of_component(section, otherwise);
    if is_hidden == Some(true) && matches!(incident, Some(Some(_))) {
        section.problem(
            "hidden",
            "nothing of a hidden component is told; take out [component.incident] or hidden",
        );
    }
    Some(Component {
        id: id?,
        name: name?,
        group: group?,
        description: description?,
        is_hidden: is_hidden?,
        is_manual: is_manual?,
        is_critical: is_critical?,
        incident: incident?,
    })
}

fn parse_monitors(
    section: &Section<'_>,
    component_id: &str,
    component: usize,
    given: &mut Given,
) -> Option<Vec<(Monitor, Watch)>> {
    let sections = section.list("monitor");
    let is_manual = section.or("manual", value::boolean, false)?;
    if is_manual && !sections.is_empty() {
        section.problem(
            "manual",
            "it has monitors, which speak for it; take out the one or the other",
        );
        return None;
    }
    if !is_manual && sections.is_empty() {
        section.problem(
            "monitor",
            "there is none; add a section [[component.monitor]], or manual = true when people tell its status",
        );
        return None;
    }
    let parsed = sections.iter().zip(1..).map(|(section, number)| {
        let default_id = format!("{component_id}/{number}");
        let parsed = monitor::parse(section, &default_id, component)?;
        given.add(section, &parsed.0.id).then_some(parsed)
    });
    let parsed: Vec<Option<(Monitor, Watch)>> = parsed.collect();
    parsed.into_iter().collect()
}
