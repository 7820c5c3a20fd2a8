//! The JSON of tokens and members: all but what lets somebody in.

use serde_json::{Value, json};

use crate::access::{Member, Token};

/// A token as JSON, without its secret.
#[must_use]
pub fn token_json(token: &Token) -> Value {
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

/// A member as JSON.
#[must_use]
pub fn member_json(member: &Member) -> Value {
    json!({
        "id": member.id,
        "name": member.name,
        "role": member.role.as_str(),
        "created_at": member.created_at,
        "removed_at": member.removed_at,
    })
}
