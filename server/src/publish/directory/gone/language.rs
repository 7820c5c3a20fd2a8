//! The pages of a language: below its tag they are the same that the first language has below the root.
//! When a site has a language no more they go, also when the server was stopped meanwhile: each of them
//! says itself that it is a page of ours in that language.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use pilotlight_site::Language;

use super::{DirectoryError, entries, is_file};

/// The pages of which there is one, the first of them last: it tells that there is more.
const ALONE: [&str; 4] = [
    "subscribe/index.html",
    "maintenance/index.html",
    "history/index.html",
    "index.html",
];
/// Where there is a folder a page.
const MANY: [&str; 4] = ["components", "history", "history/component", "incidents"];

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

/// These folders, and what they are in each language that a site can have.
pub(super) fn everywhere(folders: &[&str]) -> Vec<String> {
    let all = Language::all().map(|language| [language.tag(), "/"].concat());
    let all = [String::new()].into_iter().chain(all);
    all.flat_map(|root| folders.iter().map(move |folder| [&root, *folder].concat()))
        .collect()
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
        if !is_page(&root.join(tag).join("index.html"), language) {
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
