//! What stands in the folder of a component that is published no more: taken out of the configuration,
//! or hidden. Nobody links to it, and everyone who knows its address could read it for ever.
//!
//! The folder itself says which components these are, so that it is the same after a restart: a ledger
//! that we wrote, and that is no part of what is published. Nothing else is a reason to delete, and
//! of a name that no ledger of ours bears nothing is touched. A badge that a component has no more,
//! because the page has grown, goes too: it would show its last status for ever.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use pilotlight_feed::{History, Ledger, is_id};
use pilotlight_site::badge::MORE;
use pilotlight_site::file::{in_any_language, language_of, map_of_month};
use pilotlight_site::{is_calendar, is_security};

use super::{DirectoryError, failed};
use crate::publish::set::Published;

mod language;
pub(in crate::publish) use language::{SITE, is_published, published as published_languages};

/// Where the months of the past stand, for programs.
pub(in crate::publish) const MONTHS: &str = "feed/v1/history";
/// Where to report what is not safe.
const SECURITY: &str = ".well-known/security.txt";
/// Where each maintenance stands for calendars.
const CALENDARS: &str = "calendar";
/// Where the ledgers stand.
pub(in crate::publish) const LEDGERS: &str = "feed/v1/ledger";
/// Where else a component has files: `<id>.<form>`, or a folder `<id>`.
const OF_COMPONENTS: [&str; 3] = ["components", "badge", "history/component"];
/// The forms of files that we write there.
const FORMS: [&str; 3] = ["html", "svg", "json"];

/// The components whose ledgers are published.
pub(super) fn components(published: &Published) -> BTreeSet<String> {
    let paths = published.in_order().map(|entry| entry.path.as_str());
    let ids = paths.filter_map(|path| {
        let name = path.strip_prefix(LEDGERS)?.strip_prefix('/')?;
        name.strip_suffix(".json").map(str::to_owned)
    });
    ids.collect()
}

/// The files that stand in the folder and are not among these paths, of months, calendars and languages, and the
/// contact: nobody else remembers those that went before a restart. They are ours when they say so themselves.
///
/// # Errors
/// [`DirectoryError`] when one of the folders cannot be read.
pub(super) fn left(root: &Path, paths: &HashSet<&str>) -> Result<Vec<String>, DirectoryError> {
    let mut left = Vec::new();
    for (name, place) in entries(&root.join(MONTHS))? {
        let told = [MONTHS, "/", &name].concat();
        if let Some(month) = name.strip_suffix(".json")
            && !paths.contains(told.as_str())
            && read_month(&place).is_some_and(|read| is_taken_back(&read, month, paths))
        {
            let pages =
                language::published(paths).map(|root| format!("{root}history/{month}/index.html"));
            left.extend(pages);
            let map = map_of_month(month);
            left.extend(is_file(&root.join(&map)).then_some(map));
            left.push(told);
        }
    }
    for (name, place) in entries(&root.join(CALENDARS))? {
        let path = [CALENDARS, "/", &name].concat();
        if !paths.contains(path.as_str()) && is_file(&place) {
            let text = fs::read(&place).unwrap_or_default();
            left.extend(is_calendar(&name, &text).then_some(path));
        }
    }
    let contact = root.join(SECURITY);
    if !paths.contains(SECURITY) && is_file(&contact) {
        let text = fs::read(&contact).unwrap_or_default();
        left.extend(is_security(&text).then(|| SECURITY.to_owned()));
    }
    left.append(&mut language::left(root, paths)?);
    Ok(left)
}

/// Whether others are found by this file, so that it goes after them: what was interrupted is ended after a start.
pub(in crate::publish) fn tells_of_more(path: &str) -> bool {
    let is_first = language_of(path).is_some() && in_any_language(path) == "index.html";
    is_first || path.starts_with(MONTHS)
}

/// Whether a document of ours that is not published any more tells nothing that should be: its incidents
/// are told elsewhere, and its components are off the page. No incident is ever taken back, nor a day of
/// a component that is shown: when nobody knows of them, it is a database that was lost, and what was told
/// for good stays.
pub(in crate::publish) fn is_taken_back(
    history: &History,
    month: &str,
    paths: &HashSet<&str>,
) -> bool {
    let is_told = |path: String| paths.contains(path.as_str());
    let mut incidents = history.incidents.iter();
    let mut components = history.components.iter();
    history.format == History::FORMAT
        && history.month.to_string() == month
        && incidents.all(|one| is_told(["incidents/", &one.id, "/index.html"].concat()))
        && !components.any(|known| is_told([LEDGERS, "/", &known.id, ".json"].concat()))
}

