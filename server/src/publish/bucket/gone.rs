//! What stands in the bucket and is published no more: what came and went with what there is to tell, or
//! with a component. That an object is ours it says itself, so that it is the same after a restart.

use std::collections::HashSet;

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::{Error, ObjectStoreExt};
use pilotlight_feed::History;
use pilotlight_site::file::{in_any_language, language_of, map_of_month, month_of_map};

use super::{AT_ONCE, Bucket, BucketError, claim, object};
use crate::publish::directory::gone::{
    LEDGERS, MONTHS, SITE, is_published, is_taken_back, published_languages, tells_of_more,
};
use crate::publish::directory::is_of_event;
use crate::publish::target::Edition;

impl Bucket {
    /// Deletes what we have published, or a publisher before us, and what is part of the set no more.
    pub(super) async fn delete_left(&mut self, edition: &Edition) -> Result<usize, BucketError> {
        let published = &edition.published;
        let paths = published.in_order().map(|entry| entry.path.as_str());
        let paths: HashSet<&str> = paths.collect();
        let left = self.ours.iter();
        let left = left.filter(|path| !paths.contains(path.as_str()));
        let mut left: Vec<String> = left.cloned().collect();
        if !self.has_looked {
            left.append(&mut self.left_before(&paths, edition.revision).await?);
        }
        // As long as some of the past is not told yet, what lacks may only be late.
        let looks_back = !self.has_looked_back && !published.lacks_past;
        if looks_back {
            left.append(&mut self.months_before(&paths, edition.revision).await?);
        }
        left.sort_by_key(|path| tells_of_more(path));
        self.delete(&left).await?;
        let ours = paths.into_iter().filter(|path| comes_and_goes(path));
        self.ours = ours.map(str::to_owned).collect();
        self.has_looked = true;
        self.has_looked_back |= looks_back;
        Ok(left.len())
    }

    /// What a publisher before us has written and is not among these paths, months aside.
    async fn left_before(
        &self,
        paths: &HashSet<&str>,
        revision: u64,
    ) -> Result<Vec<String>, BucketError> {
        let left = self.unpublished(paths).into_iter();
        let left = left.filter(|path| comes_and_goes(path) && !is_for_good(path, paths));
        let asked = left.map(|path| async move {
            let is_ours = self.is_ours(path, revision).await?;
            Ok(is_ours.then(|| path.to_owned()))
        });
        let asked: Vec<_> = asked.collect();
        let asked: Vec<Option<String>> =
            stream::iter(asked).buffered(AT_ONCE).try_collect().await?;
        Ok(asked.into_iter().flatten().collect())
    }

    /// The months that a publisher before us has told and that are not among these paths.
    async fn months_before(
        &self,
        paths: &HashSet<&str>,
        revision: u64,
    ) -> Result<Vec<String>, BucketError> {
        let mut left = Vec::new();
        for told in self.unpublished(paths) {
            let month = month_of(told).filter(|_| told.starts_with(MONTHS));
            if let Some(month) = month
                && self.is_ours(told, revision).await?
                && let Some(history) = self.month(told).await?
                && is_taken_back(&history, month, paths)
            {
                // Its document goes last, so that the next try finds the pages.
                let pages = published_languages(paths);
                left.extend(pages.map(|root| format!("{root}history/{month}/index.html")));
                let map = map_of_month(month);
                left.extend(self.is_ours(&map, revision).await?.then_some(map));
                left.push(told.to_owned());
            }
        }
        Ok(left)
    }

    /// What is there, not among these paths and of nobody who publishes another page below ours.
    fn unpublished(&self, paths: &HashSet<&str>) -> Vec<&str> {
        let there = self.objects.iter().flatten().map(|(path, _)| path.as_str());
        let there: Vec<&str> = there.collect();
        let others = there.iter().filter_map(|path| {
            // A publisher without conditions makes no claim, and every site has a feed.
            let folder = path
                .strip_suffix(claim::PATH)
                .or_else(|| path.strip_suffix(SITE))?;
            (!folder.is_empty()).then_some(folder)
        });
        let others: Vec<&str> = others.collect();
        let is_anothers = |path: &str| others.iter().any(|folder| path.starts_with(folder));
        let mut there = there;
        there.retain(|path| !paths.contains(path) && !self.ours.contains(*path));
        there.retain(|path| !is_anothers(path));
        there
    }

    /// Whether we wrote an object, or an older server of this page.
    async fn is_ours(&self, path: &str, revision: u64) -> Result<bool, BucketError> {
        let asked = object::ask(&self.store, &self.place.key(path)).await;
        let found = asked.map_err(|error| self.failed("look at", path, &error))?;
        Ok(found.is_some_and(|found| found.hash.is_some() && found.revision <= revision))
    }

    /// The month that an object holds, if it does.
    async fn month(&self, path: &str) -> Result<Option<History>, BucketError> {
        let failed = |error| self.failed("read", path, &error);
        let found = match self.store.get(&self.place.key(path)).await {
            Err(Error::NotFound { .. }) => return Ok(None),
            found => found.map_err(failed)?,
        };
        let text = found.bytes().await.map_err(failed)?;
        Ok(serde_json::from_slice(&text).ok())
    }

    /// Deletes these in their order; stops at the first that cannot be.
    async fn delete(&mut self, paths: &[String]) -> Result<(), BucketError> {
        for path in paths {
            match self.store.delete(&self.place.key(path)).await {
                Ok(()) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(self.failed("delete", path, &error)),
            }
            if let Some(objects) = &mut self.objects {
                objects.remove(path);
            }
        }
        Ok(())
    }
}

/// Whether a file comes and goes, with what there is to tell or with a component.
fn comes_and_goes(path: &str) -> bool {
    is_of_event(path) || path.starts_with(&[LEDGERS, "/"].concat())
}

/// Whether a file is never left behind: no incident is ever taken back, so that one which nobody knows
/// is of a database that was lost, and of months only their document tells. But a language that the site
/// has no more takes all its pages along.
fn is_for_good(path: &str, paths: &HashSet<&str>) -> bool {
    if language_of(path).is_some_and(|language| !is_published(language, paths)) {
        return false;
    }
    let path = in_any_language(path);
    path.starts_with("incidents/") || month_of(path).is_some()
}

/// The month that a file tells of as a whole.
fn month_of(path: &str) -> Option<&str> {
    let page = path.strip_prefix("history/");
    let page = page.and_then(|rest| rest.strip_suffix("/index.html"));
    let told = path.strip_prefix(MONTHS);
    let told = told.and_then(|rest| rest.strip_prefix('/')?.strip_suffix(".json"));
    page.or(told)
        .filter(|month| !month.contains('/'))
        .or_else(|| month_of_map(path))
}

#[cfg(test)]
mod tests {
    use super::month_of;

    #[test]
    fn a_month_has_its_page_its_document_and_its_map_and_nothing_else() {
        for own in [
            "history/2026-11/index.html",
            "feed/v1/history/2026-11.json",
            "sitemap-2026-11.xml",
        ] {
            assert_eq!(month_of(own), Some("2026-11"), "{own}");
        }
        for other in [
            "history/index.html",
            "history/component/web/index.html",
            "history/2026-11/notes.html",
            "feed/v1/history-schema.json",
            "feed/v1/history/deep/2026-11.json",
            "sitemap-pages.xml",
            "sitemap-theirs.xml",
            "sitemap.xml",
        ] {
            assert_eq!(month_of(other), None, "{other}");
        }
    }
}
