//! One icon a level. The shapes differ, so that nobody depends on telling the colours apart. They
//! are those of the pages, drawn as paths alone.

use pilotlight_feed::Status;

use super::node::{Element, element};

/// Frame and sign of each level, on a square of 20.
const fn lines(status: Status) -> &'static str {
    match status {
        Status::Operational => "M2 10a8 8 0 1 1 16 0 8 8 0 1 1-16 0zm4.4.3 2.5 2.5 4.8-5.2",
        Status::Unknown => {
            "M2 10a8 8 0 1 1 16 0 8 8 0 1 1-16 0zM7.7 8a2.3 2.3 0 1 1 3.4 2c-.8.4-1.1.9-1.1 1.6m0 2.6v.1"
        }
        Status::UnderMaintenance => "M2 10a8 8 0 1 1 16 0 8 8 0 1 1-16 0zM10 5.4V10l3 2.2",
        Status::DegradedPerformance => "M10 2.4 18.6 17.2H1.4zM10 8v4.2m0 2.4v.1",
        Status::PartialOutage => "M2 10a8 8 0 1 1 16 0 8 8 0 1 1-16 0zh16",
        Status::MajorOutage => {
            "M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7zm.5 5.2 5.6 5.6m0-5.6-5.6 5.6"
        }
    }
}

/// The icon of a level. The words beside it say the same, so readers of words do not meet it.
pub(super) fn icon(status: Status) -> Element {
    element(
        "svg",
        &[
            ("part", "icon"),
            ("class", "icon"),
            ("viewBox", "0 0 20 20"),
            ("aria-hidden", "true"),
        ],
    )
    .child(element("path", &[]).with("d", lines(status).to_owned()))
}
