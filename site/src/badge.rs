//! The badge: the status as a picture of 200 by 28 pixels, for pages that allow nothing more.

use pilotlight_feed::{Feed, Timestamp};

use crate::level;
use crate::part::icon::shape;

const STYLE: &str = include_str!("asset/badge.css");

/// The picture as SVG. Its own style follows the reader's light or dark; the server's policy for
/// badges allows that and nothing else.
pub(crate) fn draw(feed: &Feed) -> String {
    let level = feed.status.level;
    let (short, shape, colour) = (level::short_words(level), shape(level), level::name(level));
    let time = utc_time(feed.generated_at);
    let title = escape(&format!(
        "{}: {}, as of {}",
        feed.page.name, feed.status.description, feed.generated_at
    ));
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="200" height="28" viewBox="0 0 200 28" role="img" aria-labelledby="t">
<title id="t">{title}</title>
<style>{STYLE}</style>
<rect class="box" x=".5" y=".5" width="199" height="27" rx="6"/>
<g class="{colour}"><g class="icon" transform="translate(8 6) scale(.8)">{shape}</g>
<text class="words" x="30" y="18.5">{short}</text></g>
<text class="time" x="191" y="18.5" text-anchor="end">{time}</text>
</svg>
"##
    )
}

/// The time alone, in UTC, because nobody knows where the badge is read.
pub(crate) fn utc_time(at: Timestamp) -> String {
    let minute = at.0.div_euclid(60).rem_euclid(24 * 60);
    format!("{:02}:{:02} UTC", minute / 60, minute % 60)
}

/// A text inside an element of XML, without the characters that XML cannot hold: one of them would
/// turn the picture into an error.
fn escape(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let text: String = text.chars().filter(allowed).collect();
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
