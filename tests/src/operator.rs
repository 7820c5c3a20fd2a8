//! An operator with a token of theirs, who types commands.

use std::process::Output;

use serde_json::Value;

use crate::Home;

/// What was printed, on both outputs.
///
/// # Panics
/// When it is no text.
#[must_use]
pub fn printed(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(all).expect("is text")
}

/// Somebody at the command line of a home.
#[derive(Debug)]
pub struct Operator<'a> {
    home: &'a Home,
    token: String,
}

impl<'a> Operator<'a> {
    #[must_use]
    pub fn with(home: &'a Home, token: &str) -> Self {
        let token = token.to_owned();
        Self { home, token }
    }

    /// One who may do everything, by a token made beside a running server.
    ///
    /// # Panics
    /// When there is no database yet.
    #[must_use]
    pub fn way_back_in(home: &'a Home) -> Self {
        let made = home.run(
            "token",
            &["create", "rescue", "--scope", "admin", "--local"],
        );
        assert!(made.status.success(), "{}", printed(&made));
        let token = String::from_utf8(made.stdout).expect("is text");
        Self::with(home, token.trim())
    }

    /// Types a command.
    ///
    /// # Panics
    /// When the home cannot be written, or the command goes on where it should end.
    #[must_use]
    pub fn run(&self, typed: &[&str]) -> Output {
        let file = self.home.path("token");
        std::fs::write(&file, &self.token).expect("can be written");
        let file = file.to_str().expect("a path of letters");
        let all = [&typed[1..], &["--token-file", file]].concat();
        self.home.run(typed[0], &all)
    }

    /// What a command says that does what it is told.
    ///
    /// # Panics
    /// When it fails.
    #[track_caller]
    pub fn does(&self, typed: &[&str]) -> String {
        let output = self.run(typed);
        assert!(output.status.success(), "{typed:?}: {}", printed(&output));
        printed(&output)
    }

    /// What a command says that is refused by the server.
    ///
    /// # Panics
    /// When it ends in another way.
    #[track_caller]
    pub fn may_not(&self, typed: &[&str]) -> String {
        self.ends(typed, 1)
    }

    /// What a command says that cannot be typed so.
    ///
    /// # Panics
    /// When it ends in another way.
    #[track_caller]
    pub fn mistypes(&self, typed: &[&str]) -> String {
        self.ends(typed, 64)
    }

    #[track_caller]
    fn ends(&self, typed: &[&str], code: i32) -> String {
        let output = self.run(typed);
        let told = printed(&output);
        assert_eq!(output.status.code(), Some(code), "{typed:?}: {told}");
        told
    }

    /// What a command prints for programs.
    ///
    /// # Panics
    /// When it fails, or prints anything else.
    #[track_caller]
    #[must_use]
    pub fn json(&self, typed: &[&str]) -> Value {
        let all = [typed, &["--json"]].concat();
        let output = self.run(&all);
        assert!(output.status.success(), "{typed:?}: {}", printed(&output));
        serde_json::from_slice(&output.stdout).expect("is JSON")
    }
}
