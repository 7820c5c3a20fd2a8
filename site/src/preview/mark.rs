//! The mark of a level, larger than the icon of the pages and of the same shapes, so that nobody
//! depends on telling the colours apart.

use pilotlight_feed::Status;

use super::canvas::{Canvas, Colour};
use super::text::Font;
use super::{LEFT, WHITE};

/// The corner that the shapes are counted from; the mark is 88 pixels high and wide.
const ORIGIN: (u16, u16) = (LEFT, 180);
const MIDDLE: (u16, u16) = (44, 44);

pub(super) fn draw(canvas: &mut Canvas, font: &Font, level: Status, colour: Colour) {
    match level {
        Status::Operational => {
            canvas.disc(ORIGIN, MIDDLE, 44, colour);
            let tick = [(24, 45), (31, 38), (40, 47), (59, 26), (66, 33), (40, 61)];
            canvas.polygon(ORIGIN, &tick, WHITE);
        }
        Status::Unknown => {
            canvas.disc(ORIGIN, MIDDLE, 44, colour);
            // Half of its width left of the middle.
            let (x, base_line) = (ORIGIN.0 + 27, ORIGIN.1 + 68);
            canvas.text(font, "?", (x, base_line), 76, WHITE);
        }
        Status::UnderMaintenance => {
            canvas.disc(ORIGIN, MIDDLE, 44, colour);
            let hands = [(39, 18), (49, 18), (49, 42), (64, 52), (58, 60), (39, 47)];
            canvas.polygon(ORIGIN, &hands, WHITE);
        }
        Status::DegradedPerformance => {
            canvas.polygon(ORIGIN, &[(44, 4), (88, 82), (0, 82)], colour);
            canvas.polygon(ORIGIN, &[(39, 30), (49, 30), (48, 58), (40, 58)], WHITE);
            canvas.disc(ORIGIN, (44, 68), 5, WHITE);
        }
        Status::PartialOutage => {
            canvas.disc(ORIGIN, MIDDLE, 44, colour);
            // The upper half of what is within the ring is empty.
            let half = [
                (10, 44),
                (13, 31),
                (20, 20),
                (31, 13),
                (44, 10),
                (57, 13),
                (68, 20),
                (75, 31),
                (78, 44),
            ];
            canvas.polygon(ORIGIN, &half, WHITE);
        }
        Status::MajorOutage => {
            let eight = [
                (26, 0),
                (62, 0),
                (88, 26),
                (88, 62),
                (62, 88),
                (26, 88),
                (0, 62),
                (0, 26),
            ];
            canvas.polygon(ORIGIN, &eight, colour);
            canvas.polygon(ORIGIN, &[(24, 31), (31, 24), (64, 57), (57, 64)], WHITE);
            canvas.polygon(ORIGIN, &[(57, 24), (64, 31), (31, 64), (24, 57)], WHITE);
        }
    }
}
