//! The documents of another system, as they lie on disk.

use std::fs;
use std::path::Path;

use anyhow::Context;
use jiff::tz::TimeZone;
use pilotlight_server::import::{Document, Plan, Source, System, Unmapped, read_kuma_database};

use crate::cli::time::Here;

/// Files that a reader may want.
const ENDINGS: [&str; 6] = ["json", "yaml", "yml", "md", "toml", "markdown"];
/// Folders within folders; a repository has a few.
const MOST_DEPTH: usize = 12;

/// What lies below a folder: texts, and what is no text that can be given.
#[derive(Debug, Default)]
struct Found {
    documents: Vec<Document>,
    left: Vec<Unmapped>,
}

impl Found {
    fn leave(&mut self, what: &str, why: &str, path: &Path) {
        self.left.push(Unmapped {
            what: what.to_owned(),
            why: why.to_owned(),
            wherefrom: named(path),
            times: 1,
        });
    }
}

/// Reads a file or a folder into a plan.
pub(super) async fn read(system: System, from: &Path) -> anyhow::Result<Plan> {
    let now = Here::of(TimeZone::UTC).now;
    let is_database = from
        .extension()
        .is_some_and(|ending| ending == "db" || ending == "sqlite");
    if system == System::Kuma && is_database {
        return Ok(read_kuma_database(from, now).await?);
    }
    let mut found = Found::default();
    if from.is_dir() {
        walk(from, from, 0, &mut found)?;
    } else {
        let name = from.file_name().map(Path::new).unwrap_or(from);
        found.documents.push(document(name, from)?);
    }
    let Found { documents, left } = found;
    let mut plan = system.read(&Source { documents, now })?;
    plan.leave_out(left);
    Ok(plan)
}

/// The texts below a folder. Links are not followed: they may lead out of it. What git keeps for
/// itself is not looked at.
fn walk(root: &Path, folder: &Path, depth: usize, found: &mut Found) -> anyhow::Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        let inside = path.strip_prefix(root)?;
        if kind.is_symlink() {
            let why = "they may lead out of the folder; copy what they lead to into it";
            found.leave("links", why, inside);
        } else if kind.is_dir() {
            if path.file_name().is_some_and(|name| name == ".git") {
                continue;
            }
            if depth == MOST_DEPTH {
                let why = format!("they lie deeper than {MOST_DEPTH}; give them by themselves");
                found.leave("folders", &why, inside);
            } else {
                walk(root, &path, depth + 1, found)?;
            }
        } else if !kind.is_file() {
            found.leave("files", "it is neither a file nor a folder", inside);
        } else if is_text(&path) {
            found.documents.push(document(inside, &path)?);
        } else {
            let why = format!("its name ends in none of {}", ENDINGS.join(", "));
            found.leave("files", &why, inside);
        }
    }
    Ok(())
}

fn is_text(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.contains(&ending))
}

fn named(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn document(name: &Path, path: &Path) -> anyhow::Result<Document> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let path = named(name);
    Ok(Document { path, text })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use pilotlight_server::import::{Plan, System};

    use super::{MOST_DEPTH, read};

    const CONFIG: &str = "endpoints: [{name: a, url: 'tcp://a.example:1'}]";

    async fn plan(folder: &tempfile::TempDir) -> Plan {
        let plan = read(System::Gatus, folder.path()).await;
        plan.expect("a plan")
    }

    fn places(plan: &Plan, what: &str) -> Vec<String> {
        let told = plan.unmapped.iter().filter(|it| it.what == what);
        told.map(|it| it.wherefrom.clone()).collect()
    }

    /// A folder within folders, the first of them in the folder itself.
    fn deep(folder: &tempfile::TempDir, depth: usize) -> PathBuf {
        let path = (0..depth).fold(folder.path().to_owned(), |path, _| path.join("d"));
        fs::create_dir_all(&path).expect("made");
        path
    }

    #[tokio::test]
    async fn what_cannot_be_given_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.yaml"), CONFIG).expect("written");
        // The control: nothing else is there, and nothing is told.
        assert_eq!(plan(&folder).await.unmapped, []);
        let outside = tempfile::tempdir().expect("a folder");
        fs::write(outside.path().join("b.yaml"), "endpoints: []").expect("written");
        std::os::unix::fs::symlink(outside.path().join("b.yaml"), folder.path().join("b.yaml"))
            .expect("linked");
        std::os::unix::fs::symlink(outside.path(), folder.path().join("more")).expect("linked");
        fs::write(folder.path().join("up.png"), [0, 159]).expect("written");
        let plan = plan(&folder).await;
        assert_eq!(places(&plan, "links"), ["b.yaml", "more"]);
        assert_eq!(places(&plan, "files"), ["up.png"]);
        assert!(plan.describe().contains("\n    b.yaml; more\n"));
    }

    #[tokio::test]
    async fn a_folder_that_lies_too_deep_is_told_and_the_one_above_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let last = deep(&folder, MOST_DEPTH);
        fs::write(last.join("a.yaml"), CONFIG).expect("written");
        assert_eq!(plan(&folder).await.components.len(), 1);
        assert_eq!(plan(&folder).await.unmapped, []);
        let beyond = deep(&folder, MOST_DEPTH + 1);
        fs::write(beyond.join("b.yaml"), CONFIG).expect("written");
        let plan = plan(&folder).await;
        assert_eq!(plan.components.len(), 1);
        assert_eq!(places(&plan, "folders").len(), 1);
    }

    #[tokio::test]
    async fn what_git_keeps_for_itself_is_not_looked_at() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.yaml"), CONFIG).expect("written");
        fs::create_dir(folder.path().join(".git")).expect("made");
        fs::write(folder.path().join(".git/b.yaml"), CONFIG).expect("written");
        assert_eq!(plan(&folder).await.unmapped, []);
    }
}
