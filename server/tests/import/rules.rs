//! Rules that every plan keeps, whatever it was made of.

use std::collections::BTreeSet;

use pilotlight_feed::{is_id, limits};
use pilotlight_server::import::{Incident, Maintenance, Plan};

use super::{FIXTURES, plan};

fn is_line(text: &str, most: usize) -> bool {
    !text.is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
}

fn is_body(text: &str) -> bool {
    let allowed = |c: char| matches!(c, '\n' | '\t') || !c.is_control();
    text.chars().count() <= limits::BODY_CHARS && text.chars().all(allowed)
}

fn are_keys<'a>(keys: impl Iterator<Item = &'a String>) -> bool {
    let mut seen = BTreeSet::new();
    keys.into_iter().all(|key| is_id(key) && seen.insert(key))
}

fn incident_holds(incident: &Incident) -> bool {
    let updates = &incident.updates;
    is_line(&incident.title, limits::NAME_CHARS)
        && updates
            .first()
            .is_some_and(|first| incident.started_at <= first.at)
        && updates.is_sorted_by_key(|update| update.at)
        && updates.iter().all(|update| is_body(&update.body))
}

fn maintenance_holds(work: &Maintenance) -> bool {
    is_line(&work.title, limits::NAME_CHARS)
        && work.starts_at < work.ends_at
        && work.updates.iter().all(|update| is_body(&update.body))
}

/// The first rule that a plan breaks.
pub(crate) fn broken(plan: &Plan) -> Option<&'static str> {
    let components: BTreeSet<&String> = plan.components.iter().map(|it| &it.key).collect();
    let groups: BTreeSet<&String> = plan.groups.iter().map(|it| &it.key).collect();
    let known = |keys: &[String]| keys.iter().all(|key| components.contains(key));
    let rules = [
        ("group keys", are_keys(plan.groups.iter().map(|it| &it.key))),
        (
            "component keys",
            are_keys(plan.components.iter().map(|it| &it.key)),
        ),
        (
            "incident keys",
            are_keys(plan.incidents.iter().map(|it| &it.key)),
        ),
        (
            "maintenance keys",
            are_keys(plan.maintenances.iter().map(|it| &it.key)),
        ),
        (
            "component texts",
            plan.components.iter().all(|part| {
                is_line(&part.name, limits::NAME_CHARS)
                    && part
                        .description
                        .as_ref()
                        .is_none_or(|it| is_line(it, limits::LINE_CHARS))
                    && part
                        .group
                        .as_ref()
                        .is_none_or(|group| groups.contains(group))
            }),
        ),
        (
            "monitors",
            plan.monitors.iter().all(|it| {
                components.contains(&it.component)
                    && it.timeout <= it.every
                    && it.degraded_over.is_none_or(|limit| limit < it.timeout)
            }),
        ),
        ("incidents", plan.incidents.iter().all(incident_holds)),
        (
            "maintenances",
            plan.maintenances.iter().all(maintenance_holds),
        ),
        (
            "affected components",
            plan.incidents.iter().all(|it| known(&it.components))
                && plan.maintenances.iter().all(|it| known(&it.components)),
        ),
        (
            "what is told",
            plan.unmapped.iter().all(|it| {
                is_line(&it.what, 300) && is_line(&it.why, 300) && is_line(&it.wherefrom, 300)
            }),
        ),
        (
            "dry run",
            !plan.describe().chars().any(|c| c.is_control() && c != '\n'),
        ),
    ];
    let broken = rules.into_iter().find(|(_, holds)| !holds);
    broken.map(|(rule, _)| rule)
}

#[test]
fn every_plan_keeps_the_rules() {
    for (system, name) in FIXTURES {
        assert_eq!(broken(&plan(system, name)), None, "{name}");
    }
}

/// The control: a plan that breaks a rule is caught.
#[test]
fn a_broken_plan_is_caught() {
    let (system, name) = FIXTURES[0];
    let break_by = |change: fn(&mut Plan)| {
        let mut plan = plan(system, name);
        change(&mut plan);
        broken(&plan)
    };
    assert_eq!(
        break_by(|it| it.groups[0].key.push('/')),
        Some("group keys")
    );
    assert_eq!(
        break_by(|it| it.components[1].key = it.components[0].key.clone()),
        Some("component keys")
    );
    assert_eq!(
        break_by(|it| it.components[0].name.clear()),
        Some("component texts")
    );
    assert_eq!(
        break_by(|it| it.incidents[0].updates.clear()),
        Some("incidents")
    );
    assert_eq!(
        break_by(|it| it.maintenances[0].ends_at = it.maintenances[0].starts_at),
        Some("maintenances")
    );
    assert_eq!(
        break_by(|it| it.incidents[0].components.push("nobody".to_owned())),
        Some("affected components")
    );
}
