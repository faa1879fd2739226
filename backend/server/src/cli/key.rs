//! `oin key`: the keys that are not in the database.

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use oin_domain::choice::Choice;
use oin_store::Store;

use super::{database, print};
use crate::config::Config;
use crate::vault::{Progress, Purpose, Vault, VaultError, fresh_key_file, retire_key, rotate_key};

/// How many keys one transaction wraps anew.
const STEP: u32 = 100;

/// What `oin key` takes.
#[derive(Args)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print a new key file; store it with mode 0600 and name it in OIN_KEY_FILE
    New,
    /// List the keys' names and states; never a key
    List,
    /// Add a new key to the file and wrap everything with it; running processes follow
    Rotate {
        /// Change the key that goes into passwords instead: each follows at its next sign-in
        #[arg(long)]
        pepper: bool,
    },
    /// Take a key out of the file that nothing needs any more
    Retire {
        /// Its name, as `oin key list` shows it
        id: String,
    },
}

pub(super) fn run(config: &Config, options: &Options) -> anyhow::Result<()> {
    match &options.command {
        Command::New => {
            print(fresh_key_file()?.trim_end());
            Ok(())
        }
        Command::List => {
            for key in Vault::load(&config.keys)?.ring().keys() {
                print(&format!("{} {} {}", key.id(), key.purpose(), key.state()));
            }
            Ok(())
        }
        Command::Rotate { pepper } => {
            let purpose = if *pepper { Purpose::Pepper } else { Purpose::Wrap };
            rotate(config, purpose)
        }
        Command::Retire { id } => retire(config, id),
    }
}

/// Wraps first what an interrupted rotation has left: running it again goes on where it stopped.
fn rotate(config: &Config, purpose: Purpose) -> anyhow::Result<()> {
    database::with(config, "oin key rotate", async |way| {
        way.prepare().await?;
        let store = way.store().await?;
        // A file that does not open what is there must not get a new key on top.
        let before = Vault::load(&config.keys)?;
        store.read(async |read| before.check(read).await).await?;
        let id = rotate_key(&config.keys, purpose)?;
        print(&format!("{id} is the valid key for `{purpose}`"));
        if purpose == Purpose::Wrap {
            let wrapped = rewrap(&store, &Vault::load(&config.keys)?).await?;
            print(&format!("{wrapped} keys are wrapped with it"));
        }
        Ok(())
    })
}

async fn rewrap(store: &Store, vault: &Vault) -> Result<usize, VaultError> {
    let mut wrapped = 0;
    while let Progress::Some(some) = store.write(async |tx| vault.rewrap(tx, STEP).await).await? {
        wrapped += some;
    }
    Ok(wrapped)
}

fn retire(config: &Config, id: &str) -> anyhow::Result<()> {
    database::with(config, "oin key retire", async |way| {
        way.prepare().await?;
        let store = way.store().await?;
        let vault = Vault::load(&config.keys)?;
        let ring = vault.ring();
        let key = ring
            .keys()
            .iter()
            .find(|key| key.id() == id)
            .with_context(|| format!("there is no key {id}"))?;
        let used = ring.valid(key.purpose()).id() == id;
        ensure!(
            !used,
            "{id} is the valid key for `{}`: rotate first",
            key.purpose().as_str()
        );
        if key.purpose() == Purpose::Wrap {
            // What a process that had not yet read the file wrapped with it meanwhile.
            rewrap(&store, &vault).await?;
        }
        let needed = store
            .read(async |read| match key.purpose() {
                Purpose::Wrap => read
                    .data_key_samples()
                    .await
                    .map(|keys| keys.iter().any(|one| one.wrapping_key == id)),
                Purpose::Pepper => read.pepper_ids().await.map(|ids| ids.iter().any(|one| one == id)),
            })
            .await?;
        ensure!(
            !needed,
            "{id} went into the passwords of people who have not signed in since it was changed"
        );
        retire_key(&config.keys, id)?;
        print(&format!("{id} is out of the file"));
        Ok(())
    })
}