/// Deletes the files of every component that stands in the folder and not among these. Answers the
/// folders that must be synced for that to last.
///
/// # Errors
/// [`DirectoryError`] at the first file that cannot be deleted. The ledger of a component goes last, so
/// that the next try finds the rest.
pub(super) fn delete(
    root: &Path,
    components: &BTreeSet<String>,
) -> Result<BTreeSet<PathBuf>, DirectoryError> {
    let mut touched = BTreeSet::new();
    let ledgers = root.join(LEDGERS);
    for (name, ledger) in entries(&ledgers)? {
        let Some(id) = name.strip_suffix(".json") else {
            continue;
        };
        if components.contains(id) || !is_ledger_of(&ledger, id) {
            continue;
        }
        for folder in OF_COMPONENTS {
            delete_of(id, &root.join(folder), &mut touched)?;
        }
        language::delete_component(root, id, &mut touched)?;
        delete_file(&ledger)?;
        touched.insert(ledgers.clone());
        tracing::info!(component = id, "no longer published: its files are deleted");
    }
    Ok(touched)
}

/// The badges of published components that are not published.
fn badges(published: &Published) -> impl Iterator<Item = String> {
    let paths: HashSet<&str> = published
        .in_order()
        .map(|entry| entry.path.as_str())
        .collect();
    let all = components(published)
        .into_iter()
        .flat_map(|id| MORE.map(|name| format!("badge/{id}/{name}")));
    all.filter(move |path| !paths.contains(path.as_str()))
}

/// Deletes the badges that published components have no more. Answers the folders that must be synced.
///
/// # Errors
/// [`DirectoryError`] at the first file that cannot be deleted.
pub(super) fn delete_badges(
    root: &Path,
    published: &Published,
) -> Result<BTreeSet<PathBuf>, DirectoryError> {
    let mut touched = BTreeSet::new();
    for place in badges(published).map(|path| root.join(path)) {
        let folder = place.parent().unwrap_or(root);
        let is_folder = fs::symlink_metadata(folder).is_ok_and(|known| known.is_dir());
        if is_folder && is_written(&place) {
            delete_file(&place)?;
            touched.insert(folder.to_owned());
        }
    }
    Ok(touched)
}

/// Deletes `<id>.<form>` and what we wrote into `<id>`.
fn delete_of(
    id: &str,
    folder: &Path,
    touched: &mut BTreeSet<PathBuf>,
) -> Result<(), DirectoryError> {
    for (name, path) in entries(folder)? {
        let own = name.strip_prefix(id);
        if own.is_some_and(|rest| rest.starts_with('.')) && is_written(&path) {
            delete_file(&path)?;
            touched.insert(folder.to_owned());
        }
    }
    let own = folder.join(id);
    // A link is none of ours, and what it leads to even less.
    if !fs::symlink_metadata(&own).is_ok_and(|known| known.is_dir()) {
        return Ok(());
    }
    for (_, path) in entries(&own)? {
        if is_written(&path) {
            delete_file(&path)?;
        }
    }
    touched.insert(folder.to_owned());
    match fs::remove_dir(&own) {
        // Somebody else keeps something there.
        Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => {
            touched.insert(own);
            Ok(())
        }
        done => done.map_err(failed("delete the folder", &own)),
    }
}

/// Whether this is a file of a form that we write.
fn is_written(path: &Path) -> bool {
    let form = path.extension().and_then(|form| form.to_str());
    form.is_some_and(|form| FORMS.contains(&form)) && is_file(path)
}

fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|known| known.is_file())
}

fn read_month(path: &Path) -> Option<History> {
    let text = is_written(path).then(|| fs::read(path).ok())??;
    serde_json::from_slice(&text).ok()
}

fn is_ledger_of(path: &Path, id: &str) -> bool {
    let text = || fs::read(path).ok();
    let read = || serde_json::from_slice::<Ledger>(&text()?).ok();
    is_id(id)
        && is_written(path)
        && read().is_some_and(|read| read.format == Ledger::FORMAT && read.component == id)
}

pub(super) fn delete_file(path: &Path) -> Result<(), DirectoryError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done.map_err(failed("delete", path)),
    }
}

/// What stands in a folder, by name; nothing where there is no folder.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, DirectoryError> {
    let read = match fs::read_dir(folder) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        read => read.map_err(failed("read the folder", folder))?,
    };
    let mut entries = Vec::new();
    for entry in read {
        let entry = entry.map_err(failed("read the folder", folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        entries.push((name, entry.path()));
    }
    Ok(entries)
}

#[cfg(test)]
mod tests;
