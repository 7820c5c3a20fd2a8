//! All files of a folder, to be held against what they were, or searched.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder with its bytes, by its path from there. What goes away meanwhile is left
/// out.
#[must_use]
pub fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if let (Ok(below), Ok(bytes)) = (path.strip_prefix(root), fs::read(&path)) {
                found.insert(below.to_owned(), bytes);
            }
        }
    }
    found
}
