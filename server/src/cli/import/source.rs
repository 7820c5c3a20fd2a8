//! The documents of another system, as they lie on disk.

use std::fs;
use std::path::Path;

use anyhow::Context;
use jiff::tz::TimeZone;
use pilotlight_server::import::{Document, Plan, Source, System, read_kuma_database};

use crate::cli::time::Here;

/// Files that a reader may want.
const ENDINGS: [&str; 6] = ["json", "yaml", "yml", "md", "toml", "markdown"];
/// Folders within folders; a repository has a few.
const MOST_DEPTH: usize = 12;

/// Reads a file or a folder into a plan.
pub(super) async fn read(system: System, from: &Path) -> anyhow::Result<Plan> {
    let now = Here::of(TimeZone::UTC).now;
    let is_database = from
        .extension()
        .is_some_and(|ending| ending == "db" || ending == "sqlite");
    if system == System::Kuma && is_database {
        return Ok(read_kuma_database(from, now).await?);
    }
    let mut documents = Vec::new();
    if from.is_dir() {
        walk(from, from, 0, &mut documents)?;
    } else {
        documents.push(document(
            from.file_name().map(Path::new).unwrap_or(from),
            from,
        )?);
    }
    Ok(system.read(&Source { documents, now })?)
}

/// The texts below a folder. Links are not followed: they may lead out of it.
fn walk(
    root: &Path,
    folder: &Path,
    depth: usize,
    documents: &mut Vec<Document>,
) -> anyhow::Result<()> {
    if MOST_DEPTH < depth {
        return Ok(());
    }
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        let is_hidden_folder = path.file_name().is_some_and(|name| name == ".git");
        if kind.is_dir() && !is_hidden_folder {
            walk(root, &path, depth + 1, documents)?;
        }
        let ending = path.extension().and_then(|ending| ending.to_str());
        if kind.is_file() && ending.is_some_and(|ending| ENDINGS.contains(&ending)) {
            documents.push(document(path.strip_prefix(root)?, &path)?);
        }
    }
    Ok(())
}

fn document(name: &Path, path: &Path) -> anyhow::Result<Document> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let path = name.to_string_lossy().replace('\\', "/");
    Ok(Document { path, text })
}
