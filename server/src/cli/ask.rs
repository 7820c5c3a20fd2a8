//! Asking the person for what they forgot; a script is told instead.

use std::io::{self, BufRead, IsTerminal, Write};

use super::usage::usage;
use anyhow::Context;

/// What was given, else what a person answers. A script gets the name of the option to give.
pub(crate) fn or_ask(
    given: Option<String>,
    question: &str,
    option: &str,
) -> anyhow::Result<String> {
    if let Some(given) = given {
        return Ok(given);
    }
    if !io::stdin().is_terminal() {
        return Err(usage(format!("{option} is missing")));
    }
    eprint!("{question}? ");
    io::stderr().flush().context("cannot ask")?;
    let mut line = String::new();
    let read = io::stdin()
        .lock()
        .read_line(&mut line)
        .context("cannot read the answer")?;
    let answer = line.trim();
    if read == 0 || answer.is_empty() {
        return Err(usage(format!("{option} is missing")));
    }
    Ok(answer.to_owned())
}
