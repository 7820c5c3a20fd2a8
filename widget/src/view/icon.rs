//! One icon a level. The shapes differ, so that nobody depends on telling the colours apart. They
//! are those of the pages, drawn as paths alone.

use pilotlight_feed::Status;

use super::node::{Element, element};
use super::words;

const CIRCLE: &str = "M2 10a8 8 0 1 1 16 0 8 8 0 1 1-16 0z";

/// The frame of an icon and the sign in it.
const fn paths(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Operational => (CIRCLE, "m6.4 10.3 2.5 2.5 4.8-5.2"),
        Status::Unknown => (
            CIRCLE,
            "M7.7 8a2.3 2.3 0 1 1 3.4 2c-.8.4-1.1.9-1.1 1.6m0 2.6v.1",
        ),
        Status::UnderMaintenance => (CIRCLE, "M10 5.4V10l3 2.2"),
        Status::DegradedPerformance => ("M10 2.4 18.6 17.2H1.4z", "M10 8v4.2m0 2.4v.1"),
        Status::PartialOutage => (CIRCLE, "M2 10h16a8 8 0 0 1-16 0z"),
        Status::MajorOutage => (
            "M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7z",
            "m7.2 7.2 5.6 5.6m0-5.6-5.6 5.6",
        ),
    }
}

/// The icon of a level. The words beside it say the same, so readers of words do not meet it.
pub(super) fn icon(status: Status) -> Element {
    let (frame, sign) = paths(status);
    let path = |class, lines: &str| element("path", class).with("d", lines.to_owned());
    element(
        "svg",
        &[
            ("part", "icon"),
            ("viewBox", "0 0 20 20"),
            ("aria-hidden", "true"),
        ],
    )
    .with("class", ["icon i-", words::level(status)].concat())
    .child(path(&[("class", "frame")], frame))
    .child(path(&[("class", "sign")], sign))
}
