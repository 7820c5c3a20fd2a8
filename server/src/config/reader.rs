//! Reading a TOML document section by section while collecting every mistake with its line.
//!
//! serde stops at the first mistake; an operator wants all of them at once.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;

/// The text of a configuration file and the mistakes found in it so far.
pub(super) struct Document<'t> {
    text: &'t str,
    problems: RefCell<Vec<Problem>>,
}

/// One table of the document. Remembers which settings were asked for, so that
/// [`Section::finish`] can report the others as unknown.
pub(super) struct Section<'d> {
    document: &'d Document<'d>,
    table: &'d DeTable<'d>,
    at: usize,
    path: String,
    known: RefCell<Vec<&'static str>>,
}

/// Reads one value, or says what was expected instead.
pub(super) trait Parse<T>: Fn(&DeValue<'_>) -> Result<T, String> {}
impl<T, F: Fn(&DeValue<'_>) -> Result<T, String>> Parse<T> for F {}

impl<'t> Document<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            problems: RefCell::default(),
        }
    }

    pub(super) fn problem(&self, at: usize, setting: &str, message: String) {
        let line = 1 + self
            .text
            .bytes()
            .take(at)
            .filter(|byte| *byte == b'\n')
            .count();
        self.problems.borrow_mut().push(Problem {
            line,
            setting: setting.to_owned(),
            message,
        });
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| problem.line);
        problems
    }
}

impl<'d> Section<'d> {
    pub(super) fn root(document: &'d Document<'d>, table: &'d DeTable<'d>) -> Self {
        Self::new(document, table, 0, String::new())
    }

    fn new(document: &'d Document<'d>, table: &'d DeTable<'d>, at: usize, path: String) -> Self {
        Self {
            document,
            table,
            at,
            path,
            known: RefCell::default(),
        }
    }

    /// Reports a mistake about a setting of this section, at its line when it is there.
    pub(super) fn problem(&self, key: &'static str, message: impl Into<String>) {
        let at = self.get(key).map_or(self.at, |value| value.span().start);
        self.document
            .problem(at, &self.path_of(key), message.into());
    }

    /// A setting that must be there. `example` is shown when it is not.
    pub(super) fn required<T>(
        &self,
        key: &'static str,
        parse: impl Parse<T>,
        example: &str,
    ) -> Option<T> {
        if self.get(key).is_none() {
            self.problem(
                key,
                format!("is missing; write for example {key} = {example}"),
            );
            return None;
        }
        self.optional(key, parse).flatten()
    }

    /// A setting that may be missing: none when it is wrong (which is reported), none inside when
    /// it is missing.
    pub(super) fn optional<T>(&self, key: &'static str, parse: impl Parse<T>) -> Option<Option<T>> {
        let Some(value) = self.get(key) else {
            return Some(None);
        };
        match parse(value.get_ref()) {
            Ok(parsed) => Some(Some(parsed)),
            Err(message) => {
                self.document
                    .problem(value.span().start, &self.path_of(key), message);
                None
            }
        }
    }

    /// A setting with a default.
    pub(super) fn or<T>(&self, key: &'static str, parse: impl Parse<T>, default: T) -> Option<T> {
        self.optional(key, parse)
            .map(|value| value.unwrap_or(default))
    }

    /// A table that must be there.
    pub(super) fn section(&self, key: &'static str) -> Option<Section<'d>> {
        let Some(value) = self.get(key) else {
            self.problem(key, format!("is missing; add a section [{key}]"));
            return None;
        };
        self.subsection(value, self.path_of(key))
    }

    /// A table that reads as an empty one when it is missing.
    pub(super) fn section_or_empty<T>(
        &self,
        key: &'static str,
        parse: impl FnOnce(&Section<'_>) -> Option<T>,
    ) -> Option<T> {
        if self.get(key).is_some() {
            return parse(&self.section(key)?);
        }
        let empty = DeTable::new();
        parse(&Section::new(
            self.document,
            &empty,
            self.at,
            self.path_of(key),
        ))
    }

    /// A table that may be missing: none when it is wrong (which is reported), none inside when it is
    /// missing.
    pub(super) fn optional_section<T>(
        &self,
        key: &'static str,
        parse: impl FnOnce(&Section<'_>) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.get(key) {
            None => Some(None),
            Some(_) => parse(&self.section(key)?).map(Some),
        }
    }

    /// The tables of an array of tables, `[[key]]`; none when they are none.
    pub(super) fn list(&self, key: &'static str) -> Vec<Section<'d>> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.problem(
                key,
                format!("is a list of tables; write [[{}]]", self.path_of(key)),
            );
            return Vec::new();
        };
        let indexed = items.iter().enumerate();
        indexed
            .filter_map(|(i, item)| self.subsection(item, format!("{}[{i}]", self.path_of(key))))
            .collect()
    }

    /// The settings of a table of texts, such as header names and values.
    pub(super) fn texts(&self, key: &'static str) -> Option<Vec<(String, String)>> {
        let Some(value) = self.get(key) else {
            return Some(Vec::new());
        };
        let table = value.get_ref().as_table();
        let pairs = table.map(|table| {
            table.iter().map(|(name, value)| {
                Some((
                    name.get_ref().to_string(),
                    value.get_ref().as_str()?.to_owned(),
                ))
            })
        });
        let texts = pairs.and_then(|pairs| pairs.collect::<Option<Vec<_>>>());
        if texts.is_none() {
            self.problem(key, "is a table of texts; write { Name = \"value\" }");
        }
        texts
    }

    /// Reports every setting that nothing asked for.
    pub(super) fn finish(&self) {
        let known = self.known.borrow();
        for name in self.table.keys() {
            let given = name.get_ref();
            if known.iter().any(|known| known == given) {
                continue;
            }
            let nearest = known.iter().min_by_key(|known| distance(known, given));
            let advice = match nearest {
                Some(nearest) if distance(nearest, given) <= 3 => {
                    format!("did you mean {nearest}?")
                }
                _ => format!("known here: {}", known.join(", ")),
            };
            let path = join(&self.path, given);
            self.document
                .problem(name.span().start, &path, format!("is no setting; {advice}"));
        }
    }

    fn subsection(&self, value: &'d Spanned<DeValue<'d>>, path: String) -> Option<Section<'d>> {
        let Range { start, .. } = value.span();
        match value.get_ref().as_table() {
            Some(table) => Some(Section::new(self.document, table, start, path)),
            None => {
                let message = format!("is a table, not {}", article(value.get_ref()));
                self.document.problem(start, &path, message);
                None
            }
        }
    }

    fn get(&self, key: &'static str) -> Option<&'d Spanned<DeValue<'d>>> {
        let mut known = self.known.borrow_mut();
        if !known.contains(&key) {
            known.push(key);
        }
        self.table.get(key)
    }

    fn path_of(&self, key: &str) -> String {
        join(&self.path, key)
    }
}

/// What a value is, in words: `a string`, `an integer`.
pub(super) fn article(value: &DeValue<'_>) -> String {
    let name = value.type_str();
    let article = if name.starts_with(['a', 'i']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {name}")
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

/// The number of single-letter edits between two words (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, right) in b.bytes().enumerate() {
            let substituted = diagonal + usize::from(left != right);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
