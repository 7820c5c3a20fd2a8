//! Routes of reports: what the history says of a window, read and counted anew for each request,
//! beside the loop.

use http::header::{ACCEPT, HeaderMap};
use pilotlight_feed::{Date, Timestamp};
use url::form_urlencoded;

use super::problem::Problem;
use super::reply::Reply;
use super::{Api, Asked};
use crate::core::{By, Catalog, IncidentReport, Selection, SelectionError, State, UptimeReport};
use crate::store::Store;

/// The parameters of a report's address, as they were written.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    from: Option<String>,
    to: Option<String>,
    components: Vec<String>,
    by: Option<String>,
    format: Option<String>,
}

/// In what form a report is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Json,
    Csv,
}

pub(super) async fn uptime(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let wanted = Wanted::parse(asked.query)?;
    let is_by_month = match wanted.by.as_deref() {
        None => false,
        Some("month") => true,
        Some(_) => return Err(Problem::parameter("by", "is month, or left out")),
    };
    let form = wanted.form(&asked.headers)?;
    let (state, selection) = history(api, wanted).await?;
    counted(move || {
        let report = UptimeReport::of(&state, &selection, is_by_month);
        match form {
            Form::Json => Reply::ok(report.to_json()),
            Form::Csv => Reply::csv(report.to_csv()),
        }
    })
    .await
}

pub(super) async fn incidents(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let wanted = Wanted::parse(asked.query)?;
    let by = match wanted.by.as_deref() {
        None => None,
        Some("month") => Some(By::Month),
        Some("component") => Some(By::Component),
        Some("impact") => Some(By::Impact),
        Some(_) => {
            let problem = "is month, component or impact, or left out";
            return Err(Problem::parameter("by", problem));
        }
    };
    let form = wanted.form(&asked.headers)?;
    let (state, selection) = history(api, wanted).await?;
    counted(move || {
        let report = IncidentReport::of(&state, &selection, by);
        match form {
            Form::Json => Reply::ok(report.to_json()),
            Form::Csv => Reply::csv(report.to_csv()),
        }
    })
    .await
}

/// What is asked for, and the history that it is counted from: that of the database, since the loop
/// keeps only the days that are shown.
async fn history(api: &Api, wanted: Wanted) -> Result<(State, Selection), Problem> {
    let catalog = api.catalog.load_full();
    let selection = wanted.selection(&catalog, api.clock.now().at)?;
    let loaded = api.store.history(selection.from).await?;
    let state = State::of_history(catalog, loaded.ledger, loaded.events, selection.from);
    selection.of_page(state).map_err(refused)
}

/// Counts where it holds up nobody: years of a large page take their time.
async fn counted(count: impl FnOnce() -> Reply + Send + 'static) -> Result<Reply, Problem> {
    let done = tokio::task::spawn_blocking(count).await;
    done.map_err(|error| {
        tracing::error!(%error, "a report ended badly");
        Problem::busy("the report could not be made; ask for a shorter window")
    })
}

impl Wanted {
    pub(super) fn parse(query: &str) -> Result<Self, Problem> {
        let mut wanted = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.into_owned();
            let (field, place) = match &*name {
                "component" => {
                    wanted.components.push(value);
                    continue;
                }
                "from" => ("from", &mut wanted.from),
                "to" => ("to", &mut wanted.to),
                "by" => ("by", &mut wanted.by),
                "format" => ("format", &mut wanted.format),
                _ => {
                    return Err(Problem::bad(format!(
                        "there is no parameter {name:?} here; there are from, to, component, by and format"
                    )));
                }
            };
            if place.replace(value).is_some() {
                return Err(Problem::parameter(
                    field,
                    "stands there twice; once is enough",
                ));
            }
        }
        Ok(wanted)
    }

    /// The form that the address names, else the one that the client accepts.
    fn form(&self, headers: &HeaderMap) -> Result<Form, Problem> {
        match self.format.as_deref() {
            Some("json") => Ok(Form::Json),
            Some("csv") => Ok(Form::Csv),
            Some(_) => Err(Problem::parameter("format", "is json or csv")),
            None if accepts_csv(headers) => Ok(Form::Csv),
            None => Ok(Form::Json),
        }
    }

    pub(super) fn selection(self, catalog: &Catalog, now: Timestamp) -> Result<Selection, Problem> {
        let instant = |field, text: Option<String>| {
            text.map(|text| instant(catalog, &text).ok_or_else(|| no_time(field, &text)))
                .transpose()
        };
        let window = (instant("from", self.from)?, instant("to", self.to)?);
        Selection::new(window, self.components, now).map_err(refused)
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what `map_err` hands over"
)]
fn refused(error: SelectionError) -> Problem {
    Problem::parameter(error.field(), format!("is no good: {error}"))
}

/// An instant, or the midnight of the page's zone with which a day begins.
fn instant(catalog: &Catalog, text: &str) -> Option<Timestamp> {
    let day = || Date::parse(text).map(|date| catalog.page.zone.midnight(date));
    Timestamp::parse(text).or_else(|_| day()).ok()
}

fn no_time(field: &'static str, text: &str) -> Problem {
    Problem::parameter(
        field,
        format!(
            "{text:?} is no time; write a day of the page, 2026-11-01, or 2026-11-01T00:00:00Z"
        ),
    )
}

/// Whether CSV is named before JSON, or without it.
fn accepts_csv(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    let kinds = accept.unwrap_or_default().split(',');
    let mut kinds = kinds.filter_map(|kind| match kind.split(';').next()?.trim() {
        "text/csv" => Some(Form::Csv),
        "application/json" => Some(Form::Json),
        _ => None,
    });
    kinds.next() == Some(Form::Csv)
}
