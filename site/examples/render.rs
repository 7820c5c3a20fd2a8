//! Renders a feed to a folder, to look at: `cargo run -p pilotlight-site --example render --
//! feed/golden/v1/outage-feed.json /tmp/site`. With a number behind, the components are repeated
//! up to that many and the time that rendering takes is printed. Response times are made up.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;
use std::{env, fs};

use anyhow::{Context, Result};
use pilotlight_feed::{Date, Feed, Timestamp};
use pilotlight_site::{
    Live, LocalTime, Options, PastMonth, ResponseTimes, digest, months_of, render,
};

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let feed = arguments.next().context("say which feed to render")?;
    let folder = PathBuf::from(arguments.next().context("say where to render it")?);
    let text = fs::read_to_string(&feed).with_context(|| format!("read {feed}"))?;
    let mut feed: Feed = serde_json::from_str(&text).with_context(|| format!("parse {feed}"))?;
    if let Some(number) = arguments.next() {
        repeat_components(
            &mut feed,
            number.parse().context("parse the number of components")?,
        );
    }
    let months = months_of(&feed, &utc);
    let past: Vec<PastMonth<'_>> = months
        .iter()
        .map(|history| PastMonth::new(history, digest(history)))
        .collect();
    let components = feed.components.iter();
    let responses: BTreeMap<_, _> = components
        .map(|known| (known.id.clone(), made_up(feed.generated_at)))
        .collect();
    let start = Instant::now();
    let files = render(
        &feed,
        &Options {
            past: &past,
            responses: &responses,
            ..Options::new(Live::Static, &utc)
        },
    );
    let elapsed = start.elapsed();
    println!(
        "{} components rendered in {elapsed:?}",
        feed.components.len()
    );
    for file in files {
        let path = folder.join(&file.path);
        let parent = path.parent().context("a file stands in a folder")?;
        fs::create_dir_all(parent).with_context(|| format!("create {}", parent.display()))?;
        fs::write(&path, &file.body).with_context(|| format!("write {}", path.display()))?;
        println!("{:>9} {}", file.body.len(), file.path);
    }
    Ok(())
}

/// A week of hours that go up and down, with one that was slow and some in which nothing was measured.
fn made_up(now: Timestamp) -> ResponseTimes {
    const HOURS: i64 = 7 * 24;
    let hours = (0..HOURS).map(|hour| match hour {
        60..66 => None,
        100 => Some(480),
        _ => u32::try_from(90 + 12 * (hour % 24 - 12).abs() + hour * 7 % 23).ok(),
    });
    ResponseTimes {
        first: Timestamp((now.0 / 3_600 - HOURS) * 3_600),
        averages_ms: hours.collect(),
    }
}

/// The clock of a page whose zone is UTC, so that looking needs no zone data.
fn utc(at: Timestamp) -> LocalTime {
    let minute = at.0.div_euclid(60);
    let part = |minutes: i64| u8::try_from(minutes).unwrap_or(0);
    LocalTime {
        date: Date(minute.div_euclid(24 * 60)),
        hour: part(minute.div_euclid(60).rem_euclid(24)),
        minute: part(minute.rem_euclid(60)),
        zone: "UTC".to_owned(),
    }
}

fn repeat_components(feed: &mut Feed, number: usize) {
    let originals = feed.components.clone();
    let copies = originals.iter().cycle().enumerate().take(number);
    feed.components = copies
        .map(|(index, original)| {
            let mut copy = original.clone();
            copy.id = format!("{}-{index}", original.id);
            copy
        })
        .collect();
}
