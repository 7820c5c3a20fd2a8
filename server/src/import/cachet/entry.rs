//! Entries of Cachet's documents, told by their fields, for version 2 does not name their kind.
//! Version 3 speaks JSON:API: a kind, an identifier, attributes and relationships, and beside the
//! `data` what is `included`.

use serde_json::Value;

use crate::import::fields::{self, Fields};

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Group,
    Component,
    Incident,
    Schedule,
    Update,
}

/// One entry, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub(super) kind: Kind,
    pub(super) id: String,
    pub(super) path: &'a str,
    pub(super) fields: Fields<'a>,
    relationships: Option<&'a Value>,
}

impl<'a> Entry<'a> {
    /// Identifiers of what version 3 relates to this entry.
    pub(super) fn related(&self, name: &str) -> Vec<String> {
        let related = self.relationships.and_then(|it| it.get(name)?.get("data"));
        let one = related.and_then(|it| it.get("id")).and_then(fields::word);
        let many = related
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let many = many.iter().filter_map(|it| fields::word(it.get("id")?));
        one.into_iter().chain(many).collect()
    }

    /// Entries that version 2 nests in this one.
    pub(super) fn nested(&self, field: &'static str, kind: Kind) -> Vec<Entry<'a>> {
        let list = self.fields.list(field);
        Fields::each(list)
            .map(|fields| Entry {
                kind,
                id: fields.word("id").unwrap_or_default(),
                path: self.path,
                fields,
                relationships: None,
            })
            .collect()
    }
}

/// All entries of a document; none where it is of another make.
pub(super) fn entries<'a>(root: &'a Value, path: &'a str) -> Vec<Entry<'a>> {
    let lists = [root.get("data"), root.get("included")];
    let values = lists.into_iter().flatten().flat_map(|list| match list {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    });
    values.filter_map(|value| entry(value, path)).collect()
}

fn entry<'a>(value: &'a Value, path: &'a str) -> Option<Entry<'a>> {
    let attributes = value.get("attributes");
    let fields = Fields::of(attributes.unwrap_or(value))?;
    let kind = match attributes {
        Some(_) => kind_of_type(value.get("type")?.as_str()?)?,
        None => kind_of_fields(&fields)?,
    };
    let own_id = fields.word("id");
    let id = value.get("id").and_then(fields::word).or(own_id)?;
    Some(Entry {
        kind,
        id,
        path,
        fields,
        relationships: value.get("relationships"),
    })
}

fn kind_of_type(kind: &str) -> Option<Kind> {
    match kind {
        "componentGroups" | "component-groups" | "component_groups" => Some(Kind::Group),
        "components" => Some(Kind::Component),
        "incidents" => Some(Kind::Incident),
        "schedules" => Some(Kind::Schedule),
        "updates" | "incidentUpdates" | "incident-updates" => Some(Kind::Update),
        _ => None,
    }
}

fn kind_of_fields(fields: &Fields<'_>) -> Option<Kind> {
    if fields.has("enabled_components") {
        return Some(Kind::Group);
    }
    if fields.has("incident_id") {
        return Some(Kind::Update);
    }
    if fields.has("message") {
        let is_schedule = fields.has("scheduled_at") && !fields.has("visible");
        return Some(if is_schedule {
            Kind::Schedule
        } else {
            Kind::Incident
        });
    }
    if fields.has("status_name") || fields.has("group_id") || fields.has("link") {
        return Some(Kind::Component);
    }
    fields.has("collapsed").then_some(Kind::Group)
}

/// A status as a number, in either version.
pub(super) fn status_of(fields: &Fields<'_>) -> Option<i64> {
    let value = || fields.object("status")?.number("value");
    fields.number("status").or_else(value)
}

/// What the document says of pages that follow it.
pub(super) fn pages_beyond(root: &Value) -> Option<String> {
    let pagination = root.get("meta").and_then(|meta| meta.get("pagination"));
    let number = |key| {
        pagination
            .and_then(|it| it.get(key))
            .and_then(Value::as_i64)
    };
    match (number("current_page"), number("total_pages")) {
        (Some(page), Some(pages)) if pages <= 1 || (page == pages && page == 1) => None,
        (Some(page), Some(pages)) => Some(format!("this is page {page} of {pages}")),
        _ => {
            let next = root.get("links").and_then(|links| links.get("next"));
            let has_next = next.is_some_and(|next| !next.is_null());
            has_next.then(|| "the document names a next page".to_owned())
        }
    }
}
