//! What the API answered, for people: short, aligned, and coloured on a terminal only.

use std::io::{self, IsTerminal};

use pilotlight_feed::{Status, Timestamp};
use pilotlight_server::core::length;
use serde_json::Value;

use super::time::Here;

const MINUTE_S: i64 = 60;

/// Prints a document as JSON, for programs.
pub(crate) fn json(document: &Value) {
    println!("{document:#}");
}

/// One line of an incident or a maintenance: its identifier, where it stands, since when, its title,
/// and for how long that is overdue which was promised of it.
pub(crate) fn event_line(event: &Value, here: &Here) -> String {
    let draft = match is_draft(event) {
        true => " (draft)",
        false => "",
    };
    let overdue: String = overdue(event, here.now)
        .iter()
        .map(|late| format!(" ({late})"))
        .collect();
    let begin = event.get("started_at").or_else(|| event.get("starts_at"));
    format!(
        "{}  {:<13}  {}  {}{draft}{overdue}",
        text(&event["id"]),
        words(text(&event["status"])),
        begin.map_or_else(String::new, |at| time(at, here)),
        text(&event["name"]),
    )
}

/// What of it was promised or planned and has not come, and for how long. A draft promises nothing.
fn overdue(event: &Value, now: Timestamp) -> Vec<String> {
    let late = |field: &str| {
        let at = event[field]
            .as_str()
            .and_then(|at| Timestamp::parse(at).ok());
        let late_s = now.since(at?);
        (0 <= late_s).then_some(late_s)
    };
    if is_draft(event) {
        return Vec::new();
    }
    if event.get("started_at").is_some() {
        let update = late("next_update_at").map(|s| format!("update overdue by {}", length(s)));
        let end = late("expected_resolution_at").map(|s| format!("expected {} ago", length(s)));
        return update.into_iter().chain(end).collect();
    }
    // What the clock sees to is published a moment after.
    let is_by_itself = event["overdue"].as_bool() == Some(false);
    let field = match text(&event["status"]) {
        "scheduled" => "starts_at",
        "in_progress" | "verifying" => "ends_at",
        _ => return Vec::new(),
    };
    let late_s = late(field).filter(|late_s| !is_by_itself && MINUTE_S <= *late_s);
    let late = late_s.map(|late_s| format!("overdue by {}", length(late_s)));
    late.into_iter().collect()
}

fn is_draft(event: &Value) -> bool {
    event["draft"].as_bool() == Some(true)
}

/// An incident or a maintenance, whole.
pub(crate) fn event(event: &Value, here: &Here) {
    println!("{}", event_line(event, here));
    if let Some(impact) = event["impact"].as_str() {
        println!("  impact      {impact}");
    }
    match &event["components"] {
        Value::Object(components) => {
            for (id, status) in components {
                println!("  component   {id}: {}", coloured(text(status)));
            }
        }
        Value::Array(components) => {
            let ids: Vec<&str> = components.iter().map(text).collect();
            println!("  components  {}", ids.join(", "));
        }
        _ => {}
    }
    for (field, label) in [
        ("ends_at", "ends"),
        ("expected_resolution_at", "expected"),
        ("next_update_at", "next update"),
        ("resolved_at", "resolved"),
    ] {
        if event[field].is_string() {
            println!("  {label:<11} {}", time(&event[field], here));
        }
    }
    for update in event["updates"].as_array().into_iter().flatten().rev() {
        let (number, status) = (&update["number"], words(text(&update["status"])));
        let edited = match update.get("edited_at") {
            Some(at) => format!(", edited {}", time(at, here)),
            None => String::new(),
        };
        println!(
            "  #{number} {status}, {}{edited}",
            time(&update["at"], here)
        );
        for line in text(&update["body"]).lines() {
            println!("     {line}");
        }
    }
}

