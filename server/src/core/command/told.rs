//! Commands on the components and groups that people tell, beside those of the configuration file.

use std::collections::BTreeSet;
use std::sync::Arc;

use pilotlight_feed::{Status, limits};

use super::{Named, Rejection, at_version, component, invalid, valid_id};
use crate::core::catalog::Catalog;
use crate::core::input::{Now, Record, Transition};
use crate::core::size::excess;
use crate::core::state::State;
use crate::core::told::{Kind, Order, Told, ToldComponent, ToldGroup};

/// A component to add to the page. One that was retired comes back with its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewComponent {
    /// Its identifier.
    pub id: String,
    /// Name for display.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// Identifier of its group.
    pub group: Option<String>,
    /// Told to nobody but the operators.
    pub is_hidden: bool,
    /// A major outage of it alone is one of the whole page.
    pub is_critical: bool,
}

/// What changes of a component; what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComponentEdit {
    /// Name for display.
    pub name: Option<String>,
    /// What it is; none inside: nothing is said of that.
    pub description: Option<Option<String>>,
    /// Identifier of its group; none inside: it stands alone.
    pub group: Option<Option<String>>,
    /// Told to nobody but the operators.
    pub is_hidden: Option<bool>,
    /// A major outage of it alone is one of the whole page.
    pub is_critical: Option<bool>,
}

/// A group to add to the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGroup {
    /// Its identifier.
    pub id: String,
    /// Name for display.
    pub name: String,
    /// Whether its components are shown only when asked, as long as all of them are well.
    pub is_collapsed: bool,
}

/// What changes of a group; what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupEdit {
    /// Name for display.
    pub name: Option<String>,
    /// Whether its components are shown only when asked.
    pub is_collapsed: Option<bool>,
}

pub(super) fn add_component(
    state: &State,
    now: Now,
    new: &NewComponent,
) -> Result<ToldComponent, Rejection> {
    valid_id(&new.id)?;
    let is_of_page = state
        .catalog
        .components
        .iter()
        .any(|known| known.id == new.id);
    let before = state.events.told.components.get(&new.id);
    is_free(
        Kind::Component,
        &new.id,
        is_of_page,
        before.is_some_and(|known| known.retired_at.is_none()),
    )?;
    fits(
        state,
        ToldComponent {
            id: new.id.clone(),
            version: before.map_or(0, |known| known.version) + 1,
            name: checked_line("name", &new.name, limits::NAME_CHARS)?,
            description: checked_description(new.description.as_ref())?,
            group: checked_group(state, new.group.as_ref())?,
            is_hidden: new.is_hidden,
            is_critical: new.is_critical,
            number: state.events.told.next_number(),
            told_at: now.at,
            retired_at: None,
        },
    )
}

pub(super) fn edit_component(
    state: &State,
    (id, version): Named<'_>,
    edit: &ComponentEdit,
) -> Result<ToldComponent, Rejection> {
    let mut component = ToldComponent::clone(component_of(state, id)?);
    at_version(component.version, version)?;
    component.version += 1;
    if let Some(name) = &edit.name {
        component.name = checked_line("name", name, limits::NAME_CHARS)?;
    }
    if let Some(description) = &edit.description {
        component.description = checked_description(description.as_ref())?;
    }
    if let Some(group) = &edit.group {
        component.group = checked_group(state, group.as_ref())?;
    }
    component.is_hidden = edit.is_hidden.unwrap_or(component.is_hidden);
    component.is_critical = edit.is_critical.unwrap_or(component.is_critical);
    fits(state, component)
}

