//! Components and groups as operators see them: also what is hidden, what the monitors found and
//! why, what is set by hand until when, and what is retired.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotlight_feed::Feed;
use serde_json::{Value, json};

use super::events::published;
use super::list::Paging;
use super::problem::Problem;
use super::reply::Reply;
use super::{Api, Asked};
use crate::core::{Catalog, Component, Group, State, ToldComponent, ToldGroup};
use crate::record::override_json;
use crate::store::{Store, StoredTransition};

/// What is known of all components now.
struct Known {
    catalog: Arc<Catalog>,
    /// What people say, over what the monitors found.
    state: State,
    found: BTreeMap<String, StoredTransition>,
    published: BTreeMap<String, Value>,
    groups: BTreeMap<String, Value>,
}

/// Those on the page, in its order, or those that are retired.
pub(super) async fn list(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let paging = Paging::parse(asked.query)?;
    let which = Which::parse(&paging)?;
    let known = Known::read(api).await?;
    let mut items = Vec::new();
    if which.active {
        let components = known.catalog.components.iter().enumerate();
        items.extend(components.map(|(index, part)| known.component(api, index, part)));
    }
    if which.retired {
        let told = known.state.events.told.components.values();
        let retired = told.filter(|part| part.retired_at.is_some() && !known.has(&part.id));
        items.extend(retired.map(|part| known.retired(part)));
    }
    paging.by_id(items)
}

pub(super) async fn one(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let (known, id) = (Known::read(api).await?, asked.parameter(0));
    let mut components = known.catalog.components.iter().enumerate();
    if let Some((index, component)) = components.find(|(_, component)| component.id == id) {
        return Ok(Reply::ok(known.component(api, index, component)));
    }
    let retired = known.state.events.told.components.get(id);
    let retired = retired.ok_or_else(|| Problem::missing("component", id))?;
    Ok(Reply::ok(known.retired(retired)))
}

/// What the monitors found of every component, the oldest first.
pub(super) async fn ledger(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let paging = Paging::stateless(asked.query)?;
    let found = api.store.ledger(paging.number()?, paging.limit + 1);
    let json = |(seq, found): &(u64, StoredTransition)| {
        json!({
            "seq": seq,
            "component": found.component,
            "at": found.entry.at,
            "status": found.entry.status.as_str(),
            "cause": found.cause,
        })
    };
    Ok(paging.reply(found.await?, json, |(seq, _)| seq.to_string()))
}

/// Groups, each with its components.
pub(super) async fn groups(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let paging = Paging::parse(asked.query)?;
    let which = Which::parse(&paging)?;
    let known = Known::read(api).await?;
    let mut items = Vec::new();
    if which.active {
        let groups = known.catalog.groups.iter().enumerate();
        items.extend(groups.map(|(index, group)| known.group(index, group)));
    }
    if which.retired {
        let told = known.state.events.told.groups.values();
        let retired = told.filter(|part| part.retired_at.is_some() && !known.has_group(&part.id));
        items.extend(retired.map(|group| retired_group(group)));
    }
    paging.by_id(items)
}

pub(super) async fn group(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let (known, id) = (Known::read(api).await?, asked.parameter(0));
    let mut groups = known.catalog.groups.iter().enumerate();
    if let Some((index, group)) = groups.find(|(_, group)| group.id == id) {
        return Ok(Reply::ok(known.group(index, group)));
    }
    let retired = known.state.events.told.groups.get(id);
    let retired = retired.ok_or_else(|| Problem::missing("group", id))?;
    Ok(Reply::ok(retired_group(retired)))
}

/// Which of them are asked for.
struct Which {
    active: bool,
    retired: bool,
}

impl Which {
    fn parse(paging: &Paging<'_>) -> Result<Self, Problem> {
        let (active, retired) = match paging.state {
            None | Some("active") => (true, false),
            Some("retired") => (false, true),
            Some("all") => (true, true),
            Some(_) => return Err(Problem::bad("state is active, retired or all")),
        };
        Ok(Self { active, retired })
    }
}

