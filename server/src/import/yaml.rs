//! YAML as a value, from the parser's events. Built here and not by a deserializer, because what
//! an alias may cost has to be counted: nine lines of YAML can stand for a billion nodes.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Number, Value};

/// Bytes of a YAML document. A configuration of a thousand endpoints has 300 kB.
const BYTES: usize = 2 * 1024 * 1024;
/// How deep lists and mappings may be nested.
const DEPTH: usize = 64;
/// What a document may weigh with all its aliases written out: one for a node, and one for every
/// [`TEXT_BYTES`] bytes of text.
const WEIGHT: usize = 500_000;
/// Bytes of text that weigh as much as a node.
const TEXT_BYTES: usize = 64;

pub(super) fn parse(text: &str) -> Result<Value, String> {
    if BYTES < text.len() {
        return Err(format!("it has more than {BYTES} bytes"));
    }
    let mut tree = Tree::default();
    for event in Parser::new_from_str(text.trim_start_matches('\u{feff}')) {
        let (event, span) = event.map_err(|error| error.to_string())?;
        tree.add(event)
            .map_err(|why| format!("{why}, in line {}", span.start.line()))?;
    }
    Ok(tree.root.unwrap_or(Value::Null))
}

/// A list or a mapping that is not closed yet.
enum Open {
    List(usize, Vec<Value>),
    Mapping(usize, Map<String, Value>, Option<String>),
}

#[derive(Default)]
struct Tree {
    root: Option<Value>,
    open: Vec<Open>,
    anchors: HashMap<usize, Value>,
    weight: usize,
}

impl Tree {
    fn add(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = tag.is_some_and(|tag| tag.suffix == "str");
                let value = if style == ScalarStyle::Plain && !is_text {
                    plain(&text)
                } else {
                    Value::from(text.as_ref())
                };
                self.weigh(&value)?;
                self.close(value, anchor)
            }
            Event::SequenceStart(anchor, _) => self.start(Open::List(anchor, Vec::new())),
            Event::MappingStart(anchor, _) => self.start(Open::Mapping(anchor, Map::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::List(anchor, list)) => self.close(Value::Array(list), anchor),
                Some(Open::Mapping(anchor, mapping, _)) => {
                    self.close(Value::Object(merged(mapping)?), anchor)
                }
                None => Err("a list or mapping ends that did not begin".to_owned()),
            },
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).cloned();
                let value = value.ok_or("an alias stands within what it stands for")?;
                self.weigh(&value)?;
                self.place(value)
            }
            Event::DocumentStart(_) if self.root.is_some() => {
                Err("a second document begins; give each in a file of its own".to_owned())
            }
            _ => Ok(()),
        }
    }

    fn start(&mut self, open: Open) -> Result<(), String> {
        if DEPTH <= self.open.len() {
            return Err(format!("it is nested deeper than {DEPTH}"));
        }
        self.weigh(&Value::Null)?;
        self.open.push(open);
        Ok(())
    }

    fn weigh(&mut self, value: &Value) -> Result<(), String> {
        self.weight += weight(value);
        if WEIGHT < self.weight {
            return Err(format!("with its aliases it is larger than {WEIGHT} nodes"));
        }
        Ok(())
    }

    fn close(&mut self, value: Value, anchor: usize) -> Result<(), String> {
        // The parser numbers anchors from one; zero is none.
        if anchor != 0 {
            self.weigh(&value)?;
            self.anchors.insert(anchor, value.clone());
        }
        self.place(value)
    }

    fn place(&mut self, value: Value) -> Result<(), String> {
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some(Open::List(_, list)) => list.push(value),
            Some(Open::Mapping(_, mapping, key)) => match key.take() {
                None => *key = Some(key_of(&value)?),
                Some(key) if mapping.contains_key(&key) => {
                    return Err(format!("the key {key:?} is there twice"));
                }
                Some(key) => {
                    mapping.insert(key, value);
                }
            },
        }
        Ok(())
    }
}

