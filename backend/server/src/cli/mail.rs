//! `oin mail`.

use std::io::Read as _;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};

use super::{database, print, work};
use crate::actions::{Code, Failure};
use crate::config::Config;
use crate::mail;

/// What `oin mail` can do.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Read one message from standard input, as a mail server hands it over
    Receive(Options),
}

/// What `oin mail receive` takes.
#[derive(Args)]
pub(super) struct Options {
    /// The envelope's recipient; without it the message's own headers are read
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
}

pub(super) fn run(config: &Config, command: &Command) -> anyhow::Result<()> {
    let Command::Receive(options) = command;
    let mut bytes = Vec::new();
    std::io::stdin()
        .take(mail::LONGEST as u64 + 1)
        .read_to_end(&mut bytes)
        .context("reading the message from standard input")?;
    if bytes.len() > mail::LONGEST {
        bail!("the message has more than {} bytes", mail::LONGEST);
    }
    database::with(config, "oin mail receive", async |way| {
        let (ctx, mailer) = work::parts(config, way).await?;
        let to = options.to.as_deref();
        let done = mail::take_in(&ctx, mailer.addresses(), &bytes, to).await;
        print(&done.map_err(NotTaken)?);
        Ok(())
    })
}

/// Why a message was not taken. Its exit code is the one that mail servers know (sysexits): they
/// send the message back, or try again later.
#[derive(Debug)]
pub(super) struct NotTaken(Failure);

impl NotTaken {
    /// The exit code.
    pub(super) fn code(&self) -> u8 {
        match &self.0 {
            Failure::NotFound(_) => 67,
            Failure::Refused(Code::Forbidden, _) => 77,
            Failure::Invalid(_) | Failure::Refused(..) => 65,
            _ => 75,
        }
    }
}

impl std::fmt::Display for NotTaken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.in_words())
    }
}

impl std::error::Error for NotTaken {}