impl Known {
    async fn read(api: &Api) -> Result<Self, Problem> {
        let summary: Feed = published(api)?;
        let by_id = |(id, part): (&String, Value)| (id.clone(), part);
        let value = |part: Result<Value, _>| part.unwrap_or_default();
        let components = summary.components.iter();
        let components = components.map(|part| (&part.id, value(serde_json::to_value(part))));
        let groups = summary.groups.iter();
        let groups = groups.map(|part| (&part.id, value(serde_json::to_value(part))));
        let now = api.clock.now().at;
        // First what the page has: what is told meanwhile is then only read too soon, and left out.
        let catalog = api.catalog.load_full();
        let loaded = api.store.history(now).await?;
        let found = api.store.findings().await?;
        let state = State::of_history(catalog, loaded.ledger, loaded.events, now);
        Ok(Self {
            catalog: Arc::clone(&state.catalog),
            state,
            found: found
                .into_iter()
                .map(|found| (found.component.clone(), found))
                .collect(),
            published: components.map(by_id).collect(),
            groups: groups.map(by_id).collect(),
        })
    }

    fn has(&self, id: &str) -> bool {
        self.catalog.components.iter().any(|known| known.id == id)
    }

    fn has_group(&self, id: &str) -> bool {
        self.catalog.groups.iter().any(|known| known.id == id)
    }

    /// What is published of a component, and what only operators see.
    fn component(&self, api: &Api, index: usize, component: &Component) -> Value {
        let now = api.clock.now().at;
        let id = &component.id;
        let mut document = self.published.get(id).cloned().unwrap_or_else(|| {
            json!({
                "id": id,
                "status": self.state.status(index, now).as_str(),
            })
        });
        // What was told since the last publication is known already.
        document["name"] = json!(component.name);
        match component.group.map(|group| &self.catalog.groups[group].id) {
            Some(group) => document["group"] = json!(group),
            None => remove(&mut document, "group"),
        }
        if let Some(description) = &component.description {
            document["description"] = json!(description);
        }
        document["hidden"] = component.is_hidden.into();
        document["manual"] = component.is_manual.into();
        document["critical"] = component.is_critical.into();
        document["found"] = self.found(id);
        let standing = self.state.events.override_of(id, now);
        document["override"] = standing.map_or(Value::Null, override_json);
        let told = self.state.events.told.components.get(id);
        let told = told.filter(|told| told.retired_at.is_none());
        own(&mut document, told.map(|told| told.version));
        document
    }

    /// What is known of a component that is not on the page any more.
    fn retired(&self, component: &ToldComponent) -> Value {
        let mut document = json!({
            "id": component.id,
            "name": component.name,
            "status": "unknown",
            "hidden": component.is_hidden,
            "manual": true,
            "critical": component.is_critical,
            "found": self.found(&component.id),
            "override": null,
            "retired_at": component.retired_at,
        });
        if let Some(description) = &component.description {
            document["description"] = json!(description);
        }
        if let Some(group) = &component.group {
            document["group"] = json!(group);
        }
        own(&mut document, Some(component.version));
        document
    }

    fn found(&self, id: &str) -> Value {
        self.found.get(id).map_or(Value::Null, |found| {
            json!({
                "status": found.entry.status.as_str(),
                "since": found.entry.at,
                "cause": found.cause,
            })
        })
    }

    fn group(&self, index: usize, group: &Group) -> Value {
        let components = self.catalog.components.iter();
        let own_ids = components.filter(|component| component.group == Some(index));
        let own_ids: Vec<&str> = own_ids.map(|component| component.id.as_str()).collect();
        let published = self.groups.get(&group.id);
        let mut document = json!({
            "id": group.id,
            "name": group.name,
            // A group of which everything is hidden is hidden too.
            "status": published.map(|group| &group["status"]),
            "collapsed": group.is_collapsed,
            "components": own_ids,
        });
        let told = self.state.events.told.groups.get(&group.id);
        let told = told.filter(|told| told.retired_at.is_none());
        own(&mut document, told.map(|told| told.version));
        document
    }
}

/// Whose it is: the configuration file's, or the API's in this version.
fn own(document: &mut Value, version: Option<u64>) {
    match version {
        Some(version) => {
            document["source"] = "api".into();
            document["version"] = version.into();
        }
        None => document["source"] = "file".into(),
    }
}

fn remove(document: &mut Value, field: &str) {
    if let Some(map) = document.as_object_mut() {
        map.remove(field);
    }
}

fn retired_group(group: &ToldGroup) -> Value {
    let mut document = json!({
        "id": group.id,
        "name": group.name,
        "status": null,
        "collapsed": group.is_collapsed,
        "components": [],
        "retired_at": group.retired_at,
    });
    own(&mut document, Some(group.version));
    document
}
