//! What a token and a member must be, whoever makes them: by API, or in the database itself.

use pilotlight_feed::{Timestamp, limits};

use super::{Member, NewToken};

/// A field that cannot be so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {problem}")]
pub struct Unfit {
    /// Name of the field, for example `member`.
    pub field: &'static str,
    /// What is wrong, and what to do instead.
    pub problem: String,
}

/// A token to be made at an instant, its name trimmed. What its member may not, it may not either: the
/// role bounds it whenever it is used.
///
/// # Errors
/// [`Unfit`]: a name that is no line of text, no scope, an end that is over, a member that the team
/// does not have.
pub fn check_token(new: NewToken, members: &[Member], now: Timestamp) -> Result<NewToken, Unfit> {
    if new.scopes.is_empty() {
        return Err(unfit(
            "scopes",
            "is empty; name at least one, for example read",
        ));
    }
    if new.expires_at.is_some_and(|end| end <= now) {
        return Err(unfit("expires_at", "is over; name a time ahead"));
    }
    if let Some(member) = &new.member {
        let is_there = |known: &Member| known.id == *member && known.removed_at.is_none();
        if !members.iter().any(is_there) {
            return Err(unfit("member", format!("{member:?} is nobody of the team")));
        }
    }
    let name = check_name(&new.name)?;
    Ok(NewToken { name, ..new })
}

/// The name of a token or a member, trimmed.
///
/// # Errors
/// [`Unfit`] when it is no line of text, or too long.
pub fn check_name(text: &str) -> Result<String, Unfit> {
    let (name, most) = (text.trim(), limits::NAME_CHARS);
    let is_good = !name.is_empty() && name.chars().count() <= most;
    if !is_good || name.chars().any(char::is_control) {
        return Err(unfit(
            "name",
            format!("is one line of 1 to {most} characters"),
        ));
    }
    Ok(name.to_owned())
}

fn unfit(field: &'static str, problem: impl Into<String>) -> Unfit {
    let problem = problem.into();
    Unfit { field, problem }
}
