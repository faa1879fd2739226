//! The `oin` command.

mod audit;
mod backup;
mod config;
mod database;
mod dev;
mod export;
mod key;
mod mail;
mod migrate;
mod reindex;
mod seed;
mod serve;
mod token;
mod user;
mod webhook;
mod work;

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::config::{Config, Log, SettingError, Settings};

/// The exit code of a configuration that cannot be used (sysexits EX_CONFIG).
const BAD_CONFIGURATION: u8 = 78;

#[derive(Parser)]
#[command(
    name = "oin",
    version,
    about = "An integration network: the catalog and its portal"
)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options that every command takes; each is a setting as well.
#[derive(Args)]
struct Common {
    /// Folder for the embedded database and files (OIN_DATA_DIR)
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the catalog
    Serve(serve::Options),
    /// Send letters and do jobs, apart from serving
    Work,
    /// Take in mail that comes back
    #[command(subcommand)]
    Mail(mail::Command),
    /// Move a local installation's clock
    #[command(subcommand)]
    Dev(dev::Command),
    /// Print every setting, its value and where it came from; secrets are left out
    Config,
    /// Bring the database's tables up to date
    Migrate(migrate::Options),
    /// Load seed-data into the catalog; may be repeated
    Seed(seed::Options),
    /// Make, list, change and retire the keys that open secrets
    Key(key::Options),
    /// Make, list and close accounts
    User(user::Options),
    /// Make API tokens
    Token(token::Options),
    /// Verify and write out the audit trail
    #[command(subcommand)]
    Audit(audit::Command),
    /// Check a message that a webhook received
    #[command(subcommand)]
    Webhook(webhook::Command),
    /// Make running processes load the catalog anew
    Reindex,
    /// Write the public catalog as newline-delimited JSON
    Export(export::Options),
    /// Write the database into a file
    Backup(backup::BackupOptions),
    /// Read the database out of a file that `oin backup` wrote
    Restore(backup::RestoreOptions),
}

/// Runs the command and turns its outcome into an exit code: 0, 1 for a
/// failure, 2 for wrong usage, 78 for a configuration that cannot be used.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let code = if error.is::<SettingError>() {
                BAD_CONFIGURATION
            } else {
                error.downcast_ref().map_or(1, mail::NotTaken::code)
            };
            say(&format!("oin: {error:#}"));
            ExitCode::from(code)
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    let mut settings = Settings::read()?;
    if let Some(dir) = &cli.common.data_dir {
        settings.set("OIN_DATA_DIR", dir.to_string_lossy());
    }
    match cli.command {
        Command::Config => config::run(&settings),
        Command::Serve(options) => {
            options.apply(&mut settings);
            let config = configured(&settings)?;
            serve::run(&config)
        }
        Command::Work => work::run(&configured(&settings)?),
        Command::Mail(command) => mail::run(&configured(&settings)?, &command),
        Command::Dev(command) => dev::run(&configured(&settings)?, &command),
        Command::Migrate(options) => migrate::run(&configured(&settings)?, &options),
        Command::Seed(options) => seed::run(&configured(&settings)?, &options),
        Command::Key(options) => key::run(&configured(&settings)?, &options),
        Command::User(options) => user::run(&configured(&settings)?, &options),
        Command::Token(options) => token::run(&configured(&settings)?, &options),
        Command::Audit(command) => audit::run(&configured(&settings)?, &command),
        Command::Webhook(command) => webhook::run(&command),
        Command::Reindex => reindex::run(&configured(&settings)?),
        Command::Export(options) => export::run(&configured(&settings)?, &options),
        Command::Backup(options) => backup::back_up(&configured(&settings)?, &options),
        Command::Restore(options) => backup::restore(&configured(&settings)?, &options),
    }
}

fn configured(settings: &Settings) -> anyhow::Result<Config> {
    let config = Config::from_settings(settings)?;
    start_log(&config.log)?;
    Ok(config)
}

/// Libraries that write down what passes through them when they are asked for details: the data of
/// pages, the parameters of statements, the heads of requests and letters. Secrets are among them,
/// so no filter switches these on.
const INDISCREET: [&str; 6] = [
    "actix_http",
    "h2",
    "handlebars",
    "hyper",
    "lettre",
    oin_store::DRIVER,
];

fn start_log(log: &Log) -> anyhow::Result<()> {
    let mut filter = EnvFilter::try_new(&log.filter)
        .map_err(|error| SettingError::new("OIN_LOG", format!("is not a log filter: {error}")))?;
    for library in INDISCREET {
        filter = filter.add_directive(format!("{library}=warn").parse()?);
    }
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // Where nobody reads the log any more, saying so there would panic at every event.
        .log_internal_errors(false)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal());
    let started = if log.json {
        lines.json().try_init()
    } else {
        lines.try_init()
    };
    // One line in the log, like every other event, instead of text on the terminal.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(
            place,
            message = panic.payload_as_str().unwrap_or("no message"),
            "panic"
        );
    }));
    started.map_err(|error| anyhow::anyhow!("the log cannot be started: {error}"))
}

/// Says something to the person at the terminal, beside the log.
fn say(line: &str) {
    write_line(std::io::stderr(), line);
}

/// Writes a line of the command's result.
fn print(line: &str) {
    write_line(std::io::stdout(), line);
}

/// Nobody who has stopped reading is told more, and nothing ends for that: a server whose first
/// line was read (`oin serve | head -1`) goes on serving. The macros of the standard library would
/// panic.
fn write_line(mut out: impl std::io::Write, line: &str) {
    let _ = writeln!(out, "{line}");
}

/// Runs asynchronous work on a runtime with as many threads as there are cores.
fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work)
}
