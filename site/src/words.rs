//! What the pages say, in the language of their readers: the words of the widget, which say the same on
//! both, and those that only the site needs. English is a language like the others.

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};
use leptos::prelude::*;
use pilotlight_feed::locale::{Words as SharedWords, announced};
use pilotlight_feed::uptime::percent;
use pilotlight_feed::{Date, Feed, Month, Status, Timestamp, only_affected};

use self::sentence::{Piece, pieces};
use crate::local::LocalTime;

#[cfg(test)]
mod faults;
mod language;
mod sentence;
#[cfg(test)]
mod tests;

include!(concat!(env!("OUT_DIR"), "/words.rs"));

pub use self::language::{Language, Languages};

/// One language as its file has it.
pub(crate) struct Texts {
    /// Its tag, as BCP 47 writes it.
    pub(crate) tag: &'static str,
    /// The address of its pages where it is not the first language of a site: `/de/*`.
    pub(crate) pages: &'static str,
    /// In the order of [`Word`].
    texts: [&'static str; WORDS],
}

/// The words of one language, and how it writes numbers and dates.
pub(crate) struct Words {
    pub(crate) language: Language,
    shared: SharedWords,
    /// None where a language has one form for all numbers, or its rules are not known.
    plurals: Option<PluralRules>,
}

impl Words {
    pub(crate) fn new(language: Language) -> Self {
        let texts = &language.texts().texts;
        let shared = texts.iter().take(SHARED).map(|text| (*text).to_owned());
        let locale: Option<Locale> = language.tag().parse().ok();
        let plurals = locale.and_then(|locale| {
            PluralRules::try_new(locale.into(), PluralRulesOptions::default()).ok()
        });
        Self {
            language,
            shared: SharedWords::new(shared.collect()),
            plurals,
        }
    }

    /// A word.
    pub(crate) fn say(&self, word: Word) -> &'static str {
        self.language.texts().texts[word as usize]
    }

