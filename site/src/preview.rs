//! `preview.png`: the status as a picture of 1200 by 630 pixels, which other sites show beside a
//! link to a page (Open Graph).
//!
//! It holds what a link is worth showing for and no time, so that it is drawn when the news changes
//! and not with each publication: whoever publishes keeps the last [`Preview`] and compares.

mod canvas;
mod mark;
mod png;
mod text;

use pilotlight_feed::{Feed, Status};

use self::canvas::Canvas;
use self::text::Font;
use crate::{File, level};

/// Where it stands.
pub const PATH: &str = "preview.png";

const WHITE: [u8; 3] = [0xff, 0xff, 0xff];
const INK: [u8; 3] = [0x1f, 0x23, 0x28];
const GREY: [u8; 3] = [0x59, 0x63, 0x6e];

/// Pixels left of everything.
const LEFT: u16 = 96;
/// Pixels that a line of text may take.
const LINE: u16 = 1_200 - 2 * LEFT;
/// Lines of the words; more end in an ellipsis.
const MOST_LINES: usize = 3;

/// What the picture shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    level: Status,
    name: String,
    words: String,
    host: String,
}

impl Preview {
    /// That of a feed.
    #[must_use]
    pub fn of(feed: &Feed) -> Self {
        let url = &feed.page.url;
        let rest = url.split_once("//").map_or(url.as_str(), |(_, rest)| rest);
        Self {
            level: feed.status.level,
            name: feed.page.name.clone(),
            words: feed.status.description.clone(),
            host: rest.split('/').next().unwrap_or_default().to_owned(),
        }
    }

    /// Draws it: some milliseconds, and three megabytes while it lasts.
    #[must_use]
    pub fn draw(&self) -> File {
        let font = Font::own();
        let mut canvas = Canvas::new(WHITE);
        let colour = colour(self.level);
        canvas.bar(colour);
        // A script that the font does not have is left to the page behind the link.
        let name = format!("{} status", self.name);
        let name = if font.has(&name) {
            name.as_str()
        } else {
            "Status"
        };
        canvas.text(&font, &font.fit(name, 44, LINE), (LEFT, 132), 44, GREY);
        mark::draw(&mut canvas, &font, self.level, colour);
        let words = if font.has(&self.words) {
            self.words.as_str()
        } else {
            level::short_words(self.level)
        };
        let lines = font.wrap(words, 92, LINE, MOST_LINES);
        for (line, base_line) in lines.iter().zip([376, 472, 568]) {
            canvas.text(&font, line, (LEFT, base_line), 92, INK);
        }
        if lines.len() < MOST_LINES {
            canvas.text(
                &font,
                &font.fit(&self.host, 34, LINE),
                (LEFT, 568),
                34,
                GREY,
            );
        }
        File {
            path: PATH.to_owned(),
            body: canvas.into_png(),
        }
    }
}

/// The colour of a level as the light pages have it.
const fn colour(level: Status) -> [u8; 3] {
    match level {
        Status::Operational => [0x1a, 0x7f, 0x37],
        Status::Unknown => GREY,
        Status::UnderMaintenance => [0x09, 0x69, 0xda],
        Status::DegradedPerformance => [0x9a, 0x67, 0x00],
        Status::PartialOutage => [0xbc, 0x4c, 0x00],
        Status::MajorOutage => [0xcf, 0x22, 0x2e],
    }
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::{Feed, Status};

    use super::Preview;

    const FEED: &str = include_str!("../../feed/golden/v1/outage-feed.json");

    fn feed() -> Feed {
        serde_json::from_str(FEED).unwrap()
    }

    /// Width and height as a reader of the format finds them.
    fn size(png: &[u8]) -> (u32, u32) {
        let number = |from: usize| u32::from_be_bytes(png[from..from + 4].try_into().unwrap());
        (number(16), number(20))
    }

    #[test]
    fn each_level_has_a_picture_of_its_own() {
        let mut feed = feed();
        let mut seen = std::collections::BTreeSet::new();
        for level in Status::ALL {
            feed.status.level = *level;
            let body = Preview::of(&feed).draw().body;
            assert_eq!(size(&body), (1_200, 630));
            assert!(body.len() < 100_000, "{}", body.len());
            assert!(seen.insert(body), "{level:?}");
        }
    }

    #[test]
    fn the_time_alone_does_not_change_it() {
        let (before, mut later) = (feed(), feed());
        later.generated_at = later.generated_at.plus(60);
        assert_eq!(Preview::of(&before), Preview::of(&later));
        later.status.description = "Another".to_owned();
        assert_ne!(Preview::of(&before), Preview::of(&later));
    }

    #[test]
    fn any_text_makes_a_picture() {
        for text in [
            "東京 \u{202e}",
            "",
            "\u{1f600}",
            &"W".repeat(200),
            &"a b ".repeat(100),
        ] {
            let mut feed = feed();
            feed.page.name = text.to_owned();
            feed.status.description = text.to_owned();
            assert_eq!(size(&Preview::of(&feed).draw().body), (1_200, 630));
        }
    }
}
