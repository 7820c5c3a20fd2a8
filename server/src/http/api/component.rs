//! Components and groups as operators see them: also what is hidden, what the monitors found and
//! why, and what is set by hand until when.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotlight_feed::Feed;
use serde_json::{Value, json};

use super::events::published;
use super::problem::Problem;
use super::reply::Reply;
use super::{Api, Asked};
use crate::core::{Catalog, Component, State};
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

/// All of them, in the order of the page.
pub(super) async fn list(api: &Api) -> Result<Reply, Problem> {
    let known = Known::read(api).await?;
    let components = known.catalog.components.iter().enumerate();
    let items: Vec<Value> = components
        .map(|(index, component)| known.component(api, index, component))
        .collect();
    Ok(Reply::ok(json!({ "items": items, "next": null })))
}

pub(super) async fn one(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let (known, id) = (Known::read(api).await?, asked.parameter(0));
    let mut components = known.catalog.components.iter().enumerate();
    let found = components.find(|(_, component)| component.id == id);
    let (index, component) = found.ok_or_else(|| Problem::missing("component", id))?;
    Ok(Reply::ok(known.component(api, index, component)))
}

/// All groups, each with its components.
pub(super) async fn groups(api: &Api) -> Result<Reply, Problem> {
    let known = Known::read(api).await?;
    let catalog = &known.catalog;
    let groups = catalog.groups.iter().enumerate();
    let items: Vec<Value> = groups
        .map(|(index, group)| {
            let own = catalog.components.iter();
            let own = own.filter(|component| component.group == Some(index));
            let own: Vec<&str> = own.map(|component| component.id.as_str()).collect();
            let published = known.groups.get(&group.id);
            json!({
                "id": group.id,
                "name": group.name,
                // A group of which everything is hidden is hidden too.
                "status": published.map(|group| &group["status"]),
                "collapsed": group.is_collapsed,
                "components": own,
            })
        })
        .collect();
    Ok(Reply::ok(json!({ "items": items, "next": null })))
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
        let loaded = api.store.history(now).await?;
        let found = api.store.findings().await?;
        let catalog = api.catalog.load_full();
        Ok(Self {
            state: State::of_history(Arc::clone(&catalog), loaded.ledger, loaded.events, now),
            catalog,
            found: found
                .into_iter()
                .map(|found| (found.component.clone(), found))
                .collect(),
            published: components.map(by_id).collect(),
            groups: groups.map(by_id).collect(),
        })
    }

    /// What is published of a component, and what only operators see.
    fn component(&self, api: &Api, index: usize, component: &Component) -> Value {
        let now = api.clock.now().at;
        let id = &component.id;
        let mut document = self.published.get(id).cloned().unwrap_or_else(|| {
            json!({
                "id": id,
                "name": component.name,
                "status": self.state.status(index, now).as_str(),
            })
        });
        let group = component.group.map(|group| &self.catalog.groups[group].id);
        if let Some(group) = group {
            document["group"] = json!(group);
        }
        if let Some(description) = &component.description {
            document["description"] = json!(description);
        }
        document["hidden"] = component.is_hidden.into();
        document["manual"] = component.is_manual.into();
        document["critical"] = component.is_critical.into();
        document["found"] = self.found.get(id).map_or(Value::Null, |found| {
            json!({
                "status": found.entry.status.as_str(),
                "since": found.entry.at,
                "cause": found.cause,
            })
        });
        let standing = self.state.events.override_of(id, now);
        document["override"] = standing.map_or(Value::Null, override_json);
        document
    }
}
