//! Conditions of Gatus, as far as they are expectations here: `[STATUS] == 200`,
//! `[RESPONSE_TIME] < 300`, `[BODY] == pat(*ok*)`.
//!
//! All conditions of an endpoint must hold, so statuses are narrowed from any at all: an endpoint
//! without a condition on the status is content with every one.

use std::ops::RangeInclusive;
use std::time::Duration;

/// Statuses that a configuration can expect.
const STATUSES: RangeInclusive<u16> = 100..=599;

/// What the conditions of one endpoint amount to.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    statuses: Vec<u16>,
    /// The lowest limit of the response time.
    pub(super) degraded_over: Option<Duration>,
    pub(super) body_contains: Option<String>,
    pub(super) body_matches: Option<String>,
}

impl Expected {
    pub(super) fn anything() -> Self {
        Self {
            statuses: STATUSES.collect(),
            degraded_over: None,
            body_contains: None,
            body_matches: None,
        }
    }

    /// Narrows by one condition; answers why it cannot be carried over.
    pub(super) fn add(&mut self, condition: &str) -> Result<(), &'static str> {
        const SHAPE: &str = "it is no condition of the form [STATUS] == 200";
        let (left, operator, right) = split(condition).ok_or(SHAPE)?;
        match left {
            "[STATUS]" => self.status(operator, right),
            "[RESPONSE_TIME]" => self.response_time(operator, right),
            "[BODY]" => self.body(operator, right),
            "[CONNECTED]" if (operator, right) == ("==", "true") => Ok(()),
            "[CERTIFICATE_EXPIRATION]" => {
                Err("a certificate counts when it has expired, not some time before")
            }
            "[DOMAIN_EXPIRATION]" => Err("the registration of a domain is not checked here"),
            "[IP]" | "[DNS_RCODE]" => Err("answers of the name service are not checked here"),
            _ if left.contains("[BODY]") => {
                Err("only the whole body is looked at; write body_contains or body_matches")
            }
            _ => Err("nothing here stands for it"),
        }
    }

    /// Whether a connection alone does not tell that they are met.
    pub(super) fn is_of_answer(&self) -> bool {
        let has_body = self.body_contains.is_some() || self.body_matches.is_some();
        has_body || self.statuses.len() != STATUSES.len()
    }

    /// The good statuses as ranges; none when no status meets the conditions.
    pub(super) fn statuses(&self) -> Vec<RangeInclusive<u16>> {
        let mut ranges: Vec<RangeInclusive<u16>> = Vec::new();
        for status in &self.statuses {
            match ranges.last_mut() {
                Some(last) if *last.end() + 1 == *status => *last = *last.start()..=*status,
                _ => ranges.push(*status..=*status),
            }
        }
        ranges
    }

    fn status(&mut self, operator: &str, right: &str) -> Result<(), &'static str> {
        const NUMBER: &str = "it compares the status with something that is no status";
        if let Some(pattern) = inside(right, "pat") {
            let keeps = match operator {
                "==" => true,
                "!=" => false,
                _ => return Err(NUMBER),
            };
            let pattern = wildcards(pattern);
            let pattern = regex::Regex::new(&pattern).map_err(|_| NUMBER)?;
            self.statuses
                .retain(|status| pattern.is_match(&status.to_string()) == keeps);
            return Ok(());
        }
        let values = inside(right, "any").unwrap_or(right).split(',');
        let values: Result<Vec<u16>, _> = values.map(|value| value.trim().parse()).collect();
        let values = values.map_err(|_| NUMBER)?;
        let value = *values.first().ok_or(NUMBER)?;
        if 1 < values.len() && !matches!(operator, "==" | "!=") {
            return Err(NUMBER);
        }
        match operator {
            "==" => self.statuses.retain(|status| values.contains(status)),
            "!=" => self.statuses.retain(|status| !values.contains(status)),
            "<" => self.statuses.retain(|status| *status < value),
            "<=" => self.statuses.retain(|status| *status <= value),
            ">" => self.statuses.retain(|status| value < *status),
            _ => self.statuses.retain(|status| value <= *status),
        }
        Ok(())
    }

    fn response_time(&mut self, operator: &str, right: &str) -> Result<(), &'static str> {
        let limit = right.trim_end_matches("ms").parse().ok();
        match (operator, limit.map(Duration::from_millis)) {
            ("<" | "<=", Some(limit)) => {
                let known = self.degraded_over.unwrap_or(limit);
                self.degraded_over = Some(known.min(limit));
                Ok(())
            }
            _ => Err("only an upper limit of the response time is known here"),
        }
    }

    fn body(&mut self, operator: &str, right: &str) -> Result<(), &'static str> {
        if operator != "==" || inside(right, "any").is_some() {
            return Err("only one text or pattern that the body must have is known here");
        }
        if self.body_contains.is_some() || self.body_matches.is_some() {
            return Err("the body is held against one text or pattern; an earlier one stays");
        }
        let pattern = inside(right, "pat");
        let inner = pattern.and_then(|it| it.strip_prefix('*')?.strip_suffix('*'));
        match (pattern, inner) {
            (Some(_), Some(text)) if !text.is_empty() && !text.contains(['*', '?', '[', '\\']) => {
                self.body_contains = Some(text.to_owned());
            }
            (Some(pattern), _) => self.body_matches = Some(wildcards(pattern)),
            (None, _) => self.body_matches = Some(["(?s)^", &regex::escape(right), "$"].concat()),
        }
        Ok(())
    }
}

