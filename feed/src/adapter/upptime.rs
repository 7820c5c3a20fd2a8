//! Upptime: `history/summary.json`, a list of sites that its workflow commits to a repository.

use super::Source;
use super::draft::{Draft, Part};
use super::value::Value;
use crate::Status;

/// Where the raw files of GitHub's repositories lie: `<owner>/<repository>/<branch>/<path>`.
const RAW_FILES: &str = "https://raw.githubusercontent.com/";

pub(super) fn is_like(document: &Value) -> bool {
    let is_site =
        |entry: &Value| entry.get("slug").text().is_some() && entry.get("status").text().is_some();
    document.objects().any(is_site)
}

pub(super) fn read(document: &Value, from: &Source<'_>) -> Option<Draft> {
    document.list()?;
    let mut draft = Draft::default();
    // The list does not say whose it is; the repository does.
    if let Some(repository) = repository(from.address) {
        draft.heading.url = Some(["https://github.com/", &repository].concat());
        draft.heading.name = Some(repository);
    }
    for site in document.objects() {
        let name = site.get("name").text().unwrap_or_default();
        draft.component(Part {
            key: site.get("slug").text().unwrap_or(name),
            name,
            group: None,
            status: match site.get("status").text() {
                Some("up") => Status::Operational,
                Some("degraded") => Status::DegradedPerformance,
                Some("down") => Status::MajorOutage,
                _ => Status::Unknown,
            },
            since: None,
            description: None,
        });
    }
    Some(draft)
}

/// `owner/repository` of a raw file's address.
fn repository(address: &str) -> Option<String> {
    let mut path = address.strip_prefix(RAW_FILES)?.split('/');
    let parts = path.next().zip(path.next());
    let (owner, name) = parts.filter(|(owner, name)| !owner.is_empty() && !name.is_empty())?;
    Some([owner, "/", name].concat())
}
