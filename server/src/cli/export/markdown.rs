//! An export as one page of Markdown. What people wrote in Markdown stands in quotes, so that its
//! headings are not taken for ours; names are text.

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::cli::show::{SWITCHES, text, time};
use crate::cli::time::Here;

/// The whole page.
pub(super) fn page(all: &Map<String, Value>, here: &Here) -> String {
    let mut out = Page {
        text: String::new(),
        here,
    };
    let list = |name: &str| {
        all.get(name)
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice)
    };
    let name = all.get("page").map_or("", |page| text(&page["name"]));
    out.line(&format!("# {}\n", plain(name)));
    out.section("Groups", list("groups"), Page::group);
    out.section("Components", list("components"), Page::component);
    out.section("Incidents", list("incidents"), Page::incident);
    out.section("Maintenances", list("maintenances"), Page::maintenance);
    out.section("Maintenances that recur", list("series"), Page::series);
    out.section(
        "Statuses set by hand",
        list("overrides"),
        Page::status_override,
    );
    out.section(
        "Templates of incidents",
        list("incident-templates"),
        Page::template,
    );
    out.section("Members", list("members"), Page::member);
    out.section("Tokens", list("tokens"), Page::token);
    let left_out: Vec<&str> = list("left_out").iter().map(text).collect();
    if left_out.is_empty() {
        out.line("The audit log and what the monitors found are in the JSON form only.");
    } else {
        out.line("What the monitors found is in the JSON form only.");
        out.line(&format!(
            "Left out, for the token has not the scope admin: {}.",
            left_out.join(", ")
        ));
    }
    out.text
}

