//! The picture's points, and what is laid upon them.
#![expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "edges cover parts of points; no number of a feed comes here"
)]

use ab_glyph_rasterizer::{Point, Rasterizer, point};

use super::png::png;
use super::text::Font;

const WIDTH: usize = 1_200;
const HEIGHT: usize = 630;
/// Width of the bar at the left edge.
const BAR: usize = 24;
/// How far the control points of a curve stand off, for a quarter of a circle.
const QUARTER: f32 = 0.552_28;

/// Red, green and blue.
pub(super) type Colour = [u8; 3];

/// Points in rows from the top.
pub(super) struct Canvas {
    points: Vec<u8>,
}

impl Canvas {
    pub(super) fn new(colour: Colour) -> Self {
        Self {
            points: colour.repeat(WIDTH * HEIGHT),
        }
    }

    /// The bar at the left edge, from top to bottom.
    pub(super) fn bar(&mut self, colour: Colour) {
        for row in self.points.chunks_exact_mut(WIDTH * 3) {
            row[..BAR * 3].copy_from_slice(&colour.repeat(BAR));
        }
    }

    /// A line of text from a point of its base line.
    pub(super) fn text(
        &mut self,
        font: &Font,
        text: &str,
        (x, base_line): (u16, u16),
        size: u16,
        colour: Colour,
    ) {
        let start = point(f32::from(x), f32::from(base_line));
        font.draw(text, start, size, &mut |x, y, coverage| {
            self.lay(x, y, coverage, colour);
        });
    }

    /// A shape of straight edges; its corners are counted from `origin`.
    pub(super) fn polygon(&mut self, origin: (u16, u16), corners: &[(u16, u16)], colour: Colour) {
        let corners: Vec<Point> = corners
            .iter()
            .map(|(x, y)| point(f32::from(*x), f32::from(*y)))
            .collect();
        let mut shape = Rasterizer::new(128, 128);
        let next = corners.iter().cycle().skip(1);
        for (from, to) in corners.iter().zip(next) {
            shape.draw_line(*from, *to);
        }
        self.fill(&shape, origin, colour);
    }

    /// A disc around a point, which is counted from `origin`.
    pub(super) fn disc(
        &mut self,
        origin: (u16, u16),
        (x, y): (u16, u16),
        radius: u16,
        colour: Colour,
    ) {
        let (x, y, r) = (f32::from(x), f32::from(y), f32::from(radius));
        let k = r * QUARTER;
        let mut shape = Rasterizer::new(128, 128);
        let (top, right) = (point(x, y - r), point(x + r, y));
        let (bottom, left) = (point(x, y + r), point(x - r, y));
        shape.draw_cubic(top, point(x + k, y - r), point(x + r, y - k), right);
        shape.draw_cubic(right, point(x + r, y + k), point(x + k, y + r), bottom);
        shape.draw_cubic(bottom, point(x - k, y + r), point(x - r, y + k), left);
        shape.draw_cubic(left, point(x - r, y - k), point(x - k, y - r), top);
        self.fill(&shape, origin, colour);
    }

    fn fill(&mut self, shape: &Rasterizer, (x, y): (u16, u16), colour: Colour) {
        let (left, top) = (i32::from(x), i32::from(y));
        shape.for_each_pixel_2d(|x, y, coverage| {
            let place = |edge: i32, offset: u32| edge.saturating_add_unsigned(offset);
            self.lay(place(left, x), place(top, y), coverage, colour);
        });
    }

    /// Lays a colour over one point as far as something covers it. What is outside is not there.
    fn lay(&mut self, x: i32, y: i32, coverage: f32, colour: Colour) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if WIDTH <= x || HEIGHT <= y {
            return;
        }
        let covered = (coverage.clamp(0.0, 1.0) * 255.0) as u32;
        let place = (y * WIDTH + x) * 3;
        for (below, above) in self.points[place..place + 3].iter_mut().zip(colour) {
            let mixed = u32::from(*below) * (255 - covered) + u32::from(above) * covered;
            *below = (mixed / 255) as u8;
        }
    }

    /// The picture as a PNG.
    pub(super) fn into_png(self) -> Vec<u8> {
        png(&self.points, WIDTH)
    }
}
