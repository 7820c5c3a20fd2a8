//! `pilotlight export`: everything that people have said, as JSON for programs or as Markdown for
//! people.

use clap::ValueEnum;
use serde_json::{Value, json};

use super::Session;
use super::show;

/// In what form.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Form {
    /// One document.
    Json,
    /// One page.
    Markdown,
}

/// Prints everything, drafts included.
pub(crate) async fn export(session: &Session, form: Form) -> anyhow::Result<()> {
    let components = session.client.get("components").await?;
    let incidents = session.client.list("incidents", usize::MAX).await?;
    let maintenances = session.client.list("maintenances", usize::MAX).await?;
    match form {
        Form::Json => show::json(&json!({
            "format": "pilotlight-export/1",
            "components": components["items"],
            "incidents": incidents,
            "maintenances": maintenances,
        })),
        Form::Markdown => {
            println!("# Incidents\n");
            incidents
                .iter()
                .for_each(|event| print_event(event, session));
            println!("# Maintenances\n");
            maintenances
                .iter()
                .for_each(|event| print_event(event, session));
        }
    }
    Ok(())
}

fn print_event(event: &Value, session: &Session) {
    let begin = event.get("started_at").or_else(|| event.get("starts_at"));
    let begin = begin.map_or_else(String::new, |at| show::time(at, &session.here));
    println!("## {}\n", show::text(&event["name"]));
    println!(
        "{begin}, {}, `{}`\n",
        show::text(&event["status"]),
        show::text(&event["id"])
    );
    for update in event["updates"].as_array().into_iter().flatten() {
        let (at, status) = (
            show::time(&update["at"], &session.here),
            show::text(&update["status"]),
        );
        println!("**{status}**, {at}\n\n{}\n", show::text(&update["body"]));
    }
}
