//! Lists in pages: a cursor names the last item, so that nothing is skipped or repeated when others
//! add to the list meanwhile.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use pilotlight_feed::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::problem::Problem;
use super::reply::Reply;
use crate::store::EventQuery;

/// Items of a page when the request does not say.
const DEFAULT_LIMIT: u32 = 50;
/// Items of a page at most.
const MOST_LIMIT: u32 = 200;

/// The parameters of a list's address.
#[derive(Debug)]
pub(super) struct Paging<'a> {
    pub(super) limit: u32,
    pub(super) state: Option<&'a str>,
    cursor: Option<&'a str>,
}

impl<'a> Paging<'a> {
    /// Reads `limit`, `cursor` and `state`.
    ///
    /// # Errors
    /// 400 for any other parameter, so that a misspelt one is not mistaken for an answer.
    pub(super) fn parse(query: &'a str) -> Result<Self, Problem> {
        let mut paging = Self {
            limit: DEFAULT_LIMIT,
            state: None,
            cursor: None,
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match name {
                "limit" => {
                    let limit = value
                        .parse()
                        .ok()
                        .filter(|limit| (1..=MOST_LIMIT).contains(limit));
                    paging.limit =
                        limit.ok_or_else(|| Problem::bad(format!("limit is 1 to {MOST_LIMIT}")))?;
                }
                "cursor" => paging.cursor = Some(value),
                "state" => paging.state = Some(value),
                _ => {
                    return Err(Problem::bad(format!(
                        "there is no parameter {name:?} here; there are limit, cursor and state"
                    )));
                }
            }
        }
        Ok(paging)
    }

    /// Reads `limit` and `cursor`, for a list whose items have no state.
    ///
    /// # Errors
    /// 400 for any other parameter.
    pub(super) fn stateless(query: &'a str) -> Result<Self, Problem> {
        let paging = Self::parse(query)?;
        match paging.state {
            None => Ok(paging),
            Some(_) => Err(Problem::bad(
                "there is no parameter \"state\" here; there are limit and cursor",
            )),
        }
    }

    /// The same as a question to the store, for one item more than the page has.
    ///
    /// # Errors
    /// 400 when the cursor is none of ours, or the state neither `open` nor `over`.
    pub(super) fn events(&self) -> Result<EventQuery, Problem> {
        let is_open = match self.state {
            None | Some("all") => None,
            Some("open") => Some(true),
            Some("over") => Some(false),
            Some(_) => return Err(Problem::bad("state is open, over or all")),
        };
        let after = self.cursor.map(|cursor| {
            let text = decode(cursor)?;
            let (at, id) = text.split_once(' ')?;
            Some((Timestamp(at.parse().ok()?), id.to_owned()))
        });
        Ok(EventQuery {
            is_open,
            after: after.map(|after| after.ok_or_else(foreign)).transpose()?,
            limit: self.limit + 1,
        })
    }

    /// The number that a list of numbered lines goes on before.
    ///
    /// # Errors
    /// 400 when the cursor is none of ours.
    pub(super) fn number(&self) -> Result<Option<u64>, Problem> {
        let number = self.cursor.map(|cursor| decode(cursor)?.parse().ok());
        number.map(|number| number.ok_or_else(foreign)).transpose()
    }

    /// A page of what was found, which is one item more where there are more. `document` is what is
    /// written of an item, at once and one after the other; `cursor` names its place.
    pub(super) fn reply<T, D: Serialize>(
        &self,
        mut found: Vec<T>,
        document: impl Fn(&T) -> D,
        cursor: impl Fn(&T) -> String,
    ) -> Reply {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let has_more = limit < found.len();
        found.truncate(limit);
        let next = found
            .last()
            .filter(|_| has_more)
            .map(|last| BASE64_URL_SAFE_NO_PAD.encode(cursor(last)));
        Reply::written(&Page {
            items: Items(&found, document),
            next,
        })
    }
}

/// What a list answers.
#[derive(Serialize)]
struct Page<'a, T, F> {
    #[serde(bound(serialize = "Items<'a, T, F>: Serialize"))]
    items: Items<'a, T, F>,
    next: Option<String>,
}

/// Items, and what is written of each. No tree is built of them first: that would cost more than all the
/// rest of a list.
struct Items<'a, T, F>(&'a [T], F);

impl<T, D: Serialize, F: Fn(&T) -> D> Serialize for Items<'_, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(&self.1))
    }
}

impl Paging<'_> {
    /// A page of a list that is at hand whole, each item with an `id`. An item that has gone since the
    /// page before is found by its place.
    ///
    /// # Errors
    /// 400 when the cursor is none of ours.
    pub(super) fn by_id(&self, items: Vec<Value>) -> Result<Reply, Problem> {
        let from = match self.cursor {
            None => 0,
            Some(cursor) => {
                let text = decode(cursor).ok_or_else(foreign)?;
                let (place, id) = text.split_once(' ').ok_or_else(foreign)?;
                let place: usize = place.parse().map_err(|_| foreign())?;
                let known = items.iter().position(|item| item["id"] == id);
                known.map_or(place, |place| place + 1)
            }
        };
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let found: Vec<(usize, Value)> = items
            .into_iter()
            .enumerate()
            .skip(from)
            .take(limit.saturating_add(1))
            .collect();
        let cursor = |(place, item): &(usize, Value)| {
            format!("{place} {}", item["id"].as_str().unwrap_or_default())
        };
        Ok(self.reply(found, |(_, item)| item.clone(), cursor))
    }
}

fn decode(cursor: &str) -> Option<String> {
    String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}

fn foreign() -> Problem {
    Problem::bad("cursor is none of ours; send the `next` of the page before")
}
