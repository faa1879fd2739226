//! `oin backup` and `oin restore`: PostgreSQL's own programs, with our database.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, ensure};
use clap::Args;
use oin_store::embedded;
use percent_encoding::percent_decode_str;

use super::{database, print, say};
use crate::config::{Config, Database};

/// What `oin backup` takes.
#[derive(Args)]
pub(super) struct BackupOptions {
    /// The file to write; it must not exist
    file: PathBuf,
}

/// What `oin restore` takes.
#[derive(Args)]
pub(super) struct RestoreOptions {
    /// The file that `oin backup` wrote
    file: PathBuf,
}

/// Writes one consistent moment of the database into a file, beside a running server.
pub(super) fn back_up(config: &Config, options: &BackupOptions) -> anyhow::Result<()> {
    let file = &options.file;
    ensure!(
        !file.exists(),
        "{} exists already; name a new file",
        file.display()
    );
    database::with(config, "oin backup", async |way| {
        let unfinished = file.with_extension("unfinished");
        let mut dump = program(config, "pg_dump", &way.owner_url)?;
        dump.arg("--format=custom").arg("--file").arg(&unfinished);
        run(dump)?;
        std::fs::rename(&unfinished, file).with_context(|| format!("cannot write {}", file.display()))?;
        print(&format!("the database is in {}", file.display()));
        Ok(())
    })
}

/// Reads a backup into an empty database, all or nothing.
pub(super) fn restore(config: &Config, options: &RestoreOptions) -> anyhow::Result<()> {
    let file = &options.file;
    ensure!(file.exists(), "{} does not exist", file.display());
    database::with(config, "oin restore", async |way| {
        way.create().await?;
        let all = oin_store::pending(&way.migrate_url).await?;
        ensure!(
            all.len() == oin_store::migrations(),
            "the database has tables already; restore into an empty one (another --data-dir, or a new DATABASE_URL)"
        );
        let mut load = program(config, "pg_restore", &way.owner_url)?;
        load.arg("--exit-on-error").arg("--single-transaction").arg(file);
        run(load)?;
        let applied = way.prepare().await?;
        applied.iter().for_each(|name| say(&format!("applied {name}")));
        print(&format!("restored from {}", file.display()));
        Ok(())
    })
}

/// One of PostgreSQL's programs: beside the server's own when there is an
/// embedded one, else on PATH. It connects to `url`; the password goes through
/// the environment, since everybody on a machine may read command lines.
fn program(config: &Config, name: &str, url: &str) -> anyhow::Result<Command> {
    let beside = match &config.database {
        Database::Embedded { data_dir, bin_dir } => {
            embedded::program(&database::options(data_dir, bin_dir.as_deref()), name)
        }
        Database::Outside { .. } => None,
    };
    let mut url = url::Url::parse(url).context("DATABASE_URL is not a URL")?;
    let password = url
        .password()
        .map(|password| percent_decode_str(password).decode_utf8_lossy().into_owned());
    // Fails only for URLs without a host, which have no password either.
    let _ = url.set_password(None);
    let mut command = Command::new(beside.unwrap_or_else(|| PathBuf::from(name)));
    command.arg("--dbname").arg(String::from(url));
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    Ok(command)
}

fn run(mut command: Command) -> anyhow::Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("cannot run {name}: install PostgreSQL's client programs (Debian, Ubuntu: apt-get install postgresql-client)"))?;
    ensure!(status.success(), "{name} failed; see its message above");
    Ok(())
}
