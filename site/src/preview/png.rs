//! Points as a PNG (ISO 15948): three chunks, of which flate2 makes all that is hard. A crate for
//! the format brings a second inflate and a third one along, which weigh more than the font.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Eight bits of red, green and blue; the one compression and the one filter that there are; no
/// interlacing.
const FORM: [u8; 5] = [8, 2, 0, 0, 0];
/// Each byte as the difference from the one above it: most rows are their neighbours.
const UP: u8 = 2;
const POINT_BYTES: usize = 3;

/// Rows of red, green and blue, so many points each, from the top.
pub(super) fn png(points: &[u8], width: usize) -> Vec<u8> {
    let row_bytes = width * POINT_BYTES;
    let height = points.len() / row_bytes;
    let mut header = Vec::new();
    for size in [width, height] {
        let size = u32::try_from(size).expect("a picture is smaller than that");
        header.extend(size.to_be_bytes());
    }
    header.extend(FORM);
    let mut png = SIGNATURE.to_vec();
    write_chunk(&mut png, *b"IHDR", &header);
    write_chunk(&mut png, *b"IDAT", &compressed(points, row_bytes));
    write_chunk(&mut png, *b"IEND", &[]);
    png
}

fn compressed(points: &[u8], row_bytes: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(1));
    let black = vec![0; row_bytes];
    let same = [&[UP], &black[..]].concat();
    let mut other = same.clone();
    let mut above = &black[..];
    for row in points.chunks_exact(row_bytes) {
        // Most of a picture is ground.
        let is_same = row == above;
        if !is_same {
            let differences = row.iter().zip(above);
            for (difference, (own, above)) in other[1..].iter_mut().zip(differences) {
                *difference = own.wrapping_sub(*above);
            }
        }
        encoder
            .write_all(if is_same { &same } else { &other })
            .expect("a list takes every byte");
        above = row;
    }
    encoder.finish().expect("a list takes every byte")
}

fn write_chunk(png: &mut Vec<u8>, name: [u8; 4], content: &[u8]) {
    let length = u32::try_from(content.len()).expect("a picture is smaller than that");
    let mut crc = Crc::new();
    crc.update(&name);
    crc.update(content);
    png.extend(length.to_be_bytes());
    png.extend(name);
    png.extend(content);
    png.extend(crc.sum().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::ZlibDecoder;

    use super::png;

    #[test]
    fn the_points_are_in_it() {
        let points = [[1, 2, 3], [4, 5, 6], [1, 2, 3], [9, 5, 7]].concat();
        let png = png(&points, 2);
        assert_eq!(png[16..24], [0, 0, 0, 2, 0, 0, 0, 2]);
        let start = png.windows(4).position(|four| four == b"IDAT").unwrap() + 4;
        let mut filtered = Vec::new();
        ZlibDecoder::new(&png[start..])
            .read_to_end(&mut filtered)
            .unwrap();
        assert_eq!(filtered, [2, 1, 2, 3, 4, 5, 6, 2, 0, 0, 0, 5, 0, 1]);
    }
}
