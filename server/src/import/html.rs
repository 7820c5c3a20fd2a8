//! HTML as Markdown, for Statuspage, whose authors write with an editor that makes HTML. What is no
//! HTML stays as it is: most bodies are plain text, and a `<` in them is one.
//!
//! Tags outside of the list below are text. Nothing is escaped: whoever shows the Markdown takes
//! markup in it for text, so a body cannot become an element by being converted.

mod tag;
#[cfg(test)]
mod tests;

use tag::{attribute, entity, silent_length, tag_length};

/// Tags whose content stays and that mean nothing in Markdown.
const PLAIN: [&str; 22] = [
    "abbr", "article", "body", "div", "figure", "font", "footer", "header", "html", "label",
    "main", "section", "small", "span", "sub", "sup", "table", "tbody", "thead", "time", "u",
    "var",
];
/// Tags whose content is no text.
const SILENT: [&str; 4] = ["head", "iframe", "script", "style"];
/// How deep lists are indented.
const LIST_DEPTH: usize = 8;

/// Bytes of a body that are looked at, far beyond what an update may have.
const HTML_BYTES: usize = 64 * 1024;

/// Converts a body; answers whether something in it was left out.
pub(super) fn to_markdown(html: &str) -> (String, bool) {
    let end = html.floor_char_boundary(HTML_BYTES);
    let mut page = Page {
        has_lost: end < html.len(),
        ..Page::default()
    };
    let mut rest = &html[..end];
    while let Some(at) = rest.find(['<', '&']) {
        page.text(&rest[..at]);
        rest = &rest[at..];
        let taken = if rest.starts_with('&') {
            entity(rest).map(|(c, length)| {
                page.literal(c);
                length
            })
        } else {
            page.markup(rest)
        };
        let taken = taken.unwrap_or_else(|| {
            page.literal(if rest.starts_with('&') { '&' } else { '<' });
            1
        });
        rest = &rest[taken..];
    }
    page.text(rest);
    page.finish()
}

#[derive(Default)]
struct Page {
    out: String,
    /// Of each open list: the number of its next item, or none where it has none.
    lists: Vec<Option<u32>>,
    /// Of each open link: where it leads, and where its text begins.
    links: Vec<(Option<String>, usize)>,
    /// Where the mark of a list item, a quote or a heading ends.
    marked: usize,
    is_after_break: bool,
    has_lost: bool,
}

impl Page {
    fn text(&mut self, text: &str) {
        // A <br> often stands before the newline that it replaces.
        let text = if self.is_after_break {
            text.strip_prefix("\r\n")
                .or(text.strip_prefix('\n'))
                .unwrap_or(text)
        } else {
            text
        };
        self.is_after_break &= text.is_empty();
        self.out.push_str(&text.replace("\r\n", "\n"));
    }

    fn literal(&mut self, c: char) {
        self.is_after_break = false;
        self.out.push(c);
    }

    /// Takes the blanks at the end away, but for those before an open link, whose place is known by
    /// its index.
    fn trim(&mut self) -> String {
        let kept = self.out.trim_end_matches([' ', '\n']).len();
        let kept = kept.max(self.links.last().map_or(0, |(_, start)| *start));
        self.out.split_off(kept)
    }

    /// Ends the line, so that `blank` empty lines follow it.
    fn line(&mut self, blank: usize) {
        if 0 < self.marked && self.marked == self.out.len() {
            return;
        }
        let blanks = self.trim();
        // An empty line that is there already stays.
        let has_blank = blanks.contains("\n\n");
        if !self.out.is_empty() {
            let blank = blank.max(usize::from(has_blank));
            self.out.push_str(&"\n".repeat(blank + 1));
        }
        self.is_after_break = true;
    }

