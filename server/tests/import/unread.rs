//! Nothing is dropped in silence. Into every object and every list of the documents of every system
//! something is planted that no reader knows; the plan has to have it, to tell of it, or to be refused.

mod samples;
mod words;

use pilotlight_server::import::{Document, ImportError, Plan, Source, System, Unmapped};
use serde_json::{Value, json};

use super::{FIXTURES, NOW, one, source};
use samples::{LEFT_AS_A_WHOLE, Left, samples};

const SURPRISE: &str = "surprise";

/// What is put where nobody expects it.
#[derive(Clone, Copy, Debug)]
enum Plant {
    /// A field of an object.
    Field,
    /// A text in a list.
    Text,
    /// An object in a list that has nothing but an unknown field.
    Object,
}

impl Plant {
    /// Plants it; answers whether it can grow there.
    fn plant(self, into: &mut Value) -> bool {
        match (self, into) {
            (Self::Field, Value::Object(fields)) => {
                fields.insert(SURPRISE.to_owned(), json!("something"));
            }
            (Self::Text, Value::Array(list)) => list.push(json!(SURPRISE)),
            (Self::Object, Value::Array(list)) => list.push(json!({ SURPRISE: "something" })),
            _ => return false,
        }
        true
    }
}

type Reader = fn(System, &Source) -> Result<Plan, ImportError>;

/// Where something that was planted is in none of the plan's words.
#[derive(Debug)]
struct Silent {
    sample: &'static str,
    path: String,
    pointer: String,
    plant: Plant,
    /// What the reader told of before.
    told: Vec<String>,
}

impl Silent {
    /// Whether all around it is left out, and told as one thing.
    fn is_left(&self, left: &Left) -> bool {
        let is_there = self.sample == left.sample && self.path.ends_with(left.path);
        let is_within = self.pointer.starts_with(left.pointer);
        let is_told = left.what.is_empty() || self.told.iter().any(|what| what == left.what);
        is_there && is_within && is_told
    }
}

/// The JSON of a document, or of the front matter of one; and the text around it.
fn parts(document: &Document) -> Option<(&str, Value, &str)> {
    let (before, rest) = match document.text.strip_prefix("---\n") {
        Some(rest) => ("---\n", rest),
        None => ("", document.text.as_str()),
    };
    let (json, after) = match rest.find("\n---") {
        Some(end) if !before.is_empty() => rest.split_at(end),
        _ => (rest, ""),
    };
    Some((before, serde_json::from_str(json).ok()?, after))
}

/// Pointers to every object and list of a document.
fn places(value: &Value, pointer: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            places.push(pointer.to_owned());
            for (key, value) in fields {
                let key = key.replace('~', "~0").replace('/', "~1");
                self::places(value, &format!("{pointer}/{key}"), places);
            }
        }
        Value::Array(list) => {
            places.push(pointer.to_owned());
            for (index, value) in list.iter().enumerate() {
                self::places(value, &format!("{pointer}/{index}"), places);
            }
        }
        _ => {}
    }
}

/// Whether a plan has what was planted, or tells of it.
fn has_it(before: &Plan, after: &Plan, plant: Plant) -> bool {
    let mut rest = after.clone();
    rest.unmapped.clear();
    let is_new = |it: &&Unmapped| !before.unmapped.contains(it);
    let mut new = after.unmapped.iter().filter(is_new);
    let is_told = match plant {
        Plant::Field => new.any(|it| [&it.what, &it.why].iter().any(|it| it.contains(SURPRISE))),
        Plant::Text | Plant::Object => new.next().is_some(),
    };
    is_told || format!("{rest:?}").contains(SURPRISE)
}

/// Plants everything everywhere; answers how often, and where it was silent.
fn plant_all(read: Reader) -> (usize, Vec<Silent>) {
    let (mut planted, mut silent) = (0, Vec::new());
    for (system, sample, source) in samples() {
        let before = read(system, &source).expect("a plan");
        let text = format!("{before:?}");
        assert!(!text.contains(SURPRISE), "{sample} has it already");
        for (index, document) in source.documents.iter().enumerate() {
            let Some((start, root, end)) = parts(document) else {
                continue;
            };
            let mut pointers = Vec::new();
            places(&root, "", &mut pointers);
            for pointer in pointers {
                for plant in [Plant::Field, Plant::Text, Plant::Object] {
                    let mut root = root.clone();
                    let into = root.pointer_mut(&pointer).expect("the place");
                    if !plant.plant(into) {
                        continue;
                    }
                    planted += 1;
                    let mut source = source.clone();
                    source.documents[index].text = format!("{start}{root}{end}");
                    let after = read(system, &source);
                    if after.is_ok_and(|after| !has_it(&before, &after, plant)) {
                        silent.push(Silent {
                            sample,
                            path: document.path.clone(),
                            pointer: pointer.clone(),
                            plant,
                            told: before.unmapped.iter().map(|it| it.what.clone()).collect(),
                        });
                    }
                }
            }
        }
    }
    (planted, silent)
}

