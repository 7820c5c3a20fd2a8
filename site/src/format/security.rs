//! `.well-known/security.txt`: where to report what is not safe (RFC 9116). Only where the operator
//! has said whom to tell.

use pilotlight_feed::{Date, Feed};

use crate::{File, Scheme};

/// Months for which it holds. The standard asks for less than a year.
const MONTHS: i64 = 6;

/// The file.
pub(crate) fn draw(feed: &Feed, contact: Option<&str>) -> Option<File> {
    let contact = contact?;
    let url = &feed.page.url;
    let expires = expires(Date(feed.generated_at.0.div_euclid(86_400)));
    let mut text = format!("Contact: {contact}\nExpires: {expires}T00:00:00Z\n");
    // The standard allows no address in the clear there.
    if Scheme::of(url) == Scheme::Https {
        text.extend(["Canonical: ", url, ".well-known/security.txt\n"]);
    }
    Some(File::text(".well-known/security.txt", text))
}

/// Whether a file is one of ours, whatever its contact: it has these fields in this order and no more, and expires
/// with a month. Nobody else writes it so.
#[must_use]
pub fn is_security(text: &[u8]) -> bool {
    let text = str::from_utf8(text).unwrap_or_default();
    let mut lines = text.lines();
    let has_contact = lines
        .next()
        .is_some_and(|line| line.starts_with("Contact: "));
    let expires = lines.next().and_then(|line| line.strip_prefix("Expires: "));
    let canonical = lines.next();
    has_contact
        && expires.is_some_and(|at| at.ends_with("-01T00:00:00Z"))
        && canonical.is_none_or(|line| line.starts_with("Canonical: "))
        && lines.next().is_none()
}

/// The first of a month, so that the file changes once a month and not with each publication.
fn expires(today: Date) -> Date {
    let (year, month, _) = today.to_civil();
    let months = year * 12 + (month - 1) + MONTHS;
    Date::from_civil(months.div_euclid(12), months.rem_euclid(12) + 1, 1)
}

#[cfg(test)]
mod tests {
    use pilotlight_feed::Date;

    use super::{expires, is_security};

    #[test]
    fn ours_is_known_from_one_that_somebody_wrote() {
        let ours = "Contact: mailto:a@acme.example\nExpires: 2027-05-01T00:00:00Z\n";
        let with_place = [
            ours,
            "Canonical: https://acme.example/.well-known/security.txt\n",
        ]
        .concat();
        assert!(is_security(ours.as_bytes()) && is_security(with_place.as_bytes()));
        for theirs in [
            "Contact: mailto:a@acme.example\nExpires: 2027-05-01T08:00:00Z\n".to_owned(),
            ["# Ours\n", ours].concat(),
            [&with_place, "Policy: https://acme.example/policy\n"].concat(),
            [ours, "Encryption: https://acme.example/key\n"].concat(),
            String::new(),
        ] {
            assert!(!is_security(theirs.as_bytes()), "{theirs}");
        }
    }

    #[test]
    fn it_holds_for_five_to_six_months_and_changes_with_the_month() {
        let from = |year, month, day| expires(Date::from_civil(year, month, day)).to_string();
        assert_eq!(from(2026, 11, 1), "2027-05-01");
        assert_eq!(from(2026, 11, 30), "2027-05-01");
        assert_eq!(from(2026, 6, 30), "2026-12-01");
        assert_eq!(from(2026, 7, 1), "2027-01-01");
    }
}
