//! `cargo xtask`: everything that one does with this repository, one file a command.
//!
//! A newcomer needs rustup, Node 20 with npm and a C compiler; the commands get the rest.

mod bench;
mod build;
mod demo;
mod dist;
mod fuzz;
mod screenshots;
mod step;
mod tally;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use crate::build::Profile;
use crate::demo::Stay;
use crate::workspace::Workspace;

/// Tools, build, demo, tests and benchmarks of Pilotlight.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Command {
    /// Gets the tools that the build and the tests need, once, into the user's cache folder
    Tools,
    /// Builds the widget, then the server that carries it
    Build {
        /// Build the server without optimisation
        #[arg(long)]
        dev: bool,
    },
    /// Packs the widget as an npm package into target/dist
    Dist,
    /// Starts a server with targets of its own and prints the addresses to open
    Demo {
        /// Stop as soon as everything answers
        #[arg(long)]
        check: bool,
    },
    /// Runs every check: format, lints, unit, process and browser tests
    Test,
    /// Measures sizes, requests a second beside nginx, memory, publishing times, and the widget
    /// beside peers
    Bench {
        /// One of them alone: sizes, load, memory, publishing or widget
        what: Option<String>,
    },
    /// Looks for inputs that break what must hold, a while for each target of `fuzz`
    Fuzz {
        /// Seconds for each target
        #[arg(default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
        seconds: u32,
        /// One target alone, by its name
        #[arg(long)]
        target: Option<String>,
    },
    /// Takes the screenshot for the README, and the others into target/screenshots
    Screenshots,
}

fn main() -> ExitCode {
    match run(&Command::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> anyhow::Result<()> {
    let workspace = Workspace::find()?;
    match command {
        Command::Tools => {
            tools::for_build(&workspace)?;
            tools::for_browser(&workspace)
        }
        Command::Build { dev: false } => build::run(&workspace, Profile::Release),
        Command::Build { dev: true } => build::run(&workspace, Profile::Dev),
        Command::Dist => dist::run(&workspace),
        Command::Demo { check: false } => demo::run(&workspace, Stay::UntilInterrupted),
        Command::Demo { check: true } => demo::run(&workspace, Stay::UntilUp),
        Command::Test => test::run(&workspace),
        Command::Bench { what } => bench::run(&workspace, what.as_deref()),
        Command::Fuzz { seconds, target } => fuzz::run(&workspace, *seconds, target.as_deref()),
        Command::Screenshots => screenshots::run(&workspace),
    }
}
