//! Documents as values: JSON, YAML and TOML become the one form that readers know.

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use super::{Document, ImportError, yaml};

/// serde_json refuses what is nested deeper than 128 by itself.
pub(super) fn json(document: &Document) -> Result<Value, ImportError> {
    let text = document.text.trim_start_matches('\u{feff}');
    serde_json::from_str(text).map_err(|error| syntax(document, "JSON", error.to_string()))
}

pub(super) fn yaml(document: &Document) -> Result<Value, ImportError> {
    yaml::parse(&document.text).map_err(|why| syntax(document, "YAML", why))
}

/// The toml crate refuses what is nested deeper than 80 by itself.
pub(super) fn toml(text: &str) -> Result<Value, String> {
    let table = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
    Ok(table_value(table.get_ref()))
}

fn table_value(table: &DeTable<'_>) -> Value {
    let fields = table.iter().map(|(key, value)| {
        let key = key.get_ref().to_string();
        (key, toml_value(value.get_ref()))
    });
    Value::Object(fields.collect::<Map<_, _>>())
}

fn toml_value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Boolean(flag) => Value::from(*flag),
        DeValue::Datetime(at) => Value::from(at.to_string()),
        DeValue::Integer(number) => match number.as_str().parse::<i64>() {
            Ok(number) => Value::from(number),
            Err(_) => Value::from(number.as_str()),
        },
        DeValue::Float(number) => Value::from(number.as_str()),
        DeValue::Array(list) => list
            .iter()
            .map(|value| toml_value(value.get_ref()))
            .collect(),
        DeValue::Table(table) => table_value(table),
    }
}

fn syntax(document: &Document, language: &'static str, why: String) -> ImportError {
    ImportError::Syntax {
        path: document.path.clone(),
        language,
        why,
    }
}