/// One line of a series: its identifier, when it begins, on which days, its title.
pub(crate) fn series_line(series: &Value) -> String {
    let ended = match series["ended_at"].is_string() {
        true => " (ended)",
        false => "",
    };
    let draft = match is_draft(series) {
        true => " (draft)",
        false => "",
    };
    let fields = ["id", "starts", "rule", "name"].map(|field| text(&series[field]));
    format!("{}{draft}{ended}", fields.join("  "))
}

/// A series, whole.
pub(crate) fn series(series: &Value) {
    println!("{}", series_line(series));
    println!("  zone        {}", text(&series["time_zone"]));
    let length_s = series["duration_s"].as_i64().unwrap_or_default();
    println!("  for         {}", length(length_s));
    for (field, label) in [("components", "components"), ("excluded", "not on")] {
        let words = series[field].as_array().into_iter().flatten();
        let words: Vec<&str> = words.map(text).collect();
        if !words.is_empty() {
            println!("  {label:<11} {}", words.join(", "));
        }
    }
    let switches = SWITCHES.map(|(field, so, not)| match series[field] == true {
        true => so,
        false => not,
    });
    println!("  it          {}", switches.join(", "));
    for line in text(&series["body"]).lines() {
        println!("     {line}");
    }
}

/// What a maintenance does by itself, in words: when it is so, and when not.
pub(crate) const SWITCHES: [(&str, &str, &str); 5] = [
    ("begins_itself", "begins by itself", "begins by hand"),
    (
        "completes_itself",
        "completes by itself",
        "completes by hand",
    ),
    (
        "puts_under",
        "puts its components under maintenance",
        "leaves its components as they are",
    ),
    (
        "puts_back",
        "puts them back at its end",
        "waits to be verified",
    ),
    (
        "counts_as_downtime",
        "counts as downtime",
        "counts as no downtime",
    ),
];

/// What the public sees.
pub(crate) fn summary(summary: &Value, here: &Here) {
    println!(
        "{}  {}",
        coloured(text(&summary["status"]["level"])),
        text(&summary["status"]["description"])
    );
    println!(
        "published {}, revision {}, valid until {}",
        time(&summary["generated_at"], here),
        summary["revision"],
        time(&summary["valid_until"], here)
    );
    for (list, heading) in [
        ("incidents", "Open incidents"),
        ("maintenances", "Maintenance in progress"),
        ("scheduled_maintenances", "Maintenance ahead"),
    ] {
        let events = summary[list].as_array().into_iter().flatten();
        let lines: Vec<String> = events.map(|event| event_line(event, here)).collect();
        if !lines.is_empty() {
            println!("\n{heading}\n{}", lines.join("\n"));
        }
    }
    println!("\nComponents");
    components(
        summary["components"].as_array().map_or(&[], Vec::as_slice),
        here,
    );
}

/// Components with their status.
pub(crate) fn components(components: &[Value], here: &Here) {
    let widths = components
        .iter()
        .map(|component| text(&component["id"]).chars().count());
    let width = widths.max().unwrap_or(0);
    for component in components {
        let since = match component.get("since") {
            Some(since) => format!(" since {}", time(since, here)),
            None => String::new(),
        };
        let by_hand = match &component["override"] {
            Value::Object(set) => match set.get("until") {
                Some(Value::String(_)) => format!(", by hand until {}", time(&set["until"], here)),
                _ => ", by hand".to_owned(),
            },
            _ => String::new(),
        };
        let hidden = match component["hidden"].as_bool() {
            Some(true) => " (hidden)",
            _ => "",
        };
        let retired = match component.get("retired_at") {
            Some(at) => format!(", retired {}", time(at, here)),
            None => String::new(),
        };
        let (id, status) = (text(&component["id"]), coloured(text(&component["status"])));
        println!("{id:<width$}  {status}{since}{by_hand}{hidden}{retired}");
    }
}

