//! Commands that need no server: they work on the configuration and the data folder, and print what they
//! did, as JSON for programs where that is asked for.

use std::path::Path;
use std::process::ExitCode;

use pilotlight_server::config::Config;
use pilotlight_server::{StartError, agrees, backup, public_key};
use serde_json::{Value, json};

use super::show;
use super::show::count;
use super::usage::BAD_USAGE;
use crate::{folder_of, taken};

/// Prints what was done: as JSON for programs, else as `people` has it.
pub(crate) fn say(is_json: bool, answer: &Value, people: impl FnOnce()) {
    if is_json {
        show::json(answer);
    } else {
        people();
    }
}

/// Takes a backup.
pub(crate) async fn backup(config: &Config, file: &Path, is_json: bool) -> anyhow::Result<()> {
    backup::backup(config, file).await?;
    let file = file.display().to_string();
    say(is_json, &json!({ "file": file }), || {
        println!("{file}: the whole database, the signing key included");
    });
    Ok(())
}

/// Puts a backup back.
pub(crate) async fn restore(config: &Config, file: &Path, is_json: bool) -> anyhow::Result<()> {
    let aside = backup::restore(config, file).await?;
    let file = file.display().to_string();
    let aside = aside.map(|aside| aside.display().to_string());
    say(is_json, &json!({ "file": file, "before": aside }), || {
        println!("{file}: the database is as it was then");
        if let Some(aside) = &aside {
            println!("{aside}: what it was before");
        }
    });
    Ok(())
}

/// The key alone on standard output, for scripts; what to do with it beside it, for people.
pub(crate) async fn key(config: &Config, is_json: bool) -> anyhow::Result<()> {
    let key = public_key(config).await?;
    say(is_json, &json!({ "key": key }), || {
        println!("{key}");
        eprintln!("paste it where the widget stands: <pilot-light key=\"{key}\">");
    });
    Ok(())
}

/// Says what is wrong with a configuration, also beside what was told by API, and what is new in it.
pub(crate) async fn check(config: &Config, path: &Path, is_json: bool) -> anyhow::Result<ExitCode> {
    let mut notes = Vec::new();
    match agrees(config).await {
        Ok(()) => {}
        Err(error @ StartError::Store { .. }) => {
            notes.push(format!("what was told by API is not known: {error}"));
        }
        Err(error) => {
            eprintln!("pilotlight: {error}; nothing was started");
            return Ok(ExitCode::from(BAD_USAGE));
        }
    }
    let publish = &config.publish;
    if publish.directory.is_none() && publish.bucket.is_none() {
        notes.push("served from memory alone, so after an upgrade a page that pins this version of the widget gets 404 for it; [publish] directory keeps every version".to_owned());
    }
    let last = taken::last(&config.data_dir, folder_of(path));
    let new = last.map(|last| config.changes_since(&last));
    let file = path.display().to_string();
    let (components, monitors) = (
        config.catalog.components.len(),
        config.catalog.monitors.len(),
    );
    let document = json!({
        "file": file,
        "components": components,
        "monitors": monitors,
        "notes": notes,
        // None where no server has taken one in yet.
        "new": new,
    });
    say(is_json, &document, || {
        println!(
            "{file}: good; {}, {}",
            count(components, "component"),
            count(monitors, "monitor"),
        );
        for note in &notes {
            println!("note: {note}");
        }
        print_changes(new.as_deref());
    });
    Ok(ExitCode::SUCCESS)
}

/// What would change if the server read this configuration.
fn print_changes(lines: Option<&[String]>) {
    match lines {
        None => {}
        Some([]) => println!("nothing is new in it since it was last taken in"),
        Some(lines) => {
            println!("new since a server last took it in:");
            for line in lines {
                println!("  {line}");
            }
        }
    }
}
