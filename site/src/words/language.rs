//! The languages that there are, and those of one site.

use super::{ENGLISH, LANGUAGES, Texts, Word};

/// A language that the pages can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(usize);

impl Language {
    /// The one that a site is in when nobody says another.
    pub const ENGLISH: Self = Self(ENGLISH);

    /// All of them, by the alphabet of their tags.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LANGUAGES.len()).map(Self)
    }

    /// The language of a tag, in whatever case it is written.
    ///
    /// ```
    /// use pilotlight_site::Language;
    /// assert_eq!(Language::of_tag("EN"), Some(Language::ENGLISH));
    /// assert_eq!(Language::of_tag("tlh"), None);
    /// ```
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::all().find(|language| language.tag().eq_ignore_ascii_case(tag))
    }

    /// Its tag as BCP 47 writes it, for example `pt-BR`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        self.texts().tag
    }

    /// The address of its pages on a site whose first language is another: `/de/*`.
    pub(crate) fn pages(self) -> &'static str {
        self.texts().pages
    }

    /// What it calls itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.texts().texts[Word::Language as usize]
    }

    /// Whether a file is a page of ours in it.
    #[must_use]
    pub fn is_page(self, bytes: &[u8]) -> bool {
        crate::page::is_page_in(self, bytes)
    }

    /// `rtl` where it is written from right to left: in the letters of Hebrew, Arabic and their kin, in
    /// which it writes its own name.
    pub(crate) fn direction(self) -> Option<&'static str> {
        let is_rtl = |letter| ('\u{590}'..='\u{8ff}').contains(&letter);
        self.name().chars().any(is_rtl).then_some("rtl")
    }

    pub(super) fn texts(self) -> &'static Texts {
        &LANGUAGES[self.0]
    }
}

/// The languages of one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Languages {
    /// That of `/`.
    pub main: Language,
    /// Those whose pages stand below their tag, for example `/de/`.
    pub others: Vec<Language>,
}

impl Languages {
    /// English alone.
    pub const ENGLISH: Self = Self {
        main: Language::ENGLISH,
        others: Vec::new(),
    };

    /// All of them, each with what its addresses begin with: nothing, or `/de`.
    pub(crate) fn roots(&self) -> impl Iterator<Item = (Language, String)> {
        let others = self.others.iter();
        let others = others.map(|language| (*language, ["/", language.tag()].concat()));
        [(self.main, String::new())].into_iter().chain(others)
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        1 + self.others.len()
    }
}