/// Takes a component off the page: nothing is known of it from now on, and nothing is set by hand.
pub(super) fn retire_component(
    state: &State,
    now: Now,
    (id, version): Named<'_>,
) -> Result<(Vec<Record>, ToldComponent), Rejection> {
    let mut component = ToldComponent::clone(component_of(state, id)?);
    at_version(component.version, version)?;
    component.version += 1;
    component.retired_at = Some(now.at);
    let mut components = state.catalog.components.iter();
    let index = components.position(|known| known.id == id);
    let known = index.filter(|index| state.ledgers[*index].status() != Status::Unknown);
    // First, while it has its place: without this, it would have been up all the time until it is back.
    let gap = known.map(|component| {
        Record::Transition(Transition {
            component,
            at: now.at,
            status: Status::Unknown,
            cause: "retired".to_owned(),
        })
    });
    let set = component::ended(state, now.at, id).into_iter();
    let set = set.map(|ended| Record::Override(Arc::new(ended)));
    Ok((gap.into_iter().chain(set).collect(), component))
}

pub(super) fn add_group(state: &State, now: Now, new: &NewGroup) -> Result<ToldGroup, Rejection> {
    valid_id(&new.id)?;
    let is_of_page = state.catalog.groups.iter().any(|known| known.id == new.id);
    let before = state.events.told.groups.get(&new.id);
    is_free(
        Kind::Group,
        &new.id,
        is_of_page,
        before.is_some_and(|known| known.retired_at.is_none()),
    )?;
    fits_group(
        state,
        ToldGroup {
            id: new.id.clone(),
            version: before.map_or(0, |known| known.version) + 1,
            name: checked_line("name", &new.name, limits::NAME_CHARS)?,
            is_collapsed: new.is_collapsed,
            number: state.events.told.next_number(),
            told_at: now.at,
            retired_at: None,
        },
    )
}

pub(super) fn edit_group(
    state: &State,
    (id, version): Named<'_>,
    edit: &GroupEdit,
) -> Result<ToldGroup, Rejection> {
    let mut group = ToldGroup::clone(group_of(state, id)?);
    at_version(group.version, version)?;
    group.version += 1;
    if let Some(name) = &edit.name {
        group.name = checked_line("name", name, limits::NAME_CHARS)?;
    }
    group.is_collapsed = edit.is_collapsed.unwrap_or(group.is_collapsed);
    fits_group(state, group)
}

/// Takes an empty group off the page.
pub(super) fn retire_group(
    state: &State,
    now: Now,
    (id, version): Named<'_>,
) -> Result<ToldGroup, Rejection> {
    let mut group = ToldGroup::clone(group_of(state, id)?);
    at_version(group.version, version)?;
    let own = state.events.told.components().into_iter();
    let own = own.filter(|known| known.group.as_deref() == Some(id));
    let own: Vec<&str> = own.map(|known| known.id.as_str()).collect();
    if !own.is_empty() {
        let own = own.join(", ");
        return Err(Rejection::Conflict(format!(
            "group {id:?} has components: {own}; move them first, or retire them"
        )));
    }
    group.version += 1;
    group.retired_at = Some(now.at);
    Ok(group)
}

/// Sets the order of all that is told of a kind.
pub(super) fn order(
    state: &State,
    (kind, version): (Kind, Option<u64>),
    ids: &[String],
) -> Result<Order, Rejection> {
    let told = &state.events.told;
    let before = told.orders.get(&kind).map_or(0, |order| order.version);
    at_version(before, version)?;
    let shown: BTreeSet<&str> = match kind {
        Kind::Component => told
            .components()
            .into_iter()
            .map(|known| known.id.as_str())
            .collect(),
        Kind::Group => told
            .groups()
            .into_iter()
            .map(|known| known.id.as_str())
            .collect(),
    };
    let wanted: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    if wanted.len() < ids.len() {
        return Err(invalid("ids", "names something twice; once is enough"));
    }
    if let Some(foreign) = wanted.difference(&shown).next() {
        return Err(invalid(
            "ids",
            format!(
                "names {foreign:?}, and no such {kind} was told; those of the configuration file stand in its order"
            ),
        ));
    }
    if let Some(missing) = shown.difference(&wanted).next() {
        return Err(invalid(
            "ids",
            format!("does not name {missing:?}; name every {kind} that was told"),
        ));
    }
    Ok(Order {
        version: before + 1,
        ids: ids.to_vec(),
    })
}

