//! `oin dev`.

use clap::Subcommand;

use super::{database, print};
use crate::actions::dev;
use crate::config::{Config, Mode, SettingError};

/// What `oin dev` can do.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Move the clock on for every process, for example by 21d, 12h or 30m
    Advance {
        /// How far
        #[arg(value_name = "TIME", value_parser = seconds)]
        by: u32,
    },
}

pub(super) fn run(config: &Config, command: &Command) -> anyhow::Result<()> {
    let Command::Advance { by } = command;
    if config.mode != Mode::Local {
        let problem =
            "the clock of a production installation is not ours to move: `oin dev` is for local mode";
        return Err(SettingError::new("OIN_MODE", problem).into());
    }
    database::with(config, "oin dev advance", async |way| {
        let store = way.store().await?;
        let ahead = dev::move_on(&store, *by).await?;
        let days = ahead as f64 / 86_400.0;
        print(&format!("the clock is {days:.2} days ahead"));
        Ok(())
    })
}

/// `21d`, `12h`, `30m`, `5s` as seconds.
fn seconds(text: &str) -> Result<u32, String> {
    let wrong = || format!("`{text}` is no time such as 21d, 12h, 30m or 5s, of at most ten years");
    let unit = match text.chars().last() {
        Some('d') => 86_400,
        Some('h') => 3_600,
        Some('m') => 60,
        Some('s') => 1,
        _ => return Err(wrong()),
    };
    let number: u32 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    let seconds = number.checked_mul(unit).ok_or_else(wrong)?;
    if seconds == 0 || seconds > 3_653 * 86_400 {
        return Err(wrong());
    }
    Ok(seconds)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn times_have_a_unit_and_an_end() {
        assert_eq!(seconds("21d"), Ok(21 * 86_400));
        assert_eq!(seconds("90m"), Ok(5_400));
        for wrong in ["", "d", "21", "-1d", "0s", "1.5d", "21 d", "99999d", "1ü"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
