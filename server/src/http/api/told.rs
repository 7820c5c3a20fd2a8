//! Routes that add, change, order and retire components and groups beside those of the configuration.

use super::problem::Problem;
use super::reply::Reply;
use super::{Api, Asked, input};
use crate::core::{Command, Kind};
use crate::record::order_json;
use crate::store::Store;

pub(super) async fn add_component(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let new: input::ComponentInput = input::parse(&asked.body)?;
    api.ask(asked, Command::AddComponent(new.command())).await
}

pub(super) async fn edit_component(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let edit: input::ComponentEditInput = input::parse(&asked.body)?;
    let command = Command::EditComponent {
        id: asked.parameter(0).to_owned(),
        version: asked.named_version()?,
        edit: edit.command(),
    };
    api.ask(asked, command).await
}

pub(super) async fn retire_component(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let command = Command::RetireComponent {
        id: asked.parameter(0).to_owned(),
        version: asked.version.flatten(),
    };
    api.ask(asked, command).await
}

pub(super) async fn add_group(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let new: input::GroupInput = input::parse(&asked.body)?;
    api.ask(asked, Command::AddGroup(new.command())).await
}

pub(super) async fn edit_group(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let edit: input::GroupEditInput = input::parse(&asked.body)?;
    let command = Command::EditGroup {
        id: asked.parameter(0).to_owned(),
        version: asked.named_version()?,
        edit: edit.command(),
    };
    api.ask(asked, command).await
}

pub(super) async fn retire_group(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let command = Command::RetireGroup {
        id: asked.parameter(0).to_owned(),
        version: asked.version.flatten(),
    };
    api.ask(asked, command).await
}

/// The order as it is shown: also what nobody has put in its place.
pub(super) async fn order(api: &Api, kind: Kind) -> Result<Reply, Problem> {
    let told = api.store.history(api.clock.now().at).await?.events.told;
    let mut order = told
        .orders
        .get(&kind)
        .map_or_else(Default::default, |order| (**order).clone());
    order.ids = match kind {
        Kind::Component => told
            .components()
            .into_iter()
            .map(|known| known.id.clone())
            .collect(),
        Kind::Group => told
            .groups()
            .into_iter()
            .map(|known| known.id.clone())
            .collect(),
    };
    Ok(Reply::ok(order_json(&order)))
}

pub(super) async fn set_order(api: &Api, asked: &Asked<'_>, kind: Kind) -> Result<Reply, Problem> {
    let order: input::OrderInput = input::parse(&asked.body)?;
    let command = Command::Order {
        kind,
        version: asked.named_version()?,
        ids: order.ids,
    };
    api.ask(asked, command).await
}