struct Page<'a> {
    text: String,
    here: &'a Here,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{line}");
    }

    fn section(&mut self, title: &str, items: &[Value], write: impl Fn(&mut Self, &Value)) {
        self.line(&format!("## {title}\n"));
        if items.is_empty() {
            self.line("None.");
        }
        for item in items {
            write(self, item);
        }
        self.line("");
    }

    fn time(&self, value: &Value) -> String {
        time(value, self.here)
    }

    fn group(&mut self, group: &Value) {
        let (name, id) = (plain(text(&group["name"])), text(&group["id"]));
        let retired = match &group["retired_at"] {
            Value::String(_) => format!(", retired {}", self.time(&group["retired_at"])),
            _ => String::new(),
        };
        let collapsed = match group["collapsed"] == true {
            true => ", collapsed",
            false => "",
        };
        self.line(&format!("- {name} (`{id}`){collapsed}{retired}"));
    }

    fn component(&mut self, component: &Value) {
        let (name, id) = (plain(text(&component["name"])), text(&component["id"]));
        let mut line = format!("- {name} (`{id}`)");
        if let Some(group) = component["group"].as_str() {
            let _ = write!(line, ", in `{group}`");
        }
        if component["critical"] == true {
            line.push_str(", critical");
        }
        if component["retired_at"].is_string() {
            let _ = write!(line, ", retired {}", self.time(&component["retired_at"]));
        } else if component["hidden"] == true {
            line.push_str(", hidden");
        } else {
            let _ = write!(line, ", {}", words(text(&component["status"])));
        }
        if let Some(description) = component["description"].as_str() {
            let _ = write!(line, ": {}", plain(description));
        }
        self.line(&line);
    }

    fn template(&mut self, template: &Value) {
        self.line(&format!("### {}\n", plain(text(&template["title"]))));
        self.line(&format!("- identifier: `{}`", text(&template["id"])));
        if let Some(impact) = template["impact"].as_str() {
            self.line(&format!("- impact: {impact}"));
        }
        self.statuses(&template["components"], "- components: ");
        self.line("");
        self.quote(&template["text"]);
    }

    /// The heading of an event, and whether only operators see it.
    fn heading(&mut self, event: &Value) {
        let draft = if event["draft"] == true {
            " (draft)"
        } else {
            ""
        };
        let (name, id) = (plain(text(&event["name"])), text(&event["id"]));
        self.line(&format!("### {name}{draft}\n"));
        self.line(&format!("- identifier: `{id}`"));
    }

    fn incident(&mut self, incident: &Value) {
        self.heading(incident);
        let by_hand = if incident["impact_override"].is_string() {
            ", set by hand"
        } else {
            ""
        };
        self.line(&format!("- status: {}", words(text(&incident["status"]))));
        self.line(&format!("- impact: {}{by_hand}", text(&incident["impact"])));
        self.dated(incident, "began", "started_at");
        self.dated(incident, "resolved", "resolved_at");
        self.dated(incident, "expected to be over", "expected_resolution_at");
        self.dated(incident, "next update promised", "next_update_at");
        self.statuses(&incident["components"], "- components: ");
        self.line("");
        self.updates(incident);
    }

    fn maintenance(&mut self, work: &Value) {
        self.heading(work);
        let (from, to) = (
            self.time(&work["planned_from"]),
            self.time(&work["planned_to"]),
        );
        let (starts, ends) = (self.time(&work["starts_at"]), self.time(&work["ends_at"]));
        self.line(&format!("- status: {}", words(text(&work["status"]))));
        self.line(&format!("- planned: {from} to {to}"));
        if (&from, &to) != (&starts, &ends) {
            self.line(&format!("- as it ran: {starts} to {ends}"));
        }
        if let Some(series) = work["series"].as_str() {
            self.line(&format!("- of the series `{series}`"));
        }
        self.components(work);
        self.switches(work);
        self.line("");
        self.updates(work);
    }

    fn series(&mut self, series: &Value) {
        self.heading(series);
        let (starts, zone) = (text(&series["starts"]), text(&series["time_zone"]));
        let minutes = series["duration_s"].as_i64().unwrap_or_default() / 60;
        self.line(&format!("- begins: {starts} in {zone}, for {minutes} min"));
        self.line(&format!("- rule: `{}`", text(&series["rule"])));
        let excluded = series["excluded"].as_array().into_iter().flatten();
        let excluded: Vec<&str> = excluded.map(text).collect();
        if !excluded.is_empty() {
            self.line(&format!("- not on: {}", excluded.join(", ")));
        }
        self.dated(series, "ended", "ended_at");
        self.components(series);
        self.switches(series);
        self.line("");
        self.quote(&series["body"]);
    }

    fn status_override(&mut self, set: &Value) {
        let from = self.time(&set["from"]);
        let until = match set["until"].as_str() {
            Some(_) => self.time(&set["until"]),
            None => "it is taken back".to_owned(),
        };
        let (component, status) = (text(&set["component"]), words(text(&set["status"])));
        let reason = match text(&set["reason"]) {
            "" => String::new(),
            reason => format!(": {}", plain(reason)),
        };
        self.line(&format!(
            "- `{component}`: {status}, {from} until {until}{reason}"
        ));
    }

    fn member(&mut self, member: &Value) {
        let (id, role) = (text(&member["id"]), text(&member["role"]));
        let gone = if member["removed_at"].is_string() {
            ", removed"
        } else {
            ""
        };
        let name = plain(text(&member["name"]));
        self.line(&format!("- {name} (`{id}`), {role}{gone}"));
    }

    fn token(&mut self, token: &Value) {
        let scopes = token["scopes"].as_array().into_iter().flatten();
        let scopes: Vec<&str> = scopes.map(text).collect();
        let (name, id) = (plain(text(&token["name"])), text(&token["id"]));
        let mut line = format!("- {name} (`{id}`), {}", scopes.join(" "));
        if let Some(member) = token["member"].as_str() {
            let _ = write!(line, ", of `{member}`");
        }
        for (field, words) in [
            ("expires_at", "expires"),
            ("revoked_at", "revoked"),
            ("last_used_at", "last used"),
        ] {
            if token[field].is_string() {
                let _ = write!(line, ", {words} {}", self.time(&token[field]));
            }
        }
        self.line(&line);
    }

    fn dated(&mut self, of: &Value, label: &str, field: &str) {
        if of[field].is_string() {
            self.line(&format!("- {label}: {}", self.time(&of[field])));
        }
    }

    /// Components with the status that each takes.
    fn statuses(&mut self, statuses: &Value, label: &str) {
        let statuses = statuses.as_object().into_iter().flatten();
        let statuses: Vec<String> = statuses
            .map(|(id, status)| format!("`{id}` {}", words(text(status))))
            .collect();
        if !statuses.is_empty() {
            self.line(&format!("{label}{}", statuses.join(", ")));
        }
    }

    fn components(&mut self, of: &Value) {
        let ids = of["components"].as_array().into_iter().flatten();
        let ids: Vec<String> = ids.map(|id| format!("`{}`", text(id))).collect();
        if !ids.is_empty() {
            self.line(&format!("- components: {}", ids.join(", ")));
        }
    }

    fn switches(&mut self, of: &Value) {
        let switches = SWITCHES.map(|(field, so, not)| if of[field] == true { so } else { not });
        self.line(&format!("- {}", switches.join(", ")));
    }

    fn updates(&mut self, event: &Value) {
        for update in event["updates"].as_array().into_iter().flatten() {
            let (number, status) = (&update["number"], words(text(&update["status"])));
            self.line(&format!(
                "**#{number} {status}**, {}\n",
                self.time(&update["at"])
            ));
            self.statuses(&update["components"], "- components: ");
            self.dated(update, "expected to be over", "expected_resolution_at");
            if update.get("expected_resolution_at") == Some(&Value::Null) {
                self.line("- expected to be over: not known any more");
            }
            self.dated(update, "next update promised", "next_update_at");
            self.dated(update, "edited", "edited_at");
            if !self.text.ends_with("\n\n") {
                self.line("");
            }
            self.quote(&update["body"]);
        }
    }

    fn quote(&mut self, body: &Value) {
        if text(body).is_empty() {
            return;
        }
        for line in text(body).lines() {
            self.line(format!("> {line}").trim_end());
        }
        self.line("");
    }
}

