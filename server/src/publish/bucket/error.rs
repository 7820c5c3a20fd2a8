//! Why a bucket does not take files, in words an operator can act on. What the store answers is cut to
//! its code: the rest of it says our own request back to us.

use std::error::Error;

/// Why nothing, or not all, was written. What is in the bucket stays.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// It cannot be used at all.
    #[error("cannot use {address}: {reason}")]
    Place {
        /// Which bucket.
        address: String,
        /// Why.
        reason: String,
    },
    /// The store did not do something.
    #[error("cannot {doing} {address}/{path}: {reason}; {remedy}")]
    Store {
        /// What was attempted.
        doing: &'static str,
        /// In which bucket.
        address: String,
        /// On which file; empty for the bucket itself.
        path: String,
        /// Why it failed.
        reason: String,
        /// What to do about it.
        remedy: &'static str,
    },
    /// Somebody else publishes there, and what they have is newer.
    #[error(
        "{address} has revision {theirs}, which is newer than {ours}: another server publishes there; \
         stop one of the two"
    )]
    Superseded {
        /// Which bucket.
        address: String,
        /// The revision that is there.
        theirs: u64,
        /// The one that was not written.
        ours: u64,
    },
}

/// Why, in a line without what was sent.
pub(super) fn reason(error: &object_store::Error) -> String {
    let mut deepest: &dyn Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    let text = deepest.to_string();
    let code = text
        .split_once("<Code>")
        .and_then(|(_, rest)| rest.split_once("</Code>"))
        .map(|(code, _)| code);
    let line = text.split(['<', '\n']).next().unwrap_or_default();
    let line = line
        .trim_start_matches("Server returned non-2xx status code: ")
        .trim_end_matches([':', ' ']);
    match code {
        Some(code) => format!("{line} ({code})"),
        None => line.to_owned(),
    }
}

/// What to do about it.
pub(super) fn remedy(error: &object_store::Error) -> &'static str {
    use object_store::Error as Failed;
    let reason = reason(error);
    match error {
        _ if reason.contains("NoSuchBucket") => "make the bucket, or correct the url",
        _ if reason.contains("InvalidAccessKeyId") || reason.contains("SignatureDoesNotMatch") => {
            "correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        }
        _ if reason.contains("ExpiredToken") => "renew AWS_SESSION_TOKEN and the keys with it",
        Failed::PermissionDenied { .. } | Failed::Unauthenticated { .. } => {
            "let this key list the bucket and get, put and delete its objects"
        }
        Failed::NotImplemented { .. } => CONDITIONS,
        _ if reason.starts_with("501") || reason.contains("NotImplemented") => CONDITIONS,
        _ if reason.starts_with("301") || reason.contains("region") => "correct the region",
        _ => "see to it that endpoint, network and AWS_… credentials are good",
    }
}

const CONDITIONS: &str = "this store knows no conditions: set conditional = false in [publish.bucket], and let \
     one server alone publish there";
