//! Routes of tokens, members and the audit log.

use std::net::IpAddr;

use pilotlight_feed::{Timestamp, is_id, limits};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::input;
use super::list::Paging;
use super::problem::Problem;
use super::reply::Reply;
use super::{Api, Asked};
use crate::access::{Member, NewToken, Scopes, Token, mint};
use crate::store::{AccessChange, AuditEntry, AuditRow, Store, StoreError};

pub(super) async fn audit(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let paging = Paging::parse(asked.query)?;
    let rows = api.store.audit(paging.number()?, paging.limit + 1).await?;
    Ok(paging.reply(rows, line, |row| row.seq.to_string()))
}

pub(super) async fn tokens(api: &Api) -> Result<Reply, Problem> {
    let tokens = api.store.tokens().await?;
    let items: Vec<Value> = tokens.iter().map(token_json).collect();
    Ok(Reply::ok(json!({ "items": items, "next": null })))
}

pub(super) async fn make_token(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let wanted: input::TokenInput = input::parse(&asked.body)?;
    let now = api.clock.now().at;
    let scopes: Vec<_> = wanted.scopes.iter().map(|word| word.0).collect();
    if scopes.is_empty() {
        return Err(Problem::field(
            "scopes",
            "is empty; name at least one, for example read",
        ));
    }
    if wanted.expires_at.is_some_and(|end| end <= now) {
        return Err(Problem::field("expires_at", "is over; name a time ahead"));
    }
    if let Some(member) = &wanted.member {
        let members = api.store.members().await?;
        let is_there = |known: &Member| known.id == *member && known.removed_at.is_none();
        if !members.iter().any(is_there) {
            return Err(Problem::field(
                "member",
                format!("{member:?} is nobody of the team"),
            ));
        }
    }
    let new = NewToken {
        name: name(&wanted.name)?,
        member: wanted.member,
        scopes: Scopes::of(&scopes),
        expires_at: wanted.expires_at,
    };
    let minted = mint(new, now).map_err(|error| Problem::busy(&error.to_string()))?;
    let mut document = token_json(&minted.token);
    let change = AccessChange::AddToken(minted.token);
    carry_out(api, asked, ("token.create", change), None, Some(&document)).await?;
    // Shown once: it is kept nowhere.
    document["token"] = minted.text.into();
    Ok(Reply::document(asked.operation.done(), document))
}

pub(super) async fn revoke_token(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let (id, at) = (asked.parameter(0), api.clock.now().at);
    let token = api
        .store
        .token(id)
        .await?
        .ok_or_else(|| Problem::missing("token", id))?;
    let revoked = Token {
        revoked_at: token.revoked_at.or(Some(at)),
        ..token.clone()
    };
    let (before, after) = (token_json(&token), token_json(&revoked));
    let id = id.to_owned();
    let change = ("token.revoke", AccessChange::RevokeToken { id, at });
    carry_out(api, asked, change, Some(&before), Some(&after)).await?;
    Ok(Reply::ok(after))
}

pub(super) async fn members(api: &Api) -> Result<Reply, Problem> {
    let members = api.store.members().await?;
    let items: Vec<Value> = members.iter().map(member_json).collect();
    Ok(Reply::ok(json!({ "items": items, "next": null })))
}

pub(super) async fn put_member(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let wanted: input::MemberInput = input::parse(&asked.body)?;
    let id = asked.parameter(0);
    if !is_id(id) {
        return Err(Problem::field(
            "id",
            "is 1 to 64 characters of a to z, 0 to 9, - and _",
        ));
    }
    let known = find_member(api, id).await?;
    let member = Member {
        id: id.to_owned(),
        name: name(&wanted.name)?,
        role: wanted.role.0,
        created_at: known
            .as_ref()
            .map_or(api.clock.now().at, |known| known.created_at),
        removed_at: None,
    };
    let (before, after) = (known.as_ref().map(member_json), member_json(&member));
    let change = ("member.put", AccessChange::PutMember(member));
    carry_out(api, asked, change, before.as_ref(), Some(&after)).await?;
    Ok(Reply::ok(after))
}

pub(super) async fn remove_member(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let (id, at) = (asked.parameter(0), api.clock.now().at);
    let known = find_member(api, id).await?;
    let known = known.ok_or_else(|| Problem::missing("member", id))?;
    let removed = Member {
        removed_at: known.removed_at.or(Some(at)),
        ..known.clone()
    };
    let (before, after) = (member_json(&known), member_json(&removed));
    let id = id.to_owned();
    let change = ("member.remove", AccessChange::RemoveMember { id, at });
    carry_out(api, asked, change, Some(&before), Some(&after)).await?;
    Ok(Reply::ok(after))
}

