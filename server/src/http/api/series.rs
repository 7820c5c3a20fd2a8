//! Routes of maintenances that recur.

use super::events::new_id;
use super::list::Paging;
use super::problem::Problem;
use super::reply::Reply;
use super::{Api, Asked, input};
use crate::core::{Command, Series};
use crate::record::series_json;
use crate::store::Store;

pub(super) async fn list(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let paging = Paging::parse(asked.query)?;
    let found = api.store.all_series(&paging.events()?).await?;
    let begin = |known: &Series| known.start.on(known.start.date).0;
    let cursor = |known: &Series| format!("{} {}", begin(known), known.id);
    Ok(paging.reply(found, series_json, cursor))
}

pub(super) async fn one(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    Ok(Reply::ok(series_json(&find(api, asked).await?)))
}

pub(super) async fn plan(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let new: input::SeriesInput = input::parse(&asked.body)?;
    api.ask(asked, Command::PlanSeries(new.command(new_id()?)))
        .await
}

pub(super) async fn edit(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let edit: input::SeriesEditInput = input::parse(&asked.body)?;
    let known = find(api, asked).await?;
    let command = Command::EditSeries {
        id: known.id,
        // Switches that are left out stay as they were read: so only on the version read.
        version: asked.named_version()?.or(Some(known.version)),
        edit: edit.command(known.switches),
    };
    api.ask(asked, command).await
}

pub(super) async fn end(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let command = Command::EndSeries {
        id: asked.parameter(0).to_owned(),
        version: asked.version.flatten(),
    };
    api.ask(asked, command).await
}

async fn find(api: &Api, asked: &Asked<'_>) -> Result<Series, Problem> {
    let id = asked.parameter(0);
    let found = api.store.one_series(id).await?;
    found.ok_or_else(|| Problem::missing("series", id))
}
