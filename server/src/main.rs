//! The command line: what works on the configuration and the data folder itself; what operators ask
//! of a running server is in `cli`.

mod cli;
mod memory;
mod taken;
mod watch;

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use pilotlight_server::config::{self, Config};
use pilotlight_server::core::Command as Request;
use pilotlight_server::publish::Place;
use pilotlight_server::store::Actor;
use pilotlight_server::{Out, Server, check_once, publish, publish_once, start};
use serde_json::{Value, json};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::filter::LevelFilter;

use self::cli::{BAD_USAGE, local};
use self::watch::Watch;

/// Watches components and publishes a status page of static files.
#[derive(Debug, Parser)]
#[command(name = "pilotlight", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The configuration file.
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        default_value = "pilotlight.toml"
    )]
    config: PathBuf,
    /// Form of the log, on standard error.
    #[arg(long, global = true, value_enum, default_value = "text")]
    log: LogForm,
    #[command(flatten)]
    reach: cli::Reach,
    /// Log more: every publication and every batch.
    #[arg(long, short, global = true)]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Watch, publish and serve until interrupted. The configuration is read anew when its file
    /// changes, and at SIGHUP, which also publishes at once.
    Run,
    /// Read the configuration and say everything that is wrong with it, and what is new in it since a
    /// server last took it in.
    Check,
    /// Print a complete commented configuration.
    Sample,
    /// Write the site once, from the database, and exit.
    Publish {
        /// Check every monitor before, as often as its thresholds need: for a schedule that runs this
        /// instead of a server. The data folder is kept between two runs.
        #[arg(long)]
        check: bool,
        /// The folder to write to, or a bucket: `s3://name/folder`, reached as [publish.bucket] and the
        /// environment say.
        #[arg(long, value_name = "DIR|s3://…")]
        out: String,
    },
    /// Print the public key of the feeds, for the element of a widget.
    Key,
    /// Write the whole database into one file, also while the server runs.
    Backup {
        /// The file; it must not be there yet.
        file: PathBuf,
    },
    /// Put a backup in the place of the database, which is moved aside. Stop the server first.
    Restore {
        /// The file.
        file: PathBuf,
    },
    /// Say what would stop the widget on a page that carries it.
    Doctor {
        /// Address of the page.
        url: String,
    },
    /// Print what a web server needs in its configuration to answer for the published folder as this
    /// server does.
    Hosting {
        /// Which one. Static hosts such as Netlify and Cloudflare Pages read the folder's `_headers`.
        software: cli::hosting::Software,
    },
    /// Print the completions of a shell: put them where it looks for them.
    Completions {
        /// bash, elvish, fish, powershell or zsh.
        shell: clap_complete::Shell,
    },
    #[command(flatten)]
    Operate(Box<cli::Operate>),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogForm {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

fn main() -> ExitCode {
    memory::set_up();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no mistake, and go to standard output.
            let is_mistake = error.use_stderr();
            // Nobody is left to be told when that fails.
            let _ = error.print();
            return ExitCode::from(if is_mistake { BAD_USAGE } else { 0 });
        }
    };
    log_to_stderr(&arguments);
    match execute(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("pilotlight: {}", reasons(&error));
            if error.is::<cli::Usage>() {
                return ExitCode::from(BAD_USAGE);
            }
            ExitCode::FAILURE
        }
    }
}

/// What failed and why, each reason once: some messages name theirs already.
fn reasons(error: &anyhow::Error) -> String {
    let mut message = String::new();
    for reason in error.chain().map(ToString::to_string) {
        if message.is_empty() {
            message = reason;
        } else if !message.contains(&reason) {
            message = format!("{message}: {reason}");
        }
    }
    message
}

/// So many things, in words.
fn count(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// What prints a file in the form that whoever reads it knows, and no other.
const fn own_form(command: &Command) -> Option<&'static str> {
    match command {
        Command::Sample => Some("`sample` prints TOML"),
        Command::Completions { .. } => Some("`completions` prints a program of that shell"),
        Command::Hosting { .. } => Some("`hosting` prints the configuration of that software"),
        _ => None,
    }
}

