//! Times as people read them: in the page's zone and with its name, the instant itself in
//! `datetime` for machines.

use pilotlight_feed::Date;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

const FULL_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What calendar and clock show somewhere at some instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// The day there.
    pub date: Date,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// Short name of the offset in force, for example `"CET"` or `"+0545"`.
    pub zone: String,
}

impl LocalTime {
    /// Day and time, for example `23 Nov 2026, 07:10 CET`.
    pub(crate) fn long(&self) -> String {
        format!("{}, {}", day(self.date), self.short())
    }

    /// The time alone, for example `07:10 CET`.
    pub(crate) fn short(&self) -> String {
        format!("{:02}:{:02} {}", self.hour, self.minute, self.zone)
    }
}

/// A day, for example `23 Nov 2026`.
pub(crate) fn day(date: Date) -> String {
    let (year, month, day) = date.to_civil();
    format!("{day} {} {year}", month_name(month))
}

/// The short name of a month, 1 to 12.
pub(crate) fn month_name(month: i64) -> &'static str {
    let index = usize::try_from(month - 1).ok();
    index.and_then(|index| MONTHS.get(index)).unwrap_or(&"")
}

/// A month, for example `November 2026`.
pub(crate) fn month(year: i64, month: i64) -> String {
    let name = usize::try_from(month - 1)
        .ok()
        .and_then(|index| FULL_MONTHS.get(index))
        .unwrap_or(&"");
    format!("{name} {year}")
}

/// So many things, for example `1 day` and `2 days`.
pub(crate) fn count(number: usize, what: &str) -> String {
    if number == 1 {
        format!("1 {what}")
    } else {
        format!("{number} {what}s")
    }
}

#[cfg(test)]
mod tests {
    use super::LocalTime;
    use pilotlight_feed::Date;

    #[test]
    fn a_time_names_its_zone() {
        let date = Date::from_civil(2026, 2, 3);
        let time = LocalTime {
            date,
            hour: 7,
            minute: 5,
            zone: "CET".to_owned(),
        };
        assert_eq!(time.long(), "3 Feb 2026, 07:05 CET");
        assert_eq!(time.short(), "07:05 CET");
    }
}
