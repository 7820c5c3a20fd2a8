//! Times as a clock on the wall shows them: in the page's zone and with its name.

use pilotlight_feed::Date;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
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
    /// The time alone, for example `07:10 CET`.
    pub(crate) fn short(&self) -> String {
        format!("{:02}:{:02} {}", self.hour, self.minute, self.zone)
    }
}

/// The short name of a month, 1 to 12, in English, for what programs read.
pub(crate) fn month_name(month: i64) -> &'static str {
    let index = usize::try_from(month - 1).ok();
    index.and_then(|index| MONTHS.get(index)).unwrap_or(&"")
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
        assert_eq!(time.short(), "07:05 CET");
    }
}