fn execute(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let is_json = arguments.reach.json;
    if let Some(form) = own_form(&arguments.command).filter(|_| is_json) {
        return Err(cli::usage(format!("{form}; leave out --json")));
    }
    if let Command::Sample = arguments.command {
        print!("{}", config::SAMPLE);
        return Ok(ExitCode::SUCCESS);
    }
    if let Command::Completions { shell } = arguments.command {
        let mut command = Arguments::command();
        clap_complete::generate(shell, &mut command, "pilotlight", &mut std::io::stdout());
        return Ok(ExitCode::SUCCESS);
    }
    if let Command::Doctor { url } = &arguments.command {
        return runtime()?.block_on(cli::doctor::doctor(url, is_json));
    }
    if let Command::Operate(command) = arguments.command {
        // Operators may be elsewhere: then they name the server, and there is no file.
        let config = match read_config(&arguments.config) {
            Ok(config) => Some(config),
            Err(message)
                if arguments.config.exists()
                    && !arguments.reach.names_server()
                    && !command.is_offline() =>
            {
                eprint!("{message}");
                return Ok(ExitCode::from(BAD_USAGE));
            }
            Err(_) => None,
        };
        runtime()?.block_on(command.run(&arguments.reach, config.as_ref()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let read = read_text(&arguments.config).and_then(|text| {
        let config = parse_config(&arguments.config, &text)?;
        Ok((config, text))
    });
    let (config, text) = match read {
        Ok(read) => read,
        Err(message) => {
            eprint!("{message}");
            return Ok(ExitCode::from(BAD_USAGE));
        }
    };
    match &arguments.command {
        Command::Run => runtime()?.block_on(run(config, &text, &arguments.config, is_json))?,
        Command::Publish { check, out } => {
            runtime()?.block_on(async {
                let checked = match check {
                    true => check_monitors(&config, is_json).await?,
                    false => Value::Null,
                };
                publish_to(config, out, (is_json, checked)).await
            })?;
        }
        Command::Key => runtime()?.block_on(local::key(&config, is_json))?,
        Command::Hosting { software } => {
            let page = &config.catalog.page;
            let terms = pilotlight_site::Terms::of(&page.url, &page.look);
            print!("{}", software.configuration(&terms));
        }
        Command::Backup { file } => {
            runtime()?.block_on(local::backup(&config, file, is_json))?;
        }
        Command::Restore { file } => {
            runtime()?.block_on(local::restore(&config, file, is_json))?;
        }
        Command::Check => {
            return runtime()?.block_on(local::check(&config, &arguments.config, is_json));
        }
        Command::Sample
        | Command::Completions { .. }
        | Command::Doctor { .. }
        | Command::Operate(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// Keeps what was taken in, for `check`. A server works without that.
fn keep_taken(data_dir: &Path, text: &str) {
    if let Err(error) = taken::keep(data_dir, text) {
        tracing::warn!(%error, "cannot keep the configuration in the data folder for `pilotlight check`");
    }
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    let built = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    built.context("cannot start the runtime")
}

/// Reads and parses; on failure every line to print.
fn read_config(path: &Path) -> Result<Config, String> {
    parse_config(path, &read_text(path)?)
}

fn read_text(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| {
        let path = path.display();
        let remedy = match error.kind() {
            ErrorKind::NotFound => {
                format!("write one with `pilotlight sample > {path}`, or name yours with --config")
            }
            ErrorKind::InvalidData => "save it as UTF-8".to_owned(),
            ErrorKind::IsADirectory | ErrorKind::NotADirectory => {
                "name the file itself with --config".to_owned()
            }
            _ => "make it readable for this user, or name another with --config".to_owned(),
        };
        format!("pilotlight: cannot read {path}: {error}; {remedy}\n")
    })
}

/// The folder that relative paths of a configuration file are taken from.
fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

fn parse_config(path: &Path, text: &str) -> Result<Config, String> {
    config::parse(text, folder_of(path)).map_err(|problems| {
        let mut lines = String::new();
        for problem in &problems {
            // Writing to a string cannot fail.
            let _ = writeln!(lines, "{}:{problem}", path.display());
        }
        let _ = writeln!(
            lines,
            "pilotlight: {} in {}; nothing was started",
            count(problems.len(), "mistake"),
            path.display()
        );
        lines
    })
}

async fn run(config: Config, text: &str, config_path: &Path, is_json: bool) -> anyhow::Result<()> {
    let page_url = config.catalog.page.url.clone();
    let follows_file = config.reload_on_change;
    // Before the start, which may take a while.
    let watch = Watch::new(config_path);
    let data_dir = config.data_dir.clone();
    let server = start(config).await?;
    keep_taken(&data_dir, text);
    if !publish::has_widget() {
        tracing::warn!(
            "this binary was built without the widget, so the page does not follow by itself; build it with `cargo xtask build`"
        );
    }
    tracing::info!(
        key = server.public_key,
        "feeds are signed; this is their public key"
    );
    if let Some(address) = server.admin_address {
        tracing::info!(%address, "operators are let in here");
        if !address.ip().is_loopback() {
            tracing::warn!(
                %address,
                "tokens go over this network as they are: put a proxy with https before it, or set admin.listen to 127.0.0.1"
            );
        }
    }
    if let Some(token) = &server.first_token {
        // On standard output and not in the log, which others may read.
        local::say(is_json, &json!({ "token": token }), || {
            println!(
                "The first token, with all rights. It is shown this once and kept nowhere:\n\n    {token}\n"
            );
        });
    }
    tracing::info!(address = %server.address, public = page_url, "serving");
    wait_for_stop(&server, config_path, (watch, follows_file)).await?;
    tracing::info!("stopping");
    server.stop().await;
    Ok(())
}

async fn wait_for_stop(
    server: &Server,
    config_path: &Path,
    (watch, follows_file): (Watch, bool),
) -> anyhow::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot wait for signals")?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot wait for signals")?;
    let hangup = signal(SignalKind::hangup()).context("cannot wait for signals")?;
    // A reading under way may wait for the database; a stop does not wait for it.
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        () = keep_reading(server, config_path, (watch, follows_file), hangup) => {}
    }
    Ok(())
}

/// Reads the configuration anew whenever its file changes, where it is followed, or somebody says so.
async fn keep_reading(
    server: &Server,
    path: &Path,
    (mut watch, mut follows_file): (Watch, bool),
    mut hangup: Signal,
) {
    loop {
        let reason = tokio::select! {
            _ = hangup.recv() => "SIGHUP",
            () = watch.changed(), if follows_file => "configuration file",
        };
        watch.note();
        if let Some(follows) = read_anew(server, path, reason).await {
            follows_file = follows;
        }
    }
}

/// Takes in the configuration as it is now and publishes; a file with mistakes changes nothing. Answers
/// whether the file is followed from now on; none when it stays as it was.
async fn read_anew(server: &Server, path: &Path, reason: &str) -> Option<bool> {
    let operator = Actor {
        name: reason.to_owned(),
        token: None,
        address: None,
    };
    let mut follows = None;
    let read = read_text(path).and_then(|text| Ok((parse_config(path, &text)?, text)));
    match read {
        Err(message) => tracing::error!("the configuration stays as it was\n{message}"),
        Ok((config, text)) => {
            let (then, data_dir) = (config.reload_on_change, config.data_dir.clone());
            match server.renew(config, operator.clone()).await {
                Err(error) => tracing::error!(%error, "the configuration stays as it was"),
                Ok(lines) => {
                    follows = Some(then);
                    keep_taken(&data_dir, &text);
                    if lines.is_empty() {
                        tracing::info!("nothing is new in the configuration");
                    } else {
                        let lines = lines.join("\n  ");
                        tracing::info!("the configuration is read anew\n  {lines}");
                    }
                }
            }
        }
    }
    if let Err(refusal) = server.desk().ask(Request::Publish, operator, None).await {
        tracing::error!(%refusal, "cannot publish");
    }
    follows
}

/// Checks all once; answers what a program is told of it, together with what is published.
async fn check_monitors(config: &Config, is_json: bool) -> anyhow::Result<Value> {
    let began = Instant::now();
    let round = check_once(config).await?;
    if !is_json {
        println!(
            "{}, {}, {} ms",
            count(round.checks, "check"),
            count(round.changes, "change"),
            began.elapsed().as_millis()
        );
    }
    Ok(json!({ "checks": round.checks, "changes": round.changes }))
}

async fn publish_to(
    config: Config,
    out: &str,
    (is_json, checked): (bool, Value),
) -> anyhow::Result<()> {
    let began = Instant::now();
    let place = if out.starts_with("s3://") {
        let place = Place::parse(out).map_err(|why| cli::usage(format!("--out {why}")))?;
        Out::Bucket(place.in_store_of(config.publish.bucket.as_ref()))
    } else {
        Out::Directory(out.into())
    };
    let report = publish_once(config, place).await?;
    let document = json!({
        "out": out,
        "files": report.files,
        "refused": report.refused,
        "checked": checked,
    });
    local::say(is_json, &document, || {
        println!(
            "{out}: {} files, {} ms",
            report.files,
            began.elapsed().as_millis()
        );
        if 0 < report.refused {
            eprintln!(
                "{} of the past could not be published; see above",
                count(report.refused, "page")
            );
        }
    });
    Ok(())
}

fn log_to_stderr(arguments: &Arguments) {
    let level = if arguments.verbose {
        LevelFilter::DEBUG
    } else {
        LevelFilter::INFO
    };
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(level);
    match arguments.log {
        LogForm::Text => {
            let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
            log.with_ansi(is_terminal).with_target(false).init();
        }
        LogForm::Json => log.json().init(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Arguments;

    #[test]
    fn every_command_is_one_that_can_be_typed() {
        Arguments::command().debug_assert();
    }
}
