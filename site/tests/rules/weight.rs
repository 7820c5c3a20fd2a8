//! What a visitor loads as long as there is no news: the status page, its stylesheet, script and icon, and
//! `summary.json`, which the script asks for. That this is all is what `tests/browser/weight.test.mjs` sees in a
//! browser; here every day of every component is another.

use std::io::Write;

use pilotlight_feed::Feed;

use crate::{BUSY, feed, files};

/// Bytes over the wire of a page with fifty components; nothing of the widget is loaded without news.
const MOST_BYTES: usize = 50_000;
const COMPONENTS: usize = 50;

/// Fifty components, each with days of its own, so that nothing of it compresses by luck.
fn fifty() -> Feed {
    let mut feed = feed(BUSY);
    let originals = feed.components.clone();
    let mut seed: u32 = 1;
    let copies = originals.iter().cycle().take(COMPONENTS).enumerate();
    feed.components = copies
        .map(|(index, original)| {
            let mut copy = original.clone();
            copy.id = format!("{}-{index}", original.id);
            copy.name = format!("{} {index}", original.name);
            copy.uptime_bp = u16::try_from(9_900 + index).ok();
            let day = |_| {
                seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
                ['o', 'o', 'o', 'o', 'o', 'o', 'd', 'p', 'm', 'w'][(seed >> 16) as usize % 10]
            };
            copy.days = Some((0..90).map(day).collect());
            copy
        })
        .collect();
    feed
}

fn brotli_bytes(body: &[u8]) -> usize {
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 4_096, 6, 22);
    writer.write_all(body).expect("a list takes every byte");
    drop(writer);
    compressed.len()
}

#[test]
fn a_page_of_fifty_components_is_light() {
    let files = files(&fifty());
    let is_loaded = |path: &str| {
        ["index.html", "feed/v1/summary.json"].contains(&path) || path.starts_with("assets/")
    };
    let loaded = files.iter().filter(|file| is_loaded(&file.path));
    let sizes: Vec<(&str, usize)> = loaded
        .clone()
        .map(|file| (file.path.as_str(), brotli_bytes(&file.body)))
        .collect();
    let all: usize = sizes.iter().map(|(_, size)| size).sum();
    assert!(sizes.len() == 5 && all < MOST_BYTES, "{all}: {sizes:?}");
    // The control: what is not compressed would be seen.
    let plain: usize = loaded.map(|file| file.body.len()).sum();
    assert!(MOST_BYTES < plain);
}
