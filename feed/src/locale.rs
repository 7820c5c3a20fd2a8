//! The words of widget and site in the language of their reader.
//!
//! The words of a language are one list in the order of [`Word`]; English is built in, every other
//! language is a file that its reader fetches. Blanks are `{named}`. A plural is one text with a form
//! for each category of CLDR, as `Intl.PluralRules` names them: `one:{n} day|other:{n} days`.

use crate::Status;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The words of one language.
///
/// ```
/// use pilotlight_feed::locale::{Word, Words};
/// let words = Words::default();
/// assert_eq!(words.say(Word::Close), "Close");
/// assert_eq!(words.fill(Word::Since, "time", "12:03"), "since 12:03");
/// assert_eq!(words.count(Word::Days, "one", "1"), "1 day");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// None is English.
    texts: Option<Vec<String>>,
}

impl Words {
    /// The words of a language in the order of [`Word`]; English when their number is another, as in
    /// a file of another version.
    #[must_use]
    pub fn new(texts: Vec<String>) -> Self {
        Self {
            texts: (texts.len() == ENGLISH.len()).then_some(texts),
        }
    }

    /// Whether the feed's own sentences, which are English, fit in.
    #[must_use]
    pub fn are_english(&self) -> bool {
        self.texts.is_none()
    }

    /// A word, with its blanks still in it.
    #[must_use]
    pub fn say(&self, word: Word) -> &str {
        match &self.texts {
            Some(texts) => &texts[word as usize],
            None => ENGLISH[word as usize],
        }
    }

    /// A sentence with its one blank filled in.
    #[must_use]
    pub fn fill(&self, word: Word, blank: &str, value: &str) -> String {
        let (before, after) = around(self.say(word), blank);
        [before, value, after].concat()
    }

    /// A number of things, by the plural category of the number.
    #[must_use]
    pub fn count(&self, word: Word, category: &str, number: &str) -> String {
        let mut chosen = "";
        for form in self.say(word).split('|') {
            let (name, text) = form.split_once(':').unwrap_or_default();
            if name == category || name == "other" && chosen.is_empty() {
                chosen = text;
            }
        }
        let (before, after) = around(chosen, "n");
        [before, number, after].concat()
    }

    /// The label of a component in a status.
    #[must_use]
    pub fn label(&self, status: Status) -> &str {
        self.say(match status {
            Status::Operational => Word::Operational,
            Status::Unknown => Word::Unknown,
            Status::UnderMaintenance => Word::UnderMaintenance,
            Status::DegradedPerformance => Word::DegradedPerformance,
            Status::PartialOutage => Word::PartialOutage,
            Status::MajorOutage => Word::MajorOutage,
        })
    }

    /// The level of a page in so few words that they fit on a badge.
    #[must_use]
    pub fn short(&self, status: Status) -> &str {
        self.say(match status {
            Status::Operational => Word::ShortOperational,
            Status::Unknown => Word::ShortUnknown,
            Status::UnderMaintenance => Word::ShortMaintenance,
            Status::DegradedPerformance => Word::ShortDegraded,
            Status::PartialOutage => Word::ShortPartial,
            Status::MajorOutage => Word::ShortMajor,
        })
    }

    /// The level of a page as a sentence.
    #[must_use]
    pub fn overall(&self, level: Status) -> &str {
        self.say(match level {
            Status::Operational => Word::AllOperational,
            Status::Unknown => Word::AllUnknown,
            Status::UnderMaintenance => Word::AllMaintenance,
            Status::DegradedPerformance => Word::AllDegraded,
            Status::PartialOutage => Word::AllPartial,
            Status::MajorOutage => Word::AllMajor,
        })
    }

    /// The sentence about the one component in trouble.
    #[must_use]
    pub fn one(&self, name: &str, status: Status) -> String {
        let word = match status {
            Status::Operational => return self.overall(status).to_owned(),
            Status::Unknown => Word::OneUnknown,
            Status::UnderMaintenance => Word::OneMaintenance,
            Status::DegradedPerformance => Word::OneDegraded,
            Status::PartialOutage => Word::OnePartial,
            Status::MajorOutage => Word::OneMajor,
        };
        self.fill(word, "name", name)
    }
}

/// The status that an update of an incident or a maintenance announces; none for a word that this version does not know.
#[must_use]
pub fn announced(word: &str) -> Option<Word> {
    Some(match word {
        "investigating" => Word::Investigating,
        "identified" => Word::Identified,
        "monitoring" => Word::Monitoring,
        "resolved" => Word::Resolved,
        "postmortem" => Word::Postmortem,
        "scheduled" => Word::Scheduled,
        "in_progress" => Word::InProgress,
        "verifying" => Word::Verifying,
        "completed" => Word::Completed,
        _ => return None,
    })
}

/// What stands before a blank and after it; all before it when it is not there.
///
/// ```
/// use pilotlight_feed::locale::around;
/// assert_eq!(around("since {time}", "time"), ("since ", ""));
/// ```
#[must_use]
pub fn around<'a>(pattern: &'a str, blank: &str) -> (&'a str, &'a str) {
    let mut rest = pattern;
    while let Some(start) = rest.find('{') {
        let inside = &rest[start + 1..];
        if let Some(after) = inside.strip_prefix(blank)
            && let Some(after) = after.strip_prefix('}')
        {
            let before = pattern.len() - inside.len() - 1;
            return (&pattern[..before], after);
        }
        rest = inside;
    }
    (pattern, "")
}

#[cfg(test)]
mod tests {
    use super::{ENGLISH, Word, Words, around};

    #[test]
    fn words_of_another_version_are_english() {
        assert_eq!(Words::new(vec!["zu".to_owned()]).say(Word::Close), "Close");
        let all = vec!["Wort".to_owned(); ENGLISH.len()];
        assert_eq!(Words::new(all).say(Word::Close), "Wort");
    }

    #[test]
    fn a_number_without_a_form_of_its_own_takes_the_other() {
        let words = Words::default();
        assert_eq!(words.count(Word::Days, "one", "1"), "1 day");
        assert_eq!(words.count(Word::Days, "few", "3"), "3 days");
    }

    #[test]
    fn a_blank_is_found_behind_others_and_need_not_be_there() {
        assert_eq!(around("{start} to {end}", "end"), ("{start} to ", ""));
        assert_eq!(around("{start} to {end}", "start"), ("", " to {end}"));
        assert_eq!(around("no blank {", "end"), ("no blank {", ""));
    }
}
