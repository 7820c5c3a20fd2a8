//! `status.txt`: the status for a terminal, because `curl` is what is at hand when all else is
//! down.
//!
//! A terminal obeys control characters, so none of a feed's texts brings its own: each stays on its
//! line, and what turns the direction of writing is left out with them.

use std::fmt::{self, Write};

use pilotlight_feed::{Feed, Incident, IncidentUpdate, Maintenance};

/// The text, lines ended by a line feed.
pub(crate) fn draw(feed: &Feed) -> String {
    let mut text = String::new();
    write_status(&mut text, feed).expect("a string takes every text");
    text
}

fn write_status(text: &mut String, feed: &Feed) -> fmt::Result {
    writeln!(text, "{}", line(&feed.page.name))?;
    writeln!(text, "{}", line(&feed.status.description))?;
    writeln!(text, "level: {}", feed.status.level.label())?;
    writeln!(text, "as of: {}", feed.generated_at)?;
    writeln!(text, "valid until: {}, then unknown", feed.valid_until)?;
    writeln!(text, "page: {}", line(&feed.page.url))?;
    if !feed.components.is_empty() {
        text.push_str("\nComponents\n");
    }
    for component in &feed.components {
        let (name, status) = (line(&component.name), component.status.label());
        writeln!(text, "  {name}: {status}")?;
    }
    if !feed.incidents.is_empty() {
        text.push_str("\nOpen incidents\n");
    }
    for incident in &feed.incidents {
        write_incident(text, incident)?;
    }
    if !feed.maintenances.is_empty() {
        text.push_str("\nMaintenance in progress\n");
    }
    for maintenance in &feed.maintenances {
        write_maintenance(text, maintenance)?;
    }
    if !feed.scheduled_maintenances.is_empty() {
        text.push_str("\nScheduled maintenance\n");
    }
    for maintenance in &feed.scheduled_maintenances {
        write_maintenance(text, maintenance)?;
    }
    Ok(())
}

fn write_incident(text: &mut String, incident: &Incident) -> fmt::Result {
    let (name, since) = (line(&incident.name), incident.started_at);
    writeln!(text, "  {name}, since {since}")?;
    write_newest(text, &incident.updates)
}

fn write_maintenance(text: &mut String, maintenance: &Maintenance) -> fmt::Result {
    let name = line(&maintenance.name);
    let (start, end) = (maintenance.starts_at, maintenance.ends_at);
    writeln!(text, "  {name}, {start} to {end}")?;
    write_newest(text, &maintenance.updates)
}

fn write_newest(text: &mut String, updates: &[IncidentUpdate]) -> fmt::Result {
    let Some(newest) = updates.first() else {
        return Ok(());
    };
    writeln!(text, "    {}, {}", newest.at, line(&newest.status))?;
    for body in newest.body.lines() {
        writeln!(text, "    {}", line(body))?;
    }
    Ok(())
}

/// A text as one line that moves neither the cursor nor the direction of writing.
fn line(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars()
        .filter(|c| !turns(*c))
        .map(|c| if breaks(c) { ' ' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_text_stays_on_its_line_and_commands_no_terminal() {
        assert_eq!(line("a\u{1b}[2Jb\r\nc\u{9b}d"), "a [2Jb  c d");
        assert_eq!(line("a\u{202e}b\u{2066}c\u{2028}d"), "abc d");
        assert_eq!(line("Zürich – 東京"), "Zürich – 東京");
    }
}
