//! Routes of tokens, members and the audit log.

use std::net::IpAddr;

use pilotlight_feed::{Timestamp, is_id};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::input;
use super::list::Paging;
use super::problem::Problem;
use super::reply::Reply;
use super::{Api, Asked};
use crate::access::{Member, NewToken, Scopes, Token, check_name, check_token, mint};
use crate::record::{member_json, token_json};
use crate::store::{AccessChange, AuditEntry, AuditRow, Store, StoreError};

pub(super) async fn audit(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let paging = Paging::stateless(asked.query)?;
    let rows = api.store.audit(paging.number()?, paging.limit + 1).await?;
    Ok(paging.reply(rows, line, |row| row.seq.to_string()))
}

pub(super) async fn tokens(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let paging = Paging::stateless(asked.query)?;
    let tokens = api.store.tokens().await?;
    paging.by_id(tokens.iter().map(token_json).collect())
}

pub(super) async fn make_token(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    if api.done_before(asked).await?.is_some() {
        return Err(shown_once());
    }
    let wanted: input::TokenInput = input::parse(&asked.body)?;
    let now = api.clock.now().at;
    let scopes: Vec<_> = wanted.scopes.iter().map(|word| word.0).collect();
    let new = NewToken {
        name: wanted.name,
        member: wanted.member,
        scopes: Scopes::of(&scopes),
        expires_at: wanted.expires_at,
    };
    let new = check_token(new, &api.store.members().await?, now)?;
    let minted = mint(new, now).map_err(|error| Problem::busy(&error.to_string()))?;
    let mut document = token_json(&minted.token);
    let change = AccessChange::AddToken(minted.token);
    let done = carry_out(api, asked, ("token.create", change), None, &document).await?;
    if done.is_some() {
        return Err(shown_once());
    }
    // Shown once: it is kept nowhere.
    document["token"] = minted.text.into();
    Ok(Reply::document(asked.operation.done(), document))
}

pub(super) async fn revoke_token(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    if let Some(reply) = api.done_before(asked).await? {
        return Ok(reply);
    }
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
    let done = carry_out(api, asked, change, Some(&before), &after).await?;
    Ok(done.unwrap_or_else(|| Reply::ok(after)))
}

pub(super) async fn members(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    let paging = Paging::stateless(asked.query)?;
    let members = api.store.members().await?;
    paging.by_id(members.iter().map(member_json).collect())
}

pub(super) async fn put_member(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    if let Some(reply) = api.done_before(asked).await? {
        return Ok(reply);
    }
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
        name: check_name(&wanted.name)?,
        role: wanted.role.0,
        created_at: known
            .as_ref()
            .map_or(api.clock.now().at, |known| known.created_at),
        removed_at: None,
    };
    let (before, after) = (known.as_ref().map(member_json), member_json(&member));
    let change = ("member.put", AccessChange::PutMember(member));
    let done = carry_out(api, asked, change, before.as_ref(), &after).await?;
    Ok(done.unwrap_or_else(|| Reply::ok(after)))
}

pub(super) async fn remove_member(api: &Api, asked: &Asked<'_>) -> Result<Reply, Problem> {
    if let Some(reply) = api.done_before(asked).await? {
        return Ok(reply);
    }
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
    let done = carry_out(api, asked, change, Some(&before), &after).await?;
    Ok(done.unwrap_or_else(|| Reply::ok(after)))
}

/// Changes who may ask for what, with its line of the audit log. Answers what was answered before, when
/// the same request was under way twice and the other one has done it.
async fn carry_out(
    api: &Api,
    asked: &Asked<'_>,
    (action, change): (&str, AccessChange),
    before: Option<&Value>,
    after: &Value,
) -> Result<Option<Reply>, Problem> {
    let entry = AuditEntry {
        at: api.clock.now().at,
        actor: asked.caller.actor.clone(),
        action: action.to_owned(),
        target: after["id"].as_str().unwrap_or_default().to_owned(),
        before: before.map(ToString::to_string),
        after: Some(after.to_string()),
        once: asked.once.clone(),
    };
    match api.store.change_access(&change, &entry).await {
        Ok(_) => Ok(None),
        Err(StoreError::Repeated) => {
            let before = api.done_before(asked).await?;
            let again = || Problem::busy("this request is being done; ask again");
            before.map(Some).ok_or_else(again)
        }
        Err(error) => Err(error.into()),
    }
}

/// A secret is shown once, so this answer cannot be given again.
fn shown_once() -> Problem {
    Problem::new(
        http::StatusCode::CONFLICT,
        "a request with this Idempotency-Key was done already, and a token is shown once; revoke that one, GET /api/v1/tokens names it, and make another under another key",
    )
}

async fn find_member(api: &Api, id: &str) -> Result<Option<Member>, Problem> {
    let members = api.store.members().await?;
    Ok(members.into_iter().find(|known| known.id == id))
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
