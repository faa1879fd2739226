//! `oin token`: API tokens, for whoever runs oin.

use clap::{Args, Subcommand};
use oin_domain::org::Scope;

use super::user::told;
use super::{database, print, say};
use crate::actions::tokens::issue::{self, AtCommandLine};
use crate::config::Config;

/// What `oin token` takes.
#[derive(Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a token and print it, once
    Create {
        /// The org's name
        #[arg(long, value_name = "NAME")]
        org: String,
        /// What it may do, separated by commas: `submissions:read,org:read`
        #[arg(long, value_delimiter = ',', required = true, value_parser = scope)]
        scopes: Vec<Scope>,
        /// What it is called
        #[arg(long)]
        name: String,
        /// How many days it works
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=366))]
        days: u16,
        /// The member it acts for, by address; else the org's oldest owner
        #[arg(long = "as", value_name = "MAIL")]
        acts_for: Option<String>,
    },
}

fn scope(text: &str) -> Result<Scope, oin_domain::choice::UnknownChoice> {
    text.trim().parse()
}

pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    let Command::Create {
        org,
        scopes,
        name,
        days,
        acts_for,
    } = &options.command;
    let new = AtCommandLine {
        org,
        acts_for: acts_for.as_deref(),
        name,
        scopes,
        days: *days,
    };
    database::with_actions(config, "oin token create", async |ctx| {
        let token = issue::at_command_line(ctx, &new).await.map_err(told)?;
        say(&format!(
            "oin: a token of {org} for {days} days; it is shown only now"
        ));
        print(token.text().unwrap_or_default());
        Ok(())
    })
}
