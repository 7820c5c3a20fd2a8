//! Rows of tokens and members.

use pilotlight_feed::Timestamp;
use sqlx::Row;
use sqlx::sqlite::{SqlitePool, SqliteRow};

use super::{audit, other};
use crate::access::{Member, Role, Scopes, Token};
use crate::store::{AccessChange, AuditEntry, StoreError};

const ALL_TOKENS: &str = "SELECT id, name, member, scopes, digest, created_at, expires_at, \
     revoked_at, last_used_at FROM token ORDER BY created_at, id";
const ONE_TOKEN: &str = "SELECT id, name, member, scopes, digest, created_at, expires_at, \
     revoked_at, last_used_at FROM token WHERE id = ?1";

const REVOKE_TOKENS_OF: &str =
    "UPDATE token SET revoked_at = ?2 WHERE member = ?1 AND revoked_at IS NULL";
const REVOKE_TOKENS_OF_REMOVED: &str = "UPDATE token SET revoked_at = ?2 WHERE member = ?1 AND revoked_at IS NULL \
     AND EXISTS (SELECT 1 FROM member WHERE id = ?1 AND removed_at IS NOT NULL)";

/// Carries out a change with its line of the audit log, both or none.
pub(super) async fn change(
    pool: &SqlitePool,
    change: &AccessChange,
    entry: &AuditEntry,
) -> Result<bool, StoreError> {
    let doing = |source| other("cannot change who may ask for what".to_owned(), source);
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.map_err(doing)?;
    if let Some((revocation, member)) = revocation(change) {
        let revoked = sqlx::query(revocation).bind(member).bind(entry.at.0);
        revoked.execute(&mut *transaction).await.map_err(doing)?;
    }
    let statement = match change {
        AccessChange::AddToken(token) => sqlx::query(
            "INSERT INTO token (id, name, member, scopes, digest, created_at, expires_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .bind(&token.id)
        .bind(&token.name)
        .bind(&token.member)
        .bind(token.scopes.to_string())
        .bind(token.digest.as_slice())
        .bind(token.created_at.0)
        .bind(token.expires_at.map(|at| at.0)),
        AccessChange::RevokeToken { id, at } => {
            sqlx::query("UPDATE token SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")
                .bind(id)
                .bind(at.0)
        }
        AccessChange::PutMember(member) => sqlx::query(
            "INSERT INTO member (id, name, role, created_at) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, \
                 removed_at = NULL",
        )
        .bind(&member.id)
        .bind(&member.name)
        .bind(member.role.as_str())
        .bind(member.created_at.0),
        AccessChange::RemoveMember { id, at } => {
            sqlx::query("UPDATE member SET removed_at = ?2 WHERE id = ?1 AND removed_at IS NULL")
                .bind(id)
                .bind(at.0)
        }
    };
    let done = statement.execute(&mut *transaction).await.map_err(doing)?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    audit::write(&mut transaction, entry).await?;
    transaction.commit().await.map_err(doing)?;
    Ok(true)
}

/// What revokes the tokens of a member, and whose: they go with the member for good. One who comes
/// back is given new ones, also when they went before tokens were revoked with them.
fn revocation(change: &AccessChange) -> Option<(&'static str, &str)> {
    match change {
        AccessChange::RemoveMember { id, .. } => Some((REVOKE_TOKENS_OF, id)),
        AccessChange::PutMember(member) => Some((REVOKE_TOKENS_OF_REMOVED, &member.id)),
        AccessChange::AddToken(_) | AccessChange::RevokeToken { .. } => None,
    }
}

pub(super) async fn token(pool: &SqlitePool, id: &str) -> Result<Option<Token>, StoreError> {
    let row = sqlx::query(ONE_TOKEN).bind(id).fetch_optional(pool).await;
    let doing = |source| other("cannot read tokens".to_owned(), source);
    row.map_err(doing)?
        .map(|row| read_token(&row).map_err(doing))
        .transpose()
}

pub(super) async fn tokens(pool: &SqlitePool) -> Result<Vec<Token>, StoreError> {
    let rows = sqlx::query(ALL_TOKENS).fetch_all(pool).await;
    let doing = |source| other("cannot read tokens".to_owned(), source);
    rows.map_err(doing)?
        .iter()
        .map(|row| read_token(row).map_err(doing))
        .collect()
}

/// Notes that a token was used.
pub(super) async fn used(pool: &SqlitePool, id: &str, at: Timestamp) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE token SET last_used_at = ?2 WHERE id = ?1")
        .bind(id)
        .bind(at.0)
        .execute(pool)
        .await;
    done.map(drop)
        .map_err(|source| other("cannot note the use of a token".to_owned(), source))
}

pub(super) async fn members(pool: &SqlitePool) -> Result<Vec<Member>, StoreError> {
    let rows = sqlx::query("SELECT id, name, role, created_at, removed_at FROM member ORDER BY id");
    let doing = |source| other("cannot read members".to_owned(), source);
    let rows = rows.fetch_all(pool).await.map_err(doing)?;
    rows.iter()
        .map(|row| read_member(row).map_err(doing))
        .collect()
}

fn read_token(row: &SqliteRow) -> Result<Token, sqlx::Error> {
    let digest: &[u8] = row.try_get("digest")?;
    let instant = |column| {
        let at: Option<i64> = row.try_get(column)?;
        Ok::<_, sqlx::Error>(at.map(Timestamp))
    };
    Ok(Token {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        member: row.try_get("member")?,
        scopes: Scopes::parse(row.try_get("scopes")?),
        digest: digest
            .try_into()
            .map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        created_at: Timestamp(row.try_get("created_at")?),
        expires_at: instant("expires_at")?,
        revoked_at: instant("revoked_at")?,
        last_used_at: instant("last_used_at")?,
    })
}

fn read_member(row: &SqliteRow) -> Result<Member, sqlx::Error> {
    let removed_at: Option<i64> = row.try_get("removed_at")?;
    let role: &str = row.try_get("role")?;
    Ok(Member {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        // A role that this version does not know allows the least.
        role: Role::from_word(role).unwrap_or(Role::Viewer),
        created_at: Timestamp(row.try_get("created_at")?),
        removed_at: removed_at.map(Timestamp),
    })
}
