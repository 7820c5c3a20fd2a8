//! Compression, once a file: effort by size, so that a small feed is as small as it can be
//! and a large page does not hold up the news.

use std::io::Write;

use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use flate2::Compression;

/// Up to this size brotli may take all the effort it has: two milliseconds. The summary that widgets
/// poll is such a file.
const TINY_BYTES: usize = 4 * 1024;
/// Up to this size the next best: a third of the time for a few bytes in a hundred more.
const SMALL_BYTES: usize = 24 * 1024;
const MEDIUM_BYTES: usize = 256 * 1024;
/// Below this a compressed answer is no smaller in packets.
const LEAST_BYTES: usize = 256;

/// How often the bytes will change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// Never: compressed once in the life of the process.
    Once,
    /// With the news.
    Often,
    /// While somebody waits for it.
    OnDemand,
}

/// What a file is worth sending as, besides as it is.
#[derive(Debug, Default)]
pub(super) struct Forms {
    pub(super) brotli: Option<Bytes>,
    pub(super) gzip: Option<Bytes>,
}

impl Forms {
    pub(super) fn of(body: &[u8], effort: Effort) -> Self {
        Self {
            brotli: brotli(body, effort),
            gzip: gzip(body, effort),
        }
    }
}

fn brotli(body: &[u8], effort: Effort) -> Option<Bytes> {
    let quality = match (effort, body.len()) {
        (Effort::Once, _) | (Effort::Often, ..=TINY_BYTES) => 11,
        (Effort::Often, ..=SMALL_BYTES) => 9,
        (Effort::Often, ..=MEDIUM_BYTES) => 6,
        (Effort::OnDemand, ..=MEDIUM_BYTES) => 5,
        (Effort::Often | Effort::OnDemand, _) => 4,
    };
    let params = BrotliEncoderParams {
        quality,
        size_hint: body.len(),
        // A window no larger than the bytes: the encoder's memory follows it.
        lgwin: i32::try_from(body.len().max(1024).next_power_of_two().ilog2())
            .unwrap_or(22)
            .min(22),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    let mut reader = body;
    brotli::BrotliCompress(&mut reader, &mut compressed, &params).ok()?;
    keep(body, compressed)
}

fn gzip(body: &[u8], effort: Effort) -> Option<Bytes> {
    let level = match (effort, body.len()) {
        (Effort::Once, _) | (Effort::Often, ..=SMALL_BYTES) => 9,
        (Effort::Often | Effort::OnDemand, _) => 5,
    };
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(body).ok()?;
    keep(body, encoder.finish().ok()?)
}

fn keep(body: &[u8], compressed: Vec<u8>) -> Option<Bytes> {
    is_worth(body.len(), compressed.len()).then(|| Bytes::from(compressed))
}

/// Whether to send a compressed form of this many bytes saves any.
pub(super) fn is_worth(plain: usize, compressed: usize) -> bool {
    LEAST_BYTES <= plain && compressed < plain
}
