//! cState: the folder of the Hugo site. Categories and systems stand in `config.yml`, each issue is a
//! Markdown file whose updates are told apart by the shortcode `{{< track "2018-04-13 17:30:00" >}}`.
//!
//! Keys and impacts are those of the adapter that widgets read `index.json` with. Times without a
//! zone are UTC, which cState asks its authors for.

mod issue;

use serde_json::Value;

use super::draft::{Draft, Part};
use super::fields::{Fields, Known};
use super::plan::Plan;
use super::{Document, ImportError, Source, System, document};

const CONFIGS: [&str; 6] = [
    "config.yml",
    "config.yaml",
    "config.toml",
    "hugo.yml",
    "hugo.yaml",
    "hugo.toml",
];
const SYSTEM: [Known; 1] = [(
    "link",
    "components have no links; put it into the description",
)];
const CATEGORY: [Known; 2] = [
    ("description", "groups have a name only"),
    ("closed", "groups are always open"),
];

pub(super) fn read(source: &Source) -> Result<Plan, ImportError> {
    let mut draft = Draft::default();
    let mut documents: Vec<&Document> = Vec::new();
    for found in &source.documents {
        if is_of_theme(&found.path) {
            draft.leave_file("the example site of a theme is none of yours", &found.path);
        } else {
            documents.push(found);
        }
    }
    documents.sort_by_key(|found| &found.path);
    let config = documents
        .iter()
        .copied()
        .filter(|found| CONFIGS.contains(&file_name(&found.path)))
        .min_by_key(|found| found.path.len());
    if let Some(config) = config {
        add_config(&mut draft, config)?;
    }
    let mut has_issue = false;
    for found in documents {
        let (path, name) = (found.path.as_str(), file_name(&found.path));
        if config.is_some_and(|config| config.path == found.path) {
            continue;
        }
        if CONFIGS.contains(&name) {
            let why = "the settings of the site are read, from the uppermost folder that has any";
            draft.leave_file(why, path);
        } else if !name.ends_with(".md") || !is_content(path, source) {
            draft.leave_file(
                "only config.yml and what ends in .md below content is read",
                path,
            );
        } else if name == "_index.md" {
            draft.leave_file("it is the heading of a list, and no issue", path);
        } else if path.contains("pages/") {
            draft.tell("pages", "a status page has no other pages", path);
        } else {
            has_issue |= issue::add(&mut draft, found);
        }
    }
    if config.is_none() && !has_issue {
        return Err(ImportError::Nothing {
            system: System::Cstate,
            wanted: "the folder of the site with config.yml and content/issues",
        });
    }
    draft.finish()
}

/// The theme brings an example site along.
fn is_of_theme(path: &str) -> bool {
    path.split('/')
        .any(|folder| matches!(folder, "themes" | "exampleSite"))
}

fn is_content(path: &str, source: &Source) -> bool {
    source.documents.len() == 1 || path.split('/').any(|folder| folder == "content")
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn add_config(draft: &mut Draft, config: &Document) -> Result<(), ImportError> {
    let path = config.path.as_str();
    let root = if path.ends_with(".toml") {
        document::toml(&config.text).map_err(|why| ImportError::Syntax {
            path: path.to_owned(),
            language: "TOML",
            why,
        })?
    } else {
        document::yaml(config)?
    };
    let Some(root) = Fields::of(&root) else {
        draft.leave_file("it has no settings", path);
        return Ok(());
    };
    let (title, address) = (root.text("title"), root.text("baseURL"));
    if title.or(address).is_some() {
        let why = "write name and url into [page] of the configuration";
        draft.tell("title and baseURL of the site", why, path);
    }
    let params = root.object("params");
    let mut settings = root.unread();
    if let Some(params) = &params {
        add_systems(draft, params, path);
        settings.extend(params.unread());
    }
    let why = "appearance is not carried over";
    draft.tell_names("settings of the site", why, &settings, path);
    Ok(())
}

fn add_systems(draft: &mut Draft, params: &Fields<'_>, path: &str) {
    let mut untitled = Vec::new();
    for category in draft.each(params.list("categories"), "categories", path) {
        let name = category.text("name").unwrap_or_default();
        let at = format!("{path}, category {name:?}");
        // Its name is hidden: to the reader its systems stand alone.
        if category.flag("untitled") == Some(true) {
            untitled.push(name);
        } else {
            draft.group(name, name, name, &at);
        }
        draft.leave(&category, "categories", &CATEGORY, &at);
    }
    for system in draft.each(params.list("systems"), "systems", path) {
        let name = system.text("name").unwrap_or_default();
        let at = format!("{path}, system {name:?}");
        if draft.has_component(name) {
            draft.tell("systems", "another one has its name", &at);
            continue;
        }
        let part = Part {
            foreign: name,
            key: name,
            name,
            description: system.text("description"),
            group: system.text("category").filter(|it| !untitled.contains(it)),
        };
        draft.component(&part, &at);
        draft.leave(&system, "systems", &SYSTEM, &at);
    }
}

/// Front matter and what follows it.
fn front_matter(text: &str) -> Result<(Value, &str), String> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    for (fence, is_toml) in [("---", false), ("+++", true)] {
        let Some(rest) = text.strip_prefix(fence) else {
            continue;
        };
        let end = ["\n", fence].concat();
        let Some((front, body)) = rest.split_once(&end) else {
            return Err(format!("its front matter has no end; write {fence}"));
        };
        let front = if is_toml {
            document::toml(front)?
        } else {
            super::yaml::parse(front)?
        };
        return Ok((front, body));
    }
    Err("it has no front matter between lines of --- or +++".to_owned())
}
