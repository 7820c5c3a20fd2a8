//! What is there is changed, on the version that was read.

use http::Method;
use serde_json::{Map, Value};

use super::client::Call;
use super::{Session, show};

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
