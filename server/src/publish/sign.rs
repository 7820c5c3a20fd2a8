//! Signing: whoever stands between us and a reader, a host, a cache, must not be able to turn a
//! page green. Every feed carries a signature that the widget can hold against a key which the
//! owner of its page has written down.
//!
//! Ed25519, so the same document has the same signature: what did not change is not published
//! anew. Where the signature stands is [`pilotlight_feed::signature`]'s affair.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use pilotlight_feed::signature;
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};

use crate::store::StoredKey;

/// Why there is no key to sign with.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A key is made of random bytes, and there are none.
    #[error("the system gives no random bytes to make a key of; start again when it does")]
    NoRandomness,
    /// What is stored is no key, or its halves do not belong together.
    #[error("the stored key is damaged; restore the data folder from a backup")]
    Damaged,
}

/// Makes a new key.
///
/// # Errors
/// [`KeyError::NoRandomness`].
pub fn fresh_key() -> Result<StoredKey, KeyError> {
    let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new());
    let document = made.map_err(|_| KeyError::NoRandomness)?;
    Ok(StoredKey(document.as_ref().to_vec()))
}

/// Signs feeds with one key.
pub struct Signer {
    pair: Ed25519KeyPair,
    public_key: String,
}

impl Signer {
    /// Signs with this key.
    ///
    /// # Errors
    /// [`KeyError::Damaged`].
    pub fn new(key: &StoredKey) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_pkcs8(&key.0).map_err(|_| KeyError::Damaged)?;
        let public_key = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key());
        Ok(Self { pair, public_key })
    }

    /// The public half: 43 characters of base64url without padding.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.public_key
    }

    /// The document with its signature; none when it does not begin as a feed, or has one already.
    pub(super) fn sign(&self, document: &[u8]) -> Option<Vec<u8>> {
        let message = signature::message(document)?;
        let signature = BASE64_URL_SAFE_NO_PAD.encode(self.pair.sign(&message));
        signature::seal(&message, &signature)
    }

    /// Whether a document is signed with this key, judged as a reader does: by its bytes and the
    /// public half alone.
    pub(super) fn has_signed(&self, document: &[u8]) -> bool {
        is_signed(document, self.pair.public_key().as_ref())
    }
}

/// Whether a document is signed with a public key: 43 characters of base64url.
pub(crate) fn is_signed_by(document: &[u8], public_key: &str) -> bool {
    let key = BASE64_URL_SAFE_NO_PAD.decode(public_key);
    key.is_ok_and(|key| is_signed(document, &key))
}

fn is_signed(document: &[u8], public_key: &[u8]) -> bool {
    let Some(signed) = signature::split(document) else {
        return false;
    };
    let public = UnparsedPublicKey::new(&ED25519, public_key);
    BASE64_URL_SAFE_NO_PAD
        .decode(signed.signature)
        .is_ok_and(|signature| public.verify(&signed.message(), &signature).is_ok())
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("public_key", &self.public_key)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
