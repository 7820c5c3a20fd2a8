//! Badges in the styles that readers know from shields.io: a label beside a message. They have no
//! style sheet and no font of their own, and say no time, so that they change with the news only.

use std::fmt::Write;

use super::escape;
use super::width::width;

/// Characters of a label. A longer one is cut: a badge stands in a line of text.
const MOST_LABEL_CHARS: usize = 40;

/// How a badge looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// Round corners, 20 pixels high.
    Flat,
    /// The same without round corners.
    FlatSquare,
    /// Large capitals, 28 pixels high.
    ForTheBadge,
}

/// What a badge says.
pub(super) struct Words<'a> {
    pub(super) label: &'a str,
    pub(super) message: &'a str,
    /// Six hexadecimal digits of a colour on which white is read.
    pub(super) colour: &'a str,
}

/// Sizes of a style, in pixels.
struct Form {
    height: u32,
    radius: u32,
    /// Left and right of each text.
    padding: u32,
    base_line: u32,
    font_size: u32,
    /// Of the message.
    weight: &'static str,
}

impl Style {
    pub(super) const ALL: [Self; 3] = [Self::Flat, Self::FlatSquare, Self::ForTheBadge];

    /// Its name in a path.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::FlatSquare => "flat-square",
            Self::ForTheBadge => "for-the-badge",
        }
    }

    const fn form(self) -> Form {
        let flat = Form {
            height: 20,
            radius: 3,
            padding: 6,
            base_line: 14,
            font_size: 11,
            weight: "400",
        };
        match self {
            Self::Flat => flat,
            Self::FlatSquare => Form { radius: 0, ..flat },
            Self::ForTheBadge => Form {
                height: 28,
                radius: 0,
                padding: 11,
                base_line: 18,
                font_size: 10,
                weight: "700",
            },
        }
    }

    fn say(self, text: &str) -> String {
        match self {
            Self::Flat | Self::FlatSquare => text.to_owned(),
            Self::ForTheBadge => text.to_uppercase(),
        }
    }

    /// Capitals are set apart, and the heavy ones are wider.
    fn width(self, text: &str) -> u32 {
        let letters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        match self {
            Self::Flat | Self::FlatSquare => width(text),
            Self::ForTheBadge => width(text).saturating_add(letters),
        }
    }
}

/// The picture as SVG.
pub(super) fn draw(style: Style, words: &Words<'_>) -> String {
    let form = style.form();
    let (label, message) = (style.say(&cut(words.label)), style.say(words.message));
    let (label_width, message_width) = (style.width(&label), style.width(&message));
    let left = label_width + 2 * form.padding;
    let right = message_width + 2 * form.padding;
    let title = escape(&[words.label, ": ", words.message].concat());
    let Form { height, radius, .. } = form;
    let (all, colour) = (left + right, words.colour);
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{all}" height="{height}" viewBox="0 0 {all} {height}" role="img" aria-labelledby="t"><title id="t">{title}</title><clipPath id="r"><rect width="{all}" height="{height}" rx="{radius}"/></clipPath><g clip-path="url(#r)"><path fill="#424a53" d="M0 0h{left}v{height}H0z"/><path fill="#{colour}" d="M{left} 0h{right}v{height}H{left}z"/></g><g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="{size}">"##,
        size = form.font_size
    );
    let texts = [
        (form.padding, label, label_width, "400"),
        (left + form.padding, message, message_width, form.weight),
    ];
    for (x, text, length, weight) in texts {
        let (y, text) = (form.base_line, escape(&text));
        // Writing to a string cannot fail.
        let _ = write!(
            svg,
            r#"<text x="{x}" y="{y}" textLength="{length}" lengthAdjust="spacingAndGlyphs" font-weight="{weight}">{text}</text>"#
        );
    }
    svg.push_str("</g></svg>\n");
    svg
}

fn cut(label: &str) -> String {
    match label.char_indices().nth(MOST_LABEL_CHARS) {
        Some((end, _)) => [&label[..end], "…"].concat(),
        None => label.to_owned(),
    }
}