fn split(condition: &str) -> Option<(&str, &str, &str)> {
    for operator in ["==", "!=", "<=", ">=", "<", ">"] {
        let spaced = [" ", operator, " "].concat();
        if let Some((left, right)) = condition.split_once(&spaced) {
            return Some((left.trim(), operator, right.trim()));
        }
    }
    None
}

/// `*ok*` of `pat(*ok*)`.
fn inside<'a>(text: &'a str, function: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(function)?;
    rest.strip_prefix('(')?.strip_suffix(')')
}

/// A pattern of wildcards as a regular expression over the whole body.
fn wildcards(pattern: &str) -> String {
    let mut expression = "(?s)^".to_owned();
    for c in pattern.chars() {
        match c {
            '*' => expression.push_str(".*"),
            '?' => expression.push('.'),
            _ => expression.push_str(&regex::escape(&c.to_string())),
        }
    }
    expression.push('$');
    expression
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Expected;

    #[track_caller]
    fn statuses(conditions: &[&str], ranges: &str) {
        let mut expected = Expected::anything();
        for condition in conditions {
            assert_eq!(expected.add(condition), Ok(()), "{condition}");
        }
        let found: Vec<String> = expected
            .statuses()
            .iter()
            .map(|range| format!("{range:?}"))
            .collect();
        assert_eq!(found.join(" "), ranges, "{conditions:?}");
    }

    #[test]
    fn conditions_on_the_status_are_narrowed_together() {
        statuses(&[], "100..=599");
        statuses(&["[STATUS] == 200"], "200..=200");
        statuses(&["[STATUS] == any(200, 429)"], "200..=200 429..=429");
        statuses(&["[STATUS] < 300"], "100..=299");
        statuses(&["[STATUS] >= 200", "[STATUS] <= 299"], "200..=299");
        statuses(
            &["[STATUS] > 199", "[STATUS] != 204"],
            "200..=203 205..=599",
        );
        statuses(&["[STATUS] == pat(2*)"], "200..=299");
        statuses(&["[STATUS] == 200", "[STATUS] == 404"], "");
    }

    #[test]
    fn the_lowest_limit_of_the_response_time_counts() {
        let mut expected = Expected::anything();
        assert_eq!(expected.add("[RESPONSE_TIME] < 500"), Ok(()));
        assert_eq!(expected.add("[RESPONSE_TIME] <= 300"), Ok(()));
        assert_eq!(expected.degraded_over, Some(Duration::from_millis(300)));
        assert!(expected.add("[RESPONSE_TIME] > 3").is_err());
    }

    #[test]
    fn one_condition_on_the_whole_body_is_kept() {
        let matches = |condition: &str, body: &str| {
            let mut expected = Expected::anything();
            assert_eq!(expected.add(condition), Ok(()), "{condition}");
            match (expected.body_contains, expected.body_matches) {
                (Some(text), None) => body.contains(&text),
                (None, Some(pattern)) => regex::Regex::new(&pattern)
                    .expect("a pattern")
                    .is_match(body),
                other => panic!("{other:?}"),
            }
        };
        assert!(matches("[BODY] == pat(*ok*)", "all ok here"));
        assert!(!matches("[BODY] == pat(*ok*)", "all bad"));
        assert!(matches("[BODY] == pat(a?c*)", "abc\nd"));
        assert!(!matches("[BODY] == pat(a?c*)", "xabc"));
        assert!(matches("[BODY] == a.c", "a.c"));
        assert!(!matches("[BODY] == a.c", "abc"));
        let mut twice = Expected::anything();
        assert_eq!(twice.add("[BODY] == a"), Ok(()));
        assert!(twice.add("[BODY] == b").is_err());
    }

    #[test]
    fn what_is_not_known_says_why() {
        for condition in [
            "[CERTIFICATE_EXPIRATION] > 48h",
            "[DOMAIN_EXPIRATION] > 720h",
            "[IP] == 127.0.0.1",
            "[BODY].status == UP",
            "len([BODY].name) > 3",
            "[STATUS] == 99999",
            "[STATUS] == pat(",
            "[STATUS] < any(200, 300)",
            "[BODY] != x",
            "",
        ] {
            assert!(Expected::anything().add(condition).is_err(), "{condition}");
        }
    }
}
