//! What a configuration that was read anew changes, in words, and what only a restart can change.

use std::time::Duration;

use super::{Config, Witness};
use crate::core::{Catalog, Component, Monitor, PublishPolicy};
use crate::probe::Watch;

/// Settings that are fixed while the server runs, as they are now: they are compared, and told by
/// name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fixed(Vec<(&'static str, String)>);

impl Fixed {
    /// Those of a configuration.
    #[must_use]
    pub(crate) fn of(config: &Config) -> Self {
        Self(vec![
            ("data_dir", config.data_dir.display().to_string()),
            ("[http]", format!("{:?}", config.http)),
            ("[admin]", format!("{:?}", config.admin)),
            ("[backup]", format!("{:?}", config.backup)),
            (
                "[publish] directory",
                format!("{:?}", config.publish.directory),
            ),
            ("[publish.bucket]", format!("{:?}", config.publish.bucket)),
            ("[publish.purge]", format!("{:?}", config.publish.purge)),
        ])
    }

    /// The names of those that differ.
    #[must_use]
    pub(crate) fn differing(&self, other: &Self) -> Vec<&'static str> {
        let pairs = self.0.iter().zip(&other.0);
        pairs
            .filter(|(one, other)| one != other)
            .map(|((name, _), _)| *name)
            .collect()
    }
}

/// One catalogue, how its monitors check, and all else that may change while the server runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watched<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) watches: &'a [Watch],
    pub(crate) witness: &'a Witness,
    pub(crate) policy: PublishPolicy,
}

impl<'a> Watched<'a> {
    fn monitor(&self, id: &str) -> Option<(usize, &'a Monitor)> {
        let mut monitors = self.catalog.monitors.iter().enumerate();
        monitors.find(|(_, monitor)| monitor.id == id)
    }

    fn component(&self, id: &str) -> Option<&'a Component> {
        self.catalog
            .components
            .iter()
            .find(|component| component.id == id)
    }
}

/// Monitors that are the same in both, by their index in each.
pub(crate) fn unchanged(old: Watched<'_>, new: Watched<'_>) -> Vec<(usize, usize)> {
    let monitors = new.catalog.monitors.iter().enumerate();
    let pairs = monitors.filter_map(|(index, monitor)| {
        let (before, known) = old.monitor(&monitor.id)?;
        let component = |watched: Watched<'_>, monitor: &Monitor| {
            watched.catalog.components[monitor.component].id.clone()
        };
        let is_same = component(old, known) == component(new, monitor)
            && (known.every, known.timeout, known.failures, known.recoveries)
                == (
                    monitor.every,
                    monitor.timeout,
                    monitor.failures,
                    monitor.recoveries,
                )
            && format!("{:?}", old.watches[before]) == format!("{:?}", new.watches[index]);
        is_same.then_some((before, index))
    });
    pairs.collect()
}

/// What changes, a line each; empty when nothing does.
pub(crate) fn lines(old: Watched<'_>, new: Watched<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let pages = (&old.catalog.page, &new.catalog.page);
    if format!("{:?}", pages.0) != format!("{:?}", pages.1) {
        lines.push("page: changed".to_owned());
    }
    lines.extend(settings(old, new));
    if format!("{:?}", old.catalog.groups) != format!("{:?}", new.catalog.groups) {
        lines.push("groups: changed".to_owned());
    }
    if old.catalog.templates != new.catalog.templates {
        lines.push("templates of incidents: changed".to_owned());
    }
    if old.catalog.page.look != new.catalog.page.look {
        lines.push("[look]: changed".to_owned());
    }
    for component in &new.catalog.components {
        match old.component(&component.id) {
            None => lines.push(format!("component {}: added", component.id)),
            Some(known) => {
                let shown = (shown(old.catalog, known), shown(new.catalog, component));
                if known.incident != component.incident {
                    let line = format!("component {}: tells incidents differently", component.id);
                    lines.push(line);
                }
                if shown.0 != shown.1 {
                    lines.push(format!(
                        "component {}: {} is now {}",
                        component.id, shown.0, shown.1
                    ));
                }
            }
        }
    }
    for component in &old.catalog.components {
        if new.component(&component.id).is_none() {
            lines.push(format!(
                "component {}: gone, its history is kept",
                component.id
            ));
        }
    }
    let same = unchanged(old, new);
    for (index, monitor) in new.catalog.monitors.iter().enumerate() {
        if !same.iter().any(|(_, new)| *new == index) {
            let word = if old.monitor(&monitor.id).is_some() {
                "changed"
            } else {
                "added"
            };
            lines.push(format!("monitor {}: {word}", monitor.id));
        }
    }
    for monitor in &old.catalog.monitors {
        if new.monitor(&monitor.id).is_none() {
            lines.push(format!("monitor {}: gone", monitor.id));
        }
    }
    let order = |catalog: &Catalog| -> Vec<String> {
        let all = catalog
            .components
            .iter()
            .map(|component| component.id.clone());
        all.filter(|id| old.component(id).is_some() && new.component(id).is_some())
            .collect()
    };
    if order(old.catalog) != order(new.catalog) {
        lines.push("components: in another order".to_owned());
    }
    lines
}

