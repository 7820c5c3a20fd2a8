//! "Is it me?": whether an address that the page names answers from the visitor's own browser. Asked
//! only when a panel is opened, and told to nobody else.

use std::rc::Rc;

use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::browser::now_ms;
use crate::host::Host;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Nobody has asked.
    Unasked,
    /// There is no answer yet.
    Waiting,
    /// It answered after so many milliseconds.
    Good(i64),
    /// It did not.
    Bad,
    /// The page itself keeps the browser from asking, so nobody knows.
    Unknown,
}

/// Asks once, and says each time what is known of it.
pub(crate) fn ask(host: &Rc<Host>, say: impl Fn(Reach) + 'static) {
    say(Reach::Waiting);
    let began_ms = now_ms();
    let request = host.reach();
    spawn_local(async move {
        say(match JsFuture::from(request).await {
            Ok(_) => Reach::Good(now_ms() - began_ms),
            Err(reason) if reason == "policy" => Reach::Unknown,
            Err(_) => Reach::Bad,
        });
    });
}
