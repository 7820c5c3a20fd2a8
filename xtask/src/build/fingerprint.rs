//! One digest over the names and contents of files: tells whether anything changed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Folders that are made from the sources beside them.
const MADE: [&str; 3] = ["dist", "node_modules", "target"];

/// The digest of some files and folders below `root`, in hexadecimal digits.
pub(crate) fn fingerprint(root: &Path, paths: &[&str]) -> Result<String> {
    let mut files = Vec::new();
    for path in paths {
        collect(&root.join(path), &mut files)?;
    }
    files.sort();
    let mut digest = Sha256::new();
    for file in &files {
        let content = fs::read(file).with_context(|| format!("read {}", file.display()))?;
        let name = file.strip_prefix(root).unwrap_or(file).to_string_lossy();
        // The lengths keep apart what would read the same when joined.
        digest.update(format!("{} {} {name}", name.len(), content.len()));
        digest.update(content);
    }
    Ok(digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    let attempt = || format!("list {}", path.display());
    for entry in fs::read_dir(path).with_context(attempt)? {
        let entry = entry.with_context(attempt)?;
        if !MADE.iter().any(|made| entry.file_name() == *made) {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::fingerprint;

    #[test]
    fn content_and_name_count_and_what_was_made_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let now = || fingerprint(folder.path(), &["."]).unwrap();
        write("a", "one");
        let first = now();
        write("a", "two");
        let changed = now();
        assert_ne!(first, changed);
        fs::rename(folder.path().join("a"), folder.path().join("b")).unwrap();
        assert_ne!(changed, now());
        fs::rename(folder.path().join("b"), folder.path().join("a")).unwrap();
        fs::create_dir(folder.path().join("dist")).unwrap();
        write("dist/output", "made");
        assert_eq!(changed, now());
    }
}
