//! Where an open panel stands: below its button or above it, within the window. Whole pixels of
//! the window, from its left and upper edge.

/// Between the button and the panel, and between the panel and the edge of the window.
const GAP: i32 = 8;
/// As in the stylesheet.
const WIDTH: i32 = 360;
/// With less than this below the button, the panel goes where there is more.
const ENOUGH_HEIGHT: i32 = 400;
/// A panel is never lower than this; it then scrolls, and lies over its button if it must. In a lower
/// window there is none.
pub(super) const LEAST_HEIGHT: i32 = 160;

/// The button and the window around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surroundings {
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
    pub(super) window_width: i32,
    pub(super) window_height: i32,
    /// Whether lines begin at the right: the panel then ends where its button does.
    pub(super) is_rtl: bool,
}

/// The edge of the panel that the button holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    /// Distance of the panel's upper edge from the window's.
    Top(i32),
    /// Distance of the panel's lower edge from the window's.
    Bottom(i32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) left: i32,
    pub(super) edge: Edge,
    pub(super) most_height: i32,
}

pub(super) fn place(around: Surroundings) -> Place {
    let above = around.top - 2 * GAP;
    let below = around.window_height - around.bottom - 2 * GAP;
    let left = if around.is_rtl {
        around.right - WIDTH
    } else {
        around.left
    };
    let rightmost = around.window_width - WIDTH - GAP;
    let is_below = ENOUGH_HEIGHT <= below || above <= below;
    let most_height = if is_below { below } else { above }.max(LEAST_HEIGHT);
    let furthest = (around.window_height - most_height - GAP).max(GAP);
    Place {
        left: left.min(rightmost).max(GAP),
        edge: if is_below {
            Edge::Top((around.bottom + GAP).min(furthest))
        } else {
            Edge::Bottom((around.window_height - around.top + GAP).min(furthest))
        },
        most_height,
    }
}

#[cfg(test)]
mod tests {
    use super::{Edge, Place, Surroundings, place};

    /// A button at `(left, top)`, 200 by 28 pixels, in a window of 1280 by 800 or 320 by 800.
    fn around(window_width: i32, left: i32, top: i32) -> Surroundings {
        Surroundings {
            left,
            right: left + 200,
            top,
            bottom: top + 28,
            window_width,
            window_height: 800,
            is_rtl: false,
        }
    }

    #[track_caller]
    fn check(window_width: i32, left: i32, top: i32, expected: Place) {
        assert_eq!(place(around(window_width, left, top)), expected);
    }

    #[test]
    fn a_panel_stands_below_its_button_where_there_is_room() {
        check(
            1_280,
            100,
            100,
            Place {
                left: 100,
                edge: Edge::Top(136),
                most_height: 656,
            },
        );
    }

    #[test]
    fn a_panel_stands_above_a_button_at_the_bottom() {
        check(
            1_280,
            100,
            760,
            Place {
                left: 100,
                edge: Edge::Bottom(48),
                most_height: 744,
            },
        );
    }

    #[test]
    fn a_panel_never_leaves_the_window_sideways() {
        check(
            1_280,
            1_200,
            100,
            Place {
                left: 912,
                edge: Edge::Top(136),
                most_height: 656,
            },
        );
        check(
            320,
            60,
            100,
            Place {
                left: 8,
                edge: Edge::Top(136),
                most_height: 656,
            },
        );
    }

    #[test]
    fn from_right_to_left_a_panel_ends_where_its_button_does() {
        let place_at = |window_width, left| {
            let around = Surroundings {
                is_rtl: true,
                ..around(window_width, left, 100)
            };
            place(around).left
        };
        assert_eq!(place_at(1_280, 900), 740);
        assert_eq!(place_at(1_280, 100), 8, "not out of the window");
        assert_eq!(place_at(320, 60), 8);
    }

    #[test]
    fn in_a_low_window_a_panel_lies_over_its_button_and_not_outside() {
        let around = Surroundings {
            window_height: 256,
            ..around(320, 8, 79)
        };
        let expected = Place {
            left: 8,
            edge: Edge::Top(88),
            most_height: 160,
        };
        assert_eq!(place(around), expected);
    }
}
