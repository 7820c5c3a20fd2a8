//! Counts what passed and what failed over several test runners, from their closing lines.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

use crate::step::line;

/// Tests, or checks that count as one, by how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Tally {
    /// Runs a command with its output shown, and adds up the tests it ran. A command that ran
    /// none counts as one; one that ended badly counts as at least one failure.
    pub(crate) fn check(&mut self, name: &str, command: &mut Command) -> Result<()> {
        println!("==> {name}");
        let start = Instant::now();
        let (counted, succeeded) = watch(command)?;
        self.add(match (counted, succeeded) {
            (
                Self {
                    passed: 0,
                    failed: 0,
                },
                true,
            ) => Self {
                passed: 1,
                failed: 0,
            },
            (Self { passed, failed: 0 }, false) => Self { passed, failed: 1 },
            (counted, _) => counted,
        });
        let verdict = if succeeded { "passed" } else { "FAILED" };
        println!("    {name}: {verdict} after {:.1?}", start.elapsed());
        Ok(())
    }

    /// Counts a step that could not even be tried.
    pub(crate) fn fail(&mut self, name: &str, error: &anyhow::Error) {
        println!("    {name}: FAILED: {error:#}");
        self.failed += 1;
    }

    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Reads one line of cargo's test runner or of Node's.
    fn add_line(&mut self, line: &str) {
        if let Some(rest) = line.strip_prefix("test result: ") {
            self.passed += number_before(rest, " passed");
            self.failed += number_before(rest, " failed");
        }
        // Its other lines also begin with a symbol, but of these three words.
        match line.trim_start_matches(['ℹ', '#', ' ']).split_once(' ') {
            Some(("pass", count)) => self.passed += count.trim().parse().unwrap_or(0),
            Some(("fail", count)) => self.failed += count.trim().parse().unwrap_or(0),
            _ => {}
        }
    }
}

fn watch(command: &mut Command) -> Result<(Tally, bool)> {
    let shown = line(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("start {shown}"))?;
    let mut tally = Tally::default();
    let output = child
        .stdout
        .take()
        .with_context(|| format!("read from {shown}"))?;
    for line in BufReader::new(output).lines() {
        let line = line.with_context(|| format!("read from {shown}"))?;
        println!("{line}");
        tally.add_line(&line);
    }
    let status = child.wait().with_context(|| format!("wait for {shown}"))?;
    Ok((tally, status.success()))
}

fn number_before(text: &str, word: &str) -> u32 {
    let before = text.split_once(word).map_or("", |(before, _)| before);
    before
        .rsplit(' ')
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[track_caller]
    fn check(line: &str, passed: u32, failed: u32) {
        let mut tally = Tally::default();
        tally.add_line(line);
        assert_eq!(tally, Tally { passed, failed }, "{line}");
    }

    #[test]
    fn closing_lines_are_counted_and_no_others() {
        check(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out",
            12,
            0,
        );
        check(
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured",
            3,
            2,
        );
        check("ℹ pass 7", 7, 0);
        check("ℹ fail 1", 0, 1);
        check("# pass 4", 4, 0);
        check("running 12 tests", 0, 0);
        check("✔ a page can pass muster (3ms)", 0, 0);
    }

    #[test]
    fn a_command_without_tests_counts_as_one() {
        let mut tally = Tally::default();
        tally
            .check("good", &mut std::process::Command::new("true"))
            .unwrap();
        tally
            .check("bad", &mut std::process::Command::new("false"))
            .unwrap();
        assert_eq!(
            tally,
            Tally {
                passed: 1,
                failed: 1
            }
        );
    }
}