/// Groups with their components.
pub(crate) fn groups(groups: &[Value]) {
    let widths = groups
        .iter()
        .map(|group| text(&group["id"]).chars().count());
    let width = widths.max().unwrap_or(0);
    for group in groups {
        let components = group["components"].as_array().into_iter().flatten();
        let components: Vec<&str> = components.map(text).collect();
        println!(
            "{:<width$}  {}: {}",
            text(&group["id"]),
            text(&group["name"]),
            components.join(", ")
        );
    }
}

/// A text of a document.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A time of a document.
pub(crate) fn time(value: &Value, here: &Here) -> String {
    let at = value.as_str().and_then(|text| Timestamp::parse(text).ok());
    at.map_or_else(|| "never".to_owned(), |at| here.show(at))
}

/// So many things, in words.
pub(crate) fn count(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

fn words(word: &str) -> String {
    word.replace('_', " ")
}

/// A status in its words; on a terminal in its colour too.
fn coloured(word: &str) -> String {
    let status = Status::from_word(word);
    if !io::stdout().is_terminal() || std::env::var_os("NO_COLOR").is_some() {
        return words(word);
    }
    let colour = match status {
        Status::Operational => 32,
        Status::Unknown => 90,
        Status::UnderMaintenance => 34,
        Status::DegradedPerformance | Status::PartialOutage => 33,
        Status::MajorOutage => 31,
    };
    format!("\u{1b}[{colour}m{}\u{1b}[0m", words(word))
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::Timestamp;
    use serde_json::{Value, json};

    use super::overdue;

    /// What is late of it at half past three.
    #[track_caller]
    fn check(event: &Value, late: &[&str]) {
        let now = Timestamp::parse("2026-11-28T03:30:00Z").expect("a time");
        assert_eq!(overdue(event, now), late, "{event}");
    }

    fn incident(update: &str, end: &str) -> Value {
        json!({
            "status": "identified", "started_at": "2026-11-28T00:00:00Z",
            "next_update_at": update, "expected_resolution_at": end,
        })
    }

    fn maintenance(status: &str, (from, to): (&str, &str)) -> Value {
        json!({ "status": status, "starts_at": from, "ends_at": to })
    }

    #[test]
    fn what_was_promised_and_has_not_come_is_said_with_for_how_long() {
        let (before, at, after) = (
            "2026-11-28T00:25:00Z",
            "2026-11-28T03:30:00Z",
            "2026-11-28T03:30:01Z",
        );
        check(&incident(before, after), &["update overdue by 3 h 5 min"]);
        check(&incident(after, before), &["expected 3 h 5 min ago"]);
        check(
            &incident(at, at),
            &["update overdue by 0 s", "expected 0 s ago"],
        );
        check(&incident(after, after), &[]);
        check(&json!({ "status": "resolved", "started_at": before }), &[]);
        let mut draft = incident(before, before);
        draft["draft"] = true.into();
        check(&draft, &[]);
    }

    #[test]
    fn a_maintenance_that_waits_for_people_is_overdue_and_one_that_goes_by_the_clock_is_not() {
        let (early, late) = ("2026-11-28T01:30:00Z", "2026-11-28T05:30:00Z");
        check(
            &maintenance("scheduled", (early, late)),
            &["overdue by 2 h"],
        );
        check(&maintenance("scheduled", (late, late)), &[]);
        check(&maintenance("in_progress", (early, late)), &[]);
        check(
            &maintenance("in_progress", (early, early)),
            &["overdue by 2 h"],
        );
        check(
            &maintenance("verifying", (early, early)),
            &["overdue by 2 h"],
        );
        check(&maintenance("completed", (early, early)), &[]);
        let just_now = "2026-11-28T03:29:30Z";
        check(&maintenance("scheduled", (just_now, late)), &[]);
        let mut by_itself = maintenance("scheduled", (early, late));
        by_itself["overdue"] = false.into();
        check(&by_itself, &[]);
    }
}
