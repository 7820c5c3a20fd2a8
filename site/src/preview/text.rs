//! The font that the program carries: Inter SemiBold, its Latin, Greek and Cyrillic letters. A font
//! of the system would be another one everywhere, and none in a container.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    reason = "letters stand between points; no number of a feed comes here"
)]

use ab_glyph::{Font as _, FontRef, GlyphId, PxScale, ScaleFont};
use ab_glyph_rasterizer::Point;

const BYTES: &[u8] = include_bytes!("../asset/inter/inter-semibold-subset.ttf");

/// The font.
pub(super) struct Font(FontRef<'static>);

impl Font {
    pub(super) fn own() -> Self {
        Self(FontRef::try_from_slice(BYTES).expect("our own font is whole"))
    }

    /// Whether it has every letter of a text, and there is any.
    pub(super) fn has(&self, text: &str) -> bool {
        let has = |letter| self.0.glyph_id(letter) != GlyphId(0);
        !text.trim().is_empty() && text.chars().all(has)
    }

    /// A text, cut where it is wider than that.
    pub(super) fn fit(&self, text: &str, size: u16, most: u16) -> String {
        if self.is_within(text, size, most) {
            return text.to_owned();
        }
        let advance = self.advance(size);
        let ellipsis = advance('…');
        // Up to each letter: how wide it is, and that without the blanks at its end.
        let (mut width, mut trimmed, mut end) = (0.0, 0.0, None);
        for (place, letter) in text.char_indices() {
            if f32::from(most) < trimmed + ellipsis {
                break;
            }
            end = Some(place);
            width += advance(letter);
            if !letter.is_whitespace() {
                trimmed = width;
            }
        }
        let cut = |end: usize| [text[..end].trim_end(), "…"].concat();
        end.map(cut).unwrap_or_default()
    }

    /// A text in lines no wider than that. More than so many end in an ellipsis.
    pub(super) fn wrap(&self, text: &str, size: u16, most: u16, most_lines: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let is_last = lines.len() == most_lines;
            let joins =
                |line: &String| is_last || self.is_within(&[line, " ", word].concat(), size, most);
            match lines.last_mut().filter(|line| joins(line)) {
                Some(line) => {
                    line.push(' ');
                    line.push_str(word);
                }
                None => lines.push(word.to_owned()),
            }
        }
        for line in &mut lines {
            *line = self.fit(line, size, most);
        }
        lines
    }

    /// Hands each point that the text covers to `lay`, with how much of it.
    pub(super) fn draw(
        &self,
        text: &str,
        start: Point,
        size: u16,
        lay: &mut dyn FnMut(i32, i32, f32),
    ) {
        let scaled = self.0.as_scaled(PxScale::from(f32::from(size)));
        let mut place = start;
        for letter in text.chars() {
            let id = self.0.glyph_id(letter);
            let glyph = id.with_scale_and_position(f32::from(size), place);
            place.x += scaled.h_advance(id);
            let Some(outline) = self.0.outline_glyph(glyph) else {
                continue;
            };
            let corner = outline.px_bounds().min;
            let (left, top) = (corner.x as i32, corner.y as i32);
            outline.draw(|x, y, coverage| {
                let (x, y) = (
                    left.saturating_add_unsigned(x),
                    top.saturating_add_unsigned(y),
                );
                lay(x, y, coverage);
            });
        }
    }

    fn is_within(&self, text: &str, size: u16, most: u16) -> bool {
        text.chars().map(self.advance(size)).sum::<f32>() <= f32::from(most)
    }

    /// How far a letter takes the next.
    fn advance(&self, size: u16) -> impl Fn(char) -> f32 {
        let scaled = self.0.as_scaled(PxScale::from(f32::from(size)));
        move |letter| scaled.h_advance(self.0.glyph_id(letter))
    }
}
