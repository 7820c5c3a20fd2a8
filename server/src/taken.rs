//! The configuration as it was last taken in, kept beside the database: what `pilotlight check`
//! compares a new one with, also while no server runs.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use pilotlight_server::config::{self, Config};

/// Name of the file within the data folder.
const NAME: &str = "configuration.toml";
/// Like the database: it may hold secrets of checks.
const PRIVATE: u32 = 0o600;

/// Keeps the text of a configuration, in place of the one before.
///
/// # Errors
/// When the data folder cannot be written; then the one before is still there, or none.
pub(crate) fn keep(data_dir: &Path, text: &str) -> io::Result<()> {
    let fresh = data_dir.join(format!("{NAME}.partial"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    let mut file = options.mode(PRIVATE).open(&fresh)?;
    file.write_all(text.as_bytes())?;
    fs::rename(fresh, data_dir.join(NAME))
}

/// The configuration that was kept, its paths taken from `folder`; none when there is none that this
/// version reads.
pub(crate) fn last(data_dir: &Path, folder: &Path) -> Option<Config> {
    let text = fs::read_to_string(data_dir.join(NAME)).ok()?;
    config::parse(&text, folder).ok()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use tempfile::TempDir;

    use super::{NAME, keep, last};

    const TEXT: &str = "[page]\nname = \"Acme\"\nurl = \"http://127.0.0.1/\"\n\
         [[component]]\nid = \"web\"\nname = \"Web\"\nmanual = true\n";

    #[test]
    fn what_was_taken_in_is_read_again_and_nobody_else_reads_it() {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path();
        assert!(last(path, path).is_none(), "nothing was taken in yet");
        for text in [TEXT, &TEXT.replace("Web", "Website")] {
            keep(path, text).expect("is kept");
            let mode = fs::metadata(path.join(NAME))
                .expect("is there")
                .permissions();
            assert_eq!(mode.mode() & 0o777, 0o600);
        }
        let config = last(path, path).expect("is read");
        assert_eq!(config.catalog.components[0].name, "Website");
    }
}
