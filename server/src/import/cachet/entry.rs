//! Entries of Cachet's documents, told by their fields, for version 2 does not name their kind.
//! Version 3 speaks JSON:API: a kind, an identifier, attributes and relationships, and beside the
//! `data` what is `included`.

use serde_json::Value;

use crate::import::draft::Draft;
use crate::import::fields::{Fields, Known};

/// Beside the attributes of version 3.
const RESOURCE: [Known; 5] = [
    ("id", ""),
    ("type", ""),
    ("attributes", ""),
    ("relationships", ""),
    ("links", ""),
];
const RELATIONSHIP: [Known; 3] = [("data", ""), ("links", ""), ("meta", "")];
const RELATED: [Known; 2] = [("type", ""), ("meta", "")];
const STATUS: [Known; 1] = [("human", "")];
const RELATIONSHIPS: [Known; 5] = [
    ("components", ""),
    ("incidents", ""),
    ("updates", ""),
    ("user", "updates do not name who wrote them"),
    ("tags", "there are no tags"),
];

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
    relationships: Option<Fields<'a>>,
}

impl<'a> Entry<'a> {
    /// Identifiers of what version 3 relates to this entry; what has none is told.
    pub(super) fn related(&self, draft: &mut Draft, name: &'static str) -> Vec<String> {
        let relationship = self.relationships.as_ref().and_then(|it| it.object(name));
        let Some(relationship) = relationship else {
            return Vec::new();
        };
        let place = format!("{}, {name} of {}", self.path, self.id);
        let one = relationship.object("data");
        let many = draft.each(relationship.list("data"), "relationships", &place);
        draft.leave(&relationship, "relationships", &RELATIONSHIP, &place);
        let mut related = Vec::new();
        for it in one.into_iter().chain(many) {
            let id = it.word("id");
            draft.leave(&it, "relationships", &RELATED, &place);
            match id {
                Some(id) => related.push(id),
                None => draft.tell("relationships", "one has no identifier", &place),
            }
        }
        related
    }

    /// Notes the relationships that nobody has asked for.
    pub(super) fn leave_relationships(&self, draft: &mut Draft, at: &str) {
        if let Some(relationships) = &self.relationships {
            draft.leave(relationships, "relationships", &RELATIONSHIPS, at);
        }
    }

    /// Entries that version 2 nests in this one.
    pub(super) fn nested(
        &self,
        draft: &mut Draft,
        field: &'static str,
        kind: Kind,
    ) -> Vec<Entry<'a>> {
        let place = format!("{}, {field} of {}", self.path, self.id);
        let list = draft.each(self.fields.list(field), field, &place);
        let entries = list.into_iter().map(|fields| Entry {
            kind,
            id: fields.word("id").unwrap_or_default(),
            path: self.path,
            fields,
            relationships: None,
        });
        entries.collect()
    }
}

/// All entries of a document; what is of no known kind is told.
pub(super) fn entries<'a>(draft: &mut Draft, root: &'a Value, path: &'a str) -> Vec<Entry<'a>> {
    let lists = [root.get("data"), root.get("included")];
    let lists = lists.into_iter().flatten().map(|list| match list {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    });
    let mut entries = Vec::new();
    let mut values = Vec::new();
    for list in lists {
        values.extend(draft.each(list, "entries", path));
    }
    for value in values {
        match entry(draft, &value, path) {
            Ok(entry) => entries.push(entry),
            Err(why) => draft.tell("entries", &why, path),
        }
    }
    entries
}

fn entry<'a>(draft: &mut Draft, value: &Fields<'a>, path: &'a str) -> Result<Entry<'a>, String> {
    let (fields, kind) = if value.has("attributes") {
        let fields = value.object("attributes");
        let fields = fields.ok_or("the attributes of one have an unknown shape")?;
        let kind = value.text("type").unwrap_or_default();
        let known = kind_of_type(kind);
        let known = known.ok_or_else(|| format!("the kind {kind:?} is not carried over"))?;
        draft.leave(value, "entries", &RESOURCE, path);
        (fields, known)
    } else {
        let known = kind_of_fields(value).ok_or_else(|| {
            let names = value.unread().join(" ");
            format!("one is of no known kind; it has {names:?}")
        })?;
        (value.clone(), known)
    };
    let own_id = fields.word("id");
    let id = value.word("id").or(own_id);
    Ok(Entry {
        kind,
        id: id.ok_or("one has no identifier")?,
        path,
        fields,
        relationships: value.object("relationships"),
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
pub(super) fn status_of(draft: &mut Draft, fields: &Fields<'_>, at: &str) -> Option<i64> {
    let Some(object) = fields.object("status") else {
        return fields.number("status");
    };
    let status = object.number("value");
    draft.leave(&object, "statuses", &STATUS, at);
    status
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
