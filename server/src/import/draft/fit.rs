//! Texts and references, made to fit the bounds of the feed; each change is told.

use pilotlight_feed::{Timestamp, limits};

use super::Draft;
use crate::import::text;

/// Updates of one incident or maintenance.
const UPDATES: usize = 500;

impl Draft {
    /// A key is told when it is not what it was made of, unless that was a name and not an identifier.
    pub(super) fn tell_key(
        &mut self,
        kind: &str,
        wanted: &str,
        key: &str,
        name: &str,
        wherefrom: &str,
    ) {
        let is_name = wanted == name;
        let is_as_wanted = if is_name {
            text::slug(wanted) == key
        } else {
            wanted == key
        };
        if is_as_wanted {
            return;
        }
        let why = if text::slug(wanted) == key {
            format!("it may have a to z, 0 to 9, - and _ only, so it becomes {key:?}")
        } else {
            format!("another one has it already, so it becomes {key:?}")
        };
        self.tell(
            &format!("identifier {wanted:?} of the {kind}"),
            &why,
            wherefrom,
        );
    }

    pub(super) fn name(&mut self, name: &str, key: &str, kind: &str, wherefrom: &str) -> String {
        let Some((name, is_cut)) = text::line(name, limits::NAME_CHARS) else {
            let what = format!("name of the {kind}");
            self.tell(
                &what,
                &format!("it has none, so {key:?} stands for it"),
                wherefrom,
            );
            return key.to_owned();
        };
        self.tell_cut(
            is_cut,
            &format!("name of the {kind}"),
            limits::NAME_CHARS,
            wherefrom,
        );
        name
    }

    pub(super) fn tell_cut(&mut self, is_cut: bool, what: &str, most: usize, wherefrom: &str) {
        if is_cut {
            self.tell(
                what,
                &format!("it is longer than {most} characters and cut off there"),
                wherefrom,
            );
        }
    }

    pub(super) fn affected(&mut self, foreign: Vec<String>, wherefrom: &str) -> Vec<String> {
        let mut keys = Vec::new();
        for foreign in foreign {
            match self.components.of(&foreign) {
                Some(key) => keys.push(key.clone()),
                None => {
                    let what = format!("affected component {foreign:?}");
                    self.tell(
                        &what,
                        "the source does not describe that component",
                        wherefrom,
                    );
                }
            }
        }
        text::distinct(keys)
    }

    pub(super) fn updates<S>(
        &mut self,
        mut updates: Vec<(Timestamp, S, String)>,
        wherefrom: &str,
    ) -> Vec<(Timestamp, S, String)> {
        if UPDATES < updates.len() {
            let why = format!(
                "it has {} of them; the newest {UPDATES} stay",
                updates.len()
            );
            self.tell("updates", &why, wherefrom);
            updates.drain(..updates.len() - UPDATES);
        }
        for (_, _, text) in &mut updates {
            let (body, is_cut) = text::body(text);
            self.tell_cut(is_cut, "text of updates", limits::BODY_CHARS, wherefrom);
            *text = body;
        }
        updates
    }
}