fn component_of<'a>(state: &'a State, id: &str) -> Result<&'a ToldComponent, Rejection> {
    let told = state.events.told.components.get(id);
    if let Some(component) = told.filter(|known| known.retired_at.is_none()) {
        return Ok(component);
    }
    let is_of_file = state.catalog.components.iter().any(|known| known.id == id);
    Err(not_told(Kind::Component, id, is_of_file, told.is_some()))
}

fn group_of<'a>(state: &'a State, id: &str) -> Result<&'a ToldGroup, Rejection> {
    let told = state.events.told.groups.get(id);
    if let Some(group) = told.filter(|known| known.retired_at.is_none()) {
        return Ok(group);
    }
    let is_of_file = state.catalog.groups.iter().any(|known| known.id == id);
    Err(not_told(Kind::Group, id, is_of_file, told.is_some()))
}

/// Why something cannot be changed here.
fn not_told(kind: Kind, id: &str, is_of_file: bool, is_retired: bool) -> Rejection {
    if is_of_file {
        return of_file(kind, id);
    }
    if is_retired {
        return Rejection::Conflict(format!(
            "{kind} {id:?} is retired; add it anew, and it goes on with its history"
        ));
    }
    Rejection::Missing {
        kind: kind.as_str(),
        id: id.to_owned(),
    }
}

fn of_file(kind: Kind, id: &str) -> Rejection {
    Rejection::Conflict(format!(
        "{kind} {id:?} stands in the configuration file; change it there, and the server takes it in"
    ))
}

/// Refuses an identifier that the page has.
fn is_free(kind: Kind, id: &str, is_of_page: bool, is_told: bool) -> Result<(), Rejection> {
    if is_told {
        return Err(Rejection::Conflict(format!(
            "there is a {kind} {id:?} already; edit that, or give this one another id"
        )));
    }
    if is_of_page {
        return Err(Rejection::Conflict(format!(
            "{kind} {id:?} stands in the configuration file; change it there, or give this one another id"
        )));
    }
    Ok(())
}

/// One line of text, trimmed.
fn checked_line(field: &'static str, text: &str, most: usize) -> Result<String, Rejection> {
    let text = text.trim();
    if text.is_empty() {
        return Err(invalid(field, "is empty; write some text"));
    }
    if most < text.chars().count() {
        return Err(invalid(
            field,
            format!("is longer than {most} characters; say it in fewer"),
        ));
    }
    if text.chars().any(char::is_control) {
        return Err(invalid(
            field,
            "has a control character; write one line of text",
        ));
    }
    Ok(text.to_owned())
}

fn checked_description(description: Option<&String>) -> Result<Option<String>, Rejection> {
    let checked = |text| checked_line("description", text, limits::LINE_CHARS);
    description.map(|text| checked(text)).transpose()
}

/// A group of the page.
fn checked_group(state: &State, group: Option<&String>) -> Result<Option<String>, Rejection> {
    let Some(id) = group else { return Ok(None) };
    if !state.catalog.groups.iter().any(|known| known.id == *id) {
        return Err(invalid(
            "group",
            format!("is {id:?}, and there is no such group; add it first"),
        ));
    }
    Ok(Some(id.clone()))
}

/// Refuses a component with which the page would have no feed that readers take.
fn fits(state: &State, component: ToldComponent) -> Result<ToldComponent, Rejection> {
    let mut told = state.events.told.clone();
    told.put(Arc::new(component.clone()));
    page_fits(&state.merged_with(&told))?;
    Ok(component)
}

fn fits_group(state: &State, group: ToldGroup) -> Result<ToldGroup, Rejection> {
    let mut told: Told = state.events.told.clone();
    told.groups
        .insert(group.id.clone(), Arc::new(group.clone()));
    page_fits(&state.merged_with(&told))?;
    Ok(group)
}

fn page_fits(catalog: &Catalog) -> Result<(), Rejection> {
    match excess(catalog) {
        Some(excess) => Err(Rejection::Conflict(format!(
            "the page would be too large: {excess}"
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
