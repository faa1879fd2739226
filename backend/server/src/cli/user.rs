//! `oin user`: accounts, for whoever runs oin.

use std::io::{IsTerminal as _, Read as _};

use clap::{Args, Subcommand, ValueEnum};
use oin_domain::account::StaffRole;
use oin_domain::org::OrgRole;
use zeroize::Zeroizing;

use super::{database, print, say};
use crate::actions::Failure;
use crate::actions::accounts::close;
use crate::actions::accounts::create::{self, Listed, NewAccount};
use crate::actions::users::{self, By, Role};
use crate::config::Config;

/// What `oin user` takes.
#[derive(Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make an account; prints a link that works for an hour, where its password is chosen
    Create {
        /// The address; it counts as confirmed
        #[arg(long)]
        mail: String,
        /// What they are called
        #[arg(long)]
        name: String,
        /// A staff role; may be given more than once
        #[arg(long, value_enum)]
        role: Vec<Staff>,
        /// The org that they own; it is made when there is none of this name
        #[arg(long, value_name = "NAME")]
        org: Option<String>,
        /// Read the password from standard input instead of printing a link
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the accounts with a confirmed address
    List,
    /// Close an account: it is signed out everywhere and its tokens end
    Disable {
        /// Its address
        #[arg(long)]
        mail: String,
    },
    /// Open a disabled account again
    Enable {
        /// Its address
        #[arg(long)]
        mail: String,
    },
    /// Give a staff role; the person is signed out and told by letter
    Grant {
        /// The person's address
        #[arg(long)]
        mail: String,
        /// The role
        #[arg(long, value_enum)]
        role: Staff,
    },
    /// Take a staff role; the last administrator keeps theirs
    Revoke {
        /// The person's address
        #[arg(long)]
        mail: String,
        /// The role
        #[arg(long, value_enum)]
        role: Staff,
    },
    /// Erase a disabled account for good; what its person did stays, under an id that leads to nobody
    Erase {
        /// Its address
        #[arg(long)]
        mail: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Staff {
    Reviewer,
    Lead,
    Admin,
}

impl From<Staff> for StaffRole {
    fn from(staff: Staff) -> Self {
        match staff {
            Staff::Reviewer => Self::Reviewer,
            Staff::Lead => Self::Lead,
            Staff::Admin => Self::Admin,
        }
    }
}

pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    match &options.command {
        Command::Create {
            mail,
            name,
            role,
            org,
            password_stdin,
        } => {
            let staff: Vec<StaffRole> = role.iter().copied().map(StaffRole::from).collect();
            let password = if *password_stdin { Some(typed()?) } else { None };
            let new = NewAccount {
                name,
                mail,
                staff: &staff,
                org: org.as_deref().map(|org| (org, OrgRole::Owner)),
                password: password.as_ref().map(|text| text.as_str()),
            };
            database::with_actions(config, "oin user create", async |ctx| {
                let link = create::create(ctx, &new).await.map_err(told)?;
                say(&format!("oin: {mail} has an account"));
                if let Some(text) = link.as_ref().and_then(|link| link.text()) {
                    print(text);
                }
                Ok(())
            })
        }
        Command::List => database::with_actions(config, "oin user list", async |ctx| {
            for one in create::list(ctx).await.map_err(told)? {
                print(&line(&one));
            }
            Ok(())
        }),
        Command::Disable { mail } => database::with_actions(config, "oin user disable", async |ctx| {
            let user = close::at_command_line(ctx, mail).await.map_err(told)?;
            say(&format!("oin: {} is closed and signed out everywhere", user.mail));
            Ok(())
        }),
        Command::Enable { mail } => database::with_actions(config, "oin user enable", async |ctx| {
            let user = users::by_mail(ctx, mail).await.map_err(told)?;
            users::enable(ctx, By::CommandLine, user.id).await.map_err(told)?;
            say(&format!("oin: {} is open", user.mail));
            Ok(())
        }),
        Command::Grant { mail, role } => change_role(config, mail, Role::Grant((*role).into())),
        Command::Revoke { mail, role } => change_role(config, mail, Role::Revoke((*role).into())),
        Command::Erase { mail } => database::with_actions(config, "oin user erase", async |ctx| {
            let user = users::by_mail(ctx, mail).await.map_err(told)?;
            users::erase(ctx, user.id).await.map_err(told)?;
            say("oin: the account is erased");
            Ok(())
        }),
    }
}

fn change_role(config: &Config, mail: &str, role: Role) -> anyhow::Result<()> {
    database::with_actions(config, "oin user", async |ctx| {
        let user = users::by_mail(ctx, mail).await.map_err(told)?;
        users::change_role(ctx, By::CommandLine, user.id, role)
            .await
            .map_err(told)?;
        say(&format!("oin: {} is signed out and told by letter", user.mail));
        Ok(())
    })
}

/// A failure for the terminal.
pub(super) fn told(failure: Failure) -> anyhow::Error {
    anyhow::Error::msg(failure.in_words())
}

fn typed() -> anyhow::Result<Zeroizing<String>> {
    if std::io::stdin().is_terminal() {
        say("oin: type the password, then Ctrl-D; it is shown while you type");
    }
    let mut text = Zeroizing::new(String::new());
    std::io::stdin().take(2_048).read_to_string(&mut text)?;
    // The line's end is the terminal's, not the password's.
    let password = text.strip_suffix('\n').unwrap_or(&text);
    let password = password.strip_suffix('\r').unwrap_or(password);
    Ok(Zeroizing::new(password.to_owned()))
}

/// Address, state, staff roles, orgs: separated by tabs.
fn line(one: &Listed) -> String {
    let state = if one.user.disabled_at.is_some() {
        "closed"
    } else {
        "open"
    };
    let staff: Vec<String> = one.staff.iter().map(ToString::to_string).collect();
    let orgs = one
        .orgs
        .iter()
        .map(|(org, role)| format!("{} ({role})", org.name));
    let orgs: Vec<String> = orgs.collect();
    format!(
        "{}\t{state}\t{}\t{}\t{}",
        one.user.mail,
        one.user.name,
        staff.join(","),
        orgs.join(", ")
    )
}
