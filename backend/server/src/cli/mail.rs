//! `oin mail`.

use std::io::Read as _;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};

use super::{database, print, work};
use crate::actions::{Failure, letters};
use crate::config::Config;
use crate::mail::{self, Incoming};

/// The longest message that is read, in bytes.
const LONGEST: u64 = 25 * 1024 * 1024;

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
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)
        .context("reading the message from standard input")?;
    if bytes.len() as u64 > LONGEST {
        bail!("the message has more than {LONGEST} bytes");
    }
    database::with(config, "oin mail receive", async |way| {
        let (ctx, mailer) = work::parts(config, way).await?;
        match mail::read(mailer.addresses(), &bytes, options.to.as_deref()) {
            Incoming::Bounce { letter, reason } => match letters::bounced(&ctx, letter, &reason).await {
                Ok(_) => print(&format!("letter {letter} came back: {reason}")),
                Err(Failure::NotFound(_)) => print(&format!("letter {letter} is forgotten by now")),
                Err(failure) => return Err(failure.into()),
            },
            Incoming::Notice => print("no letter came back: nothing to do"),
            Incoming::Reply => {
                bail!("answers by mail are not taken yet: write in the thread of the submission")
            }
            Incoming::Stranger => bail!("the message is for none of our addresses"),
            Incoming::Unreadable => bail!("standard input holds no message"),
        }
        Ok(())
    })
}
