//! What stands in the bucket of a component that is published no more: the same that the folder target
//! deletes, by the same rules.

use std::collections::BTreeSet;

use pilotlight_feed::is_id;

use crate::publish::directory::gone::{FORMS, LEDGERS, OF_COMPONENTS};

/// The components that have a ledger among these files and none among what is published.
pub(super) fn components<'p>(
    paths: impl Iterator<Item = &'p str>,
    published: &BTreeSet<String>,
) -> Vec<String> {
    let ids = paths.filter_map(|path| {
        let id = path.strip_prefix(LEDGERS)?.strip_prefix('/')?;
        id.strip_suffix(".json").filter(|id| is_id(id))
    });
    ids.filter(|id| !published.contains(*id))
        .map(str::to_owned)
        .collect()
}

/// Where a component's ledger stands.
pub(super) fn ledger(id: &str) -> String {
    format!("{LEDGERS}/{id}.json")
}

/// Whether a file is one of this component, its ledger aside.
pub(super) fn is_of(id: &str, path: &str) -> bool {
    let form = |name: &str| name.rsplit_once('.').map(|(_, form)| form.to_owned());
    let is_written = |name: &str| form(name).is_some_and(|form| FORMS.contains(&form.as_str()));
    OF_COMPONENTS.iter().any(|folder| {
        let below = path.strip_prefix(folder);
        let own = below.and_then(|below| below.strip_prefix('/')?.strip_prefix(id));
        own.is_some_and(|rest| match rest.strip_prefix('/') {
            Some(name) => !name.contains('/') && is_written(name),
            None => rest.starts_with('.') && !rest.contains('/') && is_written(rest),
        })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{components, is_of};

    #[test]
    fn a_component_has_its_page_and_its_badges_and_nobody_elses() {
        for own in [
            "components/web/index.html",
            "badge/web.svg",
            "badge/web/uptime.svg",
        ] {
            assert!(is_of("web", own), "{own}");
        }
        for other in [
            "components/website/index.html",
            "components/web/notes.txt",
            "components/web/deep/index.html",
            "badge/website.svg",
            "badge.svg",
            "index.html",
            "widget/web.html",
            "feed/v1/ledger/web.json",
        ] {
            assert!(!is_of("web", other), "{other}");
        }
    }

    #[test]
    fn what_has_no_ledger_of_ours_is_not_gone() {
        let paths = [
            "feed/v1/ledger/web.json",
            "feed/v1/ledger/api.json",
            "feed/v1/ledger/deep/x.json",
            "components/db/index.html",
        ];
        let published = BTreeSet::from(["api".to_owned()]);
        assert_eq!(components(paths.into_iter(), &published), ["web"]);
    }
}
