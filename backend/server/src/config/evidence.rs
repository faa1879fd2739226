//! For how long the evidence of the second tier counts, and how much the random audit draws.

use oin_domain::verification::Ages;

use super::{SettingError, Settings};

/// Days that a run by a reviewer counts, unless configured: a person cannot repeat it every week.
const MANUAL_DAYS: u16 = 90;

/// Automatic runs count for 8 days; runs by reviewers for as long as is configured.
pub(super) fn from_settings(settings: &Settings) -> Result<Ages, SettingError> {
    let name = "OIN_MANUAL_RUN_DAYS";
    let days = match settings.get(name) {
        None => MANUAL_DAYS,
        Some(text) => match text.trim().parse() {
            Ok(days @ 1..=365) => days,
            _ => {
                let problem = format!("`{text}` is no number of days from 1 to 365");
                return Err(SettingError::new(name, problem));
            }
        },
    };
    Ok(Ages::with_manual_days(days))
}

/// Of a hundred submissions that could pass without a reviewer, how many the random audit draws,
/// unless configured.
const AUDIT_SAMPLE: u8 = 3;

/// How many of a hundred the random audit draws: at least one, so that how often the checks alone miss
/// something stays known.
pub(super) fn audit_sample(settings: &Settings) -> Result<u8, SettingError> {
    let name = "OIN_AUDIT_SAMPLE_PERCENT";
    let Some(text) = settings.get(name) else {
        return Ok(AUDIT_SAMPLE);
    };
    match text.trim().parse() {
        Ok(percent @ 1..=100) => Ok(percent),
        _ => {
            let problem = format!("`{text}` is no whole number from 1 to 100");
            Err(SettingError::new(name, problem))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_audit_always_draws_something() {
        let sample = |text: &str| {
            let pair = ("OIN_AUDIT_SAMPLE_PERCENT".into(), text.into());
            audit_sample(&Settings::from_environment([pair]).unwrap()).ok()
        };
        assert_eq!(
            (sample("1"), sample(" 100 "), sample(" ")),
            (Some(1), Some(100), Some(3))
        );
        for text in ["0", "101", "-1", "3 %", "2.5"] {
            assert_eq!(sample(text), None, "{text}");
        }
    }
}
