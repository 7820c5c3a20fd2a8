//! Who is let in: a bearer token, and nothing else. There are no cookies, so there is nothing that a
//! browser would send by itself.

mod failures;

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use http::StatusCode;
use http::header::{self, HeaderMap, HeaderValue};

use self::failures::Failures;
use super::Api;
use super::problem::Problem;
use crate::access::{Scope, Scopes, Token, parts};
use crate::core::Now;
use crate::store::{Actor, Store};

/// A token's last use is noted at most this often.
const NOTED_EVERY_S: i64 = 60;

/// Who asks, and what they may.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) actor: Actor,
    scopes: Scopes,
}

/// Counts wrong tokens. A right one is let in all the same: nobody is locked out by what others try.
#[derive(Debug, Default)]
pub(super) struct Gate {
    failures: Mutex<Failures>,
}

impl Gate {
    /// Finds out who asks.
    ///
    /// # Errors
    /// 401 without a valid token, 429 after too many of them.
    pub(super) async fn let_in(
        &self,
        api: &Api,
        from: IpAddr,
        headers: &HeaderMap,
    ) -> Result<Caller, Problem> {
        let now = api.clock.now();
        // Of two, a proxy before us may have looked at the other one.
        let mut given = headers.get_all(header::AUTHORIZATION).iter();
        let bearer = match (given.next(), given.next()) {
            (Some(only), None) => bearer(only),
            _ => None,
        };
        let Some((id, secret)) = bearer.and_then(parts) else {
            return Err(self.refuse(from, now));
        };
        let token = api.store.token(id).await?;
        let Some(token) = token.filter(|token| token.is_secret(secret) && token.is_valid(now.at))
        else {
            return Err(self.refuse(from, now));
        };
        let (name, scopes) = match whose(api, &token).await? {
            Some(found) => found,
            None => return Err(self.refuse(from, now)),
        };
        note_use(api, &token, now);
        Ok(Caller {
            scopes,
            actor: Actor {
                name,
                token: Some(token.id),
                address: Some(from),
            },
        })
    }

    /// Counts a failure and says what it is answered with.
    fn refuse(&self, from: IpAddr, now: Now) -> Problem {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wait) = failures.count(from, now.elapsed) {
            let wait_s = HeaderValue::from(wait.as_secs().max(1));
            return Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too many wrong tokens from this address; wait a minute",
            )
            .with(header::RETRY_AFTER, wait_s);
        }
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "send a token that is valid: Authorization: Bearer plt_…; `pilotlight token create` makes one",
        )
        .with(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }
}

impl Caller {
    /// Whether they may do what needs this scope.
    ///
    /// # Errors
    /// 403 when not.
    pub(super) fn may(&self, scope: Scope) -> Result<(), Problem> {
        if self.scopes.allows(scope) {
            return Ok(());
        }
        let (needed, held) = (scope.as_str(), self.scopes);
        Err(Problem::new(
            StatusCode::FORBIDDEN,
            format!("this needs the scope {needed}; your token has {held}"),
        ))
    }
}

/// The name and the scopes of a token: those of its member bound them. None when the member is gone.
async fn whose(api: &Api, token: &Token) -> Result<Option<(String, Scopes)>, Problem> {
    let Some(member) = &token.member else {
        return Ok(Some((token.name.clone(), token.scopes)));
    };
    let members = api.store.members().await?;
    let member = members.into_iter().find(|known| known.id == *member);
    Ok(member
        .filter(|known| known.removed_at.is_none())
        .map(|known| {
            let scopes = token.scopes.and(known.role.scopes());
            (known.name, scopes)
        }))
}

/// Notes the use of a token, beside the answer.
fn note_use(api: &Api, token: &Token, now: Now) {
    let is_noted = |last| now.at.since(last) < NOTED_EVERY_S;
    if token.last_used_at.is_some_and(is_noted) {
        return;
    }
    let (store, id) = (std::sync::Arc::clone(&api.store), token.id.clone());
    tokio::spawn(async move {
        if let Err(error) = store.token_used(&id, now.at).await {
            tracing::debug!(%error, "cannot note the use of a token");
        }
    });
}

fn bearer(value: &HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

#[cfg(test)]
mod tests;