/// Changes who may ask for what, with its line of the audit log.
async fn carry_out(
    api: &Api,
    asked: &Asked<'_>,
    (action, change): (&str, AccessChange),
    before: Option<&Value>,
    after: Option<&Value>,
) -> Result<(), Problem> {
    let target = after
        .or(before)
        .and_then(|document| document["id"].as_str());
    let entry = AuditEntry {
        at: api.clock.now().at,
        actor: asked.caller.actor.clone(),
        action: action.to_owned(),
        target: target.unwrap_or_default().to_owned(),
        before: before.map(ToString::to_string),
        after: after.map(ToString::to_string),
        once: asked.once.clone(),
    };
    match api.store.change_access(&change, &entry).await {
        Ok(_) => Ok(()),
        // A secret is shown once, so this answer cannot be given again.
        Err(StoreError::Repeated) => Err(Problem::new(
            http::StatusCode::CONFLICT,
            "a request with this Idempotency-Key was done already",
        )),
        Err(error) => Err(error.into()),
    }
}

async fn find_member(api: &Api, id: &str) -> Result<Option<Member>, Problem> {
    let members = api.store.members().await?;
    Ok(members.into_iter().find(|known| known.id == id))
}

fn name(text: &str) -> Result<String, Problem> {
    let (name, most) = (text.trim(), limits::NAME_CHARS);
    let is_good = !name.is_empty() && name.chars().count() <= most;
    if !is_good || name.chars().any(char::is_control) {
        return Err(Problem::field(
            "name",
            format!("is one line of 1 to {most} characters"),
        ));
    }
    Ok(name.to_owned())
}

fn token_json(token: &Token) -> Value {
    json!({
        "id": token.id,
        "name": token.name,
        "member": token.member,
        "scopes": token.scopes.words(),
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
        "last_used_at": token.last_used_at,
    })
}

fn member_json(member: &Member) -> Value {
    json!({
        "id": member.id,
        "name": member.name,
        "role": member.role.as_str(),
        "created_at": member.created_at,
        "removed_at": member.removed_at,
    })
}

/// A line of the audit log as it is answered. What was before and after stands in it as it is stored, looked
/// through and not taken apart: there may be hundreds of long documents on a page.
#[derive(Serialize)]
struct Line {
    seq: u64,
    at: Timestamp,
    actor: String,
    token: Option<String>,
    address: Option<IpAddr>,
    action: String,
    target: String,
    before: Option<Box<RawValue>>,
    after: Option<Box<RawValue>>,
}

fn line(row: &AuditRow) -> Line {
    let entry = &row.entry;
    // What is no JSON would break the rest.
    let stored = |json: &Option<String>| RawValue::from_string(json.clone()?).ok();
    Line {
        seq: row.seq,
        at: entry.at,
        actor: entry.actor.name.clone(),
        token: entry.actor.token.clone(),
        address: entry.actor.address,
        action: entry.action.clone(),
        target: entry.target.clone(),
        before: stored(&entry.before),
        after: stored(&entry.after),
    }
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::Timestamp;

    use super::line;
    use crate::store::{Actor, AuditEntry, AuditRow};

    fn written(before: Option<&str>, after: Option<&str>) -> String {
        let row = AuditRow {
            seq: 7,
            entry: AuditEntry {
                at: Timestamp(0),
                actor: Actor {
                    name: "Ann".to_owned(),
                    token: None,
                    address: "192.0.2.1".parse().ok(),
                },
                action: "incident.edit".to_owned(),
                target: "i1".to_owned(),
                before: before.map(str::to_owned),
                after: after.map(str::to_owned),
                once: None,
            },
        };
        serde_json::to_string(&line(&row)).expect("is written")
    }

    #[test]
    fn what_is_stored_stands_in_a_line_as_it_is_and_what_is_no_json_breaks_nothing() {
        // Not as we would write it: so it was not taken apart and put together again.
        let stored = r#"{"name":"<\/p>","version": 2}"#;
        let begin = r#"{"seq":7,"at":"1970-01-01T00:00:00Z","actor":"Ann","token":null,"address":"192.0.2.1","action":"incident.edit","target":"i1","before":"#;
        let expected = format!(r#"{begin}null,"after":{stored}}}"#);
        assert_eq!(written(None, Some(stored)), expected);
        let expected = format!(r#"{begin}null,"after":null}}"#);
        for damaged in ["{\"name\":", "{},\"actor\":\"Eve\"", ""] {
            assert_eq!(written(Some(damaged), None), expected, "{damaged}");
        }
    }
}
