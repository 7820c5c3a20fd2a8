//! Who may ask for what: tokens, their scopes, and the members of the team that they belong to.
//!
//! A token is `plt_`, its identifier, `_` and 256 random bits in base64url. Of the secret only the
//! SHA-256 is kept, so it is shown once, when it is made.

mod check;
mod vocabulary;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use pilotlight_feed::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};

pub use check::{Unfit, check_name, check_token};
pub use vocabulary::{Role, Scope, Scopes};

/// What every token begins with, so that scanners for leaked secrets know it.
const PREFIX: &str = "plt_";
/// Random bytes of a secret.
const SECRET_BYTES: usize = 32;
/// Characters of an identifier: 50 bits, enough that two are never the same.
const ID_CHARS: usize = 10;
/// Letters that are not mistaken for each other, in the order of Crockford's base 32.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The system gives no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("the system gives no random bytes; try again when it does")]
pub struct NoRandomness;

/// A token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Identifier, also a part of the token itself.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Whose it is; none: nobody's in particular.
    pub member: Option<String>,
    /// What it may be used for.
    pub scopes: Scopes,
    /// SHA-256 of its secret.
    pub digest: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is of no use.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// Somebody of the team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Identifier.
    pub id: String,
    /// Name, as the audit log shows it.
    pub name: String,
    /// What tokens of theirs may be used for at most.
    pub role: Role,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when; their tokens are of no use from then on.
    pub removed_at: Option<Timestamp>,
}

/// A token that was just made, with its secret. It never stands in a log.
pub struct Minted {
    /// What is kept of it.
    pub token: Token,
    /// The whole token, to be shown once.
    pub text: String,
}

impl std::fmt::Debug for Minted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Minted")
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

/// What a new token is to be.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What it is for.
    pub name: String,
    /// Whose it is.
    pub member: Option<String>,
    /// What it may be used for.
    pub scopes: Scopes,
    /// From when on it is of no use.
    pub expires_at: Option<Timestamp>,
}

/// Makes a token.
///
/// # Errors
/// [`NoRandomness`].
pub fn mint(new: NewToken, now: Timestamp) -> Result<Minted, NoRandomness> {
    let mut secret = [0; SECRET_BYTES];
    fill(&mut secret)?;
    let secret = BASE64_URL_SAFE_NO_PAD.encode(secret);
    let id = fresh_id()?;
    let text = [PREFIX, &id, "_", &secret].concat();
    let token = Token {
        id,
        name: new.name,
        member: new.member,
        scopes: new.scopes,
        digest: digest(&secret),
        created_at: now,
        expires_at: new.expires_at,
        revoked_at: None,
        last_used_at: None,
    };
    Ok(Minted { token, text })
}

/// A fresh identifier: ten characters that are read and typed without mistakes.
///
/// # Errors
/// [`NoRandomness`].
pub fn fresh_id() -> Result<String, NoRandomness> {
    let mut random = [0; ID_CHARS];
    fill(&mut random)?;
    let letters = random.map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    Ok(letters.iter().collect())
}

/// The identifier and the secret of a token; none when the text is none.
#[must_use]
pub fn parts(text: &str) -> Option<(&str, &str)> {
    let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
    let is_id = id.len() == ID_CHARS && id.bytes().all(|byte| ALPHABET.contains(&byte));
    (is_id && !secret.is_empty() && secret.len() <= 64).then_some((id, secret))
}

impl Token {
    /// Whether this is its secret. Takes as long for a near miss as for any other.
    #[must_use]
    pub fn is_secret(&self, secret: &str) -> bool {
        let given = digest(secret);
        let pairs = self.digest.iter().zip(given);
        pairs.fold(0, |difference, (kept, given)| difference | (kept ^ given)) == 0
    }

    /// Whether it is of use at an instant.
    #[must_use]
    pub fn is_valid(&self, at: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| at < end)
    }
}

fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn fill(bytes: &mut [u8]) -> Result<(), NoRandomness> {
    SystemRandom::new().fill(bytes).map_err(|_| NoRandomness)
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::Timestamp;

    use super::{NewToken, Scope, Scopes, mint, parts};

    fn minted() -> super::Minted {
        let new = NewToken {
            name: "ci".to_owned(),
            member: None,
            scopes: Scopes::of(&[Scope::Read]),
            expires_at: Some(Timestamp(100)),
        };
        mint(new, Timestamp(0)).expect("random bytes")
    }

    #[test]
    fn a_token_holds_256_bits_and_is_kept_as_a_digest() {
        let minted = minted();
        let (id, secret) = parts(&minted.text).expect("a token");
        assert_eq!((id, secret.len()), (minted.token.id.as_str(), 43));
        assert!(minted.token.is_secret(secret));
        assert!(
            !format!("{minted:?}").contains(secret),
            "it never stands in a log"
        );
    }

    #[test]
    fn another_secret_is_refused_wherever_it_differs() {
        let minted = minted();
        let (_, secret) = parts(&minted.text).expect("a token");
        for place in 0..secret.len() {
            let mut other = secret.as_bytes().to_vec();
            other[place] = if other[place] == b'A' { b'B' } else { b'A' };
            assert!(
                !minted
                    .token
                    .is_secret(std::str::from_utf8(&other).expect("text"))
            );
        }
        assert!(!minted.token.is_secret(""));
        assert_ne!(self::minted().text, minted.text);
    }

    #[test]
    fn an_expired_or_revoked_token_is_of_no_use() {
        let mut token = minted().token;
        assert!(token.is_valid(Timestamp(99)) && !token.is_valid(Timestamp(100)));
        token.revoked_at = Some(Timestamp(1));
        assert!(!token.is_valid(Timestamp(2)));
    }

    #[test]
    fn what_is_no_token_has_no_parts() {
        for text in [
            "",
            "plt_",
            "plt_0123456789_",
            "plt_012345678i_x",
            "0123456789_x",
            "plt_short_x",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
