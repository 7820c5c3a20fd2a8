//! What the history of a page says, as data.

mod stretch;

pub(super) use stretch::{Stretch, stretches};
