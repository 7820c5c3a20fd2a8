//! What `pilotlight component …` and `pilotlight group …` have in common: adding, changing, ordering and
//! retiring what stands beside the configuration file.

use clap::Args;
use http::Method;
use serde_json::{Map, Value, json};

use super::Session;
use super::ask::or_ask;
use super::client::{Call, path_of};
use super::show;
use super::usage::usage;

/// The longest identifier made of a name, in characters.
const ID_CHARS: usize = 64;

/// Of what, as the API calls it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// One of them, for example `component`.
    pub(super) one: &'static str,
    /// The list of them, for example `components`.
    pub(super) list: &'static str,
}

/// Where it is moved to, among what is told by API.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Place {
    /// Before all others.
    #[arg(long)]
    first: bool,
    /// After all others.
    #[arg(long)]
    last: bool,
    /// Before this one.
    #[arg(long, value_name = "ID")]
    before: Option<String>,
    /// After this one.
    #[arg(long, value_name = "ID")]
    after: Option<String>,
}

/// Name and identifier of what is added: who gives no identifier gets one made of the name.
pub(super) fn named(
    kind: Kind,
    name: Option<String>,
    id: Option<String>,
) -> anyhow::Result<(String, String)> {
    let name = or_ask(name, &format!("How is the {} called", kind.one), "the name")?;
    let made = || {
        let made = id_of(&name);
        (!made.is_empty()).then_some(made)
    };
    let question = format!("What is the id of the {}, in a-z, 0-9, - and _", kind.one);
    let id = or_ask(id.or_else(made), &question, "--id")?;
    Ok((name, id))
}

/// What was named, else what a person answers.
pub(super) fn which(kind: Kind, id: Option<String>) -> anyhow::Result<String> {
    or_ask(id, &format!("Which {}", kind.one), "the id")
}

/// Changes something on the version that is read.
pub(super) async fn edit(
    session: &Session,
    (kind, id): (Kind, &str),
    edit: Map<String, Value>,
) -> anyhow::Result<Value> {
    let path = path_of(kind.list, id)?;
    let known = session.client.get(&path).await?;
    let call = Call {
        method: Method::PATCH,
        path: &path,
        body: Some(Value::Object(edit)),
        // What stands in the file has none, which the server says.
        version: Some(known["version"].as_u64().unwrap_or(0)),
    };
    session.client.call(call).await
}

/// Takes something off the page.
pub(super) async fn retire(session: &Session, (kind, id): (Kind, &str)) -> anyhow::Result<()> {
    let path = path_of(kind.list, id)?;
    let call = Call {
        method: Method::DELETE,
        path: &path,
        body: None,
        version: None,
    };
    let retired = session.client.call(call).await?;
    session.say(&retired, |_| {
        println!("{id} is off the page; its history stays")
    });
    Ok(())
}

/// Moves something among what is told by API.
pub(super) async fn reorder(
    session: &Session,
    (kind, id): (Kind, &str),
    place: &Place,
) -> anyhow::Result<()> {
    let path = format!("{}-order", kind.one);
    let order = session.client.get(&path).await?;
    let ids = order["ids"].as_array().into_iter().flatten();
    let ids: Vec<String> = ids.map(|known| show::text(known).to_owned()).collect();
    let ids = moved(&ids, id, place).map_err(|missing| {
        usage(format!(
            "{missing:?} was not told by API; those of the configuration file stand in its order"
        ))
    })?;
    let call = Call {
        method: Method::PUT,
        path: &path,
        body: Some(json!({ "ids": ids })),
        version: order["version"].as_u64(),
    };
    let set = session.client.call(call).await?;
    session.say(&set, |_| println!("{}", ids.join("\n")));
    Ok(())
}

/// The order with one moved.
///
/// # Errors
/// The identifier that is not in it.
fn moved(ids: &[String], id: &str, place: &Place) -> Result<Vec<String>, String> {
    let find = |ids: &[String], id: &str| {
        let found = ids.iter().position(|known| known == id);
        found.ok_or_else(|| id.to_owned())
    };
    let mut ids = ids.to_vec();
    let own = ids.remove(find(&ids, id)?);
    let to = match (&place.before, &place.after) {
        (Some(before), _) => find(&ids, before)?,
        (None, Some(after)) => find(&ids, after)? + 1,
        (None, None) if place.first => 0,
        (None, None) => ids.len(),
    };
    ids.insert(to, own);
    Ok(ids)
}

/// An identifier made of a name: `Checkout API (EU)` is `checkout-api-eu`.
fn id_of(name: &str) -> String {
    let mut id = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() || letter == '_' {
            id.push(letter);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.truncate(ID_CHARS);
    id.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Place, id_of, moved};

    #[test]
    fn an_identifier_is_made_of_the_letters_and_digits_of_a_name() {
        assert_eq!(id_of("Checkout API (EU)"), "checkout-api-eu");
        assert_eq!(id_of("  a  b_c  "), "a-b_c");
        assert_eq!(id_of("支付"), "");
        assert_eq!(id_of(&"x".repeat(80)).len(), 64);
    }

    #[track_caller]
    fn check(place: &Place, expected: Result<&str, &str>) {
        let ids: Vec<String> = ["a", "b", "c"].map(str::to_owned).into();
        let moved = moved(&ids, "b", place).map(|ids| ids.join(""));
        assert_eq!(moved, expected.map(str::to_owned).map_err(str::to_owned));
    }

    #[test]
    fn one_is_moved_to_an_end_or_beside_another() {
        let place = |before: Option<&str>, after: Option<&str>| Place {
            first: before.is_none() && after == Some("^"),
            last: false,
            before: before.map(str::to_owned),
            after: after.filter(|id| *id != "^").map(str::to_owned),
        };
        check(&place(None, Some("^")), Ok("bac"));
        check(&place(None, None), Ok("acb"));
        check(&place(Some("a"), None), Ok("bac"));
        check(&place(None, Some("c")), Ok("acb"));
        check(&place(None, Some("a")), Ok("abc"));
        check(&place(Some("x"), None), Err("x"));
        check(&place(Some("b"), None), Err("b"));
    }
}