fn words(word: &str) -> String {
    word.replace('_', " ")
}

/// A text that is no Markdown, as Markdown.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if "\\`*_[]<>#|~".contains(letter) {
            out.push('\\');
        }
        out.push(if letter == '\n' { ' ' } else { letter });
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::{Value, json};

    use super::{page, plain};
    use crate::cli::time::Here;

    #[test]
    fn a_name_is_text_and_a_body_stays_within_its_quote() {
        assert_eq!(plain("*a* [b](c)"), "\\*a\\* \\[b\\](c)");
        let all = json!({
            "page": { "name": "Acme" },
            "incidents": [{
                "id": "i1", "name": "# Down", "status": "monitoring", "impact": "major",
                "impact_override": "major", "components": { "web": "partial_outage" },
                "expected_resolution_at": "2026-11-23T07:00:00Z",
                "next_update_at": "2026-11-23T06:30:00Z",
                "updates": [{
                    "number": 1, "status": "monitoring", "at": "2026-11-23T06:00:00Z",
                    "body": "# Ours\nNo.", "components": { "web": "partial_outage" },
                    "expected_resolution_at": null,
                }],
            }],
        });
        let Value::Object(all) = all else {
            panic!("it is an object")
        };
        let text = page(&all, &Here::of(TimeZone::UTC));
        for wanted in [
            "### \\# Down\n",
            "- impact: major, set by hand\n",
            "- expected to be over: 2026-11-23 07:00 UTC\n",
            "- next update promised: 2026-11-23 06:30 UTC\n",
            "- components: `web` partial outage\n",
            "- expected to be over: not known any more\n",
            "> # Ours\n> No.\n",
        ] {
            assert!(text.contains(wanted), "{wanted:?} in {text}");
        }
    }
}
