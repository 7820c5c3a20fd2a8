//! A colour that an operator chose, made to read on both grounds.

use std::fmt;
use std::str::FromStr;

/// Our grounds, light and dark; see `asset/style.css`.
const GROUNDS: [Rgb; 2] = [Rgb([0xff, 0xff, 0xff]), Rgb([0x0d, 0x11, 0x17])];
/// What text needs to be read by everyone, in hundredths (WCAG 2.2, 1.4.3).
const LEAST_CONTRAST: u64 = 450;
/// The luminance of a colour is reckoned in these parts.
const WHITE: u64 = 1_000_000;
/// What WCAG adds to both luminances: 0.05.
const FLARE: u64 = WHITE / 20;

/// A colour of light and one of dark pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    light: Rgb,
    dark: Rgb,
}

/// Red, green and blue.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Rgb([u8; 3]);

/// A text that is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoColor;

impl Accent {
    /// What it adds to our stylesheet: the colour itself, and a line above the page.
    pub(super) fn style(self) -> String {
        let Self { light, dark } = self;
        format!(
            ":root{{--accent:{light}}}\n\
             @media (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}\n\
             body{{border-block-start:4px solid var(--accent)}}\n"
        )
    }
}

impl FromStr for Accent {
    type Err = NoColor;

    /// Reads `#rrggbb`. On either ground the colour keeps its tone and becomes darker or lighter
    /// until text in it reaches a contrast of 4.5 to 1.
    fn from_str(text: &str) -> Result<Self, NoColor> {
        let color = Rgb::parse(text).ok_or(NoColor)?;
        let [light, dark] = GROUNDS.map(|ground| color.readable_on(ground));
        Ok(Self { light, dark })
    }
}

impl Rgb {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let channel = |at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Self([channel(0)?, channel(2)?, channel(4)?]))
    }

    /// The nearest colour of the same tone that text may have on `ground`.
    fn readable_on(self, ground: Self) -> Self {
        let far = if ground.luminance() < WHITE / 2 {
            0xff
        } else {
            0
        };
        (0..=100)
            .map(|percent| self.towards(far, percent))
            .find(|color| LEAST_CONTRAST <= color.contrast(ground))
            .unwrap_or(Self([far; 3]))
    }

    fn towards(self, far: u8, percent: u32) -> Self {
        Self(self.0.map(|channel| {
            let mixed = u32::from(channel) * (100 - percent) + u32::from(far) * percent;
            u8::try_from(mixed / 100).unwrap_or(far)
        }))
    }

    /// The contrast of two colours, in hundredths.
    fn contrast(self, other: Self) -> u64 {
        let (one, other) = (self.luminance(), other.luminance());
        let (low, high) = (one.min(other), one.max(other));
        (high + FLARE) * 100 / (low + FLARE)
    }

    /// How bright it is, in millionths of white.
    fn luminance(self) -> u64 {
        let [red, green, blue] = self.0.map(linear);
        (red * 2_126 + green * 7_152 + blue * 722) / 10_000
    }
}

/// What a channel gives off, in millionths: the curve of sRGB.
#[expect(
    clippy::float_arithmetic,
    reason = "the curve is a power; what comes of it is whole again"
)]
fn linear(channel: u8) -> u64 {
    let share = f64::from(channel) / 255.0;
    let linear = if share <= 0.040_45 {
        share / 12.92
    } else {
        ((share + 0.055) / 1.055).powf(2.4)
    };
    // Between 0 and a million, so nothing is cut off.
    (linear * 1_000_000.0).round() as u64
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl fmt::Debug for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Accent, GROUNDS, LEAST_CONTRAST, NoColor, Rgb};

    /// As WCAG's own examples and our stylesheet's notes have it.
    #[test]
    fn contrast_is_reckoned_as_wcag_does() {
        let of = |one: &str, other: &str| {
            Rgb::parse(one)
                .unwrap()
                .contrast(Rgb::parse(other).unwrap())
        };
        assert_eq!(of("#000000", "#ffffff"), 2_100);
        assert_eq!(of("#777777", "#ffffff"), 447);
        assert_eq!(of("#767676", "#ffffff"), 454);
        assert_eq!(of("#ffffff", "#ffffff"), 100);
    }

    #[test]
    fn a_colour_that_reads_on_a_ground_stays_as_it_is_there() {
        let accent: Accent = "#0a5cff".parse().unwrap();
        assert_eq!(accent.light.to_string(), "#0a5cff");
        let pale: Accent = "#9FC0FF".parse().unwrap();
        assert_eq!(pale.dark.to_string(), "#9fc0ff");
    }

    #[test]
    fn every_colour_reads_on_both_grounds() {
        let steps = [0x00, 0x33, 0x66, 0x99, 0xcc, 0xff];
        for red in steps {
            for green in steps {
                for blue in steps {
                    let text = Rgb([red, green, blue]).to_string();
                    let Accent { light, dark } = text.parse().unwrap();
                    for (color, ground) in [light, dark].into_iter().zip(GROUNDS) {
                        let contrast = color.contrast(ground);
                        assert!(LEAST_CONTRAST <= contrast, "{text} as {color}: {contrast}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in [
            "", "blue", "#fff", "#0a5cfg", "0a5cff", "#0a5cff;", "#+a5cff",
        ] {
            assert_eq!(text.parse::<Accent>(), Err(NoColor), "{text}");
        }
    }

    /// Our own colours in one scheme, from the first block of the stylesheet that begins so.
    fn own(begin: &str) -> HashMap<&'static str, Rgb> {
        let sheet = include_str!("../asset/style.css");
        let (_, block) = sheet.split_once(begin).expect("the block is there");
        let (block, _) = block.split_once('}').expect("it ends");
        let tokens = block.lines().filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
            let digits = value.trim_end_matches(';');
            let whole = match digits.len() {
                3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
                _ => digits.to_owned(),
            };
            Some((name, Rgb::parse(&format!("#{whole}"))?))
        });
        tokens.collect()
    }

    #[test]
    fn our_own_colours_read_on_every_ground_that_they_stand_on() {
        /// What WCAG wants of signs that are no text, in hundredths.
        const LEAST_OF_SIGNS: u64 = 300;
        let levels = [
            "operational",
            "degraded",
            "partial",
            "major",
            "maintenance",
            "unknown",
        ];
        for (begin, tint) in [(":root {", 8), ("dark) {\n  :root {", 14)] {
            let own = own(begin);
            let plain = [own["ground"], own["panel"]];
            let tinted = levels.map(|level| {
                let (level, panel) = (own[level].0, own["panel"].0);
                let mixed = level.iter().zip(panel).map(|(level, panel)| {
                    let mixed = u32::from(*level) * tint + u32::from(panel) * (100 - tint);
                    u8::try_from(mixed / 100).unwrap()
                });
                Rgb(mixed.collect::<Vec<u8>>().try_into().unwrap())
            });
            for ground in plain.into_iter().chain(tinted) {
                for text in ["ink", "muted"] {
                    let contrast = own[text].contrast(ground);
                    assert!(LEAST_CONTRAST <= contrast, "{text} on {ground}: {contrast}");
                }
                for level in levels {
                    let contrast = own[level].contrast(ground);
                    assert!(
                        LEAST_OF_SIGNS <= contrast,
                        "{level} on {ground}: {contrast}"
                    );
                }
            }
        }
        // The control: what may stand between things may not be read.
        let own = own(":root {");
        assert!(own["line"].contrast(own["panel"]) < LEAST_OF_SIGNS);
    }
}