fn key_of(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        Value::Array(_) | Value::Object(_) => Err("a key is a list or a mapping".to_owned()),
    }
}

/// What `<<: *defaults` brings along, where the mapping does not say it itself.
fn merged(mut mapping: Map<String, Value>) -> Result<Map<String, Value>, String> {
    let defaults = match mapping.remove("<<") {
        None => return Ok(mapping),
        Some(Value::Array(list)) => list,
        Some(one) => vec![one],
    };
    for default in defaults {
        match default {
            Value::Object(fields) => {
                for (key, value) in fields {
                    mapping.entry(key).or_insert(value);
                }
            }
            Value::Null => {}
            _ => return Err("what << names is no mapping".to_owned()),
        }
    }
    Ok(mapping)
}

/// A scalar without quotes, by YAML's core schema. Dates stay texts.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    if let Ok(number) = text.parse::<i64>() {
        return Value::from(number);
    }
    let is_decimal = text.contains('.') && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let decimal = is_decimal.then(|| text.parse().ok().and_then(Number::from_f64));
    match decimal.flatten() {
        Some(number) => Value::Number(number),
        None => Value::from(text),
    }
}

fn weight(value: &Value) -> usize {
    let within: usize = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len() / TEXT_BYTES,
        Value::Array(list) => list.iter().map(weight).sum(),
        Value::Object(object) => {
            let keys = object.keys().map(|key| 1 + key.len() / TEXT_BYTES);
            keys.sum::<usize>() + object.values().map(weight).sum::<usize>()
        }
    };
    1 + within
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, proptest};
    use serde_json::json;

    use super::{DEPTH, parse};

    #[test]
    fn scalars_are_what_the_core_schema_says() {
        let text =
            "a: 1\nb: '1'\nc: true\nd: ~\ne: 2018-04-13 15:54:00\nf: 1.5\ng: !!str 7\nh: yes";
        assert_eq!(
            parse(text),
            Ok(
                json!({"a": 1, "b": "1", "c": true, "d": null, "e": "2018-04-13 15:54:00",
                "f": 1.5, "g": "7", "h": "yes"})
            )
        );
    }

    #[test]
    fn a_merge_adds_what_is_not_said() {
        let text = "x: &d {a: 1, b: 2}\ny:\n  <<: *d\n  b: 3";
        assert_eq!(
            parse(text).map(|root| root["y"].clone()),
            Ok(json!({"a": 1, "b": 3}))
        );
    }

    #[test]
    fn a_merge_of_what_is_no_mapping_is_refused() {
        for text in ["x: {<<: a, b: 1}", "x: {<<: [{a: 1}, 2]}"] {
            assert!(
                parse(text).is_err_and(|why| why.contains("no mapping")),
                "{text}"
            );
        }
        assert!(parse("x: {<<: ~, b: 1}").is_ok());
    }

    #[test]
    fn aliases_that_multiply_are_refused() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            let below = format!("*a{}", level - 1);
            let list = [below.as_str(); 10].join(", ");
            text.push_str(&format!("a{level}: &a{level} [{list}]\n"));
        }
        assert!(parse(&text).is_err_and(|why| why.contains("aliases")));
        // The control: the same with few levels is read.
        let short: String = text.lines().take(3).flat_map(|line| [line, "\n"]).collect();
        assert!(parse(&short).is_ok());
    }

    #[test]
    fn depth_a_second_document_and_a_key_given_twice_are_refused() {
        let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
        assert!(parse(&nested(DEPTH)).is_ok());
        assert!(parse(&nested(DEPTH + 1)).is_err_and(|why| why.contains("deeper")));
        assert!(parse("a: 1\n---\nb: 2").is_err_and(|why| why.contains("second document")));
        assert!(parse("a: 1\na: 2").is_err_and(|why| why.contains("twice")));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[-a:&*<>|'\"{}\\[\\],#!%?~ \n\t0-9é]{0,80}") {
            prop_assert!(parse(&text).is_ok() || parse(&text).is_err());
        }
    }
}
