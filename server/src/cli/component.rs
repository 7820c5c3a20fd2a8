//! `pilotlight component …`.

use clap::Subcommand;
use http::Method;
use serde_json::json;

use super::Session;
use super::client::Call;
use super::show;

#[derive(Debug, Subcommand)]
pub(crate) enum Component {
    /// List components, also those that are hidden, and what is set by hand until when.
    List,
    /// Set a component's status by hand.
    Set {
        /// Which.
        id: String,
        /// operational, degraded_performance, partial_outage, major_outage or under_maintenance.
        status: String,
        /// Until when: 2h, 14:30. Default: until it is taken back.
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
        /// Why, for the other operators.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Let its monitors speak for a component again.
    Clear {
        /// Which.
        id: String,
    },
}

impl Component {
    pub(crate) async fn run(self, session: &Session) -> anyhow::Result<()> {
        match self {
            Self::List => {
                let found = session.client.get("components").await?;
                let items = found["items"].as_array().cloned().unwrap_or_default();
                session.say(&found, |_| show::components(&items, &session.here));
            }
            Self::Set {
                id,
                status,
                until,
                reason,
            } => {
                let until = until.map(|until| session.here.ahead(&until)).transpose()?;
                let mut body = json!({ "status": status, "reason": reason });
                if let Some(until) = until {
                    body["until"] = json!(until);
                }
                let path = format!("components/{id}/status");
                let call = Call {
                    method: Method::PUT,
                    path: &path,
                    body: Some(body),
                    version: None,
                };
                let set = session.client.call(call).await?;
                session.say(&set, |set| {
                    let until = match until {
                        Some(until) => format!("until {}", session.here.show(until)),
                        None => format!("until `pilotlight component clear {id}`"),
                    };
                    println!(
                        "{id} is {} {until}",
                        show::text(&set["status"]).replace('_', " ")
                    );
                });
            }
            Self::Clear { id } => {
                let path = format!("components/{id}/status");
                let call = Call {
                    method: Method::DELETE,
                    path: &path,
                    body: None,
                    version: None,
                };
                let cleared = session.client.call(call).await?;
                session.say(&cleared, |_| {
                    println!("the monitors of {id} speak for it again")
                });
            }
        }
        Ok(())
    }
}
