//! What programs can read here: one list, from which a page for people and a text for programs are
//! made.

/// One thing that can be read.
pub(crate) struct Readable {
    pub(crate) name: &'static str,
    /// Below the root, without the leading slash; `<id>` stands for that of a component.
    pub(crate) path: &'static str,
    pub(crate) about: &'static str,
}

/// All of it, what is asked for most first.
pub(crate) const READABLE: &[Readable] = &[
    of(
        "Status feed",
        "feed/v1/summary.json",
        "the present: small, signed, for programs that ask again and again",
    ),
    of(
        "Whole feed",
        "feed/v1/feed.json",
        "the same with the days, past incidents and past maintenance, signed",
    ),
    of(
        "Schema",
        "feed/v1/schema.json",
        "the JSON Schema of both feeds",
    ),
    of(
        "Ledger",
        "feed/v1/ledger/<id>.json",
        "every stretch of a component and its cause: what each percentage is made of",
    ),
    of(
        "Statuspage API",
        "api/v2/summary.json",
        "the public API of Statuspage, for its clients",
    ),
    of(
        "Atom",
        "feed.atom",
        "incidents and maintenance for feed readers, kept up to date in place",
    ),
    of(
        "RSS",
        "feed.rss",
        "the same, for older readers and chat rooms",
    ),
    of("JSON Feed", "jsonfeed.json", "the same, in JSON"),
    of(
        "Calendar",
        "maintenance.ics",
        "planned work, for a calendar that subscribes to it",
    ),
    of("Text", "status.txt", "the status for a terminal"),
    of(
        "Metrics",
        "metrics.txt",
        "the status in OpenMetrics, for Prometheus and its kin",
    ),
    of("Badge", "badge.svg", "the status of all, as a picture"),
    of(
        "Badge of a component",
        "badge/<id>.svg",
        "its status, as a picture",
    ),
    of(
        "Badge of its uptime",
        "badge/<id>/uptime.svg",
        "over 90 days, as a picture",
    ),
    of(
        "Badge data",
        "badge.json",
        "for badges drawn by shields.io, as their endpoint",
    ),
];

const fn of(name: &'static str, path: &'static str, about: &'static str) -> Readable {
    Readable { name, path, about }
}