    /// Takes the tag or comment at the beginning of `rest`; answers its length, none where it is
    /// text after all.
    fn markup(&mut self, rest: &str) -> Option<usize> {
        if let Some(comment) = rest.strip_prefix("<!--") {
            // One without an end is a text that begins like one.
            let end = comment.find("-->")?;
            self.has_lost |= !comment[..end].trim().is_empty();
            return Some(end + "<!---->".len());
        }
        let length = tag_length(rest)?;
        let tag = rest[1..length - 1].trim_end_matches('/');
        let (is_end, tag) = match tag.strip_prefix('/') {
            Some(tag) => (true, tag),
            None => (false, tag),
        };
        let name_end = tag
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(name_end);
        let name = name.to_ascii_lowercase();
        if SILENT.contains(&name.as_str()) {
            self.has_lost = true;
            return Some(
                length
                    + if is_end {
                        0
                    } else {
                        silent_length(&rest[length..], &name)
                    },
            );
        }
        self.tag(&name, is_end, attributes).then_some(length)
    }

    fn tag(&mut self, name: &str, is_end: bool, attributes: &str) -> bool {
        match name {
            "br" => {
                self.out.push('\n');
                self.is_after_break = true;
            }
            "p" | "tr" => self.line(1),
            "blockquote" => {
                self.line(1);
                if !is_end {
                    self.mark("> ");
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if is_end => {
                self.trim();
                self.out.push_str("**");
                self.line(1);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.line(1);
                self.mark("**");
            }
            "hr" => {
                self.line(1);
                self.out.push_str("---");
                self.line(1);
            }
            "b" | "strong" => self.out.push_str("**"),
            "i" | "em" => self.out.push('*'),
            "code" | "tt" | "kbd" => self.out.push('`'),
            "pre" => {
                self.line(0);
                self.out.push_str("```");
                self.line(0);
            }
            "td" | "th" => self.out.push(' '),
            "ul" | "ol" if is_end => {
                self.lists.pop();
                self.line(usize::from(self.lists.is_empty()));
            }
            "ul" | "ol" => {
                self.line(usize::from(self.lists.is_empty()));
                self.lists.push((name == "ol").then_some(1));
            }
            "li" if is_end => {}
            "li" => self.item(),
            "a" if is_end => self.end_link(),
            "a" => self
                .links
                .push((attribute(attributes, "href"), self.out.len())),
            "img" => {
                self.links
                    .push((attribute(attributes, "src"), self.out.len()));
                let alt = attribute(attributes, "alt").unwrap_or_default();
                self.out
                    .push_str(if alt.is_empty() { "image" } else { &alt });
                self.end_link();
            }
            _ => return PLAIN.contains(&name),
        }
        true
    }

    /// Begins a line with a mark, which stays with what follows it.
    fn mark(&mut self, mark: &str) {
        self.out.push_str(mark);
        self.marked = self.out.len();
    }

    fn item(&mut self) {
        self.line(0);
        let depth = self.lists.len().clamp(1, LIST_DEPTH);
        self.out.push_str(&"  ".repeat(depth - 1));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{number}. ");
                *number = number.saturating_add(1);
                self.mark(&mark);
            }
            _ => self.mark("- "),
        }
    }

    fn end_link(&mut self) {
        let Some((address, start)) = self.links.pop() else {
            return;
        };
        let start = start.min(self.out.len());
        let words = self.out.split_off(start);
        let is_safe = |address: &String| {
            let lower = address.to_ascii_lowercase();
            ["https://", "http://", "mailto:"]
                .iter()
                .any(|scheme| lower.starts_with(scheme))
                && !address.contains([' ', '(', ')', '<', '\n'])
        };
        match address.filter(is_safe) {
            Some(address) if words.trim().is_empty() || words == address => {
                self.out.push_str(&address);
            }
            Some(address) => self.out.push_str(&format!("[{words}]({address})")),
            None => {
                self.has_lost = true;
                self.out.push_str(&words);
            }
        }
    }

    fn finish(mut self) -> (String, bool) {
        while !self.links.is_empty() {
            self.end_link();
        }
        (self.out.trim().to_owned(), self.has_lost)
    }
}
