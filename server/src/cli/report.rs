//! `pilotlight report …`: what the history says of a window, from the server or from the database
//! itself.

use clap::{Args, Subcommand, ValueEnum};
use pilotlight_feed::Timestamp;
use pilotlight_server::config::Config;
use pilotlight_server::core::{self, IncidentReport, Selection, UptimeReport};
use pilotlight_server::history;
use serde_json::Value;
use url::form_urlencoded;

use super::client::Client;
use super::show;
use super::time::Here;
use super::usage::usage;

#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// The uptime of components and groups.
    Uptime {
        /// Also each month.
        #[arg(long, value_enum)]
        by: Option<ByMonth>,
        #[command(flatten)]
        of: Of,
    },
    /// How many incidents began, and how long they took.
    Incidents {
        /// Also each month, component or impact.
        #[arg(long, value_enum)]
        by: Option<By>,
        #[command(flatten)]
        of: Of,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ByMonth {
    Month,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum By {
    Month,
    Component,
    Impact,
}

/// Of what, and in what form.
#[derive(Debug, Args)]
pub(crate) struct Of {
    /// Where the window begins: 2026-11-01, a date with time; 30d is 30 days ago. Default: 30 days
    /// before its end.
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Where it ends. Default: now.
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// A component. May be repeated. Default: the whole page.
    #[arg(long, short, value_name = "ID")]
    component: Vec<String>,
    /// Print CSV, for spreadsheets.
    #[arg(long)]
    csv: bool,
    /// Count from the database itself, on the server's machine; no token is needed.
    #[arg(long)]
    local: bool,
}

/// A report as it is printed.
enum Made {
    Json(Value),
    Csv(String),
}

impl Report {
    /// Whether it is counted from the database itself.
    pub(crate) const fn is_local(&self) -> bool {
        self.of().local
    }

    const fn of(&self) -> &Of {
        match self {
            Self::Uptime { of, .. } | Self::Incidents { of, .. } => of,
        }
    }

    /// Prints the report that a server makes.
    pub(crate) async fn run(&self, client: &Client, here: &Here, json: bool) -> anyhow::Result<()> {
        let path = self.path(here)?;
        let made = if self.of().is_csv(json)? {
            Made::Csv(client.text(&path).await?)
        } else {
            Made::Json(client.get(&path).await?)
        };
        self.print(&made, here, json);
        Ok(())
    }

    /// Prints the report that the database makes.
    pub(crate) async fn run_local(
        &self,
        config: &Config,
        here: &Here,
        json: bool,
    ) -> anyhow::Result<()> {
        let of = self.of();
        let is_csv = of.is_csv(json)?;
        let selection = Selection::new(of.window(here)?, of.component.clone(), here.now);
        let selection = selection.map_err(usage)?;
        let state = history(config, selection.from).await?;
        let (state, selection) = selection.of_page(state).map_err(usage)?;
        let (document, text) = match self {
            Self::Uptime { by, .. } => {
                let report = UptimeReport::of(&state, &selection, by.is_some());
                (report.to_json(), report.to_csv())
            }
            Self::Incidents { by, .. } => {
                let report = IncidentReport::of(&state, &selection, by.map(By::of_core));
                (report.to_json(), report.to_csv())
            }
        };
        let made = if is_csv {
            Made::Csv(text)
        } else {
            Made::Json(document)
        };
        self.print(&made, here, json);
        Ok(())
    }

    /// Where the server has it.
    fn path(&self, here: &Here) -> anyhow::Result<String> {
        let of = self.of();
        let (kind, by) = match self {
            Self::Uptime { by, .. } => ("uptime", by.map(|_| "month")),
            Self::Incidents { by, .. } => ("incidents", by.map(By::word)),
        };
        let (from, to) = of.window(here)?;
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, at) in [("from", from), ("to", to)] {
            if let Some(at) = at {
                query.append_pair(name, &at.to_string());
            }
        }
        for id in &of.component {
            query.append_pair("component", id);
        }
        if let Some(by) = by {
            query.append_pair("by", by);
        }
        if of.csv {
            query.append_pair("format", "csv");
        }
        Ok(format!("reports/{kind}?{}", query.finish()))
    }

    fn print(&self, made: &Made, here: &Here, json: bool) {
        match (made, self) {
            (Made::Csv(text), _) => print!("{text}"),
            (Made::Json(report), _) if json => show::json(report),
            (Made::Json(report), Self::Uptime { .. }) => uptime(report, here),
            (Made::Json(report), Self::Incidents { .. }) => incidents(report, here),
        }
    }
}

impl Of {
    fn is_csv(&self, json: bool) -> anyhow::Result<bool> {
        if self.csv && json {
            return Err(usage("--csv and --json are two forms; give one of them"));
        }
        Ok(self.csv)
    }

    fn window(&self, here: &Here) -> anyhow::Result<(Option<Timestamp>, Option<Timestamp>)> {
        let at = |text: &Option<String>| text.as_deref().map(|text| here.past(text)).transpose();
        Ok((at(&self.from)?, at(&self.to)?))
    }
}

impl By {
    const fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Component => "component",
            Self::Impact => "impact",
        }
    }

    const fn of_core(self) -> core::By {
        match self {
            Self::Month => core::By::Month,
            Self::Component => core::By::Component,
            Self::Impact => core::By::Impact,
        }
    }
}

fn heading(report: &Value, here: &Here) {
    let (from, to) = (
        show::time(&report["from"], here),
        show::time(&report["to"], here),
    );
    println!("{from} to {to}");
}

/// A line for each component and group, and one beneath it for each of its months.
fn uptime(report: &Value, here: &Here) {
    heading(report, here);
    let lists = ["components", "groups"].map(|list| report[list].as_array());
    let lines: Vec<&Value> = lists.into_iter().flatten().flatten().collect();
    let widths = lines
        .iter()
        .map(|line| show::text(&line["id"]).chars().count());
    // As wide as a month beneath.
    let width = widths.chain(["  2026-11".len()]).max().unwrap_or(0);
    for line in lines {
        println!("{:<width$}  {}", show::text(&line["id"]), figures(line));
        for month in line["months"].as_array().into_iter().flatten() {
            let name = format!("  {}", show::text(&month["month"]));
            println!("{name:<width$}  {}", figures(month));
        }
    }
}

fn figures(of: &Value) -> String {
    let minutes = &of["downtime_minutes"];
    match of["uptime_ppm"].as_u64() {
        // Ten thousand millionths are a hundredth.
        Some(ppm) => format!(
            "{:>3}.{:04} %  {minutes} min down",
            ppm / 10_000,
            ppm % 10_000
        ),
        None => "nothing is known".to_owned(),
    }
}

/// A line for all, and one for each part.
fn incidents(report: &Value, here: &Here) {
    heading(report, here);
    println!("{:<12}  {}", "all", counts(report));
    for part in report["parts"].as_array().into_iter().flatten() {
        let names = ["month", "component", "impact"].map(|field| show::text(&part[field]));
        println!("{:<12}  {}", names.concat(), counts(part));
    }
}

fn counts(of: &Value) -> String {
    let took = |field: &str| of[field].as_i64().map(minutes);
    let mut text = format!("{} began, {} over", of["count"], of["resolved"]);
    if let Some(mean) = took("mean_time_to_resolve_s") {
        text = format!("{text} after {mean}");
    }
    if let Some(mean) = took("mean_time_to_acknowledge_s") {
        text = format!("{text}, {} acknowledged after {mean}", of["acknowledged"]);
    }
    text
}

/// Rounded up, as a report is.
fn minutes(seconds: i64) -> String {
    let minutes = (seconds + 59).div_euclid(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
