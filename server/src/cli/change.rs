//! What is there is changed, on the version that was read.

use clap::Args;
use http::Method;
use serde_json::{Map, Value, json};

use super::client::Call;
use super::time::Here;
use super::{Session, show};

/// What an update of an incident or a maintenance says instead.
#[derive(Debug, Args)]
pub(crate) struct Corrected {
    /// What that update says instead, in Markdown.
    #[arg(long, short, allow_hyphen_values = true, requires = "update")]
    message: Option<String>,
    /// The time that it is shown under instead: 10m ago is 10m; 13:55; a date with time.
    #[arg(long, value_name = "TIME", requires = "update")]
    at: Option<String>,
}

impl Corrected {
    /// The body of an edit of what was given, and no more.
    pub(crate) fn given(self, here: &Here) -> anyhow::Result<Map<String, Value>> {
        let mut edit = Map::new();
        if let Some(message) = self.message {
            edit.insert("body".to_owned(), message.into());
        }
        if let Some(at) = self.at {
            edit.insert("at".to_owned(), json!(here.past(&at)?));
        }
        Ok(edit)
    }
}

impl Session {
    /// Changes something on the version that was read.
    pub(crate) async fn patch(
        &self,
        path: &str,
        known: &Value,
        edit: Value,
    ) -> anyhow::Result<Value> {
        let call = Call {
            method: Method::PATCH,
            path,
            body: Some(edit),
            version: known["version"].as_u64(),
        };
        self.client.call(call).await
    }

    /// Edits what is `known` of an incident or a maintenance, an update of it by its number, or both,
    /// each on the version that was read, and prints what it is then.
    pub(crate) async fn change(
        &self,
        path: &str,
        mut known: Value,
        edit: Map<String, Value>,
        update: Option<(u32, Map<String, Value>)>,
    ) -> anyhow::Result<()> {
        if !edit.is_empty() {
            known = self.patch(path, &known, Value::Object(edit)).await?;
        }
        if let Some((number, corrected)) = update {
            let path = format!("{path}/updates/{number}");
            known = self.patch(&path, &known, Value::Object(corrected)).await?;
        }
        self.say(&known, |known| show::event(known, &self.here));
        Ok(())
    }
}
