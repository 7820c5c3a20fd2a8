//! Makes the words of all languages of their files in `feed/locale`: a name for each word, and what it
//! is in each language. A word that is missing, or whose blanks are others than in English, fails the
//! build.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde_json::Value;

#[path = "src/words/faults.rs"]
mod faults;

#[path = "../feed/build/names.rs"]
mod names;

use faults::{File, OF_SITE, faults};
use names::{camel, flat};

const FOLDER: &str = "../feed/locale";
const ENGLISH: &str = "en";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={FOLDER}");
    println!("cargo::rerun-if-changed=src/words/faults.rs");
    println!("cargo::rerun-if-changed=../feed/build/names.rs");
    let english = read(&Path::new(FOLDER).join([ENGLISH, ".json"].concat()))?;
    let mut all = String::new();
    let (mut count, mut place_of_english) = (0, 0);
    for (tag, path) in files()? {
        let words = read(&path)?;
        let faults = faults(&words, &english);
        if !faults.is_empty() {
            let faults = faults.join("\n");
            return Err(io::Error::other(format!("{}:\n{faults}", path.display())));
        }
        if tag == ENGLISH {
            place_of_english = count;
        }
        let texts: Vec<String> = keys(&english)
            .map(|(is_own, key)| flat(&of(&words, is_own)[key]))
            .collect();
        all.push_str(&format!(
            "Texts {{ tag: {tag:?}, pages: \"/{tag}/*\", texts: {texts:?} }},\n"
        ));
        count += 1;
    }
    let names: Vec<String> = keys(&english)
        .map(|(is_own, key)| {
            let text = flat(&of(&english, is_own)[key]);
            format!("/// {text:?}\n{},\n", camel(key))
        })
        .collect();
    let shared = keys(&english).filter(|(is_own, _)| !is_own).count();
    let code = format!(
        "/// A word or a sentence with `{{blanks}}`: first those of the widget, then the site's own.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\n\
         #[expect(dead_code, reason = \"the widget has more to say than the site\")]\n\
         pub(crate) enum Word {{\n{}}}\n\n\
         /// How many of them are the widget's.\npub(crate) const SHARED: usize = {shared};\n\n\
         /// How many there are.\npub(crate) const WORDS: usize = {};\n\n\
         /// Where English stands.\npub(crate) const ENGLISH: usize = {place_of_english};\n\n\
         /// All languages, by the alphabet of their tags.\n\
         pub(crate) static LANGUAGES: [Texts; {count}] = [\n{all}];\n",
        names.concat(),
        names.len(),
    );
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("words.rs"), code)
}

/// Tag and path of each language, by the alphabet.
fn files() -> io::Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(FOLDER)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if let Some(tag) = name.strip_suffix(".json") {
            files.push((tag.to_owned(), path.clone()));
        }
    }
    files.sort_unstable();
    Ok(files)
}

fn read(path: &Path) -> io::Result<File> {
    let text = fs::read_to_string(path)?;
    serde_json::from_str(&text)
        .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
}

/// The keys in their order, each with whether it is the site's own.
fn keys(english: &File) -> impl Iterator<Item = (bool, &String)> {
    let shared = english.keys().filter(|key| *key != OF_SITE);
    let own = english.get(OF_SITE).and_then(Value::as_object);
    let own = own.into_iter().flat_map(File::keys);
    shared
        .map(|key| (false, key))
        .chain(own.map(|key| (true, key)))
}

/// Where a word of a language stands.
fn of(words: &File, is_own: bool) -> &File {
    let own = words.get(OF_SITE).and_then(Value::as_object);
    own.filter(|_| is_own).unwrap_or(words)
}