/// Settings of the whole page that differ.
fn settings(old: Watched<'_>, new: Watched<'_>) -> Vec<String> {
    let shown = |of: Watched<'_>| {
        let (weights, seconds) = (of.catalog.weights, |time: Duration| format!("{time:?}"));
        [
            (
                "[uptime] partial_outage_percent",
                weights.partial_outage_percent.to_string(),
            ),
            (
                "[uptime] degraded_performance_percent",
                weights.degraded_performance_percent.to_string(),
            ),
            ("[publish] refresh", seconds(of.policy.refresh)),
            ("[publish] valid_for", seconds(of.policy.valid_for)),
            ("[witness] addresses", format!("{:?}", of.witness.addresses)),
        ]
    };
    let pairs = shown(old).into_iter().zip(shown(new));
    pairs
        .filter(|((_, was), (_, is))| was != is)
        .map(|((name, was), (_, is))| format!("{name}: {was} is now {is}"))
        .collect()
}

/// How a component is shown.
fn shown(catalog: &Catalog, component: &Component) -> String {
    let group = component
        .group
        .map(|group| catalog.groups[group].name.as_str());
    let group = group.map_or_else(String::new, |group| format!(" in {group:?}"));
    let hidden = if component.is_hidden { ", hidden" } else { "" };
    let critical = if component.is_critical {
        ", critical"
    } else {
        ""
    };
    let about = component.description.as_deref();
    let about = about.map_or_else(String::new, |about| format!(" ({about})"));
    format!("{:?}{group}{about}{critical}{hidden}", component.name)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Fixed, Watched, lines, unchanged};
    use crate::config::{Config, parse};

    fn config(name: &str, url: &str, more: &str) -> Config {
        let text = format!(
            r#"
            [page]
            name = "Acme"
            url = "http://127.0.0.1/"
            [[component]]
            id = "web"
            name = "{name}"
            [[component.monitor]]
            kind = "http"
            url = "{url}"
            {more}
            "#
        );
        parse(&text, Path::new("/")).expect("a good configuration")
    }

    #[track_caller]
    fn check(new: &Config, expected: &[&str], unchanged_monitors: usize) {
        let old = config("Web", "http://127.0.0.1:1/", "");
        let watched = |config| -> Watched<'_> {
            let config: &Config = config;
            Watched {
                catalog: &config.catalog,
                watches: &config.watches,
                witness: &config.witness,
                policy: config.publish.policy(),
            }
        };
        assert_eq!(lines(watched(&old), watched(new)), expected);
        assert_eq!(
            unchanged(watched(&old), watched(new)).len(),
            unchanged_monitors
        );
    }

    #[test]
    fn nothing_changes_when_the_file_says_the_same() {
        check(&config("Web", "http://127.0.0.1:1/", ""), &[], 1);
    }

    #[test]
    fn a_renamed_component_keeps_its_monitor() {
        check(
            &config("Website", "http://127.0.0.1:1/", ""),
            &["component web: \"Web\" is now \"Website\""],
            1,
        );
    }

    #[test]
    fn a_monitor_that_checks_something_else_is_another() {
        check(
            &config("Web", "http://127.0.0.1:2/", ""),
            &["monitor web/1: changed"],
            0,
        );
    }

    #[test]
    fn what_comes_is_named() {
        let more = r#"
            [[component]]
            id = "api"
            name = "API"
            hidden = true
            [[component.monitor]]
            kind = "tcp"
            address = "127.0.0.1:3"
        "#;
        check(
            &config("Web", "http://127.0.0.1:1/", more),
            &["component api: added", "monitor api/1: added"],
            1,
        );
    }

    #[test]
    fn every_setting_that_may_change_while_the_server_runs_is_told_when_it_does() {
        let more = r#"
            [uptime]
            partial_outage_percent = 50
            degraded_performance_percent = 10
            [publish]
            refresh = "10s"
            valid_for = "1m"
            [witness]
            addresses = ["192.0.2.1:53"]
        "#;
        check(
            &config("Web", "http://127.0.0.1:1/", more),
            &[
                "[uptime] partial_outage_percent: 30 is now 50",
                "[uptime] degraded_performance_percent: 0 is now 10",
                "[publish] refresh: 30s is now 10s",
                "[publish] valid_for: 180s is now 60s",
                "[witness] addresses: [] is now [\"192.0.2.1:53\"]",
            ],
            1,
        );
    }

    #[test]
    fn what_needs_a_restart_is_named() {
        let old = Fixed::of(&config("Web", "http://127.0.0.1:1/", ""));
        let new = Fixed::of(&config(
            "Web",
            "http://127.0.0.1:1/",
            "[admin]\nlisten = \"127.0.0.1:1\"",
        ));
        assert_eq!(old.differing(&new), ["[admin]"]);
        assert!(old.differing(&old.clone()).is_empty());
    }
}
