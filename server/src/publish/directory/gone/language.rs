//! The pages of a language: below its tag they are the same that the first language has below the root.
//! When a site has a language no more they go, also when the server was stopped meanwhile: each of them
//! says itself that it is a page of ours in that language.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use pilotlight_site::Language;

use super::{DirectoryError, delete_file, entries, is_file};

/// The pages of which there is one, the first of them last: it tells that there is more.
const ALONE: [&str; 4] = [
    "subscribe/index.html",
    "maintenance/index.html",
    "history/index.html",
    "index.html",
];
/// Where there is a folder a page.
const MANY: [&str; 4] = ["components", "history", "history/component", "incidents"];

/// Where a component has a page.
const OF_COMPONENT: [&str; 2] = ["components", "history/component"];
/// What every site has, and no folder of a language.
pub(in crate::publish) const SITE: &str = "feed/v1/summary.json";

/// Whether the pages of a language are among these paths.
pub(in crate::publish) fn is_published(language: Language, paths: &HashSet<&str>) -> bool {
    paths.contains([language.tag(), "/index.html"].concat().as_str())
}

/// What the paths of each language begin with that is among these paths: first nothing, then for example
/// `de/`.
pub(in crate::publish) fn published(paths: &HashSet<&str>) -> impl Iterator<Item = String> {
    let all = Language::all().filter(|language| is_published(*language, paths));
    let all = all.map(|language| [language.tag(), "/"].concat());
    [String::new()].into_iter().chain(all)
}

/// Whether what stands in the folder of a language may be ours: neither a link nor the root of a site of its
/// own, which somebody publishes below this one.
fn may_be_ours(folder: &Path) -> bool {
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|known| known.is_dir());
    is_folder && fs::symlink_metadata(folder.join(SITE)).is_err()
}

/// Deletes the pages of a component in every language.
///
/// # Errors
/// [`DirectoryError`] at the first file that cannot be deleted.
pub(super) fn delete_component(
    root: &Path,
    id: &str,
    touched: &mut BTreeSet<PathBuf>,
) -> Result<(), DirectoryError> {
    for language in Language::all() {
        let own = root.join(language.tag());
        if !may_be_ours(&own) {
            continue;
        }
        for folder in OF_COMPONENT.map(|folder| own.join(folder)) {
            let place = folder.join(id).join("index.html");
            if is_page(&place, language) {
                delete_file(&place)?;
                // Somebody else may keep something there.
                let _ = fs::remove_dir(folder.join(id));
                touched.insert(folder);
            }
        }
    }
    Ok(())
}

/// The pages in the folder that are of a language of which none is among these paths. The page that tells
/// of a language goes last, so that the next try finds the rest.
///
/// # Errors
/// [`DirectoryError`] when one of the folders cannot be read.
pub(super) fn left(root: &Path, paths: &HashSet<&str>) -> Result<Vec<String>, DirectoryError> {
    let mut left = Vec::new();
    for language in Language::all().filter(|language| !is_published(*language, paths)) {
        let tag = language.tag();
        let own = root.join(tag);
        if !may_be_ours(&own) || !is_page(&own.join("index.html"), language) {
            continue;
        }
        let mut pages = vec![format!("embed/{tag}/index.html")];
        for folder in MANY {
            let folder = [tag, "/", folder].concat();
            for (name, _) in entries(&root.join(&folder))? {
                pages.push([&folder, "/", &name, "/index.html"].concat());
            }
        }
        pages.extend(ALONE.map(|page| [tag, "/", page].concat()));
        pages.retain(|page| is_page(&root.join(page), language));
        left.append(&mut pages);
        tracing::info!(language = tag, "no longer published: its pages are deleted");
    }
    Ok(left)
}

fn is_page(place: &Path, language: Language) -> bool {
    is_file(place) && fs::read(place).is_ok_and(|bytes| language.is_page(&bytes))
}
