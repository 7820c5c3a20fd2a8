//! `llms.txt`: for programs that read prose, what is here and where the exact form of it stands. It
//! says nothing of the present, so that nobody takes an old copy for it.

use pilotlight_feed::Feed;

use crate::page::machine::{READABLE, Readable};

/// The text, in the Markdown that the convention asks for: under a heading stand links and nothing
/// else, so addresses with a blank in them stand before it.
pub(crate) fn draw(feed: &Feed) -> String {
    let (name, url) = (line(&feed.page.name), &feed.page.url);
    let mut text = format!(
        "# {name} status\n\n\
         > Whether {name} works: components, incidents and maintenance, now and over the last 90 days.\n\n\
         For the present read `feed/v1/summary.json` and mind `valid_until`: past it nothing here is the\n\
         present any more, and `unknown` never means that all is well. Times are in UTC.\n\n\
         Of each component, by its identifier:\n\n"
    );
    let (each, links): (Vec<_>, Vec<_>) = READABLE.iter().partition(|one| one.path.contains('<'));
    for Readable { name, path, about } in each {
        text.extend(["- ", name, ", `", url, path, "`: ", about, "\n"]);
    }
    text.push_str("\n## To read\n\n");
    for Readable { name, path, about } in links {
        text.extend(["- [", name, "](", url, path, "): ", about, "\n"]);
    }
    text
}

/// A name within a line, and no markup.
fn line(name: &str) -> String {
    let plain = |c: &char| !c.is_control() && !matches!(c, '[' | ']' | '`' | '*' | '_' | '<' | '#');
    name.chars().filter(plain).collect()
}
