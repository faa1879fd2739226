//! The days on which the network reviews: due dates are counted in them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;
use oin_domain::submission::Calendar;

use super::{SettingError, Settings};

/// The network's calendar: UTC without holidays unless it is configured.
pub(super) fn from_settings(settings: &Settings) -> Result<Calendar, SettingError> {
    let zone = match settings.get("OIN_TIME_ZONE") {
        None => Tz::UTC,
        Some(name) => name.trim().parse().map_err(|_| {
            let problem = format!("`{name}` is no time zone; give one such as Europe/Berlin");
            SettingError::new("OIN_TIME_ZONE", problem)
        })?,
    };
    let holidays: BTreeSet<NaiveDate> = settings
        .get("OIN_HOLIDAYS")
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|day| !day.is_empty())
        .map(|day| {
            day.parse().map_err(|_| {
                let problem =
                    format!("`{day}` is no day; give days such as 2026-12-25, with commas between them");
                SettingError::new("OIN_HOLIDAYS", problem)
            })
        })
        .collect::<Result<_, _>>()?;
    Ok(Calendar { zone, holidays })
}
