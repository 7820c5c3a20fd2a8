//! Numbers and times in English, by hand. A time is made of what a date of the page's script says of
//! itself, which has one form in all browsers: `Mon Nov 23 2026 12:03:10 GMT+0100 (…)`.

/// `99.98%`, from basis points.
pub(super) fn percent(basis_points: u16) -> String {
    let whole = (basis_points / 100).to_string();
    let rest = (100 + basis_points % 100).to_string();
    let written = [&whole, ".", part(&rest, 1, 3)].concat();
    let written = written.trim_end_matches('0').trim_end_matches('.');
    [written, "%"].concat()
}

/// `23 Nov 2026`.
pub(super) fn day(date: &str) -> String {
    let day = part(date, 8, 10).trim_start_matches('0');
    [day, part(date, 4, 7), part(date, 11, 15)].join(" ")
}

/// `12:03`.
pub(super) fn clock(date: &str) -> String {
    part(date, 16, 21).to_owned()
}

/// `12:03 UTC+1`.
pub(super) fn zoned_clock(date: &str) -> String {
    let hours = part(date, 29, 31).trim_start_matches('0');
    let minutes = part(date, 31, 33);
    let is_whole = minutes == "00";
    let offset: &[&str] = match hours {
        "" if is_whole => &[],
        "" => &[part(date, 28, 29), "0:", minutes],
        _ if is_whole => &[part(date, 28, 29), hours],
        _ => &[part(date, 28, 29), hours, ":", minutes],
    };
    [part(date, 16, 21), " UTC", &offset.concat()].concat()
}

/// Nothing where the page has taught its dates to say something else.
fn part(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{clock, day, percent, zoned_clock};

    #[test]
    fn percent_has_the_digits_that_say_something() {
        for (basis_points, expected) in [
            (10_000, "100%"),
            (9_998, "99.98%"),
            (9_990, "99.9%"),
            (9_005, "90.05%"),
            (1_000, "10%"),
            (0, "0%"),
        ] {
            assert_eq!(percent(basis_points), expected);
        }
    }

    #[test]
    fn a_time_says_its_zone() {
        for (offset, expected) in [
            ("+0000", "09:05 UTC"),
            ("+0100", "09:05 UTC+1"),
            ("-1000", "09:05 UTC-10"),
            ("+0530", "09:05 UTC+5:30"),
            ("-0030", "09:05 UTC-0:30"),
        ] {
            let date = ["Sun Nov 01 2026 09:05:10 GMT", offset, " (Anywhere)"].concat();
            assert_eq!(zoned_clock(&date), expected);
            assert_eq!(day(&date), "1 Nov 2026");
        }
    }

    #[test]
    fn a_date_that_says_something_else_ends_nothing() {
        for date in [
            "",
            "Invalid Date",
            "\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}",
        ] {
            let _ = (day(date), clock(date), zoned_clock(date));
        }
    }
}
