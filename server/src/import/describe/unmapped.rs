//! What does not map, for a person: the same thing in many places is told once, and so are things that
//! differ in a name or a number only, as soon as there are more of them than anybody reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::import::plan::{Plan, Unmapped};

/// Places that are named for one thing that does not map.
const PLACES: usize = 3;
/// Things of one form that are told one by one; more are told together.
const ALIKE: usize = 3;

/// What and why, as they are written.
type Words<'a> = (&'a str, &'a str);

impl Plan {
    /// What is not carried over, or not as it was, as a text that ends its last line.
    ///
    /// ```
    /// let plan = pilotlight_server::import::Plan::default();
    /// assert_eq!(plan.describe_unmapped(), "everything maps\n");
    /// ```
    #[must_use]
    pub fn describe_unmapped(&self) -> String {
        if self.unmapped.is_empty() {
            return "everything maps\n".to_owned();
        }
        let mut things: BTreeMap<Words<'_>, Vec<&Unmapped>> = BTreeMap::new();
        let mut alike: BTreeMap<(String, String), BTreeSet<Words<'_>>> = BTreeMap::new();
        for it in &self.unmapped {
            let words = (it.what.as_str(), it.why.as_str());
            things.entry(words).or_default().push(it);
            let form = (form(words.0), form(words.1));
            alike.entry(form).or_default().insert(words);
        }
        let mut lines = 0;
        let mut out = String::new();
        let mut done = BTreeSet::new();
        for (words, places) in &things {
            if done.contains(words) {
                continue;
            }
            let others = alike.get(&(form(words.0), form(words.1)));
            let others = others.filter(|others| ALIKE < others.len());
            let others = others.into_iter().flatten().copied();
            let mut places = places.clone();
            for other in others.filter(|other| other != words) {
                places.extend(things.get(&other).into_iter().flatten());
                done.insert(other);
            }
            lines += 1;
            write_thing(&mut out, *words, &places);
        }
        format!("does not map ({lines})\n{out}")
    }
}

fn write_thing(out: &mut String, (what, why): Words<'_>, places: &[&Unmapped]) {
    let named = places.iter().take(PLACES).map(|it| match it.times {
        1 => it.wherefrom.clone(),
        times => format!("{} ({times} times)", it.wherefrom),
    });
    let mut named = named.collect::<Vec<_>>().join("; ");
    let rest: usize = places.iter().skip(PLACES).map(|it| it.times).sum();
    let is_same = |it: &&Unmapped| it.what == what && it.why == why;
    if 0 < rest {
        // Writing to a string cannot fail.
        let _ = write!(named, "; and {rest} more");
        if !places.iter().all(is_same) {
            named.push_str(" like it");
        }
    }
    let _ = writeln!(out, "  {what}: {why}\n    {named}");
}

/// The words without what is quoted in them and without their numbers.
fn form(words: &str) -> String {
    let mut form = String::new();
    let mut chars = words.chars();
    while let Some(c) = chars.next() {
        if c == '"' {
            form.push('"');
            while let Some(inner) = chars.next() {
                match inner {
                    '\\' => {
                        let _ = chars.next();
                    }
                    '"' => break,
                    _ => {}
                }
            }
        } else if !c.is_ascii_digit() {
            form.push(c);
        } else if !form.ends_with('0') {
            form.push('0');
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::form;
    use crate::import::plan::{Plan, Unmapped};

    fn plan(count: usize) -> Plan {
        let entry = |number| Unmapped {
            what: format!("affected component {:?}", format!("c\"{number}")),
            why: "the source does not describe that component".to_owned(),
            wherefrom: format!("incident {number}"),
            times: 1,
        };
        Plan {
            unmapped: (0..count).map(entry).collect(),
            ..Plan::default()
        }
    }

    #[test]
    fn many_that_differ_in_a_name_only_are_one_line_with_an_example() {
        let told = plan(50).describe_unmapped();
        assert_eq!(told.lines().count(), 3, "{told}");
        assert!(told.starts_with("does not map (1)\n  affected component \"c\\\"0\": the source"));
        let end = "\n    incident 0; incident 1; incident 10; and 47 more like it\n";
        assert!(told.ends_with(end), "{told}");
    }

    #[test]
    fn a_few_are_told_one_by_one() {
        let told = plan(3).describe_unmapped();
        assert!(told.starts_with("does not map (3)\n"), "{told}");
    }

    #[test]
    fn a_form_has_no_names_and_no_numbers() {
        assert_eq!(form("a \"b\\\" c\" d 12 e"), "a \" d 0 e");
        assert_ne!(form("surprise of sites"), form("icon of sites"));
    }
}
