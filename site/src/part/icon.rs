//! One icon a level. The shapes differ, so that nobody depends on telling the colours apart.
//!
//! They are lines on a square of 20 units in the colour of the text around them.

use leptos::prelude::*;
use pilotlight_feed::Status;

use crate::level;

/// The lines of a level's icon: ours and constant, never anybody's text.
pub(crate) const fn shape(status: Status) -> &'static str {
    match status {
        // A tick in a circle.
        Status::Operational => {
            r#"<circle cx="10" cy="10" r="8"/><path d="m6.4 10.3 2.5 2.5 4.8-5.2"/>"#
        }
        // A question mark in a broken circle.
        Status::Unknown => {
            r#"<circle cx="10" cy="10" r="8" stroke-dasharray="3 2.027"/><path d="M7.7 8a2.3 2.3 0 1 1 3.4 2c-.8.4-1.1.9-1.1 1.6M10 14.2v.1"/>"#
        }
        // A clock: it has an end.
        Status::UnderMaintenance => {
            r#"<circle cx="10" cy="10" r="8"/><path d="M10 5.4V10l3 2.2"/>"#
        }
        // A triangle with an exclamation mark.
        Status::DegradedPerformance => r#"<path d="M10 2.4 18.6 17.2H1.4zM10 8v4.2M10 14.6v.1"/>"#,
        // A circle, half full.
        Status::PartialOutage => {
            r#"<circle cx="10" cy="10" r="8"/><path fill="currentColor" d="M2 10h16a8 8 0 0 1-16 0z"/>"#
        }
        // A cross in an octagon.
        Status::MajorOutage => {
            r#"<path d="M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7zM7.2 7.2l5.6 5.6M12.8 7.2l-5.6 5.6"/>"#
        }
    }
}

/// The icons of all levels, once a document, for [`icon`] to refer to.
pub(crate) fn sprite() -> AnyView {
    let symbols: Vec<_> = Status::ALL
        .iter()
        .map(|status| {
            view! { <symbol id=id(*status) viewBox="0 0 20 20" inner_html=shape(*status)></symbol> }
                .into_any()
        })
        .collect();
    view! { <svg class="sprite" width="0" height="0" aria-hidden="true">{symbols}</svg> }.into_any()
}

/// The icon of a level; the words beside it say the same, so it is hidden from readers of words.
pub(crate) fn icon(status: Status) -> AnyView {
    view! {
        <svg class="icon" width="16" height="16" aria-hidden="true">
            <use href=["#", &id(status)].concat()></use>
        </svg>
    }
    .into_any()
}

fn id(status: Status) -> String {
    ["icon-", level::name(status)].concat()
}