#[test]
fn nothing_that_is_planted_anywhere_is_dropped_in_silence() {
    let (planted, silent) = plant_all(|system, source| system.read(source));
    assert!(250 < planted, "{planted}");
    let is_left = |it: &Silent| LEFT_AS_A_WHOLE.iter().any(|left| it.is_left(left));
    let silent: Vec<String> = silent
        .iter()
        .filter(|it| !is_left(it))
        .map(|it| format!("{} {} {:?} {:?}", it.sample, it.path, it.pointer, it.plant))
        .collect();
    assert!(
        silent.is_empty(),
        "{} of {planted}:\n{}",
        silent.len(),
        silent.join("\n")
    );
}

/// What is left out as a whole is so still: a line that excuses nothing would hide what comes.
#[test]
fn whatever_is_left_as_a_whole_is_there() {
    let (_, silent) = plant_all(|system, source| system.read(source));
    for left in &LEFT_AS_A_WHOLE {
        assert!(silent.iter().any(|it| it.is_left(left)), "{left:?}");
    }
}

/// The control: a reader that keeps silent about what it does not know is caught wherever it does.
#[test]
fn a_reader_that_drops_a_field_is_caught() {
    let (_, silent) = plant_all(|system, source| {
        let mut plan = system.read(source)?;
        plan.unmapped.retain(|it| !it.what.starts_with(SURPRISE));
        Ok(plan)
    });
    for (sample, path, pointer) in [
        ("statuspage", "summary.json", "/components/0"),
        (
            "statuspage",
            "incidents.json",
            "/incidents/0/incident_updates/1",
        ),
        ("statuspage", "history.json", "/months/0"),
        ("cachet", "incidents.json", "/data/0/updates/0"),
        ("cachet3", "schedules.json", "/data/0/attributes"),
        ("kuma", "backup.json", "/monitorList/1"),
        ("kuma", "backup.json", ""),
        ("upptime", "issues.json", "/0/comments/0"),
        ("upptime", "history/summary.json", "/0"),
        ("upptime in JSON", ".upptimerc.yml", "/sites/0"),
        ("gatus in JSON", "config.yaml", "/endpoints/0"),
        ("cstate in JSON", "config.yml", "/params/systems/0"),
        ("cstate in JSON", "content/issues/a.md", ""),
    ] {
        let is_it = |it: &&Silent| {
            let place = (it.sample, it.path.as_str(), it.pointer.as_str());
            place == (sample, path, pointer) && matches!(it.plant, Plant::Field)
        };
        // A field of a site's summary is also told as what was measured, by no name.
        assert!(
            silent.iter().any(|it| is_it(&it)),
            "{sample} {path} {pointer}"
        );
    }
}

/// The control: so is one that drops what is no object from lists.
#[test]
fn a_reader_that_drops_an_entry_is_caught() {
    let (_, silent) = plant_all(|system, source| {
        let mut plan = system.read(source)?;
        plan.unmapped.retain(|it| !it.why.starts_with("an entry"));
        Ok(plan)
    });
    for (sample, pointer) in [
        ("statuspage", "/components"),
        ("statuspage", "/months/0/incidents"),
        ("cachet", "/data"),
        ("kuma", "/monitorList"),
        ("upptime", "/0/comments"),
        ("gatus in JSON", "/endpoints"),
        ("cstate in JSON", "/params/systems"),
    ] {
        let is_it = |it: &&Silent| {
            it.sample == sample && it.pointer == pointer && matches!(it.plant, Plant::Text)
        };
        assert!(silent.iter().any(|it| is_it(&it)), "{sample} {pointer}");
    }
}

#[test]
fn a_file_of_which_nothing_is_read_is_told_or_refused() {
    for (system, name) in FIXTURES {
        for (path, text) in [
            ("surprise.json", "{\"surprise\": 1}"),
            ("surprise.json", "7"),
            ("deep/surprise.yml", "surprise: 1"),
            ("surprise.yml", "7"),
            ("surprise.toml", "surprise = 1"),
            ("surprise.md", "surprise"),
            ("content/surprise.markdown", "surprise"),
            ("themes/a/surprise.md", "surprise"),
            ("api/surprise/uptime.json", "{}"),
            ("content/issues/surprise/_index.md", "surprise"),
        ] {
            let mut source = source(name);
            source.documents.push(one(path, text).documents.remove(0));
            if let Ok(plan) = system.read(&source) {
                let is_it = |it: &Unmapped| it.wherefrom.contains(SURPRISE);
                assert!(plan.unmapped.iter().any(is_it), "{name} {path} {text}");
            }
        }
    }
}

#[test]
fn a_known_field_of_an_unknown_shape_is_told() {
    let text = "endpoints: [{name: a, url: 'tcp://a.example:1', conditions: [{a: 1}]}]";
    let plan = System::Gatus.read(&one("x.yml", text)).expect("a plan");
    let is_it = |it: &Unmapped| it.what == "conditions of endpoints";
    assert!(plan.unmapped.iter().any(is_it));
}
