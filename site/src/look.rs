//! What an operator decides of the look of the pages, without touching code: pictures, a colour of
//! their own, links, words above and below, a stylesheet, how close things stand and what is shown.

pub use self::accent::Accent;
use crate::asset;
use crate::file::File;

mod accent;

/// The look of a page; the default is [`Look::OURS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Stands in the header in place of the page's name, which it is then called.
    pub logo: Option<Picture>,
    /// The same for readers in the dark; none: one for both.
    pub logo_dark: Option<Picture>,
    /// The icon of the tab; none: ours.
    pub icon: Option<Picture>,
    /// The colour of links, of the ring around what has the focus and of the line above the page.
    pub accent: Option<Accent>,
    /// Links of the header, before our own.
    pub links: Vec<Link>,
    /// Words between the header and the status, in Markdown.
    pub header: Option<String>,
    /// Words at the very end, in Markdown.
    pub footer: Option<String>,
    /// A stylesheet of their own, which comes after ours.
    pub stylesheet: Option<String>,
    /// How close rows stand.
    pub density: Density,
    /// What the front page shows beneath the status and its components.
    pub sections: Sections,
    /// Origins whose pages may show `/embed/` in a frame, as a browser writes them; none: all.
    pub embed_on: Vec<String>,
}

/// A picture and how its format is called in a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// What it is drawn in.
    pub format: PictureFormat,
    /// The bytes of its file.
    pub bytes: Vec<u8>,
}

/// What pictures may be drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// A drawing.
    Svg,
    /// Points, without loss.
    Png,
    /// Points.
    Webp,
}

/// A link and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it is called, one line.
    pub text: String,
    /// Where it leads: `https:`, `http:` or `mailto:`.
    pub url: String,
}

/// How close rows stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// With room for fingers and for eyes.
    #[default]
    Comfortable,
    /// For pages of many components.
    Compact,
}

/// What the front page shows beneath the status and its components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sections {
    /// Whether work that lies ahead is shown.
    pub maintenance: bool,
    /// How many days of past incidents are shown, 0 to 90; at 0 none, and no heading.
    pub past_days: u8,
}

impl Sections {
    /// The most that can be shown of the past: as much as a feed has.
    pub const MOST_PAST_DAYS: u8 = 90;
}

impl Default for Sections {
    fn default() -> Self {
        Look::OURS.sections
    }
}

impl Default for Look {
    fn default() -> Self {
        Self::OURS
    }
}

impl PictureFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Svg, Self::Png, Self::Webp];

    /// The end of a file's name, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Webp => "webp",
        }
    }
}

impl Picture {
    /// Where it stands, from anywhere on the site.
    pub(crate) fn address(&self) -> String {
        ["/", &self.path()].concat()
    }

    fn path(&self) -> String {
        asset::path(&self.bytes, self.format.extension())
    }

    fn file(&self) -> File {
        File {
            path: self.path(),
            body: self.bytes.clone(),
        }
    }
}

impl Look {
    /// Characters of the origins in `embed_on`, with a space between each: hosts read no longer lines.
    pub const MOST_EMBED_CHARS: usize = 1_000;

    /// The look of a page whose operator decided nothing.
    pub const OURS: Self = Self {
        logo: None,
        logo_dark: None,
        icon: None,
        accent: None,
        links: Vec::new(),
        header: None,
        footer: None,
        stylesheet: None,
        density: Density::Comfortable,
        sections: Sections {
            maintenance: true,
            past_days: 15,
        },
        embed_on: Vec::new(),
    };

    /// Where its stylesheet stands, where it has one.
    pub(crate) fn address(&self) -> Option<String> {
        let style = self.style()?;
        Some(["/", &asset::path(style.as_bytes(), "css")].concat())
    }

    /// A text that is another one for every other look.
    pub(crate) fn seal(&self) -> String {
        let pictures = [&self.logo, &self.logo_dark, &self.icon];
        let pictures = pictures.map(|picture| picture.as_ref().map(Picture::address));
        let words = (&self.header, &self.footer, &self.links);
        let rest = (self.density, self.sections, self.address(), &self.embed_on);
        format!("{pictures:?} {words:?} {rest:?}")
    }

    /// Its own files, each under a path that changes with its bytes.
    pub(crate) fn files(&self) -> Vec<File> {
        let pictures = [&self.logo, &self.logo_dark, &self.icon];
        let mut files: Vec<File> = pictures.into_iter().flatten().map(Picture::file).collect();
        if let Some(style) = self.style() {
            files.push(File::text(asset::path(style.as_bytes(), "css"), style));
        }
        // The same picture may stand in two places.
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files.dedup_by(|one, other| one.path == other.path);
        files
    }

    /// What it adds to our stylesheet.
    fn style(&self) -> Option<String> {
        let accent = self.accent.map(Accent::style).unwrap_or_default();
        let own = self.stylesheet.as_deref().unwrap_or_default();
        let style = [accent.as_str(), own].concat();
        (!style.is_empty()).then_some(style)
    }
}