    /// A sentence with its blanks filled in.
    pub(crate) fn fill<const N: usize>(&self, word: Word, blanks: [(&str, &str); N]) -> String {
        let parts = pieces(self.say(word)).map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Blank(name) => {
                let filled = blanks.iter().find(|(known, _)| *known == name);
                filled.map_or("", |(_, value)| *value)
            }
        });
        parts.collect()
    }

    /// A sentence with an element in each of its blanks.
    pub(crate) fn view<const N: usize>(
        &self,
        word: Word,
        blanks: [(&'static str, AnyView); N],
    ) -> AnyView {
        sentence::view(self.say(word), blanks)
    }

    /// So many things, for example `1 day` and `2 days`.
    pub(crate) fn count(&self, word: Word, number: usize) -> String {
        let rules = self.plurals.as_ref();
        let category = match rules.map_or(PluralCategory::Other, |all| all.category_for(number)) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        };
        let forms = self.say(word).split('|');
        let forms: Vec<(&str, &str)> = forms.filter_map(|form| form.split_once(':')).collect();
        let of = |category| forms.iter().find(|(known, _)| *known == category);
        let form = of(category).or_else(|| of("other"));
        let form = form.map_or("", |(_, text)| *text);
        sentence::fill(form, &number.to_string())
    }

    /// The label of a component in a status.
    pub(crate) fn label(&self, status: Status) -> String {
        self.shared.label(status).to_owned()
    }

    /// The sentence about the whole page: as the feed has it where that is this language, else made of
    /// the same as the feed's.
    pub(crate) fn overall(&self, feed: &Feed) -> String {
        if self.language == Language::ENGLISH {
            return feed.status.description.clone();
        }
        let components = feed.components.iter();
        let components = components.map(|known| (known.name.as_str(), known.status));
        match only_affected(components) {
            Some((name, status)) => self.shared.one(name, status),
            None => self.shared.overall(feed.status.level).to_owned(),
        }
    }

    /// The same, with the name that somebody gave set apart from our words.
    pub(crate) fn overall_view(&self, feed: &Feed) -> AnyView {
        let components = feed.components.iter();
        let components = components.map(|known| (known.name.as_str(), known.status));
        let named = only_affected(components).filter(|_| self.language != Language::ENGLISH);
        let Some((name, status)) = named else {
            return self.overall(feed).into_any();
        };
        let name = name.to_owned();
        let name = view! { <bdi>{name}</bdi> }.into_any();
        sentence::view(&self.shared.one("{name}", status), [("name", name)])
    }

    /// What an update of an incident or maintenance announces: a word of the feed's vocabulary, or one
    /// of tomorrow as it is.
    pub(crate) fn announced(&self, status: &str) -> String {
        match announced(status) {
            Some(word) => self.shared.say(word).to_owned(),
            None if status == "cancelled" => self.say(Word::Cancelled).to_owned(),
            None => crate::level::words_of(status),
        }
    }

    /// Basis points as a percentage, for example `99.98 %`.
    pub(crate) fn percent(&self, basis_points: u16) -> String {
        let number = percent(basis_points).replace('.', self.say(Word::Decimal));
        self.fill(Word::Percent, [("n", &number)])
    }

    /// A whole percentage.
    pub(crate) fn whole_percent(&self, number: u8) -> String {
        self.fill(Word::Percent, [("n", &number.to_string())])
    }

    /// How much of some time all was well.
    pub(crate) fn uptime(&self, basis_points: u16) -> String {
        self.fill(Word::Uptime, [("percent", &self.percent(basis_points))])
    }

    /// A number of milliseconds.
    pub(crate) fn milliseconds(&self, number: impl ToString) -> String {
        self.fill(Word::Milliseconds, [("n", &number.to_string())])
    }

    /// A day, for example `23 Nov 2026`.
    pub(crate) fn day(&self, date: Date) -> String {
        let (year, month, day) = date.to_civil();
        let month = self.month_name(Word::ShortMonths, month);
        let (day, year) = (day.to_string(), year.to_string());
        self.fill(
            Word::Date,
            [("day", &day), ("month", month), ("year", &year)],
        )
    }

    /// A month, for example `November 2026`.
    pub(crate) fn month(&self, month: Month) -> String {
        let (year, month) = month.to_civil();
        let month = self.month_name(Word::Months, month);
        let year = year.to_string();
        self.fill(Word::MonthYear, [("month", month), ("year", &year)])
    }

    fn month_name(&self, list: Word, month: i64) -> &'static str {
        let place = usize::try_from(month - 1).ok();
        let name = place.and_then(|place| self.say(list).split('|').nth(place));
        name.unwrap_or_default()
    }

    /// Day and time, for example `23 Nov 2026, 07:10 CET`.
    pub(crate) fn long(&self, time: &LocalTime) -> String {
        let (date, time) = (self.day(time.date), time.short());
        self.fill(Word::DateTime, [("date", &date), ("time", &time)])
    }

    /// Things one after the other.
    pub(crate) fn list<'t>(&self, things: impl IntoIterator<Item = &'t str>) -> String {
        let separator = self.fill(Word::List, [("first", ""), ("rest", "")]);
        let things: Vec<&str> = things.into_iter().collect();
        things.join(&separator)
    }

    /// How long it was from one instant to another, in its two largest units: `2 h 5 min`.
    pub(crate) fn lasting(&self, from: Timestamp, to: Timestamp) -> String {
        const UNITS: [(i64, Word); 3] = [
            (86_400, Word::DaysShort),
            (3_600, Word::HoursShort),
            (60, Word::MinutesShort),
        ];
        let seconds = to.since(from).max(0);
        let in_unit = |number: i64, unit| self.fill(unit, [("n", &number.to_string())]);
        let mut parts = Vec::new();
        let mut rest = seconds;
        for (length, unit) in UNITS {
            if length <= rest {
                parts.push(in_unit(rest / length, unit));
                rest %= length;
            }
        }
        match parts.as_slice() {
            [] => in_unit(seconds, Word::SecondsShort),
            [only] => only.clone(),
            [larger, smaller, ..] => {
                self.fill(Word::Duration, [("larger", larger), ("smaller", smaller)])
            }
        }
    }
}
