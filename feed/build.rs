//! Makes the vocabulary of `locale` of `locale/en.json`: a name for each word, and its English. So
//! that a word is named once, and a language is a file and not a line of code. What stands under `site`
//! is the site's own, which has no place in the WebAssembly: its build reads it.

use std::path::Path;
use std::{env, fs, io};

use serde_json::{Map, Value};

#[path = "build/names.rs"]
mod names;

use names::{camel, flat};

const ENGLISH: &str = "locale/en.json";
/// The words that only the site needs.
const OF_SITE: &str = "site";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={ENGLISH}");
    println!("cargo::rerun-if-changed=build/names.rs");
    let mut words: Map<String, Value> = serde_json::from_str(&fs::read_to_string(ENGLISH)?)?;
    words.shift_remove(OF_SITE);
    let mut names = String::new();
    let mut texts = String::new();
    for (key, word) in &words {
        let text = flat(word);
        names.push_str(&format!("/// {text:?}\n{},\n", camel(key)));
        texts.push_str(&format!("{text:?},\n"));
    }
    let code = format!(
        "/// One of the words, or a sentence with `{{blanks}}`.\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub enum Word {{\n{names}}}\n\n\
         /// The words in English, in the order of [`Word`].\n\
         pub const ENGLISH: [&str; {}] = [\n{texts}];\n",
        words.len()
    );
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("words.rs"), code)
}
